//! Every sentence of the pages, in both languages, by page. The terms are those of the glossary (docs/words.md): 销号 is
//! *close out*, 台账 *hazard register*, 逾期督办 *oversight*, 责任悬空 *responsibility gap*, 当前承办 *action owner*.
//!
//! A dictionary must never hold a word that the core or the pack already has. Start at [`FrameWords`].

mod account;
mod ahead;
mod children;
mod common;
mod counted;
mod dissolve;
mod doors;
mod draws;
mod export;
mod hazard;
mod import;
mod import_reading;
mod law;
mod lists;
mod look_backs;
mod matter;
mod merge;
mod notifications;
mod place;
mod posts;
mod story;
mod tryout;

use bowline_core::words::{Lang, Text};

pub use account::{AccountWords, SecondWords};
pub use ahead::AheadWords;
pub use children::ChildrenWords;
pub use common::{FrameWords, ProblemWords, ShowWords, SignInWords};
pub use counted::Counted;
pub use dissolve::DissolveWords;
pub use doors::DoorWords;
pub use draws::DrawWords;
pub use export::ExportWords;
pub use hazard::{FormWords, HazardWords};
pub use import::{EngineWords, ImportWords, ReportWords};
pub use import_reading::ImportReadingWords;
pub use law::LawWords;
pub use lists::{DeskWords, ListWords};
pub use look_backs::LookBackWords;
pub use matter::MatterWords;
pub use merge::MergeWords;
pub use notifications::NotificationWords;
pub use place::PlaceWords;
pub use posts::PostsWords;
pub use story::StoryWords;
pub use tryout::TryOutWords;

/// A sentence of a dictionary in every language, for what is told before it is known who reads it.
pub fn both<W>(words: fn(Lang) -> W, say: impl Fn(W) -> String) -> Text {
    Text::new(say(words(Lang::Zh)), say(words(Lang::En)))
}
