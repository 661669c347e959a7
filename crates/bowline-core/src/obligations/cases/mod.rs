//! Plays the worked cases beside kinds of matter on the real machine, and says where a story comes out otherwise.
//!
//! This module must never decide: a story is put to [`begin`] and [`carry_out`]. Start at [`run_all_cases`]; `stage` is the
//! world in which a story happens, `compare` holds what came against what was expected; `invented` is a story without an end.

mod compare;
mod invented;
mod mutants;
mod stage;

pub use invented::{Invented, Offer};
pub use mutants::{KindMutationReport, run_kind_mutants};

use crate::facts::{Answer, Answers, Proof, ProofKind, What};
use crate::ids::{PostId, RuleId, SubjectId};
use crate::obligations::ask::{Acting, Decided, Setting};
use crate::obligations::dossier::Dossier;
use crate::obligations::matters::{By, Wish, bear, begin, carry_out, parties};
use crate::obligations::rejected::Rejected;
use crate::rules::kinds::{Act, ENGINE, Kind};
use crate::rules::{CaseFailure, CaseReport, InputKind, KindCase, Pack, Then, WorkedCase, run_cases};
use crate::time::day_of;
use crate::words::Text;
use stage::Stage;

/// Runs every worked case of a pack: those of its rules, and those of its kinds of matter on the machine.
#[must_use]
pub fn run_all_cases(pack: &Pack) -> CaseReport {
    let mut report = run_cases(pack);
    for (kind, case) in pack.kind_cases() {
        match play(pack, &kind, &case) {
            Ok(()) => report.passed += 1,
            Err((then, message)) => report.failures.push(CaseFailure {
                rule: kind,
                case: case.name.clone(),
                file: then.file.clone(),
                line: then.line,
                message,
            }),
        }
    }
    report
}

/// The stories beside a kind of matter, played just now.
#[must_use]
pub fn stories_beside(pack: &Pack, kind: &RuleId) -> Vec<WorkedCase> {
    let played = pack.cases_of_kind(kind).into_iter().map(|case| WorkedCase {
        failed: play(pack, kind, &case).err().map(|(_, message)| message),
        name: case.name,
        day: None,
        answers: Answers::new(),
        expects: String::new(),
    });
    played.collect()
}

/// Plays one story until it comes out otherwise.
fn play<'c>(pack: &Pack, kind: &RuleId, case: &'c KindCase) -> Result<(), (&'c Then, Text)> {
    let stage = Stage::of(pack, kind, case);
    let mut it = Play { pack, kind, case, stage: &stage, dossier: Dossier::new(SubjectId::derived(&["case"])) };
    case.story.iter().try_for_each(|then| it.take(then).map_err(|why| (then, why)))
}

/// What an act came to.
struct Came {
    /// The facts that it wrote, by their verbs.
    facts: Vec<String>,
    /// How many matters of which kind it begins.
    births: Vec<(RuleId, u32)>,
}

/// A story while it is played.
struct Play<'p> {
    pack: &'p Pack,
    kind: &'p RuleId,
    case: &'p KindCase,
    stage: &'p Stage<'p>,
    dossier: Dossier,
}

impl Play<'_> {
    fn take(&mut self, then: &Then) -> Result<(), Text> {
        let setting = Setting { now: then.at, pack: self.pack, registry: self.stage };
        let came = match &then.act {
            None => None,
            Some(act) => Some(self.act(setting, then, act)?),
        };
        let came = match came {
            None => None,
            Some(Err(refused)) => {
                compare::refused(&then.expect, &refused)?;
                None
            }
            Some(Ok(_)) if then.expect.refused.is_some() => return Err(compare::not_refused(&then.expect)),
            Some(Ok(decided)) => Some(self.came(setting, decided)?),
        };
        compare::with(setting, then, &self.dossier, came.as_ref(), self.stage)
    }

    /// What the machine says to the act. An error: the case itself cannot be played.
    fn act(&self, setting: Setting<'_>, then: &Then, id: &str) -> Result<Result<Decided, Rejected>, Text> {
        let began = self.began(then);
        let kind = self.pack.kind_of(self.kind, began).ok_or_else(|| compare::gone(self.kind.as_str()))?;
        let act = kind.act(id).ok_or_else(|| compare::gone(id))?;
        let wish = Wish { act: id.to_owned(), answers: self.filled(then, act) };
        let begins = self.dossier.version == 0;
        let acting = self.acting(setting, then, kind)?;
        let by = acting.as_ref().map_or(By::Engine, By::Person);
        Ok(if begins { self.begin(setting, by, wish) } else { carry_out(setting, &self.dossier, by, wish) })
    }

    fn begin(&self, setting: Setting<'_>, by: By<'_>, wish: Wish) -> Result<Decided, Rejected> {
        let beginning = self.stage.beginning(self.kind, wish);
        begin(setting, self.dossier.subject, self.case.office.place, by, beginning)
    }

    /// The day that chooses the edition.
    fn began(&self, then: &Then) -> crate::time::Day {
        let today = day_of(then.at, self.pack.country().zone());
        if let Some(matter) = self.dossier.as_declared() {
            return matter.begun.edition;
        }
        let began = self.pack.kinds().latest(self.kind).map(|kind| &kind.began);
        let answer = began.and_then(|input| then.answers.get(input).or_else(|| self.case.answers.get(input)));
        match answer {
            Some(Answer::Day(day)) => *day,
            Some(Answer::Moment(at)) => day_of(*at, self.pack.country().zone()),
            _ => today,
        }
    }

    /// The form of an act: what the moment says, else what the story says for every form, else a sample where nothing hangs
    /// on what is written.
    fn filled(&self, then: &Then, act: &Act) -> Answers {
        let mut answers = then.answers.clone();
        for ask in act.asks.iter().filter(|ask| !then.bare && !then.answers.contains_key(&ask.input)) {
            let kind = self.pack.inputs().get(&ask.input).map(|input| &input.kind);
            let sample = || kind.filter(|_| !ask.optional).and_then(sample);
            let answer = self.case.answers.get(&ask.input).cloned().or_else(sample);
            answers.extend(answer.map(|answer| (ask.input.clone(), answer)));
        }
        answers
    }

    /// The person who acts. None: the engine.
    fn acting(&self, setting: Setting<'_>, then: &Then, kind: &Kind) -> Result<Option<Acting>, Text> {
        let Some(first) = then.by.first().filter(|by| *by != ENGINE) else { return Ok(None) };
        let known = parties(setting, &self.dossier);
        let post = |party: &String| {
            let now = known.iter().find(|(it, _)| it.id == *party).and_then(|(_, post)| post.clone());
            let post: Option<PostId> = now.or_else(|| self.stage.post(kind.party(party)?));
            post.ok_or_else(|| compare::nobody(party))
        };
        let posts = then.by.iter().map(post).collect::<Result<_, _>>()?;
        Ok(Some(Acting { person: Some(Stage::person(first)), posts, ..Acting::default() }))
    }

    /// Takes over what was decided, and lets everything that it begins be begun.
    fn came(&mut self, setting: Setting<'_>, decided: Decided) -> Result<Came, Text> {
        let deeds =
            decided.drafts.iter().filter_map(|it| if let What::Deed(deed) = &it.what { Some(deed) } else { None });
        let facts = deeds.map(|deed| deed.word.verb().to_owned()).collect();
        self.dossier = decided.after;
        let mut births = Vec::new();
        while let Some((bore, born)) = bear(&|_| setting, &self.dossier, PAGE) {
            for child in born {
                let begun = child.decided.map_err(|why| compare::stillborn(&why))?;
                births.extend(begun.after.declared().map(|matter| (matter.kind.clone(), 1)));
            }
            self.dossier = bore.after;
        }
        Ok(Came { facts, births })
    }
}

/// Matters that are begun at once.
const PAGE: u32 = 100;

/// An answer on which nothing hangs.
fn sample(kind: &InputKind) -> Option<Answer> {
    match kind {
        InputKind::Text => Some(Answer::Text("…".to_owned())),
        InputKind::Person => Some(Answer::Person("…".to_owned())),
        InputKind::Files => {
            let proof = Proof::new(ProofKind::Document, "…".to_owned(), "0".repeat(64), 1);
            Some(Answer::Files(vec![proof]))
        }
        _ => None,
    }
}
