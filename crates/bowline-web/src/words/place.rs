//! Words of a jurisdiction.

bowline_core::words! {
    /// A jurisdiction: where does it stand?
    pub struct PlaceWords {
        path() { zh: "所在位置", en: "You are here" }
        to_green() { zh: "怎样转绿", en: "What would turn it green" }
        why() { zh: "原因", en: "Why" }
        open() { zh: "未销号", en: "Open" }
        of_these(grade: &str) { zh: "其中{grade}", en: "of these {grade}" }
        overdue() { zh: "逾期", en: "Overdue" }
        raised() { zh: "已升级到上级", en: "Raised above" }
        verified() { zh: "经他人复查", en: "Verified by others" }
        by_ledger() { zh: "台账销号，本系统未复查", en: "Closed per ledger, not verified here" }
        found() { zh: "累计发现", en: "Ever found" }
        alarms() { zh: "告警", en: "Alarms" }
        children() { zh: "下级地区", en: "Places below" }
        place() { zh: "地区", en: "Place" }
        light() { zh: "灯", en: "Light" }
        days() { zh: "每日发现、复查与逾期", en: "Found, verified and late, day by day" }
        day() { zh: "日期", en: "Day" }
        flow_found() { zh: "发现", en: "Found" }
        flow_verified() { zh: "复查通过", en: "Verified" }
        flow_late() { zh: "新逾期", en: "Became late" }
        table() { zh: "查看数据表", en: "Show the figures" }
        sectors() { zh: "行业与级别（未销号）", en: "Sectors and grades (open)" }
        sector() { zh: "行业", en: "Sector" }
        legend_major() { zh: "重大", en: "Major" }
        legend_general() { zh: "一般", en: "General" }
        legend_ungraded() { zh: "未分级", en: "Not graded" }
        hazards() { zh: "查看隐患", en: "Show hazards" }
        no_days() { zh: "近 90 天没有记录。", en: "Nothing recorded in the last 90 days." }
        no_sectors() { zh: "没有未销号的隐患。", en: "No open hazards." }
        total() { zh: "合计", en: "Total" }
    }
}
