//! A rehearsal plays the whole ledger under packs that are not in force, each matter under that of its place. It counts what would differ and gives
//! examples.
//!
//! This module must never write. Reads stream by stream, so that memory does not grow with the ledger. Start at
//! [`Packs::rehearse`].

use crate::app::Inner;
use crate::views::Who;
use crate::{Packs, Refused};
use bowline_core::facts::{Fact, Grade, What};
use bowline_core::ids::{DepartmentId, OfficeId, SubjectId};
use bowline_core::obligations::{Cited, Deviation, Dossier, Moved, of_nation, rehearse};
use bowline_core::rules::{Pack, PackTree, id_of};
use bowline_core::time::{Moment, moment_text};
use bowline_core::words::Text;
use serde::Serialize;
use std::collections::BTreeMap;

/// Facts read at once.
const PAGE: u32 = 20_000;

/// What would differ.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Rehearsal {
    /// The pack in force.
    pub old: String,
    /// The pack that was rehearsed.
    pub new: String,
    /// Dossiers that were played.
    pub dossiers: u64,
    /// Of these, those in which anything would differ.
    pub differing: u64,
    /// By sort of difference, the weightiest first.
    pub groups: Vec<Group>,
    /// By rule: on how many findings it would be cited newly, and no longer.
    pub rules: BTreeMap<String, (u64, u64)>,
}

/// One sort of difference.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// Stable word.
    pub key: &'static str,
    /// What it is.
    pub title: Text,
    /// How many.
    pub count: u64,
    /// Some of them.
    pub examples: Vec<Example>,
}

/// One difference.
#[derive(Clone, Debug, Serialize)]
pub struct Example {
    /// The dossier.
    pub subject: String,
    /// The unit, or what the dossier is about.
    pub about: Text,
    /// What would differ.
    pub says: Text,
    /// Why, as far as the pack says.
    pub why: Vec<Text>,
}

impl Rehearsal {
    /// In one sentence.
    #[must_use]
    pub fn summary(&self) -> Text {
        let Self { old, new, dossiers, differing, .. } = self;
        Text::new(
            format!("{old} → {new}：推演 {dossiers} 条记录，其中 {differing} 条结果不同"),
            format!("{old} → {new}: records rehearsed: {dossiers}; with a different outcome: {differing}"),
        )
    }
}

/// Sorts of differences, in order of weight.
const SORTS: [(&str, &str, &str); 9] = [
    ("to_major", "将判为重大事故隐患", "Would be classified as major"),
    ("to_general", "将判为一般事故隐患", "Would be classified as general"),
    ("ungraded", "按已填写的内容将不能判定", "Could not be classified on the recorded answers"),
    ("earlier", "期限将提前", "Would be due earlier"),
    ("later", "期限将推后", "Would be due later"),
    ("more", "将新增的事项", "Actions that would be added"),
    ("less", "将不再需要的事项", "Actions that would no longer be required"),
    ("raised", "将提级至其他主管部门", "Would be escalated to another authority"),
    ("department", "将由另一部门主管", "Would come under another department"),
];

impl Packs<'_> {
    /// Plays the whole ledger under another pack and says what would differ, with at most so many examples of each sort.
    /// `progress` is told how many facts were read, of how many.
    ///
    /// # Errors
    /// [`Refused::Fault`] if the ledger cannot be read.
    pub fn rehearse(
        &self,
        new: &PackTree,
        most: usize,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Rehearsal, Refused> {
        self.play(new, most, &|_| true, progress)
    }

    /// As [`Self::rehearse`], for one of those who may sign: everything is counted, and the examples are of what the person sees.
    ///
    /// # Errors
    /// [`Refused::Rejected`] for whoever may not sign.
    pub fn rehearse_for(&self, who: &Who, new: &PackTree, most: usize) -> Result<Rehearsal, Refused> {
        of_nation(&who.acting(), self.inner.places.latest().nation())?;
        self.play(
            new,
            most,
            &|facts| facts.first().is_some_and(|first| self.inner.may_see(who, &Dossier::replay(first.subject, facts))),
            &mut |_, _| {},
        )
    }

    fn play(
        &self,
        new: &PackTree,
        most: usize,
        is_seen: &dyn Fn(&[Fact]) -> bool,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Rehearsal, Refused> {
        let (store, places, registry, now) =
            (&self.inner.store, self.inner.places.latest(), self.inner.seen(), self.inner.now());
        let all = store.log().count()?;
        let mut book = Book::new(self.inner, new, most);
        let mut read = 0;
        for page in store.log().stream_pages(PAGE) {
            for facts in page? {
                read += u64::try_from(facts.len()).unwrap_or(0);
                let Some(first) = facts.first() else { continue };
                let setting = self.inner.setting(&registry, now, first.place);
                if matches!(first.what, What::Found(_) | What::AlarmRaised(_)) {
                    let deviation = rehearse(setting, new.at(places, first.place), first.subject, &facts);
                    book.add(first.subject, &facts, &deviation, is_seen);
                }
            }
            progress(read, all);
        }
        Ok(book.told)
    }
}

/// The rehearsal being written.
struct Book<'a> {
    inner: &'a Inner,
    new: &'a PackTree,
    most: usize,
    told: Rehearsal,
}

impl<'a> Book<'a> {
    fn new(inner: &'a Inner, new: &'a PackTree, most: usize) -> Self {
        let title = |key: &str, zh: &str, en: &str| match (key, new.base().country().grade_names()) {
            ("to_major", Some(names)) => graded(&names.major),
            ("to_general", Some(names)) => graded(&names.general),
            _ => Text::new(zh, en),
        };
        let group = |(key, zh, en): (&'static str, &str, &str)| Group {
            key,
            title: title(key, zh, en),
            count: 0,
            examples: Vec::new(),
        };
        let (old, will) = names(&inner.packs, new);
        let told = Rehearsal { old, new: will, groups: SORTS.into_iter().map(group).collect(), ..Rehearsal::default() };
        Self { inner, new, most, told }
    }

    fn add(&mut self, subject: SubjectId, facts: &[Fact], it: &Deviation, is_seen: &dyn Fn(&[Fact]) -> bool) {
        self.told.dossiers += 1;
        if it.is_none() {
            return;
        }
        self.told.differing += 1;
        for cited in &it.cited {
            let (now, no_longer) = self.told.rules.entry(cited.rule.to_string()).or_default();
            *(if cited.now { now } else { no_longer }) += 1;
        }
        let (about, seen) = (about(facts), is_seen(facts));
        for (key, says, why) in self.notes(it) {
            let Some(group) = self.told.groups.iter_mut().find(|group| group.key == key) else { continue };
            group.count += 1;
            if seen && group.examples.len() < self.most {
                group.examples.push(Example { subject: subject.to_string(), about: about.clone(), says, why });
            }
        }
    }

    fn notes(&self, it: &Deviation) -> Vec<(&'static str, Text, Vec<Text>)> {
        let mut notes = Vec::new();
        if let Some((from, to)) = it.regraded {
            notes.push((
                regraded_key(to),
                arrow(&self.grade(from), &self.grade(to)),
                it.cited.iter().flat_map(cited).collect(),
            ));
        }
        for moved in &it.moved {
            let key = if moved.to < moved.from { "earlier" } else { "later" };
            notes.push((key, self.moved(moved), Vec::new()));
        }
        notes.extend(it.more.iter().map(|act| ("more", act.name(), Vec::new())));
        notes.extend(it.less.iter().map(|act| ("less", act.name(), Vec::new())));
        if let Some((from, to)) = &it.raised {
            notes.push(("raised", arrow(&self.office(from.as_ref()), &self.office(to.as_ref())), Vec::new()));
        }
        if let Some((from, to)) = &it.department {
            notes.push(("department", arrow(&self.department(from), &self.department(to)), Vec::new()));
        }
        notes
    }

    /// `rectify: 2022-10-20 24:00 → 2022-10-18 24:00, 2 days earlier`.
    fn moved(&self, it: &Moved) -> Text {
        let show = |at: Moment| moment_text(at, self.inner.pack().country().zone());
        let (hours, act) = ((it.to.as_second() - it.from.as_second()).abs() / 3_600, it.act.name());
        let (zh, en) = match hours {
            48.. => (format!("{} 天", hours / 24), format!("{} days", hours / 24)),
            _ => (format!("{hours} 小时"), format!("{hours} h")),
        };
        let (dir_zh, dir_en) = if it.to < it.from { ("早", "earlier") } else { ("晚", "later") };
        let (open_zh, open_en) = if it.open { ("，未办结", ", still open") } else { ("", "") };
        let (from, to) = (show(it.from), show(it.to));
        Text::new(
            format!("“{}”：{} → {}（{dir_zh} {zh}{open_zh}）", act.zh, from.zh, to.zh),
            format!("“{}”: {} → {} ({en} {dir_en}{open_en})", act.en, from.en, to.en),
        )
    }

    fn office(&self, office: Option<&OfficeId>) -> Text {
        office.map_or_else(|| Text::new("未提级", "not escalated"), |office| self.inner.names().office(office))
    }

    /// The country's own name of a grade, if it has one.
    fn grade(&self, grade: Option<Grade>) -> Text {
        match (grade, self.new.base().country().grade_names()) {
            (Some(Grade::Major), Some(names)) => names.major.clone(),
            (Some(Grade::General), Some(names)) => names.general.clone(),
            (Some(Grade::Major), None) => Text::new("重大", "major"),
            (Some(Grade::General), None) => Text::new("一般", "general"),
            (None, _) => Text::new("不能判定", "cannot be classified"),
        }
    }

    /// The name as the new pack has it, else as the old one has it.
    fn department(&self, id: &DepartmentId) -> Text {
        let known = self.new.base().country().department(id).map(|it| it.name.clone());
        known.unwrap_or_else(|| self.inner.names().department(id))
    }
}

/// The first two packs that differ by name; else those of every place.
fn names(old: &PackTree, new: &PackTree) -> (String, String) {
    let same = || (old.base().name().to_owned(), new.base().name().to_owned());
    if old.base().name() != new.base().name() {
        return same();
    }
    let was = |pack: &Pack| old.named(id_of(pack.name())).map_or("—", Pack::name);
    let differing = new.local().values().find(|pack| was(pack) != pack.name());
    differing.map_or_else(same, |pack| (was(pack).to_owned(), pack.name().to_owned()))
}

fn about(facts: &[Fact]) -> Text {
    let found = facts.iter().find_map(|fact| match &fact.what {
        What::Found(found) => Some(Text::same(format!("{} · {}", found.unit.name, found.description))),
        _ => None,
    });
    found.unwrap_or_else(|| Text::new("责任悬空", "Responsibility gap"))
}

const fn regraded_key(to: Option<Grade>) -> &'static str {
    match to {
        Some(Grade::Major) => "to_major",
        Some(Grade::General) => "to_general",
        None => "ungraded",
    }
}

fn graded(name: &Text) -> Text {
    Text::new(format!("将判为{}", name.zh), format!("Would be classified as {}", name.en))
}

fn arrow(from: &Text, to: &Text) -> Text {
    Text::new(format!("{} → {}", from.zh, to.zh), format!("{} → {}", from.en, to.en))
}

/// The rule, and under it why.
fn cited(it: &Cited) -> Vec<Text> {
    let (zh, en) =
        if it.now { ("将引用", "would be cited") } else { ("将不再引用", "would no longer be cited") };
    let head = Text::new(format!("{}：{zh}", it.rule), format!("{}: {en}", it.rule));
    [head].into_iter().chain(it.why.iter().cloned()).collect()
}
