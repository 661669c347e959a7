//! This module says in words, in both languages, how one pack differs from another: which rules were added, removed or
//! changed, and in what.
//!
//! This module must never judge whether a change is right. Start at [`diff`].

use super::Pack;
use super::sheets::{Sheet, sheets};
use crate::rules::law::RuleKind;
use crate::words::Text;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Lines of one part beyond which it is only said that it differs.
const MAX_LINES: usize = 600;

/// What happened to a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// The old pack has no such rule, or no such edition of it.
    Added,
    /// The new pack has it no longer.
    Removed,
    /// It says something else.
    Changed,
}

/// One rule that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What it is.
    pub of: RuleKind,
    /// Its name.
    pub id: String,
    /// Its title: the new one, unless it was removed.
    pub title: Text,
    /// What happened to it.
    pub kind: ChangeKind,
    /// In what: one sentence each. Of an added or removed criterion: its days in force.
    pub details: Vec<Text>,
}

/// How two packs differ.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PackDiff {
    /// Name and version of the old one.
    pub old: String,
    /// Name and version of the new one.
    pub new: String,
    /// Every rule that differs, by kind and name. Cases, words and places decide nothing and are not compared.
    pub changes: Vec<Change>,
}

impl Change {
    /// What happened to which rule, in one line.
    #[must_use]
    pub fn headline(&self) -> Text {
        let (zh, en) = match self.kind {
            ChangeKind::Added => ("新增", "added"),
            ChangeKind::Removed => ("删去", "removed"),
            ChangeKind::Changed => ("改动", "changed"),
        };
        let (of, id, title) = (self.of.name(), &self.id, &self.title);
        Text::new(format!("{zh}{} {id}：{}", of.zh, title.zh), format!("{} {id} {en}: {}", of.en, title.en))
    }
}

/// Compares.
#[must_use]
pub fn diff(old: &Pack, new: &Pack) -> PackDiff {
    let (mut before, mut after) = (by_rule(old), by_rule(new));
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).cloned().collect();
    let mut changes = Vec::new();
    for key in keys {
        editions(before.remove(&key).unwrap_or_default(), after.remove(&key).unwrap_or_default(), &mut changes);
    }
    PackDiff { old: old.name().to_owned(), new: new.name().to_owned(), changes }
}

/// Sheets by rule; of a criterion, its editions in order of their days.
fn by_rule(pack: &Pack) -> BTreeMap<(RuleKind, String), Vec<Sheet>> {
    let mut map: BTreeMap<_, Vec<Sheet>> = BTreeMap::new();
    for sheet in sheets(pack) {
        map.entry((sheet.kind, sheet.id.clone())).or_default().push(sheet);
    }
    map
}

/// Editions that begin on the same day are one; of the rest, the first of the old is the first of the new with other days.
fn editions(before: Vec<Sheet>, mut after: Vec<Sheet>, changes: &mut Vec<Change>) {
    let mut pairs = Vec::new();
    let mut left = Vec::new();
    for old in before {
        match after.iter().position(|new| new.edition == old.edition) {
            Some(i) => pairs.push((old, after.remove(i))),
            None => left.push(old),
        }
    }
    let mut rest = after.into_iter();
    for old in left {
        match rest.next() {
            Some(new) => pairs.push((old, new)),
            None => changes.push(whole(old, ChangeKind::Removed)),
        }
    }
    for (old, new) in pairs {
        let details = differences(&old, &new);
        if !details.is_empty() {
            changes.push(Change { of: new.kind, id: new.id, title: new.title, kind: ChangeKind::Changed, details });
        }
    }
    changes.extend(rest.map(|new| whole(new, ChangeKind::Added)));
}

fn whole(sheet: Sheet, kind: ChangeKind) -> Change {
    let days = if sheet.edition.is_some() { sheet.parts.into_iter().next().map(|(_, lines)| lines) } else { None };
    Change { of: sheet.kind, id: sheet.id, title: sheet.title, kind, details: days.unwrap_or_default() }
}

fn differences(old: &Sheet, new: &Sheet) -> Vec<Text> {
    let mut found = Vec::new();
    let lines =
        |sheet: &'_ Sheet, name: &Text| sheet.parts.iter().find(|(it, _)| it == name).map(|(_, lines)| lines.clone());
    for (name, was) in &old.parts {
        match lines(new, name) {
            Some(now) => part(name, was, &now, &mut found),
            None => found.push(Text::new(format!("{}：删去", name.zh), format!("{}: removed", name.en))),
        }
    }
    for (name, now) in &new.parts {
        if lines(old, name).is_none() {
            found.push(Text::new(format!("{}：新增", name.zh), format!("{}: added", name.en)));
            found.extend(now.iter().map(|line| Text::new(format!("  + {}", line.zh), format!("  + {}", line.en))));
        }
    }
    found
}

/// Differences of the lines of one part: "was → now" where as many lines go as come, otherwise each by itself.
fn part(name: &Text, was: &[Text], now: &[Text], found: &mut Vec<Text>) {
    if was == now {
        return;
    }
    if was.len().max(now.len()) > MAX_LINES {
        found.push(Text::new(format!("{}：不同", name.zh), format!("{}: differs", name.en)));
        return;
    }
    for (gone, come) in hunks(was, now) {
        if gone.len() == come.len() {
            let turned = gone.iter().zip(&come).map(|(was, now)| {
                let (zh, en) = (
                    format!("{}：{} → {}", name.zh, bare(&was.zh), bare(&now.zh)),
                    format!("{}: {} → {}", name.en, bare(&was.en), bare(&now.en)),
                );
                Text::new(zh, en)
            });
            found.extend(turned);
        } else {
            found.extend(gone.iter().map(|it| {
                Text::new(
                    format!("{}：删去 {}", name.zh, bare(&it.zh)),
                    format!("{}: no longer {}", name.en, bare(&it.en)),
                )
            }));
            found.extend(come.iter().map(|it| {
                Text::new(
                    format!("{}：增加 {}", name.zh, bare(&it.zh)),
                    format!("{}: now also {}", name.en, bare(&it.en)),
                )
            }));
        }
    }
}

/// A line without the dots that show how deep it stands.
fn bare(line: &str) -> &str {
    line.trim_start_matches("· ")
}

/// Runs of lines that were replaced, between the longest common lines.
fn hunks<'l>(was: &'l [Text], now: &'l [Text]) -> Vec<(Vec<&'l Text>, Vec<&'l Text>)> {
    let width = now.len() + 1;
    let mut common = vec![0_usize; (was.len() + 1) * width];
    let at = |common: &[usize], i: usize, k: usize| common.get(i * width + k).copied().unwrap_or(0);
    for (i, old) in was.iter().enumerate().rev() {
        for (k, new) in now.iter().enumerate().rev() {
            let longest = if old == new {
                at(&common, i + 1, k + 1) + 1
            } else {
                at(&common, i + 1, k).max(at(&common, i, k + 1))
            };
            if let Some(cell) = common.get_mut(i * width + k) {
                *cell = longest;
            }
        }
    }
    let (mut i, mut k) = (0, 0);
    let mut found: Vec<(Vec<&Text>, Vec<&Text>)> = Vec::new();
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    loop {
        match (was.get(i), now.get(k)) {
            (Some(old), Some(new)) if old == new => {
                flush(&mut gone, &mut come, &mut found);
                (i, k) = (i + 1, k + 1);
            }
            (Some(old), new) if new.is_none() || at(&common, i + 1, k) >= at(&common, i, k + 1) => {
                gone.push(old);
                i += 1;
            }
            (_, Some(new)) => {
                come.push(new);
                k += 1;
            }
            (_, None) => break,
        }
    }
    flush(&mut gone, &mut come, &mut found);
    found
}

fn flush<'l>(gone: &mut Vec<&'l Text>, come: &mut Vec<&'l Text>, found: &mut Vec<(Vec<&'l Text>, Vec<&'l Text>)>) {
    if !gone.is_empty() || !come.is_empty() {
        found.push((std::mem::take(gone), std::mem::take(come)));
    }
}
