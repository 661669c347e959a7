//! When two texts are the same text: blanks, width and the shape of brackets do not count, everything else does.
//!
//! This module must never fold a digit or a sign away: 1-1号楼 is not 11号楼, ≥40℃ is not <40℃, 10³ is not 103. Start at
//! [`folded`].

use unicode_normalization::UnicodeNormalization;

/// A text as it is compared, never as it is shown: two texts are the same if this is equal.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut wide = String::with_capacity(text.len());
    for c in text.nfc() {
        if is_small(c) { wide.push(c) } else { wide.extend(std::iter::once(c).nfkc()) }
    }
    // Once more, because marks that were half wide or apart before now stand beside their letters.
    wide.chars().filter(|c| !is_blank(*c)).nfc().map(bracket).collect()
}

/// Raised, lowered and circled figures and fractions: NFKC would make 103 of 10³ and 12 of ①②.
const fn is_small(c: char) -> bool {
    matches!(
        c,
        '\u{b2}' | '\u{b3}' | '\u{b9}' | '\u{bc}'..='\u{be}' | '\u{2070}'..='\u{209c}' | '\u{2150}'..='\u{215f}' | '\u{2189}'
            | '\u{2460}'..='\u{2473}' | '\u{24b6}'..='\u{24ff}' | '\u{3244}'..='\u{3247}' | '\u{3251}'..='\u{325f}'
            | '\u{3280}'..='\u{32bf}' | '\u{32d0}'..='\u{32fe}'
    )
}

/// What nobody sees: blanks, controls, joiners, marks of direction and of variants.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

const fn bracket(c: char) -> char {
    match c {
        '[' | '{' | '【' | '〔' | '〖' | '〘' | '〚' | '《' | '〈' | '「' | '『' => '(',
        ']' | '}' | '】' | '〕' | '〗' | '〙' | '〛' | '》' | '〉' | '」' | '』' => ')',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_width_and_brackets_do_not_count() {
        for (a, b) in [
            ("同一饭店(总店)", "同一饭店（总店）"),
            ("同一饭店【总店】", "同一饭店[总店] "),
            ("插座 破损", "插座破损\u{3000}"),
            ("Cafe\u{301} 坊", "Caf\u{e9}坊"),
            ("ＡＢＣ厂", "ABC厂"),
            ("ｶﾞｽ", "ガス"),
            ("⾼压", "高压"),
            ("\u{feff}张\u{200b}三\u{202e}", "张三"),
            ("𠮷野家", "𠮷野家\u{e0100}"),
            ("１２㎡", "12m2"),
        ] {
            assert_eq!(folded(a), folded(b), "{a:?} {b:?}");
        }
    }

    #[test]
    fn signs_digits_and_letters_count() {
        for (a, b) in [
            ("1-1号楼", "11号楼"),
            ("护栏高1.05米", "护栏高10.5米"),
            ("2#、3#罐渗漏", "23罐渗漏"),
            ("温度≥40℃", "温度<40℃"),
            ("温度≥40℃", "温度≤40℃"),
            ("A+超市", "A-超市"),
            ("-1层无照明", "1层无照明"),
            ("10³Pa", "103Pa"),
            ("①②号罐", "12号罐"),
            ("1½米", "11/2米"),
            ("a厂", "A厂"),
            ("泵房？", "泵房！"),
            ("🔥", "💧"),
        ] {
            assert_ne!(folded(a), folded(b), "{a:?} {b:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn folding_twice_changes_nothing(text: String) {
            proptest::prop_assert_eq!(folded(&folded(&text)), folded(&text));
        }
    }
}
