//! These are the words of the page on which anybody plays an invented matter.
//!
//! This module must never call invented what is real, nor leave unsaid that something is invented.

bowline_core::words! {
    /// An invented matter.
    pub struct TryOutWords {
        title(kind: &str) { zh: "模拟办理：{kind}", en: "Try out: {kind}" }
        invented() { zh: "虚构", en: "Invented" }
        notice() { zh: "本页全部内容均为虚构：不写入台账，不通知任何人，不涉及真实单位和人员。办理过程只保存在网址中，可以转发；请勿填写真实信息。", en: "Everything on this page is invented: nothing is recorded, nobody is told, no real office or person is involved. The story is kept in the address of this page only, which can be shared. Do not enter real details." }
        begin() { zh: "模拟办理一件虚构事项", en: "Try out an invented matter" }
        begin_help() { zh: "逐项办理一件虚构的事项，查看由谁、在何时之前办理何事，以及逾期的后果。不留记录。", en: "Play an invented matter step by step: see who must do what by when, and what follows when it is late. Nothing is recorded." }
        clock() { zh: "虚构时间", en: "Invented time" }
        turn() { zh: "拨快时间", en: "Move the clock" }
        hour() { zh: "1 小时", en: "1 hour" }
        day() { zh: "1 天", en: "1 day" }
        next_due(when: &str) { zh: "至下一期限：{when}", en: "To the next deadline: {when}" }
        next_look(when: &str) { zh: "至下一提醒或者逾期措施：{when}", en: "To the next reminder or escalation: {when}" }
        until() { zh: "拨至", en: "Move to" }
        move_() { zh: "拨动", en: "Move" }
        back() { zh: "退回一步", en: "Undo the last move" }
        again() { zh: "重新开始", en: "Start again" }
        not_begun() { zh: "尚未开始", en: "Not begun" }
        acts() { zh: "当前可办理", en: "What can be done now" }
        first() { zh: "如何开始", en: "How it begins" }
        none() { zh: "该虚构事项已结束。", en: "This invented matter is over." }
        waits() { zh: "当前无人可办理；请拨快时间。", en: "Nothing can be done now. Move the clock." }
        too_long() { zh: "网址过长，不能继续办理；请退回一步或者重新开始。", en: "The address has grown too long to go on. Undo the last move, or start again." }
        as_party(party: &str) { zh: "以“{party}”身份办理（虚构）", en: "Done as: {party} (invented)" }
        filled() { zh: "已按验证案例预填，可以修改；附件视为已上传。", en: "Filled in from the test cases; change what you like. Files count as attached." }
        answers() { zh: "登记内容（虚构）", en: "Recorded details (invented)" }
        earlier(n: &str) { zh: "此前另有 {n} 条", en: "Earlier entries: {n}" }
        rule() { zh: "查看规则", en: "See the rule" }
    }
}
