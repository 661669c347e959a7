//! The words of days: numerals of other scripts, months and weekdays by name, the time of day that may follow.
//!
//! This module must never decide which day is meant. Start reading at [`plain`] and [`tokens`].

use bowline_core::time::Day;
use jiff::civil::Weekday;
use jiff::tz::{Offset, TimeZone};

/// A piece of a day's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Digits.
    Number(String),
    /// A month by name, as its number.
    Month(&'static str),
    /// A sign, or one Chinese character.
    Mark(char),
    /// Other letters.
    Word(String),
}

/// Words that name a stretch of time instead of a day.
const VAGUE: [&str; 26] = [
    "旬", "月初", "月底", "月末", "月中", "年初", "年底", "年末", "年中", "季度", "左右", "前后", "以来", "以后",
    "之后", "近期", "尽快", "立即", "长期", "待定", "节前", "节后", "early", "late", "soon", "approx",
];
const BOUNDS: [&str; 4] = ["之前", "以前", "底前", "前"];
const MONTHS: [(&str, &str); 12] = [
    ("january", "1"),
    ("february", "2"),
    ("march", "3"),
    ("april", "4"),
    ("may", "5"),
    ("june", "6"),
    ("july", "7"),
    ("august", "8"),
    ("september", "9"),
    ("october", "10"),
    ("november", "11"),
    ("december", "12"),
];
const WEEKDAYS: [(&str, char, Weekday); 7] = [
    ("monday", '一', Weekday::Monday),
    ("tuesday", '二', Weekday::Tuesday),
    ("wednesday", '三', Weekday::Wednesday),
    ("thursday", '四', Weekday::Thursday),
    ("friday", '五', Weekday::Friday),
    ("saturday", '六', Weekday::Saturday),
    ("sunday", '日', Weekday::Sunday),
];
const TIMES: [&str; 12] =
    ["上午", "下午", "中午", "正午", "凌晨", "早上", "早晨", "傍晚", "晚上", "夜间", "午后", "晚"];
const NUMERALS: &str = "〇零一二三四五六七八九";
const FORMAL: &str = "零壹贰叁肆伍陆柒捌玖";

/// A text in plain signs: full width and Chinese numerals become digits, letters small.
pub(super) fn plain(text: &str) -> String {
    let plain: String = text.trim().chars().map(narrow).collect::<String>().to_lowercase().replace("元月", "1月");
    let mut out = String::new();
    let mut run = String::new();
    for c in plain.chars().chain(['\n']) {
        let joined = matches!(c, 'o' | '0') && run.chars().any(|c| numeral(c).is_some() || is_ten(c));
        if numeral(c).is_some() || is_ten(c) || joined {
            run.push(c);
            continue;
        }
        if !run.is_empty() {
            let weekday = ["星期", "周", "礼拜"].iter().any(|word| out.ends_with(word));
            out.push_str(&if weekday { run.clone() } else { value_of(&run) });
            run.clear();
        }
        out.push(c);
    }
    out.trim().replace('号', "日")
}

fn narrow(c: char) -> char {
    match c {
        '０'..='９'
        | 'Ａ'..='Ｚ'
        | 'ａ'..='ｚ'
        | '／'
        | '－'
        | '．'
        | '：'
        | '，'
        | '（'
        | '）'
        | '＼'
        | '～'
        | '＋' => char::from_u32(u32::from(c) - 0xFEE0).map_or(c, narrow),
        '—' | '–' | '‐' | '−' | '‑' => '-',
        '。' => '.',
        '\\' => '/',
        '○' | '◯' => '〇',
        '兩' | '两' => '二',
        other => other,
    }
}

fn numeral(c: char) -> Option<usize> {
    let at = |all: &str| all.chars().position(|own| own == c);
    match at(NUMERALS) {
        Some(at) => Some(at.saturating_sub(1)),
        None => at(FORMAL),
    }
}

fn is_ten(c: char) -> bool {
    matches!(c, '十' | '拾' | '廿' | '卅')
}

/// 二〇二五 is 2025, 十二 is 12, 二十三 and 廿三 are 23. What is no number stays as it is.
fn value_of(run: &str) -> String {
    let digit = |c: char| if matches!(c, 'o' | '0') { Some(0) } else { numeral(c) };
    let Some(ten) = run.chars().position(is_ten) else {
        return run.chars().filter_map(digit).map(|digit| digit.to_string()).collect();
    };
    let letters: Vec<char> = run.chars().collect();
    let before: Vec<usize> = letters.iter().take(ten).filter_map(|c| digit(*c)).collect();
    let after: Vec<usize> = letters.iter().skip(ten + 1).filter_map(|c| digit(*c)).collect();
    let tens = match (letters.get(ten), before.as_slice()) {
        (Some('廿'), []) => 2,
        (Some('卅'), []) => 3,
        (_, [] | [0]) => 1,
        (_, [tens]) => *tens,
        _ => return run.to_owned(),
    };
    match after.as_slice() {
        [] => (tens * 10).to_string(),
        [ones] => (tens * 10 + ones).to_string(),
        _ => run.to_owned(),
    }
}

/// Whether a text names a stretch of time.
pub(super) fn is_vague(plain: &str) -> bool {
    VAGUE.iter().any(|word| plain.contains(word))
}

/// A text without the word that makes a bound of a day, and whether there was one.
pub(super) fn without_bound(plain: &str) -> (String, bool) {
    if let Some(rest) = plain.strip_prefix("by ").or_else(|| plain.strip_prefix("before ")) {
        return (rest.trim().to_owned(), true);
    }
    let ended = plain.trim_end_matches(['.', ',', ' ']);
    match BOUNDS.iter().find_map(|word| ended.strip_suffix(word)) {
        Some(rest) if rest.ends_with(|c: char| c == '日' || c.is_ascii_digit()) => (rest.trim().to_owned(), true),
        _ => (plain.to_owned(), false),
    }
}

/// A text without its day of the week, and that day.
pub(super) fn without_weekday(plain: &str) -> (String, Option<Weekday>) {
    for prefix in ["星期", "礼拜", "周"] {
        let Some((before, after)) = plain.split_once(prefix) else { continue };
        let mut letters = after.chars();
        let named = letters.next().map(|c| if c == '天' { '日' } else { c });
        let day = WEEKDAYS.iter().find(|(_, own, _)| Some(*own) == named).map(|(.., day)| *day);
        if day.is_some() {
            let before = before.trim_end_matches(['(', ' ', '[', '【', ',']);
            let after = letters.as_str().trim_start_matches([')', ']', '】', ',']);
            return (format!("{before} {after}"), day);
        }
    }
    let word = plain.split(|c: char| !c.is_ascii_alphabetic()).find_map(|word| {
        let found = WEEKDAYS.iter().find(|(name, ..)| word.len() >= 3 && name.starts_with(word));
        found.map(|(.., day)| (word, *day))
    });
    match word {
        Some((word, day)) => {
            let rest = plain.replacen(word, " ", 1);
            (rest.trim_matches(['(', ')', ',', ' ', '.']).replace("( )", " "), Some(day))
        }
        None => (plain.to_owned(), None),
    }
}

/// The pieces of a text; blanks only part them. 7th is 7, 7 of May is 7 May.
pub(super) fn tokens(plain: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = plain;
    while let Some(c) = rest.chars().next() {
        let run = |keep: fn(&char) -> bool| rest.chars().take_while(keep).collect::<String>();
        let (length, token) = if c.is_ascii_digit() {
            let digits = run(char::is_ascii_digit);
            (digits.len(), Some(Token::Number(digits)))
        } else if c.is_ascii_alphabetic() {
            let word = run(char::is_ascii_alphabetic);
            let month = MONTHS
                .iter()
                .find(|(name, _)| word.len() >= 3 && name.starts_with(&word) || word == "sept" && *name == "september");
            let ordinal =
                matches!(tokens.last(), Some(Token::Number(_))) && matches!(word.as_str(), "st" | "nd" | "rd" | "th");
            let token = match month {
                Some((_, number)) => Some(Token::Month(number)),
                None if ordinal || word == "of" => None,
                None => Some(Token::Word(word.clone())),
            };
            (word.len(), token)
        } else {
            (c.len_utf8(), (!c.is_whitespace()).then_some(Token::Mark(c)))
        };
        tokens.extend(token);
        rest = rest.get(length..).unwrap_or_default();
    }
    // The dot of "Oct. 7".
    let is_dot = |tokens: &[Token], at: usize| {
        matches!(tokens.get(at), Some(Token::Mark('.')))
            && at > 0
            && matches!(tokens.get(at - 1), Some(Token::Month(_)))
            && !matches!(tokens.get(at.wrapping_sub(2)), Some(Token::Mark('.')))
    };
    let dots: Vec<usize> = (0..tokens.len()).filter(|at| is_dot(&tokens, *at)).collect();
    dots.into_iter().rev().for_each(|at| drop(tokens.remove(at)));
    tokens
}

/// The time of day behind a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Time {
    hour: i8,
    minute: i8,
    offset: Option<Offset>,
}

impl Time {
    /// The day of a moment, in the zone of the country if the moment names an offset of its own.
    pub(super) fn day(self, day: Day, zone: Option<&TimeZone>) -> Option<Day> {
        let (Some(offset), Some(zone)) = (self.offset, zone) else { return Some(day) };
        let moment = offset.to_timestamp(day.at(self.hour.min(23), self.minute, 0, 0)).ok()?;
        Some(zone.to_datetime(moment).date())
    }
}

/// The time that stands behind a day; a time of nothing if there is none. `None`: something else stands there.
pub(super) fn time_after(rest: &[Token]) -> Option<Time> {
    use Token::{Mark, Number, Word};
    let mut rest = rest;
    let skip = |rest: &mut &[Token], marks: &[char]| {
        while let [Mark(mark), more @ ..] = *rest
            && marks.contains(mark)
        {
            *rest = more;
        }
    };
    skip(&mut rest, &['.', ',', ';']);
    if let [Word(word), more @ ..] = rest
        && word == "t"
    {
        rest = more;
    }
    let words: String = rest.iter().map_while(|token| if let Mark(c) = token { Some(*c) } else { None }).collect();
    if let Some(named) = TIMES.iter().find(|named| words.starts_with(**named)) {
        rest = rest.get(named.chars().count()..).unwrap_or_default();
    }
    let mut time = Time::default();
    let (hour, mut rest) = match rest {
        [Number(h), Mark(':'), Number(m), Mark(':'), Number(_), Mark('.'), Number(_), more @ ..] => {
            (Some((h, Some(m))), more)
        }
        [Number(h), Mark(':'), Number(m), Mark(':'), Number(_), more @ ..] => (Some((h, Some(m))), more),
        [Number(h), Mark(':'), Number(m), more @ ..] => (Some((h, Some(m))), more),
        [Number(h), Mark('时' | '点'), Number(m), Mark('分'), more @ ..] => (Some((h, Some(m))), more),
        [Number(h), Mark('时' | '点'), Mark('半' | '整'), more @ ..] => (Some((h, None)), more),
        [Number(h), Mark('时' | '点'), more @ ..] => (Some((h, None)), more),
        [Number(h), Word(half), ..] if matches!(half.as_str(), "am" | "pm") => {
            (Some((h, None)), rest.get(1..).unwrap_or_default())
        }
        other => (None, other),
    };
    if let Some((hour, minute)) = hour {
        time.hour = hour.parse().ok().filter(|hour| (0..=24).contains(hour))?;
        time.minute = minute.map_or(Some(0), |minute| minute.parse().ok().filter(|minute| (0..60).contains(minute)))?;
        if let [Number(_), Mark('秒'), more @ ..] = rest {
            rest = more;
        }
        skip(&mut rest, &['许', '整']);
        if let [Word(half), more @ ..] = rest
            && matches!(half.as_str(), "am" | "pm")
        {
            time.hour = if half == "pm" { time.hour % 12 + 12 } else { time.hour % 12 };
            rest = more;
        }
        (time.offset, rest) = offset(rest);
    }
    skip(&mut rest, &['.', ',', ';']);
    rest.is_empty().then_some(time)
}

fn offset(rest: &[Token]) -> (Option<Offset>, &[Token]) {
    use Token::{Mark, Number, Word};
    let seconds = |sign: char, hours: &str, minutes: &str| {
        let hours: i32 = hours.parse().ok()?;
        let minutes: i32 = minutes.parse().ok()?;
        let all = hours * 3_600 + minutes * 60;
        Offset::from_seconds(if sign == '-' { -all } else { all }).ok()
    };
    match rest {
        [Word(word), more @ ..] if matches!(word.as_str(), "z" | "utc" | "gmt") => (Some(Offset::UTC), more),
        [Mark(sign @ ('+' | '-')), Number(h), Mark(':'), Number(m), more @ ..] => (seconds(*sign, h, m), more),
        [Mark(sign @ ('+' | '-')), Number(hm), more @ ..] if hm.len() == 4 => {
            (seconds(*sign, hm.get(..2).unwrap_or_default(), hm.get(2..).unwrap_or_default()), more)
        }
        _ => (None, rest),
    }
}

/// Whether what stands behind a day leads to another one: 2025.5.7-5.9, 5月7日至9日.
pub(super) fn names_another(rest: &[Token]) -> bool {
    let leads = |token: &Token| match token {
        Token::Mark(mark) => matches!(mark, '-' | '至' | '到' | '~' | '/' | '、' | '和' | '或'),
        Token::Word(word) => matches!(word.as_str(), "to" | "or" | "and"),
        _ => false,
    };
    match rest {
        [Token::Number(_), Token::Mark(':'), ..] => false,
        [Token::Number(_), ..] => true,
        [first, ..] => leads(first),
        [] => false,
    }
}
