//! This view gives rates of false closings, by verifier, office and county, from the looks as the tables hold them.
//!
//! This module must never count what a register closed for a verifier. Start at [`LookBacks::rates`].

use crate::Refused;
use crate::app::Inner;
use crate::look_backs::{LOOK, LookBacks, kind};
use crate::strata::REGISTER;
use crate::views::look_backs::{RateLine, Rates};
use crate::views::{Scope, Who};
use bowline_core::facts::Actor;
use bowline_core::ids::{OfficeId, PersonId, PlaceCode};
use bowline_core::places::Level;
use bowline_core::signals::{FalseClosing, Looked, rate};
use bowline_core::words::Text;
use bowline_store::LookedRow;
use jiff::ToSpan;
use std::collections::BTreeMap;

/// Days back of which looks count.
const DAYS: i64 = 365;

/// What was looked at of one stratum of one draw.
pub(crate) struct Stratum {
    pub(crate) place: PlaceCode,
    pub(crate) looked: Looked,
    verifier: Option<PersonId>,
    county: Option<PlaceCode>,
    office: Option<OfficeId>,
    open: u64,
}

impl Stratum {
    /// As a draw wrote it: verifier, county, office, closings. What cannot be told leaves its closings out.
    fn of(row: &LookedRow) -> Option<Self> {
        let (named, of) = row.stratum.rsplit_once(',')?;
        let mut parts = named.splitn(3, '/');
        let verifier = parts.next()?;
        Some(Self {
            place: row.place,
            looked: Looked { of: of.parse().ok()?, looked: row.looked, failed: row.failed },
            verifier: if verifier == REGISTER { None } else { verifier.parse().ok() },
            county: parts.next().and_then(|code| code.parse().ok()),
            office: parts.next().and_then(|office| office.parse().ok()),
            open: row.drawn.saturating_sub(row.looked).saturating_sub(row.untold),
        })
    }
}

/// The strata of a place that were drawn from in the last year.
pub(crate) fn strata(inner: &Inner, place: PlaceCode) -> Result<Vec<Stratum>, Refused> {
    if inner.pack().country().look_back().is_none() {
        return Ok(Vec::new());
    }
    let level = inner.places.latest().get(place).map_or(Level::Nation, |it| it.level);
    let since = inner.today().saturating_sub(DAYS.days());
    let rows = bowline_store::LookBacks::of(&inner.store).looked(&kind(LOOK)?, (level, place), since)?;
    Ok(rows.iter().filter_map(Stratum::of).collect())
}

/// The rate over some strata. None: nothing was looked at.
pub(crate) fn rate_of<'s>(strata: impl IntoIterator<Item = &'s Stratum>) -> Option<FalseClosing> {
    rate(&strata.into_iter().map(|it| it.looked).collect::<Vec<_>>())
}

impl LookBacks<'_> {
    /// The rates of a place. `None`: the top of the person's scope.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for a place outside the scope, and for people who have none.
    pub fn rates(&self, who: &Who, place: Option<PlaceCode>) -> Result<Rates, Refused> {
        self.inner.store.at_one_moment(|| self.read_rates(who, place))
    }

    fn read_rates(&self, who: &Who, place: Option<PlaceCode>) -> Result<Rates, Refused> {
        let Scope::Place(scope) = who.scope else { return Err(Refused::NotFound) };
        let place = place.unwrap_or(scope);
        if self.inner.places.latest().get(place).is_none() || !self.inner.places.latest().is_within(place, scope) {
            return Err(Refused::NotFound);
        }
        let strata = strata(self.inner, place)?;
        let people = by(&strata, |it| it.verifier);
        let names = self.inner.names().of([], people.keys().copied())?;
        let of_person = |(person, strata): (PersonId, Vec<&Stratum>)| line(names.actor(Actor::Person(person)), &strata);
        let of_office = |(office, strata): (OfficeId, Vec<&Stratum>)| line(self.inner.names().office(&office), &strata);
        let of_county = |(county, strata): (PlaceCode, Vec<&Stratum>)| line(self.inner.names().place(county), &strata);
        Ok(Rates {
            here: line(self.inner.names().place(place), &strata.iter().collect::<Vec<_>>()),
            counties: worst_first(by(&strata, |it| it.county).into_iter().map(of_county).collect()),
            offices: worst_first(by(&strata, |it| it.office.clone()).into_iter().map(of_office).collect()),
            verifiers: worst_first(people.into_iter().map(of_person).collect()),
        })
    }
}

fn by<K: Ord>(strata: &[Stratum], key: impl Fn(&Stratum) -> Option<K>) -> BTreeMap<K, Vec<&Stratum>> {
    let mut groups: BTreeMap<K, Vec<&Stratum>> = BTreeMap::new();
    for stratum in strata {
        if let Some(key) = key(stratum) {
            groups.entry(key).or_default().push(stratum);
        }
    }
    groups
}

fn line(name: Text, strata: &[&Stratum]) -> RateLine {
    let open = strata.iter().map(|it| it.open).sum();
    RateLine { name, rate: rate_of(strata.iter().copied()), open }
}

/// By the lower end of the interval: what is sure to be bad comes first, not what nine visits make look bad.
fn worst_first(mut lines: Vec<RateLine>) -> Vec<RateLine> {
    let low = |line: &RateLine| line.rate.map_or(-1.0, |rate| rate.low);
    lines.sort_by(|a, b| low(b).total_cmp(&low(a)).then_with(|| a.name.zh.cmp(&b.name.zh)));
    lines
}
