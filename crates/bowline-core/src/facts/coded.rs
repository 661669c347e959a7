//! Words of the log that are older than declared kinds. They read as deeds and are written back byte for byte, so that the
//! one machine runs a kind whose logs were begun before there were kinds.
//!
//! This module must never decide anything, and never write a word that it could not read again. What a deed says beyond
//! the old word has no place in the log and is left out. Start at [`deed_of`] and [`what_of`]; [`coded`] says what a word
//! can hold, and the loader of packs holds a kind to it.

use super::{
    Accepted, Answer, Answers, Begun, ClosedOff, Closing, Controlled, Deed, Entered, FactWord, Found, Grade,
    GradeBasis, Graded, InputId, Ordered, Plan, Planned, Proof, ProofSubmitted, Returned, Source, Stage, Verified,
    What,
};
use std::sync::Arc;

/// Nouns of the program whose matters a pack declares.
pub const CODED_NOUNS: [&str; 1] = [NOUN];

const NOUN: &str = "hazard";
/// The party of what an office's own ledger says.
const LEDGER: &str = "ledger";
const CRITERIA: &str = "hazard.criteria";
const GRADE: &str = "hazard.grade";
const FOUND: [&str; 4] = ["hazard.description", "hazard.found_on", "hazard.source", "hazard.files"];
const SOURCES: [(Source, &str); 6] = [
    (Source::SelfCheck, "self_check"),
    (Source::Inspection, "inspection"),
    (Source::CadreExpert, "cadre_expert"),
    (Source::Tip, "tip"),
    (Source::AccidentLesson, "accident_lesson"),
    (Source::Ledger, "ledger"),
];

/// What one word of the log can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coded {
    /// The verb.
    pub verb: &'static str,
    /// The phases that it can lead to; empty: none.
    pub phases: &'static [(&'static str, Stage)],
    /// The inputs that it holds: name, kind of the input, whether it cannot do without.
    pub holds: &'static [(&'static str, &'static str, bool)],
    /// Whether it also holds answers to questions of rules.
    pub judged: bool,
}

const OPEN: Stage = Stage::Open;
const fn word(
    verb: &'static str,
    phases: &'static [(&'static str, Stage)],
    holds: &'static [(&'static str, &'static str, bool)],
    judged: bool,
) -> Coded {
    Coded { verb, phases, holds, judged }
}

const HAZARD: [Coded; 10] = [
    word(
        "found",
        &[("found", OPEN)],
        &[
            ("hazard.description", "text", true),
            ("hazard.found_on", "day", true),
            ("hazard.source", "choice", true),
            ("hazard.files", "files", false),
        ],
        true,
    ),
    word("graded", &[("graded", OPEN)], &[(GRADE, "choice", true), (CRITERIA, "rules", false)], true),
    word(
        "ordered",
        &[("ordered", OPEN)],
        &[("hazard.to", "post", true), ("hazard.deadline", "day", true), ("hazard.order", "text", true)],
        false,
    ),
    word("accepted", &[], &[], false),
    word("controlled", &[], &[("hazard.control", "text", true), ("hazard.files", "files", false)], false),
    word(
        "planned",
        &[],
        &[
            ("plan.person", "person", true),
            ("plan.measures", "text", true),
            ("plan.funds", "number", true),
            ("plan.until", "day", true),
            ("plan.contingency", "text", true),
        ],
        false,
    ),
    word(
        "proof_submitted",
        &[("submitted", OPEN)],
        &[("hazard.done", "text", true), ("hazard.files", "files", true)],
        false,
    ),
    word("verified", &[("verified", OPEN)], &[("hazard.finding", "text", true)], false),
    word("returned", &[("ordered", OPEN)], &[("hazard.reason", "text", true)], false),
    word(
        "closed_off",
        &[("closed_off", Stage::Done), ("closed_by_ledger", Stage::Unverified)],
        &[("hazard.closed_on", "day", true)],
        false,
    ),
];

/// What the words of a coded noun can hold. None: the noun is none.
#[must_use]
pub fn coded(noun: &str) -> Option<&'static [Coded]> {
    (noun == NOUN).then_some(&HAZARD)
}

/// The word of a coded fact.
#[must_use]
pub fn coded_word(noun: &str, verb: &str) -> Option<FactWord> {
    let known = coded(noun)?.iter().any(|it| it.verb == verb);
    known.then(|| FactWord::own(noun, verb))
}

/// The deed that an older word is. `known`: the answers given before. None: the fact is no deed.
#[must_use]
pub fn deed_of(what: &What, known: &Answers) -> Option<Deed> {
    let deed = match what {
        What::Found(found) => found_deed(found),
        What::Graded(graded) => graded_deed(graded, known),
        What::Ordered(it) => deed("ordered", "ordered")
            .with("hazard.to", Answer::Post(it.to.clone()))
            .with("hazard.deadline", Answer::Day(it.deadline))
            .with("hazard.order", text(&it.text)),
        What::Accepted(_) => deed("accepted", ""),
        What::Controlled(it) => {
            deed("controlled", "").with("hazard.control", text(&it.measures)).with_files(&it.proofs)
        }
        What::Planned(it) => planned_deed(&it.plan),
        What::ProofSubmitted(it) => Deed {
            submits: Some("rectify".to_owned()),
            ..deed("proof_submitted", "submitted").with("hazard.done", text(&it.note)).with_files(&it.proofs)
        },
        What::Verified(it) => deed("verified", "verified").with("hazard.finding", text(&it.finding)),
        What::Returned(it) => Deed {
            returns: Some("rectify".to_owned()),
            ..deed("returned", "ordered").with("hazard.reason", text(&it.reason))
        },
        What::ClosedOff(it) => {
            let phase = if it.closing == Closing::Verified { "closed_off" } else { "closed_by_ledger" };
            deed("closed_off", phase).with("hazard.closed_on", Answer::Day(it.on))
        }
        _ => return None,
    };
    Some(deed)
}

fn deed(verb: &'static str, phase: &str) -> Deed {
    let phases = HAZARD.iter().find(|it| it.verb == verb).map(|it| it.phases).unwrap_or_default();
    let entered = phases.iter().find(|(id, _)| *id == phase);
    let phase = entered.map(|(id, stage)| Entered { id: (*id).to_owned(), stage: *stage });
    Deed { word: FactWord::own(NOUN, verb), phase, ..Deed::default() }
}

impl Deed {
    fn with(mut self, input: &str, answer: Answer) -> Self {
        if let Ok(input) = input.parse() {
            self.answers.insert(input, answer);
        }
        self
    }

    fn with_files(self, files: &[Proof]) -> Self {
        if files.is_empty() { self } else { self.with("hazard.files", Answer::Files(files.to_vec())) }
    }
}

fn text(text: &str) -> Answer {
    Answer::Text(text.to_owned())
}

fn found_deed(found: &Found) -> Deed {
    let begun = Begun {
        edition: found.found_on,
        office: found.office.clone(),
        site: Some(found.site),
        unit: Some(found.unit.clone()),
        sector: Some(found.sector.clone()),
        from: None,
    };
    let source = SOURCES.iter().find(|(source, _)| *source == found.source).map(|(_, word)| *word);
    let deed = Deed {
        begun: Some(Box::new(begun)),
        procedure: Some(found.procedure.clone()),
        answers: found.answers.clone(),
        ..deed("found", "found")
    };
    deed.with("hazard.description", text(&found.description))
        .with("hazard.found_on", Answer::Day(found.found_on))
        .with("hazard.source", Answer::Choice(source.unwrap_or_default().to_owned()))
        .with_files(&found.proofs)
}

/// A later grade, which only a ledger gives, leaves the matter where it is.
fn graded_deed(graded: &Graded, known: &Answers) -> Deed {
    let is_ordered = known.keys().any(|input| input.as_str() == "hazard.to");
    let (rules, answers, party) = match &graded.basis {
        GradeBasis::Criteria { rules, answers } => (rules.clone(), answers.clone(), None),
        GradeBasis::Ledger => (Vec::new(), Answers::new(), Some(LEDGER.to_owned())),
    };
    let deed = Deed {
        party,
        answers,
        judged_by: rules,
        procedure: Some(graded.procedure.clone()),
        ..deed("graded", if is_ordered { "" } else { "graded" })
    };
    deed.with(GRADE, Answer::Choice(graded.grade.as_str().to_owned()))
}

fn planned_deed(plan: &Plan) -> Deed {
    deed("planned", "")
        .with("plan.person", Answer::Person(plan.person.clone()))
        .with("plan.measures", text(&plan.measures))
        .with("plan.funds", funds(plan.funds_yuan))
        .with("plan.until", Answer::Day(plan.until))
        .with("plan.contingency", text(&plan.contingency))
}

/// A sum that a number cannot hold exactly is kept in letters.
#[expect(clippy::cast_precision_loss, reason = "at most 2^53, which a number holds exactly")]
fn funds(yuan: u64) -> Answer {
    if yuan <= 1 << 53 { Answer::Number(yuan as f64) } else { Answer::Text(yuan.to_string()) }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number within 0 and 2^53")]
fn yuan(answer: &Answer) -> Option<u64> {
    match answer {
        Answer::Number(yuan) if yuan.fract() == 0.0 && (0.0..=9_007_199_254_740_992.0).contains(yuan) => {
            Some(*yuan as u64)
        }
        Answer::Text(yuan) => yuan.parse().ok(),
        _ => None,
    }
}

/// The older word of a deed. None: the deed lacks what the word cannot do without, or is of a noun that has none.
#[must_use]
pub fn what_of(deed: &Deed) -> Option<What> {
    if deed.word.noun() != NOUN {
        return None;
    }
    let it = Reading { answers: &deed.answers };
    Some(match deed.word.verb() {
        "found" => What::Found(Arc::new(found_of(deed)?)),
        "graded" => What::Graded(Arc::new(graded_of(deed)?)),
        "ordered" => What::Ordered(Arc::new(Ordered {
            to: it.get("hazard.to", |it| if let Answer::Post(to) = it { Some(to.clone()) } else { None })?,
            deadline: it.get("hazard.deadline", day)?,
            text: it.text("hazard.order")?,
        })),
        "accepted" => What::Accepted(Accepted {}),
        "controlled" => {
            What::Controlled(Box::new(Controlled { measures: it.text("hazard.control")?, proofs: it.files() }))
        }
        "planned" => What::Planned(Box::new(Planned { plan: it.plan()? })),
        "proof_submitted" => {
            What::ProofSubmitted(Box::new(ProofSubmitted { note: it.text("hazard.done")?, proofs: it.files() }))
        }
        "verified" => What::Verified(Verified { finding: it.text("hazard.finding")? }),
        "returned" => What::Returned(Returned { reason: it.text("hazard.reason")? }),
        "closed_off" => {
            let done = deed.phase.as_ref().is_some_and(|phase| phase.stage == Stage::Done);
            let closing = if done { Closing::Verified } else { Closing::Ledger };
            What::ClosedOff(ClosedOff { closing, on: it.get("hazard.closed_on", day)? })
        }
        _ => return None,
    })
}

fn found_of(deed: &Deed) -> Option<Found> {
    let (it, begun) = (Reading { answers: &deed.answers }, deed.begun.as_ref()?);
    let source = it.get("hazard.source", choice)?;
    Some(Found {
        site: begun.site?,
        unit: begun.unit.clone()?,
        sector: begun.sector.clone()?,
        source: SOURCES.iter().find(|(_, word)| **word == source)?.0,
        description: it.text("hazard.description")?,
        found_on: it.get("hazard.found_on", day)?,
        office: begun.office.clone(),
        answers: it.without(&FOUND),
        proofs: it.files(),
        procedure: deed.procedure.clone()?,
    })
}

fn graded_of(deed: &Deed) -> Option<Graded> {
    let it = Reading { answers: &deed.answers };
    let grade = match it.get(GRADE, choice)?.as_str() {
        "major" => Grade::Major,
        "general" => Grade::General,
        _ => return None,
    };
    let basis = if deed.party.as_deref() == Some(LEDGER) {
        GradeBasis::Ledger
    } else {
        GradeBasis::Criteria { rules: deed.judged_by.clone(), answers: it.without(&[GRADE, CRITERIA]) }
    };
    Some(Graded { grade, basis, procedure: deed.procedure.clone()? })
}

/// The answers of a deed, as an older word takes them.
struct Reading<'a> {
    answers: &'a Answers,
}

impl Reading<'_> {
    fn get<T>(&self, input: &str, read: impl Fn(&Answer) -> Option<T>) -> Option<T> {
        let input: InputId = input.parse().ok()?;
        read(self.answers.get(&input)?)
    }

    fn text(&self, input: &str) -> Option<String> {
        self.get(input, |it| if let Answer::Text(text) = it { Some(text.clone()) } else { None })
    }

    fn files(&self) -> Vec<Proof> {
        let files =
            self.get("hazard.files", |it| if let Answer::Files(files) = it { Some(files.clone()) } else { None });
        files.unwrap_or_default()
    }

    fn plan(&self) -> Option<Plan> {
        let person = |it: &Answer| if let Answer::Person(name) = it { Some(name.clone()) } else { None };
        Some(Plan {
            person: self.get("plan.person", person)?,
            measures: self.text("plan.measures")?,
            funds_yuan: self.get("plan.funds", yuan)?,
            until: self.get("plan.until", day)?,
            contingency: self.text("plan.contingency")?,
        })
    }

    fn without(&self, own: &[&str]) -> Answers {
        let others = self.answers.iter().filter(|(input, _)| !own.contains(&input.as_str()));
        others.map(|(input, answer)| (input.clone(), answer.clone())).collect()
    }
}

fn day(answer: &Answer) -> Option<crate::time::Day> {
    if let Answer::Day(day) = answer { Some(*day) } else { None }
}

fn choice(answer: &Answer) -> Option<String> {
    if let Answer::Choice(word) = answer { Some(word.clone()) } else { None }
}
