//! This module counts complete life cycles a second: nine acts from found to closed out, each a form that is sent as a
//! browser sends it, and answered after it is on disk.
//!
//! An act takes what a form takes: who is signed in, the key that lets a form be carried out once, the version that the
//! page showed, rights, fields and files, the redirect. Reading the page to which it leads is measured with the pages.
//! This module must never take a way that a page does not take. Start at [`cycle`].

use super::browser::{Browser, Form, Server};
use super::figures::{Figures, cpu};
use super::world::{Staff, World};
use bowline_core::facts::InputId;
use bowline_service::chance::Dice;
use jiff::ToSpan;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Names of fields, and what is typed into them.
type Fields<'a> = &'a [(&'a str, &'a str)];

/// By which everything is graded.
const RULE: &str = "CN-HAZ-FIRE-17-6.9";

/// Runs cycles for some seconds.
pub fn measure(world: &World, clients: usize, seconds: u64, when: &str, figures: &mut Figures) -> Result<(), String> {
    let server = Server::start(&world.app)?;
    let (stop, cycles) = (AtomicBool::new(false), AtomicU64::new(0));
    let (times, failed) = (Mutex::new(Vec::new()), Mutex::new(None));
    let (started, cpu_before) = (Instant::now(), cpu());
    std::thread::scope(|scope| {
        for client in 0..clients {
            let (stop, cycles, times, failed, address) = (&stop, &cycles, &times, &failed, server.address);
            scope.spawn(move || {
                let mut own = Vec::new();
                let mut dice = Dice::new(world.seed ^ (client as u64) << 32 ^ started.elapsed().as_nanos() as u64);
                let mut browser = Browser::connect(address);
                while !stop.load(Ordering::Relaxed) {
                    let browser = browser.as_mut().map_err(|fault| fault.clone());
                    if let Err(fault) = browser.and_then(|browser| cycle(world, browser, &mut dice, &mut own)) {
                        *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(fault);
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
    if let Some(fault) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(fault);
    }
    let name = format!("life cycles, {clients} clients, {when}");
    let cycles = cycles.into_inner();
    figures.note_rate(name.clone(), cycles, took);
    figures.note_cpu(format!("{name}: one cycle"), cycles, cpu_before);
    figures.note_times(&format!("{name}: one act"), times.into_inner().unwrap_or_else(PoisonError::into_inner));
    Ok(())
}

/// From found to closed off.
pub fn cycle(world: &World, browser: &mut Browser, dice: &mut Dice, times: &mut Vec<Duration>) -> Result<(), String> {
    world.pass(1.millisecond());
    let Staff { unit, inspector, head, worker, .. } = dice.pick(&world.people).ok_or("nobody in this world")?;
    let today = world.app.today().to_string();
    let deadline = world.app.today().saturating_add(14.days()).to_string();
    let mut timed = |path: &str, cookie: &str, form: &Form| {
        let started = Instant::now();
        let leads_to = browser.post(path, cookie, form);
        times.push(started.elapsed());
        leads_to
    };
    let (key, site) = (world.app.requests().new_key(), unit.to_string());
    let report =
        [("once", &*key), ("go", "send"), ("site", &*site), ("description", "灭火器失效"), ("found_on", &*today)];
    let hazard = timed("/report", inspector, &Form::of(&report))?;
    let id = hazard.rsplit('/').next().unwrap_or_default();
    let subject = id.parse().map_err(|_| format!("a report leads to {hazard}"))?;
    let grading = grading(world)?;
    let grading: Vec<(&str, &str)> = grading.iter().map(|(name, value)| (&**name, &**value)).collect();
    let plan = [
        ("person", "张某"),
        ("measures", "立即整改"),
        ("funds", "1000"),
        ("until", &*deadline),
        ("contingency", "立即整改"),
    ];
    let photo = [include_bytes!("photo.png").as_slice(), id.as_bytes(), &[0; 1_000]].concat();
    let acts: [(&str, &str, Fields<'_>); 8] = [
        ("grade", inspector, &grading),
        ("order", head, &[("deadline", &*deadline), ("text", "立即整改")]),
        ("accept", worker, &[]),
        ("control", worker, &[("measures", "立即整改")]),
        ("plan", worker, &plan),
        ("rectify", worker, &[("note", "立即整改")]),
        ("verify", inspector, &[("finding", "立即整改")]),
        ("close_off", head, &[]),
    ];
    for (act, cookie, fields) in acts {
        let key = world.app.requests().new_key();
        let seen = world.app.store().log().version(subject).map_err(crate::fault)?.to_string();
        let fields = [&[("once", &*key), ("version", &*seen)], fields].concat();
        let form = if act == "rectify" { Form::with_photo(&fields, &photo) } else { Form::of(&fields) };
        timed(&format!("{hazard}/{act}"), cookie, &form)?;
    }
    Ok(())
}

/// The fields of a grading by one criterion: no to all that it asks.
fn grading(world: &World) -> Result<Vec<(String, &'static str)>, String> {
    let rule = RULE.parse().map_err(|_| format!("{RULE} is no rule"))?;
    let criterion = world.app.pack().criteria().latest(&rule).ok_or_else(|| format!("the pack has no {RULE}"))?;
    let no = |input: InputId| (format!("q:{RULE}:{}", input.as_str()), "no");
    Ok(std::iter::once(("criterion".to_owned(), RULE)).chain(criterion.inputs().into_iter().map(no)).collect())
}
