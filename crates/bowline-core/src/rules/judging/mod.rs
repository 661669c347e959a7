//! How a rule is decided: the law and the answers in, a verdict out, always with its reasons.
//!
//! This room must never hold a rule, never turn a missing answer or a broken rule into "no", and never know packs as
//! wholes (`packs` does). Start at [`Verdict`]; then [`grade`] and [`Screening`].

mod clocks;
mod evaluate;
mod lights;
mod longest;
mod scales;
mod screening;
mod settled;
mod verdict;

pub use clocks::{ClockVerdict, clocks_in_force};
pub use evaluate::{Grading, grade};
pub use longest::Longest;
pub use scales::ScaleVerdict;
pub use screening::{Screened, Screening};
pub use settled::Settled;
pub use verdict::{Reason, RuleFault, Verdict, Why};
