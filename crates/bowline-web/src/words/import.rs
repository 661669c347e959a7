//! Words of reporting, importing and the engine.

bowline_core::words! {
    /// Reporting a hazard.
    pub struct ReportWords {
        title() { zh: "上报隐患", en: "Report a hazard" }
        lead() { zh: "三步：在哪里、有什么问题、拍张照片。", en: "Three steps: where, what is wrong, a photo." }
        where_() { zh: "一、在哪里", en: "1. Where" }
        site() { zh: "选择单位", en: "Choose the site" }
        find_site() { zh: "查找已登记单位", en: "Find a registered site" }
        find_hint() { zh: "单位名称中的几个字", en: "A part of its name" }
        find() { zh: "查找", en: "Find" }
        none_found() { zh: "没有找到；请在下面填写单位。", en: "None found; write the unit below." }
        other_unit() { zh: "不在列表中，填写单位", en: "Not listed: write the unit" }
        unit() { zh: "单位名称", en: "Name of the unit" }
        credit_code() { zh: "统一社会信用代码（可不填）", en: "Credit code (optional)" }
        place() { zh: "属地", en: "Place" }
        level(n: &usize) { zh: "第 {n} 级", en: "Level {n}" }
        choose() { zh: "请选择", en: "Choose" }
        load() { zh: "载入下一级", en: "Load the next level" }
        sector() { zh: "行业", en: "Sector" }
        what() { zh: "二、有什么问题", en: "2. What is wrong" }
        description() { zh: "看到了什么", en: "What you saw" }
        description_hint() { zh: "写清位置和现象，例如：后厨气瓶间无可燃气体报警器。", en: "Say where and what, such as: no gas alarm in the cylinder room behind the kitchen." }
        found_on() { zh: "哪天发现", en: "Seen on" }
        photo() { zh: "三、照片", en: "3. Photo" }
        send() { zh: "上报", en: "Send the report" }
        bad_day() { zh: "请选择发现日期。", en: "Choose the day it was seen." }
        say_where() { zh: "请选择单位，或填写单位名称和属地。", en: "Choose a site, or write the unit and its place." }
        nothing_seen() { zh: "请写明看到了什么。", en: "Say what you saw." }
    }
}
bowline_core::words! {
    /// Importing a ledger.
    pub struct ImportWords {
        title() { zh: "导入台账", en: "Import a ledger" }
        lead() { zh: "把手头的台账原样上传，.xlsx 或 .csv，不必先改表头。", en: "Upload the ledger as it is, .xlsx or .csv; there is no need to change its head." }
        file() { zh: "台账文件", en: "Ledger file" }
        file_hint() { zh: "不超过 60 MB。上传后先试算，确认前不写入任何内容。", en: "At most 60 MB. A dry run comes first; nothing is written before you confirm." }
        upload() { zh: "上传并试算", en: "Upload and try" }
        file_missing() { zh: "请选择一个文件。", en: "Choose a file." }
        step_upload() { zh: "上传", en: "Upload" }
        step_check() { zh: "核对", en: "Check" }
        step_take_in() { zh: "写入", en: "Take in" }
        columns() { zh: "表头对应", en: "Columns" }
        columns_hint() { zh: "每一列对应台账的哪一项；不需要的列选“不导入”。", en: "Say what each column is; choose “ignore” for those not needed." }
        remembered() { zh: "已按上次同样表头的选择填好。", en: "Filled in as you chose for this head last time." }
        column() { zh: "列", en: "Column" }
        samples() { zh: "样例", en: "Samples" }
        field() { zh: "对应项", en: "Is" }
        item() { zh: "项目", en: "Field" }
        ignore() { zh: "不导入", en: "Ignore" }
        again() { zh: "按此重新试算", en: "Try again with these" }
        rows() { zh: "数据行", en: "Rows" }
        accepted() { zh: "可写入", en: "Can be taken in" }
        taken() { zh: "已写入", en: "Taken in" }
        duplicates() { zh: "台账中已有", en: "Already there" }
        refused() { zh: "不能写入", en: "Refused" }
        faults() { zh: "不能写入的行", en: "Refused rows" }
        row() { zh: "序号", en: "Row" }
        line() { zh: "表中行", en: "Line" }
        why() { zh: "问题与改法", en: "What is wrong, what to do" }
        more(n: usize) { zh: "另有 {n} 行，见下载文件。", en: "{n} more in the file to download." }
        download() { zh: "下载这些行（.xlsx，改好可再导入）", en: "Download these rows (.xlsx, to correct and import again)" }
        commit(n: &str) { zh: "写入 {n} 行", en: "Take in {n} rows" }
        nothing() { zh: "没有可写入的行；请先调整表头对应。", en: "No row can be taken in; adjust the columns first." }
        working() { zh: "正在写入", en: "Taking in" }
        progress(done: &str, total: &str) { zh: "{done} / {total} 行", en: "{done} of {total} rows" }
        working_hint() { zh: "可以离开此页，写入会继续。", en: "You may leave this page; it goes on." }
        finished() { zh: "写入完成", en: "Taken in" }
        failed() { zh: "未能完成", en: "It could not go on" }
        to_hazards() { zh: "查看台账", en: "Show the ledger" }
        another() { zh: "再导入一份", en: "Import another" }
        line_at(sheet: &str, line: u32) { zh: "{sheet} 第 {line} 行", en: "{sheet}, line {line}" }
    }
}
bowline_core::words! {
    /// The engine.
    pub struct EngineWords {
        title() { zh: "引擎", en: "Engine" }
        lead() { zh: "引擎按时钟自动升级。每次运行都以完备性证明收尾：未了责任数 = 在走的时钟数。", en: "The engine raises what is late. Every run ends in a proof: open duties equal running clocks." }
        holds() { zh: "证明成立：没有一件落空", en: "The proof holds: nothing slipped" }
        broken() { zh: "证明不成立：请立即联系管理员", en: "The proof fails: call the operator now" }
        no_run() { zh: "尚未运行", en: "Not run yet" }
        open() { zh: "未了责任", en: "Open duties" }
        clocks() { zh: "在走的时钟", en: "Running clocks" }
        without_clock() { zh: "无时钟", en: "No clock" }
        without_obligation() { zh: "无责任", en: "No duty" }
        still_due() { zh: "仍到期", en: "Still due" }
        silent() { zh: "沉默档案", en: "Silent" }
        last_run() { zh: "最近一次", en: "Last run" }
        facts() { zh: "日志中的事实", en: "Facts in the log" }
        run_now() { zh: "立即运行", en: "Run now" }
        runs() { zh: "运行记录", en: "Runs" }
        at() { zh: "时间", en: "Time" }
        dossiers() { zh: "档案", en: "Dossiers" }
        rungs() { zh: "台阶", en: "Rungs" }
        late_rungs() { zh: "其中晚触发", en: "of these late" }
        duties() { zh: "新督办", en: "New duties" }
        new_alarms() { zh: "新告警", en: "Alarms" }
        proof() { zh: "证明", en: "Proof" }
        yes() { zh: "成立", en: "holds" }
        no() { zh: "不成立", en: "fails" }
        alarms() { zh: "告警", en: "Alarms" }
        open_alarms(n: &str) { zh: "{n} 个未处置", en: "{n} open" }
        no_alarms() { zh: "没有告警：每个岗位都有人，每个机构都有上级。", en: "No alarms: every post is held, every office has one above." }
        owner() { zh: "责任岗位", en: "Owner" }
        settled() { zh: "已解除", en: "Settled" }
        imports() { zh: "导入记录", en: "Imports" }
        no_imports() { zh: "还没有导入过台账。", en: "No ledger has been imported yet." }
        import_line(rows: &str, accepted: &str, duplicates: &str, refused: &str) { zh: "{rows} 行：写入 {accepted}，已有 {duplicates}，不能写入 {refused}", en: "{rows} rows: {accepted} taken in, {duplicates} there already, {refused} refused" }
    }
}
