//! Opens a data folder: the store, the clock it runs by, the pack.

use bowline_service::chance::SystemChance;
use bowline_service::clock::{Clock, DemoClock, SystemClock};
use bowline_service::{Bowline, Parts};
use bowline_store::{Durability, Store, StoreFault};
use std::path::PathBuf;

/// The shipped pack that installations start with.
const PACK: &str = "cn-national";

/// Where the data lies.
#[derive(clap::Args)]
pub struct Folder {
    /// Data folder; made if it does not exist
    #[arg(long, value_name = "DIR", default_value = "bowline-data", env = "BOWLINE_DATA")]
    pub data: PathBuf,
}

/// Opens the store of a folder.
pub fn store(folder: &Folder) -> Result<Store, String> {
    Store::open(&folder.data, Durability::Full).map_err(|fault| match fault {
        StoreFault::InUse { folder } => format!(
            "数据目录 {folder} 正被另一个进程使用；请先停止它，或用 --data 另选目录。\n\
             The data folder {folder} is in use by another process; stop that one first, or choose another with --data."
        ),
        fault => format!("不能打开数据目录：{}。\nCannot open the data folder: {}", fault.chain(), fault.chain()),
    })
}

/// Opens the product on a store. A folder of the demo keeps the demo's clock, whatever command opens it.
pub fn product(store: Store, demo: bool) -> Result<Bowline, String> {
    let was_demo = store.setting("demo.ahead_ms").map_err(|fault| fault.chain())?.is_some();
    let clock: Box<dyn Clock> = if demo || was_demo {
        Box::new(DemoClock::ahead(Bowline::demo_ahead_ms(&store).map_err(|refused| crate::refusal(&refused))?))
    } else {
        Box::new(SystemClock)
    };
    let parts = Parts { store, clock, chance: Box::new(SystemChance), pack: PACK.to_owned(), demo };
    Bowline::open(parts).map_err(|refused| crate::refusal(&refused))
}

/// Opens a folder that somebody else may have open, to look only.
pub fn read_only(folder: &Folder) -> Result<Bowline, String> {
    let store = Store::open_read_only(&folder.data).map_err(|fault| {
        format!("不能读取数据目录：{}。\nCannot read the data folder: {}", fault.chain(), fault.chain())
    })?;
    let ahead = store.setting("demo.ahead_ms").map_err(|fault| fault.chain())?.and_then(|ms| ms.parse().ok());
    let clock: Box<dyn Clock> = match ahead {
        Some(ms) => Box::new(DemoClock::ahead(ms)),
        None => Box::new(SystemClock),
    };
    let parts = Parts { store, clock, chance: Box::new(SystemChance), pack: PACK.to_owned(), demo: false };
    Bowline::open(parts).map_err(|refused| crate::refusal(&refused))
}

/// Opens a folder; a fresh one gets the nation's offices.
pub fn filled(folder: &Folder) -> Result<Bowline, String> {
    let app = product(store(folder)?, false)?;
    load_nation(&app)?;
    Ok(app)
}

/// Establishes the nation's offices in a fresh folder, with a progress bar.
pub fn load_nation(app: &Bowline) -> Result<(), String> {
    if app.is_empty() {
        let bar = progress("offices");
        let told = app.load_offices(app.places().nation(), &mut |done, all| {
            bar.set_length(all as u64);
            bar.set_position(done as u64);
        });
        bar.finish_and_clear();
        told.map_err(|refused| crate::refusal(&refused))?;
    }
    Ok(())
}

/// A progress bar on standard error; nothing where that is not a terminal.
pub fn progress(what: &'static str) -> indicatif::ProgressBar {
    let style = indicatif::ProgressStyle::with_template("{msg} [{bar:40}] {pos}/{len}");
    let bar = indicatif::ProgressBar::new(0).with_message(what);
    match style {
        Ok(style) => bar.with_style(style.progress_chars("=> ")),
        Err(_) => bar,
    }
}
