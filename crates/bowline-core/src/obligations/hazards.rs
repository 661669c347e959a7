//! The forms of the hazard's own pages as acts of its declared kind, and the machine's refusals as those forms say them.
//!
//! This module must never judge an answer: the machine for declared kinds does. Start at [`Wish::of`].

use super::ask::Ask;
use super::dossier::Dossier;
use super::matters::{Beginning, MatterRefusal, Wish};
use super::rejected::{Field, Rejected};
use crate::facts::{Act, Answer, Answers, InputId, Plan, Proof, What, deed_of};
use crate::rules::Misread;

/// What the forms call the inputs of the kind.
const FIELDS: [(&str, Field); 12] = [
    ("hazard.description", Field::Description),
    ("hazard.found_on", Field::FoundOn),
    ("hazard.order", Field::OrderText),
    ("hazard.deadline", Field::Deadline),
    ("hazard.control", Field::Controls),
    ("plan.person", Field::Person),
    ("plan.measures", Field::Measures),
    ("plan.until", Field::Until),
    ("plan.contingency", Field::Contingency),
    ("hazard.done", Field::Note),
    ("hazard.finding", Field::Finding),
    ("hazard.reason", Field::Reason),
];
const CRITERIA: &str = "hazard.criteria";
const FILES: &str = "hazard.files";

fn field_of(input: &InputId) -> Option<Field> {
    FIELDS.iter().find(|(id, _)| *id == input.as_str()).map(|(_, field)| *field)
}

impl Beginning {
    /// The beginning that a finding is. None: the fact is no finding.
    pub(super) fn of(found: &What) -> Option<Self> {
        let deed = deed_of(found, &Answers::new())?;
        let begun = *deed.begun?;
        Some(Self {
            kind: deed.word.noun().parse().ok()?,
            office: begun.office,
            site: begun.site,
            unit: begun.unit,
            sector: begun.sector,
            from: begun.from,
            wish: Wish { act: "find".to_owned(), answers: deed.answers },
        })
    }
}

impl Rejected {
    /// A refusal of the machine about an act, as the hazard's own pages and scripts know it.
    pub(super) fn about(self, act: Act, dossier: &Dossier) -> Self {
        match self {
            Self::NotYours { owner, .. } => Self::NotYours { act, owner },
            Self::Matter(why) if matches!(*why, MatterRefusal::NotOpen { .. }) => {
                Self::NotNow { act, open: dossier.live().map(|it| it.opened.act).collect() }
            }
            other => other.of_form(),
        }
    }

    /// A refusal of the machine, with the field of the form that it is about.
    pub(super) fn of_form(self) -> Self {
        match self {
            Self::AnswersMissing { inputs } => missing(inputs),
            Self::Matter(why) => of_form(&why).unwrap_or(Self::Matter(why)),
            other => other,
        }
    }
}

fn missing(inputs: Vec<InputId>) -> Rejected {
    let is_missing = |id| inputs.iter().any(|input| input.as_str() == id);
    if is_missing(FILES) {
        return Rejected::ProofMissing;
    }
    if is_missing(CRITERIA) {
        return Rejected::CriterionMissing;
    }
    let field = inputs.iter().find_map(field_of);
    field.map_or(Rejected::AnswersMissing { inputs }, |field| Rejected::Missing { field })
}

fn of_form(why: &MatterRefusal) -> Option<Rejected> {
    Some(match why {
        MatterRefusal::Apart(_) => Rejected::SelfVerification,
        MatterRefusal::NoKind(..) => Rejected::NoProcedure,
        MatterRefusal::TooEarly(first) => Rejected::TooEarly { field: field_of(&first.input)?, earliest: first.day },
        MatterRefusal::TooLate(last) => Rejected::TooLate { field: field_of(&last.input)?, latest: last.day },
        MatterRefusal::Answer(fault) => {
            let field = field_of(&fault.input)?;
            match fault.why {
                Misread::Missing => Rejected::Missing { field },
                Misread::Unseen(found) => Rejected::Unseen { field, found },
                Misread::TooLong { longest } => Rejected::TooLong { field, most: longest },
                _ => return None,
            }
        }
        _ => return None,
    })
}

impl Wish {
    /// The act that a form of the hazard's pages asks for. None: a letter of oversight or the reply to it, which are acts of
    /// no kind.
    #[must_use]
    pub fn of(ask: Ask) -> Option<Self> {
        let wish = match ask {
            // Answers belong to the criteria that ask for them.
            Ask::Grade { candidates, .. } if candidates.is_empty() => wish("grade"),
            Ask::Grade { candidates, answers } => {
                Self { answers, ..wish("grade") }.with(CRITERIA, Answer::Rules(candidates))
            }
            Ask::Order { to, deadline, text: order } => wish("order")
                .with("hazard.to", Answer::Post(to))
                .with("hazard.deadline", Answer::Day(deadline))
                .with_text("hazard.order", &order),
            Ask::Accept => wish("accept"),
            Ask::Control { measures, proofs } => {
                wish("control").with_text("hazard.control", &measures).with_files(proofs)
            }
            Ask::Plan(plan) => wish("plan").with_plan(plan),
            Ask::SubmitProof { note, proofs } => wish("rectify").with_text("hazard.done", &note).with_files(proofs),
            Ask::Verify { finding } => wish("verify").with_text("hazard.finding", &finding),
            Ask::Return { reason } => wish("return").with_text("hazard.reason", &reason),
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

    fn given(self, input: &str, answer: Option<Answer>) -> Self {
        match answer {
            Some(answer) => self.with(input, answer),
            None => self,
        }
    }

    /// An empty field is no answer.
    fn with_files(self, proofs: Vec<Proof>) -> Self {
        self.given(FILES, (!proofs.is_empty()).then_some(Answer::Files(proofs)))
    }

    /// An empty field is no answer.
    fn with_text(self, input: &str, text: &str) -> Self {
        let text = text.trim();
        self.given(input, (!text.is_empty()).then(|| Answer::Text(text.to_owned())))
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
