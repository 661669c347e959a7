//! This is the made-up world of a pack: the people whom the demo shows, and what the simulation simulates. The world is
//! pack data.
//!
//! This module must never be law: nothing that decides reads it. Start at [`Demo`].

use crate::ids::{CreditCode, DepartmentId, PlaceCode, PostId, Role, RuleId};
use crate::time::Moment;
use crate::words::Text;

/// The world of the demo.
#[derive(Clone, Debug)]
pub struct Demo {
    /// What the demo's clock shows first.
    pub start: Moment,
    /// The place whose offices, with those above and below it, have people.
    pub place: PlaceCode,
    /// The lines of these offices.
    pub departments: Vec<DepartmentId>,
    /// The place whose offices nobody holds a post in, so that an alarm can be seen.
    pub vacant: Option<PlaceCode>,
    /// The ledger that is taken in.
    pub ledger: Option<DemoLedger>,
    /// Parts of names of people, in the order in which they are put together.
    pub names: Vec<Vec<String>>,
    /// Whether a blank stands between the parts.
    pub spaced: bool,
    /// Whose chair a visitor may take.
    pub personas: Vec<DemoPersona>,
    /// What is simulated.
    pub sim: Option<SimWorld>,
}

/// A ledger of the demo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoLedger {
    /// Its path in the pack, with a folder; or the name of one of the product's examples.
    pub name: String,
    /// Its text, if it stands in the pack.
    pub text: Option<String>,
}

/// Somebody whose chair a visitor may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoPersona {
    /// Stable word for tests and addresses.
    pub key: String,
    /// Name.
    pub name: String,
    /// The post.
    pub post: DemoPost,
    /// What to try.
    pub hint: Text,
}

/// A post in the demo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DemoPost {
    /// Of an office.
    Office(PostId),
    /// Of a site that the ledger names.
    Site {
        /// Where.
        place: PlaceCode,
        /// Its code, if units have one.
        code: Option<CreditCode>,
        /// Its name; empty where the code suffices.
        name: String,
        /// The post there.
        role: Role,
    },
}

/// What is simulated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimWorld {
    /// When it begins.
    pub start: Moment,
    /// Where.
    pub place: PlaceCode,
    /// The sector of its units.
    pub sector: String,
    /// The criterion by which its hazards are graded.
    pub criterion: RuleId,
    /// The name of a unit, with `{n}` for its number.
    pub unit: String,
    /// What is found there.
    pub hazard: String,
}

impl Demo {
    /// A made-up name, the same for the same post.
    #[must_use]
    pub fn name_of(&self, post: &str) -> String {
        let sum = post.bytes().fold(7_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
        let mut over = 1;
        let mut parts = Vec::new();
        for from in &self.names {
            parts.extend((sum / over).checked_rem(from.len()).and_then(|at| from.get(at)).map(String::as_str));
            over *= from.len().max(1);
        }
        parts.join(if self.spaced { " " } else { "" })
    }
}
