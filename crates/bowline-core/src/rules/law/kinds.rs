//! A kind of matter is data: what is asked, who is party to it, what may be done, who owes what by when.
//!
//! A dossier is the answers given so far. An act is a form of inputs, written as one fact. A step is a clock that such a
//! fact opens and another settles. This module must never decide: the machine in `obligations` does. Start at [`Kind`].

pub use super::kind_judges::Judge;
use super::{Citation, Condition, Law, Validity};
use crate::facts::{Act as ActWord, CODED_NOUNS, Ending, InputId, ProofKind, Stage};
use crate::ids::{Role, RuleId};
use crate::places::Level;
use crate::time::{Day, Period, Term};
use crate::words::Text;
use std::collections::{BTreeMap, BTreeSet};

/// The party that is no post: the engine, in the acts that a kind leaves to it.
pub const ENGINE: &str = "engine";
/// The party that is no post either: whoever is signed in, in acts that begin a matter and are for everybody.
pub const ANYONE: &str = "anyone";
/// What stands behind a party where everybody of its body is meant: `unit.body`.
pub const OF_BODY: &str = ".body";

/// A kind of matter, of one edition.
#[derive(Clone, Debug, PartialEq)]
pub struct Kind {
    /// Its name, which is the noun of its facts, such as `accident`.
    pub id: RuleId,
    /// Its name in both languages.
    pub title: Text,
    /// How lists and addresses call it, such as `accidents`.
    pub address: String,
    /// Days in force. A matter keeps the edition of the day on which it began.
    pub valid: Validity,
    /// Sources of the kind itself; those of its terms stand in its steps and clocks.
    pub cite: Vec<Citation>,
    /// The answer, a day or a moment, at which a matter began.
    pub began: InputId,
    /// What stands in lists.
    pub line: Line,
    /// Where a matter can be, in the order of the way.
    pub phases: Vec<Phase>,
    /// Who is party to it.
    pub parties: Vec<Party>,
    /// What may be done.
    pub acts: Vec<Act>,
    /// What is owed, in the order of the way: whoever owns the furthest open one is whom the matter waits for.
    pub steps: Vec<Step>,
    /// The procedures that its steps come from, if they do: the first whose condition holds counts, and its steps alone open.
    pub procedures: Vec<Chosen>,
}

/// A procedure that a matter may follow.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// Which.
    pub rule: RuleId,
    /// When. None: where no earlier one counts.
    pub condition: Option<Condition>,
}

/// What stands in lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The answer that tells one matter from another.
    pub text: InputId,
    /// The choice by which lists are filtered and counts are split.
    pub facet: Option<InputId>,
    /// The choices of the facet that are grave.
    pub grave: BTreeSet<String>,
    /// Answers by which a matter is also found; at most two.
    pub finds: Vec<InputId>,
}

/// Where a matter can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phase {
    /// Its word.
    pub id: String,
    /// What it means for counts and the completeness proof.
    pub stage: Stage,
    /// Whether no act leads there, but what an office's own ledger says.
    pub imported: bool,
    /// Its name.
    pub name: Text,
}

/// Somebody who is party to a matter: a post.
#[derive(Clone, Debug, PartialEq)]
pub struct Party {
    /// Its word.
    pub id: String,
    /// Which post it is.
    pub of: PartyOf,
    /// How sentences call it.
    pub name: Text,
}

/// Which post a party is.
#[derive(Clone, Debug, PartialEq)]
pub enum PartyOf {
    /// A post of the site that the matter is about.
    Site(Role),
    /// A post of the office in charge, or of the one above it at a level.
    Office {
        /// At which level. None: the office in charge itself.
        level: Option<LevelOf>,
        /// Which post there.
        role: Role,
    },
    /// The head of the office above that of another party; of a site's party, above the office in charge. It moves with that party.
    Above(String),
    /// The post that an answer names. An answer that names an office means its head; one that names a site, its principal.
    Answer(InputId),
}

/// The level of an office above.
#[derive(Clone, Debug, PartialEq)]
pub enum LevelOf {
    /// This one.
    Level(Level),
    /// By the choice of an answer; unanswered: the office in charge.
    Table {
        /// The answer.
        input: InputId,
        /// Level by choice.
        rows: BTreeMap<String, Level>,
    },
}

/// What may be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Act {
    /// Its word, such as `pass_on`.
    pub id: String,
    /// The word by which duties name it, such as `accident.pass_on`.
    pub word: ActWord,
    /// The verb of its fact, such as `passed_on`.
    pub fact: String,
    /// What is asked, in the order of the form.
    pub asks: Vec<Ask>,
    /// Who may do it: begin the matter, or act without a duty.
    pub may: Vec<String>,
    /// Whether it begins a matter.
    pub begins: bool,
    /// Whether it needs no duty.
    pub free: bool,
    /// In which phases it may be done. Empty: in every open one.
    pub during: Vec<String>,
    /// Whoever did one of these acts, or is of one of these parties, may not do it.
    pub apart_from: Vec<String>,
    /// Until when it may be done at all.
    pub within: Option<Within>,
    /// How long after its end a matter may be opened again by it. None: it is for matters that are open.
    pub reopens: Option<Reopening>,
    /// The party in whose place another stands from now on.
    pub replaces: Option<Replacement>,
    /// The matter about the same thing to which this one is joined by it.
    pub joins: Option<Joining>,
    /// What the rules make of the answers.
    pub judge: Option<Judge>,
    /// Whether it also takes answers, given beforehand, to what a judge will ask.
    pub beforehand: bool,
    /// The answer into which it writes its own day.
    pub dates: Option<InputId>,
    /// The phase that the matter enters.
    pub phase: Option<String>,
    /// How the matter ends by it, where it does.
    pub outcome: Option<Ending>,
    /// Whether it ends the matter only once nothing else is owed.
    pub closes_only_if_nothing_owed: bool,
    /// The step whose duty then waits for its verifier.
    pub submits: Option<String>,
    /// The step whose duty runs again.
    pub returns: Option<String>,
    /// The step whose clock is lengthened as its rule allows.
    pub extends: Option<String>,
    /// The step whose clock stands still from now on.
    pub pauses: Option<String>,
    /// The step whose clock runs again.
    pub resumes: Option<String>,
    /// Whether it settles only the duty of whoever does it.
    pub settles_own: bool,
    /// Matters that it begins.
    pub births: Vec<Birth>,
    /// The step in which a second person agrees to what it only asks for. None: it counts at once.
    pub agreed_in: Option<String>,
    /// What to do, as a button says it.
    pub name: Text,
    /// What happened, as a story tells it.
    pub told: Text,
    /// What to know before doing it.
    pub help: Option<Text>,
}

/// One field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The input.
    pub input: InputId,
    /// Whether it may be left out.
    pub optional: bool,
    /// The answer may not lie before this.
    pub not_before: Option<Edge>,
    /// The answer may not lie after this.
    pub not_after: Option<Edge>,
    /// The answer must be the same as this one, which somebody else gave. Until then pages do not show that one.
    pub same_as: Option<InputId>,
    /// Of which bodies the post that it names may be. Empty: of any.
    pub of: Vec<BodyOf>,
}

/// A body, as seen from a matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyOf {
    /// The site that the matter is about.
    Site,
    /// An office, but not the one in charge.
    OtherOffice,
}

/// What bounds a day or a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Now; for a day, today.
    Now,
    /// Another answer.
    Answer(InputId),
    /// The moment at which a clock that starts now runs out.
    Clock(RuleId),
    /// The latest date that an order of today may set for the grade that this answer holds.
    Longest(InputId),
}

/// Until when an act may be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Within {
    /// The clock.
    pub clock: RuleId,
    /// The answer from which it runs.
    pub from: InputId,
}

/// Who stands in the place of a party from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// The party.
    pub party: String,
    /// The party whose post, as it is then, takes its place.
    pub by: String,
}

/// How two matters about the same thing become one: the one waits, and goes on by itself again once it enters another phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joining {
    /// The answer that names the other.
    pub into: InputId,
    /// The act, without a doer, that is written here once it is known what came out of the other.
    pub over: String,
    /// Phases of the other in which that is known before it is over.
    pub known_in: Vec<String>,
}

/// How long after its end a matter may be opened again.
#[derive(Clone, Debug, PartialEq)]
pub struct Reopening {
    /// So long from the fact that ended it: a plain term, or clocks.
    pub term: StepTerm,
    /// Sources of a plain term; those of clocks stand there.
    pub cite: Vec<Citation>,
}

/// A matter that an act begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Birth {
    /// Of which kind.
    pub kind: RuleId,
    /// By which act of it.
    pub act: String,
    /// One for each of these: an answer that lists offices, posts, sites, places or other matters. None: one.
    pub for_each: Option<InputId>,
    /// How the child is tied to its parent.
    pub link: String,
    /// Answers that the child takes from the parent: child's input, parent's input.
    pub hands_down: BTreeMap<InputId, InputId>,
    /// Answers that each child takes from its own line of a text of the parent: child's input, parent's input.
    pub each_line: BTreeMap<InputId, InputId>,
    /// The answer of the child in which the office of the parent is written.
    pub sender: Option<InputId>,
    /// The answer of the child in which the addressee is written.
    pub addressee: Option<InputId>,
    /// The act of the parent, without a doer, that is written when all of its children are over.
    pub all_done: Option<String>,
}

/// What is owed.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its word.
    pub id: String,
    /// The procedure that it comes from. None: the kind itself.
    pub procedure: Option<RuleId>,
    /// Acts that answer it; the first names the duty.
    pub acts: Vec<String>,
    /// Who owes it.
    pub owner: String,
    /// Who says whether it is done.
    pub verifier: String,
    /// Facts that open it, unless it is open already.
    pub opens_on: Vec<Event>,
    /// Facts that settle it.
    pub settled_by: Vec<Event>,
    /// Facts after which nobody owes it any more, though it was not done.
    pub lapses_on: Vec<Event>,
    /// Facts that let it begin anew, for whoever is the party now, from its first start.
    pub renews_on: Vec<Event>,
    /// When it is owed at all. None: always. Unknown: it is owed.
    pub condition: Option<Condition>,
    /// Its clock.
    pub term: StepTerm,
    /// The answer from which its clock runs. None: the moment at which it opens.
    pub from: Option<InputId>,
    /// How often it is owed again, until a fact lets it lapse or the matter is over.
    pub every: Option<Every>,
    /// What proves it.
    pub proof: Vec<ProofKind>,
    /// Whether it is a right: its owner may do it until then and need not. It is never late and keeps nobody else waiting.
    pub right: bool,
    /// What happens when it is late. None: it is a right.
    pub ladder: Option<RuleId>,
    /// Sources of the step and of its term; those of its clocks stand there.
    pub cite: Vec<Citation>,
}

/// How often a step is owed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Every {
    /// Once in each of these.
    pub period: Period,
    /// Whether the first is the period after the one in which the step opens.
    pub from_next: bool,
}

/// How long a step may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepTerm {
    /// So long from its start; of a step that comes again, from the end of its period.
    Term(Term),
    /// Of a step that comes again: until its period ends, or so long after it begins.
    Period {
        /// How long after the beginning. None: until the end.
        by: Option<Term>,
    },
    /// At once: late only after a grace.
    AtOnce {
        /// How long. None: as the pack says.
        grace: Option<Term>,
    },
    /// Until the day or the moment that an answer names.
    Until(InputId),
    /// So long before the day or the moment that an answer names.
    Ahead {
        /// The answer.
        of: InputId,
        /// How long before.
        by: Term,
    },
    /// As the first of these clocks says that binds.
    Clocks(Vec<RuleId>),
}

/// A fact of the matter: its verb, and in whose name it was done if that counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// The verb, such as `passed_on`.
    pub fact: String,
    /// The party. None: whoever did it.
    pub party: Option<String>,
}

impl Event {
    /// Whether a fact is this.
    #[must_use]
    pub fn is(&self, verb: &str, party: Option<&str>) -> bool {
        self.fact == verb && self.party.as_deref().is_none_or(|of| party == Some(of))
    }
}

impl Law {
    /// The kinds, in all editions, whose matters share the one table, the one list and the one form.
    pub fn shared_kinds(&self) -> impl DoubleEndedIterator<Item = &Kind> {
        self.kinds().iter().filter(|kind| !kind.is_coded())
    }

    /// The edition of a kind that a matter keeps which began on a day; its latest, where the pack has none for that day. None:
    /// the pack has no such kind.
    #[must_use]
    pub fn kind_of(&self, kind: &RuleId, began: Day) -> Option<&Kind> {
        self.kinds().on(kind, began).or_else(|| self.kinds().latest(kind))
    }

    /// The name of an act in both languages: of an act of a declared kind, as its latest edition says. Its word, where the pack
    /// does not know it. Sentences put it in quotation marks.
    #[must_use]
    pub fn act_name(&self, act: ActWord) -> Text {
        let declared = act.in_kind().and_then(|(kind, id)| {
            let editions = self.kinds().of(&kind.parse().ok()?);
            editions.iter().rev().find_map(|kind| kind.act(id))
        });
        declared.map_or_else(|| act.name(), |act| act.name.clone())
    }
}

impl Kind {
    /// The act with this word.
    #[must_use]
    pub fn act(&self, id: &str) -> Option<&Act> {
        self.acts.iter().find(|act| act.id == id)
    }
    /// The act that writes a fact with this verb; of a fact that a judge writes, the act that it judges.
    #[must_use]
    pub fn act_of_fact(&self, verb: &str) -> Option<&Act> {
        self.acts
            .iter()
            .find(|act| act.fact == verb)
            .or_else(|| self.acts.iter().find(|act| act.changed() == Some(verb)))
    }
    /// The phase with this word.
    #[must_use]
    pub fn phase(&self, id: &str) -> Option<&Phase> {
        self.phases.iter().find(|phase| phase.id == id)
    }
    /// The party with this word.
    #[must_use]
    pub fn party(&self, id: &str) -> Option<&Party> {
        self.parties.iter().find(|party| party.id == id)
    }
    /// The step with this word; of several procedures the first.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }
    /// The step that a duty came from, by the procedure and the step that it names.
    #[must_use]
    pub fn step_of(&self, procedure: &RuleId, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id && *step.procedure.as_ref().unwrap_or(&self.id) == *procedure)
    }
    /// How far a step is on the way, among those of its procedure.
    #[must_use]
    pub fn place_of(&self, procedure: &RuleId, id: &str) -> Option<usize> {
        let of = |step: &&Step| *step.procedure.as_ref().unwrap_or(&self.id) == *procedure;
        self.steps.iter().filter(of).position(|step| step.id == id)
    }
    /// Whether its matters have words of the log, tables and pages of their own, which are older than kinds.
    #[must_use]
    pub fn is_coded(&self) -> bool {
        CODED_NOUNS.contains(&self.id.as_str())
    }
    /// The acts that begin a matter.
    pub fn beginnings(&self) -> impl Iterator<Item = &Act> {
        self.acts.iter().filter(|act| act.begins)
    }
    /// Every input that a form of it asks for or a judge writes, each once, in the order of the acts.
    #[must_use]
    pub fn inputs(&self) -> Vec<&InputId> {
        let mut inputs = Vec::new();
        for act in &self.acts {
            let written = act.judge.as_ref().map(Judge::into_input).into_iter().chain(&act.dates);
            for input in act.asks.iter().map(|ask| &ask.input).chain(written) {
                if !inputs.contains(&input) {
                    inputs.push(input);
                }
            }
        }
        inputs
    }
}

impl Act {
    /// The verb of the second fact that its judge may write.
    #[must_use]
    pub fn changed(&self) -> Option<&str> {
        match &self.judge {
            Some(Judge::Scale { changed, .. }) => changed.as_deref(),
            _ => None,
        }
    }
}
