//! One rule says who may do what now. Refusals and the buttons of the pages both use it.

use super::ask::Acting;
use super::dossier::{Dossier, Obligation};
use crate::facts::Act;
use crate::ids::{Body, PostId, Role};

/// Whether somebody may act for a post: its holder, the head of its office, or anybody of the same enterprise.
#[must_use]
pub fn may_act(acting: &Acting, owner: &PostId) -> bool {
    acting.posts.iter().any(|post| {
        post.body == owner.body
            && (post.role == owner.role || post.role == Role::Head || matches!(owner.body, Body::Site(_)))
    })
}

/// Whether somebody took part in the fixing, belongs to the unit that had to fix it, or has an interest in it.
#[must_use]
pub(super) fn is_interested(acting: &Acting, dossier: &Dossier) -> bool {
    let Some(hazard) = dossier.hazard() else { return false };
    let fixed = acting.person.is_some_and(|person| hazard.fixers.contains(&person));
    let owners = dossier.obligations.iter().filter(|it| it.opened.act == Act::RECTIFY);
    let of_unit = owners.into_iter().any(|it| acting.belongs_to(&it.opened.owner.body));
    fixed || of_unit || acting.interests.contains(&hazard.found.site)
}

/// The obligations that somebody may do now, in order of their numbers.
#[must_use]
pub fn possible_acts<'a>(dossier: &'a Dossier, acting: &Acting) -> Vec<&'a Obligation> {
    dossier
        .live()
        .filter(|it| may_act(acting, &it.opened.owner))
        .filter(|it| it.opened.act != Act::VERIFY || !is_interested(acting, dossier))
        .filter(|it| it.opened.act != Act::ANSWER_ALARM)
        .collect()
}
