//! These are the words of the page that looks ahead.

use super::Counted;

bowline_core::words! {
    /// What will happen if nobody acts.
    pub struct AheadWords {
        title() { zh: "逾期预警", en: "What happens if nobody acts" }
        lead(until: &str) { zh: "如无人办理，至 {until} 将按下列时间提醒、亮灯、提级督办。本页仅作推演，不产生记录。", en: "If nobody acts, these reminders, lights and escalations follow until {until}. This page only looks ahead: nothing is recorded." }
        total(n: &Counted) { zh: "共 {n} 项", en: "Total: {n}" }
        cut(from: &str) { zh: "事项较多，自 {from} 起未全部列出；请减少天数。", en: "There is more: from {from} on not all is listed. Choose fewer days." }
        days(n: u32) { zh: "{n} 天", en: "{n} days" }
        how_far() { zh: "推演天数", en: "Days ahead" }
        whose() { zh: "范围", en: "Scope" }
        own() { zh: "本岗位待办", en: "My actions" }
        area() { zh: "整个辖区", en: "My whole area" }
        nobody() { zh: "未明确人员", en: "no one appointed" }
        empty() { zh: "在此期间没有将要发生的提醒、亮灯或者提级督办", en: "No reminder, light or escalation in this time" }
    }
}
