//! What the engine looks at although nobody told it of a change. The fast way of a run rests on notes: a post that got
//! a duty, a clock that was written. A note can be missing or outdated: a new day changes who holds a post, so does a
//! clock that was set back, and a new calendar moves clocks. So everything is looked at again, often enough and in
//! small parts.
//!
//! This module must never be needed for what a run has noted, and must never trust what it remembers over what is
//! there: a fresh process remembers nothing and looks at everything. Start at [`Watchful`].

use crate::app::Inner;
use crate::chance::sha256_hex;
use crate::refused::{TryAgain, retried};
use crate::{Engine, Refused};
use bowline_core::ids::SubjectId;
use bowline_core::obligations::{Dossier, timetable};
use bowline_core::signals::{ObligationRow, RowChanges, obligation_rows};
use bowline_core::time::{Day, Moment};
use bowline_store::{Append, Commit, StoreFault};

/// Dossiers whose clocks are looked at in one run.
const SLICE: u32 = 250;
/// Under which timetable the clocks in the tables were computed.
const TIMETABLE: &str = "clocks_computed_under";

/// What the engine remembers of its looks. Forgetting it costs a look at everything, nothing else.
#[derive(Debug, Default)]
pub(crate) struct Watchful {
    /// The day on which every post was looked at last.
    posts_on: Option<Day>,
    /// The dossier whose clocks were looked at last; none: the round begins anew.
    clocks_after: Option<SubjectId>,
    /// Whether the clocks in the tables are known to be those of the packs in force.
    timetable_is_known: bool,
    /// Up to which fact of the log it was looked between runs for what follows in other dossiers.
    pub(crate) followed_to: Option<i64>,
}

impl Engine<'_> {
    /// Asks for a look at every post, once a day and in each new process: a day that passed, and one that came back with a
    /// clock set back, change who holds a post, and nobody writes it down.
    pub(crate) fn look_at_posts(&self, watchful: &mut Watchful) -> Result<(), Refused> {
        let today = self.inner.today();
        if watchful.posts_on != Some(today) {
            self.inner.store.duties().look_at_all_posts()?;
            watchful.posts_on = Some(today);
        }
        Ok(())
    }

    /// Holds clocks in the tables against their dossiers and mends what differs: a part in each run, all of them where the
    /// timetable of any pack is another than the one under which they were computed. Under a known timetable each difference is
    /// a row that was wrong, which the operator must hear of.
    pub(crate) fn look_at_clocks(&self, watchful: &mut Watchful) -> Result<(), Refused> {
        if watchful.timetable_is_known {
            let mended = self.look_at_next_clocks(watchful)?;
            if mended > 0 {
                tracing::warn!(mended, "clocks differed from what their dossiers say, and were mended");
            }
            return Ok(());
        }
        let (own, mut mended) = (self.inner.store.own(), 0);
        let now = sha256_hex(self.inner.timetables().as_bytes());
        if own.setting(TIMETABLE)?.as_ref() != Some(&now) {
            watchful.clocks_after = None;
            loop {
                mended += self.look_at_next_clocks(watchful)?;
                if watchful.clocks_after.is_none() {
                    break;
                }
            }
            tracing::info!(mended, "clocks computed under the calendar and the ladders in force");
            own.put_setting(TIMETABLE.to_owned(), now)?;
        }
        watchful.timetable_is_known = true;
        Ok(())
    }

    fn look_at_next_clocks(&self, watchful: &mut Watchful) -> Result<u64, Refused> {
        let dossiers = self.inner.store.duties().owing_after(watchful.clocks_after, SLICE)?;
        let mended = retried(|| self.mend_clocks(&dossiers))?;
        watchful.clocks_after = dossiers.last().copied();
        Ok(mended)
    }

    fn mend_clocks(&self, dossiers: &[SubjectId]) -> Result<u64, TryAgain> {
        let store = &self.inner.store;
        let mut commit = Commit::default();
        for subject in dossiers {
            let (facts, rows) = store.at_one_moment(|| {
                Ok::<_, StoreFault>((store.log().facts(*subject)?, store.duties().owed_in(*subject)?))
            })?;
            let dossier = Dossier::replay(*subject, &facts);
            let owed = obligation_rows(self.inner.pack_of(&dossier), &dossier);
            if rows != owed.into_iter().map(as_kept).collect::<Vec<_>>() {
                self.inner.add_clocks(&mut commit, &dossier, &rows);
            }
        }
        let mended = commit.appends.len() as u64;
        if mended > 0 {
            self.inner.commit(commit)?;
        }
        Ok(mended)
    }
}

/// A row as the tables keep it: its moments in milliseconds.
fn as_kept(row: ObligationRow) -> ObligationRow {
    let kept = |at: Moment| Moment::from_millisecond(at.as_millisecond()).unwrap_or(at);
    ObligationRow {
        due_at: kept(row.due_at),
        next_check_at: row.next_check_at.map(kept),
        quiet_until: row.quiet_until.map(kept),
        ..row
    }
}

impl Inner {
    /// The timetables of all packs, by place. A pack that computes clocks as the one of every place does adds nothing.
    fn timetables(&self) -> String {
        let base = timetable(self.pack());
        let own = self.packs.local().iter().map(|(place, pack)| (place, timetable(pack)));
        let differing = own.filter(|(_, own)| *own != base).map(|(place, own)| format!("\n{place}\n{own}"));
        base.clone() + &differing.collect::<String>()
    }

    /// Adds the clocks of a dossier as they follow from its facts, in place of the rows that are there. Nothing is recorded, and
    /// nothing is written if somebody acts on the dossier meanwhile.
    pub(crate) fn add_clocks(&self, commit: &mut Commit, dossier: &Dossier, there: &[ObligationRow]) {
        commit.changes.absorb(self.clocks_of(dossier, there));
        let (subject, expected) = (dossier.subject, dossier.version);
        commit.appends.push(Append { subject, expected, facts: Vec::new() });
    }

    /// The clocks of a dossier under the pack in force, in place of the rows that are there.
    pub(crate) fn clocks_of(&self, dossier: &Dossier, there: &[ObligationRow]) -> RowChanges {
        let gone = there.iter().map(|row| (row.id, None));
        let lawful = obligation_rows(self.pack_of(dossier), dossier).into_iter().map(|row| (row.id, Some(row)));
        RowChanges { obligations: gone.chain(lawful).collect(), ..RowChanges::default() }
    }
}
