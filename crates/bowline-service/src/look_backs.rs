//! Look-backs (回头看): an office above draws closed hazards at random, each is looked at again, and the results give a rate of
//! false closings.
//!
//! The list is written down before the seed exists, and drawn from as every draw is (`draws.rs`). This module must never let a
//! person choose what is drawn, or write the same days down twice. Start at [`LookBacks::commit`].

use crate::app::Inner;
use crate::draws::{Committed, Draws};
use crate::refused::{TryAgain, retried};
use crate::strata::REGISTER;
use crate::views::Who;
use crate::views::look_backs::{DrawForm, Frame};
use crate::{Refused, Request};
use bowline_core::facts::{Answer, Answers, Fact, InputId, Stage, What};
use bowline_core::ids::{Body, OfficeId, PlaceCode, RuleId, SubjectId};
use bowline_core::obligations::{Dossier, Hazard, Wish};
use bowline_core::places::Level;
use bowline_core::rules::SampleSize;
use bowline_core::signals::{Line, List, Size};
use bowline_core::time::{Day, day_of};
use bowline_core::words::Text;
use std::collections::BTreeMap;

/// The kind of a draw, as packs call it.
pub(crate) const DRAW: &str = "look_back_draw";
/// The kind of a look.
pub(crate) const LOOK: &str = "look_back";
/// Most matters that one draw takes: the names that an answer lists.
const MOST_DRAWN: usize = 4_000;
/// Hazards whose facts are read at once.
const PART: usize = 50;
/// Characters that say where a seed comes from.
const LONGEST_SOURCE: usize = 200;

/// Look-backs: counted, drawn, told.
#[derive(Clone, Copy)]
pub struct LookBacks<'a> {
    pub(crate) inner: &'a Inner,
    pub(crate) request: Option<&'a Request>,
}

impl LookBacks<'_> {
    /// The office of a person that may draw: an office of a level above the county. None: they have none, or the rulebook knows no
    /// look-backs.
    #[must_use]
    pub fn drawer(&self, who: &Who) -> Option<OfficeId> {
        self.inner.pack().country().look_back()?;
        let above = |place| self.inner.places.latest().get(place).is_some_and(|it| it.level < Level::County);
        let mut offices = who.posts.iter().filter_map(|post| match &post.post.body {
            Body::Office(office) => Some(office.clone()),
            Body::Site(_) => None,
        });
        offices.find(|office| above(office.place))
    }

    /// What could be drawn from: how many closings lie in the days, in how many strata, and how many would be drawn.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for whoever may not draw; [`Refused::Field`] for days that do not fit.
    pub fn frame(&self, who: &Who, form: &DrawForm) -> Result<Frame, Refused> {
        let (office, size) = self.right(who)?;
        self.days(form)?;
        Ok(counted(&self.list(&office, form)?, size))
    }

    /// Writes the list down, and begins the draw: two people then type the seed, and the engine draws. Answers the draw.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for whoever may not draw; [`Refused::Field`] for a source or days that do not fit, where nothing was
    /// closed in these days, and where the office wrote just these days down before.
    pub fn commit(&self, who: &Who, form: &DrawForm) -> Result<SubjectId, Refused> {
        let (office, size) = self.right(who)?;
        self.days(form)?;
        let source = source(&form.source)?;
        let list = self.list(&office, form)?;
        let Frame { closings, drawn, .. } = counted(&list, size);
        if drawn == 0 {
            return Err(Refused::field(
                "from",
                "所选日期内，下级没有办结销号的隐患；请调整日期。",
                "No hazard of an authority below was closed in these days. Choose others.",
            ));
        }
        if drawn > MOST_DRAWN {
            return Err(Refused::field(
                "until",
                format!("将抽取 {drawn} 件，超过每次 {MOST_DRAWN} 件；请缩短日期。"),
                format!("{drawn} would be drawn, more than {MOST_DRAWN} at once. Choose fewer days."),
            ));
        }
        self.refuse_twice(&office, form)?;
        let committed =
            Draws::of(self.inner).commit_to(&List { size: Size::Share(size), lines: list.into_iter().collect() })?;
        retried(|| self.begin(who, &office, (form, source, size), (closings, &committed)))
    }

    fn subject(office: &OfficeId, form: &DrawForm) -> SubjectId {
        let parts = ["look-back", &office.to_string(), &form.from.to_string(), &form.until.to_string()];
        SubjectId::derived_in(office.place, &parts)
    }

    fn refuse_twice(&self, office: &OfficeId, form: &DrawForm) -> Result<(), Refused> {
        if self.inner.store.log().version(Self::subject(office, form))? == 0 {
            return Ok(());
        }
        Err(Refused::field(
            "from",
            "这段日期已经抽取过，不能重抽；请查看已有的抽取。",
            "These days were drawn from before, and a draw is not made twice. See the draw that exists.",
        ))
    }

    fn begin(
        &self,
        who: &Who,
        office: &OfficeId,
        (form, source, size): (&DrawForm, &str, SampleSize),
        (closings, committed): (usize, &Committed),
    ) -> Result<SubjectId, TryAgain> {
        let subject = Self::subject(office, form);
        self.refuse_twice(office, form)?;
        let answers = [
            ("look_back.title", Answer::Text(self.title(office, form))),
            ("look_back.drawn_on", Answer::Day(self.inner.today())),
            ("look_back.closed_from", Answer::Day(form.from)),
            ("look_back.closed_until", Answer::Day(form.until)),
            ("look_back.percent", Answer::Number(f64::from(size.percent))),
            ("look_back.least", Answer::Number(f64::from(size.least))),
            ("look_back.closings", Answer::Number(closings as f64)),
            ("draw.source", Answer::Text(source.to_owned())),
            ("draw.list", Answer::Files(vec![committed.list.clone()])),
            ("draw.code_published", Answer::Text(committed.published.clone())),
        ];
        let answers: Answers =
            answers.into_iter().filter_map(|(input, answer)| Some((input.parse::<InputId>().ok()?, answer))).collect();
        let wish = Wish { act: "commit".to_owned(), answers };
        Draws::of(self.inner).begin(who, office, subject, (kind(DRAW)?, wish), self.request)?;
        Ok(subject)
    }

    fn right(&self, who: &Who) -> Result<(OfficeId, SampleSize), Refused> {
        self.drawer(who).zip(self.inner.pack().country().look_back()).ok_or(Refused::NotFound)
    }

    fn days(&self, form: &DrawForm) -> Result<(), Refused> {
        if form.until < form.from {
            return Err(Refused::field("until", "“至”不得早于“自”。", "“Until” may not lie before “from”."));
        }
        if form.until > self.inner.today() {
            return Err(Refused::field("until", "“至”不得晚于今天。", "“Until” may not lie after today."));
        }
        Ok(())
    }

    fn title(&self, office: &OfficeId, form: &DrawForm) -> String {
        let place = self.inner.names().short_place(office.place);
        let name = Text::new(
            format!("{}回头看（{} 至 {} 办结）", place.zh, form.from, form.until),
            format!("{}: look-back at closings of {} to {}", place.en, form.from, form.until),
        );
        Draws::of(self.inner).in_own_language(&name)
    }

    /// The hazards of offices below that were closed in the days, with their strata.
    fn list(&self, office: &OfficeId, form: &DrawForm) -> Result<Vec<Line>, Refused> {
        let level = self.inner.places.latest().get(office.place).map_or(Level::Nation, |it| it.level);
        let zone = self.inner.pack().country().zone();
        let mut list = Vec::new();
        let closed = bowline_store::LookBacks::of(&self.inner.store).closed((level, office.place))?;
        for part in closed.chunks(PART) {
            for (subject, facts) in part.iter().zip(self.inner.store.log().facts_of_each(part)?) {
                let dossier = Dossier::replay(*subject, &facts);
                let (Some(hazard), Some(place)) = (dossier.hazard(), dossier.place) else { continue };
                let Some((_, at)) = hazard.declared.closed else { continue };
                let day: Day = day_of(at, zone);
                if form.from <= day && day <= form.until && hazard.found.office != *office {
                    let (label, group) = (subject.to_string(), self.stratum(hazard, place, &facts));
                    list.push(Line::Candidate { label, group, name: String::new() });
                }
            }
        }
        Ok(list)
    }

    /// Who verified it, in which county, of which office. What a register closed was verified by nobody.
    fn stratum(&self, hazard: &Hazard, place: PlaceCode, facts: &[Fact]) -> String {
        let of_county =
            |code: &PlaceCode| self.inner.places.latest().get(*code).is_some_and(|it| it.level == Level::County);
        let county = self.inner.places.latest().ancestors(place).into_iter().find(of_county).unwrap_or(place);
        let by_register = hazard.declared.phase.stage == Stage::Unverified;
        let verified = facts.iter().rev().find(|fact| matches!(fact.what, What::Verified(_)));
        let verifier = verified.filter(|_| !by_register).and_then(|fact| fact.by.person());
        match verifier {
            Some(person) => format!("{person}/{county}/{}", hazard.found.office),
            None => format!("{REGISTER}/{county}/{}", hazard.found.office),
        }
    }
}

/// How many there are, in how many strata, and how many of them would be drawn: that does not depend on the seed.
fn counted(list: &[Line], size: SampleSize) -> Frame {
    let mut strata: BTreeMap<&str, usize> = BTreeMap::new();
    for line in list {
        if let Line::Candidate { group, .. } = line {
            *strata.entry(group).or_default() += 1;
        }
    }
    Frame {
        closings: list.len(),
        strata: strata.len(),
        drawn: strata.values().map(|of| size.of(*of)).sum(),
        percent: size.percent,
        least: size.least,
    }
}

/// Where the seed is to come from, as typed.
pub(crate) fn source(typed: &str) -> Result<&str, Refused> {
    let source = typed.trim();
    crate::refused::seen("source", &Text::new("种子来源", "Where the seed comes from"), source)?;
    if source.is_empty() || source.chars().count() > LONGEST_SOURCE {
        return Err(Refused::field(
            "source",
            format!("请填写“种子来源”，不超过 {LONGEST_SOURCE} 字。"),
            format!("Say “where the seed comes from” in at most {LONGEST_SOURCE} characters."),
        ));
    }
    Ok(source)
}

pub(crate) fn kind(word: &str) -> Result<RuleId, Refused> {
    word.parse().map_err(|_| Refused::NotFound)
}
