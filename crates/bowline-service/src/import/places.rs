//! This module leads from the names in a row, in the title and in the name of the sheet to the code of a place.
//!
//! The tree of places is elsewhere: it is asked through [`PlaceNames`], which [`PlaceTree`] answers. This module must
//! never choose between two places. Start reading at [`Finder::find`].

use bowline_core::ids::PlaceCode;
use bowline_core::places::{NameFault, PlaceTree};
use bowline_core::time::Day;
use bowline_core::words::Text;
use std::cell::RefCell;
use std::collections::HashMap;

/// Whoever knows the places.
pub trait PlaceNames {
    /// The place meant by names, outermost first, as it was on a day; levels may be left out. It lies in `within` or is
    /// that place itself.
    ///
    /// # Errors
    /// [`PlaceMiss`] if no place or more than one fits.
    fn resolve(&self, names: &[&str], within: Option<PlaceCode>, day: Day) -> Result<PlaceCode, PlaceMiss>;
}

/// Why names lead to no place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceMiss {
    /// No such place; the sentence says what was looked for and what is similar.
    Unknown(Text),
    /// Several; the sentence lists them.
    Ambiguous(Text),
}

impl PlaceNames for PlaceTree {
    fn resolve(&self, names: &[&str], within: Option<PlaceCode>, day: Day) -> Result<PlaceCode, PlaceMiss> {
        Self::resolve(self, names, within, day).map_err(|fault| {
            let text = fault.text(self);
            if matches!(fault, NameFault::Ambiguous { .. }) {
                PlaceMiss::Ambiguous(text)
            } else {
                PlaceMiss::Unknown(text)
            }
        })
    }
}

/// Endings after which names that are written together may be divided.
const ENDINGS: [char; 7] = ['省', '市', '区', '县', '旗', '盟', '州'];
/// Longer names are not divided.
const MAX_DIVIDED: usize = 60;

/// What was found; `None` if nothing names a place.
type Found = Option<Result<PlaceCode, PlaceMiss>>;

/// Finds places for the rows of one sheet. Each combination of names and day is asked for once.
pub(super) struct Finder<'a> {
    places: &'a dyn PlaceNames,
    within: Option<PlaceCode>,
    title: Option<&'a str>,
    sheet: &'a str,
    known: RefCell<HashMap<(String, Day), Found>>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(
        places: &'a dyn PlaceNames,
        within: Option<PlaceCode>,
        title: Option<&'a str>,
        sheet: &'a str,
    ) -> Self {
        Self { places, within, title, sheet, known: RefCell::default() }
    }

    /// The place of a row; `None` if neither the row nor the sheet names one.
    pub(super) fn find(&self, own: &[&str], day: Day) -> Found {
        let asked = (own.join("\u{1f}"), day);
        if let Some(found) = self.known.borrow().get(&asked) {
            return found.clone();
        }
        let found = self.look_up(own, day);
        self.known.borrow_mut().insert(asked, found.clone());
        found
    }

    fn look_up(&self, own: &[&str], day: Day) -> Found {
        let titled = self.titled(day);
        let scope = titled.or(self.within);
        if own.is_empty() {
            let sheet = self.places.resolve(&[self.sheet], scope, day).ok();
            let title = titled.filter(|_| !self.title.is_some_and(names_province));
            return sheet.or(title).map(Ok);
        }
        Some(self.divided(own, scope, day).unwrap_or_else(|| self.places.resolve(own, scope, day)))
    }

    /// The place with which the title starts: 吉林省…, 辽宁省大连市….
    fn titled(&self, day: Day) -> Option<PlaceCode> {
        let names = leading_names(self.title?);
        let mut found = None;
        for upto in 1..=names.len() {
            match self.places.resolve(names.get(..upto)?, self.within, day) {
                Ok(code) => found = Some(code),
                Err(_) => break,
            }
        }
        found
    }

    /// Names written together, such as 呼和浩特市武川县, divided in every sensible way. Several ways that lead to
    /// different places are an ambiguity; `None` if no way leads anywhere.
    fn divided(&self, own: &[&str], scope: Option<PlaceCode>, day: Day) -> Found {
        let (last, outer) = own.split_last()?;
        let mut found: Option<PlaceCode> = None;
        for parts in divisions(last) {
            let names: Vec<&str> = outer.iter().copied().chain(parts).collect();
            let Ok(code) = self.places.resolve(&names, scope, day) else { continue };
            if found.is_some_and(|known| known != code) {
                return Some(Err(PlaceMiss::Ambiguous(Text::new(
                    format!("“{last}”对应多个地方；请分列填写市、县名称"),
                    format!("“{last}” matches several places; give each level in its own column"),
                ))));
            }
            found = Some(code);
        }
        found.map(Ok)
    }
}

fn names_province(title: &str) -> bool {
    leading_names(title).first().is_some_and(|name| name.ends_with('省') || name.ends_with("自治区"))
        && leading_names(title).len() == 1
}

/// 吉林省长春市餐饮… → 吉林省, 长春市. What follows a name may be none; whoever asks finds that out.
fn leading_names(title: &str) -> Vec<&str> {
    let mut rest =
        title.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '年' | '月' | '度' | ' ' | '《'));
    let mut names = Vec::new();
    while names.len() < 3 {
        let Some((name, after)) = leading_name(rest) else { break };
        names.push(name);
        rest = after;
    }
    names
}

/// The text up to the first ending, 自治区 and 自治州 as a whole.
fn leading_name(text: &str) -> Option<(&str, &str)> {
    let (at, ending) = text.char_indices().skip(1).take(14).find(|(_, c)| ENDINGS.contains(c))?;
    text.split_at_checked(at + ending.len_utf8())
}

/// Every way to divide a name into two or three after endings, at least two characters each.
fn divisions(name: &str) -> Vec<Vec<&str>> {
    if name.chars().count() > MAX_DIVIDED {
        return Vec::new();
    }
    let long = |part: &str| part.chars().nth(1).is_some();
    let cuts = |text: &'_ str| -> Vec<usize> {
        let ends = text.char_indices().filter(|(_, c)| ENDINGS.contains(c)).map(|(at, c)| at + c.len_utf8());
        ends.filter(|cut| *cut < text.len()).collect()
    };
    let mut ways = Vec::new();
    for cut in cuts(name) {
        let Some((first, rest)) = name.split_at_checked(cut).filter(|(first, rest)| long(first) && long(rest)) else {
            continue;
        };
        ways.push(vec![first, rest]);
        for cut in cuts(rest) {
            if let Some((second, third)) =
                rest.split_at_checked(cut).filter(|(second, third)| long(second) && long(third))
            {
                ways.push(vec![first, second, third]);
            }
        }
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_joined_names_are_divided() {
        assert_eq!(leading_names("吉林省餐饮场所台账").first(), Some(&"吉林省"));
        assert_eq!(leading_names("2022年度内蒙古自治区煤矿").first(), Some(&"内蒙古自治区"));
        assert_eq!(leading_names("台账"), Vec::<&str>::new());
        assert!(divisions("呼和浩特市武川县").contains(&vec!["呼和浩特市", "武川县"]));
        assert!(divisions("内蒙古自治区呼和浩特市武川县").contains(&vec!["内蒙古自治区", "呼和浩特市", "武川县"]));
        assert!(divisions(&"市".repeat(1_000)).is_empty());
    }
}
