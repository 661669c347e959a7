//! Words of files that lists go out as: their links, the heads of their columns, what stands beside the table.

bowline_core::words! {
    /// Exports.
    pub struct ExportWords {
        xlsx() { zh: "导出 XLSX", en: "Export XLSX" }
        csv() { zh: "导出 CSV", en: "Export CSV" }
        about() { zh: "导出说明", en: "About this file" }
        list() { zh: "名称", en: "List" }
        as_of() { zh: "数据截至", en: "As of" }
        by() { zh: "导出人", en: "Exported by" }
        scope() { zh: "数据范围", en: "Scope" }
        own_sites() { zh: "本单位", en: "Own organisation" }
        no_scope() { zh: "无", en: "None" }
        filters() { zh: "查询条件", en: "Filters" }
        no_filters() { zh: "无", en: "None" }
        address() { zh: "网址", en: "Address" }
        rows() { zh: "行数", en: "Rows" }
        cut() { zh: "未完整导出", en: "Incomplete" }
        cut_text(rows: &str) { zh: "符合条件的记录超出一个文件的上限，本文件只有前 {rows} 行；请限定辖区或者增加条件后分次导出。", en: "More match than one file may hold. This file has the first {rows} rows. Narrow the filter and export in parts." }
        pair(name: &str, value: &str) { zh: "{name}：{value}", en: "{name}: {value}" }
        between() { zh: "；", en: "; " }
        yes() { zh: "是", en: "Yes" }
        number() { zh: "编号", en: "Case number" }
        unit() { zh: "单位", en: "Organisation" }
        place_code() { zh: "地区代码", en: "Area code" }
        times_returned() { zh: "退回次数", en: "Times returned" }
        grave() { zh: "只看情形严重的", en: "Grave only" }
        next_act() { zh: "待办内容", en: "Next action" }
        holders() { zh: "承办人", en: "Held by" }
        provisional() { zh: "期限暂定", en: "Date provisional" }
        raised_to() { zh: "提级督办部门", en: "Escalated to" }
        others_late() { zh: "另有逾期项数", en: "Others overdue" }
    }
}
