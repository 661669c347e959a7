//! These are the words of the page on which a place merges into its neighbour.

bowline_core::words! {
    /// The merger of a place, and what it moves.
    pub struct MergeWords {
        title(name: &str) { zh: "区划合并：{name}", en: "Merge {name} into its neighbour" }
        open() { zh: "并入相邻地方", en: "Merge into a neighbour" }
        lead() { zh: "合并后，该地方的各部门当日撤销，人员转入并入地方的同一部门同一岗位，在办事项随之移交，所有期限不变。合并前的事项和数字仍记在原地方名下，次日起发现的记在并入地方名下；按并入地方查询时两者都在。", en: "The authorities of this area end today; their people take the same posts of the same authorities there, and the open matters go with them. No deadline moves. What began before still counts under the old name; what is found from tomorrow on counts in the new area, whose lists show both." }
        neighbour() { zh: "并入地方", en: "Merge into" }
        preview() { zh: "查看合并内容", en: "Show what moves" }
        moves(name: &str, into: &str) { zh: "{name}并入{into}", en: "{name} becomes part of {into}" }
        from(day: &str) { zh: "自 {day}起，新事项记在并入地方名下。", en: "From {day} on, new matters count there." }
        office() { zh: "撤销的部门", en: "Authority that ends" }
        taker() { zh: "承接部门", en: "Authority that takes over" }
        no_offices() { zh: "该地方没有部门。", en: "There is no authority in this area." }
        below() { zh: "一并划入的下级地方", en: "Areas below that move with it" }
        ground() { zh: "合并依据", en: "Decision on which this rests" }
        ground_hint() { zh: "填写区划调整批复的名称或者文号。", en: "Title or number of the document." }
        sign() { zh: "确认合并，即时生效", en: "Merge it now" }
        choose_place() { zh: "请选择并入地方。", en: "Choose the area to merge into." }
        is_part(into: &str, day: &str) { zh: "自 {day}起并入{into}；本页只列此前发现的事项。", en: "Part of {into} from {day} on; this page shows what was found before." }
        has_part(name: &str, day: &str) { zh: "{name}自 {day}起并入；此前的事项一并列入。", en: "{name} is part of it from {day} on; what was found there before is included." }
    }
}
