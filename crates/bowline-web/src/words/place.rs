//! These are the words of a jurisdiction.

use super::Counted;

bowline_core::words! {
    /// A jurisdiction: where does it stand?
    pub struct PlaceWords {
        path() { zh: "所在位置", en: "You are here" }
        to_green() { zh: "转为绿灯的条件", en: "What is needed to return to green" }
        why() { zh: "原因", en: "Why" }
        open() { zh: "未销号", en: "Open" }
        of_these(grade: &str) { zh: "其中{grade}", en: "of which {grade}" }
        overdue() { zh: "逾期", en: "Overdue" }
        raised() { zh: "已提级至上级", en: "Escalated" }
        verified() { zh: "经他人复查", en: "Verified by others" }
        by_ledger() { zh: "原台账载明已销号（本系统未复查）", en: "Closed out in the imported register; not verified in this system" }
        found() { zh: "累计发现", en: "Found to date" }
        alarms() { zh: "责任悬空", en: "Responsibility gaps" }
        children() { zh: "下级辖区", en: "Areas below" }
        since(day: &str) { zh: "（自 {day} 起）", en: "(since {day})" }
        silent_below(silent: &Counted, without_data: &Counted) { zh: "长期未上报 {silent} 个，无数据 {without_data} 个", en: "No reports for long: {silent}. No data: {without_data}" }
        nothing_from(n: usize) { zh: "另有 {n} 个辖区从未上报隐患", en: "{n} more areas have never reported a hazard" }
        place() { zh: "辖区", en: "Area" }
        light() { zh: "亮灯", en: "Status" }
        share_late() { zh: "逾期占比", en: "Share overdue" }
        newly_late(now: &str, before: &str) { zh: "近 7 天新增 {now}，前 7 天 {before}", en: "new in 7 days: {now}, in the 7 before: {before}" }
        map() { zh: "辖区亮灯图", en: "Map of status" }
        map_note() { zh: "有逾期的显示逾期数，其余显示未销号数；点击查看该辖区", en: "The number is what is overdue, or what is open where nothing is. Open an area to see it." }
        tile(name: &str, light: &str, overdue: &str, open: &str) { zh: "{name}：{light}；逾期 {overdue}，未销号 {open}", en: "{name}: {light}; overdue {overdue}, open {open}" }
        tile_late(open: &str) { zh: "逾期 / {open}", en: "late of {open}" }
        not_connected() { zh: "未接入", en: "not connected" }
        days() { zh: "每日发现、复查和逾期情况", en: "Found, verified and overdue, by date" }
        day() { zh: "日期", en: "Date" }
        flow_found() { zh: "发现", en: "Found" }
        flow_verified() { zh: "复查通过", en: "Verified" }
        flow_late() { zh: "新增逾期", en: "Newly overdue" }
        table() { zh: "查看数据表", en: "Show the figures" }
        sectors() { zh: "行业与隐患等级（未销号）", en: "Sectors and classes (open)" }
        sector() { zh: "行业", en: "Sector" }
        legend_major() { zh: "重大", en: "Major" }
        legend_general() { zh: "一般", en: "General" }
        legend_ungraded() { zh: "未分级", en: "Not classified" }
        hazards() { zh: "查看隐患", en: "Open the hazard register" }
        no_days(n: i64) { zh: "近 {n} 天没有记录。", en: "Nothing recorded in the last {n} days." }
        no_sectors() { zh: "没有未销号的隐患。", en: "No open hazards." }
        total() { zh: "合计", en: "Total" }
    }
}
