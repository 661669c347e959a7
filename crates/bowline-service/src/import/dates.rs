//! Days as offices write them: date cells, serial numbers, 2022-10-06, 2022/10/6, 2022.9.30, 2022年10月7日, 20221006.
//!
//! Must never guess: a day that does not exist and a day that nobody can tell are faults of their own. Start at
//! [`read_day`].

use super::grid::Cell;
use bowline_core::time::Day;

/// Why a cell is not a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateFault {
    /// Not in any known form.
    Unreadable,
    /// A stretch of time, or a day without its year or month (11月上旬, 10月7日, 2022年10月).
    Vague,
    /// In a known form, but no such day (20230231), or a year outside 1990 to 2100.
    Impossible,
}

impl DateFault {
    /// The stable code in reports.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "date_unreadable",
            Self::Vague => "date_vague",
            Self::Impossible => "date_impossible",
        }
    }
}

/// Words that name a stretch of time instead of a day.
const VAGUE: [&str; 24] = [
    "旬", "月初", "月底", "月末", "月中", "年初", "年底", "年末", "年中", "季度", "左右", "前后", "以前", "之前",
    "近期", "尽快", "立即", "长期", "待定", "节前", "节后", "early", "late", "soon",
];

/// The day in a cell; `None` if the cell is empty.
///
/// # Errors
/// [`DateFault`] if the cell holds anything else than one certain day.
pub fn read_day(cell: &Cell) -> Result<Option<Day>, DateFault> {
    match cell {
        Cell::Empty => Ok(None),
        Cell::Date(day) => within(*day).map(Some),
        Cell::Number(number) => from_number(*number).map(Some),
        Cell::Text(_) => {
            let text = cell.shown();
            if super::row::is_nothing(&text) { Ok(None) } else { from_text(&text).map(Some) }
        }
    }
}

/// 20221006 is a day written without separators, 44840 a serial number of spreadsheet programs.
fn from_number(number: f64) -> Result<Day, DateFault> {
    let whole = number.trunc();
    if (19_000_101.0..=21_001_231.0).contains(&number) && whole == number {
        return from_digits(&format!("{whole:.0}"));
    }
    if (20_000.0..80_000.0).contains(&number) {
        return from_serial(&format!("{whole:.0}"));
    }
    Err(DateFault::Unreadable)
}

fn from_serial(digits: &str) -> Result<Day, DateFault> {
    let days: i64 = digits.parse().map_err(|_| DateFault::Unreadable)?;
    let span = jiff::Span::new().try_days(days).map_err(|_| DateFault::Impossible)?;
    within(jiff::civil::date(1899, 12, 30).checked_add(span).map_err(|_| DateFault::Impossible)?)
}

fn from_digits(digits: &str) -> Result<Day, DateFault> {
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    day_of(part(0, 4), part(4, 6), part(6, 8))
}

/// A day in a text of its own.
fn from_text(text: &str) -> Result<Day, DateFault> {
    let plain: String = text.chars().map(narrow).collect::<String>().to_lowercase();
    let digits: Vec<&str> = plain.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    if VAGUE.iter().any(|word| plain.contains(word)) {
        return Err(DateFault::Vague);
    }
    let day = date_part(&plain);
    let separators: String = day.chars().filter(|c| !c.is_ascii_digit() && !c.is_whitespace()).collect();
    let numbers: Vec<&str> = day.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let known =
        matches!(separators.as_str(), "--" | "//" | ".." | "..." | "年月日" | "年月号" | "年月" | "、、" | "~~");
    match numbers.as_slice() {
        [year, month, date] if known && year.len() == 4 && date.len() <= 2 => day_of(year, month, date),
        [year, ..] if known && year.len() <= 2 => Err(DateFault::Vague),
        [one] if separators.is_empty() && one.len() == 8 => from_digits(one),
        [one] if separators.is_empty() && one.len() == 5 => from_serial(one),
        [_, _] if matches!(separators.as_str(), "-" | "/" | "." | "年月" | "月日" | "月号") => {
            Err(DateFault::Vague)
        }
        [one] if matches!(separators.as_str(), "" | "年" | "月" | "日" | "号") && one.len() <= 4 => {
            Err(DateFault::Vague)
        }
        _ if digits.is_empty() => Err(DateFault::Unreadable),
        _ => Err(DateFault::Unreadable),
    }
}

/// The text before a time of day: "2022-10-06 08:30" and "2022-10-06T08:30:00" mean the day.
fn date_part(text: &str) -> &str {
    let text = text.trim();
    let Some(colon) = text.find(':') else { return text };
    let before = text.get(..colon).unwrap_or_default();
    before.rfind([' ', 't']).and_then(|cut| before.get(..cut)).unwrap_or(text)
}

/// Full-width digits and separators as plain ones.
fn narrow(c: char) -> char {
    match c {
        '０'..='９' | '／' | '－' | '．' | '：' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '—' | '–' | '‐' | '−' => '-',
        '。' => '.',
        other => other,
    }
}

fn day_of(year: &str, month: &str, day: &str) -> Result<Day, DateFault> {
    let impossible = |_| DateFault::Impossible;
    let (year, month, day) =
        (year.parse().map_err(impossible)?, month.parse().map_err(impossible)?, day.parse().map_err(impossible)?);
    within(Day::new(year, month, day).map_err(|_| DateFault::Impossible)?)
}

fn within(day: Day) -> Result<Day, DateFault> {
    if (1990..=2100).contains(&day.year()) { Ok(day) } else { Err(DateFault::Impossible) }
}

/// The day that stands behind a word in a longer text, such as 填报日期:2022年10月8日.
#[must_use]
pub fn day_after(text: &str, word: &str) -> Option<Day> {
    let (_, rest) = text.split_once(word)?;
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '：'));
    let token: String =
        rest.chars().take_while(|c| !c.is_whitespace() && !matches!(c, ',' | '，' | ';' | '；')).take(20).collect();
    from_text(&token).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Option<Day>, DateFault> {
        read_day(&Cell::Text(text.to_owned()))
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
            "2022.10.6.",
            "2022年10月6",
        ] {
            assert_eq!(of(text), day, "{text}");
        }
        assert_eq!(read_day(&Cell::Number(44840.0)), day);
        assert_eq!(read_day(&Cell::Number(44840.75)), day);
        assert_eq!(read_day(&Cell::Number(20_221_006.0)), day);
        assert_eq!(of("/"), Ok(None));
    }

    #[test]
    fn nothing_is_guessed() {
        for text in ["20230231", "2023-02-31", "2023年13月1日", "0001-01-01", "2202.10.6"] {
            assert_eq!(of(text), Err(DateFault::Impossible), "{text}");
        }
        for text in [
            "11月初",
            "11月上旬",
            "10月7日",
            "2022年10月",
            "2022.10",
            "2022",
            "22.10.6",
            "10/6/2022",
            "年底前",
            "尽快",
            "早 early Nov",
        ] {
            assert_eq!(of(text), Err(DateFault::Vague), "{text}");
        }
        for text in ["已完成", "2022-10/06", "=TODAY()", "2022100", "12345678901234567890", "99999999999-1-1"] {
            assert_eq!(of(text), Err(DateFault::Unreadable), "{text}");
        }
        assert_eq!(read_day(&Cell::Number(20_230_231.0)), Err(DateFault::Impossible));
        assert_eq!(read_day(&Cell::Number(-5.0)), Err(DateFault::Unreadable));
        assert_eq!(read_day(&Cell::Number(f64::NAN)), Err(DateFault::Unreadable));
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
