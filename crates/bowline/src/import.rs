//! `bowline import`: imports an authority's own hazard register. Exit status 0: every row was imported; 3: some rows
//! were rejected, or differ from the register and nobody said what to do with that; 1: the file cannot be used.
//!
//! The command must never import a row before the rejected rows are written to the file that was asked for.

use crate::open::{self, Writable};
use crate::{Done, both, cannot, refusal};
use bowline_core::facts::Actor;
use bowline_core::words::Text;
use bowline_service::import::{Field, ImportReport, ReadRow, Reading, Take};
use bowline_service::{ColumnsFrom, LedgerImport};
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
    /// Read the columns as this office chose for these headings on the import page, such as 220104/emergency; without it
    /// the headings say what the columns hold
    #[arg(long, value_name = "OFFICE")]
    mapping: Option<String>,
    /// What to do where a row is in the register already and the file says otherwise; without it such rows are only shown
    #[arg(long, value_enum, value_name = "WHAT")]
    differences: Option<Differences>,
}

/// What becomes of differences.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Differences {
    /// The register takes them over, each as a fact
    Take,
    /// The register stays as it is
    Leave,
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
    let import = match &arguments.mapping {
        Some(office) => imports.read_as(office, &name, &bytes, None),
        None => imports.read(&name, &bytes, None, None),
    };
    let import = import.map_err(refusal)?;
    if let Some(office) = &arguments.mapping {
        tell_columns(office, &import)?;
    }
    // Before anything is taken in, so that a mistyped path costs nothing.
    if let Some(path) = &arguments.refused {
        let (bytes, shown) = (import.refused_file().map_err(|fault| crate::both(&fault.text))?, path.display());
        std::fs::write(path, bytes).map_err(|error| cannot("写入", "write", shown, error))?;
    }
    let report = if arguments.dry_run {
        import.report()
    } else {
        let take = match arguments.differences {
            Some(Differences::Take) => Take::All,
            Some(Differences::Leave) | None => Take::Nothing,
        };
        let work = |told: &mut dyn FnMut(usize, usize)| app.imports().take_in_with(Actor::System, &import, &take, told);
        open::with_progress("rows", work).map_err(refusal)?
    };
    if arguments.json {
        let read = arguments.rows.then(|| imports.rows(&import)).transpose().map_err(refusal)?;
        let whole = Whole { report: &report, reading: import.reading(), read };
        say!("{}", serde_json::to_string(&whole).map_err(|error| error.to_string())?);
    } else {
        print(&report, arguments);
        crate::reading::print(&import.reading());
    }
    let undecided = report.differing > 0 && arguments.differences.is_none();
    Ok(if report.refused.is_empty() && !undecided { ExitCode::SUCCESS } else { ExitCode::from(3) })
}

/// Says on standard error whose choice of columns is used, and in what it differs from the headings.
fn tell_columns(office: &str, import: &LedgerImport) -> Result<(), String> {
    if import.columns == ColumnsFrom::Guessed {
        return Err(both(&Text::new(
            format!("{office} 没有为这种表头保存过列对应关系；请去掉 --mapping，或先在导入页面选择"),
            format!(
                "{office} has saved no column mapping for these headings; leave --mapping out, or choose the columns on the import page first"
            ),
        )));
    }
    eprintln!("列对应关系：采用 {office} 保存的\ncolumns: as saved by {office}");
    let heads = import.ledger.sheets.first().map(|sheet| sheet.head.columns.as_slice()).unwrap_or_default();
    let code = |field: Option<Field>| field.map_or("-", Field::code);
    for (at, head) in heads.iter().enumerate() {
        let (chosen, guess) = (import.mapping.field(at), import.guess.field(at));
        if chosen != guess {
            eprintln!("  {}: {} (by its heading {})", head.name, code(chosen), code(guess));
        }
    }
    Ok(())
}

fn print(report: &ImportReport, arguments: &Arguments) {
    let ImportReport { rows, accepted, duplicates, differing, revised, refused, differences, same_names } = report;
    let verb = if arguments.dry_run { ("将导入", "to be imported") } else { ("已导入", "imported") };
    say!("共 {rows} 行：{} {accepted}，台账中已有 {duplicates}，未通过校验 {}", verb.0, refused.len());
    say!("{rows} rows: {accepted} {}, {duplicates} already in the register, {} rejected", verb.1, refused.len());
    if differing + revised > 0 {
        say!("与台账不同 {differing}，已更新 {revised}；--differences take 采纳，--differences leave 保留台账现有内容");
        say!(
            "{differing} differ from the register, {revised} updated; --differences take applies, --differences leave keeps"
        );
    }
    for it in same_names {
        say!("{}\n{}", it.text.zh, it.text.en);
    }
    for it in differences {
        say!("{} {} (line {}) {}：{} → {}", it.sheet, it.row, it.line, it.aspect.name().zh, it.here.zh, it.file.zh);
        say!("{} {} (line {}) {}: {} → {}", it.sheet, it.row, it.line, it.aspect.name().en, it.here.en, it.file.en);
        if let Some(why) = &it.stays {
            say!("  {} / {}", why.zh, why.en);
        }
    }
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
