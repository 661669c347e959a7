//! This module puts questions, answers and comparisons into words, in both languages. Verdicts, explanations and
//! differences use it.
//!
//! This module must never say more than the data. Start at `comparison_text`.

use super::{Bound, Comparison, InputKind, Law, Rows, Span, Table, Window};
use crate::facts::{Answer, InputId};
use crate::time::{day_text, moment_text};
use crate::words::Text;

/// Days listed in words; of more, the number only.
const DAYS_SHOWN: usize = 12;

/// The question; the input's name if the law does not declare it.
#[must_use]
pub fn ask_text(law: &Law, input: &InputId) -> Text {
    law.inputs().get(input).map_or_else(|| Text::same(input.as_str()), |input| input.ask.clone())
}

/// The question as what an answer is said of: Chinese drops its mark and its 吗 (`…符合国家标准：是`).
pub(in crate::rules) fn asked_text(law: &Law, input: &InputId) -> Text {
    let ask = ask_text(law, input);
    let zh = ask.zh.trim_end_matches(['？', '?']);
    Text::new(zh.strip_suffix('吗').unwrap_or(zh), ask.en)
}

/// The text of a choice of an input; the word itself if the law does not declare it.
fn choice_text(law: &Law, input: &InputId, word: &str) -> Text {
    let known = match law.inputs().get(input).map(|input| &input.kind) {
        Some(InputKind::Choice { choices }) => choices.get(word).cloned(),
        Some(InputKind::Yes) if word == "yes" => Some(yes(true)),
        Some(InputKind::Yes) if word == "no" => Some(yes(false)),
        _ => None,
    };
    known.unwrap_or_else(|| Text::same(word))
}

fn unit_of<'l>(law: &'l Law, input: &InputId) -> &'l str {
    match law.inputs().get(input).map(|input| &input.kind) {
        Some(InputKind::Number { unit }) => unit.as_str(),
        _ => "",
    }
}

fn yes(yes: bool) -> Text {
    if yes { Text::new("是", "yes") } else { Text::new("否", "no") }
}

/// An answer in words; what has an id, by its id.
#[must_use]
pub fn answer_text(law: &Law, input: &InputId, answer: &Answer) -> Text {
    match answer {
        Answer::Yes(it) => yes(*it),
        Answer::Number(n) => amount(*n, unit_of(law, input)),
        Answer::Day(day) => day_text(*day),
        Answer::Choice(word) => choice_text(law, input, word),
        Answer::Days(days) if days.is_empty() => Text::new("无", "none"),
        Answer::Days(days) if days.len() > DAYS_SHOWN => {
            Text::new(format!("{} 个日期", days.len()), format!("{} dates", days.len()))
        }
        Answer::Days(days) => {
            let days: Vec<Text> = days.iter().copied().map(day_text).collect();
            joined(&days, "、", ", ")
        }
        Answer::Text(text) | Answer::Person(text) => Text::same(text),
        Answer::Moment(at) => moment_text(*at, law.country().zone()),
        Answer::Files(files) => {
            let names: Vec<Text> = files.iter().map(|file| Text::same(&file.name)).collect();
            joined(&names, "、", ", ")
        }
        Answer::Post(id) => Text::same(id.to_string()),
        Answer::Posts(posts) => listed(posts),
        Answer::Office(id) => Text::same(id.to_string()),
        Answer::Offices(offices) => listed(offices),
        Answer::Site(id) => Text::same(id.to_string()),
        Answer::Sites(sites) => listed(sites),
        Answer::Links(links) => listed(links),
        Answer::Place(id) => Text::same(id.to_string()),
        Answer::Places(places) => listed(places),
        Answer::Rules(rules) => listed(rules),
        Answer::Link(id) => Text::same(id.to_string()),
    }
}

/// A comparison of an input in words.
pub(in crate::rules) fn comparison_text(law: &Law, input: &InputId, is: &Comparison) -> Text {
    match is {
        Comparison::Is(it) => yes(*it),
        Comparison::OneOf(list) => {
            let words: Vec<Text> = list.iter().map(|word| choice_text(law, input, word)).collect();
            joined(&words, "、", " or ")
        }
        Comparison::AtLeast(n, unit) => bound_text(Bound::AtLeast, &amount(*n, unit)),
        Comparison::MoreThan(n, unit) => bound_text(Bound::MoreThan, &amount(*n, unit)),
        Comparison::AtMost(n, unit) => bound_text(Bound::AtMost, &amount(*n, unit)),
        Comparison::Below(n, unit) => bound_text(Bound::Below, &amount(*n, unit)),
        Comparison::From(day) => {
            let day = day_text(*day);
            Text::new(format!("{}以后", day.zh), format!("on or after {}", day.en))
        }
        Comparison::Before(day) => {
            let day = day_text(*day);
            Text::new(format!("{}前", day.zh), format!("before {}", day.en))
        }
        Comparison::Table(table) => table_text(law, table),
        Comparison::Window(window) => window_text(law, window),
    }
}

/// Things by their ids.
fn listed<T: ToString>(ids: &[T]) -> Text {
    let ids: Vec<Text> = ids.iter().map(|id| Text::same(id.to_string())).collect();
    joined(&ids, "、", ", ")
}

/// A number with its unit. What has the unit 1 (a ratio, a count) is told without it.
pub(super) fn amount(n: f64, unit: &str) -> Text {
    if matches!(unit, "" | "1") {
        return Text::same(n.to_string());
    }
    let unit = unit_text(unit, n == 1.0);
    Text::new(format!("{n} {}", unit.zh), format!("{n} {}", unit.en))
}

/// A unit in words, of one or of several; one that is not known here stands as written.
#[must_use]
pub fn unit_text(unit: &str, one: bool) -> Text {
    let (zh, singular, plural) = match unit {
        "person" => ("人", "person", "persons"),
        "item" => ("项", "item", "items"),
        "set" => ("套", "set", "sets"),
        "point" => ("分", "point", "points"),
        "exit" => ("个", "exit", "exits"),
        "storey" => ("层", "storey", "storeys"),
        "car" => ("辆", "car", "cars"),
        "blind" => ("块", "blind", "blinds"),
        "CNY" => ("元", "CNY", "CNY"),
        "times" | "×" => ("倍", "time", "times"),
        "min" => ("分钟", "min", "min"),
        "h" => ("小时", "h", "h"),
        "day" | "d" => ("日", "day", "days"),
        "working_day" => ("个工作日", "working day", "working days"),
        "month" => ("个月", "month", "months"),
        "year" | "a" => ("年", "year", "years"),
        _ => return Text::same(unit),
    };
    Text::new(zh, if one { singular } else { plural })
}

fn bound_text(bound: Bound, limit: &Text) -> Text {
    let (zh, en) = match bound {
        Bound::AtLeast => ("不小于", "at least"),
        Bound::MoreThan => ("大于", "more than"),
        Bound::AtMost => ("不大于", "at most"),
        Bound::Below => ("小于", "below"),
    };
    Text::new(format!("{zh} {}", limit.zh), format!("{en} {}", limit.en))
}

fn joined(words: &[Text], zh: &str, en: &str) -> Text {
    let join = |pick: fn(&Text) -> &str, by: &str| words.iter().map(pick).collect::<Vec<_>>().join(by);
    Text::new(join(|text| &text.zh, zh), join(|text| &text.en, en))
}

fn table_text(law: &Law, table: &Table) -> Text {
    let Table { unit, by, otherwise, .. } = table;
    let row = |name: Text, value: f64| {
        let limit = amount(value, unit);
        Text::new(format!("{} {}", name.zh, limit.zh), format!("{}: {}", name.en, limit.en))
    };
    let mut rows: Vec<Text> = match &table.rows {
        Rows::Words(rows) => rows.iter().map(|(word, value)| row(choice_text(law, by, word), *value)).collect(),
        Rows::Bands(bands) => {
            let from = |n: f64| Text::same(format!("≥ {n} {}", unit_of(law, by)).trim_end());
            bands.iter().map(|band| row(from(band.from), band.value)).collect()
        }
    };
    rows.extend(otherwise.map(|value| row(Text::new("其余", "otherwise"), value)));
    let (ask, rows) = (ask_text(law, by), joined(&rows, "；", "; "));
    let limit = Text::new(
        format!("按“{}”确定的限值（{}）", ask.zh, rows.zh),
        format!("the limit set by “{}” ({})", ask.en, rows.en),
    );
    bound_text(table.bound, &limit)
}

fn window_text(law: &Law, window: &Window) -> Text {
    let n = window.count;
    let span = match window.within {
        Span::Days(days) => Text::new(format!("{days} 日内"), format!("{days} days")),
        Span::Months(months) => Text::new(format!("{months} 个月内"), format!("{months} months")),
    };
    match &window.ending {
        None => Text::new(format!("任意 {}至少 {n} 次", span.zh), format!("at least {n} within any {}", span.en)),
        Some(ending) => {
            let ask = ask_text(law, ending);
            let zh = format!("截至“{}”之日的 {}至少 {n} 次", ask.zh, span.zh);
            Text::new(zh, format!("at least {n} within the {} up to “{}”", span.en, ask.en))
        }
    }
}
