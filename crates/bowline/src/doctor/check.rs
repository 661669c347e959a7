//! `bowline doctor check` names every sickness of a data folder that can be seen from outside, in a sentence each.
//!
//! This module must never write: a sick folder is left as it was found. Start at [`check`].

use crate::open::{self, Folder};
use crate::{Done, both, cannot, refusal};
use bowline_core::words::Text;
use bowline_service::Bowline;
use bowline_store::{Checkpoint, Sickness, Store, StoreFault};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What to look at, and what to hold it against.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    folder: Folder,
    /// A file with checkpoints that were kept elsewhere, such as a letter: each is held against the log
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
    /// Also read every piece of evidence and compare it with its hash
    #[arg(long)]
    evidence: bool,
}

/// What was found: the sickness, and what shows it.
type Found = Vec<(Sickness, String)>;

/// Says all that is wrong with a folder. Status 0: nothing, or only what is to be watched.
pub fn check(arguments: &Arguments) -> Done {
    let folder = &arguments.folder;
    let held = held(&arguments.checkpoint)?;
    let mut found = unwritable(folder);
    found.extend(open_to_all(&folder.data));
    match Store::look(&folder.data).or_else(|fault| beside_a_server(folder, fault)) {
        Ok(store) => found.extend(look(store, &folder.law, arguments.evidence, &held)?),
        Err(fault) => found.extend(named(fault)?),
    }
    Ok(if say_all(&found) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Looks at a whole folder, evidence included, and says what is wrong. Answers whether it is well.
pub fn examine(store: Store, law: &open::Law) -> Result<bool, String> {
    Ok(say_all(&look(store, law, true, &[])?))
}

/// Says what was found. Answers whether all of it is only to be watched.
fn say_all(found: &Found) -> bool {
    for (sickness, shown) in found {
        say!("{}: {shown}\n{}", sickness.code(), both(&sickness.text()));
    }
    found.iter().all(|(sickness, _)| sickness.is_warning())
}

/// The checkpoints of these files. A file without one is a mistake: it would seem to agree.
fn held(files: &[PathBuf]) -> Result<Vec<Checkpoint>, String> {
    let mut held = Vec::new();
    for file in files {
        let shown = file.display().to_string();
        let text = std::fs::read_to_string(file).map_err(|error| cannot("读取", "read", &shown, error))?;
        let found = Checkpoint::all_of(&text).map_err(|error| cannot("读取", "read", &shown, error))?;
        if found.is_empty() {
            let (zh, en) = (format!("{shown} 中没有检查点。"), format!("There is no checkpoint in {shown}."));
            return Err(both(&Text::new(zh, en)));
        }
        held.extend(found);
    }
    Ok(held)
}

/// Whoever holds the folder may go on: what was committed can be read beside it.
fn beside_a_server(folder: &Folder, fault: StoreFault) -> Result<Store, StoreFault> {
    match fault {
        StoreFault::InUse { .. } => {
            let store = Store::open_read_only(&folder.data)?;
            say!(
                "{}",
                both(&Text::new(
                    "目录正在使用中，按同一时刻的数据检查。",
                    "The folder is in use: its data is checked as of one moment."
                ))
            );
            Ok(store)
        }
        fault => Err(fault),
    }
}

/// A fault with a name is something found; any other ends the command.
fn named(fault: StoreFault) -> Result<Found, String> {
    match fault.sickness() {
        Some(sickness) => Ok(vec![(sickness, fault.chain())]),
        None => Err(crate::fault(fault)),
    }
}

/// Whether the folder could be written, asked without writing.
fn unwritable(folder: &Folder) -> Found {
    let sealed = std::fs::metadata(&folder.data).is_ok_and(|it| it.permissions().readonly());
    let files = ["bowline.sqlite", "lock"]
        .map(|file| std::fs::File::options().write(true).open(folder.data.join(file)).map(drop));
    let refused = files.into_iter().filter_map(Result::err).find(|error| Sickness::of_io(error).is_some());
    let shown = refused.map(|error| error.to_string()).or_else(|| sealed.then(|| "no right to write".to_owned()));
    let shown = shown.map(|why| (Sickness::ReadOnly, format!("{}: {why}", folder.data.display())));
    shown.into_iter().collect()
}

/// Whether other users of this machine can come in and read.
#[cfg(unix)]
fn open_to_all(folder: &Path) -> Found {
    use std::os::unix::fs::PermissionsExt;
    let others = |path: &Path| std::fs::metadata(path).map_or(0, |it| it.permissions().mode() & 0o7);
    let may_enter = others(folder) & 0o1 != 0;
    let names = ["bowline.sqlite", "bowline.sqlite-wal", "proofs", "uploads", "packs"];
    let readable = names.iter().map(|name| folder.join(name)).filter(|path| may_enter && others(path) & 0o6 != 0);
    readable.take(1).map(|path| (Sickness::OpenToAll, path.display().to_string())).collect()
}

#[cfg(not(unix))]
fn open_to_all(_: &Path) -> Found {
    Found::new()
}

fn look(store: Store, law: &open::Law, evidence: bool, held: &[Checkpoint]) -> Result<Found, String> {
    let mut found = Found::new();
    // Of a damaged file nothing else can be believed.
    match store.integrity() {
        Ok(lines) if lines.is_empty() => {}
        Ok(lines) => {
            found.extend(lines.into_iter().map(|line| (Sickness::Damaged, line)));
            return Ok(found);
        }
        Err(fault) => {
            found.extend(named(fault)?);
            return Ok(found);
        }
    }
    match store.log().lost() {
        Ok(lost) => found.extend(lost),
        Err(fault) => found.extend(named(fault)?),
    }
    if let Some(torn) = store.torn_end().filter(|_| found.is_empty()) {
        found.push((Sickness::TornLog, torn.to_string()));
    }
    let app = open::product(store, law, false)?;
    found.extend(app.store().clone().at_one_moment(|| judge(&app, held)).or_else(named)?);
    if evidence {
        let (files, faults) = app.proofs().check_all().map_err(refusal)?;
        say!("evidence: {files} files");
        found.extend(faults.into_iter().map(|line| (Sickness::Evidence, line)));
    }
    Ok(found)
}

/// Whether the log is whole and the one that was written, the clocks balance, and time goes forward.
fn judge(app: &Bowline, held: &[Checkpoint]) -> Result<Found, StoreFault> {
    let (store, now) = (app.store(), app.now());
    let (facts, proof) = (store.log().count()?, store.duties().completeness(now)?);
    say!("log: {facts} facts");
    say!("open actions {}, live deadlines {}, due but not processed {}", proof.open, proof.clocks, proof.still_due);
    let mut found: Found = store.log().gaps()?.into_iter().map(|line| (Sickness::LogBroken, line)).collect();
    let breaches = store.log().breaches(held)?;
    found.extend(breaches.iter().map(|breach| (Sickness::LogChanged, breach.to_string())));
    let not_searchable = store.log().not_searchable()?;
    if not_searchable > 0 {
        found.push((Sickness::Differs, format!("the index of search words differs by {not_searchable} hazards")));
    }
    let (without_clock, without_obligation, silent) = (proof.without_clock, proof.without_obligation, proof.silent);
    if without_clock + without_obligation + silent > 0 {
        let shown = format!(
            "{without_clock} obligations without a clock, {without_obligation} clocks without an obligation, {silent} silent matters"
        );
        found.push((Sickness::NoClock, shown));
    }
    if let Some(latest) = open::ahead_of_clock(app)? {
        found.push((Sickness::ClockBack, format!("the log knows of {latest}, the clock shows {now}")));
    }
    let (country, today) = (app.pack().country(), app.today());
    let calendar = country.calendar();
    if calendar.should_go_on(today) {
        let beyond = store.duties().due_from(calendar.end(country.zone()))?;
        let shown = format!("calendar {} ends with {}; {beyond} open due dates lie beyond", calendar.id, calendar.to);
        found.push((Sickness::Holidays, shown));
    }
    Ok(found)
}
