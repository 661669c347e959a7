//! This module compares two scales. They must have the same grades; each grade must be reached no later, and what
//! follows from it must be no milder.
//!
//! This module must never compare amounts of different units. Start at [`compare`].

use super::{Relation, conditions};
use crate::rules::law::program::Program;
use crate::rules::law::{Amount, Entailed, Scale, ScaleGrade};
use crate::rules::packs::Pack;
use crate::words::Text;
use std::cmp::Ordering;

/// Ours against theirs.
pub(super) fn compare(pack: &Pack, theirs: &Scale, ours: &Scale) -> Relation {
    let names = |scale: &Scale| scale.grades.iter().map(|grade| grade.id.clone()).collect::<Vec<_>>();
    if names(theirs) != names(ours) {
        return Relation::Unclear(Text::new("等级不同", "it has other grades"));
    }
    let (mut theirs_upper, mut ours_upper): (Vec<&Program>, Vec<&Program>) = (Vec::new(), Vec::new());
    let mut parts = Vec::new();
    for (theirs, ours) in theirs.grades.iter().zip(&ours.grades) {
        if let (Some(their_program), Some(our_program)) = (&theirs.program, &ours.program) {
            theirs_upper.push(their_program);
            ours_upper.push(our_program);
            parts.push(conditions::compare(pack, &theirs_upper, &ours_upper).about(&ours.name));
        }
        parts.push(follows(theirs, ours).about(&ours.name));
    }
    Relation::of(parts)
}

/// What follows from a grade: everything that follows there follows here, in no smaller amount.
fn follows(theirs: &ScaleGrade, ours: &ScaleGrade) -> Relation {
    let mut left: Vec<&Entailed> = ours.entails.iter().collect();
    let mut parts = Vec::new();
    for entailed in &theirs.entails {
        let Some(no) = left.iter().position(|it| it.act == entailed.act && it.whom == entailed.whom) else {
            let (zh, en) =
                (format!("没有“{}”", entailed.act.zh), format!("\"{}\" does not follow here", entailed.act.en));
            return Relation::Looser(Text::new(zh, en));
        };
        let here = left.remove(no);
        parts.push(amounts(entailed.amount.as_ref(), here.amount.as_ref()).about(&entailed.act));
    }
    let more =
        left.into_iter().map(|it| Text::new(format!("另有“{}”", it.act.zh), format!("\"{}\" as well", it.act.en)));
    let more: Vec<Text> = more.collect();
    if !more.is_empty() {
        parts.push(Relation::Stricter(more));
    }
    Relation::of(parts)
}

fn amounts(theirs: Option<&Amount>, ours: Option<&Amount>) -> Relation {
    let (theirs, ours) = match (theirs, ours) {
        (None, None) => return Relation::Equal,
        (Some(theirs), Some(ours)) if theirs.unit == ours.unit && theirs.of == ours.of => (theirs, ours),
        _ => return Relation::Unclear(Text::new("数额的单位或基数不同", "the amounts are of another unit or share")),
    };
    let from = theirs.from.unwrap_or(0.0).total_cmp(&ours.from.unwrap_or(0.0));
    let open = f64::INFINITY;
    let to = theirs.to.unwrap_or(open).total_cmp(&ours.to.unwrap_or(open)).then(ours.below.cmp(&theirs.below));
    let told = Text::new(
        format!("{} → {}", band(theirs).zh, band(ours).zh),
        format!("{} → {}", band(theirs).en, band(ours).en),
    );
    match (from, to) {
        (Ordering::Equal, Ordering::Equal) => Relation::Equal,
        (Ordering::Greater, _) | (_, Ordering::Greater) => Relation::Looser(told),
        _ => Relation::Stricter(vec![told]),
    }
}

fn band(amount: &Amount) -> Text {
    let Amount { from, to, unit, below, .. } = amount;
    let (from_text, to_text) = (from.map(|n| n.to_string()), to.map(|n| n.to_string()));
    let (zh_to, en_to) = if *below { ("不满", "below") } else { ("至", "to") };
    match (from_text, to_text) {
        (Some(from), Some(to)) => {
            Text::new(format!("{from} {zh_to} {to} {unit}"), format!("{from} {en_to} {to} {unit}"))
        }
        (Some(from), None) => Text::new(format!("{from} {unit} 以上"), format!("from {from} {unit}")),
        (None, Some(to)) => Text::new(format!("{zh_to} {to} {unit}"), format!("{en_to} {to} {unit}")),
        (None, None) => Text::same(unit),
    }
}
