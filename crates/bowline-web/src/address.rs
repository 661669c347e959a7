//! Addresses of our own pages. A query must never be put together elsewhere: a text that is not encoded leads to
//! another page.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but letters, digits and what RFC 3986 leaves alone in a path.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Percent-encodes a text for a path or the value of a query.
#[must_use]
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// A path, encoded already, with a query of those pairs that have a value.
#[must_use]
pub fn with_query<'a>(path: &str, pairs: impl IntoIterator<Item = (&'a str, Option<String>)>) -> String {
    let parts = pairs.into_iter().filter_map(|(name, value)| Some(format!("{}={}", encode(name), encode(&value?))));
    let query = parts.collect::<Vec<_>>().join("&");
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_encoded_and_what_has_no_value_is_left_out() {
        assert_eq!(encode("/hazards?q=气瓶&a=1"), "/hazards%3Fq%3D%E6%B0%94%E7%93%B6%26a%3D1");
        let pairs = [("q", Some("a b".to_owned())), ("on", None), ("after", Some("7".to_owned()))];
        assert_eq!(with_query("/law", pairs), "/law?q=a%20b&after=7");
    }
}
