//! Every sentence of the pages, in both languages, by page. Terms follow the glossary: 销号 is *close off*, 台账 *ledger*,
//! 督办 *supervise*, 重大事故隐患 *major accident hazard*.
//!
//! Must never hold a word that the core or the pack already has. Start at [`FrameWords`].

mod common;
mod hazard;
mod import;
mod law;
mod lists;
mod place;

pub use common::{FrameWords, ProblemWords, ShowWords, SignInWords};
pub use hazard::{FormWords, HazardWords};
pub use import::{EngineWords, ImportWords, ReportWords};
pub use law::LawWords;
pub use lists::{DeskWords, ListWords};
pub use place::PlaceWords;
