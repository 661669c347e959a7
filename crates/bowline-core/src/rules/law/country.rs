//! A pack says more of its country than the law: languages, zone and calendar, money, departments, sectors, codes of
//! units, names of levels, and the words by which ledgers name a sector. All of it is pack data, so that another
//! country needs no other program.
//!
//! This module must never hold a word of one country itself. Start at [`Country`].

use super::{Demo, Department, SampleSize};
use crate::ids::DepartmentId;
use crate::places::Level;
use crate::time::{Term, WorkingCalendar};
use crate::words::{Lang, Text};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// What is said of the country.
#[derive(Clone, Debug)]
pub struct Country {
    tables: Tables,
    zone: TimeZone,
    calendar: WorkingCalendar,
    default_department: DepartmentId,
}

/// What the loader collects of it.
#[derive(Clone, Debug, Default)]
pub(in crate::rules) struct Tables {
    pub(in crate::rules) languages: Vec<Lang>,
    pub(in crate::rules) zone: Option<TimeZone>,
    pub(in crate::rules) calendar: Option<WorkingCalendar>,
    pub(in crate::rules) currency: Option<Currency>,
    pub(in crate::rules) unit_code: Option<UnitCode>,
    pub(in crate::rules) counted: Vec<String>,
    pub(in crate::rules) grades: Option<GradeNames>,
    pub(in crate::rules) date_order: Option<DateOrder>,
    pub(in crate::rules) levels: BTreeMap<Level, LevelWords>,
    /// In the order in which pages offer them.
    pub(in crate::rules) departments: Vec<Department>,
    pub(in crate::rules) sectors: BTreeMap<String, Text>,
    pub(in crate::rules) ledger_titles: Vec<LedgerTitle>,
    pub(in crate::rules) supervision: BTreeMap<String, DepartmentId>,
    pub(in crate::rules) default_department: Option<DepartmentId>,
    pub(in crate::rules) last_resort: Option<DepartmentId>,
    pub(in crate::rules) demo: Option<Demo>,
    pub(in crate::rules) at_once_grace: Option<Term>,
    pub(in crate::rules) look_back: Option<SampleSize>,
}

/// Money in which plans are counted, in whole units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Currency {
    /// Its code, such as `CNY`.
    pub code: String,
    /// The word for one or many, such as `元` and `yuan`.
    pub name: Text,
}

/// The register whose code a unit may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
pub enum UnitCode {
    /// Unified social credit code (GB 32100).
    #[serde(rename = "gb-32100")]
    Gb32100,
}

/// In which order a country writes the parts of a day in digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// 2025-05-12
    Ymd,
    /// 05/12/2025 is the twelfth of May.
    Mdy,
    /// 05/12/2025 is the fifth of December.
    Dmy,
}

/// What the two grades of a hazard are called in this country, where the product's own words do not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradeNames {
    /// The grave one.
    pub major: Text,
    /// The other.
    pub general: Text,
}

/// What a level of places is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelWords {
    /// Its name.
    pub name: Text,
    /// Further names of the column in which ledgers write it, in small letters without blanks.
    pub columns: Vec<String>,
}

/// A word in a ledger's title that names the sector of all its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rules) struct LedgerTitle {
    pub(in crate::rules) says: String,
    pub(in crate::rules) sector: String,
}

impl Country {
    /// None: something is missing without which nothing can be reckoned.
    pub(in crate::rules) fn of(mut tables: Tables) -> Option<Self> {
        Some(Self {
            zone: tables.zone.take()?,
            calendar: tables.calendar.take()?,
            default_department: tables.default_department.take()?,
            tables,
        })
    }

    /// The zone in which its days begin and end.
    #[must_use]
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }
    /// How long after "at once" somebody is late.
    #[must_use]
    pub fn at_once_grace(&self) -> Term {
        self.tables.at_once_grace.unwrap_or(Term::Minutes(30))
    }
    /// How many closed matters a look-back draws. None: the country has no look-backs.
    #[must_use]
    pub const fn look_back(&self) -> Option<SampleSize> {
        self.tables.look_back
    }
    /// The working calendar.
    #[must_use]
    pub const fn calendar(&self) -> &WorkingCalendar {
        &self.calendar
    }
    /// Line departments, in the order in which pages offer them.
    #[must_use]
    pub fn departments(&self) -> &[Department] {
        &self.tables.departments
    }
    /// One department.
    #[must_use]
    pub fn department(&self, id: &DepartmentId) -> Option<&Department> {
        self.departments().iter().find(|department| department.id == *id)
    }
    /// The department in charge of a sector, by the longest prefix of its GB/T 4754 code; else the pack's default.
    #[must_use]
    pub fn department_for(&self, sector: &str) -> &DepartmentId {
        longest_prefix(&self.tables.supervision, sector).unwrap_or(&self.default_department)
    }
    /// Sectors by code.
    #[must_use]
    pub const fn sectors(&self) -> &BTreeMap<String, Text> {
        &self.tables.sectors
    }
    /// The name of a sector, by the longest prefix of its code that has a name.
    #[must_use]
    pub fn sector_name(&self, sector: &str) -> Option<&Text> {
        longest_prefix(self.sectors(), sector)
    }
    /// The languages in which it is written; pages offer these, the first where a reader's own is not among them.
    #[must_use]
    pub fn languages(&self) -> &[Lang] {
        &self.tables.languages
    }
    /// The money in which plans are counted.
    #[must_use]
    pub const fn currency(&self) -> Option<&Currency> {
        self.tables.currency.as_ref()
    }
    /// The register whose code a unit may have; none: units have names only.
    #[must_use]
    pub const fn unit_code(&self) -> Option<UnitCode> {
        self.tables.unit_code
    }
    /// The units in which whole things are counted, such as `person`.
    pub(in crate::rules) fn counted(&self) -> &[String] {
        &self.tables.counted
    }
    /// The country's own names of the two grades, if it gives any.
    #[must_use]
    pub const fn grade_names(&self) -> Option<&GradeNames> {
        self.tables.grades.as_ref()
    }
    /// In which order the parts of a day are written in digits, if the pack says it.
    #[must_use]
    pub const fn date_order(&self) -> Option<DateOrder> {
        self.tables.date_order
    }
    /// What a level of places is called; the pack's own word for it (`county`) where it says nothing.
    #[must_use]
    pub fn level_name(&self, level: Level) -> Text {
        self.tables.levels.get(&level).map_or_else(|| Text::same(level.as_str()), |words| words.name.clone())
    }
    /// The level that a ledger's column of this name holds, by the further names that the pack gives.
    #[must_use]
    pub fn level_of_column(&self, column: &str) -> Option<Level> {
        let folded: String = column.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let levels = &self.tables.levels;
        levels.iter().find(|(_, words)| words.columns.contains(&folded)).map(|(level, _)| *level)
    }
    /// The sector that a ledger's title names, for ledgers without a column for it: the first word in the pack's order.
    #[must_use]
    pub fn sector_titled(&self, title: &str) -> Option<&str> {
        let titles = &self.tables.ledger_titles;
        titles.iter().find(|it| title.contains(&it.says)).map(|it| it.sector.as_str())
    }
    /// The department whose office at the top answers where nobody is above; none: that of the default.
    #[must_use]
    pub const fn last_resort(&self) -> Option<&DepartmentId> {
        self.tables.last_resort.as_ref()
    }
    /// The made-up world of the demo and the simulation.
    #[must_use]
    pub const fn demo(&self) -> Option<&Demo> {
        self.tables.demo.as_ref()
    }
    /// The outermost sector with a name in which a sector lies: the line of counts to which it adds.
    #[must_use]
    pub fn section_of<'s>(&self, sector: &'s str) -> &'s str {
        let mut prefixes = (1..=sector.len()).filter_map(|end| sector.get(..end));
        let first = prefixes.clone().next().unwrap_or_default();
        prefixes.find(|prefix| self.sectors().contains_key(*prefix)).unwrap_or(first)
    }
}

/// The value of the longest key that the text begins with.
fn longest_prefix<'m, V>(map: &'m BTreeMap<String, V>, text: &str) -> Option<&'m V> {
    (1..=text.len().min(8)).rev().filter_map(|end| text.get(..end)).find_map(|prefix| map.get(prefix))
}
