//! A worked case beside a kind of matter is a short story: who does what at which moment, and what is expected after it.
//!
//! This module must never run a case: the machine in `obligations` does, and it stands above the rules. Start at
//! [`KindCase`].

use crate::facts::{Answers, InputId, Stage};
use crate::ids::{OfficeId, RuleId};
use crate::time::Moment;
use crate::words::Text;
use std::collections::{BTreeMap, BTreeSet};

/// A worked case of a kind of matter.
#[derive(Clone, Debug)]
pub struct KindCase {
    /// Its name.
    pub name: Text,
    /// The office in charge. Places of cases are named after their level: `county/emergency`.
    pub office: OfficeId,
    /// What a form says wherever a step of the story says nothing else.
    pub answers: Answers,
    /// What happens, in order.
    pub story: Vec<Then>,
}

/// One moment of a story: what is done then, and what is expected after it.
#[derive(Clone, Debug)]
pub struct Then {
    /// File of the case.
    pub file: String,
    /// Line of this moment.
    pub line: usize,
    /// When.
    pub at: Moment,
    /// Who acts: one person who holds the posts of all these parties, or the engine. The first names the person.
    pub by: Vec<String>,
    /// What is done. None: nothing, somebody only looks.
    pub act: Option<String>,
    /// What the form says.
    pub answers: Answers,
    /// Whether nothing else is filled in: neither what the story says for every form, nor samples.
    pub bare: bool,
    /// What is expected.
    pub expect: Expect,
}

/// What is expected. What is left out is not looked at.
#[derive(Clone, Debug, Default)]
pub struct Expect {
    /// The act is refused, with this code.
    pub refused: Option<String>,
    /// The questions that the refusal names.
    pub missing: Option<BTreeSet<InputId>>,
    /// The phase.
    pub phase: Option<String>,
    /// What the phase means.
    pub stage: Option<Stage>,
    /// Every step that is owed, paused and waiting ones included.
    pub owes: Option<BTreeMap<String, Owed>>,
    /// The steps that wait for their verifier.
    pub waits: Option<BTreeSet<String>>,
    /// The steps whose clock stands still.
    pub paused: Option<BTreeSet<String>>,
    /// The steps that are late.
    pub late: Option<BTreeSet<String>>,
    /// Answers that the matter holds.
    pub answers: Answers,
    /// The facts that the act wrote, by their verbs, in order.
    pub facts: Option<Vec<String>>,
    /// How many matters of which kind the act begins.
    pub births: Option<BTreeMap<RuleId, u32>>,
}

/// How a step is owed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owed {
    /// By when. None: whenever.
    pub due: Option<Moment>,
    /// By which post, such as `city/emergency#head` or `site#principal`. None: whichever.
    pub owner: Option<String>,
}

impl Then {
    /// Nothing done and nothing expected yet, at a line of a file.
    pub(super) fn on(file: String, line: usize, at: Moment) -> Self {
        let (by, answers, expect) = (Vec::new(), Answers::new(), Expect::default());
        Self { file, line, at, by, act: None, answers, bare: false, expect }
    }
}
