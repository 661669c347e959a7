//! Deadlines, requirements and the consequences of a grade, in words.
//!
//! The module must never say more than the rule: every line comes from the data that decides.

use super::{lines, part};
use crate::facts::Grade;
use crate::rules::law::wording::unit_text;
use crate::rules::law::{Amount, Clock, ClockStart, Entailed, Requirement};
use crate::rules::packs::Pack;
use crate::time::Term;
use crate::words::Text;

pub(in crate::rules) fn clock(pack: &Pack, rule: &Clock) -> Vec<Text> {
    let mut out = Vec::new();
    part(pack, "符合下列情形的", "When", rule.applies.as_ref(), &mut out);
    out.extend(clock_lines(rule));
    out.extend(clock_terms(pack, rule));
    out
}

/// Who must do what, from when on, and whether again.
pub(in crate::rules) fn clock_lines(rule: &Clock) -> Vec<Text> {
    let (binds, act) = (&rule.binds, &rule.act);
    let starts = match &rule.starts {
        ClockStart::Every(period) => period.text(),
        ClockStart::Event(event) if rule.ahead => {
            Text::new(format!("期限止于：{}", event.zh), format!("Counted back from: {}", event.en))
        }
        ClockStart::Event(event) => Text::new(format!("起算：{}", event.zh), format!("Counted from: {}", event.en)),
    };
    let mut out = vec![Text::new(format!("{}须{}", binds.zh, act.zh), format!("{} must {}", binds.en, act.en)), starts];
    if rule.repeats {
        out.push(Text::new("每次完成后重新起算", "The term starts again each time the action is completed"));
    }
    out.extend(rule.limits.map(|grade| match grade {
        Grade::Major => Text::new(
            "重大事故隐患的整改期限不得迟于本期限届满之日",
            "No order for a major accident hazard may set a later due date",
        ),
        Grade::General => Text::new(
            "一般事故隐患的整改期限不得迟于本期限届满之日",
            "No order for a general hazard may set a later due date",
        ),
    }));
    out
}

/// Its terms in order, and who may lengthen them.
pub(in crate::rules) fn clock_terms(pack: &Pack, rule: &Clock) -> Vec<Text> {
    let mut out = Vec::new();
    for one in &rule.terms {
        let term = clock_term(rule, one.term);
        match &one.condition {
            Some(condition) => {
                out.push(Text::new(format!("符合下列情形的，期限为{}：", term.zh), format!("{}, when:", term.en)));
                lines(pack, condition, 1, &mut out);
            }
            None if rule.terms.len() > 1 => {
                out.push(Text::new(format!("其他情形：{}", term.zh), format!("Otherwise: {}", term.en)));
            }
            None => out.push(Text::new(format!("期限：{}", term.zh), format!("Term: {}", term.en))),
        }
    }
    out.extend(rule.extension.iter().map(|extension| {
        let (term, by) = (extension.term.text(), &extension.by);
        Text::new(
            format!("经{}批准可延长 {}", by.zh, term.zh),
            format!("May be extended by {}, with the approval of {}", term.en, by.en),
        )
    }));
    out
}

/// One term of a clock.
pub(in crate::rules) fn clock_term(rule: &Clock, term: Option<Term>) -> Text {
    let every = matches!(rule.starts, ClockStart::Every(_));
    match term {
        None => Text::new("立即", "at once"),
        Some(term) if every && term.is_zero() => Text::new("当期之内", "within the period itself"),
        Some(term) => {
            let Text { zh, en } = term.text();
            match (every, rule.ahead) {
                (true, _) => Text::new(format!("期满后 {zh}"), format!("{en} after the period's end")),
                (_, true) => Text::new(format!("{zh}之前"), format!("{en} before")),
                _ => Text::new(zh, en),
            }
        }
    }
}

pub(in crate::rules) fn requirement(pack: &Pack, rule: &Requirement) -> Vec<Text> {
    let binds = &rule.binds;
    let mut out = vec![Text::new(format!("约束：{}", binds.zh), format!("Binds: {}", binds.en))];
    part(pack, "适用范围", "Applies to", rule.scope.as_ref(), &mut out);
    part(pack, "下列情形除外", "Except", rule.except.as_ref(), &mut out);
    part(pack, "有下列情形的，为违反", "Breached when", rule.breached_if.as_ref(), &mut out);
    let never =
        |why: &Text| Text::new(format!("系统不作判定：{}", why.zh), format!("Not evaluated by the system: {}", why.en));
    out.extend(rule.undecided.iter().map(never));
    out
}

/// What is done, to whom, how much.
pub(in crate::rules) fn entailed_text(entailed: &Entailed) -> Text {
    let Text { mut zh, mut en } = entailed.act.clone();
    if let Some(whom) = &entailed.whom {
        zh = format!("对{}：{zh}", whom.zh);
        en = format!("{en} for {}", whom.en);
    }
    if let Some(amount) = &entailed.amount {
        let amount = amount_text(amount);
        zh = format!("{zh} {}", amount.zh);
        en = format!("{en}: {}", amount.en);
    }
    Text::new(zh, en)
}

/// `50000 以上 100000 以下 CNY`, `below 3 times the income`.
fn amount_text(amount: &Amount) -> Text {
    let Amount { from, to, below, unit, of } = amount;
    let (most_zh, most_en) = if *below { ("不满", "below") } else { ("不超过", "at most") };
    let (zh, en) = match (from, to) {
        (Some(from), Some(to)) if from == to => (format!("{to}"), format!("{to}")),
        (Some(from), Some(to)) if *below => (format!("{from} 以上、不满 {to}"), format!("from {from} to below {to}")),
        (Some(from), Some(to)) => (format!("{from} 以上 {to} 以下"), format!("{from} to {to}")),
        (Some(from), None) => (format!("不少于 {from}"), format!("at least {from}")),
        (None, Some(to)) => (format!("{most_zh} {to}"), format!("{most_en} {to}")),
        (None, None) => (String::new(), String::new()),
    };
    let unit = unit_text(unit, false);
    match of {
        Some(of) => Text::new(format!("{}的 {zh} {}", of.zh, unit.zh), format!("{en} {} of {}", unit.en, of.en)),
        None => Text::new(format!("{zh} {}", unit.zh), format!("{en} {}", unit.en)),
    }
}
