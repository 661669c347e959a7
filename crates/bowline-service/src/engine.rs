//! A run of the engine takes no input but the time. The engine reads what is due, asks the core which rungs should have
//! fired, commits page by page, and ends with the completeness check.
//!
//! This module must never carry anything over from one run to the next but what it committed, so that the crash path
//! and the normal path are the same path: a page that was not committed is simply still due. What it remembers only
//! spares it looks (`watchful.rs`). Start at [`Engine::tick`].

use crate::aftermath::Aftermath;
use crate::app::{Entry, Inner};
use crate::refused::retried;
use crate::{Notifications, Refused};
use bowline_core::facts::{Actor, AlarmCause, EngineRan, What};
use bowline_core::ids::{Body, OfficeId, PlaceCode, PostId, SubjectId};
use bowline_core::obligations::{
    Decided, Dossier, Draft, Registry, Rejected, Setting, alarm_subject, move_alarm, overdue_steps, raise_alarm,
    settle_alarm,
};
use bowline_core::signals::AlarmRow;
use bowline_core::time::Moment;
use bowline_store::{Commit, Pending, Store, StoreFault, Triggers};
use jiff::ToSpan;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// Dossiers handed out at once.
const PAGE: u32 = 500;
/// Dossiers whose facts are read at once.
const PART: usize = 50;
/// Facts with which a commit goes to the writer: dossiers that nobody looked at for years have many, and all are in memory.
const MANY: usize = 500;
/// Most pages decided at once.
const MOST_DECIDERS: usize = 4;
/// How often a run looks again for what others wrote meanwhile that was due already.
const ROUNDS: usize = 5;
/// Alarms looked at in one run.
const MOST_ALARMS: u32 = 2_000;

/// The engine. It takes no input but the time.
#[derive(Clone, Copy)]
pub struct Engine<'a> {
    pub(crate) inner: &'a Inner,
}

impl Engine<'_> {
    /// Runs the engine once, up to now.
    ///
    /// # Errors
    /// [`Refused::Fault`]; what was committed stays, the next run goes on from there.
    pub fn tick(&self) -> Result<EngineRan, Refused> {
        let mut watchful = self.inner.engine.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.inner.now();
        self.look_at_clocks(&mut watchful)?;
        self.look_at_posts(&mut watchful)?;
        // Before the rounds: what it writes is fired by them, and nothing stands between the last round and the proof.
        Aftermath { inner: self.inner }.follow_changes()?;
        let mut run = Run { until: now, done: Done::default() };
        for _ in 0..ROUNDS {
            self.fire_due(&mut run)?;
            self.settle_alarms(now)?;
            self.raise_vacancies(&mut run)?;
            self.raise_undelivered(&mut run)?;
            // What was late the moment it was written (an old ledger, say) may have come after its page was read.
            if self.inner.store.duties().due(now, None, 1)?.is_empty() {
                break;
            }
        }
        self.note_run(&run)
    }

    /// Page by page, on every core: deciding takes longer than writing.
    fn fire_due(&self, run: &mut Run) -> Result<(), Refused> {
        let pages = Pages { until: run.until, state: Mutex::default() };
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get().min(MOST_DECIDERS));
        let due = self.inner.store.duties().due(run.until, None, PAGE)?;
        let helpers = if u32::try_from(due.len()).is_ok_and(|due| due < PAGE) { 0 } else { cores - 1 };
        let each = std::thread::scope(|scope| {
            let helpers: Vec<_> = (0..helpers).map(|_| scope.spawn(|| pages.fire(self))).collect();
            let own = pages.fire(self);
            let joined =
                helpers.into_iter().map(|it| it.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            std::iter::once(own).chain(joined).collect::<Vec<_>>()
        });
        each.into_iter().try_for_each(|done| done.map(|done| run.done.add(&done)))
    }

    /// Waits for a page. If somebody wrote meanwhile, its dossiers go one by one.
    fn land_page(&self, page: Page, pages: &Pages, done: &mut Done) -> Result<(), Refused> {
        match page.pending.map_or(Ok(()), Pending::wait) {
            Ok(()) => done.add(&page.done),
            Err(StoreFault::Conflict { .. }) => {
                page.subjects.iter().try_for_each(|subject| self.fire_one(*subject, pages.until, done))?;
            }
            Err(fault) => return Err(fault.into()),
        }
        pages.landed(&page.subjects);
        Ok(())
    }

    fn fire_one(&self, subject: SubjectId, until: Moment, done: &mut Done) -> Result<(), Refused> {
        retried(|| {
            let page = self.decide_page(&mut vec![subject], until)?;
            page.pending.map_or(Ok(()), Pending::wait)?;
            done.add(&page.done);
            Ok(())
        })
    }

    /// Takes dossiers until there is enough for a commit, decides what is due on them, and hands it to the writer.
    fn decide_page(&self, due: &mut Vec<SubjectId>, until: Moment) -> Result<Page, Refused> {
        let registry = self.inner.seen();
        let (mut commit, mut alarms, mut done) = (Commit::default(), BTreeSet::<Alarm>::new(), Done::default());
        let (mut subjects, mut facts_written) = (Vec::new(), 0);
        while facts_written < MANY && !due.is_empty() {
            let part: Vec<SubjectId> = due.drain(..due.len().min(PART)).collect();
            for (subject, facts) in part.iter().zip(self.inner.store.log().facts_of_each(&part)?) {
                let before = Dossier::replay(*subject, &facts);
                let nation = self.inner.places.latest().nation();
                let setting = self.inner.setting(&registry, until, before.place.unwrap_or(nation));
                let overdue = overdue_steps(setting, &before);
                let Some(place) = before.place.filter(|_| !overdue.decided.drafts.is_empty()) else {
                    // Due by its row only: a clock that says otherwise than its dossier would stay due for ever.
                    self.inner.add_clocks(&mut commit, &before, &self.inner.store.duties().owed_in(*subject)?);
                    continue;
                };
                done.count(&overdue.decided.drafts);
                facts_written += overdue.decided.drafts.len();
                alarms.extend(overdue.alarms.into_iter().map(|(_, cause)| alarm_at(cause, place)));
                self.inner.add(&mut commit, Actor::Engine, &before, overdue.decided);
            }
            subjects.extend(part);
        }
        // In the same commit as the rungs: a rung fires once, so an alarm written after it could be lost between the two.
        done.alarms = self.add_alarms(&mut commit, &Vec::from_iter(alarms), until, raise)?;
        let pending = if commit.appends.is_empty() { None } else { Some(self.inner.store.begin_commit(commit)?) };
        Ok(Page { subjects, done, pending })
    }

    /// Raises an alarm for every post that owns something and that nobody holds, or whose office is no more. Looks again while it
    /// finds any: whoever owns an alarm is looked at too.
    fn raise_vacancies(&self, run: &mut Run) -> Result<(), Refused> {
        let today = self.inner.today();
        loop {
            let vacant = self.inner.store.duties().vacancies(today, MOST_ALARMS)?;
            let (found, most) = (vacant.posts.len() as u64, u64::from(MOST_ALARMS));
            let alarm = |(post, place): &(PostId, PlaceCode)| alarm_at(AlarmCause::VacantPost(post.clone()), *place);
            let alarms: Vec<_> = vacant.posts.iter().map(alarm).collect();
            let raised = self.answer_alarms(&alarms, run.until, raise)?;
            run.done.alarms += raised;
            // Whatever has no alarm yet is looked at again in the next run.
            if vacant.checked == 0 || raised < found {
                return Ok(());
            }
            if found < most {
                vacant.note(&self.inner.store)?;
            }
        }
    }

    /// Raises an alarm for each way out through which nothing goes.
    fn raise_undelivered(&self, run: &mut Run) -> Result<(), Refused> {
        let nation = self.inner.places.latest().nation();
        let failing = Notifications::within(self.inner).undelivered()?;
        let alarms: Vec<_> = failing.into_iter().map(|it| alarm_at(AlarmCause::Undelivered(it), nation)).collect();
        run.done.alarms += self.answer_alarms(&alarms, run.until, raise)?;
        Ok(())
    }

    /// Settles the alarms whose cause is gone, and moves those whose owner is not there any more.
    fn settle_alarms(&self, now: Moment) -> Result<(), Refused> {
        let alarms = self.inner.store.signals().alarms(true, &|_| true, MOST_ALARMS as usize)?;
        let owners: BTreeSet<&PostId> = alarms.iter().filter_map(|alarm| alarm.owner.as_ref()).collect();
        let vacant = self.vacant_of(owners.into_iter().cloned().collect())?;
        let (mut gone, mut left) = (Vec::new(), Vec::new());
        for alarm in &alarms {
            if self.cause_is_gone(alarm, now)? {
                gone.push((alarm.cause.clone(), alarm.place));
            } else if alarm.owner.as_ref().is_some_and(|owner| vacant.contains(owner)) {
                left.push((alarm.cause.clone(), alarm.place));
            }
        }
        self.answer_alarms(&gone, now, |setting, before, _| Ok(settle_alarm(setting, before, String::new())))?;
        self.answer_alarms(&left, now, |setting, before, _| Ok(move_alarm(setting, before))).map(drop)
    }

    /// Which of these posts nobody holds today, or whose office is no more.
    fn vacant_of(&self, posts: Vec<PostId>) -> Result<BTreeSet<PostId>, Refused> {
        let registry = self.inner.seen();
        let gone = |post: &PostId| matches!(&post.body, Body::Office(office) if !registry.exists(office));
        let holders = self.inner.store.registry().holders_of_each(&posts, self.inner.today())?;
        let vacant = posts.into_iter().zip(holders).filter(|(post, holders)| holders.is_empty() || gone(post));
        Ok(vacant.map(|(post, _)| post).collect())
    }

    /// Writes what a decision says of each of these alarms, in one commit. Answers for how many it said anything. If somebody
    /// did the same meanwhile, the next run looks again.
    fn answer_alarms(&self, alarms: &[Alarm], now: Moment, decide: Decide) -> Result<u64, Refused> {
        let mut commit = Commit::default();
        let written = self.add_alarms(&mut commit, alarms, now, decide)?;
        if written == 0 {
            return Ok(0);
        }
        match self.inner.commit(commit) {
            Ok(()) => Ok(written),
            Err(StoreFault::Conflict { .. }) => Ok(0),
            Err(fault) => Err(fault.into()),
        }
    }

    /// Adds what a decision says of each of these alarms to a commit. Answers for how many it said anything.
    fn add_alarms(&self, commit: &mut Commit, alarms: &[Alarm], now: Moment, decide: Decide) -> Result<u64, Refused> {
        let registry = self.inner.seen();
        let subjects: Vec<SubjectId> = alarms.iter().map(|(cause, _)| alarm_subject(cause)).collect();
        let mut written = 0;
        for ((alarm, subject), facts) in
            alarms.iter().zip(&subjects).zip(self.inner.store.log().facts_of_each(&subjects)?)
        {
            let before = Dossier::replay(*subject, &facts);
            let decided = decide(self.inner.setting(&registry, now, alarm.1), &before, alarm)?;
            if !decided.drafts.is_empty() {
                self.inner.add(commit, Actor::Engine, &before, decided);
                written += 1;
            }
        }
        Ok(written)
    }

    /// The alarm's own duty does not count: where the office answers for itself it would keep the alarm open for ever.
    fn cause_is_gone(&self, alarm: &AlarmRow, now: Moment) -> Result<bool, Refused> {
        let registry = self.inner.seen();
        let gone = |office: &OfficeId| !registry.exists(office);
        let duties = self.inner.store.duties();
        Ok(match &alarm.cause {
            AlarmCause::VacantPost(post) => {
                let held = !self.inner.store.registry().holders(post, self.inner.today())?.is_empty();
                let held = held && !matches!(&post.body, Body::Office(office) if gone(office));
                held || duties.count(&[(post.body.clone(), Some(post.role))], now, Some(alarm.subject), 1)?.0 == 0
            }
            // A superior who came later has no duty for what was late before: the alarm watches it to the end.
            AlarmCause::NoSuperior(office) => {
                let orphaned = gone(office) && registry.superior(office).is_none();
                let body = [(Body::Office(office.clone()), None)];
                !orphaned && duties.count(&body, now, Some(alarm.subject), 1)?.1 == 0
            }
            AlarmCause::Undelivered(it) => Notifications::within(self.inner).works(&it.channel)?,
        })
    }

    fn note_run(&self, run: &Run) -> Result<EngineRan, Refused> {
        let completeness = self.inner.store.duties().completeness(run.until)?;
        let Done { dossiers, rungs, late_rungs, duties, alarms } = run.done;
        let ran = EngineRan { until: run.until, dossiers, rungs, late_rungs, duties, alarms, completeness };
        if !completeness.holds() {
            tracing::error!(?completeness, "the completeness proof fails");
        }
        let subject = SubjectId::derived(&["engine"]);
        let nation = self.inner.places.latest().nation();
        let entry = Entry { subject, place: nation, by: Actor::Engine, behalf: None, now: run.until };
        let expected = self.inner.store.log().version(subject)?;
        let mut commit = Commit::default();
        self.inner.add_registry(
            &mut commit,
            &entry,
            expected,
            vec![Draft { held: run.until, what: What::EngineRan(ran) }],
        );
        self.inner.commit(commit)?;
        Ok(ran)
    }

    /// Does what follows from changes, and runs the engine if a clock is due or the last run lies a quarter of an hour away:
    /// back, or ahead where the machine's clock was set back since. Answers how long nothing is due.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn tick_when_due(&self) -> Result<std::time::Duration, Refused> {
        let mut watchful = self.inner.engine.lock().unwrap_or_else(PoisonError::into_inner);
        let upto = Triggers::of(&self.inner.store).last()?;
        // Whoever sends a matter to many does not wait for the next clock that is due.
        if watchful.followed_to != Some(upto) {
            Aftermath { inner: self.inner }.follow_changes()?;
            watchful.followed_to = Some(upto);
        }
        drop(watchful);
        let now = self.inner.now();
        let last = self.inner.store.signals().runs(1)?.first().map(|run| run.at);
        let old = last.is_none_or(|at| now.as_millisecond().abs_diff(at.as_millisecond()) >= 15 * 60_000);
        if old || self.inner.store.duties().next_due()?.is_some_and(|due| due <= now) {
            self.tick()?;
        }
        self.next_tick()
    }

    /// When the engine should run again: when the next clock is due, a quarter of an hour at the latest.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn next_tick(&self) -> Result<std::time::Duration, Refused> {
        let now = self.inner.now();
        let latest = now.saturating_add(15.minutes()).unwrap_or(now);
        let next = self.inner.store.duties().next_due()?.map_or(latest, |due| due.min(latest));
        let wait = u64::try_from(next.as_millisecond() - now.as_millisecond()).unwrap_or(0);
        Ok(std::time::Duration::from_millis(wait.max(200)))
    }
}

/// Why there is an alarm, and where.
pub(crate) type Alarm = (AlarmCause, PlaceCode);

/// What is written of an alarm.
type Decide = fn(Setting<'_>, &Dossier, &Alarm) -> Result<Decided, Rejected>;

fn raise(setting: Setting<'_>, before: &Dossier, (cause, place): &Alarm) -> Result<Decided, Rejected> {
    raise_alarm(setting, before, *place, cause.clone())
}

/// An alarm stands at the office that it is about, or at the place of the site.
pub(crate) fn alarm_at(cause: AlarmCause, site: PlaceCode) -> Alarm {
    let place = match &cause {
        AlarmCause::NoSuperior(office) | AlarmCause::VacantPost(PostId { body: Body::Office(office), .. }) => {
            office.place
        }
        AlarmCause::Undelivered(it) => it.office.place,
        AlarmCause::VacantPost(_) => site,
    };
    (cause, place)
}

/// A page that the writer has.
struct Page {
    subjects: Vec<SubjectId>,
    done: Done,
    /// None: nothing was due any more.
    pending: Option<Pending>,
}

/// What is due, handed out page by page to those who decide.
struct Pages {
    until: Moment,
    state: Mutex<Handed>,
}

#[derive(Default)]
struct Handed {
    after: Option<(Moment, SubjectId)>,
    /// Handed out and not yet on disk: whoever has them does all that is due on them.
    flying: BTreeSet<SubjectId>,
}

impl Pages {
    /// While one page is being written, the next is decided.
    fn fire(&self, engine: &Engine<'_>) -> Result<Done, Refused> {
        let (mut done, mut flying) = (Done::default(), None);
        while let Some(mut due) = self.next(&engine.inner.store)? {
            while !due.is_empty() {
                let page = engine.decide_page(&mut due, self.until)?;
                if let Some(before) = flying.replace(page) {
                    engine.land_page(before, self, &mut done)?;
                }
            }
        }
        flying.map_or(Ok(()), |page| engine.land_page(page, self, &mut done))?;
        Ok(done)
    }

    fn next(&self, store: &Store) -> Result<Option<Vec<SubjectId>>, StoreFault> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let due = store.duties().due(self.until, state.after, PAGE)?;
        let Some(last) = due.last() else { return Ok(None) };
        state.after = Some(*last);
        let due = due.into_iter().map(|(_, subject)| subject);
        let mut page: Vec<SubjectId> = due.filter(|subject| state.flying.insert(*subject)).collect();
        // Neighbours in the tables, whatever hour they are due.
        page.sort_unstable();
        Ok(Some(page))
    }

    fn landed(&self, page: &[SubjectId]) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        for subject in page {
            state.flying.remove(subject);
        }
    }
}

/// What one run has done so far.
struct Run {
    until: Moment,
    done: Done,
}

#[derive(Default)]
struct Done {
    dossiers: u64,
    rungs: u64,
    late_rungs: u64,
    duties: u64,
    alarms: u64,
}

impl Done {
    const fn add(&mut self, other: &Self) {
        self.dossiers += other.dossiers;
        self.rungs += other.rungs;
        self.late_rungs += other.late_rungs;
        self.duties += other.duties;
        self.alarms += other.alarms;
    }

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
