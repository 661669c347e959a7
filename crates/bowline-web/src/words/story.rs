//! These are the words of one matter, of whatever kind: its story, its actions, whose turn it is.
//!
//! This module must never name a kind: what one kind says alone stands in its own dictionary.

bowline_core::words! {
    /// The story of a matter, of whatever kind.
    pub struct StoryWords {
        due() { zh: "办理期限", en: "Due" }
        number() { zh: "编号", en: "Case no." }
        turn() { zh: "当前承办", en: "Action owner" }
        act() { zh: "待办环节", en: "Next action" }
        raised() { zh: "已提级至", en: "Escalated to" }
        next() { zh: "当前可办理", en: "Actions available to you" }
        nothing() { zh: "当前无需您办理", en: "No action is required from you" }
        nothing_text(who: &str) { zh: "当前由{who}办理", en: "Current action owner: {who}" }
        timeline() { zh: "办理记录", en: "History" }
        held() { zh: "发生时间", en: "occurred at" }
        learned() { zh: "登记时间", en: "recorded at" }
        scheduled() { zh: "应处理时间", en: "due at" }
        noticed() { zh: "系统处理时间", en: "processed at" }
        duties() { zh: "办理事项与期限", en: "Actions and deadlines" }
        owner_because() { zh: "承办岗位的确定依据", en: "Why this post is responsible" }
        working() { zh: "期限的计算过程", en: "How this date was calculated" }
        because() { zh: "规定依据", en: "Legal basis" }
        verifier() { zh: "复查人", en: "Verified by" }
        superior() { zh: "上级主管部门", en: "Authority above" }
        watches(no: &u32) { zh: "督办对象：第 {no} 项", en: "Oversight of action {no}" }
        rungs() { zh: "已启动的逾期措施", en: "Escalation steps taken" }
        explain() { zh: "依据及计算过程", en: "Basis and calculation" }
        standing_open() { zh: "办理中", en: "Open" }
        standing_quiet() { zh: "已下发督办函，等待回复", en: "Notice sent, waiting for the reply" }
        standing_right() { zh: "可以行使", en: "May be used" }
        standing_missed() { zh: "本期未办", en: "Missed in its period" }
        standing_lapsed() { zh: "不再需要", en: "No longer required" }
        reply_due(due: &str) { zh: "回复期限：{due}", en: "Reply due: {due}" }
        beside() { zh: "其他未办结事项", en: "Also outstanding" }
        standing_submitted() { zh: "已提交，待复查", en: "Submitted, to be verified" }
        standing_paused() { zh: "依法中止计时", en: "Paused on a legal ground" }
        standing_done() { zh: "已办结", en: "Completed" }
        standing_discharged() { zh: "已自动解除", en: "No longer required" }
        standing_ledger() { zh: "原台账载明已办结", en: "Completed in the imported register" }
        rulebook() { zh: "适用规则库", en: "Rulebook" }
        particulars() { zh: "基本情况", en: "Particulars" }
        proofs() { zh: "整改佐证材料", en: "Evidence" }
        taken() { zh: "拍摄", en: "Taken" }
        away(distance: &str) { zh: "距登记位置 {distance}", en: "{distance} from the registered site" }
        metres(n: &str) { zh: "{n} 米", en: "{n} m" }
        kilometres(n: &str) { zh: "{n} 公里", en: "{n} km" }
        used_here(n: u32) { zh: "同一文件在本事项中已提交 {n} 次", en: "This file was handed in {n} times in this matter" }
        used_elsewhere(n: u64) { zh: "同一文件还用于其他 {n} 件事项", en: "Other matters with this file: {n}" }
        before() { zh: "整改前（发现时）", en: "Before (when found)" }
        after() { zh: "整改后（最近提交）", en: "After (last submitted)" }
        no_files() { zh: "未提交照片或者文件", en: "No photo or document was submitted" }
        print() { zh: "打印", en: "Print" }
        version(n: &u32) { zh: "第 {n} 版", en: "Version {n}" }
        settled_duties(n: usize) { zh: "已办结事项（{n} 项）", en: "Completed actions ({n})" }
    }
}
