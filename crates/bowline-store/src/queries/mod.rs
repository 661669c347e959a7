//! What the service reads: the log by stream, what is due, and the read tables. One file per noun.

mod desk;
mod hazards;
mod log;
mod own;
mod proof;
mod registry;
mod signals;

pub use hazards::{HazardPage, HazardQuery, HazardSort, Within};
pub use proof::Vacancies;
