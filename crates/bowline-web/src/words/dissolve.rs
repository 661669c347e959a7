//! These are the words of the page on which an office is dissolved.

bowline_core::words! {
    /// The end of an office, and what becomes of its work.
    pub struct DissolveWords {
        title() { zh: "撤并机构", en: "Dissolve an authority" }
        lead() { zh: "撤并后，该机构的在办事项、岗位待办和下级部门一并由承接部门接管；所有期限不变。无人承接的岗位立即列为责任悬空。", en: "The open matters, the actions of its posts and the authorities below it go to the authority that takes over. No deadline moves. A post that nobody takes is a responsibility gap at once." }
        taker() { zh: "承接部门", en: "Authority that takes over" }
        choose() { zh: "请选择", en: "Choose" }
        taker_hint() { zh: "可选本辖区其他部门和上级辖区的部门。", en: "Other authorities of this area, and those of the areas above it." }
        preview() { zh: "查看移交内容", en: "Show what moves" }
        moves(to: &str) { zh: "移交给{to}的内容", en: "What goes to {to}" }
        matters(count: &str) { zh: "在办事项 {count} 件", en: "Open matters: {count}" }
        duties() { zh: "岗位待办", en: "Actions of its posts" }
        post() { zh: "岗位", en: "Post" }
        holders() { zh: "现任人员", en: "Held by" }
        takers() { zh: "承接部门同岗人员", en: "Same post of the authority that takes over" }
        nobody() { zh: "无人", en: "Nobody" }
        gap() { zh: "无人（有待办即为责任悬空）", en: "Nobody: a responsibility gap where it has actions" }
        below() { zh: "改由承接部门督办的下级部门", en: "Authorities below that will answer to it" }
        no_below() { zh: "没有直属的下级部门。", en: "No authority below." }
        between() { zh: "、", en: ", " }
        along() { zh: "随岗转入承接部门的人员（未勾选的当日离任）", en: "People who go along into the same post (everybody else leaves today)" }
        ground() { zh: "撤并依据", en: "Decision on which this rests" }
        ground_hint() { zh: "填写机构改革文件的名称或者文号。", en: "Title or number of the document." }
        sign() { zh: "确认撤并，即时生效", en: "Dissolve it now" }
        choose_taker() { zh: "请选择承接部门。", en: "Choose the authority that takes over." }
    }
}
