//! This module reads the worked cases beside a kind of matter, `matters/<kind>.cases.toml`.
//!
//! This module must never judge whether a story comes out: the machine plays it. Start at [`read`].

use super::super::answers::{answer, known_input, known_name};
use super::super::reader::{Fields, Node};
use crate::facts::{Answer, Answers, InputId};
use crate::ids::{OfficeId, RuleId};
use crate::places::Level;
use crate::rules::law::kinds::{ENGINE, Kind};
use crate::rules::law::{Department, Input, InputKind, Sorts};
use crate::rules::packs::kind_cases::{Expect, KindCase, Owed, Then};
use crate::time::{Moment, start_of};
use crate::words::Text;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// Keys of a file of cases.
pub(in crate::rules::packs::load) const KEYS: [&str; 3] = ["office", "answers", "case"];
/// Moments of one story.
const MAX_MOMENTS: usize = 200;

/// What the words of a story may be.
struct Known<'k> {
    editions: &'k [Kind],
    inputs: &'k BTreeMap<InputId, Input>,
    kinds: Vec<&'k str>,
    departments: Vec<&'k str>,
    zone: &'k TimeZone,
}

/// Every case of a file that can be read. Faults go to the sink.
pub(in crate::rules::packs::load) fn read(
    f: &Fields<'_>,
    kind: &RuleId,
    sorts: &Sorts,
    (departments, zone): (&[Department], &TimeZone),
) -> Vec<KindCase> {
    let kinds = sorts.kinds.iter().map(|kind| kind.id.as_str()).collect();
    let departments = departments.iter().map(|it| it.id.as_str()).collect();
    let known = Known { editions: sorts.kinds.of(kind), inputs: &sorts.inputs, kinds, departments, zone };
    let (office, answers) = (f.optional("office", |node| known.office(node)), known.answers(f.get("answers")));
    let (Some(office), Some(answers)) = (office, answers) else { return Vec::new() };
    let read = f.items("case").into_iter().map(|node| known.case(node, office.as_ref(), &answers));
    read.collect::<Vec<_>>().into_iter().flatten().collect()
}

impl<'k> Known<'k> {
    fn case(&self, node: Node<'_>, office: Option<&OfficeId>, answers: &Answers) -> Option<KindCase> {
        let f = node.table(&["name", "office", "answers", "then"])?;
        let (name, story) = (f.need("name"), f.need("then"));
        let own = f.optional("office", |node| self.office(node))?;
        let office = own.as_ref().or(office).cloned().or_else(|| f.need("office").and_then(|node| self.office(node)));
        let more = self.answers(f.get("answers"))?;
        let moments = story?.list()?;
        if moments.is_empty() || moments.len() > MAX_MOMENTS {
            let zh = format!("`then` 须有 1 至 {MAX_MOMENTS} 项");
            node.fault("pack.out_of_bounds", Text::new(zh, format!("`then` has 1 to {MAX_MOMENTS} items")));
            return None;
        }
        let read: Vec<Option<Then>> = moments.iter().map(|node| self.then(*node)).collect();
        let story: Vec<Then> = read.into_iter().collect::<Option<_>>()?;
        let back = story.iter().zip(story.iter().skip(1)).zip(moments.iter().skip(1)).find(|((a, b), _)| b.at < a.at);
        if let Some((_, node)) = back {
            let text = Text::new("时间早于上一项", "it lies before the moment above it");
            node.fault("pack.bad_cases", text);
        }
        let answers = answers.clone().into_iter().chain(more).collect();
        Some(KindCase { name: name?.both()?, office: office?, answers, story })
    }

    fn then(&self, node: Node<'_>) -> Option<Then> {
        let f = node.table(&["at", "by", "act", "answers", "bare", "expect"])?;
        let spot = node.spot();
        let mut then = Then::on(spot.file, spot.line, f.need("at")?.moment_in(self.zone)?);
        then.act = f.optional("act", |node| self.one(node, |kind| ids(&kind.acts, |it| &it.id)))?;
        if then.act.is_some() {
            let by = f.need("by")?;
            let named = if by.is_string() { vec![by] } else { by.list()? };
            let doer = |node| self.one(node, |kind| [ids(&kind.parties, |it| &it.id), vec![ENGINE]].concat());
            then.by = named.into_iter().map(doer).collect::<Option<_>>()?;
        }
        then.answers = self.answers(f.get("answers"))?;
        then.bare = f.optional("bare", |node| node.yes())?.unwrap_or(false);
        then.expect = f.optional("expect", |node| self.expect(node))?.unwrap_or_default();
        Some(then)
    }

    fn expect(&self, node: Node<'_>) -> Option<Expect> {
        let keys =
            ["refused", "missing", "phase", "stage", "owes", "waits", "paused", "late", "answers", "facts", "births"];
        let f = node.table(&keys)?;
        let steps = |node| self.several(node, |kind| ids(&kind.steps, |it| &it.id));
        let input = |node: Node<'_>| Some(known_input(node.text()?, node, self.inputs)?.id.clone());
        Some(Expect {
            refused: f.optional("refused", |node| Some(node.text()?.to_owned()))?,
            missing: f.optional("missing", |node| node.list()?.into_iter().map(input).collect())?,
            phase: f.optional("phase", |node| self.one(node, |kind| ids(&kind.phases, |it| &it.id)))?,
            stage: f.optional("stage", |node| node.word())?,
            owes: f.optional("owes", |node| self.owes(node))?,
            waits: f.optional("waits", steps)?.map(unordered),
            paused: f.optional("paused", steps)?.map(unordered),
            late: f.optional("late", steps)?.map(unordered),
            answers: self.answers(f.get("answers"))?,
            facts: f.optional("facts", |node| self.several(node, facts))?,
            births: f.optional("births", |node| self.births(node))?,
        })
    }

    /// `{ STEP = due }` or `{ STEP = { due = …, owner = "city/emergency#head" } }`; `{}`: whenever, whoever.
    fn owes(&self, node: Node<'_>) -> Option<BTreeMap<String, Owed>> {
        let known = self.words(|kind| ids(&kind.steps, |it| &it.id));
        let one = |(step, node): (&str, Node<'_>)| {
            known_name(step, node, &known)?;
            if !node.is_table() {
                let due = Some(self.due(node)?);
                return Some((step.to_owned(), Owed { due, owner: None }));
            }
            let f = node.table(&["due", "owner"])?;
            let due = f.optional("due", |node| self.due(node))?;
            let owner = f.optional("owner", |node| Some(node.text()?.to_owned()))?;
            Some((step.to_owned(), Owed { due, owner }))
        };
        node.entries()?.into_iter().map(one).collect()
    }

    /// A due moment; a day is the last one in time, so that its end is due.
    fn due(&self, node: Node<'_>) -> Option<Moment> {
        if !node.is_day() {
            return node.moment_in(self.zone);
        }
        start_of(node.day()?.tomorrow().ok()?, self.zone).ok()
    }

    fn births(&self, node: Node<'_>) -> Option<BTreeMap<RuleId, u32>> {
        let one = |(kind, node): (&str, Node<'_>)| {
            known_name(kind, node, &self.kinds)?;
            Some((kind.parse().ok()?, node.count(0..=1_000_000)?))
        };
        node.entries()?.into_iter().map(one).collect()
    }

    /// An office whose place is named after its level.
    fn office(&self, node: Node<'_>) -> Option<OfficeId> {
        let office: OfficeId = node.id()?;
        known_name(office.place.as_str(), node, &Level::ALL.map(Level::as_str))?;
        known_name(office.department.as_str(), node, &self.departments)?;
        Some(office)
    }

    fn answers(&self, node: Option<Node<'_>>) -> Option<Answers> {
        let Some(node) = node else { return Some(Answers::new()) };
        let one = |(key, node): (&str, Node<'_>)| {
            let input = known_input(key, node, self.inputs)?;
            let answer = match &input.kind {
                InputKind::Moment if !node.is_string() => Answer::Moment(node.moment_in(self.zone)?),
                kind => answer(node, kind)?,
            };
            Some((input.id.clone(), answer))
        };
        node.entries()?.into_iter().map(one).collect()
    }

    /// Words of every edition of the kind.
    fn words(&self, of: impl Fn(&'k Kind) -> Vec<&'k str>) -> Vec<&'k str> {
        self.editions.iter().flat_map(of).collect()
    }

    fn one(&self, node: Node<'_>, of: impl Fn(&'k Kind) -> Vec<&'k str>) -> Option<String> {
        let word = node.text()?;
        known_name(word, node, &self.words(of)).map(|()| word.to_owned())
    }

    fn several(&self, node: Node<'_>, of: impl Fn(&'k Kind) -> Vec<&'k str> + Copy) -> Option<Vec<String>> {
        node.list()?.into_iter().map(|node| self.one(node, of)).collect()
    }
}

fn ids<T>(parts: &[T], id: impl Fn(&T) -> &String) -> Vec<&str> {
    parts.iter().map(|part| id(part).as_str()).collect()
}

fn unordered(steps: Vec<String>) -> BTreeSet<String> {
    steps.into_iter().collect()
}

/// The verbs of a kind's facts.
fn facts(kind: &Kind) -> Vec<&str> {
    kind.acts.iter().flat_map(|act| [Some(act.fact.as_str()), act.changed()]).flatten().collect()
}
