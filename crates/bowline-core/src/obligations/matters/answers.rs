//! This module checks the answers of a form against what its act asks.
//!
//! This module must never take an answer that nobody asked for, and never pass one that does not fit its input. Start at
//! [`Case::vet`].

use super::{Bound, MatterRefusal};
use super::{Case, terms};
use crate::facts::{Answer, Answers, Grade, InputId};
use crate::ids::{Body, OfficeId, PostId, RuleId};
use crate::obligations::ask::Setting;
use crate::obligations::rejected::{Rejected, within_longest};
use crate::rules::kinds::{Ask, BodyOf, Edge, Judge};
use crate::rules::{Misread, ask_text, clocks_in_force};
use crate::time::{Day, Moment, day_of, day_text, moment_text, start_of};
use jiff::ToSpan;
use std::borrow::Cow;
use std::collections::BTreeSet;

impl Case<'_> {
    /// Every answer is asked for, fits its input and lies within its bounds; none that is required is missing.
    pub(super) fn vet(&self, given: &Answers) -> Result<(), Rejected> {
        let (judged, known) = (self.asked_by_judge(given)?, self.known_with(given));
        for (input, answer) in given {
            let Some(question) = self.setting.pack.inputs().get(input) else { return Err(Rejected::Unknown) };
            let ask = self.act.asks.iter().find(|ask| ask.input == *input);
            let is_beforehand = self.act.beforehand && !self.kind.inputs().contains(&input);
            if ask.is_none() && !judged.contains(input) && !is_beforehand {
                return Err(MatterRefusal::Answer(question.fault(Misread::NotAsked)).into());
            }
            let fits = question.check(answer);
            if let (Err(_), Some(ask)) = (&fits, ask) {
                // How far it may lie says more than that no form takes a day so far away.
                self.vet_bounds(ask, answer, &known)?;
            }
            fits.map_err(MatterRefusal::Answer)?;
            if let Some(missing) = self.not_there(answer) {
                return Err(MatterRefusal::Answer(question.fault(Misread::NotThere(missing))).into());
            }
        }
        let missing = self.act.asks.iter().filter(|ask| !ask.optional && !given.contains_key(&ask.input));
        let missing: Vec<InputId> = missing.map(|ask| ask.input.clone()).collect();
        if !missing.is_empty() {
            return Err(Rejected::AnswersMissing { inputs: missing });
        }
        let mut asked = self.act.asks.iter().filter_map(|ask| Some((ask, given.get(&ask.input)?)));
        asked.try_for_each(|(ask, answer)| {
            self.vet_body(ask, answer).and_then(|()| self.vet_same(ask, answer))?;
            self.vet_bounds(ask, answer, &known)
        })
    }

    /// What is known once these answers are given, where the act bounds an answer by another; what was known before, where not.
    fn known_with(&self, given: &Answers) -> Cow<'_, Answers> {
        if self.act.asks.iter().all(|ask| ask.not_before.is_none() && ask.not_after.is_none()) {
            return Cow::Borrowed(self.known);
        }
        let mut known = self.known.clone();
        known.extend(given.clone());
        Cow::Owned(known)
    }

    /// The first office, or post, of an answer that does not exist.
    fn not_there(&self, answer: &Answer) -> Option<String> {
        let office = |office: &&OfficeId| !self.setting.registry.exists(office);
        let post = |post: &&PostId| match &post.body {
            Body::Office(of) if office(&of) => true,
            body => !body.roles().contains(&post.role),
        };
        match answer {
            Answer::Office(it) => Some(it).filter(office).map(ToString::to_string),
            Answer::Offices(all) => all.iter().find(office).map(ToString::to_string),
            Answer::Post(it) => Some(it).filter(post).map(ToString::to_string),
            Answer::Posts(all) => all.iter().find(post).map(ToString::to_string),
            _ => None,
        }
    }

    /// The questions of the criteria that the doer chose, in their editions of the day on which the matter began.
    fn asked_by_judge(&self, given: &Answers) -> Result<BTreeSet<InputId>, Rejected> {
        let Some(Judge::Criteria { .. }) = &self.act.judge else { return Ok(BTreeSet::new()) };
        let chosen =
            given.values().filter_map(|answer| if let Answer::Rules(rules) = answer { Some(rules) } else { None });
        let (criteria, day) = (self.setting.pack.criteria(), self.begun.edition);
        let mut asked = BTreeSet::new();
        for rule in chosen.flatten() {
            let criterion = criteria.on(rule, day).ok_or_else(|| Rejected::NotInForce { rule: rule.clone(), day })?;
            asked.extend(criterion.inputs());
        }
        Ok(asked)
    }

    fn vet_bounds(&self, ask: &Ask, answer: &Answer, known: &Answers) -> Result<(), Rejected> {
        let (earliest, latest) = (earliest_answer(self.setting, ask, known), latest_answer(self.setting, ask, known));
        let zone = self.setting.pack.country().zone();
        let (early, late) = match answer {
            Answer::Day(day) => {
                (earliest.is_some_and(|(_, first)| *day < first), latest.is_some_and(|(_, last)| *day > last))
            }
            Answer::Moment(at) => {
                (earliest.is_some_and(|(first, _)| *at < first), latest.is_some_and(|(last, _)| *at > last))
            }
            _ => (false, false),
        };
        let bound = |(at, day): (Moment, Day)| Bound {
            input: ask.input.clone(),
            ask: ask_text(self.setting.pack, &ask.input),
            day,
            shown: if matches!(answer, Answer::Moment(_)) { moment_text(at, zone) } else { day_text(day) },
        };
        match (earliest.filter(|_| early), latest.filter(|_| late)) {
            (Some(first), _) => Err(MatterRefusal::TooEarly(bound(first)).into()),
            (_, Some(last)) => Err(MatterRefusal::TooLate(bound(last)).into()),
            _ => self.vet_longest(ask, answer, known),
        }
    }

    /// The post that an answer names is of a body that it may be of.
    fn vet_body(&self, ask: &Ask, answer: &Answer) -> Result<(), Rejected> {
        let Answer::Post(post) = answer else { return Ok(()) };
        let fits = |of: &BodyOf| match (of, &post.body) {
            (BodyOf::Site, Body::Site(site)) => Some(*site) == self.begun.site,
            (BodyOf::OtherOffice, Body::Office(office)) => *office != self.begun.office,
            _ => false,
        };
        if ask.of.is_empty() || ask.of.iter().any(fits) { Ok(()) } else { Err(Rejected::WrongUnit) }
    }

    /// The answer is what somebody else answered.
    fn vet_same(&self, ask: &Ask, answer: &Answer) -> Result<(), Rejected> {
        let Some(first) = ask.same_as.as_ref().filter(|first| self.known.get(first) != Some(answer)) else {
            return Ok(());
        };
        let text = |input| ask_text(self.setting.pack, input);
        Err(MatterRefusal::Differs(text(&ask.input), text(first)).into())
    }

    /// A date that an order sets lies within the longest term for its grade.
    fn vet_longest(&self, ask: &Ask, answer: &Answer, known: &Answers) -> Result<(), Rejected> {
        let (Some(Edge::Longest(grade)), Some(day)) =
            (&ask.not_after, terms::day_of_answer(self.setting, Some(answer)))
        else {
            return Ok(());
        };
        let grade = Grade::answered(known.get(grade));
        within_longest(self.setting.pack, grade, self.setting.today(), day)
    }

    /// Whether the act may still be done at all.
    pub(super) fn vet_window(&self) -> Result<(), Rejected> {
        let Some(within) = &self.act.within else { return Ok(()) };
        let Some(from) = terms::moment_of(self.setting, self.known.get(&within.from)) else { return Ok(()) };
        let clocks = clocks_in_force(self.setting.pack, &within.clock, self.begun.edition).into_iter();
        let due = clocks.filter_map(|clock| clock.latest_possible(self.setting.pack, from, self.known));
        let due = due.min_by_key(|due| due.at);
        match due.filter(|due| due.at <= self.setting.now) {
            Some(due) => Err(MatterRefusal::WindowClosed(self.act.name.clone(), due.working).into()),
            None => Ok(()),
        }
    }
}

/// The first moment and day that an answer may be; none: not bounded, or not known yet.
#[must_use]
pub fn earliest_answer(setting: Setting<'_>, ask: &Ask, answers: &Answers) -> Option<(Moment, Day)> {
    bound(setting, ask.not_before.as_ref()?, answers, true)
}

/// The last moment and day that an answer may be; none: not bounded, or not known yet. The longest term of an order, which
/// is told in its own words, is not among them.
#[must_use]
pub fn latest_answer(setting: Setting<'_>, ask: &Ask, answers: &Answers) -> Option<(Moment, Day)> {
    bound(setting, ask.not_after.as_ref()?, answers, false)
}

/// A bound as a moment and as a day. None: it is not known yet, and bounds nothing.
fn bound(setting: Setting<'_>, edge: &Edge, answers: &Answers, first: bool) -> Option<(Moment, Day)> {
    let zone = setting.pack.country().zone();
    match edge {
        Edge::Now => Some((setting.now, setting.today())),
        Edge::Answer(input) => {
            let answer = answers.get(input)?;
            let day = terms::day_of_answer(setting, Some(answer))?;
            let at = match answer {
                Answer::Moment(at) => *at,
                // A day bounds from its first instant to its last, today as any other.
                _ if first => start_of(day, zone).ok()?,
                _ => start_of(day.tomorrow().ok()?, zone).ok()?.saturating_sub(1.nanosecond()).ok()?,
            };
            Some((at, day))
        }
        Edge::Longest(_) => None,
        Edge::Clock(rule) => {
            let at = earliest_due(setting, rule, answers)?;
            // A due moment is the first one that is late: the last day in time lies just before it.
            let last = if first { at } else { at.saturating_sub(1.nanosecond()).unwrap_or(at) };
            Some((last, day_of(last, zone)))
        }
    }
}

/// When a clock that began now would be due at the earliest, under the rules of the place.
#[must_use]
pub fn earliest_due(setting: Setting<'_>, clock: &RuleId, answers: &Answers) -> Option<Moment> {
    let clocks = clocks_in_force(setting.pack, clock, setting.today()).into_iter();
    let due = clocks.filter_map(|clock| clock.earliest(setting.pack, setting.now, answers, false));
    due.map(|found| found.due.at).min()
}
