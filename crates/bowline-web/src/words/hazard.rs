//! Words of one hazard: its story, its duties, and the forms of what may be done next.

bowline_core::words! {
    /// The story of a hazard.
    pub struct HazardWords {
        title() { zh: "隐患", en: "Hazard" }
        due() { zh: "当前期限", en: "Now due" }
        turn() { zh: "轮到谁", en: "Whose turn" }
        act() { zh: "要办什么", en: "To do" }
        raised() { zh: "已升级到", en: "Raised to" }
        found() { zh: "发现日期", en: "Found on" }
        source() { zh: "来源", en: "Source" }
        next() { zh: "我现在能办的", en: "What I can do now" }
        nothing() { zh: "现在没有您要办的步骤", en: "There is no step for you now" }
        nothing_text(who: &str) { zh: "轮到：{who}", en: "It is the turn of: {who}" }
        closed_text() { zh: "这条隐患已经办结。", en: "This hazard is closed." }
        timeline() { zh: "全过程", en: "The whole story" }
        held() { zh: "发生", en: "happened" }
        learned() { zh: "登记", en: "recorded" }
        scheduled() { zh: "应发生", en: "should have happened" }
        noticed() { zh: "发现", en: "noticed" }
        duties() { zh: "责任与时钟", en: "Duties and clocks" }
        owner_because() { zh: "为什么是它", en: "Why this owner" }
        working() { zh: "为什么是这个日期", en: "Why this date" }
        because() { zh: "依据", en: "Because" }
        verifier() { zh: "由谁复核", en: "Verified by" }
        superior() { zh: "上级", en: "Office above" }
        watches(no: &u32) { zh: "盯办第 {no} 项责任", en: "Watches over duty no. {no}" }
        rungs() { zh: "已触发的台阶", en: "Rungs that fired" }
        explain() { zh: "依据与算法", en: "Reasons and working" }
        standing_open() { zh: "进行中", en: "Open" }
        standing_submitted() { zh: "已提交，待复查", en: "Submitted" }
        standing_done() { zh: "已完成", en: "Done" }
        standing_discharged() { zh: "已解除", en: "Discharged" }
        standing_ledger() { zh: "按台账办结", en: "Closed per ledger" }
        particulars() { zh: "基本情况", en: "Particulars" }
        proofs() { zh: "证据", en: "Evidence" }
        print() { zh: "打印", en: "Print" }
        version(n: &u32) { zh: "第 {n} 版", en: "Version {n}" }
        settled_duties(n: usize) { zh: "已了结的责任（{n}）", en: "Settled duties ({n})" }
    }
}
bowline_core::words! {
    /// The forms of a hazard.
    pub struct FormWords {
        refused() { zh: "没有办理", en: "Not carried out" }
        grade() { zh: "判定级别", en: "Grade it" }
        grade_major() { zh: "重大事故隐患", en: "a major accident hazard" }
        grade_general() { zh: "一般隐患", en: "general" }
        grade_help(major: &str, general: &str) { zh: "勾选可能适用的判定标准并回答问题；任何一条成立即为{major}，全部不成立即为{general}。不知道就选“不清楚”，系统不会把未知当作否定。", en: "Tick the criteria that may apply and answer their questions. If one holds it is {major}; if all fail it is {general}. Choose “unknown” where you do not know: unknown is never taken for no." }
        criteria_of(set: &str, n: usize) { zh: "{set}（{n} 条）", en: "{set} ({n})" }
        filter_criteria() { zh: "在标准中查找", en: "Find a criterion" }
        undecidable() { zh: "仅有主题或为兜底条款，不能自动判定", en: "Topic or residual clause: cannot be decided" }
        yes() { zh: "是", en: "Yes" }
        no() { zh: "否", en: "No" }
        unknown() { zh: "不清楚", en: "Unknown" }
        contradiction() { zh: "同一个问题在不同标准下的回答不一致；请改为一致。", en: "One question has two different answers under two criteria; make them agree." }
        bad_number(ask: &str) { zh: "“{ask}”需要一个数字。", en: "“{ask}” needs a number." }
        days_help() { zh: "日期以空格分开；没有则写 0；不清楚则留空", en: "days apart by spaces; 0 if none; empty if unknown" }
        bad_days(ask: &str) { zh: "“{ask}”需要若干日期，例如 2022-10-08 2022-11-01；没有则写 0。", en: "“{ask}” needs days such as 2022-10-08 2022-11-01, or 0 if there were none." }
        bad_day(ask: &str) { zh: "“{ask}”需要一个日期，例如 2022-10-08。", en: "“{ask}” needs a day such as 2022-10-08." }
        grade_button() { zh: "判定", en: "Grade" }
        order() { zh: "交办给责任单位", en: "Order it to the unit" }
        order_to() { zh: "交办给", en: "Ordered to" }
        order_text() { zh: "交办内容", en: "What is ordered" }
        deadline() { zh: "整改期限", en: "Deadline" }
        order_button() { zh: "交办", en: "Serve the order" }
        accept() { zh: "签收", en: "Accept the order" }
        accept_help() { zh: "签收即确认已收到交办和期限。", en: "Accepting confirms that the order and its deadline have arrived." }
        accept_button() { zh: "签收", en: "Accept" }
        control() { zh: "临时管控", en: "Interim control" }
        control_text() { zh: "采取了什么措施", en: "What was done at once" }
        control_button() { zh: "登记管控措施", en: "Record the control" }
        plan() { zh: "五落实", en: "Fix the five" }
        plan_person() { zh: "责任人", en: "Person responsible" }
        plan_measures() { zh: "措施", en: "Measures" }
        plan_funds(unit: &str) { zh: "资金（{unit}）", en: "Money ({unit})" }
        plan_until() { zh: "时限", en: "Last day" }
        plan_contingency() { zh: "应急预案", en: "Contingency plan" }
        plan_button() { zh: "确认五落实", en: "Fix the five" }
        bad_funds(unit: &str) { zh: "请填写资金金额，整数，单位为{unit}；不需要资金请填 0。", en: "Give the money in whole {unit}; 0 if none is needed." }
        rectify() { zh: "提交整改证明", en: "Hand in proof that it is fixed" }
        rectify_note() { zh: "怎样整改的", en: "What was done" }
        rectify_button() { zh: "提交证明", en: "Hand in" }
        files() { zh: "照片或文件", en: "Photos or documents" }
        files_hint() { zh: "可多选；每个不超过 20 MB。手机上可直接拍照。", en: "Several allowed, at most 20 MB each. A phone can take the photo now." }
        camera() { zh: "拍照", en: "Take a photo" }
        choose_again() { zh: "请重新选择照片或文件：浏览器不会保留它们。", en: "Choose the photos or documents again: browsers do not keep them." }
        verify() { zh: "复查：隐患消除了吗？", en: "Verify: is it gone?" }
        finding() { zh: "现场看到了什么", en: "What was seen on site" }
        verify_button() { zh: "已消除，通过复查", en: "It is gone: verify" }
        give_back() { zh: "未消除，退回", en: "It is not gone: return it" }
        reason() { zh: "哪里没有改好", en: "What is not fixed" }
        return_button() { zh: "退回", en: "Return" }
        close_off() { zh: "销号", en: "Close off" }
        close_off_help() { zh: "他人已复查通过。销号后不可撤销，只能重新上报。", en: "Somebody else has verified it. Closing off cannot be undone; a new report would be needed." }
        close_off_button() { zh: "销号", en: "Close off" }
        supervise() { zh: "督办", en: "Supervise" }
        supervise_help() { zh: "督办不会停止下级的时钟；事情办完，督办责任才解除。", en: "A letter stops no clock: this duty ends only when the late one below is done." }
        letter() { zh: "督办意见", en: "Supervision letter" }
        supervise_button() { zh: "发出督办", en: "Send the letter" }
        bad_day_field() { zh: "请选择日期。", en: "Choose a day." }
        not_yours() { zh: "这一步现在不能由您办理；页面已更新。", en: "This step is not yours now; the page has been renewed." }
        suggested() { zh: "建议", en: "Suggested" }
    }
}
