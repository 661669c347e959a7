//! This module moves clocks that run: an extension that the law allows, a pause on a legal ground, and its end.
//!
//! This module must never move a clock without a fact that says when it is due now, and by which act. Start at
//! [`Case::change_clocks`].

use super::MatterRefusal;
use super::{Case, terms};
use crate::facts::{ObligationExtended, ObligationPaused, ObligationResumed, What};
use crate::obligations::dossier::{Dossier, Obligation, Standing};
use crate::obligations::follow::Writing;
use crate::obligations::rejected::Rejected;
use crate::time::{Due, Moment, moment_text};
use crate::words::Text;

impl Case<'_> {
    /// Whether the clock that the act moves can be moved.
    pub(super) fn vet_changes(&self, dossier: &Dossier) -> Result<(), Rejected> {
        let act = || self.act.name.clone();
        let runs = |it: &Obligation| matches!(it.standing, Standing::Open | Standing::Submitted);
        if let Some(step) = &self.act.extends {
            let duty =
                of_step(dossier, step).filter(|it| runs(it)).ok_or_else(|| MatterRefusal::NothingToMove(act()))?;
            if duty.due.at <= self.setting.now {
                return Err(MatterRefusal::RanOut(act()).into());
            }
            let once = dossier.as_declared().is_some_and(|matter| matter.doers.contains_key(&self.act.fact));
            if once || self.extended(dossier, duty).is_none() {
                return Err(MatterRefusal::NotExtensible(act()).into());
            }
        }
        let pauses = self.act.pauses.as_ref().filter(|step| of_step(dossier, step).is_none_or(|it| !it.is_live()));
        let paused = |it: &Obligation| matches!(it.standing, Standing::Paused(_));
        let resumes = self.act.resumes.as_ref().filter(|step| !of_step(dossier, step).is_some_and(paused));
        if pauses.or(resumes).is_some() { Err(MatterRefusal::NothingToMove(act()).into()) } else { Ok(()) }
    }

    /// Writes what the act does to clocks that run.
    pub(super) fn change_clocks(&self, writing: &mut Writing<'_>) {
        let (now, by) = (self.setting.now, writing.dossier.version);
        let duty = |step: &Option<String>, writing: &Writing<'_>| {
            step.as_ref().and_then(|step| of_step(&writing.dossier, step)).cloned()
        };
        if let Some(duty) = duty(&self.act.extends, writing)
            && let Some(due) = self.extended(&writing.dossier, &duty)
        {
            let no = duty.opened.no;
            writing.write(now, What::ObligationExtended(Box::new(ObligationExtended { no, due, by })));
        }
        if let Some(duty) = duty(&self.act.pauses, writing).filter(Obligation::is_live) {
            writing.write(now, What::ObligationPaused(ObligationPaused { no: duty.opened.no, by }));
        }
        if let Some(duty) = duty(&self.act.resumes, writing)
            && let Standing::Paused(since) = duty.standing
        {
            let (no, due) = (duty.opened.no, self.resumed(&duty.due, since));
            writing.write(now, What::ObligationResumed(Box::new(ObligationResumed { no, due, by })));
        }
    }

    /// When a duty is due once it is extended: later by what pauses gave it already. None: the law allows no extension.
    fn extended(&self, dossier: &Dossier, duty: &Obligation) -> Option<Due> {
        let step = self.kind.step(&duty.opened.step)?;
        let due = terms::due_of(self.setting, step, dossier.as_declared()?, duty.opened.from, true)?;
        let paused = duty.due.at.duration_since(duty.opened.due.at);
        if paused.is_zero() {
            return (due.at > duty.due.at).then_some(due);
        }
        let (at, zone) = (due.at.saturating_add(paused).unwrap_or(Moment::MAX), self.setting.pack.country().zone());
        let until = moment_text(at, zone);
        let zh = format!("{}；{}；依法延长至 {}", duty.due.working.zh, due.working.zh, until.zh);
        let en = format!("{}; {}: extended until {}", duty.due.working.en, due.working.en, until.en);
        (at > duty.due.at).then(|| Due { at, working: Text::new(zh, en), provisional: due.provisional })
    }

    /// A pause moves the due moment by exactly its own length.
    fn resumed(&self, due: &Due, since: Moment) -> Due {
        let (now, zone) = (self.setting.now, self.setting.pack.country().zone());
        let at = due.at.saturating_add(now.duration_since(since)).unwrap_or(Moment::MAX);
        let (from, to, until) = (moment_text(since, zone), moment_text(now, zone), moment_text(at, zone));
        let zh = format!("{}；自 {} 至 {} 依法中止计时，顺延至 {}", due.working.zh, from.zh, to.zh, until.zh);
        let en = format!("{}; paused from {} to {}: until {}", due.working.en, from.en, to.en, until.en);
        Due { at, working: Text::new(zh, en), provisional: due.provisional }
    }
}

/// The duty of a step that is not over.
fn of_step<'d>(dossier: &'d Dossier, step: &str) -> Option<&'d Obligation> {
    dossier.obligations.iter().find(|it| it.is_unsettled() && it.opened.step == step && it.watches().is_none())
}
