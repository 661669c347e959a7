//! Who is in charge of a matter, what site it is about, and which offices above look at it.
//!
//! This module must never ask who is above whom: duties to supervise tell. Start at [`Dossier::in_charge`].

use super::declared::Declared;
use super::dossier::{Dossier, Matter};
use crate::ids::{Body, OfficeId, SiteId};

impl Dossier {
    /// The matter as the machine for declared kinds sees it, whether its facts are deeds or older words that read as deeds.
    #[must_use]
    pub fn as_declared(&self) -> Option<&Declared> {
        match &self.matter {
            Some(Matter::Declared(declared)) => Some(declared),
            Some(Matter::Hazard(hazard)) => Some(&hazard.declared),
            _ => None,
        }
    }

    /// The office in charge. None: an alarm, which the office at fault answers for.
    #[must_use]
    pub fn in_charge(&self) -> Option<&OfficeId> {
        match self.matter.as_ref()? {
            Matter::Hazard(hazard) => Some(&hazard.found.office),
            Matter::Declared(it) => Some(&it.begun.office),
            Matter::Alarm(_) => None,
        }
    }

    /// The site that it is about, if it is about one.
    #[must_use]
    pub fn site(&self) -> Option<SiteId> {
        match self.matter.as_ref()? {
            Matter::Hazard(hazard) => Some(hazard.found.site),
            Matter::Declared(it) => it.begun.site,
            Matter::Alarm(_) => None,
        }
    }

    /// Offices above the one in charge that have a duty to supervise here.
    pub fn above(&self) -> impl Iterator<Item = &OfficeId> {
        let in_charge = self.in_charge();
        let duties = self.obligations.iter().filter(|it| it.is_unsettled() && it.watches().is_some());
        duties.filter_map(move |it| match (&it.opened.owner.body, in_charge) {
            (Body::Office(office), Some(in_charge)) if office.place != in_charge.place => Some(office),
            _ => None,
        })
    }

    /// Whether the matter stands before an office above the one in charge.
    #[must_use]
    pub fn stands_above(&self) -> bool {
        self.above().next().is_some()
    }
}
