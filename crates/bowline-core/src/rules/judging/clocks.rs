//! A clock says when the act is due that it tells somebody to do.
//!
//! This module must never guess a term that depends on an answer not given. Start at [`Clock::evaluate`].

use super::evaluate::run;
use super::{RuleFault, Verdict, Why};
use crate::facts::{Answers, InputId};
use crate::rules::law::{Clock, ClockStart, Law};
use crate::time::{Due, Moment, Term, day_of, due, due_after, due_before};
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
