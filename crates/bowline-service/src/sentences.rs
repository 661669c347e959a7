//! These sentences tell facts in both languages: in the timeline, and to somebody who must learn what another person
//! just did.
//!
//! This module must never say what the fact does not.

use crate::deeds::deed_title;
use bowline_core::facts::{Grade, Light, RungFired, Source, What};
use bowline_core::rules::Pack;
use bowline_core::time::day_text;
use bowline_core::words::{Lang, Text};

bowline_core::words! {
    /// Titles and details of facts.
    pub struct FactWords {
        found_self_check() { zh: "企业自查发现隐患", en: "Hazard found by self-inspection" }
        found_inspection() { zh: "检查发现隐患", en: "Hazard found by an inspection" }
        found_cadre_expert() { zh: "“干部+专家”检查发现隐患", en: "Hazard found by an official and expert inspection" }
        found_tip() { zh: "群众举报隐患", en: "Hazard reported by a member of the public" }
        found_accident_lesson() { zh: "吸取事故教训、举一反三发现隐患", en: "Hazard found from the lesson of an accident" }
        found_ledger() { zh: "由原台账导入", en: "Imported from the authority's own register" }
        graded_general() { zh: "判定为一般事故隐患", en: "Classified: general hazard" }
        graded_major() { zh: "判定为重大事故隐患", en: "Classified: major accident hazard" }
        ordered() { zh: "已交办责任单位整改", en: "Corrective-action order issued to the organisation responsible" }
        accepted() { zh: "责任单位已签收", en: "Order acknowledged by the organisation" }
        planned() { zh: "已提交整改方案（五落实）", en: "Corrective action plan submitted" }
        controlled() { zh: "已采取临时管控", en: "Interim controls in place" }
        proof_submitted() { zh: "已提交整改情况和佐证材料", en: "Evidence of completion submitted" }
        verified() { zh: "复查验收通过", en: "Verified by another person" }
        returned() { zh: "复查未通过，已退回整改", en: "Not corrected: returned" }
        closed_off() { zh: "已销号", en: "Closed out" }
        closed_by_ledger() { zh: "原台账载明已销号（本系统未复查）", en: "Closed out in the imported register; not verified in this system" }
        supervised() { zh: "上级下发督办函", en: "Oversight notice from a higher authority" }
        replied() { zh: "逾期承办岗位已回复督办函", en: "Reply to the oversight notice" }
        bore(upto: u32) { zh: "由此产生的事项已有 {upto} 件", en: "Matters begun by it so far: {upto}" }
        linked(n: usize) { zh: "由此产生的事项，{n} 件已结束", en: "Matters begun by it that are over: {n}" }
        joined() { zh: "同一情况的另一事项并入本事项", en: "Another matter about the same thing was joined to this one" }
        parted() { zh: "并入本事项的另一事项已分出，单独办理", en: "The matter that was joined to this one goes its own way again" }
        handed_over(from: &str, to: &str) { zh: "职责承接：{from}的待办事项由{to}承接，期限不变", en: "Handed over from {from} to {to}; no deadline moved" }
        other() { zh: "记录", en: "Record" }
        plan_person(value: &str) { zh: "责任人：{value}", en: "Person responsible: {value}" }
        plan_measures(value: &str) { zh: "措施：{value}", en: "Measures: {value}" }
        plan_funds(value: u64, unit: &str) { zh: "资金：{value} {unit}", en: "Funds: {unit} {value}" }
        graded_as(name: &str) { zh: "判定为{name}", en: "Classified: {name}" }
        plan_until(value: &str) { zh: "时限：{value}", en: "Planned completion date: {value}" }
        plan_contingency(value: &str) { zh: "应急预案：{value}", en: "Contingency plan: {value}" }
        rung_remind(act: &str) { zh: "提醒：“{act}”即将到期", en: "Reminder: “{act}” is due soon" }
        rung_yellow(act: &str) { zh: "黄灯：“{act}”逾期", en: "Amber: “{act}” is overdue" }
        rung_red(act: &str) { zh: "红灯：“{act}”逾期仍未办结", en: "Red: “{act}” is still overdue" }
        rung_supervise(act: &str, owner: &str) { zh: "“{act}”逾期，提级督办：{owner}", en: "“{act}” is overdue: escalated to {owner}" }
        rung_no_superior(act: &str) { zh: "“{act}”逾期，无上级部门督办，已列为责任悬空", en: "“{act}” is overdue and there is no authority above: recorded as a responsibility gap" }
    }
}

fn both(sentence: impl Fn(FactWords) -> String) -> Text {
    Text::new(sentence(FactWords(Lang::Zh)), sentence(FactWords(Lang::En)))
}

/// The title of a fact.
pub(crate) fn title(pack: &Pack, what: &What) -> Text {
    both(|words| match what {
        What::Found(found) => match found.source {
            Source::SelfCheck => words.found_self_check(),
            Source::Inspection => words.found_inspection(),
            Source::CadreExpert => words.found_cadre_expert(),
            Source::Tip => words.found_tip(),
            Source::AccidentLesson => words.found_accident_lesson(),
            Source::Ledger => words.found_ledger(),
        },
        What::Graded(graded) => match (pack.country().grade_names(), graded.grade) {
            (Some(names), Grade::Major) => words.graded_as(names.major.get(words.0)),
            (Some(names), Grade::General) => words.graded_as(names.general.get(words.0)),
            (None, Grade::Major) => words.graded_major(),
            (None, Grade::General) => words.graded_general(),
        },
        What::Ordered(_) => words.ordered(),
        What::Accepted(_) => words.accepted(),
        What::Planned(_) => words.planned(),
        What::Controlled(_) => words.controlled(),
        What::ProofSubmitted(_) => words.proof_submitted(),
        What::Verified(_) => words.verified(),
        What::Returned(_) => words.returned(),
        What::ClosedOff(closed) if closed.closing == bowline_core::facts::Closing::Ledger => words.closed_by_ledger(),
        What::ClosedOff(_) => words.closed_off(),
        What::Supervised(_) | What::ObligationSupervised(_) => words.supervised(),
        What::Replied(_) | What::ObligationReplied(_) => words.replied(),
        What::Deed(deed) => deed_title(pack, deed).get(words.0).to_owned(),
        What::MatterBore(bore) => words.bore(bore.upto),
        What::MatterLinked(_) => words.linked(1),
        What::MatterJoined(it) if it.stands => words.joined(),
        What::MatterJoined(_) => words.parted(),
        _ => words.other(),
    })
}

/// So many matters that it began are over.
pub(crate) fn linked(number: usize) -> Text {
    both(|words| words.linked(number))
}

/// One body took over what another owed.
pub(crate) fn handed_over(from: &Text, to: &Text) -> Text {
    both(|words| words.handed_over(from.get(words.0), to.get(words.0)))
}

/// What was written in a fact.
pub(crate) fn details(pack: &Pack, what: &What) -> Vec<Text> {
    match what {
        What::Found(found) => vec![Text::same(&found.description)],
        What::Controlled(controlled) => vec![Text::same(&controlled.measures)],
        What::ProofSubmitted(submitted) => vec![Text::same(&submitted.note)],
        What::Verified(verified) => vec![Text::same(&verified.finding)],
        What::Returned(returned) => vec![Text::same(&returned.reason)],
        What::Supervised(supervised) | What::ObligationSupervised(supervised) => vec![Text::same(&supervised.letter)],
        What::Replied(replied) | What::ObligationReplied(replied) => vec![Text::same(&replied.reply)],
        What::Planned(planned) => {
            let plan = &planned.plan;
            let unit = pack.country().currency().map(|it| Text::new(&it.name.zh, &it.code)).unwrap_or_default();
            vec![
                both(|words| words.plan_person(&plan.person)),
                both(|words| words.plan_measures(&plan.measures)),
                both(|words| words.plan_funds(plan.funds_yuan, unit.get(words.0)).trim().to_owned()),
                both(|words| words.plan_until(day_text(plan.until).get(words.0))),
                both(|words| words.plan_contingency(&plan.contingency)),
            ]
        }
        _ => Vec::new(),
    }
}

/// The title of a rung.
pub(crate) fn rung(act: &Text, rung: &RungFired, owner: Option<&Text>) -> Text {
    let in_lang = |lang: Lang| {
        let (words, act) = (FactWords(lang), act.get(lang));
        match (owner, rung.light) {
            (Some(owner), _) => words.rung_supervise(act, owner.get(lang)),
            (None, Some(Light::Yellow)) => words.rung_yellow(act),
            (None, Some(Light::Red)) => words.rung_red(act),
            (None, None) if rung.unsupervised => words.rung_no_superior(act),
            (None, _) => words.rung_remind(act),
        }
    };
    Text::new(in_lang(Lang::Zh), in_lang(Lang::En))
}
