//! What a line below the head is: a row of data, or a total, a signature, a note, the head once more.
//!
//! Must never drop a line that could be a row: what is not surely something else is data. Start at [`kind_of`].

use super::fields::fold;
use super::grid::Cell;

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// A row of the ledger.
    Data,
    /// Nothing in it.
    Blank,
    /// 合计, 总计, 小计.
    Total,
    /// 填表人, 审核人 and the like.
    Signature,
    /// 注:, 说明: in a cell of its own.
    Note,
    /// The names of the columns once more, at the top of a printed page.
    Head,
}

const TOTALS: [&str; 6] = ["合计", "总计", "小计", "共计", "本页合计", "本页小计"];
const SIGNATURES: [&str; 14] = [
    "填表人",
    "审核人",
    "制表人",
    "填报人",
    "填报单位",
    "审批人",
    "单位负责人",
    "负责人签字",
    "主要负责人",
    "联系人",
    "联系电话",
    "制表",
    "审核",
    "签字",
];
const NOTES: [&str; 5] = ["注", "备注", "说明", "填表说明", "填报说明"];

/// What a line is; `names` are those in the last line of the head.
pub(super) fn kind_of(cells: &[Cell], names: &[String]) -> LineKind {
    let full: Vec<String> =
        cells.iter().map(|cell| cell.shown().into_owned()).filter(|text| !text.is_empty()).collect();
    let Some(start) = full.first() else { return LineKind::Blank };
    if TOTALS.contains(&fold(start).as_str()) {
        return LineKind::Total;
    }
    let word = start.split_once([':', '：']).map(|(word, _)| fold(word));
    let before_colon = |words: &[&str]| word.as_deref().is_some_and(|word| words.contains(&word));
    if before_colon(&SIGNATURES) && full.len() <= 6 {
        return LineKind::Signature;
    }
    if before_colon(&NOTES) && full.len() == 1 {
        return LineKind::Note;
    }
    let same = cells.iter().zip(names).filter(|(cell, name)| !name.is_empty() && cell.shown() == name.as_str()).count();
    if same >= 3 && same * 2 > full.len() { LineKind::Head } else { LineKind::Data }
}
