//! The people whom a ledger names. They hold the post that it gives them, to be confirmed, so that their duties are not
//! vacant.
//!
//! This module must never take an office or a team for a person. Start at [`people_named`].

use bowline_core::ids::{Body, PersonId, PlaceCode};
use bowline_core::words::folded;

/// Most characters of a name, of Chinese characters and of others.
const LONGEST: (usize, usize) = (12, 60);
/// Endings of what is not a person.
const BODIES: [&str; 24] = [
    "局", "厅", "委", "办", "科", "处", "室", "股", "队", "组", "所", "站", "会", "部", "中心", "公司", "街道", "镇",
    "乡", "政府", "单位", "企业", "班", "专家",
];

/// The names in a cell: several are parted by marks; what stands in brackets, numbers and bodies are left out.
pub(crate) fn people_named(cell: &str) -> Vec<String> {
    let mut depth = 0_usize;
    let mut plain = String::new();
    for c in cell.chars() {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            c if c.is_numeric() => plain.push('、'),
            c => plain.push(c),
        }
    }
    let parts = plain.split(['、', '，', ',', '；', ';', '/', '／', '\n', '\r', '\t', '+']);
    let mut names: Vec<String> = Vec::new();
    for part in parts.flat_map(apart) {
        let name = part.trim_matches(|c: char| !c.is_alphanumeric());
        if is_person(name) && !names.iter().any(|known| folded(known) == folded(name)) {
            names.push(name.to_owned());
        }
    }
    names
}

/// Chinese names stand apart by blanks; but 张 三 is one name, written as wide as one of three characters.
fn apart(part: &str) -> Vec<String> {
    if part.is_ascii() {
        return vec![part.to_owned()];
    }
    let words: Vec<&str> = part.split_whitespace().collect();
    if words.iter().any(|word| word.chars().count() > 1) {
        return words.into_iter().map(str::to_owned).collect();
    }
    let of_one = if words.len() <= 3 { 3 } else { 2 };
    words.chunks(of_one).map(<[&str]>::concat).collect()
}

fn is_person(name: &str) -> bool {
    let letters = name.chars().count();
    let fits = if name.is_ascii() { letters <= LONGEST.1 } else { letters <= LONGEST.0 };
    letters >= 2 && fits && (letters == 2 || !BODIES.iter().any(|ending| name.ends_with(ending)))
}

/// The id of a person whom ledgers name at a body: the same in every edition.
pub(crate) fn ledger_person(place: PlaceCode, body: &Body, name: &str) -> PersonId {
    PersonId::derived_in(place, &["ledger-person", &body.to_string(), &folded(name)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_told_from_bodies_and_numbers() {
        for (cell, names) in [
            ("秦某", &["秦某"][..]),
            ("张三、李四", &["张三", "李四"]),
            ("张三 李四", &["张三", "李四"]),
            ("张 三", &["张三"]),
            ("张　三、李　四", &["张三", "李四"]),
            ("张 三 李 四", &["张三", "李四"]),
            ("张三（主任） 13800000000", &["张三"]),
            ("市应急管理局", &[]),
            ("市应急管理局 赵某", &["赵某"]),
            ("检查组", &[]),
            ("李和平", &["李和平"]),
            ("王会", &["王会"]),
            ("阿依古丽·买买提", &["阿依古丽·买买提"]),
            ("John Smith, Ann Lee", &["John Smith", "Ann Lee"]),
            ("张三，张三", &["张三"]),
            ("", &[]),
        ] {
            assert_eq!(people_named(cell), names, "{cell}");
        }
    }
}
