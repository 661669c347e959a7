//! The engine's tick. It takes no input but the time: reads what is due, asks the core which rungs should have fired,
//! commits page by page, and ends with the completeness proof. The crash path and the normal path are the same path:
//! a page that was not committed is simply still due.

use crate::app::Entry;
use crate::refused::TryAgain;
use crate::{Bowline, Refused};
use bowline_core::facts::{Actor, AlarmCause, EngineRan, What};
use bowline_core::ids::{Body, OfficeId, PlaceCode, SubjectId};
use bowline_core::obligations::{Dossier, Draft, Registry, alarm_subject, overdue_steps, raise_alarm, settle_alarm};
use bowline_core::signals::AlarmRow;
use bowline_core::time::Moment;
use bowline_store::{Commit, StoreFault};
use jiff::ToSpan;
use std::collections::BTreeSet;
use std::sync::PoisonError;

/// Dossiers a page.
const PAGE: u32 = 500;
/// How often a run looks again for what others wrote meanwhile that was due already.
const ROUNDS: usize = 5;
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
        let mut run = Run { until: now, dossiers: 0, rungs: 0, late_rungs: 0, duties: 0, alarms: 0 };
        for _ in 0..ROUNDS {
            self.fire_due(&mut run)?;
            self.settle_alarms(now)?;
            self.raise_vacancies(&mut run)?;
            // What was late the moment it was written (an old ledger, say) may have come after its page was read.
            if self.inner.store.due(now, None, 1)?.is_empty() {
                break;
            }
        }
        self.note_run(&run)
    }

    fn fire_due(&self, run: &mut Run) -> Result<(), Refused> {
        let mut after = None;
        loop {
            let due = self.inner.store.due(run.until, after, PAGE)?;
            let Some(last) = due.last() else { return Ok(()) };
            after = Some(*last);
            self.fire_page(&due.into_iter().map(|(_, subject)| subject).collect(), run)?;
        }
    }

    /// One page in one commit. If somebody wrote meanwhile, its dossiers go one by one.
    fn fire_page(&self, subjects: &BTreeSet<SubjectId>, run: &mut Run) -> Result<(), Refused> {
        let mut page = run.clone();
        match self.fire(subjects, &mut page) {
            Ok(()) => {
                *run = page;
                Ok(())
            }
            Err(TryAgain::Conflict) => subjects.iter().try_for_each(|subject| self.fire_one(*subject, run)),
            Err(TryAgain::Refused(refused)) => Err(refused),
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
                Err(TryAgain::Conflict) => {}
                Err(TryAgain::Refused(refused)) => return Err(refused),
            }
        }
    }

    fn fire(&self, subjects: &BTreeSet<SubjectId>, run: &mut Run) -> Result<(), TryAgain> {
        let registry = self.seen();
        let setting = self.setting(&registry, run.until);
        let mut commit = Commit::default();
        let mut causes = BTreeSet::new();
        for subject in subjects {
            let before = self.dossier(*subject)?;
            let overdue = overdue_steps(setting, &before);
            let Some(place) = before.place.filter(|_| !overdue.drafts.is_empty()) else { continue };
            run.count(&overdue.drafts);
            causes.extend(overdue.alarms);
            let entry = Entry { subject: *subject, place, by: Actor::Engine, behalf: None, now: run.until };
            self.add(&mut commit, &entry, &before, overdue.drafts);
        }
        // In the same commit as the rungs: a rung fires once, so an alarm written after it could be lost between the two.
        for cause in causes {
            self.add_alarm(&mut commit, cause, run)?;
        }
        if commit.appends.is_empty() {
            return Ok(());
        }
        Ok(self.commit(commit)?)
    }

    /// Adds the alarm of a late matter with nobody above, if it is not open already.
    fn add_alarm(&self, commit: &mut Commit, cause: AlarmCause, run: &mut Run) -> Result<(), Refused> {
        let AlarmCause::NoSuperior(office) = &cause else { return Ok(()) };
        let (subject, place) = (alarm_subject(&cause), office.place);
        let registry = self.seen();
        let before = self.dossier(subject)?;
        let drafts = raise_alarm(self.setting(&registry, run.until), &before, place, cause)?;
        if !drafts.is_empty() {
            run.alarms += 1;
            let entry = Entry { subject, place, by: Actor::Engine, behalf: None, now: run.until };
            self.add(commit, &entry, &before, drafts);
        }
        Ok(())
    }

    /// Raises an alarm for every post that owns something and that nobody holds, or whose office is no more.
    fn raise_vacancies(&self, run: &mut Run) -> Result<(), Refused> {
        for (post, place) in self.inner.store.vacant_posts(self.today(), MOST_ALARMS)? {
            let place = if let Body::Office(office) = &post.body { office.place } else { place };
            let cause = AlarmCause::VacantPost(post);
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
            if self.cause_is_gone(&alarm, now)? {
                let registry = self.seen();
                let before = self.dossier(alarm.subject)?;
                let drafts = settle_alarm(self.setting(&registry, now), &before, String::new());
                self.commit_alarm(alarm.subject, alarm.place, now, &before, drafts)?;
            }
        }
        Ok(())
    }

    /// The alarm's own duty does not count: where the office answers for itself it would keep the alarm open for ever.
    fn cause_is_gone(&self, alarm: &AlarmRow, now: Moment) -> Result<bool, Refused> {
        let registry = self.seen();
        let gone = |office: &OfficeId| !registry.exists(office);
        let store = &self.inner.store;
        Ok(match &alarm.cause {
            AlarmCause::VacantPost(post) => {
                let held = !store.holders(post, self.today())?.is_empty();
                let held = held && !matches!(&post.body, Body::Office(office) if gone(office));
                held || store.count_duties_besides(&[(post.body.clone(), Some(post.role))], now, Some(alarm.subject))?.0
                    == 0
            }
            // A superior who came later has no duty for what was late before: the alarm watches it to the end.
            AlarmCause::NoSuperior(office) => {
                let orphaned = gone(office) && registry.superior(office).is_none();
                let body = [(Body::Office(office.clone()), None)];
                !orphaned && store.count_duties_besides(&body, now, Some(alarm.subject))?.1 == 0
            }
        })
    }

    fn commit_alarm(
        &self,
        subject: SubjectId,
        place: PlaceCode,
        now: Moment,
        before: &Dossier,
        drafts: Vec<Draft>,
    ) -> Result<(), Refused> {
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

    /// Runs the engine if a clock is due or the last run lies a quarter of an hour away: back, or ahead where the machine's clock
    /// was set back since. Answers how long nothing is due.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn tick_when_due(&self) -> Result<std::time::Duration, Refused> {
        let now = self.now();
        let last = self.inner.store.runs(1)?.first().map(|run| run.at);
        let old = last.is_none_or(|at| now.as_millisecond().abs_diff(at.as_millisecond()) >= 15 * 60_000);
        if old || self.inner.store.next_due()?.is_some_and(|due| due <= now) {
            self.tick()?;
        }
        self.next_tick()
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
