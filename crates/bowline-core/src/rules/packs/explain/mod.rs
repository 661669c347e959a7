//! This module says in words, in both languages, what a rule of the pack is. It reads the same data that decides.
//!
//! This module must never say anything the data does not. Start at [`explain`].

mod clocks;
mod kinds;

pub(super) use clocks::{clock, clock_lines, clock_term, clock_terms, entailed_text, requirement};
pub(super) use kinds::{chosen_lines, kind, kind_step_line, reopening_lines, term_text};

use super::Pack;
use crate::facts::{Act, Grade};
use crate::ids::RuleId;
use crate::rules::law::wording::{asked_text, comparison_text};
use crate::rules::law::{
    Checklist, Citation, Condition, Criterion, Ladder, LightSet, MAX_DEPTH, Measure, Party, Procedure, ReplyTerm,
    RuleKind, RungAct, RungTime, Scale, Signal, Step, StepTerm, Tag, Trigger, Validity,
};
use crate::time::day_text;
use crate::words::Text;

/// A rule in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// Its title.
    pub title: Text,
    /// Sentences, in order.
    pub paragraphs: Vec<Text>,
}

/// Explains the latest edition of a rule of any kind. None: the pack has no such rule.
#[must_use]
pub fn explain(pack: &Pack, id: &RuleId) -> Option<Explained> {
    let entry = pack.book().editions(id).pop()?;
    let mut paragraphs = vec![validity(entry.valid)];
    paragraphs.extend(entry.words(pack));
    // The steps of a procedure and the checks of a list stand with their own sources.
    if !matches!(entry.kind, RuleKind::Procedure | RuleKind::Checklist) {
        paragraphs.extend(entry.cites.iter().map(|cite| citation(pack, cite)));
    }
    Some(Explained { title: entry.title.clone(), paragraphs })
}

pub(super) fn scale(pack: &Pack, rule: &Scale) -> Vec<Text> {
    let mut out = vec![Text::new("按所达到的最高等级确定：", "The highest grade reached applies:")];
    for grade in &rule.grades {
        let Text { zh, en } = &grade.name;
        match &grade.condition {
            Some(condition) => {
                out.push(Text::new(format!("符合下列情形的，为{zh}："), format!("{en}, when:")));
                lines(pack, condition, 1, &mut out);
            }
            None => out
                .push(Text::new(format!("未达到以上各级的，为{zh}"), format!("{en}: where none of these is reached"))),
        }
        out.extend(
            grade
                .entails
                .iter()
                .map(entailed_text)
                .map(|Text { zh, en }| Text::new(format!("处理：{zh}"), format!("Consequence: {en}"))),
        );
    }
    out
}

pub(super) fn trigger(pack: &Pack, rule: &Trigger) -> Vec<Text> {
    let mut out = Vec::new();
    if let Some(condition) = &rule.condition {
        out.push(Text::new("符合下列情形的：", "When:"));
        lines(pack, condition, 1, &mut out);
    }
    out.extend(
        rule.undecided.iter().map(|why| {
            Text::new(format!("系统不作判定：{}", why.zh), format!("Not evaluated by the system: {}", why.en))
        }),
    );
    out.push(proposal_text(pack, rule));
    out
}

pub(super) fn measure(rule: &Measure) -> Vec<Text> {
    let part_of = rule.parent.as_ref().map(|id| Text::new(format!("分解自：{id}"), format!("Part of: {id}")));
    part_of.into_iter().chain(rule.lines()).collect()
}

/// What follows: what, by whom, towards whom.
pub(super) fn proposal_text(pack: &Pack, rule: &Trigger) -> Text {
    let join =
        |pick: fn(&Text) -> &str, by: &str| rule.by.iter().map(|post| pick(&post.name)).collect::<Vec<_>>().join(by);
    let (zh, en, whom) = (join(|text| &text.zh, "或"), join(|text| &text.en, " or "), &rule.whom.name);
    let act = rule.act(pack);
    Text::new(
        format!("建议由{zh}对{}实施{}", whom.zh, act.zh),
        format!("{} is proposed: by {en}, of {}", act.en, whom.en),
    )
}

pub(super) fn criterion(pack: &Pack, rule: &Criterion) -> Vec<Text> {
    let mut out = Vec::new();
    part(pack, "适用范围", "Applies to", rule.scope.as_ref(), &mut out);
    part(pack, "下列情形除外", "Except", rule.except.as_ref(), &mut out);
    part(pack, "符合下列情形的", "Met when", rule.condition.as_ref(), &mut out);
    match &rule.undecided {
        Some(why) => {
            out.push(Text::new(format!("系统不作判定：{}", why.zh), format!("Not evaluated by the system: {}", why.en)))
        }
        None => out.push(grade_text(rule.grade)),
    }
    out
}

/// A condition under its heading.
fn part(pack: &Pack, zh: &str, en: &str, condition: Option<&Condition>, out: &mut Vec<Text>) {
    if let Some(condition) = condition {
        out.push(Text::new(format!("{zh}："), format!("{en}:")));
        lines(pack, condition, 1, out);
    }
}

pub(super) fn grade_text(grade: Grade) -> Text {
    match grade {
        Grade::Major => Text::new("判定为重大事故隐患", "The hazard is then a major accident hazard"),
        Grade::General => Text::new("判定为一般事故隐患", "The hazard is then a general hazard"),
    }
}

/// One line per node of a condition, indented. Its depth is bounded by the loader.
pub(super) fn lines(pack: &Pack, condition: &Condition, depth: usize, out: &mut Vec<Text>) {
    if depth > MAX_DEPTH {
        return;
    }
    let indent = "· ".repeat(depth);
    let (head, inner): (Text, &[Condition]) = match condition {
        Condition::Input { input, is } => {
            let (ask, is) = (asked_text(pack, input), comparison_text(pack, input, is));
            (Text::new(format!("{}：{}", ask.zh, is.zh), format!("{} — {}", ask.en, is.en)), &[])
        }
        Condition::All(of) => (Text::new("同时符合下列情形：", "all of:"), of),
        Condition::Any(of) => (Text::new("符合下列情形之一：", "any of:"), of),
        Condition::Not(inner) => (Text::new("不属于下列情形：", "none of:"), std::slice::from_ref(inner.as_ref())),
        Condition::AtLeast { n, of } => (
            Text::new(
                format!("下列 {} 项中符合 {n} 项以上：", of.len()),
                format!("at least {n} of these {}:", of.len()),
            ),
            of,
        ),
    };
    out.push(Text::new(format!("{indent}{}", head.zh), format!("{indent}{}", head.en)));
    for condition in inner {
        lines(pack, condition, depth + 1, out);
    }
}

pub(super) fn checklist(pack: &Pack, rule: &Checklist) -> Vec<Text> {
    let mut out = Vec::new();
    for (no, check) in rule.checks.iter().enumerate() {
        let (no, Text { zh, en }) = (no + 1, &check.title);
        out.push(Text::new(format!("{no}. {zh}（{}）", check.id), format!("{no}. {en} ({})", check.id)));
        lines(pack, &check.passes, 1, &mut out);
        if !check.candidates.is_empty() {
            let ids: Vec<&str> = check.candidates.iter().map(RuleId::as_str).collect();
            out.push(Text::new(
                format!("· 不合格的，按下列判定标准判定：{}", ids.join("、")),
                format!("· If failed, evaluate: {}", ids.join(", ")),
            ));
        }
        out.extend(check.cite.iter().map(|cite| citation(pack, cite)));
    }
    out
}

pub(super) fn lights(pack: &Pack, rule: &LightSet) -> Vec<Text> {
    let mut out = Vec::new();
    for light in &rule.lights {
        let Text { zh, en } = signal_text(light.light);
        match &light.condition {
            Some(condition) => {
                out.push(Text::new(format!("符合下列情形的，为{zh}："), format!("{en}, when:")));
                lines(pack, condition, 1, &mut out);
            }
            None => out.push(Text::new(format!("其他情形：{zh}"), format!("Otherwise: {en}"))),
        }
    }
    out
}

pub(super) fn procedure(pack: &Pack, rule: &Procedure) -> Vec<Text> {
    let mut out = Vec::new();
    for (no, step) in rule.steps.iter().enumerate() {
        out.push(step_text(no + 1, step));
        let late = ladder_title(pack, &step.ladder);
        out.push(Text::new(format!("· 逾期的：{}", late.zh), format!("· If overdue: {}", late.en)));
        out.extend(step.cite.iter().map(|cite| citation(pack, cite)));
    }
    out
}

fn ladder_title(pack: &Pack, id: &RuleId) -> Text {
    pack.ladders().latest(id).map_or_else(|| Text::same(id.as_str()), |ladder| ladder.title.clone())
}

fn step_text(no: usize, step: &Step) -> Text {
    let Text { zh, en } = step_line(step);
    Text::new(format!("{no}. {zh}"), format!("{no}. {en}"))
}

/// Who must do what within which time, and who verifies.
pub(super) fn step_line(step: &Step) -> Text {
    let (act, owner, verifier) = (act_text(step.act), party(step.owner), party(step.verifier));
    let term = match step.term {
        StepTerm::Term(term) => {
            let Text { zh, en } = term.text();
            Text::new(format!(" {zh}"), format!("within {en}"))
        }
        StepTerm::Ordered(_) => Text::new("交办时确定的期限", "by the due date set in the order"),
    };
    Text::new(
        format!("{}：由{}办理，办理期限为{}，由{}复查", act.zh, owner.zh, term.zh, verifier.zh),
        format!("{}: by {}, {}; verified by {}", act.en, owner.en, term.en, verifier.en),
    )
}

pub(super) fn ladder(pack: &Pack, rule: &Ladder) -> Vec<Text> {
    let said = rule.rungs.iter().map(|rung| {
        let (when, act) = (rung_time(rung.when), rung_act(pack, &rung.act));
        Text::new(format!("{}：{}", when.zh, act.zh), format!("{}: {}", when.en, act.en))
    });
    said.chain(rule.reply.as_ref().map(reply_text)).collect()
}

/// What follows when the office above has written.
pub(super) fn reply_text(reply: &ReplyTerm) -> Text {
    let term = reply.term.text();
    Text::new(
        format!("发出督办函后：逾期承办岗位须在 {} 内回复，其间本督办事项暂不提级（以一次为限）", term.zh),
        format!(
            "once an oversight notice is sent: a reply is due within {}, and until then this oversight action waits (once only)",
            term.en
        ),
    )
}

pub(super) fn rung_time(when: RungTime) -> Text {
    match when {
        RungTime::Before(term) => {
            let term = term.text();
            Text::new(format!("期限届满前 {}", term.zh), format!("{} before the due date", term.en))
        }
        RungTime::After(term) if term.is_zero() => Text::new("期限届满时", "when due"),
        RungTime::After(term) => {
            let term = term.text();
            Text::new(format!("逾期 {}", term.zh), format!("{} after the due date", term.en))
        }
    }
}

pub(super) fn rung_act(pack: &Pack, act: &RungAct) -> Text {
    match act {
        RungAct::Remind => Text::new("提醒承办人", "reminder to the action owner"),
        RungAct::Light(light) => signal_text((*light).into()),
        RungAct::Supervise { term, ladder } => {
            let (term, then) = (term.text(), ladder_title(pack, ladder));
            Text::new(
                format!("由上级主管部门在 {}内督办；再逾期的，按“{}”处理", term.zh, then.zh),
                format!("the authority above must follow up within {}; if overdue again, see “{}”", term.en, then.en),
            )
        }
    }
}

/// What shows.
pub(super) fn signal_text(signal: Signal) -> Text {
    match signal {
        Signal::NoData => Text::new("显示无数据", "status shows no data"),
        Signal::Green => Text::new("亮绿灯", "status turns green"),
        Signal::Silent => Text::new("显示长期未上报", "status shows that nothing was reported for long"),
        Signal::Yellow => Text::new("亮黄灯", "status turns amber"),
        Signal::Red => Text::new("亮红灯", "status turns red"),
    }
}

fn party(party: Party) -> Text {
    match party {
        Party::Unit => Text::new("责任单位", "the organisation responsible"),
        Party::OfficeHead => Text::new("主管部门负责人", "the head of the authority"),
        Party::OfficeInspector => Text::new("主管部门监督检查人员", "an inspector of the authority"),
    }
}

pub(super) fn act_text(act: Act) -> Text {
    match act {
        Act::GRADE => Text::new("分级判定", "Classify the hazard"),
        Act::ORDER => Text::new("交办", "Issue a corrective-action order to the organisation responsible"),
        Act::ACCEPT => Text::new("签收", "Acknowledge the order"),
        Act::CONTROL => Text::new("临时管控", "Put interim controls in place"),
        Act::PLAN => Text::new(
            "整改方案（五落实）",
            "Submit a corrective action plan: person, measures, funds, date and contingency",
        ),
        Act::RECTIFY => Text::new("整改", "Correct the hazard and submit evidence"),
        Act::VERIFY => Text::new("复查验收", "Verify that the hazard has been removed"),
        Act::CLOSE_OFF => Text::new("销号", "Close out the hazard"),
        Act::SUPERVISE => Text::new("逾期督办", "Oversee the overdue action below"),
        Act::REPLY => Text::new("督办回复", "Reply to the oversight notice"),
        Act::ANSWER_ALARM => Text::new("处置责任悬空", "Remove the cause of the responsibility gap"),
        _ => act.name(),
    }
}

pub(super) fn validity(valid: Validity) -> Text {
    match valid.to {
        Some(to) => {
            let (from, to) = (day_text(valid.from), day_text(to));
            Text::new(format!("自 {}至 {}施行", from.zh, to.zh), format!("In force from {} to {}", from.en, to.en))
        }
        None => {
            let from = day_text(valid.from);
            Text::new(format!("自 {}起施行", from.zh), format!("In force from {}", from.en))
        }
    }
}

pub(super) fn citation(pack: &Pack, cite: &Citation) -> Text {
    let Text { zh: tag_zh, en: tag_en } = cite.tag.text();
    if cite.tag == Tag::Default {
        return Text::new(
            format!("· 国家规定未明确，{tag_zh}，可由地方规则库另行规定"),
            format!("· Not set by national law: {tag_en}"),
        );
    }
    let (cited, checked_on) = (pack.instruments().cited(cite), day_text(cite.checked_on));
    Text::new(
        format!("· 出处：{}（{tag_zh}；{}核对）", cited.zh, checked_on.zh),
        format!("· Source: {} ({tag_en}; checked on {})", cited.en, checked_on.en),
    )
}
