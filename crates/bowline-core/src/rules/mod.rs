//! A policy pack holds rules as data. Each rule has its dates, its sources and worked cases beside it. The program
//! applies rules to facts and always gives its reasons.
//!
//! Three rooms, and each uses only those before it: `law` (what a rule is) ◀ `judging` (how a rule is decided) ◀ `packs`
//! (what is done with a whole pack). This module must never hold a rule of law. Start reading at [`Pack`], which is read
//! like its [`Law`] and what is the country's as [`Country`]; then [`Condition`] and [`Verdict`].

mod judging;
mod law;
mod packs;

pub use judging::*;
pub use law::*;
pub use packs::*;
