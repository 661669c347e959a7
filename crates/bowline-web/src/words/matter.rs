//! These are the words of matters of declared kinds: their list, one of them, the form to begin one.
//!
//! This module must never name a kind, an act or a question: the pack does.

use super::Counted;

bowline_core::words! {
    /// Matters of declared kinds.
    pub struct MatterWords {
        title() { zh: "事项", en: "Matters" }
        lead() { zh: "各类事项，按规则库办理；点击查看清单。", en: "Kinds of matter under the rulebook. Select one to see its list." }
        no_kinds() { zh: "规则库未设事项类别", en: "The rulebook declares no kinds of matter" }
        no_kinds_text() { zh: "隐患不在此列，请从“隐患”进入。", en: "Hazards are not listed here; open them from “Hazards”." }
        open(n: &Counted) { zh: "未办结 {n}", en: "Open: {n}" }
        late(n: &Counted) { zh: "逾期 {n}", en: "Overdue: {n}" }
        total(n: &Counted) { zh: "共 {n} 件", en: "Total: {n}" }
        search_hint() { zh: "编号、内容或者单位", en: "Number, text or organisation" }
        state() { zh: "办理状态", en: "State" }
        state_open() { zh: "未办结", en: "Open" }
        state_closed() { zh: "已办结", en: "Closed" }
        by_due() { zh: "按办理期限排序，先到期的在前", en: "Sorted by due date, earliest first" }
        by_began() { zh: "按起始日期排序，新的在前", en: "Sorted by start, newest first" }
        matter() { zh: "事项", en: "Matter" }
        began() { zh: "起始", en: "Began" }
        returned(n: u32) { zh: "退回 {n} 次", en: "Returned: {n}" }
        empty() { zh: "没有符合条件的事项", en: "No matters match" }
        why_turn() { zh: "承办依据", en: "Why this owner" }
        why_due() { zh: "期限依据", en: "Why this date" }
        way() { zh: "办理进程", en: "Progress" }
        now_here() { zh: "当前环节", en: "Current stage" }
        over() { zh: "本事项已办结。", en: "This matter is closed." }
        answers() { zh: "登记内容", en: "Recorded details" }
        parties() { zh: "相关岗位", en: "Parties" }
        nobody() { zh: "尚未确定", en: "Not determined yet" }
        related() { zh: "关联事项", en: "Related matters" }
        on_behalf(party: &str) { zh: "以{party}身份办理", en: "As: {party}" }
        optional_act() { zh: "可选办理", en: "optional" }
        begin(kind: &str) { zh: "{kind}：新登记", en: "{kind}: new" }
        begin_act() { zh: "登记类型", en: "What to record" }
        from() { zh: "仅列由此分派的：", en: "Only those begun by:" }
        which_place() { zh: "属地", en: "Place" }
        where_() { zh: "发生在何处", en: "Where" }
        go_on() { zh: "下一步", en: "Continue" }
        place_only() { zh: "单位名称可以不填。", en: "The organisation may be left empty." }
        site() { zh: "单位", en: "Site" }
        office() { zh: "主管部门", en: "Authority in charge" }
        change() { zh: "更改", en: "Change" }
        draw() { zh: "名录、种子和顺序", en: "List, seed and order" }
        own_page() { zh: "编制抽取名录", en: "Write a list down" }
    }
}
