//! This module opens a data folder: the store, the clock by which it runs, and the pack.
//!
//! This module must never open a folder under the law of another country. Start at [`filled`].

use crate::both;
use bowline_core::places::PlaceTree;
use bowline_core::rules::{PackTree, id_of};
use bowline_core::time::Moment;
use bowline_core::words::Text;
use bowline_service::chance::SystemChance;
use bowline_service::clock::{DemoClock, ForwardClock, SystemClock, TOLERANCE_MS, WallClock};
use bowline_service::{Bowline, Setup, demo_ahead_ms, kept_demo_ahead_ms, packs_in_force, sweep_leftovers};
use bowline_store::{Durability, Loss, Sickness, Store, StoreFault};
use std::path::PathBuf;

/// The shipped pack that installations start with where none is named.
pub const PACK: &str = "cn-national";
/// A setting of a folder: its [`Kind`].
const KIND: &str = "kind";
/// Settings of a folder: the pack as it was named, and its id.
const KEPT: &str = "pack";
const KEPT_ID: &str = "pack.id";

/// Where the data lies.
#[derive(clap::Args)]
pub struct Folder {
    /// Data folder; made if it does not exist
    #[arg(long, value_name = "DIR", default_value = "bowline-data", env = "BOWLINE_DATA")]
    pub data: PathBuf,
    #[command(flatten)]
    pub law: Law,
}

/// A data folder that is written, and what its operator takes upon themselves.
#[derive(clap::Args)]
pub struct Writable {
    #[command(flatten)]
    pub folder: Folder,
    /// Start though something that was written is gone (see `bowline doctor check`); a damaged log is kept beside
    #[arg(long)]
    accept_loss: bool,
    /// Start though the log knows of moments that have not come yet: the clock is right now, and it was wrong before
    #[arg(long, env = "BOWLINE_ACCEPT_CLOCK")]
    accept_clock: bool,
}

/// What a folder is for, written when it is first filled: made-up data never mixes with real data.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Demo,
    Product,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::Demo => "demo",
            Self::Product => "product",
        }
    }

    /// Of a folder; none of one that is empty.
    fn of(store: &Store) -> Result<Option<Self>, String> {
        Ok(match store.own().setting(KIND).map_err(crate::fault)?.as_deref() {
            Some("demo") => Some(Self::Demo),
            Some(_) => Some(Self::Product),
            None => (store.log().count().map_err(crate::fault)? > 0).then_some(Self::Product),
        })
    }
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

/// Refuses a folder of the other kind. An empty one is of this kind from now on.
pub fn demand(store: &Store, kind: Kind) -> Result<(), String> {
    let other = match Kind::of(store)? {
        Some(found) if found == kind => return Ok(()),
        Some(found) => found.word(),
        None => return keep_kind(store, kind),
    };
    let (zh, en) = match kind {
        Kind::Demo => {
            ("此目录保存的是正式数据，不能用于演示", "This folder holds real data and cannot be used for the demo")
        }
        Kind::Product => {
            ("此目录保存的是演示数据，不能用于正式运行", "This folder holds a demo and cannot be served as the product")
        }
    };
    Err(both(&Text::new(
        format!("{zh}（{other}）；请用 --data 另选目录。"),
        format!("{en} (its kind is {other}); choose another with --data."),
    )))
}

fn keep_kind(store: &Store, kind: Kind) -> Result<(), String> {
    store.own().put_setting(KIND.to_owned(), kind.word().to_owned()).map_err(crate::fault)
}

/// Why a folder cannot be opened: the sentence of its sickness, and the causes.
pub fn failure(fault: &StoreFault) -> String {
    let sentence = fault.sickness().map(|sickness| format!("{}\n", crate::both(&sickness.text()))).unwrap_or_default();
    format!("{sentence}不能打开数据目录：{}\nCannot open the data folder: {}", fault.chain(), fault.chain())
}

/// Opens the product on a store. A folder of the demo keeps the demo's clock, whatever command opens it.
pub fn product(store: Store, law: &Law, demo: bool) -> Result<Bowline, String> {
    let (packs, places) = law_of(&store, law)?;
    let kept = kept_demo_ahead_ms(&store).map_err(crate::refusal)?;
    let start = packs.base().country().demo().filter(|_| demo).map(|demo| demo.start);
    let ahead = match start {
        Some(start) => Some(demo_ahead_ms(&store, start).map_err(crate::refusal)?),
        None => kept,
    };
    let clock: Box<dyn WallClock> = match ahead {
        Some(ahead) => Box::new(DemoClock::ahead(ahead)),
        None => Box::new(ForwardClock::from(SystemClock, last_written(&store).map_err(crate::fault)?)),
    };
    let setup = Setup { store, clock, chance: Box::new(SystemChance), pack: String::new(), demo };
    Bowline::open_under(setup, packs, places).map_err(crate::refusal)
}

/// The packs that two people put in force; else the one that is named, else the one that the folder keeps, with those of
/// provinces and cities over it. One folder stays under the law of one country.
fn law_of(store: &Store, law: &Law) -> Result<(PackTree, PlaceTree), String> {
    let setting = |key| store.own().setting(key).map_err(crate::fault);
    let name = law.pack.clone().or(setting(KEPT)?).unwrap_or_else(|| PACK.to_owned());
    let (packs, places) = packs_in_force(store, &name).map_err(crate::refusal)?;
    let id = id_of(packs.base().name());
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
    Ok((packs, places))
}

/// Notes under which pack a folder is kept.
pub fn keep_law(app: &Bowline, law: &Law) -> Result<(), String> {
    let absolute = |name: &String| std::fs::canonicalize(name).map_or(name.clone(), |path| path.display().to_string());
    let named = law.pack.as_ref().map(|name| match name.contains(std::path::MAIN_SEPARATOR) {
        true => absolute(name),
        false => name.clone(),
    });
    let named = named.map(|name| (KEPT, name));
    for (key, value) in named.into_iter().chain([(KEPT_ID, id_of(app.pack().name()).to_owned())]) {
        if app.store().own().setting(key).map_err(crate::fault)?.as_ref() != Some(&value) {
            app.store().own().put_setting(key.to_owned(), value).map_err(crate::fault)?;
        }
    }
    Ok(())
}

/// Opens a folder that somebody else may have open, to look only.
pub fn read_only(folder: &Folder) -> Result<Bowline, String> {
    let store = Store::open_read_only(&folder.data).map_err(|fault| {
        format!("不能读取数据目录：{}。\nCannot read the data folder: {}", fault.chain(), fault.chain())
    })?;
    product(store, &folder.law, false)
}

/// Opens a folder, of the demo or not; a fresh one gets the nation's offices.
pub fn filled(writable: &Writable) -> Result<Bowline, String> {
    let store = kept(writable)?;
    if Kind::of(&store)?.is_none() {
        keep_kind(&store, Kind::Product)?;
    }
    fill(store, writable)
}

/// Opens a folder that is not of the demo; a fresh one gets the nation's offices.
pub fn of_the_product(writable: &Writable) -> Result<Bowline, String> {
    let store = kept(writable)?;
    demand(&store, Kind::Product)?;
    fill(store, writable)
}

fn kept(writable: &Writable) -> Result<Store, String> {
    let loss = if writable.accept_loss { Loss::Accepted } else { Loss::Refused };
    Store::open_with(&writable.folder.data, Durability::Full, loss).map_err(|fault| failure(&fault))
}

fn fill(store: Store, writable: &Writable) -> Result<Bowline, String> {
    let law = &writable.folder.law;
    let app = product(store, law, false)?;
    if let Some(latest) = ahead_of_clock(&app).map_err(crate::fault)? {
        if !writable.accept_clock {
            let now = app.now();
            return Err(format!(
                "{}\n{} ({latest} > {now})",
                both(&Sickness::ClockBack.text()),
                Sickness::ClockBack.code()
            ));
        }
        tracing::warn!(%latest, now = %app.now(), "the log is ahead of the clock, as was accepted");
    }
    sweep_leftovers(app.store());
    keep_law(&app, law)?;
    load_nation(&app)?;
    Ok(app)
}

/// The latest moment of the log, where it lies further ahead of the clock than clocks may differ.
pub fn ahead_of_clock(app: &Bowline) -> Result<Option<Moment>, StoreFault> {
    let ahead = |latest: &Moment| latest.as_millisecond() - app.now().as_millisecond() > TOLERANCE_MS;
    Ok(app.store().log().latest()?.filter(ahead))
}

/// The moment from which the clock goes on: no fact bears an earlier one than the fact before it. Where the log is further ahead
/// than clocks may differ, that moment is none to go by.
fn last_written(store: &Store) -> Result<Option<Moment>, StoreFault> {
    let now = SystemClock.now().as_millisecond();
    Ok(store.log().latest()?.filter(|latest| latest.as_millisecond() - now <= TOLERANCE_MS))
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
