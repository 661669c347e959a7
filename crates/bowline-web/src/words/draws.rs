//! These are the words of draws that outsiders can repeat.

bowline_core::words! {
    /// Draws: the list, the seed, the order, who was passed by and why.
    pub struct DrawWords {
        title() { zh: "双随机抽取", en: "Double-random draws" }
        lead() { zh: "名录先固定，种子后产生；任何人用公布的名录、校验码和种子都能得到同样的结果。", en: "The list is written down before the seed exists. With the list, the code and the seed that are published, anybody gets the same result." }
        so_far() { zh: "历次抽取", en: "Draws so far" }
        begin() { zh: "编制抽取名录", en: "Write a list down" }
        pool(units: &str, inspectors: &str) { zh: "名录内单位 {units} 家，在岗检查人员 {inspectors} 名", en: "In the list: organisations {units}, inspectors in post {inspectors}" }
        subject() { zh: "检查事由", en: "What the visits are for" }
        planned_on() { zh: "计划检查日期", en: "Planned for" }
        visits() { zh: "抽取单位数", en: "Organisations to draw" }
        officers() { zh: "每家检查人员数", en: "Inspectors for each" }
        source() { zh: "种子来源", en: "Where the seed comes from" }
        source_hint() { zh: "写明哪一期公开摇奖，或者由谁当场掷几次骰子。须在名录固定之后才产生。", en: "Name the public lottery, or who throws the dice how often. It must come about after the list is written down." }
        conflicts() { zh: "回避申报", en: "Conflicts" }
        conflicts_hint() { zh: "每行一条：检查人员，单位，理由。理由将公开。", en: "One a line: inspector, organisation, reason. Reasons are published." }
        inspectors(names: &str) { zh: "在岗检查人员：{names}", en: "Inspectors in post: {names}" }
        prepare() { zh: "固定名录，提请第二人确认", en: "Write the list down, and ask a second person" }
        bad_day() { zh: "请选择“计划检查日期”。", en: "Select “Planned for”." }
        bad_number() { zh: "请填写整数。", en: "Enter a whole number." }
        nobody() { zh: "只有监管机关能编制名录。", en: "Only an authority writes lists down." }
        steps() { zh: "到哪一步", en: "How far it is" }
        step_list() { zh: "名录固定", en: "List written down" }
        step_confirm() { zh: "第二人确认名录", en: "A second person agreed to the list" }
        step_seed() { zh: "两人填写种子", en: "Two people typed the seed" }
        waits() { zh: "尚未完成", en: "Not yet" }
        waits_second() { zh: "第一人已填写，等待第二人；种子此时不显示", en: "A first person typed it. It is not shown until a second has." }
        by(name: &str) { zh: "{name}", en: "by {name}" }
        by_two(first: &str, second: &str) { zh: "{first}、{second}", en: "by {first} and {second}" }
        hash() { zh: "名录校验值（SHA-256）", en: "Hash of the list (SHA-256)" }
        published() { zh: "事先公布的校验码", en: "Code published beforehand" }
        seed() { zh: "种子", en: "Seed" }
        size() { zh: "抽取数量", en: "How many" }
        file() { zh: "下载名录", en: "Download the list" }
        dossier() { zh: "办理", en: "Act on it" }
        round(no: usize) { zh: "第 {no} 轮", en: "Round {no}" }
        code() { zh: "本轮校验码", en: "Code of this round" }
        leads_back(no: usize) { zh: "对它作 {no} 次 SHA-256，得到事先公布的校验码", en: "Hashed with SHA-256 {no} times, it gives the code published beforehand" }
        leads_nowhere() { zh: "它与事先公布的校验码不符", en: "It does not lead to the code published beforehand" }
        repeat() { zh: "自己重复一遍", en: "Repeat it yourself" }
        repeat_text() { zh: "下载名录，在装有 Python 3 的电脑上运行（脚本见说明书 docs/how/draw.py）：", en: "Download the list, and run this where Python 3 is (the script is docs/how/draw.py of the manual):" }
        passed_by() { zh: "跳过及理由", en: "Passed by, and why" }
        position() { zh: "位置值", en: "Position" }
        name() { zh: "名称", en: "Name" }
        result() { zh: "结果", en: "Result" }
        drawn() { zh: "抽中", en: "Drawn" }
        left() { zh: "未抽中", en: "Not drawn" }
        skipped(reason: &str) { zh: "跳过：{reason}", en: "Passed by: {reason}" }
        more(count: &str) { zh: "另有 {count} 行，见名录文件", en: "Further lines: {count}. The file has them all." }
        candidates() { zh: "名录", en: "List" }
    }
}
