//! What is done with a pack as a whole: it is loaded from files, laid over another, tested by its worked cases and by
//! mutants, compared, counted, explained, and asked by forms.
//!
//! This room must never decide a case itself: `judging` does. Start at [`Pack`].

mod book;
mod cases;
mod coverage;
mod diagnostic;
mod diff;
mod explain;
mod form;
mod kept_words;
mod kind_cases;
mod kind_mutants;
mod kind_sheet;
mod kinds_proof;
mod load;
mod mutants;
mod mutate;
mod overlay;
mod pack;
mod pack_tree;
mod picture;
mod sheets;
mod stats;
mod trial;

pub use book::{Book, Entry};
pub use cases::{CaseFailure, CaseReport, Cases, WorkedCase, run_cases};
pub use coverage::{HeldAs, HeldFacts, ListedFact};
pub use diagnostic::Diagnostic;
pub use diff::{Change, ChangeKind, PackDiff, diff};
pub use explain::{Explained, explain};
pub use form::{Form, Question, Section};
pub use kept_words::{Filed, words_dropped};
pub use kind_cases::{Expect, KindCase, Owed, Then};
pub use kind_mutants::{KindMutant, kind_mutants};
pub use kinds_proof::{At, Finding, unproven};
pub use mutants::{Mutant, MutationReport, mutants, run_mutants};
pub use overlay::{Overlay, OverlayRule, PackHead, Strictness};
pub use pack::{Pack, PackFiles};
pub use pack_tree::{PackTree, id_of, own_name};
pub use picture::{Picture, StepBox};
pub use stats::{CaseCount, Count, FactCount, KindCount, PackStats};
pub use trial::{Outcome, Trial};
