//! Many from one: an act that concerns each of many offices, posts, places, sites or matters begins a matter for each. The deed says
//! how many; the engine begins them page by page, each page in one commit with a fact of the parent, so that each is begun
//! exactly once whatever crashes. Where a child ends, its parent is told.
//!
//! This module must never begin a matter that its parent did not call for. Start at [`bear`].

use super::{Beginning, By, Case, MatterRefusal, Wish, begin, kind_of};
use crate::facts::{Answer, Answers, InputId, Link, MatterBore, MatterLinked, Stage, What};
use crate::ids::{Body, OfficeId, PlaceCode, PostId, SiteId, SubjectId};
use crate::obligations::ask::{Decided, Setting, Stands};
use crate::obligations::declared::{Bearing, Declared};
use crate::obligations::dossier::Dossier;
use crate::obligations::follow::Writing;
use crate::obligations::rejected::Rejected;
use crate::rules::ask_text;
use crate::rules::kinds::{Birth, Kind};
use std::collections::BTreeSet;

/// A matter that begins because of another.
#[derive(Clone, Debug, PartialEq)]
pub struct Born {
    /// Its dossier: it follows from parent, act and addressee, so that it cannot be begun twice.
    pub subject: SubjectId,
    /// Its first facts. An error: the kind does not let it begin, and the parent stays open.
    pub decided: Result<Decided, Rejected>,
}

/// Whom a birth concerns.
struct Addressee {
    answer: Option<Answer>,
    name: String,
    office: OfficeId,
    stands: Option<Stands>,
}

impl Case<'_> {
    /// How many matters each birth of the act begins.
    pub(super) fn bears(&self, given: &Answers) -> Result<Vec<u32>, Rejected> {
        let count = |birth: &Birth| {
            let Some(input) = &birth.for_each else { return Ok(1) };
            let answer = given.get(input).or_else(|| self.known.get(input));
            match answer.map_or((0, 0), many) {
                (0, _) => Err(Rejected::AnswersMissing { inputs: vec![input.clone()] }),
                (many, distinct) if distinct < many => {
                    Err(MatterRefusal::Twice(ask_text(self.setting.pack, input)).into())
                }
                (many, _) => Ok(u32::try_from(many).unwrap_or(u32::MAX)),
            }
        };
        self.act.births.iter().map(count).collect()
    }
}

/// How many an answer lists, and how many of them are not the same.
fn many(answer: &Answer) -> (usize, usize) {
    fn count<T: Ord>(each: &[T]) -> (usize, usize) {
        (each.len(), each.iter().collect::<BTreeSet<_>>().len())
    }
    match answer {
        Answer::Offices(each) => count(each),
        Answer::Posts(each) => count(each),
        Answer::Places(each) => count(each),
        Answer::Sites(each) => count(each),
        Answer::Links(each) => count(each),
        _ => (0, 0),
    }
}

/// The next page of matters that a matter begins, with the fact of the parent that says so. None: it begins none.
#[must_use]
pub fn bear<'a>(at: &dyn Fn(PlaceCode) -> Setting<'a>, parent: &Dossier, page: u32) -> Option<(Decided, Vec<Born>)> {
    let (matter, place) = (parent.declared()?, parent.place?);
    let setting = at(place);
    // What was called for is begun, even where the parent was closed meanwhile; not where it was found to be none.
    let bearing = matter.bearing.iter().find(|it| it.upto < it.total).filter(|_| matter.phase.stage != Stage::Void)?;
    let kind = kind_of(setting, parent).ok()?;
    let birth = kind.act_of_fact(&bearing.verb)?.births.get(usize::try_from(bearing.birth).ok()?)?;
    let upto = bearing.total.min(bearing.upto.saturating_add(page));
    let born = (bearing.upto..upto).filter_map(|no| born(at, parent, kind, bearing, birth, no)).collect();
    let mut writing = Writing::on(setting, crate::facts::Actor::Engine, parent.clone(), place);
    let bore = MatterBore { deed: bearing.deed, birth: bearing.birth, upto };
    writing.write(setting.now, What::MatterBore(bore));
    Some((writing.decided(), born))
}

fn born<'a>(
    at: &dyn Fn(PlaceCode) -> Setting<'a>,
    parent: &Dossier,
    kind: &Kind,
    bearing: &Bearing,
    birth: &Birth,
    no: u32,
) -> Option<Born> {
    let matter = parent.declared()?;
    let to = addressee(at(parent.place?), parent, birth, no)?;
    let handed =
        birth.hands_down.iter().filter_map(|(child, own)| Some((child.clone(), matter.answers.get(own)?.clone())));
    let named = birth.addressee.iter().filter_map(|input| Some((input.clone(), to.answer.clone()?)));
    let sender = birth.sender.iter().map(|input| (input.clone(), Answer::Office(matter.begun.office.clone())));
    let own = birth.each_line.iter().filter_map(|(child, own)| Some((child.clone(), line(matter, own, no)?)));
    let place = to.stands.as_ref().map_or(to.office.place, |it| it.place);
    let (site, unit, sector) = match to.stands {
        Some(it) => (it.site, it.unit, it.sector),
        None => (None, None, None),
    };
    let is_own = site == matter.begun.site;
    let beginning = Beginning {
        kind: birth.kind.clone(),
        office: to.office.clone(),
        site,
        unit: unit.or_else(|| matter.begun.unit.clone().filter(|_| is_own)),
        sector: sector.or_else(|| matter.begun.sector.clone()),
        from: Some(Link { word: birth.link.clone(), subject: parent.subject }),
        wish: Wish { act: birth.act.clone(), answers: handed.chain(named).chain(sender).chain(own).collect() },
    };
    let (deed, which) = (bearing.deed.to_string(), bearing.birth.to_string());
    let parts = ["birth", kind.id.as_str(), &parent.subject.to_string(), &deed, &which, &to.name];
    let subject = SubjectId::derived_in(place, &parts);
    Some(Born { subject, decided: begin(at(place), subject, place, By::Engine, beginning) })
}

/// The line of a text of the parent that belongs to one child.
fn line(matter: &Declared, input: &InputId, no: u32) -> Option<Answer> {
    let Answer::Text(text) = matter.answers.get(input)? else { return None };
    text.lines().nth(usize::try_from(no).ok()?).map(|line| Answer::Text(line.to_owned()))
}

/// The one at this place of the list: the office in charge of it, and its name in ids.
fn addressee(setting: Setting<'_>, parent: &Dossier, birth: &Birth, at: u32) -> Option<Addressee> {
    let matter = parent.declared()?;
    let own = &matter.begun.office;
    let Some(input) = &birth.for_each else {
        let stands = matter.begun.site.map(|site| Stands::at_site(own.place, site));
        return Some(Addressee { answer: None, name: String::new(), office: own.clone(), stands });
    };
    let at = usize::try_from(at).ok()?;
    let of_site = |site: SiteId| setting.registry.in_charge(site).unwrap_or_else(|| own.clone());
    let at_site = |site: SiteId, answer: Answer, name: String| {
        let office = of_site(site);
        let stands = Some(Stands::at_site(office.place, site));
        Addressee { answer: Some(answer), name, office, stands }
    };
    let of_office =
        |office: OfficeId, answer: Answer, name: String| Addressee { answer: Some(answer), name, office, stands: None };
    Some(match matter.answers.get(input)? {
        Answer::Offices(each) => {
            let office = each.get(at)?.clone();
            of_office(office.clone(), Answer::Office(office.clone()), office.to_string())
        }
        Answer::Posts(each) => {
            let post: &PostId = each.get(at)?;
            let (answer, name) = (Answer::Post(post.clone()), post.to_string());
            match &post.body {
                Body::Office(office) => of_office(office.clone(), answer, name),
                Body::Site(site) => at_site(*site, answer, name),
            }
        }
        Answer::Places(each) => {
            let place: PlaceCode = *each.get(at)?;
            let office = OfficeId { place, department: own.department.clone() };
            of_office(office, Answer::Place(place), place.to_string())
        }
        Answer::Sites(each) => {
            let site: SiteId = *each.get(at)?;
            at_site(site, Answer::Site(site), site.to_string())
        }
        // Whoever asks about another matter stays in charge; the child lies where that matter lies.
        Answer::Links(each) => {
            let other: SubjectId = *each.get(at)?;
            let stands = Some(setting.registry.stands(other)?);
            Addressee { answer: Some(Answer::Link(other)), name: other.to_string(), office: own.clone(), stands }
        }
        _ => return None,
    })
}

/// Tells a parent that one of its children is over, and what follows where that was the last: the act that the birth names.
/// None: it knows already, or the child is open or not its own.
#[must_use]
pub fn child_is_over(setting: Setting<'_>, parent: &Dossier, child: &Dossier) -> Option<Decided> {
    let (of, over) = (parent.declared()?, child.declared()?);
    let own = over.begun.from.as_ref().is_some_and(|from| from.subject == parent.subject);
    if child.is_open() || !own || of.ended.contains(&child.subject) {
        return None;
    }
    let mut writing = Writing::on(setting, crate::facts::Actor::Engine, parent.clone(), parent.place?);
    let linked = MatterLinked { child: child.subject, phase: over.phase.clone() };
    writing.write(setting.now, What::MatterLinked(Box::new(linked)));
    Some(writing.decided())
}

/// What the engine does with a matter whose children are all there and all over.
#[must_use]
pub fn all_over(setting: Setting<'_>, parent: &Dossier) -> Option<Wish> {
    let matter = parent.declared().filter(|_| parent.is_open())?;
    let begun: u32 = matter.bearing.iter().map(|it| it.upto).sum();
    let waits = matter.bearing.iter().any(|it| it.upto < it.total);
    if matter.bearing.is_empty() || waits || u32::try_from(matter.ended.len()).ok()? < begun {
        return None;
    }
    let kind = kind_of(setting, parent).ok()?;
    let births = matter
        .bearing
        .iter()
        .filter_map(|it| kind.act_of_fact(&it.verb)?.births.get(usize::try_from(it.birth).ok()?)?.all_done.as_ref());
    let undone = births.into_iter().find(|act| kind.act(act).is_some_and(|act| !matter.doers.contains_key(&act.fact)));
    undone.map(|act| Wish { act: act.clone(), answers: Answers::new() })
}
