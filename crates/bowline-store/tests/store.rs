//! The store alone: group commit under many threads, a failing job undone alone, conflicts, Chinese search, paging.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it breaks"
)]

use bowline_core::facts::{Actor, Fact, Grade, Light, OfficeAbolished, Source, What};
use bowline_core::ids::{PlaceCode, SiteId, SubjectId};
use bowline_core::obligations::Phase;
use bowline_core::signals::{HazardRow, RowChanges};
use bowline_core::time::Moment;
use bowline_store::{
    Append, Commit, Draft, Durability, HazardQuery, HazardSort, Named, Once, SessionRow, Store, StoreFault, Total,
    Within,
};
use std::collections::BTreeSet;
use std::path::Path;
use tempfile::TempDir;

fn fresh(durability: Durability) -> (TempDir, Store) {
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path(), durability).unwrap();
    (folder, store)
}

fn moment(hours: i64) -> Moment {
    Moment::from_second(1_665_190_800 + hours * 3_600).unwrap()
}

fn stream(name: &str) -> SubjectId {
    SubjectId::derived(&[name])
}

/// Facts for a stream that ends at `expected`.
fn append(of: SubjectId, expected: u32, count: u32) -> Append {
    let fact = |version| Fact {
        subject: of,
        version,
        place: "220104".parse().unwrap(),
        held: moment(0),
        learned: moment(0),
        by: Actor::System,
        behalf: None,
        pack: "cn-national@1".to_owned(),
        what: What::OfficeAbolished(OfficeAbolished {
            office: format!("220104/x{}", "a".repeat(version as usize % 9)).parse().unwrap(),
            to: None,
            ground: None,
        }),
    };
    Append { subject: of, expected, facts: (expected + 1..=expected + count).map(fact).collect() }
}

fn commit(appends: Vec<Append>) -> Commit {
    Commit { appends, ..Commit::default() }
}

fn hazard(at: u32, unit: &str, description: &str) -> HazardRow {
    let place: PlaceCode = if at.is_multiple_of(3) { "220105" } else { "220104" }.parse().unwrap();
    HazardRow {
        subject: stream(&format!("hazard {at}")),
        version: 2,
        place,
        lineage: vec![place, "220100".parse().unwrap(), "220000".parse().unwrap()],
        site: SiteId::derived(&[unit]),
        unit: unit.to_owned(),
        sector: "H62".to_owned(),
        description: description.to_owned(),
        source: Source::Inspection,
        grade: at.is_multiple_of(2).then_some(Grade::Major),
        phase: Phase::Found,
        light: Light::Green,
        found_on: format!("2022-10-{:02}", 1 + at % 5).parse().unwrap(),
        due_at: (!at.is_multiple_of(4)).then(|| moment(i64::from(at % 4))),
        provisional: false,
        late_beside: 0,
        owner: None,
        act: None,
        raised_to: None,
        returned: 0,
    }
}

fn put(store: &Store, rows: impl IntoIterator<Item = HazardRow>) {
    let hazards = rows.into_iter().map(|row| (row.subject, row)).collect();
    store.commit(Commit { changes: RowChanges { hazards, ..RowChanges::default() }, ..Commit::default() }).unwrap();
}

fn query(within: Within, search: &str, sort: HazardSort) -> HazardQuery {
    HazardQuery {
        within,
        grade: None,
        phase: None,
        open: false,
        late: false,
        search: search.to_owned(),
        named: Named::default(),
        sort,
    }
}

#[test]
fn thirty_two_who_write_at_once_are_all_answered() {
    let (_folder, store) = fresh(Durability::Full);
    std::thread::scope(|scope| {
        for thread in 0..32 {
            let store = &store;
            scope.spawn(move || {
                let own = stream(&format!("own {thread}"));
                for version in 0..20 {
                    store.commit(commit(vec![append(own, version, 1)])).unwrap();
                    assert_eq!(store.log().version(own).unwrap(), version + 1, "what was answered is read at once");
                }
            });
        }
    });
    assert_eq!(store.log().count().unwrap(), 32 * 20);
    let log = store.log().after(0, 1_000).unwrap();
    assert!(log.windows(2).all(|pair| pair[0].0 + 1 == pair[1].0), "positions have no gap");
}

#[test]
fn whoever_looks_at_one_moment_sees_nothing_of_what_is_written_meanwhile() {
    let (_folder, store) = fresh(Durability::None);
    let own = stream("own");
    let facts = |store: &Store| store.log().facts(own).map(|facts| facts.len());
    store.commit(commit(vec![append(own, 0, 1)])).unwrap();
    let seen = store.at_one_moment(|| {
        let before = facts(&store)?;
        store.commit(commit(vec![append(own, 1, 1)]))?;
        let elsewhere = std::thread::scope(|scope| scope.spawn(|| facts(&store).unwrap()).join().unwrap());
        let inside = store.at_one_moment(|| facts(&store))?;
        Ok::<_, StoreFault>((before, elsewhere, inside))
    });
    assert_eq!(seen.unwrap(), (1, 2, 1));
    assert_eq!(facts(&store).unwrap(), 2);
}

#[test]
fn of_thirty_two_who_want_the_same_version_one_gets_it() {
    let (_folder, store) = fresh(Durability::Full);
    let shared = stream("shared");
    for version in 0..5 {
        let answers: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..32)
                .map(|thread| {
                    let store = &store;
                    let own = stream(&format!("own {version} {thread}"));
                    // The one job writes a stream of its own too: it must vanish with the conflict.
                    scope
                        .spawn(move || (own, store.commit(commit(vec![append(own, 0, 2), append(shared, version, 1)]))))
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(answers.iter().filter(|(_, answer)| answer.is_ok()).count(), 1);
        for (own, answer) in answers {
            let there = store.log().version(own).unwrap();
            match answer {
                Ok(()) => assert_eq!(there, 2),
                Err(StoreFault::Conflict { subject }) => assert_eq!((subject, there), (shared, 0)),
                Err(fault) => panic!("{}", fault.chain()),
            }
        }
        assert_eq!(store.log().version(shared).unwrap(), version + 1);
    }
}

#[test]
fn a_job_that_fails_is_undone_alone() {
    let (_folder, store) = fresh(Durability::Full);
    let taken = stream("taken");
    store.commit(commit(vec![append(taken, 0, 3)])).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..32 {
            let store = &store;
            scope.spawn(move || {
                let own = stream(&format!("own {thread}"));
                let mut work = commit(vec![append(own, 0, 2)]);
                work.changes
                    .hazards
                    .extend(Some(hazard(thread, "春城小厨", "未装报警器")).map(|row| (row.subject, row)));
                if thread % 2 == 0 {
                    work.appends.push(append(taken, 1, 1));
                }
                let answer = store.commit(work);
                assert_eq!(answer.is_err(), thread % 2 == 0);
            });
        }
    });
    assert_eq!(store.log().count().unwrap(), 3 + 16 * 2);
    let all = store.hazards().list(&query(Within::Everywhere, "", HazardSort::Found(None)), 100).unwrap().rows;
    assert_eq!(all.len(), 16, "read rows of a failed job are undone too");
    assert_eq!(
        store.hazards().list(&query(Within::Everywhere, "报警器", HazardSort::Found(None)), 100).unwrap().rows.len(),
        16
    );
}

#[test]
fn a_stream_that_moved_on_or_is_not_there_yet_is_a_conflict() {
    let (_folder, store) = fresh(Durability::None);
    let of = stream("one");
    store.commit(commit(vec![append(of, 0, 2)])).unwrap();
    for expected in [0, 1, 3] {
        let answer = store.commit(commit(vec![append(of, expected, 1)]));
        assert!(matches!(answer, Err(StoreFault::Conflict { subject }) if subject == of), "{expected}");
    }
    store.commit(commit(vec![append(of, 2, 1)])).unwrap();
    let versions: Vec<u32> = store.log().facts(of).unwrap().iter().map(|fact| fact.version).collect();
    assert_eq!(versions, [1, 2, 3]);
}

#[test]
fn what_was_written_is_there_after_closing_and_opening() {
    let (folder, store) = fresh(Durability::Full);
    store.commit(commit(vec![append(stream("one"), 0, 2)])).unwrap();
    let before = store.log().facts(stream("one")).unwrap();
    assert!(matches!(Store::open(folder.path(), Durability::Full), Err(StoreFault::InUse { .. })));
    drop(store);
    let store = Store::open(folder.path(), Durability::Full).unwrap();
    assert_eq!(store.log().facts(stream("one")).unwrap(), before);
    assert_eq!(store.integrity().unwrap(), Vec::<String>::new());
}

#[test]
fn chinese_is_found_without_blanks() {
    let (_folder, store) = fresh(Durability::None);
    let rows = ["使用无熄火保护的灶具", "灭火器过期 3kg", "灭 火器箱被遮挡", "LPG 气瓶间无报警器", "通道堵塞"];
    put(&store, (0..).zip(rows).map(|(at, text)| hazard(at, "春城小厨", text)));
    let found = |words: &str| -> Vec<u32> {
        let rows = store.hazards().list(&query(Within::Everywhere, words, HazardSort::Found(None)), 100).unwrap().rows;
        let mut found: Vec<u32> =
            (0..5).filter(|at| rows.iter().any(|row| row.subject == stream(&format!("hazard {at}")))).collect();
        found.sort_unstable();
        found
    };
    assert_eq!(found("灶具"), [0]);
    assert_eq!(found("熄火保护"), [0]);
    assert_eq!(found("灭火器"), [1]);
    assert_eq!(found("火器"), [1, 2]);
    assert_eq!(found("器"), [1, 2, 3], "a single character, in the middle or at the end");
    assert_eq!(found("lpg"), [3]);
    assert_eq!(found("LP"), [3], "the beginning of a Latin word");
    assert_eq!(found("3KG"), [1]);
    assert_eq!(found("春城"), [0, 1, 2, 3, 4], "the unit is searched too");
    assert_eq!(found("灭火器 过期"), [1], "all words must be there");
    assert_eq!(found("灶火"), Vec::<u32>::new(), "neighbours only");
    assert_eq!(found("\" OR * NEAR("), Vec::<u32>::new());
    assert_eq!(found("，。 !"), [0, 1, 2, 3, 4], "nothing to look for hides nothing");
}

/// What a list shows, page by page, and how long each page was.
fn pages(store: &Store, query: &HazardQuery, size: usize) -> (Vec<SubjectId>, Vec<usize>) {
    let (mut query, mut seen, mut sizes, mut told) = (query.clone(), Vec::new(), Vec::new(), Vec::new());
    loop {
        let page = store.hazards().list(&query, size).unwrap();
        told.extend(if let Total::Is(total) = page.total { Some(total) } else { None });
        sizes.push(page.rows.len());
        seen.extend(page.rows.into_iter().map(|row| row.subject));
        match page.next {
            Some(next) => query.sort = next,
            None => break,
        }
    }
    assert!(told.iter().all(|total| *total == seen.len() as u64), "a page told another total");
    (seen, sizes)
}

#[test]
fn paging_shows_everything_exactly_once() {
    let (_folder, store) = fresh(Durability::None);
    put(&store, (0..57).map(|at| hazard(at, "春城小厨", "未装报警器")));
    let county = |code: &str| Within::Place { code: code.parse().unwrap(), depth: 3, also: Vec::new() };
    for (within, count) in
        [(Within::Everywhere, 57), (county("220104"), 38), (county("220105"), 19), (county("220106"), 0)]
    {
        let by_due = query(within.clone(), "", HazardSort::Due(None));
        let by_found = query(within, "", HazardSort::Found(None));
        let whole = store.hazards().list(&by_due, 1_000).unwrap().rows;
        assert!(whole.is_sorted_by_key(|row| row.due_at), "what has no due date comes first");
        assert_eq!(whole.len(), count);
        assert_eq!(store.hazards().count(&by_due).unwrap(), Some(count as u64));
        for size in [1, 2, 7, 57, 100] {
            let due = pages(&store, &by_due, size).0;
            assert_eq!(due, whole.iter().map(|row| row.subject).collect::<Vec<_>>());
            let found = pages(&store, &by_found, size).0;
            assert_eq!(found.len(), count);
            assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), due.into_iter().collect());
        }
    }
}

#[test]
fn a_frequent_word_is_found_newest_recorded_first() {
    let (_folder, store) = fresh(Durability::None);
    let row = |at: u32| {
        let unit = if at == 5 { "独一饭店" } else { "春城小厨" };
        hazard(at, unit, if at.is_multiple_of(10) { "通道堵塞" } else { "灶具老化" })
    };
    (0..6_000).for_each(|at| put(&store, [row(at)]));
    let expected = |keep: &dyn Fn(u32) -> bool| -> Vec<SubjectId> {
        (0..6_000).rev().filter(|at| keep(*at)).map(|at| stream(&format!("hazard {at}"))).collect()
    };
    let stove = |within: &Within| query(within.clone(), "灶具", HazardSort::Due(None));
    let county = Within::Place { code: "220105".parse().unwrap(), depth: 3, also: Vec::new() };
    let elsewhere = Within::Place { code: "220106".parse().unwrap(), depth: 3, also: Vec::new() };
    let site = Within::Sites(vec![SiteId::derived(&["独一饭店"]), SiteId::derived(&["无此单位"])]);
    let newest = |query: &HazardQuery| store.hazards().list(query, 50).unwrap().newest_recorded;

    let all = stove(&Within::Everywhere);
    assert!(newest(&all));
    assert!(pages(&store, &all, 50).0 == expected(&|at| at % 10 != 0));
    let here = stove(&county);
    assert!(newest(&here));
    assert!(pages(&store, &here, 7).0 == expected(&|at| at % 10 != 0 && at % 3 == 0));
    for (few, count) in [(stove(&elsewhere), 0), (stove(&site), 1)] {
        assert!(!newest(&few), "what is frequent elsewhere is not frequent here");
        assert_eq!(pages(&store, &few, 50).0.len(), count);
        assert_eq!(store.hazards().count(&few).unwrap(), Some(count as u64));
        let found = HazardQuery { sort: HazardSort::Found(None), ..few };
        assert_eq!(store.hazards().list(&found, 50).unwrap().total, Total::Is(count as u64));
    }
    let major = HazardQuery { grade: Some(Grade::Major), ..stove(&county) };
    assert!(pages(&store, &major, 50).0 == expected(&|at| at % 10 != 0 && at % 6 == 0));
}

#[test]
fn what_a_filter_seldom_lets_through_is_not_looked_for_to_the_end_at_once() {
    let (_folder, store) = fresh(Durability::None);
    let late = |at: u32| at.is_multiple_of(1_250);
    let row = |at| HazardRow {
        light: if late(at) { Light::Red } else { Light::Green },
        ..hazard(at, "春城小厨", "灶具")
    };
    (0..5_000).for_each(|at| put(&store, [row(at)]));
    let expected: BTreeSet<SubjectId> =
        (0..5_000).filter(|at| late(*at)).map(|at| stream(&format!("hazard {at}"))).collect();
    for (sort, words) in [(HazardSort::Due(None), ""), (HazardSort::Found(None), ""), (HazardSort::Found(None), "春城")]
    {
        let all = query(Within::Everywhere, words, sort);
        let late = HazardQuery { late: true, ..all.clone() };
        let (found, sizes) = pages(&store, &late, 50);
        assert_eq!((found.len(), sizes.len()), (4, 3), "two thousand rows a page");
        assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected);
        assert_eq!(pages(&store, &all, 2_000).0.len(), 5_000);
    }
    let late = HazardQuery { late: true, ..query(Within::Everywhere, "", HazardSort::Due(None)) };
    assert_eq!(store.hazards().count(&late).unwrap(), None);
    assert_eq!(store.hazards().list(&late, 50).unwrap().total, Total::TooMany);
}

#[test]
fn a_database_of_another_version_is_refused() {
    let (folder, store) = fresh(Durability::None);
    drop(store);
    let file = folder.path().join("bowline.sqlite");
    set_user_version(&file, 99);
    let refused = Store::open(folder.path(), Durability::Full).err().unwrap();
    assert!(refused.chain().contains("schema 99"), "{}", refused.chain());
}

/// The version stands in bytes 60 to 63 of the file.
fn set_user_version(file: &Path, version: u32) {
    let mut bytes = std::fs::read(file).unwrap();
    bytes[60..64].copy_from_slice(&version.to_be_bytes());
    std::fs::write(file, bytes).unwrap();
}

fn once(key: u8, content: u8, hours: i64, led_to: SubjectId) -> Once {
    Once { key: [key; 32], content: [content; 32], at: moment(hours), led_to: Some(led_to) }
}

#[test]
fn of_thirty_two_equal_requests_one_is_written_and_the_others_are_told_what_it_did() {
    let (_folder, store) = fresh(Durability::Full);
    let told: Vec<bool> = std::thread::scope(|scope| {
        let send = |at: u32| {
            let store = &store;
            scope.spawn(move || {
                let own = stream(&format!("own {at}"));
                let request = Some(once(1, 1, 0, own));
                match store.commit(Commit { appends: vec![append(own, 0, 2)], once: request, ..Commit::default() }) {
                    Ok(()) => true,
                    Err(StoreFault::Done { same: true, led_to: Some(first) }) => {
                        assert_eq!(store.log().version(first).unwrap(), 2, "what is led to is there");
                        assert_eq!(store.log().version(own).unwrap(), 0, "nothing of this one was written");
                        false
                    }
                    Err(fault) => panic!("{fault:?}"),
                }
            })
        };
        let sent: Vec<_> = (0..32).map(send).collect();
        sent.into_iter().map(|it| it.join().unwrap()).collect()
    });
    assert_eq!(told.iter().filter(|first| **first).count(), 1);
    assert_eq!(store.log().count().unwrap(), 2);
    let other = store.own().not_done(&once(1, 2, 0, stream("x")));
    assert!(matches!(other, Err(StoreFault::Done { same: false, .. })), "other content under the same key");
    assert!(store.own().not_done(&once(2, 1, 0, stream("x"))).is_ok());
}

#[test]
fn a_request_is_remembered_only_with_what_it_did_and_for_some_days() {
    let (folder, store) = fresh(Durability::Full);
    let (own, person) = (stream("own"), bowline_core::ids::PersonId::derived(&["x"]));
    let request = once(1, 1, 0, own);
    let conflict = Commit { appends: vec![append(own, 7, 1)], once: Some(request), ..Commit::default() };
    assert!(matches!(store.commit(conflict), Err(StoreFault::Conflict { .. })));
    store.own().not_done(&request).unwrap();
    store.commit(Commit { appends: vec![append(own, 0, 1)], once: Some(request), ..Commit::default() }).unwrap();
    let form = |text: &str| Draft { action: "/report".to_owned(), fields: text.to_owned() };
    for at in 0..25 {
        store.own().put_draft(format!("form {at}"), person, moment(at), form("[]")).unwrap();
    }
    assert_eq!(store.own().draft("form 4", person).unwrap(), None, "the newest twenty of a person are kept");
    assert_eq!(store.own().draft("form 5", person).unwrap(), Some(form("[]")));
    assert_eq!(store.own().draft("form 5", bowline_core::ids::PersonId::derived(&["y"])).unwrap(), None);
    drop(store);
    let store = Store::open(folder.path(), Durability::Full).unwrap();
    assert!(store.own().not_done(&request).is_err(), "a restart forgets nothing");
    let signs_in = |day: i64| {
        let (opened, until) = (moment(24 * day), moment(24 * (day + 1)));
        let (token_hash, address) = ("t".to_owned(), String::new());
        let (device, seal) = (String::new(), Vec::new());
        let session = SessionRow { token_hash, person, opened, seen: opened, until, address, device, seal };
        store.own().sign_in().put_session(session)
    };
    signs_in(7).unwrap();
    assert!(store.own().not_done(&request).is_err());
    signs_in(8).unwrap();
    assert!(store.own().not_done(&request).is_ok());
    assert_eq!(store.own().draft("form 24", person).unwrap(), Some(form("[]")), "a day younger");
}
