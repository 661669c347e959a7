//! The parts that every rule has: source, days in force, terms, lights.

use super::reader::{Fields, Node};
use crate::rules::{Citation, Validity};
use crate::time::Term;
use crate::words::Text;

/// Longest term of any clock: ten years of hours or days.
const MAX_HOURS: u32 = 87_600;
const MAX_DAYS: u32 = 3_660;

/// One source.
fn citation(node: Node<'_>) -> Option<Citation> {
    let f = node.table(&["instrument", "article", "dossier", "tag", "checked_on"])?;
    let (instrument, article, tag, checked_on) =
        (f.need("instrument"), f.need("article"), f.need("tag"), f.need("checked_on"));
    let dossier = match f.get("dossier") {
        Some(node) => Some(node.text()?.to_owned()),
        None => None,
    };
    Some(Citation {
        instrument: instrument?.text()?.to_owned(),
        article: article?.text()?.to_owned(),
        dossier,
        tag: tag?.word()?,
        checked_on: checked_on?.day()?,
    })
}

/// `cite`: at least one source. A rule without a source is refused.
pub(super) fn citations(fields: &Fields<'_>) -> Option<Vec<Citation>> {
    let nodes = fields.need("cite")?.list()?;
    if nodes.is_empty() {
        fields.fault("pack.no_citation", Text::new("没有出处", "no source is cited"));
        return None;
    }
    let read: Vec<_> = nodes.into_iter().map(citation).collect();
    read.into_iter().collect()
}

/// `valid = { from = …, to = … }`.
pub(super) fn validity(fields: &Fields<'_>) -> Option<Validity> {
    let node = fields.need("valid")?;
    let f = node.table(&["from", "to"])?;
    let from = f.need("from")?.day()?;
    let to = match f.get("to") {
        Some(to) => Some(to.day()?),
        None => None,
    };
    if to.is_some_and(|to| to < from) {
        node.fault("pack.bad_validity", Text::new("有效期止于起始之前", "it ends before it begins"));
        return None;
    }
    Some(Validity { from, to })
}

/// `{ hours = n }`, `{ calendar_days = n }` or `{ working_days = n }`.
pub(super) fn term(node: Node<'_>) -> Option<Term> {
    let f = node.table(&["hours", "calendar_days", "working_days"])?;
    match (f.get("hours"), f.get("calendar_days"), f.get("working_days")) {
        (Some(n), None, None) => n.count(0..=MAX_HOURS).map(Term::Hours),
        (None, Some(n), None) => n.count(0..=MAX_DAYS).map(Term::CalendarDays),
        (None, None, Some(n)) => n.count(0..=MAX_DAYS).map(Term::WorkingDays),
        _ => {
            let message = Text::new(
                "期限只能写一种：hours、calendar_days 或 working_days",
                "a term is one of hours, calendar_days, working_days",
            );
            node.fault("pack.bad_term", message);
            None
        }
    }
}

/// Whether a term has no length.
pub(super) const fn is_zero(term: Term) -> bool {
    matches!(term, Term::Hours(0) | Term::CalendarDays(0) | Term::WorkingDays(0))
}

/// Reads every item of a list; faults are reported, good items kept.
pub(super) fn each<'s, T>(nodes: Vec<Node<'s>>, read: impl FnMut(Node<'s>) -> Option<T>) -> Vec<T> {
    nodes.into_iter().filter_map(read).collect()
}

/// Reads every entry of a table with free keys.
pub(super) fn each_entry<'s, T>(
    entries: Vec<(&'s str, Node<'s>)>,
    mut read: impl FnMut(&'s str, Node<'s>) -> Option<T>,
) -> Vec<T> {
    entries.into_iter().filter_map(|(key, node)| read(key, node)).collect()
}
