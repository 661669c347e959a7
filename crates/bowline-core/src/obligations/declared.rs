//! A matter of a declared kind is the answers given so far, and where it is on its way.
//!
//! This module must never need a pack: a deed holds all that the state after it needs. Start at [`Declared`].

use super::dossier::{Dossier, Matter, Standing};
use crate::facts::{Actor, Answers, Begun, Deed, Entered, Fact, Stage};
use crate::ids::{PersonId, PostId, RuleId};
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
    /// Who did what, by the verbs of the facts.
    pub doers: BTreeMap<String, BTreeSet<PersonId>>,
    /// How often it was sent back.
    pub returned: u32,
    /// When it was over, and by whose act.
    pub closed: Option<(Actor, Moment)>,
}

/// Folds a deed into the matter that it began or belongs to.
pub(super) fn evolve_declared(it: &mut Dossier, fact: &Fact, deed: &Deed) {
    if let (Some(begun), None) = (&deed.begun, &it.matter) {
        let Ok(kind) = deed.word.noun().parse::<RuleId>() else { return };
        it.procedure = Some(kind.clone());
        it.matter = Some(Matter::Declared(Box::new(Declared {
            kind,
            begun: (**begun).clone(),
            held: fact.held,
            learned: fact.learned,
            answers: Answers::new(),
            phase: Entered { id: String::new(), stage: Stage::Open },
            bound: BTreeMap::new(),
            doers: BTreeMap::new(),
            returned: 0,
            closed: None,
        })));
    }
    if let Some(step) = &deed.submits {
        it.set_standing_of(step, Standing::Open, Standing::Submitted);
    }
    if let Some(step) = &deed.returns {
        it.set_standing_of(step, Standing::Submitted, Standing::Open);
    }
    let Some(Matter::Declared(declared)) = &mut it.matter else { return };
    declared.returned = declared.returned.saturating_add(u32::from(deed.returns.is_some()));
    declared.answers.extend(deed.answers.iter().map(|(input, answer)| (input.clone(), answer.clone())));
    declared.bound.extend(deed.binds.iter().map(|(party, post)| (party.clone(), post.clone())));
    if let Actor::Person(person) = fact.by {
        declared.doers.entry(deed.word.verb().to_owned()).or_default().insert(person);
    }
    if let Some(phase) = &deed.phase {
        declared.phase = phase.clone();
        declared.closed = (phase.stage != Stage::Open).then_some((fact.by, fact.held));
    }
}
