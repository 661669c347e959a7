//! One rule says who may do what now. Refusals and the buttons of the pages both use it.

use super::ask::{Acting, Setting};
use super::dossier::{Dossier, Obligation};
use super::matters::may_never;
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

/// The obligations that somebody may do now, in order of their numbers.
#[must_use]
pub fn possible_acts<'a>(setting: Setting<'_>, dossier: &'a Dossier, acting: &Acting) -> Vec<&'a Obligation> {
    dossier
        .live()
        .filter(|it| may_act(acting, &it.opened.owner))
        .filter(|it| !may_never(setting, dossier, acting, it.opened.act.as_str()))
        .filter(|it| it.opened.act != Act::ANSWER_ALARM)
        .collect()
}
