//! These facts say what happens to a hazard, from found to closed out.
//!
//! This module must never rename or drop a word that logs hold: they are read as long as the installation lives.

use super::{Answer, Answers, Proof};
use crate::ids::{CreditCode, OfficeId, PersonId, PostId, RuleId, SiteId};
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// Where a hazard came from. Never changes after entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The enterprise's own check (企业自查).
    SelfCheck,
    /// An inspection, announced or not (监督检查).
    Inspection,
    /// An official with an expert (干部加专家).
    CadreExpert,
    /// A citizen's or employee's report (举报).
    Tip,
    /// The lesson of an accident (事故教训).
    AccidentLesson,
    /// An office's own ledger, imported (台账导入).
    Ledger,
}

/// The two classes of hazard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// General hazard (一般事故隐患).
    General,
    /// Major accident hazard (重大事故隐患).
    Major,
}

impl Grade {
    /// Both.
    pub const ALL: [Self; 2] = [Self::General, Self::Major];

    /// The word in columns and packs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Major => "major",
        }
    }

    /// The grade that an answer names, if it names one.
    #[must_use]
    pub fn answered(answer: Option<&Answer>) -> Option<Self> {
        let Some(Answer::Choice(word)) = answer else { return None };
        Self::ALL.into_iter().find(|grade| grade.as_str() == word)
    }
}

/// How the unit was named where it was found: kept as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitName {
    /// Name as written.
    pub name: String,
    /// Credit code, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_code: Option<CreditCode>,
}

/// `hazard.found`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// The site.
    pub site: SiteId,
    /// The unit as named.
    pub unit: UnitName,
    /// GB/T 4754 code of the site, such as `H62`.
    pub sector: String,
    /// Where it came from.
    pub source: Source,
    /// What is wrong, in the finder's words.
    pub description: String,
    /// The day it was found: criteria are judged by their edition of this day.
    pub found_on: Day,
    /// The office in charge.
    pub office: OfficeId,
    /// What the finder already answered.
    #[serde(default, skip_serializing_if = "Answers::is_empty")]
    pub answers: Answers,
    /// Photos and documents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proofs: Vec<Proof>,
    /// The procedure whose obligations it starts.
    pub procedure: RuleId,
}

/// Why it has this grade.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GradeBasis {
    /// By criteria of the edition in force on the day it was found.
    Criteria {
        /// Those that hold; for a general hazard those that were tried and fail.
        rules: Vec<RuleId>,
        /// The answers on which they were decided.
        answers: Answers,
    },
    /// As written in the office's own ledger; no criterion was applied by us.
    Ledger,
}

/// `hazard.graded`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Graded {
    /// The grade.
    pub grade: Grade,
    /// Why.
    pub basis: GradeBasis,
    /// The procedure from here on.
    pub procedure: RuleId,
}

/// `hazard.ordered`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ordered {
    /// The post of the unit responsible.
    pub to: PostId,
    /// Last day for rectification.
    pub deadline: Day,
    /// What is ordered.
    pub text: String,
}

/// `hazard.accepted`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {}

/// The five (五落实). All are required.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Person responsible (责任人).
    pub person: String,
    /// Measures (措施).
    pub measures: String,
    /// Money in yuan (资金).
    pub funds_yuan: u64,
    /// Last day (时限), not after the ordered one.
    pub until: Day,
    /// Contingency plan (预案).
    pub contingency: String,
}

/// `hazard.planned`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Planned {
    /// The five.
    pub plan: Plan,
}

/// `hazard.controlled`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Controlled {
    /// What was done at once.
    pub measures: String,
    /// Photos and documents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proofs: Vec<Proof>,
}

/// `hazard.proof_submitted`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProofSubmitted {
    /// What was done.
    pub note: String,
    /// At least one.
    pub proofs: Vec<Proof>,
}

/// `hazard.verified`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// What the verifier saw.
    pub finding: String,
}

/// `hazard.returned`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// Why it is not gone.
    pub reason: String,
}

/// On what ground it was closed off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// Somebody else verified it here.
    Verified,
    /// The office's own ledger says so; nobody verified it here.
    Ledger,
}

/// `hazard.closed_off`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedOff {
    /// The ground.
    pub closing: Closing,
    /// The day it was closed off.
    pub on: Day,
}

/// `hazard.supervised`: an office wrote to whoever is late below. What follows from it is the ladder's (decision 0042).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supervised {
    /// What the office did or asks for.
    pub letter: String,
    /// Who wrote it.
    pub by: PersonId,
    /// In the name of which post.
    pub post: PostId,
}

/// `hazard.replied`: whoever is late answered the letter of the office above.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replied {
    /// What was answered.
    pub reply: String,
    /// In the name of which post.
    pub post: PostId,
}
