//! Opens a data folder: the store, the clock it runs by, the pack.
//!
//! Must never open a folder under the law of another country. Start at [`filled`].

use bowline_core::places::PlaceTree;
use bowline_core::rules::Pack;
use bowline_core::time::Moment;
use bowline_service::chance::SystemChance;
use bowline_service::clock::{DemoClock, SystemClock, WallClock};
use bowline_service::{Bowline, Setup, demo_ahead_ms, kept_demo_ahead_ms, pack_in_force};
use bowline_store::{Durability, Sickness, Store, StoreFault};
use std::path::PathBuf;

/// The shipped pack that installations start with where none is named.
pub const PACK: &str = "cn-national";
/// Settings of a folder: the pack as it was named, and its id.
const KEPT: &str = "pack";
const KEPT_ID: &str = "pack.id";
/// How far the log may be ahead of the clock before it is worth a sentence.
const TOLERANCE_MS: i64 = 5 * 60_000;

/// Where the data lies.
#[derive(clap::Args)]
pub struct Folder {
    /// Data folder; made if it does not exist
    #[arg(long, value_name = "DIR", default_value = "bowline-data", env = "BOWLINE_DATA")]
    pub data: PathBuf,
    #[command(flatten)]
    pub law: Law,
}

/// The pack under which a data folder is kept.
#[derive(clap::Args, Clone)]
pub struct Law {
    /// Policy pack: the name of a shipped one, or a folder; without it the one the data folder was filled under
    #[arg(long, value_name = "PACK", env = "BOWLINE_PACK")]
    pub pack: Option<String>,
}

/// Opens the store of a folder.
pub fn store(folder: &Folder) -> Result<Store, String> {
    Store::open(&folder.data, Durability::Full).map_err(|fault| failure(&fault))
}

/// Why a folder cannot be opened: the sentence of its sickness, and the causes.
pub fn failure(fault: &StoreFault) -> String {
    let sentence = fault.sickness().map(|sickness| format!("{}\n", crate::both(&sickness.text()))).unwrap_or_default();
    format!("{sentence}不能打开数据目录：{}\nCannot open the data folder: {}", fault.chain(), fault.chain())
}

/// Opens the product on a store. A folder of the demo keeps the demo's clock, whatever command opens it.
pub fn product(store: Store, law: &Law, demo: bool) -> Result<Bowline, String> {
    let (pack, places) = law_of(&store, law)?;
    let kept = kept_demo_ahead_ms(&store).map_err(crate::refusal)?;
    let start = pack.country().demo().filter(|_| demo).map(|demo| demo.start);
    let ahead = match start {
        Some(start) => Some(demo_ahead_ms(&store, start).map_err(crate::refusal)?),
        None => kept,
    };
    let clock: Box<dyn WallClock> = match ahead {
        Some(ahead) => Box::new(DemoClock::ahead(ahead)),
        None => Box::new(SystemClock),
    };
    let setup = Setup { store, clock, chance: Box::new(SystemChance), pack: String::new(), demo };
    Bowline::open_under(setup, pack, places).map_err(crate::refusal)
}

/// The pack that two people put in force; else the one that is named, else the one that the folder keeps. One folder stays
/// under the law of one country.
fn law_of(store: &Store, law: &Law) -> Result<(Pack, PlaceTree), String> {
    let setting = |key| store.own().setting(key).map_err(crate::fault);
    let name = law.pack.clone().or(setting(KEPT)?).unwrap_or_else(|| PACK.to_owned());
    let (pack, places) = pack_in_force(store, &name).map_err(crate::refusal)?;
    let id = id_of(&pack);
    let kept = match setting(KEPT_ID)? {
        Some(kept) => Some(kept),
        None => (!store.registry().offices().map_err(crate::fault)?.is_empty()).then(|| PACK.to_owned()),
    };
    if let Some(kept) = kept.filter(|kept| kept != id) {
        return Err(format!(
            "数据目录属于规则包 {kept}，不能用 {id} 打开；请另选数据目录。\n\
             The data folder is kept under the pack {kept} and cannot be opened under {id}; choose another folder."
        ));
    }
    Ok((pack, places))
}

/// Notes under which pack a folder is kept.
pub fn keep_law(app: &Bowline, law: &Law) -> Result<(), String> {
    let absolute = |name: &String| std::fs::canonicalize(name).map_or(name.clone(), |path| path.display().to_string());
    let named = law.pack.as_ref().map(|name| match name.contains(std::path::MAIN_SEPARATOR) {
        true => absolute(name),
        false => name.clone(),
    });
    let named = named.map(|name| (KEPT, name));
    for (key, value) in named.into_iter().chain([(KEPT_ID, id_of(app.pack()).to_owned())]) {
        if app.store().own().setting(key).map_err(crate::fault)?.as_ref() != Some(&value) {
            app.store().own().put_setting(key.to_owned(), value).map_err(crate::fault)?;
        }
    }
    Ok(())
}

fn id_of(pack: &Pack) -> &str {
    pack.name().split('@').next().unwrap_or_default()
}

/// Opens a folder that somebody else may have open, to look only.
pub fn read_only(folder: &Folder) -> Result<Bowline, String> {
    let store = Store::open_read_only(&folder.data).map_err(|fault| {
        format!("不能读取数据目录：{}。\nCannot read the data folder: {}", fault.chain(), fault.chain())
    })?;
    product(store, &folder.law, false)
}

/// Opens a folder; a fresh one gets the nation's offices.
pub fn filled(folder: &Folder) -> Result<Bowline, String> {
    let app = product(store(folder)?, &folder.law, false)?;
    keep_law(&app, &folder.law)?;
    load_nation(&app)?;
    if let Some(latest) = ahead_of_clock(&app).map_err(crate::fault)? {
        tracing::warn!(%latest, now = %app.now(), "{}", Sickness::ClockBack.text().en);
    }
    Ok(app)
}

/// The latest moment of the log, where it lies further ahead of the clock than clocks may differ.
pub fn ahead_of_clock(app: &Bowline) -> Result<Option<Moment>, StoreFault> {
    let ahead = |latest: &Moment| latest.as_millisecond() - app.now().as_millisecond() > TOLERANCE_MS;
    Ok(app.store().log().latest()?.filter(ahead))
}

/// Establishes the nation's offices in a fresh folder, with a progress bar.
pub fn load_nation(app: &Bowline) -> Result<(), String> {
    if app.offices().is_empty() {
        let nation = app.places().nation();
        with_progress("offices", |told| app.offices().load(nation, told)).map_err(crate::refusal)?;
    }
    Ok(())
}

/// Long work with a progress bar: it is told how much is done, and how much there is.
pub fn with_progress<T>(what: &'static str, work: impl FnOnce(&mut dyn FnMut(usize, usize)) -> T) -> T {
    let bar = progress(what);
    let done = work(&mut |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    done
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
