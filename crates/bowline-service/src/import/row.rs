//! This module holds a row that can be imported, and what can be wrong with a row.
//!
//! Rows are read in [`check`](super::check). This module must never hold a guess: what a ledger leaves out stays empty.
//! Start reading at [`LedgerRow`] and [`RowFault`].

use super::fields::Field;
use bowline_core::facts::Grade;
use bowline_core::ids::{CreditCode, PlaceCode};
use bowline_core::time::Day;
use bowline_core::words::{Lang, folded};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A row of an office's ledger that was read without a fault. Texts stand as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerRow {
    /// The row as the office numbers it: its own number or, without such a column, which row of data it is. With several
    /// sheets the sheet's name comes first: `龙港区!8`.
    pub row: String,
    /// The line in the sheet, counted from 1.
    pub line: u32,
    /// The sheet.
    pub sheet: String,
    /// The unit, site or vessel; the owner where it has no name.
    pub unit_name: String,
    /// The owner, where the ledger names one.
    pub owner: Option<String>,
    /// Its credit code, check character verified.
    pub credit_code: Option<CreditCode>,
    /// The place.
    pub place: PlaceCode,
    /// What is wrong.
    pub description: String,
    /// The grade in the ledger; `None` if the ledger names another class of matter instead (see `kind`): to be graded.
    pub grade: Option<Grade>,
    /// The class as written, such as 三无船舶.
    pub kind: Option<String>,
    /// The criterion on which the ledger bases its grade.
    pub basis: Option<String>,
    /// Where it came from, in the ledger's words.
    pub channel: Option<String>,
    /// The day it was found.
    pub found_on: Day,
    /// Who found it.
    pub inspector: Option<String>,
    /// The person responsible.
    pub person: String,
    /// Who verified that it is gone.
    pub verified_by: Option<String>,
    /// The unit that must act, as written.
    pub responsible_unit: Option<String>,
    /// Measures.
    pub measures: Option<String>,
    /// Funds in yuan.
    pub funds_yuan: Option<u64>,
    /// Last day for rectification.
    pub deadline: Day,
    /// What is done meanwhile.
    pub contingency: Option<String>,
    /// The day it was rectified.
    pub completed_on: Option<Day>,
    /// Whether the ledger says that it is closed off.
    pub closed: bool,
    /// Where it stands, in the ledger's words.
    pub status: Option<String>,
    /// GB/T 4754 code or name of the sector, from the row or the mapping.
    pub sector: Option<String>,
    /// Remark.
    pub remark: Option<String>,
}

impl LedgerRow {
    /// The same for the same hazard however often, and in whatever file, it is imported: the unit (credit code, or name
    /// and owner), the place, what is wrong and the day it was found, compared as [`folded`] compares. Number, deadline and
    /// progress do not count.
    #[must_use]
    pub fn key(&self) -> String {
        let unit = match &self.credit_code {
            Some(code) => code.as_str().to_owned(),
            None => {
                format!("{}\u{1f}{}", folded(&self.unit_name), folded(self.owner.as_deref().unwrap_or_default()))
            }
        };
        let mut hash = Sha256::new();
        for part in [unit.as_str(), self.place.as_str(), &folded(&self.description), &self.found_on.to_string()] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

impl LedgerRow {
    /// The fault of a row whose place lies outside the jurisdiction of whoever imports it.
    #[must_use]
    pub fn outside(&self) -> RowFault {
        self.refused(Field::County, "place_outside", |say| say.place_outside())
    }

    /// The fault of a row about the same hazard as an earlier one of the file.
    #[must_use]
    pub fn same_as(&self, first: &str) -> RowFault {
        self.refused(Field::Description, "same_as_row", |say| say.same_as_row(first))
    }

    /// The fault of a row that was verified by whoever had to rectify it.
    #[must_use]
    pub fn self_verified(&self, name: &str) -> RowFault {
        self.refused(Field::VerifiedBy, "verifier_is_responsible", |say| say.verifier_is_responsible(name))
    }

    /// A fault that is seen only when the row was read.
    pub(crate) fn refused(&self, field: Field, code: &'static str, say: impl Fn(RowWords) -> String) -> RowFault {
        RowFault {
            row: self.row.clone(),
            line: self.line,
            sheet: self.sheet.clone(),
            field,
            code,
            zh: say(RowWords(Lang::Zh)),
            en: say(RowWords(Lang::En)),
            all: vec![(field, code)],
        }
    }
}

/// What is wrong with a row. One row has one entry: the most telling fault, the sentences of the others after its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowFault {
    /// The row as the office numbers it; see [`LedgerRow::row`].
    pub row: String,
    /// The line in the sheet, counted from 1.
    pub line: u32,
    /// The sheet.
    pub sheet: String,
    /// The column at fault.
    pub field: Field,
    /// A stable code, such as `credit_code_check`.
    pub code: &'static str,
    /// What is wrong and what to do, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// Every fault of the row, this one first.
    #[serde(skip)]
    pub all: Vec<(Field, &'static str)>,
}

/// Whether a cell says that there is nothing: a stroke, 无, none.
#[must_use]
pub fn is_nothing(text: &str) -> bool {
    const WORDS: [&str; 13] =
        ["无", "暂无", "没有", "空", "无此项", "不适用", "n/a", "na", "none", "nil", "null", "#n/a", "(blank)"];
    let text = text.trim();
    text.chars().all(|c| matches!(c, '/' | '／' | '\\' | '-' | '—' | '－' | '–' | '―' | '_' | '.' | '…' | ' '))
        || WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

bowline_core::words! {
    /// Sentences about rows that are refused.
    pub struct RowWords {
        formula_text(column: &str) {
            zh: "“{column}”是公式文字，已按文字保留、不会执行；请改写为普通文字",
            en: "“{column}” holds formula text; it was kept as text and never run; write plain text instead"
        }
        row_short(found: usize, wanted: usize) {
            zh: "这一行只有 {found} 格，表头有 {wanted} 格；请补齐缺少的格",
            en: "the row has {found} cells, the headings have {wanted}; fill in the missing cells"
        }
        duplicate_row(first: &str) {
            zh: "与第 {first} 行完全相同；属于另一处隐患的，请写明区别，否则请删去",
            en: "the same as row {first}; if this is another hazard, say what differs; otherwise delete the row"
        }
        unit_missing() { zh: "没有单位名称；请填写", en: "no organisation is named; enter the name" }
        credit_code_length(found: usize) {
            zh: "统一社会信用代码是 {found} 位，应为 18 位；请核对营业执照",
            en: "the credit code has {found} characters instead of 18; compare it with the business licence"
        }
        credit_code_character(found: char) {
            zh: "统一社会信用代码含有不允许的字符“{found}”；请核对营业执照",
            en: "the credit code contains “{found}”, which is not allowed; compare it with the business licence"
        }
        credit_code_check(found: char) {
            zh: "统一社会信用代码的校验位“{found}”不符，至少有一位写错；请核对营业执照",
            en: "the check character “{found}” of the credit code does not fit, so a character is wrong; compare it with the business licence"
        }
        credit_code_old() {
            zh: "这是 15 位的旧注册号，不是统一社会信用代码；请填写 18 位代码，没有的填“无”",
            en: "this is a registration number of 15 digits, not a credit code; enter the code of 18 characters, or “none” if there is none"
        }
        credit_code_number() {
            zh: "统一社会信用代码被存成数字，末几位已丢失；请把该格设为文本后重新填写",
            en: "the credit code was kept as a number and lost its last digits; make the cell text and enter it again"
        }
        place_missing() {
            zh: "没有写明所在县（市、区）；请填写，或在工作表名、标题中写明",
            en: "no location is given; enter the location in the row, the name of the sheet or the title"
        }
        place_unknown(why: &str) { zh: "地名无法识别：{why}", en: "the location is not known: {why}" }
        place_outside() {
            zh: "该地不在您的管辖范围内；请交由当地部门导入，或者核对县（市、区）",
            en: "the location is outside your area; ask the authority of that area to import the row, or check the location"
        }
        place_ambiguous(why: &str) { zh: "地名不唯一：{why}", en: "the location is ambiguous: {why}" }
        description_missing() { zh: "没有隐患描述；请写明是什么问题", en: "nothing says what is wrong; describe the hazard" }
        grade_missing() {
            zh: "没有隐患等级；请按判定标准定级后填写，系统不会推测",
            en: "the class is missing and is never guessed; classify the hazard by the criteria and enter the class"
        }
        grade_unknown(word: &str) {
            zh: "隐患等级“{word}”无法识别；请写“重大”或“一般”",
            en: "the class “{word}” is not known; write 重大 (major) or 一般 (general)"
        }
        grade_not_ours(word: &str, major: &str, general: &str) {
            zh: "隐患等级“{word}”无法识别；请写“{major}”或“{general}”",
            en: "the class “{word}” is not known; write {major} or {general}"
        }
        found_on_missing() { zh: "没有发现日期；请填写", en: "the date observed is missing; enter the date" }
        deadline_missing() { zh: "没有整改期限；请填写具体日期", en: "the due date is missing; enter a date" }
        date_unreadable(column: &str, text: &str) {
            zh: "“{column}”的“{text}”不是日期；请写成 2022-10-06",
            en: "“{text}” in “{column}” is not a date; write the date as 2022-10-06"
        }
        date_vague(column: &str, text: &str) {
            zh: "“{column}”的“{text}”不是确切日期；请写明年月日",
            en: "“{text}” in “{column}” is not an exact date; write year, month and day"
        }
        date_without_year(column: &str, text: &str) {
            zh: "“{column}”的“{text}”没有写年份；请写成 2022-10-06",
            en: "“{text}” in “{column}” has no year; write it as 2022-10-06"
        }
        date_short_year(column: &str, text: &str) {
            zh: "“{column}”的“{text}”年份只有两位，无法确定；请写成 2022-10-06",
            en: "“{text}” in “{column}” has a year of two digits, which is not certain; write it as 2022-10-06"
        }
        date_without_day(column: &str, text: &str) {
            zh: "“{column}”的“{text}”没有写到日；请写成 2022-10-06",
            en: "“{text}” in “{column}” does not name a day; write it as 2022-10-06"
        }
        date_order(column: &str, text: &str) {
            zh: "“{column}”的“{text}”分不清月和日；请写成 2022-10-06",
            en: "in “{text}” in “{column}” nobody can tell the day from the month; write it as 2022-10-06"
        }
        date_bound(column: &str, text: &str) {
            zh: "“{column}”的“{text}”只写了期限，没有写是哪一天；请写成 2022-10-06",
            en: "“{text}” in “{column}” is a bound and not a day; write the day as 2022-10-06"
        }
        date_weekday(column: &str, text: &str) {
            zh: "“{column}”的“{text}”日期与星期不符；请核对",
            en: "in “{text}” in “{column}” the date falls on another day of the week; correct it"
        }
        date_year(column: &str, text: &str) {
            zh: "“{column}”的“{text}”年份不在 1990 年至 2100 年之间；请核对",
            en: "the year of “{text}” in “{column}” is not between 1990 and 2100; correct it"
        }
        formula_without_value(column: &str) {
            zh: "“{column}”是公式，文件中没有保存结果；请在电子表格软件中打开并保存后再导入",
            en: "“{column}” holds a formula whose result the file does not keep; open it in a spreadsheet program, save it and import again"
        }
        cell_unreadable(column: &str, text: &str) {
            zh: "“{column}”的值无法确定（{text}）；请填写实际内容",
            en: "nobody can tell the value of “{column}” ({text}); fill in what it should say"
        }
        character_unreadable(column: &str) {
            zh: "“{column}”中有无法识别的文字（编码有误）；请改正后再导入",
            en: "“{column}” holds a character that cannot be read (its encoding is wrong); correct it and import again"
        }
        row_long(found: usize, wanted: usize) {
            zh: "这一行有 {found} 格，表头只有 {wanted} 格；格内有分隔符的请加引号",
            en: "the row has {found} cells, the head has {wanted}; put a cell that holds a separator into quotes"
        }
        date_impossible(column: &str, text: &str) {
            zh: "“{column}”的“{text}”不存在这个日期；请核对",
            en: "“{text}” in “{column}”: there is no such date; correct the date"
        }
        deadline_before_found() {
            zh: "整改期限早于发现日期；请核对两个日期",
            en: "the due date is before the date observed; correct one of the two"
        }
        completed_before_found() {
            zh: "完成日期早于发现日期；请核对两个日期",
            en: "the completion date is before the date observed; correct one of the two"
        }
        same_as_row(first: &str) {
            zh: "与第 {first} 行是同一处隐患（单位、属地、隐患描述、发现日期相同）；若是另一处隐患请写明区别，否则删去",
            en: "the same hazard as row {first} (same organisation, place, description and date found); if it is another hazard, say what differs, else delete the row"
        }
        verifier_is_responsible(name: &str) {
            zh: "复查人“{name}”就是整改责任人；整改人不得自行复查，请填写其他复查人",
            en: "“{name}” is the person responsible and cannot verify the correction; name another verifier"
        }
        no_authority() {
            zh: "系统尚未登记该地的主管部门；请联系系统管理员补录",
            en: "no authority is registered for that place; ask the system administrator to add it"
        }
        not_possible(why: &str) { zh: "{why}", en: "{why}" }
        person_missing() { zh: "没有责任人；请落实到人后填写", en: "no person responsible is named; enter a name" }
        funds_unreadable(text: &str) {
            zh: "整改资金“{text}”不是金额；请只写数字",
            en: "the funds “{text}” are not an amount; write a number only"
        }
        closed_unreadable(text: &str) {
            zh: "是否销号“{text}”无法识别；请写“是”或“否”",
            en: "“{text}” does not say whether the hazard is closed out; write 是 (yes) or 否 (no)"
        }
        closed_without_date() {
            zh: "已销号但没有完成日期；请补填日期，或改为未销号",
            en: "closed out without a completion date; enter the date, or mark the hazard as not closed out"
        }
    }
}
