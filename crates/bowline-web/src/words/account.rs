//! These are the words of accounts: one-time codes, passwords, and what happened to an account.

bowline_core::words! {
    /// Accounts.
    pub struct AccountWords {
        title() { zh: "我的账号", en: "My account" }
        join() { zh: "设置账号和密码", en: "Set up your account" }
        join_lead() { zh: "首次登录或者密码已重置的，用一次性授权码设置账号和密码。", en: "Use a one-time code to set your account name and password, for the first time or after a reset." }
        code() { zh: "一次性授权码", en: "One-time code" }
        code_hint() { zh: "由本部门或者上级部门负责人、系统管理员签发；七天内有效，只能用一次。", en: "From the head of your office or of the office above, or from the system administrator. Valid for seven days, once." }
        account() { zh: "账号", en: "Account name" }
        account_hint() { zh: "登录时填写；可用工号、拼音或者姓名，不区分大小写。", en: "What you type to sign in: a staff number or your name, in small or capital letters." }
        password() { zh: "新密码", en: "New password" }
        password_hint() { zh: "至少 10 个字符，不要求大小写或者符号；常用密码和姓名不能用。", en: "At least 10 characters of any sort. Common passwords and names are not taken." }
        again() { zh: "再次填写新密码", en: "New password again" }
        set() { zh: "设置并登录", en: "Set and sign in" }
        differ() { zh: "两次填写的新密码不一致。", en: "The two new passwords are not the same." }
        to_sign_in() { zh: "已有账号？前往登录", en: "You have an account? Sign in" }
        change_title() { zh: "修改密码", en: "Change the password" }
        old() { zh: "现用密码", en: "Present password" }
        change() { zh: "修改密码", en: "Change the password" }
        change_hint() { zh: "修改后，您在其他设备上的登录全部退出。", en: "Your sessions on other devices end." }
        done() { zh: "密码已修改，其他设备上的登录已全部退出。", en: "The password is changed. Your sessions on other devices have ended." }
        none() { zh: "您还没有账号，目前用密钥登录。请向本部门或者上级部门负责人、系统管理员领取一次性授权码，再设置账号和密码。", en: "You have no account yet and sign in with a key. Ask the head of your office or of the office above, or the system administrator, for a one-time code, then set up your account." }
        events() { zh: "账号记录", en: "What happened to this account" }
        events_hint() { zh: "不是您本人或者您知情的人所为的，请立即报告上级部门负责人或者系统管理员。", en: "If you do not know of one of these, tell the head of the office above or the system administrator at once." }
        no_events() { zh: "暂无记录。", en: "Nothing yet." }
        operator() { zh: "系统管理员", en: "the system administrator" }
        was_invited(by: &str) { zh: "{by}签发了一次性授权码", en: "{by} issued a one-time code" }
        was_reset(by: &str) { zh: "{by}重置了密码，此前的登录全部退出", en: "{by} reset the password; earlier sessions ended" }
        password_set(by: &str) { zh: "{by}设置了密码", en: "{by} set a password" }
        posts() { zh: "岗位与人员", en: "Posts and people" }
    }
}
