//! What will happen if nobody does anything, by day and by who will be told.
//!
//! This module must never hold HTML or a database row. Start at [`AheadView`].

use super::PostView;
use bowline_core::facts::Light;
use bowline_core::ids::CaseNumber;
use bowline_core::time::{Day, Moment};
use bowline_core::words::Text;

/// What will happen until a moment if nobody does anything.
#[derive(Clone, Debug, PartialEq)]
pub struct AheadView {
    /// Until when.
    pub until: Moment,
    /// From this moment on there is more than is told here. None: all is told.
    pub cut: Option<Moment>,
    /// How much is told.
    pub count: u64,
    /// Day by day.
    pub days: Vec<AheadDay>,
}

/// What will happen on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct AheadDay {
    /// Which day, in the zone of the country.
    pub day: Day,
    /// By who will be told.
    pub told: Vec<AheadTold>,
}

/// What a post will be told on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct AheadTold {
    /// Who.
    pub post: PostView,
    /// What, in the order of time.
    pub lines: Vec<AheadLine>,
}

/// Something that a post will be told.
#[derive(Clone, Debug, PartialEq)]
pub struct AheadLine {
    /// When.
    pub at: Moment,
    /// What happens.
    pub said: Text,
    /// The light that it sets.
    pub light: Option<Light>,
    /// The unit, or what the matter is called.
    pub about: Text,
    /// What is wrong, or what the matter is about.
    pub description: Text,
    /// Where.
    pub place: Text,
    /// Its number. None: an alarm has none.
    pub number: Option<CaseNumber>,
    /// The address of its page. None: it has none.
    pub address: Option<String>,
}
