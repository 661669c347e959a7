//! A rehearsal says what would have become of a dossier under another pack. It plays again what people did, decides
//! anew what follows, once under the old pack and once under the new, and compares the two outcomes.
//!
//! This module must never write a fact, and never compare with the log itself: only so is a difference the pack's own
//! doing. Start at [`rehearse`].

use super::ask::Setting;
use super::dossier::{Dossier, Obligation};
use super::follow::{Writing, is_followed};
use super::overdue::overdue_steps;
use crate::facts::{Act, Answers, Closing, Fact, Found, Grade, GradeBasis, Graded, Source, What};
use crate::ids::{Body, DepartmentId, OfficeId, RuleId, SubjectId};
use crate::rules::{MatterKind, Pack, Verdict};
use crate::time::{Day, Moment, day_text};
use crate::words::Text;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How a dossier would differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deviation {
    /// The grade then and now, where they differ. None inside: it could not be graded on the recorded answers.
    pub regraded: Option<(Option<Grade>, Option<Grade>)>,
    /// Rules that would be cited and were not, or the other way round.
    pub cited: Vec<Cited>,
    /// Obligations due at another moment.
    pub moved: Vec<Moved>,
    /// What would be owed and was not.
    pub more: Vec<Act>,
    /// What was owed and would not be.
    pub less: Vec<Act>,
    /// The highest office it was raised to then and now, where they differ.
    pub raised: Option<(Option<OfficeId>, Option<OfficeId>)>,
    /// The department in charge then and now, where they differ.
    pub department: Option<(DepartmentId, DepartmentId)>,
}

/// A rule whose word on a finding would differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// Which.
    pub rule: RuleId,
    /// Whether it would be cited; else no longer.
    pub now: bool,
    /// Why, under the new pack: the answers, or the questions that are open.
    pub why: Vec<Text>,
}

/// An obligation that would be due at another moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// What must be done.
    pub act: Act,
    /// When it was due.
    pub from: Moment,
    /// When it would be due.
    pub to: Moment,
    /// Whether it is still to be done.
    pub open: bool,
}

impl Deviation {
    /// Whether nothing would differ.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// Plays a dossier under the pack of the setting and under another, and compares. `setting.now`: until when.
#[must_use]
pub fn rehearse(setting: Setting<'_>, new: &Pack, subject: SubjectId, facts: &[Fact]) -> Deviation {
    let mut deviation = Deviation::default();
    let judge = |under| Judge { old: setting.pack, under };
    let (was, will) = (judge(setting.pack), judge(new));
    if let Some((found, recorded)) = graded(facts) {
        let (was, will) = (was.grade(found, recorded), will.grade(found, recorded));
        deviation.regraded = (was.grade != will.grade).then_some((was.grade, will.grade));
        let cited = |rule: &RuleId, now| Cited { rule: rule.clone(), now, why: why(new, found, recorded, rule) };
        deviation.cited.extend(will.rules.difference(&was.rules).map(|rule| cited(rule, true)));
        deviation.cited.extend(was.rules.difference(&will.rules).map(|rule| cited(rule, false)));
    }
    if let Some(found) = facts.iter().find_map(found_of) {
        let (from, to) =
            (setting.pack.country().department_for(&found.sector), new.country().department_for(&found.sector));
        deviation.department = (from != to).then(|| (from.clone(), to.clone()));
    }
    let (before, after) =
        (play(setting, was, subject, facts), play(Setting { pack: new, ..setting }, will, subject, facts));
    compare(&before, &after, &mut deviation);
    deviation
}

/// A dossier as it becomes when what people did is played again under the pack of the setting.
#[must_use]
pub fn decide_anew(setting: Setting<'_>, subject: SubjectId, facts: &[Fact]) -> Dossier {
    play(setting, Judge { old: setting.pack, under: setting.pack }, subject, facts)
}

fn found_of(fact: &Fact) -> Option<&Found> {
    match &fact.what {
        What::Found(found) => Some(found),
        _ => None,
    }
}

/// The finding and its last grading by criteria.
fn graded(facts: &[Fact]) -> Option<(&Found, &Graded)> {
    let found = facts.iter().find_map(found_of)?;
    let graded = facts.iter().rev().find_map(|fact| match &fact.what {
        What::Graded(graded) => Some(&**graded),
        _ => None,
    })?;
    matches!(graded.basis, GradeBasis::Criteria { .. }).then_some((found, graded))
}

/// Grades recorded findings under one of the two packs.
#[derive(Clone, Copy)]
struct Judge<'a> {
    old: &'a Pack,
    under: &'a Pack,
}

/// The rules that are cited, and the grade that follows.
struct Judged {
    rules: BTreeSet<RuleId>,
    grade: Option<Grade>,
}

impl Judge<'_> {
    /// What was tried is tried again. A rule that nobody tried counts only where it would hold and did not before.
    fn grade(self, found: &Found, recorded: &Graded) -> Judged {
        let GradeBasis::Criteria { rules, answers } = &recorded.basis else {
            return Judged { rules: BTreeSet::new(), grade: Some(recorded.grade) };
        };
        let day = found.found_on;
        let mut cited = BTreeSet::new();
        let mut major = false;
        let mut open = false;
        for rule in rules {
            match verdict(self.under, rule, day, answers) {
                Some((Verdict::Holds(_), grade)) => {
                    cited.insert(rule.clone());
                    major |= grade == Grade::Major;
                }
                Some((Verdict::Unknown(_) | Verdict::Broken(_), _)) => open = true,
                Some((Verdict::Fails(_), _)) | None => {}
            }
        }
        for criterion in self.under.criteria_for(&found.sector, day).filter(|it| !rules.contains(&it.id)) {
            let holds = |pack| matches!(verdict(pack, &criterion.id, day, answers), Some((Verdict::Holds(_), _)));
            if holds(self.under) && !holds(self.old) {
                cited.insert(criterion.id.clone());
                major |= criterion.grade == Grade::Major;
            }
        }
        let grade = match (major, open) {
            (true, _) => Some(Grade::Major),
            (false, true) => None,
            (false, false) => Some(Grade::General),
        };
        Judged { rules: cited, grade }
    }
}

fn verdict(pack: &Pack, rule: &RuleId, day: Day, answers: &Answers) -> Option<(Verdict, Grade)> {
    let criterion = pack.criteria().on(rule, day)?;
    Some((criterion.evaluate(pack, answers)?, criterion.grade))
}

fn why(pack: &Pack, found: &Found, recorded: &Graded, rule: &RuleId) -> Vec<Text> {
    let GradeBasis::Criteria { answers, .. } = &recorded.basis else { return Vec::new() };
    match verdict(pack, rule, found.found_on, answers) {
        Some((Verdict::Holds(why) | Verdict::Fails(why), _)) => why.text(pack),
        Some((Verdict::Unknown(missing), _)) => {
            let ask = |input| pack.inputs().get(input).map_or_else(|| Text::same(input.as_str()), |it| it.ask.clone());
            let open = |text: Text| Text::new(format!("未填写：{}", text.zh), format!("not answered: {}", text.en));
            missing.iter().map(|input| open(ask(input))).collect()
        }
        Some((Verdict::Broken(fault), _)) => vec![fault.text],
        None => {
            let day = found.found_on;
            vec![Text::new(
                format!("新规则库在 {} 没有此条", day_text(day).zh),
                format!("the new rulebook has no such rule on {}", day_text(day).en),
            )]
        }
    }
}

fn play(setting: Setting<'_>, judge: Judge<'_>, subject: SubjectId, facts: &[Fact]) -> Dossier {
    let mut dossier = Dossier::new(subject);
    let quiet = Quiet::of(facts);
    for fact in facts {
        if !is_followed(&fact.what) {
            continue;
        }
        let at = Setting { now: fact.learned, ..setting };
        dossier = caught_up(at, &dossier);
        let what = decided_anew(at, judge, &dossier, &fact.what);
        let mut writing = Writing::on(at, fact.by, dossier, fact.place);
        if quiet.is(&what) {
            writing.write(fact.held, what);
        } else {
            writing.record(fact.held, what);
        }
        dossier = writing.dossier;
    }
    caught_up(setting, &dossier)
}

/// With every rung that a punctual engine would have fired by now.
fn caught_up(setting: Setting<'_>, dossier: &Dossier) -> Dossier {
    overdue_steps(setting, dossier).decided.after
}

/// A fact with those parts exchanged that the pack decides: the procedure and the grade.
fn decided_anew(setting: Setting<'_>, judge: Judge<'_>, dossier: &Dossier, what: &What) -> What {
    let mut what = what.clone();
    let procedure = |matter, day| setting.pack.procedures().for_matter(matter, day).map(|it| it.id.clone());
    match &mut what {
        What::Found(found) => {
            let found = Arc::make_mut(found);
            found.procedure = procedure(MatterKind::UngradedHazard, found.found_on).unwrap_or(found.procedure.clone());
        }
        What::Graded(graded) => {
            let Some(hazard) = dossier.hazard() else { return what };
            // What can no longer be graded goes on as it was: it is told as regraded, and the rest stays comparable.
            let graded = Arc::make_mut(graded);
            graded.grade = judge.grade(&hazard.found, graded).grade.unwrap_or(graded.grade);
            graded.procedure =
                procedure(graded.grade.into(), hazard.found.found_on).unwrap_or(graded.procedure.clone());
        }
        _ => {}
    }
    what
}

/// Facts that `take_in` writes without anything following from them.
struct Quiet {
    closed: bool,
    graded: bool,
}

impl Quiet {
    fn of(facts: &[Fact]) -> Self {
        let ledger = facts.iter().filter_map(found_of).any(|found| found.source == Source::Ledger);
        let any = |is: fn(&What) -> bool| ledger && facts.iter().any(|fact| is(&fact.what));
        Self {
            closed: any(|what| matches!(what, What::ClosedOff(closed) if closed.closing == Closing::Ledger)),
            graded: any(|what| matches!(what, What::Graded(graded) if graded.basis == GradeBasis::Ledger)),
        }
    }

    fn is(&self, what: &What) -> bool {
        self.closed || self.graded && matches!(what, What::Found(_) | What::Graded(_))
    }
}

fn compare(before: &Dossier, after: &Dossier, deviation: &mut Deviation) {
    let own = |dossier: &Dossier, act: Act| -> Vec<Obligation> {
        dossier.obligations.iter().filter(|it| it.opened.act == act).cloned().collect()
    };
    for act in Act::ALL.into_iter().filter(|act| *act != Act::SUPERVISE) {
        let (was, will) = (own(before, act), own(after, act));
        for (was, will) in was.iter().zip(&will).filter(|(was, will)| was.due.at != will.due.at) {
            let (from, to) = (was.due.at, will.due.at);
            deviation.moved.push(Moved { act, from, to, open: will.is_unsettled() });
        }
        deviation.less.extend(was.iter().skip(will.len()).map(|_| act));
        deviation.more.extend(will.iter().skip(was.len()).map(|_| act));
    }
    let (was, will) = (raised_to(before), raised_to(after));
    deviation.raised = (was != will).then_some((was, will));
}

/// The office of the last supervise duty: each is opened above the one before.
fn raised_to(dossier: &Dossier) -> Option<OfficeId> {
    let duties = dossier.obligations.iter().filter(|it| it.opened.act == Act::SUPERVISE);
    duties
        .filter_map(|it| if let Body::Office(office) = &it.opened.owner.body { Some(office.clone()) } else { None })
        .next_back()
}
