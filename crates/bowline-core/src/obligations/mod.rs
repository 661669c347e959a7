//! An obligation says who must do what by when, which evidence is needed, who verifies, and to whom the matter is
//! raised.
//!
//! [`decide()`] turns a wish into facts or a refusal; [`evolve`] folds facts into a [`Dossier`] and never fails;
//! [`overdue_steps`] is what the engine asks. All are pure: `now`, the law and the registry are arguments. This module
//! must never know a rule of law: which step follows which, and how long it takes, stands in the pack. Start reading at
//! [`Dossier`].

mod adopt;
mod alarm;
mod ask;
mod cases;
mod charge;
mod decide;
mod declared;
mod dossier;
mod follow;
mod hazards;
mod letters;
mod matters;
mod overdue;
mod permit;
mod rehearse;
mod rejected;
mod revise;
mod succession;
mod take_in;
mod turn;

pub use adopt::{Adopted, PackRefusal, of_nation};
pub use alarm::{alarm_subject, move_alarm, raise_alarm, settle_alarm};
pub use ask::{Acting, Ask, Decided, Draft, Finding, Registry, Setting, Stands};
pub use cases::{Invented, KindMutationReport, Offer, run_all_cases, run_kind_mutants, stories_beside};
pub use decide::{decide, find, possible_acts};
pub use declared::{Bearing, Declared};
pub use dossier::{Alarm, Dossier, Hazard, Matter, Obligation, Phase, Standing, Waiting, evolve};
pub use matters::{
    Beginning, Born, Bound, By, Listed, MatterRefusal, Possible, Proposed, Wish, all_over, bear, begin, carry_out,
    child_is_over, earliest_answer, earliest_due, follows_first, latest_answer, may_begin, parties, possible, proposed,
    reopens_until, still_grounded, tell_joined, undone,
};
pub use overdue::{Overdue, next_check_at, overdue_steps, timetable};
pub use permit::may_act;
pub use rehearse::{Cited, Deviation, Moved, decide_anew, rehearse};
pub use rejected::{Field, Rejected, within_longest};
pub use revise::{Aspect, Difference, differences, revise};
pub use succession::hand_over;
pub use take_in::{LedgerEntry, Stated, take_in, vet_row};
pub use turn::{owed_beside, turn};
