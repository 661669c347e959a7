//! This view tells a draw: its list and hash, the seed and who typed it, each round with its code, and the whole order. It computes
//! the order anew from the files and facts, as an outsider does.
//!
//! This module must never show a seed that only one person typed. Start at [`Inspections::view`].

use super::matters::phase_of;
use crate::app::Inner;
use crate::draws::{Draws, Round, Told, text};
use crate::names::NameBook;
use crate::strata::stratum_name;
use crate::views::Who;
use crate::views::draws::{DrawLine, DrawView, GroupView, ListView, RoundView};
use crate::{Inspections, Matters, Refused};
use bowline_core::facts::{Actor, Fact, Proof, What};
use bowline_core::ids::{PersonId, SubjectId};
use bowline_core::obligations::Dossier;
use bowline_core::rules::SampleSize;
use bowline_core::signals::{Came, Code, INSPECTOR, Line, List, Size, UNIT, matter_row};
use bowline_core::words::Text;
use std::collections::{BTreeMap, BTreeSet};

/// Lines of a group that a page shows: all that were drawn or passed by are among them, unless there are more.
const MOST_LINES: usize = 200;

impl Inspections<'_> {
    /// A draw of either kind that the person may see.
    ///
    /// # Errors
    /// [`Refused::NotFound`].
    pub fn view(&self, who: &Who, subject: SubjectId) -> Result<DrawView, Refused> {
        self.inner.store.at_one_moment(|| self.read_view(who, subject))
    }

    fn read_view(&self, who: &Who, subject: SubjectId) -> Result<DrawView, Refused> {
        let inner = self.inner;
        let facts = inner.store.log().facts(subject)?;
        let dossier = Dossier::replay(subject, &facts);
        let matter = dossier.declared().filter(|_| inner.may_see(who, &dossier)).ok_or(Refused::NotFound)?;
        let told = Draws::of(inner).told(&facts)?.ok_or(Refused::NotFound)?;
        let matters = Matters { inner, request: None };
        let kind = matters.kind_of(&dossier).ok_or(Refused::NotFound)?;
        let row = matter_row(inner.pack_of(&dossier), &crate::Places(inner.places.latest()), &dossier);
        let names = inner.names().of([], people(&facts, &told))?;
        let by = |verb: &str| doer(&facts, &names, verb);
        let published = text(&matter.answers, "draw.code_published").unwrap_or_default().to_owned();
        let book = Book { inner, names: &names, list: &told.list, labels: labels(&told.list) };
        let seed = told
            .seed
            .clone()
            .map(|seed| (seed, by("seed_entered").unwrap_or_default(), by("seed_agreed").unwrap_or_default()));
        let first = told.rounds.is_empty().then(|| book.waiting()).transpose()?.unwrap_or_default();
        let rounds = (1..).zip(&told.rounds).map(|(no, round)| book.round(no, round, &published));
        Ok(DrawView {
            subject,
            address: kind.address.clone(),
            kind_title: kind.title.clone(),
            title: row.as_ref().map(|row| row.text.clone()).unwrap_or_default(),
            phase: phase_of(Some(kind), &matter.phase.id, matter.phase.stage).name,
            prepared_by: by("prepared").or_else(|| by("committed")).unwrap_or_default(),
            confirmed_by: by("confirmed"),
            source: text(&matter.answers, "draw.source").unwrap_or_default().to_owned(),
            is_typed: matter.doers.contains_key("seed_entered"),
            list: book.list(&told.list, &told.file, first),
            rounds: rounds.collect::<Result<_, _>>()?,
            seed,
            published,
        })
    }
}

/// What things are called.
struct Book<'a> {
    inner: &'a Inner,
    names: &'a NameBook<'a>,
    list: &'a List,
    labels: BTreeMap<&'a str, (&'a str, &'a str)>,
}

impl Book<'_> {
    fn list(&self, list: &List, file: &Proof, groups: Vec<GroupView>) -> ListView {
        let passed = list.lines.iter().filter_map(|line| match line {
            Line::Candidate { .. } => None,
            Line::Conflict { inspector, unit, reason } => {
                let (inspector, unit) = (self.name(inspector), self.name(unit));
                Some((Text::new(format!("{inspector}，{unit}"), format!("{inspector}, {unit}")), reason.clone()))
            }
            Line::Skip { label, reason } => Some((Text::same(self.name(label)), reason.clone())),
        });
        ListView { sha256: file.sha256.clone(), size: size_text(list.size), passed_by: passed.collect(), groups }
    }

    fn round(&self, no: usize, round: &Round, published: &str) -> Result<RoundView, Refused> {
        let groups = round.walked.iter().map(|it| {
            let order = it.order.iter().map(|(position, label, came)| (position.as_str(), label.as_str(), Some(came)));
            self.group(&it.group, order.collect())
        });
        let leads_back = (0..no).fold(round.code, |code, _| Code::before(code)).text() == published;
        Ok(RoundView {
            no,
            code: round.code.text(),
            leads_back,
            list: self.list(&round.list, &round.file, Vec::new()),
            groups: groups.collect::<Result<_, _>>()?,
        })
    }

    /// The candidates before they are drawn.
    fn waiting(&self) -> Result<Vec<GroupView>, Refused> {
        let mut groups: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for (label, (group, _)) in &self.labels {
            groups.entry(group).or_default().push(("", *label, None));
        }
        groups.into_iter().map(|(group, lines)| self.group(group, lines)).collect()
    }

    fn group(&self, group: &str, lines: Vec<(&str, &str, Option<&Came>)>) -> Result<GroupView, Refused> {
        let more = lines.len().saturating_sub(MOST_LINES);
        let shown = &lines.get(..lines.len().min(MOST_LINES)).unwrap_or_default();
        let matters: Vec<Option<SubjectId>> = match self.list.size {
            Size::Share(_) => shown.iter().map(|(_, label, _)| label.parse().ok()).collect(),
            Size::Visits { .. } => vec![None; shown.len()],
        };
        let numbered: Vec<SubjectId> = matters.iter().copied().flatten().collect();
        let mut numbers = self.inner.store.log().numbers(&numbered)?.into_iter();
        let line = |((position, label, came), matter): (&(&str, &str, Option<&Came>), &Option<SubjectId>)| DrawLine {
            position: (*position).to_owned(),
            label: (*label).to_owned(),
            name: match matter {
                Some(_) => numbers.next().flatten().map(|number| number.to_string()).unwrap_or_default(),
                None => self.name(label),
            },
            href: matter.map(|matter| format!("/hazards/{matter}")),
            came: came.cloned(),
        };
        let lines = shown.iter().zip(&matters).map(line).collect();
        Ok(GroupView { name: self.group_name(group), lines, more })
    }

    fn group_name(&self, group: &str) -> Text {
        match (group, self.list.size) {
            (UNIT, _) => Text::new("单位", "Organisations"),
            (INSPECTOR, _) => Text::new("检查人员", "Inspectors"),
            (unit, Size::Visits { .. }) => {
                let unit = self.name(unit);
                Text::new(format!("{unit} 的检查人员"), format!("Inspectors of {unit}"))
            }
            (stratum, Size::Share(_)) => stratum_name(self.inner, self.names, stratum),
        }
    }

    fn name(&self, label: &str) -> String {
        self.labels.get(label).map(|(_, name)| (*name).to_owned()).unwrap_or_else(|| label.to_owned())
    }
}

fn labels(list: &List) -> BTreeMap<&str, (&str, &str)> {
    let mut labels = BTreeMap::new();
    for line in &list.lines {
        if let Line::Candidate { label, group, name } = line {
            labels.insert(label.as_str(), (group.as_str(), name.as_str()));
        }
    }
    labels
}

fn size_text(size: Size) -> Text {
    match size {
        Size::Share(SampleSize { percent, least }) => Text::new(
            format!("每层抽取 {percent}%，至少 {least} 件"),
            format!("{percent} % of each stratum, at least {least}"),
        ),
        Size::Visits { units, inspectors } => Text::new(
            format!("抽取单位 {units} 家，每家检查人员 {inspectors} 名"),
            format!("Organisations: {units}. Inspectors for each: {inspectors}"),
        ),
    }
}

/// Who did something last.
fn doer(facts: &[Fact], names: &NameBook<'_>, verb: &str) -> Option<Text> {
    let done = |fact: &&Fact| matches!(&fact.what, What::Deed(deed) if deed.word.verb() == verb);
    facts.iter().rfind(done).map(|fact| names.actor(fact.by))
}

/// Everybody whose name is told: who did something, and the verifiers of strata.
fn people(facts: &[Fact], told: &Told) -> BTreeSet<PersonId> {
    let doers = facts.iter().filter_map(|fact| match fact.by {
        Actor::Person(person) => Some(person),
        _ => None,
    });
    let groups = told.list.lines.iter().filter_map(|line| match line {
        Line::Candidate { group, .. } => group.split('/').next()?.parse().ok(),
        _ => None,
    });
    doers.chain(groups).collect()
}
