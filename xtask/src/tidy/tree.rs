//! This is the tree of the workspace in memory: every path, and the text of the files that are checked.
//!
//! This module must never read what is built or fetched.

use super::code::Code;
use std::collections::BTreeMap;
use std::path::Path;

/// Folders that are not ours to tidy.
const SKIPPED: [&str; 4] = ["target", ".git", "node_modules", "bowline-data"];
/// Endings of the files whose text is read.
const READ: [&str; 7] = [".rs", ".md", ".toml", ".html", ".css", ".js", "tidy.lock"];

/// Paths relative to the root, with `/`.
#[derive(Debug, Default)]
pub struct Tree {
    files: BTreeMap<String, String>,
    code: BTreeMap<String, Code>,
}

impl Tree {
    /// Reads the tree under a root.
    ///
    /// # Errors
    /// A folder or file that cannot be read.
    pub fn read(root: &Path) -> Result<Self, String> {
        let mut files = BTreeMap::new();
        walk(root, "", &mut files).map_err(|error| format!("tidy cannot read the tree: {error}"))?;
        Ok(Self::of(files))
    }

    fn of(files: BTreeMap<String, String>) -> Self {
        let rust = files.iter().filter(|(path, _)| path.ends_with(".rs"));
        let code = rust.map(|(path, text)| (path.clone(), Code::read(text))).collect();
        Self { files, code }
    }

    /// A made-up tree.
    #[cfg(test)]
    pub fn made_up(files: &[(&str, &str)]) -> Self {
        Self::of(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
    }

    /// Every path.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Path and text of the files with an ending.
    pub fn texts(&self, ending: &str) -> impl Iterator<Item = (&str, &str)> {
        let fits = move |path: &str| path.ends_with(ending);
        self.files.iter().filter(move |(path, _)| fits(path)).map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Every Rust file, read.
    pub fn rust(&self) -> impl Iterator<Item = (&str, &Code)> {
        self.code.iter().map(|(path, code)| (path.as_str(), code))
    }

    /// Whether a file or folder exists.
    pub fn exists(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.files.contains_key(path) || path.is_empty() || self.paths().any(|file| file.starts_with(&folder))
    }
}

fn walk(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            if !SKIPPED.contains(&name.as_str()) {
                walk(&entry.path(), &format!("{path}/"), files)?;
            }
        } else if READ.iter().any(|ending| name.ends_with(ending)) {
            files.insert(path, std::fs::read_to_string(entry.path())?);
        } else {
            files.insert(path, String::new());
        }
    }
    Ok(())
}
