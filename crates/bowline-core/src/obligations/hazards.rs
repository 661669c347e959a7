//! The forms of the hazard's own pages as acts of its declared kind.
//!
//! This module must never judge an answer: the machine for declared kinds does. Start at [`Wish::of`].

use super::ask::Ask;
use super::matters::Wish;
use crate::facts::{Answer, Answers, InputId, Plan, Proof};

impl Wish {
    /// The act that a form of the hazard's pages asks for. None: a letter of oversight or the reply to it, which are acts of
    /// no kind.
    #[must_use]
    pub fn of(ask: Ask) -> Option<Self> {
        let text = |text: String| Answer::Text(text.trim().to_owned());
        let wish = match ask {
            Ask::Grade { candidates, answers } => {
                Self { answers, ..wish("grade") }.with("hazard.criteria", Answer::Rules(candidates))
            }
            Ask::Order { to, deadline, text: order } => wish("order")
                .with("hazard.to", Answer::Post(to))
                .with("hazard.deadline", Answer::Day(deadline))
                .with("hazard.order", text(order)),
            Ask::Accept => wish("accept"),
            Ask::Control { measures, proofs } => {
                wish("control").with("hazard.control", text(measures)).with_files(proofs)
            }
            Ask::Plan(plan) => wish("plan").with_plan(plan),
            Ask::SubmitProof { note, proofs } => wish("rectify").with("hazard.done", text(note)).with_files(proofs),
            Ask::Verify { finding } => wish("verify").with("hazard.finding", text(finding)),
            Ask::Return { reason } => wish("return").with("hazard.reason", text(reason)),
            Ask::CloseOff => wish("close_off"),
            Ask::Supervise { .. } | Ask::Reply { .. } => return None,
        };
        Some(wish)
    }

    fn with(mut self, input: &str, answer: Answer) -> Self {
        if let Ok(input) = input.parse::<InputId>() {
            self.answers.insert(input, answer);
        }
        self
    }

    fn with_files(self, proofs: Vec<Proof>) -> Self {
        if proofs.is_empty() { self } else { self.with("hazard.files", Answer::Files(proofs)) }
    }

    /// A sum of money is at most some billions, which a number holds exactly.
    #[expect(
        clippy::cast_precision_loss,
        reason = "what a number cannot hold is more than an input takes, and refused"
    )]
    fn with_plan(self, plan: Plan) -> Self {
        self.with("plan.person", Answer::Person(plan.person))
            .with("plan.measures", Answer::Text(plan.measures))
            .with("plan.funds", Answer::Number(plan.funds_yuan as f64))
            .with("plan.until", Answer::Day(plan.until))
            .with("plan.contingency", Answer::Text(plan.contingency))
    }
}

fn wish(act: &str) -> Wish {
    Wish { act: act.to_owned(), answers: Answers::new() }
}
