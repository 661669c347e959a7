//! Ledgers of the simulated offices: taken in, taken in again by mistake, some of their rows with a fault.
//!
//! This module must never expect a row to be mended: a faulty one is refused, the others are taken in. Start at
//! `import_twice`.

use super::Simulation;
use crate::refusal;
use bowline_core::facts::Actor;
use bowline_core::ids::PlaceCode;
use bowline_core::words::Text;
use bowline_service::import::Field;
use bowline_service::ledger_subject;
use jiff::ToSpan;

/// What clerks get wrong in a cell.
const FAULTS: &[(Field, &str)] = &[
    (Field::FoundOn, "31/02/2024"),
    (Field::FoundOn, "2999-01-01"),
    (Field::County, "Nowhere 无此地"),
    (Field::Description, " "),
    (Field::UnitName, ""),
    (Field::Deadline, "soon 尽快"),
];

impl Simulation {
    /// An office's own ledger is taken in, and once more by mistake: the second time must add nothing.
    pub(super) fn import_twice(&mut self) -> Result<(), String> {
        let Some(county) = self.dice.pick(&self.counties).copied() else { return Ok(()) };
        let (file, faulty) = self.ledger(county);
        let mut facts = Vec::new();
        for _ in 0..2 {
            let import = self.app.imports().read("ledger.csv", file.as_bytes(), None, Some(county)).map_err(refusal)?;
            let refused = import.checked.refused().count();
            if refused != faulty {
                return Err(format!(
                    "{refused} rows were refused, {faulty} have a fault: {:?}",
                    import.report().refused
                ));
            }
            let report = self.app.imports().take_in(Actor::System, &import, &mut |_, _| {}).map_err(refusal)?;
            facts.push((self.app.store().log().count().map_err(|fault| fault.chain())?, report.duplicates));
            self.open.extend(import.checked.accepted().map(ledger_subject));
        }
        self.open.sort_unstable();
        self.open.dedup();
        match facts.as_slice() {
            [(once, _), (twice, duplicates)] if once == twice && *duplicates > 0 => Ok(()),
            other => Err(format!("the same ledger twice: facts and duplicates {other:?}")),
        }
    }

    /// A ledger as an office of this country would write it, and how many of its rows have a fault.
    fn ledger(&mut self, county: PlaceCode) -> (String, usize) {
        let (app, world) = (&self.app, &self.world);
        let lang = app.pack().country().languages().first().copied().unwrap_or_default();
        let major =
            app.pack().country().grade_names().map_or(Text::new("重大", "major"), |names| names.major.clone());
        let place = app.places().get(county).map(|place| place.name.clone()).unwrap_or_default();
        let (today, person) =
            (app.today(), app.pack().country().demo().map(|demo| demo.name_of("ledger")).unwrap_or_default());
        let row = |row: u64| {
            let deadline = today.saturating_add(i64::try_from(row).unwrap_or(0).days());
            [
                (Field::UnitName, world.unit.replace("{n}", &(100 + row).to_string())),
                (Field::County, place.get(lang).to_owned()),
                (Field::Description, format!("{} {}-{row}", world.hazard, self.day)),
                (Field::Grade, major.get(lang).to_owned()),
                (Field::FoundOn, today.saturating_sub(20.days()).to_string()),
                (Field::Person, person.clone()),
                (Field::Deadline, deadline.to_string()),
            ]
        };
        let line = |cells: [String; 7]| format!("\"{}\"\n", cells.join("\",\""));
        let head = line(row(0).map(|(field, _)| field.name().get(lang).to_owned()));
        let (mut rows, mut faulty) = (String::new(), 0);
        for number in 0..1 + self.dice.below(4) {
            rows += &line(row(number).map(|(_, cell)| cell));
            if let Some((spoilt, by)) = FAULTS.get(usize::try_from(self.dice.below(20)).unwrap_or(usize::MAX)) {
                faulty += 1;
                rows +=
                    &line(row(100 + number).map(|(field, cell)| if field == *spoilt { by.to_string() } else { cell }));
            }
        }
        (head + &rows, faulty)
    }
}
