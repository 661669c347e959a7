//! Words of the desk and of the list of hazards.

bowline_core::words! {
    /// My desk.
    pub struct DeskWords {
        title() { zh: "我的待办", en: "My desk" }
        all(n: &str) { zh: "{n} 件待办", en: "{n} to do" }
        late(n: &str) { zh: "{n} 件逾期", en: "{n} late" }
        none_late() { zh: "没有逾期", en: "none late" }
        more_than(n: &str) { zh: "超过 {n}", en: "more than {n}" }
        group_late() { zh: "逾期", en: "Late" }
        group_today() { zh: "24 小时内到期", en: "Due within 24 hours" }
        group_week() { zh: "7 天内到期", en: "Due within 7 days" }
        group_later() { zh: "以后", en: "Later" }
        empty() { zh: "全部办完了", en: "All done" }
        empty_text() { zh: "此刻没有等您办理的事项。时钟到点时，它们会出现在这里。", en: "Nothing waits for you now. What a clock brings will appear here." }
        alarm() { zh: "告警", en: "Alarm" }
        next() { zh: "下一页", en: "Next page" }
    }
}

bowline_core::words! {
    /// The list of hazards.
    pub struct ListWords {
        title() { zh: "隐患台账", en: "Hazard ledger" }
        total(n: &str) { zh: "共 {n} 条", en: "{n} in all" }
        many() { zh: "较多，未逐条计数", en: "many, not counted" }
        search() { zh: "搜索", en: "Search" }
        search_hint() { zh: "单位或问题", en: "Unit or problem" }
        grade() { zh: "级别", en: "Grade" }
        phase() { zh: "环节", en: "Phase" }
        any() { zh: "不限", en: "Any" }
        only_open() { zh: "只看未销号", en: "Open only" }
        only_late() { zh: "只看逾期", en: "Late only" }
        within(place: &str) { zh: "限于地区代码 {place}", en: "Within place {place}" }
        apply() { zh: "查询", en: "Apply" }
        clear() { zh: "清除条件", en: "Clear" }
        hazard() { zh: "隐患", en: "Hazard" }
        place() { zh: "地点", en: "Place" }
        light() { zh: "灯", en: "Light" }
        turn() { zh: "轮到谁", en: "Whose turn" }
        due() { zh: "期限", en: "Due" }
        found() { zh: "发现", en: "Found" }
        raised(office: &str) { zh: "已升级到 {office}", en: "Raised to {office}" }
        empty() { zh: "没有符合条件的隐患", en: "No hazard matches" }
        empty_text() { zh: "请放宽条件，或清除后重新查询。", en: "Loosen the filter, or clear it." }
        many_match() { zh: "符合的较多，按登记先后列出，最新的在前。请多写几个字，或限定地区，以便按期限排列。", en: "Many match: the newest recorded come first. Add words, or choose a place, to see them by date." }
        none_yet() { zh: "这一段里没有符合条件的", en: "None so far" }
        none_yet_text() { zh: "其余的还没有查。请继续查找，或限定地区。", en: "The rest was not searched yet: search on, or choose a place." }
        search_on() { zh: "继续查找", en: "Search on" }
        next() { zh: "下一页", en: "Next page" }
        first() { zh: "回到第一页", en: "First page" }
    }
}
