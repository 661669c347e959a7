//! Rules: a policy pack is data: dated, cited, with worked cases beside each rule. Applied to facts, always with reasons.
//!
//! Must never hold a rule of law. Start reading at [`Pack`], then [`Condition`] and [`Verdict`].

mod citation;
mod condition;
mod criterion;
mod ladder;
mod pack;
mod procedure;
pub use pack::*;

pub use citation::{Citation, Tag, Validity};
pub use condition::{Comparison, Condition, Input, InputKind};
pub use criterion::Criterion;
pub use ladder::{Ladder, Rung, RungAct, RungTime};
pub use procedure::{Event, Matter, OrderedWord, Party, Procedure, Step, StepTerm};
