//! The instruments that rules cite, by the names that readers of both languages know. Pack data.
//!
//! Must never hide a citation of what is not listed: it shows as cited. Start at [`Instruments::cited`].

use super::{Citation, Tag};
use crate::words::Text;
use std::collections::BTreeMap;

/// Names of instruments and of named parts of them, by their Chinese name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Instruments(pub(super) BTreeMap<String, Text>);

impl Instruments {
    /// The name of a cited instrument in both languages; as cited if the pack does not list it.
    #[must_use]
    pub fn name(&self, cited: &str) -> Text {
        self.0.get(cited).cloned().unwrap_or_else(|| Text::same(cited))
    }

    /// Instrument and article of a citation, in both languages.
    #[must_use]
    pub fn cited(&self, cite: &Citation) -> Text {
        let (instrument, article) = (self.name(&cite.instrument), self.article(cite));
        // The pack's own defaults have no article, only a remark that says so.
        let english = if cite.tag == Tag::Default { String::new() } else { format!(" {}", article.en) };
        Text::new(format!("{} {}", instrument.zh, article.zh), format!("{}{english}", instrument.en))
    }

    /// The article of a citation in both languages; a named part as the list of instruments has it.
    #[must_use]
    pub fn article(&self, cite: &Citation) -> Text {
        self.0.get(&cite.article).cloned().unwrap_or_else(|| cite.article_text())
    }
}
