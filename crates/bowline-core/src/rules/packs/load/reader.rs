//! This module reads TOML values with their place in the file: every fault points to its line. Collects faults, never stops at one.
//!
//! Start at `Fields` (a table) and [`Node`] (a value).

use crate::ids::IdFault;
use crate::rules::packs::Diagnostic;
use crate::rules::packs::diagnostic::{did_you_mean, line_and_column};
use crate::time::{Day, Moment};
use crate::words::{Lang, Text};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::de::{DeserializeOwned, IntoDeserializer};
use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::str::FromStr;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Diagnostics beyond this many are dropped: enough to work on.
const MAX_DIAGNOSTICS: usize = 200;
/// Items in any list of a pack.
const MAX_ITEMS: usize = 2_000;
/// Bytes of any single string of a pack.
const MAX_STRING: usize = 4_000;

/// Where faults are collected.
#[derive(Default)]
pub(super) struct Sink {
    list: RefCell<Vec<Diagnostic>>,
    only: Cell<Option<Lang>>,
}

impl Sink {
    pub(super) fn push(&self, diagnostic: Diagnostic) {
        let mut list = self.list.borrow_mut();
        if list.len() < MAX_DIAGNOSTICS {
            list.push(diagnostic);
        }
    }
    pub(super) fn into_list(self) -> Vec<Diagnostic> {
        self.list.into_inner()
    }
    pub(super) fn is_empty(&self) -> bool {
        self.list.borrow().is_empty()
    }
    /// The pack is written in one language: the other may be left out.
    pub(super) fn speak_only(&self, lang: Lang) {
        self.only.set(Some(lang));
    }
    /// A fault of a file as a whole.
    pub(super) fn file(&self, file: &str, code: &'static str, message: Text) {
        self.push(Diagnostic { file: file.chars().take(200).collect(), line: 0, column: 0, code, message, help: None });
    }
}

/// One file while it is read.
#[derive(Clone, Copy)]
pub(super) struct Source<'s> {
    pub(super) path: &'s str,
    pub(super) text: &'s str,
    pub(super) sink: &'s Sink,
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rules) struct Spot {
    pub(in crate::rules) file: String,
    pub(in crate::rules) line: usize,
    pub(in crate::rules) column: usize,
}

impl Source<'_> {
    fn report(&self, span: Range<usize>, code: &'static str, message: Text, help: Option<Text>) {
        let (line, column) = line_and_column(self.text, span.start);
        self.sink.push(Diagnostic { file: self.path.to_owned(), line, column, code, message, help });
    }
}

/// A value and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Node<'s> {
    pub(super) source: Source<'s>,
    value: &'s Spanned<DeValue<'s>>,
}

impl<'s> Node<'s> {
    pub(super) fn fault(&self, code: &'static str, message: Text) {
        self.source.report(self.value.span(), code, message, None);
    }
    pub(super) fn fault_with(&self, code: &'static str, message: Text, help: Option<Text>) {
        self.source.report(self.value.span(), code, message, help);
    }
    fn wrong_type(&self, zh: &str, en: &str) {
        let found = self.value.get_ref().type_str();
        self.fault(
            "pack.wrong_type",
            Text::new(format!("应为{zh}，却是 {found}"), format!("expected {en}, found {found}")),
        );
    }
    pub(super) fn spot(&self) -> Spot {
        let (line, column) = line_and_column(self.source.text, self.value.span().start);
        Spot { file: self.source.path.to_owned(), line, column }
    }

    /// A string that is neither empty nor huge.
    pub(super) fn text(&self) -> Option<&'s str> {
        let Some(text) = self.value.get_ref().as_str() else {
            self.wrong_type("文字", "a string");
            return None;
        };
        if text.trim().is_empty() || text.len() > MAX_STRING {
            let message = Text::new("文字为空或过长", "the string is empty or too long");
            self.fault("pack.bad_string", message);
            return None;
        }
        Some(text)
    }
    /// Both languages: `{ zh = "…", en = "…" }`; the one language of a pack that has only one.
    pub(super) fn both(&self) -> Option<Text> {
        if let Some(only) = self.source.sink.only.get() {
            return Some(Text::same(self.table(&[only.tag()])?.need(only.tag())?.text()?));
        }
        let fields = self.table(&["zh", "en"])?;
        let (zh, en) = (fields.need("zh"), fields.need("en"));
        Some(Text::new(zh?.text()?, en?.text()?))
    }
    pub(super) fn yes(&self) -> Option<bool> {
        let yes = self.value.get_ref().as_bool();
        if yes.is_none() {
            self.wrong_type("true 或 false", "true or false");
        }
        yes
    }
    /// A finite number.
    pub(super) fn number(&self) -> Option<f64> {
        let number = match self.value.get_ref() {
            DeValue::Integer(i) => i64::from_str_radix(i.as_str(), i.radix()).ok().map(|i| i as f64),
            DeValue::Float(f) => f.as_str().parse::<f64>().ok(),
            _ => None,
        };
        let number = number.filter(|n| n.is_finite());
        if number.is_none() {
            self.wrong_type("有限的数", "a finite number");
        }
        number
    }
    /// A whole number within bounds.
    pub(super) fn count(&self, bounds: std::ops::RangeInclusive<u32>) -> Option<u32> {
        let number = match self.value.get_ref() {
            DeValue::Integer(i) => u32::from_str_radix(i.as_str(), i.radix()).ok(),
            _ => None,
        };
        let number = number.filter(|n| bounds.contains(n));
        if number.is_none() {
            let (low, high) = bounds.into_inner();
            self.fault(
                "pack.out_of_bounds",
                Text::new(
                    format!("应为 {low} 至 {high} 的整数"),
                    format!("expected a whole number from {low} to {high}"),
                ),
            );
        }
        number
    }
    /// A day, written bare: `2022-10-08`.
    pub(super) fn day(&self) -> Option<Day> {
        let day = self.value.get_ref().as_datetime().and_then(|d| d.to_string().parse::<Day>().ok());
        let day = day.filter(|d| {
            (1900..=2200).contains(&d.year()) && self.value.get_ref().as_datetime().is_some_and(|d| d.time.is_none())
        });
        if day.is_none() {
            self.fault(
                "pack.bad_day",
                Text::new(
                    "应为 1900 至 2200 年间的日期，如 2022-10-08",
                    "expected a day from 1900 to 2200, such as 2022-10-08",
                ),
            );
        }
        day
    }
    /// A moment with its offset, written bare: `2022-10-08T17:00:00+08:00`.
    pub(super) fn moment(&self) -> Option<Moment> {
        let moment = self.value.get_ref().as_datetime().and_then(|d| d.to_string().parse::<Moment>().ok());
        if moment.is_none() {
            self.fault(
                "pack.bad_moment",
                Text::new(
                    "应为带时区的时刻，如 2022-10-08T17:00:00+08:00",
                    "expected a moment with offset, such as 2022-10-08T17:00:00+08:00",
                ),
            );
        }
        moment
    }
    /// A moment as above, or without its offset: then in this zone.
    pub(super) fn moment_in(&self, zone: &TimeZone) -> Option<Moment> {
        let local = self.value.get_ref().as_datetime().filter(|it| it.offset.is_none() && it.time.is_some());
        let Some(local) = local else { return self.moment() };
        let civil: Option<DateTime> = local.to_string().parse().ok();
        civil.and_then(|civil| civil.to_zoned(zone.clone()).ok()).map(|zoned| zoned.timestamp())
    }
    /// A list of bounded length.
    pub(super) fn list(&self) -> Option<Vec<Self>> {
        let Some(list) = self.value.get_ref().as_array() else {
            self.wrong_type("列表", "a list");
            return None;
        };
        if list.len() > MAX_ITEMS {
            self.fault(
                "pack.too_long",
                Text::new(format!("列表超过 {MAX_ITEMS} 项"), format!("the list has more than {MAX_ITEMS} items")),
            );
            return None;
        }
        Some(list.iter().map(|value| Node { source: self.source, value }).collect())
    }
    /// A table with only these keys.
    pub(super) fn table(&self, known: &[&str]) -> Option<Fields<'s>> {
        let Some(table) = self.value.get_ref().as_table() else {
            self.wrong_type("表", "a table");
            return None;
        };
        Some(Fields::new(self.source, table, self.value.span(), known))
    }
    /// A table with free keys, in order.
    pub(super) fn entries(&self) -> Option<Vec<(&'s str, Self)>> {
        let Some(table) = self.value.get_ref().as_table() else {
            self.wrong_type("表", "a table");
            return None;
        };
        let node = |value| Node { source: self.source, value };
        Some(table.iter().take(MAX_ITEMS).map(|(key, value)| (key.get_ref().as_ref(), node(value))).collect())
    }
    /// The value under a key, for a look ahead: reports nothing.
    pub(super) fn under(&self, key: &str) -> Option<Self> {
        let value = self.value.get_ref().as_table()?.get(key)?;
        Some(Node { source: self.source, value })
    }
    /// The text under a key, for a look ahead: reports nothing.
    pub(super) fn word_under(&self, key: &str) -> Option<&'s str> {
        self.under(key)?.value.get_ref().as_str()
    }
    pub(super) fn is_table(&self) -> bool {
        self.value.get_ref().is_table()
    }
    pub(super) fn is_day(&self) -> bool {
        self.value.get_ref().as_datetime().is_some_and(|it| it.time.is_none())
    }
    pub(super) fn is_string(&self) -> bool {
        self.value.get_ref().is_str()
    }
    /// One of our ids.
    pub(super) fn id<T: FromStr<Err = IdFault>>(&self) -> Option<T> {
        let text = self.text()?;
        let id = text.parse();
        if id.is_err() {
            self.fault(
                "pack.bad_id",
                Text::new(format!("`{text}` 不是合法的标识"), format!("`{text}` is not a well-formed id")),
            );
        }
        id.ok()
    }
    /// A word of a closed list: an enum of the core.
    pub(super) fn word<T: DeserializeOwned>(&self) -> Option<T> {
        let text = self.text()?;
        let read: Result<T, WordFault> = T::deserialize(text.into_deserializer());
        match read {
            Ok(word) => Some(word),
            Err(WordFault(known)) => {
                let help = did_you_mean(text, known.iter().copied()).unwrap_or_else(|| {
                    let list = known.join(", ");
                    Text::new(format!("可用：{list}"), format!("one of: {list}"))
                });
                let message = Text::new(format!("不认识 `{text}`"), format!("unknown word `{text}`"));
                self.fault_with("pack.unknown_word", message, Some(help));
                None
            }
        }
    }
}

/// The words that would have been right.
#[derive(Debug)]
struct WordFault(&'static [&'static str]);
impl std::fmt::Display for WordFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("unknown word")
    }
}
impl std::error::Error for WordFault {}
impl serde::de::Error for WordFault {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self(&[])
    }
    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self(expected)
    }
}

/// A table and where it stands.
pub(super) struct Fields<'s> {
    source: Source<'s>,
    table: &'s DeTable<'s>,
    span: Range<usize>,
}

impl<'s> Fields<'s> {
    /// Reports every key that is not known.
    pub(super) fn new(source: Source<'s>, table: &'s DeTable<'s>, span: Range<usize>, known: &[&str]) -> Self {
        for key in table.keys() {
            let word: &str = key.get_ref();
            if !known.contains(&word) {
                let shown: String = word.chars().take(80).collect();
                let message = Text::new(format!("不认识键 `{shown}`"), format!("unknown key `{shown}`"));
                source.report(key.span(), "pack.unknown_key", message, did_you_mean(word, known.iter().copied()));
            }
        }
        Self { source, table, span }
    }
    /// Reports nothing: for a look at single keys of a table that is read elsewhere.
    pub(super) const fn unchecked(source: Source<'s>, table: &'s DeTable<'s>, span: Range<usize>) -> Self {
        Self { source, table, span }
    }
    pub(super) fn get(&self, key: &str) -> Option<Node<'s>> {
        self.table.get(key).map(|value| Node { source: self.source, value })
    }
    /// The value of a key that must be there.
    pub(super) fn need(&self, key: &str) -> Option<Node<'s>> {
        let node = self.get(key);
        if node.is_none() {
            self.fault("pack.missing_key", Text::new(format!("缺少键 `{key}`"), format!("missing key `{key}`")));
        }
        node
    }
    /// What a key that may be absent says. None: it is there and cannot be read.
    pub(super) fn optional<T>(&self, key: &str, read: impl FnOnce(Node<'s>) -> Option<T>) -> Option<Option<T>> {
        match self.get(key) {
            Some(node) => read(node).map(Some),
            None => Some(None),
        }
    }
    /// The items of a list that may be absent.
    pub(super) fn items(&self, key: &str) -> Vec<Node<'s>> {
        self.get(key).and_then(|node| node.list()).unwrap_or_default()
    }
    pub(super) fn fault(&self, code: &'static str, message: Text) {
        self.source.report(self.span.clone(), code, message, None);
    }
}
