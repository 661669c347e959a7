//! Names of a form and back. Form tools take letters, digits and `_`; inputs of a pack have `.` as well.
//!
//! Ids of inputs have no capitals, so capitals carry what is lost: `D` in `_D_` is the dot, a leading `Q` guards an id
//! that does not begin with a letter. Start at [`name_of`] and [`input_of`].

use bowline_core::facts::InputId;

const DOT: &str = "_D_";
const GUARD: char = 'Q';

/// The name of an input in a form.
#[must_use]
pub fn name_of(input: &InputId) -> String {
    let name = input.as_str().replace('.', DOT);
    if name.starts_with(|c: char| c.is_ascii_lowercase()) { name } else { format!("{GUARD}{name}") }
}

/// The input that a name stands for, with or without the groups before it (`A/B/name`, `A-B-name`).
/// None: it stands for none, such as the names a form tool adds.
#[must_use]
pub fn input_of(name: &str) -> Option<InputId> {
    let last = name.rsplit(['/', '-', ':']).next()?;
    let bare = last.strip_prefix(GUARD).unwrap_or(last);
    let input: InputId = bare.replace(DOT, ".").parse().ok()?;
    (name_of(&input) == last).then_some(input)
}

/// The name of a group, from the id of its rule: a capital first, so that no input has it.
#[must_use]
pub fn group_name(no: usize, rule: Option<&str>) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let name: String = rule.unwrap_or("SCOPE").chars().map(plain).collect();
    format!("S{no}_{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_comes_back_and_no_two_meet() {
        let ids = [
            "lpg.stored_kg",
            "lpg_d_stored",
            "a._b",
            "a_.b",
            "a..b",
            ".a",
            "1.x",
            "_a",
            "a_d_b",
            "d",
            "a._d_.b",
            "._.",
        ];
        let mut names = std::collections::BTreeSet::new();
        for id in ids {
            let input: InputId = id.parse().unwrap();
            let name = name_of(&input);
            assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'), "{name}");
            assert!(name.starts_with(|c: char| c.is_ascii_alphabetic()), "{name}");
            assert_eq!(input_of(&name), Some(input.clone()));
            assert_eq!(input_of(&format!("data/S1_CN_HAZ/{name}")), Some(input));
            assert!(names.insert(name));
        }
    }

    #[test]
    fn what_a_form_tool_adds_is_no_input() {
        for name in
            ["instanceID", "meta/instanceID", "S1_CN_HAZ_GAS", "TODAY", "SubmissionDate", "", "lpg.stored", "Qlpg"]
        {
            assert_eq!(input_of(name), None, "{name}");
        }
    }
}
