//! This module says what the text of a search names: a dossier by its number, a place, a site by its code, people.
//!
//! This module must never name what the searcher may not see: whatever it answers is looked for within their scope. Start
//! at [`Searcher::number`] and [`Searcher::named`].

use crate::Refused;
use crate::app::Inner;
use crate::views::{NumberSought, Scope, Who};
use bowline_core::ids::{Body, CaseNumber, CreditCode, PlaceCode, PostId};
use bowline_core::places::Place;
use bowline_core::words::Text;
use bowline_store::Named;

/// Most posts of people of one name.
const MOST_POSTS: u32 = 50;
/// Characters of a name: fewer say nothing, more is no name.
const NAME: std::ops::RangeInclusive<usize> = 2..=60;

/// A person who searches.
pub(crate) struct Searcher<'a> {
    pub(crate) inner: &'a Inner,
    pub(crate) who: &'a Who,
}

impl Searcher<'_> {
    /// Whether a text is the number of a dossier, and of which that this person may see.
    pub(crate) fn number(&self, text: &str) -> Result<Option<NumberSought>, Refused> {
        let number = match CaseNumber::written(text) {
            None => return Ok(None),
            Some(number) => number,
        };
        if text.trim().parse().is_ok_and(|code: PlaceCode| self.inner.places.latest().get(code).is_some()) {
            return Ok(None);
        }
        let Ok(number) = number else { return Ok(Some(NumberSought::Miswritten)) };
        let row = match self.inner.store.log().numbered(number)? {
            Some(subject) => self.inner.store.hazards().one(subject)?,
            None => None,
        };
        let seen = row.filter(|row| match &self.who.scope {
            Scope::Place(scope) => self.inner.places.latest().is_within(row.place, *scope),
            Scope::Sites(sites) => sites.contains(&row.site),
            Scope::Nothing => false,
        });
        Ok(Some(seen.map_or(NumberSought::NotThere(number), |row| NumberSought::Of(Box::new(row)))))
    }

    /// What a text names.
    pub(crate) fn named(&self, text: &str) -> Result<Named, Refused> {
        let (text, mut named) = (text.trim(), Named::default());
        if !NAME.contains(&text.chars().count()) {
            return Ok(named);
        }
        if let Ok(code) = CreditCode::parse(text) {
            named.sites = self.inner.store.registry().sites_with(&code)?;
            return Ok(named);
        }
        named.places = self.places_named(text);
        for post in self.inner.store.registry().posts_of_name(text, self.inner.today(), MOST_POSTS)? {
            match &post.body {
                Body::Site(site) => named.sites.push(*site),
                Body::Office(office) if self.is_in_scope(office.place) => named.owners.push(post),
                Body::Office(_) => {}
            }
        }
        Ok(named)
    }

    fn places_named(&self, text: &str) -> Vec<PlaceCode> {
        let is_named = |place: &&Place| {
            place.code.as_str() == text || place.name.zh == text || place.name.en.eq_ignore_ascii_case(text)
        };
        let named = self.inner.places.latest().iter().filter(is_named).map(|place| place.code);
        named.filter(|code| self.is_in_scope(*code)).collect()
    }

    fn is_in_scope(&self, place: PlaceCode) -> bool {
        match &self.who.scope {
            Scope::Place(scope) => self.inner.places.latest().is_within(place, *scope),
            // Their own sites lie somewhere: the query stays within these.
            Scope::Sites(_) => true,
            Scope::Nothing => false,
        }
    }

    /// The titles of posts whose people were named.
    pub(crate) fn titles(&self, posts: &[PostId]) -> Result<Vec<Text>, Refused> {
        posts.iter().map(|post| Ok(self.inner.names().post_title(post)?)).collect()
    }
}
