//! This view says where a jurisdiction stands. Counts are read as they are kept, and lights come from the pack's rules.
//!
//! This module must never decide a light itself. Start at [`Signals::jurisdiction`].

use crate::app::Inner;
use crate::views::{Jurisdiction, PlaceLight, PlaceLine, Scope, SectorLine, Who};
use crate::views_of::look_backs::{rate_of, strata};
use crate::{Merging, Refused};
use bowline_core::ids::PlaceCode;
use bowline_core::rules::{LevelInputs, Signal};
use bowline_core::signals::{FalseClosing, Flow, Tally};
use bowline_core::time::{Day, day_of};
use bowline_core::words::Text;
use jiff::ToSpan;
use std::collections::BTreeMap;

/// Days in the chart.
const DAYS: i64 = 60;

/// How jurisdictions stand.
#[derive(Clone, Copy)]
pub struct Signals<'a> {
    pub(crate) inner: &'a Inner,
}

impl Signals<'_> {
    /// A place and those one level below. `None`: the top of the person's scope.
    ///
    /// # Errors
    /// [`Refused::NotFound`] for a place outside the scope, and for people who have none.
    pub fn jurisdiction(&self, who: &Who, place: Option<PlaceCode>) -> Result<Jurisdiction, Refused> {
        self.inner.store.at_one_moment(|| self.read_jurisdiction(who, place))
    }

    fn read_jurisdiction(&self, who: &Who, place: Option<PlaceCode>) -> Result<Jurisdiction, Refused> {
        let Scope::Place(scope) = who.scope else { return Err(Refused::NotFound) };
        let tree = self.inner.places.latest();
        let code = place.unwrap_or(scope);
        if tree.get(code).is_none() || !tree.is_within(code, scope) {
            return Err(Refused::NotFound);
        }
        let children = tree.children(code);
        let shown = std::iter::once(code).chain(children.iter().copied());
        let wanted: Vec<PlaceCode> = shown.flat_map(|code| self.inner.places.counted_in(code)).collect();
        let totals: BTreeMap<PlaceCode, Tally> = self.inner.store.signals().totals(&wanted)?.into_iter().collect();
        let last: BTreeMap<PlaceCode, Day> = self.inner.store.signals().last_found(&wanted)?.into_iter().collect();
        let began = self.began()?;
        let looked = strata(self.inner, code)?;
        let line = |code: PlaceCode| {
            let kept = self.inner.places.counted_in(code);
            let mut tally = Tally::default();
            kept.iter().filter_map(|code| totals.get(code)).for_each(|it| tally += *it);
            let last = kept.iter().filter_map(|code| last.get(code)).max();
            let looked = rate_of(looked.iter().filter(|it| tree.is_within(it.place, code)));
            self.place_line(code, tally, looked, (last.copied(), began))
        };
        let mut path: Vec<_> = tree.ancestors(code).into_iter().filter(|above| tree.is_within(*above, scope)).collect();
        path.reverse();
        let children = worst_first(children.iter().copied().map(line).collect());
        let showing = |signal| children.iter().filter(|child| child.light.light == signal).count();
        Ok(Jurisdiction {
            here: line(code),
            may_merge: Merging { inner: self.inner, request: None }.may(who, code).is_ok(),
            merged_into: tree.merged_into(code).map(|(into, from)| (into, self.inner.names().short_place(into), from)),
            merged_from: tree.merged_from(code).into_iter().filter_map(|place| self.part(place, code)).collect(),
            has_look_backs: self.inner.pack().country().look_back().is_some(),
            without_data: showing(Signal::NoData),
            silent: showing(Signal::Silent),
            path: path.into_iter().map(|code| (code, self.inner.names().short_place(code))).collect(),
            children,
            tiles: tree.tiles(code),
            sectors: self.sector_lines(code)?,
            days_back: DAYS,
            days: self.days(code)?,
        })
    }

    /// A place that became part of another, with its name and the day.
    fn part(&self, place: PlaceCode, of: PlaceCode) -> Option<(PlaceCode, Text, Day)> {
        Some((place, self.inner.names().short_place(place), self.inner.places.counts_since(place, of)?))
    }

    /// The day on which the log begins: nobody can have reported anything before.
    fn began(&self) -> Result<Day, Refused> {
        let first = self.inner.store.log().began()?.unwrap_or_else(|| self.inner.now());
        Ok(day_of(first, self.inner.pack().country().zone()))
    }

    fn place_line(
        &self,
        code: PlaceCode,
        tally: Tally,
        false_closing: Option<FalseClosing>,
        (last_found, began): (Option<Day>, Day),
    ) -> PlaceLine {
        PlaceLine {
            place: code,
            name: self.inner.names().short_place(code),
            tally,
            light: self.place_light(&tally, false_closing, last_found.map_or(began, |last| last.max(began))),
            false_closing,
            last_found,
            has_children: !self.inner.places.latest().children(code).is_empty(),
        }
    }

    /// `since`: nothing was reported after this day.
    fn place_light(&self, tally: &Tally, false_closing: Option<FalseClosing>, since: Day) -> PlaceLight {
        let count = |number: i64| u64::try_from(number).unwrap_or(0);
        let numbers = LevelInputs {
            open: count(tally.open),
            overdue: count(tally.overdue),
            overdue_major: count(tally.overdue_major),
            raised: count(tally.raised),
            alarms: count(tally.alarms),
            found: count(tally.found),
            false_closing: false_closing.map(|it| count((it.low * 100.0).floor() as i64)),
            silent_days: since.until(self.inner.today()).map_or(0, |span| count(span.get_days().into())),
        };
        let (light, reason, to_green) = numbers.light(self.inner.pack());
        PlaceLight { light, reason, since: matches!(light, Signal::Silent | Signal::NoData).then_some(since), to_green }
    }

    fn sector_lines(&self, code: PlaceCode) -> Result<Vec<SectorLine>, Refused> {
        let lines = self.inner.store.signals().sector_tallies(&self.inner.places.counted_in(code))?.into_iter().map(
            |(section, grade, tally)| SectorLine { name: self.inner.names().sector(&section), section, grade, tally },
        );
        Ok(lines.filter(|line| line.tally.found > 0).collect())
    }

    /// The last days up to today; a start before anything happened is left out.
    fn days(&self, code: PlaceCode) -> Result<Vec<(Day, Flow)>, Refused> {
        let today = self.inner.today();
        let from = today.saturating_sub(DAYS.days());
        let mut known = BTreeMap::<Day, Flow>::new();
        for place in self.inner.places.counted_in(code) {
            // What happened before the merger counts where it happened.
            let from = self.inner.places.counts_since(place, code).map_or(from, |since| since.max(from));
            for (day, flow) in self.inner.store.signals().flows(place, from, today)? {
                *known.entry(day).or_default() += flow;
            }
        }
        let Some(first) = known.keys().next().copied() else { return Ok(Vec::new()) };
        let days = first.series(1.day()).take_while(|day| *day <= today);
        Ok(days.map(|day| (day, known.get(&day).copied().unwrap_or_default())).collect())
    }
}

/// Red before yellow before silent before green, then whoever has most that is late; else in the order of the codes.
fn worst_first(mut lines: Vec<PlaceLine>) -> Vec<PlaceLine> {
    lines.sort_by_key(|line| (std::cmp::Reverse((line.light.light, line.tally.overdue, line.tally.open)), line.place));
    lines
}
