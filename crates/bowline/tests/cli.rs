//! The real binary on real folders: what it prints, writes and exits with.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests, where a panic is the failure"
)]

mod common;

#[path = "cli/backup.rs"]
mod backup;
#[path = "cli/country.rs"]
mod country;
#[path = "cli/docs.rs"]
mod docs;
#[path = "cli/doors.rs"]
mod doors;
#[path = "cli/folder.rs"]
mod folder;
#[path = "cli/forms.rs"]
mod forms;
#[path = "cli/import.rs"]
mod import;
#[path = "cli/import_files.rs"]
mod import_files;
#[path = "cli/killed/mod.rs"]
mod killed;
#[path = "cli/mail.rs"]
mod mail;
#[path = "cli/pack.rs"]
mod pack;
#[path = "cli/person.rs"]
mod person;
#[path = "cli/sick.rs"]
mod sick;
#[path = "cli/tampered.rs"]
mod tampered;
#[path = "cli/webhooks.rs"]
mod webhooks;
#[path = "cli/xlsform.rs"]
mod xlsform;
