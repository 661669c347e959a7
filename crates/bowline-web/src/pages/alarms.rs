//! Alarms together, by who answers for them and why they were raised: as the desk and the monitor show them.
//!
//! This module must never show fewer than were counted without the number.

use crate::reader::{Counted, Lateness, PostLine, Reader};
use crate::words::ShowWords;
use bowline_service::views::{AlarmGroup, AlarmKind};
use serde::Serialize;

/// Alarms of one kind for which one post answers.
#[derive(Debug, Serialize)]
pub struct AlarmGroupLine {
    /// Why they were raised, the stable word.
    pub key: &'static str,
    /// Why, and how many.
    #[serde(skip)]
    pub title: String,
    /// How many.
    pub count: Counted,
    /// Who answers for them.
    pub owner: Option<PostLine>,
    /// When the first is due.
    pub due: Option<(String, String, Lateness)>,
    /// The first of them: where, and the sentence.
    pub lines: Vec<(String, String)>,
    /// How many more there are.
    pub more: u64,
}

/// A group in words.
#[must_use]
pub fn alarm_group(reader: &Reader, group: &AlarmGroup) -> AlarmGroupLine {
    let (w, n) = (ShowWords(reader.lang()), reader.count(group.count));
    let (key, title) = match group.kind {
        AlarmKind::OfficePost => ("office_post", w.office_posts(&n)),
        AlarmKind::SitePost => ("site_post", w.site_posts(&n)),
        AlarmKind::NoSuperior => ("no_superior", w.no_superiors(&n)),
        AlarmKind::Undelivered => ("undelivered", w.undelivered(&n)),
    };
    AlarmGroupLine {
        key,
        title,
        count: reader.counted(group.count),
        owner: group.owner.as_ref().map(|owner| reader.post(owner)),
        due: group.due_at.map(|at| (reader.due_date(at, group.provisional), reader.machine(at), reader.lateness(at))),
        lines: group.lines.iter().map(|(place, said)| (reader.text(place), reader.text(said))).collect(),
        more: group.count.saturating_sub(group.lines.len() as u64),
    }
}
