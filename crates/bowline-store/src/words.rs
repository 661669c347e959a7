//! The index of search words holds pairs of neighbouring Chinese characters, and whole Latin words and numbers in lower
//! case. Beside them it holds the scopes in which a hazard can be seen, so that a frequent word costs no more in a
//! small place.
//!
//! This module must never let a sign of the query language through. Start at [`Sought`].

use bowline_core::ids::SiteId;

fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Pictures and signs, each a word of its own: the index is made with them (`categories` in the schema).
fn is_sign(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1f3fa}' | '\u{1f400}'..='\u{1faff}')
}

/// Words of a search that count.
const MOST_WORDS: usize = 32;

/// What a text asks the index of words for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sought {
    /// There is no text.
    Everything,
    /// The text has signs only that no index knows.
    Nothing,
    /// All of its words.
    Words,
    /// All of its words but these, which are too many.
    AllBut(Vec<String>),
}

impl Sought {
    /// By a text.
    #[must_use]
    pub fn by(text: &str) -> Self {
        let words = runs(text);
        match words.get(MOST_WORDS..) {
            _ if text.trim().is_empty() => Self::Everything,
            _ if words.is_empty() => Self::Nothing,
            Some(rest) if !rest.is_empty() => Self::AllBut(rest.iter().map(|(_, word)| word.clone()).collect()),
            _ => Self::Words,
        }
    }
}

/// Runs of characters of one sort.
fn runs(text: &str) -> Vec<(bool, String)> {
    let mut runs: Vec<(bool, String)> = Vec::new();
    let mut fresh = true;
    for c in text.chars() {
        if is_sign(c) {
            runs.push((false, c.to_string()));
            fresh = true;
            continue;
        }
        if !is_cjk(c) && !c.is_alphanumeric() {
            fresh = true;
            continue;
        }
        match runs.last_mut() {
            Some((cjk, run)) if !fresh && *cjk == is_cjk(c) => run.extend(c.to_lowercase()),
            _ => runs.push((is_cjk(c), c.to_lowercase().collect())),
        }
        fresh = false;
    }
    runs
}

/// The words of a text as the index stores them.
pub(crate) fn index_words(text: &str) -> String {
    let mut words = Vec::new();
    for (cjk, run) in runs(text) {
        if cjk {
            let letters: Vec<char> = run.chars().collect();
            words.extend(letters.windows(2).map(|pair| pair.iter().collect::<String>()));
            words.extend(letters.last().map(ToString::to_string));
        } else {
            words.push(run);
        }
    }
    words.join(" ")
}

/// The word of a site's scope.
pub(crate) fn site_scope(site: SiteId) -> String {
    site.0.simple().to_string()
}

/// A word of the program as a term of a query.
pub(crate) fn term(word: &str) -> String {
    format!("\"{}\"", word.replace('"', ""))
}

/// The query that finds a text, or what lies in one of the scopes that it names, within one of `scopes`; none if there is
/// nothing to look for. Only letters and digits of the text reach the query language.
pub(crate) fn match_query(text: &str, named: &[String], scopes: &[String]) -> Option<String> {
    let mut terms = Vec::new();
    for (cjk, run) in runs(text).into_iter().take(MOST_WORDS) {
        let letters: Vec<char> = run.chars().take(200).collect();
        if cjk && letters.len() > 1 {
            let pairs: Vec<String> = letters.windows(2).map(|pair| pair.iter().collect()).collect();
            terms.push(format!("\"{}\"", pairs.join(" ")));
        } else {
            terms.push(format!("\"{}\"*", letters.into_iter().collect::<String>()));
        }
    }
    if terms.is_empty() {
        return None;
    }
    let any_of = |scopes: &[String]| {
        let scopes: Vec<String> = scopes.iter().map(|scope| format!("\"{scope}\"")).collect();
        format!("scope : ({})", scopes.join(" OR "))
    };
    let mut sought = format!("words : ({})", terms.join(" "));
    if !named.is_empty() {
        sought = format!("({sought} OR {})", any_of(named));
    }
    Some(if scopes.is_empty() { sought } else { format!("{sought} AND {}", any_of(scopes)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_indexed_in_pairs_and_latin_in_words() {
        assert_eq!(index_words("使用灶具, LPG 50kg"), "使用 用灶 灶具 具 lpg 50kg");
        assert_eq!(match_query("灶具", &[], &[]), Some("words : (\"灶具\")".into()));
        assert_eq!(match_query("灶 \"OR\" x*", &[], &[]), Some("words : (\"灶\"* \"or\"* \"x\"*)".into()));
        let scopes = ["2201".to_owned(), "2202".to_owned()];
        assert_eq!(
            match_query("灶具", &[], &scopes),
            Some("words : (\"灶具\") AND scope : (\"2201\" OR \"2202\")".into())
        );
        let both = "(words : (\"朝阳 阳区\") OR scope : (\"220104\")) AND scope : (\"2201\" OR \"2202\")";
        assert_eq!(match_query("朝阳区", &["220104".to_owned()], &scopes), Some(both.into()));
        assert_eq!(match_query(" ,;", &[], &scopes), None);
        assert_eq!(index_words("着火🔥🔥 ⚠️"), "着火 火 🔥 🔥 ⚠");
        assert_eq!(match_query("🔥", &[], &[]), Some("words : (\"🔥\"*)".into()));
        let many: Vec<String> = (0..40).map(|at| format!("w{at}")).collect();
        assert_eq!(Sought::by(&many.join(" ")), Sought::AllBut(many[32..].to_vec()));
        assert_eq!(
            ["", " ", "%", "_\"*", "灶"].map(Sought::by),
            [Sought::Everything, Sought::Everything, Sought::Nothing, Sought::Nothing, Sought::Words,]
        );
    }
}
