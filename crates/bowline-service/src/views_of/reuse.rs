//! This view tells where else the files of a dossier were handed in, so that nobody closes two hazards with one photo unseen.
//!
//! This module must never show a matter that the person may not see: of those it tells only how many there are. Start at
//! [`reuse_of`].

use crate::app::Inner;
use crate::views::{ReuseLine, ReuseView, Scope, Who};
use bowline_core::facts::Proof;
use bowline_core::ids::SubjectId;
use bowline_core::words::Text;
use bowline_store::{Evidence, Matters, StoreFault};
use std::collections::{BTreeMap, BTreeSet};

/// Other matters of one file that are looked at, to be named.
const MOST_NAMED: u32 = 20;

/// The files of a dossier that were handed in more than once, by their hash. Only offices are told.
pub(crate) fn reuse_of<'p>(
    inner: &Inner,
    who: &Who,
    subject: SubjectId,
    proofs: impl Iterator<Item = &'p Proof>,
) -> Result<BTreeMap<String, ReuseView>, StoreFault> {
    let files: BTreeSet<&str> = proofs.map(|proof| proof.sha256.as_str()).collect();
    if files.is_empty() || !matches!(who.scope, Scope::Place(_)) {
        return Ok(BTreeMap::new());
    }
    let files: Vec<&str> = files.into_iter().collect();
    let uses = Evidence::of(&inner.store).uses(subject, &files, MOST_NAMED)?;
    let again = files.into_iter().zip(uses).filter(|(_, uses)| uses.here > 1 || uses.elsewhere > 0);
    let view = |(file, uses): (&str, bowline_store::Uses)| {
        let lines = named(inner, who, &uses.others)?;
        Ok((file.to_owned(), ReuseView { here: uses.here, elsewhere: uses.elsewhere, lines }))
    };
    again.map(view).collect()
}

/// Those of these dossiers that the person may see.
fn named(inner: &Inner, who: &Who, others: &[SubjectId]) -> Result<Vec<ReuseLine>, StoreFault> {
    let matters = Matters::of(&inner.store).each(others)?;
    let mut lines = Vec::new();
    for row in matters.iter().filter(|row| inner.lies_within(who, row.site, row.place)) {
        if let Some(kind) = inner.pack_at(row.place).kind_of(&row.kind, row.began) {
            let address = format!("/matters/{}/{}", kind.address, row.subject);
            lines.push((row.subject, kind.title.clone(), address, row.unit.clone().unwrap_or_default()));
        }
    }
    for other in others.iter().filter(|other| !matters.iter().any(|row| row.subject == **other)) {
        let row = inner.store.hazards().one(*other)?;
        if let Some(row) = row.filter(|row| inner.lies_within(who, Some(row.site), row.place)) {
            lines.push((row.subject, Text::new("隐患", "Hazard"), format!("/hazards/{}", row.subject), row.unit));
        }
    }
    let numbers = inner.store.log().numbers(&lines.iter().map(|(subject, ..)| *subject).collect::<Vec<_>>())?;
    let line = |((_, kind_title, address, unit), number): ((_, _, _, _), Option<_>)| ReuseLine {
        kind_title,
        address,
        number: number.map(|number: bowline_core::ids::CaseNumber| number.to_string()).unwrap_or_default(),
        unit,
    };
    Ok(lines.into_iter().zip(numbers).map(line).collect())
}
