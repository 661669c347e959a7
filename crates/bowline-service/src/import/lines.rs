//! What a line below the head is: a row of data, or a total, a signature, a note, a section's title, the head once
//! more.
//!
//! This module must never drop a line that could be a row: what is not surely something else is data, and what is left
//! out is named. Start at [`kind_of`].

use super::fields::fold;
use super::grid::Cell;
use bowline_core::words::{Lang, Text};
use serde::{Deserialize, Serialize};

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// A row of the ledger.
    Data,
    /// Nothing in it.
    Blank,
    /// 合计, 总计, 小计, 共 12 条.
    Total,
    /// 填表人, 审核人, 填表日期 and the like.
    Signature,
    /// 注:, 说明: in a cell of its own.
    Note,
    /// 二、重大隐患: a line that parts the rows.
    Section,
    /// 以下空白, 第 2 页.
    End,
    /// What stands above the head once more, at the top of a printed page.
    Title,
    /// The names of the columns once more, at the top of a printed page.
    Head,
}

bowline_core::words! {
    /// What lines are called.
    pub struct LineWords {
        total() { zh: "合计行", en: "total" }
        signature() { zh: "填表、签字行", en: "signature line" }
        note() { zh: "说明", en: "note" }
        section() { zh: "分节标题", en: "section title" }
        end() { zh: "页码或空白标记", en: "page mark" }
        title() { zh: "重复的标题", en: "repeated title" }
        head() { zh: "重复的表头", en: "repeated headings" }
        data() { zh: "数据行", en: "row" }
        blank() { zh: "空行", en: "blank line" }
    }
}

impl LineKind {
    /// What people call it.
    #[must_use]
    pub fn name(self) -> Text {
        let say = |words: LineWords| match self {
            Self::Data => words.data(),
            Self::Blank => words.blank(),
            Self::Total => words.total(),
            Self::Signature => words.signature(),
            Self::Note => words.note(),
            Self::Section => words.section(),
            Self::End => words.end(),
            Self::Title => words.title(),
            Self::Head => words.head(),
        };
        Text { zh: say(LineWords(Lang::Zh)), en: say(LineWords(Lang::En)) }
    }
}

const TOTALS: [&str; 9] = ["合计", "总计", "小计", "共计", "累计", "总数", "total", "grandtotal", "subtotal"];
const TOTAL_OF: [&str; 15] = [
    "本页",
    "本月",
    "本周",
    "本季",
    "本季度",
    "本年",
    "本期",
    "当月",
    "当页",
    "上月",
    "全年",
    "全县",
    "全市",
    "全区",
    "page",
];
const COUNTED: [&str; 10] = ["条", "项", "处", "个", "家", "起", "件", "户", "items", "rows"];
const SIGNATURES: [&str; 44] = [
    "填表人",
    "填表",
    "制表人",
    "制表",
    "统计人",
    "统计",
    "填报人",
    "填报",
    "填报单位",
    "填表单位",
    "报送单位",
    "上报单位",
    "录入人",
    "经办人",
    "记录人",
    "审核人",
    "审核",
    "复核人",
    "复核",
    "审批人",
    "审批",
    "单位负责人",
    "负责人",
    "负责人签字",
    "主要负责人",
    "主管领导",
    "分管领导",
    "联系人",
    "联系电话",
    "电话",
    "签字",
    "签名",
    "盖章",
    "填表日期",
    "填表时间",
    "填报日期",
    "填报时间",
    "制表日期",
    "统计日期",
    "报送日期",
    "上报日期",
    "日期",
    "年月日",
    "date",
];
const SIGNED: [&str; 8] =
    ["preparedby", "reviewedby", "approvedby", "completedby", "signature", "signed", "printedon", "telephone"];
const NOTES: [&str; 9] = ["注", "备注", "说明", "填表说明", "填报说明", "注意", "note", "notes", "remark"];
const ENDS: [&str; 8] =
    ["以下空白", "以下无正文", "以下无内容", "此页空白", "本页以下空白", "无正文", "endofreport", "end"];

/// What a line is. `head` are the lines of the head, `above` what stands above it.
pub(super) fn kind_of(cells: &[Cell], head: &[Vec<String>], above: &[Vec<String>]) -> LineKind {
    let all: Vec<String> = cells.iter().map(|cell| cell.shown().into_owned()).collect();
    let full: Vec<&str> = all.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    let Some(start) = full.first().copied() else { return LineKind::Blank };
    if is_total(start, &full) {
        return LineKind::Total;
    }
    let bare: String = start.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if ENDS.contains(&bare.as_str()) && full.len() == 1 || is_page(start) && full.len() == 1 {
        return LineKind::End;
    }
    if is_signature(start, &full) {
        return LineKind::Signature;
    }
    if is_note(start, &full) {
        return LineKind::Note;
    }
    if head.iter().any(|line| repeats(&all, line)) {
        return LineKind::Head;
    }
    if above.iter().any(|line| line.iter().map(String::as_str).filter(|text| !text.is_empty()).eq(full.iter().copied()))
    {
        return LineKind::Title;
    }
    if full.len() == 1 && is_section(start) { LineKind::Section } else { LineKind::Data }
}

/// Whether a line says what a line of the head says.
fn repeats(all: &[String], line: &[String]) -> bool {
    let full = all.iter().filter(|text| !text.is_empty()).count();
    let same = all.iter().zip(line).filter(|(text, name)| !name.is_empty() && text == name).count();
    let names = line.iter().filter(|name| !name.is_empty()).count();
    same >= 2 && same * 2 > full && (same >= 3 || same == full && full == names)
}

fn is_total(start: &str, full: &[&str]) -> bool {
    let (word, rest) = start.split_once([':', '：']).map_or((start, ""), |(word, rest)| (word, rest.trim()));
    let word = fold(word);
    let bare = TOTAL_OF.iter().find_map(|of| word.strip_prefix(of)).unwrap_or(&word);
    let digits = bare
        .trim_end_matches(|c: char| COUNTED.iter().any(|unit| unit.starts_with(c)))
        .trim_end_matches(|c: char| c.is_ascii_digit());
    let texts = full.iter().skip(1).filter(|text| text.parse::<f64>().is_err() && text.chars().count() > 6).count();
    if texts > 1 {
        return false;
    }
    if TOTALS.contains(&bare) || TOTALS.contains(&digits) {
        return rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit() || c == '共') || full.len() == 1;
    }
    // 共2条隐患
    let count = bare.strip_prefix('共').map(|rest| rest.trim_start_matches(['计', '有']));
    full.len() <= 2
        && count.is_some_and(|rest| {
            let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            unit.len() < rest.len() && COUNTED.iter().any(|own| unit.starts_with(own))
        })
}

/// 填表人：某某, with its neighbours 审核人：, 联系电话：. A row of data does not begin with a word and a colon.
fn is_signature(start: &str, full: &[&str]) -> bool {
    let (word, colon) = match start.split_once([':', '：']) {
        Some((word, _)) => (word, true),
        None => (start, false),
    };
    let word = fold(word);
    let known = SIGNATURES.contains(&word.as_str()) || SIGNED.contains(&word.as_str());
    known
        && full.len() <= 8
        && (colon || (full.len() <= 4 && full.len() * 2 >= 2 && !word.chars().all(|c| c.is_ascii_digit())))
        || full.len() <= 8
            && !full.is_empty()
            && colon
            && full.iter().all(|text| text.contains([':', '：']))
            && full.len() >= 2
}

fn is_note(start: &str, full: &[&str]) -> bool {
    let word = start.split_once([':', '：', '.', '、']).map_or(start, |(word, _)| word);
    let folded = fold(word);
    let word = folded.trim_end_matches(|c: char| c.is_ascii_digit());
    NOTES.contains(&word) && full.len() <= 2
}

/// 第 2 页, 第2页 共3页, Page 2 of 3, 2/3.
fn is_page(start: &str) -> bool {
    let folded = fold(start);
    let chinese = folded.strip_prefix('第').is_some_and(|rest| {
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
        rest.starts_with('页')
    });
    let english = folded.strip_prefix("page").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    chinese || english
}

/// 二、重大隐患 or （三）消防, alone in its line.
fn is_section(start: &str) -> bool {
    const NUMERALS: &str = "一二三四五六七八九十";
    let plain = start.trim_start_matches(['(', '（']);
    let rest = plain.trim_start_matches(|c| NUMERALS.contains(c));
    let numbered = rest.len() < plain.len() && rest.starts_with(['、', '.', '．', ')', '）']);
    let part = plain.strip_prefix('第').map(|rest| rest.trim_start_matches(|c| NUMERALS.contains(c)));
    numbered || part.is_some_and(|rest| rest.starts_with(['部', '类']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(cells: &[&str]) -> LineKind {
        let head = [["序号", "单位名称", "隐患描述", "责任人"].map(str::to_owned).to_vec()];
        let above = [vec!["安全隐患台账".to_owned()]];
        kind_of(&cells.iter().map(|text| Cell::Text((*text).to_owned())).collect::<Vec<_>>(), &head, &above)
    }

    #[test]
    fn lines_that_are_no_rows_are_told_by_name() {
        for (cells, wanted) in [
            (vec!["合计：2条"], LineKind::Total),
            (vec!["", "合  计", "", "2"], LineKind::Total),
            (vec!["累计", "2"], LineKind::Total),
            (vec!["共2条隐患"], LineKind::Total),
            (vec!["共计 12 处"], LineKind::Total),
            (vec!["本月合计", "2"], LineKind::Total),
            (vec!["本页小计：5 项"], LineKind::Total),
            (vec!["Total", "12"], LineKind::Total),
            (vec!["Total: 2 items"], LineKind::Total),
            (vec!["Grand total", "", "", "5"], LineKind::Total),
            (vec!["统计人：某某", "", "审核：某某"], LineKind::Signature),
            (vec!["填表日期：2025年5月8日"], LineKind::Signature),
            (vec!["审核人", "李四"], LineKind::Signature),
            (vec!["Prepared by: A. Smith", "Date: 2025-05-07"], LineKind::Signature),
            (vec!["注：1.本表每月5日前报送"], LineKind::Note),
            (vec!["备注", "本表一式两份"], LineKind::Note),
            (vec!["Note: all times are local"], LineKind::Note),
            (vec!["——以下空白——"], LineKind::End),
            (vec!["（以下空白）"], LineKind::End),
            (vec!["第 1 页 共 3 页"], LineKind::End),
            (vec!["Page 1 of 3"], LineKind::End),
            (vec!["二、重大隐患"], LineKind::Section),
            (vec!["（三）消防"], LineKind::Section),
            (vec!["序号", "单位名称", "隐患描述", "责任人"], LineKind::Head),
            (vec!["安全隐患台账"], LineKind::Title),
            (vec!["", ""], LineKind::Blank),
        ] {
            assert_eq!(kind(&cells), wanted, "{cells:?}");
        }
    }

    #[test]
    fn what_could_be_a_row_is_one() {
        for cells in [
            vec!["1", "合计五金店", "漏电", "王某"],
            vec!["合计五金店", "漏电"],
            vec!["", "共享单车公司", "漏电", "王某"],
            vec!["共和国际酒店"],
            vec!["总计算中心", "漏电", "王某"],
            vec!["审核人才公司", "漏电", "王某"],
            vec!["1", "一品酒楼", "备注：见附件", "王某"],
            vec!["Totalgaz depot", "leak", "A. Smith"],
            vec!["一、二号楼物业", "漏电", "王某"],
            vec!["说明书印刷厂"],
        ] {
            assert_eq!(kind(&cells), LineKind::Data, "{cells:?}");
        }
    }
}
