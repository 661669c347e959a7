//! The static half of the completeness proof: every state that a matter of a kind can reach is walked, with every
//! condition both ways and every doer, and whatever could fall silent is found before the pack is used.
//!
//! It sees more states than there can be, never fewer: it knows no answers, no moments and no separation of duties. This
//! module must never say that a kind is sound when a walk was cut short. Start at [`unproven`].

use crate::facts::{InputId, Stage};
use crate::ids::RuleId;
use crate::rules::law::kinds::{ANYONE, Act, ENGINE, Event, Kind, Step, StepTerm};
use crate::rules::law::{Clock, Comparison, Condition, Editions, Input, InputKind};
use crate::words::Text;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// States beyond which a kind is refused as too entangled.
const MOST_STATES: usize = 200_000;
/// Moves tried beyond which it is, too.
const MOST_MOVES: usize = 5_000_000;
/// Steps that one fact may open or leave shut.
const MOST_UNSURE: u32 = 12;

/// What the walk found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is about.
    pub at: At,
    /// What is wrong.
    pub text: Text,
}

/// A part of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// The kind as a whole.
    Kind,
    /// A phase.
    Phase(String),
    /// An act.
    Act(String),
    /// A step.
    Step(String),
}

/// Everything that could fall silent or can never happen. Empty: the kind is proven.
#[must_use]
pub fn unproven(kind: &Kind, clocks: &Editions<Clock>, inputs: &BTreeMap<InputId, Input>) -> Vec<Finding> {
    let (mut found, mut unused): (Vec<Finding>, Option<Vec<Finding>>) = (Vec::new(), None);
    for way in ways(kind, inputs) {
        let machine = Machine::of(&way, clocks, inputs);
        let Some(walk) = machine.walk() else {
            let text = Text::new(
                "状态过多，无法逐一核查：减少同时进行的步骤",
                "there are too many states to walk: let fewer steps run side by side",
            );
            return vec![Finding { at: At::Kind, text }];
        };
        let (steps, others): (Vec<Finding>, Vec<Finding>) =
            machine.unused(&walk).into_iter().partition(|it| matches!(it.at, At::Step(_)));
        for finding in machine.silent(&walk).into_iter().chain(steps) {
            if !found.contains(&finding) {
                found.push(finding);
            }
        }
        // A phase or an act for which one procedure has no use, another may need.
        match &mut unused {
            None => unused = Some(others),
            Some(before) => before.retain(|it| others.contains(it)),
        }
    }
    found.extend(unused.unwrap_or_default());
    found
}

/// The kind as it is on each way: with its own steps, those of the procedure that counts while nothing is chosen, and those of
/// one that is chosen. A kind without procedures has one way.
fn ways<'k>(kind: &'k Kind, inputs: &BTreeMap<InputId, Input>) -> Vec<Cow<'k, Kind>> {
    let conditions: Vec<Option<&Condition>> = kind.procedures.iter().map(|it| it.condition.as_ref()).collect();
    let chosen: Vec<&RuleId> = kind.procedures.iter().filter(|it| it.condition.is_some()).map(|it| &it.rule).collect();
    let first = kind.procedures.iter().find(|it| it.condition.is_none()).map(|it| &it.rule);
    if chosen.is_empty() {
        return vec![Cow::Borrowed(kind)];
    }
    let always = if cover(&conditions, inputs) { None } else { Some(None) };
    let with = |chosen: Option<&RuleId>| {
        let mut way = kind.clone();
        way.steps.retain(|step| step.procedure.as_ref().is_none_or(|of| Some(of) == first || Some(of) == chosen));
        Cow::Owned(way)
    };
    chosen.into_iter().map(Some).chain(always).map(with).collect()
}

/// Where a matter is. Each bit is a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct State {
    phase: usize,
    owed: u64,
    /// Of those owed: handed in, and waiting for the verifier.
    waiting: u64,
    /// Of those owed: the clock stands still.
    paused: u64,
}

/// What a fact does to the steps.
#[derive(Clone, Copy, Debug, Default)]
struct Effect {
    settles: u64,
    lapses: u64,
    renews: u64,
    opens: u64,
    may_open: u64,
}

/// An act by a party.
struct Move<'k> {
    act: &'k Act,
    party: &'k str,
    /// Whether it needs no duty.
    free: bool,
    /// Steps whose duty lets this party do it.
    duties: u64,
    /// Its fact; then the one that its judge may write.
    effects: Vec<Effect>,
}

struct Machine<'k> {
    kind: &'k Kind,
    moves: Vec<Move<'k>>,
    /// Steps that are owed again in each period.
    periodic: u64,
    /// Steps that are rights: they may lapse at any time, and nobody owes them.
    rights: u64,
    /// Steps that may not be owed though their fact happened.
    unsure: u64,
}

/// Every state reached, each with the state before and the move; and what was seen on the way.
#[derive(Default)]
struct Walk {
    states: Vec<(State, Option<usize>, usize)>,
    done: BTreeSet<usize>,
    opened: u64,
}

impl<'k> Machine<'k> {
    fn of(kind: &'k Kind, clocks: &Editions<Clock>, inputs: &BTreeMap<InputId, Input>) -> Self {
        let unsure = mask(&kind.steps, |step| may_stay_shut(step, clocks, inputs));
        let mut moves = Vec::new();
        for act in &kind.acts {
            for party in kind.parties.iter().map(|party| party.id.as_str()).chain([ENGINE, ANYONE]) {
                let may = act.may.iter().any(|may| may == party);
                let free = act.free && may;
                let duties = mask(&kind.steps, |step| step.acts.contains(&act.id) && party == step.owner);
                if free || duties != 0 || (act.begins && may) {
                    let effects = facts(act).map(|verb| effect(kind, act, verb, party, unsure)).collect();
                    moves.push(Move { act, party, free, duties, effects });
                }
            }
        }
        let (periodic, rights) = (mask(&kind.steps, |step| step.every.is_some()), mask(&kind.steps, |step| step.right));
        Self { kind, moves, periodic, rights, unsure }
    }

    /// None: it was cut short.
    fn walk(&self) -> Option<Walk> {
        let (mut walk, mut seen, mut tried) = (Walk::default(), HashSet::new(), 0);
        for (no, first) in self.moves.iter().enumerate().filter(|(_, it)| it.act.begins) {
            let phase = first.act.phase.as_deref().and_then(|id| self.phase(id)).unwrap_or_default();
            let none = State { phase, owed: 0, waiting: 0, paused: 0 };
            self.step(none, None, no, first, &mut walk, &mut seen)?;
        }
        let mut next = 0;
        while let Some((state, _, _)) = walk.states.get(next).copied() {
            for (no, one) in self.moves.iter().enumerate().filter(|(_, it)| self.is_possible(state, it)) {
                tried += 1;
                if tried > MOST_MOVES || walk.states.len() > MOST_STATES {
                    return None;
                }
                self.step(state, Some(next), no, one, &mut walk, &mut seen)?;
            }
            next += 1;
        }
        Some(walk)
    }

    /// Every state that a move can lead to.
    fn step(
        &self,
        state: State,
        before: Option<usize>,
        no: usize,
        one: &Move<'_>,
        walk: &mut Walk,
        seen: &mut HashSet<State>,
    ) -> Option<()> {
        walk.done.insert(no);
        let mut after = vec![self.entered(state, one.act)];
        for (nth, effect) in one.effects.iter().enumerate() {
            let mut reached = if nth == 0 { Vec::new() } else { after.clone() };
            for state in after {
                self.opened(state, effect, &mut reached)?;
            }
            after = reached;
        }
        for state in after {
            let state =
                if self.is_open(state.phase) { state } else { State { owed: 0, waiting: 0, paused: 0, ..state } };
            walk.opened |= state.owed;
            if seen.insert(state) {
                walk.states.push((state, before, no));
            }
        }
        Some(())
    }

    /// After what the act says itself, before its fact settles and opens.
    fn entered(&self, mut state: State, act: &Act) -> State {
        let bit = |step: &Option<String>| mask(&self.kind.steps, |it| step.as_ref() == Some(&it.id));
        state.phase = act.phase.as_deref().and_then(|id| self.phase(id)).unwrap_or(state.phase);
        state.waiting = (state.waiting | (bit(&act.submits) & state.owed)) & !bit(&act.returns);
        state.paused = (state.paused | (bit(&act.pauses) & state.owed)) & !bit(&act.resumes);
        state
    }

    /// Settles, renews and opens: one state for each way in which the unsure ones can turn out. None: too many.
    fn opened(&self, mut state: State, effect: &Effect, into: &mut Vec<State>) -> Option<()> {
        let anew = (effect.settles & self.periodic) | effect.renews;
        // What begins anew is asked again whether it is owed at all.
        let asked_again = effect.renews & state.owed & self.unsure;
        state.owed &= !((effect.settles & !self.periodic) | effect.lapses | asked_again);
        state.owed |= effect.opens;
        state.waiting &= state.owed & !anew;
        state.paused &= state.owed & !anew;
        let unsure = (effect.may_open | asked_again) & !state.owed;
        if unsure.count_ones() > MOST_UNSURE {
            return None;
        }
        let mut chosen = unsure;
        loop {
            into.push(State { owed: state.owed | chosen, ..state });
            if chosen == 0 {
                return Some(());
            }
            chosen = (chosen - 1) & unsure;
        }
    }

    fn is_possible(&self, state: State, one: &Move<'_>) -> bool {
        let phase = self.kind.phases.get(state.phase).map(|phase| phase.id.as_str()).unwrap_or_default();
        let here = one.act.during.is_empty() || one.act.during.iter().any(|during| during == phase);
        let owes = one.duties & state.owed & !state.waiting & !state.paused != 0;
        // What waits until nothing else is owed: duties of periods may lie ahead, and rights bind nobody.
        let done = one.effects.iter().fold(0, |done, effect| done | effect.settles | effect.lapses);
        let waits = one.act.closes_only_if_nothing_owed
            && state.owed & !self.rights & !self.periodic & !done & !one.duties != 0;
        // What opens a matter again is for one that is over, and everything else for one that is open.
        let stands = self.is_open(state.phase) != one.act.reopens.is_some();
        here && stands && !one.act.begins && (one.free || owes) && !waits
    }

    fn phase(&self, id: &str) -> Option<usize> {
        self.kind.phases.iter().position(|phase| phase.id == id)
    }

    fn is_open(&self, phase: usize) -> bool {
        self.kind.phases.get(phase).is_some_and(|phase| phase.stage == Stage::Open)
    }

    /// What is never reached, never done, never opened, never happens.
    fn unused(&self, walk: &Walk) -> Vec<Finding> {
        let mut found = Vec::new();
        let phases: BTreeSet<usize> = walk.states.iter().map(|(state, _, _)| state.phase).collect();
        for (no, phase) in self.kind.phases.iter().enumerate().filter(|(no, it)| !phases.contains(no) && !it.imported) {
            let zh = format!("环节 `{}` 永远到达不了", phase.id);
            let en = format!("phase `{}` (number {}) is never reached", phase.id, no + 1);
            found.push(Finding { at: At::Phase(phase.id.clone()), text: Text::new(zh, en) });
        }
        let done: Vec<&Move<'_>> = walk.done.iter().filter_map(|no| self.moves.get(*no)).collect();
        for act in self.kind.acts.iter().filter(|act| !done.iter().any(|it| it.act.id == act.id)) {
            let zh = format!("`{}` 永远无人可办：不属于到得了的步骤，也不是 free 或 begins", act.id);
            let en = format!(
                "nobody may ever do `{}`: no step that opens names it; it is neither `free` nor `begins`",
                act.id
            );
            found.push(Finding { at: At::Act(act.id.clone()), text: Text::new(zh, en) });
        }
        for (no, step) in self.kind.steps.iter().enumerate() {
            if walk.opened & (1 << no) == 0 {
                let zh = format!("步骤 `{}` 永远不会产生", step.id);
                let text = Text::new(zh, format!("step `{}` never opens", step.id));
                found.push(Finding { at: At::Step(step.id.clone()), text });
            }
            let events = step.opens_on.iter().chain(&step.settled_by).chain(&step.lapses_on).chain(&step.renews_on);
            for event in
                events.filter(|event| !done.iter().any(|it| facts(it.act).any(|verb| event.is(verb, Some(it.party)))))
            {
                let event = shown(event);
                let zh = format!("步骤 `{}` 所等的 `{event}` 永远不会发生", step.id);
                let en = format!("step `{}` waits for `{event}`, which never happens", step.id);
                found.push(Finding { at: At::Step(step.id.clone()), text: Text::new(zh, en) });
            }
        }
        found
    }

    /// Of each phase, the first state that is open and in which nobody owes anything.
    fn silent(&self, walk: &Walk) -> Vec<Finding> {
        let (mut told, mut found) = (BTreeSet::new(), Vec::new());
        for (no, (state, _, _)) in walk.states.iter().enumerate() {
            let live = state.owed & !state.waiting & !state.paused & !self.rights;
            if live != 0 || !self.is_open(state.phase) || !told.insert(state.phase) {
                continue;
            }
            let Some(phase) = self.kind.phases.get(state.phase) else { continue };
            let path = self.path(walk, no).join(" → ");
            let (only_zh, only_en) = if state.owed & !self.rights == 0 {
                ("", "")
            } else {
                ("（其余均在待验或中止）", " (what is left waits or is paused)")
            };
            let zh = format!("环节 `{}` 中可能无人承办{only_zh}：{path} 之后没有任何步骤在办", phase.id);
            let en = format!("in phase `{}` nobody may owe anything{only_en}: after {path}", phase.id);
            found.push(Finding { at: At::Phase(phase.id.clone()), text: Text::new(zh, en) });
        }
        found
    }

    /// The moves that lead to a state.
    fn path(&self, walk: &Walk, state: usize) -> Vec<String> {
        let (mut path, mut at) = (Vec::new(), Some(state));
        while let Some((_, before, no)) = at.and_then(|no| walk.states.get(no)) {
            if let Some(one) = self.moves.get(*no) {
                path.push(format!("{}@{}", one.act.id, one.party));
            }
            at = *before;
        }
        path.reverse();
        path
    }
}

/// Its own fact, then the one that its judge may write.
fn facts(act: &Act) -> impl Iterator<Item = &str> {
    std::iter::once(act.fact.as_str()).chain(act.changed())
}

fn effect(kind: &Kind, act: &Act, verb: &str, party: &str, unsure: u64) -> Effect {
    let on = |events: &[Event]| events.iter().any(|event| event.is(verb, Some(party)));
    let own = |step: &Step| !act.settles_own || verb != act.fact || party == step.owner;
    let opens = mask(&kind.steps, |step| on(&step.opens_on));
    Effect {
        settles: mask(&kind.steps, |step| on(&step.settled_by) && own(step)),
        lapses: mask(&kind.steps, |step| on(&step.lapses_on)),
        renews: mask(&kind.steps, |step| on(&step.renews_on)),
        opens: opens & !unsure,
        may_open: opens & unsure,
    }
}

/// The steps of which something holds.
fn mask(steps: &[Step], holds: impl Fn(&Step) -> bool) -> u64 {
    steps.iter().enumerate().filter(|(_, step)| holds(step)).fold(0, |mask, (no, _)| mask | (1 << no))
}

fn shown(event: &Event) -> String {
    match &event.party {
        Some(party) => format!("{}@{party}", event.fact),
        None => event.fact.clone(),
    }
}

/// Whether a step may not be owed though its fact happened: by its condition, or because no clock of it binds.
fn may_stay_shut(step: &Step, clocks: &Editions<Clock>, inputs: &BTreeMap<InputId, Input>) -> bool {
    let StepTerm::Clocks(ids) = &step.term else { return step.condition.is_some() };
    let applies: Vec<Option<&Condition>> =
        ids.iter().flat_map(|id| clocks.of(id)).map(|clock| clock.applies.as_ref()).collect();
    let binds = applies.contains(&None) || cover(&applies, inputs);
    step.condition.is_some() || !binds
}

/// Whether conditions name, between them, every choice of one input.
fn cover(conditions: &[Option<&Condition>], inputs: &BTreeMap<InputId, Input>) -> bool {
    let mut named: BTreeMap<&InputId, BTreeSet<&str>> = BTreeMap::new();
    for condition in conditions.iter().flatten() {
        if let Condition::Input { input, is: Comparison::OneOf(words) } = condition {
            named.entry(input).or_default().extend(words.iter().map(String::as_str));
        }
    }
    named.into_iter().any(|(input, words)| match inputs.get(input).map(|input| &input.kind) {
        Some(InputKind::Choice { choices }) => choices.keys().all(|word| words.contains(word.as_str())),
        _ => false,
    })
}
