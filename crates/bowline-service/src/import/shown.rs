//! Numbers as a person sees them: 5 in the format `0"万元"` is 5万元, 0.5 in `0%` is 50%, 7 in `000` is 007.
//!
//! What a person sees counts, not what the file keeps behind it. This module must never show a number in a format that
//! is not understood: then nobody can tell what was seen. Start reading at [`Formats::cell`].

use super::grid::{Cell, Formatted, Kept};
use ssfmt::{DateSystem, FormatOptions, NumberFormat};
use std::collections::HashMap;

/// The longest format that is looked at; spreadsheet programs allow 255 characters.
const LONGEST: usize = 255;

/// The number formats of a workbook, each understood once.
#[derive(Default)]
pub(super) struct Formats {
    known: HashMap<String, Option<NumberFormat>>,
    options: FormatOptions,
}

impl Formats {
    pub(super) fn new(counts_from_1904: bool) -> Self {
        let date_system = if counts_from_1904 { DateSystem::Date1904 } else { DateSystem::Date1900 };
        Self { known: HashMap::new(), options: FormatOptions { date_system, ..FormatOptions::default() } }
    }

    /// A number or a day in a format. `kept` is what stands behind it, `serial` the number in the file.
    pub(super) fn cell(&mut self, kept: Kept, serial: f64, code: Option<&str>) -> Cell {
        let plain = || match kept {
            Kept::Number(number) => Cell::Number(number),
            Kept::Date(day) => Cell::Date(day),
        };
        let Some(code) = code.filter(|code| !is_plain(code, serial)) else { return plain() };
        match (self.shown(code, serial), kept) {
            (Some(shown), _) => Cell::Formatted(Box::new(Formatted { shown, code: code.to_owned(), value: kept })),
            (None, Kept::Date(_)) => plain(),
            (None, Kept::Number(number)) => Cell::Unknown(number.to_string()),
        }
    }

    fn shown(&mut self, code: &str, serial: f64) -> Option<String> {
        if !self.known.contains_key(code) {
            let usable = code.chars().count() <= LONGEST;
            let parsed = usable.then(|| NumberFormat::parse(&prepared(code)).ok()).flatten();
            self.known.insert(code.to_owned(), parsed);
        }
        let format = self.known.get(code)?.as_ref()?;
        Some(format.format(serial, &self.options).trim().to_owned())
    }
}

/// Whether a format shows a number as it is.
fn is_plain(code: &str, number: f64) -> bool {
    matches!(code.trim(), "" | "@") || code.eq_ignore_ascii_case("general") || (code == "0" && number.trunc() == number)
}

/// A format as Chinese programs write it, in the letters of the standard: `G/通用格式` is General, `!` takes the next character
/// as it is, and so does every character that is no ASCII letter.
fn prepared(code: &str) -> String {
    let code = code.replace("&quot;", "\"").replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">");
    let code = code.replace("G/通用格式", "General").replace("上午/下午", "AM/PM");
    let code = ["[DBNum1]", "[DBNum2]", "[DBNum3]"].iter().fold(code, |code, mark| code.replace(mark, ""));
    let (mut out, mut quoted, mut bracketed) = (String::new(), false, false);
    let mut letters = code.chars();
    while let Some(c) = letters.next() {
        match c {
            '"' => quoted = !quoted,
            '[' if !quoted => bracketed = true,
            ']' => bracketed = false,
            '\\' | '!' if !quoted => {
                if let Some(next) = letters.next() {
                    out.extend(['\\', next]);
                }
                continue;
            }
            c if !quoted && !bracketed && !c.is_ascii() => out.push('\\'),
            _ => {}
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(number: f64, code: &str) -> String {
        match Formats::new(false).cell(Kept::Number(number), number, Some(code)) {
            Cell::Unknown(number) => format!("?{number}"),
            cell => cell.shown().into_owned(),
        }
    }

    #[test]
    fn what_a_person_sees_counts() {
        for (number, code, seen) in [
            (7.0, "000", "007"),
            (0.5, "0%", "50%"),
            (5.0, "0\"万元\"", "5万元"),
            (5.0, "0万元", "5万元"),
            (50_000.0, "0!.0,\"万元\"", "5.0万元"),
            (50_000.0, "0!.0,", "5.0"),
            (0.5, "G/通用格式\"万元\"", "0.5万元"),
            (0.5, "General\"万元\"", "0.5万元"),
            (1_234.5, "#,##0.00", "1,234.50"),
            (1_234.5, "[$¥-804]#,##0.00", "¥1,234.50"),
            (1_234.5, "_(* #,##0.00_);_(* (#,##0.00);_(* \"-\"??_);_(@_)", "1,234.50"),
            (45_717.0, "m\"月\"d\"日\"", "3月1日"),
            (45_717.0, "yyyy年m月d日", "2025年3月1日"),
            (3.0, "General", "3"),
            (0.5, "# ?/?", "1/2"),
            (12_000_000.0, "0.0,,\"百万\"", "12.0百万"),
            (5.0, "[DBNum1]0", "5"),
        ] {
            assert_eq!(shown(number, code), seen, "{code}");
        }
        assert!(shown(5.0, &"0".repeat(300)).starts_with('?'), "nobody can tell how it is shown");
    }
}
