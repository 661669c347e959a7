//! These are the smallest steps by which a condition can be changed. Each has a sentence that says which step it is.
//!
//! This module must never make two changes at once: whoever reads the sentence must know which one no case noticed.
//! Start at `steps`.

use super::Pack;
use crate::facts::InputId;
use crate::rules::law::wording::{ask_text, comparison_text};
use crate::rules::law::{Band, Bound, Comparison, Condition, InputKind, Rows, Span, Table, Window};
use crate::time::Day;
use crate::words::Text;

/// A condition one step away.
pub(super) struct Step {
    pub(super) condition: Condition,
    pub(super) change: Text,
}

/// Every condition one step away from this one.
pub(super) fn steps(pack: &Pack, condition: &Condition) -> Vec<Step> {
    match condition {
        Condition::All(of) => {
            several(pack, of, Condition::All).chain(swapped(of, "all", "any", Condition::Any)).collect()
        }
        Condition::Any(of) => {
            several(pack, of, Condition::Any).chain(swapped(of, "any", "all", Condition::All)).collect()
        }
        Condition::AtLeast { n, of } => {
            let most = u32::try_from(of.len()).unwrap_or(u32::MAX);
            let counts = [n.saturating_sub(1), n.saturating_add(1)].into_iter().filter(|n| (1..=most).contains(n));
            let counted = counts.map(|other| Step {
                condition: Condition::AtLeast { n: other, of: of.clone() },
                change: Text::same(format!("at_least n = {n} → {other}")),
            });
            let n = *n;
            several(pack, of, move |of| Condition::AtLeast { n, of }).chain(counted).collect()
        }
        Condition::Not(inner) => {
            let kept = steps(pack, inner)
                .into_iter()
                .map(|step| Step { condition: Condition::Not(Box::new(step.condition)), ..step });
            let dropped = Step { condition: inner.as_ref().clone(), change: Text::same("not → ·") };
            kept.chain([dropped]).collect()
        }
        Condition::Input { input, is } => {
            comparisons(pack, input, is).into_iter().map(|other| leaf(pack, input, is, other)).collect()
        }
    }
}

fn leaf(pack: &Pack, input: &InputId, is: &Comparison, other: Comparison) -> Step {
    let (ask, was, now) =
        (ask_text(pack, input), comparison_text(pack, input, is), comparison_text(pack, input, &other));
    let change =
        Text::new(format!("{} {} → {}", ask.zh, was.zh, now.zh), format!("{} {} → {}", ask.en, was.en, now.en));
    Step { condition: Condition::Input { input: input.clone(), is: other }, change }
}

/// Each part changed in its place.
fn several<'c>(
    pack: &'c Pack,
    of: &'c [Condition],
    whole: impl Fn(Vec<Condition>) -> Condition + 'c,
) -> impl Iterator<Item = Step> + 'c {
    let changed =
        of.iter().enumerate().flat_map(move |(i, part)| steps(pack, part).into_iter().map(move |step| (i, step)));
    changed.map(move |(i, step)| {
        let parts = of.iter().enumerate().map(|(k, part)| if k == i { step.condition.clone() } else { part.clone() });
        Step { condition: whole(parts.collect()), change: step.change }
    })
}

/// `all` of one part is `any` of it: nothing to swap.
fn swapped(of: &[Condition], from: &str, to: &str, whole: fn(Vec<Condition>) -> Condition) -> Option<Step> {
    (of.len() > 1)
        .then(|| Step { condition: whole(of.to_vec()), change: Text::same(format!("{from} → {to} ({})", of.len())) })
}

fn comparisons(pack: &Pack, input: &InputId, is: &Comparison) -> Vec<Comparison> {
    match is {
        Comparison::Is(yes) => vec![Comparison::Is(!yes)],
        Comparison::OneOf(words) => others(pack, input, words).into_iter().collect(),
        Comparison::AtLeast(n, unit) => limits(Bound::AtLeast, *n, unit),
        Comparison::MoreThan(n, unit) => limits(Bound::MoreThan, *n, unit),
        Comparison::AtMost(n, unit) => limits(Bound::AtMost, *n, unit),
        Comparison::Below(n, unit) => limits(Bound::Below, *n, unit),
        Comparison::From(day) => days(*day).map(Comparison::From).collect(),
        Comparison::Before(day) => days(*day).map(Comparison::Before).collect(),
        Comparison::Table(table) => tables(table),
        Comparison::Window(window) => windows(window),
    }
}

/// All other choices of the input. None: there are no others.
fn others(pack: &Pack, input: &InputId, words: &[String]) -> Option<Comparison> {
    let Some(InputKind::Choice { choices }) = pack.inputs().get(input).map(|input| &input.kind) else { return None };
    let others: Vec<String> = choices.keys().filter(|word| !words.contains(word)).cloned().collect();
    (!others.is_empty()).then_some(Comparison::OneOf(others))
}

fn limits(bound: Bound, limit: f64, unit: &str) -> Vec<Comparison> {
    let moved = moved(limit).map(|limit| bound.with(limit, unit.to_owned()));
    moved.into_iter().chain([flipped(bound).with(limit, unit.to_owned())]).collect()
}

/// The limit itself belongs to the other side.
const fn flipped(bound: Bound) -> Bound {
    match bound {
        Bound::AtLeast => Bound::MoreThan,
        Bound::MoreThan => Bound::AtLeast,
        Bound::AtMost => Bound::Below,
        Bound::Below => Bound::AtMost,
    }
}

/// One unit of the last digit less, and more: 0.75 gives 0.74 and 0.76.
pub(super) fn moved(number: f64) -> [f64; 2] {
    let digits = number.to_string().split_once('.').map_or(0, |(_, after)| after.len());
    let unit = 10_f64.powi(-i32::try_from(digits).unwrap_or(0));
    [number - unit, number + unit].map(|moved| format!("{moved:.digits$}").parse().unwrap_or(moved))
}

fn days(day: Day) -> impl Iterator<Item = Day> {
    [day.yesterday(), day.tomorrow()].into_iter().flatten()
}

/// Every row moved, and the limit moved to the other side.
fn tables(table: &Table) -> Vec<Comparison> {
    let mut made = vec![Table { bound: flipped(table.bound), ..table.clone() }];
    let rows = |rows: Rows| Table { rows, ..table.clone() };
    match &table.rows {
        Rows::Words(words) => {
            for (word, value) in words {
                for value in moved(*value) {
                    let mut words = words.clone();
                    words.insert(word.clone(), value);
                    made.push(rows(Rows::Words(words)));
                }
            }
        }
        Rows::Bands(bands) => {
            for (i, band) in bands.iter().enumerate() {
                let values = moved(band.value).map(|value| Band { value, ..*band });
                let begins = moved(band.from).map(|from| Band { from, ..*band });
                for other in values.into_iter().chain(begins) {
                    let bands = bands.iter().enumerate().map(|(k, band)| if k == i { other } else { *band });
                    made.push(rows(Rows::Bands(bands.collect())));
                }
            }
        }
    }
    for value in table.otherwise.into_iter().flat_map(moved) {
        made.push(Table { otherwise: Some(value), ..table.clone() });
    }
    made.into_iter().map(Comparison::Table).collect()
}

fn windows(window: &Window) -> Vec<Comparison> {
    let around = |n: u32| [n.checked_sub(1), n.checked_add(1)].into_iter().flatten();
    let spans: Vec<Span> = match window.within {
        Span::Days(n) => around(n).map(Span::Days).collect(),
        Span::Months(n) => around(n).map(Span::Months).collect(),
    };
    let spans = spans.into_iter().map(|within| Window { within, ..window.clone() });
    let counts = around(window.count).filter(|count| *count > 0).map(|count| Window { count, ..window.clone() });
    spans.chain(counts).map(Comparison::Window).collect()
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn the_last_digit_moves_and_nothing_else() {
        assert_eq!(moved(100.0), [99.0, 101.0]);
        assert_eq!(moved(0.75), [0.74, 0.76]);
        assert_eq!(moved(2.2), [2.1, 2.3]);
        assert_eq!(moved(-0.5), [-0.6, -0.4]);
        assert_eq!(moved(0.0), [-1.0, 1.0]);
    }
}
