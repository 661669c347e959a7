//! These are the words of look-backs.

bowline_core::words! {
    /// Look-backs: who closes what does not hold, and what is drawn next.
    pub struct LookBackWords {
        title() { zh: "回头看", en: "Look-backs" }
        lead() { zh: "上级机关从下级已销号的隐患中随机抽取，逐件现场复核。不属实率按近一年的复核结果估算，样本小的，区间宽。", en: "An authority above draws closed hazards at random, and each is looked at again on site. Rates are estimated from the looks of the last year; where few were looked at, the interval is wide." }
        draws() { zh: "历次抽取", en: "Draws so far" }
        looks() { zh: "复核事项", en: "Matters looked at" }
        draw_title() { zh: "抽取", en: "Draw" }
        draw_lead() { zh: "同一段日期只能抽取一次，抽中的不能更换。名录先固定，种子后产生；任何人用公布的名录、校验码和种子都能重复抽取。", en: "The same days are drawn from once, and what is drawn cannot be swapped. The list is written down before the seed exists. With list, code and seed, anybody can repeat the draw." }
        from() { zh: "销号日期自", en: "Closed from" }
        until() { zh: "至", en: "Until" }
        source() { zh: "种子来源", en: "Where the seed comes from" }
        source_hint() { zh: "写明哪一期公开摇奖，或者由谁当场掷几次骰子。须在名录固定之后才产生，再由两人分别填写。", en: "Name the public lottery, or who throws the dice how often. It must come about after the list is written down; two people then type it." }
        count() { zh: "先算数量", en: "Count first" }
        draw() { zh: "固定名录", en: "Write the list down" }
        counted(closings: &str, strata: &str, drawn: &str) { zh: "已销号 {closings} 件，按复查人和县分为 {strata} 层，将抽取 {drawn} 件。", en: "Closed: {closings}. Strata by verifier and county: {strata}. To be drawn: {drawn}." }
        share(percent: u32, least: u32) { zh: "每层抽取 {percent}%，至少 {least} 件；不足的全部抽取。", en: "Of each stratum {percent} %, at least {least}; all, where there are fewer." }
        bad_day() { zh: "请选择日期。", en: "Select a date." }
        rate() { zh: "不属实率", en: "False closings" }
        interval() { zh: "95% 置信区间", en: "95 % interval" }
        sample() { zh: "复核件数", en: "Looked at" }
        failed() { zh: "不属实", en: "Of these false" }
        closings() { zh: "代表的销号数", en: "Speaks for closings" }
        unseen() { zh: "未复核层的销号数", en: "Closings in strata not looked at" }
        open() { zh: "待复核", en: "To be looked at" }
        none_yet() { zh: "尚无复核结果", en: "Nothing looked at yet" }
        here() { zh: "本辖区", en: "This area" }
        counties() { zh: "按县（市、区）", en: "By county" }
        offices() { zh: "按主管部门", en: "By authority" }
        verifiers() { zh: "按复查人", en: "By verifier" }
        of_place(rate: &str, low: &str, high: &str, looked: &str) { zh: "回头看不属实率 {rate}（95% 置信区间 {low}–{high}，复核 {looked} 件）", en: "False closings found by look-backs: {rate} (95 % interval {low} to {high}, {looked} looked at)" }
        of_place_none() { zh: "近一年没有回头看结果，不属实率不明", en: "No look-back in the last year; how many closings hold is not known" }
    }
}
