//! What will happen until a moment if nobody does anything: which rungs fire, which periods are missed, which
//! responsibility gaps open, and who will be told. The engine's own decisions are asked with a time to come.
//!
//! This module must never write, and must never decide what the engine decides by itself: it plays [`overdue_steps`] and
//! [`raise_alarm`] and notes what they answer. It knows today's holders of posts only: who leaves later is not foreseen,
//! and neither is what another matter begins, nor that an alarm moves or settles. Start at [`Engine::forecast`].

use crate::app::Inner;
use crate::engine::alarm_at;
use crate::registry::Seen;
use crate::views::{Scope, Who};
use crate::{Engine, Refused};
use bowline_core::facts::{AlarmCause, What};
use bowline_core::ids::{Body, PlaceCode, PostId, Role, SubjectId};
use bowline_core::obligations::{Decided, Dossier, Registry, alarm_subject, overdue_steps, raise_alarm};
use bowline_core::time::Moment;
use bowline_store::{Clock, StoreFault};
use std::collections::{BTreeMap, BTreeSet};

/// Most matters that are played.
const MOST_MATTERS: usize = 2_000;
/// Most of what will happen that is told.
const MOST_TOLD: usize = 2_000;
/// Clocks that are looked at until as many matters of a place are found.
const MOST_LOOKED: usize = 100_000;
/// Clocks read at once.
const PAGE: u32 = 2_000;
/// Matters whose facts are read at once.
const PART: usize = 50;

/// Whose clocks a forecast follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// All in a place and below it.
    Place(PlaceCode),
    /// What these posts owe; of a body without a role, all its posts.
    Posts(Vec<(Body, Option<Role>)>),
}

/// Something that will happen.
#[derive(Clone, Debug, PartialEq)]
pub struct Ahead {
    /// When.
    pub at: Moment,
    /// In which dossier.
    pub subject: SubjectId,
    /// About which of its duties.
    pub no: u32,
    /// The fact that will say it: a rung fired, a duty opened or settled.
    pub what: What,
    /// Who will be told.
    pub told: PostId,
}

/// What will happen if nobody does anything.
#[derive(Clone, Debug, Default)]
pub struct Forecast {
    /// In the order of time.
    pub events: Vec<Ahead>,
    /// The dossiers as that leaves them.
    pub dossiers: BTreeMap<SubjectId, Dossier>,
    /// From this moment on there is more than is told here. None: all is told.
    pub cut: Option<Moment>,
}

impl Whose {
    /// What a person's own desk shows, or the whole place that they see. A place only where they see one.
    #[must_use]
    pub fn of(who: &Who, area: bool) -> Self {
        match who.scope {
            Scope::Place(place) if area => Self::Place(place),
            _ => Self::Posts(who.desk_posts()),
        }
    }
}

impl Engine<'_> {
    /// What will happen until a moment if nobody does anything. Nothing is written.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn forecast(&self, whose: &Whose, until: Moment) -> Result<Forecast, Refused> {
        self.inner.store.at_one_moment(|| {
            let (subjects, cut) = self.matters_ahead(whose, until)?;
            let mut play = Play::new(self.inner, until);
            for part in subjects.chunks(PART) {
                for (subject, facts) in part.iter().zip(self.inner.store.log().facts_of_each(part)?) {
                    play.go_on(&Dossier::replay(*subject, &facts));
                }
            }
            play.open_gaps()?;
            Ok(play.forecast(cut))
        })
    }

    /// The matters with a clock that runs out until then, earliest first, and the moment from which some are left out.
    fn matters_ahead(&self, whose: &Whose, until: Moment) -> Result<(Vec<SubjectId>, Option<Moment>), StoreFault> {
        let duties = self.inner.store.duties();
        let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
        let mut take = |clocks: &[Clock], within: &dyn Fn(PlaceCode) -> bool| {
            for clock in clocks.iter().filter(|clock| within(clock.place)) {
                if found.len() >= MOST_MATTERS && !seen.contains(&clock.id.subject) {
                    return Some(clock.at);
                }
                if seen.insert(clock.id.subject) {
                    found.push(clock.id.subject);
                }
            }
            None
        };
        let cut = match whose {
            Whose::Posts(posts) => {
                let most = u32::try_from(MOST_LOOKED).unwrap_or(u32::MAX);
                let clocks = duties.clocks_of(posts, until, most)?;
                take(&clocks, &|_| true).or_else(|| clocks.get(MOST_LOOKED - 1).map(|last| last.at))
            }
            Whose::Place(place) => {
                let (mut after, mut looked) = (None, 0);
                loop {
                    let clocks = duties.clocks(until, after, PAGE)?;
                    let cut = take(&clocks, &|at| self.inner.places.latest().is_within(at, *place));
                    (after, looked) = (clocks.last().copied(), looked + clocks.len());
                    let at_end = clocks.len() < PAGE as usize;
                    if cut.is_some() || at_end || looked >= MOST_LOOKED {
                        break cut.or_else(|| after.filter(|_| !at_end).map(|last| last.at));
                    }
                }
            }
        };
        Ok((found, cut))
    }
}

/// A play of what the engine would do.
struct Play<'a> {
    inner: &'a Inner,
    registry: Seen<'a>,
    now: Moment,
    until: Moment,
    told: Forecast,
    /// Gaps that open, by when: the earliest that says so raises the alarm.
    gaps: BTreeMap<(Moment, SubjectId), (AlarmCause, PlaceCode)>,
}

impl<'a> Play<'a> {
    fn new(inner: &'a Inner, until: Moment) -> Self {
        let (registry, now) = (inner.seen(), inner.now());
        Self { inner, registry, now, until, told: Forecast::default(), gaps: BTreeMap::new() }
    }

    /// Plays what becomes due in a dossier.
    fn go_on(&mut self, before: &Dossier) {
        let place = before.place.unwrap_or_else(|| self.inner.places.latest().nation());
        let overdue = overdue_steps(self.inner.setting(&self.registry, self.until, place), before);
        for (at, cause) in overdue.alarms {
            self.gap(at, cause, place);
        }
        self.note(overdue.decided, place);
    }

    /// Raises the alarms whose causes came up, in the order of time, and plays what becomes due in them.
    fn open_gaps(&mut self) -> Result<(), Refused> {
        while let Some(((at, subject), (cause, place))) = self.gaps.pop_first() {
            let before = match self.told.dossiers.get(&subject) {
                Some(played) => played.clone(),
                None => Dossier::replay(subject, &self.inner.store.log().facts(subject)?),
            };
            if before.is_open() {
                continue;
            }
            let decided = raise_alarm(self.inner.setting(&self.registry, at, place), &before, place, cause)?;
            let raised = decided.after.clone();
            self.note(decided, place);
            self.go_on(&raised);
        }
        Ok(())
    }

    fn gap(&mut self, at: Moment, cause: AlarmCause, site: PlaceCode) {
        let (cause, place) = alarm_at(cause, site);
        self.gaps.insert((at.max(self.now), alarm_subject(&cause)), (cause, place));
    }

    /// Notes what was decided and who will be told. A duty whose post nobody holds opens a gap.
    fn note(&mut self, decided: Decided, place: PlaceCode) {
        let (subject, after) = (decided.after.subject, decided.after);
        for draft in decided.drafts {
            let no = match &draft.what {
                What::RungFired(rung) => rung.no,
                What::ObligationOpened(opened) => opened.no,
                What::ObligationSettled(settled) => settled.no,
                _ => continue,
            };
            let Some(duty) = after.obligation(no) else { continue };
            let told = duty.opened.owner.clone();
            if matches!(draft.what, What::ObligationOpened(_)) && !self.is_held(&told) {
                self.gap(draft.held, AlarmCause::VacantPost(told.clone()), place);
            }
            self.told.events.push(Ahead { at: draft.held, subject, no, what: draft.what, told });
        }
        self.told.dossiers.insert(subject, after);
    }

    fn is_held(&self, post: &PostId) -> bool {
        let exists = !matches!(&post.body, Body::Office(office) if !self.registry.exists(office));
        exists && self.registry.is_held(post, self.inner.today())
    }

    /// All that was noted, in the order of time, as far as it is told.
    fn forecast(self, cut: Option<Moment>) -> Forecast {
        let Forecast { mut events, dossiers, .. } = self.told;
        events.sort_by_key(|event| event.at);
        let left_out = events.get(MOST_TOLD).map(|first| first.at);
        let cut = [cut, left_out].into_iter().flatten().min();
        events.truncate(MOST_TOLD);
        events.retain(|event| cut.is_none_or(|cut| event.at <= cut));
        Forecast { events, dossiers, cut }
    }
}
