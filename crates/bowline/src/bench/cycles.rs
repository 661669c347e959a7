//! This module counts complete life cycles a second: nine acts from found to closed out, each answered after it is on
//! disk.
//!
//! This module must never take a way that a page does not take.

use super::figures::{Figures, cpu};
use super::world::World;
use bowline_core::facts::{Plan, Proof, ProofKind};
use bowline_core::ids::{PostId, RuleId, SubjectId};
use bowline_core::obligations::Ask;
use bowline_service::Refused;
use bowline_service::chance::Dice;
use bowline_service::views::{PostView, Report, Scope, Who};
use jiff::ToSpan;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Runs cycles for some seconds.
pub fn measure(world: &World, clients: usize, seconds: u64, when: &str, figures: &mut Figures) -> Result<(), Refused> {
    let (stop, cycles) = (AtomicBool::new(false), AtomicU64::new(0));
    let (times, failed) = (Mutex::new(Vec::new()), Mutex::new(None));
    let (started, cpu_before) = (Instant::now(), cpu());
    std::thread::scope(|scope| {
        for client in 0..clients {
            let (stop, cycles, times, failed) = (&stop, &cycles, &times, &failed);
            scope.spawn(move || {
                let mut own = Vec::new();
                let mut dice = Dice::new(world.seed ^ (client as u64) << 32 ^ started.elapsed().as_nanos() as u64);
                while !stop.load(Ordering::Relaxed) {
                    if let Err(refused) = cycle(world, &mut dice, &mut own) {
                        *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(refused);
                        stop.store(true, Ordering::Relaxed);
                    }
                    cycles.fetch_add(1, Ordering::Relaxed);
                }
                times.lock().unwrap_or_else(PoisonError::into_inner).append(&mut own);
            });
        }
        while started.elapsed() < Duration::from_secs(seconds) && !stop.load(Ordering::Relaxed) {
            std::thread::park_timeout(Duration::from_millis(50));
        }
        stop.store(true, Ordering::Relaxed);
    });
    let took = started.elapsed();
    if let Some(refused) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(refused);
    }
    let name = format!("life cycles, {clients} clients, {when}");
    let cycles = cycles.into_inner();
    figures.note_rate(name.clone(), cycles, took);
    figures.note_cpu(format!("{name}: one cycle"), cycles, cpu_before);
    figures.note_times(&format!("{name}: one act"), times.into_inner().unwrap_or_else(PoisonError::into_inner));
    Ok(())
}

/// From found to closed off.
pub fn cycle(world: &World, dice: &mut Dice, times: &mut Vec<Duration>) -> Result<(), Refused> {
    let app = &world.app;
    world.pass(1.millisecond());
    let (county, inspector, head) = dice.pick(&world.people).ok_or(Refused::NotFound)?;
    let mut timed = |act: &mut dyn FnMut() -> Result<u32, Refused>| {
        let started = Instant::now();
        let done = act();
        times.push(started.elapsed());
        done
    };
    let report = Report {
        site: None,
        unit: format!("{}号饭店", dice.below(1_000_000)),
        credit_code: String::new(),
        place: Some(*county),
        sector: "H62".to_owned(),
        description: "灭火器失效".to_owned(),
        found_on: app.today(),
        proofs: Vec::new(),
    };
    let mut found = None;
    timed(&mut || {
        found = Some(app.hazards().report(inspector, report.clone())?);
        Ok(0)
    })?;
    let hazard = found.ok_or(Refused::NotFound)?;
    let unit = unit_of(app, hazard)?;
    let worker = worker(inspector, &unit);
    let deadline = app.today().saturating_add(14.days());
    let text = || "立即整改".to_owned();
    let rule: RuleId = "CN-HAZ-FIRE-17-6.9".parse().map_err(|_| Refused::NotFound)?;
    let answers = no_to_all(app, &rule);
    let plan = Plan { person: text(), measures: text(), funds_yuan: 1_000, until: deadline, contingency: text() };
    let proof = Proof { kind: ProofKind::Photo, name: "a.jpg".to_owned(), sha256: "0".repeat(64), bytes: 1 };
    let asks = [
        (inspector, Ask::Grade { candidates: vec![rule], answers }),
        (head, Ask::Order { to: unit, deadline, text: text() }),
        (&worker, Ask::Accept),
        (&worker, Ask::Control { measures: text(), proofs: Vec::new() }),
        (&worker, Ask::Plan(plan)),
        (&worker, Ask::SubmitProof { note: text(), proofs: vec![proof] }),
        (inspector, Ask::Verify { finding: text() }),
        (head, Ask::CloseOff),
    ];
    for (who, ask) in asks {
        let seen = app.store().log().version(hazard)?;
        timed(&mut || app.hazards().act(who, hazard, seen, ask.clone()))?;
    }
    Ok(())
}

fn unit_of(app: &bowline_service::Bowline, hazard: SubjectId) -> Result<PostId, Refused> {
    let row = app.store().hazards().one(hazard)?.ok_or(Refused::NotFound)?;
    Ok(PostId::site(row.site, bowline_core::ids::Role::Principal))
}

/// Somebody of the enterprise.
fn worker(like: &Who, post: &PostId) -> Who {
    let bowline_core::ids::Body::Site(site) = post.body else { return like.clone() };
    let person = bowline_core::ids::PersonId::derived(&["bench", &site.to_string()]);
    let view = PostView { post: post.clone(), title: Default::default(), holders: Vec::new() };
    Who {
        person,
        name: "员工".to_owned(),
        posts: vec![view],
        scope: Scope::Sites(vec![site]),
        interests: [site].into(),
    }
}

fn no_to_all(app: &bowline_service::Bowline, rule: &RuleId) -> bowline_core::facts::Answers {
    use bowline_core::facts::Answer;
    let inputs = app.pack().criteria().latest(rule).map(|criterion| criterion.inputs()).unwrap_or_default();
    inputs.into_iter().map(|input| (input, Answer::Yes(false))).collect()
}
