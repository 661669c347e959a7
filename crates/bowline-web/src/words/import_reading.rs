//! Words of the account of an imported file's lines.

bowline_core::words! {
    /// What was read of an imported file and what was not.
    pub struct ImportReadingWords {
        title() { zh: "文件读取情况", en: "What was read of the file" }
        lines(sheet: &str, lines: u32) { zh: "{sheet}：共 {lines} 行，", en: "{sheet}: {lines} lines, " }
        of_these(above: u32, head: u32, rows: u32, skipped: usize, blank: u32) {
            zh: "其中表头以上 {above} 行，表头 {head} 行，数据 {rows} 行，跳过 {skipped} 行，空行 {blank} 行。",
            en: "of which {above} above the headings, {head} of headings, {rows} rows, {skipped} skipped, {blank} blank."
        }
        hidden_rows(sheet: &str, number: usize, lines: &str) {
            zh: "{sheet} 中隐藏的 {number} 行同样读取：第 {lines} 行。",
            en: "{sheet}: hidden rows are read like the others; there are {number} (line {lines})."
        }
        hidden_sheet(sheet: &str, lines: u32) {
            zh: "工作表“{sheet}”（{lines} 行）是隐藏的，未读取；需要导入的，请取消隐藏后重新上传。",
            en: "The sheet “{sheet}” ({lines} lines) is hidden and was not read. To import it, unhide it and upload the file again."
        }
        no_rows(sheet: &str, lines: u32) {
            zh: "工作表“{sheet}”（{lines} 行）中没有找到表头或数据行，未读取。",
            en: "The sheet “{sheet}” ({lines} lines) has no headings or rows and was not read."
        }
        empty_sheet(sheet: &str) { zh: "工作表“{sheet}”是空的。", en: "The sheet “{sheet}” is empty." }
        stray(sheet: &str, cell: &str) {
            zh: "{sheet} 的单元格 {cell} 离表格太远，未读取。",
            en: "{sheet}: the cell {cell} is too far from the table and was not read."
        }
        line() { zh: "跳过的行", en: "Skipped line" }
        kind() { zh: "判断为", en: "Taken for" }
        text() { zh: "内容", en: "Text" }
        line_at(sheet: &str, line: u32) { zh: "{sheet} 第 {line} 行", en: "{sheet}, line {line}" }
        more(n: usize) { zh: "另有 {n} 行未列出。", en: "Lines not shown here: {n}." }
    }
}
