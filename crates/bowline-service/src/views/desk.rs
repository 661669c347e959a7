//! What the desk shows: duties, what waits for others, alarms together by cause.
//!
//! This module must never hold HTML or a database row. Start at [`Desk`].

use super::{Page, PostView};
use bowline_core::facts::{Act, Grade, Light};
use bowline_core::ids::{CaseNumber, ObligationId};
use bowline_core::time::Moment;
use bowline_core::words::Text;

/// My desk: what waits for me and my body.
#[derive(Clone, Debug, PartialEq)]
pub struct Desk {
    /// Duties of my own posts, earliest due first.
    pub mine: Page<DutyLine>,
    /// Alarms for which my posts answer, together by cause.
    pub alarms: Vec<AlarmGroup>,
    /// What my posts have done that waits for others now: the first, earliest due first.
    pub waiting: Vec<DutyLine>,
    /// Of what is to be done, alarms included: late.
    pub late: Count,
    /// All that is to be done, alarms included.
    pub all: Count,
    /// All that waits for others.
    pub all_waiting: Count,
}

/// Why alarms were raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlarmKind {
    /// Nobody holds a post of an office.
    OfficePost,
    /// Nobody holds a post of an enterprise.
    SitePost,
    /// Nobody is above an office that is late.
    NoSuperior,
    /// Messages do not reach anybody.
    Undelivered,
}

/// Alarms of one kind for which one post answers.
#[derive(Clone, Debug, PartialEq)]
pub struct AlarmGroup {
    /// Why they were raised.
    pub kind: AlarmKind,
    /// Who answers for them. None: nobody yet.
    pub owner: Option<PostView>,
    /// How many there are.
    pub count: u64,
    /// How many of them are late.
    pub late: u64,
    /// When the first is due.
    pub due_at: Option<Moment>,
    /// Whether that date may still move.
    pub provisional: bool,
    /// The first of them: where, and the sentence.
    pub lines: Vec<(Text, Text)>,
}

/// A number of rows that was counted as far as a page may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Counted to the end.
    Exactly(u64),
    /// There are more.
    MoreThan(u64),
}

impl Count {
    /// What to say of so many where one more than `most` would have been seen.
    #[must_use]
    pub const fn up_to(most: u64, seen: u64) -> Self {
        if seen > most { Self::MoreThan(most) } else { Self::Exactly(seen) }
    }
}

/// A duty in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct DutyLine {
    /// Which.
    pub id: ObligationId,
    /// The number of its dossier that people say on the phone.
    pub number: Option<CaseNumber>,
    /// What to do.
    pub act: Act,
    /// The name of that act.
    pub name: Text,
    /// By when.
    pub due_at: Moment,
    /// Its light.
    pub light: Light,
    /// Whose.
    pub owner: PostView,
    /// The unit, or what the alarm is about; of a matter about no unit, its kind.
    pub about: Text,
    /// What is wrong.
    pub description: Text,
    /// Where: full name.
    pub place: Text,
    /// The hazard's grade.
    pub grade: Option<Grade>,
    /// Whether it is about an alarm.
    pub alarm: bool,
    /// Of what matter of a declared kind, if it is of one.
    pub matter: Option<MatterOnDesk>,
    /// Whether its date may still move.
    pub provisional: bool,
    /// How many duties it stands for.
    pub stands_for: u32,
    /// What it watches over, if it is a duty to supervise.
    pub watched: Vec<WatchedLine>,
    /// Until when it waits for a reply.
    pub quiet_until: Option<Moment>,
}

/// What a duty to supervise watches over: who is late, and what is not done in the end.
#[derive(Clone, Debug, PartialEq)]
pub struct WatchedLine {
    /// Who is late.
    pub owner: PostView,
    /// What is not done.
    pub act: Act,
    /// The name of that act.
    pub name: Text,
}

/// The matter of a declared kind in which something is owed, as far as a desk tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatterOnDesk {
    /// How addresses call its kind. Empty: no pack knows the kind any more.
    pub address: String,
    /// What people call its kind.
    pub title: Text,
    /// The choice of its facet, once made.
    pub facet: Option<Text>,
    /// Whether that is a grave one.
    pub grave: bool,
}
