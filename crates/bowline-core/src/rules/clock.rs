//! A clock is a term in which the law tells somebody to act, from an event or once in each period. Clocks are pack
//! data.
//!
//! This module must never guess a term that depends on an answer not given. Start at [`Clock::evaluate`].

use super::evaluate::run;
use super::program::Program;
use super::{Citation, Condition, Pack, RuleFault, Validity, Verdict, Why};
use crate::facts::{Answers, Grade, InputId};
use crate::ids::RuleId;
use crate::time::{Due, Moment, Period, Term, day_of, due, due_after, due_before};
use crate::words::Text;
use std::collections::BTreeSet;

/// A clock of one edition.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    /// Its name, such as `CN-ACC-09-2`.
    pub id: RuleId,
    /// What it says, short.
    pub title: Text,
    /// The folder under `clocks/` in which it stands.
    pub topic: String,
    /// Days in force.
    pub valid: Validity,
    /// Sources.
    pub cite: Vec<Citation>,
    /// Who must act.
    pub binds: Text,
    /// What must be done.
    pub act: Text,
    /// What it runs from.
    pub starts: ClockStart,
    /// Whether it counts back from the event: so long before.
    pub ahead: bool,
    /// Whether it starts again each time that the act is done.
    pub repeats: bool,
    /// The grade whose orders may set no later date than this term allows. None: it bounds no order.
    pub limits: Option<Grade>,
    /// When it applies at all. None: always.
    pub applies: Option<Condition>,
    /// The first whose condition holds counts; the last, and only it, has none.
    pub terms: Vec<ClockTerm>,
    /// Who may lengthen it, and by how much.
    pub extension: Option<Extension>,
    pub(super) program: Option<Program>,
}

/// What a clock runs from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClockStart {
    /// An event, in words.
    Event(Text),
    /// Nothing: the act is due once in each period, and the term runs from the period's end.
    Every(Period),
}

/// One of the terms of a clock.
#[derive(Clone, Debug, PartialEq)]
pub struct ClockTerm {
    /// When this one counts. None: whenever no earlier one does.
    pub condition: Option<Condition>,
    /// How long. None: at once.
    pub term: Option<Term>,
    pub(super) program: Option<Program>,
}

/// A lengthening that the law allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// By how much.
    pub term: Term,
    /// Who may.
    pub by: Text,
}

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
    pub fn evaluate(&self, pack: &Pack, start: Moment, answers: &Answers, extended: bool) -> ClockVerdict {
        if extended && self.extension.is_none() {
            return ClockVerdict::Broken(self.not_extensible());
        }
        let mut missing = BTreeSet::new();
        let mut because = Vec::new();
        match self.program.as_ref().map(|program| run(&self.id, program, pack, answers)) {
            Some(Verdict::Broken(fault)) => return ClockVerdict::Broken(fault),
            Some(Verdict::Fails(why)) => return ClockVerdict::DoesNotApply(why),
            Some(Verdict::Unknown(inputs)) => missing.extend(inputs),
            Some(Verdict::Holds(Why(why))) => because.extend(why),
            None => {}
        }
        let mut open = Vec::new();
        for one in &self.terms {
            match one.program.as_ref().map(|program| run(&self.id, program, pack, answers)) {
                Some(Verdict::Broken(fault)) => return ClockVerdict::Broken(fault),
                Some(Verdict::Fails(Why(why))) => because.extend(why),
                Some(Verdict::Unknown(inputs)) => open.push((one.term, inputs)),
                held => {
                    if let Some(Verdict::Holds(Why(why))) = held {
                        because.extend(why);
                    }
                    missing.extend(open.into_iter().filter(|(term, _)| *term != one.term).flat_map(|(_, it)| it));
                    if missing.is_empty() {
                        return ClockVerdict::Due(self.due(pack, start, one.term, extended), Why(because));
                    }
                    break;
                }
            }
        }
        ClockVerdict::Unknown(missing.into_iter().collect())
    }

    fn due(&self, pack: &Pack, start: Moment, term: Option<Term>, extended: bool) -> Due {
        let (calendar, zone) = (pack.country().calendar(), pack.country().zone());
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

    /// The inputs that it asks for, each once.
    #[must_use]
    pub fn inputs(&self) -> Vec<InputId> {
        let mut inputs = Vec::new();
        let terms = self.terms.iter().filter_map(|term| term.program.as_ref());
        for input in self.program.iter().chain(terms).flat_map(Program::inputs) {
            if !inputs.contains(&input) {
                inputs.push(input);
            }
        }
        inputs
    }
}
