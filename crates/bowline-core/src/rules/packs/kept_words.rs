//! Words of the log are for ever: what an edition of a pack has said, and records may hold, the next edition says too and means
//! the same by it.
//!
//! This module must never look at what a rule decides, and never mind a word that is new. Start at [`words_dropped`].

use super::{Diagnostic, Pack, PackFiles};
use crate::ids::RuleId;
use crate::rules::law::kinds::Kind;
use crate::rules::law::{Input, InputKind, Ladder, RuleKind};
use crate::words::Text;
use std::collections::BTreeSet;

/// A pack with its files, so that a fault has its line.
#[derive(Clone, Copy)]
pub struct Filed<'p> {
    /// The pack.
    pub pack: &'p Pack,
    /// Its own files.
    pub files: &'p PackFiles,
}

/// Every word that records may hold and that the new pack lacks or means otherwise: kinds of matter with their editions, facts,
/// acts, steps, phases and parties; questions with their sort, unit and choices; rungs of ladders; rules of every sort. Empty:
/// every record of the old pack can be read under the new one.
#[must_use]
pub fn words_dropped(old: Filed<'_>, new: Filed<'_>) -> Vec<Diagnostic> {
    let mut held = Held { old, new, faults: Vec::new() };
    held.kinds();
    held.inputs();
    held.ladders();
    held.rules();
    let mut faults = held.faults;
    faults.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    faults
}

struct Held<'p> {
    old: Filed<'p>,
    new: Filed<'p>,
    faults: Vec<Diagnostic>,
}

impl<'p> Held<'p> {
    /// Each edition of each kind: matters that began in it go on in it.
    fn kinds(&mut self) {
        for kind in self.old.pack.kinds().iter() {
            let id = kind.id.as_str();
            let Some(now) = self.new.pack.kinds().of(&kind.id).iter().find(|it| it.valid.from == kind.valid.from)
            else {
                let from = kind.valid.from;
                let what = Text::new(format!("事项类别 `{id}`（{from} 起）"), format!("kind `{id}` of {from}"));
                self.dropped(&what, id, "matters/", None);
                continue;
            };
            type Part<'k> = (&'static str, &'static str, fn(&'k Kind) -> Vec<&'k str>);
            let parts: [Part<'p>; 5] = [
                ("办理事项", "act", |kind| kind.acts.iter().map(|it| it.id.as_str()).collect()),
                ("事实", "fact", facts),
                ("步骤", "step", |kind| kind.steps.iter().map(|it| it.id.as_str()).collect()),
                ("环节", "phase", |kind| kind.phases.iter().map(|it| it.id.as_str()).collect()),
                ("当事方", "party", |kind| kind.parties.iter().map(|it| it.id.as_str()).collect()),
            ];
            for (zh, en, words) in parts {
                let kept: BTreeSet<&str> = words(now).into_iter().collect();
                for word in words(kind).into_iter().filter(|word| !kept.contains(word)) {
                    let what = Text::new(format!("`{id}` 的{zh} `{word}`"), format!("{en} `{word}` of `{id}`"));
                    self.dropped(&what, word, "matters/", Some(id));
                }
            }
        }
    }

    /// Answers stand in records as what they were asked for.
    fn inputs(&mut self) {
        for input in self.old.pack.inputs().values() {
            let id = input.id.as_str();
            let Some(now) = self.new.pack.inputs().get(&input.id) else {
                self.dropped(&Text::new(format!("填写项 `{id}`"), format!("question `{id}`")), id, "", None);
                continue;
            };
            if let Some((zh, en)) = changed(input, now) {
                self.tell(
                    "pack.word_changed",
                    Text::new(
                        format!("填写项 `{id}` {zh}：已有记录将无法读取"),
                        format!("question `{id}` {en}: records could not be read"),
                    ),
                    id,
                    "",
                );
            }
            let (InputKind::Choice { choices }, InputKind::Choice { choices: kept }) = (&input.kind, &now.kind) else {
                continue;
            };
            for word in choices.keys().filter(|word| !kept.contains_key(*word)) {
                let what =
                    Text::new(format!("填写项 `{id}` 的选项 `{word}`"), format!("choice `{word}` of question `{id}`"));
                self.dropped(&what, word, "", Some(id));
            }
        }
    }

    /// Rungs that fired are known by their words.
    fn ladders(&mut self) {
        for ladder in self.old.pack.ladders().iter() {
            let (id, editions) = (ladder.id.as_str(), self.new.pack.ladders().of(&ladder.id));
            let rungs = |ladder: &'p Ladder| ladder.rungs.iter().map(|rung| rung.id.as_str());
            let kept: BTreeSet<&str> = editions.iter().flat_map(rungs).collect();
            for rung in rungs(ladder).filter(|rung| !editions.is_empty() && !kept.contains(rung)) {
                let what =
                    Text::new(format!("`{id}` 的处置节点 `{rung}`"), format!("escalation step `{rung}` of `{id}`"));
                self.dropped(&what, rung, "ladders/", Some(id));
            }
        }
    }

    /// Records name rules of every sort. One that is out of force has a last day and stays.
    fn rules(&mut self) {
        let kept: BTreeSet<&RuleId> = self.new.pack.book().entries().map(|entry| entry.id).collect();
        let gone: BTreeSet<(RuleKind, &RuleId)> = self
            .old
            .pack
            .book()
            .entries()
            .filter(|entry| entry.kind != RuleKind::Matter && !kept.contains(entry.id))
            .map(|entry| (entry.kind, entry.id))
            .collect();
        for (kind, id) in gone {
            let name = kind.name();
            let what = Text::new(format!("{} `{id}`", name.zh), format!("{} `{id}`", name.en));
            self.dropped(&what, id.as_str(), "", None);
        }
    }

    fn dropped(&mut self, what: &Text, word: &str, folder: &str, of: Option<&str>) {
        let stood = line_of(self.old.files, folder, word, of);
        let (zh, en) = stood
            .map(|(file, line)| (format!("（旧版 {file}:{line}）"), format!(" (old edition, {file}:{line})")))
            .unwrap_or_default();
        let zh = format!("缺少{}{zh}：已有记录可能用到，不能删除或者改名", what.zh);
        let en =
            format!("the {} is missing{en}: records may hold it, so it can be neither dropped nor renamed", what.en);
        self.tell("pack.word_dropped", Text::new(zh, en), of.unwrap_or(word), folder);
    }

    /// At the line of a word in the new pack; where it has none, at that in the old one.
    fn tell(&mut self, code: &'static str, message: Text, word: &str, folder: &str) {
        let here = line_of(self.new.files, folder, word, None);
        let (file, line) = here.or_else(|| line_of(self.old.files, folder, word, None)).unwrap_or_default();
        let help = Text::new(
            "保留原词，另加新词；不再使用的，写明施行终止日期",
            "keep the old word and add the new one beside it; what is no longer used gets a last day",
        );
        let column = usize::from(line > 0);
        self.faults.push(Diagnostic { file, line, column, code, message, help: Some(help) });
    }
}

/// The verbs of a kind's facts, those that a judge writes included.
fn facts(kind: &Kind) -> Vec<&str> {
    kind.acts.iter().flat_map(|act| [Some(act.fact.as_str()), act.changed()]).flatten().collect()
}

/// What a question is asked for now, in words, where that is another sort of answer or another unit.
fn changed(old: &Input, new: &Input) -> Option<(String, String)> {
    let (was, is) = (old.kind.word(), new.kind.word());
    if was != is {
        return Some((format!("由 {was} 改为 {is}"), format!("was a `{was}` and is a `{is}`")));
    }
    match (&old.kind, &new.kind) {
        (InputKind::Number { unit: was }, InputKind::Number { unit: is }) if was != is => {
            Some((format!("的单位由 {was} 改为 {is}"), format!("was counted in `{was}` and is in `{is}`")))
        }
        _ => None,
    }
}

/// File and line at which a word is declared: as an id, a fact or a key; in the file that declares what it belongs to.
fn line_of(files: &PackFiles, folder: &str, word: &str, of: Option<&str>) -> Option<(String, usize)> {
    let declares = |line: &str, word: &str| {
        let marks = [format!("id = \"{word}\""), format!("fact = \"{word}\""), format!("changed = \"{word}\"")];
        marks.iter().any(|mark| line.contains(mark.as_str()))
    };
    let holds = |line: &str| {
        declares(line, word)
            || of.is_some() && (line.contains(&format!("{word} = ")) || line.contains(&format!("\"{word}\"")))
    };
    let rules = files.iter().filter(|(path, _)| path.starts_with(folder) && !path.ends_with(".cases.toml"));
    for (path, text) in rules {
        let after = match of {
            None => 0,
            Some(of) => match text.lines().position(|line| declares(line, of)) {
                Some(line) => line,
                None => continue,
            },
        };
        if let Some(line) = text.lines().skip(after).position(holds) {
            return Some((path.clone(), after + line + 1));
        }
    }
    None
}
