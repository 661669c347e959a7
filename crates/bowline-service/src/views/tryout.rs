//! What the page shows on which anybody plays an invented matter of a kind.
//!
//! This module must never hold anything of a real matter. Start at [`TryView`].

use super::law::PackLine;
use super::matters::{AnswerLine, FormView, PartyLine, PhaseView};
use super::{DutyView, TimelineEntry};
use crate::Refused;
use bowline_core::ids::{PlaceCode, RuleId};
use bowline_core::time::Moment;
use bowline_core::words::Text;

/// One move: the clock goes on, and then something is done, or nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Move {
    /// The moment. None: the clock stays where it is.
    pub at: Option<Moment>,
    /// What is done, and in whose name: a party of the kind, or the engine.
    pub act: Option<(String, String)>,
    /// The form of the act: inputs and what stood in their fields.
    pub values: Vec<(String, String)>,
}

/// An invented matter, as far as it was played.
#[derive(Clone, Debug)]
pub struct TryView {
    /// The kind.
    pub kind: RuleId,
    /// What people call it.
    pub title: Text,
    /// The pack under which it is played.
    pub pack: PackLine,
    /// The place whose law that is, and its name; none: the nation.
    pub place: Option<(PlaceCode, Text)>,
    /// The invented clock.
    pub now: Moment,
    /// The latest moment to which it may be moved.
    pub latest: Moment,
    /// When something is due next. None: nothing is owed that is not late.
    pub next_due: Option<Moment>,
    /// When the engine reminds, or says that something is late, next.
    pub next_look: Option<Moment>,
    /// Where the matter is. None: it has not begun.
    pub phase: Option<PhaseView>,
    /// The phases of its way in order, each with the moment at which it was entered last.
    pub way: Vec<(PhaseView, Option<Moment>)>,
    /// Who is party to it, in the order of the kind.
    pub parties: Vec<PartyLine>,
    /// What was answered so far.
    pub answers: Vec<AnswerLine>,
    /// Obligations, unsettled first, earliest due first.
    pub duties: Vec<DutyView>,
    /// What happened last, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// How much happened before that.
    pub earlier: usize,
    /// What each party may do now: whose act, and its form.
    pub offers: Vec<OfferView>,
    /// The move that was refused; what came after it was not played.
    pub stopped: Option<Stopped>,
}

/// What one party may do now.
#[derive(Clone, Debug, PartialEq)]
pub struct OfferView {
    /// The party, or the engine.
    pub by: String,
    /// The form.
    pub form: FormView,
}

/// A move that was refused.
#[derive(Clone, Debug)]
pub struct Stopped {
    /// Which one, from 0.
    pub at: usize,
    /// Why.
    pub refused: Refused,
    /// The sentence, everything in it by its name.
    pub said: Text,
}
