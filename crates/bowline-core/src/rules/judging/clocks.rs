//! A clock says when the act is due that it tells somebody to do.
//!
//! This module must never guess a term that depends on an answer not given. Start at [`Clock::evaluate`].

use super::evaluate::run;
use super::{RuleFault, Verdict, Why};
use crate::facts::{Answers, InputId};
use crate::ids::RuleId;
use crate::rules::law::wording::ask_text;
use crate::rules::law::{Clock, ClockStart, Law};
use crate::time::{Day, Due, Moment, Term, day_of, due, due_after, due_before};
use crate::words::Text;
use std::collections::BTreeSet;

/// What a clock says.
#[derive(Clone, Debug, PartialEq)]
pub enum ClockVerdict {
    /// It must be done by then, because of these.
    Due(Due, Why),
    /// The clock does not bind here, because of these.
    DoesNotApply(Why),
    /// It cannot be said until these are answered.
    Unknown(Vec<InputId>),
    /// The clock or an answer does not fit.
    Broken(RuleFault),
}

/// When an act is due as far as it can be said.
#[derive(Clone, Debug, PartialEq)]
pub struct Earliest {
    /// When.
    pub due: Due,
    /// Whether the clock surely binds; else an answer is open that decides it.
    pub binds: bool,
}

/// The clocks that stand for one on a day: those that local packs put in its place, else itself. None: it is not in force.
#[must_use]
pub fn clocks_in_force<'l>(law: &'l Law, id: &RuleId, day: Day) -> Vec<&'l Clock> {
    let local: Vec<&Clock> = law.in_place_of(id).into_iter().filter_map(|local| law.clocks().on(local, day)).collect();
    if local.is_empty() { law.clocks().on(id, day).into_iter().collect() } else { local }
}

impl Clock {
    /// When the act is due that an event at `start` calls for; of a clock that runs in periods, in the period in which
    /// `start` lies. `extended`: whether it was lengthened as the law allows.
    #[must_use]
    pub fn evaluate(&self, law: &Law, start: Moment, answers: &Answers, extended: bool) -> ClockVerdict {
        if extended && self.extension.is_none() {
            return ClockVerdict::Broken(self.not_extensible());
        }
        let mut missing = BTreeSet::new();
        let mut because = Vec::new();
        match self.program.as_ref().map(|program| run(&self.id, program, law, answers)) {
            Some(Verdict::Broken(fault)) => return ClockVerdict::Broken(fault),
            Some(Verdict::Fails(why)) => return ClockVerdict::DoesNotApply(why),
            Some(Verdict::Unknown(inputs)) => missing.extend(inputs),
            Some(Verdict::Holds(Why(why))) => because.extend(why),
            None => {}
        }
        let mut open = Vec::new();
        for one in &self.terms {
            match one.program.as_ref().map(|program| run(&self.id, program, law, answers)) {
                Some(Verdict::Broken(fault)) => return ClockVerdict::Broken(fault),
                Some(Verdict::Fails(Why(why))) => because.extend(why),
                Some(Verdict::Unknown(inputs)) => open.push((one.term, inputs)),
                held => {
                    if let Some(Verdict::Holds(Why(why))) = held {
                        because.extend(why);
                    }
                    missing.extend(open.into_iter().filter(|(term, _)| *term != one.term).flat_map(|(_, it)| it));
                    if missing.is_empty() {
                        return ClockVerdict::Due(self.due(law, start, one.term, extended), Why(because));
                    }
                    break;
                }
            }
        }
        ClockVerdict::Unknown(missing.into_iter().collect())
    }

    /// When the act is due as far as it can be said: where a condition is open, the earliest term that is still possible,
    /// which the working says. None: the clock does not bind here, or is broken.
    #[must_use]
    pub fn earliest(&self, law: &Law, start: Moment, answers: &Answers, extended: bool) -> Option<Earliest> {
        let (possible, open, binds) = self.possible(law, start, answers, extended)?;
        let first = possible.into_iter().min_by_key(|due| due.at)?;
        let due = if open.is_empty() { first } else { until_answered(law, first, &open) };
        Some(Earliest { due, binds })
    }

    /// When the last term that is still possible runs out: until then a right to act may stand. None: the clock does not
    /// bind here, or is broken.
    #[must_use]
    pub fn latest_possible(&self, law: &Law, start: Moment, answers: &Answers) -> Option<Due> {
        self.possible(law, start, answers, false)?.0.into_iter().max_by_key(|due| due.at)
    }

    /// Every due moment that open answers leave possible, those answers, and whether the clock surely binds.
    fn possible(
        &self,
        law: &Law,
        start: Moment,
        answers: &Answers,
        extended: bool,
    ) -> Option<(Vec<Due>, Vec<InputId>, bool)> {
        let extended = extended && self.extension.is_some();
        let (mut open, mut binds) = (Vec::new(), true);
        match self.program.as_ref().map(|program| run(&self.id, program, law, answers)) {
            Some(Verdict::Broken(_) | Verdict::Fails(_)) => return None,
            Some(Verdict::Unknown(inputs)) => {
                binds = false;
                open.extend(inputs);
            }
            Some(Verdict::Holds(_)) | None => {}
        }
        let mut possible = Vec::new();
        for one in &self.terms {
            match one.program.as_ref().map(|program| run(&self.id, program, law, answers)) {
                Some(Verdict::Broken(_)) => return None,
                Some(Verdict::Fails(_)) => {}
                Some(Verdict::Unknown(inputs)) => {
                    open.extend(inputs);
                    possible.push(self.due(law, start, one.term, extended));
                }
                Some(Verdict::Holds(_)) | None => {
                    possible.push(self.due(law, start, one.term, extended));
                    break;
                }
            }
        }
        Some((possible, open, binds))
    }

    fn due(&self, law: &Law, start: Moment, term: Option<Term>, extended: bool) -> Due {
        let (calendar, zone) = (law.country().calendar(), law.country().zone());
        let Some(term) = term else {
            return Due { at: start, working: Text::new("立即", "at once"), provisional: false };
        };
        let base = match self.starts {
            ClockStart::Every(period) => {
                let last = period.last_day(day_of(start, zone));
                let late = crate::time::due_on(last, &period.text(), zone);
                if term.is_zero() { late } else { due_after(late.at, term, calendar, zone) }
            }
            ClockStart::Event(_) if self.ahead => due_before(start, term, calendar, zone),
            ClockStart::Event(_) => due(start, term, calendar, zone),
        };
        let Some(extension) = self.extension.as_ref().filter(|_| extended) else { return base };
        let longer = due_after(base.at, extension.term, calendar, zone);
        let (by, first, then) = (&extension.by, base.working, longer.working);
        let zh = format!("{}；经{}批准延长：{}", first.zh, by.zh, then.zh);
        let working = Text::new(zh, format!("{}; extended by {}: {}", first.en, by.en, then.en));
        Due { at: longer.at, working, provisional: base.provisional || longer.provisional }
    }

    fn not_extensible(&self) -> RuleFault {
        let id = &self.id;
        let text = Text::new(format!("{id} 不得延长"), format!("{id} must not be extended"));
        RuleFault { rule: id.clone(), input: None, text }
    }
}

/// A date that counts until the open answers are given.
fn until_answered(law: &Law, due: Due, open: &[InputId]) -> Due {
    let asks = open.iter().map(|input| ask_text(law, input));
    let (zh, en): (Vec<String>, Vec<String>) =
        asks.map(|ask| (format!("“{}”", ask.zh), format!("“{}”", ask.en))).unzip();
    let zh = format!("{}（{}尚未确定，暂按可能的最早期限计）", due.working.zh, zh.join("、"));
    let en = format!("{} (the earliest term still possible, until {} is answered)", due.working.en, en.join(", "));
    Due { working: Text::new(zh, en), provisional: true, ..due }
}
