//! This view shows the law as people read it: by kind, set, sector and instrument, one rule in words, and a trial of a
//! rule.
//!
//! This module must never decide for anybody: a trial is recorded nowhere. Start at [`Law::list`].

use crate::app::Inner;
use crate::views::law::{
    CiteLine, EditionLine, Force, LawFilter, LawList, LawPlace, PackLine, RuleLine, RuleView, SetLine,
};
use crate::{Packs, Refused};
use bowline_core::facts::Answers;
use bowline_core::ids::{PlaceCode, RuleId};
use bowline_core::obligations::stories_beside;
use bowline_core::places::Level;
use bowline_core::rules::{Citation, Entry, Pack, Picture, RuleKind, Tag, Trial, WorkedCase};
use bowline_core::time::Day;
use bowline_core::words::Text;
use jiff::ToSpan;
use std::collections::BTreeMap;

/// Rules on one page of a list.
const PAGE: usize = 60;

/// The law as people read it.
#[derive(Clone, Copy)]
pub struct Law<'a> {
    pub(crate) inner: &'a Inner,
    /// Of which place; none: the nation.
    pub(crate) place: Option<PlaceCode>,
}

impl<'a> Law<'a> {
    /// The same, as it holds in a place. None: in the nation.
    #[must_use]
    pub fn at(self, place: Option<PlaceCode>) -> Self {
        Self { place: place.filter(|place| self.inner.places.latest().get(*place).is_some()), ..self }
    }

    /// The pack in force there: the deepest that covers the place.
    #[must_use]
    pub fn pack(&self) -> &'a Pack {
        self.place.map_or(self.inner.pack(), |place| self.inner.pack_at(place))
    }
}

impl Law<'_> {
    /// Rules under a filter, and what may be browsed.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn list(&self, filter: &LawFilter) -> Result<LawList, Refused> {
        let law = self.at(filter.place);
        let (pack, on) = (law.pack(), filter.on.unwrap_or_else(|| self.inner.today()));
        let book: Vec<Entry<'_>> = one_edition_each(pack, on);
        let mut found: Vec<&Entry<'_>> = book.iter().filter(|entry| matches(pack, entry, filter, on)).collect();
        if filter.recheck {
            found.sort_by_key(|entry| checked_on(entry));
        }
        let total = found.len();
        let lines = found.into_iter().skip(filter.after).take(PAGE).map(|entry| line(pack, entry, on)).collect();
        Ok(LawList {
            pack: PackLine::of(pack),
            on,
            kinds: kinds(&book),
            place: law.place.map(|place| (place, self.inner.names().place(place))),
            places: self.places(),
            sets: law.sets(&book),
            sectors: pack.country().sectors().iter().map(|(code, name)| (code.clone(), name.clone())).collect(),
            instruments: instruments(pack, &book),
            recheck: book.iter().filter(|entry| is_due(entry, on)).count(),
            total,
            lines,
            next: Some(filter.after + PAGE).filter(|next| *next < total),
            proposed: Packs { inner: self.inner, request: None }.proposed()?.map(|(proposed, _)| proposed.name),
        })
    }

    /// The places between which law may differ: all of the first level, and below them those with a pack of their own.
    fn places(&self) -> Vec<LawPlace> {
        let (packs, places) = (&self.inner.packs, self.inner.places.latest());
        if packs.local().is_empty() {
            return Vec::new();
        }
        let own = packs.local().keys().filter(|place| places.get(**place).is_some_and(|it| it.level > Level::Province));
        let mut all: Vec<PlaceCode> = places.children(places.nation()).iter().chain(own).copied().collect();
        all.sort_by_key(|place| {
            let mut line = places.ancestors(*place);
            line.reverse();
            line
        });
        let line = |place: PlaceCode| LawPlace {
            place,
            name: places.get(place).map(|it| it.name.clone()).unwrap_or_default(),
            depth: places.ancestors(place).len().saturating_sub(2),
            own: packs.local().get(&place).map(PackLine::of),
        };
        all.into_iter().map(line).collect()
    }

    fn sets(&self, book: &[Entry<'_>]) -> Vec<SetLine> {
        let pack = self.pack();
        let count = |id: &str| book.iter().filter(|entry| entry.set == Some(id)).count();
        let sets = pack.sets().iter().map(|set| SetLine {
            id: set.id.clone(),
            name: set.name.clone(),
            lead: self.inner.names().department(&set.lead),
            rules: count(&set.id),
        });
        sets.filter(|set| set.rules > 0).collect()
    }

    /// A rule: the edition that begins on a day; without it the one in force today, else the latest.
    ///
    /// # Errors
    /// [`Refused::NotFound`].
    pub fn rule(&self, id: &RuleId, edition: Option<Day>) -> Result<RuleView, Refused> {
        let (pack, on) = (self.pack(), self.inner.today());
        let editions = pack.book().editions(id);
        let shown = shown(&editions, edition, on).ok_or(Refused::NotFound)?;
        let name = |code: &String| (code.clone(), self.inner.names().sector(code));
        Ok(RuleView {
            pack: PackLine::of(pack),
            place: self.place.map(|place| (place, self.inner.names().place(place))),
            kind: shown.kind,
            id: shown.id.clone(),
            title: shown.title.clone(),
            set: shown.set.and_then(|set| pack.sets().named(set)).map(|set| (set.id.clone(), set.name.clone())),
            sectors: shown.sectors.unwrap_or_default().iter().map(name).collect(),
            on,
            editions: editions
                .iter()
                .map(|it| EditionLine {
                    valid: it.valid,
                    force: Force::of(it.valid, on),
                    shown: it.valid == shown.valid,
                })
                .collect(),
            words: shown.words(pack),
            picture: pack.kinds().on(shown.id, shown.valid.from).map(|kind| Picture::of(pack, kind)),
            cites: shown.cites.iter().map(|cite| cite_line(pack, cite, on)).collect(),
            questions: shown.questions(pack),
            zone: pack.country().zone().clone(),
            cases: [WorkedCase::beside(pack, shown.id), stories_beside(pack, shown.id)].concat(),
            decided: shown.decided,
        })
    }

    /// What a rule says on answers that somebody makes up. Nothing is recorded.
    ///
    /// # Errors
    /// [`Refused::NotFound`].
    pub fn trial(&self, id: &RuleId, edition: Option<Day>, answers: &Answers) -> Result<Vec<Trial>, Refused> {
        let editions = self.pack().book().editions(id);
        let entry = shown(&editions, edition, self.inner.today()).ok_or(Refused::NotFound)?;
        Ok(entry.trial(self.pack(), answers))
    }
}

fn shown<'e, 'p>(editions: &'e [Entry<'p>], edition: Option<Day>, on: Day) -> Option<&'e Entry<'p>> {
    let asked = edition.and_then(|from| editions.iter().find(|it| it.valid.from == from));
    asked.or_else(|| editions.iter().find(|it| it.valid.holds_on(on))).or_else(|| editions.last())
}

/// Of each rule the edition in force on a day, else the latest; in the order of the book.
fn one_edition_each(pack: &Pack, on: Day) -> Vec<Entry<'_>> {
    let mut kept: Vec<Entry<'_>> = Vec::new();
    for entry in pack.book().entries() {
        match kept.last_mut() {
            Some(last) if last.id == entry.id && last.kind == entry.kind => {
                if !last.valid.holds_on(on) {
                    *last = entry;
                }
            }
            _ => kept.push(entry),
        }
    }
    kept
}

fn matches(pack: &Pack, entry: &Entry<'_>, filter: &LawFilter, on: Day) -> bool {
    let search = filter.search.trim().to_lowercase();
    // The same rule as for the criteria that are offered: a sector known only roughly may be any below it.
    let in_sector = |prefixes: &[String]| {
        prefixes.is_empty()
            || prefixes.iter().any(|it| filter.sector.starts_with(it.as_str()) || it.starts_with(&filter.sector))
    };
    filter.kind.is_none_or(|kind| entry.kind == kind)
        && (filter.set.is_empty() || entry.set == Some(&filter.set))
        && (filter.sector.is_empty() || entry.sectors.is_some_and(in_sector))
        && (filter.instrument.is_empty() || entry.cites.iter().any(|cite| cite.instrument == filter.instrument))
        && (search.is_empty() || entry.mentions(pack, &search))
        && (!filter.recheck || is_due(entry, on))
}

fn kinds(book: &[Entry<'_>]) -> Vec<(RuleKind, usize)> {
    let count = |kind| (kind, book.iter().filter(|entry| entry.kind == kind).count());
    RuleKind::READ.into_iter().map(count).filter(|(_, rules)| *rules > 0).collect()
}

fn instruments(pack: &Pack, book: &[Entry<'_>]) -> Vec<(String, Text, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in book {
        let mut named: Vec<&str> = Vec::new();
        for cite in entry.cites.iter().filter(|cite| cite.tag != Tag::Default) {
            if !named.contains(&cite.instrument.as_str()) {
                named.push(&cite.instrument);
                *counts.entry(&cite.instrument).or_default() += 1;
            }
        }
    }
    let mut all: Vec<_> =
        counts.into_iter().map(|(name, rules)| (name.to_owned(), pack.instruments().name(name), rules)).collect();
    all.sort_by_key(|(_, _, rules)| std::cmp::Reverse(*rules));
    all
}

fn line(pack: &Pack, entry: &Entry<'_>, on: Day) -> RuleLine {
    RuleLine {
        kind: entry.kind,
        id: entry.id.clone(),
        title: entry.title.clone(),
        valid: entry.valid,
        force: Force::of(entry.valid, on),
        source: entry.cites.first().map(|cite| pack.instruments().cited(cite)).unwrap_or_default(),
        decided: entry.decided,
        checked_on: checked_on(entry),
        recheck: is_due(entry, on),
    }
}

fn cite_line(pack: &Pack, cite: &Citation, on: Day) -> CiteLine {
    CiteLine {
        instrument: cite.instrument.clone(),
        source: pack.instruments().cited(cite),
        tag: cite.tag.text(),
        verified: cite.tag == Tag::Verified,
        own: cite.tag == Tag::Default,
        checked_on: cite.checked_on,
        recheck: is_old(cite.checked_on, on),
    }
}

fn checked_on(entry: &Entry<'_>) -> Option<Day> {
    entry.cites.iter().map(|cite| cite.checked_on).min()
}

fn is_due(entry: &Entry<'_>, on: Day) -> bool {
    checked_on(entry).is_some_and(|day| is_old(day, on))
}

/// Compared more than a year ago.
fn is_old(checked_on: Day, on: Day) -> bool {
    checked_on.saturating_add(1.year()) < on
}
