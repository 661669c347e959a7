//! A matter of a declared kind is the answers given so far, and where it is on its way.
//!
//! This module must never need a pack: a deed holds all that the state after it needs. Start at [`Declared`].

use crate::facts::{Actor, Answers, Begun, Deed, Ending, Entered, Fact, MatterBore, Stage, What};
use crate::ids::{PersonId, PostId, RuleId, SubjectId};
use crate::time::Moment;
use std::collections::{BTreeMap, BTreeSet};

/// A matter of a declared kind as its facts left it: the answers given so far, and where it is on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Declared {
    /// Its kind.
    pub kind: RuleId,
    /// How it began.
    pub begun: Begun,
    /// When it began in the world.
    pub held: Moment,
    /// When we learned of it.
    pub learned: Moment,
    /// The answers given so far.
    pub answers: Answers,
    /// Where it is on its way.
    pub phase: Entered,
    /// The posts that an act made parties.
    pub bound: BTreeMap<String, PostId>,
    /// Who did what, by the verbs of the facts; nobody where the engine did it.
    pub doers: BTreeMap<String, BTreeSet<PersonId>>,
    /// Matters that its deeds begin.
    pub bearing: Vec<Bearing>,
    /// Those of them that are over.
    pub ended: BTreeSet<SubjectId>,
    /// Matters to which it was joined, and whether it still is.
    pub joined_to: BTreeMap<SubjectId, bool>,
    /// Matters about the same thing that are joined to it.
    pub joined: BTreeSet<SubjectId>,
    /// How often it was sent back.
    pub returned: u32,
    /// When it was over, and by whose act.
    pub closed: Option<(Actor, Moment)>,
    /// How it ended, where the kind says so.
    pub ending: Option<Ending>,
}

/// Matters that a deed begins, and how many of them exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearing {
    /// The deed, by its version.
    pub deed: u32,
    /// Its verb.
    pub verb: String,
    /// Which of its births.
    pub birth: u32,
    /// How many it begins.
    pub total: u32,
    /// How many of them exist.
    pub upto: u32,
}

impl Declared {
    /// As a deed begins it: nothing answered yet, in no phase.
    pub(super) fn begin(kind: RuleId, begun: &Begun, fact: &Fact) -> Self {
        Self {
            kind,
            begun: begun.clone(),
            held: fact.held,
            learned: fact.learned,
            answers: Answers::new(),
            phase: Entered { id: String::new(), stage: Stage::Open },
            bound: BTreeMap::new(),
            doers: BTreeMap::new(),
            bearing: Vec::new(),
            ended: BTreeSet::new(),
            joined_to: BTreeMap::new(),
            joined: BTreeSet::new(),
            returned: 0,
            closed: None,
            ending: None,
        }
    }

    /// As a deed leaves it.
    pub(super) fn fold(&mut self, fact: &Fact, deed: &Deed) {
        self.returned = self.returned.saturating_add(u32::from(deed.returns.is_some()));
        self.answers.extend(deed.answers.iter().map(|(input, answer)| (input.clone(), answer.clone())));
        self.bound.extend(deed.binds.iter().map(|(party, post)| (party.clone(), post.clone())));
        let doers = self.doers.entry(deed.word.verb().to_owned()).or_default();
        if let Actor::Person(person) = fact.by {
            doers.insert(person);
        }
        let verb = deed.word.verb();
        let bearing = (0..).zip(&deed.bears).map(|(birth, total)| Bearing {
            deed: fact.version,
            verb: verb.to_owned(),
            birth,
            total: *total,
            upto: 0,
        });
        self.bearing.extend(bearing);
        if let Some(phase) = &deed.phase {
            self.joined_to.values_mut().for_each(|stands| *stands = false);
            self.phase = phase.clone();
            self.ending = deed.ending;
            self.closed = (phase.stage != Stage::Open).then_some((fact.by, fact.held));
        }
        self.joined_to.extend(deed.joins.map(|first| (first, true)));
    }

    /// The matter to which it is joined now.
    #[must_use]
    pub fn first(&self) -> Option<SubjectId> {
        self.joined_to.iter().find(|(_, stands)| **stands).map(|(first, _)| *first)
    }

    /// What happened in another matter that it is tied to.
    pub(super) fn told(&mut self, what: &What) {
        match what {
            What::MatterBore(bore) => self.bore(bore),
            What::MatterLinked(linked) => drop(self.ended.insert(linked.child)),
            What::MatterJoined(it) if it.stands => drop(self.joined.insert(it.other)),
            What::MatterJoined(it) => drop(self.joined.remove(&it.other)),
            _ => {}
        }
    }

    /// Some more of the matters exist that it begins.
    fn bore(&mut self, bore: &MatterBore) {
        for it in self.bearing.iter_mut().filter(|it| (it.deed, it.birth) == (bore.deed, bore.birth)) {
            it.upto = it.upto.max(bore.upto);
        }
    }
}
