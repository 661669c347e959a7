//! Words of the frame around every page, of dates and lights, of signing in and of problems.

bowline_core::words! {
    /// The frame: header, navigation, demo bar.
    pub struct FrameWords {
        brand() { zh: "闭环", en: "Bowline" }
        skip() { zh: "跳到正文", en: "Skip to content" }
        navigation() { zh: "主导航", en: "Main navigation" }
        desk() { zh: "待办", en: "Desk" }
        hazards() { zh: "隐患", en: "Hazards" }
        report() { zh: "上报", en: "Report" }
        places() { zh: "辖区", en: "Places" }
        import() { zh: "导入", en: "Import" }
        engine() { zh: "引擎", en: "Engine" }
        law() { zh: "法规", en: "Law" }
        sign_out() { zh: "退出", en: "Sign out" }
        demo() { zh: "演示", en: "Demo" }
        demo_now() { zh: "现在是", en: "It is now" }
        turn() { zh: "拨快时钟", en: "Turn the clock" }
        turn_hour() { zh: "1 小时", en: "1 hour" }
        turn_day() { zh: "1 天", en: "1 day" }
        turn_three_days() { zh: "3 天", en: "3 days" }
        turn_week() { zh: "1 周", en: "1 week" }
        done(act: &str) { zh: "已办理：{act}。", en: "Recorded: {act}." }
        footer() { zh: "每件事都有一个责任岗位、一个时钟和一个上级。", en: "Every matter has one owner, one clock and one office above." }
    }
}

bowline_core::words! {
    /// Dates, lateness, lights, grades, phases.
    pub struct ShowWords {
        end_of_day(day: &str) { zh: "{day} 24:00", en: "{day}, end of day" }
        days_late(n: i64) { zh: "逾期 {n} 天", en: "{n} days late" }
        day_late() { zh: "逾期 1 天", en: "1 day late" }
        hours_late(n: i64) { zh: "逾期 {n} 小时", en: "{n} h late" }
        just_late() { zh: "刚刚逾期", en: "late just now" }
        days_left(n: i64) { zh: "还有 {n} 天", en: "{n} days left" }
        day_left() { zh: "还有 1 天", en: "1 day left" }
        hours_left(n: i64) { zh: "还有 {n} 小时", en: "{n} h left" }
        minutes_left(n: i64) { zh: "还有 {n} 分钟", en: "{n} min left" }
        green() { zh: "绿灯", en: "Green" }
        yellow() { zh: "黄灯", en: "Yellow" }
        red() { zh: "红灯", en: "Red" }
        general() { zh: "一般隐患", en: "General hazard" }
        major() { zh: "重大隐患", en: "Major hazard" }
        ungraded() { zh: "未分级", en: "Not graded" }
        phase_found() { zh: "待分级", en: "To be graded" }
        phase_graded() { zh: "待交办", en: "To be ordered" }
        phase_ordered() { zh: "整改中", en: "Being fixed" }
        phase_submitted() { zh: "待复查", en: "To be verified" }
        phase_verified() { zh: "待销号", en: "To be closed off" }
        phase_closed_off() { zh: "已销号", en: "Closed off" }
        phase_closed_by_ledger() { zh: "台账销号，本系统未复查", en: "Closed per ledger, not verified here" }
        self_check() { zh: "企业自查", en: "Self-check" }
        inspection() { zh: "监督检查", en: "Inspection" }
        cadre_expert() { zh: "干部加专家", en: "Official plus expert" }
        tip() { zh: "举报", en: "Report by a citizen or employee" }
        accident_lesson() { zh: "事故教训", en: "Lesson of an accident" }
        ledger() { zh: "台账导入", en: "Imported ledger" }
        vacant() { zh: "岗位空缺", en: "vacant" }
        list_comma() { zh: "、", en: ", " }
    }
}

bowline_core::words! {
    /// Signing in.
    pub struct SignInWords {
        title() { zh: "登录", en: "Sign in" }
        lead() { zh: "从发现到销号，没有一条隐患会落空。", en: "From found to closed off: no hazard slips." }
        who() { zh: "以谁的身份体验？", en: "Whose chair do you want to take?" }
        who_hint() { zh: "演示数据，点一下即可登录；随时可以退出换人。", en: "Demo data. One tap signs in; sign out to change chairs at any time." }
        enter() { zh: "进入", en: "Enter" }
        key() { zh: "登录密钥", en: "Key" }
        key_hint() { zh: "由系统管理员发放；区分大小写。", en: "Issued by the operator; case matters." }
        or_key() { zh: "用密钥登录", en: "Sign in with a key" }
        promise_owner() { zh: "有人负责", en: "Owned" }
        promise_owner_text() { zh: "每件事只有一个责任岗位和一个时钟，超时自动升级到上级。", en: "One owner post and one clock each; when it runs out, the office above answers." }
        promise_other() { zh: "他人复查", en: "Verified by others" }
        promise_other_text() { zh: "谁整改，谁就不能复查。", en: "Whoever fixed it cannot verify it." }
        promise_why() { zh: "有据可查", en: "Explained" }
        promise_why_text() { zh: "每个日期、每盏灯都写明依据和算法。", en: "Every date and every light shows its working." }
    }
}

bowline_core::words! {
    /// Problems.
    pub struct ProblemWords {
        forbidden() { zh: "此页不对您的岗位开放", en: "Your post does not open this page" }
        forbidden_text() { zh: "请回到待办；如需办理，请由有权限的岗位登录。若您刚提交了表单，请从本系统页面重新提交。", en: "Go back to your desk; a post with the right must do this. If you just sent a form, send it again from a page of this site." }
        not_found() { zh: "没有找到这一页", en: "There is no such page" }
        not_found_text() { zh: "地址有误，或者它不在您的查看范围内。", en: "The address is wrong, or it is not yours to see." }
        too_large() { zh: "文件太大", en: "Too large" }
        too_large_text() { zh: "一次最多上传 60 MB，每个文件不超过 20 MB；请压缩照片或分几次提交。没有保存任何内容。", en: "At most 60 MB at once and 20 MB a file; shrink the photos or send them in turns. Nothing was saved." }
        unreadable() { zh: "表单无法读取", en: "The form cannot be read" }
        unreadable_text() { zh: "传输可能中断；请返回后重新提交。没有保存任何内容。", en: "It may have been cut off; go back and send it again. Nothing was saved." }
        refused() { zh: "没有办理", en: "Not carried out" }
        fault() { zh: "系统出错了", en: "Something broke on our side" }
        fault_text() { zh: "不是您的问题，没有保存任何内容。请稍后再试；若再出现，请把编号告诉管理员。", en: "Not your doing, and nothing was saved. Try again soon; if it stays, tell the operator this number." }
        number() { zh: "编号", en: "Number" }
        home() { zh: "回到待办", en: "Back to my desk" }
        to_sign_in() { zh: "去登录", en: "Go to sign in" }
    }
}
