//! Some characters change what people see without being seen: controls, marks that turn the direction of writing, tags.
//! This module finds them.
//!
//! The one rule for every door: pages, ledgers, command line. This module must never change a text: whoever wrote it is
//! told. Start at [`unseen`].

use super::Text;
use unicode_general_category::{GeneralCategory, get_general_category};

/// Marks that join letters or keep them apart (U+200C, U+200D): Persian, Hindi and emoji are not written without them.
const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];
/// Controls that a text of several lines has.
const LINES: [char; 3] = ['\n', '\r', '\t'];

/// The first character of a text that may not stand in it: a control (Cc) other than line ends and tabs, or an invisible
/// format character (Cf) other than joiners.
#[must_use]
pub fn unseen(text: &str) -> Option<char> {
    // Most texts hold none below these two bounds, and the table is asked only beyond them.
    let may_be = |c: &char| matches!(c, '\0'..='\x1f' | '\x7f'..='\u{ad}') || *c >= '\u{600}';
    text.chars().filter(may_be).find(|c| {
        !LINES.contains(c)
            && !JOINERS.contains(c)
            && matches!(get_general_category(*c), GeneralCategory::Control | GeneralCategory::Format)
    })
}

/// The sentence for a field that holds such a character, named by its number since it cannot be shown.
#[must_use]
pub fn unseen_in(field: &Text, found: char) -> Text {
    let number = u32::from(found);
    Text::new(
        format!(
            "“{}”中含有不可见字符（U+{number:04X}），可能改变文字的显示；请删除该字符，或重新输入后再提交。",
            field.zh
        ),
        format!(
            "“{}” holds an invisible character (U+{number:04X}) that can change how the text is shown; delete it or type the text again.",
            field.en
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_hides_or_turns_a_text_is_found_and_what_is_written_passes() {
        for (text, found) in [
            ("nul\0", '\0'),
            ("\x1b[31m红", '\x1b'),
            ("evil\u{202e}gnp.html", '\u{202e}'),
            ("a\u{2066}b\u{2069}", '\u{2066}'),
            ("\u{feff}单位", '\u{feff}'),
            ("零\u{200b}宽", '\u{200b}'),
            ("soft\u{ad}hyphen", '\u{ad}'),
            ("\u{7f}", '\u{7f}'),
            ("\u{85}", '\u{85}'),
            ("\u{e0067}", '\u{e0067}'),
            ("\u{61c}", '\u{61c}'),
        ] {
            assert_eq!(unseen(text), Some(found), "{text:?}");
        }
        for text in [
            "后厨\n两行\r\n\t三",
            "می\u{200c}خواهم",
            "👨\u{200d}🚒",
            "é e\u{301} ℃ ≥40",
            "𠮷野家",
            "العربية",
            "　全角",
            "",
        ] {
            assert_eq!(unseen(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn it_says_what_the_table_says(text in any::<String>()) {
            use GeneralCategory::{Control, Format};
            let slow = text.chars().find(|c| {
                !"\n\r\t\u{200c}\u{200d}".contains(*c) && matches!(get_general_category(*c), Control | Format)
            });
            prop_assert_eq!(unseen(&text), slow);
        }

        #[test]
        fn every_character_alone(c in any::<char>()) {
            let slow = !"\n\r\t\u{200c}\u{200d}".contains(c)
                && matches!(get_general_category(c), GeneralCategory::Control | GeneralCategory::Format);
            prop_assert_eq!(unseen(&c.to_string()).is_some(), slow);
        }
    }
}
