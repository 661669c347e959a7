//! This module reads `clocks/` and `requirements/`.
//!
//! This module must never let a clock through whose words mean nothing together. Start at [`clock`] and
//! [`requirement`].

use super::conditions::{self, Inputs};
use super::parts::{self, Heading};
use super::reader::{Fields, Node, Spot};
use crate::facts::Grade;
use crate::rules::law::{Clock, ClockStart, ClockTerm, Extension, Requirement};
use crate::words::Text;

/// Keys of a clock.
pub(super) const CLOCK_KEYS: [&str; 15] = [
    "id",
    "title",
    "valid",
    "cite",
    "binds",
    "act",
    "starts",
    "term",
    "terms",
    "extension",
    "ahead",
    "period",
    "repeats",
    "limits",
    "if",
];
/// Keys of a requirement.
pub(super) const REQUIREMENT_KEYS: [&str; 9] =
    ["id", "title", "valid", "cite", "binds", "scope", "except", "breached_if", "undecided"];

/// One file of `clocks/`.
pub(super) fn clock(f: &Fields<'_>, inputs: &Inputs) -> Option<(Clock, Spot)> {
    let head = parts::head(f);
    let (binds, act, starts) = (f.need("binds"), f.need("act"), starts(f));
    let (applies, program) = conditions::optional(f, "if", inputs)?.unzip();
    let terms = terms(f, inputs)?;
    let extension = f.optional("extension", extension)?;
    let limits = f.optional("limits", |node| node.word::<Grade>())?;
    let yes = |key: &str| f.get(key).is_some_and(|node| node.yes() == Some(true));
    let Heading { id, title, topic, valid, cite, spot } = head.read()?;
    let clock = Clock {
        id,
        title,
        topic,
        valid,
        cite,
        binds: binds?.both()?,
        act: act?.both()?,
        starts: starts?,
        ahead: yes("ahead"),
        repeats: yes("repeats"),
        limits,
        applies,
        terms,
        extension,
        program,
    };
    check(&clock, f);
    Some((clock, spot))
}

/// `starts`, or `period` in its place.
fn starts(f: &Fields<'_>) -> Option<ClockStart> {
    match (f.get("starts"), f.get("period")) {
        (Some(event), None) => event.both().map(ClockStart::Event),
        (None, Some(period)) => period.word().map(ClockStart::Every),
        _ => {
            let message = Text::new("须写 starts 或 period 之一", "write either `starts` or `period`");
            f.fault("pack.bad_clock", message);
            None
        }
    }
}

/// `term`, or `terms` in its place.
fn terms(f: &Fields<'_>, inputs: &Inputs) -> Option<Vec<ClockTerm>> {
    match (f.get("term"), f.get("terms")) {
        (Some(node), None) => Some(vec![ClockTerm { condition: None, term: parts::clock_term(node)?, program: None }]),
        (None, Some(list)) => {
            let terms: Vec<_> = list.list()?.into_iter().map(|node| conditional(node, inputs)).collect();
            let terms: Vec<ClockTerm> = terms.into_iter().collect::<Option<_>>()?;
            let last = terms.len().saturating_sub(1);
            if terms.len() < 2 || terms.iter().enumerate().any(|(i, term)| term.condition.is_none() != (i == last)) {
                let message = Text::new(
                    "terms 至少两项；只有最后一项没有条件",
                    "`terms` has at least two; the last, and only it, has no condition",
                );
                list.fault("pack.bad_clock", message);
            }
            Some(terms)
        }
        _ => {
            f.fault("pack.bad_clock", Text::new("须写 term 或 terms 之一", "write either `term` or `terms`"));
            None
        }
    }
}

fn conditional(node: Node<'_>, inputs: &Inputs) -> Option<ClockTerm> {
    let f = node.table(&["if", "term"])?;
    let term = f.need("term").and_then(parts::clock_term);
    let (condition, program) = conditions::optional(&f, "if", inputs)?.unzip();
    Some(ClockTerm { condition, term: term?, program })
}

/// `{ term = { days = 60 }, by = { zh = "…", en = "…" } }`.
fn extension(node: Node<'_>) -> Option<Extension> {
    let f = node.table(&["term", "by"])?;
    let (term, by) = (f.need("term"), f.need("by"));
    match parts::clock_term(term?)? {
        Some(term) if !term.is_zero() => Some(Extension { term, by: by?.both()? }),
        _ => {
            term?.fault("pack.zero_term", Text::new("延长期限不能为零", "an extension of no length changes nothing"));
            None
        }
    }
}

/// What the words together cannot mean.
fn check(clock: &Clock, f: &Fields<'_>) {
    let bad = |zh: &str, en: &str| f.fault("pack.bad_clock", Text::new(zh, en));
    let every = matches!(clock.starts, ClockStart::Every(_));
    let at_once = clock.terms.iter().any(|term| term.term.is_none());
    if at_once && (every || clock.ahead || clock.extension.is_some()) {
        bad(
            "立即办理的不能有 period、ahead 或 extension",
            "what is due at once has no `period`, `ahead` or `extension`",
        );
    }
    if clock.ahead && (every || clock.extension.is_some()) {
        bad("倒数的期限不能有 period 或 extension", "a term that counts back has no `period` and no `extension`");
    }
    if clock.repeats && every {
        bad("period 本身就是重复的", "a `period` repeats by itself: leave `repeats` out");
    }
    let by_the_clock = |term: crate::time::Term| term.by_the_clock().is_some();
    if clock.limits.is_some() && !is_plain(clock) {
        bad(
            "带 limits 的须从事件起算，只有一个以日、月或年计的期限，不带条件、ahead、repeats、extension",
            "what `limits` orders runs from an event, has one term in days, months or years, and no condition, `ahead`, `repeats` or `extension`",
        );
    }
    if clock.terms.iter().filter_map(|term| term.term).any(|term| term.is_zero() && (by_the_clock(term) || clock.ahead))
    {
        f.fault("pack.zero_term", Text::new("期限不能为零：写 at_once", "a term of no length: write `at_once`"));
    }
}

/// Whether it says one last day for every hazard, whatever is known about it.
fn is_plain(clock: &Clock) -> bool {
    let [ClockTerm { condition: None, term: Some(term), .. }] = clock.terms.as_slice() else { return false };
    let by_event = matches!(clock.starts, ClockStart::Event(_)) && !clock.ahead && !clock.repeats;
    by_event && term.by_the_clock().is_none() && clock.applies.is_none() && clock.extension.is_none()
}

/// One file of `requirements/`.
pub(super) fn requirement(f: &Fields<'_>, inputs: &Inputs) -> Option<(Requirement, Spot)> {
    let head = parts::head(f);
    let binds = f.need("binds");
    let decided = conditions::decided(f, inputs, "breached_if", "pack.bad_requirement")?;
    let Heading { id, title, topic, valid, cite, spot } = head.read()?;
    let requirement = Requirement {
        id,
        title,
        topic,
        valid,
        cite,
        binds: binds?.both()?,
        scope: decided.scope,
        except: decided.except,
        breached_if: decided.condition,
        undecided: decided.undecided,
        program: decided.program,
    };
    Some((requirement, spot))
}
