//! The order in which a pack is read: what is referred to first, what refers after it.
//!
//! This module must never stop at the first fault: who writes a pack sees all of them at once. Start at [`build`].

use super::cases::Beside;
use super::reader::{Fields, Sink, Spot};
use super::{
    Doc, Docs, calendars, cases, clocks, country, criteria, demo, dossier, families, inputs, kinds, ladders, lists,
    parts, procedures, proposals, push_at, triggers,
};
use crate::ids::{DepartmentId, PackId, RuleId};
use crate::rules::law::country::Tables;
use crate::rules::law::instruments::Named;
use crate::rules::law::{Editions, Rule, Validity};
use crate::rules::packs::diagnostic::did_you_mean;
use crate::rules::packs::pack::{About, Parts};
use crate::rules::packs::{Pack, PackFiles};
use crate::words::Text;
use std::collections::{BTreeMap, BTreeSet};

const FOLDERS: [&str; 13] = [
    "inputs",
    "rules",
    "procedures",
    "ladders",
    "lights",
    "calendars",
    "checklists",
    "scales",
    "triggers",
    "clocks",
    "requirements",
    "measures",
    "matters",
];
const FILES: [&str; 11] = [
    "pack.toml",
    "instruments.toml",
    "departments.toml",
    "sectors.toml",
    "supervision.toml",
    "terms.toml",
    "sets.toml",
    "levels.toml",
    "demo.toml",
    "proposals.toml",
    "families.toml",
];

/// Everything, or None with diagnostics in the sink. `ids`: the facts of the dossier that the pack undertakes to hold.
pub(super) fn build(docs: &Docs<'_>, files: &PackFiles, ids: Option<&str>, sink: &Sink) -> Option<Pack> {
    docs.paths().for_each(|path| check_path(path, sink));
    let mut pack = header(docs, sink);
    if let Some(parts) = pack.as_mut() {
        read_inputs(parts, docs, sink);
        read_ladders(parts, docs, sink);
        read_procedures(parts, docs, sink);
        read_tables(parts, docs, sink);
        read_criteria(parts, docs, sink);
        let mut editions = read_scales_and_triggers(parts, docs, sink);
        editions.extend(read_clocks_and_requirements(parts, docs, sink));
        editions.extend(read_kinds(parts, docs, sink));
        proposals::check(&parts.sorts, sink);
        criteria::check_editions(editions.iter().map(|(id, valid, spot)| (id, *valid, spot)), sink);
        procedures::check_limits(&parts.sorts.procedures, &parts.sorts.clocks, sink);
        read_lights_and_checklists(parts, docs, sink);
        super::measures::read_all(parts, &[], docs, sink);
        read_instruments(parts, file(docs, "instruments.toml", sink), sink);
        parts.country.calendar = calendars::merge(
            docs.folder("calendars").filter_map(|doc| calendars::read(&doc.fields(sink, &calendars::KEYS))).collect(),
            sink,
        );
        parts.country.demo =
            docs.get("demo.toml").and_then(|doc| demo::read(&doc.fields(sink, &demo::KEYS), parts, files));
        parts.about.cases = cases::read_all(parts, docs, sink);
        let listed: Vec<Doc<'_>> =
            docs.paths().filter(|path| dossier::is_list(path)).filter_map(|path| docs.get(path)).collect();
        dossier::read(
            listed.iter().flat_map(|doc| doc.fields(sink, &["fact"]).items("fact")).collect(),
            ids,
            parts,
            sink,
        );
    }
    pack?.into_pack()
}

fn check_path(path: &str, sink: &Sink) {
    let known = FILES.contains(&path)
        || dossier::is_list(path)
        || path.split_once('/').is_some_and(|(folder, _)| FOLDERS.contains(&folder));
    if !known {
        let hint = did_you_mean(path, FILES.into_iter().chain(FOLDERS)).unwrap_or_default();
        let message = Text::new(format!("不认识的文件 {}", hint.zh), format!("unknown file {}", hint.en));
        sink.file(path, "pack.unknown_file", message);
    }
}

pub(super) fn file<'s>(docs: &Docs<'s>, name: &str, sink: &Sink) -> Option<Doc<'s>> {
    let doc = docs.get(name);
    if doc.is_none() {
        sink.file(
            name,
            "pack.missing_file",
            Text::new("缺少此文件，或文件不可读", "the file is missing or unreadable"),
        );
    }
    doc
}

fn header(docs: &Docs<'_>, sink: &Sink) -> Option<Parts> {
    let keys =
        [&["id", "version", "title", "zone", "licence", "checked_on", "over", "place"][..], &country::KEYS].concat();
    let doc = file(docs, "pack.toml", sink)?;
    let f = doc.fields(sink, &keys);
    if let Some(over) = f.get("over").or(f.get("place")) {
        let message = Text::new(
            "叠加包须与其下的规则包一起加载",
            "an overlay is loaded together with the pack that it lies over",
        );
        over.fault("pack.needs_base", message);
        return None;
    }
    let country = country::read(&f, sink);
    let (id, version, title, zone) = (f.need("id"), f.need("version"), f.need("title"), f.need("zone"));
    let (licence, checked_on) = (f.need("licence"), f.need("checked_on"));
    let zone_node = zone?;
    let Ok(zone) = jiff::tz::TimeZone::get(zone_node.text()?) else {
        zone_node.fault("pack.bad_zone", Text::new("不认识此时区", "unknown time zone"));
        return None;
    };
    let id: PackId = id?.id()?;
    let (name, title) = (format!("{id}@{}", version?.count(1..=1_000_000)?), title?.both()?);
    licence?.text()?;
    Some(Parts {
        about: About { name, title, ..About::default() },
        checked_on: Some(checked_on?.day()?),
        country: Tables { zone: Some(zone), ..country },
        ..Parts::default()
    })
}

/// Reports a second use of an id.
pub(super) fn once<K: Ord + Clone>(seen: &mut BTreeSet<K>, key: &K, shown: &str, spot: &Spot, sink: &Sink) {
    if !seen.insert(key.clone()) {
        push_at(
            sink,
            spot,
            "pack.duplicate_id",
            Text::new(format!("`{shown}` 重复"), format!("`{shown}` stands twice")),
        );
    }
}

pub(super) fn read_inputs(parts: &mut Parts, docs: &Docs<'_>, sink: &Sink) {
    let mut seen: BTreeSet<_> = parts.sorts.inputs.keys().cloned().collect();
    for doc in docs.folder("inputs") {
        for node in doc.fields(sink, &["input"]).items("input") {
            let Some((input, spot)) = inputs::read(node, &parts.country.counted) else { continue };
            once(&mut seen, &input.id, input.id.as_str(), &spot, sink);
            parts.sorts.inputs.insert(input.id.clone(), input);
        }
    }
}

fn read_ladders(parts: &mut Parts, docs: &Docs<'_>, sink: &Sink) {
    let ladders: Vec<Doc<'_>> = docs.folder("ladders").collect();
    let fields: Vec<Fields<'_>> =
        ladders.iter().map(|doc| doc.fields(sink, &["id", "title", "valid", "cite", "reply", "rung"])).collect();
    let read: Vec<_> = fields.iter().filter_map(ladders::read).collect();
    let mut seen = BTreeSet::new();
    for one in &read {
        parts.case_files.push((one.spot.file.clone(), one.ladder.id.clone(), Beside::Ladder));
        once(&mut seen, &one.ladder.id, one.ladder.id.as_str(), &one.spot, sink);
    }
    ladders::check(&read, sink);
    parts.sorts.ladders = read.into_iter().map(|one| one.ladder).collect();
}

fn read_procedures(parts: &mut Parts, docs: &Docs<'_>, sink: &Sink) {
    let mut read = Vec::new();
    for doc in docs.folder("procedures") {
        let f = doc.fields(sink, &["id", "title", "for_matter", "valid", "step"]);
        let found = procedures::read(&f, &parts.sorts.ladders);
        parts.case_files.extend(found.iter().map(|(p, _)| (doc.path.to_owned(), p.id.clone(), Beside::Procedure)));
        read.extend(found);
    }
    let mut seen = BTreeSet::new();
    for (procedure, spot) in &read {
        once(&mut seen, &procedure.id, procedure.id.as_str(), spot, sink);
    }
    procedures::check_matters(&read, sink);
    procedures::check_overlaps(&read, sink);
    parts.sorts.procedures = read.into_iter().map(|(procedure, _)| procedure).collect();
}

pub(super) fn read_criteria(parts: &mut Parts, docs: &Docs<'_>, sink: &Sink) -> Vec<Edition> {
    let mut read = Vec::new();
    for doc in docs.folder("rules") {
        let found = criteria::read(&doc.fields(sink, &criteria::KEYS), &parts.sorts.inputs);
        if let Some((criterion, _)) = &found {
            let beside = if criterion.condition.is_some() { Beside::Criterion } else { Beside::Undecided };
            parts.case_files.push((doc.path.to_owned(), criterion.id.clone(), beside));
        }
        read.extend(found);
    }
    criteria::check_editions(read.iter().map(|(rule, spot)| (&rule.id, rule.valid, spot)), sink);
    criteria::check_sets(&read, &parts.sorts.sets, sink);
    let editions = read.iter().map(|(rule, spot)| (rule.id.clone(), rule.valid, spot.clone())).collect();
    parts.sorts.criteria = read.into_iter().map(|(criterion, _)| criterion).collect();
    editions
}

/// A rule, its days and where it stands: of all kinds that have editions, no two of one id overlap.
pub(super) type Edition = (RuleId, Validity, Spot);

pub(super) fn read_scales_and_triggers(parts: &mut Parts, docs: &Docs<'_>, sink: &Sink) -> Vec<Edition> {
    if let Some(doc) = docs.get("proposals.toml") {
        let (read, fills) = proposals::read(&doc, &parts.sorts.inputs, sink);
        let mut ids: BTreeSet<_> = parts.sorts.proposals.iter().map(|proposal| proposal.id.clone()).collect();
        for (proposal, spot) in read {
            once(&mut ids, &proposal.id, &proposal.id, &spot, sink);
            parts.sorts.proposals.push(proposal);
        }
        parts.sorts.fills.extend(fills);
    }
    let (scales, mut editions) = read_rules(parts, docs, "scales", Beside::Scale, |doc, parts| {
        triggers::scale(&doc.fields(sink, &triggers::SCALE_KEYS), &parts.sorts.inputs)
    });
    let (triggers, more) = read_rules(parts, docs, "triggers", Beside::Trigger, |doc, parts| {
        triggers::trigger(&doc.fields(sink, &triggers::TRIGGER_KEYS), &parts.sorts.inputs, &parts.sorts.proposals)
    });
    editions.extend(more);
    (parts.sorts.scales, parts.sorts.triggers) = (scales, triggers);
    editions
}

pub(super) fn read_clocks_and_requirements(parts: &mut Parts, docs: &Docs<'_>, sink: &Sink) -> Vec<Edition> {
    let (clocks, mut editions) = read_rules(parts, docs, "clocks", Beside::Clock, |doc, parts| {
        clocks::clock(&doc.fields(sink, &clocks::CLOCK_KEYS), &parts.sorts.inputs)
    });
    let (requirements, more) = read_rules(parts, docs, "requirements", Beside::Requirement, |doc, parts| {
        clocks::requirement(&doc.fields(sink, &clocks::REQUIREMENT_KEYS), &parts.sorts.inputs)
    });
    editions.extend(more);
    (parts.sorts.clocks, parts.sorts.requirements) = (clocks, requirements);
    editions
}

/// Kinds of matter refer to everything else that has a name; nothing refers to them.
fn read_kinds(parts: &mut Parts, docs: &Docs<'_>, sink: &Sink) -> Vec<Edition> {
    let files: Vec<Doc<'_>> = docs.folder("matters").collect();
    let fields: Vec<Fields<'_>> = files.iter().map(|doc| doc.fields(sink, &kinds::KEYS)).collect();
    let read: Vec<_> = fields.iter().filter_map(|f| kinds::read(f, &parts.sorts)).collect();
    kinds::check_all(&read, &parts.sorts);
    let editions = read.iter().map(|one| (one.kind.id.clone(), one.kind.valid, one.spot.clone())).collect();
    parts.case_files.extend(read.iter().map(|one| (one.spot.file.clone(), one.kind.id.clone(), Beside::Kind)));
    parts.sorts.kinds = read.into_iter().map(|one| one.kind).collect();
    if let Some(doc) = docs.get("families.toml") {
        parts.sorts.families = families::read(&doc, &parts.sorts.kinds, sink);
    }
    editions
}

/// The rules of a folder, and where each stands. Those that are decided have cases beside them.
fn read_rules<R: Rule>(
    parts: &mut Parts,
    docs: &Docs<'_>,
    folder: &str,
    beside: Beside,
    read: impl Fn(&Doc<'_>, &Parts) -> Option<(R, Spot)>,
) -> (Editions<R>, Vec<Edition>) {
    let (mut rules, mut editions) = (Vec::new(), Vec::new());
    for doc in docs.folder(folder) {
        let Some((rule, spot)) = read(&doc, parts) else { continue };
        let beside = if rule.is_decided() { beside } else { Beside::Undecided };
        parts.case_files.push((doc.path.to_owned(), rule.id().clone(), beside));
        editions.push((rule.id().clone(), rule.valid(), spot));
        rules.push(rule);
    }
    (rules.into_iter().collect(), editions)
}

/// Names of the instruments; whatever is cited must be among them.
pub(super) fn read_instruments(parts: &mut Parts, doc: Option<Doc<'_>>, sink: &Sink) {
    if let Some(doc) = doc {
        for node in doc.fields(sink, &["instrument"]).items("instrument") {
            let Some(f) = node.table(&["name", "plain"]) else { continue };
            let plain = f.get("plain").and_then(|it| it.yes()).unwrap_or(false);
            let name = f.need("name").and_then(|it| it.both());
            parts.sorts.instruments.0.extend(name.map(|text| (text.zh.clone(), Named { text, plain })));
        }
    }
    let mut unknown: BTreeMap<&str, Vec<&RuleId>> = BTreeMap::new();
    for (id, cite) in parts.sorts.cites().filter(|(_, cite)| !parts.sorts.instruments.0.contains_key(&cite.instrument))
    {
        unknown.entry(&cite.instrument).or_default().push(id);
    }
    for (name, rules) in unknown {
        let Some(id) = rules.first() else { continue };
        let hint = did_you_mean(name, parts.sorts.instruments.0.keys().map(String::as_str)).unwrap_or_default();
        let zh = format!("{id}（共 {} 处）引用了未列出的文件 `{name}` {}", rules.len(), hint.zh);
        let en = format!("{id} ({} in all) cites `{name}`, which is not listed {}", rules.len(), hint.en);
        sink.file("instruments.toml", "pack.unknown_instrument", Text::new(zh.trim_end(), en.trim_end()));
    }
}

fn read_lights_and_checklists(parts: &mut Parts, docs: &Docs<'_>, sink: &Sink) {
    let mut seen = BTreeSet::new();
    for doc in docs.folder("lights") {
        let read = lists::lights(&doc.fields(sink, &["id", "title", "valid", "cite", "light"]), &parts.sorts.inputs);
        if let Some((set, spot)) = read {
            once(&mut seen, &set.id, set.id.as_str(), &spot, sink);
            parts.sorts.lights.extend([set]);
        }
    }
    if parts.sorts.lights.len() != 1 {
        sink.file("lights", "pack.lights_count", Text::new("须有且只有一套灯", "there is exactly one set of lights"));
    }
    let rules: BTreeSet<RuleId> = parts.sorts.criteria.iter().map(|criterion| criterion.id.clone()).collect();
    for doc in docs.folder("checklists") {
        let read =
            lists::checklist(&doc.fields(sink, &["id", "title", "sectors", "valid", "check"]), &parts.sorts.inputs);
        if let Some((list, spot)) = read {
            once(&mut seen, &list.id, list.id.as_str(), &spot, sink);
            parts.case_files.push((doc.path.to_owned(), list.id.clone(), Beside::Checklist));
            for check in &list.checks {
                once(&mut seen, &check.id, check.id.as_str(), &spot, sink);
                for id in check.candidates.iter().filter(|id| !rules.contains(id)) {
                    push_at(
                        sink,
                        &spot,
                        "pack.unknown_rule",
                        Text::new(format!("没有规则 `{id}`"), format!("there is no rule `{id}`")),
                    );
                }
            }
            parts.sorts.checklists.extend([list]);
        }
    }
}

fn read_tables(parts: &mut Parts, docs: &Docs<'_>, sink: &Sink) {
    let mut seen = BTreeSet::new();
    if let Some(doc) = file(docs, "departments.toml", sink) {
        let read = parts::each(doc.fields(sink, &["department"]).items("department"), lists::department);
        for (department, spot) in read {
            once(&mut seen, &department.id, department.id.as_str(), &spot, sink);
            parts.country.departments.push(department);
        }
    }
    if let Some(doc) = file(docs, "sectors.toml", sink) {
        let mut codes = BTreeSet::new();
        let f = doc.fields(sink, &["sector", "ledger_title"]);
        for (code, name, spot) in parts::each(f.items("sector"), lists::sector) {
            once(&mut codes, &code, &code, &spot, sink);
            parts.country.sectors.insert(code, name);
        }
        parts.country.ledger_titles =
            parts::each(f.items("ledger_title"), |node| country::ledger_title(node, &parts.country.sectors));
    }
    let known: BTreeSet<DepartmentId> =
        parts.country.departments.iter().map(|department| department.id.clone()).collect();
    if let Some(doc) = file(docs, "supervision.toml", sink) {
        let f = doc.fields(sink, &["default", "last_resort", "supervision"]);
        parts.country.last_resort = f.get("last_resort").and_then(|node| lists::known_department(node, &known));
        if let Some((default, map)) = lists::supervision(&f, &known) {
            parts.country.default_department = Some(default);
            parts.country.supervision = map;
        }
    }
    if let Some(doc) = docs.get("levels.toml") {
        parts.country.levels = country::levels(&doc.fields(sink, &["level"]));
    }
    if let Some(doc) = file(docs, "sets.toml", sink) {
        let mut codes = BTreeSet::new();
        for (set, spot) in parts::each(doc.fields(sink, &["set"]).items("set"), |node| lists::set(node, &known)) {
            once(&mut codes, &set.id, &set.id, &spot, sink);
            parts.sorts.sets.0.push(set);
        }
    }
    if let Some(doc) = file(docs, "terms.toml", sink) {
        let mut ids = BTreeSet::new();
        for (word, spot) in parts::each(doc.fields(sink, &["term"]).items("term"), lists::word) {
            once(&mut ids, &word.id, word.id.as_str(), &spot, sink);
            parts.about.terms.push(word);
        }
    }
}
