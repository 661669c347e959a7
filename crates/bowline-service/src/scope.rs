//! What a person may see and act for: the one rule for pages, lists and acts.
//!
//! Must never widen what a person sees by what the person does. Start at [`Inner::may_see`].

use crate::Refused;
use crate::app::Inner;
use crate::views::{Scope, Who};
use bowline_core::ids::{Body, PostId, SiteId};
use bowline_core::obligations::{Acting, Dossier};
use bowline_core::places::Level;
use std::collections::BTreeSet;

impl Inner {
    pub(crate) fn scope_of(&self, posts: &[PostId]) -> Result<Scope, Refused> {
        let places = posts
            .iter()
            .filter_map(|post| if let Body::Office(office) = &post.body { Some(office.place) } else { None });
        let widest = places.min_by_key(|place| self.places.get(*place).map_or(Level::Township, |place| place.level));
        if let Some(place) = widest {
            return Ok(Scope::Place(place));
        }
        let sites = self.sites_of(posts)?;
        Ok(if sites.is_empty() { Scope::Nothing } else { Scope::Sites(sites.into_iter().collect()) })
    }

    /// The sites of the enterprises, and of their groups, in which these posts are.
    fn sites_of(&self, posts: &[PostId]) -> Result<BTreeSet<SiteId>, Refused> {
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

    /// Whether a dossier lies within a person's scope.
    pub(crate) fn may_see(&self, who: &Who, dossier: &Dossier) -> bool {
        let Some(place) = dossier.place else { return false };
        match &who.scope {
            Scope::Place(scope) => self.places.is_within(place, *scope),
            Scope::Sites(sites) => dossier.hazard().is_some_and(|hazard| sites.contains(&hazard.found.site)),
            Scope::Nothing => false,
        }
    }

    /// The person as decisions see them. Interests come from posts, not from what the person sees: an inspector who also
    /// holds a post in an enterprise has an interest in the whole group of that enterprise.
    pub(crate) fn acting(&self, who: &Who) -> Result<Acting, Refused> {
        let posts: Vec<_> = who.posts.iter().map(|post| post.post.clone()).collect();
        let interests = self.sites_of(&posts)?;
        Ok(Acting { person: Some(who.person), posts, interests })
    }
}
