//! What people did with matters of declared kinds, in words: the pack names the act and the party, the registry names
//! whatever an answer names.
//!
//! This module must never fail for want of a name: where no pack knows a word any more, the word itself is shown. Start at
//! [`deed_title`].

use crate::app::Inner;
use crate::names::NameBook;
use crate::views::matters::AnswerLine;
use bowline_core::facts::{Answer, Answers, Deed, InputId};
use bowline_core::ids::{Body, PostId, Role, RuleId, SubjectId};
use bowline_core::rules::kinds::Kind;
use bowline_core::rules::{Pack, answer_text};
use bowline_core::words::Text;

/// Answers that name strata by ids.
const STRATA: [&str; 2] = ["look_back.strata", "look_back.stratum"];

/// What happened, as a story tells it, with the party in whose name it was done.
pub(crate) fn deed_title(pack: &Pack, deed: &Deed) -> Text {
    let Some(kind) = edition_of(pack, deed) else { return Text::same(deed.word.as_str()) };
    let verb = deed.word.verb();
    let Some(act) = kind.act_of_fact(verb) else { return Text::same(deed.word.as_str()) };
    if act.fact != verb {
        return moved(pack, deed);
    }
    match deed.party.as_ref().and_then(|party| kind.party(party)) {
        Some(party) => {
            Text::new(format!("{}（{}）", act.told.zh, party.name.zh), format!("{} ({})", act.told.en, party.name.en))
        }
        None => act.told.clone(),
    }
}

/// A verdict of the rules that is another now.
fn moved(pack: &Pack, deed: &Deed) -> Text {
    let said = deed.answers.iter().map(|(input, answer)| (ask(pack, input), answer_text(pack, input, answer)));
    let (zh, en): (Vec<_>, Vec<_>) = said
        .map(|(ask, now)| (format!("“{}”变更为：{}", ask.zh, now.zh), format!("“{}” is now: {}", ask.en, now.en)))
        .unzip();
    Text::new(zh.join("；"), en.join("; "))
}

/// The newest edition of a deed's kind that knows its word.
fn edition_of<'p>(pack: &'p Pack, deed: &Deed) -> Option<&'p Kind> {
    let id: RuleId = deed.word.noun().parse().ok()?;
    let editions = pack.kinds().of(&id);
    editions.iter().rev().find(|kind| kind.act_of_fact(deed.word.verb()).is_some())
}

/// The question of an input.
pub(crate) fn ask(pack: &Pack, input: &InputId) -> Text {
    pack.inputs().get(input).map_or_else(|| Text::same(input.as_str()), |it| it.ask.clone())
}

/// The posts and sites that answers name, as posts, so that their names can be read at once.
pub(crate) fn posts_in(answers: &Answers) -> Vec<PostId> {
    let principal = |site| PostId::site(site, Role::Principal);
    let mut posts = Vec::new();
    for answer in answers.values() {
        match answer {
            Answer::Post(post) => posts.push(post.clone()),
            Answer::Posts(named) => posts.extend(named.iter().cloned()),
            Answer::Site(site) => posts.push(principal(*site)),
            Answer::Sites(sites) => posts.extend(sites.iter().copied().map(principal)),
            _ => {}
        }
    }
    posts
}

/// A question with its answer, everything in it by its name.
pub(crate) fn answer_line(
    (inner, pack): (&Inner, &Pack),
    names: &NameBook<'_>,
    input: &InputId,
    answer: &Answer,
) -> AnswerLine {
    let value = value((inner, pack), names, input, answer);
    AnswerLine { input: input.clone(), ask: ask(pack, input), value, answer: answer.clone() }
}

fn value((inner, pack): (&Inner, &Pack), names: &NameBook<'_>, input: &InputId, answer: &Answer) -> Text {
    let rule = |id: &RuleId| pack.book().title(id).cloned().unwrap_or_else(|| Text::same(id.as_str()));
    match answer {
        Answer::Post(post) => names.title(post),
        Answer::Posts(posts) => joined(posts.iter().map(|post| names.title(post))),
        Answer::Office(office) => inner.names().office(office),
        Answer::Offices(offices) => joined(offices.iter().map(|office| inner.names().office(office))),
        Answer::Site(site) => names.body(&Body::Site(*site)),
        Answer::Sites(sites) => joined(sites.iter().map(|site| names.body(&Body::Site(*site)))),
        Answer::Place(place) => inner.names().place(*place),
        Answer::Places(places) => joined(places.iter().map(|place| inner.names().place(*place))),
        Answer::Rules(rules) => joined(rules.iter().map(rule)),
        Answer::Link(matter) => numbers(inner, &[*matter]),
        Answer::Links(matters) => numbers(inner, matters),
        Answer::Text(text) if STRATA.contains(&input.as_str()) => crate::strata::strata_names(inner, text),
        answer => answer_text(pack, input, answer),
    }
}

/// Other matters, by the numbers that people say on the phone.
fn numbers(inner: &Inner, matters: &[SubjectId]) -> Text {
    let known = inner.store.log().numbers(matters).unwrap_or_default();
    let known: Vec<_> = known.into_iter().flatten().collect();
    joined(known.iter().map(|number| Text::same(number.to_string())))
}

/// Of a long list this many are named, and how many there are.
const NAMED: usize = 20;

fn joined(texts: impl ExactSizeIterator<Item = Text>) -> Text {
    let count = texts.len();
    let (zh, en): (Vec<_>, Vec<_>) = texts.take(NAMED).map(|text| (text.zh, text.en)).unzip();
    let (zh, en) = (zh.join("、"), en.join("; "));
    if count > NAMED {
        return Text::new(format!("{zh}等 {count} 个"), format!("{en} and {} more, {count} in all", count - NAMED));
    }
    Text::new(zh, en)
}

/// A question and its answer in one line.
pub(crate) fn answered(line: &AnswerLine) -> Text {
    let AnswerLine { ask, value, .. } = line;
    Text::new(format!("{}：{}", ask.zh, value.zh), format!("{}: {}", ask.en, value.en))
}
