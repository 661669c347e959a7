//! People begin matters of declared kinds and take every step after that. The module loads, decides and commits; after a
//! conflict it loads and decides again.
//!
//! This module must never decide: the core's machine does. Start at [`Matters::act`].

use crate::app::Inner;
use crate::chance::new_subject;
use crate::guard::{guard, told};
use crate::naming::Naming;
use crate::refused::{TryAgain, retried};
use crate::registry::Seen;
use crate::views::Who;
use crate::views::matters::{Filled, Ground};
use crate::{Proofs, Refused, Request};
use bowline_core::facts::{Actor, Answer, Answers, InputId, Proof, UnitName};
use bowline_core::ids::{Body, OfficeId, PlaceCode, RuleId, SiteId, SubjectId};
use bowline_core::obligations::{Ask, Beginning, By, Decided, Dossier, Setting, Wish, begin, carry_out, decide};
use bowline_core::rules::kinds::{Act, Judge, Kind};
use bowline_core::rules::{AnswerFault, Given, InputKind, Pack, read_answers};
use bowline_core::words::Text;
use bowline_store::Commit;
use std::collections::BTreeSet;

/// Matters of declared kinds: begun, acted on, listed, told.
#[derive(Clone, Copy)]
pub struct Matters<'a> {
    pub(crate) inner: &'a Inner,
    pub(crate) request: Option<&'a Request>,
}

/// Where a matter begins, as the registry knows it.
pub(crate) struct Standing {
    pub(crate) ground: Ground,
    pub(crate) place: PlaceCode,
    pub(crate) office: OfficeId,
    pub(crate) unit: Option<UnitName>,
    pub(crate) sector: Option<String>,
}

impl Matters<'_> {
    /// Begins a matter of a kind. Answers its dossier.
    ///
    /// # Errors
    /// [`Refused`] with the field that is missing or unreadable, or with why this person may not. Nothing is written then.
    pub fn begin(
        &self,
        who: &Who,
        kind: &RuleId,
        act: &str,
        ground: &Ground,
        filled: &Filled,
    ) -> Result<SubjectId, Refused> {
        retried(|| self.try_begin(who, kind, act, ground, filled))
    }

    fn try_begin(
        &self,
        who: &Who,
        kind: &RuleId,
        act: &str,
        ground: &Ground,
        filled: &Filled,
    ) -> Result<SubjectId, TryAgain> {
        let now = self.inner.now();
        let it = self.standing(who, ground)?;
        let pack = self.inner.pack_at(it.place);
        let form =
            pack.kinds().on(kind, self.inner.today()).filter(|kind| !kind.is_coded()).and_then(|kind| kind.act(act));
        let answers =
            self.answers(pack, &it.office, form.filter(|act| act.begins).ok_or(Refused::NotFound)?, filled)?;
        let beginning = Beginning {
            kind: kind.clone(),
            office: it.office,
            site: it.ground.site,
            unit: it.unit,
            sector: it.sector,
            from: it.ground.from,
            wish: Wish { act: act.to_owned(), answers },
        };
        let subject = new_subject(&*self.inner.chance, now);
        let registry = self.inner.seen();
        let acting = who.acting();
        let decided =
            begin(self.inner.setting(&registry, now, it.place), subject, it.place, By::Person(&acting), beginning)?;
        self.commit(who, &Dossier::new(subject), decided, filled)?;
        Ok(subject)
    }

    /// Does something with a matter; `seen` is the version of the page, `act` the word of an act of its kind. Answers the new
    /// version.
    ///
    /// # Errors
    /// [`Refused::Rejected`], with what somebody else did meanwhile, if a person acted since `seen`; [`Refused::Answers`] with
    /// every field that cannot be taken. Nothing is written then.
    pub fn act(&self, who: &Who, subject: SubjectId, seen: u32, act: &str, filled: &Filled) -> Result<u32, Refused> {
        retried(|| {
            self.try_on(who, subject, seen, filled, |dossier| {
                let form = self.kind_of(dossier).and_then(|kind| kind.act(act)).filter(|act| !act.begins);
                let office = dossier.declared().map(|matter| &matter.begun.office).ok_or(Refused::NotFound)?;
                let pack = self.inner.pack_of(dossier);
                let answers = self.answers(pack, office, form.ok_or(Refused::NotFound)?, filled)?;
                let (registry, acting) = (self.inner.seen(), who.acting());
                let setting = self.setting(&registry, dossier)?;
                Ok(carry_out(setting, dossier, By::Person(&acting), Wish { act: act.to_owned(), answers })?)
            })
        })
    }

    /// Writes a letter of oversight, or answers one.
    ///
    /// # Errors
    /// As [`Self::act`].
    pub fn write(&self, who: &Who, subject: SubjectId, seen: u32, letter: Ask) -> Result<u32, Refused> {
        retried(|| {
            self.try_on(who, subject, seen, &Filled::default(), |dossier| {
                dossier.declared().ok_or(Refused::NotFound)?;
                let registry = self.inner.seen();
                let setting = self.setting(&registry, dossier)?;
                Ok(decide(setting, dossier, &who.acting(), letter.clone())?)
            })
        })
    }

    fn try_on(
        &self,
        who: &Who,
        subject: SubjectId,
        seen: u32,
        filled: &Filled,
        decide: impl Fn(&Dossier) -> Result<Decided, TryAgain>,
    ) -> Result<u32, TryAgain> {
        let dossier = self.inner.recent.dossier(&self.inner.store, subject)?;
        guard(self.inner, who, &dossier, seen)?;
        let decided = decide(&dossier)?;
        self.commit(who, &dossier, decided, filled)
    }

    /// Commits what was decided, evidence first. Answers the new version.
    fn commit(&self, who: &Who, before: &Dossier, decided: Decided, filled: &Filled) -> Result<u32, TryAgain> {
        let proofs = Proofs { inner: self.inner };
        filled.files.iter().try_for_each(|(_, handed)| proofs.settle(&handed.file))?;
        let once = self.request.map(|request| request.led_to(before.subject));
        let mut commit = Commit { once, ..Commit::default() };
        let after = self.inner.add(&mut commit, Actor::Person(who.person), before, decided);
        self.inner.commit(commit)?;
        Ok(self.inner.recent.remember(after).version)
    }

    pub(crate) fn kind_of(&self, dossier: &Dossier) -> Option<&Kind> {
        let matter = dossier.declared()?;
        self.inner.pack_of(dossier).kind_of(&matter.kind, matter.begun.edition)
    }

    /// What a decision about a matter may know: the law of its place.
    pub(crate) fn setting<'s>(&'s self, registry: &'s Seen<'s>, dossier: &Dossier) -> Result<Setting<'s>, Refused> {
        Ok(self.inner.setting(registry, self.inner.now(), dossier.place.ok_or(Refused::NotFound)?))
    }

    /// The answers that a form gives to what an act asks; things are named for the office in charge.
    fn answers(&self, pack: &Pack, office: &OfficeId, act: &Act, filled: &Filled) -> Result<Answers, Refused> {
        let asked = || act.asks.iter().filter_map(|ask| pack.inputs().get(&ask.input));
        let files = asked().filter(|input| input.kind == InputKind::Files);
        let takes: Vec<&str> = files.map(|input| input.id.as_str()).collect();
        let proofs = self.judged(filled, &takes)?;
        let (naming, mut values) = (Naming { inner: self.inner, office }, filled.values.clone());
        for input in asked() {
            let InputKind::Named(of) = input.kind else { continue };
            let name = input.id.as_str();
            let ids: Result<Vec<_>, _> =
                filled.values_of(name).into_iter().map(|value| naming.ids(of, value)).collect();
            values.retain(|(field, _)| field != name);
            values.extend(ids?.concat().into_iter().map(|id| (name.to_owned(), id)));
        }
        answers_to(pack, act, &values, &proofs)
    }

    /// The evidence of each field that takes files.
    fn judged<'f>(&self, filled: &Filled, takes: &[&'f str]) -> Result<Vec<(&'f str, Vec<Proof>)>, Refused> {
        if filled.files.iter().any(|(field, ..)| !takes.contains(&field.as_str())) {
            return Err(Refused::field(
                "proofs",
                "办理此项不接收附件；请去掉附件后再提交。",
                "This step takes no files. Remove them, then submit again.",
            ));
        }
        let judge = |field: &&'f str| {
            let files = filled.files.iter().filter(|(of, ..)| of == field);
            let proofs = Proofs { inner: self.inner };
            let proofs: Result<Vec<Proof>, Refused> = files.map(|(_, handed)| proofs.judge(handed)).collect();
            Ok((*field, proofs?))
        };
        takes.iter().map(judge).collect()
    }

    /// Where a matter would begin, for this person: the site says the place, the unit and the office in charge; without one, the
    /// office is the person's own where it covers the place.
    pub(crate) fn standing(&self, who: &Who, ground: &Ground) -> Result<Standing, Refused> {
        let seen = self.inner.seen();
        if let Some(site) = ground.site {
            let row = self.inner.store.registry().site(site)?.ok_or(Refused::NotFound)?;
            may_begin(self.inner, who, Some(site), row.place)?;
            let office = seen.office_for(row.place, &row.site.sector).ok_or_else(crate::acts::no_office)?;
            let unit = UnitName { name: row.site.name.clone(), credit_code: row.site.credit_code.clone() };
            let (unit, sector) = (Some(unit), Some(row.site.sector));
            return Ok(Standing { ground: ground.clone(), place: row.place, office, unit, sector });
        }
        let offices = || {
            who.posts.iter().filter_map(|post| match &post.post.body {
                Body::Office(office) => Some(office),
                Body::Site(_) => None,
            })
        };
        let place = ground.place.or_else(|| offices().next().map(|office| office.place)).ok_or_else(no_place)?;
        may_begin(self.inner, who, None, place)?;
        let own = offices().find(|office| self.inner.places.latest().is_within(place, office.place)).cloned();
        let office = own.or_else(|| seen.office_for(place, "")).ok_or_else(crate::acts::no_office)?;
        let name = ground.unit.as_deref().map(str::trim).filter(|name| !name.is_empty());
        if let Some(name) = name {
            crate::refused::seen("unit", &Text::new("单位名称", "Name of the organisation"), name)?;
        }
        let unit = name.map(|name| UnitName { name: name.to_owned(), credit_code: None });
        Ok(Standing { ground: ground.clone(), place, office, unit, sector: None })
    }

    /// The sentence of a refusal, with the names that only the pack and the registry know.
    #[must_use]
    pub fn told(&self, refused: &Refused) -> Text {
        told(self.inner, refused)
    }
}

/// The answers that the values and the files of a form give to what an act asks.
pub(crate) fn answers_to(
    pack: &Pack,
    act: &Act,
    values: &[(String, String)],
    proofs: &[(&str, Vec<Proof>)],
) -> Result<Answers, Refused> {
    let asked = act.asks.iter().filter_map(|ask| Some((pack.inputs().get(&ask.input)?, !ask.optional)));
    let given = |input: &bowline_core::rules::Input| {
        let name = input.id.as_str();
        let values = values.iter().filter(|(field, _)| field == name).map(|(_, value)| value.as_str());
        let kept = proofs.iter().find(|(field, _)| *field == name);
        Given { values: values.collect(), proofs: kept.map(|(_, proofs)| proofs.as_slice()).unwrap_or_default() }
    };
    let zone = pack.country().zone();
    let mut answers = read_answers(asked, given, zone).map_err(refused)?;
    if let Some(Judge::Criteria { .. }) = act.judge {
        // What the chosen criteria ask is asked too; the core says what it still needs.
        let chosen = answers.values().filter_map(|answer| match answer {
            Answer::Rules(rules) => Some(rules),
            _ => None,
        });
        let criteria = chosen.flatten().filter_map(|id| pack.criteria().latest(id));
        let more: BTreeSet<InputId> = criteria.flat_map(|criterion| criterion.inputs()).collect();
        let more = more.iter().filter_map(|input| Some((pack.inputs().get(input)?, false)));
        answers.extend(read_answers(more, given, zone).map_err(refused)?);
    }
    Ok(answers)
}

/// Whether a person may begin a matter about a site, or in a place: where they would see it afterwards, and nowhere else.
fn may_begin(inner: &Inner, who: &Who, site: Option<SiteId>, place: PlaceCode) -> Result<(), Refused> {
    if inner.lies_within(who, site, place) {
        return Ok(());
    }
    Err(Refused::field(
        if site.is_some() { "site" } else { "place" },
        "不在您的管辖或者本单位范围内，不能办理；请转由当地主管部门办理。",
        "This is outside your area or organisation. Ask the authority in charge of the place.",
    ))
}

fn refused(faults: Vec<AnswerFault>) -> Refused {
    Refused::Answers(faults.into_iter().map(|fault| (fault.input.as_str().to_owned(), fault)).collect())
}

fn no_place() -> Refused {
    Refused::field("place", "请选择属地。", "Select the area.")
}
