//! The daily message of a person: what is overdue or due within three days, post by post, and what happened since the last
//! one. Nobody gets an empty one.
//!
//! This module must never make two for one day. Start at [`Digests::make`].

use super::collect::{Told, new_message};
use super::text::{Content, Line, MOST_LINES, Part};
use super::{Notifications, Preferences, read_json, to_json};
use crate::Duties;
use crate::chance::sha256_hex;
use crate::people::People;
use crate::refused::Refused;
use crate::views::{Count, Desk, DutyLine, Who};
use bowline_core::ids::{ObligationId, PostId};
use bowline_core::words::{Lang, Text};
use bowline_store::Noted;
use jiff::ToSpan;
use std::collections::BTreeMap;

/// How far a daily message looks ahead.
const DAYS_AHEAD: i64 = 3;
/// Facts that a daily message looks at: of more it only says that there are more.
const MOST_NEWS: usize = 200;

/// The daily messages of everybody.
pub(super) struct Digests<'a>(pub(super) Notifications<'a>);

impl Digests<'_> {
    /// Makes the daily messages that are due.
    pub(super) fn make(&self) -> Result<(), Refused> {
        let (now, today) = (self.0.inner.now(), self.0.inner.today());
        let hour = self.0.inner.pack().country().zone().to_datetime(now).hour();
        for row in self.0.messages().preferences()?.into_iter().filter(|row| row.digest_on != Some(today)) {
            let preferences: Preferences = read_json("reading how a person wants to be told", &row.choices)?;
            let Some(to) = preferences.reached_at() else { continue };
            if hour < i8::try_from(preferences.choices.digest_hour).unwrap_or(0) {
                continue;
            }
            let who = People { inner: self.0.inner }.who(row.person)?;
            let news = self.0.messages().news(row.person)?;
            let last = news.last().copied().unwrap_or(0);
            let mut noted = Noted { digests: vec![(row.person, today, last)], ..Noted::default() };
            if let Some(content) = self.digest(&who, to, preferences.choices.lang, &news)? {
                let id = sha256_hex(format!("digest {} {today}", row.person).as_bytes());
                let next_try = preferences.choices.quiet_end(now, self.0.inner).unwrap_or(now);
                noted.messages.push(new_message(id, row.person, now, next_try, to_json(&content)?));
            }
            self.0.messages().note(noted)?;
        }
        Ok(())
    }

    /// None: there is nothing to say.
    fn digest(&self, who: &Who, to: &str, lang: Lang, seqs: &[i64]) -> Result<Option<Content>, Refused> {
        if who.posts.is_empty() {
            return Ok(None);
        }
        let now = self.0.inner.now();
        let until = now.saturating_add((DAYS_AHEAD * 24).hours()).unwrap_or(now);
        let desk = Duties { inner: self.0.inner }.desk(who, None)?;
        let due: Vec<&DutyLine> = desk.mine.lines.iter().filter(|line| line.due_at <= until).collect();
        let mut parts = self.posts_of(&due);
        parts.extend(gaps(&desk));
        let (news, more) = self.since_the_last(seqs, &due)?;
        let new = news.len() as u64 + more;
        let heading = Text::new("上次通知以来的其他变化：", "What else has happened since the last message:");
        parts.extend((new > 0).then_some(Part { heading, lines: news, more }));
        let soon = due.iter().filter(|line| line.due_at > now).count();
        let late = match desk.late {
            Count::Exactly(late) => late.to_string(),
            Count::MoreThan(most) => format!(">{most}"),
        };
        Ok((!parts.is_empty())
            .then(|| Content::digest(to, lang, self.0.site, (&late, soon, new), &parts, seqs.to_vec())))
    }

    /// A part for each post, in the order in which they stand on the desk.
    fn posts_of(&self, due: &[&DutyLine]) -> Vec<Part> {
        let (now, zone) = (self.0.inner.now(), self.0.inner.pack().country().zone());
        let mut parts: BTreeMap<&PostId, Part> = BTreeMap::new();
        for line in due {
            let part = parts.entry(&line.owner.post).or_insert_with(|| Part {
                heading: line.owner.title.clone(),
                lines: Vec::new(),
                more: 0,
            });
            match part.lines.len() < MOST_LINES {
                true => part.lines.push(Line::of_duty(line, now, zone)),
                false => part.more += 1,
            }
        }
        parts.into_values().collect()
    }

    /// What happened since the last daily message and was not told at once, with how much more there is. A duty that is done by
    /// now, or stands among those that are due, is left out.
    fn since_the_last(&self, seqs: &[i64], due: &[&DutyLine]) -> Result<(Vec<Line>, u64), Refused> {
        let mut facts = Vec::new();
        for seq in seqs.iter().take(MOST_NEWS) {
            facts.extend(self.0.inner.store.log().after(seq.saturating_sub(1), 1)?);
        }
        let news = self.0.news_of(facts)?;
        let is_new = |it: &&Told| {
            let id = ObligationId { subject: it.ahead.subject, no: it.ahead.no };
            it.is_over() || news.is_owed(id) && !due.iter().any(|line| line.id == id)
        };
        let told: Vec<&Told> = news.told.iter().filter(is_new).collect();
        let (lines, more) = self.0.lines(&news, &told)?;
        Ok((lines, more + seqs.len().saturating_sub(MOST_NEWS) as u64))
    }
}

/// Responsibility gaps stand together on a desk, and so they do here.
fn gaps(desk: &Desk) -> Option<Part> {
    let count: u64 = desk.alarms.iter().map(|group| group.count).sum();
    let heading = Text::new(
        format!("责任悬空 {count} 件，请登录处理。"),
        format!("Responsibility gaps: {count}. Sign in to see to them."),
    );
    (count > 0).then_some(Part { heading, lines: Vec::new(), more: 0 })
}
