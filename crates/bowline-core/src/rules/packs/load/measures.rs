//! This module reads `measures/*.toml`.
//!
//! This module must never let measures through that form no trees.

use super::parts::Heading;
use super::reader::{Fields, Sink, Spot};
use super::{Docs, parts, push_at};
use crate::ids::RuleId;
use crate::rules::law::{Measure, MeasureLevel};
use crate::rules::packs::diagnostic::did_you_mean;
use crate::rules::packs::pack::Parts;
use crate::words::Text;
use std::collections::BTreeMap;

/// Keys of a measure.
const KEYS: [&str; 14] = [
    "id", "title", "valid", "cite", "parent", "level", "party", "act", "every", "by", "proof", "lead", "with", "remark",
];

/// Every file of `measures/`. The pack's measures may hang below those of the pack it lies over.
pub(super) fn read_all(parts: &mut Parts, below: &[Measure], docs: &Docs<'_>, sink: &Sink) {
    let mut read = Vec::new();
    for doc in docs.folder("measures") {
        read.extend(measure(&doc.fields(sink, &KEYS)));
    }
    let mut known: BTreeMap<&RuleId, &Measure> = below.iter().map(|measure| (&measure.id, measure)).collect();
    for (measure, spot) in &read {
        if known.insert(&measure.id, measure).is_some() {
            let id = &measure.id;
            let text = Text::new(format!("措施 `{id}` 重复"), format!("measure `{id}` stands twice"));
            push_at(sink, spot, "pack.duplicate_id", text);
        }
    }
    for (measure, spot) in &read {
        check(measure, spot, &known, sink);
    }
    parts.sorts.measures = read.into_iter().map(|(measure, _)| measure).collect();
}

fn measure(f: &Fields<'_>) -> Option<(Measure, Spot)> {
    let head = parts::head(f);
    let (level, party, act) = (f.need("level"), f.need("party"), f.need("act"));
    let (level, party, act) = (level?.word(), party?.both(), act?.both());
    let both = |key: &str| f.get(key).and_then(|node| node.both());
    let all = |key: &str| parts::each(f.items(key), |node| node.both());
    let (every, by) = (f.get("every"), f.get("by"));
    if let (Some(_), Some(by)) = (every, by) {
        by.fault("pack.bad_measure", Text::new("频次与期限只写其一", "write a frequency or a deadline, not both"));
    }
    let Heading { id, title, valid, cite, spot, .. } = head.read()?;
    let measure = Measure {
        id,
        title,
        valid,
        cite,
        parent: f.optional("parent", |node| node.id())?,
        level: level?,
        party: party?,
        act: act?,
        every: every.and_then(|node| node.word()),
        by: by.and_then(|node| node.day()),
        proof: all("proof"),
        lead: both("lead"),
        with: all("with"),
        remark: both("remark"),
    };
    Some((measure, f.get("parent").map_or(spot, |parent| parent.spot())))
}

/// The parent exists and stands at a higher level, so that no circle is possible; a head stands at the top.
fn check(measure: &Measure, spot: &Spot, known: &BTreeMap<&RuleId, &Measure>, sink: &Sink) {
    let id = &measure.id;
    let Some(parent) = &measure.parent else {
        if measure.level != MeasureLevel::Nation {
            let zh = format!("{id} 不是国家措施，须写明所分解的上级措施");
            let en = format!("{id} is no national measure: name the parent that it is a part of");
            push_at(sink, spot, "pack.no_parent", Text::new(zh, en));
        }
        return;
    };
    match known.get(parent) {
        None => {
            let hint = did_you_mean(parent.as_str(), known.keys().map(|id| id.as_str())).unwrap_or_default();
            let zh = format!("{id} 的上级措施 `{parent}` 不存在 {}", hint.zh);
            let en = format!("{id} hangs below `{parent}`, which does not exist {}", hint.en);
            push_at(sink, spot, "pack.unknown_parent", Text::new(zh.trim_end(), en.trim_end()));
        }
        Some(_) if circle(measure, known) => {
            let zh = format!("{id} 最终成为自己的上级");
            push_at(sink, spot, "pack.measure_circle", Text::new(zh, format!("{id} comes to stand above itself")));
        }
        Some(above) if above.level >= measure.level => {
            let (own, its) = (measure.level.name(), above.level.name());
            let zh = format!("{id}（{}）须低于上级措施 {parent}（{}）", own.zh, its.zh);
            let en = format!("{id} ({}) must stand below the level of {parent} ({})", own.en, its.en);
            push_at(sink, spot, "pack.measure_level", Text::new(zh, en));
        }
        Some(_) => {}
    }
}

/// Whether a measure is found among those above it.
fn circle(measure: &Measure, known: &BTreeMap<&RuleId, &Measure>) -> bool {
    let mut above = measure.parent.as_ref();
    for _ in 0..=known.len() {
        match above {
            None => return false,
            Some(id) if *id == measure.id => return true,
            Some(id) => above = known.get(id).and_then(|measure| measure.parent.as_ref()),
        }
    }
    // A circle further up: it is told where it closes.
    false
}
