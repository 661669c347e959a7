//! This module says who may do what with a matter: whoever owes it, or a party to whom the kind leaves it free, and
//! nobody who took part in what is to be judged.
//!
//! The forms of the pages and the refusals both use it. This module must never offer what it would refuse. Start at
//! [`possible`].

use super::MatterRefusal;
use super::closing::{vet_closing, vet_reopening};
use super::parties::post_of;
use super::periods::{has_run_out, is_ahead};
use super::{kind_of, person};
use crate::facts::{Actor, Begun};
use crate::ids::{Body, PostId};
use crate::obligations::ask::{Acting, Setting};
use crate::obligations::dossier::{Dossier, Obligation};
use crate::obligations::permit::may_act;
use crate::obligations::rejected::Rejected;
use crate::rules::kinds::{ANYONE, Act, ENGINE, Kind, OF_BODY};
use crate::time::day_of;

/// Something that a person may do now.
#[derive(Clone, Debug, PartialEq)]
pub struct Possible<'k> {
    /// The act.
    pub act: &'k Act,
    /// In the name of which party.
    pub party: String,
    /// The duty that it answers. None: it is free.
    pub duty: Option<u32>,
}

/// In whose name somebody acts.
pub(super) struct Permit {
    pub by: Actor,
    pub party: String,
    pub duty: Option<u32>,
    /// None: everybody may do it, and this person does it for themselves.
    pub behalf: Option<Body>,
}

/// What this person may do now, in the order of the kind.
#[must_use]
pub fn possible<'k>(setting: Setting<'k>, dossier: &Dossier, acting: &Acting) -> Vec<Possible<'k>> {
    let Ok(kind) = kind_of(setting, dossier) else { return Vec::new() };
    let acts = kind.acts.iter().filter(|act| !act.begins);
    let permitted = acts.filter_map(|act| {
        let permit = permit(setting, kind, act, dossier, acting).ok()?;
        vet_closing(setting, kind, act, dossier, (&permit.party, permit.duty)).ok()?;
        Some(Possible { act, party: permit.party, duty: permit.duty })
    });
    permitted.collect()
}

/// The acts by which this person may begin a matter of a kind.
#[must_use]
pub fn may_begin<'k>(kind: &'k Kind, begun: &Begun, acting: &Acting) -> Vec<&'k Act> {
    kind.beginnings().filter(|act| begin_permit(kind, act, begun, acting).is_ok()).collect()
}

/// In whose name somebody may begin a matter.
pub(super) fn begin_permit(kind: &Kind, act: &Act, begun: &Begun, acting: &Acting) -> Result<Permit, Rejected> {
    let refused = || MatterRefusal::NotAParty(act.name.clone()).into();
    let by = Actor::Person(person(acting).ok_or_else(refused)?);
    let of_kind = |post: &&PostId| match &post.body {
        Body::Office(office) => *office == begun.office,
        Body::Site(site) => Some(*site) == begun.site,
    };
    let posts = acting.posts.iter().filter(of_kind);
    let mut parties = posts.filter_map(|post| {
        let named = act.may.iter().filter_map(|id| kind.party(id));
        let party = named.into_iter().find(|party| party.may_be(post))?;
        Some(Permit { by, party: party.id.clone(), duty: None, behalf: Some(post.body.clone()) })
    });
    let anyone = || {
        let open = act.may.iter().any(|party| party == ANYONE);
        open.then(|| Permit { by, party: ANYONE.to_owned(), duty: None, behalf: None })
    };
    parties.next().or_else(anyone).ok_or_else(refused)
}

/// In whose name somebody may do this now.
pub(super) fn permit(
    setting: Setting<'_>,
    kind: &Kind,
    act: &Act,
    dossier: &Dossier,
    acting: &Acting,
) -> Result<Permit, Rejected> {
    let stands = dossier.is_open() != act.reopens.is_some();
    let Some(matter) = dossier.as_declared().filter(|_| stands) else {
        return Err(not_now(kind, act, dossier));
    };
    if !act.during.is_empty() && !act.during.contains(&matter.phase.id) {
        return Err(not_now(kind, act, dossier));
    }
    let usable = || dossier.live().filter(|it| !has_run_out(it, setting.now));
    if usable().any(|it| Some(&it.opened.step) == act.agreed_in.as_ref()) {
        return Err(MatterRefusal::Pending(act.name.clone()).into());
    }
    let (mut theirs, mut found) = (None, None);
    let mut ahead = None;
    for duty in usable() {
        let Some(step) = kind.step(&duty.opened.step).filter(|step| step.acts.contains(&act.id)) else { continue };
        if is_ahead(duty, setting.now) {
            ahead = Some(duty.opened.from);
            continue;
        }
        if may_act(acting, &duty.opened.owner) {
            found = Some((step.owner.clone(), Some(duty.opened.no), duty.opened.owner.body.clone()));
            break;
        }
        theirs = Some(duty);
    }
    let free = || {
        let mut parties = act.may.iter().filter(|_| act.free);
        parties.find_map(|id| {
            let post = post_of(setting, kind, matter, id)?;
            may_act(acting, &post).then(|| (id.clone(), None, post.body))
        })
    };
    let Some((party, duty, behalf)) = found.or_else(free) else {
        let zone = setting.pack.country().zone();
        return Err(match (theirs, act.free) {
            (Some(duty), _) => not_yours(act, duty),
            (None, false) if let Some(from) = ahead => {
                MatterRefusal::Ahead(act.name.clone(), day_of(from, zone)).into()
            }
            (None, true) => MatterRefusal::NotAParty(act.name.clone()).into(),
            (None, false) => not_now(kind, act, dossier),
        });
    };
    let person = person(acting).ok_or_else(|| MatterRefusal::NotAParty(act.name.clone()))?;
    let by = Actor::Person(person);
    if is_involved(setting, kind, act, dossier, acting) {
        return Err(MatterRefusal::Apart(act.name.clone()).into());
    }
    vet_reopening(setting, act, dossier)?;
    Ok(Permit { by, party, duty, behalf: Some(behalf) })
}

/// Whether somebody took part in what they would have to stand apart from.
fn is_involved(setting: Setting<'_>, kind: &Kind, act: &Act, dossier: &Dossier, acting: &Acting) -> bool {
    act.apart_from.iter().any(|word| took_part(setting, kind, dossier, acting, word))
}

/// Whether somebody may never do an act of a matter, whoever owes it and whether it is open or not.
#[must_use]
pub(in crate::obligations) fn may_never(setting: Setting<'_>, dossier: &Dossier, acting: &Acting, act: &str) -> bool {
    let kind = kind_of(setting, dossier).ok();
    let known = kind.and_then(|kind| Some((kind, kind.act(act)?)));
    known.is_some_and(|(kind, act)| is_involved(setting, kind, act, dossier, acting))
}

/// Whether somebody is of a party, or did an act or a step's acts. A word names a party first, then an act, then a step.
fn took_part(setting: Setting<'_>, kind: &Kind, dossier: &Dossier, acting: &Acting, word: &str) -> bool {
    let Some(matter) = dossier.as_declared() else { return false };
    if let Some(party) = word.strip_suffix(OF_BODY) {
        return post_of(setting, kind, matter, party).is_some_and(|post| acting.belongs_to(&post.body));
    }
    if kind.party(word).is_some() {
        return post_of(setting, kind, matter, word).is_some_and(|post| is_of(acting, &post));
    }
    let of_step = || kind.step(word).map(|step| step.acts.iter().filter_map(|act| kind.act(act)).collect());
    let acts: Vec<&Act> = kind.act(word).map(|act| vec![act]).or_else(of_step).unwrap_or_default();
    let doers = acts.iter().filter_map(|act| matter.doers.get(&act.fact)).flatten();
    person(acting).is_some_and(|person| doers.into_iter().any(|doer| *doer == person))
}

/// Whether somebody holds a post; of a unit whether they are of it or have an interest in it.
fn is_of(acting: &Acting, post: &PostId) -> bool {
    match &post.body {
        Body::Site(site) => acting.belongs_to(&post.body) || acting.interests.contains(site),
        Body::Office(_) => acting.posts.contains(post),
    }
}

fn not_now(kind: &Kind, act: &Act, dossier: &Dossier) -> Rejected {
    let names = dossier.live().filter_map(|duty| {
        let step = kind.step(&duty.opened.step)?;
        kind.act(step.acts.first()?).map(|act| act.name.clone())
    });
    MatterRefusal::NotOpen { act: act.name.clone(), open: names.collect() }.into()
}

fn not_yours(act: &Act, duty: &Obligation) -> Rejected {
    Rejected::NotYours { act: act.word, owner: duty.opened.owner.clone() }
}

/// The engine acts where the kind leaves an act to it: it begins what a rule calls for, and adds what became known.
pub(super) fn engine_permit(act: &Act, begun: &Begun) -> Result<Permit, Rejected> {
    if !act.may.iter().any(|party| party == ENGINE) {
        return Err(MatterRefusal::NotAParty(act.name.clone()).into());
    }
    let behalf = Some(Body::Office(begun.office.clone()));
    Ok(Permit { by: Actor::Engine, party: ENGINE.to_owned(), duty: None, behalf })
}
