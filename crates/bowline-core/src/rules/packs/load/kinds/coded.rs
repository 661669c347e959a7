//! Holds a kind to what its words of the log can hold, where these words are older than kinds.
//!
//! This module must never let a form through whose answers the log would lose. Start at [`check`].

use super::super::reader::Node;
use super::ReadKind;
use crate::facts::{Coded, coded};
use crate::rules::law::Sorts;
use crate::rules::law::kinds::{Act, Judge};
use crate::words::Text;

/// Tells everything that the log could not hold. Nothing, where the words of the kind are its own.
pub(super) fn check(read: &ReadKind<'_>, sorts: &Sorts) {
    let kind = &read.kind;
    let Some(words) = coded(kind.id.as_str()) else { return };
    for act in &kind.acts {
        let node = read.act(act);
        match words.iter().find(|word| word.verb == act.fact) {
            Some(word) => holds(node, act, word, sorts),
            None => {
                let known = words.iter().map(|word| word.verb).collect::<Vec<_>>().join(", ");
                let (fact, id) = (&act.fact, &kind.id);
                let zh = format!("`{id}` 的记录没有 `{fact}`：可用 {known}");
                node.fault("pack.bad_word", Text::new(zh, format!("the log of `{id}` has no `{fact}`: use {known}")));
            }
        }
    }
    let of_party = kind.steps.iter().find(|step| {
        let events = step.opens_on.iter().chain(&step.settled_by).chain(&step.lapses_on).chain(&step.renews_on);
        events.into_iter().any(|event| event.party.is_some())
    });
    if let Some(step) = of_party {
        let text = Text::new("其记录不载明当事方：事件不写 @", "its log names no party: no event has an `@`");
        read.step(step).fault("pack.bad_step", text);
    }
}

fn holds(node: Node<'_>, act: &Act, word: &Coded, sorts: &Sorts) {
    let written = act.judge.as_ref().map(Judge::into_input).into_iter().chain(&act.dates);
    let answered: Vec<_> = act.asks.iter().map(|ask| &ask.input).chain(written).collect();
    for input in &answered {
        let kind = sorts.inputs.get(*input).map(|input| input.kind.word());
        if !word.holds.iter().any(|(id, of, _)| *id == input.as_str() && Some(*of) == kind) {
            let id = input.as_str();
            let zh = format!("记录 `{}` 不能存放 `{id}`", word.verb);
            node.fault("pack.bad_ask", Text::new(zh, format!("the log has no place for `{id}` in `{}`", word.verb)));
        }
    }
    let optional = |id: &str| act.asks.iter().any(|ask| ask.input.as_str() == id && ask.optional);
    for (id, _, needed) in word.holds {
        if *needed && (optional(id) || !answered.iter().any(|input| input.as_str() == *id)) {
            let zh = format!("记录 `{}` 须有 `{id}`：放入 asks，不作 optional", word.verb);
            node.fault("pack.bad_ask", Text::new(zh, format!("`{}` cannot be written without `{id}`", word.verb)));
        }
    }
    let entered = act.phase.as_deref();
    let fits = entered.map_or(word.phases.is_empty(), |phase| word.phases.iter().any(|(id, _)| *id == phase));
    if !fits
        || (act.beforehand && !word.judged)
        || act.changed().is_some()
        || !act.births.is_empty()
        || act.joins.is_some()
    {
        let zh = format!("记录 `{}` 不能存放该环节、beforehand、changed、births 或 joins", word.verb);
        let en =
            format!("the log cannot hold this phase, `beforehand`, `changed`, `births` or `joins` in `{}`", word.verb);
        node.fault("pack.bad_act", Text::new(zh, en));
    }
}
