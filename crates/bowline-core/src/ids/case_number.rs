//! The number of a dossier that people say on the phone: `048-2135`. Its last digit checks the others (Damm's method),
//! which finds every single wrong digit and every two neighbours that change places.
//!
//! This module must never say which dossier a number belongs to: the log knows. Start at [`CaseNumber`].

/// Damm's table: the next digit in the row of the one before.
const TABLE: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];
/// Digits that are shown at least.
const SHOWN: usize = 7;
/// Digits in a group.
const GROUP: usize = 4;
/// Most digits of a number that somebody typed.
const MOST_TYPED: usize = 13;

/// The number of a dossier: which one it is in the order in which the log knows them, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseNumber(pub u64);

/// A number whose last digit does not fit the others: something was misheard or mistyped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the last digit of a case number does not fit the others")]
pub struct WrongCheckDigit;

impl CaseNumber {
    /// What a text says if it is written as a number: in groups of four from the right, or seven digits and more without
    /// marks. Digits may be wide, marks any hyphen or blank. None: it is something else.
    #[must_use]
    pub fn written(text: &str) -> Option<Result<Self, WrongCheckDigit>> {
        let plain = |c: char| match c {
            '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0),
            c => Some(c),
        };
        let text: String = text.trim().chars().filter_map(plain).collect();
        let is_mark = |c: char| c.is_whitespace() || matches!(c, '-' | '‐'..='―' | '－' | '−' | '﹣');
        let groups: Vec<&str> = text.split(is_mark).filter(|group| !group.is_empty()).collect();
        let digits = groups.concat();
        let (first, rest) = groups.split_first()?;
        let grouped = rest.iter().all(|group| group.len() == GROUP) && first.len() <= GROUP && !rest.is_empty();
        let alone = rest.is_empty() && digits.len() >= SHOWN;
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.len() <= MOST_TYPED;
        if !is_number || !(grouped || alone) {
            return None;
        }
        let number = digits.get(..digits.len() - 1)?.parse().ok()?;
        Some(if check(&digits) == 0 && number > 0 { Ok(Self(number)) } else { Err(WrongCheckDigit) })
    }
}

impl std::fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let number = self.0.to_string();
        let digits = format!("{:0>SHOWN$}", format!("{number}{}", check(&number)));
        for (at, digit) in digits.chars().enumerate() {
            let is_mark_before = at > 0 && (digits.len() - at).is_multiple_of(GROUP);
            write!(f, "{}{digit}", if is_mark_before { "-" } else { "" })?;
        }
        Ok(())
    }
}

/// The digit that fits these; of digits that end with theirs it is 0.
fn check(digits: &str) -> u8 {
    digits.bytes().fold(0, |row, byte| {
        let of = |row: u8, at: u8| TABLE.get(usize::from(row))?.get(usize::from(at)).copied();
        of(row, byte.wrapping_sub(b'0')).unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_again_however_it_is_written() {
        for number in [1, 7, 572, 48_213, 999_999, 1_000_000, 123_456_789] {
            let shown = CaseNumber(number).to_string();
            let bare = shown.replace('-', "");
            let wide: String = bare.chars().filter_map(|c| char::from_u32(u32::from(c) + 0xFEE0)).collect();
            for text in [shown.clone(), bare, wide, format!(" {} ", shown.replace('-', " ")), shown.replace('-', "－")]
            {
                assert_eq!(CaseNumber::written(&text), Some(Ok(CaseNumber(number))), "{text}");
            }
        }
        assert_eq!(check("572"), 4, "the example of the method's author");
        assert_eq!(CaseNumber(572).to_string(), "000-5724");
        assert_eq!(CaseNumber(10_482_135).to_string().len(), "1-0482-1350".len());
    }

    #[test]
    fn a_wrong_digit_and_two_that_changed_places_are_told() {
        let digits: Vec<char> = CaseNumber(48_213).to_string().replace('-', "").chars().collect();
        for at in 0..digits.len() {
            for other in ('0'..='9').filter(|other| *other != digits[at]) {
                let mut wrong = digits.clone();
                wrong[at] = other;
                assert_eq!(CaseNumber::written(&String::from_iter(wrong)), Some(Err(WrongCheckDigit)));
            }
            if at > 0 && digits[at] != digits[at - 1] {
                let mut wrong = digits.clone();
                wrong.swap(at - 1, at);
                assert_eq!(CaseNumber::written(&String::from_iter(wrong)), Some(Err(WrongCheckDigit)));
            }
        }
    }

    #[test]
    fn what_is_no_number_is_something_else() {
        for text in [
            "",
            "220104",
            "2022-10-08",
            "50kg",
            "91220104609984990J",
            "灶具",
            "a-1234",
            "-",
            "12345-1234",
            "220104102000000",
        ] {
            assert_eq!(CaseNumber::written(text), None, "{text}");
        }
    }
}
