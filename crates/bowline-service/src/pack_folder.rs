//! The files of a pack in a folder. What is in the folder is in the pack, or it is a fault with its name: a rule that
//! was left out in silence would be law that nobody misses.
//!
//! This module must never wait for a file, read one without bound, or follow a link out of the folder. Start at
//! [`read`].

use bowline_core::rules::{Diagnostic, PackFiles};
use bowline_core::words::Text;
use std::fs::{FileType, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Most files and folders of a pack.
const MOST_FILES: usize = 20_000;
/// Most bytes of one file: the table of a nation's townships has three.
const MOST_BYTES: u64 = 8 << 20;
/// Most folders in one another.
const DEEPEST: usize = 8;
/// Folders of tools, whose files are none of the pack.
const OF_TOOLS: [&str; 3] = [".git", ".svn", ".hg"];
/// What a pack is made of: rules, tables, notes.
const SORTS: [&str; 4] = ["toml", "csv", "md", "txt"];
/// Files without an ending that belong to any folder of texts.
const NOTES: [&str; 2] = ["LICENSE", "NOTICE"];

/// Reads a folder: the files, and what is wrong with others.
pub(crate) fn read(folder: &Path) -> std::io::Result<(PackFiles, Vec<Diagnostic>)> {
    let mut found = Found { folder: folder.canonicalize()?, files: PackFiles::new(), faults: Vec::new(), seen: 0 };
    let top = found.folder.clone();
    std::fs::read_dir(&top)?;
    found.enter(&top, 0);
    found.faults.sort_by(|one, other| one.file.cmp(&other.file));
    Ok((found.files, found.faults))
}

struct Found {
    folder: PathBuf,
    files: PackFiles,
    faults: Vec<Diagnostic>,
    seen: usize,
}

impl Found {
    fn enter(&mut self, folder: &Path, depth: usize) {
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(why) => return self.unreadable(folder, &why),
        };
        for entry in entries {
            self.seen += 1;
            if self.seen > MOST_FILES || depth > DEEPEST {
                let (zh, en) = ("规则库的文件或文件夹过多", "the rulebook has too many files or folders");
                return self.fault(folder, "pack.too_large", zh, en);
            }
            match entry.and_then(|entry| Ok((entry.path(), entry.file_type()?))) {
                Ok((path, _)) if path.file_name().is_some_and(|name| OF_TOOLS.iter().any(|it| name == *it)) => {}
                Ok((path, sort)) if sort.is_dir() => self.enter(&path, depth + 1),
                Ok((path, sort)) => self.take(&path, sort),
                Err(why) => self.unreadable(folder, &why),
            }
        }
    }

    fn take(&mut self, path: &Path, sort: FileType) {
        let file = match self.resolve(path, sort) {
            Ok(Some(file)) => file,
            Ok(None) => {
                let (zh, en) = (
                    "链接指向规则库之外，或者指向文件夹",
                    "it is a link that leads out of the rulebook, or to a folder",
                );
                return self.fault(path, "pack.link_out", zh, en);
            }
            Err(why) => return self.unreadable(path, &why),
        };
        let (name, metadata) = (self.name_of(path), std::fs::metadata(&file));
        let is_note = || path.file_name().is_some_and(|name| NOTES.iter().any(|note| name == *note));
        let known = path.extension().map_or_else(is_note, |ending| SORTS.iter().any(|known| ending == *known));
        match metadata {
            Err(why) => self.unreadable(path, &why),
            Ok(it) if !it.is_file() => self.fault(path, "pack.no_file", "不是普通文件", "it is no regular file"),
            Ok(_) if !known => {
                let (zh, en) = (
                    "规则库中只能有 .toml、.csv、.md、.txt 文件",
                    "a rulebook holds .toml, .csv, .md and .txt files only",
                );
                self.fault(path, "pack.unknown_file", zh, en);
            }
            Ok(it) => match text_of(&file, &it) {
                Ok(Contents::Whole(text)) => drop(self.files.insert(name, text)),
                Ok(Contents::TooLarge) => self.fault(path, "pack.too_large", "文件过大", "the file is too large"),
                Ok(Contents::NotUtf8) => {
                    let (zh, en) = ("文件不是 UTF-8 编码；请另存为 UTF-8", "the file is not UTF-8; save it as UTF-8");
                    self.fault(path, "pack.not_utf8", zh, en);
                }
                Err(why) => self.unreadable(path, &why),
            },
        }
    }

    /// What is behind a link, if it is a file of this folder; none: it is not.
    fn resolve(&self, path: &Path, sort: FileType) -> std::io::Result<Option<PathBuf>> {
        if !sort.is_symlink() {
            return Ok(Some(path.to_owned()));
        }
        let target = path.canonicalize()?;
        let within = target.starts_with(&self.folder) && !target.is_dir();
        Ok(within.then_some(target))
    }

    fn name_of(&self, path: &Path) -> String {
        path.strip_prefix(&self.folder).unwrap_or(path).to_string_lossy().replace('\\', "/")
    }

    fn unreadable(&mut self, path: &Path, why: &std::io::Error) {
        self.fault(path, "pack.unreadable", &format!("不能读取：{why}"), &format!("it cannot be read: {why}"));
    }

    fn fault(&mut self, path: &Path, code: &'static str, zh: &str, en: &str) {
        let file = self.name_of(path);
        self.faults.push(Diagnostic { file, line: 0, column: 0, code, message: Text::new(zh, en), help: None });
    }
}

/// What a file holds.
enum Contents {
    Whole(String),
    TooLarge,
    NotUtf8,
}

/// The text of a regular file. It may grow while it is read.
fn text_of(file: &Path, metadata: &Metadata) -> std::io::Result<Contents> {
    if metadata.len() > MOST_BYTES {
        return Ok(Contents::TooLarge);
    }
    let mut bytes = Vec::new();
    std::fs::File::open(file)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Ok(Contents::TooLarge);
    }
    Ok(String::from_utf8(bytes).map_or(Contents::NotUtf8, Contents::Whole))
}
