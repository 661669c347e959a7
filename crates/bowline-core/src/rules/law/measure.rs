//! A measure says what a Party committee, a government, a department or a person is told to do. It is split into
//! actions further down: national measure → provincial action → city or county task → person (CN-M15-MODEL). Measures
//! are pack data.
//!
//! This module must never decide anything: it says who is bound to what, and by which proof it is seen. Start at
//! [`Editions::coverage`].

use super::{Citation, Editions, Validity};
use crate::ids::RuleId;
use crate::time::{Day, Period, day_text};
use crate::words::Text;
use serde::{Deserialize, Serialize};

/// Whose measure it is: who has issued it or, at the end, who does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeasureLevel {
    /// National measure.
    Nation,
    /// Action of a province.
    Province,
    /// Task of a city.
    City,
    /// Task of a county.
    County,
    /// Task of one person.
    Person,
}

impl MeasureLevel {
    /// Its name.
    #[must_use]
    pub fn name(self) -> Text {
        let (zh, en) = match self {
            Self::Nation => ("国家", "nation"),
            Self::Province => ("省级", "province"),
            Self::City => ("市级", "city"),
            Self::County => ("县级", "county"),
            Self::Person => ("个人", "person"),
        };
        Text::new(zh, en)
    }
}

/// One measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Its name, such as `CN-M15-01`.
    pub id: RuleId,
    /// Its heading.
    pub title: Text,
    /// Days in force.
    pub valid: Validity,
    /// Sources.
    pub cite: Vec<Citation>,
    /// The measure it is a part of; it may lie in the pack below. None: the head of a tree.
    pub parent: Option<RuleId>,
    /// Whose it is.
    pub level: MeasureLevel,
    /// The kind of party that is bound.
    pub party: Text,
    /// What must be done.
    pub act: Text,
    /// How often. None: no frequency is set.
    pub every: Option<Period>,
    /// By which day. None: no deadline is set.
    pub by: Option<Day>,
    /// What shows that it was done. Empty: the source names nothing.
    pub proof: Vec<Text>,
    /// The unit in the lead, where the source names one.
    pub lead: Option<Text>,
    /// Units that take part.
    pub with: Vec<Text>,
    /// What else is known, such as numbers or what was inferred.
    pub remark: Option<Text>,
}

/// How far a measure without parent has been split up.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage<'p> {
    /// The measure.
    pub measure: &'p Measure,
    /// Its actions: measures directly below it. None: nobody has taken it up in this pack.
    pub actions: Vec<&'p Measure>,
    /// Measures at any depth below it.
    pub below: usize,
}

impl Editions<Measure> {
    /// The measures directly below one.
    pub fn under<'p>(&'p self, id: &'p RuleId) -> impl Iterator<Item = &'p Measure> {
        self.iter().filter(move |measure| measure.parent.as_ref() == Some(id))
    }

    /// Every measure without a parent, with its actions: which national measures a province has taken up.
    #[must_use]
    pub fn coverage(&self) -> Vec<Coverage<'_>> {
        let heads = self.iter().filter(|measure| measure.parent.is_none());
        heads
            .map(|measure| {
                let (mut below, mut open) = (0, vec![&measure.id]);
                while let Some(id) = open.pop() {
                    let children = open.len();
                    open.extend(self.under(id).map(|child| &child.id));
                    below += open.len() - children;
                }
                Coverage { measure, actions: self.under(&measure.id).collect(), below }
            })
            .collect()
    }
}

impl Measure {
    /// What there is to say about it besides its title: act, party, when, proof, units, remark. One line each.
    #[must_use]
    pub fn lines(&self) -> Vec<Text> {
        let list = |of: &[Text], zh: &str, en: &str| {
            let join = |pick: fn(&Text) -> &str, by: &str| of.iter().map(pick).collect::<Vec<_>>().join(by);
            let (told_zh, told_en) = (join(|text| &text.zh, "、"), join(|text| &text.en, ", "));
            (!of.is_empty()).then(|| Text::new(format!("{zh}：{told_zh}"), format!("{en}: {told_en}")))
        };
        let one = |of: Option<Text>, zh: &str, en: &str| of.and_then(|text| list(&[text], zh, en));
        let party = format!("{}（{}）", self.party.zh, self.level.name().zh);
        let party = Text::new(party, format!("{} ({})", self.party.en, self.level.name().en));
        let lines = [
            one(Some(party), "责任主体", "Binds"),
            one(Some(self.act.clone()), "事项", "Action"),
            one(self.every.map(Period::text), "频次", "How often"),
            one(self.by.map(day_text), "期限", "By"),
            list(&self.proof, "佐证材料", "Evidence"),
            one(self.lead.clone(), "牵头单位", "Lead"),
            list(&self.with, "配合单位", "With"),
            one(self.remark.clone(), "说明", "Remark"),
        ];
        lines.into_iter().flatten().collect()
    }
}
