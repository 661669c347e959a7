//! A citation says where a rule comes from and when the rule holds.
//!
//! This module must never make a source look surer than it is: its tag goes where it goes.

use crate::time::Day;
use crate::words::Text;
use serde::{Deserialize, Serialize};

/// How sure we are of the text (dossier §0.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// The text of the instrument was read.
    Verified,
    /// Seen in a summary, news report or partial copy.
    Partly,
    /// General knowledge; check before relying on it.
    FromMemory,
    /// A local rule, given as a sample.
    Local,
    /// Known as a topic only: can be cited by hand, is never decided.
    TopicOnly,
    /// No instrument sets it: this pack's own default, to be set by an overlay.
    Default,
}

impl Tag {
    /// How far the text of the source was checked, in words.
    #[must_use]
    pub fn text(self) -> Text {
        let (zh, en) = match self {
            Self::Verified => ("已核对原文", "original checked"),
            Self::Partly => ("部分核对", "partly checked"),
            Self::FromMemory => ("未核对原文", "original not checked"),
            Self::Local => ("地方规定", "local rule"),
            Self::TopicOnly => ("仅有题名", "title only"),
            Self::Default => ("系统暂定", "system default"),
        };
        Text::new(zh, en)
    }
}

/// One source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// The instrument, such as `安全生产法（2021）`.
    pub instrument: String,
    /// The article or item.
    pub article: String,
    /// Id in the dossier of facts, such as `CN-HID-D16-23-1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dossier: Option<String>,
    /// How sure we are.
    pub tag: Tag,
    /// The day somebody last compared the rule with its source.
    pub checked_on: Day,
}

/// From which day to which day (both included) something holds. No `to`: until further notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// First day.
    pub from: Day,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
}

impl Validity {
    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        day >= self.from && self.to.is_none_or(|to| day <= to)
    }

    /// Whether both hold on some day.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let starts_in = |a: &Self, b: &Self| b.holds_on(a.from);
        starts_in(self, other) || starts_in(other, self)
    }
}

impl Validity {
    /// What is left of these days without others: none, one or two runs of days.
    #[must_use]
    pub fn without(&self, other: &Self) -> Vec<Self> {
        if !self.overlaps(other) {
            return vec![*self];
        }
        let before =
            other.from.yesterday().ok().filter(|to| *to >= self.from).map(|to| Self { from: self.from, to: Some(to) });
        let next = other.to.and_then(|to| to.tomorrow().ok());
        let after = next.filter(|from| self.to.is_none_or(|to| *from <= to)).map(|from| Self { from, to: self.to });
        before.into_iter().chain(after).collect()
    }
}

impl Citation {
    /// The article as readers of both languages know it: `第九条第（一）项` is `art. 9(1)`. Names of parts stay as they are.
    #[must_use]
    pub fn article_text(&self) -> Text {
        let parts: Option<Vec<String>> = self.article.split('、').map(article_en).collect();
        Text::new(&self.article, parts.map_or_else(|| self.article.clone(), |parts| parts.join(", ")))
    }
}

/// `第N条`, with `第（N）项` where there is one, in English.
fn article_en(article: &str) -> Option<String> {
    if article.is_ascii() {
        return Some(article.to_owned());
    }
    let (number, rest) = article.strip_prefix('第')?.split_once(['条', '章'])?;
    let what = if article.contains('章') { "ch." } else { "art." };
    let number = number_of(number)?;
    if rest.is_empty() {
        return Some(format!("{what} {number}"));
    }
    let item = number_of(rest.strip_prefix("第（")?.strip_suffix("）项")?)?;
    Some(format!("{what} {number}({item})"))
}

/// A number below a thousand, in digits or as laws write it.
fn number_of(text: &str) -> Option<u32> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let (mut all, mut digit) = (0, None);
    for c in text.chars() {
        let place = match c {
            '十' => 10,
            '百' => 100,
            '零' => continue,
            c => {
                let at = "一二三四五六七八九".chars().position(|it| it == c)?;
                digit = u32::try_from(at + 1).ok();
                continue;
            }
        };
        all += digit.take().unwrap_or(1) * place;
    }
    Some(all + digit.unwrap_or(0)).filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_told_in_english() {
        let told = [
            ("第九条第（一）项", "art. 9(1)"),
            ("第三十六条、第九十九条第（八）项", "art. 36, art. 99(8)"),
            ("第一百一十八条", "art. 118"),
            ("第十条", "art. 10"),
            ("第二十一条", "art. 21"),
            ("第一百零二条", "art. 102"),
            ("第6章", "ch. 6"),
            ("6.10", "6.10"),
        ];
        for (article, english) in told {
            assert_eq!(article.split('、').map(article_en).collect::<Option<Vec<_>>>().unwrap().join(", "), english);
        }
        assert_eq!(article_en("综合判定规则"), None);
    }
}
