//! The demo is a place with people in its posts, an office's ledger, and personas to sign in as. The pack makes them
//! up, and all of it goes through the same facts as everything else.
//!
//! This module must never sign anybody in without a key where this is no demo.

use crate::clock::{SystemClock, WallClock};
use crate::sessions::Caller;
use crate::views::Persona;
use crate::{Bowline, Refused};
use bowline_core::facts::Actor;
use bowline_core::ids::{OfficeId, PersonId, PlaceCode, PostId, Role};
use bowline_core::rules::{self, DemoLedger, DemoPost};
use bowline_core::time::{Day, Moment};
use bowline_store::{Commit, Store};
use std::borrow::Cow;
use std::sync::PoisonError;

/// Ledgers that are shipped as examples; a pack's demo may take one of them in.
#[derive(rust_embed::RustEmbed)]
#[folder = "../../examples/"]
struct Examples;

const AHEAD: &str = "demo.ahead_ms";

/// How far the demo's clock is ahead of the machine's, in milliseconds, if this folder is one of the demo.
///
/// # Errors
/// [`Refused::Fault`].
pub fn kept_demo_ahead_ms(store: &Store) -> Result<Option<i64>, Refused> {
    Ok(store.own().setting(AHEAD)?.and_then(|text| text.parse().ok()))
}

/// How far the demo's clock is ahead of the machine's, in milliseconds: as kept, else so that it shows the start.
///
/// # Errors
/// [`Refused::Fault`].
pub fn demo_ahead_ms(store: &Store, start: Moment) -> Result<i64, Refused> {
    let ahead =
        kept_demo_ahead_ms(store)?.unwrap_or_else(|| start.as_millisecond() - SystemClock.now().as_millisecond());
    store.own().put_setting(AHEAD.to_owned(), ahead.to_string())?;
    Ok(ahead)
}

/// The demo: its people, its clock.
#[derive(Clone, Copy)]
pub struct Demo<'a> {
    pub(crate) app: &'a Bowline,
}

impl Demo<'_> {
    /// Fills a fresh data folder; one that is filled is left alone.
    ///
    /// # Errors
    /// [`Refused::Field`] for a pack without a demo or without its ledger; [`Refused::Fault`].
    pub fn prepare(&self, progress: &mut dyn FnMut(usize, usize)) -> Result<(), Refused> {
        let demo = self.app.inner.pack().country().demo().ok_or_else(|| {
            Refused::field("pack", "该规则库没有演示数据（demo.toml）。", "This rulebook has no demo data (demo.toml).")
        })?;
        self.app.offices().load(self.app.places().nation(), progress)?;
        let office = demo.personas.iter().find(|persona| matches!(persona.post, DemoPost::Office(_)));
        if let Some(persona) = office
            && self.app.inner.store.registry().person_name(persona_id(&persona.key))?.is_some()
        {
            return Ok(());
        }
        // Read before anybody is registered: where it cannot be read, the folder must not count as filled.
        let read =
            |ledger: &DemoLedger| self.app.imports().read(file_name(&ledger.name), &bytes_of(ledger)?, None, None);
        let import = demo.ledger.as_ref().map(read).transpose()?;
        self.register_demo_people(demo)?;
        if let Some(import) = &import {
            self.app.imports().take_in(Actor::System, import, &mut |_, _| {})?;
        }
        self.register_site_people(demo)?;
        self.app.engine().tick()?;
        Ok(())
    }

    /// The heads, inspectors and duty officers of the demo's lines at its place, and above and below it.
    fn register_demo_people(&self, demo: &rules::Demo) -> Result<(), Refused> {
        let tree = self.app.inner.places.latest();
        let mut commit = Commit::default();
        let below = tree.iter().map(|place| place.code);
        let below = below.filter(|place| *place != demo.place && tree.is_within(*place, demo.place));
        let places: Vec<PlaceCode> = tree.ancestors(demo.place).into_iter().chain(below).collect();
        for place in places.into_iter().filter(|place| demo.vacant != Some(*place)) {
            for department in &demo.departments {
                let office = OfficeId { place, department: department.clone() };
                if !self.app.inner.offices.exists(&office) {
                    continue;
                }
                for role in [Role::Head, Role::Inspector, Role::DutyOfficer] {
                    let post = PostId::office(office.clone(), role);
                    let (person, name) = holder(demo, &post);
                    self.app.people().add(&mut commit, person, &name, post, long_ago())?;
                }
            }
        }
        Ok(self.app.inner.commit(commit)?)
    }

    /// The personas at sites that the ledger named.
    fn register_site_people(&self, demo: &rules::Demo) -> Result<(), Refused> {
        let mut commit = Commit::default();
        for persona in &demo.personas {
            let DemoPost::Site { place, code, name, role } = &persona.post else { continue };
            if let Some(row) = self.app.inner.store.registry().find_site(code.as_ref(), *place, name)? {
                let post = PostId::site(row.site.site, *role);
                self.app.people().add(&mut commit, persona_id(&persona.key), &persona.name, post, long_ago())?;
            }
        }
        Ok(self.app.inner.commit(commit)?)
    }

    /// The personas: one click signs in.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn personas(&self) -> Result<Vec<Persona>, Refused> {
        let demo = self.app.inner.pack().country().demo().filter(|_| self.app.inner.demo);
        let mut personas = Vec::new();
        for it in demo.map(|demo| demo.personas.as_slice()).unwrap_or_default() {
            let person = persona_id(&it.key);
            let post = self.app.inner.store.registry().posts_of(person, self.app.today())?.into_iter().next();
            let title = post.map(|post| self.app.inner.names().post_title(&post)).transpose()?.unwrap_or_default();
            let (name, key, hint) = (it.name.clone(), it.key.clone(), it.hint.clone());
            personas.push(Persona { person, name, key, title, hint });
        }
        Ok(personas)
    }

    /// Signs in as a persona. Only in the demo. Answers the token of the session.
    ///
    /// # Errors
    /// [`Refused::NotFound`].
    pub fn sign_in(&self, key: &str, caller: &Caller) -> Result<String, Refused> {
        let demo = self.app.inner.pack().country().demo().filter(|_| self.app.inner.demo);
        let known = demo.is_some_and(|demo| demo.personas.iter().any(|it| it.key == key));
        if !known {
            return Err(Refused::NotFound);
        }
        self.app.sessions().open(persona_id(key), caller)
    }

    /// Turns the demo's clock forward and lets the engine run. Answers the new time.
    ///
    /// # Errors
    /// [`Refused::NotFound`] outside the demo.
    pub fn turn_clock(&self, hours: u32) -> Result<Moment, Refused> {
        if !self.app.inner.demo {
            return Err(Refused::NotFound);
        }
        self.advance_clock(hours.min(24 * 366))?;
        let now = self.app.now();
        self.app.engine().tick()?;
        Ok(now)
    }

    /// Kept before it is turned: facts must never be later than the clock of the next start.
    fn advance_clock(&self, hours: u32) -> Result<(), Refused> {
        let _one = self.app.inner.engine.lock().unwrap_or_else(PoisonError::into_inner);
        let ahead = self.app.now().as_millisecond() - SystemClock.now().as_millisecond() + i64::from(hours) * 3_600_000;
        self.app.inner.store.own().put_setting(AHEAD.to_owned(), ahead.to_string())?;
        self.app.inner.clock.turn(hours);
        Ok(())
    }
}

fn persona_id(key: &str) -> PersonId {
    PersonId::derived(&["persona", key])
}

/// Since when the people of the demo hold their posts.
const fn long_ago() -> Day {
    Day::constant(2022, 1, 1)
}

/// The person of a post: a persona, or somebody made up.
fn holder(demo: &rules::Demo, post: &PostId) -> (PersonId, String) {
    let persona = demo.personas.iter().find(|it| matches!(&it.post, DemoPost::Office(own) if own == post));
    match persona {
        Some(it) => (persona_id(&it.key), it.name.clone()),
        None => (PersonId::derived(&["demo", &post.to_string()]), demo.name_of(&post.to_string())),
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The ledger of the demo: its text in the pack, or an example of the product.
fn bytes_of(ledger: &DemoLedger) -> Result<Cow<'_, [u8]>, Refused> {
    match &ledger.text {
        Some(text) => Ok(Cow::Borrowed(text.as_bytes())),
        None => {
            let (name, example) = (&ledger.name, Examples::get(&ledger.name).map(|file| file.data));
            example.ok_or_else(|| {
                Refused::field(
                    "ledger",
                    format!("demo.toml 所写的台账 `{name}` 不在规则库中，也不是自带的示例。"),
                    format!("The register `{name}` named in demo.toml is neither in the rulebook nor one of the shipped examples."),
                )
            })
        }
    }
}
