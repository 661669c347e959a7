//! Says in words, in both languages, what a rule of the pack is: from the same data that decides.
//!
//! Must never say anything the data does not. Start at [`explain`].

mod clocks;

pub(super) use clocks::{clock, clock_lines, clock_terms, entailed_text, requirement};

use super::wording::{ask_text, comparison_text};
use super::{
    Checklist, Citation, Condition, Criterion, Ladder, LightSet, Measure, Pack, Party, Procedure, RuleKind, RungAct,
    RungTime, Scale, Step, StepTerm, Tag, Trigger, Validity,
};
use crate::facts::{Act, Grade, Light};
use crate::ids::RuleId;
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
    let mut out = vec![Text::new("取达到的最高等级：", "The highest grade that is reached:")];
    for grade in &rule.grades {
        let Text { zh, en } = &grade.name;
        match &grade.condition {
            Some(condition) => {
                out.push(Text::new(format!("{zh}，当下列成立时："), format!("{en}, when:")));
                lines(pack, condition, 1, &mut out);
            }
            None => {
                out.push(Text::new(format!("{zh}：未达到以上各级的"), format!("{en}: whatever reaches none of these")))
            }
        }
        out.extend(
            grade
                .entails
                .iter()
                .map(entailed_text)
                .map(|Text { zh, en }| Text::new(format!("则：{zh}"), format!("Then: {en}"))),
        );
    }
    out
}

pub(super) fn trigger(pack: &Pack, rule: &Trigger) -> Vec<Text> {
    let mut out = Vec::new();
    if let Some(condition) = &rule.condition {
        out.push(Text::new("当下列成立时：", "When:"));
        lines(pack, condition, 1, &mut out);
    }
    out.extend(
        rule.undecided
            .iter()
            .map(|why| Text::new(format!("不作判定：{}", why.zh), format!("Never decided: {}", why.en))),
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
        format!("建议{}：由{zh}，对{}", act.zh, whom.zh),
        format!("Proposes {}: by {en}, towards {}", act.en, whom.en),
    )
}

pub(super) fn criterion(pack: &Pack, rule: &Criterion) -> Vec<Text> {
    let mut out = Vec::new();
    part(pack, "适用于", "Speaks about", rule.scope.as_ref(), &mut out);
    part(pack, "除非", "Unless", rule.except.as_ref(), &mut out);
    part(pack, "当下列成立时", "Holds when", rule.condition.as_ref(), &mut out);
    match &rule.undecided {
        Some(why) => out.push(Text::new(format!("不作判定：{}", why.zh), format!("Never decided: {}", why.en))),
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
        Grade::Major => Text::new("则为重大事故隐患", "Then it is a major accident hazard"),
        Grade::General => Text::new("则为一般事故隐患", "Then it is a general hazard"),
    }
}

/// One line per node of a condition, indented. Its depth is bounded by the loader.
pub(super) fn lines(pack: &Pack, condition: &Condition, depth: usize, out: &mut Vec<Text>) {
    if depth > super::MAX_DEPTH {
        return;
    }
    let indent = "· ".repeat(depth);
    let (head, inner): (Text, &[Condition]) = match condition {
        Condition::Input { input, is } => {
            let (ask, is) = (ask_text(pack, input), comparison_text(pack, input, is));
            (Text::new(format!("{} — {}", ask.zh, is.zh), format!("{} — {}", ask.en, is.en)), &[])
        }
        Condition::All(of) => (Text::new("下列全部：", "all of these:"), of),
        Condition::Any(of) => (Text::new("下列之一：", "any of these:"), of),
        Condition::Not(inner) => (Text::new("并非：", "not:"), std::slice::from_ref(inner.as_ref())),
        Condition::AtLeast { n, of } => (
            Text::new(format!("下列 {} 项中至少 {n} 项：", of.len()), format!("at least {n} of these {}:", of.len())),
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
                format!("· 不合格时试判：{}", ids.join("、")),
                format!("· If not, try: {}", ids.join(", ")),
            ));
        }
        out.extend(check.cite.iter().map(|cite| citation(pack, cite)));
    }
    out
}

pub(super) fn lights(pack: &Pack, rule: &LightSet) -> Vec<Text> {
    let mut out = Vec::new();
    for light in &rule.lights {
        let Text { zh, en } = rung_act(&RungAct::Light(light.light));
        match &light.condition {
            Some(condition) => {
                out.push(Text::new(format!("{zh}，当下列成立时："), format!("{en}, when:")));
                lines(pack, condition, 1, &mut out);
            }
            None => out.push(Text::new(format!("其余：{zh}"), format!("Otherwise {en}"))),
        }
    }
    out
}

pub(super) fn procedure(pack: &Pack, rule: &Procedure) -> Vec<Text> {
    let mut out = Vec::new();
    for (no, step) in rule.steps.iter().enumerate() {
        out.push(step_text(no + 1, step));
        let late = pack
            .ladders()
            .latest(&step.ladder)
            .map(|ladder| ladder.title.clone())
            .unwrap_or_else(|| Text::same(step.ladder.as_str()));
        out.push(Text::new(format!("· 逾期：{}", late.zh), format!("· If late: {}", late.en)));
        out.extend(step.cite.iter().map(|cite| citation(pack, cite)));
    }
    out
}

fn step_text(no: usize, step: &Step) -> Text {
    let Text { zh, en } = step_line(step);
    Text::new(format!("{no}. {zh}"), format!("{no}. {en}"))
}

/// Who must do what within which time, and who confirms.
pub(super) fn step_line(step: &Step) -> Text {
    let (act, owner, verifier) = (act_text(step.act), party(step.owner), party(step.verifier));
    let term = match step.term {
        StepTerm::Term(term) => term.text(),
        StepTerm::Ordered(_) => Text::new("责令或方案载明的期限", "the day set by the order or the plan"),
    };
    Text::new(
        format!("{}：由{}负责，期限 {}，由{}确认", act.zh, owner.zh, term.zh, verifier.zh),
        format!("{}: {} must, within {}; {} confirms", act.en, owner.en, term.en, verifier.en),
    )
}

pub(super) fn ladder(rule: &Ladder) -> Vec<Text> {
    let said = rule.rungs.iter().map(|rung| {
        let (when, act) = (rung_time(rung.when), rung_act(&rung.act));
        Text::new(format!("{}：{}", when.zh, act.zh), format!("{}: {}", when.en, act.en))
    });
    said.collect()
}

pub(super) fn rung_time(when: RungTime) -> Text {
    match when {
        RungTime::Before(term) => {
            let term = term.text();
            Text::new(format!("到期前 {}", term.zh), format!("{} before it is due", term.en))
        }
        RungTime::After(term) if term.is_zero() => Text::new("到期当刻", "at the due moment"),
        RungTime::After(term) => {
            let term = term.text();
            Text::new(format!("到期后 {}", term.zh), format!("{} after it was due", term.en))
        }
    }
}

pub(super) fn rung_act(act: &RungAct) -> Text {
    match act {
        RungAct::Remind => Text::new("列入责任人的提醒", "it stands in the owner's digest"),
        RungAct::Light(Light::Green) => Text::new("亮绿灯", "the light turns green"),
        RungAct::Light(Light::Yellow) => Text::new("亮黄灯", "the light turns yellow"),
        RungAct::Light(Light::Red) => Text::new("亮红灯", "the light turns red"),
        RungAct::Supervise { term, ladder } => {
            let term = term.text();
            Text::new(
                format!("上级机构须在 {} 内督办；再逾期按 {ladder}", term.zh),
                format!("the office above must see to it within {}; if late again, {ladder}", term.en),
            )
        }
    }
}

fn party(party: Party) -> Text {
    match party {
        Party::Unit => Text::new("责任单位", "the unit responsible"),
        Party::OfficeHead => Text::new("主管机构负责人", "the head of the office in charge"),
        Party::OfficeInspector => Text::new("主管机构执法检查人员", "an inspector of the office in charge"),
    }
}

pub(super) fn act_text(act: Act) -> Text {
    match act {
        Act::Grade => Text::new("分级", "Grade the hazard"),
        Act::Order => Text::new("交办", "Order it to the unit responsible"),
        Act::Accept => Text::new("签收", "Accept the order"),
        Act::Control => Text::new("临时管控", "Put interim control in place"),
        Act::Plan => Text::new("五落实", "Fix person, measures, money, date and contingency"),
        Act::Rectify => Text::new("整改", "Remove the hazard and hand in proof"),
        Act::Verify => Text::new("复查验收", "Verify that it is gone"),
        Act::CloseOff => Text::new("销号", "Close it off the list"),
        Act::Supervise => Text::new("督办", "See to it that the late one below is done"),
        Act::AnswerAlarm => Text::new("处置告警", "Remove the cause of the alarm"),
    }
}

pub(super) fn validity(valid: Validity) -> Text {
    match valid.to {
        Some(to) => {
            Text::new(format!("自 {} 至 {to} 有效", valid.from), format!("In force from {} to {to}", valid.from))
        }
        None => Text::new(format!("自 {} 起有效", valid.from), format!("In force from {}", valid.from)),
    }
}

pub(super) fn citation(pack: &Pack, cite: &Citation) -> Text {
    let (tag_zh, tag_en) = tag(cite.tag);
    if cite.tag == Tag::Default {
        return Text::new(format!("· 国家文本未定之处：{tag_zh}"), format!("· What no national text sets: {tag_en}"));
    }
    let (article, checked_on) = (pack.instruments().article(cite), cite.checked_on);
    let instrument = pack.instruments().name(&cite.instrument);
    Text::new(
        format!("· 出处：{}，{}（{tag_zh}；{checked_on} 核对）", instrument.zh, article.zh),
        format!("· Source: {}, {} ({tag_en}; checked on {checked_on})", instrument.en, article.en),
    )
}

/// How sure we are, in words.
pub(super) fn tag_text(of: Tag) -> Text {
    let (zh, en) = tag(of);
    Text::new(zh, en)
}

const fn tag(tag: Tag) -> (&'static str, &'static str) {
    match tag {
        Tag::Verified => ("已核对原文", "text read"),
        Tag::Partly => ("部分核对", "seen in part"),
        Tag::FromMemory => ("凭记忆，用前须核对", "from memory; check before relying on it"),
        Tag::Local => ("地方规定样例", "a local rule, as a sample"),
        Tag::TopicOnly => ("仅知主题", "known by topic only"),
        Tag::Default => ("规则包默认值，叠加包可改定", "this pack's own default; an overlay may set it"),
    }
}
