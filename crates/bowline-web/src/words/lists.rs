//! These are the words of the list of actions and of the hazard register.

use super::Counted;

bowline_core::words! {
    /// My desk.
    pub struct DeskWords {
        title() { zh: "我的待办", en: "My actions" }
        title_late(late: &str) { zh: "（{late}）我的待办", en: "({late}) My actions" }
        all(n: &str) { zh: "{n} 项待办", en: "Outstanding: {n}" }
        late(n: &str) { zh: "{n} 项逾期", en: "Overdue: {n}" }
        none_late() { zh: "没有逾期", en: "none overdue" }
        more_than(n: &str) { zh: "超过 {n}", en: "more than {n}" }
        group_late() { zh: "逾期", en: "Overdue" }
        group_today() { zh: "24 小时内到期", en: "Due within 24 hours" }
        group_week() { zh: "7 天内到期", en: "Due within 7 days" }
        group_later() { zh: "7 天后到期", en: "Due later" }
        empty() { zh: "暂无待办事项", en: "No actions outstanding" }
        empty_text() { zh: "当前没有待办事项。新交办、到期或者提级督办的事项将自动列入。", en: "You have no outstanding actions. New, due and escalated actions will appear here." }
        alarm() { zh: "责任悬空", en: "Responsibility gap" }
        alarms() { zh: "待处置的责任悬空", en: "Responsibility gaps to close" }
        owner() { zh: "承办岗位", en: "Action owner" }
        and_more(n: u64) { zh: "另有 {n} 件", en: "{n} more" }
        first_due(due: &str) { zh: "最早期限：{due}", en: "First due: {due}" }
        stands_for(n: u32) { zh: "合并 {n} 项督办", en: "{n} oversight actions" }
        watched(owner: &str, acts: &str) { zh: "督办对象：{owner}，“{acts}”逾期未办结", en: "Overdue: {acts}. Owner: {owner}" }
        because_above() { zh: "本单位为其上一级主管部门", en: "You are the authority above" }
        waiting() { zh: "等待他人回复", en: "Waiting for others" }
        waiting_text() { zh: "督办函已下发；收到回复或者回复逾期后，自动转回待办。", en: "Oversight notices have been sent. These actions return when the reply arrives or becomes overdue." }
        reply_due(due: &str) { zh: "回复期限：{due}", en: "Reply due: {due}" }
        ahead() { zh: "逾期预警：如无人办理将如何提级", en: "What happens if nobody acts" }
        next() { zh: "下一页", en: "Next page" }
    }
}

bowline_core::words! {
    /// The list of hazards.
    pub struct ListWords {
        title() { zh: "隐患台账", en: "Hazard register" }
        total(n: &Counted) { zh: "共 {n} 条", en: "Total: {n}" }
        many() { zh: "数量较多，未统计总数", en: "large number, not counted" }
        search() { zh: "搜索", en: "Search" }
        search_hint() { zh: "单位、隐患描述、编号、地区、人员、代码", en: "Organisation, hazard, case number, area, person or code" }
        grade() { zh: "隐患等级", en: "Class" }
        phase() { zh: "环节", en: "Stage" }
        any() { zh: "不限", en: "Any" }
        only_open() { zh: "只看未销号", en: "Open only" }
        only_late() { zh: "只看逾期", en: "Overdue only" }
        within(place: &str) { zh: "限定辖区：{place}", en: "Area: {place}" }
        apply() { zh: "查询", en: "Apply" }
        clear() { zh: "清除条件", en: "Clear" }
        hazard() { zh: "隐患", en: "Hazard" }
        place() { zh: "属地", en: "Location" }
        light() { zh: "亮灯", en: "Status" }
        turn() { zh: "当前承办", en: "Action owner" }
        due() { zh: "办理期限", en: "Due" }
        found() { zh: "发现日期", en: "Found" }
        raised(office: &str) { zh: "已提级至{office}督办", en: "Escalated to {office}" }
        empty() { zh: "没有符合条件的隐患", en: "No hazards match" }
        empty_text() { zh: "请放宽条件，或者清除后重新查询。", en: "Widen the filter, or clear the filter." }
        nothing_to_search() { zh: "搜索内容中没有可以检索的文字；请输入汉字、字母、数字或者表情符号。", en: "There is nothing here to search for. Enter letters, digits, characters or an emoji." }
        number_miswritten() { zh: "编号有误：末位校验码不符，请核对后重新输入。", en: "This case number has a wrong digit: the last digit does not fit the others. Check it and try again." }
        number_not_there(number: &str) { zh: "没有编号为 {number} 的事项，或者该事项不在您的辖区内。", en: "No case in your area has the number {number}." }
        waits_for(posts: &str) { zh: "以下为待该人员办理的事项（{posts}）。", en: "Cases that wait for this person ({posts})." }
        and() { zh: "、", en: "; " }
        too_many_words(rest: &str) { zh: "搜索词过多，以下各词未参与检索：{rest}", en: "Too many search terms. These were left out: {rest}" }
        print() { zh: "打印", en: "Print" }
        many_match() { zh: "符合条件的记录较多，现按登记时间倒序排列；请补充关键词或者限定辖区，以便按期限排序。", en: "Many results, shown newest first. Add a search term or choose an area to sort by due date." }
        none_yet() { zh: "已查部分无符合条件的记录", en: "No matches so far" }
        none_yet_text() { zh: "其余部分尚未查找；请继续查找，或者限定辖区。", en: "The rest has not been searched yet. Continue the search, or choose an area." }
        search_on() { zh: "继续查找", en: "Continue the search" }
        late_beside(n: u32) { zh: "另有 {n} 项逾期", en: "{n} more overdue" }
        next() { zh: "下一页", en: "Next page" }
        first() { zh: "回到第一页", en: "First page" }
    }
}
