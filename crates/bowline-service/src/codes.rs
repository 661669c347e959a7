//! Codes that people read out and type: letters that are not taken for one another, in groups.
//!
//! This module must never draw: it is handed random bytes. Start at [`of`].

/// The letters of Crockford's base 32: without I, L, O and U.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of a group, each of 5 bits.
const GROUP: usize = 5;

/// The code of random bytes in so many groups of 25 bits, as `7QK2M-…`.
pub(crate) fn of(drawn: &[u8; 32], groups: usize) -> String {
    let letters: Vec<char> = drawn.iter().take(groups * GROUP).filter_map(letter).collect();
    let groups: Vec<String> = letters.chunks(GROUP).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

fn letter(byte: &u8) -> Option<char> {
    LETTERS.get(usize::from(byte & 31)).map(|letter| char::from(*letter))
}

/// A code as it is compared, however somebody typed it.
pub(crate) fn fold(typed: &str) -> String {
    let alike = |letter: char| match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    typed.chars().filter(char::is_ascii_alphanumeric).map(alike).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_however_it_was_typed() {
        let code = of(&std::array::from_fn(|n| u8::try_from(n * 7).unwrap()), 4);
        assert_eq!(code.len(), 23, "{code}");
        assert_eq!(fold(&code.to_lowercase().replace('-', " ")), code.replace('-', ""));
        assert_eq!(fold("oO-il"), "0011");
    }
}
