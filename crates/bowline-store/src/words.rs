//! The index of search words holds pairs of neighbouring Chinese characters, and whole Latin words and numbers in lower
//! case. Beside them it holds the scopes in which a hazard can be seen, so that a frequent word costs no more in a
//! small place.

use bowline_core::ids::SiteId;

fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Runs of characters of one sort.
fn runs(text: &str) -> Vec<(bool, String)> {
    let mut runs: Vec<(bool, String)> = Vec::new();
    let mut fresh = true;
    for c in text.chars() {
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

/// The query that finds a text, within one of these scopes; none if there is nothing to look for. Only letters and digits of
/// the text reach the query language.
pub(crate) fn match_query(text: &str, scopes: &[String]) -> Option<String> {
    let mut terms = Vec::new();
    for (cjk, run) in runs(text).into_iter().take(8) {
        let letters: Vec<char> = run.chars().take(24).collect();
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
    let words = format!("words : ({})", terms.join(" "));
    let scopes: Vec<String> = scopes.iter().map(|scope| format!("\"{scope}\"")).collect();
    Some(if scopes.is_empty() { words } else { format!("{words} AND scope : ({})", scopes.join(" OR ")) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_indexed_in_pairs_and_latin_in_words() {
        assert_eq!(index_words("使用灶具, LPG 50kg"), "使用 用灶 灶具 具 lpg 50kg");
        assert_eq!(match_query("灶具", &[]), Some("words : (\"灶具\")".into()));
        assert_eq!(match_query("灶 \"OR\" x*", &[]), Some("words : (\"灶\"* \"or\"* \"x\"*)".into()));
        let scopes = ["2201".to_owned(), "2202".to_owned()];
        assert_eq!(match_query("灶具", &scopes), Some("words : (\"灶具\") AND scope : (\"2201\" OR \"2202\")".into()));
        assert_eq!(match_query(" ,;", &scopes), None);
    }
}
