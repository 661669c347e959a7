//! What the pages of draws show: what an office can draw from, and a draw with its list, hash, seed, codes and order.
//!
//! This module must never hold HTML or a database row. Start at [`DrawView`].

use bowline_core::ids::SubjectId;
use bowline_core::signals::Came;
use bowline_core::time::Day;
use bowline_core::words::Text;

/// What somebody writes down to draw visits from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrepareForm {
    /// What the visits are for.
    pub subject: String,
    /// The day of the visits.
    pub planned_on: Day,
    /// Organisations to draw.
    pub visits: u32,
    /// Inspectors for each.
    pub officers: u32,
    /// Where the seed is to come from.
    pub source: String,
    /// Conflicts, one a line: inspector, organisation, reason.
    pub conflicts: String,
}

/// What an office can draw from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// The office.
    pub office: Text,
    /// Organisations in its charge.
    pub units: usize,
    /// Its inspectors, by name.
    pub inspectors: Vec<String>,
}

/// A draw, as far as it went.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawView {
    /// Its dossier.
    pub subject: SubjectId,
    /// The address of its kind.
    pub address: String,
    /// Its kind.
    pub kind_title: Text,
    /// What people call it.
    pub title: String,
    /// Where it is on its way.
    pub phase: Text,
    /// Who wrote the list down.
    pub prepared_by: Text,
    /// Who agreed to the list. None: nobody has yet, or nobody needs to.
    pub confirmed_by: Option<Text>,
    /// The code that was published before the seed.
    pub published: String,
    /// Where the seed comes from.
    pub source: String,
    /// The seed, with both who typed it. None: not agreed on yet.
    pub seed: Option<(String, Text, Text)>,
    /// Whether a first person has typed a seed.
    pub is_typed: bool,
    /// The list that was written down first; before it is drawn, its candidates.
    pub list: ListView,
    /// Its rounds.
    pub rounds: Vec<RoundView>,
}

/// A list, with its hash.
#[derive(Clone, Debug, PartialEq)]
pub struct ListView {
    /// SHA-256 of the file.
    pub sha256: String,
    /// How many are drawn.
    pub size: Text,
    /// Its groups; empty where a round shows them in order.
    pub groups: Vec<GroupView>,
    /// Conflicts and others that are passed by: whom, and why.
    pub passed_by: Vec<(Text, String)>,
}

/// A round as it was drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct RoundView {
    /// Its number.
    pub no: usize,
    /// Its code.
    pub code: String,
    /// Whether its code leads back to the one that was published.
    pub leads_back: bool,
    /// What it was drawn from.
    pub list: ListView,
    /// Its groups in order.
    pub groups: Vec<GroupView>,
}

/// The candidates of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupView {
    /// Its name.
    pub name: Text,
    /// Its lines, as far as they are shown.
    pub lines: Vec<DrawLine>,
    /// Lines that only the file holds.
    pub more: usize,
}

/// A candidate.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawLine {
    /// Where it came; empty: not drawn yet.
    pub position: String,
    /// Its label.
    pub label: String,
    /// Its name.
    pub name: String,
    /// Where it is shown.
    pub href: Option<String>,
    /// What became of it. None: not drawn yet.
    pub came: Option<Came>,
}
