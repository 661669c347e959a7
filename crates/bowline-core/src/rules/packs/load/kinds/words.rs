//! The words that a kind declares and refers to: phases, parties, acts, steps, facts, inputs, rules.
//!
//! This module must never let a word through that nothing declares. Start at [`Words`].

use super::super::conditions;
use super::super::reader::Node;
use super::made::Made;
use crate::facts::{InputId, is_word};
use crate::ids::RuleId;
use crate::rules::law::kinds::{ANYONE, ENGINE, OF_BODY};
use crate::rules::law::{Editions, Input, InputKind, Named, Rule, Sorts};
use crate::rules::packs::diagnostic::did_you_mean;
use crate::words::Text;
use std::collections::BTreeSet;

/// Letters of a name or a sentence of a kind.
const LONGEST_NAME: usize = 200;

/// What the words of one kind are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Phase,
    Party,
    Act,
    Step,
    Fact,
    /// A party, or the engine.
    Doer,
}

impl Sort {
    const fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Phase => ("环节", "phase"),
            Self::Party => ("当事方", "party"),
            Self::Act => ("办理事项", "act"),
            Self::Step => ("步骤", "step"),
            Self::Fact => ("事实", "fact"),
            Self::Doer => ("当事方", "party"),
        }
    }
}

/// Everything that the parts of a kind may refer to, known before any of them is read.
pub(super) struct Words<'w> {
    pub(super) sorts: &'w Sorts,
    phases: BTreeSet<String>,
    parties: BTreeSet<String>,
    acts: BTreeSet<String>,
    steps: BTreeSet<String>,
    facts: BTreeSet<String>,
    doers: BTreeSet<String>,
}

impl<'w> Words<'w> {
    /// A look ahead over the parts of a kind; reports nothing.
    pub(super) fn of(
        sorts: &'w Sorts,
        phases: &[Node<'w>],
        parties: &[Node<'w>],
        acts: &[Node<'w>],
        steps: &[Node<'w>],
        of_procedures: BTreeSet<&'w str>,
    ) -> Self {
        let ids = |nodes: &[Node<'w>]| -> BTreeSet<String> {
            nodes.iter().filter_map(|node| node.word_under("id").map(str::to_owned)).collect()
        };
        let facts = acts.iter().flat_map(|act| {
            let changed = act.under("judge").and_then(|judge| judge.word_under("changed"));
            [act.word_under("fact"), changed].into_iter().flatten().map(str::to_owned)
        });
        let made: Vec<Made> = acts.iter().filter_map(Made::of).collect();
        let made_acts = made.iter().flat_map(|it| [it.agree.clone(), it.decline.clone()]);
        let made_facts = made.iter().flat_map(|it| [it.asked.clone(), it.declined.clone()]);
        let of_procedures = of_procedures.into_iter().map(str::to_owned);
        Self {
            sorts,
            phases: ids(phases),
            parties: ids(parties),
            acts: ids(acts).into_iter().chain(made_acts).collect(),
            steps: ids(steps).into_iter().chain(of_procedures).chain(made.iter().map(|it| it.step.clone())).collect(),
            facts: facts.chain(made_facts).collect(),
            doers: ids(parties).into_iter().chain([ENGINE, ANYONE].map(str::to_owned)).collect(),
        }
    }

    const fn known(&self, sort: Sort) -> &BTreeSet<String> {
        match sort {
            Sort::Phase => &self.phases,
            Sort::Party => &self.parties,
            Sort::Act => &self.acts,
            Sort::Step => &self.steps,
            Sort::Fact => &self.facts,
            Sort::Doer => &self.doers,
        }
    }

    /// A declared word.
    pub(super) fn one(&self, node: Node<'_>, sort: Sort) -> Option<String> {
        let word = node.text()?;
        self.check(node, word, sort).then(|| word.to_owned())
    }

    /// Reports a word that nothing declares.
    pub(super) fn check(&self, node: Node<'_>, word: &str, sort: Sort) -> bool {
        self.among(node, word, &[sort])
    }

    /// An act or a party; `party.body` is everybody of the party's body.
    pub(super) fn act_or_party(&self, node: Node<'_>) -> Option<String> {
        let word = node.text()?;
        if self.acts.contains(word) && self.parties.contains(word) {
            let zh = format!("`{word}` 既是办理事项又是当事方：请改名");
            let en = format!("`{word}` is both an act and a party: rename one");
            node.fault("pack.ambiguous_word", Text::new(zh, en));
            return None;
        }
        let of = word.strip_suffix(OF_BODY);
        let known = match of {
            Some(party) => self.check(node, party, Sort::Party),
            None => self.among(node, word, &[Sort::Act, Sort::Party]),
        };
        known.then(|| word.to_owned())
    }

    fn among(&self, node: Node<'_>, word: &str, sorts: &[Sort]) -> bool {
        let known: Vec<&str> = sorts.iter().flat_map(|sort| self.known(*sort)).map(String::as_str).collect();
        if known.contains(&word) {
            return true;
        }
        let (zh, en): (Vec<&str>, Vec<&str>) = sorts.iter().map(|sort| sort.name()).unzip();
        unknown(node, word, &Text::new(zh.join("或"), en.join(" or ")), &known);
        false
    }

    /// An input that fits.
    pub(super) fn input(&self, node: Node<'_>, fits: Fits) -> Option<InputId> {
        self.answer(node, fits).map(|input| input.id.clone())
    }

    /// As above, all of it.
    pub(super) fn answer(&self, node: Node<'_>, fits: Fits) -> Option<&'w Input> {
        let id: InputId = node.id()?;
        let input = conditions::declared(node, &id, &self.sorts.inputs)?;
        if !fits.takes(&input.kind) {
            let (kind, wanted, id) = (input.kind.word(), fits.name(), input.id.as_str());
            let zh = format!("`{id}` 为 `{kind}` 类输入，此处须为{}", wanted.zh);
            let en = format!("`{id}` is an input of kind `{kind}`; here stands {}", wanted.en);
            node.fault("pack.wrong_input", Text::new(zh, en));
            return None;
        }
        Some(input)
    }
}

/// Which inputs fit a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fits {
    /// Any.
    Any,
    /// A day or a moment.
    Time,
    /// A day.
    Day,
    /// A post.
    Post,
    /// An office.
    Office,
    /// Another matter.
    Link,
    /// A choice.
    Choice,
    /// What somebody writes.
    Text,
    /// What stands in one line: a text, a choice, a number, a day, a name.
    Line,
    /// A post, an office or a site: it is or has a post that can be a party.
    Party,
    /// A list of offices, posts, sites, places or matters.
    Addressees,
}

impl Fits {
    const fn takes(self, kind: &InputKind) -> bool {
        match self {
            Self::Any => true,
            Self::Time => matches!(kind, InputKind::Day | InputKind::Moment),
            Self::Day => matches!(kind, InputKind::Day),
            Self::Post => matches!(kind, InputKind::Named(Named::Post)),
            Self::Office => matches!(kind, InputKind::Named(Named::Office)),
            Self::Link => matches!(kind, InputKind::Named(Named::Link)),
            Self::Choice => matches!(kind, InputKind::Choice { .. }),
            Self::Text => matches!(kind, InputKind::Text),
            Self::Line => !matches!(kind, InputKind::Files | InputKind::Dates),
            Self::Party => matches!(kind, InputKind::Named(Named::Post | Named::Office | Named::Site)),
            Self::Addressees => {
                matches!(
                    kind,
                    InputKind::Named(Named::Posts | Named::Offices | Named::Sites | Named::Places | Named::Links)
                )
            }
        }
    }

    fn name(self) -> Text {
        let (zh, en) = match self {
            Self::Any => ("任何输入", "any input"),
            Self::Time => ("day 或 moment 类输入", "a `day` or a `moment`"),
            Self::Day => ("day 类输入", "a `day`"),
            Self::Post => ("post 类输入", "a `post`"),
            Self::Office => ("office 类输入", "an `office`"),
            Self::Link => ("link 类输入", "a `link`"),
            Self::Choice => ("choice 类输入", "a `choice`"),
            Self::Text => ("text 类输入", "a `text`"),
            Self::Line => ("可在列表中显示的输入", "something that a list can show"),
            Self::Party => ("post、office 或 site 类输入", "a `post`, an `office` or a `site`"),
            Self::Addressees => {
                ("posts、offices、sites、places 或 links 类输入", "`posts`, `offices`, `sites`, `places` or `links`")
            }
        };
        Text::new(zh, en)
    }
}

/// A rule of the pack, of one sort.
pub(super) fn rule<R: Rule>(node: Node<'_>, rules: &Editions<R>) -> Option<RuleId> {
    let id: RuleId = node.id()?;
    if rules.of(&id).is_empty() {
        let known: BTreeSet<&str> = rules.iter().map(|rule| rule.id().as_str()).collect();
        unknown(node, id.as_str(), &R::KIND.name(), &known.into_iter().collect::<Vec<_>>());
        return None;
    }
    Some(id)
}

/// One of the choices of an input.
pub(super) fn choice(node: Node<'_>, word: &str, input: &Input) -> Option<String> {
    let InputKind::Choice { choices } = &input.kind else { return None };
    if !choices.contains_key(word) {
        let known: Vec<&str> = choices.keys().map(String::as_str).collect();
        unknown(node, word, &Text::new("选项", "choice"), &known);
        return None;
    }
    Some(word.to_owned())
}

/// Reports a word that is not among those known, and says which is near, or all where they are few.
fn unknown(node: Node<'_>, word: &str, what: &Text, known: &[&str]) {
    let list = known.join(", ");
    let all =
        (!known.is_empty() && known.len() <= 40).then(|| Text::new(format!("可用：{list}"), format!("one of: {list}")));
    let message = Text::new(format!("没有{} `{word}`", what.zh), format!("there is no {} `{word}`", what.en));
    node.fault_with("pack.unknown_word", message, did_you_mean(word, known.iter().copied()).or(all));
}

/// A word that a kind itself declares.
pub(super) fn own_word(node: Node<'_>) -> Option<String> {
    let word = node.text()?;
    if !is_word(word) {
        let zh = format!("`{word}` 不合格式：小写字母开头，只用小写字母、数字和下划线，至多 40 个");
        let en = format!("`{word}` is no word: small letters, digits and `_`, beginning with a letter, at most 40");
        node.fault("pack.bad_word", Text::new(zh, en));
        return None;
    }
    Some(word.to_owned())
}

/// A name or a sentence in both languages, of bounded length.
pub(super) fn name(node: Node<'_>) -> Option<Text> {
    let text = node.both()?;
    if text.zh.chars().count() > LONGEST_NAME || text.en.chars().count() > LONGEST_NAME {
        let zh = format!("超过 {LONGEST_NAME} 字");
        node.fault("pack.bad_string", Text::new(zh, format!("longer than {LONGEST_NAME} characters")));
        return None;
    }
    Some(text)
}
