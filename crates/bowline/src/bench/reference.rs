//! This module measures what the disk and the database can do without us, in the same run.

use super::figures::Figures;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

/// Bytes of one fact, as an example.
const BYTES: usize = 400;

/// Measures single synced writes, and raw inserts of the same bytes.
pub fn measure(folder: &Path, figures: &mut Figures) -> Result<(), String> {
    let folder = &folder.join("reference");
    std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    let mut file = std::fs::File::create(folder.join("sync")).map_err(|error| error.to_string())?;
    let started = Instant::now();
    let mut count = 0;
    while started.elapsed().as_millis() < 1_000 {
        file.write_all(&[7; BYTES]).and_then(|()| file.sync_data()).map_err(|error| error.to_string())?;
        count += 1;
    }
    figures.note_rate("reference: 400-byte writes, each synced", count, started.elapsed());
    let (rows, took) =
        bowline_store::raw_inserts(&folder.join("raw.sqlite"), 200_000, BYTES).map_err(|fault| fault.chain())?;
    figures.note_rate("reference: raw SQLite inserts of 400 bytes, 10,000 a commit", rows, took);
    std::fs::remove_dir_all(folder).map_err(|error| error.to_string())
}
