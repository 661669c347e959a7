//! How much of a text is the same as another: what somebody copied and what somebody thought about himself.
//!
//! This module must never call two texts different by their blanks, widths or punctuation. Start at [`repeated`].

use super::folded;

/// How much of two texts is the same, in whole percent: the signs that stand in both in the same order, of all signs. Two
/// texts without any sign are the same.
#[must_use]
pub fn repeated(text: &str, other: &str) -> u32 {
    let signs = |text: &str| folded(text).chars().filter(|c| c.is_alphanumeric()).collect::<Vec<char>>();
    let (text, other) = (signs(text), signs(other));
    let all = text.len() + other.len();
    if all == 0 {
        return 100;
    }
    u32::try_from(2 * in_both(&text, &other) * 100 / all).unwrap_or(100)
}

/// The length of the longest list of signs that stands in both in the same order.
fn in_both(text: &[char], other: &[char]) -> usize {
    let mut row = vec![0_usize; other.len()];
    for sign in text {
        // `beside`: one sign of both less; `left`: one sign of the other less.
        let (mut beside, mut left) = (0, 0);
        for (cell, with) in row.iter_mut().zip(other) {
            let above = *cell;
            *cell = if sign == with { beside + 1 } else { above.max(left) };
            (beside, left) = (above, *cell);
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_a_copy_whatever_its_blanks_and_signs() {
        assert_eq!(repeated("市、县党委书记担任主任。", "市 县党委书记，担任主任"), 100);
        assert_eq!(repeated("", "，。"), 100);
    }

    #[test]
    fn a_word_put_in_changes_little_and_an_own_text_much() {
        let clause = "市、县、镇党委书记担任安委会主任，每季度主持召开会议";
        let copy = "市、县、镇党委书记担任安委会主任，每个季度主持召开会议";
        assert!((90..100).contains(&repeated(copy, clause)));
        assert!(repeated("区委书记任区安委会主任，三月、六月、九月、十二月上旬开会，区长汇报", clause) < 60);
        assert_eq!(repeated("甲乙丙", "丁戊己"), 0);
        assert_eq!(repeated("甲乙", "乙甲"), 50, "order counts");
    }

    #[test]
    fn it_is_the_same_from_both_sides() {
        let (a, b) = ("每季度召开一次会议", "每半年召开两次会议并通报");
        assert_eq!(repeated(a, b), repeated(b, a));
    }
}
