//! Words of the law: its index, one rule, a trial of it.

bowline_core::words! {
    /// The law.
    pub struct LawWords {
        title() { zh: "法规", en: "The law" }
        lead() { zh: "系统据以判定和计时的每一条规则：原文出处、有效期、案例，都可以当场试算。", en: "Every rule by which hazards are judged and clocks are set, with its sources, its days and its worked cases. Try any of them." }
        pack() { zh: "现行规则包", en: "Pack in force" }
        checked(day: &str) { zh: "{day} 与出处核对", en: "compared with its sources on {day}" }
        search() { zh: "查找", en: "Find" }
        search_hint() { zh: "词语、条款或编号", en: "Words, article or id" }
        kind() { zh: "种类", en: "Kind" }
        sector() { zh: "行业", en: "Sector" }
        on() { zh: "以哪天为准", en: "As of" }
        any() { zh: "不限", en: "Any" }
        apply() { zh: "查询", en: "Apply" }
        clear() { zh: "清除条件", en: "Clear" }
        by_kind() { zh: "按种类", en: "By kind" }
        by_set() { zh: "重大事故隐患判定标准", en: "Criteria of major hazards, by trade" }
        by_instrument() { zh: "按文件", en: "By instrument" }
        lead_department(name: &str) { zh: "牵头：{name}", en: "Lead: {name}" }
        rules(n: &str) { zh: "{n} 条", en: "{n} rules" }
        one_rule() { zh: "1 条", en: "1 rule" }
        instrument(name: &str) { zh: "引用 {name}", en: "Citing {name}" }
        recheck_title() { zh: "待重新核对", en: "Due for a re-check" }
        recheck_none() { zh: "没有超过一年未核对的规则", en: "No rule was last compared more than a year ago" }
        recheck_some(n: &str) { zh: "{n} 条规则上次核对已超过一年", en: "{n} rules were last compared more than a year ago" }
        recheck_badge() { zh: "待核对", en: "re-check" }
        empty() { zh: "没有符合条件的规则", en: "No rule matches" }
        empty_text() { zh: "请换一个词，或清除条件。", en: "Try another word, or clear the filter." }
        next() { zh: "下一页", en: "Next page" }
        from_day(day: &str) { zh: "自 {day} 起", en: "from {day}" }
        from_to(from: &str, to: &str) { zh: "{from} 至 {to}", en: "{from} to {to}" }
        in_force() { zh: "现行有效", en: "In force" }
        not_yet() { zh: "尚未施行", en: "Not yet in force" }
        no_longer() { zh: "已失效", en: "No longer in force" }
        undecided() { zh: "不作判定，只可引用", en: "Cited by hand, never decided" }
        criterion() { zh: "判定标准", en: "Criterion" }
        scale() { zh: "等级", en: "Scale" }
        trigger() { zh: "触发", en: "Trigger" }
        procedure() { zh: "程序", en: "Procedure" }
        ladder() { zh: "逾期阶梯", en: "Ladder" }
        checklist() { zh: "检查表", en: "Checklist" }
        lights() { zh: "灯", en: "Lights" }
        clock() { zh: "时限", en: "Clock" }
        requirement() { zh: "要求", en: "Requirement" }
        measure() { zh: "措施", en: "Measure" }
        other_kind() { zh: "规则", en: "Rule" }
        crumbs() { zh: "所在位置", en: "You are here" }
        says() { zh: "这条规则怎么说", en: "What it says" }
        sources() { zh: "出处", en: "Sources" }
        checked_on(day: &str) { zh: "{day} 核对", en: "checked {day}" }
        days() { zh: "有效期", en: "Days in force" }
        today(day: &str) { zh: "今天 {day}", en: "Today, {day}" }
        about() { zh: "适用于", en: "Speaks about" }
        try_it() { zh: "试一试", en: "Try it" }
        try_help() { zh: "填写假设的情形，看这条规则怎么说。不会记录；地址可以转发。", en: "Make up a case and see what the rule says. Nothing is recorded; the address can be shared." }
        try_button() { zh: "试算", en: "Try" }
        try_again() { zh: "重填", en: "Start over" }
        try_none() { zh: "仅有主题或为兜底条款：由人引用，系统不作判定。", en: "A topic or a residual clause: people may cite it, it is never decided." }
        because() { zh: "因为", en: "Because" }
        missing() { zh: "还需要知道", en: "Still to be answered" }
        holds() { zh: "成立", en: "Holds" }
        fails() { zh: "不成立", en: "Does not hold" }
        unknown() { zh: "尚不能判定", en: "Not known yet" }
        broken() { zh: "无法判定", en: "Broken" }
        cases() { zh: "案例", en: "Worked cases" }
        cases_pass(n: &str) { zh: "{n} 个案例刚刚运行，全部符合", en: "{n} cases run just now, all as written" }
        cases_fail(n: &str) { zh: "{n} 个案例与规则不符", en: "{n} cases come out otherwise" }
        cases_none() { zh: "没有案例", en: "No cases" }
        case_pass() { zh: "符合", en: "as written" }
        case_fail() { zh: "不符", en: "otherwise" }
        case_try() { zh: "填入试算", en: "Try this case" }
        expects(word: &str) { zh: "应得：{word}", en: "expects: {word}" }
        proposal_title(name: &str) { zh: "待签署：{name}", en: "To be signed: {name}" }
        proposal_note() { zh: "有一个规则包等待第二人签署", en: "A pack waits for the signature of a second person" }
        proposed_by(name: &str) { zh: "提出人：{name}", en: "Proposed by {name}" }
        sign_title() { zh: "签署", en: "Sign" }
        sign_help() { zh: "提出人以外的国家级机构在岗人员核对下列改动和推演结果后签署；下次启动时生效。摘要：", en: "Somebody else in a post of the nation's offices checks the changes and the rehearsal below and signs. In force from the next start on. Digest:" }
        sign_button() { zh: "签署并启用", en: "Sign and put in force" }
        rehearsal() { zh: "推演", en: "Rehearsal" }
        rehearsal_help() { zh: "用这个规则包把现有台账重新走一遍，看结果有何不同；不改动任何记录。", en: "Plays the ledger as it is under this pack and tells what would come out otherwise. Nothing is changed." }
        rehearsal_button() { zh: "开始推演", en: "Rehearse" }
        changes_title() { zh: "规则的改动", en: "Changes of rules" }
        changes(n: &str) { zh: "{n} 处", en: "{n}" }
        not_in_force() { zh: "未施行", en: "not in force" }
    }
}
