//! A verdict is what a rule says about answers: holds, fails, unknown or broken. It is never a bare yes or no, and
//! always has its reasons.
//!
//! Start at [`Verdict`]; [`Why::text`] renders reasons.

use crate::facts::{Answer, InputId};
use crate::ids::RuleId;
use crate::rules::law::comparing::{Seen, Test, Truth};
use crate::rules::law::wording::{answer_text, asked_text, comparison_text};
use crate::rules::law::{Comparison, Law};
use crate::words::Text;

/// Four values.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It holds, because of these.
    Holds(Why),
    /// It does not hold, because of these.
    Fails(Why),
    /// It cannot be said: these answers are missing and could change the verdict. Exact when every input occurs once in
    /// the condition; otherwise it may name more, never fewer.
    Unknown(Vec<InputId>),
    /// The rule or an answer does not fit: never read as "no".
    Broken(RuleFault),
}

/// The comparisons that decided.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Why(pub Vec<Reason>);

/// One comparison that decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// The input asked for.
    pub input: InputId,
    /// What was answered.
    pub answer: Answer,
    /// What it was compared with: of a table, the row that was chosen.
    pub is: Comparison,
    /// The answer that chose the row of a table or ended a window. None: no such answer, or it could not matter.
    pub by: Option<(InputId, Answer)>,
    /// Whether the comparison holds.
    pub truth: bool,
}

/// Why a rule could not be applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFault {
    /// The rule.
    pub rule: RuleId,
    /// The input, if one is to blame.
    pub input: Option<InputId>,
    /// What is wrong.
    pub text: Text,
}

impl Why {
    /// One sentence per reason, in both languages.
    #[must_use]
    pub fn text(&self, law: &Law) -> Vec<Text> {
        self.0.iter().map(|reason| reason.text(law)).collect()
    }
}

impl Reason {
    /// None: the test lacks an answer.
    pub(super) fn new(test: &Test, seen: Seen<'_>) -> Option<Self> {
        let answer = seen.answer?.clone();
        let by = test.is.other_input().and_then(|by| Some((by.clone(), seen.other?.clone())));
        let row = match (&test.is, &by) {
            (Comparison::Table(table), Some((_, by))) => {
                table.row(by).map(|limit| table.bound.with(limit, table.unit.clone()))
            }
            _ => None,
        };
        let is = row.unwrap_or_else(|| test.is.clone());
        Some(Self { input: test.input.clone(), answer, is, by, truth: test.truth(seen) == Some(Truth::True) })
    }

    fn text(&self, law: &Law) -> Text {
        let (ask, is) = (asked_text(law, &self.input), comparison_text(law, &self.input, &self.is));
        let mut answer = answer_text(law, &self.input, &self.answer);
        if let Some(hit) = self.hit() {
            let hit = answer_text(law, &self.input, &Answer::Days(hit));
            answer =
                Text::new(format!("{}（其中 {}）", answer.zh, hit.zh), format!("{} (of which {})", answer.en, hit.en));
        }
        if let Some((by, chosen)) = &self.by {
            let (ask, chosen) = (asked_text(law, by), answer_text(law, by, chosen));
            answer.zh.push_str(&format!("（{}：{}）", ask.zh, chosen.zh));
            answer.en.push_str(&format!(" ({} {})", ask.en, chosen.en));
        }
        let (yes_zh, yes_en) = if self.truth { ("符合", "is met") } else { ("不符合", "is not met") };
        Text::new(
            format!("{}：{}；“{}”{yes_zh}", ask.zh, answer.zh, is.zh),
            format!("{} {}; “{}” {yes_en}", ask.en, answer.en, is.en),
        )
    }

    /// The days of the window that holds.
    fn hit(&self) -> Option<Vec<crate::time::Day>> {
        let (Comparison::Window(window), Answer::Days(days), true) = (&self.is, &self.answer, self.truth) else {
            return None;
        };
        let ending = match &self.by {
            Some((_, Answer::Day(end))) => Some(*end),
            _ => None,
        };
        window.hit(days, ending)
    }
}
