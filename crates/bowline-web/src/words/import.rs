//! These are the words of reporting, importing and the system monitor.
//!
//! This module must never hold a sentence about a row: the service says what is wrong with it.

use super::Counted;

bowline_core::words! {
    /// Reporting a hazard.
    pub struct ReportWords {
        title() { zh: "上报隐患", en: "Report a hazard" }
        lead() { zh: "分三步：隐患在哪里、是什么问题、拍照。", en: "Three steps: where the hazard is, what is wrong, a photo." }
        where_() { zh: "一、隐患单位", en: "1. Where" }
        site() { zh: "选择单位", en: "Select the organisation" }
        find_site() { zh: "查找已登记单位", en: "Find a registered organisation" }
        find_hint() { zh: "单位名称中的几个字", en: "Part of the name" }
        find() { zh: "查找", en: "Find" }
        none_found() { zh: "没有找到；请在下面填写单位。", en: "None found; enter the organisation below." }
        other_unit() { zh: "未列出的，填写单位", en: "Not listed: enter the organisation" }
        unit() { zh: "单位名称", en: "Name of the organisation" }
        credit_code() { zh: "统一社会信用代码（可不填）", en: "Credit code (optional)" }
        place() { zh: "属地", en: "Location" }
        level(n: &usize) { zh: "第 {n} 级", en: "Level {n}" }
        choose() { zh: "请选择", en: "Select" }
        load() { zh: "载入下一级", en: "Load the next level" }
        sector() { zh: "行业", en: "Sector" }
        what() { zh: "二、隐患情况", en: "2. What is wrong" }
        description() { zh: "隐患描述", en: "What was observed" }
        description_hint() { zh: "请写明具体位置和问题，如：后厨气瓶间未安装可燃气体报警器。", en: "Give the exact location and the problem, e.g. no gas detector in the cylinder store behind the kitchen." }
        found_on() { zh: "发现日期", en: "Date observed" }
        photo() { zh: "三、照片", en: "3. Photo" }
        send() { zh: "上报", en: "Send the report" }
        bad_day() { zh: "请选择发现日期。", en: "Select the date on which the hazard was observed." }
        say_where() { zh: "请选择单位；未列出的，请填写单位名称并选择属地。", en: "Select a site, or enter the organisation and its location." }
        nothing_seen() { zh: "请填写隐患描述。", en: "Enter what was observed." }
    }
}
bowline_core::words! {
    /// Importing a ledger.
    pub struct ImportWords {
        title() { zh: "导入台账", en: "Import a hazard register" }
        lead() { zh: "请将现有台账直接上传，支持 .xlsx、.xls 和 .csv，无须修改表头。", en: "Upload your register as it is (.xlsx, .xls or .csv). The column headings need not be changed." }
        file() { zh: "台账文件", en: "Register file" }
        file_hint() { zh: "文件不超过 60 MB。上传后先行校验，确认导入前不写入任何数据。", en: "Maximum 60 MB. The file is checked first; nothing is imported until you confirm." }
        upload() { zh: "上传并校验", en: "Upload and check" }
        file_missing() { zh: "请选择文件。", en: "Select a file." }
        step_upload() { zh: "上传", en: "Upload" }
        step_check() { zh: "核对", en: "Check" }
        step_take_in() { zh: "导入", en: "Import" }
        columns() { zh: "列对应关系", en: "Column mapping" }
        columns_hint() { zh: "请为每一列选择对应的项目；不需要的列选“不导入”。", en: "Select what each column holds. Select “Ignore” for columns that are not needed." }
        remembered() { zh: "表头与上次相同，已按上次的对应关系填好。", en: "The headings are the same as last time, so the same mapping has been filled in." }
        column() { zh: "列", en: "Column" }
        samples() { zh: "样例", en: "Samples" }
        field() { zh: "对应项目", en: "Field" }
        item() { zh: "项目", en: "Field" }
        ignore() { zh: "不导入", en: "Ignore" }
        again() { zh: "按此对应重新校验", en: "Check again" }
        rows() { zh: "数据行", en: "Rows" }
        accepted() { zh: "可导入", en: "Can be imported" }
        taken() { zh: "已导入", en: "Imported" }
        duplicates() { zh: "台账中已有", en: "Already in the register" }
        refused() { zh: "未通过校验", en: "Rejected" }
        faults() { zh: "未通过校验的行", en: "Rejected rows" }
        row() { zh: "序号", en: "Row" }
        line() { zh: "表中行", en: "Line" }
        why() { zh: "问题及修改方法", en: "Problem and correction" }
        more(n: usize) { zh: "另有 {n} 行，见下载文件。", en: "Rows not shown here: {n}. Download the file to see them." }
        download() { zh: "下载未通过的行（.xlsx，修改后可重新导入）", en: "Download the rejected rows (.xlsx, to correct and import again)" }
        commit(n: &str) { zh: "确认导入 {n} 行", en: "Import rows: {n}" }
        commit_both(n: &str) { zh: "确认导入 {n} 行并处理变化", en: "Import rows: {n}, and apply the decision" }
        commit_differences() { zh: "确认处理变化", en: "Apply the decision" }
        nothing_new() { zh: "文件中的行均已在台账中，内容没有变化，无须导入。", en: "Every row is already in the register and nothing has changed. There is nothing to import." }
        nothing_but_refused() { zh: "通过校验的行均已在台账中，内容没有变化；未通过的行修改后可重新导入。", en: "Every row that passed the check is already in the register and unchanged. Correct the rejected rows and import them again." }
        differing() { zh: "与台账不同", en: "Differ from the register" }
        revised() { zh: "已更新", en: "Updated" }
        differences() { zh: "与台账现有内容不同的行", en: "Rows that differ from the register" }
        differences_hint() { zh: "以下隐患已在台账中，但文件所载情况不同。采纳的变化逐项记入办理记录，注明来自台账导入。", en: "These hazards are already in the register, but the file says otherwise. Each change that is applied is added to the history as coming from the imported register." }
        take_all() { zh: "全部采纳", en: "Apply all" }
        take_some() { zh: "只采纳勾选的", en: "Apply the selected ones only" }
        take_none() { zh: "全部保留台账现有内容", en: "Leave the register as it is" }
        take() { zh: "采纳", en: "Apply" }
        unit() { zh: "单位", en: "Organisation" }
        what() { zh: "变化项目", en: "Item" }
        here() { zh: "台账现有内容", en: "In the register" }
        in_file() { zh: "文件所载内容", en: "In the file" }
        guessed(field: &str) { zh: "按表头识别：{field}", en: "By its heading: {field}" }
        confirm_columns() { zh: "已逐列核对，采用以前保存的列对应关系", en: "I have reviewed the columns; use the saved mapping" }
        nothing() { zh: "没有可导入的行；请先核对列对应关系，或者下载未通过的行修改后重新导入。", en: "No rows can be imported. Check the column mapping, or correct the rejected rows and upload again." }
        working() { zh: "正在导入", en: "Importing" }
        progress(done: &str, total: &str) { zh: "{done} / {total} 行", en: "{done} of {total} rows" }
        working_hint() { zh: "可以离开本页，导入将继续进行。", en: "You may leave this page; the import will continue." }
        finished() { zh: "导入完成", en: "Import complete" }
        failed() { zh: "导入未完成", en: "The import was not completed" }
        to_hazards() { zh: "查看台账", en: "Open the hazard register" }
        another() { zh: "继续导入", en: "Import another file" }
        line_at(sheet: &str, line: u32) { zh: "{sheet} 第 {line} 行", en: "{sheet}, line {line}" }
    }
}
bowline_core::words! {
    /// The engine.
    pub struct EngineWords {
        title() { zh: "运行监测", en: "System monitor" }
        lead() { zh: "系统按办理期限自动提级督办，每次巡检后核对一次：未办结事项数应与计时中的期限数相等。核对和巡检数据为全系统合计，不限于本辖区。", en: "The system escalates overdue actions. After every run the system checks that each open action has exactly one live deadline. The figures of the check and of the runs are for the whole system, not only for your area." }
        holds() { zh: "核对一致：未办结事项均有期限", en: "Check passed: every open action has a deadline" }
        broken() { zh: "核对不一致：可能有事项无人计时，请立即联系系统管理员", en: "Check failed: contact the system administrator now" }
        no_run() { zh: "尚未运行", en: "Not run yet" }
        open() { zh: "未办结事项", en: "Open actions" }
        clocks() { zh: "计时中的期限", en: "Live deadlines" }
        without_clock() { zh: "无期限的事项", en: "Actions with no deadline" }
        without_obligation() { zh: "无事项的期限", en: "Deadlines with no action" }
        still_due() { zh: "到期未处理", en: "Due but not processed" }
        silent() { zh: "无期限的在办隐患", en: "Open records with no deadline" }
        last_run() { zh: "最近一次巡检", en: "Last run" }
        facts() { zh: "日志记录数", en: "Log entries" }
        run_now() { zh: "立即巡检", en: "Run now" }
        runs() { zh: "巡检记录", en: "Runs" }
        at() { zh: "时间", en: "Time" }
        dossiers() { zh: "处理的记录", en: "Records" }
        rungs() { zh: "逾期措施", en: "Escalation steps" }
        late_rungs() { zh: "其中延迟处理", en: "of which delayed" }
        duties() { zh: "新增督办", en: "New oversight actions" }
        new_alarms() { zh: "新增责任悬空", en: "New responsibility gaps" }
        proof() { zh: "完整性核对", en: "Completeness check" }
        yes() { zh: "一致", en: "passed" }
        no() { zh: "不一致", en: "failed" }
        alarms() { zh: "责任悬空", en: "Responsibility gaps" }
        open_alarms(n: &Counted) { zh: "未处置 {n} 件", en: "Open: {n}" }
        vacant(offices: &Counted, heads: &Counted, inspectors: &Counted) { zh: "辖区内主管部门 {offices} 个：未明确负责人的 {heads} 个，未明确监督检查人员的 {inspectors} 个。有待办事项而未明确人员的岗位，列为责任悬空。", en: "Authorities in your area: {offices}. With no head appointed: {heads}. With no inspector appointed: {inspectors}. A post with open actions and no one appointed is listed as a responsibility gap." }
        first_due(due: &str) { zh: "最早期限：{due}", en: "First due: {due}" }
        and_more(n: u64) { zh: "另有 {n} 件", en: "{n} more" }
        no_alarms() { zh: "无责任悬空：有待办事项的岗位均有人在岗，逾期事项均有上级督办。", en: "No responsibility gaps: every post with open actions is filled and every overdue action has an authority above it." }
        owner() { zh: "承办岗位", en: "Action owner" }
        mail() { zh: "电子邮件通知", en: "E-mail" }
        mail_none() { zh: "未配置邮件服务器，不发送电子邮件。", en: "No mail server is set up: no e-mail is sent." }
        mail_well() { zh: "邮件服务器正常", en: "The mail server works" }
        mail_new() { zh: "邮件服务器已配置，尚无邮件需要发送", en: "A mail server is set up; nothing had to be sent yet" }
        mail_failing(since: &str, why: &str) { zh: "自 {since} 起无法发送（{why}），系统将继续重试", en: "Nothing gets through since {since} ({why}). It is tried again." }
        mail_counts(waiting: &Counted, in_doubt: &Counted, refused: &Counted) { zh: "待发 {waiting} 封，送达情况不明 {in_doubt} 封，被拒收 {refused} 封", en: "Waiting: {waiting}. Unknown whether they arrived: {in_doubt}. Refused by the receivers' servers: {refused}." }
        imports() { zh: "导入记录", en: "Imports" }
        no_imports() { zh: "尚未导入过台账。", en: "No register has been imported yet." }
        import_line(rows: &Counted, accepted: &Counted, duplicates: &Counted, refused: &Counted) { zh: "{rows} 行：导入 {accepted}，已有 {duplicates}，未通过 {refused}", en: "Rows: {rows}. Imported: {accepted}. Already in the register: {duplicates}. Rejected: {refused}" }
    }
}
