//! `bowline import`: imports an authority's own hazard register. Exit status 0: every row was imported; 3: some rows were
//! rejected; 1: the file cannot be used.
//!
//! The command must never import a row before the rejected rows are written to the file that was asked for.

use crate::open::{self, Writable};
use crate::{Done, cannot, refusal};
use bowline_core::facts::Actor;
use bowline_service::import::{ImportReport, ReadRow, Reading};
use std::path::PathBuf;
use std::process::ExitCode;

/// What to import, and how to report.
#[derive(clap::Args)]
pub struct Arguments {
    /// The register: .xlsx or .csv
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    folder: Writable,
    /// Check only; write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print the report as JSON on standard output
    #[arg(long)]
    json: bool,
    /// With --dry-run --json: print each row too, as it would be imported, by field and typed
    #[arg(long, requires = "dry_run", requires = "json")]
    rows: bool,
    /// Read hidden sheets of a workbook too
    #[arg(long)]
    hidden_sheets: bool,
    /// Write the rejected rows into this .xlsx, to be corrected and imported again
    #[arg(long, value_name = "FILE")]
    refused: Option<PathBuf>,
}

/// The report, how the lines of the file add up, and each row of it where that is asked.
#[derive(serde::Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    report: &'a ImportReport,
    reading: Reading,
    #[serde(skip_serializing_if = "Option::is_none")]
    read: Option<Vec<ReadRow<'a>>>,
}

pub fn run(arguments: &Arguments) -> Done {
    let shown = arguments.file.display();
    let bytes = std::fs::read(&arguments.file).map_err(|error| cannot("读取", "read", shown, error))?;
    let app = if arguments.dry_run {
        let folder = &arguments.folder.folder;
        open::product(open::store(folder)?, &folder.law, false)?
    } else {
        open::filled(&arguments.folder)?
    };
    let name = arguments.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let imports = app.imports();
    let imports = if arguments.hidden_sheets { imports.with_hidden_sheets() } else { imports };
    let import = imports.read(&name, &bytes, None, None).map_err(refusal)?;
    // Before anything is taken in, so that a mistyped path costs nothing.
    if let Some(path) = &arguments.refused {
        let (bytes, shown) = (import.refused_file().map_err(|fault| crate::both(&fault.text))?, path.display());
        std::fs::write(path, bytes).map_err(|error| cannot("写入", "write", shown, error))?;
    }
    let report = if arguments.dry_run {
        import.report()
    } else {
        open::with_progress("rows", |told| app.imports().take_in(Actor::System, &import, told)).map_err(refusal)?
    };
    if arguments.json {
        let read = arguments.rows.then(|| imports.rows(&import)).transpose().map_err(refusal)?;
        let whole = Whole { report: &report, reading: import.reading(), read };
        say!("{}", serde_json::to_string(&whole).map_err(|error| error.to_string())?);
    } else {
        print(&report, arguments);
        crate::reading::print(&import.reading());
    }
    Ok(if report.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(3) })
}

fn print(report: &ImportReport, arguments: &Arguments) {
    let ImportReport { rows, accepted, duplicates, refused } = report;
    let verb = if arguments.dry_run { ("将导入", "to be imported") } else { ("已导入", "imported") };
    say!("共 {rows} 行：{} {accepted}，台账中已有 {duplicates}，未通过校验 {}", verb.0, refused.len());
    say!("{rows} rows: {accepted} {}, {duplicates} already in the register, {} rejected", verb.1, refused.len());
    for fault in refused {
        say!(
            "{} {} (line {}, {}): {} / {}",
            fault.sheet,
            fault.row,
            fault.line,
            fault.field.code(),
            fault.zh,
            fault.en
        );
    }
}
