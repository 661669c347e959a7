//! What people try that nobody asked them for: anybody asks for anything of any matter, with texts that are empty or
//! endless, days that are long past or far away, answers that fit no question.
//!
//! This module must never know what is allowed: the product says that. If it says no, nothing may have changed; if it
//! says yes, the auditor looks at what came of it. Start at `mischief`.

use super::Simulation;
use crate::refusal;
use bowline_core::facts::{Answers, Plan, Proof, ProofKind};
use bowline_core::ids::{PlaceCode, PostId, Role, SiteId, SubjectId};
use bowline_core::obligations::{Ask, Dossier};
use bowline_core::time::Day;
use bowline_service::Refused;
use bowline_service::chance::Dice;
use bowline_service::views::{Report, Who};
use jiff::ToSpan;

/// Longer than any text that a ledger takes.
const ENDLESS: usize = 20_000;

impl Simulation {
    /// Somebody asks for something. If it is refused, nothing has changed.
    pub(super) fn mischief(&mut self) -> Result<(), String> {
        let Some(who) = self.somebody() else { return Ok(()) };
        let before = self.facts()?;
        let answer = match self.auditor.some_dossier(&mut self.dice) {
            Some(dossier) if self.dice.below(8) > 0 => {
                let (subject, seen) = (dossier.subject, any_version(&mut self.dice, dossier.version));
                let ask = self.any_ask(&dossier);
                self.app.hazards().act(&who, subject, seen, ask).map(|_| None)
            }
            _ => {
                let report = self.any_report();
                self.app.hazards().report(&who, report).map(Some)
            }
        };
        self.judge(before, answer)
    }

    fn judge(&mut self, before: u64, answer: Result<Option<SubjectId>, Refused>) -> Result<(), String> {
        match answer {
            Ok(reported) => {
                self.acts += 1;
                self.open.extend(reported);
                Ok(())
            }
            Err(fault @ Refused::Fault(_)) => Err(refusal(fault)),
            Err(refused) => {
                self.refused += 1;
                let after = self.facts()?;
                if after == before { Ok(()) } else { Err(format!("refused, and yet written: {refused:?}")) }
            }
        }
    }

    pub(super) fn facts(&self) -> Result<u64, String> {
        self.app.store().log().count().map_err(|fault| fault.chain())
    }

    /// Anybody: in office, on leave, or of an enterprise.
    fn somebody(&mut self) -> Option<Who> {
        let post = if self.dice.below(3) == 0 {
            let site = self.auditor.some_dossier(&mut self.dice)?.hazard()?.found.site;
            PostId::site(site, Role::SafetyOfficer)
        } else {
            self.people.some_post(&mut self.dice)?
        };
        self.people.who(&self.app, &post)
    }

    fn any_ask(&mut self, dossier: &Dossier) -> Ask {
        let (criterion, today, dice) = (self.world.criterion.clone(), self.app.today(), &mut self.dice);
        match dice.below(10) {
            0 => Ask::Grade { candidates: Vec::new(), answers: Answers::new() },
            1 => Ask::Grade { candidates: vec![criterion], answers: Answers::new() },
            2 => {
                let site = dossier.hazard().map_or(SiteId(dossier.subject.0), |hazard| hazard.found.site);
                Ask::Order {
                    to: PostId::site(site, Role::Principal),
                    deadline: any_day(dice, today),
                    text: any_text(dice),
                }
            }
            3 => Ask::Accept,
            4 => Ask::Control { measures: any_text(dice), proofs: any_proofs(dice) },
            5 => Ask::Plan(Plan {
                person: any_text(dice),
                measures: any_text(dice),
                funds_yuan: dice.throw(),
                until: any_day(dice, today),
                contingency: any_text(dice),
            }),
            6 => Ask::SubmitProof { note: any_text(dice), proofs: any_proofs(dice) },
            7 if dice.below(2) == 0 => Ask::Return { reason: any_text(dice) },
            7 => Ask::Verify { finding: any_text(dice) },
            8 => Ask::CloseOff,
            _ => Ask::Supervise { letter: any_text(dice) },
        }
    }

    fn any_report(&mut self) -> Report {
        let (today, dice) = (self.app.today(), &mut self.dice);
        let county: Option<PlaceCode> = dice.pick(&self.counties).copied();
        Report {
            site: None,
            unit: any_text(dice),
            credit_code: any_text(dice),
            place: county.filter(|_| dice.below(4) > 0),
            sector: if dice.below(4) == 0 { "ZZ99".to_owned() } else { self.world.sector.clone() },
            description: any_text(dice),
            found_on: any_day(dice, today),
            proofs: any_proofs(dice),
        }
    }
}

/// The page may be new, old, or made up.
fn any_version(dice: &mut Dice, version: u32) -> u32 {
    match dice.below(6) {
        0 => version.saturating_sub(1),
        1 => version.saturating_add(1),
        2 => u32::MAX,
        _ => version,
    }
}

fn any_text(dice: &mut Dice) -> String {
    match dice.below(6) {
        0 => String::new(),
        1 => " \u{3000}\n".to_owned(),
        2 => "长".repeat(ENDLESS),
        3 => "\u{202e}\u{0}".to_owned(),
        _ => "as asked".to_owned(),
    }
}

fn any_day(dice: &mut Dice, today: Day) -> Day {
    let far = [-4_000, -1, 0, 1, 30, 400, 40_000, 2_000_000];
    let days: i64 = dice.pick(&far).copied().unwrap_or_default();
    today.checked_add(days.days()).unwrap_or(if days < 0 { Day::MIN } else { Day::MAX })
}

fn any_proofs(dice: &mut Dice) -> Vec<Proof> {
    let proof = Proof::new(ProofKind::Photo, any_text(dice), "0".repeat(64), 1);
    if dice.below(2) == 0 { Vec::new() } else { vec![proof] }
}
