//! This module writes out a kind of matter as named lines, for the comparison of packs.
//!
//! This module must never leave out anything that decides: every field of a kind stands in a line. Start at [`parts`].

use super::Pack;
use super::explain::{chosen_lines, citation, kind_step_line, lines, reopening_lines, validity};
use crate::rules::law::kinds::{Act, Ask, Birth, Edge, Event, Every, Judge, Kind, LevelOf, PartyOf, Step, StepTerm};
use crate::words::Text;

/// The parts of a kind: a name that stays the same from pack to pack, and lines.
pub(super) fn parts(pack: &Pack, kind: &Kind) -> Vec<(Text, Vec<Text>)> {
    let line = &kind.line;
    let line = [
        ("text", line.text.as_str().to_owned()),
        ("facet", line.facet.iter().map(|it| it.as_str()).collect()),
        ("grave", line.grave.iter().map(String::as_str).collect::<Vec<_>>().join(", ")),
        ("finds", line.finds.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(", ")),
        ("began", kind.began.as_str().to_owned()),
        ("address", kind.address.clone()),
    ];
    let mut parts = vec![
        (Text::new("施行期间", "Effective dates"), vec![validity(kind.valid)]),
        (Text::new("名称", "Title"), vec![kind.title.clone()]),
        (Text::new("列表", "Lists"), coded(line)),
        (Text::new("出处", "Sources"), kind.cite.iter().map(|cite| citation(pack, cite)).collect()),
    ];
    for phase in &kind.phases {
        let imported = if phase.imported { "true".to_owned() } else { String::new() };
        let stage = coded([("stage", phase.stage.as_str().to_owned()), ("imported", imported)]);
        parts.push((part("环节", "Phase", &phase.id), [vec![phase.name.clone()], stage].concat()));
    }
    for party in &kind.parties {
        let of = coded([("of", party_of(&party.of))]);
        parts.push((part("当事方", "Party", &party.id), [vec![party.name.clone()], of].concat()));
    }
    parts.extend(kind.acts.iter().map(|act| (part("办理事项", "Act", &act.id), act_lines(pack, act))));
    // Steps of procedures stand in the sheets of these.
    let own = kind.steps.iter().filter(|step| step.procedure.is_none());
    parts
        .extend(kind.procedures.iter().map(|it| (part("程序", "Procedure", it.rule.as_str()), chosen_lines(pack, it))));
    parts.extend(own.map(|step| (part("步骤", "Step", &step.id), step_lines(pack, kind, step))));
    parts
}

fn part(zh: &str, en: &str, id: &str) -> Text {
    Text::new(format!("{zh} {id}"), format!("{en} {id}"))
}

/// `key: value`, as the pack writes them; what is empty is left out.
fn coded<const N: usize>(lines: [(&str, String); N]) -> Vec<Text> {
    let said = lines.into_iter().filter(|(_, value)| !value.is_empty());
    said.map(|(key, value)| Text::same(format!("{key}: {value}"))).collect()
}

fn party_of(of: &PartyOf) -> String {
    match of {
        PartyOf::Site(role) => format!("site {}", role.as_str()),
        PartyOf::Office { level, role } => {
            let level = match level {
                None => String::new(),
                Some(LevelOf::Level(level)) => level.as_str().to_owned(),
                Some(LevelOf::Table { input, rows }) => {
                    let rows: Vec<String> = rows.iter().map(|(word, at)| format!("{word} {}", at.as_str())).collect();
                    format!("{} ({})", input.as_str(), rows.join(", "))
                }
            };
            format!("office {} {level}", role.as_str()).trim_end().to_owned()
        }
        PartyOf::Above(party) => format!("above {party}"),
        PartyOf::Answer(input) => format!("answer {}", input.as_str()),
    }
}

fn act_lines(pack: &Pack, act: &Act) -> Vec<Text> {
    let yes = |said: bool| if said { "true".to_owned() } else { String::new() };
    let word = |word: &Option<String>| word.clone().unwrap_or_default();
    let within = act.within.as_ref().map(|it| format!("{} from {}", it.clock, it.from.as_str()));
    let mut out = vec![act.name.clone(), act.told.clone()];
    out.extend(act.help.clone());
    out.extend(act.asks.iter().map(|ask| Text::same(ask_code(ask))));
    out.extend(coded([
        ("fact", act.fact.clone()),
        ("may", act.may.join(", ")),
        ("begins", yes(act.begins)),
        ("free", yes(act.free)),
        ("during", act.during.join(", ")),
        ("apart_from", act.apart_from.join(", ")),
        ("within", within.unwrap_or_default()),
        ("judge", act.judge.as_ref().map(judge_code).unwrap_or_default()),
        ("beforehand", yes(act.beforehand)),
        ("dates", act.dates.iter().map(|input| input.as_str()).collect()),
        ("phase", word(&act.phase)),
        ("outcome", act.outcome.map(|it| it.as_str().to_owned()).unwrap_or_default()),
        ("closes_only_if", if act.closes_only_if_nothing_owed { "nothing_owed".to_owned() } else { String::new() }),
        ("submits", word(&act.submits)),
        ("returns", word(&act.returns)),
        ("extends", word(&act.extends)),
        ("pauses", word(&act.pauses)),
        ("resumes", word(&act.resumes)),
        ("replaces", act.replaces.as_ref().map(|it| format!("{} by {}", it.party, it.by)).unwrap_or_default()),
        (
            "joins",
            act.joins
                .as_ref()
                .map(|it| format!("{}, then {} {}", it.into.as_str(), it.over, it.known_in.join(", ")))
                .unwrap_or_default(),
        ),
        ("agreed in", word(&act.agreed_in)),
        ("settles own", yes(act.settles_own)),
    ]));
    out.extend(act.reopens.iter().flat_map(|window| reopening_lines(pack, window)));
    out.extend(act.births.iter().map(|birth| Text::same(birth_code(birth))));
    out
}

fn ask_code(ask: &Ask) -> String {
    let edge = |key: &str, edge: &Option<Edge>| match edge {
        None => String::new(),
        Some(Edge::Now) => format!(", {key} now"),
        Some(Edge::Answer(input)) => format!(", {key} {}", input.as_str()),
        Some(Edge::Clock(rule)) => format!(", {key} {rule}"),
        Some(Edge::Longest(grade)) => format!(", {key} longest {}", grade.as_str()),
    };
    let optional = if ask.optional { ", optional" } else { "" };
    let (before, after) = (edge("not_before", &ask.not_before), edge("not_after", &ask.not_after));
    let of = if ask.of.is_empty() { String::new() } else { format!(", of {:?}", ask.of) };
    let same = ask.same_as.as_ref().map(|input| format!(", same_as {}", input.as_str())).unwrap_or_default();
    format!("asks: {}{optional}{before}{after}{same}{of}", ask.input.as_str())
}

fn judge_code(judge: &Judge) -> String {
    match judge {
        Judge::Criteria { into } => format!("criteria into {}", into.as_str()),
        Judge::Scale { rule, into, changed } => {
            let changed = changed.as_ref().map(|verb| format!(", changed {verb}")).unwrap_or_default();
            format!("{rule} into {}{changed}", into.as_str())
        }
        Judge::Alike { text, to, percent, into } => {
            format!("{} alike {} from {percent} % into {}", text.as_str(), to.as_str(), into.as_str())
        }
    }
}

fn birth_code(birth: &Birth) -> String {
    let each = birth.for_each.as_ref().map(|input| format!(" for each {}", input.as_str())).unwrap_or_default();
    let to = birth.addressee.as_ref().map(|input| format!(", addressee {}", input.as_str())).unwrap_or_default();
    let by = birth.sender.as_ref().map(|input| format!(", sender {}", input.as_str())).unwrap_or_default();
    let done = birth.all_done.as_ref().map(|act| format!(", all done {act}")).unwrap_or_default();
    let down: Vec<String> =
        birth.hands_down.iter().map(|(child, parent)| format!("{} = {}", child.as_str(), parent.as_str())).collect();
    format!("births: {} {} {}{each}{by}{to}{done} ({})", birth.kind, birth.act, birth.link, down.join(", "))
}

fn every_code(every: &Every) -> String {
    format!("{}{}", every.period.text().en, if every.from_next { ", from the next" } else { "" })
}

fn step_lines(pack: &Pack, kind: &Kind, step: &Step) -> Vec<Text> {
    let events = |events: &[Event]| events.iter().map(event_code).collect::<Vec<_>>().join(", ");
    let term = match &step.term {
        StepTerm::Term(term) => term.text().en,
        StepTerm::Period { by } => by.map(|by| format!("{} of its period", by.text().en)).unwrap_or_default(),
        StepTerm::AtOnce { grace } => {
            grace.map_or_else(|| "at once".to_owned(), |it| format!("at once, {}", it.text().en))
        }
        StepTerm::Until(input) => format!("until {}", input.as_str()),
        StepTerm::Ahead { of, by } => format!("{} ahead of {}", by.text().en, of.as_str()),
        StepTerm::Clocks(ids) => ids.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(", "),
    };
    let proof: Vec<String> = step.proof.iter().map(|kind| format!("{kind:?}").to_lowercase()).collect();
    let mut out = vec![kind_step_line(pack, kind, step)];
    out.extend(coded([
        ("act", step.acts.join(", ")),
        ("owner", step.owner.clone()),
        ("verifier", step.verifier.clone()),
        ("opens_on", events(&step.opens_on)),
        ("settled_by", events(&step.settled_by)),
        ("lapses_on", events(&step.lapses_on)),
        ("renews_on", events(&step.renews_on)),
        ("term", term),
        ("from", step.from.iter().map(|input| input.as_str()).collect()),
        ("every", step.every.iter().map(every_code).collect()),
        ("proof", proof.join(", ")),
        ("ladder", step.ladder.iter().map(ToString::to_string).collect()),
        ("right", if step.right { "true".to_owned() } else { String::new() }),
    ]));
    if let Some(condition) = &step.condition {
        lines(pack, condition, 1, &mut out);
    }
    out.extend(step.cite.iter().map(|cite| citation(pack, cite)));
    out
}

/// `passed_on@county`.
fn event_code(event: &Event) -> String {
    event.party.as_ref().map_or_else(|| event.fact.clone(), |party| format!("{}@{party}", event.fact))
}
