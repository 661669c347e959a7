//! A form is filled in on site. It asks the questions of a set's criteria, or of a checklist, once each, in a sensible
//! order.
//!
//! Nothing is worded here: questions, titles and sources are those of the pack, so that a filled form is the input of
//! the rules. This module must never leave out a question that could still matter. Start at [`Form::of_set`].

use super::Pack;
use crate::facts::{Answers, InputId};
use crate::ids::RuleId;
use crate::rules::judging::Settled;
use crate::rules::law::{Citation, Condition, Criterion, Program};
use crate::time::{Day, day_text};
use crate::words::Text;
use std::collections::{BTreeMap, BTreeSet};

/// A form.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// The set or checklist it is made from.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// The day whose editions it asks for.
    pub day: Day,
    /// Its sections, in order.
    pub sections: Vec<Section>,
}

/// What belongs together: whom the criteria speak about, or one criterion or check.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// The criterion or check. None: the questions that decide which criteria speak at all.
    pub rule: Option<RuleId>,
    /// Its title.
    pub title: Text,
    /// Where it comes from, and how sure the pack is of that.
    pub source: Text,
    /// What to know about it: why it is never decided.
    pub remark: Option<Text>,
    /// The questions not asked before.
    pub questions: Vec<Question>,
}

/// One question of a form. Its words and type are those of the input.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The input.
    pub input: InputId,
    /// Whether everything waits for its answer: it decides which criteria speak at all.
    pub required: bool,
    /// When earlier answers make it idle.
    pub settled: Settled,
}

impl Form {
    /// The form of a set: first whom its criteria speak about, then what each criterion in force on the day asks.
    /// Criteria that are never decided stand with their remark: a person may cite them. None: no such set, or the pack
    /// holds no criterion of it on that day.
    #[must_use]
    pub fn of_set(pack: &Pack, set: &str, day: Day) -> Option<Self> {
        let name = &pack.sets().named(set)?.name;
        let mut criteria: Vec<&Criterion> = pack.criteria().in_force(day).filter(|rule| rule.set == set).collect();
        criteria.sort_by_key(|rule| natural(rule.id.as_str()));
        if criteria.is_empty() {
            return None;
        }
        let conditions: Vec<Condition> = criteria.iter().filter_map(|rule| rule.whole()).collect();
        let mut made = Making::new(&conditions, Settled::for_input);
        let scope = Section {
            rule: None,
            title: Text::new("检查对象", "What is inspected"),
            source: Text::default(),
            remark: None,
            questions: made.ask(scope_inputs(&criteria), true),
        };
        let sections = criteria.iter().map(|rule| Section {
            rule: Some(rule.id.clone()),
            title: rule.title.clone(),
            source: source(pack, &rule.cite),
            remark: rule.undecided.clone(),
            questions: made.ask(rule.inputs(), false),
        });
        let title = Text::new(
            format!("重大事故隐患判定检查表：{}（{}施行的条文）", name.zh, day_text(day).zh),
            format!("Criteria for major accident hazards: {} (in force on {})", name.en, day_text(day).en),
        );
        Some(Self { id: set.to_owned(), title, day, sections: kept(std::iter::once(scope).chain(sections)) })
    }

    /// The form of a checklist of the pack in force on the day.
    #[must_use]
    pub fn of_checklist(pack: &Pack, id: &RuleId, day: Day) -> Option<Self> {
        let list = pack.checklists().on(id, day)?;
        let conditions: Vec<Condition> = list.checks.iter().map(|check| check.passes.clone()).collect();
        let mut made = Making::new(&conditions, Settled::for_check);
        let sections = list.checks.iter().map(|check| Section {
            rule: Some(check.id.clone()),
            title: check.title.clone(),
            source: source(pack, &check.cite),
            remark: None,
            questions: made.ask(check.inputs.clone(), false),
        });
        Some(Self { id: list.id.to_string(), title: list.title.clone(), day, sections: kept(sections) })
    }

    /// Every form of a day: sets, then checklists.
    #[must_use]
    pub fn all(pack: &Pack, day: Day) -> Vec<Self> {
        let sets = pack.sets().iter().filter_map(|set| Self::of_set(pack, &set.id, day));
        sets.chain(pack.checklists().iter().filter_map(|list| Self::of_checklist(pack, &list.id, day))).collect()
    }

    /// Every question, in the order in which it is asked.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.sections.iter().flat_map(|section| &section.questions)
    }

    /// The questions that can still matter, given the answers.
    pub fn open<'f>(&'f self, answers: &'f Answers) -> impl Iterator<Item = &'f Question> {
        self.questions().filter(|it| !answers.contains_key(&it.input) && !it.settled.is_shown_by(answers))
    }
}

/// The sources of a rule, and how sure the pack is of each.
fn source(pack: &Pack, cite: &[Citation]) -> Text {
    let texts = cite.iter().map(|cite| {
        let (cited, tag) = (pack.instruments().cited(cite), cite.tag.text());
        Text::new(format!("{}（{}）", cited.zh, tag.zh), format!("{} ({})", cited.en, tag.en))
    });
    let (zh, en): (Vec<String>, Vec<String>) = texts.map(|text| (text.zh, text.en)).unzip();
    Text::new(zh.join("；"), en.join("; "))
}

/// Sections with something to ask or to say.
fn kept(sections: impl Iterator<Item = Section>) -> Vec<Section> {
    sections.filter(|section| !section.questions.is_empty() || section.remark.is_some()).collect()
}

/// When an input is idle, by the conditions that ask for it and the inputs asked earlier.
type Settles = fn(&InputId, &[&Condition], &BTreeSet<InputId>) -> Settled;

/// What was asked so far.
struct Making<'c> {
    settles: Settles,
    by_input: BTreeMap<InputId, Vec<&'c Condition>>,
    asked: BTreeSet<InputId>,
}

impl<'c> Making<'c> {
    fn new(conditions: &'c [Condition], settles: Settles) -> Self {
        let mut by_input: BTreeMap<InputId, Vec<&'c Condition>> = BTreeMap::new();
        for condition in conditions {
            let inputs = Program::compile(condition).map(|program| program.inputs()).unwrap_or_default();
            for input in inputs {
                by_input.entry(input).or_default().push(condition);
            }
        }
        Self { settles, by_input, asked: BTreeSet::new() }
    }

    /// Those of the inputs that were not asked before.
    fn ask(&mut self, inputs: Vec<InputId>, required: bool) -> Vec<Question> {
        let mut questions = Vec::new();
        for input in inputs {
            if self.asked.contains(&input) {
                continue;
            }
            let conditions = self.by_input.get(&input).map(Vec::as_slice).unwrap_or_default();
            let settled = (self.settles)(&input, conditions, &self.asked);
            self.asked.insert(input.clone());
            questions.push(Question { input, required, settled });
        }
        questions
    }
}

/// Inputs of scopes: those of most criteria first, then as written.
fn scope_inputs(criteria: &[&Criterion]) -> Vec<InputId> {
    let mut found: Vec<(InputId, usize)> = Vec::new();
    for scope in criteria.iter().filter_map(|rule| rule.scope.as_ref().filter(|_| rule.condition.is_some())) {
        for input in Program::compile(scope).map(|program| program.inputs()).unwrap_or_default() {
            match found.iter_mut().find(|(known, _)| *known == input) {
                Some((_, times)) => *times += 1,
                None => found.push((input, 1)),
            }
        }
    }
    found.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    found.into_iter().map(|(input, _)| input).collect()
}

/// Orders names as people do: `08-2` before `08-10`.
fn natural(id: &str) -> Vec<(String, u64)> {
    id.split(['-', '.'])
        .map(|part| {
            let word = part.trim_start_matches(|c: char| c.is_ascii_digit());
            let digits = part.len() - word.len();
            (word.to_owned(), part.get(..digits).and_then(|digits| digits.parse().ok()).unwrap_or(0))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::natural;

    #[test]
    fn numbers_in_names_count() {
        let mut ids = ["X-08-10", "X-08-2", "X-4.10-a", "X-4.2-b", "X-07-9"];
        ids.sort_by_key(|id| natural(id));
        assert_eq!(ids, ["X-4.2-b", "X-4.10-a", "X-07-9", "X-08-2", "X-08-10"]);
    }
}
