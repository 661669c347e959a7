//! The product speaks two languages and has one word per thing. This module holds [`Lang`], [`Text`] and the
//! [`words!`](crate::words!) macro, with which every dictionary of the product is written. A sentence that lacks one
//! language does not compile.
//!
//! This module must never hold a sentence of its own, but the one about characters that cannot be shown. Start reading
//! at [`Text`].

mod unseen;

pub use unseen::{unseen, unseen_in};

mod repeated;
mod same;

pub use repeated::repeated;
pub use same::folded;

use serde::{Deserialize, Serialize};

/// The languages Bowline speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Chinese (简体中文), the default.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The two, in the order in which pages offer them.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// Reads `zh`, `en` and longer tags such as `en-GB`.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        match tag.get(..2)?.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// Its own name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zh => "中文",
            Self::En => "English",
        }
    }

    /// The tag used in addresses, cookies and the `lang` attribute.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }
}

/// One sentence or name in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Text {
    /// 中文
    pub zh: String,
    /// English
    pub en: String,
}

impl Text {
    /// A text of two given sentences.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The same characters in both languages: names, codes, numbers.
    pub fn same(word: impl Into<String>) -> Self {
        let word = word.into();
        Self { zh: word.clone(), en: word }
    }

    /// The sentence in one language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// Writes a dictionary: a struct with one method per sentence. Arguments are put in by name; a missing language, a
/// missing argument or an unknown one does not compile.
///
/// ```
/// bowline_core::words! {
///     /// Sentences about greetings.
///     pub struct Greetings {
///         hello() { zh: "你好", en: "hello" }
///         many(n: usize) { zh: "{n} 个人", en: "{n} people" }
///     }
/// }
/// use bowline_core::words::Lang;
/// assert_eq!(Greetings(Lang::En).many(3), "3 people");
/// ```
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* $vis:vis struct $name:ident {
        $($key:ident($($arg:ident: $ty:ty),* $(,)?) { zh: $zh:literal, en: $en:literal $(,)? })*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug)]
        $vis struct $name(pub $crate::words::Lang);
        impl $name {
            $(
                #[doc = concat!($zh, " / ", $en)]
                #[must_use]
                pub fn $key(&self, $($arg: $ty),*) -> String {
                    match self.0 {
                        $crate::words::Lang::Zh => format!($zh),
                        $crate::words::Lang::En => format!($en),
                    }
                }
            )*
            /// The key of every sentence, for the checks of the workspace.
            pub const KEYS: &'static [&'static str] = &[$(stringify!($key)),*];
        }
    };
}
