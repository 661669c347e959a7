//! This module tells whether one condition holds wherever another does. It looks in every region of answers, and gives
//! an example where the condition does not hold.
//!
//! This module must never call a condition stricter that could fail where the other holds. Start at [`compare`].

use super::Relation;
use super::regions::{Region, Regions};
use crate::facts::{Answers, InputId};
use crate::rules::law::Input;
use crate::rules::law::comparing::Truth;
use crate::rules::law::program::Program;
use crate::rules::law::wording::{answer_text, ask_text};
use crate::rules::packs::Pack;
use crate::words::Text;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// Answers shown of an example.
const SHOWN: usize = 8;

/// Holds `ours` wherever `theirs` does? Each side holds where any of its conditions holds.
pub(super) fn compare(pack: &Pack, theirs: &[&Program], ours: &[&Program]) -> Relation {
    match look(pack.inputs(), theirs, ours) {
        Ok(found) => found.relation(pack),
        Err(why) => Relation::Unclear(why),
    }
}

/// Looks through the regions, up to the first in which theirs holds and ours fails.
pub(super) fn look(inputs: &BTreeMap<InputId, Input>, theirs: &[&Program], ours: &[&Program]) -> Result<Found, Text> {
    let all: Vec<&Program> = theirs.iter().chain(ours).copied().collect();
    let regions = Regions::of(&all, inputs)?;
    let mut found = Found::default();
    regions.each(|region| {
        match (any(region, theirs), any(region, ours)) {
            (Truth::True, Truth::True) => {}
            (Truth::True, Truth::False) => match region.example() {
                Some(example) => found.missed = Some(example),
                None => found.undecided = true,
            },
            (Truth::True, Truth::Unknown) => match region.example() {
                Some(example) => found.open = found.open.take().or(Some(example)),
                None => found.undecided = true,
            },
            (_, Truth::True) => {
                found.wider = true;
                if found.more.is_none() {
                    found.more = region.example();
                }
            }
            _ => {}
        }
        if found.missed.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    Ok(found)
}

/// What was met on the way.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Answers for which the base holds and the local rule does not.
    pub(super) missed: Option<Answers>,
    /// The base holds and the local rule fails in a region of which no example was found.
    pub(super) undecided: bool,
    /// The base holds, and the local rule asks for more answers.
    pub(super) open: Option<Answers>,
    /// The local rule holds in more regions than the base.
    pub(super) wider: bool,
    /// An example of these.
    pub(super) more: Option<Answers>,
}

impl Found {
    fn relation(self, pack: &Pack) -> Relation {
        if let Some(example) = self.missed {
            let told = example_text(pack, &example);
            let (zh, en) = (format!("下列情形国家规则成立而本规则不成立：{}", told.zh), told.en);
            return Relation::Looser(Text::new(
                zh,
                format!("the national rule holds and this one does not where {en}"),
            ));
        }
        if self.undecided {
            let zh = "日期窗口之间的关系无法证明";
            return Relation::Unclear(Text::new(zh, "how the windows relate to each other cannot be proven"));
        }
        if let Some(example) = self.open {
            let told = example_text(pack, &example);
            let zh = format!("国家规则已成立时，本规则还要求更多回答：{}", told.zh);
            let en = format!("this rule asks for more answers where the national one already holds: {}", told.en);
            return Relation::Unclear(Text::new(zh, en));
        }
        match (self.wider, self.more) {
            (false, _) => Relation::Equal,
            (true, Some(example)) => {
                let told = example_text(pack, &example);
                let zh = format!("国家规则成立之处均成立，且下列情形也成立：{}", told.zh);
                let en = format!("it holds wherever the national rule does, and also where {}", told.en);
                Relation::Stricter(vec![Text::new(zh, en)])
            }
            (true, None) => {
                let en = "it holds wherever the national rule does";
                Relation::Stricter(vec![Text::new("国家规则成立之处均成立", en)])
            }
        }
    }
}

fn any(region: &Region<'_>, programs: &[&Program]) -> Truth {
    let mut open = false;
    for program in programs {
        match region.truth(program) {
            Truth::True => return Truth::True,
            Truth::Unknown => open = true,
            Truth::False => {}
        }
    }
    if open { Truth::Unknown } else { Truth::False }
}

/// Questions and answers, in both languages.
pub(super) fn example_text(pack: &Pack, answers: &Answers) -> Text {
    let told: Vec<Text> = answers
        .iter()
        .take(SHOWN)
        .map(|(input, answer)| {
            let (ask, answer) = (ask_text(pack, input), answer_text(pack, input, answer));
            Text::new(format!("{}{}", ask.zh, answer.zh), format!("{} {}", ask.en, answer.en))
        })
        .collect();
    if told.is_empty() {
        return Text::new("（未作任何回答）", "(nothing is answered)");
    }
    let join = |pick: fn(&Text) -> &str| told.iter().map(pick).collect::<Vec<_>>().join("; ");
    let cut = if answers.len() > SHOWN { " …" } else { "" };
    Text::new(format!("{}{cut}", join(|text| &text.zh)), format!("{}{cut}", join(|text| &text.en)))
}
