//! Letters of supervision, asked for on purpose: whoever must supervise writes, writes again, and is answered at once, late
//! or never.
//!
//! This module must never let a letter buy time twice: the auditor reads that in the log. Start at `correspond`.

use super::Simulation;
use crate::refusal;
use bowline_core::facts::Act;
use bowline_core::ids::PostId;
use bowline_core::obligations::{Ask, Dossier, Rejected};
use bowline_service::Refused;
use bowline_service::views::Who;

/// A post above writes to whoever is late, on some matter where it must.
pub(super) fn correspond(sim: &mut Simulation) -> Result<(), String> {
    let Some((dossier, no)) = sim.auditor.some_owed(&mut sim.dice, Act::SUPERVISE) else { return Ok(()) };
    let Some(owner) = dossier.obligation(no).map(|duty| duty.opened.owner.clone()) else { return Ok(()) };
    let Some(writer) = sim.people.who(&sim.app, &owner) else { return Ok(()) };
    let Some(dossier) = write_letter(sim, &dossier, &writer)? else { return Ok(()) };
    let Some(late) = asked(&dossier, &owner) else {
        let waits = dossier.obligation(no).is_some_and(|duty| duty.is_quiet(sim.app.now()));
        let wrong = format!("{}: a letter of {owner} asks nobody for a reply, and yet it waits", dossier.subject);
        return if waits { Err(wrong) } else { Ok(()) };
    };
    reply_of_another(sim, &dossier, &writer, &late)?;
    match sim.dice.below(4) {
        0 => reply(sim, &dossier, &late),
        // Written again before any answer: it is kept, and must buy no time.
        1 => write_letter(sim, &dossier, &writer).map(drop),
        // Answered some day, or never.
        _ => Ok(()),
    }
}

/// Sends a letter; answers the dossier after it. None: somebody else's turn came first.
fn write_letter(sim: &mut Simulation, dossier: &Dossier, writer: &Who) -> Result<Option<Dossier>, String> {
    let ask = Ask::Supervise { letter: "as asked".to_owned() };
    let told = sim.app.hazards().act(writer, dossier.subject, dossier.version, ask);
    let sent = told.is_ok();
    sim.note(&told)?;
    if !sent {
        return Ok(None);
    }
    let facts = sim.app.store().log().facts(dossier.subject).map_err(|fault| fault.chain())?;
    Ok(Some(Dossier::replay(dossier.subject, &facts)))
}

/// Whoever wrote cannot answer in place of whom they wrote to, unless they owe a reply themselves.
fn reply_of_another(sim: &mut Simulation, dossier: &Dossier, writer: &Who, late: &PostId) -> Result<(), String> {
    let replies = dossier.live().filter(|it| it.opened.act == Act::REPLY);
    let mut asked = replies.map(|reply| &reply.opened.owner.body);
    if asked.any(|body| writer.posts.iter().any(|post| post.post.body == *body)) {
        return Ok(());
    }
    let ask = Ask::Reply { reply: "as asked".to_owned() };
    match sim.app.hazards().act(writer, dossier.subject, dossier.version, ask) {
        Err(Refused::Rejected(Rejected::NotYours { .. })) => {
            sim.refused += 1;
            Ok(())
        }
        Err(fault @ Refused::Fault(_)) => Err(refusal(fault)),
        other => Err(format!("a reply in place of {late} was answered {other:?}")),
    }
}

fn reply(sim: &mut Simulation, dossier: &Dossier, late: &PostId) -> Result<(), String> {
    let Some(who) = sim.people.who(&sim.app, late) else { return Ok(()) };
    let ask = Ask::Reply { reply: "as asked".to_owned() };
    let told = sim.app.hazards().act(&who, dossier.subject, dossier.version, ask);
    sim.note(&told)
}

/// Who owes this post a reply.
fn asked(dossier: &Dossier, by: &PostId) -> Option<PostId> {
    let mut replies = dossier.live().filter(|it| it.opened.act == Act::REPLY && it.opened.verifier == *by);
    replies.next().map(|it| it.opened.owner.clone())
}

/// Whether nobody ever replies on this matter.
pub(super) fn is_never_answered(dossier: &Dossier) -> bool {
    dossier.subject.0.as_u128().is_multiple_of(3)
}
