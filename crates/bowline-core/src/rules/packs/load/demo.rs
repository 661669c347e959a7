//! This module reads `demo.toml`: the made-up world of the demo and the simulation.
//!
//! This module must never look outside the pack: whether the product ships an example, the service finds out.

use super::lists::{known_department, sector_code};
use super::parts;
use super::reader::{Fields, Node};
use crate::ids::{CreditCode, PostId};
use crate::rules::law::{Demo, DemoLedger, DemoPersona, DemoPost, SimWorld};
use crate::rules::packs::PackFiles;
use crate::rules::packs::pack::Parts;
use crate::words::Text;

/// Keys of `demo.toml`.
pub(super) const KEYS: [&str; 8] = ["start", "place", "departments", "vacant", "ledger", "names", "persona", "sim"];

/// The file, after the tables and rules to which it refers.
pub(super) fn read(f: &Fields<'_>, pack: &Parts, files: &PackFiles) -> Option<Demo> {
    let known = pack.country.departments.iter().map(|department| department.id.clone()).collect();
    let (start, place, departments, names) = (f.need("start"), f.need("place"), f.need("departments"), f.need("names"));
    let names = names?.table(&["parts", "spaced"])?;
    let part = |node: Node<'_>| Some(parts::each(node.list()?, |node| node.text().map(str::to_owned)));
    Some(Demo {
        start: start?.moment()?,
        place: place?.id()?,
        departments: parts::each(departments?.list()?, |node| known_department(node, &known)),
        vacant: f.get("vacant").and_then(|node| node.id()),
        ledger: f.get("ledger").and_then(|node| ledger(node, files)),
        names: parts::each(names.need("parts")?.list()?, part),
        spaced: names.get("spaced").and_then(|node| node.yes()).unwrap_or_default(),
        personas: parts::each(f.items("persona"), persona),
        sim: f.get("sim").and_then(|node| sim(node, pack)),
    })
}

fn ledger(node: Node<'_>, files: &PackFiles) -> Option<DemoLedger> {
    let name = node.text()?.to_owned();
    let text = files.get(&name).cloned();
    if text.is_none() && name.contains('/') {
        let message = Text::new(format!("规则包中没有文件 `{name}`"), format!("the pack has no file `{name}`"));
        node.fault("pack.missing_file", message);
    }
    Some(DemoLedger { text, name })
}

fn persona(node: Node<'_>) -> Option<DemoPersona> {
    let f = node.table(&["key", "name", "post", "site", "hint"])?;
    let (key, name, hint) = (f.need("key"), f.need("name"), f.need("hint"));
    let post = match (f.get("post"), f.get("site")) {
        (Some(node), None) => DemoPost::Office(node.id::<PostId>()?),
        (None, Some(node)) => site_post(node)?,
        _ => {
            node.fault("pack.bad_persona", Text::new("须写 post、site 之一", "one of `post`, `site` is written"));
            return None;
        }
    };
    Some(DemoPersona { key: key?.text()?.to_owned(), name: name?.text()?.to_owned(), post, hint: hint?.both()? })
}

fn site_post(node: Node<'_>) -> Option<DemoPost> {
    let f = node.table(&["place", "code", "name", "role"])?;
    let text = |key: &str| f.get(key).and_then(|node| node.text()).unwrap_or_default().to_owned();
    let code = f.optional("code", credit_code)?;
    let (place, role) = (f.need("place"), f.need("role"));
    Some(DemoPost::Site { place: place?.id()?, code, name: text("name"), role: role?.word()? })
}

fn credit_code(node: Node<'_>) -> Option<CreditCode> {
    let code = CreditCode::try_from(node.text()?.to_owned());
    if let Err(fault) = &code {
        node.fault("pack.bad_id", Text::new(format!("代码有误：{fault}"), fault.to_string()));
    }
    code.ok()
}

fn sim(node: Node<'_>, pack: &Parts) -> Option<SimWorld> {
    let f = node.table(&["start", "place", "sector", "criterion", "unit", "hazard"])?;
    let (start, place, sector, criterion) = (f.need("start"), f.need("place"), f.need("sector"), f.need("criterion"));
    let (unit, hazard) = (f.need("unit"), f.need("hazard"));
    let world = SimWorld {
        start: start?.moment()?,
        place: place?.id()?,
        sector: sector_code(sector?)?,
        criterion: criterion?.id()?,
        unit: unit?.text()?.to_owned(),
        hazard: hazard?.text()?.to_owned(),
    };
    if !pack.sorts.criteria.iter().any(|rule| rule.id == world.criterion) {
        let id = &world.criterion;
        criterion?
            .fault("pack.unknown_rule", Text::new(format!("没有规则 `{id}`"), format!("there is no rule `{id}`")));
    }
    Some(world)
}
