//! This module decides what a person asks on the hazard's own pages, and about letters of oversight: it answers with facts or
//! with a refusal.
//!
//! This module must never judge an act of a kind: the machine for declared kinds does. Start at [`decide`].

use super::ask::{Acting, Ask, Decided, Finding, Setting};
use super::dossier::{Dossier, Obligation};
use super::follow::Writing;
use super::matters::{Beginning, By, Wish, begin, carry_out, may_never};
use super::permit::may_act;
use super::rejected::{Field, Rejected};
use crate::facts::{Act, Actor, Found, Replied, Source, Supervised, What};
use crate::ids::{Body, PlaceCode, RuleId, SubjectId};
use crate::rules::{MatterKind, Procedure};
use crate::time::{Day, start_of};
use crate::words::unseen;
use std::sync::Arc;

/// Most characters that a field of free text takes.
const LONGEST_TEXT: usize = 4_000;
/// Most characters of the name of a unit.
const LONGEST_NAME: usize = 200;

/// A new hazard: the first facts of its dossier, its first obligation included.
///
/// # Errors
/// [`Rejected`] when a field is empty, too long or in the future.
pub fn find(
    setting: Setting<'_>,
    subject: SubjectId,
    place: PlaceCode,
    by: Actor,
    finding: Finding,
) -> Result<Decided, Rejected> {
    let procedure = vet(setting, &finding)?;
    let what = What::Found(Arc::new(found(finding, procedure.id.clone())));
    let beginning = Beginning::of(&what).ok_or(Rejected::Unknown)?;
    let acting = Acting { person: by.person(), ..Acting::default() };
    let by = if acting.person.is_some() { By::Person(&acting) } else { By::Engine };
    let begun = begin(setting, subject, place, by, beginning);
    begun.map_err(Rejected::of_form)
}

/// What every new hazard must stand, whichever door it comes by. Answers the procedure that it begins with.
pub(super) fn vet<'a>(setting: Setting<'a>, finding: &Finding) -> Result<&'a Procedure, Rejected> {
    filled(&finding.description, Field::Description)?;
    filled_to(LONGEST_NAME, &finding.unit.name, Field::Unit)?;
    not_after(finding.found_on, setting.today(), Field::FoundOn)?;
    procedure_of(setting, MatterKind::UngradedHazard, finding.found_on)
}

/// The procedure for a matter that was found on a day. A day before the first procedure is the day's fault, not the pack's.
pub(super) fn procedure_of(setting: Setting<'_>, matter: MatterKind, day: Day) -> Result<&Procedure, Rejected> {
    let procedures = setting.pack.procedures();
    procedures.for_matter(matter, day).ok_or_else(|| match procedures.first_day(matter) {
        Some(earliest) if day < earliest => Rejected::TooEarly { field: Field::FoundOn, earliest },
        _ => Rejected::NoProcedure,
    })
}

pub(super) fn found(finding: Finding, procedure: RuleId) -> Found {
    Found {
        site: finding.site,
        unit: finding.unit,
        sector: finding.sector,
        source: finding.source,
        description: finding.description,
        found_on: finding.found_on,
        office: finding.office,
        answers: finding.answers,
        proofs: finding.proofs,
        procedure,
    }
}

/// When something known only by its day held: now if today, else the start of the day.
pub(super) fn held_on(setting: Setting<'_>, day: Day) -> crate::time::Moment {
    if day == setting.today() {
        return setting.now;
    }
    start_of(day, setting.pack.country().zone()).unwrap_or(setting.now)
}

/// What follows when somebody asks something of a dossier.
///
/// # Errors
/// [`Rejected`], with what to do instead. Nothing is written then.
pub fn decide(setting: Setting<'_>, dossier: &Dossier, acting: &Acting, ask: Ask) -> Result<Decided, Rejected> {
    if dossier.hazard().is_none() || matches!(ask, Ask::Supervise { .. } | Ask::Reply { .. }) {
        return correspond(setting, dossier, acting, ask);
    }
    let asked = ask.act();
    let wish = Wish::of(ask).ok_or(Rejected::Unknown)?;
    let act = wish.act.clone();
    carry_out(setting, dossier, By::Person(acting), wish).map_err(|why| {
        // Whoever took part hears that first, and not to come back when it is open.
        if may_never(setting, dossier, acting, &act) { Rejected::SelfVerification } else { why.about(asked, dossier) }
    })
}

/// What follows from a letter of oversight, or from the reply to it: what oversight needs of every kind of matter.
fn correspond(setting: Setting<'_>, dossier: &Dossier, acting: &Acting, ask: Ask) -> Result<Decided, Rejected> {
    let (Some(_), Some(place)) = (dossier.as_declared(), dossier.place) else { return Err(Rejected::Unknown) };
    let duty = open_duty(dossier, acting, ask.act())?;
    let person = acting.person.ok_or_else(|| not_yours(ask.act(), duty))?;
    let post = duty.opened.owner.clone();
    // A hazard's letters have words of the log of their own.
    let own = dossier.hazard().is_some();
    let what = match ask {
        Ask::Supervise { letter } => {
            let letter = Supervised { letter: filled(&letter, Field::Letter)?, by: person, post };
            if own { What::Supervised(letter) } else { What::ObligationSupervised(letter) }
        }
        Ask::Reply { reply } => {
            let reply = Replied { reply: filled(&reply, Field::Reply)?, post };
            if own { What::Replied(reply) } else { What::ObligationReplied(reply) }
        }
        _ => return Err(Rejected::Unknown),
    };
    let mut writing = Writing::on(setting, Actor::Person(person), dossier.clone(), place);
    writing.record(setting.now, what);
    Ok(Decided { behalf: Some(duty.opened.owner.body.clone()), ..writing.decided() })
}

/// The live obligation for an act that this person may do.
fn open_duty<'a>(dossier: &'a Dossier, acting: &Acting, act: Act) -> Result<&'a Obligation, Rejected> {
    let mut theirs = None;
    for duty in dossier.live().filter(|it| it.opened.act == act) {
        if may_act(acting, &duty.opened.owner) {
            return Ok(duty);
        }
        theirs = Some(duty);
    }
    match theirs {
        Some(duty) => Err(not_yours(act, duty)),
        None => Err(Rejected::NotNow { act, open: dossier.live().map(|it| it.opened.act).collect() }),
    }
}

fn not_yours(act: Act, duty: &Obligation) -> Rejected {
    Rejected::NotYours { act, owner: duty.opened.owner.clone() }
}

pub(super) fn filled(text: &str, field: Field) -> Result<String, Rejected> {
    filled_to(LONGEST_TEXT, text, field)
}

fn filled_to(most: usize, text: &str, field: Field) -> Result<String, Rejected> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Rejected::Missing { field });
    }
    if text.chars().count() > most {
        return Err(Rejected::TooLong { field, most });
    }
    if let Some(found) = unseen(text) {
        return Err(Rejected::Unseen { field, found });
    }
    Ok(text.to_owned())
}

pub(super) fn not_after(day: Day, latest: Day, field: Field) -> Result<(), Rejected> {
    if day > latest { Err(Rejected::TooLate { field, latest }) } else { Ok(()) }
}

impl Source {
    /// The source that a person's finding has, from their posts: own enterprise's check, an inspection, or a tip.
    #[must_use]
    pub fn of(acting: &Acting, site: crate::ids::SiteId) -> Self {
        if acting.belongs_to(&Body::Site(site)) {
            return Self::SelfCheck;
        }
        let official = acting.posts.iter().any(|post| matches!(post.body, Body::Office(_)));
        if official { Self::Inspection } else { Self::Tip }
    }
}

/// The obligations that somebody may do now, in order of their numbers.
#[must_use]
pub fn possible_acts<'a>(setting: Setting<'_>, dossier: &'a Dossier, acting: &Acting) -> Vec<&'a Obligation> {
    dossier
        .live()
        .filter(|it| may_act(acting, &it.opened.owner))
        .filter(|it| !may_never(setting, dossier, acting, it.opened.act.as_str()))
        .filter(|it| it.opened.act != Act::ANSWER_ALARM)
        .collect()
}
