//! The product is one value: law, store, clock and chance. Whatever pages, API and command line may ask starts here, by
//! use case: [`Bowline::hazards`] and its neighbours each answer a small borrowed view.
//!
//! What several use cases share (the time, the registry, one commit) belongs to [`Inner`], and must never be repeated
//! in a view.

use crate::chance::Chance;
use crate::clock::{TOLERANCE_MS, WallClock};
use crate::place_editions::PlaceEditions;
use crate::recent::Recent;
use crate::registry::{OfficesThere, Places, Seen};
use crate::seal::Keyring;
use crate::watchful::Watchful;
use crate::{
    Demo, Duties, Engine, Hazards, Imports, Law, Matters, Offices, Packs, People, Proofs, Refused, Requests, Sessions,
    Signals, Sites,
};
use bowline_core::facts::{Actor, Fact};
use bowline_core::ids::{Body, PlaceCode, SubjectId};
use bowline_core::obligations::{Decided, Dossier, Draft, Setting, evolve};
use bowline_core::places::PlaceTree;
use bowline_core::rules::{Pack, PackTree};
use bowline_core::signals::{RowChanges, project, registry_rows};
use bowline_core::time::{Day, Moment, day_of};
use bowline_store::{Append, Commit, Sickness, Store};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// How long a clock may be due before the engine is missed.
const LONGEST_SILENCE_MS: i64 = 30 * 60_000;

/// The product. Cheap to clone; the last clone closes the store.
#[derive(Clone)]
pub struct Bowline {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) packs: PackTree,
    pub(crate) places: PlaceEditions,
    pub(crate) store: Store,
    pub(crate) clock: Box<dyn WallClock>,
    pub(crate) chance: Box<dyn Chance>,
    pub(crate) offices: OfficesThere,
    pub(crate) recent: Recent,
    pub(crate) demo: bool,
    pub(crate) keyring: Keyring,
    /// One run of the engine at a time, and what it remembers of its looks.
    pub(crate) engine: Mutex<Watchful>,
    /// One proposal or signature of a pack at a time.
    pub(crate) adopting: Mutex<()>,
    /// One ledger at a time is taken in behind the pages.
    pub(crate) importing: Mutex<()>,
    pub(crate) imports: Mutex<HashMap<String, crate::views::ImportProgress>>,
}

/// What a product is made of.
pub struct Setup {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Box<dyn WallClock>,
    /// Randomness.
    pub chance: Box<dyn Chance>,
    /// Name of a shipped pack, or a folder: used until people put another in force.
    pub pack: String,
    /// Whether personas and the turn-the-clock control are shown.
    pub demo: bool,
}

impl Bowline {
    /// Puts the product together.
    ///
    /// # Errors
    /// [`Refused`] if the pack or the store cannot be used.
    pub fn open(setup: Setup) -> Result<Self, Refused> {
        let (packs, places) = crate::adopt::packs_in_force(&setup.store, &setup.pack)?;
        Self::open_under(setup, packs, places)
    }

    /// Puts the product together under packs that were loaded elsewhere, or one; `setup.pack` is not looked at.
    ///
    /// # Errors
    /// [`Refused::Fault`] if the store cannot be used.
    pub fn open_under(setup: Setup, packs: impl Into<PackTree>, places: PlaceTree) -> Result<Self, Refused> {
        let offices = OfficesThere::read(&setup.store)?;
        let places = PlaceEditions::read(places, &setup.store)?;
        let inner = Inner {
            packs: packs.into(),
            places,
            keyring: Keyring::of(setup.store.folder()),
            store: setup.store,
            clock: setup.clock,
            chance: setup.chance,
            offices,
            recent: Recent::default(),
            demo: setup.demo,
            engine: Mutex::default(),
            adopting: Mutex::new(()),
            importing: Mutex::new(()),
            imports: Mutex::new(HashMap::new()),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The time of this installation.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.inner.now()
    }

    /// Today in the pack's zone.
    #[must_use]
    pub fn today(&self) -> Day {
        self.inner.today()
    }

    /// The law of every place that has none of its own, and what the country says. That of a place: [`Law::pack`].
    #[must_use]
    pub fn pack(&self) -> &Pack {
        self.inner.pack()
    }

    /// The places.
    #[must_use]
    pub fn places(&self) -> &PlaceTree {
        self.inner.places.latest()
    }

    /// The store, for the operator's tools.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// By how many milliseconds the clock is ahead of the machine's, because that one was set back while this runs.
    #[must_use]
    pub fn clock_stood_still_ms(&self) -> i64 {
        self.inner.clock.stood_still_ms()
    }

    /// What is wrong with this server now, as codes; empty: it is well. Cheap enough to be asked every second.
    ///
    /// # Errors
    /// [`Refused::Fault`] if the database cannot be read.
    pub fn ails(&self) -> Result<Vec<&'static str>, Refused> {
        let mut ails = Vec::new();
        if let Err(fault) = self.inner.store.own().is_writing() {
            ails.push(fault.sickness().map_or("not_writing", Sickness::code));
        }
        if self.clock_stood_still_ms() > TOLERANCE_MS {
            ails.push(Sickness::ClockBack.code());
        }
        let overdue = |due: Moment| self.now().as_millisecond() - due.as_millisecond() > LONGEST_SILENCE_MS;
        if self.inner.store.duties().next_due()?.is_some_and(overdue) {
            ails.push("engine_silent");
        }
        Ok(ails)
    }

    /// Whether this is the demo.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        self.inner.demo
    }

    /// Hazards: reported, acted on, listed, told.
    #[must_use]
    pub fn hazards(&self) -> Hazards<'_> {
        Hazards { inner: &self.inner, request: None }
    }

    /// Matters of declared kinds: begun, acted on, listed, told.
    #[must_use]
    pub fn matters(&self) -> Matters<'_> {
        Matters { inner: &self.inner, request: None }
    }

    /// What is owed, and by whom: a person's desk.
    #[must_use]
    pub fn duties(&self) -> Duties<'_> {
        Duties { inner: &self.inner }
    }

    /// How a jurisdiction stands.
    #[must_use]
    pub fn signals(&self) -> Signals<'_> {
        Signals { inner: &self.inner }
    }

    /// The engine: its runs, its alarms.
    #[must_use]
    pub fn engine(&self) -> Engine<'_> {
        Engine { inner: &self.inner }
    }

    /// The law as people read it.
    #[must_use]
    pub fn law(&self) -> Law<'_> {
        Law { inner: &self.inner, place: None }
    }

    /// Packs that are to be in force: proposed, rehearsed, signed.
    #[must_use]
    pub fn packs(&self) -> Packs<'_> {
        Packs { inner: &self.inner, request: None }
    }

    /// People and the posts they hold.
    #[must_use]
    pub fn people(&self) -> People<'_> {
        People { inner: &self.inner }
    }

    /// Who is signed in.
    #[must_use]
    pub fn sessions(&self) -> Sessions<'_> {
        Sessions { inner: &self.inner }
    }

    /// Requests that are carried out once, and forms that wait.
    #[must_use]
    pub fn requests(&self) -> Requests<'_> {
        Requests { inner: &self.inner }
    }

    /// Sites, and what their registration asks.
    #[must_use]
    pub fn sites(&self) -> Sites<'_> {
        Sites { inner: &self.inner }
    }

    /// The offices of the nation.
    #[must_use]
    pub fn offices(&self) -> Offices<'_> {
        Offices { inner: &self.inner }
    }

    /// Ledgers of offices, taken in from files.
    #[must_use]
    pub fn imports(&self) -> Imports<'_> {
        Imports { inner: &self.inner, hidden_sheets: false }
    }

    /// Evidence.
    #[must_use]
    pub fn proofs(&self) -> Proofs<'_> {
        Proofs { inner: &self.inner }
    }

    /// The demo: its people, its clock.
    #[must_use]
    pub fn demo(&self) -> Demo<'_> {
        Demo { app: self }
    }
}

impl Inner {
    pub(crate) fn now(&self) -> Moment {
        self.clock.now()
    }

    pub(crate) fn today(&self) -> Day {
        day_of(self.now(), self.pack().country().zone())
    }

    pub(crate) const fn pack(&self) -> &Pack {
        self.packs.base()
    }

    pub(crate) fn pack_at(&self, place: PlaceCode) -> &Pack {
        self.packs.at(self.places.latest(), place)
    }

    /// The law of a dossier: that of its place.
    pub(crate) fn pack_of(&self, dossier: &Dossier) -> &Pack {
        dossier.place.map_or(self.pack(), |place| self.pack_at(place))
    }

    pub(crate) fn seen(&self) -> Seen<'_> {
        let Self { offices, store, .. } = self;
        Seen { offices, places: self.places.latest(), pack: self.pack(), store }
    }

    /// What a decision in a place may know: the law there.
    pub(crate) fn setting<'a>(&'a self, registry: &'a Seen<'a>, now: Moment, place: PlaceCode) -> Setting<'a> {
        Setting { now, pack: self.pack_at(place), registry }
    }

    fn facts(&self, entry: &Entry<'_>, after: u32, drafts: Vec<Draft>) -> Vec<Fact> {
        let pack = self.pack_at(entry.place).name();
        let envelope = |(version, draft): (u32, Draft)| Fact {
            subject: entry.subject,
            version,
            place: entry.place,
            held: draft.held,
            learned: entry.now,
            by: entry.by,
            behalf: entry.behalf.cloned(),
            pack: pack.to_owned(),
            what: draft.what,
        };
        (after.saturating_add(1)..).zip(drafts).map(envelope).collect()
    }

    /// Adds what was decided about a dossier, with all that it changes, to a commit. Answers the dossier after it. Place and time
    /// are those that the core has folded in.
    pub(crate) fn add(&self, commit: &mut Commit, by: Actor, before: &Dossier, decided: Decided) -> Dossier {
        let Decided { drafts, after, behalf } = decided;
        let (Some(place), Some(now)) = (after.place, after.touched) else { return after };
        let entry = Entry { subject: after.subject, place, by, behalf: behalf.as_ref(), now };
        let facts = self.facts(&entry, before.version, drafts);
        commit.changes.absorb(self.rows_between(before, &after));
        commit.changes.count_files(&facts);
        commit.appends.push(Append { subject: after.subject, expected: before.version, facts });
        after
    }

    /// Adds facts about who and what exists to a commit. The stream must have the version `expected`.
    pub(crate) fn add_registry(&self, commit: &mut Commit, entry: &Entry<'_>, expected: u32, drafts: Vec<Draft>) {
        let facts = self.facts(entry, expected, drafts);
        commit.changes.registry.extend(facts.iter().filter_map(registry_rows));
        commit.appends.push(Append { subject: entry.subject, expected, facts });
    }

    /// Adds what facts read from the log, the next of their stream, change in the read tables. Answers the dossier after them.
    pub(crate) fn rows_of(&self, before: &Dossier, facts: &[Fact], changes: &mut RowChanges) -> Dossier {
        let (mut after, mut registry) = (before.clone(), Vec::new());
        for fact in facts {
            match registry_rows(fact) {
                Some(row) => registry.push(row),
                None => after = evolve(after, fact),
            }
        }
        changes.absorb(RowChanges { registry, ..self.rows_between(before, &after) });
        changes.count_files(facts);
        after
    }

    fn rows_between(&self, before: &Dossier, after: &Dossier) -> RowChanges {
        project(self.pack_of(after), &Places(self.places.latest()), before, after)
    }

    /// Commits, and follows what changed in memory.
    pub(crate) fn commit(&self, commit: Commit) -> Result<(), bowline_store::StoreFault> {
        let registry = commit.changes.registry.clone();
        self.store.commit(commit)?;
        self.offices.follow(&registry);
        Ok(())
    }
}

/// The part of the envelope that facts of one act share.
pub(crate) struct Entry<'a> {
    pub(crate) subject: SubjectId,
    pub(crate) place: PlaceCode,
    pub(crate) by: Actor,
    pub(crate) behalf: Option<&'a Body>,
    pub(crate) now: Moment,
}
