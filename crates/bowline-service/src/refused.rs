//! A request that was not carried out ends here: a refusal of the core, an unreadable field, something that is not
//! there to see, or a fault of ours.
//!
//! This module must never put the cause of a fault of ours into a sentence: causes are for the log.

use bowline_core::ids::SubjectId;
use bowline_core::obligations::Rejected;
use bowline_core::rules::AnswerFault;
use bowline_core::words::{Text, unseen, unseen_in};
use bowline_store::{Sickness, StoreFault};

/// A request that was not carried out. Nothing was written.
#[derive(Clone, Debug)]
pub enum Refused {
    /// The core said no.
    Rejected(Rejected),
    /// A field of a form cannot be read.
    Field {
        /// Its name in the form.
        field: &'static str,
        /// The sentence.
        text: Text,
    },
    /// Questions of a form whose answers cannot be taken, each under the name of its field.
    Answers(Vec<(String, AnswerFault)>),
    /// Not yours to see, or not there: the same answer.
    NotFound,
    /// The form was sent before.
    Done {
        /// Whether just this was sent: then it was carried out, and there is nothing left to do.
        same: bool,
        /// The matter that it began or changed.
        led_to: Option<SubjectId>,
    },
    /// Ours, not the user's: logged with its causes.
    Fault(Fault),
}

/// A fault of ours.
#[derive(Clone, Debug)]
pub struct Fault {
    /// What we were doing, and what went wrong, for the log.
    pub cause: String,
    /// The sickness of the data folder behind it, where it has a name.
    pub sickness: Option<Sickness>,
}

impl From<String> for Fault {
    fn from(cause: String) -> Self {
        Self { cause, sickness: None }
    }
}

impl Refused {
    pub(crate) fn field(field: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Field { field, text: Text::new(zh, en) }
    }

    /// Our own fault while doing something.
    pub(crate) fn fault(doing: &str, error: impl std::fmt::Display) -> Self {
        Self::Fault(format!("{doing}: {error}").into())
    }

    /// A file that could not be read or written.
    pub(crate) fn file(doing: &str, error: &std::io::Error) -> Self {
        Self::Fault(Fault { cause: format!("{doing}: {error}"), sickness: Sickness::of_io(error) })
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Rejected(rejected) => rejected.code(),
            Self::Field { .. } | Self::Answers(_) => "field.unreadable",
            Self::NotFound => "not_found",
            Self::Done { .. } => "request.done",
            Self::Fault(_) => "fault",
        }
    }

    /// What is wrong with single fields, to be said beside them: the name of the field, and the sentence.
    #[must_use]
    pub fn beside(&self) -> Vec<(String, Text)> {
        match self {
            Self::Answers(faults) => faults.iter().map(|(field, fault)| (field.clone(), fault.text())).collect(),
            Self::Field { field, text } => vec![((*field).to_owned(), text.clone())],
            Self::Rejected(_) | Self::NotFound | Self::Done { .. } | Self::Fault(_) => Vec::new(),
        }
    }

    /// The sentence: what is wrong, and what to do instead.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Rejected(rejected) => rejected.text(),
            Self::Field { text, .. } => text.clone(),
            Self::Answers(faults) => {
                let said: Vec<Text> = faults.iter().map(|(_, fault)| fault.text()).collect();
                let join = |pick: fn(&Text) -> &str, by: &str| said.iter().map(pick).collect::<Vec<_>>().join(by);
                Text::new(join(|text| &text.zh, ""), join(|text| &text.en, " "))
            }
            Self::NotFound => Text::new(
                "未找到，或者不在您的管辖范围内；请返回待办或者隐患台账重新打开。",
                "Not found, or outside your area; open the record from your actions or the hazard register.",
            ),
            Self::Done { same: true, .. } => Text::new(
                "该表单已经提交，未重复办理。",
                "This form has been submitted already; it was not processed again.",
            ),
            Self::Done { same: false, .. } => Text::new(
                "该表单此前已经提交过一次，内容与本次不同。请先核对已登记的内容；确需另行提交的，请再次提交。",
                "This form was submitted once before, with different content. Check what has been recorded; if you mean to \
                 submit this as well, submit it again.",
            ),
            Self::Fault(Fault { sickness: Some(sickness), .. }) => sickness.text(),
            Self::Fault(_) => Text::new(
                "系统出错，本次操作未保存；请稍后重试，并告知系统管理员。",
                "System error; nothing was saved. Try again shortly and tell the system administrator.",
            ),
        }
    }
}

impl From<Rejected> for Refused {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(rejected)
    }
}

impl From<StoreFault> for Refused {
    fn from(fault: StoreFault) -> Self {
        match fault {
            StoreFault::Done { same, led_to } => Self::Done { same, led_to },
            fault => Self::Fault(Fault { sickness: fault.sickness(), cause: fault.chain() }),
        }
    }
}

/// Refuses a text that holds a character which nobody sees.
pub(crate) fn seen(field: &'static str, name: &Text, text: &str) -> Result<(), Refused> {
    match unseen(text) {
        Some(found) => Err(Refused::Field { field, text: unseen_in(name, found) }),
        None => Ok(()),
    }
}

/// How often a decision is taken again after somebody else wrote first.
const TRIES: usize = 5;

/// Why one try came to nothing.
pub(crate) enum TryAgain {
    /// Somebody else wrote first: load and decide again.
    Conflict,
    /// Trying again would not help.
    Refused(Refused),
}

impl From<Refused> for TryAgain {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<Rejected> for TryAgain {
    fn from(rejected: Rejected) -> Self {
        Self::Refused(rejected.into())
    }
}

impl From<StoreFault> for TryAgain {
    fn from(fault: StoreFault) -> Self {
        match fault {
            StoreFault::Conflict { .. } => Self::Conflict,
            fault => Self::Refused(fault.into()),
        }
    }
}

/// Tries until nobody else writes in between. Decisions are pure, so taking one again is safe.
pub(crate) fn retried<T>(mut attempt: impl FnMut() -> Result<T, TryAgain>) -> Result<T, Refused> {
    let mut tries = 0;
    loop {
        match attempt() {
            Err(TryAgain::Conflict) if tries < TRIES => tries += 1,
            Err(TryAgain::Conflict) => {
                return Err(Refused::Fault("too many conflicts on one stream".to_owned().into()));
            }
            Err(TryAgain::Refused(refused)) => return Err(refused),
            Ok(done) => return Ok(done),
        }
    }
}
