//! The read row of a matter of a declared kind, and what it adds to the counts of the places above it.
//!
//! A row says in words what lists show; what a word means stands in the pack, and the row keeps its stage. This module must
//! never fail for want of a pack: where no pack knows the kind any more, the row holds the words of the log. Start at
//! [`matter_row`].

use super::Lineage;
use super::rows::{late_beside, raised_to};
use crate::facts::{Act, Answer, InputId, Light, Link, Stage};
use crate::ids::{OfficeId, PlaceCode, PostId, RuleId, SiteId, SubjectId};
use crate::obligations::{Declared, Dossier, turn};
use crate::rules::kinds::Line;
use crate::rules::{Pack, answer_text};
use crate::time::{Day, Moment, day_of};
use std::ops::{AddAssign, Mul};

/// A matter of a declared kind in lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatterRow {
    /// The dossier.
    pub subject: SubjectId,
    /// Its version.
    pub version: u32,
    /// Its kind.
    pub kind: RuleId,
    /// Where.
    pub place: PlaceCode,
    /// The place and all above it but the nation, innermost first.
    pub lineage: Vec<PlaceCode>,
    /// The site, if it is about one.
    pub site: Option<SiteId>,
    /// The unit's name, if it is about one.
    pub unit: Option<String>,
    /// GB/T 4754 code of the site.
    pub sector: Option<String>,
    /// The answer that tells it from another, in words; empty until it is given.
    pub text: String,
    /// The choice of the facet, by its word, once made.
    pub facet: Option<String>,
    /// Whether that choice is a grave one.
    pub grave: bool,
    /// Where it is on its way: a word of the kind.
    pub phase: String,
    /// What that means.
    pub stage: Stage,
    /// Its light.
    pub light: Light,
    /// The day on which it began.
    pub began: Day,
    /// When that is due for which the matter waits; none: nothing is open.
    pub due_at: Option<Moment>,
    /// Whether that date may still move.
    pub provisional: bool,
    /// Of what is owed beside it: how much is late.
    pub late_beside: u32,
    /// Whose turn it is.
    pub owner: Option<PostId>,
    /// What is to be done.
    pub act: Option<Act>,
    /// The highest office that has a supervise duty over it.
    pub raised_to: Option<OfficeId>,
    /// How often it was sent back.
    pub returned: u32,
    /// The matter that it comes from.
    pub from: Option<Link>,
    /// Answers by which it is also found; at most two.
    pub finds: Vec<String>,
}

/// The row of a matter of a declared kind. None for other dossiers.
#[must_use]
pub fn matter_row(pack: &Pack, lineage: &dyn Lineage, dossier: &Dossier) -> Option<MatterRow> {
    let (matter, place) = (dossier.declared()?, dossier.place?);
    let line = line_of(pack, matter);
    let facet = facet_of(line, matter);
    let turn = turn(pack, dossier);
    let began = began_on(pack, matter);
    let mut above = lineage.of(place, began);
    let raised_to = raised_to(&above, dossier);
    above.pop();
    let written = |input: &InputId| matter.answers.get(input).map(|answer| written(pack, input, answer));
    let finds = line.map(|line| line.finds.as_slice()).unwrap_or_default();
    Some(MatterRow {
        subject: dossier.subject,
        version: dossier.version,
        kind: matter.kind.clone(),
        place,
        lineage: above,
        site: matter.begun.site,
        unit: matter.begun.unit.as_ref().map(|unit| unit.name.clone()),
        sector: matter.begun.sector.clone(),
        text: line.and_then(|line| written(&line.text)).unwrap_or_default(),
        grave: is_grave(line, facet),
        facet: facet.map(str::to_owned),
        phase: matter.phase.id.clone(),
        stage: matter.phase.stage,
        light: dossier.light(),
        began,
        due_at: turn.map(|it| it.due.at),
        provisional: turn.is_some_and(|it| it.due.provisional),
        late_beside: late_beside(pack, dossier),
        owner: turn.map(|it| it.opened.owner.clone()),
        act: turn.map(|it| it.opened.act),
        raised_to,
        returned: matter.returned,
        from: matter.begun.from.clone(),
        finds: finds.iter().filter_map(written).collect(),
    })
}

/// The day on which a matter began: by its own answer, else by when it was recorded to hold.
pub(super) fn began_on(pack: &Pack, matter: &Declared) -> Day {
    let zone = pack.country().zone();
    let kind = pack.kind_of(&matter.kind, matter.begun.edition);
    match kind.and_then(|kind| matter.answers.get(&kind.began)) {
        Some(Answer::Day(day)) => *day,
        Some(Answer::Moment(at)) => day_of(*at, zone),
        _ => day_of(matter.held, zone),
    }
}

fn line_of<'p>(pack: &'p Pack, matter: &Declared) -> Option<&'p Line> {
    pack.kind_of(&matter.kind, matter.begun.edition).map(|kind| &kind.line)
}

fn facet_of<'m>(line: Option<&Line>, matter: &'m Declared) -> Option<&'m str> {
    match matter.answers.get(line?.facet.as_ref()?)? {
        Answer::Choice(word) => Some(word),
        _ => None,
    }
}

fn is_grave(line: Option<&Line>, facet: Option<&str>) -> bool {
    line.zip(facet).is_some_and(|(line, facet)| line.grave.contains(facet))
}

/// An answer as it is listed and found: what somebody wrote as written, else in the words of the pack.
fn written(pack: &Pack, input: &InputId, answer: &Answer) -> String {
    let text = answer_text(pack, input, answer);
    if text.zh == text.en { text.zh } else { format!("{} {}", text.zh, text.en) }
}

/// Counts of matters of one kind in a place. As a difference it may be negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MatterTally {
    /// Ever begun.
    pub begun: i64,
    /// Open.
    pub open: i64,
    /// Of these, grave.
    pub open_grave: i64,
    /// Open with something late.
    pub overdue: i64,
    /// Late ones that stand before an office above the one in charge.
    pub raised: i64,
    /// Over, as it should be.
    pub done: i64,
}

impl MatterTally {
    const fn each(&mut self) -> [&mut i64; 6] {
        [&mut self.begun, &mut self.open, &mut self.open_grave, &mut self.overdue, &mut self.raised, &mut self.done]
    }
}

impl AddAssign for MatterTally {
    fn add_assign(&mut self, mut other: Self) {
        self.each().into_iter().zip(other.each()).for_each(|(sum, more)| *sum += *more);
    }
}

impl Mul<i64> for MatterTally {
    type Output = Self;
    fn mul(mut self, by: i64) -> Self {
        self.each().into_iter().for_each(|count| *count *= by);
        self
    }
}

/// The kind of a matter, and what it counts for. None for other dossiers.
#[must_use]
pub fn matter_tally(pack: &Pack, dossier: &Dossier) -> Option<(RuleId, MatterTally)> {
    let matter = dossier.declared()?;
    let line = line_of(pack, matter);
    let open = dossier.is_open();
    let grave = is_grave(line, facet_of(line, matter));
    let tally = MatterTally {
        begun: 1,
        open: i64::from(open),
        open_grave: i64::from(open && grave),
        overdue: i64::from(open && dossier.light() > Light::Green),
        raised: i64::from(open && dossier.stands_above()),
        done: i64::from(matter.phase.stage == Stage::Done),
    };
    Some((matter.kind.clone(), tally))
}
