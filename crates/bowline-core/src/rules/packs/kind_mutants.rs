//! This module changes a kind of matter by the smallest step: a part left out, a term off by one, two posts exchanged. A change
//! that neither the static proof nor a worked case notices is a part of the kind that nothing holds.
//!
//! This module must never make two changes at once. Start at [`kind_mutants`].

use super::Pack;
use super::mutants::terms;
use super::mutate::steps;
use crate::facts::Stage;
use crate::rules::law::kinds::{Act, Birth, Judge, Kind, LevelOf, PartyOf, Reopening, Step, StepTerm};
use crate::words::Text;

/// A kind changed by one step, and which step it was.
#[derive(Clone, Debug, PartialEq)]
pub struct KindMutant {
    /// The kind as changed.
    pub kind: Kind,
    /// The part of it, and from what to what.
    pub change: Text,
}

/// Every kind one step away from this one: steps, events, conditions, phases, bounds, parties apart, births and the like left
/// out; a required question made optional; terms by one both ways; owner and verifier exchanged; levels and stages moved.
#[must_use]
pub fn kind_mutants(pack: &Pack, kind: &Kind) -> Vec<KindMutant> {
    let mut made = Made { kind, list: Vec::new() };
    for (i, step) in kind.steps.iter().enumerate() {
        made.left_out(&format!("step {}", step.id), |kind| drop(kind.steps.remove(i)));
        made.of_events(i, step);
        made.of_step(pack, i, step);
    }
    for (i, act) in kind.acts.iter().enumerate() {
        made.of_who(i, act);
        made.of_form(i, act);
        made.of_effects(i, act);
        act.births.iter().enumerate().for_each(|(birth, it)| made.of_birth(i, act, birth, it));
    }
    made.of_parties();
    made.of_stages();
    made.list
}

/// The mutants of one kind so far.
struct Made<'k> {
    kind: &'k Kind,
    list: Vec<KindMutant>,
}

impl Made<'_> {
    fn push(&mut self, change: Text, edit: impl FnOnce(&mut Kind)) {
        let mut kind = self.kind.clone();
        edit(&mut kind);
        self.list.push(KindMutant { kind, change });
    }

    fn left_out(&mut self, what: &str, edit: impl FnOnce(&mut Kind)) {
        self.push(Text::same(format!("{what} → ·")), edit);
    }

    fn step(&mut self, i: usize, change: Text, edit: impl FnOnce(&mut Step)) {
        self.push(change, |kind| kind.steps.get_mut(i).map(edit).unwrap_or_default());
    }

    fn act(&mut self, i: usize, what: &str, edit: impl FnOnce(&mut Act)) {
        self.left_out(what, |kind| kind.acts.get_mut(i).map(edit).unwrap_or_default());
    }

    /// What opens, settles, ends and renews a step, and what answers it.
    fn of_events(&mut self, i: usize, step: &Step) {
        let named = |what: &str, fact: &str| Text::same(format!("step {}: {what} {fact} → ·", step.id));
        for (k, event) in step.opens_on.iter().enumerate() {
            self.step(i, named("opens_on", &event.fact), |it| drop(it.opens_on.remove(k)));
        }
        for (k, event) in step.settled_by.iter().enumerate() {
            self.step(i, named("settled_by", &event.fact), |it| drop(it.settled_by.remove(k)));
        }
        for (k, event) in step.lapses_on.iter().enumerate() {
            self.step(i, named("lapses_on", &event.fact), |it| drop(it.lapses_on.remove(k)));
        }
        for (k, event) in step.renews_on.iter().enumerate() {
            self.step(i, named("renews_on", &event.fact), |it| drop(it.renews_on.remove(k)));
        }
        for (k, act) in step.acts.iter().enumerate() {
            self.step(i, named("act", act), |it| drop(it.acts.remove(k)));
        }
    }

    /// Who owes a step, whether, and by when.
    fn of_step(&mut self, pack: &Pack, i: usize, step: &Step) {
        let named = |what: &str| Text::same(format!("step {}: {what}", step.id));
        let told = |change: &Text| {
            Text::new(format!("step {}: {}", step.id, change.zh), format!("step {}: {}", step.id, change.en))
        };
        self.step(i, named("owner ↔ verifier"), |it| std::mem::swap(&mut it.owner, &mut it.verifier));
        if step.from.is_some() {
            self.step(i, named("from → ·"), |it| it.from = None);
        }
        if let Some(condition) = &step.condition {
            self.step(i, named("if → ·"), |it| it.condition = None);
            for other in steps(pack, condition) {
                self.step(i, told(&other.change), |it| it.condition = Some(other.condition));
            }
        }
        match &step.term {
            StepTerm::Term(term) => {
                for (other, change) in terms(*term) {
                    self.step(i, told(&change), |it| it.term = StepTerm::Term(other));
                }
            }
            StepTerm::Period { by: Some(by) } => {
                for (other, change) in terms(*by) {
                    self.step(i, told(&change), |it| it.term = StepTerm::Period { by: Some(other) });
                }
            }
            StepTerm::Ahead { of, by } => {
                for (other, change) in terms(*by) {
                    self.step(i, told(&change), |it| it.term = StepTerm::Ahead { of: of.clone(), by: other });
                }
            }
            StepTerm::Clocks(clocks) if clocks.len() > 1 => {
                for (k, clock) in clocks.iter().enumerate() {
                    let mut fewer = clocks.clone();
                    fewer.remove(k);
                    self.step(i, named(&format!("clock {clock} → ·")), |it| it.term = StepTerm::Clocks(fewer));
                }
            }
            _ => {}
        }
    }

    /// Who may do an act, and when.
    fn of_who(&mut self, i: usize, act: &Act) {
        let named = |what: &str| format!("act {}: {what}", act.id);
        for (k, party) in act.may.iter().enumerate() {
            self.act(i, &named(&format!("may {party}")), |it| drop(it.may.remove(k)));
        }
        for (k, word) in act.apart_from.iter().enumerate() {
            self.act(i, &named(&format!("apart_from {word}")), |it| drop(it.apart_from.remove(k)));
        }
        if act.during.len() == 1 {
            self.act(i, &named("during"), |it| it.during.clear());
        }
        for (k, phase) in act.during.iter().enumerate().filter(|_| act.during.len() > 1) {
            self.act(i, &named(&format!("during {phase}")), |it| drop(it.during.remove(k)));
        }
        if act.within.is_some() {
            self.act(i, &named("within"), |it| it.within = None);
        }
        if let Some(reopening) = &act.reopens {
            self.act(i, &named("reopens"), |it| it.reopens = None);
            if let StepTerm::Term(term) = reopening.term {
                for (other, change) in terms(term) {
                    let window = Some(Reopening { term: StepTerm::Term(other), cite: reopening.cite.clone() });
                    self.act(i, &named(&format!("reopens: {}", change.en)), |it| it.reopens = window);
                }
            }
        }
        if act.free {
            self.act(i, &named("free"), |it| it.free = false);
        }
        if act.settles_own {
            self.act(i, &named("settles own"), |it| it.settles_own = false);
        }
    }

    /// What an act asks, and what the rules make of it.
    fn of_form(&mut self, i: usize, act: &Act) {
        for (k, ask) in act.asks.iter().enumerate() {
            let named = |what: &str| format!("act {}: {} {what}", act.id, ask.input.as_str());
            let mut change = |what: &str, edit: fn(&mut crate::rules::law::kinds::Ask)| {
                self.act(i, &named(what), |it| it.asks.get_mut(k).into_iter().for_each(edit));
            };
            if !ask.optional {
                change("required", |it| it.optional = true);
            }
            if ask.not_before.is_some() {
                change("not_before", |it| it.not_before = None);
            }
            if ask.not_after.is_some() {
                change("not_after", |it| it.not_after = None);
            }
            if ask.same_as.is_some() {
                change("same_as", |it| it.same_as = None);
            }
        }
        if act.judge.is_some() {
            self.act(i, &format!("act {}: judge", act.id), |it| it.judge = None);
        }
        if act.changed().is_some() {
            self.act(i, &format!("act {}: judge changed", act.id), |it| {
                if let Some(Judge::Scale { changed, .. }) = &mut it.judge {
                    *changed = None;
                }
            });
        }
    }

    /// What an act does to the matter and to clocks that run.
    fn of_effects(&mut self, i: usize, act: &Act) {
        type Part = (&'static str, fn(&mut Act) -> &mut Option<String>);
        let parts: [Part; 7] = [
            ("phase", |it| &mut it.phase),
            ("submits", |it| &mut it.submits),
            ("returns", |it| &mut it.returns),
            ("extends", |it| &mut it.extends),
            ("pauses", |it| &mut it.pauses),
            ("resumes", |it| &mut it.resumes),
            ("agreed in", |it| &mut it.agreed_in),
        ];
        if act.replaces.is_some() {
            self.act(i, &format!("act {}: replaces", act.id), |it| it.replaces = None);
        }
        let mut whole = act.clone();
        for (what, part) in parts {
            if let Some(word) = part(&mut whole).clone() {
                self.act(i, &format!("act {}: {what} {word}", act.id), |it| *part(it) = None);
            }
        }
    }

    /// What an act begins.
    fn of_birth(&mut self, i: usize, act: &Act, birth: usize, it: &Birth) {
        let named = |what: &str| format!("act {}: births {} {what}", act.id, it.kind);
        self.act(i, &named(""), |act| drop(act.births.remove(birth)));
        let mut change = |what: &str, edit: &dyn Fn(&mut Birth)| {
            self.act(i, &named(what), |act| act.births.get_mut(birth).into_iter().for_each(edit));
        };
        if it.for_each.is_some() {
            change("for_each", &|it| it.for_each = None);
        }
        for input in it.each_line.keys() {
            change(&format!("each_line {}", input.as_str()), &|it| drop(it.each_line.remove(input)));
        }
        for input in it.hands_down.keys() {
            change(&format!("hands_down {}", input.as_str()), &|it| drop(it.hands_down.remove(input)));
        }
    }

    /// At which level a party stands.
    fn of_parties(&mut self) {
        for (i, party) in self.kind.parties.iter().enumerate() {
            let PartyOf::Office { level: Some(level), role } = &party.of else { continue };
            let role = *role;
            let mut change = |what: &str, level: Option<LevelOf>| {
                self.left_out(&format!("party {}: {what}", party.id), |kind| {
                    kind.parties
                        .get_mut(i)
                        .into_iter()
                        .for_each(|it| it.of = PartyOf::Office { level: level.clone(), role });
                });
            };
            change("level", None);
            let LevelOf::Table { input, rows } = level else { continue };
            for word in rows.keys() {
                let mut fewer = rows.clone();
                fewer.remove(word);
                change(&format!("level of {word}"), Some(LevelOf::Table { input: input.clone(), rows: fewer }));
            }
        }
    }

    /// What a phase means.
    fn of_stages(&mut self) {
        for (i, phase) in self.kind.phases.iter().enumerate() {
            let other = match phase.stage {
                Stage::Open => continue,
                Stage::Done => Stage::Unverified,
                Stage::Unverified => Stage::Void,
                Stage::Void => Stage::Done,
            };
            let change = Text::same(format!("phase {}: {:?} → {other:?}", phase.id, phase.stage));
            self.push(change, |kind| kind.phases.get_mut(i).into_iter().for_each(|it| it.stage = other));
        }
    }
}
