//! One rule says who may do what now. Refusals and the buttons of the pages both use it.

use super::ask::Acting;
use crate::ids::{Body, PostId, Role};

/// Whether somebody may act for a post: its holder, the head of its office, or anybody of the same enterprise.
#[must_use]
pub fn may_act(acting: &Acting, owner: &PostId) -> bool {
    acting.posts.iter().any(|post| {
        post.body == owner.body
            && (post.role == owner.role || post.role == Role::Head || matches!(owner.body, Body::Site(_)))
    })
}
