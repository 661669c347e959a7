//! What is wrong with an answer is a closed list. Each has a stable code and a sentence in both languages that names the
//! question and says what to give instead.
//!
//! This module must never give a code another meaning. Start at [`AnswerFault`].

use super::input::Named;
use super::wording::{amount, unit_text};
use crate::facts::InputId;
use crate::words::{Text, unseen_in};

/// An answer that cannot be taken.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerFault {
    /// The input.
    pub input: InputId,
    /// Its question.
    pub ask: Text,
    /// What is wrong.
    pub why: Misread,
}

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Misread {
    /// It must be answered and is not.
    Missing,
    /// Nobody asks this.
    NotAsked,
    /// An answer of another kind.
    OtherKind,
    /// Several answers where one is asked for.
    Several,
    /// Neither yes nor no.
    Yes,
    /// Not a number; the unit.
    Number(String),
    /// Not a whole number; the unit.
    Whole(String),
    /// Below this, in this unit.
    Below(f64, String),
    /// Above this, in this unit.
    Above(f64, String),
    /// Not a day, or not of our time.
    Day,
    /// Not days.
    Days,
    /// Not a day and a time.
    Moment,
    /// A time that the clock left out on that day.
    NoSuchTime,
    /// None of the choices.
    Choice,
    /// A text that is too long.
    TooLong {
        /// Characters allowed.
        longest: usize,
    },
    /// Several lines where one is asked for.
    Lines,
    /// A character that nobody sees.
    Unseen(char),
    /// The name of a file without the file.
    FileGone,
    /// Too few files or things.
    TooFew {
        /// How many at least.
        least: usize,
    },
    /// Too many days, files or things.
    TooMany {
        /// How many at most.
        most: usize,
    },
    /// Not the id of such a thing.
    Named(Named),
    /// The id of an office, or of a post in it, that does not exist.
    NotThere(String),
}

impl AnswerFault {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self.why {
            Misread::Missing => "answer.missing",
            Misread::NotAsked => "answer.not_asked",
            Misread::OtherKind => "answer.other_kind",
            Misread::Several => "answer.several",
            Misread::Yes => "answer.bad_yes",
            Misread::Number(_) => "answer.bad_number",
            Misread::Whole(_) => "answer.not_whole",
            Misread::Below(..) => "answer.below",
            Misread::Above(..) => "answer.above",
            Misread::Day => "answer.bad_day",
            Misread::Days => "answer.bad_days",
            Misread::Moment => "answer.bad_moment",
            Misread::NoSuchTime => "answer.no_such_time",
            Misread::Choice => "answer.bad_choice",
            Misread::TooLong { .. } => "answer.too_long",
            Misread::Lines => "answer.several_lines",
            Misread::Unseen(_) => "answer.unseen",
            Misread::FileGone => "answer.file_gone",
            Misread::TooFew { .. } => "answer.too_few",
            Misread::TooMany { .. } => "answer.too_many",
            Misread::Named(_) => "answer.bad_id",
            Misread::NotThere(_) => "answer.not_there",
        }
    }

    /// The sentence: which question, what is wrong, what to give instead.
    #[must_use]
    pub fn text(&self) -> Text {
        let say = |zh: &str, en: &str| Text::new(format!("“{}”{zh}", self.ask.zh), format!("“{}”: {en}", self.ask.en));
        match &self.why {
            Misread::Missing => say("未填写。", "enter an answer."),
            Misread::NotAsked => say("不是所问的问题。", "nobody asks this."),
            Misread::OtherKind => say("的填写内容与所问类型不符。", "the answer does not fit the question."),
            Misread::Several => say("只能填写一项。", "give one answer only."),
            Misread::Yes => say("应选择“是”或“否”。", "answer yes or no."),
            Misread::Number(unit) => {
                let unit = in_unit(unit);
                say(&format!("应填写数字{}。", unit.zh), &format!("enter a number{}.", unit.en))
            }
            Misread::Whole(unit) => {
                let unit = in_unit(unit);
                say(&format!("应填写整数{}。", unit.zh), &format!("enter a whole number{}.", unit.en))
            }
            Misread::Below(least, unit) => {
                let least = amount(*least, unit);
                say(&format!("不得小于 {}。", least.zh), &format!("enter at least {}.", least.en))
            }
            Misread::Above(most, unit) => {
                let most = amount(*most, unit);
                say(&format!("不得大于 {}。", most.zh), &format!("enter at most {}.", most.en))
            }
            Misread::Day => say(
                "应填写 1900 至 2200 年间的日期，如 2022-10-08。",
                "enter a date from 1900 to 2200, such as 2022-10-08.",
            ),
            Misread::Days => say(
                "应填写日期，如 2022-10-08 2022-11-01；没有的填 0。",
                "enter dates such as 2022-10-08 2022-11-01, or 0 if there were none.",
            ),
            Misread::Moment => {
                say("应填写日期和时间，如 2022-10-08T17:00。", "enter a date and a time, such as 2022-10-08T17:00.")
            }
            Misread::NoSuchTime => say(
                "所填时间当日不存在（时钟拨快）；请填写其后的时间。",
                "there was no such time on that day, because the clock was put forward; enter a later one.",
            ),
            Misread::Choice => say("应在所列选项中选择。", "choose one of the options listed."),
            Misread::TooLong { longest } => {
                say(&format!("不得超过 {longest} 字。"), &format!("enter at most {longest} characters."))
            }
            Misread::Lines => say("只能填写一行。", "write one line only."),
            Misread::Unseen(found) => unseen_in(&self.ask, *found),
            Misread::FileGone => {
                say("未随表单收到文件；请上传文件。", "the file did not come with the form; send the file itself.")
            }
            Misread::TooFew { least } => say(&format!("至少应有 {least} 项。"), &format!("give at least {least}.")),
            Misread::TooMany { most } => say(&format!("至多可有 {most} 项。"), &format!("give at most {most}.")),
            Misread::Named(named) => {
                let name = named.name();
                say(&format!("应选择{}。", name.zh), &format!("choose {}.", name.en))
            }
            Misread::NotThere(id) => {
                say(&format!("所选的 {id} 不存在，请另选。"), &format!("{id} does not exist; choose another one."))
            }
        }
    }
}

/// Which unit is asked for; the unit 1 is told to nobody.
fn in_unit(unit: &str) -> Text {
    if unit == "1" {
        return Text::default();
    }
    let unit = unit_text(unit, false);
    Text::new(format!("，单位为{}", unit.zh), format!(" in {}", unit.en))
}
