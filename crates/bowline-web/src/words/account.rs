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
        second_set(by: &str) { zh: "{by}启用了两步验证", en: "{by} set up the second step" }
        second_removed(by: &str) { zh: "{by}停用了两步验证", en: "{by} removed the second step" }
        recovery_used(by: &str) { zh: "{by}使用了一个恢复码", en: "{by} used a recovery code" }
        second_title() { zh: "两步验证", en: "Second step" }
        second_off() { zh: "未启用：只用密码即可登录。", en: "Off: the password alone signs you in." }
        second_on(left: &str) { zh: "已启用，恢复码还剩 {left} 个。", en: "On; recovery codes left: {left}." }
        second_to() { zh: "设置两步验证", en: "Set up the second step" }
        sessions() { zh: "登录情况", en: "Where you are signed in" }
        sessions_hint() { zh: "不是您本人的登录，请退出该设备并修改密码。", en: "If one of these is not you, end it and change the password." }
        device() { zh: "未知设备", en: "Unknown device" }
        session(address: &str, opened: &str, seen: &str, until: &str) { zh: "地址 {address} · {opened}登录 · 最近使用 {seen} · 最迟 {until}失效", en: "From {address} · since {opened} · last used {seen} · ends by {until}" }
        this_one() { zh: "本设备", en: "This device" }
        end() { zh: "退出该设备", en: "End" }
        end_others() { zh: "退出其他所有设备", en: "End all others" }
        posts() { zh: "岗位与人员", en: "Posts and people" }
    }
}

bowline_core::words! {
    /// The second step of signing in.
    pub struct SecondWords {
        title() { zh: "两步验证", en: "Second step of signing in" }
        lead() { zh: "启用后，登录时除密码外还要填写手机验证器应用上的六位验证码。", en: "Once set up, you enter a six-digit code from an authenticator app when you sign in, besides the password." }
        required() { zh: "您的岗位必须启用两步验证，启用后才能办理其他事项。", en: "Your post requires a second step. Set it up to go on." }
        no_account() { zh: "请先用一次性授权码设置账号和密码。", en: "Set up your account with a one-time code first." }
        to_join() { zh: "设置账号和密码", en: "Set up your account" }
        begin_hint() { zh: "请在手机上安装验证器应用（支持 TOTP 的均可），然后填写现用密码开始设置。", en: "Install an authenticator app on your phone (any that makes TOTP codes), then enter your present password to begin." }
        old() { zh: "现用密码", en: "Present password" }
        begin() { zh: "开始设置", en: "Begin" }
        scan() { zh: "用验证器应用扫描此二维码", en: "Scan this QR code with the app" }
        secret() { zh: "不能扫描的，在应用中手工输入密钥", en: "If you cannot scan it, type this secret into the app" }
        code() { zh: "应用显示的六位验证码", en: "Six-digit code that the app shows" }
        set() { zh: "启用两步验证", en: "Set up the second step" }
        again() { zh: "重新开始", en: "Begin again" }
        codes_title() { zh: "恢复码", en: "Recovery codes" }
        codes_hint() { zh: "手机丢失时，用一个恢复码代替验证码，每个只能用一次。只显示这一次，请打印或者抄写后妥善保管。", en: "If you lose the phone, use one of these in place of a code, each once. They are shown this once: print them or write them down and keep them safe." }
        is_on(left: &str) { zh: "两步验证已启用，恢复码还剩 {left} 个。", en: "The second step is on. Recovery codes left: {left}." }
        remove_hint() { zh: "更换手机或者恢复码用完的，请停用后重新设置。", en: "For a new phone or new recovery codes, remove it and set it up again." }
        remove() { zh: "停用两步验证", en: "Remove the second step" }
        back() { zh: "返回我的账号", en: "Back to my account" }
        step() { zh: "填写验证码", en: "Enter the code" }
        step_lead() { zh: "请填写验证器应用上的六位验证码；手机不在身边的，填写一个恢复码。", en: "Enter the six-digit code from your authenticator app, or a recovery code if you do not have the phone." }
        step_code() { zh: "验证码或者恢复码", en: "Code or recovery code" }
        step_send() { zh: "登录", en: "Sign in" }
        step_back() { zh: "返回登录", en: "Back to sign-in" }
    }
}
