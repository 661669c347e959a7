//! Who is signed in. Tokens and keys are random; only their hashes are kept.
//!
//! Must never keep or log a token or a key itself.

use crate::chance::{hex, sha256_hex};
use crate::views::{PostView, Scope, Who};
use crate::{Bowline, Refused};
use bowline_core::facts::Fact;
use bowline_core::ids::{Body, PersonId, PlaceCode, PostId, SiteId};
use bowline_core::obligations::Dossier;
use bowline_core::places::Level;
use bowline_core::words::{Lang, Text};
use jiff::ToSpan;
use std::collections::BTreeSet;

/// How long a session lasts.
const SESSION_HOURS: i64 = 24 * 7;

impl Bowline {
    /// Opens a session for a person. Answers the token for the cookie.
    pub(crate) fn open_session(&self, person: PersonId) -> Result<String, Refused> {
        let token = hex(&self.inner.chance.draw());
        // Sessions run by the machine's own time, so that turning the demo's clock signs nobody out.
        let until = machine_now().saturating_add(SESSION_HOURS.hours()).unwrap_or_else(|_| machine_now());
        self.inner.store.put_session(sha256_hex(token.as_bytes()), person, until, machine_now())?;
        Ok(token)
    }

    /// Signs in with the key that the operator issued.
    ///
    /// # Errors
    /// [`Refused::Field`] for an unknown key.
    pub fn sign_in_key(&self, key: &str) -> Result<String, Refused> {
        self.open_session(self.person_with_key(key)?)
    }

    /// The person who holds a sign-in key, without a session.
    ///
    /// # Errors
    /// [`Refused::Field`] for an unknown key.
    pub fn who_has_key(&self, key: &str) -> Result<Who, Refused> {
        self.who(self.person_with_key(key)?)
    }

    fn person_with_key(&self, key: &str) -> Result<PersonId, Refused> {
        let person = self.inner.store.sign_in_key(&sha256_hex(key.trim().as_bytes()))?;
        person.ok_or_else(|| {
            Refused::field(
                "key",
                "登录密钥无效；请向管理员重新领取。",
                "This sign-in key is not valid; ask the operator for a new one.",
            )
        })
    }

    /// The person of a session, with posts and scope as of today. None: not signed in.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn session(&self, token: &str) -> Result<Option<Who>, Refused> {
        match self.inner.store.session(&sha256_hex(token.as_bytes()), machine_now())? {
            Some(person) => self.who(person).map(Some),
            None => Ok(None),
        }
    }

    /// Ends a session.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn sign_out(&self, token: &str) -> Result<(), Refused> {
        Ok(self.inner.store.remove_session(sha256_hex(token.as_bytes()))?)
    }

    /// A person with posts and scope as of today.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for an unknown person.
    pub fn who(&self, person: PersonId) -> Result<Who, Refused> {
        let name = self.inner.store.person_name(person)?.ok_or(Refused::NotFound)?;
        let posts = self.inner.store.posts_of(person, self.today())?;
        let scope = self.scope_of(&posts)?;
        let posts = posts.into_iter().map(|post| self.post_view(post)).collect::<Result<_, _>>()?;
        Ok(Who { person, name, posts, scope })
    }

    fn scope_of(&self, posts: &[PostId]) -> Result<Scope, Refused> {
        let places = posts
            .iter()
            .filter_map(|post| if let Body::Office(office) = &post.body { Some(office.place) } else { None });
        let widest =
            places.min_by_key(|place| self.inner.places.get(*place).map_or(Level::Township, |place| place.level));
        if let Some(place) = widest {
            return Ok(Scope::Place(place));
        }
        let sites = self.sites_of(posts)?;
        Ok(if sites.is_empty() { Scope::Nothing } else { Scope::Sites(sites.into_iter().collect()) })
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

    pub(crate) fn sites_of_same_group(&self, site: SiteId) -> Result<Vec<SiteId>, Refused> {
        let Some(row) = self.inner.store.site(site)? else { return Ok(Vec::new()) };
        match row.site.group.or(row.site.credit_code) {
            Some(parent) => Ok(self.inner.store.sites_of_group(&parent)?),
            None => Ok(Vec::new()),
        }
    }

    /// Whether a dossier lies within a person's scope: the one rule for pages, lists and acts.
    pub(crate) fn may_see(&self, who: &Who, dossier: &Dossier) -> bool {
        let Some(place) = dossier.place else { return false };
        match &who.scope {
            Scope::Place(scope) => self.inner.places.is_within(place, *scope),
            Scope::Sites(sites) => dossier.hazard().is_some_and(|hazard| sites.contains(&hazard.found.site)),
            Scope::Nothing => false,
        }
    }

    /// A post with its title and holders.
    pub(crate) fn post_view(&self, post: PostId) -> Result<PostView, Refused> {
        let holders = self.inner.store.holders(&post, self.today())?.into_iter().map(|(_, name)| name).collect();
        Ok(PostView { title: post_title(self, &post)?, post, holders })
    }

    /// The name of an office or an enterprise.
    pub(crate) fn body_name(&self, body: &Body) -> Result<Text, Refused> {
        match body {
            Body::Office(office) => {
                let place = self.inner.places.get(office.place);
                let name = place.map_or_else(|| Text::same(office.place.as_str()), |place| place.name.clone());
                let level = place.map_or(Level::County, |place| place.level);
                let department = self.inner.pack.country().department(&office.department);
                Ok(department
                    .map_or_else(|| Text::same(office.to_string()), |department| department.office_at(level, &name)))
            }
            Body::Site(site) => {
                Ok(Text::same(self.inner.store.site(*site)?.map_or_else(|| site.to_string(), |row| row.site.name)))
            }
        }
    }

    /// The full name of a place.
    pub(crate) fn place_name(&self, place: PlaceCode) -> Text {
        let tree = &self.inner.places;
        Text::new(tree.full_name(place, Lang::Zh), tree.full_name(place, Lang::En))
    }

    /// What these facts of people say, for somebody who did not see them yet; none if there are none.
    pub(crate) fn happened(&self, facts: &[&Fact]) -> Result<Option<Vec<Text>>, bowline_store::StoreFault> {
        let mut happened = Vec::new();
        for fact in facts.iter().filter(|fact| fact.what.kind().starts_with("hazard.")) {
            let by = self.actor_name(fact.by)?;
            let what = crate::sentences::title(&self.inner.pack, &fact.what);
            happened.push(Text::new(format!("{}：{}", by.zh, what.zh), format!("{}: {}", by.en, what.en)));
        }
        Ok((!happened.is_empty()).then_some(happened))
    }

    /// The name of whoever recorded a fact.
    pub(crate) fn actor_name(&self, actor: bowline_core::facts::Actor) -> Result<Text, bowline_store::StoreFault> {
        use bowline_core::facts::Actor;
        Ok(match actor {
            Actor::Person(person) => Text::same(self.inner.store.person_name(person)?.unwrap_or_default()),
            Actor::Engine => Text::new("时钟引擎", "the engine"),
            Actor::Import(_) => Text::new("台账导入", "ledger import"),
            Actor::System => Text::new("系统", "the installation"),
        })
    }
}

/// The name of a post, whoever holds it.
pub(crate) fn post_title(app: &Bowline, post: &PostId) -> Result<Text, Refused> {
    let (body, role) = (app.body_name(&post.body)?, crate::sentences::role_name(post.role));
    Ok(Text::new(format!("{}{}", body.zh, role.zh), format!("{}, {}", role.en, body.en)))
}

fn machine_now() -> bowline_core::time::Moment {
    use crate::clock::WallClock;
    crate::clock::SystemClock.now()
}
