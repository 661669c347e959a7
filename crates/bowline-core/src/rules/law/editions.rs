//! This module holds the rules of one sort in all their editions. It hands out every edition, those of a name, and the
//! one that is in force on a day.
//!
//! This module must never hold two editions of one rule for the same day: the loader refuses them. Start at
//! [`Editions`].

use super::kinds::Kind;
use super::{
    Checklist, Citation, Clock, Criterion, Ladder, LightSet, Measure, Procedure, Requirement, Scale, Trigger, Validity,
};
use crate::ids::RuleId;
use crate::time::Day;
use crate::words::Text;
use serde::Serialize;
use std::ops::Deref;
use std::sync::Arc;

/// What a rule of a pack is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// A criterion.
    Criterion,
    /// A procedure.
    Procedure,
    /// A ladder.
    Ladder,
    /// A scale of grades.
    Scale,
    /// A trigger.
    Trigger,
    /// A clock.
    Clock,
    /// A requirement.
    Requirement,
    /// A measure.
    Measure,
    /// A checklist.
    Checklist,
    /// A set of lights.
    Lights,
    /// A set of criteria.
    Set,
    /// A question.
    Input,
    /// A kind of matter.
    Matter,
}

impl RuleKind {
    /// The kinds that a reader browses, in the order in which pages offer them.
    pub const READ: [Self; 11] = [
        Self::Matter,
        Self::Criterion,
        Self::Requirement,
        Self::Clock,
        Self::Scale,
        Self::Trigger,
        Self::Procedure,
        Self::Ladder,
        Self::Checklist,
        Self::Lights,
        Self::Measure,
    ];

    /// The word in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Criterion => "criterion",
            Self::Procedure => "procedure",
            Self::Ladder => "ladder",
            Self::Scale => "scale",
            Self::Trigger => "trigger",
            Self::Clock => "clock",
            Self::Requirement => "requirement",
            Self::Measure => "measure",
            Self::Checklist => "checklist",
            Self::Lights => "lights",
            Self::Set => "set",
            Self::Input => "input",
            Self::Matter => "matter",
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> Text {
        let (zh, en) = match self {
            Self::Criterion => ("判定标准", "criterion"),
            Self::Procedure => ("程序", "procedure"),
            Self::Ladder => ("逾期处置规则", "escalation schedule"),
            Self::Scale => ("等级", "scale"),
            Self::Trigger => ("启动条件", "trigger"),
            Self::Clock => ("期限", "deadline"),
            Self::Requirement => ("要求", "requirement"),
            Self::Measure => ("措施", "measure"),
            Self::Checklist => ("检查表", "checklist"),
            Self::Lights => ("亮灯规则", "status rule"),
            Self::Set => ("标准组", "set of criteria"),
            Self::Input => ("填写项", "question"),
            Self::Matter => ("事项类别", "kind of matter"),
        };
        Text::new(zh, en)
    }
}

/// What every rule has, of whatever sort.
pub trait Rule: Clone {
    /// Its sort.
    const KIND: RuleKind;
    /// Its name, the same in every edition.
    fn id(&self) -> &RuleId;
    /// What it says, short.
    fn title(&self) -> &Text;
    /// Days in force.
    fn valid(&self) -> Validity;
    /// Sources, those of its steps and checks included.
    fn cites(&self) -> impl Iterator<Item = &Citation>;
    /// Whether it is decided by a condition or a clock; the others are cited by hand.
    fn is_decided(&self) -> bool {
        true
    }
    /// The same on other days.
    #[must_use]
    fn during(self, valid: Validity) -> Self;
}

/// Rules of one sort in all their editions, by name and first day. To be read like a slice of them. Packs that lie over one
/// another share those that are the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Editions<R>(Arc<Vec<R>>);

impl<R: Rule> Editions<R> {
    /// Every edition of a rule, the first first. Empty: there is no such rule.
    #[must_use]
    pub fn of(&self, id: &RuleId) -> &[R] {
        let from = self.partition_point(|rule| rule.id() < id);
        let to = self.partition_point(|rule| rule.id() <= id);
        self.get(from..to).unwrap_or_default()
    }

    /// The latest edition of a rule.
    #[must_use]
    pub fn latest(&self, id: &RuleId) -> Option<&R> {
        self.of(id).last()
    }

    /// The edition of a rule in force on a day.
    #[must_use]
    pub fn on(&self, id: &RuleId, day: Day) -> Option<&R> {
        self.of(id).iter().find(|rule| rule.valid().holds_on(day))
    }

    /// Every rule in force on a day.
    pub fn in_force(&self, day: Day) -> impl Iterator<Item = &R> {
        self.iter().filter(move |rule| rule.valid().holds_on(day))
    }

    /// Takes days out of every edition of a rule.
    pub(in crate::rules) fn cut(&mut self, id: &RuleId, days: Validity) {
        let (cut, mut kept): (Vec<R>, Vec<R>) =
            Arc::unwrap_or_clone(std::mem::take(&mut self.0)).into_iter().partition(|it| it.id() == id);
        for rule in cut {
            kept.extend(rule.valid().without(&days).into_iter().map(|valid| rule.clone().during(valid)));
        }
        *self = kept.into_iter().collect();
    }
}

impl<R> Default for Editions<R> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<R> Deref for Editions<R> {
    type Target = [R];

    fn deref(&self) -> &[R] {
        &self.0
    }
}

impl<R: Rule> Extend<R> for Editions<R> {
    fn extend<I: IntoIterator<Item = R>>(&mut self, rules: I) {
        let mut rules = rules.into_iter().peekable();
        if rules.peek().is_none() {
            return;
        }
        let own = Arc::make_mut(&mut self.0);
        own.extend(rules);
        own.sort_by(|a, b| (a.id(), a.valid().from).cmp(&(b.id(), b.valid().from)));
    }
}

impl<R: Rule> FromIterator<R> for Editions<R> {
    fn from_iter<I: IntoIterator<Item = R>>(rules: I) -> Self {
        let mut editions = Self::default();
        editions.extend(rules);
        editions
    }
}

impl<'r, R> IntoIterator for &'r Editions<R> {
    type Item = &'r R;
    type IntoIter = std::slice::Iter<'r, R>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

macro_rules! rules {
    ($($rule:ident as $it:ident: $kind:ident, $cites:expr $(, decided if $decided:expr)?;)+) => {
        $(impl Rule for $rule {
            const KIND: RuleKind = RuleKind::$kind;

            fn id(&self) -> &RuleId {
                &self.id
            }
            fn title(&self) -> &Text {
                &self.title
            }
            fn valid(&self) -> Validity {
                self.valid
            }
            fn cites(&self) -> impl Iterator<Item = &Citation> {
                let $it = self;
                $cites
            }
            $(fn is_decided(&self) -> bool {
                let decided: fn(&Self) -> bool = $decided;
                decided(self)
            })?
            fn during(mut self, valid: Validity) -> Self {
                self.valid = valid;
                self
            }
        })+
    };
}
rules! {
    Criterion as rule: Criterion, rule.cite.iter(), decided if |rule| rule.condition.is_some();
    Requirement as rule: Requirement, rule.cite.iter(), decided if |rule| rule.breached_if.is_some();
    Clock as rule: Clock, rule.cite.iter();
    Scale as rule: Scale, rule.cite.iter();
    Trigger as rule: Trigger, rule.cite.iter(), decided if |rule| rule.condition.is_some();
    Procedure as rule: Procedure, rule.steps.iter().flat_map(|step| &step.cite);
    Ladder as rule: Ladder, rule.cite.iter();
    Checklist as rule: Checklist, rule.checks.iter().flat_map(|check| &check.cite);
    LightSet as rule: Lights, rule.cite.iter();
    Measure as rule: Measure, rule.cite.iter(), decided if |_| false;
    Kind as rule: Matter, rule.cite.iter().chain(rule.steps.iter().flat_map(|step| &step.cite)).chain(
        rule.acts.iter().filter_map(|act| act.reopens.as_ref()).flat_map(|window| &window.cite)
    );
}
