//! These are the words of one hazard: its story, its actions, and the forms of what may be done next.
//!
//! This module must never hold a word of a pack: what a rule asks, the pack says.

bowline_core::words! {
    /// What only the page of a hazard says.
    pub struct HazardWords {
        title() { zh: "隐患", en: "Hazard" }
        found() { zh: "发现日期", en: "Found on" }
        source() { zh: "来源", en: "Source" }
        closed_text() { zh: "该隐患已办结销号。", en: "This hazard has been closed out." }
    }
}
bowline_core::words! {
    /// The forms of a hazard.
    pub struct FormWords {
        refused() { zh: "未办理成功", en: "Not saved" }
        grade() { zh: "隐患分级判定", en: "Classify the hazard" }
        grade_major() { zh: "重大事故隐患", en: "a major accident hazard" }
        grade_general() { zh: "一般事故隐患", en: "a general hazard" }
        grade_help(major: &str, general: &str) { zh: "逐条勾选可能适用的判定标准并如实填写。符合任一条的，判定为{major}；均不符合的，判定为{general}。情况不明的选“不清楚”，系统不作“否”处理。", en: "Select the criteria that may apply and answer their questions. If any criterion is met, the hazard is classified as {major}; if none is met, as {general}. Select “Unknown” if you are not sure: unknown is not treated as “No”." }
        criteria_of(set: &str, n: usize) { zh: "{set}（{n} 条）", en: "{set} ({n})" }
        filter_criteria() { zh: "查找判定标准", en: "Find a criterion" }
        undecidable() { zh: "仅有题名或者属兜底条款，系统不作判定", en: "Title only or a catch-all clause: not evaluated by the system" }
        yes() { zh: "是", en: "Yes" }
        no() { zh: "否", en: "No" }
        unknown() { zh: "不清楚", en: "Unknown" }
        contradiction() { zh: "同一问题在不同判定标准下的回答不一致；请核对后改为一致。", en: "The same question has different answers under two criteria; make the answers agree." }
        days_help() { zh: "多个日期以空格分开；没有的填 0；不清楚的留空", en: "Separate the dates with spaces. Enter 0 if there were none; leave empty if unknown" }
        must() { zh: "必填", en: "required" }
        choose() { zh: "请选择", en: "Choose" }
        find_option() { zh: "查找", en: "Find" }
        least(least: &str) { zh: "不小于 {least}", en: "At least {least}" }
        most(most: &str) { zh: "不大于 {most}", en: "At most {most}" }
        limits(least: &str, most: &str) { zh: "{least} 至 {most}", en: "From {least} to {most}" }
        longest(longest: &str) { zh: "不超过 {longest} 字", en: "At most {longest} characters" }
        grade_button() { zh: "提交判定", en: "Classify" }
        order() { zh: "交办整改", en: "Issue a corrective-action order" }
        order_to() { zh: "责任单位", en: "Issued to" }
        order_text() { zh: "整改要求", en: "Action required" }
        deadline() { zh: "整改期限", en: "Due date" }
        order_button() { zh: "交办", en: "Issue the order" }
        accept() { zh: "签收", en: "Acknowledge the order" }
        accept_help() { zh: "签收即确认已收到整改要求和整改期限。", en: "This confirms that you have received the order and its due date." }
        accept_button() { zh: "签收", en: "Acknowledge" }
        control() { zh: "临时管控", en: "Interim controls" }
        control_text() { zh: "已采取的临时管控措施", en: "Interim controls in place" }
        control_button() { zh: "登记管控措施", en: "Record the controls" }
        plan() { zh: "整改方案（五落实）", en: "Corrective action plan" }
        plan_person() { zh: "责任人", en: "Person responsible" }
        plan_measures() { zh: "措施", en: "Measures" }
        plan_funds(unit: &str) { zh: "资金（{unit}）", en: "Funds ({unit})" }
        plan_until() { zh: "时限", en: "Planned completion date" }
        plan_contingency() { zh: "应急预案", en: "Contingency plan" }
        plan_button() { zh: "提交整改方案", en: "Submit the plan" }
        bad_funds(unit: &str) { zh: "请填写资金金额，整数，单位为{unit}；不需要资金的填 0。", en: "Enter the funds in whole {unit}, or 0 if none are needed." }
        rectify() { zh: "提交整改情况和佐证材料", en: "Submit evidence of completion" }
        rectify_note() { zh: "整改情况", en: "Action taken" }
        rectify_button() { zh: "提交佐证材料", en: "Submit the evidence" }
        not_before(when: &str) { zh: "不早于 {when}", en: "not before {when}" }
        not_after(when: &str) { zh: "不晚于 {when}", en: "not after {when}" }
        files() { zh: "照片或文件", en: "Photos or documents" }
        files_hint() { zh: "可多选；每个不超过 20 MB。手机可以直接拍照。", en: "Select one or more, at most 20 MB each. On a phone you can take the photo now." }
        caption() { zh: "说明（选填）", en: "Caption (optional)" }
        more_photos() { zh: "更多照片，各写说明", en: "More photos, with captions of their own" }
        caption_alone(caption: &str) { zh: "说明“{caption}”没有对应的照片或者文件；请重新选择后再提交。", en: "The caption “{caption}” has no photo or document. Select it again, then submit." }
        camera() { zh: "拍照", en: "Take a photo" }
        choose_again() { zh: "请重新选择照片或者文件：浏览器不会保留已选文件。", en: "Select the photos or documents again: browsers do not keep them." }
        verify() { zh: "复查验收：隐患是否消除", en: "Verification: has the hazard been removed?" }
        finding() { zh: "现场复查情况", en: "Findings on site" }
        verify_button() { zh: "隐患已消除，通过复查", en: "Hazard removed: verify" }
        give_back() { zh: "整改不到位，退回", en: "Not corrected: return" }
        reason() { zh: "退回原因", en: "Reason for return" }
        return_button() { zh: "退回整改", en: "Return for correction" }
        close_off() { zh: "销号", en: "Close out" }
        close_off_help() { zh: "已由他人复查通过。销号后不可撤销；隐患反弹或者再次出现的，须重新上报。", en: "Verified by another person. Close-out cannot be undone; if the hazard recurs, report it again." }
        close_off_button() { zh: "销号", en: "Close out" }
        supervise() { zh: "逾期督办", en: "Oversight" }
        supervise_help() { zh: "下发督办函后，逾期承办岗位须限期回复，本督办事项转为等待回复（以一次为限）；逾期事项的办理期限不变，办结后督办自动解除。", en: "The action owner must reply by a due date, and this oversight action waits for that reply (once only). The overdue action keeps its own deadline; when it is completed, the oversight ends." }
        reply() { zh: "督办回复", en: "Reply to the oversight notice" }
        reply_help() { zh: "请说明逾期原因、已采取的措施和办结时间。回复不改变原办理期限。", en: "State why the action is overdue, what has been done and when it will be completed. The reply does not change the original deadline." }
        reply_text() { zh: "回复内容", en: "Reply" }
        reply_button() { zh: "提交回复", en: "Send the reply" }
        letter() { zh: "督办要求", en: "Oversight notice" }
        supervise_button() { zh: "下发督办函", en: "Send the notice" }
        bad_day_field() { zh: "请选择日期。", en: "Select a date." }
        typed() { zh: "您填写的内容如下，可以复制后另行使用：", en: "What you entered, so that you can copy it:" }
        earlier() { zh: "查看已登记的内容", en: "Open what was recorded" }
        not_yours() { zh: "该环节当前不由您办理，页面已刷新；请查看当前承办岗位。", en: "This action is no longer assigned to you; the page has been refreshed. See the current action owner." }
        latest_deadline(day: &str) { zh: "不得迟于 {day}；确需更长时间的，报请上一级主管部门批准延期", en: "No later than {day}; if more time is needed, ask the office above for an extension" }
        suggested(day: &str) { zh: "建议 {day}", en: "Suggested: {day}" }
    }
}
