//! STUB of the interface
use crate::views::*;
use bowline_core::facts::Proof;
use bowline_core::ids::*;
use bowline_core::obligations::{Ask, Rejected};
use bowline_core::rules::Pack;
use bowline_core::time::Moment;
use bowline_core::words::Text;

/// The product: everything pages, API and command line may ask. Cheap to clone.
#[derive(Clone)]
pub struct Bowline {}

/// A request that was not carried out. Nothing was written.
#[derive(Clone, Debug)]
pub enum Refused {
    /// The core said no.
    Rejected(Rejected),
    /// A field of a form cannot be read: field name as in the form, and the sentence.
    Field { /** form field name */ field: &'static str, /** sentence */ text: Text },
    /// Not yours to see, or not there: the same answer.
    NotFound,
    /// Ours, not the user's: logged; the page shows the number only.
    Fault(String),
}
impl Refused {
    /// Stable code.
    pub fn code(&self) -> &'static str { todo!() }
    /// The sentence.
    pub fn text(&self) -> Text { todo!() }
}

#[allow(unused_variables)]
impl Bowline {
    pub fn now(&self) -> Moment { todo!() }
    pub fn pack(&self) -> &Pack { todo!() }
    /// Whether this is the demo: personas and the turn-the-clock control are shown.
    pub fn is_demo(&self) -> bool { todo!() }
    pub fn personas(&self) -> Result<Vec<Persona>, Refused> { todo!() }
    /// Demo only: token for the cookie.
    pub fn sign_in_persona(&self, key: &str) -> Result<String, Refused> { todo!() }
    /// With the key that the operator issued.
    pub fn sign_in_key(&self, key: &str) -> Result<String, Refused> { todo!() }
    pub fn session(&self, token: &str) -> Result<Option<Who>, Refused> { todo!() }
    pub fn sign_out(&self, token: &str) -> Result<(), Refused> { todo!() }
    pub fn desk(&self, who: &Who, after: Option<&str>) -> Result<Desk, Refused> { todo!() }
    /// `None`: the top of the person's scope.
    pub fn jurisdiction(&self, who: &Who, place: Option<PlaceCode>) -> Result<Jurisdiction, Refused> { todo!() }
    pub fn hazards(&self, who: &Who, filter: &HazardFilter) -> Result<HazardList, Refused> { todo!() }
    pub fn hazard(&self, who: &Who, subject: SubjectId) -> Result<HazardView, Refused> { todo!() }
    pub fn engine(&self, who: &Who) -> Result<EngineView, Refused> { todo!() }
    /// Sites the person may choose from (own enterprise; for officials a search by name within scope, at most 20).
    pub fn sites(&self, who: &Who, search: &str) -> Result<Vec<SiteLine>, Refused> { todo!() }
    /// Places one level below (for choosing): code and name.
    pub fn places_below(&self, place: Option<PlaceCode>) -> Vec<(PlaceCode, Text)> { todo!() }
    /// GB/T 4754 codes for choosing.
    pub fn sectors(&self) -> Vec<(String, Text)> { todo!() }
    pub fn report(&self, who: &Who, report: Report) -> Result<SubjectId, Refused> { todo!() }
    /// Does something with a hazard; `seen` is the version on the page. Answers the new version.
    pub fn act(&self, who: &Who, subject: SubjectId, seen: u32, ask: Ask) -> Result<u32, Refused> { todo!() }
    /// Keeps evidence under its hash (≤ 20 MB each). The name loses any path.
    pub fn keep_proof(&self, name: &str, bytes: &[u8]) -> Result<Proof, Refused> { todo!() }
    /// Evidence of a dossier the person may see: media type and bytes.
    pub fn proof(&self, who: &Who, subject: SubjectId, sha256: &str) -> Result<(&'static str, String, Vec<u8>), Refused> { todo!() }
    /// Demo only: turns the clock forward and lets the engine run. Answers the new time.
    pub fn turn_clock(&self, hours: u32) -> Result<Moment, Refused> { todo!() }
    /// Runs the engine now.
    pub fn tick(&self) -> Result<bowline_core::facts::EngineRan, Refused> { todo!() }
    /// Takes an upload (kept until committed) and answers its id.
    pub fn import_upload(&self, who: &Who, name: &str, bytes: &[u8]) -> Result<String, Refused> { todo!() }
    /// Dry run. `fields`: the column choices of the form (field code or empty, one per column); none: saved or guessed.
    pub fn import_preview(&self, who: &Who, id: &str, fields: Option<&[String]>) -> Result<ImportPreview, Refused> { todo!() }
    /// Saves the mapping and takes the rows in, in the background.
    pub fn import_commit(&self, who: &Who, id: &str, fields: &[String]) -> Result<(), Refused> { todo!() }
    pub fn import_progress(&self, who: &Who, id: &str) -> Result<ImportProgress, Refused> { todo!() }
    /// The refused rows as an .xlsx that can be corrected and imported again: file name and bytes.
    pub fn import_refused(&self, who: &Who, id: &str) -> Result<(String, Vec<u8>), Refused> { todo!() }
}
