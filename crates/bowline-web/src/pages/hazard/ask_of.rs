//! This module reads a form into what is asked of the core. It says which field cannot be read, and judges nothing
//! else.
//!
//! This module must never judge what it could read: the core does.

use super::criteria::field_name;
use crate::posted::Posted;
use crate::words::{FormWords, both};
use bowline_core::facts::{Answers, Plan};
use bowline_core::ids::RuleId;
use bowline_core::obligations::Ask;
use bowline_core::time::Day;
use bowline_service::Refused;
use bowline_service::views::FormsView;
use jiff::tz::TimeZone;

/// What a form asks for; evidence is attached later.
///
/// # Errors
/// A field that cannot be read.
pub fn ask_of(forms: &FormsView, zone: &TimeZone, key: &str, form: &Posted) -> Result<Ask, Refused> {
    let text = |name: &str| form.get(name).to_owned();
    Ok(match key {
        "grade" => grade(forms, zone, form)?,
        "order" => Ask::Order { to: forms.unit_post.clone(), deadline: day(form, "deadline")?, text: text("text") },
        "accept" => Ask::Accept,
        "control" => Ask::Control { measures: text("measures"), proofs: Vec::new() },
        "plan" => Ask::Plan(plan(forms, form)?),
        "rectify" => Ask::SubmitProof { note: text("note"), proofs: Vec::new() },
        "verify" => Ask::Verify { finding: text("finding") },
        "return" => Ask::Return { reason: text("reason") },
        "close_off" => Ask::CloseOff,
        "reply" => Ask::Reply { reply: text("reply") },
        "supervise" => Ask::Supervise { letter: text("letter") },
        _ => return Err(Refused::NotFound),
    })
}

fn refuse<T>(field: &'static str, say: impl Fn(FormWords) -> String) -> Result<T, Refused> {
    Err(Refused::Field { field, text: both(FormWords, say) })
}

fn day(form: &Posted, field: &'static str) -> Result<Day, Refused> {
    form.get(field).parse().or_else(|_| refuse(field, |f| f.bad_day_field()))
}

fn plan(forms: &FormsView, form: &Posted) -> Result<Plan, Refused> {
    let bad_funds = |_| refuse("funds", |f| f.bad_funds(forms.money.get(f.0)));
    Ok(Plan {
        person: form.get("person").to_owned(),
        measures: form.get("measures").to_owned(),
        funds_yuan: form.get("funds").replace(',', "").parse().or_else(bad_funds)?,
        until: day(form, "until")?,
        contingency: form.get("contingency").to_owned(),
    })
}

fn grade(forms: &FormsView, zone: &TimeZone, form: &Posted) -> Result<Ask, Refused> {
    let (mut candidates, mut answers, mut faults) = (Vec::<RuleId>::new(), Answers::new(), Vec::new());
    for criterion in forms.criteria.iter().filter(|it| form.has("criterion", it.id.as_str())) {
        candidates.push(criterion.id.clone());
        for question in &criterion.questions {
            let name = field_name(criterion.id.as_str(), question.id.as_str());
            match question.read(&form.given(&name), zone) {
                Ok(None) => {}
                Err(fault) => faults.push((name, fault)),
                Ok(Some(answer)) => {
                    let earlier = answers.insert(question.id.clone(), answer.clone());
                    if earlier.is_some_and(|earlier| earlier != answer) {
                        return refuse("criterion", |f| f.contradiction());
                    }
                }
            }
        }
    }
    if faults.is_empty() { Ok(Ask::Grade { candidates, answers }) } else { Err(Refused::Answers(faults)) }
}
