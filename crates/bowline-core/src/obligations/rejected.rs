//! Refusals: a closed list, each with a stable code and a sentence in both languages that says what to do instead.
//!
//! Must never give a code another meaning: scripts hold on to it. Start at [`Rejected`].

use super::adopt::PackRefusal;
use crate::facts::{Act, InputId};
use crate::ids::{PostId, RuleId};
use crate::time::Day;
use crate::words::{Text, unseen_in};

/// Why the core refused. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejected {
    /// There is no such dossier.
    Unknown,
    /// This kind of act is not open now.
    NotNow {
        /// What was asked.
        act: Act,
        /// What is open instead.
        open: Vec<Act>,
    },
    /// The act is open, but for somebody else.
    NotYours {
        /// What was asked.
        act: Act,
        /// Whose it is.
        owner: PostId,
    },
    /// The fixer, or somebody of the fixing unit or with an interest in it, wanted to verify.
    SelfVerification,
    /// A required field is empty.
    Missing {
        /// The field.
        field: Field,
    },
    /// A text holds a character that nobody sees.
    Unseen {
        /// The field.
        field: Field,
        /// The character.
        found: char,
    },
    /// A text is longer than the ledger takes.
    TooLong {
        /// The field.
        field: Field,
        /// Characters allowed.
        most: usize,
    },
    /// Proof is required.
    ProofMissing,
    /// The day lies before it may.
    TooEarly {
        /// The field.
        field: Field,
        /// First day allowed.
        earliest: Day,
    },
    /// The day lies after it may.
    TooLate {
        /// The field.
        field: Field,
        /// Last day allowed.
        latest: Day,
    },
    /// No criterion was chosen.
    CriterionMissing,
    /// A criterion that was not in force on the day the hazard was found, or does not exist.
    NotInForce {
        /// Which.
        rule: RuleId,
        /// The day.
        day: Day,
    },
    /// Criteria that can be cited but not decided.
    Undecidable {
        /// Which.
        rule: RuleId,
    },
    /// A rule that cannot be decided with these answers: a fault of the pack or of an answer's type.
    RuleBroken {
        /// Which.
        rule: RuleId,
        /// Why.
        why: Text,
    },
    /// Questions without an answer.
    AnswersMissing {
        /// Which.
        inputs: Vec<InputId>,
    },
    /// The order must go to the unit of the site, or to an office.
    WrongUnit,
    /// Somebody else acted on this dossier since the page was opened.
    Stale {
        /// What happened meanwhile.
        happened: Vec<Text>,
    },
    /// The pack has no procedure for this.
    NoProcedure,
    /// A pack is not proposed or not put in force.
    Pack(PackRefusal),
}

/// A field of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// What is wrong.
    Description,
    /// When it was found.
    FoundOn,
    /// Name of the unit.
    Unit,
    /// The site's place.
    Place,
    /// What is ordered.
    OrderText,
    /// Deadline.
    Deadline,
    /// Person responsible.
    Person,
    /// Measures.
    Measures,
    /// Until when.
    Until,
    /// Contingency plan.
    Contingency,
    /// What was done.
    Note,
    /// What the verifier saw.
    Finding,
    /// Why it is returned.
    Reason,
    /// Supervision letter.
    Letter,
}

impl Field {
    /// The name in forms, in both languages.
    #[must_use]
    pub fn name(self) -> Text {
        let (zh, en) = match self {
            Self::Description => ("隐患描述", "description"),
            Self::FoundOn => ("发现日期", "day found"),
            Self::Unit => ("单位名称", "unit"),
            Self::Place => ("属地", "place"),
            Self::OrderText => ("交办内容", "what is ordered"),
            Self::Deadline => ("整改期限", "deadline"),
            Self::Person => ("责任人", "person responsible"),
            Self::Measures => ("措施", "measures"),
            Self::Until => ("时限", "last day"),
            Self::Contingency => ("应急预案", "contingency plan"),
            Self::Note => ("整改情况", "what was done"),
            Self::Finding => ("复查情况", "what was seen"),
            Self::Reason => ("退回原因", "reason for the return"),
            Self::Letter => ("督办意见", "supervision letter"),
        };
        Text::new(zh, en)
    }
}

impl Act {
    /// The name of the act in both languages.
    #[must_use]
    pub fn name(self) -> Text {
        let (zh, en) = match self {
            Self::Grade => ("分级判定", "grade"),
            Self::Order => ("交办", "order"),
            Self::Accept => ("签收", "accept the order"),
            Self::Control => ("临时管控", "interim control"),
            Self::Plan => ("五落实方案", "plan (the five)"),
            Self::Rectify => ("整改", "rectify"),
            Self::Verify => ("复查验收", "verify"),
            Self::CloseOff => ("销号", "close off"),
            Self::Supervise => ("督办", "supervise"),
            Self::AnswerAlarm => ("处置告警", "answer the alarm"),
        };
        Text::new(zh, en)
    }
}

impl Rejected {
    /// The stable code, such as `verify.self`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "dossier.unknown",
            Self::NotNow { .. } => "act.not_now",
            Self::NotYours { .. } => "act.not_yours",
            Self::SelfVerification => "verify.self",
            Self::Missing { .. } => "field.missing",
            Self::Unseen { .. } => "field.unseen",
            Self::TooLong { .. } => "field.too_long",
            Self::ProofMissing => "proof.missing",
            Self::TooEarly { .. } => "day.too_early",
            Self::TooLate { .. } => "day.too_late",
            Self::CriterionMissing => "criterion.missing",
            Self::NotInForce { .. } => "criterion.not_in_force",
            Self::Undecidable { .. } => "criterion.undecidable",
            Self::RuleBroken { .. } => "criterion.broken",
            Self::AnswersMissing { .. } => "answers.missing",
            Self::WrongUnit => "order.wrong_unit",
            Self::Stale { .. } => "dossier.stale",
            Self::NoProcedure => "pack.no_procedure",
            Self::Pack(why) => why.code(),
        }
    }

    /// The sentence: what is wrong, and what to do instead.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Unknown => {
                Text::new("没有这份档案；请从列表重新打开。", "There is no such dossier; open it from the list.")
            }
            Self::NotNow { act, open } => not_now(*act, open),
            Self::NotYours { act, .. } => {
                let act = act.name();
                Text::new(
                    format!("“{}”由其他岗位负责；请由该岗位人员办理。", act.zh),
                    format!("To {} is the duty of another post; ask its holder to do it.", act.en),
                )
            }
            Self::SelfVerification => Text::new(
                "整改的人、整改单位的人或有利害关系的人不能复查；请由其他单位的检查人员复查。",
                "Whoever fixed it, belongs to the unit that had to, or has an interest in it cannot verify; ask an inspector of another body.",
            ),
            Self::Missing { field } => {
                let name = field.name();
                Text::new(format!("请填写“{}”。", name.zh), format!("Fill in “{}”.", name.en))
            }
            Self::Unseen { field, found } => unseen_in(&field.name(), *found),
            Self::TooLong { field, most } => {
                let name = field.name();
                Text::new(
                    format!("“{}”过长；请缩短到 {most} 字以内。", name.zh),
                    format!("“{}” is too long; shorten it to {most} characters.", name.en),
                )
            }
            Self::ProofMissing => Text::new("请至少附一张照片或一份文件。", "Attach at least one photo or document."),
            Self::TooEarly { field, earliest } => {
                let name = field.name();
                Text::new(
                    format!("“{}”不能早于 {earliest}；请改为当日或以后。", name.zh),
                    format!("“{}” cannot be before {earliest}; choose that day or a later one.", name.en),
                )
            }
            Self::TooLate { field, latest } => {
                let name = field.name();
                Text::new(
                    format!("“{}”不能晚于 {latest}；请改为当日或以前。", name.zh),
                    format!("“{}” cannot be after {latest}; choose that day or an earlier one.", name.en),
                )
            }
            _ => self.text_of_rules(),
        }
    }

    fn text_of_rules(&self) -> Text {
        match self {
            Self::CriterionMissing => Text::new("请选择至少一条判定标准。", "Choose at least one criterion."),
            Self::NotInForce { rule, day } => Text::new(
                format!("标准 {rule} 在发现之日 {day} 不在有效期内；请选用当日有效的版本。"),
                format!(
                    "Criterion {rule} was not in force on {day}, the day of the finding; choose the edition of that day."
                ),
            ),
            Self::Undecidable { rule } => Text::new(
                format!("标准 {rule} 只有主题或为兜底条款，不能自动判定；请选用具体条款。"),
                format!("Criterion {rule} is a topic or a residual clause and decides nothing; choose a specific one."),
            ),
            Self::RuleBroken { rule, why } => Text::new(
                format!("标准 {rule} 无法判定：{}；请改正回答，或告知管理员。", why.zh),
                format!("Criterion {rule} cannot be decided: {}; correct the answer, or tell the operator.", why.en),
            ),
            Self::AnswersMissing { inputs } => {
                let list: Vec<&str> = inputs.iter().map(InputId::as_str).collect();
                let list = list.join(", ");
                Text::new(format!("尚不能判定，请回答：{list}。"), format!("Not yet known; answer: {list}."))
            }
            Self::Pack(why) => why.text(),
            Self::WrongUnit => Text::new(
                "只能交办给隐患所在单位或另一个主管部门；请重新选择责任单位。",
                "It can be ordered only to the unit of the site or to another office; choose again.",
            ),
            Self::Stale { happened } => {
                let zh: Vec<&str> = happened.iter().map(|text| text.zh.as_str()).collect();
                let en: Vec<&str> = happened.iter().map(|text| text.en.as_str()).collect();
                Text::new(
                    format!("您打开页面后，档案已有变化：{}。请查看后再决定。", zh.join("；")),
                    format!("Since you opened this page: {}. Look at it again, then decide.", en.join("; ")),
                )
            }
            _ => Text::new(
                "规则包没有适用的程序；请联系管理员更新规则包。",
                "The pack has no procedure for this; ask the operator to update the pack.",
            ),
        }
    }
}

fn not_now(act: Act, open: &[Act]) -> Text {
    let act = act.name();
    if open.is_empty() {
        return Text::new(
            format!("现在不能“{}”：事项已办结。", act.zh),
            format!("It is not the time to {}: the matter is closed.", act.en),
        );
    }
    let zh: Vec<String> = open.iter().map(|act| act.name().zh).collect();
    let en: Vec<String> = open.iter().map(|act| act.name().en).collect();
    Text::new(
        format!("现在不能“{}”；当前应办：{}。", act.zh, zh.join("、")),
        format!("It is not the time to {}; what is open now: {}.", act.en, en.join(", ")),
    )
}
