//! Why an act of a declared kind was refused: a closed list with stable codes, each with a sentence in both languages
//! that says what to do instead.
//!
//! This module must never give a code another meaning. Start at [`MatterRefusal`].

use crate::facts::InputId;
use crate::ids::RuleId;
use crate::obligations::rejected::Rejected;
use crate::rules::AnswerFault;
use crate::time::{Day, day_text};
use crate::words::Text;

/// Why the core refused an act of a declared kind. Acts and questions stand by their names.
#[derive(Clone, Debug, PartialEq)]
pub enum MatterRefusal {
    /// The act is not open now.
    NotOpen {
        /// What was asked.
        act: Text,
        /// What is open instead.
        open: Vec<Text>,
    },
    /// The act ends the matter once nothing else is owed, and these are.
    StillOwed(Text, Vec<Text>),
    /// The act is done for this period; the next one begins on that day.
    Ahead(Text, Day),
    /// The act was asked for, and a second person has not answered yet.
    Pending(Text),
    /// The act is for a party that this person is not.
    NotAParty(Text),
    /// Whoever took part in the matter may not do this with it.
    Apart(Text),
    /// An answer that does not fit its question.
    Answer(AnswerFault),
    /// An answer lies before the first that is allowed.
    TooEarly(Bound),
    /// An answer lies after the last that is allowed.
    TooLate(Bound),
    /// The answer to this question is another than the one that somebody else gave to that question.
    Differs(Text, Text),
    /// The act could be done until a moment that has passed: its working.
    WindowClosed(Text, Text),
    /// The matter is over, and could be opened again until a day that has passed.
    TooLateToReopen(Text, Day),
    /// It cannot be joined to that matter.
    CannotJoin(Text),
    /// There is no clock that the act could move now.
    NothingToMove(Text),
    /// The clock has run out already.
    RanOut(Text),
    /// The law allows no extension, or it was used.
    NotExtensible(Text),
    /// The answer to this question names somebody twice.
    Twice(Text),
    /// The pack has no such kind of matter on the day on which this one began.
    NoKind(RuleId, Day),
}

/// The first or the last answer that a question takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// The input.
    pub input: InputId,
    /// Its question.
    pub ask: Text,
    /// The day.
    pub day: Day,
    /// The answer as the form shows it: the day, or the moment.
    pub shown: Text,
}

impl From<MatterRefusal> for Rejected {
    fn from(why: MatterRefusal) -> Self {
        Self::Matter(Box::new(why))
    }
}

impl MatterRefusal {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotOpen { .. } => "act.not_now",
            Self::StillOwed(..) => "act.still_owed",
            Self::Ahead(..) => "act.ahead",
            Self::Pending(_) => "act.pending",
            Self::NotAParty(_) => "act.not_a_party",
            Self::Apart(_) => "act.apart",
            Self::Answer(fault) => fault.code(),
            Self::TooEarly(..) => "answer.too_early",
            Self::TooLate(..) => "answer.too_late",
            Self::Differs(..) => "answer.differs",
            Self::WindowClosed(..) => "act.window_closed",
            Self::TooLateToReopen(..) => "act.too_late_to_reopen",
            Self::CannotJoin(_) => "act.cannot_join",
            Self::NothingToMove(_) => "clock.none",
            Self::RanOut(_) => "clock.ran_out",
            Self::NotExtensible(_) => "clock.not_extensible",
            Self::Twice(_) => "answer.twice",
            Self::NoKind(..) => "kind.unknown",
        }
    }

    /// The sentence: what is wrong, and what to do instead.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Answer(fault) => fault.text(),
            Self::TooEarly(Bound { ask, shown, .. }) => say(
                ask,
                &format!("不得早于 {}；请改为该时间或者以后。", shown.zh),
                &format!("cannot be before {}. Enter that or later.", shown.en),
            ),
            Self::TooLate(Bound { ask, shown, .. }) => say(
                ask,
                &format!("不得晚于 {}；请改为该时间或者以前。", shown.zh),
                &format!("cannot be after {}. Enter that or earlier.", shown.en),
            ),
            Self::Differs(ask, first) => say(
                ask,
                &format!("与另一人填写的“{}”不一致；请两人核对原始记录，填错的一方重新填写。", first.zh),
                &format!(
                    "differs from the “{}” that somebody else entered. Check the original record together; whoever is wrong enters it again.",
                    first.en
                ),
            ),
            Self::Twice(ask) => {
                say(ask, "中有重复；每个对象只能出现一次。", "names one of them twice. Name each once.")
            }
            Self::NoKind(kind, day) => {
                let day = day_text(*day);
                Text::new(
                    format!("规则库中没有 {} 施行的“{kind}”事项类别；请核对日期，或者请管理员补充规则库。", day.zh),
                    format!(
                        "The rulebook has no kind of matter `{kind}` in force on {}. Check the date, or have the rulebook completed.",
                        day.en
                    ),
                )
            }
            act => act.text_of_act(),
        }
    }

    /// Of an act that cannot be done now, or not by this person.
    fn text_of_act(&self) -> Text {
        match self {
            Self::NotOpen { act, open } if open.is_empty() => {
                say(act, "现在不能办理：该事项已无待办环节。", "is not available: nothing is open in this matter.")
            }
            Self::StillOwed(act, owed) => {
                let (zh, en) = listed(owed);
                say(
                    act,
                    &format!("须待其他事项办结后办理；尚未办结：{zh}。"),
                    &format!("is available once nothing else is owed. Still owed: {en}."),
                )
            }
            Self::NotOpen { act, open } => {
                let (zh, en) = listed(open);
                say(
                    act,
                    &format!("现在不能办理；当前待办：{zh}。"),
                    &format!("is not available now. Open actions: {en}."),
                )
            }
            Self::Ahead(act, from) => say(
                act,
                &format!("本期已办结；下一期自 {}起可以办理。", day_text(*from).zh),
                &format!("is done for this period. The next one begins on {}.", day_text(*from).en),
            ),
            Self::Pending(act) => say(
                act,
                "已经提请，正待另一人决定；请等其决定或者期限届满后再提。",
                "was asked for already, and a second person has not answered. Wait for the answer, or until its term is over.",
            ),
            Self::NotAParty(act) => say(
                act,
                "不属于您所在岗位的职责；请由有权办理的岗位办理。",
                "is not for your post. Ask a post that may do it.",
            ),
            Self::Apart(act) => say(
                act,
                "须由未参与本事项的人员办理；请由主管部门其他人员办理。",
                "is for somebody who took no part in this matter. Ask another person of the authority.",
            ),
            _ => self.text_of_time(),
        }
    }

    /// Of an act whose time is over, or whose clock does not move.
    fn text_of_time(&self) -> Text {
        match self {
            Self::WindowClosed(act, until) => say(
                act,
                &format!("的办理期间已过（{}）；确需变更的，请按更正程序办理。", until.zh),
                &format!("was possible until a moment that has passed ({}). Correct the record instead.", until.en),
            ),
            Self::TooLateToReopen(act, last) => say(
                act,
                &format!("最迟应于 {}办理，现已超过；有新情况的，请另行登记为新事项。", day_text(*last).zh),
                &format!("was possible until {}. Begin a new matter for what is new.", day_text(*last).en),
            ),
            Self::CannotJoin(act) => say(
                act,
                "只限同一地方、同一类、尚未结束且未并入他项的另一事项。",
                "needs another matter of the same kind and place, which is open and not joined to a third.",
            ),
            Self::NothingToMove(act) => say(
                act,
                "没有可以变更的期限：相应环节未在计时或者未中止。",
                "has no clock to move: the action does not run, or is not paused.",
            ),
            Self::RanOut(act) => say(
                act,
                "须在期限届满前办理；该期限已届满。",
                "must be done before the term runs out, and it has run out.",
            ),
            Self::NotExtensible(act) => {
                say(act, "依法不得延长，或者已延长一次。", "is not allowed by law, or was used once already.")
            }
            Self::Answer(_)
            | Self::TooEarly(..)
            | Self::TooLate(..)
            | Self::Differs(..)
            | Self::Twice(_)
            | Self::NoKind(..) => self.text(),
            Self::NotOpen { .. }
            | Self::StillOwed(..)
            | Self::Ahead(..)
            | Self::Pending(_)
            | Self::NotAParty(_)
            | Self::Apart(_) => self.text_of_act(),
        }
    }
}

fn say(of: &Text, zh: &str, en: &str) -> Text {
    Text::new(format!("“{}”{zh}", of.zh), format!("“{}” {en}", of.en))
}

fn listed(names: &[Text]) -> (String, String) {
    let (zh, en): (Vec<_>, Vec<_>) = names.iter().map(|it| (it.zh.as_str(), it.en.as_str())).unzip();
    (zh.join("、"), en.join(", "))
}
