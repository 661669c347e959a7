//! This module writes out in words, as sheets of named lines, everything that a pack decides. Two packs are compared by
//! their sheets.
//!
//! This module must never leave out anything that decides. Start at `sheets`.

use super::Pack;
use super::explain::{
    citation, clock_lines, clock_terms, entailed_text, grade_text, lines, proposal_text, reply_text, rung_act,
    rung_time, step_line, validity,
};
use super::kind_sheet;
use crate::places::Level;
use crate::rules::law::kinds::Kind;
use crate::rules::law::{
    Checklist, Clock, Condition, Criterion, Input, InputKind, Ladder, LightSet, Measure, Procedure, Requirement,
    RuleKind, RuleSet, RungAct, Scale, Trigger,
};
use crate::words::Text;
use serde::Serialize;

/// One rule written out.
pub(super) struct Sheet {
    pub(super) kind: RuleKind,
    pub(super) id: String,
    pub(super) title: Text,
    /// First day in force, for kinds that have editions.
    pub(super) edition: Option<String>,
    /// A name that stays the same from pack to pack, and lines.
    pub(super) parts: Vec<(Text, Vec<Text>)>,
}

/// Every rule of a pack.
pub(super) fn sheets(pack: &Pack) -> Vec<Sheet> {
    let criteria = pack.criteria().iter().map(|rule| criterion(pack, rule));
    let procedures = pack.procedures().iter().map(|rule| procedure(pack, rule));
    let ladders = pack.ladders().iter().map(|rule| ladder(pack, rule));
    let checklists = pack.checklists().iter().map(|list| checklist(pack, list));
    let lights = pack.lights().iter().map(|set| lights(pack, set));
    let sets = pack.sets().iter().map(set);
    let inputs = pack.inputs().values().map(input);
    let scales = pack.scales().iter().map(|rule| scale(pack, rule));
    let triggers = pack.triggers().iter().map(|rule| trigger(pack, rule));
    let clocks = pack.clocks().iter().map(|rule| clock(pack, rule));
    let requirements = pack.requirements().iter().map(|rule| requirement(pack, rule));
    let measures = pack.measures().iter().map(|rule| measure(pack, rule));
    let kinds = pack.kinds().iter().map(|it| kind(pack, it));
    criteria
        .chain(procedures)
        .chain(ladders)
        .chain(scales)
        .chain(triggers)
        .chain(clocks)
        .chain(requirements)
        .chain(measures)
        .chain(kinds)
        .chain(checklists)
        .chain(lights)
        .chain(sets)
        .chain(inputs)
        .collect()
}

fn named(zh: &str, en: &str, lines: Vec<Text>) -> (Text, Vec<Text>) {
    (Text::new(zh, en), lines)
}

fn condition_lines(pack: &Pack, condition: Option<&Condition>) -> Vec<Text> {
    let mut out = Vec::new();
    if let Some(condition) = condition {
        lines(pack, condition, 0, &mut out);
    }
    out
}

fn criterion(pack: &Pack, rule: &Criterion) -> Sheet {
    let parts = vec![
        named("施行期间", "Effective dates", vec![validity(rule.valid)]),
        named("名称", "Title", vec![rule.title.clone()]),
        named("组", "Set", vec![Text::same(&rule.set)]),
        named("等级", "Grade", vec![grade_text(rule.grade)]),
        named("适用范围", "Applies to", condition_lines(pack, rule.scope.as_ref())),
        named("下列情形除外", "Except", condition_lines(pack, rule.except.as_ref())),
        named("符合下列情形的", "Met when", condition_lines(pack, rule.condition.as_ref())),
        named("系统不作判定", "Not evaluated by the system", rule.undecided.iter().cloned().collect()),
        named("出处", "Sources", rule.cite.iter().map(|cite| citation(pack, cite)).collect()),
    ];
    let (id, title) = (rule.id.to_string(), rule.title.clone());
    Sheet { kind: RuleKind::Criterion, id, title, edition: Some(rule.valid.from.to_string()), parts }
}

/// Words in a row, parted as each language parts them.
fn listed<S: std::borrow::Borrow<str>>(words: &[S]) -> Text {
    Text::new(words.join("、"), words.join(", "))
}

/// Words of a closed list, as the pack writes them.
fn codes<T: Serialize>(words: &[T]) -> Text {
    let code = |word: &T| serde_json::to_value(word).ok().and_then(|word| word.as_str().map(str::to_owned));
    listed(&words.iter().filter_map(code).collect::<Vec<_>>())
}

fn procedure(pack: &Pack, rule: &Procedure) -> Sheet {
    let mut parts = vec![
        named("施行期间", "Effective dates", vec![validity(rule.valid)]),
        named("名称", "Title", vec![rule.title.clone()]),
        named("事项", "Matter", vec![codes(&[rule.for_matter])]),
    ];
    for step in &rule.steps {
        let (opens, settles, proof) = (codes(&step.opens_on), codes(&step.settled_by), codes(&step.proof));
        let lapses = codes(&step.lapses_on);
        let mut lines = vec![
            step_line(step),
            Text::new(
                format!("产生于 {}；办结于 {}", opens.zh, settles.zh),
                format!("opened by {}; completed by {}", opens.en, settles.en),
            ),
            Text::new(format!("佐证材料：{}", proof.zh), format!("evidence: {}", proof.en)),
            Text::new(format!("逾期的：{}", step.ladder), format!("if overdue: {}", step.ladder)),
        ];
        if !step.lapses_on.is_empty() {
            lines.push(Text::new(
                format!("不再需要：{}", lapses.zh),
                format!("no longer required after: {}", lapses.en),
            ));
        }
        lines.extend(step.cite.iter().map(|cite| citation(pack, cite)));
        parts.push(named(&format!("步骤 {}", step.id), &format!("Step {}", step.id), lines));
    }
    Sheet { kind: RuleKind::Procedure, id: rule.id.to_string(), title: rule.title.clone(), edition: None, parts }
}

fn ladder(pack: &Pack, rule: &Ladder) -> Sheet {
    let mut parts = vec![
        named("施行期间", "Effective dates", vec![validity(rule.valid)]),
        named("名称", "Title", vec![rule.title.clone()]),
    ];
    for rung in &rule.rungs {
        let (when, act) = (rung_time(rung.when), rung_act(pack, &rung.act));
        let mut lines = vec![Text::new(format!("{}：{}", when.zh, act.zh), format!("{}: {}", when.en, act.en))];
        // Two schedules may have one title: what decides is the id.
        if let RungAct::Supervise { ladder, .. } = &rung.act {
            lines.push(Text::same(ladder.as_str()));
        }
        parts.push(named(&format!("处置节点 {}", rung.id), &format!("Escalation step {}", rung.id), lines));
    }
    parts.extend(rule.reply.as_ref().map(|reply| named("督办函", "Notice", vec![reply_text(reply)])));
    parts.push(named("出处", "Sources", rule.cite.iter().map(|cite| citation(pack, cite)).collect()));
    Sheet { kind: RuleKind::Ladder, id: rule.id.to_string(), title: rule.title.clone(), edition: None, parts }
}

fn scale(pack: &Pack, rule: &Scale) -> Sheet {
    let mut parts = vec![
        named("施行期间", "Effective dates", vec![validity(rule.valid)]),
        named("名称", "Title", vec![rule.title.clone()]),
        named("由高到低", "From the highest", rule.grades.iter().map(|grade| grade.name.clone()).collect()),
    ];
    for grade in &rule.grades {
        let mut lines = condition_lines(pack, grade.condition.as_ref());
        lines.extend(grade.entails.iter().map(entailed_text));
        parts.push(named(&format!("等级 {}", grade.id), &format!("Grade {}", grade.id), lines));
    }
    parts.push(named("出处", "Sources", rule.cite.iter().map(|cite| citation(pack, cite)).collect()));
    let (id, title) = (rule.id.to_string(), rule.title.clone());
    Sheet { kind: RuleKind::Scale, id, title, edition: Some(rule.valid.from.to_string()), parts }
}

fn trigger(pack: &Pack, rule: &Trigger) -> Sheet {
    let parts = vec![
        named("施行期间", "Effective dates", vec![validity(rule.valid)]),
        named("名称", "Title", vec![rule.title.clone()]),
        named("符合下列情形的", "When", condition_lines(pack, rule.condition.as_ref())),
        named("系统不作判定", "Not evaluated by the system", rule.undecided.iter().cloned().collect()),
        named("处理", "Consequence", vec![proposal_text(pack, rule)]),
        named(
            "层级",
            "Levels",
            rule.by.iter().chain([&rule.whom]).map(|post| Text::same(post.level.map_or("-", Level::as_str))).collect(),
        ),
        named("出处", "Sources", rule.cite.iter().map(|cite| citation(pack, cite)).collect()),
    ];
    let (id, title) = (rule.id.to_string(), rule.title.clone());
    Sheet { kind: RuleKind::Trigger, id, title, edition: Some(rule.valid.from.to_string()), parts }
}

fn kind(pack: &Pack, kind: &Kind) -> Sheet {
    let (id, title, edition) = (kind.id.to_string(), kind.title.clone(), kind.valid.from.to_string());
    Sheet { kind: RuleKind::Matter, id, title, edition: Some(edition), parts: kind_sheet::parts(pack, kind) }
}

fn measure(pack: &Pack, rule: &Measure) -> Sheet {
    let parts = vec![
        named("施行期间", "Effective dates", vec![validity(rule.valid)]),
        named("名称", "Title", vec![rule.title.clone()]),
        named("上级措施", "Part of", rule.parent.iter().map(|id| Text::same(id.as_str())).collect()),
        named("内容", "Says", rule.lines()),
        named("出处", "Sources", rule.cite.iter().map(|cite| citation(pack, cite)).collect()),
    ];
    Sheet { kind: RuleKind::Measure, id: rule.id.to_string(), title: rule.title.clone(), edition: None, parts }
}

fn clock(pack: &Pack, rule: &Clock) -> Sheet {
    let parts = vec![
        named("施行期间", "Effective dates", vec![validity(rule.valid)]),
        named("名称", "Title", vec![rule.title.clone()]),
        named("符合下列情形的", "When", condition_lines(pack, rule.applies.as_ref())),
        named("内容", "What", clock_lines(rule)),
        named("期限", "Terms", clock_terms(pack, rule)),
        named("出处", "Sources", rule.cite.iter().map(|cite| citation(pack, cite)).collect()),
    ];
    let (id, title) = (rule.id.to_string(), rule.title.clone());
    Sheet { kind: RuleKind::Clock, id, title, edition: Some(rule.valid.from.to_string()), parts }
}

fn requirement(pack: &Pack, rule: &Requirement) -> Sheet {
    let parts = vec![
        named("施行期间", "Effective dates", vec![validity(rule.valid)]),
        named("名称", "Title", vec![rule.title.clone()]),
        named("约束", "Binds", vec![rule.binds.clone()]),
        named("适用范围", "Applies to", condition_lines(pack, rule.scope.as_ref())),
        named("下列情形除外", "Except", condition_lines(pack, rule.except.as_ref())),
        named("有下列情形的，为违反", "Breached when", condition_lines(pack, rule.breached_if.as_ref())),
        named("系统不作判定", "Not evaluated by the system", rule.undecided.iter().cloned().collect()),
        named("出处", "Sources", rule.cite.iter().map(|cite| citation(pack, cite)).collect()),
    ];
    let (id, title) = (rule.id.to_string(), rule.title.clone());
    Sheet { kind: RuleKind::Requirement, id, title, edition: Some(rule.valid.from.to_string()), parts }
}

fn checklist(pack: &Pack, list: &Checklist) -> Sheet {
    let mut parts = vec![
        named("施行期间", "Effective dates", vec![validity(list.valid)]),
        named("名称", "Title", vec![list.title.clone()]),
        named("行业", "Sectors", vec![listed(&list.sectors)]),
    ];
    for check in &list.checks {
        let candidates: Vec<&str> = check.candidates.iter().map(|id| id.as_str()).collect();
        let mut lines = vec![check.title.clone()];
        lines.extend(condition_lines(pack, Some(&check.passes)));
        lines.push(Text::new(
            format!("不合格的，按下列判定标准判定：{}", candidates.join("、")),
            format!("if failed, evaluate: {}", candidates.join(", ")),
        ));
        lines.extend(check.cite.iter().map(|cite| citation(pack, cite)));
        parts.push(named(&format!("检查项 {}", check.id), &format!("Check {}", check.id), lines));
    }
    Sheet { kind: RuleKind::Checklist, id: list.id.to_string(), title: list.title.clone(), edition: None, parts }
}

fn lights(pack: &Pack, set: &LightSet) -> Sheet {
    let mut parts = vec![named("施行期间", "Effective dates", vec![validity(set.valid)])];
    for (no, rule) in set.lights.iter().enumerate() {
        let mut lines = condition_lines(pack, rule.condition.as_ref());
        lines.extend([codes(&[rule.light]), rule.reason.clone(), rule.turns_green.clone()]);
        parts.push(named(&format!("亮灯条件 {}", no + 1), &format!("Status {}", no + 1), lines));
    }
    Sheet { kind: RuleKind::Lights, id: set.id.to_string(), title: set.title.clone(), edition: None, parts }
}

fn set(set: &RuleSet) -> Sheet {
    let sectors = if set.sectors.is_empty() { Text::new("全部行业", "every sector") } else { listed(&set.sectors) };
    let parts = vec![
        named("名称", "Name", vec![set.name.clone()]),
        named("行业", "Sectors", vec![sectors]),
        named("牵头部门", "Lead authority", vec![Text::same(set.lead.as_str())]),
        named("文件", "Instruments", set.instruments.clone()),
    ];
    Sheet { kind: RuleKind::Set, id: set.id.clone(), title: set.name.clone(), edition: None, parts }
}

fn input(input: &Input) -> Sheet {
    let mut parts =
        vec![named("问题", "Question", vec![input.ask.clone()]), named("类型", "Type", kind_text(&input.kind))];
    parts.extend(input.help.iter().map(|help| named("填写说明", "Help", vec![help.clone()])));
    let limits = limit_text(input);
    if !limits.is_empty() {
        parts.push(named("限制", "Limits", limits));
    }
    Sheet { kind: RuleKind::Input, id: input.id.as_str().to_owned(), title: input.ask.clone(), edition: None, parts }
}

fn kind_text(kind: &InputKind) -> Vec<Text> {
    match kind {
        InputKind::Yes => vec![Text::new("是否", "yes or no")],
        InputKind::Number { unit } => vec![Text::new(format!("数值，单位：{unit}"), format!("a number in {unit}"))],
        InputKind::Day => vec![Text::new("日期", "a date")],
        InputKind::Dates => vec![Text::new("多个日期", "dates")],
        InputKind::Choice { choices } => choices
            .iter()
            .map(|(word, text)| Text::new(format!("{word} {}", text.zh), format!("{word} {}", text.en)))
            .collect(),
        InputKind::Text => vec![Text::new("文字", "a text")],
        InputKind::Person => vec![Text::new("人员姓名", "the name of a person")],
        InputKind::Moment => vec![Text::new("日期和时间", "a date and a time")],
        InputKind::Files => vec![Text::new("佐证材料", "evidence")],
        InputKind::Named(named) => vec![named.name()],
    }
}

fn limit_text(input: &Input) -> Vec<Text> {
    let limits = input.limits;
    let mut lines = Vec::new();
    if limits.whole {
        lines.push(Text::new("整数", "a whole number"));
    }
    let least = limits.least.filter(|least| !(*least == 0.0 && matches!(input.kind, InputKind::Number { .. })));
    lines.extend(least.map(|least| Text::new(format!("不小于 {least}"), format!("at least {least}"))));
    lines.extend(limits.most.map(|most| Text::new(format!("不大于 {most}"), format!("at most {most}"))));
    lines.extend(limits.longest.map(|n| Text::new(format!("不超过 {n} 字"), format!("at most {n} characters"))));
    lines
}
