//! This module reads the law of the simulated world once for all seeds: for the auditor as it should be, and for the
//! product as it is in force, which may be broken on purpose.
//!
//! This module must never break the law that the auditor knows. Start at [`Law::load`].

use super::Fault;
use crate::both;
use bowline_core::facts::Act;
use bowline_core::ids::RuleId;
use bowline_core::places::PlaceTree;
use bowline_core::rules::{MatterKind, Pack, PackFiles, SimWorld};
use bowline_service::{files_of_pack, open_pack};
use std::collections::BTreeSet;

/// What every simulation starts with.
pub struct Law {
    /// As the auditor knows it.
    pub lawful: Pack,
    /// As the product has it.
    pub in_force: (Pack, PlaceTree),
    /// The files of the law in force.
    pub files: PackFiles,
    /// Where and with what the pack is simulated.
    pub world: SimWorld,
}

impl Law {
    /// Reads a pack, and breaks it where that is asked.
    pub fn load(pack: &str, fault: Option<Fault>) -> Result<Self, String> {
        let mut files = files_of_pack(pack).map_err(|error| both(&error.text()))?;
        files.retain(|path, _| !path.starts_with("places/townships"));
        let (whole, _) = read(&files)?;
        let world = whole.country().demo().and_then(|demo| demo.sim.clone());
        let world = world.ok_or_else(|| format!("{pack}: demo.toml has no [sim]"))?;
        keep_one_sector(&mut files, &whole, &world);
        let (lawful, places) = read(&files)?;
        let Some(fault) = fault else {
            return Ok(Self { in_force: (lawful.clone(), places), lawful, files, world });
        };
        break_the_law(&mut files, &lawful, fault);
        Ok(Self { lawful, in_force: read(&files)?, files, world })
    }
}

/// Reads a pack and its places.
pub fn read(files: &PackFiles) -> Result<(Pack, PlaceTree), String> {
    open_pack("the simulated law", files).map_err(|error| both(&error.text()))
}

/// Criteria of other sectors would only be read and checked anew at every restart. Those that checklists name must stay.
fn keep_one_sector(files: &mut PackFiles, lawful: &Pack, world: &SimWorld) {
    let checks = lawful.checklists().iter().flat_map(|list| &list.checks);
    let mut kept: BTreeSet<String> = checks.flat_map(|check| &check.candidates).map(RuleId::to_string).collect();
    kept.insert(world.criterion.to_string());
    let kept: BTreeSet<String> = kept.into_iter().map(|id| id.to_lowercase()).collect();
    // What the dossier says of the rules that go would have nothing to stand on.
    files.retain(|path, _| !path.starts_with("dossier"));
    // Stories of kinds grade by criteria that go.
    files.retain(|path, _| !(path.starts_with("matters/") && path.ends_with(".cases.toml")));
    let file = |path: &str| path.rsplit('/').next().map(|file| file.trim_end_matches(".toml").to_owned());
    files.retain(|path, _| {
        let rule = file(path).filter(|_| path.starts_with("rules/"));
        rule.is_none_or(|rule| kept.contains(rule.trim_end_matches(".cases")))
    });
}

/// Takes something out of the pack that the loader does not miss.
fn break_the_law(files: &mut PackFiles, lawful: &Pack, fault: Fault) {
    let found = |matter| lawful.procedures().iter().find(move |procedure| procedure.for_matter == matter);
    let rectify = || found(MatterKind::MajorHazard)?.steps.iter().find(|step| step.act == Act::RECTIFY);
    let (broken, folder, from, to) = match fault {
        Fault::DropRung => (rectify().map(|step| &step.ladder), "ladders/", "supervise = {", "light = \"red\" # {"),
        Fault::SkipStandIn => {
            let alarm = found(MatterKind::Alarm).map(|procedure| &procedure.id);
            (alarm, "procedures/", "opens_on = [\"alarm_raised\"]", "opens_on = [\"returned\"]")
        }
    };
    let Some(id) = broken.map(|id| format!("id = \"{id}\"\n")) else { return };
    for (_, text) in files.iter_mut().filter(|(path, text)| path.starts_with(folder) && text.contains(&id)) {
        *text = text.replace(from, to);
    }
}
