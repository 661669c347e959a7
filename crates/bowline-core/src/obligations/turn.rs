//! Whose turn it is: who holds a matter up now, and what else is owed beside that.
//!
//! This module must never know which step comes after which: the order of the steps of the procedure or of the kind, pack
//! data, tells.
//! Start at [`turn`].

use super::dossier::{Dossier, Obligation};
use crate::rules::Pack;

/// The duty for which the matter waits: of the owner of the furthest step that is open, the one that is due first. Once proof is
/// handed in that is whoever verifies, whatever the unit still owes. None: nothing is open.
#[must_use]
pub fn turn<'a>(pack: &Pack, dossier: &'a Dossier) -> Option<&'a Obligation> {
    let furthest = own(dossier).max_by_key(|it| (place(pack, dossier, it), std::cmp::Reverse(first(it))))?;
    own(dossier).filter(|it| it.opened.owner == furthest.opened.owner).min_by_key(|it| first(it))
}

/// What is owed beside that, due first first. What only watches over another duty is not among it.
#[must_use]
pub fn owed_beside<'a>(pack: &Pack, dossier: &'a Dossier) -> Vec<&'a Obligation> {
    let turn = turn(pack, dossier).map(|it| it.opened.no);
    let mut beside: Vec<&Obligation> = own(dossier).filter(|it| Some(it.opened.no) != turn).collect();
    beside.sort_by_key(|it| first(it));
    beside
}

/// Duties of the matter itself. Whoever has a right may, and nobody waits for it.
fn own(dossier: &Dossier) -> impl Iterator<Item = &Obligation> {
    dossier.live().filter(|it| it.watches().is_none() && !it.opened.right)
}

fn first(it: &Obligation) -> (crate::time::Moment, u32) {
    (it.due.at, it.opened.no)
}

/// How far a step is on the way of its procedure or kind. None: it is no step of one, such as a reply.
fn place(pack: &Pack, dossier: &Dossier, it: &Obligation) -> Option<usize> {
    let step = &it.opened.step;
    match dossier.declared() {
        Some(matter) => {
            let kind = pack.kind_of(&matter.kind, matter.begun.edition)?;
            kind.place_of(&it.opened.procedure, step)
        }
        None => pack.procedures().latest(&it.opened.procedure)?.steps.iter().position(|known| known.id == *step),
    }
}
