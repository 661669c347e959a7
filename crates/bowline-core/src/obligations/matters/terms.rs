//! This module says when a step is due: by its term, by an answer, or by the clocks of the pack.
//!
//! This module must never guess: where a clock's condition is not answered yet, the earliest term that is still possible
//! counts, and the working says so. Start at [`due_of`].

use super::parties;
use crate::facts::{Answer, Answers};
use crate::ids::RuleId;
use crate::obligations::ask::Setting;
use crate::obligations::declared::Declared;
use crate::rules::kinds::{Step, StepTerm};
use crate::rules::{Clock, Law, ask_text, clocks_in_force};
use crate::time::{Day, Due, Moment, Term, day_of, due, due_before, due_on, start_of};
use crate::words::Text;

/// The moment that an answer names: a day begins at its first instant.
pub(super) fn moment_of(setting: Setting<'_>, answer: Option<&Answer>) -> Option<Moment> {
    match answer? {
        Answer::Moment(moment) => Some(*moment),
        Answer::Day(day) if *day == setting.today() => Some(setting.now),
        Answer::Day(day) => start_of(*day, setting.pack.country().zone()).ok(),
        _ => None,
    }
}

/// The day that an answer names.
pub(super) fn day_of_answer(setting: Setting<'_>, answer: Option<&Answer>) -> Option<Day> {
    match answer? {
        Answer::Moment(moment) => Some(day_of(*moment, setting.pack.country().zone())),
        Answer::Day(day) => Some(*day),
        _ => None,
    }
}

/// From when a step's clock runs: from its answer, or from when it opens.
pub(super) fn start(setting: Setting<'_>, step: &Step, answers: &Answers, opened: Moment) -> Moment {
    let named = step.from.as_ref().and_then(|input| moment_of(setting, answers.get(input)));
    named.unwrap_or(opened)
}

/// When a step is due whose clock runs from a moment. None: none of its clocks binds here, so that nothing is owed.
pub(super) fn due_of(
    setting: Setting<'_>,
    step: &Step,
    matter: &Declared,
    from: Moment,
    extended: bool,
) -> Option<Due> {
    due_by(setting, &step.term, matter, from, extended)
}

/// When a term runs out that runs from a moment.
pub(super) fn due_by(
    setting: Setting<'_>,
    term: &StepTerm,
    matter: &Declared,
    from: Moment,
    extended: bool,
) -> Option<Due> {
    let (country, answers) = (setting.pack.country(), &matter.answers);
    let (calendar, zone) = (country.calendar(), country.zone());
    match term {
        StepTerm::Term(term) => Some(due(from, *term, calendar, zone)),
        StepTerm::AtOnce { grace } => Some(at_once(setting, from, *grace)),
        // A step that comes again is due by its period.
        StepTerm::Period { .. } => None,
        StepTerm::Until(input) => Some(match answers.get(input) {
            Some(Answer::Day(day)) => due_on(*day, &ask_text(setting.pack, input), zone),
            Some(Answer::Moment(at)) => Due { at: *at, working: ask_text(setting.pack, input), provisional: false },
            _ => unanswered(setting, input, from),
        }),
        StepTerm::Ahead { of, by } => Some(match moment_of(setting, answers.get(of)) {
            Some(at) => due_before(at, *by, calendar, zone),
            None => unanswered(setting, of, from),
        }),
        StepTerm::Clocks(clocks) => {
            let law = setting.pack;
            let clocks = clocks.iter().flat_map(|id| in_force(law, id, matter.begun.edition));
            let mut earliest: Option<Due> = None;
            for clock in clocks {
                let Some(found) = clock.earliest(law, from, answers, extended) else { continue };
                // A clock without a length orders it at once.
                let found_due = if found.due.at == from { at_once(setting, from, None) } else { found.due };
                if earliest.as_ref().is_none_or(|due| found_due.at < due.at) {
                    earliest = Some(found_due);
                }
                if found.binds {
                    break;
                }
            }
            earliest
        }
    }
}

/// At once: late only after a grace, counted from when it was learned that it is owed, so that nobody is late at once.
fn at_once(setting: Setting<'_>, from: Moment, grace: Option<Term>) -> Due {
    let (country, from) = (setting.pack.country(), from.max(setting.now));
    let grace = grace.unwrap_or_else(|| country.at_once_grace());
    let found = due(from, grace, country.calendar(), country.zone());
    let zh = format!("立即办理；宽限：{}", found.working.zh);
    Due { working: Text::new(zh, format!("at once; grace: {}", found.working.en)), ..found }
}

/// The clocks that stand for one on a day; its latest edition, where none was in force yet.
fn in_force<'l>(law: &'l Law, id: &RuleId, day: Day) -> Vec<&'l Clock> {
    let found = clocks_in_force(law, id, day);
    if found.is_empty() { law.clocks().latest(id).into_iter().collect() } else { found }
}

/// A date that nobody has given yet: the end of today, and it may still move.
fn unanswered(setting: Setting<'_>, input: &crate::facts::InputId, from: Moment) -> Due {
    let (zone, ask) = (setting.pack.country().zone(), ask_text(setting.pack, input));
    let note = Text::new(format!("尚未填写“{}”", ask.zh), format!("“{}” is not answered yet", ask.en));
    Due { provisional: true, ..due_on(day_of(from, zone), &note, zone) }
}

/// The owner of a step as the matter stands, with why.
pub(super) use parties::owner_of;
