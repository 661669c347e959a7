//! This module measures rules by themselves, on one core and without a store: findings held against all criteria of
//! their sector, a nation's accidents against rolling windows, and a pack that is loaded and checked by its cases.
//!
//! This module must never decide anything itself: the pack's rules do. Start at [`measure`].

use super::figures::Figures;
use crate::both;
use bowline_core::facts::{Answer, Answers, InputId};
use bowline_core::obligations::run_all_cases;
use bowline_core::places::{Level, PlaceTree};
use bowline_core::rules::{Comparison, Condition, InputKind, Pack, Screening, Span, Trigger, Verdict};
use bowline_core::time::Day;
use bowline_service::chance::Dice;
use bowline_service::{embedded_pack, open_pack, shipped_files};
use jiff::ToSpan;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

const PACK: &str = "cn-national";
/// Findings made up for a sector.
const FINDINGS: usize = 64;
/// How long a sector is measured in one round.
const ROUND: Duration = Duration::from_millis(10);
/// Rounds. The fastest counts: the others were disturbed.
const ROUNDS: usize = 5;
/// Years over which the accidents are spread.
const YEARS: usize = 10;

/// Measures all three.
pub fn measure(seed: u64, accidents: u64, figures: &mut Figures) -> Result<(), String> {
    packs(figures)?;
    let (pack, places) = embedded_pack(PACK).map_err(|error| both(&error.text()))?;
    sectors(&pack, seed, figures);
    // Of a thousand accidents, so many are larger and so many are major.
    let mut windows =
        |per_mille, name| windows((&pack, &places), accidents, per_mille, &mut Dice::new(seed), name, figures);
    windows([20, 1], "2 % larger, 0.1 % major")?;
    windows([800, 200], "80 % larger, 20 % major")
}

fn packs(figures: &mut Figures) -> Result<(), String> {
    let files = shipped_files(PACK);
    let started = Instant::now();
    let (pack, _) = open_pack(PACK, &files).map_err(|error| both(&error.text()))?;
    figures.note(format!("pack {PACK}: load and check, places included"), started.elapsed().as_secs_f64(), "s");
    let started = Instant::now();
    let report = run_all_cases(&pack);
    figures.note(format!("pack {PACK}: run its cases"), started.elapsed().as_secs_f64(), "s");
    figures.note(format!("pack {PACK}: cases that come out"), report.passed as f64, "");
    Ok(())
}

/// What the findings of a sector cost.
#[derive(Default)]
struct Tally {
    evaluated: u64,
    took: Duration,
    holds: u64,
    fails: u64,
    unknown: u64,
}

impl Tally {
    fn rate(&self) -> f64 {
        self.evaluated as f64 / self.took.as_secs_f64().max(1e-9)
    }
    fn add(&mut self, other: &Self) {
        self.evaluated += other.evaluated;
        self.took += other.took;
        self.holds += other.holds;
        self.fails += other.fails;
        self.unknown += other.unknown;
    }
}

fn sectors(pack: &Pack, seed: u64, figures: &mut Figures) {
    let (mut all, mut apart) = (Tally::default(), Tally::default());
    let mut slowest: Option<(&str, usize, usize, f64)> = None;
    for (number, sector) in pack.country().sectors().keys().enumerate() {
        let screening = Screening::of(pack, sector, pack.checked_on());
        let mut dice = Dice::new(seed ^ (number as u64) << 32);
        let findings: Vec<Answers> = (0..FINDINGS).map(|_| finding(pack, &screening, &mut dice)).collect();
        let tally = fastest(|| screen(&screening, &findings));
        apart.add(&fastest(|| one_by_one(pack, &screening, &findings)));
        if slowest.is_none_or(|(.., rate)| tally.rate() < rate) {
            slowest = Some((sector, screening.criteria().len(), screening.inputs().len(), tally.rate()));
        }
        all.add(&tally);
    }
    let share = |part: u64| part as f64 * 100.0 / all.evaluated.max(1) as f64;
    figures.note(format!("criteria, all {} sectors", pack.country().sectors().len()), all.rate(), "1/s");
    if let Some((sector, criteria, questions, rate)) = slowest {
        figures.note(format!("criteria, slowest sector: {sector}, {criteria} of {questions} questions"), rate, "1/s");
    }
    figures.note("criteria, one by one with reasons for all", apart.rate(), "1/s");
    figures.note("criteria: of these hold", share(all.holds), "%");
    figures.note("criteria: of these fail", share(all.fails), "%");
    figures.note("criteria: of these are unknown", share(all.unknown), "%");
}

fn fastest(round: impl FnMut() -> Tally) -> Tally {
    let rounds = std::iter::repeat_with(round).take(ROUNDS);
    rounds.max_by(|a, b| a.rate().total_cmp(&b.rate())).unwrap_or_default()
}

/// The answers of a made-up finding: most say that all is well, some that it is not, some are missing.
fn finding(pack: &Pack, screening: &Screening<'_>, dice: &mut Dice) -> Answers {
    let day = |dice: &mut Dice| pack.checked_on().saturating_sub((dice.below(3_000) as i64).days());
    let mut answers = Answers::new();
    for input in screening.inputs() {
        let Some(declared) = pack.inputs().get(input).filter(|_| dice.below(100) >= 3) else { continue };
        let answer = match &declared.kind {
            InputKind::Yes => Answer::Yes(dice.below(100) < 10),
            InputKind::Number { .. } => {
                Answer::Number(dice.pick(&[0.1, 1.0, 10.0, 1_000.0]).unwrap_or(&1.0) * dice.below(100) as f64)
            }
            InputKind::Day => Answer::Day(day(dice)),
            InputKind::Dates => Answer::Days((0..dice.below(4)).map(|_| day(dice)).collect()),
            InputKind::Choice { choices } => match choices.keys().nth(dice.below(choices.len() as u64) as usize) {
                Some(word) => Answer::Choice(word.clone()),
                None => continue,
            },
            InputKind::Text | InputKind::Person | InputKind::Moment | InputKind::Files | InputKind::Named(_) => {
                continue;
            }
        };
        answers.insert(input.clone(), answer);
    }
    answers
}

fn screen(screening: &Screening<'_>, findings: &[Answers]) -> Tally {
    let mut tally = Tally::default();
    let started = Instant::now();
    while started.elapsed() < ROUND {
        for answers in findings {
            let screened = black_box(screening.run(black_box(answers)));
            tally.holds += screened.holds.len() as u64;
            tally.fails += screened.fails as u64;
            tally.unknown += screened.unknown.len() as u64;
        }
        tally.evaluated += (findings.len() * screening.criteria().len()) as u64;
    }
    tally.took = started.elapsed();
    tally
}

fn one_by_one(pack: &Pack, screening: &Screening<'_>, findings: &[Answers]) -> Tally {
    let mut tally = Tally::default();
    let started = Instant::now();
    while started.elapsed() < ROUND {
        for answers in findings {
            screening.criteria().for_each(|rule| drop(black_box(rule.evaluate(pack, black_box(answers)))));
            tally.evaluated += screening.criteria().len() as u64;
        }
    }
    tally.took = started.elapsed();
    tally
}

/// Triggers with rolling windows, and how long a day counts for one of them.
struct Rolling<'p> {
    triggers: Vec<&'p Trigger>,
    spans: BTreeMap<&'p InputId, Span>,
}

impl<'p> Rolling<'p> {
    fn of(pack: &'p Pack, day: Day) -> Self {
        let mut rolling = Self { triggers: Vec::new(), spans: BTreeMap::new() };
        for trigger in pack.triggers().in_force(day) {
            if trigger.condition.as_ref().is_some_and(|condition| rolling.collect(condition, day)) {
                rolling.triggers.push(trigger);
            }
        }
        rolling
    }

    /// Notes the longest span of every list of days. Whether there is a window.
    fn collect(&mut self, condition: &'p Condition, day: Day) -> bool {
        match condition {
            Condition::All(of) | Condition::Any(of) | Condition::AtLeast { of, .. } => {
                of.iter().fold(false, |found, part| self.collect(part, day) | found)
            }
            Condition::Not(inner) => self.collect(inner, day),
            Condition::Input { input, is: Comparison::Window(window) } => {
                let longest = self.spans.entry(input).or_insert(window.within);
                if window.within.after(day) > longest.after(day) {
                    *longest = window.within;
                }
                true
            }
            Condition::Input { .. } => false,
        }
    }
}

/// Accidents in the order of their days, each of some city. Every one has all triggers of its city evaluated; a city keeps
/// no day that is too old for every window.
fn windows(
    (pack, places): (&Pack, &PlaceTree),
    accidents: u64,
    per_mille: [u64; 2],
    dice: &mut Dice,
    name: &str,
    figures: &mut Figures,
) -> Result<(), String> {
    let rolling = Rolling::of(pack, pack.checked_on());
    let id = |name: &str| name.parse::<InputId>().map_err(|error| error.to_string());
    let (larger_days, major_days) = (id("interview.larger_days")?, id("interview.major_days")?);
    let mut calm: Answers = rolling.spans.keys().map(|input| ((*input).clone(), Answer::Days(Vec::new()))).collect();
    for input in rolling.triggers.iter().flat_map(|trigger| trigger.inputs()) {
        let answer = match pack.inputs().get(&input).map(|input| &input.kind) {
            Some(InputKind::Yes) => Answer::Yes(true),
            Some(InputKind::Number { .. }) => Answer::Number(0.0),
            Some(InputKind::Day) => Answer::Day(pack.checked_on()),
            _ => continue,
        };
        calm.insert(input, answer);
    }
    calm.insert(id("interview.major")?, Answer::Yes(false));
    let here = places.iter().filter(|place| place.level == Level::City && place.valid_to.is_none());
    let mut cities: Vec<Answers> = here.map(|_| calm.clone()).collect();
    let days = YEARS * 365;
    let first = pack.checked_on().saturating_sub((days as i64).days());
    let (mut fired, mut open) = (0_u64, 0_u64);
    let started = Instant::now();
    for number in 0..accidents {
        let day = first.saturating_add((number as i64 * days as i64 / accidents as i64).days());
        let (city, kind, [larger, major]) = (dice.below(cities.len() as u64), dice.below(1_000), per_mille);
        let Some(answers) = cities.get_mut(city as usize) else { continue };
        let listed = if kind < major { Some(&major_days) } else { (kind < major + larger).then_some(&larger_days) };
        for (input, span) in &rolling.spans {
            let Some(Answer::Days(days)) = answers.get_mut(input) else { continue };
            days.drain(..days.partition_point(|past| span.after(*past) < day));
            days.extend((listed == Some(*input)).then_some(day));
        }
        for trigger in &rolling.triggers {
            match black_box(trigger.evaluate(pack, answers)) {
                Some(Verdict::Holds(_)) => fired += 1,
                Some(Verdict::Fails(_)) | None => {}
                Some(Verdict::Unknown(_) | Verdict::Broken(_)) => open += 1,
            }
        }
    }
    let took = started.elapsed();
    let (triggers, places) = (rolling.triggers.len(), cities.len());
    figures.note(
        format!("{accidents} accidents, {triggers} triggers, {places} cities, {name}"),
        took.as_secs_f64(),
        "s",
    );
    figures.note_rate(format!("accidents, {name}"), accidents, took);
    figures.note(format!("accidents, {name}: evaluations that fire"), fired as f64, "");
    figures.note(format!("accidents, {name}: evaluations not decided"), open as f64, "");
    Ok(())
}
