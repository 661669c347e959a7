//! What an office said that the columns of its ledgers hold: kept by office and head, for the next ledger with this
//! head.
//!
//! This module must never give one office the choice of another, and never keep a choice by which no row could be read.

use crate::import::{Field, Head, Ledger, Mapping};
use crate::{Imports, Refused};
use bowline_core::rules::Pack;
use bowline_core::words::Text;

/// Who said what the columns hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnsFrom {
    /// Nobody: their names do.
    Guessed,
    /// An office, for an earlier ledger with this head.
    Saved(String),
    /// Whoever imports, just now.
    Chosen,
}

/// Fields without which no row can be read; of each group one is enough.
const NEEDED: [&[Field]; 6] = [
    &[Field::UnitName, Field::Owner],
    &[Field::Description],
    &[Field::FoundOn],
    &[Field::Person],
    &[Field::Deadline],
    &[Field::Grade, Field::Kind],
];

impl Imports<'_> {
    /// What the names of the columns say, with what the pack and the title add.
    pub(crate) fn guess(&self, ledger: &Ledger) -> Mapping {
        let country = self.inner.pack().country();
        let mut guess = ledger.mapping.clone();
        if let Some(head) = ledger.sheets.first().map(|sheet| &sheet.head) {
            name_levels(self.inner.pack(), head, &mut guess);
            let titled = head.title.as_deref().and_then(|title| country.sector_titled(title)).map(str::to_owned);
            guess.defaults.sector = titled.or(guess.defaults.sector);
        }
        guess.defaults.grade_names = country.grade_names().cloned();
        guess.defaults.dates = country.into();
        guess
    }

    /// The columns that an office chose for a head. The rest of the mapping is that of the ledger at hand.
    pub(crate) fn saved_columns(&self, office: &str, guess: &Mapping) -> Result<Option<Mapping>, Refused> {
        let json = self.inner.store.own().setting(&setting_name(office, guess))?;
        let columns = json.and_then(|json| serde_json::from_str::<Vec<Option<Field>>>(&json).ok());
        let saved = columns.map(|columns| Mapping { columns, ..guess.clone() });
        Ok(saved.filter(|saved| saved.columns.len() == guess.columns.len() && unusable(saved).is_none()))
    }

    /// Keeps the columns for the next ledger of the office with this head.
    pub(crate) fn save_columns(&self, office: &str, mapping: &Mapping) -> Result<(), Refused> {
        if let Some(text) = unusable(mapping) {
            return Err(Refused::Field { field: "field", text });
        }
        let json = serde_json::to_string(&mapping.columns)
            .map_err(|error| Refused::fault("saving the columns of a ledger", error))?;
        Ok(self.inner.store.own().put_setting(setting_name(office, mapping), json)?)
    }
}

fn setting_name(office: &str, mapping: &Mapping) -> String {
    format!("mapping:{office}:{}", mapping.head)
}

/// Why no ledger can be read by a choice of columns; none: it can.
pub(crate) fn unusable(mapping: &Mapping) -> Option<Text> {
    let named = |fields: &[Field]| {
        let (zh, en): (Vec<_>, Vec<_>) = fields.iter().map(|field| field.name()).map(|it| (it.zh, it.en)).unzip();
        Text::new(format!("“{}”", zh.join("”或者“")), format!("“{}”", en.join("” or “")))
    };
    let lacks = |fields: &&&[Field]| {
        let graded = fields.contains(&Field::Grade) && mapping.defaults.grade.is_some();
        !graded && !fields.iter().any(|field| mapping.column(*field).is_some())
    };
    let missing: Vec<Text> = NEEDED.iter().filter(lacks).map(|fields| named(fields)).collect();
    if !missing.is_empty() {
        let (zh, en): (Vec<_>, Vec<_>) = missing.into_iter().map(|it| (it.zh, it.en)).unzip();
        return Some(Text::new(
            format!("列对应关系缺少必填项目：{}；请为其选择对应的列。", zh.join("、")),
            format!("The column mapping lacks required fields: {}. Select a column for each.", en.join(", ")),
        ));
    }
    let twice =
        Field::ALL.iter().find(|field| mapping.columns.iter().filter(|it| **it == Some(**field)).count() > 1)?;
    let name = twice.name();
    Some(Text::new(
        format!("有两列对应“{}”；请只保留一列。", name.zh),
        format!("Two columns are mapped to “{}”; keep one of them.", name.en),
    ))
}

/// Columns that the pack knows by other names for its levels of places.
fn name_levels(pack: &Pack, head: &Head, mapping: &mut Mapping) {
    for (at, column) in head.columns.iter().enumerate() {
        let field = pack.country().level_of_column(&column.name).and_then(Field::of_level);
        let free = field.filter(|field| mapping.column(*field).is_none());
        if let (Some(place @ None), Some(field)) = (mapping.columns.get_mut(at), free) {
            *place = Some(field);
        }
    }
}
