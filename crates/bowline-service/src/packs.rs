//! Packs are shipped in the binary or stand in a folder of whoever runs the product. This module finds and opens them.
//!
//! This module must never hand out a pack with a fault.

use crate::{Refused, pack_folder};
use bowline_core::ids::PackId;
use bowline_core::places::{Level, PlaceFault, PlaceTree};
use bowline_core::rules::{Diagnostic, Pack, PackFiles, PackHead};
use bowline_core::words::{Lang, Text};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::path::Path;

#[derive(rust_embed::RustEmbed)]
#[folder = "../../packs/"]
struct Shipped;

/// A pack that cannot be used.
#[derive(Debug)]
pub enum PackNotUsable {
    /// There is none of this name, or the folder cannot be read.
    Unreadable {
        /// Name or folder.
        name: String,
        /// Why.
        why: Text,
    },
    /// It was read and refused.
    Refused {
        /// Name or folder.
        name: String,
        /// Every fault found, those of its places too.
        faults: Vec<Diagnostic>,
    },
}

/// Faults that a sentence names; `bowline pack check` lists all.
const FAULTS_NAMED: usize = 5;

impl PackNotUsable {
    fn unreadable(name: impl Display, why: Text) -> Self {
        Self::Unreadable { name: name.to_string(), why }
    }

    /// Name or folder.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Unreadable { name, .. } | Self::Refused { name, .. } => name,
        }
    }

    /// What is wrong, with the first faults.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Unreadable { name, why } => Text::new(
                format!("规则库 {name} 不能读取：{}。", why.zh),
                format!("Rulebook {name} cannot be read: {}.", why.en),
            ),
            Self::Refused { name, faults } => {
                let n = faults.len();
                let [zh, en] = [Lang::Zh, Lang::En].map(|lang| {
                    let named = |it: &Diagnostic| format!("{}:{} {}", it.file, it.line, it.message.get(lang));
                    faults.iter().take(FAULTS_NAMED).map(named).collect::<Vec<_>>()
                });
                Text::new(
                    format!("规则库 {name} 有 {n} 处问题，请用 bowline pack check 查看：{}", zh.join("；")),
                    format!("Rulebook {name} has faults ({n}); run bowline pack check to see them: {}", en.join("; ")),
                )
            }
        }
    }
}

impl From<PackNotUsable> for Refused {
    fn from(why: PackNotUsable) -> Self {
        Self::Field { field: "pack", text: why.text() }
    }
}

/// The names of the shipped packs.
pub(crate) fn shipped_names() -> BTreeSet<String> {
    Shipped::iter().filter_map(|path| Some(path.strip_suffix("/pack.toml")?.to_owned())).collect()
}

/// The files of a shipped pack; empty if it is not shipped.
#[must_use]
pub fn shipped_files(name: &str) -> PackFiles {
    let prefix = format!("{name}/");
    Shipped::iter()
        .filter_map(|path| Some((path.strip_prefix(&prefix)?.to_owned(), Shipped::get(&path)?)))
        .map(|(path, file)| (path, String::from_utf8_lossy(&file.data).into_owned()))
        .collect()
}

/// The files of a pack in a folder: see [`crate::pack_folder`].
///
/// # Errors
/// [`PackNotUsable`] with every file that cannot be part of a pack.
pub fn pack_files(folder: &Path) -> Result<PackFiles, PackNotUsable> {
    match pack_folder::read(folder) {
        Ok((files, faults)) if faults.is_empty() => Ok(files),
        Ok((_, faults)) => Err(PackNotUsable::Refused { name: folder.display().to_string(), faults }),
        Err(why) => Err(PackNotUsable::unreadable(folder.display(), Text::same(why.to_string()))),
    }
}

/// The files of a pack by its name, if it is shipped, else of a folder.
///
/// # Errors
/// [`PackNotUsable::Unreadable`].
pub fn files_of_pack(name: &str) -> Result<PackFiles, PackNotUsable> {
    let shipped = shipped_files(name);
    if shipped.is_empty() { pack_files(Path::new(name)) } else { Ok(shipped) }
}

/// A pack with its places, by its name, if it is shipped, else of a folder.
///
/// # Errors
/// [`PackNotUsable`] with every fault found.
pub fn named_pack(name: &str) -> Result<(Pack, PlaceTree), PackNotUsable> {
    let shipped = shipped_files(name);
    if shipped.is_empty() { open_pack_folder(Path::new(name)) } else { open_pack(name, &shipped) }
}

/// A shipped pack with its places.
///
/// # Errors
/// [`PackNotUsable`]; a shipped pack is tested, so this is a fault of the build.
pub fn embedded_pack(name: &str) -> Result<(Pack, PlaceTree), PackNotUsable> {
    let files = shipped_files(name);
    if files.is_empty() {
        let why = Text::new("本程序未附带", "it is not shipped with this program");
        return Err(PackNotUsable::unreadable(name, why));
    }
    open_pack(name, &files)
}

/// A pack and its places from files. What it lies over is taken from those shipped.
///
/// # Errors
/// [`PackNotUsable`] with every fault found.
pub fn open_pack(name: &str, files: &PackFiles) -> Result<(Pack, PlaceTree), PackNotUsable> {
    open_layers(name, files, &|base| Ok(Some(shipped_files(base)).filter(|files| !files.is_empty())))
}

/// A pack and its places from a folder. What it lies over is a folder beside it, or else one of those shipped.
///
/// # Errors
/// [`PackNotUsable`] with every fault found.
pub fn open_pack_folder(folder: &Path) -> Result<(Pack, PlaceTree), PackNotUsable> {
    let beside = |base: &str| {
        let found = folder.canonicalize().ok().and_then(|it| Some(it.parent()?.join(base))).filter(|it| it.is_dir());
        let files = found.map_or_else(|| Ok(shipped_files(base)), |found| pack_files(&found))?;
        Ok(Some(files).filter(|files| !files.is_empty()))
    };
    open_layers(&folder.display().to_string(), &pack_files(folder)?, &beside)
}

/// The files of a pack, then of the one that it lies over, and so on down.
fn layers<'f>(
    name: &str,
    files: &'f PackFiles,
    find: &dyn Fn(&str) -> Result<Option<PackFiles>, PackNotUsable>,
) -> Result<Vec<Layer<'f>>, PackNotUsable> {
    let mut layers = vec![Layer { name: name.to_owned(), files: Cow::Borrowed(files) }];
    while let Some(base) = layers.last().and_then(|layer| PackHead::of(&layer.files).over) {
        let refused = |code, zh: String, en: String| {
            let fault = Diagnostic {
                file: "pack.toml".into(),
                line: 0,
                column: 0,
                code,
                message: Text::new(zh, en),
                help: None,
            };
            PackNotUsable::Refused { name: name.to_owned(), faults: vec![fault] }
        };
        // There are five levels of places, and a pack lies over one of a level above.
        if layers.len() >= Level::ALL.len() || layers.iter().skip(1).any(|layer| layer.name == base) {
            let zh = format!("规则库叠加关系形成循环：`{base}`；请修改 pack.toml 的 over");
            return Err(refused(
                "overlay.circle",
                zh,
                format!("rulebooks overlay one another in a loop: `{base}`; correct `over` in pack.toml"),
            ));
        }
        if base.parse::<PackId>().is_err() {
            let zh = format!("`{base}` 不是合法的规则库标识");
            return Err(refused("pack.bad_id", zh, format!("`{base}` is not the id of a rulebook")));
        }
        let Some(files) = find(&base)? else {
            let zh = format!("没有所叠加的规则库 `{base}`；请核对 pack.toml 的 over");
            return Err(refused(
                "overlay.no_base",
                zh,
                format!("there is no rulebook `{base}` to overlay; check `over` in pack.toml"),
            ));
        };
        layers.push(Layer { name: base, files: Cow::Owned(files) });
    }
    Ok(layers)
}

struct Layer<'f> {
    name: String,
    files: Cow<'f, PackFiles>,
}

fn open_layers(
    name: &str,
    files: &PackFiles,
    find: &dyn Fn(&str) -> Result<Option<PackFiles>, PackNotUsable>,
) -> Result<(Pack, PlaceTree), PackNotUsable> {
    let mut layers = layers(name, files, find)?;
    let Some(bottom) = layers.pop() else {
        return Err(PackNotUsable::unreadable(name, Text::new("没有文件", "it has no files")));
    };
    let (mut pack, tree) = open_whole(&bottom)?;
    drop(bottom);
    while let Some(Layer { name, files }) = layers.pop() {
        let over = pack
            .load_over(&files)
            .and_then(|over| over.overlay().map_or(Ok(()), |overlay| overlay.check_place(&pack, &tree)).map(|()| over));
        pack = over.map_err(|faults| PackNotUsable::Refused { name, faults })?;
    }
    Ok((pack, tree))
}

/// The tile maps of a pack's places.
const TILES: &str = "tiles.csv";

/// A pack that lies over no other.
fn open_whole(layer: &Layer<'_>) -> Result<(Pack, PlaceTree), PackNotUsable> {
    let Layer { name, files } = layer;
    let pack = Pack::load(files).map_err(|faults| PackNotUsable::Refused { name: name.clone(), faults })?;
    let is_table = |path: &str| path.starts_with("places/") && path.ends_with(".csv");
    let tables: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (path.as_str(), text.as_str())).filter(|(path, _)| is_table(path)).collect();
    let tree = PlaceTree::parse(&tables).and_then(|tree| match files.get(TILES) {
        Some(text) => tree.with_tiles(TILES, text),
        None => Ok(tree),
    });
    let refused = |faults: Vec<PlaceFault>| PackNotUsable::Refused {
        name: name.clone(),
        faults: faults.into_iter().map(of_places).collect(),
    };
    Ok((pack, tree.map_err(refused)?))
}

fn of_places(fault: PlaceFault) -> Diagnostic {
    let PlaceFault { file, line, message } = fault;
    let line = usize::try_from(line).unwrap_or_default();
    Diagnostic { file, line, column: 0, code: "places.fault", message, help: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shipped_overlay_brings_what_it_lies_over() {
        let (pack, places) = embedded_pack("cn-qingdao").unwrap();
        assert_eq!(pack.name(), "cn-qingdao@1 over cn-shandong@1 over cn-national@1");
        assert!(
            pack.overlay().is_some_and(|overlay| places.get(overlay.place).is_some_and(|it| it.name.zh == "青岛市"))
        );
        assert!(embedded_pack("cn-nowhere").is_err());
    }
}
