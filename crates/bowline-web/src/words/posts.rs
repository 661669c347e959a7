//! These are the words of the page on which an office staffs its posts.

bowline_core::words! {
    /// Posts, and whoever holds them.
    pub struct PostsWords {
        title() { zh: "岗位与人员", en: "Posts and people" }
        lead() { zh: "待办事项跟着岗位走：换人、代班都不改变任何一件事项的期限。", en: "Actions belong to the post. A hand-over or a stand-in moves no deadline." }
        notifications() { zh: "消息通知设置", en: "How I am notified" }
        none() { zh: "您目前没有在任岗位。", en: "You hold no post." }
        vacant() { zh: "未明确人员", en: "No one appointed" }
        since(name: &str, from: &str) { zh: "{name}，自 {from}起", en: "{name}, since {from}" }
        from(name: &str, from: &str) { zh: "{name}，{from}到任", en: "{name}, from {from}" }
        between(name: &str, from: &str, until: &str) { zh: "{name}，{from}至 {until}", en: "{name}, {from} to {until}" }
        duties(all: &str) { zh: "待办 {all} 项", en: "Open actions: {all}" }
        duties_late(all: &str, late: &str) { zh: "待办 {all} 项，其中逾期 {late} 项", en: "Open actions: {all}, of which overdue: {late}" }
        change() { zh: "变更任职", en: "Change" }
        way() { zh: "变更方式", en: "How it changes" }
        hand_over() { zh: "移交：交班人当日离任，接任人当日到任", en: "Hand over: one person leaves and another takes over on that day" }
        stand_in() { zh: "代班：原任职人员不变，代班到截止日期为止", en: "Stand in: whoever holds the post keeps it; the stand-in ends on the last date" }
        join() { zh: "增派：另增一人任职", en: "Join: one more person holds the post" }
        leave() { zh: "离任：暂无人接任", en: "Leave: nobody takes over yet" }
        leaver() { zh: "交班（离任）人", en: "Who leaves" }
        to() { zh: "接任（代班）人", en: "Who takes over or stands in" }
        new_person() { zh: "新人员（在下一栏填写姓名）", en: "A new person (enter the name below)" }
        choose() { zh: "请选择", en: "Choose" }
        name() { zh: "新人员姓名", en: "Name of the new person" }
        name_hint() { zh: "登记后在本页签发一次性授权码，由其本人设置账号和密码。", en: "Once recorded, issue a one-time code on this page; the person sets up the account with it." }
        first_day() { zh: "生效日期", en: "Date from which it holds" }
        last_day() { zh: "截止日期（只用于代班）", en: "Last date (stand-ins only)" }
        send() { zh: "确认变更", en: "Confirm the change" }
        choose_way() { zh: "请选择移交、代班、增派或者离任。", en: "Choose to hand over, stand in, join or leave." }
        choose_leaver() { zh: "请选择交班（离任）人。", en: "Choose who leaves." }
        choose_person() { zh: "请选择接任（代班）人。", en: "Choose who takes over or stands in." }
        no_date() { zh: "请填写日期。", en: "Enter a date." }
        dot() { zh: "：", en: ": " }
        person_in(person: &str, post: &str) { zh: "{person}（{post}）", en: "{person} ({post})" }
        dissolve() { zh: "撤并该机构", en: "Dissolve it" }
        dissolved() { zh: "机构已撤并，在办事项已由承接部门接管，期限均未改变。", en: "The authority is dissolved. Its open matters went over; no deadline has moved." }
        account() { zh: "我的账号", en: "My account" }
        set_up(name: &str) { zh: "给{name}签发一次性授权码", en: "Issue a one-time code to {name}" }
        reset(name: &str) { zh: "重置{name}的密码", en: "Reset the password of {name}" }
        issued(name: &str) { zh: "{name}的一次性授权码", en: "One-time code of {name}" }
        issued_hint(until: &str) { zh: "只显示这一次。请当面或者电话告知本人，由其在登录页“设置账号和密码”处使用；{until}前有效。签发已记录，本人在“我的账号”中看得到。", en: "Shown this once. Tell the person face to face or by phone; they use it on the sign-in page, under “Set up your account”. Valid until {until}. That you issued it is recorded, and the person sees it under “My account”." }
        issued_reset() { zh: "原密码已失效，此前的登录已全部退出。", en: "The old password and all earlier sessions have ended." }
        done() { zh: "任职变更已登记，在办事项的期限均未改变。", en: "The change is recorded. No deadline has moved." }
    }
}
