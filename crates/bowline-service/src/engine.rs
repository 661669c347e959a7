//! The engine's tick. It takes no input but the time: reads what is due, asks the core which rungs should have fired,
//! commits page by page, and ends with the completeness proof. The crash path and the normal path are the same path:
//! a page that was not committed is simply still due.

use crate::app::Entry;
use crate::{Bowline, Refused};
use bowline_core::facts::{Actor, AlarmCause, EngineRan, What};
use bowline_core::ids::{Body, PlaceCode, SubjectId};
use bowline_core::obligations::{Dossier, Draft, Registry, alarm_subject, overdue_steps, raise_alarm, settle_alarm};
use bowline_core::time::Moment;
use bowline_store::{Commit, StoreFault};
use jiff::ToSpan;
use std::collections::BTreeSet;
use std::sync::PoisonError;

/// Dossiers a page.
const PAGE: u32 = 500;
/// Alarms looked at in one run.
const MOST_ALARMS: u32 = 2_000;

impl Bowline {
    /// Runs the engine once, up to now.
    ///
    /// # Errors
    /// [`Refused::Fault`]; what was committed stays, the next run goes on from there.
    pub fn tick(&self) -> Result<EngineRan, Refused> {
        let _one = self.inner.engine.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.now();
        let mut run = Run { until: now, dossiers: 0, rungs: 0, late_rungs: 0, duties: 0, alarms: 0, causes: BTreeSet::new() };
        let mut after = None;
        loop {
            let due = self.inner.store.due(now, after, PAGE)?;
            let Some(last) = due.last() else { break };
            after = Some(*last);
            self.fire_page(&due.into_iter().map(|(_, subject)| subject).collect(), &mut run)?;
        }
        self.settle_alarms(now)?;
        self.raise_alarms(&mut run)?;
        self.note_run(&run)
    }

    /// One page in one commit. If somebody wrote meanwhile, its dossiers go one by one.
    fn fire_page(&self, subjects: &BTreeSet<SubjectId>, run: &mut Run) -> Result<(), Refused> {
        let mut page = run.clone();
        match self.fire(subjects, &mut page) {
            Ok(()) => {
                *run = page;
                Ok(())
            }
            Err(Stop::Conflict) => subjects.iter().try_for_each(|subject| self.fire_one(*subject, run)),
            Err(Stop::Refused(refused)) => Err(refused),
        }
    }

    fn fire_one(&self, subject: SubjectId, run: &mut Run) -> Result<(), Refused> {
        loop {
            let mut one = run.clone();
            match self.fire(&BTreeSet::from([subject]), &mut one) {
                Ok(()) => {
                    *run = one;
                    return Ok(());
                }
                Err(Stop::Conflict) => {}
                Err(Stop::Refused(refused)) => return Err(refused),
            }
        }
    }

    fn fire(&self, subjects: &BTreeSet<SubjectId>, run: &mut Run) -> Result<(), Stop> {
        let registry = self.seen();
        let setting = self.setting(&registry, run.until);
        let mut commit = Commit::default();
        for subject in subjects {
            let before = self.dossier(*subject)?;
            let overdue = overdue_steps(setting, &before);
            let Some(place) = before.place.filter(|_| !overdue.drafts.is_empty()) else { continue };
            run.count(&overdue.drafts);
            run.causes.extend(overdue.alarms.into_iter().map(|cause| (place, cause)));
            let entry = Entry { subject: *subject, place, by: Actor::Engine, behalf: None, now: run.until };
            self.add(&mut commit, &entry, &before, overdue.drafts);
        }
        if commit.appends.is_empty() {
            return Ok(());
        }
        self.commit(commit).map_err(|fault| match fault {
            StoreFault::Conflict { .. } => Stop::Conflict,
            fault => Stop::Refused(fault.into()),
        })
    }

    /// Raises an alarm for every vacant post that owns something, and for every late office with nobody above.
    fn raise_alarms(&self, run: &mut Run) -> Result<(), Refused> {
        let vacant = self.inner.store.vacant_posts(self.today(), MOST_ALARMS)?;
        let vacant = vacant.into_iter().map(|(post, place)| {
            let place = if let Body::Office(office) = &post.body { office.place } else { place };
            (place, AlarmCause::VacantPost(post))
        });
        let causes: Vec<(PlaceCode, AlarmCause)> = vacant.chain(std::mem::take(&mut run.causes)).collect();
        for (place, cause) in causes {
            let place = if let AlarmCause::NoSuperior(office) = &cause { office.place } else { place };
            let subject = alarm_subject(&cause);
            let registry = self.seen();
            let before = self.dossier(subject)?;
            let drafts = raise_alarm(self.setting(&registry, run.until), &before, place, cause)?;
            run.alarms += u64::from(!drafts.is_empty());
            self.commit_alarm(subject, place, run.until, &before, drafts)?;
        }
        Ok(())
    }

    /// Settles the alarms whose cause is gone.
    fn settle_alarms(&self, now: Moment) -> Result<(), Refused> {
        for alarm in self.inner.store.alarms(true, MOST_ALARMS)? {
            let gone = match &alarm.cause {
                AlarmCause::VacantPost(post) => {
                    let holders = self.inner.store.holders(post, self.today())?;
                    let owned = self.inner.store.count_duties(&[(post.body.clone(), Some(post.role))], now)?.0;
                    !holders.is_empty() || owned == 0
                }
                AlarmCause::NoSuperior(office) => {
                    let late = self.inner.store.count_late_hazard_duties(&Body::Office(office.clone()), now)?;
                    self.seen().superior(office).is_some() || late == 0
                }
            };
            if gone {
                let registry = self.seen();
                let before = self.dossier(alarm.subject)?;
                let drafts = settle_alarm(self.setting(&registry, now), &before, String::new());
                self.commit_alarm(alarm.subject, alarm.place, now, &before, drafts)?;
            }
        }
        Ok(())
    }

    fn commit_alarm(&self, subject: SubjectId, place: PlaceCode, now: Moment, before: &Dossier, drafts: Vec<Draft>) -> Result<(), Refused> {
        if drafts.is_empty() {
            return Ok(());
        }
        let mut commit = Commit::default();
        let entry = Entry { subject, place, by: Actor::Engine, behalf: None, now };
        self.add(&mut commit, &entry, before, drafts);
        match self.commit(commit) {
            // Somebody else did the same; the next run looks again.
            Ok(()) | Err(StoreFault::Conflict { .. }) => Ok(()),
            Err(fault) => Err(fault.into()),
        }
    }

    fn note_run(&self, run: &Run) -> Result<EngineRan, Refused> {
        let completeness = self.inner.store.completeness(run.until)?;
        let ran = EngineRan {
            until: run.until,
            dossiers: run.dossiers,
            rungs: run.rungs,
            late_rungs: run.late_rungs,
            duties: run.duties,
            alarms: run.alarms,
            completeness,
        };
        if !completeness.holds() {
            tracing::error!(?completeness, "the completeness proof fails");
        }
        let subject = SubjectId::derived(&["engine"]);
        let nation = self.inner.places.nation();
        let entry = Entry { subject, place: nation, by: Actor::Engine, behalf: None, now: run.until };
        let expected = self.inner.store.version(subject)?;
        let mut commit = Commit::default();
        self.add_registry(&mut commit, &entry, expected, vec![Draft { held: run.until, what: What::EngineRan(ran) }]);
        self.commit(commit)?;
        Ok(ran)
    }

    /// Whether the last run lies a quarter of an hour back.
    #[must_use]
    pub fn run_is_old(&self) -> bool {
        let last = self.inner.store.runs(1).ok().and_then(|runs| runs.first().map(|run| run.at));
        last.is_none_or(|at| self.now().as_millisecond() - at.as_millisecond() >= 15 * 60_000)
    }

    /// When the engine should run again: when the next clock is due, a quarter of an hour at the latest.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn next_tick(&self) -> Result<std::time::Duration, Refused> {
        let now = self.now();
        let latest = now.saturating_add(15.minutes()).unwrap_or(now);
        let next = self.inner.store.next_due()?.map_or(latest, |due| due.min(latest));
        let wait = u64::try_from(next.as_millisecond() - now.as_millisecond()).unwrap_or(0);
        Ok(std::time::Duration::from_millis(wait.max(200)))
    }
}

/// What one run has done so far.
#[derive(Clone)]
struct Run {
    until: Moment,
    dossiers: u64,
    rungs: u64,
    late_rungs: u64,
    duties: u64,
    alarms: u64,
    causes: BTreeSet<(PlaceCode, AlarmCause)>,
}

impl Run {
    fn count(&mut self, drafts: &[Draft]) {
        self.dossiers += 1;
        for draft in drafts {
            match &draft.what {
                What::RungFired(rung) => {
                    self.rungs += 1;
                    let late = rung.noticed.as_millisecond() - rung.scheduled.as_millisecond() > 3_600_000;
                    self.late_rungs += u64::from(late);
                }
                What::ObligationOpened(_) => self.duties += 1,
                _ => {}
            }
        }
    }
}

enum Stop {
    Conflict,
    Refused(Refused),
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}
