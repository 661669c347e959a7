//! Reads the log on and sorts what it says: what cannot wait becomes a message, everything else waits for the daily one.
//!
//! This module must never read a fact twice: how far it was read becomes durable together with what follows from it. Start at
//! [`Notifications::collect`].

use super::text::{Content, Line, MOST_LINES, Part};
use super::{MAIL, Notifications, Preferences, log_end, read_json, to_json};
use crate::chance::sha256_hex;
use crate::forecast::{Ahead, Forecast};
use crate::refused::Refused;
use crate::views_of::ahead::Teller;
use bowline_core::facts::{Fact, What};
use bowline_core::ids::{ObligationId, PersonId, PostId, SubjectId};
use bowline_core::obligations::{Dossier, Obligation};
use bowline_core::signals::{Event, notices};
use bowline_core::time::Moment;
use bowline_core::words::Text;
use bowline_store::{MessageRow, MessageState, Noted};
use std::collections::{BTreeMap, BTreeSet};

/// Facts that are read at once.
const PAGE: u32 = 2_000;

/// Something that a post is to be told, by the place of its fact in the log.
pub(super) struct Told {
    pub(super) seq: i64,
    pub(super) event: Event,
    pub(super) ahead: Ahead,
}

/// What some facts say, with the dossiers of which they speak.
pub(super) struct News {
    pub(super) told: Vec<Told>,
    pub(super) forecast: Forecast,
}

impl Told {
    /// Whether nothing is owed any more of which it speaks.
    pub(super) const fn is_over(&self) -> bool {
        matches!(self.event, Event::Missed | Event::Lapsed)
    }
}

impl News {
    /// Whether a duty of which these facts speak is still owed.
    pub(super) fn is_owed(&self, id: ObligationId) -> bool {
        let duty = self.forecast.dossiers.get(&id.subject).and_then(|dossier| dossier.obligation(id.no));
        duty.is_some_and(Obligation::is_unsettled)
    }
}

impl Notifications<'_> {
    /// Everybody who is reached by e-mail, and how.
    fn readers(&self) -> Result<BTreeMap<PersonId, Preferences>, Refused> {
        let mut readers = BTreeMap::new();
        for row in self.messages().preferences()? {
            let preferences: Preferences = read_json("reading how a person wants to be told", &row.choices)?;
            if preferences.reached_at().is_some() {
                readers.insert(row.person, preferences);
            }
        }
        Ok(readers)
    }

    /// Reads the log to its end.
    pub(super) fn collect(&self) -> Result<(), Refused> {
        let Some((mut seq, _)) = self.channel(MAIL)? else { return Ok(()) };
        let readers = self.readers()?;
        if readers.is_empty() {
            let read = Some((MAIL.to_owned(), log_end(self.inner)?));
            return Ok(self.messages().note(Noted { read, ..Noted::default() })?);
        }
        loop {
            let page = self.inner.store.log().after(seq, PAGE)?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            seq = *last;
            let noted = self.sort(&readers, self.news_of(page)?)?;
            self.messages().note(Noted { read: Some((MAIL.to_owned(), seq)), ..noted })?;
        }
    }

    /// What these facts say to whoever owes something.
    pub(super) fn news_of(&self, facts: Vec<(i64, Fact)>) -> Result<News, Refused> {
        let mut by_subject: BTreeMap<SubjectId, Vec<(i64, Fact)>> = BTreeMap::new();
        for (seq, fact) in facts.into_iter().filter(|(_, fact)| speaks_of_a_duty(&fact.what)) {
            by_subject.entry(fact.subject).or_default().push((seq, fact));
        }
        let (mut told, mut forecast) = (Vec::new(), Forecast::default());
        for (subject, facts) in by_subject {
            let dossier = Dossier::replay(subject, &self.inner.store.log().facts(subject)?);
            let (seqs, facts): (Vec<i64>, Vec<Fact>) = facts.into_iter().unzip();
            for notice in notices(&dossier, &facts) {
                let at = facts.iter().position(|fact| fact.version == notice.version);
                let Some((seq, fact)) = at.and_then(|at| seqs.get(at).zip(facts.get(at))) else { continue };
                let (at, what) = (fact.learned, fact.what.clone());
                let ahead = Ahead { at, subject, no: notice.no, what, told: notice.post };
                told.push(Told { seq: *seq, event: notice.event, ahead });
            }
            forecast.dossiers.insert(subject, dossier);
        }
        told.sort_by_key(|it| it.seq);
        forecast.events = told.iter().map(|it| it.ahead.clone()).collect();
        Ok(News { told, forecast })
    }

    /// The lines of these news, forty at most, with how many more there are.
    pub(super) fn lines(&self, news: &News, of: &[&Told]) -> Result<(Vec<Line>, u64), Refused> {
        let (teller, zone) = (Teller::of(self.inner, &news.forecast)?, self.inner.pack().country().zone());
        let line = |it: &&Told| {
            let line = teller.line(&it.ahead, news.forecast.dossiers.get(&it.ahead.subject)?)?;
            let due = if let Event::Opened(due) = it.event { Some(due) } else { None };
            Some(Line::of_event(line, due, zone))
        };
        let lines = of.iter().take(MOST_LINES).filter_map(line).collect();
        Ok((lines, of.len().saturating_sub(MOST_LINES) as u64))
    }

    fn sort(&self, readers: &BTreeMap<PersonId, Preferences>, news: News) -> Result<Noted, Refused> {
        let posts: Vec<PostId> =
            news.told.iter().map(|it| &it.ahead.told).cloned().collect::<BTreeSet<_>>().into_iter().collect();
        let holders = self.inner.store.registry().holders_of_each(&posts, self.inner.today())?;
        let holders: BTreeMap<&PostId, _> = posts.iter().zip(holders).collect();
        let mut by_person: BTreeMap<PersonId, Vec<&Told>> = BTreeMap::new();
        for told in &news.told {
            for holder in holders.get(&told.ahead.told).into_iter().flatten() {
                by_person.entry(holder.person).or_default().push(told);
            }
        }
        let (mut noted, now) = (Noted::default(), self.inner.now());
        for (person, told) in by_person {
            let Some(preferences) = readers.get(&person) else { continue };
            let next = preferences.choices.next_digest(now, self.inner);
            let at_once = |it: &&Told| preferences.choices.at_once && it.event.cannot_wait(next);
            let (urgent, rest): (Vec<&Told>, Vec<&Told>) = told.into_iter().partition(at_once);
            noted.news.extend(rest.iter().map(|it| (person, it.seq)));
            if !urgent.is_empty() {
                noted.messages.push(self.at_once(person, preferences, &news, &urgent)?);
            }
        }
        Ok(noted)
    }

    /// A message of what cannot wait. It waits for the end of the quiet hours, unless something in it is due before.
    fn at_once(
        &self,
        person: PersonId,
        preferences: &Preferences,
        news: &News,
        urgent: &[&Told],
    ) -> Result<MessageRow, Refused> {
        let (now, choices) = (self.inner.now(), preferences.choices);
        let (lines, more) = self.lines(news, urgent)?;
        let heading = Text::new("下列事项不能等到每日通知：", "What cannot wait for the daily message:");
        let seqs: Vec<i64> = urgent.iter().map(|it| it.seq).collect();
        let id = sha256_hex(format!("at once {person} {seqs:?}").as_bytes());
        let part = Part { heading, lines, more };
        let to = preferences.reached_at().unwrap_or_default();
        let content = Content::at_once(to, choices.lang, self.site, part, seqs);
        let due_before = |end: Moment| urgent.iter().any(|it| matches!(it.event, Event::Opened(due) if due <= end));
        let next_try = choices.quiet_end(now, self.inner).filter(|end| !due_before(*end)).unwrap_or(now);
        Ok(new_message(id, person, now, next_try, to_json(&content)?))
    }
}

/// Whether a fact can be something that a post is told: cheap, so that other facts cost nothing.
fn speaks_of_a_duty(what: &What) -> bool {
    matches!(what, What::ObligationOpened(_) | What::RungFired(_) | What::ObligationSettled(_))
}

/// A message that waits.
pub(super) fn new_message(id: String, person: PersonId, made: Moment, next_try: Moment, content: String) -> MessageRow {
    MessageRow {
        id,
        person,
        made,
        state: MessageState::Waiting,
        attempts: 0,
        next_try,
        failure: String::new(),
        content,
    }
}
