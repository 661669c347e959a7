//! Alarms together: by who answers for them and why they were raised.
//!
//! This module must never leave one out of a count: what is not listed is counted all the same.

use crate::Refused;
use crate::app::Inner;
use crate::names::NameBook;
use crate::views::{AlarmGroup, AlarmKind};
use bowline_core::facts::AlarmCause;
use bowline_core::ids::{Body, PostId};
use bowline_core::signals::AlarmRow;
use std::collections::BTreeMap;

/// Alarms of a group that are told one by one.
const TOLD: usize = 50;

impl Inner {
    /// Groups open alarms, the earliest due first; of each the first are told.
    pub(crate) fn alarm_groups(&self, rows: Vec<AlarmRow>) -> Result<Vec<AlarmGroup>, Refused> {
        let mut groups: BTreeMap<(Option<PostId>, AlarmKind), Vec<AlarmRow>> = BTreeMap::new();
        for row in rows {
            groups.entry((row.owner.clone(), kind(&row.cause))).or_default().push(row);
        }
        groups.values_mut().for_each(|rows| rows.sort_by_key(|row| (row.due_at, row.subject)));
        let causes = groups.values().flat_map(|rows| rows.iter().take(TOLD)).filter_map(|row| match &row.cause {
            AlarmCause::VacantPost(post) => Some(post),
            AlarmCause::NoSuperior(_) | AlarmCause::Undelivered(_) => None,
        });
        let names = self.names().of(causes.chain(groups.keys().filter_map(|(owner, _)| owner.as_ref())), [])?;
        let group = |((owner, kind), rows): (&(Option<PostId>, AlarmKind), &Vec<AlarmRow>)| {
            self.alarm_group(&names, *kind, owner.as_ref(), rows)
        };
        let mut told: Vec<AlarmGroup> = groups.iter().map(group).collect();
        told.sort_by_key(|group| (group.due_at, std::cmp::Reverse(group.count)));
        Ok(told)
    }

    fn alarm_group(
        &self,
        names: &NameBook<'_>,
        kind: AlarmKind,
        owner: Option<&PostId>,
        rows: &[AlarmRow],
    ) -> AlarmGroup {
        let now = self.now();
        let line = |row: &AlarmRow| (self.names().place(row.place), names.alarm(&row.cause));
        let first = rows.iter().find(|row| row.due_at.is_some());
        AlarmGroup {
            kind,
            owner: owner.map(|owner| names.post(owner)),
            count: rows.len() as u64,
            late: rows.iter().filter(|row| row.due_at.is_some_and(|due| due <= now)).count() as u64,
            due_at: first.and_then(|row| row.due_at),
            provisional: first.is_some_and(|row| row.provisional),
            lines: rows.iter().take(TOLD).map(line).collect(),
        }
    }
}

fn kind(cause: &AlarmCause) -> AlarmKind {
    match cause {
        AlarmCause::VacantPost(PostId { body: Body::Office(_), .. }) => AlarmKind::OfficePost,
        AlarmCause::VacantPost(PostId { body: Body::Site(_), .. }) => AlarmKind::SitePost,
        AlarmCause::NoSuperior(_) => AlarmKind::NoSuperior,
        AlarmCause::Undelivered(_) => AlarmKind::Undelivered,
    }
}
