//! The words that an act with a second person adds to its kind.
//!
//! This module must never read more of an act than its words. Start at [`Made`].

use super::super::reader::Node;

/// The words that an act with a second person adds to its kind.
pub(super) struct Made {
    /// The act of agreeing.
    pub(super) agree: String,
    /// The act of declining.
    pub(super) decline: String,
    /// The verb of asking.
    pub(super) asked: String,
    /// The verb of declining.
    pub(super) declined: String,
    /// The step.
    pub(super) step: String,
}

impl Made {
    /// None: the act has no second person.
    pub(super) fn of(act: &Node<'_>) -> Option<Self> {
        act.under("second_person")?;
        let (id, fact) = (act.word_under("id")?, act.word_under("fact")?);
        Some(Self {
            agree: format!("{id}_agree"),
            decline: format!("{id}_decline"),
            asked: format!("{fact}_asked"),
            declined: format!("{fact}_declined"),
            step: format!("{id}_second"),
        })
    }
}

/// The act that made a word.
pub(super) fn made_by<'s>(acts: &[Node<'s>], word: &str) -> Option<Node<'s>> {
    let made = |it: Made| [it.agree, it.decline, it.step].iter().any(|made| made == word);
    acts.iter().find(|act| Made::of(act).is_some_and(made)).copied()
}
