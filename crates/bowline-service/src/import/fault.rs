//! This module says why a whole file is refused: a stable code, and a sentence that says what to do.
//!
//! This module must never speak of a single row: those faults are in [`row`](super::row). Start reading at
//! [`FileFault`].

use bowline_core::words::{Lang, Text};

/// A file that was not read. Nothing of it was taken in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {}", .text.en)]
pub struct FileFault {
    /// A stable code, such as `file_too_big`.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub text: Text,
}

bowline_core::words! {
    /// Sentences about files that are refused.
    pub struct FileWords {
        file_empty() { zh: "文件是空的；请选择填写好的台账", en: "the file is empty; select the completed register" }
        file_too_big(limit: usize) {
            zh: "文件超过 {limit} MB，请拆分后再导入",
            en: "the file is larger than {limit} MB; split it and import the parts",
        }
        unpacked_too_big(limit: u64) {
            zh: "文件解压后超过 {limit} MB，疑似压缩炸弹，未读取；请另存为新的工作簿后再试",
            en: "the file unpacks to more than {limit} MB and may be a zip bomb, so it was not read; save it as a new workbook",
        }
        ratio() {
            zh: "文件压缩比异常，疑似压缩炸弹，未读取；请另存为新的工作簿后再试",
            en: "the file is packed so tightly that it may be a zip bomb, so it was not read; save it as a new workbook",
        }
        entities() {
            zh: "文件含有 XML 实体或文档类型声明，电子表格不需要这些内容，未读取；请另存为新的工作簿",
            en: "the file declares XML entities or a document type, which no workbook needs, so it was not read; save it anew",
        }
        not_workbook() {
            zh: "这不是可读取的工作簿；请另存为 .xlsx 或 .csv 后再导入",
            en: "this is not a workbook that can be read; save the file as .xlsx or .csv and import again",
        }
        web_page() {
            zh: "这是以电子表格命名的网页；请在电子表格软件中打开并另存为 .xlsx",
            en: "this is a web page with the name of a workbook; open it in a spreadsheet program and save it as .xlsx",
        }
        xml_workbook() {
            zh: "这是 XML 格式的电子表格；请在电子表格软件中打开并另存为 .xlsx",
            en: "this is a spreadsheet saved as XML; open it in a spreadsheet program and save it as .xlsx",
        }
        open_document() {
            zh: "不读取 .ods（开放文档格式）；请在电子表格软件中另存为 .xlsx",
            en: ".ods (OpenDocument) is not read; save it as .xlsx in your spreadsheet program",
        }
        other_document(what: &str) {
            zh: "这是{what}，不是电子表格；请导入台账的 .xlsx、.xls 或 .csv 文件",
            en: "this is {what}, not a spreadsheet; import the hazard register as .xlsx, .xls or .csv",
        }
        archive() {
            zh: "这是压缩包；请先解压，再导入其中的台账",
            en: "this is an archive; unpack it and import the hazard register that is in it",
        }
        old_excel() {
            zh: "这是 Excel 95 或更早的工作簿；请在电子表格软件中打开并另存为 .xlsx",
            en: "this workbook is of Excel 95 or older; open it in a spreadsheet program and save it as .xlsx",
        }
        open_quote(line: usize) {
            zh: "第 {line} 行有一个引号没有闭合，其后的内容无法分开；请补上引号或另存为 .xlsx",
            en: "a quote that opens in line {line} is never closed, so what follows cannot be told apart; close it, or save the file as .xlsx",
        }
        big5() {
            zh: "文字编码是 Big5（繁体）；请另存为 .xlsx 或 UTF-8 的 .csv",
            en: "the text is in Big5 (traditional characters); save it as .xlsx or as .csv in UTF-8",
        }
        broken() {
            zh: "文件已损坏或不完整；请重新保存或重新上传",
            en: "the file is broken or incomplete; save it again or upload it again",
        }
        encrypted() {
            zh: "文件设有打开密码；请在电子表格软件中打开，取消密码并保存后再导入",
            en: "the workbook has a password; open it in a spreadsheet program, remove the password, save it and import again",
        }
        macros() {
            zh: "文件含有宏；请另存为不含宏的 .xlsx 后再导入",
            en: "the file contains macros; save it as .xlsx without macros and import again",
        }
        binary_workbook() { zh: "不读取 .xlsb；请另存为 .xlsx", en: ".xlsb is not read; save it as .xlsx" }
        too_many_sheets(limit: usize) {
            zh: "工作表超过 {limit} 张，请拆分后再导入",
            en: "there are more than {limit} sheets; split the file",
        }
        too_many_rows(limit: usize) {
            zh: "行数超过 {limit}，请拆分后再导入",
            en: "there are more than {limit} rows; split the file",
        }
        too_many_columns(limit: usize) {
            zh: "列数超过 {limit}，请删去多余的列",
            en: "there are more than {limit} columns; delete those that are not needed",
        }
        too_many_cells(limit: usize) {
            zh: "单元格超过 {limit} 个，请拆分后再导入",
            en: "there are more than {limit} cells; split the file",
        }
        text_too_long(limit: usize) {
            zh: "文字过长（一格最多 {limit} 字），请检查引号是否成对",
            en: "a text is too long (a cell holds {limit} characters at most); check whether every quote is closed",
        }
        encoding() {
            zh: "文字编码不是 UTF-8 或 GB18030；请另存为 .xlsx 或 UTF-8 的 .csv",
            en: "the text is neither UTF-8 nor GB18030; save it as .xlsx or as .csv in UTF-8",
        }
        no_head() {
            zh: "没有找到表头（如“单位名称、隐患描述、整改时限”）；请保留表头行",
            en: "no column headings were found (such as organisation, description, due date); keep the line with the headings",
        }
        only_hidden() {
            zh: "有内容的工作表都是隐藏的，未读取；请取消隐藏后再导入",
            en: "all sheets with rows are hidden and were not read; unhide them and import again"
        }
        not_written() { zh: "未通过校验的行未能导出，请重试", en: "the file of rejected rows could not be created; try again" }
    }
}

macro_rules! file_fault {
    ($key:ident $(, $arg:expr)*) => {
        $crate::import::fault::FileFault {
            code: stringify!($key),
            text: $crate::import::fault::both(|say| say.$key($($arg),*)),
        }
    };
}
pub(super) use file_fault;

/// A sentence in both languages.
pub(super) fn both(say: impl Fn(FileWords) -> String) -> Text {
    Text { zh: say(FileWords(Lang::Zh)), en: say(FileWords(Lang::En)) }
}
