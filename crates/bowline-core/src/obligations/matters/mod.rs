//! The one machine for every declared kind of matter: it turns a filled form into facts, or into a refusal.
//!
//! The order of one decision is always the same: permission, answers, judgement, the fact, and what follows from it. The
//! kind, pack data, says what is asked and what follows. This module must never know a kind, a party or a step by name.
//! Start at [`begin`] and [`carry_out`].

mod answers;
mod births;
mod changing;
mod closing;
mod following;
mod joining;
mod judging;
mod parties;
mod periods;
mod permission;
mod proposing;
mod refusal;
mod terms;

pub use answers::{earliest_answer, earliest_due, latest_answer};
pub use births::{Born, all_over, bear, child_is_over};
pub use closing::{reopens_until, undone};
pub use joining::{follows_first, tell_joined};
pub use parties::parties;
pub(super) use periods::{follow_period, has_run_out, next_begins};
pub(super) use permission::may_never;
pub use permission::{Possible, may_begin, possible};
pub use proposing::{Listed, Proposed, proposed, still_grounded};
pub use refusal::{Bound, MatterRefusal};

use super::ask::{Acting, Decided, Setting};
use super::dossier::Dossier;
use super::follow::Writing;
use super::rejected::Rejected;
use crate::facts::{Answer, Answers, Begun, Deed, Entered, FactWord, Link, Stage, UnitName, What, coded_word, what_of};
use crate::ids::{OfficeId, PersonId, PlaceCode, PostId, RuleId, SiteId, SubjectId};
use crate::rules::Verdict;
use crate::rules::kinds::{Act, Chosen, Kind};
use crate::time::{Day, Moment};
use permission::{Permit, begin_permit, engine_permit, permit};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Who does something with a matter.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    /// A person, with what they hold on the day.
    Person(&'a Acting),
    /// The engine, in the acts that a kind leaves to it.
    Engine,
}

/// One act of a kind, with the answers of its form.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// The act, by its word in the kind.
    pub act: String,
    /// The answers.
    pub answers: Answers,
}

/// A matter that somebody wants to begin.
#[derive(Clone, Debug, PartialEq)]
pub struct Beginning {
    /// Its kind.
    pub kind: RuleId,
    /// The office in charge.
    pub office: OfficeId,
    /// The site, if it is about one.
    pub site: Option<SiteId>,
    /// The unit as named.
    pub unit: Option<UnitName>,
    /// GB/T 4754 code of the site.
    pub sector: Option<String>,
    /// The matter that it comes from.
    pub from: Option<Link>,
    /// The act that begins it.
    pub wish: Wish,
}

/// One decision about a matter: the law, the matter so far, and what somebody wants.
struct Case<'a> {
    setting: Setting<'a>,
    kind: &'a Kind,
    act: &'a Act,
    begun: &'a Begun,
    /// The answers given before.
    known: &'a Answers,
    /// The matter so far. None: it begins.
    dossier: Option<&'a Dossier>,
}

/// A new matter: the first facts of its dossier, its first duties included.
///
/// # Errors
/// [`Rejected`] when this person may not begin it, or an answer is missing or does not fit.
pub fn begin(
    setting: Setting<'_>,
    subject: SubjectId,
    place: PlaceCode,
    by: By<'_>,
    beginning: Beginning,
) -> Result<Decided, Rejected> {
    let Beginning { kind, office, site, unit, sector, from, wish } = beginning;
    let edition = began_on(setting, &kind, &wish.answers)?;
    let kind = setting.pack.kinds().on(&kind, edition).ok_or(MatterRefusal::NoKind(kind, edition))?;
    let act = kind.act(&wish.act).filter(|act| act.begins).ok_or(Rejected::Unknown)?;
    let begun = Begun { edition, office, site, unit, sector, from };
    let permit = match by {
        By::Engine => engine_permit(act, &begun)?,
        By::Person(acting) => begin_permit(kind, act, &begun, acting)?,
    };
    let known = Answers::new();
    let case = Case { setting, kind, act, begun: &begun, known: &known, dossier: None };
    let mut deeds = case.deeds(&permit, wish.answers)?;
    let held = terms::moment_of(setting, deeds.first().and_then(|deed| deed.answers.get(&kind.began)));
    if let Some(first) = deeds.first_mut() {
        first.begun = Some(Box::new(begun.clone()));
    }
    let writing = Writing::on(setting, permit.by, Dossier::new(subject), place);
    case.write(writing, deeds, &permit, held.unwrap_or(setting.now))
}

/// What follows when somebody does something with a matter.
///
/// # Errors
/// [`Rejected`], with what to do instead. Nothing is written then.
pub fn carry_out(setting: Setting<'_>, dossier: &Dossier, by: By<'_>, wish: Wish) -> Result<Decided, Rejected> {
    let (Some(matter), Some(place)) = (dossier.as_declared(), dossier.place) else { return Err(Rejected::Unknown) };
    let kind = kind_of(setting, dossier)?;
    let act = kind.act(&wish.act).filter(|act| !act.begins).ok_or(Rejected::Unknown)?;
    let permit = match by {
        By::Engine if !dossier.is_open() => return Err(Rejected::Unknown),
        By::Engine => engine_permit(act, &matter.begun)?,
        By::Person(acting) => permit(setting, kind, act, dossier, acting)?,
    };
    let case = Case { setting, kind, act, begun: &matter.begun, known: &matter.answers, dossier: Some(dossier) };
    case.vet_window()?;
    case.vet_changes(dossier)?;
    closing::vet_closing(setting, kind, act, dossier, (&permit.party, permit.duty))?;
    let deeds = case.deeds(&permit, wish.answers)?;
    let writing = Writing::on(setting, permit.by, dossier.clone(), place);
    case.write(writing, deeds, &permit, setting.now)
}

/// The kind of a matter, in the edition in which it began.
pub(super) fn kind_of<'a>(setting: Setting<'a>, dossier: &Dossier) -> Result<&'a Kind, Rejected> {
    let matter = dossier.as_declared().ok_or(Rejected::Unknown)?;
    let (id, day) = (&matter.kind, matter.begun.edition);
    setting.pack.kinds().on(id, day).ok_or_else(|| MatterRefusal::NoKind(id.clone(), day).into())
}

/// The day on which a matter began, by its own answer; today if that is not answered, which the form then says.
fn began_on(setting: Setting<'_>, kind: &RuleId, answers: &Answers) -> Result<Day, Rejected> {
    let today = setting.today();
    let latest = setting.pack.kinds().latest(kind);
    let latest = latest.ok_or_else(|| MatterRefusal::NoKind(kind.clone(), today))?;
    Ok(terms::day_of_answer(setting, answers.get(&latest.began)).unwrap_or(today))
}

impl Case<'_> {
    /// The facts that the act writes: its own, and a second where a judge's verdict moved.
    fn deeds(&self, permit: &Permit, given: Answers) -> Result<Vec<Deed>, Rejected> {
        self.vet(&given)?;
        let judged = self.judge(&given)?;
        let act = self.act;
        let entered = act.phase.as_ref().and_then(|id| self.kind.phase(id));
        let mut deed = Deed {
            word: self.word(&act.fact)?,
            party: Some(permit.party.clone()),
            phase: entered.map(|phase| Entered { id: phase.id.clone(), stage: phase.stage }),
            ending: act.outcome,
            submits: act.submits.clone(),
            returns: act.returns.clone(),
            binds: self.binds(),
            joins: self.joins(&given)?,
            bears: self.bears(&given)?,
            answers: judged.on,
            judged_by: judged.by,
            ..Deed::default()
        };
        deed.answers.extend(given);
        if let Some(input) = &act.dates {
            deed.answers.insert(input.clone(), Answer::Day(self.setting.today()));
        }
        let Some((into, verdict)) = judged.verdict else {
            deed.procedure = self.chosen(&deed.answers);
            return Ok(vec![deed]);
        };
        let moved = self.known.get(&into).is_some_and(|before| *before != verdict);
        let changed = act.changed().filter(|_| moved);
        let Some(verb) = changed else {
            deed.answers.insert(into, verdict);
            deed.procedure = self.chosen(&deed.answers);
            return Ok(vec![deed]);
        };
        let second = Deed {
            word: self.word(verb)?,
            party: deed.party.clone(),
            procedure: self.chosen(&std::iter::once((into.clone(), verdict.clone())).collect()),
            answers: std::iter::once((into, verdict)).collect(),
            judged_by: deed.judged_by.clone(),
            ..Deed::default()
        };
        Ok(vec![deed, second])
    }

    /// The party in whose place another stands from now on, and the post that does.
    fn binds(&self) -> BTreeMap<String, PostId> {
        let matter = self.dossier.and_then(Dossier::as_declared);
        let replaced = self.act.replaces.as_ref().zip(matter).and_then(|(it, matter)| {
            Some((it.party.clone(), parties::post_of(self.setting, self.kind, matter, &it.by)?))
        });
        replaced.into_iter().collect()
    }

    fn word(&self, verb: &str) -> Result<FactWord, Rejected> {
        let coded = coded_word(self.kind.id.as_str(), verb);
        coded.map_or_else(|| format!("{}.{verb}", self.kind.id).parse().map_err(|_| Rejected::Unknown), Ok)
    }

    /// The procedure from here on, where these answers begin the matter or are judged; none in a kind without procedures.
    fn chosen(&self, answers: &Answers) -> Option<RuleId> {
        if !self.act.begins && self.act.judge.is_none() {
            return None;
        }
        let mut all = self.known.clone();
        all.extend(answers.clone());
        let counts = |it: &&Chosen| {
            let verdict = it.condition.as_ref().map(|is| is.judge(&self.kind.id, self.setting.pack, &all));
            verdict.is_none_or(|verdict| matches!(verdict, Verdict::Holds(_)))
        };
        self.kind.procedures.iter().find(counts).map(|it| it.rule.clone())
    }

    /// A deed as the log holds it: of an older kind, under its old word.
    fn as_logged(&self, deed: Deed) -> Result<What, Rejected> {
        if !self.kind.is_coded() {
            return Ok(What::Deed(Arc::new(deed)));
        }
        what_of(&deed).ok_or(Rejected::Unknown)
    }

    /// Writes the deeds, each with all that follows from it.
    fn write(
        &self,
        mut writing: Writing<'_>,
        deeds: Vec<Deed>,
        permit: &Permit,
        held: Moment,
    ) -> Result<Decided, Rejected> {
        for (deed, own) in deeds.into_iter().zip([self.act.settles_own.then_some(permit.duty).flatten(), None]) {
            let (verb, party) = (deed.word.verb().to_owned(), deed.party.clone());
            writing.write(held, self.as_logged(deed)?);
            writing.follow_deed(self.kind, (&verb, party.as_deref()), own, self.setting.now);
        }
        self.change_clocks(&mut writing);
        Ok(Decided { behalf: permit.behalf.clone(), ..writing.decided() })
    }
}

/// Whether a stage ends what is owed.
const fn is_over(stage: Stage) -> bool {
    !matches!(stage, Stage::Open)
}

/// Who acts.
fn person(acting: &super::ask::Acting) -> Option<PersonId> {
    acting.person
}
