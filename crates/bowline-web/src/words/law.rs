//! These are the words of the law: its index, one rule, and a trial of a rule.

bowline_core::words! {
    /// The law.
    pub struct LawWords {
        title() { zh: "法规", en: "The law" }
        lead() { zh: "本系统判定隐患、计算期限所依据的全部规定，载明出处、施行期间和验证案例，可在线模拟判定。", en: "All rules used to classify hazards and set deadlines, with sources, effective dates and test cases. Try any of them." }
        pack() { zh: "现行规则库", en: "Rulebook in force" }
        checked(day: &str) { zh: "{day} 与出处核对", en: "checked against its sources on {day}" }
        search() { zh: "查找", en: "Find" }
        search_hint() { zh: "词语、条款或者编号", en: "Words, article or rule number" }
        kind() { zh: "种类", en: "Kind" }
        sector() { zh: "行业", en: "Sector" }
        on() { zh: "适用日期", en: "As of" }
        place() { zh: "适用地区", en: "Place" }
        nation() { zh: "全国", en: "Whole country" }
        holds_in(name: &str) { zh: "适用于{name}", en: "In force in {name}" }
        any() { zh: "不限", en: "Any" }
        apply() { zh: "查询", en: "Apply" }
        clear() { zh: "清除条件", en: "Clear" }
        by_kind() { zh: "按种类", en: "By kind" }
        by_set() { zh: "重大事故隐患判定标准", en: "Criteria for major accident hazards, by sector" }
        by_instrument() { zh: "按文件", en: "By instrument" }
        lead_department(name: &str) { zh: "牵头：{name}", en: "Lead: {name}" }
        rules(n: &str) { zh: "{n} 条", en: "Rules: {n}" }
        one_rule() { zh: "1 条", en: "Rules: 1" }
        instrument(name: &str) { zh: "引用 {name}", en: "Citing {name}" }
        recheck_title() { zh: "待重新核对", en: "Due for re-checking" }
        recheck_none() { zh: "没有超过一年未核对的规则", en: "No rule was last checked more than a year ago" }
        recheck_some(n: &str) { zh: "上次核对已超过一年的规则：{n} 条", en: "Rules last checked more than a year ago: {n}" }
        recheck_badge() { zh: "待核对", en: "re-check" }
        empty() { zh: "没有符合条件的规则", en: "No rule matches" }
        empty_text() { zh: "请更换词语，或者清除条件。", en: "Try another word, or clear the filter." }
        next() { zh: "下一页", en: "Next page" }
        from_day(day: &str) { zh: "自 {day} 起", en: "from {day}" }
        from_to(from: &str, to: &str) { zh: "{from} 至 {to}", en: "{from} to {to}" }
        in_force() { zh: "现行有效", en: "In force" }
        not_yet() { zh: "尚未施行", en: "Not yet in force" }
        no_longer() { zh: "已失效", en: "No longer in force" }
        undecided() { zh: "系统不作判定，由人工引用", en: "For reference only; not evaluated by the system" }
        criterion() { zh: "判定标准", en: "Criterion" }
        scale() { zh: "等级", en: "Scale" }
        trigger() { zh: "触发", en: "Trigger" }
        procedure() { zh: "程序", en: "Procedure" }
        ladder() { zh: "逾期处置规则", en: "Escalation schedule" }
        checklist() { zh: "检查表", en: "Checklist" }
        lights() { zh: "亮灯规则", en: "Status rule" }
        clock() { zh: "期限", en: "Deadline" }
        requirement() { zh: "要求", en: "Requirement" }
        measure() { zh: "措施", en: "Measure" }
        other_kind() { zh: "规则", en: "Rule" }
        crumbs() { zh: "所在位置", en: "You are here" }
        picture() { zh: "办理流程图", en: "How it runs" }
        picture_help() { zh: "每行为一个当事方，每框为一项应办事项及其期限；虚线框为可以办理、不办不计逾期的事项。", en: "A row for each party, a box for each action owed with its time. A dashed box may be done and need not." }
        says() { zh: "规则内容", en: "What the rule says" }
        sources() { zh: "出处", en: "Sources" }
        checked_on(day: &str) { zh: "{day} 核对", en: "checked on {day}" }
        days() { zh: "施行期间", en: "Effective dates" }
        today(day: &str) { zh: "今天 {day}", en: "Today, {day}" }
        about() { zh: "适用范围", en: "Applies to" }
        try_it() { zh: "模拟判定", en: "Try this rule" }
        try_help() { zh: "填写假设情形，查看判定结果。本操作不留记录，链接可以转发。", en: "Enter a hypothetical case to see the outcome. Nothing is recorded; the link can be shared." }
        try_button() { zh: "判定", en: "See the outcome" }
        try_again() { zh: "重新填写", en: "Start again" }
        try_none() { zh: "本条只收录题名，或属兜底条款：系统不作判定，由人工引用。", en: "Title only, or a catch-all clause: for reference, not evaluated." }
        because() { zh: "理由", en: "Reasons" }
        missing() { zh: "尚需补充", en: "More information needed" }
        holds() { zh: "符合", en: "Met" }
        fails() { zh: "不符合", en: "Not met" }
        unknown() { zh: "信息不全，尚不能判定", en: "Not enough information" }
        broken() { zh: "无法判定", en: "Cannot be evaluated" }
        cases() { zh: "验证案例", en: "Test cases" }
        cases_pass(n: &str) { zh: "刚刚运行 {n} 个案例，结果均与预期一致", en: "Cases run just now: {n}. All give the expected result" }
        cases_fail(n: &str) { zh: "{n} 个案例的结果与预期不符", en: "Cases that do not give the expected result: {n}" }
        cases_none() { zh: "没有案例", en: "No test cases" }
        case_pass() { zh: "与预期一致", en: "as expected" }
        case_fail() { zh: "与预期不符", en: "not as expected" }
        case_try() { zh: "填入模拟", en: "Try this case" }
        expects(word: &str) { zh: "预期结果：{word}", en: "expected: {word}" }
        proposal_title(name: &str) { zh: "待审签：{name}", en: "Awaiting approval: {name}" }
        proposal_note() { zh: "有规则库待第二人审签", en: "A rulebook awaits approval by a second person" }
        proposed_by(name: &str) { zh: "提请人：{name}", en: "Proposed by {name}" }
        sign_title() { zh: "审签", en: "Approve" }
        sign_help() { zh: "由提请人以外的国家级主管部门在岗人员核对下列改动和推演结果后审签，自系统下次启动时生效。文件摘要（SHA-256）：", en: "A second person in the national authority reviews the changes and the rehearsal below and signs. Effective from the next restart. File hash (SHA-256):" }
        sign_button() { zh: "审签启用", en: "Approve" }
        rehearsal() { zh: "推演", en: "Rehearsal" }
        rehearsal_help() { zh: "按本规则库对现有台账重新推算，列出结果的不同；不改动任何记录。", en: "Works through the present register under this rulebook and lists every difference. No record is changed." }
        rehearsal_button() { zh: "开始推演", en: "Start the rehearsal" }
        changes_title() { zh: "规则改动", en: "Changes to rules" }
        changes(n: &str) { zh: "{n} 处", en: "{n}" }
        not_in_force() { zh: "未施行", en: "not in force" }
    }
}
