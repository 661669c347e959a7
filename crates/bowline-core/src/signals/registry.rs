//! These rows say who and what exists. Each is made from one fact.
//!
//! This module must never look at another fact: a rebuild must make the same row.

use crate::facts::{EngineRan, Fact, ImportCommitted, PlaceMerged, SiteRegistered, What};
use crate::ids::{OfficeId, PersonId, PlaceCode, PostId, SubjectId};
use crate::time::{Day, Moment};
use crate::words::Text;

/// An office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeRow {
    /// Which.
    pub office: OfficeId,
    /// Its name.
    pub name: Text,
    /// Whether it still exists.
    pub exists: bool,
    /// The office that took over the work of one that is no more.
    pub passed_to: Option<OfficeId>,
}

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// Whether somebody knows who that is; a ledger's names have to be confirmed.
    pub confirmed: bool,
}

/// A post held between days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldingRow {
    /// Who.
    pub person: PersonId,
    /// What.
    pub post: PostId,
    /// First day.
    pub from: Day,
    /// Last day, if known.
    pub until: Option<Day>,
}

/// A site.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteRow {
    /// Where.
    pub place: PlaceCode,
    /// As registered.
    pub site: SiteRegistered,
}

/// A run of the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunRow {
    /// The fact's stream.
    pub subject: SubjectId,
    /// The fact's version: the number of the run.
    pub version: u32,
    /// When it ended.
    pub at: Moment,
    /// What it did.
    pub run: EngineRan,
}

/// An import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRow {
    /// The fact's stream.
    pub subject: SubjectId,
    /// The fact's version.
    pub version: u32,
    /// When.
    pub at: Moment,
    /// The place of whoever took it in.
    pub place: PlaceCode,
    /// What it took in.
    pub import: ImportCommitted,
}

/// One row to put.
#[derive(Clone, Debug, PartialEq)]
pub enum RegistryRow {
    /// An office.
    Office(OfficeRow),
    /// An office that is no more, and the one that has its work.
    OfficeGone(OfficeId, Option<OfficeId>),
    /// A place is part of another from a day on, and when that was learned.
    Merged(PlaceMerged, Moment),
    /// A person.
    Person(PersonRow),
    /// A person whom a ledger named is known.
    Confirmed(PersonId),
    /// A post taken.
    Taken(HoldingRow),
    /// A post left: the holding ends on `until`.
    Left(HoldingRow),
    /// A site.
    Site(Box<SiteRow>),
    /// A run.
    Run(RunRow),
    /// An import.
    Import(Box<ImportRow>),
}

/// The row that a fact makes; none for facts of dossiers.
#[must_use]
pub fn registry_rows(fact: &Fact) -> Option<RegistryRow> {
    Some(match &fact.what {
        What::OfficeEstablished(it) => {
            let (office, name) = (it.office.clone(), it.name.clone());
            RegistryRow::Office(OfficeRow { office, name, exists: true, passed_to: None })
        }
        What::OfficeAbolished(it) => RegistryRow::OfficeGone(it.office.clone(), it.to.clone()),
        What::PlaceMerged(it) => RegistryRow::Merged((**it).clone(), fact.learned),
        What::PersonRegistered(it) => {
            RegistryRow::Person(PersonRow { person: it.person, name: it.name.clone(), confirmed: !it.to_confirm })
        }
        What::PersonConfirmed(it) => RegistryRow::Confirmed(it.person),
        What::PostTaken(it) => {
            RegistryRow::Taken(HoldingRow { person: it.person, post: it.post.clone(), from: it.from, until: it.until })
        }
        What::PostLeft(it) => RegistryRow::Left(HoldingRow {
            person: it.person,
            post: it.post.clone(),
            from: it.until,
            until: Some(it.until),
        }),
        What::SiteRegistered(it) => RegistryRow::Site(Box::new(SiteRow { place: fact.place, site: (**it).clone() })),
        What::EngineRan(it) => {
            RegistryRow::Run(RunRow { subject: fact.subject, version: fact.version, at: fact.learned, run: *it })
        }
        What::ImportCommitted(it) => RegistryRow::Import(Box::new(ImportRow {
            subject: fact.subject,
            version: fact.version,
            at: fact.learned,
            place: fact.place,
            import: (**it).clone(),
        })),
        _ => return None,
    })
}
