//! Rules cite instruments. This module names them as readers of both languages know them; the names are pack data.
//!
//! This module must never hide a citation of what is not listed: it shows as cited. Start at [`Instruments::cited`].

use super::{Citation, Tag};
use crate::words::Text;
use std::collections::BTreeMap;

/// Names of instruments and of named parts of them, by their Chinese name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Instruments(pub(in crate::rules) BTreeMap<String, Named>);

/// A name, and whether it is that of a document. Chinese puts the title of a document in 《》.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::rules) struct Named {
    pub(in crate::rules) text: Text,
    /// A meeting, a practice, a default: no document.
    pub(in crate::rules) plain: bool,
}

impl Instruments {
    /// The name of a cited instrument in both languages, a document in title marks; as cited if the pack does not list it.
    #[must_use]
    pub fn name(&self, cited: &str) -> Text {
        match self.0.get(cited) {
            Some(Named { text, plain: false }) => Text::new(titled(&text.zh), &text.en),
            Some(Named { text, .. }) => text.clone(),
            None => Text::same(cited),
        }
    }

    /// Instrument and article of a citation, in both languages.
    #[must_use]
    pub fn cited(&self, cite: &Citation) -> Text {
        // The pack's own defaults have no text to name, only a remark that says so.
        if cite.tag == Tag::Default {
            return Text::new("国家规定未明确，可由地方规定", "not set by national law");
        }
        let (instrument, article) = (self.name(&cite.instrument), self.article(cite));
        // Chinese sets no space between a title and 第…条, but does before a name or a number in Latin digits.
        let space = if article.zh.starts_with('第') { "" } else { " " };
        Text::new(format!("{}{space}{}", instrument.zh, article.zh), format!("{}, {}", instrument.en, article.en))
    }

    /// The article of a citation in both languages; a named part as the list of instruments has it.
    #[must_use]
    pub fn article(&self, cite: &Citation) -> Text {
        self.0.get(&cite.article).map_or_else(|| cite.article_text(), |named| named.text.clone())
    }
}

/// A Chinese title in title marks; what stands in brackets after the title (number, year) stays outside, 试行 and 暂行
/// belong to the title. A name without Chinese characters has no title marks.
fn titled(name: &str) -> String {
    if name.is_ascii() || name.starts_with('《') {
        return name.to_owned();
    }
    match last_bracket(name) {
        Some((title, bracket)) if !matches!(bracket, "（试行）" | "（暂行）") => {
            format!("《{title}》{bracket}")
        }
        _ => format!("《{name}》"),
    }
}

/// A name that ends in brackets, divided before them.
fn last_bracket(name: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    for (at, c) in name.char_indices().rev() {
        match c {
            '）' => depth += 1,
            '（' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return Some(name.split_at(at)).filter(|(title, bracket)| bracket.ends_with('）') && !title.is_empty());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::titled;

    #[test]
    fn titles_stand_in_title_marks_and_numbers_outside() {
        for (name, shown) in [
            ("中华人民共和国消防法", "《中华人民共和国消防法》"),
            ("安全生产法（2021年修正）", "《安全生产法》（2021年修正）"),
            ("判定标准（2024版）（建质规〔2024〕5号）", "《判定标准（2024版）》（建质规〔2024〕5号）"),
            ("判定标准（试行）", "《判定标准（试行）》"),
            ("刑法（含刑法修正案（十一））", "《刑法》（含刑法修正案（十一））"),
            ("（一）", "《（一）》"),
            ("OSHA Field Operations Manual", "OSHA Field Operations Manual"),
        ] {
            assert_eq!(titled(name), shown);
        }
    }
}
