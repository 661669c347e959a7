//! Refusals are a closed list. Each has a stable code and a sentence in both languages that says what to do instead.
//!
//! This module must never give a code another meaning: scripts hold on to it. Start at [`Rejected`].

use super::adopt::PackRefusal;
use super::matters::MatterRefusal;
use crate::facts::{Act, Grade, InputId};
use crate::ids::{PostId, RuleId};
use crate::rules::{Longest, Pack};
use crate::time::{Day, day_text};
use crate::words::{Text, unseen_in};

/// Why the core refused. Nothing was written.
#[derive(Clone, Debug, PartialEq)]
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
    /// A date for the correction beyond the longest term that the pack allows for the grade.
    BeyondLongest(Box<Longest>),
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
    /// An act of a declared kind.
    Matter(Box<MatterRefusal>),
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
    /// When it was rectified.
    CompletedOn,
    /// Person responsible.
    Person,
    /// Measures.
    Measures,
    /// Interim controls that were put in place.
    Controls,
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
    /// Reply to it.
    Reply,
}

impl Field {
    /// The label that the forms show, in both languages.
    #[must_use]
    pub fn name(self) -> Text {
        let (zh, en) = match self {
            Self::Description => ("隐患描述", "What was observed"),
            Self::FoundOn => ("发现日期", "Date observed"),
            Self::Unit => ("单位名称", "Name of the organisation"),
            Self::Place => ("属地", "Location"),
            Self::OrderText => ("整改要求", "Action required"),
            Self::Deadline => ("整改期限", "Due date"),
            Self::CompletedOn => ("完成日期", "Date completed"),
            Self::Person => ("责任人", "Person responsible"),
            Self::Measures => ("措施", "Measures"),
            Self::Controls => ("已采取的临时管控措施", "Interim controls in place"),
            Self::Until => ("时限", "Planned completion date"),
            Self::Contingency => ("应急预案", "Contingency plan"),
            Self::Note => ("整改情况", "Action taken"),
            Self::Finding => ("现场复查情况", "Findings on site"),
            Self::Reason => ("退回原因", "Reason for return"),
            Self::Letter => ("督办要求", "Oversight notice"),
            Self::Reply => ("回复内容", "Reply"),
        };
        Text::new(zh, en)
    }
}

impl Act {
    /// The name of the act in both languages; of an act of a declared kind only its word, since the pack names it. Sentences put it in quotation marks.
    #[must_use]
    pub fn name(self) -> Text {
        let (zh, en) = match self {
            Self::GRADE => ("分级判定", "Classify the hazard"),
            Self::ORDER => ("交办", "Issue the order"),
            Self::ACCEPT => ("签收", "Acknowledge the order"),
            Self::CONTROL => ("临时管控", "Put interim controls in place"),
            Self::PLAN => ("整改方案（五落实）", "Submit the corrective action plan"),
            Self::RECTIFY => ("整改", "Correct the hazard"),
            Self::VERIFY => ("复查验收", "Verify the correction"),
            Self::CLOSE_OFF => ("销号", "Close out"),
            Self::SUPERVISE => ("逾期督办", "Oversee the overdue action"),
            Self::REPLY => ("督办回复", "Reply to the oversight notice"),
            Self::ANSWER_ALARM => ("处置责任悬空", "Close the responsibility gap"),
            _ => return Text::same(self.as_str()),
        };
        Text::new(zh, en)
    }
}

impl Rejected {
    /// The stable code, such as `verify.self`.
    #[must_use]
    pub fn code(&self) -> &'static str {
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
            Self::BeyondLongest(_) => "deadline.beyond_longest",
            Self::CriterionMissing => "criterion.missing",
            Self::NotInForce { .. } => "criterion.not_in_force",
            Self::Undecidable { .. } => "criterion.undecidable",
            Self::RuleBroken { .. } => "criterion.broken",
            Self::AnswersMissing { .. } => "answers.missing",
            Self::WrongUnit => "order.wrong_unit",
            Self::Stale { .. } => "dossier.stale",
            Self::NoProcedure => "pack.no_procedure",
            Self::Pack(why) => why.code(),
            Self::Matter(why) => why.code(),
        }
    }

    /// The sentence: what is wrong, and what to do instead.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Matter(why) => why.text(),
            Self::Unknown => Text::new(
                "未找到该记录；请返回待办或者隐患台账重新打开。",
                "Record not found; open it again from your actions or the hazard register.",
            ),
            Self::NotNow { act, open } => not_now(*act, open),
            Self::NotYours { act, .. } => {
                let act = act.name();
                Text::new(
                    format!("“{}”应由其他岗位办理；请转由该岗位人员办理。", act.zh),
                    format!("“{}” is assigned to another post; ask the holder of that post.", act.en),
                )
            }
            Self::SelfVerification => Text::new(
                "整改人、责任单位人员以及与其有利害关系的人员应当回避，不得复查；请由主管部门其他监督检查人员复查。",
                "Anyone who carried out the correction, works for that organisation or has an interest in the matter must not verify the correction; ask another inspector of the authority.",
            ),
            Self::Missing { field } => {
                let name = field.name();
                Text::new(format!("请填写“{}”。", name.zh), format!("Enter “{}”.", name.en))
            }
            Self::Unseen { field, found } => unseen_in(&field.name(), *found),
            Self::TooLong { field, most } => {
                let name = field.name();
                Text::new(
                    format!("“{}”过长；请缩短到 {most} 字以内。", name.zh),
                    format!("“{}” is too long; shorten it to {most} characters.", name.en),
                )
            }
            Self::ProofMissing => Text::new(
                "请至少上传一张照片或者一份文件作为佐证材料。",
                "Attach at least one photo or document as evidence.",
            ),
            Self::TooEarly { field, earliest } => {
                let (name, day) = (field.name(), day_text(*earliest));
                Text::new(
                    format!("“{}”不得早于 {}；请改为该日或者该日以后。", name.zh, day.zh),
                    format!("“{}” cannot be before {}; select that date or later.", name.en, day.en),
                )
            }
            Self::TooLate { field, latest } => {
                let (name, day) = (field.name(), day_text(*latest));
                Text::new(
                    format!("“{}”不得晚于 {}；请改为该日或者该日以前。", name.zh, day.zh),
                    format!("“{}” cannot be after {}; select that date or earlier.", name.en, day.en),
                )
            }
            _ => self.text_of_rules(),
        }
    }

    fn text_of_rules(&self) -> Text {
        match self {
            Self::BeyondLongest(longest) => beyond_longest(longest),
            Self::CriterionMissing => Text::new("请选择至少一条判定标准。", "Select at least one criterion."),
            Self::NotInForce { rule, day } => {
                let day = day_text(*day);
                Text::new(
                    format!("判定标准 {rule} 在发现日期 {}未在施行；请选用该日施行的版本。", day.zh),
                    format!(
                        "Criterion {rule} was not in force on {}, the date observed; select the edition of that date.",
                        day.en
                    ),
                )
            }
            Self::Undecidable { rule } => Text::new(
                format!("判定标准 {rule} 只收录题名或者属兜底条款，系统不作判定；请选用具体条款。"),
                format!(
                    "Criterion {rule} is a title only or a catch-all clause and is not evaluated by the system; select a specific criterion."
                ),
            ),
            Self::RuleBroken { rule, why } => Text::new(
                format!("判定标准 {rule} 无法判定：{}。请核对填写内容；仍无法判定的，请联系系统管理员。", why.zh),
                format!(
                    "Criterion {rule} cannot be evaluated: {}. Check your answers; if they are right, tell the system administrator.",
                    why.en
                ),
            ),
            Self::AnswersMissing { inputs } => {
                let list: Vec<&str> = inputs.iter().map(InputId::as_str).collect();
                Text::new(
                    format!("信息不全，尚不能判定；请补充填写：{}。", list.join("、")),
                    format!("More information is needed: {}.", list.join(", ")),
                )
            }
            Self::Pack(why) => why.text(),
            Self::WrongUnit => Text::new(
                "只能交办隐患所在单位，或者移送其他主管部门；请重新选择。",
                "The order can be issued only to the organisation at the site, or the case referred to another authority; select again.",
            ),
            Self::Stale { happened } => {
                let zh: Vec<&str> = happened.iter().map(|text| text.zh.as_str()).collect();
                let en: Vec<&str> = happened.iter().map(|text| text.en.as_str()).collect();
                Text::new(
                    format!("您打开本页后，该隐患有新的办理记录：{}。请核对后再办理。", zh.join("；")),
                    format!(
                        "This record has changed since you opened the page: {}. Review the changes, then decide.",
                        en.join("; ")
                    ),
                )
            }
            _ => Text::new(
                "规则库没有适用的办理程序；请联系系统管理员更新规则库。",
                "The rulebook has no procedure for this matter; ask the system administrator to update the rulebook.",
            ),
        }
    }
}

fn beyond_longest(longest: &Longest) -> Text {
    let (name, last, Longest { title, working, .. }) = (Field::Deadline.name(), day_text(longest.last), longest);
    Text::new(
        format!(
            "“{}”不得迟于 {}（{}：{}）；请改为该日或者该日以前。确需更长时间的，应当报请上一级主管部门批准延期。",
            name.zh, last.zh, title.zh, working.zh
        ),
        format!(
            "“{}” cannot be after {} ({}: {}); select that date or an earlier one. If more time is needed, ask the office above for an extension.",
            name.en, last.en, title.en, working.en
        ),
    )
}

fn not_now(act: Act, open: &[Act]) -> Text {
    let act = act.name();
    if open.is_empty() {
        return Text::new(
            format!("该隐患已办结，不能办理“{}”；隐患再次出现的，请重新上报。", act.zh),
            format!("“{}” is not available: the hazard is closed. If the hazard recurs, report it again.", act.en),
        );
    }
    let zh: Vec<String> = open.iter().map(|act| format!("“{}”", act.name().zh)).collect();
    let en: Vec<String> = open.iter().map(|act| format!("“{}”", act.name().en)).collect();
    Text::new(
        format!("当前环节不能办理“{}”；目前应办理：{}。", act.zh, zh.join("、")),
        format!("“{}” is not available now. Available: {}.", act.en, en.join(", ")),
    )
}

/// Whether an order of today may set this date for the correction; where nothing was graded yet, by the longer of the two terms.
///
/// # Errors
/// [`Rejected::BeyondLongest`] with the latest date; [`Rejected::NoProcedure`] where the pack gives no orders on that day.
pub fn within_longest(pack: &Pack, grade: Option<Grade>, today: Day, deadline: Day) -> Result<(), Rejected> {
    let grades = grade.map_or_else(|| vec![Grade::General, Grade::Major], |grade| vec![grade]);
    let longest = grades.into_iter().filter_map(|grade| pack.longest_order(grade, today)).max_by_key(|it| it.last);
    let longest = longest.ok_or(Rejected::NoProcedure)?;
    if deadline > longest.last { Err(Rejected::BeyondLongest(Box::new(longest))) } else { Ok(()) }
}
