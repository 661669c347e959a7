//! This module asks the pack's rules what the answers come to: a grade by criteria, a grade of a scale, or whether a text
//! repeats another.
//!
//! The list of judges is closed: it is what the program can judge. This module must never guess a verdict that an open
//! question could change, unless the scale itself says "at least". Start at [`Case::judge`].

use super::Case;
use crate::facts::{Answer, Answers, Grade, InputId};
use crate::ids::RuleId;
use crate::obligations::rejected::Rejected;
use crate::rules::kinds::Judge;
use crate::rules::{ScaleVerdict, Verdict, grade};
use crate::words::repeated;

/// What a judge says.
#[derive(Default)]
pub(super) struct Judged {
    /// The answer that it writes.
    pub verdict: Option<(InputId, Answer)>,
    /// The rules that say so; where none holds, those that were tried.
    pub by: Vec<RuleId>,
    /// Answers given before, on which it was decided.
    pub on: Answers,
}

impl Case<'_> {
    pub(super) fn judge(&self, given: &Answers) -> Result<Judged, Rejected> {
        let mut answers = self.known.clone();
        answers.extend(given.clone());
        match &self.act.judge {
            None => Ok(Judged::default()),
            Some(Judge::Scale { rule, into, .. }) => self.by_scale(rule, into, &answers),
            Some(Judge::Alike { text, to, percent, into }) => Ok(alike((text, to, *percent), into, &answers)),
            Some(Judge::Criteria { into }) => self.by_criteria(into, given, &answers),
        }
    }

    /// The grade so far: a casualty more may raise it, and the act is then done again.
    fn by_scale(&self, rule: &RuleId, into: &InputId, answers: &Answers) -> Result<Judged, Rejected> {
        let (law, day) = (self.setting.pack, self.begun.edition);
        let scale = law.scales().on(rule, day).ok_or_else(|| Rejected::NotInForce { rule: rule.clone(), day })?;
        let grade = match scale.evaluate(law, answers) {
            ScaleVerdict::Reached(grade, _) => grade,
            ScaleVerdict::AtLeast(grade, _) if !grade.is_empty() => grade,
            ScaleVerdict::AtLeast(_, inputs) => return Err(Rejected::AnswersMissing { inputs }),
            ScaleVerdict::Broken(fault) => return Err(Rejected::RuleBroken { rule: rule.clone(), why: fault.text }),
        };
        Ok(Judged { verdict: Some((into.clone(), Answer::Choice(grade))), by: vec![rule.clone()], ..Judged::default() })
    }

    fn by_criteria(&self, into: &InputId, given: &Answers, answers: &Answers) -> Result<Judged, Rejected> {
        let chosen =
            given.values().find_map(|answer| if let Answer::Rules(rules) = answer { Some(rules) } else { None });
        let candidates = chosen.filter(|rules| !rules.is_empty()).ok_or(Rejected::CriterionMissing)?;
        let day = self.begun.edition;
        let grading = grade(self.setting.pack, candidates, day, answers);
        let broken = grading.verdicts.iter().find_map(|(rule, verdict)| match verdict {
            Verdict::Broken(fault) => Some(Rejected::RuleBroken { rule: rule.clone(), why: fault.text.clone() }),
            _ => None,
        });
        let Some(grade) = grading.grade else {
            return Err(broken.unwrap_or(match grading.undecidable.first() {
                Some(rule) if grading.missing.is_empty() => Rejected::Undecidable { rule: rule.clone() },
                _ => Rejected::AnswersMissing { inputs: grading.missing },
            }));
        };
        let by = grading
            .verdicts
            .into_iter()
            .filter(|(_, verdict)| grade == Grade::General || matches!(verdict, Verdict::Holds(_)))
            .map(|(rule, _)| rule);
        let own = self.kind.inputs();
        let beforehand = self.known.iter().filter(|(input, _)| !own.contains(input));
        let on = beforehand.map(|(input, answer)| (input.clone(), answer.clone())).collect();
        Ok(Judged { verdict: Some((into.clone(), Answer::Choice(grade.as_str().to_owned()))), by: by.collect(), on })
    }
}

/// Whether so much of a text is the same as another. Says nothing where one of them was not written.
fn alike((text, to, percent): (&InputId, &InputId, u32), into: &InputId, answers: &Answers) -> Judged {
    let written = |input| match answers.get(input) {
        Some(Answer::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    let verdict = written(text).zip(written(to)).map(|(text, to)| {
        let word = if repeated(text, to) >= percent { "alike" } else { "unlike" };
        (into.clone(), Answer::Choice(word.to_owned()))
    });
    Judged { verdict, ..Judged::default() }
}
