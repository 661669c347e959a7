//! Days as offices write them: date cells, serial numbers, 2022-10-06, 2022.9.30, 2022年10月7日(星期五)上午, 二〇二二年十月七日,
//! 20221006, 7 Oct 2022, 10/07/2022 where the pack of the country says which comes first.
//!
//! This module must never guess: what is certain is read, and every other day is a fault that says why it is not. Start
//! at [`read_day`].

use super::day_words::{self, Token, tokens};
use super::grid::{Cell, Kept};
use bowline_core::rules::{Country, DateOrder};
use bowline_core::time::Day;
use jiff::tz::TimeZone;

/// Why a cell is not a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateFault {
    /// Not in any known form.
    Unreadable,
    /// A stretch of time (11月上旬), or several days.
    Vague,
    /// The year is missing (10月7日).
    NoYear,
    /// The year has two digits (22.10.7).
    ShortYear,
    /// The month or the day is missing (2022年10月).
    NoDay,
    /// Nobody can tell the day from the month (05/06/2022).
    Order,
    /// A bound instead of a day (10月7日前), where a day is asked for.
    Bound,
    /// The day of the week is that of another day.
    Weekday,
    /// In a known form, but no such day (20230231).
    Impossible,
    /// A year outside 1990 to 2100.
    Year,
}

impl DateFault {
    /// The stable code in reports.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "date_unreadable",
            Self::Vague | Self::NoYear | Self::ShortYear | Self::NoDay | Self::Order | Self::Bound => "date_vague",
            Self::Weekday | Self::Impossible | Self::Year => "date_impossible",
        }
    }
}

/// How days are to be understood in a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DateRules {
    /// In which order the country writes day, month and year.
    pub order: Option<DateOrder>,
    /// The zone in which its days begin, for moments with an offset of their own.
    pub zone: Option<TimeZone>,
    /// Whether the workbook counts its days from 1904.
    pub dates_1904: bool,
    /// Whether 10月7日前 says the day: it does for a deadline.
    pub bounds: bool,
}

impl From<&Country> for DateRules {
    fn from(country: &Country) -> Self {
        Self { order: country.date_order(), zone: Some(country.zone().clone()), ..Self::default() }
    }
}

/// The day in a cell; `None` if the cell is empty.
///
/// # Errors
/// [`DateFault`] if the cell holds anything else than one certain day.
pub fn read_day(cell: &Cell, rules: &DateRules) -> Result<Option<Day>, DateFault> {
    match cell {
        Cell::Empty | Cell::Unknown(_) => Ok(None),
        Cell::Date(day) => within(*day).map(Some),
        Cell::Number(number) => from_number(*number, rules).map(Some),
        Cell::Formatted(it) => match it.value {
            Kept::Date(day) => within(day).map(Some),
            // 45784 in a format such as 0.00: what is seen is no day, but no other value is seen either.
            Kept::Number(number) if it.shown.parse() == Ok(number) => from_number(number, rules).map(Some),
            Kept::Number(_) => in_text(&it.shown, rules),
        },
        Cell::Text(_) => in_text(&cell.shown(), rules),
    }
}

fn in_text(text: &str, rules: &DateRules) -> Result<Option<Day>, DateFault> {
    if super::row::is_nothing(text) { Ok(None) } else { from_text(text, rules).map(Some) }
}

/// 20221006 is a day written without separators, 44840 a serial number of spreadsheet programs.
fn from_number(number: f64, rules: &DateRules) -> Result<Day, DateFault> {
    let whole = number.trunc();
    if (19_000_101.0..=21_001_231.0).contains(&number) && whole == number {
        return from_digits(&format!("{whole:.0}"));
    }
    if (18_000.0..80_000.0).contains(&number) {
        return from_serial(&format!("{whole:.0}"), rules);
    }
    Err(DateFault::Unreadable)
}

fn from_serial(digits: &str, rules: &DateRules) -> Result<Day, DateFault> {
    let days: i64 = digits.parse().map_err(|_| DateFault::Unreadable)?;
    let span = jiff::Span::new().try_days(days).map_err(|_| DateFault::Impossible)?;
    let first = if rules.dates_1904 { jiff::civil::date(1904, 1, 1) } else { jiff::civil::date(1899, 12, 30) };
    within(first.checked_add(span).map_err(|_| DateFault::Impossible)?)
}

fn from_digits(digits: &str) -> Result<Day, DateFault> {
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    day_of(part(0, 4), part(4, 6), part(6, 8))
}

/// A day in a text of its own.
fn from_text(text: &str, rules: &DateRules) -> Result<Day, DateFault> {
    let (plain, bound) = day_words::without_bound(&day_words::plain(text));
    if bound && !rules.bounds {
        return Err(DateFault::Bound);
    }
    if day_words::is_vague(&plain) {
        return Err(DateFault::Vague);
    }
    let (plain, weekday) = day_words::without_weekday(&plain);
    let tokens = tokens(&plain);
    let (day, rest) = at_start(&tokens, rules)?;
    let day = day_words::time_after(rest)
        .and_then(|time| time.day(day, rules.zone.as_ref()))
        .ok_or(if day_words::names_another(rest) { DateFault::Vague } else { DateFault::Unreadable })?;
    match weekday {
        Some(weekday) if weekday != day.weekday() => Err(DateFault::Weekday),
        _ => Ok(day),
    }
}

/// The day with which a text begins, and what comes after it.
fn at_start<'t>(tokens: &'t [Token], rules: &DateRules) -> Result<(Day, &'t [Token]), DateFault> {
    use Token::{Mark, Month, Number};
    let day = match tokens {
        [Number(y), Mark('年'), Number(m), Mark('月'), Number(d), rest @ ..] if y.len() == 4 => {
            (day_of(y, m, d)?, rest.strip_prefix(&[Mark('日')]).unwrap_or(rest))
        }
        [Number(y), Mark(a), Number(m), Mark(b), Number(d), rest @ ..]
            if a == b && y.len() == 4 && d.len() <= 2 && is_separator(*a) =>
        {
            (day_of(y, m, d)?, rest.strip_prefix(&[Mark('日')]).unwrap_or(rest))
        }
        [Number(y), Number(m), Number(d), rest @ ..] if y.len() == 4 && m.len() <= 2 && d.len() <= 2 => {
            (day_of(y, m, d)?, rest)
        }
        [Number(one), Mark(a), Number(two), Mark(b), Number(y), rest @ ..]
            if a == b && y.len() == 4 && one.len() <= 2 && two.len() <= 2 && is_separator(*a) =>
        {
            (by_order(one, two, y, rules)?, rest)
        }
        [Month(m), Number(d), Number(y), rest @ ..] if y.len() == 4 => (day_of(y, m, d)?, rest),
        [Month(m), Number(d), Mark(','), Number(y), rest @ ..] if y.len() == 4 => (day_of(y, m, d)?, rest),
        [Number(d), Month(m), Number(y), rest @ ..] if y.len() == 4 => (day_of(y, m, d)?, rest),
        [Number(d), Month(m), Mark(','), Number(y), rest @ ..] if y.len() == 4 => (day_of(y, m, d)?, rest),
        [Number(d), Mark(a), Month(m), Mark(b), Number(y), rest @ ..] if a == b && y.len() == 4 && is_separator(*a) => {
            (day_of(y, m, d)?, rest)
        }
        [Number(y), Mark(a), Month(m), Mark(b), Number(d), rest @ ..] if a == b && y.len() == 4 && is_separator(*a) => {
            (day_of(y, m, d)?, rest)
        }
        [Number(one), rest @ ..] if one.len() == 8 => (from_digits(one)?, rest),
        [Number(one)] if one.len() == 5 => (from_serial(one, rules)?, &[] as &[Token]),
        _ => return Err(why_not(tokens)),
    };
    Ok(day)
}

fn is_separator(mark: char) -> bool {
    matches!(mark, '-' | '/' | '.' | ',' | '、' | '~' | '·')
}

/// 05/12/2025: as the country writes it. Where its pack says nothing of it, only if there is one reading.
fn by_order(one: &str, two: &str, year: &str, rules: &DateRules) -> Result<Day, DateFault> {
    match rules.order {
        Some(DateOrder::Mdy) => day_of(year, one, two),
        Some(DateOrder::Dmy) => day_of(year, two, one),
        Some(DateOrder::Ymd) | None => match (day_of(year, one, two), day_of(year, two, one)) {
            (Ok(day), Ok(other)) if day != other => Err(DateFault::Order),
            (Ok(day), _) | (_, Ok(day)) => Ok(day),
            (Err(fault), _) => Err(fault),
        },
    }
}

/// What is missing in a text that has the marks of a day.
fn why_not(tokens: &[Token]) -> DateFault {
    use Token::{Mark, Month, Number};
    let of_days = |token: &Token| match token {
        Number(digits) => digits.len() <= 4,
        Month(_) => true,
        Mark(mark) => is_separator(*mark) || matches!(mark, '年' | '月' | '日'),
        Token::Word(_) => false,
    };
    let numbers: Vec<usize> =
        tokens.iter().filter_map(|token| if let Number(n) = token { Some(n.len()) } else { None }).collect();
    let months = tokens.iter().filter(|token| matches!(token, Month(_))).count();
    let parts = numbers.len() + months;
    let marks: Vec<char> =
        tokens.iter().filter_map(|token| if let Mark(c) = token { Some(*c) } else { None }).collect();
    let mixed = marks
        .iter()
        .filter(|mark| is_separator(**mark))
        .any(|mark| Some(mark) != marks.iter().find(|c| is_separator(**c)));
    if parts == 0 || !tokens.iter().all(of_days) || mixed && parts > 2 {
        return DateFault::Unreadable;
    }
    let has_year = numbers.contains(&4);
    match (parts, has_year) {
        (3, false) => DateFault::ShortYear,
        (1 | 2, true) => DateFault::NoDay,
        (1 | 2, false) => DateFault::NoYear,
        _ => DateFault::Unreadable,
    }
}

fn day_of(year: &str, month: &str, day: &str) -> Result<Day, DateFault> {
    let impossible = |_| DateFault::Impossible;
    let (year, month, day) =
        (year.parse().map_err(impossible)?, month.parse().map_err(impossible)?, day.parse().map_err(impossible)?);
    within(Day::new(year, month, day).map_err(|_| DateFault::Impossible)?)
}

fn within(day: Day) -> Result<Day, DateFault> {
    if (1990..=2100).contains(&day.year()) { Ok(day) } else { Err(DateFault::Year) }
}

/// The day that stands behind a word in a longer text, such as 填报日期:2022年10月8日.
#[must_use]
pub fn day_after(text: &str, word: &str) -> Option<Day> {
    let (_, rest) = text.split_once(word)?;
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '：'));
    let token: String =
        rest.chars().take_while(|c| !c.is_whitespace() && !matches!(c, ',' | '，' | ';' | '；')).take(20).collect();
    from_text(&token, &DateRules::default()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Option<Day>, DateFault> {
        read_day(&Cell::Text(text.to_owned()), &DateRules::default())
    }

    #[test]
    fn every_form_of_offices_is_read() {
        let day = Ok(Some(jiff::civil::date(2022, 10, 6)));
        for text in [
            "2022-10-06",
            "2022/10/6",
            "2022.10.6",
            "2022年10月6日",
            "2022年10月06号",
            "20221006",
            "44840",
            " 2022 年 10 月 6 日 ",
            "２０２２．１０．６",
            "2022-10-06 08:30",
            "2022-10-06T08:30:00",
            "2022-10-06T08:30:00.000+08:00",
            "2022.10.6.",
            "2022-10-6。",
            "2022，10，6",
            "2022\\10\\6",
            "2022年10月6",
            "2022年10月6日(星期四)",
            "2022年10月6日（周四）上午",
            "星期四 2022-10-06",
            "2022年10月6日14时",
            "2022年10月6日14时30分许",
            "2022年10月6日下午三点半",
            "2022/10/6 下午4:30",
            "二〇二二年十月六日",
            "二○二二年十月六日",
            "二O二二年十月六日",
            "贰零贰贰年拾月陆日",
            "Oct 6, 2022",
            "October 6th, 2022 4:30 PM",
            "6-Oct-2022",
            "6 October 2022",
            "the 6th",
            "Thu, 6 Oct 2022",
            "Thursday, October 6, 2022",
            "Oct. 6, 2022",
        ] {
            let wanted = if text == "the 6th" { Err(DateFault::Unreadable) } else { day };
            assert_eq!(of(text), wanted, "{text}");
        }
        let of_numerals =
            |text: &str, month, date| assert_eq!(of(text), Ok(Some(jiff::civil::date(2022, month, date))), "{text}");
        of_numerals("二〇二二年十二月三十一日", 12, 31);
        of_numerals("二〇二二年元月廿三日", 1, 23);
        of_numerals("二〇二二年二月十日", 2, 10);
        let rules = DateRules::default();
        assert_eq!(read_day(&Cell::Number(44840.0), &rules), day);
        assert_eq!(read_day(&Cell::Number(44840.75), &rules), day);
        assert_eq!(read_day(&Cell::Number(20_221_006.0), &rules), day);
        assert_eq!(read_day(&Cell::Number(43_378.0), &DateRules { dates_1904: true, ..rules }), day);
        assert_eq!(of("/"), Ok(None));
    }

    #[test]
    fn nothing_is_guessed() {
        for (text, fault) in [
            ("20230231", DateFault::Impossible),
            ("2023-02-31", DateFault::Impossible),
            ("2023年13月1日", DateFault::Impossible),
            ("0001-01-01", DateFault::Year),
            ("2202.10.6", DateFault::Year),
            ("1900-01-01", DateFault::Year),
            ("2022年10月6日(星期三)", DateFault::Weekday),
            ("11月初", DateFault::Vague),
            ("11月上旬", DateFault::Vague),
            ("年底前", DateFault::Vague),
            ("尽快", DateFault::Vague),
            ("早 early Nov", DateFault::Vague),
            ("2022.10.6-10.9", DateFault::Vague),
            ("2022年10月6日至9日", DateFault::Vague),
            ("2022-10-06 2022-10-07", DateFault::Vague),
            ("2022年10月6日前", DateFault::Bound),
            ("10月7日", DateFault::NoYear),
            ("10.7", DateFault::NoYear),
            ("May 7", DateFault::NoYear),
            ("22.10.6", DateFault::ShortYear),
            ("2022年10月", DateFault::NoDay),
            ("2022.10", DateFault::NoDay),
            ("2022", DateFault::NoDay),
            ("May 2022", DateFault::NoDay),
            ("10/6/2022", DateFault::Order),
            ("已完成", DateFault::Unreadable),
            ("2022-10/06", DateFault::Unreadable),
            ("=TODAY()", DateFault::Unreadable),
            ("2022100", DateFault::Unreadable),
            ("12345678901234567890", DateFault::Unreadable),
            ("99999999999-1-1", DateFault::Unreadable),
            ("2022-10-06（已延期）", DateFault::Unreadable),
            ("2022-10-06 25:70", DateFault::Unreadable),
        ] {
            assert_eq!(of(text), Err(fault), "{text}");
        }
        let rules = DateRules::default();
        assert_eq!(read_day(&Cell::Number(20_230_231.0), &rules), Err(DateFault::Impossible));
        assert_eq!(read_day(&Cell::Number(-5.0), &rules), Err(DateFault::Unreadable));
        assert_eq!(read_day(&Cell::Number(f64::NAN), &rules), Err(DateFault::Unreadable));
    }

    #[test]
    fn the_country_says_which_comes_first() {
        let of = |text: &str, order| read_day(&Cell::Text(text.into()), &DateRules { order, ..DateRules::default() });
        let (may, december) = (Ok(Some(jiff::civil::date(2025, 5, 12))), Ok(Some(jiff::civil::date(2025, 12, 5))));
        assert_eq!(of("05/12/2025", Some(DateOrder::Mdy)), may);
        assert_eq!(of("05/12/2025", Some(DateOrder::Dmy)), december);
        assert_eq!(of("5.12.2025", Some(DateOrder::Dmy)), december);
        assert_eq!(of("05/12/2025", Some(DateOrder::Ymd)), Err(DateFault::Order));
        assert_eq!(of("13/05/2025", None), Ok(Some(jiff::civil::date(2025, 5, 13))), "there is one reading");
        assert_eq!(of("13/05/2025", Some(DateOrder::Mdy)), Err(DateFault::Impossible));
        assert_eq!(of("05/05/2025", None), Ok(Some(jiff::civil::date(2025, 5, 5))));
        assert_eq!(of("05/12/25", Some(DateOrder::Mdy)), Err(DateFault::ShortYear));
    }

    #[test]
    fn a_deadline_may_be_a_bound_and_a_moment_falls_on_the_day_of_the_zone() {
        let rules =
            DateRules { bounds: true, zone: jiff::tz::TimeZone::get("Asia/Shanghai").ok(), ..DateRules::default() };
        let of = |text: &str| read_day(&Cell::Text(text.into()), &rules);
        for text in ["2022年10月6日前", "2022-10-06之前", "by 6 Oct 2022"] {
            assert_eq!(of(text), Ok(Some(jiff::civil::date(2022, 10, 6))), "{text}");
        }
        assert_eq!(of("2022-10-05T16:30:00Z"), Ok(Some(jiff::civil::date(2022, 10, 6))));
        assert_eq!(of("2022-10-06T16:30:00+08:00"), Ok(Some(jiff::civil::date(2022, 10, 6))));
    }

    #[test]
    fn the_day_of_filling_in_is_found() {
        assert_eq!(
            day_after("填报日期:2022年10月8日            单位:万元", "填报日期"),
            Some(jiff::civil::date(2022, 10, 8))
        );
        assert_eq!(day_after("填报日期:     ", "填报日期"), None);
    }
}
