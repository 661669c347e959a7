//! The law of the simulated world, read once for all seeds: as it should be for the auditor, and as it is in force, which may
//! be broken on purpose. Start at [`Law::load`].

use super::Fault;
use bowline_core::places::PlaceTree;
use bowline_core::rules::{Pack, PackFiles};
use bowline_service::{open_pack, shipped_files};

/// What every simulation starts with.
pub struct Law {
    /// As the auditor knows it.
    pub lawful: Pack,
    /// As the product has it.
    pub in_force: (Pack, PlaceTree),
    /// The files of the law in force.
    pub files: PackFiles,
}

impl Law {
    /// Reads the shipped pack, and breaks it where that is asked.
    pub fn load(fault: Option<Fault>) -> Result<Self, String> {
        let mut files = shipped_files("cn-national");
        // The simulated restaurants are graded by one fire criterion; the other sectors would only be read and checked anew
        // under every new calendar.
        files.retain(|path, _| !path.starts_with("places/townships") && !is_of_another_sector(path));
        let in_force = read(&files)?;
        let lawful = in_force.0.clone();
        let Some(fault) = fault else { return Ok(Self { lawful, in_force, files }) };
        break_the_law(&mut files, fault);
        Ok(Self { lawful, in_force: read(&files)?, files })
    }
}

/// Reads a pack and its places.
pub fn read(files: &PackFiles) -> Result<(Pack, PlaceTree), String> {
    open_pack("cn-national", files).map_err(|error| error.to_string())
}

fn is_of_another_sector(path: &str) -> bool {
    path.starts_with("rules/") && !path.starts_with("rules/fire/") && !path.starts_with("rules/gas/")
}

/// Takes something out of the pack that the loader does not miss.
fn break_the_law(files: &mut PackFiles, fault: Fault) {
    let (path, from, to) = match fault {
        Fault::DropRung => ("ladders/late-major.toml", "supervise = {", "light = \"red\" # {"),
        Fault::SkipStandIn => ("procedures/alarm.toml", "opens_on = [\"alarm_raised\"]", "opens_on = [\"returned\"]"),
    };
    if let Some(text) = files.get_mut(path) {
        *text = text.replace(from, to);
    }
}
