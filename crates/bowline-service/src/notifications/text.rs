//! The words of messages, in the reader's language, as plain text: no program of the receiver can take anything in it for more.
//!
//! This module must never name a person, and must never hold more of a matter than its line on the receiver's own desk. Start at
//! [`Content`].

use crate::views::{AheadLine, DutyLine};
use bowline_core::ids::CaseNumber;
use bowline_core::time::{Moment, due_text};
use bowline_core::words::{Lang, Text};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// Lines of one list.
pub(super) const MOST_LINES: usize = 40;

/// What a message says, and the facts that it tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Content {
    /// The receiver's address.
    pub(super) to: String,
    /// The subject.
    pub(super) subject: String,
    /// The text.
    pub(super) body: String,
    /// Facts by their place in the log, that are told again should this not arrive.
    pub(super) seqs: Vec<i64>,
}

/// A line of a list: what is to be done or was, about what.
pub(super) struct Line {
    said: Text,
    about: Text,
    description: Text,
    place: Text,
    number: Option<CaseNumber>,
    when: Option<Text>,
    address: Option<String>,
}

impl Line {
    /// Something that happened to a duty, which is due then if it has only begun.
    pub(super) fn of_event(line: AheadLine, due: Option<Moment>, zone: &TimeZone) -> Self {
        let AheadLine { said, about, description, place, number, address, .. } = line;
        let when = due
            .map(|due| due_text(due, zone))
            .map(|due| Text::new(format!("期限 {}", due.zh), format!("due {}", due.en)));
        Self { said, about, description, place, number, when, address }
    }

    /// A duty that stands on a desk.
    pub(super) fn of_duty(line: &DutyLine, now: Moment, zone: &TimeZone) -> Self {
        let due = due_text(line.due_at, zone);
        let when = match line.due_at <= now {
            true => Text::new(format!("已逾期，期限 {}", due.zh), format!("OVERDUE, was due {}", due.en)),
            false => Text::new(format!("期限 {}", due.zh), format!("due {}", due.en)),
        };
        let subject = line.id.subject;
        let address = match &line.matter {
            Some(matter) => Some(format!("/matters/{}/{subject}", matter.address)),
            None if line.alarm => None,
            None => Some(format!("/hazards/{subject}")),
        };
        Self {
            said: line.name.clone(),
            about: line.about.clone(),
            description: line.description.clone(),
            place: line.place.clone(),
            number: line.number,
            when: Some(when),
            address,
        }
    }

    fn write(&self, out: &mut String, lang: Lang, site: Option<&str>) {
        let get = |text: &Text| text.get(lang).replace(['\r', '\n'], " ");
        let when = self.when.as_ref().map(|when| format!(" · {}", get(when))).unwrap_or_default();
        let number = self.number.map(|number| format!(" · {number}")).unwrap_or_default();
        // Writing into a text never fails.
        let _ = writeln!(out, "- {}{when}", get(&self.said));
        let _ = writeln!(out, "  {} · {} · {}{number}", get(&self.about), get(&self.description), get(&self.place));
        if let Some((site, address)) = site.zip(self.address.as_ref()) {
            let _ = writeln!(out, "  {site}{address}");
        }
    }
}

/// Lines under a heading; of more than forty, how many there are.
pub(super) struct Part {
    pub(super) heading: Text,
    pub(super) lines: Vec<Line>,
    pub(super) more: u64,
}

impl Content {
    /// What cannot wait.
    pub(super) fn at_once(to: &str, lang: Lang, site: Option<&str>, part: Part, seqs: Vec<i64>) -> Self {
        let first = part.lines.first().map(|line| line.said.get(lang).to_owned()).unwrap_or_default();
        let count = part.lines.len() as u64 + part.more;
        let subject = match (lang, count) {
            (Lang::Zh, 1) => format!("【须立即办理】{first}"),
            (Lang::En, 1) => format!("[At once] {first}"),
            (Lang::Zh, _) => format!("【须立即办理】{count} 项：{first} 等"),
            (Lang::En, _) => format!("[At once] {count} items: {first}, and more"),
        };
        Self { to: to.to_owned(), subject: one_line(&subject), body: body(lang, site, &[part]), seqs }
    }

    /// The daily message.
    pub(super) fn digest(
        to: &str,
        lang: Lang,
        site: Option<&str>,
        (late, soon, new): (&str, usize, u64),
        parts: &[Part],
        seqs: Vec<i64>,
    ) -> Self {
        let subject = match lang {
            Lang::Zh => format!("今日待办：逾期 {late} 项，三日内到期 {soon} 项，其他变化 {new} 项"),
            Lang::En => format!("Today's actions: {late} overdue, {soon} due within three days, {new} other changes"),
        };
        Self { to: to.to_owned(), subject, body: body(lang, site, parts), seqs }
    }

    /// The code that confirms an address.
    pub(super) fn of_code(lang: Lang, to: String, code: &str) -> Self {
        let (subject, body) = match lang {
            Lang::Zh => (
                "Bowline 邮箱验证码".to_owned(),
                format!("验证码：{code}\n\n请在“消息通知”页面填写，24 小时内有效。如非本人操作，请忽略本邮件。\n"),
            ),
            Lang::En => (
                "Bowline: confirm your e-mail address".to_owned(),
                format!(
                    "Your code: {code}\n\nEnter it on the page “Notifications” within 24 hours. If you did not ask for it, ignore this message.\n"
                ),
            ),
        };
        Self { to, subject, body, seqs: Vec::new() }
    }
}

fn body(lang: Lang, site: Option<&str>, parts: &[Part]) -> String {
    let mut out = String::new();
    for part in parts {
        let _ = writeln!(out, "{}\n", part.heading.get(lang));
        part.lines.iter().for_each(|line| line.write(&mut out, lang, site));
        if part.more > 0 {
            let _ = match lang {
                Lang::Zh => writeln!(out, "另有 {} 项，请登录查看。", part.more),
                Lang::En => writeln!(out, "And {} more: sign in to see them.", part.more),
            };
        }
        out.push('\n');
    }
    let _ = match (lang, site) {
        (Lang::Zh, Some(site)) => {
            writeln!(out, "-- \n本邮件由系统自动发送，请勿回复。接收方式可在 {site}/notifications 修改。")
        }
        (Lang::En, Some(site)) => {
            writeln!(out, "-- \nSent automatically; do not reply. Change what you receive at {site}/notifications")
        }
        (Lang::Zh, None) => writeln!(out, "-- \n本邮件由系统自动发送，请勿回复。"),
        (Lang::En, None) => writeln!(out, "-- \nSent automatically; do not reply."),
    };
    out
}

/// A subject is one line, and no server breaks it off.
fn one_line(text: &str) -> String {
    text.chars().filter(|it| !it.is_control()).take(120).collect()
}
