//! A person may take these steps now. Each is a form with what was tried before.
//!
//! This module must never offer a step that the service did not name.

use crate::pages::attempt::Attempt;
use crate::pages::photos::FileRows;
use crate::posted::Posted;
use crate::words::FormWords;
use bowline_core::facts::Act;
use bowline_core::words::Text;
use bowline_service::views::HazardView;

/// The forms, by the last part of their address.
pub const KEYS: [&str; 11] =
    ["grade", "order", "accept", "control", "plan", "rectify", "verify", "return", "close_off", "supervise", "reply"];

/// A form.
#[derive(Clone, Debug)]
pub struct Step {
    /// The last part of its address.
    pub key: &'static str,
    kept: Posted,
    said: Option<Text>,
}

impl Step {
    /// What was filled in before.
    #[must_use]
    pub fn kept(&self, field: &str) -> &str {
        self.kept.get(field)
    }
    /// What was filled in before, else a suggestion.
    #[must_use]
    pub fn kept_or<'a>(&'a self, field: &str, suggestion: &'a str) -> &'a str {
        if self.said.is_some() { self.kept(field) } else { suggestion }
    }
    /// Where its files are chosen.
    #[must_use]
    pub fn files(&self) -> FileRows {
        FileRows::of("proofs", Some(&self.kept))
    }
    /// Why it was refused.
    #[must_use]
    pub fn refused(&self, f: &FormWords) -> Option<&str> {
        self.said.as_ref().map(|said| said.get(f.0))
    }
    /// Its heading.
    #[must_use]
    pub fn title(&self, f: &FormWords) -> String {
        title(*f, self.key).unwrap_or_default()
    }
    /// The words of its button.
    #[must_use]
    pub fn button(&self, f: &FormWords) -> String {
        match self.key {
            "grade" => f.grade_button(),
            "order" => f.order_button(),
            "accept" => f.accept_button(),
            "control" => f.control_button(),
            "plan" => f.plan_button(),
            "rectify" => f.rectify_button(),
            "verify" => f.verify_button(),
            "return" => f.return_button(),
            "close_off" => f.close_off_button(),
            "reply" => f.reply_button(),
            _ => f.supervise_button(),
        }
    }
}

/// The heading of a form.
#[must_use]
pub fn title(f: FormWords, key: &str) -> Option<String> {
    Some(match key {
        "grade" => f.grade(),
        "order" => f.order(),
        "accept" => f.accept(),
        "control" => f.control(),
        "plan" => f.plan(),
        "rectify" => f.rectify(),
        "verify" => f.verify(),
        "return" => f.give_back(),
        "close_off" => f.close_off(),
        "supervise" => f.supervise(),
        "reply" => f.reply(),
        _ => return None,
    })
}

/// What was done, as a short word.
#[must_use]
pub fn done(f: FormWords, key: &str) -> Option<String> {
    match key {
        "return" => Some(f.return_button()),
        key => Act::ALL.into_iter().find(|act| act.as_str() == key).map(|act| act.name().get(f.0).to_owned()),
    }
}

/// The forms of what may be done now.
#[must_use]
pub fn steps(view: &HazardView, attempt: Option<&Attempt>) -> Vec<Step> {
    let keys = view.next.iter().flat_map(|act| match *act {
        Act::VERIFY => vec!["verify", "return"],
        _ => KEYS.into_iter().filter(|key| *key == act.as_str()).collect(),
    });
    keys.map(|key| {
        let tried = attempt.filter(|attempt| attempt.key == key);
        let kept = tried.map(|tried| tried.form.clone()).unwrap_or_default();
        Step { key, kept, said: tried.map(|tried| tried.said.clone()) }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bowline_core::words::Lang;

    #[test]
    fn every_act_has_a_form_with_a_heading() {
        let f = FormWords(Lang::En);
        assert!(KEYS.iter().all(|key| title(f, key).is_some()));
        let acts = Act::ALL.iter().filter(|act| **act != Act::ANSWER_ALARM);
        assert!(acts.into_iter().all(|act| KEYS.contains(&act.as_str())));
    }
}
