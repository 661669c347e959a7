//! A later edition of a ledger: what it says otherwise than the dossier, and the facts of what is taken over from it.
//!
//! This module must never undo what was done here: whoever handed in evidence, verified or graded by a criterion is not
//! overruled by a spreadsheet. Such a difference is told with the reason why it stays. Nor does a spreadsheet end oversight:
//! a duty that is late keeps its light and the duties that watch over it. Start at [`differences`].

use super::ask::{Decided, Setting};
use super::decide::held_on;
use super::dossier::{Dossier, Hazard, Obligation, Phase};
use super::follow::Writing;
use super::rejected::Rejected;
use super::take_in::{LedgerEntry, Stated, graded_by_ledger, ordered_by_ledger, vet_row};
use crate::facts::{
    Act, Actor, ClosedOff, Closing, Controlled, Grade, GradeBasis, Light, ObligationExtended, Ordered, Outcome,
    Planned, What,
};
use crate::time::Moment;
use crate::words::{Text, folded};
use std::sync::Arc;

/// In what an edition of a ledger differs from a dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    /// The ledger closes it off.
    Closed,
    /// The ledger says that it is open once more.
    Reopened,
    /// The ledger says another grade.
    Grade,
    /// The ledger sets another last day.
    Deadline,
    /// The ledger orders something else.
    Order,
    /// The ledger holds the five now.
    Plan,
    /// The ledger holds interim control now.
    Control,
    /// The ledger names somebody new as the person responsible. Who holds posts is known outside the dossier, so that whoever
    /// knows it tells this difference and takes it over.
    Person,
}

impl Aspect {
    /// Every aspect.
    pub const ALL: [Self; 8] = [
        Self::Closed,
        Self::Reopened,
        Self::Grade,
        Self::Deadline,
        Self::Order,
        Self::Plan,
        Self::Control,
        Self::Person,
    ];

    /// The stable word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Reopened => "reopened",
            Self::Grade => "grade",
            Self::Deadline => "deadline",
            Self::Order => "order",
            Self::Plan => "plan",
            Self::Control => "control",
            Self::Person => "person",
        }
    }

    /// The name in both languages.
    #[must_use]
    pub fn name(self) -> Text {
        let (zh, en) = match self {
            Self::Closed => ("销号", "close-out"),
            Self::Reopened => ("恢复未销号", "reopening"),
            Self::Grade => ("隐患等级", "class"),
            Self::Deadline => ("整改期限", "due date"),
            Self::Order => ("整改要求", "action required"),
            Self::Plan => ("整改方案（五落实）", "corrective action plan"),
            Self::Control => ("临时管控措施", "interim controls"),
            Self::Person => ("责任人", "person responsible"),
        };
        Text::new(zh, en)
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// In what.
    pub aspect: Aspect,
    /// What stands here.
    pub here: Text,
    /// What the ledger says.
    pub ledger: Text,
    /// Why it cannot be taken over; none: it can.
    pub stays: Option<Text>,
}

/// In what an edition of a ledger differs from the dossier that an earlier one began. What the ledger leaves out differs in
/// nothing.
#[must_use]
pub fn differences(dossier: &Dossier, stated: &Stated) -> Vec<Difference> {
    let (Some(hazard), Some(phase)) = (dossier.hazard(), dossier.phase()) else { return Vec::new() };
    if phase == Phase::ClosedByLedger && stated.closed_on.is_none() {
        return vec![reopened()];
    }
    if !phase.is_open() {
        return Vec::new();
    }
    if stated.closed_on.is_some() {
        return vec![closed(hazard, phase, stated)];
    }
    let mut found: Vec<Difference> = grade(hazard, phase, stated).into_iter().collect();
    if hazard.graded.as_ref().is_some_and(|graded| graded.basis == GradeBasis::Ledger) {
        found.extend(deadline(hazard, phase, stated));
        found.extend(order(hazard, phase, stated));
    }
    let owed = |act| dossier.live().any(|it| it.opened.act == act);
    if owed(Act::PLAN) && stated.plan.is_some() {
        found.push(newly(Aspect::Plan, hazard.plan.is_some()));
    }
    if owed(Act::CONTROL) && stated.control.is_some() {
        found.push(newly(Aspect::Control, false));
    }
    found
}

fn reopened() -> Difference {
    Difference {
        aspect: Aspect::Reopened,
        here: Text::new("原台账载明已销号", "closed out in the earlier register"),
        ledger: Text::new("未销号", "not closed out"),
        stays: Some(Text::new(
            "已销号的隐患不能由台账恢复；隐患再次出现的，请重新上报",
            "a register cannot reopen a closed hazard; if it has recurred, report it again",
        )),
    }
}

fn closed(hazard: &Hazard, phase: Phase, stated: &Stated) -> Difference {
    let on = stated.closed_on.map(|day| day.to_string()).unwrap_or_default();
    Difference {
        aspect: Aspect::Closed,
        here: Text::new("未销号", "not closed out"),
        ledger: Text::new(format!("已销号（{on}）"), format!("closed out ({on})")),
        stays: worked_on_here(hazard, phase),
    }
}

/// Once evidence was handed in here, the matter is verified and closed out here.
fn worked_on_here(hazard: &Hazard, phase: Phase) -> Option<Text> {
    (phase >= Phase::Submitted || hazard.declared.returned > 0).then(|| {
        Text::new(
            "已在本系统提交整改佐证材料，应当在本系统复查、销号",
            "evidence was submitted in this system: verify and close out the hazard here",
        )
    })
}

fn grade(hazard: &Hazard, phase: Phase, stated: &Stated) -> Option<Difference> {
    let now = stated.grade?;
    let was = hazard.graded.as_ref();
    if was.is_some_and(|was| was.grade == now) {
        return None;
    }
    let by_criteria = was.is_some_and(|was| was.basis != GradeBasis::Ledger);
    let criteria = by_criteria.then(|| {
        Text::new(
            "已在本系统按判定标准定级，以本系统为准",
            "the hazard was classified by the criteria in this system, which stands",
        )
    });
    Some(Difference {
        aspect: Aspect::Grade,
        here: was.map_or_else(|| Text::new("未定级", "not classified"), |was| grade_name(was.grade)),
        ledger: grade_name(now),
        stays: criteria.or_else(|| worked_on_here(hazard, phase)),
    })
}

fn grade_name(grade: Grade) -> Text {
    match grade {
        Grade::General => Text::new("一般事故隐患", "general hazard"),
        Grade::Major => Text::new("重大事故隐患", "major accident hazard"),
    }
}

fn deadline(hazard: &Hazard, phase: Phase, stated: &Stated) -> Option<Difference> {
    let ordered = hazard.ordered.as_ref().filter(|ordered| ordered.deadline != stated.deadline)?;
    Some(Difference {
        aspect: Aspect::Deadline,
        here: Text::same(ordered.deadline.to_string()),
        ledger: Text::same(stated.deadline.to_string()),
        stays: worked_on_here(hazard, phase),
    })
}

fn order(hazard: &Hazard, phase: Phase, stated: &Stated) -> Option<Difference> {
    let ordered = hazard.ordered.as_ref().filter(|ordered| folded(&ordered.text) != folded(&stated.order))?;
    Some(Difference {
        aspect: Aspect::Order,
        here: Text::same(&ordered.text),
        ledger: Text::same(&stated.order),
        stays: worked_on_here(hazard, phase),
    })
}

fn newly(aspect: Aspect, there: bool) -> Difference {
    let here = if there { Text::new("已提交", "submitted") } else { Text::new("未提交", "not submitted") };
    Difference { aspect, here, ledger: Text::new("已填写", "filled in"), stays: None }
}

/// The facts of the differences that are taken over: those of these aspects that differ and may be taken.
///
/// # Errors
/// As [`vet_row`].
pub fn revise(
    setting: Setting<'_>,
    dossier: &Dossier,
    by: Actor,
    entry: LedgerEntry,
    taken: &dyn Fn(Aspect) -> bool,
) -> Result<Decided, Rejected> {
    vet_row(setting, &entry)?;
    let LedgerEntry { finding, to, stated } = entry;
    let Some(place) = dossier.place else { return Err(Rejected::Unknown) };
    let now = setting.now;
    let first_order = dossier.hazard().is_some_and(|hazard| hazard.ordered.is_none());
    let mut writing = Writing::on(setting, by, dossier.clone(), place);
    let mut found = differences(dossier, &stated);
    found.retain(|it| it.stays.is_none() && taken(it.aspect));
    let wants = |aspect| found.iter().any(|it| it.aspect == aspect);
    if let Some(on) = stated.closed_on.filter(|_| wants(Aspect::Closed)) {
        writing.write(held_on(setting, on), What::ClosedOff(ClosedOff { closing: Closing::Ledger, on }));
        writing.end(Outcome::Ledger, now);
        return Ok(writing.decided());
    }
    if let Some(grade) = stated.grade.filter(|_| wants(Aspect::Grade)) {
        let graded = graded_by_ledger(setting, grade, finding.found_on)?;
        if first_order {
            writing.record(now, graded);
            let ordered = Ordered { to, deadline: stated.deadline, text: stated.order };
            ordered_by_ledger(&mut writing, now, ordered, stated.control, stated.plan);
            return Ok(writing.decided());
        }
        writing.write(now, graded);
        let on_time = owed(&writing.dossier, &[Act::ACCEPT, Act::CONTROL, Act::PLAN, Act::RECTIFY], false);
        writing.begin_anew(&on_time);
    }
    if let Some(ordered) = reordered(&writing, &stated, wants(Aspect::Deadline), wants(Aspect::Order)) {
        writing.write(now, What::Ordered(Arc::new(ordered)));
        if wants(Aspect::Deadline) {
            move_deadline(&mut writing, now);
        }
    }
    if let Some(measures) = stated.control.filter(|_| wants(Aspect::Control)) {
        writing.record(now, What::Controlled(Box::new(Controlled { measures, proofs: Vec::new() })));
    }
    if let Some(plan) = stated.plan.filter(|_| wants(Aspect::Plan)) {
        writing.record(now, What::Planned(Box::new(Planned { plan })));
    }
    Ok(writing.decided())
}

/// What is owed of these acts: what is late, or what is not.
fn owed(dossier: &Dossier, acts: &[Act], late: bool) -> Vec<u32> {
    let is_late = |duty: &Obligation| {
        let watching = |it: &Obligation| it.is_unsettled() && it.watches() == Some(duty.opened.no);
        duty.light() > Light::Green || dossier.obligations.iter().any(watching)
    };
    let owed = dossier.obligations.iter().filter(|it| it.is_unsettled() && acts.contains(&it.opened.act));
    owed.filter(|it| is_late(it) == late).map(|it| it.opened.no).collect()
}

/// Lets the duty to rectify run to the day that was just ordered. One that is late goes on: it stays late and watched over.
fn move_deadline(writing: &mut Writing<'_>, now: Moment) {
    let late = owed(&writing.dossier, &[Act::RECTIFY], true);
    let on_time = owed(&writing.dossier, &[Act::RECTIFY], false);
    let by = writing.dossier.version;
    for no in late {
        if let Some(due) = writing.due_anew(no) {
            writing.write(now, What::ObligationExtended(Box::new(ObligationExtended { no, due, by })));
        }
    }
    writing.begin_anew(&on_time);
}

/// The order as the ledger has it now.
fn reordered(writing: &Writing<'_>, stated: &Stated, deadline: bool, order: bool) -> Option<Ordered> {
    let known = writing.dossier.hazard()?.ordered.as_ref().filter(|_| deadline || order)?;
    Some(Ordered {
        to: known.to.clone(),
        deadline: if deadline { stated.deadline } else { known.deadline },
        text: if order { stated.order.clone() } else { known.text.clone() },
    })
}
