//! One rule says what a person may see and act for. Pages, lists and acts use it.
//!
//! This module must never widen what a person sees by what the person does. Start at [`Inner::may_see`].

use crate::Refused;
use crate::app::Inner;
use crate::views::{Scope, Who};
use bowline_core::ids::{Body, PlaceCode, PostId, SiteId};
use bowline_core::obligations::{Acting, Dossier};
use bowline_core::places::Level;
use std::collections::BTreeSet;

impl Inner {
    /// What somebody with these posts and interests sees.
    pub(crate) fn scope_of(&self, posts: &[PostId], interests: &BTreeSet<SiteId>) -> Scope {
        let places = posts
            .iter()
            .filter_map(|post| if let Body::Office(office) = &post.body { Some(office.place) } else { None });
        let widest =
            places.min_by_key(|place| self.places.latest().get(*place).map_or(Level::Township, |place| place.level));
        match widest {
            Some(place) => Scope::Place(place),
            None if interests.is_empty() => Scope::Nothing,
            None => Scope::Sites(interests.iter().copied().collect()),
        }
    }

    /// The sites of the enterprises, and of their groups, in which these posts are.
    pub(crate) fn sites_of(&self, posts: &[PostId]) -> Result<BTreeSet<SiteId>, Refused> {
        let mut sites = BTreeSet::new();
        for post in posts {
            if let Body::Site(site) = post.body {
                sites.insert(site);
                sites.extend(self.sites_of_same_group(site)?);
            }
        }
        Ok(sites)
    }

    fn sites_of_same_group(&self, site: SiteId) -> Result<Vec<SiteId>, Refused> {
        let Some(row) = self.store.registry().site(site)? else { return Ok(Vec::new()) };
        match row.site.group.or(row.site.credit_code) {
            Some(parent) => Ok(self.store.registry().sites_of_group(&parent)?),
            None => Ok(Vec::new()),
        }
    }

    /// Whether a person may report a hazard at a site: where they would see it afterwards, and nowhere else.
    pub(crate) fn may_report(&self, who: &Who, site: SiteId, place: PlaceCode) -> Result<(), Refused> {
        let (allowed, zh, en) = match &who.scope {
            Scope::Place(scope) => (
                self.places.latest().is_within(place, *scope),
                "该单位不在您的辖区内；请向单位所在地的主管部门反映。",
                "This organisation is outside your area. Tell the authority in charge of the place.",
            ),
            Scope::Sites(sites) => (
                sites.contains(&site),
                "只能上报本单位的隐患；其他单位的隐患请向当地主管部门举报。",
                "You can report hazards of your own organisation only. Tell the authority in charge about others.",
            ),
            Scope::Nothing => (
                false,
                "您目前没有任职岗位，不能上报；请联系系统管理员。",
                "You hold no post at present, so you cannot report. Ask the system administrator.",
            ),
        };
        if allowed { Ok(()) } else { Err(Refused::field("site", zh, en)) }
    }

    /// Whether a dossier lies within a person's scope, or a body of theirs owes something in it: a matter of a declared kind may
    /// be owed by a body elsewhere.
    pub(crate) fn may_see(&self, who: &Who, dossier: &Dossier) -> bool {
        let Some(place) = dossier.place else { return false };
        let owes = || {
            let owners = dossier.obligations.iter().map(|it| &it.opened.owner.body);
            dossier.declared().is_some()
                && owners.into_iter().any(|body| who.posts.iter().any(|post| post.post.body == *body))
        };
        self.lies_within(who, dossier.site(), place) || owes()
    }

    /// Whether what lies at a site or in a place is within a person's scope.
    pub(crate) fn lies_within(&self, who: &Who, site: Option<SiteId>, place: PlaceCode) -> bool {
        match &who.scope {
            Scope::Place(scope) => self.places.latest().is_within(place, *scope),
            Scope::Sites(sites) => site.is_some_and(|site| sites.contains(&site)),
            Scope::Nothing => false,
        }
    }
}

impl Who {
    /// The person as decisions see them.
    pub(crate) fn acting(&self) -> Acting {
        let posts = self.posts.iter().map(|post| post.post.clone()).collect();
        Acting { person: Some(self.person), posts, interests: self.interests.clone() }
    }
}

/// The place of the body of a post; of a site that is not known, the nation.
///
/// # Errors
/// [`Refused::Fault`].
pub(crate) fn place_of_post(inner: &Inner, post: &PostId) -> Result<PlaceCode, Refused> {
    match &post.body {
        Body::Office(office) => Ok(office.place),
        Body::Site(site) => {
            Ok(inner.store.registry().site(*site)?.map_or_else(|| inner.places.latest().nation(), |row| row.place))
        }
    }
}
