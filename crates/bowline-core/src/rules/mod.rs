//! Rules: a policy pack is data: dated, cited, with worked cases beside each rule. Applied to facts, always with reasons.
//!
//! Must never hold a rule of law. Start reading at [`Pack`], then [`Condition`] and [`Verdict`].

mod cases;
mod citation;
mod condition;
mod criterion;
mod departments;
mod diagnostic;
mod evaluate;
mod explain;
mod ladder;
mod lights;
mod load;
mod pack;
mod procedure;
mod program;
mod sets;
mod verdict;

pub use cases::{CaseFailure, CaseReport, run_cases};
pub use citation::{Citation, Tag, Validity};
pub use condition::{Comparison, Condition, Input, InputKind};
pub use criterion::Criterion;
pub use departments::{Check, Checklist, Department, Word};
pub use diagnostic::Diagnostic;
pub use evaluate::{Grading, grade};
pub use explain::{Explained, explain};
pub use ladder::{Ladder, Rung, RungAct, RungTime};
pub use lights::{LevelInputs, LightRule, LightSet};
pub use pack::{Pack, PackFiles};
pub use procedure::{Event, Matter, OrderedWord, Party, Procedure, Step, StepTerm};
pub use program::{MAX_DEPTH, MAX_NODES, Program, TooLarge};
pub use sets::RuleSet;
pub use verdict::{Reason, RuleFault, Verdict, Why};
