//! Answers are read from what a form gives, and checked against their inputs: the one way for every form and every door.
//!
//! This module must never guess, and never read an empty field as "no". Whether an id that is well formed names
//! something is not asked here: the register knows. Start at [`Input::read`].

use super::input::{Input, InputKind, LONGEST_NAME, LONGEST_TEXT, MOST_NAMED, Named};
use super::misread::{AnswerFault, Misread};
use super::wording::unit_text;
use super::{Law, MAX_DATES};
use crate::facts::{Answer, Answers, InputId, Proof};
use crate::time::{Day, Moment};
use crate::words::{Text, unseen};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Years in which a day that somebody writes may lie: those of the days in a pack.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;

/// Beyond this, up or down, a number does not come back from the log as it was written.
const LARGEST: f64 = 9e14;
/// Digits of a number that somebody writes, for the same reason.
const MOST_DIGITS: usize = 15;

/// What a form gave for one question.
#[derive(Clone, Debug, Default)]
pub struct Given<'f> {
    /// The values of its field, in their order. Empty values count as none.
    pub values: Vec<&'f str>,
    /// The files that were sent with it and are kept as evidence.
    pub proofs: &'f [Proof],
}

impl<'f> Given<'f> {
    /// One value.
    #[must_use]
    pub fn value(value: &'f str) -> Self {
        Self { values: vec![value], proofs: &[] }
    }
}

/// Reads the answers to several questions, each with whether it must be answered.
///
/// # Errors
/// Every field that cannot be read or is missing, so that a page can tell all of them at once.
pub fn read_answers<'i, 'f>(
    asked: impl IntoIterator<Item = (&'i Input, bool)>,
    given: impl Fn(&Input) -> Given<'f>,
    zone: &TimeZone,
) -> Result<Answers, Vec<AnswerFault>> {
    let (mut answers, mut faults) = (Answers::new(), Vec::new());
    for (input, required) in asked {
        match input.read(&given(input), zone) {
            Ok(Some(answer)) => drop(answers.insert(input.id.clone(), answer)),
            Ok(None) if required => faults.push(input.fault(Misread::Missing)),
            Ok(None) => {}
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(answers) } else { Err(faults) }
}

impl Input {
    /// The answer that a form gives. None: nothing was given, which is not "no".
    ///
    /// # Errors
    /// What cannot be read as an answer to this question, or lies beyond its limits.
    pub fn read(&self, given: &Given<'_>, zone: &TimeZone) -> Result<Option<Answer>, AnswerFault> {
        let values: Vec<&str> = given.values.iter().map(|value| value.trim()).filter(|it| !it.is_empty()).collect();
        let answer = match (&self.kind, values.as_slice()) {
            (InputKind::Files, []) if given.proofs.is_empty() => return Ok(None),
            (InputKind::Files, _) if given.proofs.is_empty() => Err(Misread::FileGone),
            (InputKind::Files, _) => Ok(Answer::Files(given.proofs.to_vec())),
            (_, []) => return Ok(None),
            (InputKind::Named(named), ids) => named_things(*named, ids),
            (kind, [value]) => one(kind, value, zone),
            (_, [_, _, ..]) => Err(Misread::Several),
        };
        let answer = answer.map_err(|why| self.fault(why))?;
        self.check(&answer)?;
        Ok(Some(answer))
    }

    /// Whether an answer fits the question and keeps its limits, whatever door it came by.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn check(&self, answer: &Answer) -> Result<(), AnswerFault> {
        self.judge(answer).map_err(|why| self.fault(why))
    }

    /// A fault of the answer to this question.
    #[must_use]
    pub fn fault(&self, why: Misread) -> AnswerFault {
        AnswerFault { input: self.id.clone(), ask: self.ask.clone(), why }
    }

    fn judge(&self, answer: &Answer) -> Result<(), Misread> {
        match (&self.kind, answer) {
            (InputKind::Yes, Answer::Yes(_)) => Ok(()),
            (InputKind::Number { unit }, Answer::Number(number)) => self.number(*number, unit),
            (InputKind::Day, Answer::Day(day)) => plausible(*day, Misread::Day),
            (InputKind::Dates, Answer::Days(days)) if days.len() > MAX_DATES => {
                Err(Misread::TooMany { most: MAX_DATES })
            }
            (InputKind::Dates, Answer::Days(days)) => days.iter().try_for_each(|day| plausible(*day, Misread::Days)),
            (InputKind::Choice { choices }, Answer::Choice(word)) if choices.contains_key(word) => Ok(()),
            (InputKind::Choice { .. }, Answer::Choice(_)) => Err(Misread::Choice),
            (InputKind::Text, Answer::Text(text)) => {
                written(text, self.limits.longest.unwrap_or(LONGEST_TEXT), self.limits.lines.is_some())
            }
            (InputKind::Person, Answer::Person(name)) => {
                written(name, self.limits.longest.unwrap_or(LONGEST_NAME), false)
            }
            (InputKind::Moment, Answer::Moment(at)) => {
                plausible(TimeZone::UTC.to_datetime(*at).date(), Misread::Moment)
            }
            (InputKind::Files, Answer::Files(files)) => self.many(files.len()),
            (InputKind::Named(named), answer) => self.many(named.count(answer).ok_or(Misread::OtherKind)?),
            _ => Err(Misread::OtherKind),
        }
    }

    fn number(&self, number: f64, unit: &str) -> Result<(), Misread> {
        if !number.is_finite() {
            return Err(Misread::Number(unit.to_owned()));
        }
        if self.limits.whole && number.fract() != 0.0 {
            return Err(Misread::Whole(unit.to_owned()));
        }
        if number.abs() > LARGEST {
            return Err(Misread::Above(LARGEST, unit.to_owned()));
        }
        match (self.limits.least, self.limits.most) {
            (Some(least), _) if number < least => Err(Misread::Below(least, unit.to_owned())),
            (_, Some(most)) if number > most => Err(Misread::Above(most, unit.to_owned())),
            _ => Ok(()),
        }
    }

    /// How many files or things are named.
    fn many(&self, found: usize) -> Result<(), Misread> {
        let (least, most) = self.how_many();
        if found < least {
            Err(Misread::TooFew { least })
        } else if found > most {
            Err(Misread::TooMany { most })
        } else {
            Ok(())
        }
    }

    /// How many files or things may be named: at least, at most.
    #[must_use]
    pub fn how_many(&self) -> (usize, usize) {
        let whole = |limit: f64| limit.clamp(0.0, MOST_NAMED as f64) as usize;
        (self.limits.least.map_or(1, whole), self.limits.most.map_or(MOST_NAMED, whole))
    }
}

/// An answer as it would be typed into a form: the values of its field. Empty for files, which no form keeps.
#[must_use]
pub fn typed(answer: &Answer, zone: &TimeZone) -> Vec<String> {
    fn ids<T: ToString>(ids: &[T]) -> Vec<String> {
        ids.iter().map(ToString::to_string).collect()
    }
    let one = |text: String| vec![text];
    match answer {
        Answer::Yes(yes) => one(if *yes { "yes" } else { "no" }.to_owned()),
        Answer::Number(number) => one(number.to_string()),
        Answer::Day(day) => one(day.to_string()),
        Answer::Choice(word) => one(word.clone()),
        Answer::Days(days) if days.is_empty() => one(NEVER.to_owned()),
        Answer::Days(days) => one(ids(days).join(" ")),
        Answer::Text(text) | Answer::Person(text) => one(text.clone()),
        Answer::Moment(at) => {
            let at = zone.to_datetime(*at);
            let minutes = at.strftime("%Y-%m-%dT%H:%M").to_string();
            one(if at.second() == 0 { minutes } else { format!("{minutes}:{:02}", at.second()) })
        }
        Answer::Files(_) => Vec::new(),
        Answer::Post(id) => one(id.to_string()),
        Answer::Posts(posts) => ids(posts),
        Answer::Office(id) => one(id.to_string()),
        Answer::Offices(offices) => ids(offices),
        Answer::Site(id) => one(id.to_string()),
        Answer::Sites(sites) => ids(sites),
        Answer::Links(links) => ids(links),
        Answer::Place(id) => one(id.to_string()),
        Answer::Places(places) => ids(places),
        Answer::Rules(rules) => ids(rules),
        Answer::Link(id) => one(id.to_string()),
    }
}

/// In a list of days: it never happened.
const NEVER: &str = "0";

/// What is wrong with these answers under a law: a door that takes typed answers asks this.
#[must_use]
pub fn misfits(law: &Law, answers: &Answers) -> Vec<AnswerFault> {
    let fault = |(id, answer): (&InputId, &Answer)| match law.inputs().get(id) {
        Some(input) => input.check(answer).err(),
        None => Some(AnswerFault { input: id.clone(), ask: Text::same(id.as_str()), why: Misread::NotAsked }),
    };
    answers.iter().filter_map(fault).collect()
}

fn one(kind: &InputKind, value: &str, zone: &TimeZone) -> Result<Answer, Misread> {
    match kind {
        InputKind::Yes => match value {
            "yes" => Ok(Answer::Yes(true)),
            "no" => Ok(Answer::Yes(false)),
            _ => Err(Misread::Yes),
        },
        InputKind::Number { unit } => {
            number(value, unit).map(Answer::Number).ok_or_else(|| Misread::Number(unit.to_owned()))
        }
        InputKind::Day => day(value).map(Answer::Day).ok_or(Misread::Day),
        InputKind::Dates => days(value).map(Answer::Days).ok_or(Misread::Days),
        InputKind::Choice { .. } => Ok(Answer::Choice(value.to_owned())),
        InputKind::Text => Ok(Answer::Text(value.replace("\r\n", "\n"))),
        InputKind::Person => Ok(Answer::Person(value.to_owned())),
        InputKind::Moment => moment(value, zone).map(Answer::Moment),
        InputKind::Named(named) => named_things(*named, &[value]),
        // Files come beside the values of a form, never as one.
        InputKind::Files => Err(Misread::FileGone),
    }
}

fn named_things(named: Named, ids: &[&str]) -> Result<Answer, Misread> {
    if ids.len() > 1 && !named.is_several() {
        return Err(Misread::Several);
    }
    named.answer(ids).ok_or(Misread::Named(named))
}

/// A number, with its unit or without, thousands apart or not, in narrow or wide digits.
fn number(value: &str, unit: &str) -> Option<f64> {
    let narrow: String = value.chars().map(narrow).collect();
    let bare = without_unit(narrow.trim(), unit);
    let digits = if bare.contains(',') { ungrouped(bare)? } else { bare.to_owned() };
    let is_plain = digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'));
    let is_short = digits.bytes().filter(u8::is_ascii_digit).count() <= MOST_DIGITS;
    digits.parse().ok().filter(|number: &f64| is_plain && is_short && number.is_finite())
}

/// A wide letter, digit or sign as its narrow one.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
}

fn without_unit<'v>(value: &'v str, unit: &str) -> &'v str {
    if unit == "1" {
        return value;
    }
    let (one, many) = (unit_text(unit, true), unit_text(unit, false));
    let mut words = [unit, &one.zh, &one.en, &many.en];
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.iter().find_map(|word| value.strip_suffix(*word)).map_or(value, str::trim_end)
}

/// Without the commas between thousands. None: they part something else.
fn ungrouped(value: &str) -> Option<String> {
    let (whole, rest) = value.split_at(value.find('.').unwrap_or(value.len()));
    let mut groups = whole.split(',');
    let first = groups.next()?.trim_start_matches(['-', '+']).len();
    let fits = (1..=3).contains(&first) && groups.all(|group| group.len() == 3) && !rest.contains(',');
    fits.then(|| value.replace(',', ""))
}

/// `2022-10-08` and nothing else.
fn day(value: &str) -> Option<Day> {
    (value.len() == "2022-10-08".len()).then(|| value.parse().ok()).flatten()
}

/// Days apart by blanks or commas; `0` for none at all.
fn days(value: &str) -> Option<Vec<Day>> {
    if value == NEVER {
        return Some(Vec::new());
    }
    let apart = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '，' | '；' | '、');
    value.split(apart).filter(|part| !part.is_empty()).map(day).collect()
}

/// `2022-10-08T17:00` in the zone, seconds allowed; or an instant with its offset.
fn moment(value: &str, zone: &TimeZone) -> Result<Moment, Misread> {
    let is_civil = ["2022-10-08T17:00".len(), "2022-10-08T17:00:00".len()].contains(&value.len())
        && matches!(value.as_bytes().get(10), Some(b'T' | b' '));
    if !is_civil {
        return value.parse().map_err(|_| Misread::Moment);
    }
    let at: DateTime = value.parse().map_err(|_| Misread::Moment)?;
    // Where a clock is put back an hour comes twice: the first of the two. Where it is put forward, one is left out.
    let ambiguous = zone.to_ambiguous_timestamp(at);
    if matches!(ambiguous.offset(), jiff::tz::AmbiguousOffset::Gap { .. }) {
        return Err(Misread::NoSuchTime);
    }
    ambiguous.compatible().map_err(|_| Misread::Moment)
}

fn plausible(day: Day, why: Misread) -> Result<(), Misread> {
    if YEARS.contains(&day.year()) { Ok(()) } else { Err(why) }
}

fn written(text: &str, longest: u32, in_lines: bool) -> Result<(), Misread> {
    let longest = usize::try_from(longest).unwrap_or(usize::MAX);
    if text.trim().is_empty() {
        return Err(Misread::Missing);
    }
    if text.chars().count() > longest {
        return Err(Misread::TooLong { longest });
    }
    if let Some(found) = unseen(text) {
        return Err(Misread::Unseen(found));
    }
    if !in_lines && text.contains(['\n', '\r', '\t']) {
        return Err(Misread::Lines);
    }
    Ok(())
}
