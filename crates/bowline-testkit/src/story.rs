//! A story prints the log of a dossier: when it held, who acted, what happened, until when; and both times where they
//! differ.
//!
//! This module must never hold an id or a hash: the same story reads the same every time.

use bowline_core::facts::{Actor, AlarmCause, Because, Fact, Grade, GradeBasis, Light, Outcome, Source, What};
use bowline_core::ids::{Body, PostId, SubjectId};
use bowline_core::obligations::Dossier;
use bowline_core::time::Moment;
use bowline_service::Bowline;

/// The whole log of a dossier, a line a fact.
pub(crate) fn tell(app: &Bowline, of: SubjectId) -> String {
    let facts = app.store().log().facts(of).expect("facts can be read");
    let dossier = Dossier::replay(of, &facts);
    let lines: Vec<String> = facts.iter().map(|fact| line(app, &dossier, fact)).collect();
    lines.join("\n")
}

fn line(app: &Bowline, dossier: &Dossier, fact: &Fact) -> String {
    let by = match fact.by {
        Actor::Person(person) => app.store().registry().person_name(person).ok().flatten().unwrap_or_default(),
        Actor::Engine => "engine".to_owned(),
        Actor::Import(_) => "import".to_owned(),
        Actor::System => "system".to_owned(),
    };
    let told = fact.held == fact.learned || matches!(fact.what, What::RungFired(_));
    let learned = if told { String::new() } else { format!(" (learned {})", minute(app, fact.learned)) };
    format!("{} {by} {}{learned}", minute(app, fact.held), what(app, dossier, &fact.what))
}

fn what(app: &Bowline, dossier: &Dossier, what: &What) -> String {
    let act = |no: u32| dossier.obligation(no).map_or("?", |it| it.opened.act.as_str());
    match what {
        What::Found(found) => format!("finds: {} [{}]", found.description, source(found.source)),
        What::Graded(graded) => {
            let basis = match &graded.basis {
                GradeBasis::Criteria { rules, .. } => {
                    rules.iter().map(|rule| rule.as_str().to_owned()).collect::<Vec<_>>().join(" ")
                }
                GradeBasis::Ledger => "as in the ledger".to_owned(),
            };
            format!("grades {}: {basis}", if graded.grade == Grade::Major { "major" } else { "general" })
        }
        What::Ordered(ordered) => format!("orders to {} by {}", post(&ordered.to), ordered.deadline),
        What::Accepted(_) => "accepts".to_owned(),
        What::Planned(planned) => format!("plans until {}", planned.plan.until),
        What::Controlled(controlled) => format!("controls: {}", controlled.measures),
        What::ProofSubmitted(submitted) => format!("submits {} proof: {}", submitted.proofs.len(), submitted.note),
        What::Verified(verified) => format!("verifies: {}", verified.finding),
        What::Returned(returned) => format!("returns: {}", returned.reason),
        What::ClosedOff(closed) => format!("closes off on {}", closed.on),
        What::Supervised(supervised) => format!("supervises: {}", supervised.letter),
        What::Replied(replied) => format!("replies: {}", replied.reply),
        What::ObligationQuieted(quieted) => {
            format!("{} {} waits until {}", quieted.no, act(quieted.no), minute(app, quieted.until))
        }
        What::ObligationOpened(opened) => {
            let late = opened.because.iter().find_map(|why| if let Because::Late(no) = why { Some(*no) } else { None });
            let over = late.map(|no| format!(" over {no}")).unwrap_or_default();
            let above = opened.superior.as_ref().map_or("nobody".to_owned(), ToString::to_string);
            let due = minute(app, opened.due.at);
            format!(
                "opens {} {}{over}: {}, due {due}, above {above}",
                opened.no,
                opened.act.as_str(),
                post(&opened.owner)
            )
        }
        What::ObligationSettled(settled) => {
            format!("settles {} {}: {}", settled.no, act(settled.no), outcome(settled.outcome))
        }
        What::ObligationExtended(extended) => {
            format!("moves {} {} to {}", extended.no, act(extended.no), minute(app, extended.due.at))
        }
        What::RungFired(rung) => {
            let light = rung.light.map(|light| format!(", {}", light_word(light))).unwrap_or_default();
            let noticed = if rung.noticed == rung.scheduled {
                String::new()
            } else {
                format!(", noticed {}", minute(app, rung.noticed))
            };
            format!(
                "rung {} of {} {}: scheduled {}{noticed}{light}",
                rung.rung,
                rung.no,
                act(rung.no),
                minute(app, rung.scheduled)
            )
        }
        What::AlarmRaised(raised) => match &raised.cause {
            AlarmCause::VacantPost(vacant) => format!("alarm: nobody holds {}", post(vacant)),
            AlarmCause::Undelivered(it) => format!("alarm: nothing goes out by {}", it.channel),
            AlarmCause::NoSuperior(office) => format!("alarm: nobody above {office}"),
        },
        What::MatterHandedOver(handed) => format!("hands over from {} to {}", handed.from, handed.to),
        What::AlarmSettled(_) => "alarm settled".to_owned(),
        other => other.kind().to_owned(),
    }
}

/// A moment in the pack's zone, to the minute.
fn minute(app: &Bowline, moment: Moment) -> String {
    app.pack().country().zone().to_datetime(moment).strftime("%Y-%m-%d %H:%M").to_string()
}

fn post(post: &PostId) -> String {
    match &post.body {
        Body::Office(_) => post.to_string(),
        Body::Site(_) => format!("unit#{}", post.role.as_str()),
    }
}

const fn source(source: Source) -> &'static str {
    match source {
        Source::SelfCheck => "self check",
        Source::Inspection => "inspection",
        Source::CadreExpert => "official with expert",
        Source::Tip => "tip",
        Source::AccidentLesson => "lesson of an accident",
        Source::Ledger => "ledger",
    }
}

const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "done",
        Outcome::Discharged => "discharged",
        Outcome::Ledger => "by the ledger",
        Outcome::Lapsed => "no longer owed",
        Outcome::Missed => "missed",
    }
}

const fn light_word(light: Light) -> &'static str {
    light.as_str()
}
