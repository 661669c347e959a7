//! People begin matters of declared kinds and act on them, by the forms that a page would show them.
//!
//! This module must never fill in what no form asks. Start at [`Handler::begins`].

use crate::person::Person;
use bowline_core::ids::{RuleId, SubjectId};
use bowline_core::obligations::Ask;
use bowline_service::Refused;
use bowline_service::views::matters::{Filled, Ground, MatterView};

/// A form filled in with these values, by the ids of the inputs.
#[must_use]
pub fn filled(values: &[(&str, &str)]) -> Filled {
    let values = values.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned()));
    Filled { values: values.collect(), files: Vec::new() }
}

/// Somebody who works on matters.
#[derive(Clone, Copy)]
pub struct Handler<'w>(pub Person<'w>);

impl Handler<'_> {
    /// Begins a matter.
    ///
    /// # Errors
    /// As the use case.
    pub fn begins(
        &self,
        kind: &RuleId,
        act: &str,
        ground: &Ground,
        values: &[(&str, &str)],
    ) -> Result<SubjectId, Refused> {
        self.0.world.app().matters().begin(&self.0.who(), kind, act, ground, &filled(values))
    }

    /// Does something with a matter as it stands now, by the words that the form gives.
    ///
    /// # Errors
    /// As the use case.
    pub fn acts(&self, matter: SubjectId, act: &str, values: &[(&str, &str)]) -> Result<u32, Refused> {
        let seen = self.0.world.app().store().log().version(matter).expect("a version");
        self.0.world.app().matters().act(&self.0.who(), matter, seen, act, &filled(values))
    }

    /// Writes a letter about a matter.
    ///
    /// # Errors
    /// As the use case.
    pub fn writes(&self, matter: SubjectId, letter: Ask) -> Result<u32, Refused> {
        let seen = self.0.world.app().store().log().version(matter).expect("a version");
        self.0.world.app().matters().write(&self.0.who(), matter, seen, letter)
    }

    /// The page of a matter.
    ///
    /// # Errors
    /// As the use case.
    pub fn opens(&self, matter: SubjectId) -> Result<MatterView, Refused> {
        self.0.world.app().matters().view(&self.0.who(), matter)
    }
}
