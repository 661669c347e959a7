//! This module says what a column of a ledger can hold, and by which names offices call it.
//!
//! This module must never change a code: saved mappings and reports hold it. Start reading at [`Field`] and
//! [`field_of`].

use bowline_core::places::Level;
use bowline_core::words::{Lang, Text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

macro_rules! fields {
    ($($(#[$meta:meta])* $variant:ident $code:ident { zh: $zh:literal, en: $en:literal })*) => {
        /// What a column holds.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Field { $($(#[$meta])* $variant,)* }

        impl Field {
            /// Every field, in the order in which pages offer them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stable code, such as `unit_name`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => stringify!($code),)* }
            }

            /// The name people read.
            #[must_use]
            pub fn name(self) -> Text {
                match self {
                    $(Self::$variant => Text { zh: FieldWords(Lang::Zh).$code(), en: FieldWords(Lang::En).$code() },)*
                }
            }
        }

        bowline_core::words! {
            /// The names of fields.
            pub struct FieldWords { $($code() { zh: $zh, en: $en })* }
        }
    };
}

fields! {
    /// The office's own number of the row.
    RowNumber row_number { zh: "序号", en: "row number" }
    /// The unit, site or vessel.
    UnitName unit_name { zh: "单位名称", en: "organisation" }
    /// Who owns it, where the unit itself has no name.
    Owner owner { zh: "经营者或所有人", en: "owner" }
    /// Unified social credit code.
    CreditCode credit_code { zh: "统一社会信用代码", en: "credit code" }
    /// Province.
    Province province { zh: "省", en: "province" }
    /// City.
    City city { zh: "市（州）", en: "city" }
    /// County.
    County county { zh: "县（市、区）", en: "county" }
    /// Township or street.
    Township township { zh: "乡镇（街道）", en: "township" }
    /// What is wrong.
    Description description { zh: "隐患描述", en: "description" }
    /// General or major.
    Grade grade { zh: "隐患等级", en: "class" }
    /// A grade or another class of matter, such as 三无船舶.
    Kind kind { zh: "类型", en: "type" }
    /// The criterion on which the ledger bases its grade.
    Basis basis { zh: "判定依据", en: "basis of the class" }
    /// Where it came from.
    Channel channel { zh: "发现渠道", en: "channel" }
    /// The day it was found.
    FoundOn found_on { zh: "发现日期", en: "date observed" }
    /// Who found it.
    Inspector inspector { zh: "检查人员", en: "inspector" }
    /// The unit that must act, if it is another.
    ResponsibleUnit responsible_unit { zh: "整改责任单位", en: "organisation responsible" }
    /// The person responsible.
    Person person { zh: "责任人", en: "person responsible" }
    /// Measures.
    Measures measures { zh: "整改措施", en: "measures" }
    /// Money.
    Funds funds { zh: "整改资金", en: "funds" }
    /// Last day for rectification.
    Deadline deadline { zh: "整改期限", en: "due date" }
    /// What is done meanwhile.
    Contingency contingency { zh: "应急措施", en: "contingency plan" }
    /// The day it was rectified.
    CompletedOn completed_on { zh: "完成日期", en: "completed on" }
    /// Who verified that it is gone; never the person responsible.
    VerifiedBy verified_by { zh: "复查人", en: "verified by" }
    /// Whether it is closed off.
    Closed closed { zh: "是否销号", en: "closed out" }
    /// Where it stands, in words.
    Status status { zh: "目前状态", en: "status" }
    /// Sector of the national economy.
    Sector sector { zh: "行业", en: "sector" }
    /// Remark.
    Remark remark { zh: "备注", en: "remark" }
    /// Why a row came back; written by Bowline, never read.
    ReturnReason return_reason { zh: "退回原因", en: "reason for return" }
}

impl Field {
    /// The field that holds the names of a level of places; none for the nation.
    #[must_use]
    pub const fn of_level(level: Level) -> Option<Self> {
        match level {
            Level::Nation => None,
            Level::Province => Some(Self::Province),
            Level::City => Some(Self::City),
            Level::County => Some(Self::County),
            Level::Township => Some(Self::Township),
        }
    }
}

/// The names of columns, from `head_words.txt`.
struct HeadWords {
    /// With their rank in the list of the field.
    whole: BTreeMap<String, (Field, usize)>,
    /// Words of columns that hold nothing we read.
    none: Vec<String>,
    /// All words of an entry must be there.
    parts: Vec<(Vec<String>, Field)>,
}

static WORDS: LazyLock<HeadWords> = LazyLock::new(|| HeadWords::read(include_str!("head_words.txt")));

impl HeadWords {
    fn read(text: &str) -> Self {
        let mut words = Self { whole: BTreeMap::new(), none: Vec::new(), parts: Vec::new() };
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((key, rest)) = line.split_once(": ") else { continue };
            let field = |code: &str| Field::ALL.iter().copied().find(|field| field.code() == code);
            if let Some(parts) = key.strip_prefix('~') {
                let parts = parts.split('+').map(str::to_owned).collect();
                words.parts.extend(field(rest.trim()).map(|field| (parts, field)));
            } else if key == "none" {
                words.none = rest.split(',').map(fold).collect();
            } else if let Some(field) = field(key) {
                words.whole.extend(rest.split(',').enumerate().map(|(rank, name)| (folded_name(name), (field, rank))));
            }
        }
        words
    }
}

/// A name as it is compared. A name of signs only (`#`) is those signs.
fn folded_name(name: &str) -> String {
    let folded = fold(name);
    if folded.is_empty() { name.trim().to_owned() } else { folded }
}

/// What people hang onto the name of a column of persons.
const BESIDE_A_NAME: [&str; 10] =
    ["及电话", "及联系电话", "及联系方式", "和电话", "和联系方式", "联系电话", "电话", "姓名", "及职务", "签字"];
/// Names longer than this are sentences.
const LONGEST: usize = 40;

/// A name without brackets and what they hold, blanks and marks: 县(市、区) → 县.
#[must_use]
pub fn fold(name: &str) -> String {
    let mut depth = 0_usize;
    let mut folded = String::new();
    for c in name.chars() {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            c if depth == 0 && c.is_alphanumeric() => folded.extend(c.to_lowercase()),
            _ => {}
        }
    }
    folded
}

/// What a column of this name holds, and whether the name is known as a whole.
#[must_use]
pub fn field_of(name: &str) -> Option<(Field, bool)> {
    ranked(name).map(|(field, rank)| (field, rank < BY_PARTS))
}

/// The names in a name such as `Site / Location` or `单位名称 Company`.
fn pieces(name: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut before = None;
    for c in name.chars() {
        let latin = c.is_alphabetic().then_some(c.is_ascii());
        let parts =
            matches!(c, '/' | '／' | '、' | '|' | '\n') || (latin.is_some() && before.is_some() && latin != before);
        before = latin.or(before);
        if parts {
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
    }
    pieces.retain(|piece| !fold(piece).is_empty());
    pieces
}

/// Ranks from here on are of names of which one of several is known.
const OF_PIECES: usize = 500;
/// Ranks from here on are of names that are known by a part.
pub(super) const BY_PARTS: usize = 1_000;

/// Whether a column of this name surely holds nothing that is read.
pub(super) fn is_none(name: &str) -> bool {
    let folded = folded_name(name);
    WORDS.none.iter().any(|word| folded.contains(word)) && ranked(name).is_none()
}

/// What a column of this name holds, and how sure that is: the smaller the number, the surer.
pub(super) fn ranked(name: &str) -> Option<(Field, usize)> {
    let folded = folded_name(name);
    if folded.is_empty() || folded.chars().count() > LONGEST {
        return None;
    }
    let known = |name: &str| WORDS.whole.get(name).copied();
    if let Some(found) = known(&folded) {
        return Some(found);
    }
    let person = BESIDE_A_NAME.iter().find_map(|beside| known(folded.strip_suffix(beside)?));
    if let Some((Field::Person | Field::Inspector, _)) = person {
        return person;
    }
    let pieces = pieces(name);
    if let Some((field, rank)) = pieces.iter().find_map(|piece| known(&fold(piece))).filter(|_| pieces.len() > 1) {
        return Some((field, rank + OF_PIECES));
    }
    let short = folded.chars().count() <= if folded.is_ascii() { LONGEST } else { 14 };
    if !short || WORDS.none.iter().any(|word| folded.contains(word)) {
        return None;
    }
    let fits = |parts: &[String]| parts.iter().all(|part| folded.contains(part));
    let mut parts = WORDS.parts.iter().enumerate();
    parts.find(|(_, (parts, _))| fits(parts)).map(|(rank, (_, field))| (*field, BY_PARTS + rank))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_offices_are_known() {
        let known = |name: &str| field_of(name).map(|found| found.0);
        assert_eq!(known("县(市、区)"), Some(Field::County));
        assert_eq!(known(" 整 改 时 限 "), Some(Field::Deadline));
        assert_eq!(known("包保责任人"), Some(Field::Person));
        assert_eq!(known("资金（万元）"), Some(Field::Funds));
        assert_eq!(known("隐患整改完成时间"), Some(Field::CompletedOn));
        assert_eq!(known("经度"), None);
    }

    #[test]
    fn heads_of_safety_software_are_known() {
        let known = |name: &str| field_of(name).map(|found| found.0);
        for (name, field) in [
            ("Issue ID", Field::RowNumber),
            ("Site", Field::UnitName),
            ("Date Identified", Field::FoundOn),
            ("Conducted on", Field::FoundOn),
            ("Description of Hazard", Field::Description),
            ("Assigned To", Field::Person),
            ("Action Owner", Field::Person),
            ("Corrective Action Required", Field::Measures),
            ("Target Completion Date", Field::Deadline),
            ("Date of final abatement due date", Field::Deadline),
            ("Abatement Due Date", Field::Deadline),
            ("Actual Completion Date", Field::CompletedOn),
            ("Date Closed", Field::CompletedOn),
            ("Closed? (Y/N)", Field::Closed),
            ("Type of Violation", Field::Grade),
            ("Interim Control Measures", Field::Contingency),
            ("Standard Cited", Field::Basis),
            ("Estimated Cost (USD)", Field::Funds),
            ("检查对象名称", Field::UnitName),
            ("统一社会信用代码（注册号）", Field::CreditCode),
            ("发现的问题隐患", Field::Description),
            ("隐患类别（一般/重大）", Field::Kind),
            ("整改责任人及电话", Field::Person),
            ("限改日期", Field::Deadline),
            ("是否整改到位", Field::Status),
            ("序 号", Field::RowNumber),
            ("Site / Location", Field::UnitName),
            ("单位名称 Company", Field::UnitName),
            ("Deadline\n整改期限", Field::Deadline),
        ] {
            assert_eq!(known(name), Some(field), "{name}");
        }
        for name in [
            "复查日期",
            "整改前照片",
            "联系电话",
            "风险等级",
            "检查单位",
            "包保领导",
            "Risk score",
            "Days overdue",
            "Photo",
            "Verified by date",
        ] {
            assert_eq!(known(name), None, "{name}");
        }
    }

    #[test]
    fn no_name_stands_for_two_fields() {
        let mut seen = BTreeMap::new();
        for line in include_str!("head_words.txt").lines().filter(|line| !line.starts_with(['#', '~'])) {
            let Some((key, names)) = line.split_once(": ") else { continue };
            assert!(key == "none" || Field::ALL.iter().any(|field| field.code() == key), "{key}");
            for name in names.split(',').map(folded_name).filter(|_| key != "none") {
                assert!(seen.insert(name.clone(), key).is_none_or(|other| other == key), "{name} {key}");
            }
        }
        for field in Field::ALL {
            assert_eq!(serde_json::to_value(field).unwrap(), field.code());
            assert!(seen.values().any(|code| *code == field.code()), "{}", field.code());
        }
    }
}
