//! This module reads `inputs/*.toml`: the questions that rules may ask.

use super::parts;
use super::reader::{Node, Spot};
use crate::rules::law::{Input, InputKind};
use crate::words::Text;

/// One `[[input]]`.
pub(super) fn read(node: Node<'_>) -> Option<(Input, Spot)> {
    let f = node.table(&["id", "kind", "unit", "signed", "choices", "ask"])?;
    let (id, kind, ask) = (f.need("id"), f.need("kind"), f.need("ask"));
    let kind = match kind?.text()? {
        "yes" => InputKind::Yes,
        "day" => InputKind::Day,
        "dates" => InputKind::Dates,
        "number" => InputKind::Number { unit: f.need("unit")?.text()?.to_owned() },
        "choice" => {
            let entries = f.need("choices")?.entries()?;
            let choices = parts::each_entry(entries, |word, node| Some((word.to_owned(), node.both()?)));
            InputKind::Choice { choices: choices.into_iter().collect() }
        }
        other => {
            let message = Text::new(format!("不认识类型 `{other}`"), format!("unknown kind `{other}`"));
            let help = Text::new("可用：yes、number、day、dates、choice", "use yes, number, day, dates or choice");
            kind?.fault_with("pack.unknown_word", message, Some(help));
            return None;
        }
    };
    if f.get("unit").is_some() != matches!(kind, InputKind::Number { .. }) {
        node.fault("pack.bad_input", Text::new("只有 number 有单位", "only a number has a unit"));
    }
    let signed = f.optional("signed", |node| node.yes())?.unwrap_or_default();
    if signed && !matches!(kind, InputKind::Number { .. }) {
        node.fault("pack.bad_input", Text::new("只有 number 可为负", "only a number is signed"));
    }
    let id = id?;
    Some((Input { id: id.id()?, kind, ask: ask?.both()?, signed }, id.spot()))
}
