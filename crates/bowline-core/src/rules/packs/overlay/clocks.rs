//! This module compares two clocks: who is bound there is bound here, and in no region of answers is the act due later.
//!
//! This module must never order two terms that a holiday, a short month or a change of the clocks could turn around.
//! Start at [`compare`].

use super::Relation;
use super::conditions::example_text;
use super::regions::{Region, Regions};
use crate::rules::law::comparing::Truth;
use crate::rules::law::program::Program;
use crate::rules::law::{Clock, ClockStart};
use crate::rules::packs::Pack;
use crate::time::Term;
use crate::words::Text;
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// Ours against theirs. What must be done, and by whom, is text: whoever writes the overlay answers for that.
pub(super) fn compare(pack: &Pack, theirs: &Clock, ours: &Clock) -> Relation {
    let parts = [starts(theirs, ours), ways(theirs, ours), extension(theirs, ours), terms(pack, theirs, ours)];
    match (theirs.limits, Relation::of(parts)) {
        (Some(grade), _) if ours.limits != Some(grade) => {
            Relation::Looser(Text::new("不再限定交办的期限", "it no longer bounds the date that an order sets"))
        }
        // No reason may stand in for a proof here: whatever is not proven shorter could let a date through.
        (Some(_), Relation::Unclear(why)) => Relation::Looser(why),
        (_, relation) => relation,
    }
}

fn starts(theirs: &Clock, ours: &Clock) -> Relation {
    match (&theirs.starts, &ours.starts) {
        (ClockStart::Event(was), ClockStart::Event(now)) if was != now => {
            let zh = format!("起算点不同：“{}”与“{}”", was.zh, now.zh);
            Relation::Unclear(Text::new(zh, format!("it runs from another event: \"{}\", not \"{}\"", now.en, was.en)))
        }
        (ClockStart::Every(was), ClockStart::Every(now)) if was != now => {
            let told = Text::new(
                format!("{} → {}", was.text().zh, now.text().zh),
                format!("{} → {}", was.text().en, now.text().en),
            );
            // Each period is a whole number of any shorter one.
            if now < was { Relation::Stricter(vec![told]) } else { Relation::Looser(told) }
        }
        (ClockStart::Event(_), ClockStart::Every(_)) | (ClockStart::Every(_), ClockStart::Event(_)) => {
            Relation::Unclear(Text::new("一个按事件、一个按周期", "one runs from an event, one by periods"))
        }
        _ => Relation::Equal,
    }
}

fn ways(theirs: &Clock, ours: &Clock) -> Relation {
    if theirs.ahead != ours.ahead {
        return Relation::Unclear(Text::new("一个倒数、一个顺数", "one counts back from the event, one forward"));
    }
    match (theirs.repeats, ours.repeats) {
        (false, true) => Relation::Stricter(vec![Text::new("须反复办理", "it is due again and again")]),
        (true, false) => Relation::Looser(Text::new("只须办理一次", "it is due only once")),
        _ => Relation::Equal,
    }
}

fn extension(theirs: &Clock, ours: &Clock) -> Relation {
    match (&theirs.extension, &ours.extension) {
        (None, None) => Relation::Equal,
        (Some(_), None) => Relation::Stricter(vec![Text::new("不得延长", "it cannot be lengthened")]),
        (None, Some(_)) => Relation::Looser(Text::new("可以延长", "it can be lengthened")),
        (Some(was), Some(now)) => {
            order(Some(was.term), Some(now.term)).relation().about(&Text::new("延长", "extension"))
        }
    }
}

/// In each region of answers: where theirs binds, ours binds too, and is due no later.
fn terms(pack: &Pack, theirs: &Clock, ours: &Clock) -> Relation {
    let programs: Vec<&Program> = [theirs, ours]
        .into_iter()
        .flat_map(|clock| clock.program.iter().chain(clock.terms.iter().filter_map(|term| term.program.as_ref())))
        .collect();
    let regions = match Regions::of(&programs, pack.inputs()) {
        Ok(regions) => regions,
        Err(why) => return Relation::Unclear(why),
    };
    let (mut parts, mut told) = (Vec::new(), BTreeSet::new());
    regions.each(|region| {
        let found = in_region(pack, region, theirs, ours);
        let stop = matches!(found, Relation::Looser(_));
        if told.insert(match &found {
            Relation::Equal => String::new(),
            Relation::Stricter(details) => details.iter().map(|text| text.en.as_str()).collect(),
            Relation::Unclear(why) | Relation::Looser(why) => why.en.clone(),
        }) {
            parts.push(found);
        }
        if stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    Relation::of(parts)
}

fn in_region(pack: &Pack, region: &Region<'_>, theirs: &Clock, ours: &Clock) -> Relation {
    let (bound, here) = (binds(region, theirs), binds(region, ours));
    let where_ = || {
        let text = region.example().map(|answers| example_text(pack, &answers)).unwrap_or_default();
        Text::new(format!("（{}）", text.zh), format!(" ({})", text.en))
    };
    let said = |zh: &str, en: &str| Text::new(format!("{zh}{}", where_().zh), format!("{en}{}", where_().en));
    match (bound, here) {
        (Truth::True, Truth::False) => Relation::Looser(said("此处不适用", "it does not bind here")),
        (Truth::True, Truth::Unknown) => {
            Relation::Unclear(said("是否适用还需更多回答", "whether it binds asks for more answers"))
        }
        (Truth::True, Truth::True) => match possible(region, theirs).as_slice() {
            // Where theirs is not decided, it is once more is answered: in another region.
            [was] => Relation::of(possible(region, ours).into_iter().map(|now| {
                let order = if theirs.ahead { order_ahead(*was, now) } else { order(*was, now) };
                order.relation()
            })),
            _ => Relation::Equal,
        },
        (_, Truth::True) => Relation::Stricter(vec![said("此处也适用", "it binds here too")]),
        _ => Relation::Equal,
    }
}

fn binds(region: &Region<'_>, clock: &Clock) -> Truth {
    clock.program.as_ref().map_or(Truth::True, |program| region.truth(program))
}

/// The terms that can count in a region: one, unless an answer is missing that could still change it.
fn possible(region: &Region<'_>, clock: &Clock) -> Vec<Option<Term>> {
    let mut found = Vec::new();
    for one in &clock.terms {
        let truth = one.program.as_ref().map_or(Truth::True, |program| region.truth(program));
        if truth != Truth::False && !found.contains(&one.term) {
            found.push(one.term);
        }
        if truth == Truth::True {
            break;
        }
    }
    found
}

/// How a term stands to another: theirs, ours, and the verdict.
pub(super) struct Order {
    was: Option<Term>,
    now: Option<Term>,
    ordering: Ordered,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ordered {
    Same,
    NeverLater,
    Later,
    Unclear,
}

/// Whether ours ends no later than theirs, whenever both begin.
pub(super) fn order(was: Option<Term>, now: Option<Term>) -> Order {
    let ordering = if was == now
        || months(was).is_some_and(|m| months(now) == Some(m))
        || clock(was).is_some_and(|m| clock(now) == Some(m))
    {
        Ordered::Same
    } else if never_later(now, was) {
        Ordered::NeverLater
    } else if never_later(was, now) {
        Ordered::Later
    } else {
        Ordered::Unclear
    };
    Order { was, now, ordering }
}

/// The same for terms that count back from an event: the longer is the stricter. A day counted back ends less than a day before the
/// event, so terms by the clock and by days are not ordered.
pub(super) fn order_ahead(was: Option<Term>, now: Option<Term>) -> Order {
    let mixed = clock(was).is_some() != clock(now).is_some();
    let ordering = if mixed { Ordered::Unclear } else { order(now, was).ordering };
    Order { was, now, ordering }
}

impl Order {
    #[cfg(test)]
    pub(super) const fn ordering(&self) -> Ordered {
        self.ordering
    }

    fn relation(&self) -> Relation {
        let (was, now) = (term_text(self.was), term_text(self.now));
        let told = Text::new(format!("{} → {}", was.zh, now.zh), format!("{} → {}", was.en, now.en));
        match self.ordering {
            Ordered::Same => Relation::Equal,
            Ordered::NeverLater => Relation::Stricter(vec![told]),
            Ordered::Later => Relation::Looser(told),
            Ordered::Unclear => Relation::Unclear(Text::new(
                format!("期限先后不定：{}", told.zh),
                format!("which term ends first is not certain: {}", told.en),
            )),
        }
    }
}

fn term_text(term: Option<Term>) -> Text {
    term.map_or_else(|| Text::new("立即", "at once"), Term::text)
}

/// Minutes of a term by the clock; at once is none.
fn clock(term: Option<Term>) -> Option<u64> {
    match term {
        None => Some(0),
        Some(Term::Minutes(n)) => Some(n.into()),
        Some(Term::Hours(n)) => Some(u64::from(n) * 60),
        _ => None,
    }
}

fn months(term: Option<Term>) -> Option<u64> {
    match term {
        Some(Term::Months(n)) => Some(n.into()),
        Some(Term::Years(n)) => Some(u64::from(n) * 12),
        _ => None,
    }
}

/// Days after the start with which a term in days, months or years ends: at least, at most. A month has 28 to 31 days, m months at
/// least 30 m - 2; working days have no upper bound, since nobody knows the holidays to come.
fn days(term: Option<Term>) -> Option<(u64, Option<u64>)> {
    match term {
        Some(Term::CalendarDays(n)) => Some((n.into(), Some(n.into()))),
        Some(Term::WorkingDays(n)) => Some((n.into(), None)),
        _ => months(term).map(|m| ((m * 30).saturating_sub(2), Some(m * 31))),
    }
}

/// Whether the one ends at the same moment as the other or before, whenever both begin. A day ends with its midnight and may have an
/// hour less or more where clocks are changed.
fn never_later(one: Option<Term>, other: Option<Term>) -> bool {
    const DAY: u64 = 24 * 60;
    if let (Some(Term::WorkingDays(one)), Some(Term::WorkingDays(other))) = (one, other) {
        return one <= other;
    }
    if let (Some(one), Some(other)) = (months(one), months(other)) {
        return one <= other;
    }
    match (clock(one), days(one), clock(other), days(other)) {
        (Some(one), _, Some(other), _) => one <= other,
        (Some(0), _, _, Some(_)) => true,
        (Some(one), _, _, Some((least, _))) => one + 60 <= least * DAY,
        (_, Some((_, Some(most))), Some(other), _) => (most + 1) * DAY + 60 <= other,
        (_, Some((_, Some(most))), _, Some((least, _))) => most <= least,
        _ => false,
    }
}
