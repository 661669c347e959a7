//! The parts that rules share: their head, sources, days in force, terms.
//!
//! This module must never know a single kind of rule.

use super::reader::{Fields, Node, Spot};
use crate::ids::RuleId;
use crate::rules::law::{Citation, Validity};
use crate::time::Term;
use crate::words::Text;

/// Longest term of any clock: ten years of minutes, hours or days; a century of months or years.
const MAX_MINUTES: u32 = 5_256_000;
const MAX_HOURS: u32 = 87_600;
const MAX_DAYS: u32 = 3_660;
const MAX_MONTHS: u32 = 1_200;
const MAX_YEARS: u32 = 100;

/// One source.
fn citation(node: Node<'_>) -> Option<Citation> {
    let f = node.table(&["instrument", "article", "dossier", "tag", "checked_on"])?;
    let (instrument, article, tag, checked_on) =
        (f.need("instrument"), f.need("article"), f.need("tag"), f.need("checked_on"));
    let dossier = f.optional("dossier", |node| Some(node.text()?.to_owned()))?;
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
    let to = f.optional("to", |node| node.day())?;
    if to.is_some_and(|to| to < from) {
        node.fault("pack.bad_validity", Text::new("有效期止于起始之前", "it ends before it begins"));
        return None;
    }
    Some(Validity { from, to })
}

/// `{ minutes = n }`, `{ hours = n }`, `{ calendar_days = n }` or `{ working_days = n }`.
pub(super) fn term(node: Node<'_>) -> Option<Term> {
    let f = node.table(&["minutes", "hours", "calendar_days", "working_days"])?;
    match (f.get("minutes"), f.get("hours"), f.get("calendar_days"), f.get("working_days")) {
        (Some(n), None, None, None) => n.count(0..=MAX_MINUTES).map(Term::Minutes),
        (None, Some(n), None, None) => n.count(0..=MAX_HOURS).map(Term::Hours),
        (None, None, Some(n), None) => n.count(0..=MAX_DAYS).map(Term::CalendarDays),
        (None, None, None, Some(n)) => n.count(0..=MAX_DAYS).map(Term::WorkingDays),
        _ => {
            let message = Text::new(
                "期限只能写一种：minutes、hours、calendar_days 或 working_days",
                "a term is one of minutes, hours, calendar_days, working_days",
            );
            node.fault("pack.bad_term", message);
            None
        }
    }
}

/// How long after "at once" somebody is late: minutes or hours, never none.
pub(super) fn grace(node: Node<'_>) -> Option<Term> {
    let term = term(node)?;
    if term.is_zero() || term.by_the_clock().is_none() {
        let text = Text::new("宽限须为不少于 1 的 minutes 或 hours", "a grace is minutes or hours, at least one");
        node.fault("pack.bad_term", text);
        return None;
    }
    Some(term)
}

/// What a clock says: `{ at_once = true }` gives None, otherwise exactly one of minutes, hours, days, working_days, months, years.
pub(super) fn clock_term(node: Node<'_>) -> Option<Option<Term>> {
    type Unit = (&'static str, u32, fn(u32) -> Term);
    const UNITS: [Unit; 6] = [
        ("minutes", MAX_MINUTES, Term::Minutes),
        ("hours", MAX_HOURS, Term::Hours),
        ("days", MAX_DAYS, Term::CalendarDays),
        ("working_days", MAX_DAYS, Term::WorkingDays),
        ("months", MAX_MONTHS, Term::Months),
        ("years", MAX_YEARS, Term::Years),
    ];
    let f = node.table(&["at_once", "minutes", "hours", "days", "working_days", "months", "years"])?;
    let given: Vec<_> = UNITS.iter().filter_map(|(key, most, term)| Some((f.get(key)?, *most, *term))).collect();
    match (f.get("at_once"), given.as_slice()) {
        (Some(at_once), []) if at_once.yes()? => Some(None),
        (None, [(n, most, term)]) => n.count(0..=*most).map(|n| Some(term(n))),
        _ => {
            let message = Text::new(
                "期限只能写一种：at_once = true、minutes、hours、days、working_days、months 或 years",
                "a term is one of at_once = true, minutes, hours, days, working_days, months, years",
            );
            node.fault("pack.bad_term", message);
            None
        }
    }
}

/// What every rule begins with, not yet read: what else is missing is told before what is wrong.
pub(super) struct Head<'s> {
    pub(super) id: Option<Node<'s>>,
    title: Option<Node<'s>>,
    valid: Option<Validity>,
    cite: Option<Vec<Citation>>,
}

/// `id`, `title`, `valid` and `cite`, and where the rule stands.
pub(super) struct Heading {
    pub(super) id: RuleId,
    pub(super) title: Text,
    pub(super) topic: String,
    pub(super) valid: Validity,
    pub(super) cite: Vec<Citation>,
    pub(super) spot: Spot,
}

/// The head of a rule.
pub(super) fn head<'s>(f: &Fields<'s>) -> Head<'s> {
    Head { id: f.need("id"), title: f.need("title"), valid: validity(f), cite: citations(f) }
}

impl Head<'_> {
    /// What it says, asked when the rest was looked at.
    pub(super) fn read(self) -> Option<Heading> {
        let id = self.id?;
        Some(Heading {
            id: id.id()?,
            title: self.title?.both()?,
            topic: topic(id),
            valid: self.valid?,
            cite: self.cite?,
            spot: id.spot(),
        })
    }
}

/// The folders between the first and the file; empty for a file that lies in none.
pub(super) fn topic(at: Node<'_>) -> String {
    let inner = at.source.path.split_once('/').and_then(|(_, path)| path.rsplit_once('/'));
    inner.map(|(folder, _)| folder.to_owned()).unwrap_or_default()
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
