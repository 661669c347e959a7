//! This module says what the cells of a row mean: names, codes, money, the grade, and whether the hazard is closed out.
//!
//! This module must never take a word that it does not know for one that it knows. Start reading at [`read`].

use super::cells::Cells;
use super::fields::Field;
use super::funds::FundsUnit;
use super::mapping::Mapping;
use bowline_core::facts::Grade;
use bowline_core::ids::{CreditCode, CreditCodeFault};
use bowline_core::time::Day;
use bowline_core::words::Text;

/// The texts and amounts of a row.
#[derive(Debug, Default)]
pub(super) struct Values {
    pub(super) unit_name: String,
    pub(super) owner: Option<String>,
    pub(super) credit_code: Option<CreditCode>,
    pub(super) description: String,
    pub(super) basis: Option<String>,
    pub(super) channel: Option<String>,
    pub(super) inspector: Option<String>,
    pub(super) person: String,
    pub(super) verified_by: Option<String>,
    pub(super) responsible_unit: Option<String>,
    pub(super) measures: Option<String>,
    pub(super) funds_yuan: Option<u64>,
    pub(super) contingency: Option<String>,
    pub(super) status: Option<String>,
    pub(super) sector: Option<String>,
    pub(super) remark: Option<String>,
}

/// Reads texts and amounts, and notes what is missing or wrong.
pub(super) fn read(cells: &mut Cells<'_>, mapping: &Mapping) -> Values {
    let owner = cells.text(Field::Owner);
    let unit_name = cells.text(Field::UnitName).or_else(|| owner.clone());
    if unit_name.is_none() && cells.is_nothing(Field::UnitName) {
        cells.fault(Field::UnitName, "unit_missing", |say| say.unit_missing());
    }
    let credit_code = credit_code(cells);
    let description = cells.text(Field::Description);
    if cells.is_nothing(Field::Description) {
        cells.fault(Field::Description, "description_missing", |say| say.description_missing());
    }
    let person = cells.text(Field::Person);
    if cells.is_nothing(Field::Person) {
        cells.fault(Field::Person, "person_missing", |say| say.person_missing());
    }
    Values {
        unit_name: unit_name.unwrap_or_default(),
        owner,
        credit_code,
        description: description.unwrap_or_default(),
        basis: cells.text(Field::Basis),
        channel: cells.text(Field::Channel),
        inspector: cells.text(Field::Inspector),
        person: person.unwrap_or_default(),
        verified_by: cells.text(Field::VerifiedBy),
        responsible_unit: cells.text(Field::ResponsibleUnit),
        measures: cells.text(Field::Measures),
        funds_yuan: funds(cells, mapping),
        contingency: cells.text(Field::Contingency),
        status: cells.text(Field::Status),
        sector: cells.text(Field::Sector).or_else(|| mapping.defaults.sector.clone()),
        remark: cells.text(Field::Remark),
    }
}

fn credit_code(cells: &mut Cells<'_>) -> Option<CreditCode> {
    let cell = cells.cell(Field::CreditCode);
    let text: String = cell.shown().chars().filter_map(plain_of_code).collect();
    let scientific = text.parse::<f64>().is_ok() && text.contains(['E', 'e', '.']) && text.len() < 24;
    if cell.number().is_some_and(|number| number.abs() >= 1e15) || scientific {
        cells.fault(Field::CreditCode, "credit_code_number", |say| say.credit_code_number());
        return None;
    }
    if is_no_code(&text) {
        return None;
    }
    if text.len() == 15 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        cells.fault(Field::CreditCode, "credit_code_old", |say| say.credit_code_old());
        return None;
    }
    match CreditCode::parse(&text) {
        Ok(code) => return Some(code),
        Err(CreditCodeFault::Length { found }) => {
            cells.fault(Field::CreditCode, "credit_code_length", |say| say.credit_code_length(found));
        }
        Err(CreditCodeFault::Character { found }) => {
            cells.fault(Field::CreditCode, "credit_code_character", |say| say.credit_code_character(found));
        }
        Err(CreditCodeFault::Check { found, .. }) => {
            cells.fault(Field::CreditCode, "credit_code_check", |say| say.credit_code_check(found));
        }
    }
    None
}

/// A character of a code in its plain form; none for blanks, signs that cannot be seen, and the apostrophe that makes a cell text.
fn plain_of_code(c: char) -> Option<char> {
    let c = match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        c => c,
    };
    let dropped = c.is_whitespace() || c.is_control() || matches!(c, '\'' | '’' | '‘' | '`' | '\u{ad}' | '\u{feff}');
    (!dropped && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')).then_some(c)
}

/// Whether the column of codes says that there is none: the unit has no licence, or none yet.
fn is_no_code(text: &str) -> bool {
    let word = super::fields::fold(text);
    super::row::is_nothing(text)
        || [
            "无证",
            "无照",
            "无执照",
            "无营业执照",
            "无代码",
            "个体",
            "个体户",
            "个体工商户",
            "个人",
            "自然人",
            "未办理",
            "未办",
            "办理中",
            "正在办理",
            "待办",
            "待补",
            "待补充",
            "未提供",
            "未取得",
            "未登记",
            "不详",
            "未知",
            "unknown",
            "pending",
            "notavailable",
        ]
        .contains(&word.as_str())
}

/// Money in yuan: the unit in the cell counts before that of the ledger.
fn funds(cells: &mut Cells<'_>, mapping: &Mapping) -> Option<u64> {
    let text = cells.text(Field::Funds)?;
    let plain: String = text.chars().filter_map(plain_of_code).collect::<String>().to_lowercase();
    let plain = plain.replace([',', '，', '￥', '¥', '$'], "").replace('．', ".");
    let plain = ["人民币", "rmb", "cny", "usd"].iter().fold(plain, |plain, word| plain.replace(word, ""));
    let (number, unit) = FundsUnit::split(plain.trim_end_matches('整'));
    let unit = unit.unwrap_or(mapping.funds_unit).yuan();
    let digits = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || c == '.');
    let number = if digits { number.parse::<f64>().ok() } else { None };
    let yuan = number.map(|number| (number * f64::from(unit)).round());
    let yuan = yuan.filter(|yuan| (0.0..1e15).contains(yuan)).and_then(|yuan| format!("{yuan:.0}").parse().ok());
    if yuan.is_none() {
        let text: String = text.chars().take(40).collect();
        cells.fault(Field::Funds, "funds_unreadable", |say| say.funds_unreadable(&text));
    }
    yuan
}

/// The grade, and the class as written where the ledger has a column for classes. Nothing is guessed: a missing grade
/// and an unknown one are faults; only another class of matter (三无船舶) leaves the grade open.
pub(super) fn grade(cells: &mut Cells<'_>, mapping: &Mapping) -> (Option<Grade>, Option<String>) {
    let kind = cells.text(Field::Kind);
    if let Some(word) = cells.text(Field::Grade) {
        let grade = grade_word(mapping, &word, cells.is_named(Field::Grade, "重大"));
        if grade.is_none() {
            let word: String = word.chars().take(40).collect();
            cells.fault(Field::Grade, "grade_unknown", |say| match &mapping.defaults.grade_names {
                Some(names) => say.grade_not_ours(&word, names.major.get(say.0), names.general.get(say.0)),
                None => say.grade_unknown(&word),
            });
        }
        return (grade, kind);
    }
    if cells.has(Field::Grade) {
        if cells.is_nothing(Field::Grade) {
            cells.fault(Field::Grade, "grade_missing", |say| say.grade_missing());
        }
        return (None, kind);
    }
    let grade = kind.as_deref().and_then(|word| grade_word(mapping, word, false)).or(mapping.defaults.grade);
    if grade.is_none() && kind.is_none() && !cells.is_lost(Field::Kind) {
        let field = if cells.has(Field::Kind) { Field::Kind } else { Field::Grade };
        cells.fault(field, "grade_missing", |say| say.grade_missing());
    }
    (grade, kind)
}

/// `asks` if the column asks whether it is major, so that yes and no answer it.
fn grade_word(mapping: &Mapping, word: &str, asks: bool) -> Option<Grade> {
    let folded = super::fields::fold(word);
    let is = |name: &Text| [&name.zh, &name.en].into_iter().any(|own| super::fields::fold(own) == folded);
    match &mapping.defaults.grade_names {
        Some(names) if is(&names.major) => return Some(Grade::Major),
        Some(names) if is(&names.general) => return Some(Grade::General),
        _ => {}
    }
    match folded.as_str() {
        "重大" | "重大隐患" | "重大事故隐患" | "重大安全隐患" | "重大生产安全事故隐患" | "major" => {
            Some(Grade::Major)
        }
        "一般" | "一般隐患" | "一般事故隐患" | "一般安全隐患" | "隐患" | "非重大" | "general" => {
            Some(Grade::General)
        }
        "是" | "yes" if asks => Some(Grade::Major),
        "否" | "no" if asks => Some(Grade::General),
        _ => None,
    }
}

/// Whether it is closed off: by the column that asks, else by the words of the status. A ledger that has a column for
/// the day of completion must fill it in before it closes anything off.
pub(super) fn closed(cells: &mut Cells<'_>, completed_on: Option<Day>) -> bool {
    let closed = match cells.text(Field::Closed) {
        Some(answer) => yes_or_no(cells, &answer),
        None => cells.text(Field::Status).is_some_and(|status| says_closed(&status)),
    };
    if closed && completed_on.is_none() && cells.has(Field::CompletedOn) && cells.is_nothing(Field::CompletedOn) {
        cells.fault(Field::CompletedOn, "closed_without_date", |say| say.closed_without_date());
    }
    closed
}

fn yes_or_no(cells: &mut Cells<'_>, answer: &str) -> bool {
    match answer.trim().to_lowercase().as_str() {
        "是" | "√" | "✓" | "✔" | "☑" | "已" | "y" | "yes" | "true" | "1" => return true,
        "否" | "×" | "✗" | "✘" | "☐" | "未" | "n" | "no" | "false" | "0" | "未销号" | "未闭环" | "未完成"
        | "整改中" | "未办结" | "open" | "inprogress" | "in progress" | "not closed" => {
            return false;
        }
        word if says_closed(word) => return true,
        _ => {}
    }
    let text: String = answer.chars().take(40).collect();
    cells.fault(Field::Closed, "closed_unreadable", |say| say.closed_unreadable(&text));
    false
}

/// Only words that say that it is closed off: rectified (已整改) is not yet closed off.
fn says_closed(status: &str) -> bool {
    matches!(
        super::fields::fold(status).as_str(),
        "已销号" | "销号" | "已闭环" | "闭环" | "已办结" | "办结" | "已闭环销号" | "closed"
    )
}
