//! This module turns the files of a pack into a [`Pack`], or into diagnostics that point to the line. A pack is outside data: every
//! size is bounded, and what cannot be trusted is refused with a sentence in both languages.
//!
//! This module must never do I/O. Start at [`load`].

mod answers;
mod calendars;
mod cases;
mod clocks;
mod conditions;
mod country;
mod criteria;
mod demo;
mod dossier;
mod families;
mod inputs;
mod kinds;
mod ladders;
mod lists;
mod measures;
mod overlay;
mod parts;
mod procedures;
mod proposals;
mod reader;
mod stages;
mod tables;
mod triggers;

pub(super) use cases::{Beside, CaseFile};
pub(super) use overlay::head_of;
pub(super) use reader::Spot;

use super::{Diagnostic, Pack, PackFiles};
use crate::words::Text;
use reader::{Fields, Sink, Source};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;
use toml::de::DeTable;

/// Files of a pack, those under `places/` not counted.
const MAX_FILES: usize = 5_000;
/// Bytes of one file.
const MAX_FILE_BYTES: usize = 256 * 1024;
/// Bytes of all files.
const MAX_TOTAL_BYTES: usize = 16 * 1024 * 1024;
/// Brackets that may be open at once: far beyond any honest rule, far below what could exhaust a stack.
const MAX_BRACKETS: usize = 40;
/// Dots between two of `=` and `,`: each dot of a key is a level of nesting too.
const MAX_DOTS: usize = 16;

/// A parsed file.
struct Doc<'s> {
    path: &'s str,
    text: &'s str,
    table: Spanned<DeTable<'s>>,
    /// Keys that it may have besides those of its kind: a rule of an overlay says what it replaces.
    links: &'static [&'static str],
}

impl Doc<'_> {
    /// Its top table, with only these keys.
    fn fields<'t>(&'t self, sink: &'t Sink, known: &[&str]) -> Fields<'t> {
        let source = Source { path: self.path, text: self.text, sink };
        Fields::new(source, self.table.get_ref(), 0..0, &[known, self.links].concat())
    }

    /// Its top table for a look at single keys.
    fn peek<'t>(&'t self, sink: &'t Sink) -> Fields<'t> {
        let source = Source { path: self.path, text: self.text, sink };
        Fields::unchecked(source, self.table.get_ref(), 0..0)
    }
}

/// Loads.
///
/// # Errors
/// Everything that is wrong, up to 200 findings.
pub(super) fn load(files: &PackFiles) -> Result<Pack, Vec<Diagnostic>> {
    let sink = Sink::default();
    let Some(docs) = Docs::of(files, &[], &sink) else { return Err(sink.into_list()) };
    let ids = files.get(dossier::IDS_FILE).filter(|text| text.len() <= MAX_FILE_BYTES).map(String::as_str);
    let pack = stages::build(&docs, files, ids, &sink);
    docs.end();
    finish(pack, sink)
}

/// Loads the files of a pack that lies over another.
///
/// # Errors
/// As above; and what is looser than the pack below, or not comparable without a reason.
pub(super) fn load_over(base: &Pack, files: &PackFiles) -> Result<Pack, Vec<Diagnostic>> {
    let sink = Sink::default();
    let Some(docs) = Docs::of(files, &overlay::LINKS, &sink) else { return Err(sink.into_list()) };
    let pack = overlay::build(base, &docs, &sink);
    docs.end();
    finish(pack, sink)
}

/// The files of a pack. Each is parsed when its turn comes and then let go: parsed, they take twelve times their room.
struct Docs<'s> {
    files: BTreeMap<&'s str, &'s str>,
    sink: &'s Sink,
    /// See [`Doc::links`].
    links: &'static [&'static str],
    seen: RefCell<BTreeSet<&'s str>>,
}

impl<'s> Docs<'s> {
    /// None: too many or too large.
    fn of(files: &'s PackFiles, links: &'static [&'static str], sink: &'s Sink) -> Option<Self> {
        let files = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        let ours = |path: &str| !path.starts_with("places/") && path.ends_with(".toml");
        let files: BTreeMap<&str, &str> = files.filter(|(path, _)| ours(path)).collect();
        let total: usize = files.values().map(|text| text.len()).sum();
        if files.len() > MAX_FILES || total > MAX_TOTAL_BYTES {
            let text = Text::new("规则包的文件过多或过大", "the pack has too many files or is too large");
            sink.file("", "pack.too_large", text);
            return None;
        }
        Some(Self { files, sink, links, seen: RefCell::default() })
    }

    fn paths(&self) -> impl Iterator<Item = &'s str> {
        self.files.keys().copied()
    }

    /// A file. None: it is not there, or why it cannot be parsed is in the sink.
    fn get(&self, path: &str) -> Option<Doc<'s>> {
        let (path, text) = self.files.get_key_value(path)?;
        self.seen.borrow_mut().insert(path);
        let doc = parse(path, text, self.sink)?;
        Some(if overlay::is_rule(path) { Doc { links: self.links, ..doc } } else { doc })
    }

    /// Files of a folder, cases excluded.
    fn folder(&self, name: &str) -> impl Iterator<Item = Doc<'s>> {
        let within = move |path: &str| path.split_once('/').is_some_and(|(folder, _)| folder == name);
        self.paths().filter(move |path| within(path) && !cases::is_cases(path)).filter_map(|path| self.get(path))
    }

    /// Tells the faults of files that nobody asked for too.
    fn end(self) {
        let seen = self.seen.take();
        self.paths().filter(|path| !seen.contains(path)).for_each(|path| drop(self.get(path)));
    }
}

fn finish(pack: Option<Pack>, sink: Sink) -> Result<Pack, Vec<Diagnostic>> {
    match pack {
        Some(pack) if sink.is_empty() => Ok(pack),
        _ => {
            if sink.is_empty() {
                sink.file("", "pack.incomplete", Text::new("规则包不完整", "the pack is incomplete"));
            }
            let mut list = sink.into_list();
            list.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
            Err(list)
        }
    }
}

fn parse<'s>(path: &'s str, text: &'s str, sink: &Sink) -> Option<Doc<'s>> {
    if path.len() > 200 || text.len() > MAX_FILE_BYTES {
        sink.file(path, "pack.too_large", Text::new("文件或路径过大", "the file or its path is too large"));
        return None;
    }
    if let Some(line) = nested_line(text) {
        let message = Text::new("嵌套过深", "nested too deep");
        sink.push(Diagnostic {
            file: path.to_owned(),
            line,
            column: 1,
            code: "pack.nested_too_deep",
            message,
            help: None,
        });
        return None;
    }
    match DeTable::parse(text) {
        Ok(table) => Some(Doc { path, text, table, links: &[] }),
        Err(error) => {
            let offset = error.span().map_or(0, |span| span.start);
            let (line, column) = super::diagnostic::line_and_column(text, offset);
            let what: String = error.message().chars().take(300).collect();
            let message = Text::new(format!("不是合法的 TOML：{what}"), format!("not well-formed TOML: {what}"));
            sink.push(Diagnostic { file: path.to_owned(), line, column, code: "pack.bad_toml", message, help: None });
            None
        }
    }
}

/// The first line that is nested too deep to be handed to a parser: brackets open across lines, or a key of many parts.
/// Counts brackets and dots in strings and comments too; no honest file comes near the bounds.
fn nested_line(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    for (no, line) in text.lines().enumerate() {
        let mut dots = 0_usize;
        for byte in line.bytes() {
            match byte {
                b'[' | b'{' => open += 1,
                b']' | b'}' => open = open.saturating_sub(1),
                b'.' => dots += 1,
                b'=' | b',' => dots = 0,
                _ => {}
            }
            if open > MAX_BRACKETS || dots > MAX_DOTS {
                return Some(no + 1);
            }
        }
    }
    None
}

/// Reports at a place kept from earlier.
fn push_at(sink: &Sink, spot: &Spot, code: &'static str, message: Text) {
    let Spot { file, line, column } = spot.clone();
    sink.push(Diagnostic { file, line, column, code, message, help: None });
}
