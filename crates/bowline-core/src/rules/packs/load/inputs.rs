//! This module reads `inputs/*.toml`: the questions that rules ask and forms put.
//!
//! This module must never let a limit through that does not fit its kind. Start at [`read`].

use super::parts;
use super::reader::{Fields, Node, Spot};
use crate::rules::law::{Input, InputKind, LONGEST_LISTING, LONGEST_TEXT, Limits, MOST_NAMED, Named};
use crate::rules::packs::diagnostic::did_you_mean;
use crate::words::Text;

/// What every input may have.
const COMMON: [&str; 4] = ["id", "kind", "ask", "help"];
/// What some kinds may have besides.
const OWN: [&str; 9] = ["unit", "signed", "whole", "least", "most", "choices", "lines", "longest", "listing"];
/// Kinds, but for those that name things.
const KINDS: [&str; 9] = ["yes", "number", "day", "dates", "choice", "text", "person", "moment", "files"];
/// Lines that a page may offer for a text.
const MAX_LINES: u32 = 40;

/// One `[[input]]`. `counted`: the units in which the country counts whole things.
pub(super) fn read(node: Node<'_>, counted: &[String]) -> Option<(Input, Spot)> {
    let f = node.table(&[&COMMON[..], &OWN].concat())?;
    let (id, kind, ask) = (f.need("id"), f.need("kind"), f.need("ask"));
    let kind = kind_of(kind?, &f)?;
    let fits = only_fitting(&f, &kind);
    let limits = limits(&f, &kind, counted)?;
    let help = f.optional("help", |node| node.both())?;
    let id = id?;
    let input = Input { id: id.id()?, kind, ask: ask?.both()?, help, limits };
    fits.then(|| (input, id.spot()))
}

fn kind_of(node: Node<'_>, f: &Fields<'_>) -> Option<InputKind> {
    Some(match node.text()? {
        "yes" => InputKind::Yes,
        "day" => InputKind::Day,
        "dates" => InputKind::Dates,
        "text" => InputKind::Text,
        "person" => InputKind::Person,
        "moment" => InputKind::Moment,
        "files" => InputKind::Files,
        "number" => InputKind::Number { unit: f.need("unit")?.text()?.to_owned() },
        "choice" => {
            let entries = f.need("choices")?.entries()?;
            let choices = parts::each_entry(entries, |word, node| Some((word.to_owned(), node.both()?)));
            InputKind::Choice { choices: choices.into_iter().collect() }
        }
        other => match Named::ALL.into_iter().find(|named| named.word() == other) {
            Some(named) => InputKind::Named(named),
            None => {
                let message = Text::new(format!("不认识类型 `{other}`"), format!("unknown kind `{other}`"));
                node.fault_with("pack.unknown_word", message, Some(instead_of(other)));
                return None;
            }
        },
    })
}

/// What to write instead of a kind that is none.
fn instead_of(other: &str) -> Text {
    if matches!(other, "money" | "count" | "percent") {
        return Text::new(
            "写 kind = \"number\" 并以 unit 写明货币或单位；只取整数的写 whole = true",
            "write kind = \"number\" with the currency or the unit as `unit`, and whole = true for whole numbers",
        );
    }
    let kinds: Vec<&str> = KINDS.into_iter().chain(Named::ALL.map(Named::word)).collect();
    let list = Text::new(format!("可用：{}", kinds.join("、")), format!("use one of {}", kinds.join(", ")));
    did_you_mean(other, kinds).unwrap_or(list)
}

/// What a kind may have besides what every input may have.
const fn own(kind: &InputKind) -> &'static [&'static str] {
    match kind {
        InputKind::Number { .. } => &["unit", "signed", "whole", "least", "most"],
        InputKind::Choice { .. } => &["choices"],
        InputKind::Text => &["lines", "longest", "listing"],
        InputKind::Person => &["longest"],
        InputKind::Files => &["least", "most"],
        InputKind::Named(named) if named.is_several() => &["least", "most"],
        InputKind::Yes | InputKind::Day | InputKind::Dates | InputKind::Moment | InputKind::Named(_) => &[],
    }
}

/// Tells what does not fit the kind.
fn only_fitting(f: &Fields<'_>, kind: &InputKind) -> bool {
    let (word, fitting) = (kind.word(), own(kind));
    let wrong: Vec<_> =
        OWN.iter().filter(|key| !fitting.contains(key)).filter_map(|key| Some((key, f.get(key)?))).collect();
    for (key, node) in &wrong {
        let message =
            Text::new(format!("`{word}` 类输入不写 `{key}`"), format!("an input of kind `{word}` has no `{key}`"));
        let help = (!fitting.is_empty())
            .then(|| Text::new(format!("可写：{}", fitting.join("、")), format!("it may have {}", fitting.join(", "))));
        node.fault_with("pack.bad_input", message, help);
    }
    wrong.is_empty()
}

fn limits(f: &Fields<'_>, kind: &InputKind, counted: &[String]) -> Option<Limits> {
    let (signed, whole) = (f.optional("signed", |node| node.yes()), f.optional("whole", |node| node.yes()));
    let (least, most) = (bound(f, "least", kind), bound(f, "most", kind));
    let lines = f.optional("lines", |node| node.count(1..=MAX_LINES));
    let longest = f.optional("longest", |node| node.count(1..=LONGEST_TEXT));
    // A text in which the program writes a line for each of thousands.
    let listing = f.optional("listing", |node| node.yes())?.unwrap_or_default();
    let (signed, whole) = (signed?.unwrap_or_default(), whole?.unwrap_or_default());
    let (mut least, most) = (least?, most?);
    let mut counts = false;
    if let InputKind::Number { unit } = kind {
        counts = counted.contains(unit);
        if signed && least.is_some() {
            let message = Text::new("signed 与 least 只写一种", "write `signed` or `least`, not both");
            f.fault("pack.bad_input", message);
            return None;
        }
        least = least.or(if signed { None } else { Some(0.0) });
    }
    if least.zip(most).is_some_and(|(least, most)| least > most) {
        f.fault("pack.bad_input", Text::new("least 大于 most", "`least` is more than `most`"));
        return None;
    }
    Some(Limits {
        least,
        most,
        whole: whole || counts,
        lines: lines?,
        longest: longest?.or(listing.then_some(LONGEST_LISTING)),
    })
}

/// A limit of a number; of files and lists, how many.
fn bound(f: &Fields<'_>, key: &str, kind: &InputKind) -> Option<Option<f64>> {
    let most = u32::try_from(MOST_NAMED).unwrap_or(u32::MAX);
    f.optional(key, |node| match kind {
        InputKind::Number { .. } => node.number(),
        _ => node.count(1..=most).map(f64::from),
    })
}
