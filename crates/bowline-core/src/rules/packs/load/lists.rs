//! This module reads the tables of a pack: departments, sectors, supervision, terms, lights, checklists.
//!
//! This module must never let a table name a department that the pack lacks.

use super::conditions::{self, Inputs};
use super::parts::{self, Heading};
use super::reader::{Fields, Node, Spot};
use crate::ids::{DepartmentId, PlaceCode};
use crate::places::Level;
use crate::rules::law::program::Program;
use crate::rules::law::{Check, Checklist, Department, LevelInputs, LightRule, LightSet, RuleSet, Word};
use crate::rules::packs::diagnostic::did_you_mean;
use crate::words::Text;
use std::collections::{BTreeMap, BTreeSet};

/// Levels at which there are offices.
const LEVELS: [Level; 4] = [Level::Nation, Level::Province, Level::City, Level::County];

/// A level at which there are offices.
pub(super) fn level(node: Node<'_>) -> Option<Level> {
    let word = node.text()?;
    let level = level_named(word);
    if level.is_none() {
        let known = LEVELS.map(Level::as_str);
        node.fault_with("pack.unknown_word", unknown_level(word), did_you_mean(word, known));
    }
    level
}

fn level_named(word: &str) -> Option<Level> {
    LEVELS.into_iter().find(|level| level.as_str() == word)
}

fn unknown_level(word: &str) -> Text {
    Text::new(format!("不认识层级 `{word}`"), format!("unknown level `{word}`"))
}

/// One `[[department]]`.
pub(super) fn department(node: Node<'_>) -> Option<(Department, Spot)> {
    let f =
        node.table(&["id", "name", "levels", "office_name", "office_name_at", "office_name_in", "office_name_below"])?;
    let (id, name, levels, office_name) = (f.need("id"), f.need("name"), f.need("levels"), f.need("office_name"));
    let mut office_name_at = BTreeMap::new();
    for (word, node) in f.get("office_name_at").and_then(|node| node.entries()).unwrap_or_default() {
        let name = node.both()?;
        match level_named(word) {
            Some(level) => drop(office_name_at.insert(level, name)),
            None => node.fault("pack.unknown_word", unknown_level(word)),
        }
    }
    let (office_name_in, office_name_below) = (by_place(&f, "office_name_in")?, by_place(&f, "office_name_below")?);
    let id = id?;
    let levels = parts::each(levels?.list()?, level);
    let office = office_name?.both()?;
    if !office.zh.contains("{place}") || !office.en.contains("{place}") {
        office_name?
            .fault("pack.bad_placeholder", Text::new("机构名须含 {place}", "the name of an office contains {place}"));
    }
    let (name, office_name) = (name?.both()?, office);
    let department =
        Department { id: id.id()?, name, levels, office_name, office_name_at, office_name_in, office_name_below };
    Some((department, id.spot()))
}

/// Names by the code of a place.
fn by_place(f: &Fields<'_>, key: &str) -> Option<BTreeMap<PlaceCode, Text>> {
    let mut names = BTreeMap::new();
    for (code, node) in f.get(key).and_then(|node| node.entries()).unwrap_or_default() {
        match code.parse() {
            Ok(code) => drop(names.insert(code, node.both()?)),
            Err(_) => {
                let message =
                    Text::new(format!("“{code}”不是地方代码"), format!("`{code}` is not the code of a place"));
                node.fault("pack.bad_id", message);
            }
        }
    }
    Some(names)
}

/// The code of a sector or a prefix of one: up to six digits, a capital before them or not (GB/T 4754: `H62`, NAICS: `23`).
pub(super) fn sector_code(node: Node<'_>) -> Option<String> {
    let code = node.text()?;
    let digits = code.strip_prefix(|c: char| c.is_ascii_uppercase()).unwrap_or(code);
    let fine = code.len() <= 6 && digits.bytes().all(|b| b.is_ascii_digit());
    if !fine {
        node.fault(
            "pack.bad_id",
            Text::new(format!("`{code}` 不是行业代码"), format!("`{code}` is not a sector code")),
        );
        return None;
    }
    Some(code.to_owned())
}

/// One `[[sector]]`: code and name.
pub(super) fn sector(node: Node<'_>) -> Option<(String, Text, Spot)> {
    let f = node.table(&["code", "name"])?;
    let (code, name) = (f.need("code")?, f.need("name"));
    Some((sector_code(code)?, name?.both()?, code.spot()))
}

pub(super) fn known_department(node: Node<'_>, known: &BTreeSet<DepartmentId>) -> Option<DepartmentId> {
    let id: DepartmentId = node.id()?;
    if !known.contains(&id) {
        let message =
            Text::new(format!("没有部门 `{}`", id.as_str()), format!("there is no department `{}`", id.as_str()));
        node.fault_with(
            "pack.unknown_department",
            message,
            did_you_mean(id.as_str(), known.iter().map(DepartmentId::as_str)),
        );
        return None;
    }
    Some(id)
}

/// One `[[set]]` of `sets.toml`: sectors, lead department, instruments.
pub(super) fn set(node: Node<'_>, known: &BTreeSet<DepartmentId>) -> Option<(RuleSet, Spot)> {
    let f = node.table(&["id", "name", "sectors", "lead", "instruments"])?;
    let (id, name, lead) =
        (f.need("id"), f.need("name"), f.need("lead").and_then(|node| known_department(node, known)));
    let (sectors, instruments) = (f.need("sectors"), f.need("instruments"));
    let id = id?;
    let sectors = parts::each(sectors?.list()?, sector_code);
    let instruments = parts::each(instruments?.list()?, |node| node.both());
    Some((RuleSet { id: id.text()?.to_owned(), name: name?.both()?, sectors, lead: lead?, instruments }, id.spot()))
}

/// `supervision.toml`: the default and the department of each prefix.
pub(super) fn supervision(
    f: &Fields<'_>,
    known: &BTreeSet<DepartmentId>,
) -> Option<(DepartmentId, BTreeMap<String, DepartmentId>)> {
    let department = |node: Node<'_>| known_department(node, known);
    let default = f.need("default").and_then(department);
    let mut map = BTreeMap::new();
    for node in f.items("supervision") {
        let Some(item) = node.table(&["sector", "department", "cite"]) else { continue };
        parts::citations(&item);
        let (Some(code), Some(id)) = (item.need("sector"), item.need("department").and_then(department)) else {
            continue;
        };
        if let Some(word) = sector_code(code)
            && map.insert(word, id).is_some()
        {
            code.fault("pack.duplicate_id", Text::new("行业重复", "the sector stands twice"));
        }
    }
    Some((default?, map))
}

/// One `[[term]]`.
pub(super) fn word(node: Node<'_>) -> Option<(Word, Spot)> {
    let f = node.table(&["id", "term", "rust", "column", "note"])?;
    let (id, term) = (f.need("id"), f.need("term"));
    let optional = |key: &str| f.get(key).and_then(|node| node.text()).map(str::to_owned);
    let note = f.get("note").and_then(|node| node.both());
    let id = id?;
    Some((
        Word { id: id.id()?, term: term?.both()?, rust: optional("rust"), column: optional("column"), note },
        id.spot(),
    ))
}

/// One file of `lights/`.
pub(super) fn lights(f: &Fields<'_>, inputs: &Inputs) -> Option<(LightSet, Spot)> {
    let (head, nodes) = (parts::head(f), f.need("light"));
    let nodes = nodes?.list()?;
    let lights = parts::each(nodes, |node| light(node, inputs));
    let last = lights.len().saturating_sub(1);
    if lights.is_empty() || lights.iter().enumerate().any(|(i, light)| light.condition.is_none() != (i == last)) {
        f.fault(
            "pack.bad_lights",
            Text::new("只有最后一盏灯没有条件", "the last light, and only it, has no condition"),
        );
    }
    let Heading { id, title, valid, cite, spot, .. } = head.read()?;
    Some((LightSet { id, title, valid, cite, lights }, spot))
}

fn light(node: Node<'_>, inputs: &Inputs) -> Option<LightRule> {
    let f = node.table(&["light", "if", "reason", "turns_green"])?;
    let (light, reason, turns_green) = (f.need("light"), f.need("reason"), f.need("turns_green"));
    let (condition, program) = conditions::optional(&f, "if", inputs)?.unzip();
    if program.as_ref().is_some_and(|p| p.inputs().iter().any(|input| !input.as_str().starts_with("level."))) {
        node.fault("pack.bad_lights", Text::new("灯只看 level.* 的数", "a light looks at level.* only"));
    }
    let (reason_text, green_text) = (reason?.both()?, turns_green?.both()?);
    for (node, text) in [(reason?, &reason_text), (turns_green?, &green_text)] {
        let whole = |text: &str| text.replace(['[', ']'], "");
        let filled = LevelInputs::default().fill(&Text::new(whole(&text.zh), whole(&text.en)));
        if [&text.zh, &text.en].iter().any(|text| text.matches('[').count() != text.matches(']').count()) {
            node.fault("pack.bad_placeholder", Text::new("方括号不成对", "a bracket has no counterpart"));
        }
        if filled.zh.contains('{') || filled.en.contains('{') {
            let message = Text::new(
                "只可用 {open} {overdue} {overdue_major} {raised} {alarms} {found} {silent_days}",
                "only {open} {overdue} {overdue_major} {raised} {alarms} {found} {silent_days} can be filled in",
            );
            node.fault("pack.bad_placeholder", message);
        }
    }
    Some(LightRule { light: light?.word()?, condition, reason: reason_text, turns_green: green_text, program })
}

/// One file of `checklists/`.
pub(super) fn checklist(f: &Fields<'_>, inputs: &Inputs) -> Option<(Checklist, Spot)> {
    let (id, title, valid, nodes) = (f.need("id"), f.need("title"), parts::validity(f), f.need("check"));
    let sectors = parts::each(f.items("sectors"), sector_code);
    let checks = parts::each(nodes?.list()?, |node| check(node, inputs));
    let id = id?;
    Some((Checklist { id: id.id()?, title: title?.both()?, sectors, valid: valid?, checks }, id.spot()))
}

fn check(node: Node<'_>, inputs: &Inputs) -> Option<Check> {
    let f = node.table(&["id", "title", "passes", "candidates", "cite"])?;
    let (id, title, cite, passes) = (f.need("id"), f.need("title"), parts::citations(&f), f.need("passes"));
    let passes = conditions::read(passes?, inputs)?;
    let program = Program::compile(&passes).ok()?;
    let candidates = parts::each(f.items("candidates"), |node| node.id());
    Some(Check {
        id: id?.id()?,
        title: title?.both()?,
        inputs: program.inputs(),
        passes,
        candidates,
        cite: cite?,
        program,
    })
}
