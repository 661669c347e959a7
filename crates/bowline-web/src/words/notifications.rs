//! These are the words of the page on which each person says how they want to be told.

bowline_core::words! {
    /// How a person is told what they owe.
    pub struct NotificationWords {
        title() { zh: "消息通知", en: "Notifications" }
        lead() { zh: "每天发送一封待办通知；不能等到次日的事项即时发送。通知内容以登录后的页面为准。", en: "One message a day lists your actions. What cannot wait until the next one is sent at once. The pages are what counts." }
        no_mail() { zh: "本系统未配置邮件服务器，暂不发送电子邮件；设置可以先保存。", en: "This installation sends no e-mail: no mail server is set up. What you choose here is kept." }
        address() { zh: "电子邮箱", en: "E-mail address" }
        reached_at(address: &str) { zh: "通知发送至 {address}", en: "You are told at {address}" }
        nowhere() { zh: "尚未设置邮箱，通知仅在页面显示。", en: "No address yet: you are told on the pages only." }
        refused(address: &str, why: &str) { zh: "{address} 被对方邮件服务器拒收（{why}），已停止发送；请更正后重新验证。", en: "The mail server of {address} refused it ({why}). Nothing is sent there any more. Correct and confirm it again." }
        ask_code() { zh: "发送验证码", en: "Send a code" }
        code_sent(address: &str) { zh: "验证码已发往 {address}，24 小时内有效。", en: "A code is on its way to {address}. It is valid for 24 hours." }
        code() { zh: "验证码", en: "Code" }
        confirm() { zh: "验证", en: "Confirm" }
        forget() { zh: "删除邮箱", en: "Remove the address" }
        when() { zh: "发送方式", en: "When and how" }
        digest_hour() { zh: "每日通知时间", en: "Hour of the daily message" }
        hour(hour: u8) { zh: "{hour} 时", en: "{hour}:00" }
        at_once() { zh: "不能等待的事项即时发送", en: "Tell me at once of what cannot wait" }
        quiet_from() { zh: "免打扰开始", en: "Quiet hours begin" }
        quiet_until() { zh: "免打扰结束", en: "Quiet hours end" }
        quiet_hint() { zh: "免打扰时段内到期的事项仍即时发送；起止相同表示不设免打扰。", en: "What falls due before they end is still sent at once. The same hour twice means no quiet hours." }
        lang() { zh: "通知语言", en: "Language of messages" }
        save() { zh: "保存", en: "Save" }
        saved() { zh: "已保存。", en: "Saved." }
        confirmed() { zh: "邮箱已验证，今后的通知将发往该邮箱。", en: "The address is confirmed. Messages go there from now on." }
        forgotten() { zh: "邮箱已删除，通知仅在页面显示。", en: "The address is removed. You are told on the pages only." }
        no_choice() { zh: "请选择。", en: "Choose one." }
    }
}
