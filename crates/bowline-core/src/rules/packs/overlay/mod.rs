//! An overlay is the pack of a province or city. It lies over another pack and holds only what differs there. A rule
//! that replaces one below must be proven no looser, or say why it cannot be compared (decision 0017).
//!
//! This module must never call a rule stricter on trust. Start at [`judge`]; `regions` is the proof.

mod clocks;
mod conditions;
mod regions;
mod scales;

use super::{Diagnostic, Pack, PackFiles};
use crate::facts::Grade;
use crate::ids::{PlaceCode, RuleId};
use crate::places::{Level, PlaceTree};
use crate::rules::law::program::Program;
use crate::rules::law::{Criterion, Editions, Requirement, Rule, RuleKind, Trigger, Validity};
use crate::words::Text;

/// What lies at the top of a pack over another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlay {
    /// Its place.
    pub place: PlaceCode,
    /// Its rules, with how each stands to the pack below.
    pub rules: Vec<OverlayRule>,
}

/// What the files of a pack say of themselves, before anything else is read. What cannot be read is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackHead {
    /// Its id.
    pub id: Option<String>,
    /// The id of the pack over which it lies.
    pub over: Option<String>,
    /// Its place.
    pub place: Option<PlaceCode>,
}

impl PackHead {
    /// Of these files.
    #[must_use]
    pub fn of(files: &PackFiles) -> Self {
        super::load::head_of(files).unwrap_or_default()
    }
}

impl Overlay {
    /// Whether its place is one, and lies in that of the pack below.
    ///
    /// # Errors
    /// What is wrong with the place.
    pub fn check_place(&self, below: &Pack, tree: &PlaceTree) -> Result<(), Vec<Diagnostic>> {
        let place = self.place;
        let above = below.overlay().map_or_else(|| tree.nation(), |overlay| overlay.place);
        let (code, zh, en) = if tree.get(place).is_none() {
            ("overlay.unknown_place", format!("没有地方 `{place}`"), format!("there is no place `{place}`"))
        } else if place == above || !tree.is_within(place, above) {
            let (zh, en) =
                (format!("`{place}` 不在 `{above}` 之内"), format!("`{place}` does not lie within `{above}`"));
            ("overlay.wrong_place", zh, en)
        } else {
            return Ok(());
        };
        let message = Text::new(zh, en);
        Err(vec![Diagnostic { file: "pack.toml".to_owned(), line: 0, column: 0, code, message, help: None }])
    }
}

/// A rule of an overlay and how it stands to the pack below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverlayRule {
    /// What it is.
    pub kind: RuleKind,
    /// Its name.
    pub id: RuleId,
    /// Days in force.
    pub valid: Validity,
    /// The rule of the pack below that it stands for. None: it adds.
    pub replaces: Option<RuleId>,
    /// How it compares with that rule.
    pub strictness: Strictness,
}

/// How a rule of an overlay compares with the one that it replaces. A looser one is refused when the pack is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// It replaces nothing.
    Added,
    /// It decides the same.
    Equal,
    /// Proven: it binds wherever the other does, and here it is stricter.
    Stricter(Vec<Text>),
    /// Neither is proven; the pack says so too, and why.
    NotComparable {
        /// What stands in the way of a proof.
        why: Text,
        /// What the authors of the overlay say.
        reason: Text,
    },
}

impl Strictness {
    /// In one line.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Added => Text::new("新增", "new"),
            Self::Equal => Text::new("相同", "equal"),
            Self::Stricter(details) => {
                let join = |pick: fn(&Text) -> &str, by: &str| details.iter().map(pick).collect::<Vec<_>>().join(by);
                let (zh, en) = (join(|text| &text.zh, "；"), join(|text| &text.en, "; "));
                Text::new(format!("更严：{zh}"), format!("stricter: {en}"))
            }
            Self::NotComparable { why, reason } => Text::new(
                format!("不可比：{}（{}）", why.zh, reason.zh),
                format!("not comparable: {} ({})", why.en, reason.en),
            ),
        }
    }
}

/// What a comparison came to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Relation {
    /// The same in everything that is compared.
    Equal,
    /// Nowhere looser, and stricter in these.
    Stricter(Vec<Text>),
    /// Not proven either way.
    Unclear(Text),
    /// Looser in this.
    Looser(Text),
}

impl Relation {
    /// Of all parts together: the worst counts.
    fn of(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut whole = Self::Equal;
        for part in parts {
            whole = match (whole, part) {
                (Self::Looser(why), _) | (_, Self::Looser(why)) => Self::Looser(why),
                (Self::Unclear(why), _) | (_, Self::Unclear(why)) => Self::Unclear(why),
                (Self::Stricter(mut all), Self::Stricter(more)) => {
                    let new: Vec<Text> = more.into_iter().filter(|text| !all.contains(text)).collect();
                    all.extend(new);
                    Self::Stricter(all)
                }
                (Self::Equal, other) | (other, Self::Equal) => other,
            };
        }
        whole
    }

    /// The same, with a name before each detail.
    fn about(self, name: &Text) -> Self {
        let with = |text: Text| Text::new(format!("{}：{}", name.zh, text.zh), format!("{}: {}", name.en, text.en));
        match self {
            Self::Equal => Self::Equal,
            Self::Stricter(details) => Self::Stricter(details.into_iter().map(with).collect()),
            Self::Unclear(why) => Self::Unclear(with(why)),
            Self::Looser(why) => Self::Looser(with(why)),
        }
    }
}

/// Compares a rule of an overlay with each edition of the rule that it replaces, as far as both are in force on some day. None:
/// the pack below has no rule of that kind and name. `with`: the pack for the place, whose inputs both rules ask for.
pub(super) fn judge(base: &Pack, with: &Pack, rule: &OverlayRule, target: &RuleId) -> Option<Relation> {
    let (id, valid) = (&rule.id, rule.valid);
    match rule.kind {
        RuleKind::Criterion => {
            let ours = with.criteria().of(id).iter().find(|it| it.valid == valid)?;
            each(base.criteria(), target, valid, |it| criterion(with, it, ours))
        }
        RuleKind::Requirement => {
            let ours = with.requirements().of(id).iter().find(|it| it.valid == valid)?;
            each(base.requirements(), target, valid, |it| requirement(with, it, ours))
        }
        RuleKind::Trigger => {
            let ours = with.triggers().of(id).iter().find(|it| it.valid == valid)?;
            each(base.triggers(), target, valid, |it| trigger(with, it, ours))
        }
        RuleKind::Scale => {
            let ours = with.scales().of(id).iter().find(|it| it.valid == valid)?;
            each(base.scales(), target, valid, |it| scales::compare(with, it, ours))
        }
        RuleKind::Clock => {
            let ours = with.clocks().of(id).iter().find(|it| it.valid == valid)?;
            each(base.clocks(), target, valid, |it| clocks::compare(with, it, ours))
        }
        _ => None,
    }
}

/// Every edition of a rule that is in force on a day on which ours is. None: there is no such rule.
fn each<R: Rule>(
    rules: &Editions<R>,
    target: &RuleId,
    valid: Validity,
    compare: impl Fn(&R) -> Relation,
) -> Option<Relation> {
    let editions = rules.of(target);
    let met = editions.iter().filter(|rule| rule.valid().overlaps(&valid));
    (!editions.is_empty()).then(|| Relation::of(met.map(compare)))
}

fn criterion(pack: &Pack, theirs: &Criterion, ours: &Criterion) -> Relation {
    let grade = match (theirs.grade, ours.grade) {
        (Grade::Major, Grade::General) => {
            Relation::Looser(Text::new("由重大降为一般", "a general hazard in place of a major one"))
        }
        (Grade::General, Grade::Major) => {
            Relation::Stricter(vec![Text::new("由一般升为重大", "a major hazard in place of a general one")])
        }
        _ => Relation::Equal,
    };
    Relation::of([decided(pack, theirs.program.as_ref(), ours.program.as_ref()), grade])
}

fn requirement(pack: &Pack, theirs: &Requirement, ours: &Requirement) -> Relation {
    decided(pack, theirs.program.as_ref(), ours.program.as_ref())
}

fn trigger(pack: &Pack, theirs: &Trigger, ours: &Trigger) -> Relation {
    let act = if theirs.proposes == ours.proposes {
        Relation::Equal
    } else {
        let (was, now) = (theirs.act(pack), ours.act(pack));
        let zh = format!("所建议的由{}变为{}", was.zh, now.zh);
        Relation::Unclear(Text::new(zh, format!("it proposes {} in place of {}", now.en, was.en)))
    };
    let levels =
        |rule: &Trigger| -> Vec<Option<Level>> { rule.by.iter().chain([&rule.whom]).map(|post| post.level).collect() };
    let posts = if levels(theirs) == levels(ours) {
        Relation::Equal
    } else {
        Relation::Unclear(Text::new("主体或对象的层级不同", "it is between posts of other levels"))
    };
    Relation::of([decided(pack, theirs.program.as_ref(), ours.program.as_ref()), act, posts])
}

fn decided(pack: &Pack, theirs: Option<&Program>, ours: Option<&Program>) -> Relation {
    match (theirs, ours) {
        (Some(theirs), Some(ours)) => conditions::compare(pack, &[theirs], &[ours]),
        (None, _) => Relation::Unclear(Text::new("所代替的规则不作判定", "the rule that it replaces is never decided")),
        (_, None) => Relation::Unclear(Text::new("本规则不作判定", "it is never decided")),
    }
}

#[cfg(test)]
mod tests;
