//! One body takes the place of another: an office that is dissolved passes its work on, an enterprise that is sold its
//! duties.
//!
//! This module must never move a clock, nor touch what is settled: who did it then is history. Start at [`hand_over`].

use super::ask::{Decided, Setting};
use super::dossier::{Dossier, Matter};
use super::follow::Writing;
use crate::facts::{Actor, Answer, MatterHandedOver, ObligationOpened, What};
use crate::ids::{Body, OfficeId, PostId, Role};
use std::sync::Arc;

/// What a body's end writes in a dossier in which it still has a part. None: it has none, or the dossier is over.
#[must_use]
pub fn hand_over(setting: Setting<'_>, dossier: &Dossier, by: Actor, from: &Body, to: &Body) -> Option<Decided> {
    let (place, true) = (dossier.place?, dossier.is_open() && has_part(dossier, from)) else { return None };
    let superior = match to {
        Body::Office(office) => setting.registry.superior(office),
        Body::Site(site) => setting.registry.in_charge(*site),
    };
    let mut writing = Writing::on(setting, by, dossier.clone(), place);
    let handed = MatterHandedOver { from: from.clone(), to: to.clone(), superior };
    writing.write(setting.now, What::MatterHandedOver(Box::new(handed)));
    Some(writing.decided())
}

/// Whether a body owes, verifies or answers for anything that is not over, or is in charge.
fn has_part(dossier: &Dossier, body: &Body) -> bool {
    let of = |opened: &ObligationOpened| {
        let answers = opened.superior.as_ref().is_some_and(|office| *body == Body::Office(office.clone()));
        opened.owner.body == *body || opened.verifier.body == *body || answers
    };
    let in_charge = dossier.in_charge().is_some_and(|office| *body == Body::Office(office.clone()));
    let bound = dossier.as_declared().is_some_and(|it| it.bound.values().any(|post| post.body == *body));
    in_charge || bound || dossier.obligations.iter().any(|it| it.is_unsettled() && of(&it.opened))
}

impl MatterHandedOver {
    /// Folds in that one body takes the place of another.
    pub(super) fn fold(&self, dossier: &mut Dossier) {
        for it in dossier.obligations.iter_mut().filter(|it| it.is_unsettled()) {
            self.change(Arc::make_mut(&mut it.opened));
        }
        match &mut dossier.matter {
            Some(Matter::Hazard(hazard)) => {
                self.change_office(&mut Arc::make_mut(&mut hazard.found).office);
                if let Some(ordered) = &mut hazard.ordered {
                    self.change_post(&mut Arc::make_mut(ordered).to);
                }
                self.change_matter(&mut hazard.declared);
            }
            Some(Matter::Declared(declared)) => self.change_matter(declared),
            Some(Matter::Alarm(_)) | None => {}
        }
    }

    const fn to_office(&self) -> Option<&OfficeId> {
        if let Body::Office(office) = &self.to { Some(office) } else { None }
    }

    fn is_of(&self, office: &OfficeId) -> bool {
        matches!(&self.from, Body::Office(from) if from == office)
    }

    fn change_post(&self, post: &mut PostId) {
        if post.body == self.from {
            post.body = self.to.clone();
        }
    }

    fn change_office(&self, office: &mut OfficeId) {
        if let (true, Some(to)) = (self.is_of(office), self.to_office()) {
            *office = to.clone();
        }
    }

    /// Nobody verifies what is their own: where the new owner was the verifier, the office above is; at the very top another post.
    fn change(&self, opened: &mut ObligationOpened) {
        if opened.owner.body == self.from {
            opened.owner.body = self.to.clone();
            opened.superior.clone_from(&self.superior);
        } else if let Some(superior) = &mut opened.superior {
            self.change_office(superior);
        }
        self.change_post(&mut opened.verifier);
        if opened.verifier == opened.owner {
            let above = self.superior.clone().map(|office| PostId::office(office, Role::Head));
            let above = above.filter(|post| *post != opened.owner);
            let beside = if opened.owner.role == Role::DutyOfficer { Role::Head } else { Role::DutyOfficer };
            opened.verifier = above.unwrap_or_else(|| PostId { body: opened.owner.body.clone(), role: beside });
        }
    }

    fn change_matter(&self, matter: &mut super::declared::Declared) {
        self.change_office(&mut matter.begun.office);
        for post in matter.bound.values_mut() {
            self.change_post(post);
        }
        for answer in matter.answers.values_mut() {
            match answer {
                Answer::Post(post) => self.change_post(post),
                Answer::Office(office) => self.change_office(office),
                _ => {}
            }
        }
    }
}
