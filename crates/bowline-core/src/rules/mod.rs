//! Rules: a policy pack is data: dated, cited, with worked cases beside each rule. Applied to facts, always with reasons.
//!
//! Must never hold a rule of law. Start reading at [`Pack`], then [`Condition`] and [`Verdict`].

mod book;
mod cases;
mod citation;
mod comparing;
mod condition;
mod criterion;
mod departments;
mod diagnostic;
mod diff;
mod evaluate;
mod explain;
mod ladder;
mod lights;
mod load;
mod mutants;
mod mutate;
mod pack;
mod procedure;
mod program;
mod scale;
mod sets;
mod sheets;
mod stats;
mod trial;
mod trigger;
mod verdict;
mod wording;

pub use book::Entry;
pub use cases::{CaseFailure, CaseReport, WorkedCase, run_cases};
pub use citation::{Citation, Tag, Validity};
pub use comparing::MAX_DATES;
pub use condition::{Band, Bound, Comparison, Condition, Input, InputKind, Rows, Span, Table, Window};
pub use criterion::Criterion;
pub use departments::{Check, Checklist, Department, Word};
pub use diagnostic::Diagnostic;
pub use diff::{Change, ChangeKind, PackDiff, diff};
pub use evaluate::{Grading, grade};
pub use explain::{Explained, explain};
pub use ladder::{Ladder, Rung, RungAct, RungTime};
pub use lights::{LevelInputs, LightRule, LightSet};
pub use mutants::{Mutant, MutationReport, mutants, run_mutants};
pub use pack::{Pack, PackFiles};
pub use procedure::{Event, Matter, OrderedWord, Party, Procedure, Step, StepTerm};
pub use program::{MAX_DEPTH, MAX_NODES, Program, TooLarge};
pub use scale::{Scale, ScaleGrade, ScaleVerdict};
pub use sets::RuleSet;
pub use sheets::RuleKind;
pub use stats::{CaseCount, Count, PackStats};
pub use trial::{Outcome, Trial};
pub use trigger::{NamedPost, Proposal, Trigger};
pub use verdict::{Reason, RuleFault, Verdict, Why};
