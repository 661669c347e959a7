//! The draw of a look-back can be repeated by outsiders, and its interval holds the true rate as often as it says.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test says so when it fails")]

use bowline_core::ids::SubjectId;
use bowline_core::rules::SampleSize;
use bowline_core::signals::{Came, Code, Key, Line, List, Looked, Size, Walked, rate, walk, walked_text};
use std::collections::BTreeSet;
use std::process::Command;

const SIZE: SampleSize = SampleSize { percent: 5, least: 3 };

/// A list of strata with so many closings each.
fn list(sizes: &[u32]) -> List {
    let each = |(no, size): (usize, &u32)| {
        let group = format!("verifier-{no:02}/220104");
        (0..*size).map(move |n| {
            let label = SubjectId::derived(&[&group, &n.to_string()]).to_string();
            Line::Candidate { label, group: group.clone(), name: String::new() }
        })
    };
    List { size: Size::Share(SIZE), lines: sizes.iter().enumerate().flat_map(each).collect() }
}

/// Twelve units, five inspectors, some of whom may not meet some units, and a unit that is passed by.
fn visits() -> List {
    let of = |group: &str, no: usize, name: String| Line::Candidate {
        label: SubjectId::derived(&[group, &no.to_string()]).to_string(),
        group: group.to_owned(),
        name,
    };
    let label = |group: &str, no: usize| SubjectId::derived(&[group, &no.to_string()]).to_string();
    let mut lines: BTreeSet<Line> = (0..12).map(|no| of("unit", no, format!("春城小厨, {no} 号店"))).collect();
    lines.extend((0..5).map(|no| of("inspector", no, format!("检查员{no}"))));
    for unit in 0..12 {
        let (inspector, unit) = (label("inspector", unit % 3), label("unit", unit));
        lines.insert(Line::Conflict { inspector, unit, reason: "配偶在该单位任职, 已申报".to_owned() });
    }
    lines.insert(Line::Skip { label: label("unit", 4), reason: "已抽中, 停业".to_owned() });
    List { size: Size::Visits { units: 5, inspectors: 2 }, lines }
}

fn key(seed: &str) -> Key {
    Key::of(Code::of(b"secret", 99), seed)
}

fn drawn(list: &List, seed: &str) -> Vec<Walked> {
    walk(list, key(seed))
}

#[test]
fn each_stratum_gives_its_share_and_at_least_three_or_all_it_has() {
    let drawn = drawn(&list(&[400, 60, 61, 3, 2]), "2022-10-31");
    let sizes: Vec<(usize, usize)> = drawn.iter().map(|it| (it.order.len(), it.drawn().count())).collect();
    assert_eq!(sizes, [(400, 20), (60, 3), (61, 4), (3, 3), (2, 2)]);
}

#[test]
fn the_draw_hangs_on_list_code_and_seed_and_on_nothing_else() {
    let list = list(&[200, 100]);
    assert_eq!(drawn(&list, "7"), drawn(&List::read(&list.text()).unwrap(), "7"));
    assert_ne!(drawn(&list, "7"), drawn(&list, "8"));
    assert_ne!(walk(&list, key("7")), walk(&list, Key::of(Code::of(b"secret", 98), "7")), "a fresh code draws anew");
    // Over many seeds, each closing of the first stratum is drawn about as often as another: 10 of 200 each time.
    let mut times = std::collections::BTreeMap::new();
    for seed in 0..2000 {
        for label in drawn(&list, &seed.to_string())[0].drawn() {
            *times.entry(label.to_owned()).or_insert(0_u32) += 1;
        }
    }
    // 100 on average, with a standard deviation of 9.7.
    assert_eq!(times.len(), 200);
    assert!(times.values().all(|n| (58..=142).contains(n)), "{times:?}");
}

#[test]
fn whoever_is_in_conflict_or_skipped_is_passed_by_with_the_reason_and_nobody_else() {
    let list = visits();
    let all = drawn(&list, "3 1 6 2");
    assert_eq!(all.len(), 6, "the units, and the inspectors of five");
    assert_eq!(all[0].drawn().count(), 5);
    let skipped = |it: &Walked| it.order.iter().filter(|(.., came)| matches!(came, Came::Skipped(_))).count();
    assert_eq!(skipped(&all[0]), 1);
    for team in &all[1..] {
        assert_eq!((team.drawn().count(), skipped(team)), (2, 1), "{team:?}");
    }
    // Without the conflicts, the same order: somebody is passed by, and nobody moves.
    let free =
        List { lines: list.lines.iter().filter(|it| matches!(it, Line::Candidate { .. })).cloned().collect(), ..list };
    let positions = |all: &[Walked]| all[0].order.iter().map(|(position, ..)| position.clone()).collect::<Vec<_>>();
    assert_eq!(positions(&all), positions(&drawn(&free, "3 1 6 2")));
}

#[test]
fn what_is_no_list_is_not_read() {
    for text in ["", "share,5", "some,5,3\n", "share,-5,3\n", "visits,1,2\na\n", "visits,1,2\na,conflict,b\n"] {
        assert_eq!(List::read(text), None, "{text}");
    }
}

#[test]
fn an_outsider_with_list_code_and_seed_draws_the_same() {
    let folder = std::env::temp_dir().join(format!("bowline-draw-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (file, code) = (folder.join("list.csv"), Code::of(b"secret", 99).text());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/how/draw.py");
    for list in [list(&[137, 41, 2, 60, 1000]), visits()] {
        std::fs::write(&file, list.text()).unwrap();
        for seed in ["7", "第 31 期 福彩 04 17 22", "a,b"] {
            let run = Command::new("python3").arg(script).arg(&file).args([&code, seed]).output().unwrap();
            assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
            let own = format!("list {}\n{}", list.hash(), walked_text(&drawn(&list, seed)));
            assert_eq!(String::from_utf8(run.stdout).unwrap(), own, "{seed}");
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

/// A county: for each verifier, how many closings and which share of them is false.
struct County {
    name: &'static str,
    verifiers: &'static [(u32, f64)],
}

const COUNTIES: [County; 8] = [
    County { name: "one honest verifier", verifiers: &[(200, 0.02)] },
    County { name: "one verifier, few closings", verifiers: &[(12, 0.25)] },
    County { name: "one verifier who cheats every third time", verifiers: &[(300, 0.33)] },
    County { name: "three verifiers alike", verifiers: &[(40, 0.1), (38, 0.1), (42, 0.1)] },
    County { name: "one of five cheats", verifiers: &[(100, 0.5), (100, 0.02), (80, 0.02), (120, 0.02), (90, 0.02)] },
    County {
        name: "the busy one cheats, the others are seen nearly whole",
        verifiers: &[(400, 0.2), (6, 0.0), (6, 0.0), (6, 0.0), (4, 0.0), (3, 0.0)],
    },
    County { name: "those with few closings cheat", verifiers: &[(400, 0.02), (8, 0.6), (8, 0.6), (8, 0.6), (8, 0.6)] },
    County { name: "half of everything", verifiers: &[(60, 0.5), (60, 0.5), (60, 0.5), (60, 0.5)] },
];

/// Numbers that look random, from a seed (splitmix64), between 0 and 1.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Draws of each county, and worlds against which each draw is held.
const DRAWS: u32 = 60;
const WORLDS: u32 = 50;

/// How often the interval held the true rate, by how much the estimate was off on average, and how wide the interval was.
fn play(county: &County, interval: fn(&[Looked]) -> (f64, f64)) -> (f64, f64, f64) {
    let sizes: Vec<u32> = county.verifiers.iter().map(|it| it.0).collect();
    let list = list(&sizes);
    let mut numbers = Numbers(42);
    let (mut covered, mut off, mut wide) = (0_u32, 0.0, 0.0);
    for seed in 0..DRAWS {
        let drawn = drawn(&list, &seed.to_string());
        // Strata come in order, and it does not matter which closing of a stratum is which.
        let place = |(no, it): (usize, &Walked)| {
            it.order.iter().map(move |(.., came)| (no, *came == Came::Drawn)).collect::<Vec<_>>()
        };
        let places: Vec<(usize, bool)> = drawn.iter().enumerate().flat_map(place).collect();
        for _ in 0..WORLDS {
            let mut strata: Vec<Looked> = drawn
                .iter()
                .map(|it| Looked { of: it.order.len() as u64, looked: it.drawn().count() as u64, failed: 0 })
                .collect();
            let mut lies = 0_u32;
            // Who cheats knows nothing of the draw.
            let shares = county.verifiers.iter().flat_map(|(size, share)| std::iter::repeat_n(*share, *size as usize));
            for (share, (stratum, is_drawn)) in shares.zip(&places) {
                let lie = numbers.next() < share;
                lies += u32::from(lie);
                strata[*stratum].failed += u64::from(lie && *is_drawn);
            }
            let truth = f64::from(lies) / list.lines.len() as f64;
            let (low, high) = interval(&strata);
            covered += u32::from(low <= truth + 1e-12 && truth <= high + 1e-12);
            off += rate(&strata).unwrap().rate - truth;
            wide += high - low;
        }
    }
    let rounds = f64::from(DRAWS * WORLDS);
    (f64::from(covered) / rounds, off / rounds, wide / rounds)
}

fn own(strata: &[Looked]) -> (f64, f64) {
    let found = rate(strata).unwrap();
    (found.low, found.high)
}

/// The interval of school books: the estimate and twice its standard error.
fn of_school_books(strata: &[Looked]) -> (f64, f64) {
    let found = rate(strata).unwrap();
    let error = (found.rate * (1.0 - found.rate) / found.looked as f64).sqrt();
    (found.rate - 1.96 * error, found.rate + 1.96 * error)
}

#[test]
fn the_interval_holds_the_true_rate_of_a_county_at_least_as_often_as_it_says() {
    for county in &COUNTIES {
        let (coverage, off, wide) = play(county, own);
        println!("{}: coverage {coverage:.4}, off by {off:.4}, {wide:.3} wide", county.name);
        // 3,000 rounds tell a coverage of 95 % to 0.4 % or so.
        assert!(coverage >= 0.945, "{}: the interval says 95 % and holds {coverage}", county.name);
        assert!(off.abs() < 0.015, "{}: the estimate leans by {off}", county.name);
        assert!(wide < 0.75, "{}: an interval of {wide} says nothing", county.name);
    }
}

#[test]
fn the_play_would_notice_an_interval_that_holds_too_seldom() {
    let (coverage, ..) = play(&COUNTIES[0], of_school_books);
    assert!(coverage < 0.5, "nothing is found in most draws, and the interval is then a point: {coverage}");
}

/// As if the visits to the last verifier's closings were not made yet.
fn before_the_last(strata: &[Looked]) -> (f64, f64) {
    let mut strata = strata.to_vec();
    if let Some(last) = strata.last_mut() {
        *last = Looked { of: last.of, ..Looked::default() };
    }
    own(&strata)
}

#[test]
fn the_interval_holds_the_true_rate_also_while_a_stratum_waits() {
    for county in [&COUNTIES[4], &COUNTIES[6]] {
        let (coverage, ..) = play(county, before_the_last);
        assert!(coverage >= 0.945, "{}: {coverage}", county.name);
    }
}
