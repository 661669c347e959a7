//! Anybody plays an invented matter of a kind on this page. Its address is the story: each move is a number with the moment, the
//! party, the act and the answers. Every form is a GET, so that the page works without scripts and goes back by the browser.
//!
//! This module must never write, and never leave unsaid that all of it is invented. Start at [`moves_of`].

use super::law::{PLACE, rule_address};
use super::matter::{WayMark, way};
use super::question::Question;
use super::story::{Duty, Entry, Shelf, duty, entry, live_and_settled};
use super::{Frame, Tab};
use crate::address::{encode, with_query};
use crate::answer::{Answer as Page, Problem, show as show_page};
use crate::blocking::ask;
use crate::reader::{Lateness, PostLine, Reader};
use crate::visit::Visit;
use crate::words::{FormWords, LawWords, MatterWords, StoryWords, TryOutWords};
use askama::Template;
use axum::extract::{Path, Query, State};
use bowline_core::facts::Answer;
use bowline_core::ids::RuleId;
use bowline_core::rules::typed;
use bowline_core::time::Moment;
use bowline_core::words::Text;
use bowline_service::Bowline;
use bowline_service::views::matters::FieldView;
use bowline_service::views::tryout::{Move, OfferView, TryView};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, civil::DateTime};
use serde::Serialize;
use std::collections::BTreeMap;

/// Bytes of a story in an address.
const LONGEST: usize = 12_000;

/// The page.
#[derive(Debug, Serialize, Template)]
#[template(path = "tryout.html")]
pub struct TryOutPage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    t: TryOutWords,
    #[serde(skip)]
    l: LawWords,
    #[serde(skip)]
    w: MatterWords,
    #[serde(skip)]
    s: StoryWords,
    #[serde(skip)]
    f: FormWords,
    /// Always: nothing here is real.
    invented: bool,
    id: String,
    title: String,
    pack: String,
    /// The page itself, without a story; the rule.
    page: String,
    rule: String,
    now: (String, String),
    phase: Option<String>,
    way: Vec<WayMark>,
    /// How the clock may be moved: word, address.
    clocks: Vec<(String, String)>,
    /// The field of the moment to which the clock is moved by hand.
    until: String,
    earliest: String,
    latest: String,
    back: Option<String>,
    /// The story so far, as fields of a form.
    story: Vec<(String, String)>,
    /// The number of the next move.
    next: usize,
    offers: Vec<Offered>,
    none: Option<String>,
    refused: Option<String>,
    open_duties: Vec<Duty>,
    settled_duties: Vec<Duty>,
    parties: Vec<(String, Option<PostLine>)>,
    answers: Vec<(String, String)>,
    timeline: Vec<Entry>,
    earlier: Option<String>,
}

/// An act that a party may do now.
#[derive(Debug, Serialize)]
pub struct Offered {
    by: String,
    act: String,
    name: String,
    party: String,
    said_by: String,
    help: Option<String>,
    due: Option<(String, String, Lateness)>,
    begins: bool,
    refused: Option<String>,
    questions: Vec<Question>,
}

impl TryOutPage {
    /// The page after these moves.
    #[must_use]
    pub fn from(visit: &Visit, view: &TryView, moves: &[Move]) -> Self {
        let reader = &visit.reader.at(view.now);
        let (t, w, s) = (TryOutWords(reader.lang()), MatterWords(reader.lang()), StoryWords(reader.lang()));
        let played = moves.get(..view.stopped.as_ref().map_or(moves.len(), |it| it.at)).unwrap_or_default();
        let address = Address { reader, view, moves: played };
        let title = reader.text(&view.title);
        let (open, settled) = live_and_settled(&view.duties);
        let too_long = address.of(played).len() > LONGEST;
        let offers: Vec<Offered> = if too_long { Vec::new() } else { offers(reader, t, view, moves, played.len()) };
        let beside = !offers.iter().any(|it| it.refused.is_some());
        let none = match &view.phase {
            _ if too_long => Some(t.too_long()),
            Some(_) if offers.is_empty() && open.is_empty() => Some(t.none()),
            _ if offers.is_empty() => Some(t.waits()),
            _ => None,
        };
        let local = |at| typed(&Answer::Moment(at), &reader.zone).join("");
        let post = |it: &bowline_service::views::PostView| PostLine { holders: String::new(), ..reader.post(it) };
        Self {
            frame: Frame::new(visit, Tab::Law, t.title(&title)),
            t,
            l: LawWords(reader.lang()),
            w,
            s,
            f: FormWords(reader.lang()),
            invented: true,
            id: view.kind.to_string(),
            pack: crate::reader::named(reader, &view.pack.title, &view.pack.name),
            page: address.of(&[]),
            rule: rule_address(view.kind.as_str(), view.place.as_ref().map(|(place, _)| place.to_string())),
            now: (reader.moment(view.now), reader.machine(view.now)),
            phase: view.phase.as_ref().map(|phase| reader.text(&phase.name)),
            way: view.phase.as_ref().map(|here| way(reader, &view.way, here)).unwrap_or_default(),
            clocks: address.clocks(t),
            until: format!("{}.at", address.next_wait()),
            earliest: local(view.now),
            latest: local(view.latest),
            back: played.split_last().map(|(_, before)| address.of(before)),
            story: address.fields(played),
            next: played.len(),
            none,
            refused: view.stopped.as_ref().filter(|_| beside).map(|it| reader.text(&it.said)),
            offers,
            open_duties: open.into_iter().map(|it| duty(reader, s, it)).collect(),
            settled_duties: settled.into_iter().map(|it| duty(reader, s, it)).collect(),
            parties: view.parties.iter().map(|it| (reader.text(&it.name), it.post.as_ref().map(post))).collect(),
            answers: view.answers.iter().map(|it| (reader.text(&it.ask), reader.text(&it.value))).collect(),
            timeline: view.timeline.iter().map(|it| entry(reader, Shelf::default(), it)).collect(),
            earlier: (view.earlier > 0).then(|| t.earlier(&view.earlier.to_string())),
            title,
        }
    }
}

/// What writes the story into addresses.
struct Address<'a> {
    reader: &'a Reader,
    view: &'a TryView,
    moves: &'a [Move],
}

impl Address<'_> {
    fn of(&self, moves: &[Move]) -> String {
        let fields = self.fields(moves);
        let pairs = fields.iter().map(|(name, value)| (name.as_str(), Some(value.clone())));
        with_query(&format!("/law/{}/try", encode(self.view.kind.as_str())), pairs)
    }

    /// A story as fields; [`moves_of`] reads them back.
    fn fields(&self, moves: &[Move]) -> Vec<(String, String)> {
        let place = self.view.place.as_ref().map(|(place, _)| (PLACE.to_owned(), place.to_string()));
        let mut fields: Vec<(String, String)> = place.into_iter().collect();
        for (no, one) in moves.iter().enumerate() {
            let at = one.at.map(|at| typed(&Answer::Moment(at), &self.reader.zone).join(""));
            fields.extend(at.map(|at| (format!("{no}.at"), at)));
            if let Some((by, act)) = &one.act {
                fields.push((format!("{no}.by"), by.clone()));
                fields.push((format!("{no}.do"), act.clone()));
            }
            fields.extend(one.values.iter().map(|(name, value)| (format!("{no}.{name}"), value.clone())));
        }
        fields
    }

    /// The number of a move that only moves the clock: the last one's, if it did nothing else.
    fn next_wait(&self) -> usize {
        let waited = self.moves.last().is_some_and(|it| it.act.is_none());
        self.moves.len() - usize::from(waited)
    }

    fn clocks(&self, t: TryOutWords) -> Vec<(String, String)> {
        let view = self.view;
        let later = |hours| view.now.saturating_add(SignedDuration::from_hours(hours)).ok();
        let ways = [
            (t.hour(), later(1)),
            (t.day(), later(24)),
            (view.next_due.map(|at| t.next_due(&self.reader.due(at))).unwrap_or_default(), view.next_due),
            (view.next_look.map(|at| t.next_look(&self.reader.due(at))).unwrap_or_default(), view.next_look),
        ];
        let link = |(word, at): (String, Option<Moment>)| {
            let at = at.filter(|at| *at <= view.latest)?;
            let before = self.moves.get(..self.next_wait()).unwrap_or_default();
            let wait = Move { at: Some(at), ..Move::default() };
            Some((word, self.of(&[before, &[wait]].concat())))
        };
        ways.into_iter().filter_map(link).collect()
    }
}

fn offers(reader: &Reader, t: TryOutWords, view: &TryView, moves: &[Move], next: usize) -> Vec<Offered> {
    let offer = |it: &OfferView| {
        let stopped = view.stopped.as_ref().zip(view.stopped.as_ref().and_then(|it| moves.get(it.at)));
        let stopped = stopped.filter(|(_, one)| one.act.as_ref() == Some(&(it.by.clone(), it.form.act.clone())));
        let beside = stopped.map(|(it, _)| it.refused.beside()).unwrap_or_default();
        let due = |at| (reader.due(at), reader.machine(at), reader.lateness(at));
        let party = it.form.party.as_ref().map(|party| reader.text(party)).unwrap_or_default();
        let stem = format!("{}-{}", it.by, it.form.act);
        Offered {
            by: it.by.clone(),
            act: it.form.act.clone(),
            name: reader.text(&it.form.name),
            said_by: t.as_party(&party),
            party,
            help: it.form.help.as_ref().map(|help| reader.text(help)),
            due: it.form.due_at.map(due),
            begins: view.phase.is_none(),
            refused: stopped.map(|(it, _)| reader.text(&it.said)),
            questions: it
                .form
                .fields
                .iter()
                .map(|field| question(reader, (next, &stem), field, stopped.map(|(_, one)| one), &beside))
                .collect(),
        }
    };
    view.offers.iter().map(offer).collect()
}

/// A question: as it was filled in, else as a worked case answers it.
fn question(
    reader: &Reader,
    (no, stem): (usize, &str),
    field: &FieldView,
    tried: Option<&Move>,
    beside: &[(String, Text)],
) -> Question {
    let id = field.input.id.as_str();
    let given = || field.given.iter().flat_map(|answer| typed(answer, &reader.zone)).collect::<Vec<_>>();
    let own = |one: &Move| one.values.iter().filter(|(name, _)| name == id).map(|(_, value)| value.clone()).collect();
    let values = tried.map_or_else(given, own);
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    let offered = field.offers.iter().map(|(id, name)| (id.clone(), reader.text(name))).collect();
    let name = format!("{no}.{id}");
    let beside: Vec<_> = beside.iter().map(|(field, said)| (format!("{no}.{field}"), said.clone())).collect();
    Question::new(reader, &field.input, name, &values)
        .offering(&field.input, offered, &values)
        .required(!field.ask.optional)
        .between(reader, field.earliest.as_ref(), field.latest.as_ref())
        .within(stem)
        .refused(reader, &beside)
}

/// The story in an address: `3.at`, `3.by`, `3.do` and `3.INPUT` are the fourth move. What is no part of a move counts for nothing.
#[must_use]
pub fn moves_of(query: &[(String, String)], zone: &TimeZone) -> Vec<Move> {
    let mut moves = BTreeMap::<u32, (Move, Option<String>, Option<String>)>::new();
    for (name, value) in query {
        let Some((no, name)) = name.split_once('.').and_then(|(no, name)| Some((no.parse().ok()?, name))) else {
            continue;
        };
        let value = value.trim();
        let (one, by, act) = moves.entry(no).or_default();
        match name {
            _ if value.is_empty() => {}
            // What cannot be read lies before everything, and is refused.
            "at" => one.at = Some(moment(value, zone).unwrap_or(Moment::MIN)),
            "by" => *by = Some(value.to_owned()),
            "do" => *act = Some(value.to_owned()),
            input => one.values.push((input.to_owned(), value.to_owned())),
        }
    }
    let whole = moves.into_values().map(|(one, by, act)| Move { act: by.zip(act), ..one });
    whole.filter(|it| it.at.is_some() || it.act.is_some()).collect()
}

fn moment(text: &str, zone: &TimeZone) -> Option<Moment> {
    Some(text.parse::<DateTime>().ok()?.to_zoned(zone.clone()).ok()?.timestamp())
}

/// Shows an invented matter after the moves in the address.
///
/// # Errors
/// No such kind.
pub async fn show(
    State(app): State<Bowline>,
    visit: Visit,
    Path(id): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Page {
    let id: RuleId = id.parse().map_err(|_| Problem::NotFound)?;
    let place = query.iter().find(|(name, _)| name == PLACE).and_then(|(_, place)| place.parse().ok());
    let moves = moves_of(&query, &visit.reader.zone);
    let played = moves.clone();
    let view = ask(&app, move |app| app.law().at(place).try_out(&id, &played)).await?;
    show_page(&visit, &TryOutPage::from(&visit, &view, &moves))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_is_read_move_by_move_and_what_is_none_counts_for_nothing() {
        let pair = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let query = [
            ("place", "370000"),
            ("1.at", "2026-03-05T09:00"),
            ("0.by", "inspector"),
            ("0.do", "open"),
            ("0.interview.reason", " 气瓶 "),
            ("0.interview.evidence", ""),
            ("x.do", "open"),
            ("2.do", "decide"),
        ];
        let moves = moves_of(&query.map(pair), &TimeZone::UTC);
        let first = Move {
            at: None,
            act: Some(("inspector".to_owned(), "open".to_owned())),
            values: vec![("interview.reason".to_owned(), "气瓶".to_owned())],
        };
        let second = Move { at: "2026-03-05T09:00:00Z".parse().ok(), ..Move::default() };
        assert_eq!(moves, [first, second], "an act without a party is no move");
        let unread = moves_of(&[pair(("0.at", "tomorrow"))], &TimeZone::UTC);
        assert_eq!(unread[0].at, Some(Moment::MIN), "no moment is no move of the clock");
    }
}
