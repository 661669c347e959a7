//! This module tells on the terminal what was read of a file and what was not, so that the lines add up to what a person sees in
//! it.
//!
//! This module must never leave out a line. Start at [`print()`].

use bowline_service::import::{ReadTable, Reading, WhyLeftOut};

/// How many skipped lines are listed one by one.
const LISTED: usize = 50;

/// Says how the lines of the file add up, and names each that is no row.
pub fn print(reading: &Reading) {
    for table in &reading.tables {
        counts(table);
        for it in table.skipped.iter().take(LISTED) {
            let kind = it.kind.name();
            say!("  第 {} 行不是数据行（{}）：{} / line {}: {}", it.line, kind.zh, it.text, it.line, kind.en);
        }
        if table.skipped.len() > LISTED {
            say!("  … {}", table.skipped.len() - LISTED);
        }
        if !table.hidden_rows.is_empty() {
            let lines: Vec<String> = table.hidden_rows.iter().take(LISTED).map(u32::to_string).collect();
            let (lines, number) = (lines.join(", "), table.hidden_rows.len());
            say!("  隐藏的行有 {number} 行，同样读取：{lines}");
            say!("  {number} hidden rows are read like the others: {lines}");
        }
    }
    for it in &reading.left_out {
        let (zh, en) = match it.why {
            WhyLeftOut::Hidden => {
                ("隐藏的工作表，未读取；需要时加 --hidden-sheets", "hidden, not read; --hidden-sheets reads it")
            }
            WhyLeftOut::NoRows => ("没有找到表头或数据行，未读取", "no headings or rows were found, not read"),
            WhyLeftOut::Empty => ("空工作表", "empty"),
        };
        say!("工作表 {}：{zh}（{} 行） / sheet {}: {en} ({} lines)", it.sheet, it.lines, it.sheet, it.lines);
    }
    for it in &reading.stray_cells {
        say!("{} {}：离表格太远，未读取 / too far from the table, not read", it.sheet, it.cell);
    }
}

fn counts(table: &ReadTable) {
    let ReadTable { sheet, lines, above, head, rows, blank, .. } = table;
    let skipped = table.skipped.len();
    say!("{sheet} 共 {lines} 行：表头以上 {above}，表头 {head}，数据 {rows}，跳过 {skipped}，空行 {blank}");
    say!(
        "{sheet}, {lines} lines: {above} above the headings, {head} of headings, {rows} rows, {skipped} skipped, {blank} blank"
    );
}
