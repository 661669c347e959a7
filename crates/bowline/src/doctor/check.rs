//! `bowline doctor check`: every sickness of a data folder that can be seen from outside, a sentence each.
//!
//! Must never write: a sick folder is left as it was found. Start at [`check`].

use crate::open::{self, Folder};
use crate::{Done, both};
use bowline_service::Bowline;
use bowline_store::{Sickness, Store, StoreFault};
use std::process::ExitCode;

/// What was found: the sickness, and what shows it.
type Found = Vec<(Sickness, String)>;

/// Says all that is wrong with a folder. Status 0: nothing.
pub fn check(folder: &Folder) -> Done {
    let mut found = unwritable(folder);
    match Store::look(&folder.data) {
        Ok(store) => found.extend(look(store, &folder.law)?),
        Err(fault) => found.extend(named(fault)?),
    }
    for (sickness, shown) in &found {
        say!("{}: {shown}\n{}", sickness.code(), both(&sickness.text()));
    }
    Ok(if found.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
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

fn look(store: Store, law: &open::Law) -> Result<Found, String> {
    let mut found = Found::new();
    if let Some(torn) = store.torn_end() {
        found.push((Sickness::TornLog, format!("{} bytes after {} whole commits", torn.bytes, torn.commits)));
    }
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
    let app = open::product(store, law, false)?;
    found.extend(judge(&app).or_else(named)?);
    Ok(found)
}

/// Whether the log is whole, the clocks balance, and time goes forward.
fn judge(app: &Bowline) -> Result<Found, StoreFault> {
    let (store, now) = (app.store(), app.now());
    let (facts, proof) = (store.log().count()?, store.duties().completeness(now)?);
    say!("log: {facts} facts");
    say!("open actions {}, live deadlines {}, due but not processed {}", proof.open, proof.clocks, proof.still_due);
    let mut found: Found = store.log().gaps()?.into_iter().map(|line| (Sickness::LogBroken, line)).collect();
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
    Ok(found)
}
