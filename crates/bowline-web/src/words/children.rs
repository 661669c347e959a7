//! These are the words of matters that one matter began for many: how they stand, where, and who has not acted yet.
//!
//! This module must never name a kind or a phase: the pack does.

use super::Counted;

bowline_core::words! {
    /// Matters that one matter began for many.
    pub struct ChildrenWords {
        title(kind: &str) { zh: "分派情况：{kind}", en: "Sent to many: {kind}" }
        sum(n: &Counted) { zh: "共 {n} 件，各自计时", en: "{n} in all, each with its own clock" }
        making(reached: &str, total: &str) { zh: "正在分派：{reached} / {total}", en: "Being sent: {reached} of {total}" }
        failed(n: &Counted) { zh: "有 {n} 件未能分派：规则不允许起始，本事项因此不能自动汇总。", en: "Could not be sent: {n}. The rules did not let them begin, so this matter does not add itself up." }
        unseen(n: &Counted) { zh: "另有 {n} 件不在您的管辖范围，以下不计。", en: "{n} more lie outside your area and are not counted below." }
        not_acted() { zh: "未办", en: "Not acted on" }
        not_acted_late(n: &Counted) { zh: "其中逾期 {n}", en: "overdue: {n}" }
        late() { zh: "逾期", en: "Overdue" }
        raised(n: &Counted) { zh: "已提级督办 {n}", en: "escalated: {n}" }
        open() { zh: "未办结", en: "Open" }
        on_time(n: &Counted) { zh: "已办、在期限内 {n}", en: "acted and on time: {n}" }
        over() { zh: "已办结", en: "Closed" }
        share(n: &str) { zh: "占 {n}%", en: "{n}%" }
        phases() { zh: "按环节", en: "By stage" }
        late_of(n: &Counted) { zh: "逾期 {n}", en: "overdue {n}" }
        map() { zh: "哪里未办", en: "Where nobody acted" }
        map_note() { zh: "有逾期未办的显示逾期数，其余显示未办数；点击查看名单", en: "The number is who is late to act, or who has not acted yet. Open an area to see who." }
        elsewhere(n: &Counted) { zh: "另有 {n} 件不在图中各地", en: "Not in these areas: {n}" }
        tile(name: &str, number: &str, waiting: &str, late: &str) { zh: "{name}：共 {number} 件，未办 {waiting} 件，其中逾期 {late} 件", en: "{name}: {number} in all, not acted on {waiting}, of these overdue {late}" }
        tile_late(waiting: &str) { zh: "逾期 / {waiting}", en: "late of {waiting}" }
        tile_waiting(number: &str) { zh: "未办 / {number}", en: "waiting of {number}" }
        tile_acted(number: &str) { zh: "{number} 件均已办", en: "all {number} acted" }
        tile_later(late: &str) { zh: "在办逾期 {late}", en: "late since {late}" }
        tile_none() { zh: "未分派", en: "none sent" }
        legend_late() { zh: "有逾期未办", en: "Late to act" }
        legend_later() { zh: "已办，后续逾期", en: "Acted, late since" }
        legend_waiting() { zh: "未办，未到期", en: "Not acted, not due yet" }
        legend_acted() { zh: "均已办", en: "All acted" }
        who() { zh: "谁还没有办", en: "Who has not acted" }
        who_note() { zh: "先到期的在前", en: "earliest due first" }
        everybody_acted() { zh: "各承办单位均已办理。", en: "Everybody has acted." }
        all(n: &Counted) { zh: "查看全部未办 {n} 件", en: "See all {n} not acted on" }
    }
}
