//! This module reads a form into what is asked of the core. It says which field cannot be read, and judges nothing
//! else.
//!
//! This module must never judge what it could read: the core does.

use super::criteria::field_name;
use crate::posted::Posted;
use crate::words::FormWords;
use bowline_core::facts::{Answer, Answers, Plan};
use bowline_core::ids::RuleId;
use bowline_core::obligations::Ask;
use bowline_core::time::Day;
use bowline_core::words::{Lang, Text};
use bowline_service::Refused;
use bowline_service::views::{HazardView, QuestionKind, QuestionView};

/// What a form asks for; evidence is attached later.
///
/// # Errors
/// A field that cannot be read.
pub fn ask_of(view: &HazardView, key: &str, form: &Posted) -> Result<Ask, Refused> {
    let text = |name: &str| form.get(name).to_owned();
    Ok(match key {
        "grade" => grade(view, form)?,
        "order" => Ask::Order { to: view.unit_post.clone(), deadline: day(form, "deadline")?, text: text("text") },
        "accept" => Ask::Accept,
        "control" => Ask::Control { measures: text("measures"), proofs: Vec::new() },
        "plan" => Ask::Plan(plan(view, form)?),
        "rectify" => Ask::SubmitProof { note: text("note"), proofs: Vec::new() },
        "verify" => Ask::Verify { finding: text("finding") },
        "return" => Ask::Return { reason: text("reason") },
        "close_off" => Ask::CloseOff,
        "reply" => Ask::Reply { reply: text("reply") },
        "supervise" => Ask::Supervise { letter: text("letter") },
        _ => return Err(Refused::NotFound),
    })
}

fn both(say: impl Fn(FormWords) -> String) -> Text {
    Text::new(say(FormWords(Lang::Zh)), say(FormWords(Lang::En)))
}

fn refuse<T>(field: &'static str, say: impl Fn(FormWords) -> String) -> Result<T, Refused> {
    Err(Refused::Field { field, text: both(say) })
}

fn day(form: &Posted, field: &'static str) -> Result<Day, Refused> {
    form.get(field).parse().or_else(|_| refuse(field, |f| f.bad_day_field()))
}

fn plan(view: &HazardView, form: &Posted) -> Result<Plan, Refused> {
    let bad_funds = |_| refuse("funds", |f| f.bad_funds(view.money.get(f.0)));
    Ok(Plan {
        person: form.get("person").to_owned(),
        measures: form.get("measures").to_owned(),
        funds_yuan: form.get("funds").replace(',', "").parse().or_else(bad_funds)?,
        until: day(form, "until")?,
        contingency: form.get("contingency").to_owned(),
    })
}

fn grade(view: &HazardView, form: &Posted) -> Result<Ask, Refused> {
    let mut candidates: Vec<RuleId> = Vec::new();
    let mut answers = Answers::new();
    for criterion in view.criteria.iter().filter(|it| form.has("criterion", it.id.as_str())) {
        candidates.push(criterion.id.clone());
        for question in &criterion.questions {
            let given = form.get(&field_name(criterion.id.as_str(), question.input.as_str()));
            let Some(answer) = answer(question, given)? else { continue };
            let earlier = answers.insert(question.input.clone(), answer.clone());
            if earlier.is_some_and(|earlier| earlier != answer) {
                return refuse("criterion", |f| f.contradiction());
            }
        }
    }
    Ok(Ask::Grade { candidates, answers })
}

/// Days apart by spaces or commas; `0` for none at all. None: not all of it reads as days.
fn days(given: &str) -> Option<Vec<Day>> {
    if given.trim() == "0" {
        return Some(Vec::new());
    }
    let apart = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '，' | '；' | '、');
    let days: Option<Vec<Day>> =
        given.split(apart).filter(|part| !part.is_empty()).map(|part| part.parse().ok()).collect();
    days.filter(|days| !days.is_empty())
}

/// An answer; nothing for an unknown one, which is not false.
///
/// # Errors
/// What cannot be read as such an answer.
pub fn answer(question: &QuestionView, given: &str) -> Result<Option<Answer>, Refused> {
    if given.is_empty() {
        return Ok(None);
    }
    let named = |say: fn(FormWords, &str) -> String| refuse("criterion", |f| say(f, question.ask.get(f.0)));
    match &question.kind {
        QuestionKind::Yes => Ok(Some(Answer::Yes(given == "yes"))),
        QuestionKind::Number(_) => match given.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Some(Answer::Number(number))),
            _ => named(|f, ask| f.bad_number(ask)),
        },
        QuestionKind::Day => {
            given.parse().map_or_else(|_| named(|f, ask| f.bad_day(ask)), |day| Ok(Some(Answer::Day(day))))
        }
        QuestionKind::Dates => {
            days(given).map_or_else(|| named(|f, ask| f.bad_days(ask)), |days| Ok(Some(Answer::Days(days))))
        }
        QuestionKind::Choice(choices) => {
            Ok(choices.iter().any(|(value, _)| value == given).then(|| Answer::Choice(given.to_owned())))
        }
    }
}
