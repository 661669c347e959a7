//! One guard stands before every act on a dossier: whoever acts may see it, and has seen what people did to it.
//!
//! This module must never let an act pass that answers an older version. Start at [`guard`].

use crate::app::Inner;
use crate::refused::TryAgain;
use crate::views::Who;
use crate::{Refused, sentences};
use bowline_core::facts::{Actor, Fact, InputId, What};
use bowline_core::obligations::{Dossier, Rejected};
use bowline_core::words::Text;
use bowline_store::StoreFault;

/// Lets an act on a dossier pass that somebody saw at a version.
pub(crate) fn guard(inner: &Inner, who: &Who, dossier: &Dossier, seen: u32) -> Result<(), TryAgain> {
    if !inner.may_see(who, dossier) {
        return Err(Refused::NotFound.into());
    }
    if seen > dossier.version {
        return Err(never_shown().into());
    }
    match happened_since(inner, dossier, seen)? {
        Some(happened) => Err(Rejected::Stale { happened }.into()),
        None => Ok(()),
    }
}

fn never_shown() -> Refused {
    Refused::field(
        "version",
        "表单中的版本号有误；请重新打开该事项后再办理。",
        "The form names a version that does not exist yet. Open the record again, then submit.",
    )
}

/// What people did with a matter after a version, for somebody who did not see it yet; none if nothing.
fn happened_since(inner: &Inner, dossier: &Dossier, seen: u32) -> Result<Option<Vec<Text>>, StoreFault> {
    if dossier.version <= seen {
        return Ok(None);
    }
    let by_people = |fact: &Fact| fact.version > seen && matches!(fact.by, Actor::Person(_));
    let mut facts = inner.store.log().facts(dossier.subject)?;
    facts.retain(|fact| by_people(fact) && is_act(&fact.what));
    let names = inner.names().of([], facts.iter().filter_map(|fact| fact.by.person()))?;
    let told = |fact: &Fact| {
        let (by, what) = (names.actor(fact.by), sentences::title(inner.pack_of(dossier), &fact.what));
        Text::new(format!("{}：{}", by.zh, what.zh), format!("{}: {}", by.en, what.en))
    };
    let happened: Vec<Text> = facts.iter().map(told).collect();
    Ok((!happened.is_empty()).then_some(happened))
}

/// Whether a fact is what somebody did, and not what followed from it.
fn is_act(what: &What) -> bool {
    match what {
        What::Deed(_) | What::ObligationSupervised(_) | What::ObligationReplied(_) => true,
        what => what.kind().starts_with("hazard."),
    }
}

/// The sentence of a refusal, with the names that only the pack and the registry know: a post by its title, an open question by
/// its words.
pub(crate) fn told(inner: &Inner, refused: &Refused) -> Text {
    match refused {
        Refused::Rejected(Rejected::AnswersMissing { inputs }) => still_asked(inner, inputs),
        Refused::Rejected(Rejected::NotYours { act, owner }) => {
            let Ok(post) = inner.names().post_title(owner) else { return refused.text() };
            let act = inner.pack().act_name(*act);
            Text::new(
                format!("“{}”应由{}办理；请转由该岗位人员办理。", act.zh, post.zh),
                format!("“{}” is assigned to: {}. Ask the holder of that post.", act.en, post.en),
            )
        }
        _ => refused.text(),
    }
}

fn still_asked(inner: &Inner, inputs: &[InputId]) -> Text {
    let asks = inputs.iter().map(|input| {
        let declared = inner.packs.all().find_map(|pack| pack.inputs().get(input));
        declared.map_or_else(|| Text::same(input.as_str()), |it| it.ask.clone())
    });
    let (zh, en): (Vec<_>, Vec<_>) = asks.map(|ask| (format!("“{}”", ask.zh), format!("“{}”", ask.en))).unzip();
    Text::new(
        format!("信息不全，尚不能判定；请补充填写：{}。", zh.join("、")),
        format!("More information is needed: {}.", en.join(", ")),
    )
}
