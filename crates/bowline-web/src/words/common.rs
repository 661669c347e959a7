//! These are the words of the frame around every page, of dates and lights, of signing in and of problems.
//!
//! Words of one page must never stand here. Start at [`FrameWords`].

bowline_core::words! {
    /// The frame: header, navigation, demo bar.
    pub struct FrameWords {
        brand() { zh: "闭环", en: "Bowline" }
        skip() { zh: "跳到正文", en: "Skip to content" }
        navigation() { zh: "主导航", en: "Main navigation" }
        desk() { zh: "待办", en: "Actions" }
        hazards() { zh: "隐患", en: "Hazards" }
        matters() { zh: "事项", en: "Matters" }
        report() { zh: "上报", en: "Report" }
        places() { zh: "辖区", en: "Areas" }
        import() { zh: "导入", en: "Import" }
        engine() { zh: "运行监测", en: "Monitor" }
        law() { zh: "法规", en: "Law" }
        more() { zh: "更多", en: "More" }
        keys() { zh: "快捷键", en: "Keyboard shortcuts" }
        keys_rows() { zh: "下一条、上一条", en: "Next row, previous row" }
        keys_open() { zh: "打开所选的一条", en: "Open the row" }
        keys_search() { zh: "到搜索框", en: "Go to the search field" }
        keys_help() { zh: "显示本表", en: "Show this list" }
        keys_on() { zh: "启用单键快捷键", en: "Use these keys" }
        close() { zh: "关闭", en: "Close" }
        sign_out() { zh: "退出", en: "Sign out" }
        demo() { zh: "演示", en: "Demo" }
        demo_now() { zh: "演示时间", en: "Demo time" }
        turn() { zh: "快进时间", en: "Advance the clock" }
        turn_hour() { zh: "1 小时", en: "1 hour" }
        turn_day() { zh: "1 天", en: "1 day" }
        turn_three_days() { zh: "3 天", en: "3 days" }
        turn_week() { zh: "1 周", en: "1 week" }
        as_of(moment: &str) { zh: "数据截至 {moment}", en: "As of {moment}" }
        form_kept() { zh: "您填写的内容已保留，尚未提交。请核对后提交；文件须重新选择。", en: "What you entered has been kept and has not been submitted yet. Check it and submit it; files must be selected again." }
        done(act: &str) { zh: "已办理：{act}。", en: "Recorded: {act}." }
        footer() { zh: "件件有承办岗位、有办理期限、有上级督办。", en: "Every action has an owner, a deadline and an escalation route." }
    }
}

bowline_core::words! {
    /// Dates, lateness, lights, grades, phases.
    pub struct ShowWords {
        end_of_day(day: &str) { zh: "{day} 24 时", en: "{day}, end of day" }
        days_late(n: i64) { zh: "逾期 {n} 天", en: "{n} days overdue" }
        day_late() { zh: "逾期 1 天", en: "1 day overdue" }
        hours_late(n: i64) { zh: "逾期 {n} 小时", en: "{n} h overdue" }
        just_late() { zh: "刚刚逾期", en: "just overdue" }
        days_left(n: i64) { zh: "还有 {n} 天", en: "{n} days left" }
        day_left() { zh: "还有 1 天", en: "1 day left" }
        hours_left(n: i64) { zh: "还有 {n} 小时", en: "{n} h left" }
        minutes_left(n: i64) { zh: "还有 {n} 分钟", en: "{n} min left" }
        green() { zh: "绿灯", en: "Green" }
        yellow() { zh: "黄灯", en: "Amber" }
        red() { zh: "红灯", en: "Red" }
        no_data() { zh: "无数据", en: "No data" }
        silent() { zh: "长期未上报", en: "No reports" }
        provisional(due: &str) { zh: "{due}（暂定，该年放假安排尚未公布）", en: "{due} (provisional: holidays not announced)" }
        office_posts(n: &str) { zh: "主管部门岗位未明确人员 {n} 件", en: "Authority posts with no one appointed: {n}" }
        site_posts(n: &str) { zh: "单位岗位未明确人员 {n} 件", en: "Posts of organisations with no one appointed: {n}" }
        undelivered(n: &str) { zh: "{n} 个通知渠道无法送达", en: "Ways out through which no message goes: {n}" }
        no_superiors(n: &str) { zh: "逾期且无上级主管部门督办 {n} 件", en: "Overdue with no authority above: {n}" }
        general() { zh: "一般隐患", en: "General hazard" }
        major() { zh: "重大隐患", en: "Major hazard" }
        ungraded() { zh: "未分级", en: "Not classified" }
        phase_found() { zh: "待分级", en: "To be classified" }
        phase_graded() { zh: "待交办", en: "Order to be issued" }
        phase_ordered() { zh: "整改中", en: "Being corrected" }
        phase_submitted() { zh: "待复查", en: "To be verified" }
        phase_verified() { zh: "待销号", en: "To be closed out" }
        phase_closed_off() { zh: "已销号", en: "Closed out" }
        phase_closed_by_ledger() { zh: "原台账载明已销号（本系统未复查）", en: "Closed out in the imported register; not verified in this system" }
        self_check() { zh: "企业自查", en: "Self-inspection" }
        inspection() { zh: "监督检查", en: "Inspection" }
        cadre_expert() { zh: "“干部+专家”检查", en: "Official and expert inspection" }
        tip() { zh: "举报", en: "Report by a member of the public" }
        accident_lesson() { zh: "事故教训", en: "Lesson from an accident" }
        ledger() { zh: "台账导入", en: "Imported register" }
        vacant() { zh: "未明确人员", en: "no one appointed" }
        semicolon() { zh: "；", en: "; " }
        list_comma() { zh: "、", en: ", " }
    }
}

bowline_core::words! {
    /// Signing in.
    pub struct SignInWords {
        title() { zh: "登录", en: "Sign in" }
        lead() { zh: "隐患从发现到销号，全程留痕、闭环管理。", en: "Every hazard tracked from discovery to close-out." }
        session_ended() { zh: "登录已失效，本次操作未办理。请登录后重新提交。", en: "Your session has ended, so nothing was processed. Sign in and submit again." }
        form_waits() { zh: "登录已失效，表单尚未提交。您填写的内容已保留，登录后可以继续提交；文件须重新选择。", en: "Your session has ended, so the form was not submitted. What you entered has been kept: sign in to continue. Files must be selected again." }
        who() { zh: "请选择体验身份", en: "Choose a demo role" }
        who_hint() { zh: "演示数据，点击即可登录；退出后可以更换身份。", en: "The data is made up. One click signs you in; sign out to change roles." }
        enter() { zh: "进入", en: "Enter" }
        key() { zh: "登录密钥", en: "Key" }
        key_hint() { zh: "由系统管理员发放；区分大小写。", en: "Issued by the system administrator; case-sensitive." }
        by_account() { zh: "用账号登录", en: "Sign in with your account" }
        account() { zh: "账号", en: "Account name" }
        password() { zh: "密码", en: "Password" }
        join() { zh: "有一次性授权码？设置账号和密码", en: "You have a one-time code? Set up your account" }
        or_key() { zh: "用密钥登录", en: "Sign in with a key" }
        promise_owner() { zh: "责任到岗", en: "One owner" }
        promise_owner_text() { zh: "每件事项明确一个承办岗位和一个办理期限，逾期自动提级督办。", en: "One owner and one deadline each; overdue actions are escalated automatically." }
        promise_other() { zh: "他人复查", en: "Independent verification" }
        promise_other_text() { zh: "整改与复查相分离，整改人不得自行复查。", en: "The person who corrected a hazard cannot verify the correction." }
        promise_why() { zh: "有据可查", en: "Reasons shown" }
        promise_why_text() { zh: "每个日期、每次亮灯都注明依据和计算过程。", en: "Every date and every status shows its legal basis and its calculation." }
    }
}

bowline_core::words! {
    /// Problems.
    pub struct ProblemWords {
        forbidden() { zh: "您的岗位无权查看本页", en: "You do not have access to this page" }
        forbidden_text() { zh: "请返回待办；需要办理的，请由有权限的岗位登录办理。刚提交表单的，请从本系统页面重新提交。", en: "Go back to your actions; a post with access must do this. If you have just submitted a form, submit the form again from a page of this site." }
        not_found() { zh: "未找到该页面", en: "Page not found" }
        not_found_text() { zh: "地址有误，或者该内容不在您的查看范围内。", en: "The address is wrong, or the page is outside your area." }
        too_large() { zh: "文件太大", en: "File too large" }
        too_large_text() { zh: "一次最多上传 60 MB，每个文件不超过 20 MB；请压缩照片或者分次提交。本次未保存任何内容。", en: "Maximum 60 MB per upload and 20 MB per file. Compress the photos or send them in batches. Nothing was saved." }
        unreadable() { zh: "表单无法读取", en: "The form could not be read" }
        unreadable_text() { zh: "传输可能中断；请返回后重新提交。本次未保存任何内容。", en: "The connection may have been cut off. Go back and submit the form again. Nothing was saved." }
        refused() { zh: "未办理成功", en: "Not saved" }
        fault() { zh: "系统出错", en: "System error" }
        fault_text() { zh: "本次操作未保存。请稍后重试；仍未解决的，请将编号告知系统管理员。", en: "Nothing was saved. Try again shortly; if the problem persists, give this number to the system administrator." }
        number() { zh: "编号", en: "Reference number" }
        home() { zh: "返回待办", en: "Back to my actions" }
        to_sign_in() { zh: "前往登录", en: "Go to sign-in" }
    }
}
