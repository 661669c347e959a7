//! This module decides what a person asks: it answers with facts or with a refusal. Each ask has one small function
//! below.
//!
//! This module must never know more than the dossier and the setting tell it. Start at [`decide`].

use super::ask::{Acting, Ask, Decided, Finding, Setting};
use super::dossier::{Dossier, Hazard, Obligation};
use super::follow::Writing;
use super::permit::{is_interested, may_act};
use super::rejected::{Field, Rejected, within_longest};
use crate::facts::{
    Accepted, Act, Actor, Answers, ClosedOff, Closing, Controlled, Found, Grade, GradeBasis, Graded, Ordered, Plan,
    Planned, Proof, ProofSubmitted, Replied, Returned, Source, Supervised, Verified, What,
};
use crate::ids::{Body, PlaceCode, PostId, RuleId, SubjectId};
use crate::rules::{self, MatterKind, Procedure, Verdict};
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
    let held = held_on(setting, finding.found_on);
    let what = What::Found(Arc::new(found(finding, procedure.id.clone())));
    let mut writing = Writing::on(setting, by, Dossier::new(subject), place);
    writing.record(held, setting.now, what);
    Ok(writing.decided())
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
    if dossier.declared().is_some() {
        return correspond(setting, dossier, acting, ask);
    }
    let (Some(hazard), Some(place)) = (dossier.hazard(), dossier.place) else { return Err(Rejected::Unknown) };
    if ask.act() == Act::VERIFY && is_interested(acting, dossier) {
        return Err(Rejected::SelfVerification);
    }
    let duty = open_duty(dossier, acting, ask.act())?;
    let person = acting.person.ok_or_else(|| not_yours(ask.act(), duty))?;
    let case = Case { setting, hazard };
    let what = match ask {
        Ask::Grade { candidates, answers } => case.grade(&candidates, answers)?,
        Ask::Order { to, deadline, text } => case.order(to, deadline, text)?,
        Ask::Accept => What::Accepted(Accepted {}),
        Ask::Control { measures, proofs } => control(&measures, proofs)?,
        Ask::Plan(plan) => case.plan(plan)?,
        Ask::SubmitProof { note, proofs } => submit_proof(&note, proofs)?,
        Ask::Verify { finding } => What::Verified(Verified { finding: filled(&finding, Field::Finding)? }),
        Ask::Return { reason } => What::Returned(Returned { reason: filled(&reason, Field::Reason)? }),
        Ask::CloseOff => What::ClosedOff(ClosedOff { closing: Closing::Verified, on: setting.today() }),
        Ask::Supervise { letter } => {
            let letter = filled(&letter, Field::Letter)?;
            What::Supervised(Supervised { letter, by: person, post: duty.opened.owner.clone() })
        }
        Ask::Reply { reply } => {
            What::Replied(Replied { reply: filled(&reply, Field::Reply)?, post: duty.opened.owner.clone() })
        }
    };
    let mut writing = Writing::on(setting, Actor::Person(person), dossier.clone(), place);
    writing.record(setting.now, setting.now, what);
    Ok(Decided { behalf: Some(duty.opened.owner.body.clone()), ..writing.decided() })
}

/// What follows from a letter about a matter of a declared kind, or from the reply: what oversight needs of every kind.
fn correspond(setting: Setting<'_>, dossier: &Dossier, acting: &Acting, ask: Ask) -> Result<Decided, Rejected> {
    let duty = open_duty(dossier, acting, ask.act())?;
    let person = acting.person.ok_or_else(|| not_yours(ask.act(), duty))?;
    let (place, post) = (dossier.place.ok_or(Rejected::Unknown)?, duty.opened.owner.clone());
    let what = match ask {
        Ask::Supervise { letter } => {
            What::ObligationSupervised(Supervised { letter: filled(&letter, Field::Letter)?, by: person, post })
        }
        Ask::Reply { reply } => What::ObligationReplied(Replied { reply: filled(&reply, Field::Reply)?, post }),
        _ => return Err(Rejected::Unknown),
    };
    let mut writing = Writing::on(setting, Actor::Person(person), dossier.clone(), place);
    writing.record(setting.now, setting.now, what);
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

/// One ask on one hazard.
struct Case<'a> {
    setting: Setting<'a>,
    hazard: &'a Hazard,
}

impl Case<'_> {
    fn grade(&self, candidates: &[RuleId], answers: Answers) -> Result<What, Rejected> {
        if candidates.is_empty() {
            return Err(Rejected::CriterionMissing);
        }
        let day = self.hazard.found.found_on;
        let mut known = self.hazard.found.answers.clone();
        known.extend(answers);
        let grading = rules::grade(self.setting.pack, candidates, day, &known);
        if let Some(rule) = grading.not_in_force.first() {
            return Err(Rejected::NotInForce { rule: rule.clone(), day });
        }
        if let (None, Some(fault)) = (grading.grade, broken(&grading)) {
            return Err(fault);
        }
        let Some(grade) = grading.grade else {
            return Err(match grading.undecidable.first() {
                Some(rule) if grading.missing.is_empty() => Rejected::Undecidable { rule: rule.clone() },
                _ => Rejected::AnswersMissing { inputs: grading.missing },
            });
        };
        let rules = grading
            .verdicts
            .into_iter()
            .filter(|(_, verdict)| grade == Grade::General || matches!(verdict, Verdict::Holds(_)))
            .map(|(rule, _)| rule);
        let procedure = self.setting.pack.procedures().for_matter(grade.into(), day).ok_or(Rejected::NoProcedure)?;
        let basis = GradeBasis::Criteria { rules: rules.collect(), answers: known };
        Ok(What::Graded(Arc::new(Graded { grade, basis, procedure: procedure.id.clone() })))
    }

    fn order(&self, to: PostId, deadline: Day, text: String) -> Result<What, Rejected> {
        let own = Body::Office(self.hazard.found.office.clone());
        if to.body == own || matches!(&to.body, Body::Site(site) if *site != self.hazard.found.site) {
            return Err(Rejected::WrongUnit);
        }
        not_before(deadline, self.setting.today(), Field::Deadline)?;
        let grade = self.hazard.graded.as_ref().map(|graded| graded.grade);
        within_longest(self.setting.pack, grade, self.setting.today(), deadline)?;
        Ok(What::Ordered(Arc::new(Ordered { to, deadline, text: filled(&text, Field::OrderText)? })))
    }

    fn plan(&self, plan: Plan) -> Result<What, Rejected> {
        filled(&plan.person, Field::Person)?;
        filled(&plan.measures, Field::Measures)?;
        filled(&plan.contingency, Field::Contingency)?;
        not_before(plan.until, self.hazard.found.found_on, Field::Until)?;
        if let Some(ordered) = &self.hazard.ordered
            && plan.until > ordered.deadline
        {
            return Err(Rejected::TooLate { field: Field::Until, latest: ordered.deadline });
        }
        Ok(What::Planned(Box::new(Planned { plan })))
    }
}

/// A rule that cannot be decided at all is said to be broken, never passed over.
fn broken(grading: &rules::Grading) -> Option<Rejected> {
    grading.verdicts.iter().find_map(|(rule, verdict)| match verdict {
        Verdict::Broken(fault) => Some(Rejected::RuleBroken { rule: rule.clone(), why: fault.text.clone() }),
        _ => None,
    })
}

fn control(measures: &str, proofs: Vec<Proof>) -> Result<What, Rejected> {
    Ok(What::Controlled(Box::new(Controlled { measures: filled(measures, Field::Controls)?, proofs })))
}

fn submit_proof(note: &str, proofs: Vec<Proof>) -> Result<What, Rejected> {
    if proofs.is_empty() {
        return Err(Rejected::ProofMissing);
    }
    Ok(What::ProofSubmitted(Box::new(ProofSubmitted { note: filled(note, Field::Note)?, proofs })))
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

fn not_before(day: Day, earliest: Day, field: Field) -> Result<(), Rejected> {
    if day < earliest { Err(Rejected::TooEarly { field, earliest }) } else { Ok(()) }
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
