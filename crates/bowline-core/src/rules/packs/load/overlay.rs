//! This module reads a pack that lies over another, and puts the two together: what it replaces is cut out of the pack below for
//! the days on which it is in force; before and after, the rule below speaks.
//!
//! This module must never let a rule through that is looser than the one that it replaces. Start at [`build`].

use super::reader::{Sink, Spot};
use super::stages::{Edition, file};
use super::{Docs, cases, criteria, measures, push_at, stages};
use crate::ids::{PackId, PlaceCode, RuleId};
use crate::rules::law::country::Tables;
use crate::rules::law::{RuleKind, Sorts, Validity};
use crate::rules::packs::diagnostic::did_you_mean;
use crate::rules::packs::overlay::{Relation, judge};
use crate::rules::packs::pack::{About, Parts};
use crate::rules::packs::{Overlay, OverlayRule, Pack, PackFiles, PackHead, Strictness, id_of};
use crate::words::Text;
use std::collections::BTreeSet;

/// Keys that a rule of an overlay may have besides its own.
pub(super) const LINKS: [&str; 2] = ["replaces", "not_comparable"];
/// Folders of an overlay whose files are rules that may replace others.
const RULES: [(&str, RuleKind); 5] = [
    ("rules", RuleKind::Criterion),
    ("scales", RuleKind::Scale),
    ("triggers", RuleKind::Trigger),
    ("clocks", RuleKind::Clock),
    ("requirements", RuleKind::Requirement),
];
/// What else an overlay may hold.
const OTHERS: [&str; 5] = ["pack.toml", "instruments.toml", "proposals.toml", "inputs", "measures"];

/// Whether a file is a rule that may replace another.
pub(super) fn is_rule(path: &str) -> bool {
    let folder = path.split_once('/').map(|(folder, _)| folder);
    !cases::is_cases(path) && RULES.iter().any(|(name, _)| Some(*name) == folder)
}

/// What `pack.toml` says, as far as it can be read.
pub(in crate::rules) fn head_of(files: &PackFiles) -> Option<PackHead> {
    let sink = Sink::default();
    let doc = super::parse("pack.toml", files.get("pack.toml")?, &sink)?;
    let f = doc.peek(&sink);
    let text = |key| Some(f.get(key)?.text()?.to_owned());
    Some(PackHead { id: text("id"), over: text("over"), place: f.get("place").and_then(|it| it.id()) })
}

/// Everything, or None with diagnostics in the sink.
pub(super) fn build(base: &Pack, docs: &Docs<'_>, sink: &Sink) -> Option<Pack> {
    docs.paths().for_each(|path| check_path(path, sink));
    let (mut own, place) = header(base, docs, sink)?;
    stages::read_inputs(&mut own, docs, sink);
    let mut editions = stages::read_criteria(&mut own, docs, sink);
    editions.extend(stages::read_scales_and_triggers(&mut own, docs, sink));
    editions.extend(stages::read_clocks_and_requirements(&mut own, docs, sink));
    criteria::check_editions(editions.iter().map(|(id, valid, spot)| (id, *valid, spot)), sink);
    measures::read_all(&mut own, base.measures(), docs, sink);
    stages::read_instruments(&mut own, docs.get("instruments.toml"), sink);
    own.about.cases = cases::read_all(&own, docs, sink);
    let rules = editions.into_iter().filter_map(|edition| link(base, edition, docs, sink)).collect();
    if !sink.is_empty() {
        return None;
    }
    merge(base, own, place, rules, sink)
}

fn check_path(path: &str, sink: &Sink) {
    let first = path.split('/').next().unwrap_or_default();
    let known = || RULES.iter().map(|(name, _)| *name).chain(OTHERS);
    if !known().any(|name| name == first) {
        let hint = did_you_mean(first, known()).unwrap_or_default();
        let zh = format!("叠加包中不能有此文件：由其下的规则包决定 {}", hint.zh);
        let en = format!("an overlay cannot hold this file: the pack below decides it {}", hint.en);
        sink.file(path, "pack.not_in_overlay", Text::new(zh.trim_end(), en.trim_end()));
    }
}

/// What stands in `pack.toml`, and what the pack below lends while the files are read.
fn header(base: &Pack, docs: &Docs<'_>, sink: &Sink) -> Option<(Parts, PlaceCode)> {
    let doc = file(docs, "pack.toml", sink)?;
    let f = doc.fields(sink, &["id", "version", "title", "licence", "checked_on", "over", "place"]);
    let (id, version, title) = (f.need("id"), f.need("version"), f.need("title"));
    let (licence, checked_on, over, place) = (f.need("licence"), f.need("checked_on"), f.need("over"), f.need("place"));
    let over_node = over?;
    let below = id_of(base.name());
    let over: PackId = over_node.id()?;
    // Between the pack for which it was written and its place another may lie: a province's that came later.
    if base.name().split(" over ").all(|layer| id_of(layer) != over.as_str()) {
        let zh = format!("此包声明位于 `{over}` 之上，其下却是 `{below}`");
        over_node.fault("pack.wrong_base", Text::new(zh, format!("it lies over `{over}`, but was put over `{below}`")));
        return None;
    }
    let id: PackId = id?.id()?;
    let (name, place): (String, PlaceCode) = (format!("{id}@{}", version?.count(1..=1_000_000)?), place?.id()?);
    let (lent, title) = (&base.law.sorts, title?.both()?);
    licence?.text()?;
    let own = Parts {
        about: About { name: format!("{name} over {}", base.name()), title, ..About::default() },
        checked_on: Some(checked_on?.day()?),
        sorts: Sorts {
            inputs: lent.inputs.clone(),
            sets: lent.sets.clone(),
            proposals: lent.proposals.clone(),
            fills: lent.fills.clone(),
            instruments: lent.instruments.clone(),
            ..Sorts::default()
        },
        country: Tables { counted: base.country().counted().to_vec(), ..Tables::default() },
        ..Parts::default()
    };
    Some((own, place))
}

/// A rule with what it says about the one below.
struct Linked {
    rule: OverlayRule,
    reason: Option<Text>,
    spot: Spot,
}

fn link(base: &Pack, (id, valid, spot): Edition, docs: &Docs<'_>, sink: &Sink) -> Option<Linked> {
    let (first, _) = spot.file.split_once('/')?;
    let (_, kind) = RULES.into_iter().find(|(name, _)| *name == first)?;
    let doc = docs.get(&spot.file)?;
    let f = doc.peek(sink);
    let reason = f.optional("not_comparable", |node| node.both())?;
    let (replaces, spot) = match f.get("replaces") {
        Some(node) => (Some(node.id()?), node.spot()),
        None => (base.book().title(&id).is_some().then(|| id.clone()), spot),
    };
    let rule = OverlayRule { kind, id, valid, replaces, strictness: Strictness::Added };
    Some(Linked { rule, reason, spot })
}

/// The pack for the place.
fn merge(base: &Pack, own: Parts, place: PlaceCode, linked: Vec<Linked>, sink: &Sink) -> Option<Pack> {
    let mut pack = base.clone();
    (pack.checked_on, pack.overlay) = (own.checked_on?, None);
    let (whole, new) = (&mut pack.law.sorts, own.sorts);
    let replaced: Vec<(RuleKind, RuleId, Validity)> =
        linked.iter().filter_map(|it| Some((it.rule.kind, it.rule.replaces.clone()?, it.rule.valid))).collect();
    for (kind, id, valid) in &replaced {
        match kind {
            RuleKind::Criterion => whole.criteria.cut(id, *valid),
            RuleKind::Scale => whole.scales.cut(id, *valid),
            RuleKind::Trigger => whole.triggers.cut(id, *valid),
            RuleKind::Clock => whole.clocks.cut(id, *valid),
            _ => whole.requirements.cut(id, *valid),
        }
    }
    // Their cases speak about days on which they no longer hold; they are run in the pack below.
    let gone: BTreeSet<&RuleId> = replaced.iter().map(|(_, id, _)| id).collect();
    // So are the stories of kinds, whose dates and grades follow from them.
    let told_anew = replaced.iter().any(|(kind, ..)| matches!(kind, RuleKind::Clock | RuleKind::Scale));
    let is_story = |rule: &RuleId| told_anew && whole.kinds.latest(rule).is_some();
    pack.about.cases.retain(|file| !gone.contains(&file.rule) && !is_story(&file.rule));
    whole.criteria.extend(new.criteria.iter().cloned());
    whole.scales.extend(new.scales.iter().cloned());
    whole.triggers.extend(new.triggers.iter().cloned());
    whole.clocks.extend(new.clocks.iter().cloned());
    whole.requirements.extend(new.requirements.iter().cloned());
    whole.measures.extend(new.measures.iter().cloned());
    pack.about.cases.extend(own.about.cases);
    (whole.inputs, whole.instruments) = (new.inputs, new.instruments);
    (whole.proposals, whole.fills) = (new.proposals, new.fills);
    (pack.about.name, pack.about.title) = (own.about.name, own.about.title);
    let rules: Vec<OverlayRule> = linked.into_iter().filter_map(|it| stands(base, &pack, it, sink)).collect();
    for rule in &rules {
        if let Some(below) = rule.replaces.as_ref().filter(|below| **below != rule.id) {
            pack.law.sorts.replaced.entry(below.clone()).or_default().push(rule.id.clone());
        }
    }
    pack.overlay = Some(Overlay { place, rules });
    Some(pack)
}

/// How a rule stands to the one that it replaces. None: refused, with a diagnostic.
fn stands(base: &Pack, pack: &Pack, linked: Linked, sink: &Sink) -> Option<OverlayRule> {
    let Linked { mut rule, reason, spot } = linked;
    let id = rule.id.clone();
    let fault = |code, zh: String, en: String| {
        push_at(sink, &spot, code, Text::new(zh, en));
        None
    };
    let Some(target) = rule.replaces.clone() else {
        if reason.is_some() {
            let zh = format!("{id} 不代替任何规则，无须 not_comparable");
            return fault("overlay.needless_reason", zh, format!("{id} replaces nothing: leave `not_comparable` out"));
        }
        return Some(rule);
    };
    let Some(relation) = judge(base, pack, &rule, &target) else {
        let kind = rule.kind.name();
        let zh = format!("{id} 所代替的{} `{target}` 不存在", kind.zh);
        let en = format!("{id} replaces the {} `{target}`, which the pack below does not have", kind.en);
        return fault("overlay.unknown_rule", zh, en);
    };
    rule.strictness = match (relation, reason) {
        (Relation::Looser(why), _) => {
            let zh = format!("{id} 比所代替的 {target} 宽松：{}", why.zh);
            return fault("overlay.looser", zh, format!("{id} is looser than {target}, which it replaces: {}", why.en));
        }
        (Relation::Unclear(why), None) => {
            let zh = format!("{id} 与所代替的 {target} 不可比（{}）；请以 not_comparable 说明缘由", why.zh);
            let en = format!("{id} cannot be compared with {target} ({}): give the reason in `not_comparable`", why.en);
            return fault("overlay.not_comparable", zh, en);
        }
        (Relation::Unclear(why), Some(reason)) => Strictness::NotComparable { why, reason },
        (Relation::Equal | Relation::Stricter(_), Some(_)) => {
            let zh = format!("{id} 与 {target} 可比，无须 not_comparable");
            let en = format!("{id} can be compared with {target}: leave `not_comparable` out");
            return fault("overlay.needless_reason", zh, en);
        }
        (Relation::Equal, None) => Strictness::Equal,
        (Relation::Stricter(details), None) => Strictness::Stricter(details),
    };
    Some(rule)
}
