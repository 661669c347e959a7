//! This module says in words what a kind of matter is: its phases, who does what by when, and what may be done.
//!
//! This module must never say more than the kind: every line comes from the data that decides. Start at [`kind`].

use super::{citation, lines};
use crate::facts::InputId;
use crate::ids::Role;
use crate::places::Level;
use crate::rules::law::InputKind;
use crate::rules::law::ask_text;
use crate::rules::law::kinds::{
    ANYONE, Act, Chosen, Edge, Judge, Kind, LevelOf, OF_BODY, Party, PartyOf, Reopening, Step, StepTerm,
};
use crate::rules::packs::Pack;
use crate::words::Text;

/// A kind, line by line: its way, its parties, what may be done, what is owed.
pub(in crate::rules) fn kind(pack: &Pack, kind: &Kind) -> Vec<Text> {
    let phases = listed(kind.phases.iter().map(|phase| phase.name.clone()), " → ", " → ");
    let mut out = vec![Text::new(format!("环节：{}", phases.zh), format!("Phases: {}", phases.en))];
    out.push(Text::new("当事方：", "Parties:"));
    out.extend(kind.parties.iter().map(|party| indented(&party_line(pack, kind, party))));
    out.push(Text::new("办理事项：", "What may be done:"));
    for act in &kind.acts {
        out.push(indented(&Text::new(
            format!("{}：{}", act.name.zh, doers(kind, act).zh),
            format!("{}: {}", act.name.en, doers(kind, act).en),
        )));
        out.extend(asked(pack, act).iter().chain(&follows(pack, kind, act)).map(|line| indented(&indented(line))));
    }
    out.push(Text::new("办理期限：", "What is owed:"));
    let mut procedure = None;
    for step in &kind.steps {
        if let Some(chosen) = kind.procedures.iter().find(|it| Some(&it.rule) == step.procedure.as_ref())
            && procedure.replace(&chosen.rule) != Some(&chosen.rule)
        {
            let title = pack.procedures().latest(&chosen.rule).map(|it| it.title.clone()).unwrap_or_default();
            let (rule, Text { zh, en }) = (&chosen.rule, title);
            out.push(indented(&Text::new(format!("按 {rule} {zh}："), format!("by {rule} {en}:"))));
            out.extend(chosen_lines(pack, chosen).iter().map(|line| indented(&indented(line))));
        }
        out.push(indented(&kind_step_line(pack, kind, step)));
        if let Some(condition) = &step.condition {
            let head = Text::new("仅在下列情形：", "only when:");
            out.push(indented(&indented(&head)));
            lines(pack, condition, 3, &mut out);
        }
        out.extend(clocks(pack, step).iter().map(|line| indented(&indented(line))));
    }
    out
}

fn indented(line: &Text) -> Text {
    Text::new(format!("· {}", line.zh), format!("· {}", line.en))
}

fn listed(words: impl Iterator<Item = Text>, zh: &str, en: &str) -> Text {
    let (of_zh, of_en): (Vec<String>, Vec<String>) = words.map(|word| (word.zh, word.en)).unzip();
    Text::new(of_zh.join(zh), of_en.join(en))
}

fn party_name(kind: &Kind, id: &str) -> Text {
    let (id, of_body) = id.strip_suffix(OF_BODY).map_or((id, false), |id| (id, true));
    let engine = || match id {
        ANYONE => Text::new("任何人", "anyone"),
        _ => Text::new("系统", "the system"),
    };
    let Text { zh, en } = kind.party(id).map_or_else(engine, |party| party.name.clone());
    if of_body {
        Text::new(format!("{zh}所在单位人员"), format!("everybody of the body of {en}"))
    } else {
        Text { zh, en }
    }
}

fn act_name(kind: &Kind, id: &str) -> Text {
    kind.act(id).map_or_else(|| party_name(kind, id), |act| act.name.clone())
}

fn step_name(kind: &Kind, id: &str) -> Text {
    let first = kind.step(id).and_then(|step| step.acts.first());
    first.map(|act| act_name(kind, act)).unwrap_or_default()
}

/// Which post a party is.
pub(in crate::rules) fn party_line(pack: &Pack, kind: &Kind, party: &Party) -> Text {
    let Text { zh, en } = &party.name;
    let of = match &party.of {
        PartyOf::Site(role) => {
            let role = role_text(*role);
            Text::new(format!("单位的{}", role.zh), format!("{} of the site", role.en))
        }
        PartyOf::Office { level: None, role } => {
            let role = role_text(*role);
            Text::new(format!("主管部门的{}", role.zh), format!("{} of the office in charge", role.en))
        }
        PartyOf::Office { level: Some(LevelOf::Level(level)), role } => {
            let (role, level) = (role_text(*role), pack.country().level_name(*level));
            Text::new(
                format!("{}部门的{}", level.zh, role.zh),
                format!("{} of the office at the level {}", role.en, level.en),
            )
        }
        PartyOf::Office { level: Some(LevelOf::Table { input, rows }), role } => {
            let (ask, role) = (ask_text(pack, input), role_text(*role));
            let row = |(word, level): (&String, &Level)| {
                let (word, level) = (choice_text(pack, input, word), pack.country().level_name(*level));
                Text::new(format!("{}：{}", word.zh, level.zh), format!("{}: {}", word.en, level.en))
            };
            let rows = listed(rows.iter().map(row), "；", "; ");
            Text::new(
                format!("按“{}”所定级别部门的{}（{}）", ask.zh, role.zh, rows.zh),
                format!("{} of the office at the level by “{}” ({})", role.en, ask.en, rows.en),
            )
        }
        PartyOf::Above(other) => {
            let other = party_name(kind, other);
            Text::new(
                format!("{}的上一级机关负责人", other.zh),
                format!("head of the office above that of {}", other.en),
            )
        }
        PartyOf::Answer(input) => {
            let ask = ask_text(pack, input);
            Text::new(format!("“{}”所填", ask.zh), format!("named as “{}”", ask.en))
        }
    };
    Text::new(format!("{zh}：{}", of.zh), format!("{en}: {}", of.en))
}

/// What a choice is called.
fn choice_text(pack: &Pack, input: &InputId, word: &str) -> Text {
    let known = match pack.inputs().get(input).map(|input| &input.kind) {
        Some(InputKind::Choice { choices }) => choices.get(word),
        _ => None,
    };
    known.cloned().unwrap_or_else(|| Text::same(word))
}

fn role_text(role: Role) -> Text {
    match role {
        Role::Head => Text::new("负责人", "head"),
        Role::Inspector => Text::new("执法检查人员", "inspector"),
        Role::DutyOfficer => Text::new("值班员", "duty officer"),
        Role::Principal => Text::new("主要负责人", "principal"),
        Role::SafetyOfficer => Text::new("安全管理人员", "safety officer"),
    }
}

/// Who does it, and when.
fn doers(kind: &Kind, act: &Act) -> Text {
    let owners = kind.steps.iter().filter(|step| step.acts.contains(&act.id)).map(|step| &step.owner);
    let mut ids: Vec<&String> = Vec::new();
    for id in act.may.iter().chain(owners) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let by = listed(ids.into_iter().map(|id| party_name(kind, id)), "、", ", ");
    match (act.begins, act.free && act.reopens.is_none()) {
        (true, _) => Text::new(format!("由{}发起", by.zh), format!("begun by {}", by.en)),
        (_, true) => Text::new(format!("{}可随时办理", by.zh), format!("at any time by {}", by.en)),
        _ => Text::new(format!("由{}办理", by.zh), format!("by {}", by.en)),
    }
}

/// What its form asks.
fn asked(pack: &Pack, act: &Act) -> Option<Text> {
    let asks = act.asks.iter().map(|ask| {
        let Text { zh, en } = ask_text(pack, &ask.input);
        if ask.optional {
            Text::new(format!("{zh}（选填）"), format!("{en} (optional)"))
        } else {
            Text::new(zh, en)
        }
    });
    let asks = listed(asks, "；", "; ");
    (!act.asks.is_empty()).then(|| Text::new(format!("填写：{}", asks.zh), format!("asks: {}", asks.en)))
}

/// Who may not do it, until when it may be done, and what follows.
fn follows(pack: &Pack, kind: &Kind, act: &Act) -> Vec<Text> {
    let mut out = Vec::new();
    let mut say = |zh: String, en: String| out.push(Text::new(zh, en));
    let names = |ids: &[String]| listed(ids.iter().map(|id| act_name(kind, id)), "、", ", ");
    if !act.apart_from.is_empty() {
        let names = names(&act.apart_from);
        say(
            format!("与下列各项须由不同人员办理：{}", names.zh),
            format!("by nobody who took part as or in: {}", names.en),
        );
    }
    if let Some(within) = &act.within {
        say(format!("限于 {} 所定期间内", within.clock), format!("only within {}", within.clock));
    }
    if act.beforehand {
        say("可预先填写判定标准所问事项".to_owned(), "also takes answers to what criteria ask".to_owned());
    }
    for bound in act.asks.iter().filter_map(|ask| ask.not_after.as_ref().map(|edge| (ask, edge))) {
        if let (ask, Edge::Longest(grade)) = bound {
            let (ask, grade) = (ask_text(pack, &ask.input), ask_text(pack, grade));
            say(
                format!("“{}”不得超过按“{}”规定的最长期限", ask.zh, grade.zh),
                format!("“{}” within the longest term for the “{}”", ask.en, grade.en),
            );
        }
    }
    for (ask, first) in act.asks.iter().filter_map(|ask| Some((&ask.input, ask.same_as.as_ref()?))) {
        let (ask, first) = (ask_text(pack, ask), ask_text(pack, first));
        say(format!("“{}”须与“{}”一致", ask.zh, first.zh), format!("“{}” must be the same as “{}”", ask.en, first.en));
    }
    match &act.judge {
        Some(Judge::Scale { rule, .. }) => say(format!("等级按 {rule} 得出"), format!("graded by {rule}")),
        Some(Judge::Alike { percent, .. }) => say(
            format!("与所承接的文本相同达 {percent}% 的，标明雷同"),
            format!("marked as alike where {percent} % of the text is the same"),
        ),
        Some(Judge::Criteria { .. }) => say("等级按判定标准得出".to_owned(), "graded by the criteria".to_owned()),
        None => {}
    }
    if let Some(phase) = act.phase.as_ref().and_then(|id| kind.phase(id)) {
        say(format!("进入环节“{}”", phase.name.zh), format!("leads to phase “{}”", phase.name.en));
    }
    if let Some(outcome) = act.outcome {
        let Text { zh, en } = outcome.text();
        say(format!("办理结果：{zh}"), format!("outcome: {en}"));
    }
    if act.closes_only_if_nothing_owed {
        say("其他事项均已办结后方可办理".to_owned(), "only once nothing else is owed".to_owned());
    }
    let moved = [
        (&act.submits, "提交后待复查", "then waits to be verified"),
        (&act.returns, "退回重办", "is to be done again"),
        (&act.extends, "延长期限", "has its time extended"),
        (&act.pauses, "中止计时", "has its clock stopped"),
        (&act.resumes, "恢复计时", "has its clock running again"),
        (&act.agreed_in, "中另一人同意后方始生效", "decides: it counts once a second person agrees"),
    ];
    for (step, zh, en) in moved {
        if let Some(step) = step {
            let name = step_name(kind, step);
            say(format!("“{}”{zh}", name.zh), format!("“{}” {en}", name.en));
        }
    }
    for birth in &act.births {
        say(format!("由此产生事项：{}", birth.kind), format!("begins a matter: {}", birth.kind));
    }
    out.extend(ties(pack, kind, act));
    out.extend(act.reopens.iter().flat_map(|window| reopening_lines(pack, window)));
    out
}

/// Who stands in the place of whom, and to what it is joined.
fn ties(pack: &Pack, kind: &Kind, act: &Act) -> impl Iterator<Item = Text> {
    let replaced = act.replaces.as_ref().map(|it| {
        let (party, by) = (party_name(kind, &it.party), party_name(kind, &it.by));
        let en = format!("from then on {} stands in for {}", by.en, party.en);
        Text::new(format!("此后由{}代替{}", by.zh, party.zh), en)
    });
    let joined = act.joins.as_ref().map(|it| {
        let (into, over) = (ask_text(pack, &it.into), act_name(kind, &it.over));
        let zh = format!("并入“{}”，待其有结果后“{}”", into.zh, over.zh);
        Text::new(zh, format!("joins it to the “{}”; “{}” once it is known what came out of that", into.en, over.en))
    });
    replaced.into_iter().chain(joined)
}

/// How long after its end a matter may be opened again, and why so long.
pub(in crate::rules) fn reopening_lines(pack: &Pack, window: &Reopening) -> Vec<Text> {
    let length = length_text(pack, &window.term, false);
    let told = Text::new(
        format!("用于已结束的事项，自结束之日起算，期限为{}", length.zh),
        format!("for a matter that is over, {} of its end", length.en),
    );
    std::iter::once(told).chain(window.cite.iter().map(|cite| citation(pack, cite))).collect()
}

/// What the clocks of a step say.
fn clocks(pack: &Pack, step: &Step) -> Vec<Text> {
    let StepTerm::Clocks(ids) = &step.term else { return Vec::new() };
    let mut out = Vec::new();
    for clock in ids.iter().filter_map(|id| pack.clocks().latest(id)) {
        let (id, title) = (&clock.id, &clock.title);
        out.push(Text::new(format!("{id} {}", title.zh), format!("{id} {}", title.en)));
        out.extend(clock.cite.iter().map(|cite| citation(pack, cite)));
    }
    out
}

/// Who owes what by when.
pub(in crate::rules) fn kind_step_line(pack: &Pack, kind: &Kind, step: &Step) -> Text {
    let act = step.acts.first().and_then(|act| kind.act(act)).map(|act| act.name.clone()).unwrap_or_default();
    let party = |id: &str| kind.party(id).map(|party| party.name.clone()).unwrap_or_default();
    let (owner, verifier, term) = (party(&step.owner), party(&step.verifier), term_text(pack, step));
    if step.right {
        let zh = format!("{}：{}可以办理，期限为{}；逾期视为放弃，不计逾期", act.zh, owner.zh, term.zh);
        return Text::new(
            zh,
            format!("{}: {} may do it, {}; after that it lapses and nobody is late", act.en, owner.en, term.en),
        );
    }
    Text::new(
        format!("{}：由{}办理，办理期限为{}，由{}复查", act.zh, owner.zh, term.zh, verifier.zh),
        format!("{}: by {}, {}; verified by {}", act.en, owner.en, term.en, verifier.en),
    )
}

/// When a procedure counts.
pub(in crate::rules) fn chosen_lines(pack: &Pack, chosen: &Chosen) -> Vec<Text> {
    let mut out = Vec::new();
    match &chosen.condition {
        Some(condition) => lines(pack, condition, 1, &mut out),
        None => out.push(Text::new("其余情形", "in all other cases")),
    }
    out
}

/// By when a step is owed.
pub(in crate::rules) fn term_text(pack: &Pack, step: &Step) -> Text {
    let text = length_text(pack, &step.term, step.every.is_some());
    let Some(every) = step.every else { return text };
    let often = every.period.text();
    let next = if every.from_next { ("，自下一期起", ", from the next period on") } else { ("", "") };
    Text::new(format!("{}一次{}，{}", often.zh, next.0, text.zh), format!("{}{}, {}", often.en, next.1, text.en))
}

/// How long a term is. `again`: it is that of a step that comes again.
fn length_text(pack: &Pack, term: &StepTerm, again: bool) -> Text {
    match term {
        StepTerm::AtOnce { grace } => {
            let Text { zh, en } = grace.unwrap_or_else(|| pack.country().at_once_grace()).text();
            Text::new(format!("立即（宽限 {zh}）"), format!("at once (grace: {en})"))
        }
        StepTerm::Period { by: None } => Text::new("本期届满前", "before the period ends"),
        StepTerm::Period { by: Some(by) } => {
            let Text { zh, en } = by.text();
            Text::new(format!("本期开始后 {zh}"), format!("within {en} of its beginning"))
        }
        StepTerm::Term(term) if again => {
            let Text { zh, en } = term.text();
            Text::new(format!("本期届满后 {zh}"), format!("within {en} of its end"))
        }
        StepTerm::Term(term) => {
            let Text { zh, en } = term.text();
            Text::new(format!(" {zh}"), format!("within {en}"))
        }
        StepTerm::Until(input) => {
            let Text { zh, en } = ask_text(pack, input);
            Text::new(format!("“{zh}”所填日期"), format!("by the date given as “{en}”"))
        }
        StepTerm::Ahead { of, by } => {
            let (by, Text { zh, en }) = (by.text(), ask_text(pack, of));
            Text::new(format!("“{zh}”所填日期前 {}", by.zh), format!("{} before the date given as “{en}”", by.en))
        }
        StepTerm::Clocks(clocks) => {
            let ids: Vec<&str> = clocks.iter().map(|id| id.as_str()).collect();
            Text::new(format!("{} 所定期限", ids.join("、")), format!("as {} says", ids.join(", ")))
        }
    }
}
