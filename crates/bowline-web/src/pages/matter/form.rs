//! The forms of what a person may do with a matter now, each with what was tried before: one for each act that the service
//! names, and one for each letter.
//!
//! This module must never offer an act that the service did not name.

use crate::pages::attempt::Attempt;
use crate::pages::question::Question;
use crate::reader::{Lateness, Reader};
use crate::words::{FormWords, MatterWords};
use bowline_core::facts::Act;
use bowline_core::rules::typed;
use bowline_service::views::matters::{ActName, FieldView, FormView, MatterView};
use serde::Serialize;

/// The last part of the address of a letter: `letter-supervise`, `letter-reply`. No act has such a word.
const LETTER: &str = "letter-";
/// The field of a letter.
pub const TEXT: &str = "text";

/// A form.
#[derive(Debug, Serialize)]
pub struct ActForm {
    /// The last part of its address.
    pub key: String,
    /// What it does.
    pub title: String,
    /// What to know before doing it.
    pub help: Option<String>,
    /// In whose name it is done.
    pub party: Option<String>,
    /// What it answers: what was asked or reported before, and how it was asked for.
    pub said: Vec<(String, String)>,
    /// By when it is owed, for people and machines.
    pub due: Option<(String, String, Lateness)>,
    /// Whether nobody must do it.
    pub free: bool,
    /// Its questions.
    pub questions: Vec<Question>,
    /// Why it was refused.
    pub refused: Option<String>,
    /// Whether files must be chosen again.
    #[serde(skip)]
    pub again: bool,
}

/// The forms of what may be done now: acts, then letters.
#[must_use]
pub fn forms(reader: &Reader, view: &MatterView, attempt: Option<&Attempt>) -> Vec<ActForm> {
    let acts = view.forms.iter().map(|form| act_form(reader, form, attempt));
    acts.chain(view.letters.iter().map(|letter| letter_form(reader, letter, attempt))).collect()
}

/// The form of an act.
#[must_use]
pub fn act_form(reader: &Reader, form: &FormView, attempt: Option<&Attempt>) -> ActForm {
    let tried = attempt.filter(|attempt| attempt.key == form.act);
    let due = |at| (reader.due(at), reader.machine(at), reader.lateness(at));
    ActForm {
        key: form.act.clone(),
        title: reader.text(&form.name),
        help: form.help.as_ref().map(|help| reader.text(help)),
        party: form.party.as_ref().map(|party| MatterWords(reader.lang()).on_behalf(&reader.text(party))),
        said: form.said.iter().map(|it| (reader.text(&it.ask), reader.text(&it.value))).collect(),
        due: form.due_at.map(due),
        free: form.due_at.is_none(),
        questions: form.fields.iter().map(|field| question(reader, &form.act, field, tried)).collect(),
        refused: tried.map(|tried| reader.text(&tried.said)),
        again: form.takes_files && tried.is_some(),
    }
}

/// A question of a form: as it was filled in, else as it was answered before.
fn question(reader: &Reader, form: &str, field: &FieldView, tried: Option<&Attempt>) -> Question {
    let name = field.input.id.as_str().to_owned();
    let given = || field.given.iter().flat_map(|answer| typed(answer, &reader.zone)).collect::<Vec<_>>();
    let values = tried.map_or_else(given, |tried| tried.form.all(&name).map(str::to_owned).collect());
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    let offered = field.offers.iter().map(|(id, name)| (id.clone(), reader.text(name))).collect();
    Question::new(reader, &field.input, name, &values)
        .offering(&field.input, offered, &values)
        .required(!field.ask.optional)
        .captioned(tried.map(|tried| &tried.form))
        .between(reader, field.earliest.as_ref(), field.latest.as_ref())
        .within(form)
        .refused(reader, tried.map_or(&[], |tried| &tried.beside))
}

fn letter_form(reader: &Reader, letter: &ActName, attempt: Option<&Attempt>) -> ActForm {
    let (f, key) = (FormWords(reader.lang()), format!("{LETTER}{}", letter.act.as_str()));
    let tried = attempt.filter(|attempt| attempt.key == key);
    let (ask, help) = match letter.act {
        Act::REPLY => (f.reply_text(), f.reply_help()),
        _ => (f.letter(), f.supervise_help()),
    };
    let text = Question {
        name: TEXT.to_owned(),
        stem: key.clone(),
        ask,
        kind: "lines",
        lines: 4,
        required: true,
        value: tried.map_or("", |tried| tried.form.get(TEXT)).to_owned(),
        ..Question::default()
    };
    ActForm {
        title: reader.text(&letter.name),
        help: Some(help),
        party: None,
        said: Vec::new(),
        due: None,
        free: false,
        questions: vec![text.refused(reader, tried.map_or(&[], |tried| &tried.beside))],
        refused: tried.map(|tried| reader.text(&tried.said)),
        again: false,
        key,
    }
}

/// The duty that a letter answers, by the last part of its address. None: it is no letter.
#[must_use]
pub fn letter_of(key: &str) -> Option<Act> {
    let act = key.strip_prefix(LETTER)?;
    [Act::SUPERVISE, Act::REPLY].into_iter().find(|it| it.as_str() == act)
}

/// What a letter is called.
#[must_use]
pub fn letter_title(f: FormWords, key: &str) -> Option<String> {
    letter_of(key).map(|act| if act == Act::REPLY { f.reply() } else { f.supervise() })
}
