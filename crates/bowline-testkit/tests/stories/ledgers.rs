//! An office's own ledger: the same file twice adds nothing, a corrected row is taken, what it left out becomes duties.

use crate::climb;
use crate::world;
use bowline_core::facts::What;
use bowline_core::obligations::Phase;
use bowline_service::views::HazardFilter;
use bowline_store::{HazardQuery, HazardSort, Named, Within};
use bowline_testkit::{LEDGER_HEAD, World, ledger_row};
use std::collections::BTreeSet;

fn hazards(w: &World) -> Vec<bowline_core::signals::HazardRow> {
    let query = HazardQuery {
        within: Within::Everywhere,
        grade: None,
        phase: None,
        open: false,
        late: false,
        search: String::new(),
        named: Named::default(),
        sort: HazardSort::Found(None),
    };
    w.app().store().hazards().list(&query, 100).unwrap().rows
}

fn ledger(rows: &[String]) -> Vec<u8> {
    [LEDGER_HEAD, &rows.concat()].concat().into_bytes()
}

fn row(unit: &str, what: &str, deadline: &str) -> String {
    ledger_row(unit, "朝阳区", what, "重大", "2022-09-20", deadline)
}

#[test]
fn the_same_file_twice_adds_nothing() {
    let w = world();
    let file = ledger(&[row("春城小厨", "未装报警器", "2022-10-30"), row("南湖饭店", "气瓶间无防爆", "2022-10-25")]);
    assert_eq!(w.county().imports("台账.csv", &file).unwrap(), (2, 0, 0));
    let facts = w.app().store().log().count().unwrap();
    let (_, duplicates, _) = w.county().imports("台账.csv", &file).unwrap();
    assert_eq!((duplicates, w.app().store().log().count().unwrap()), (2, facts));
    insta::assert_snapshot!(w.story(hazards(&w).iter().find(|row| row.unit == "南湖饭店").unwrap().subject), @r#"
    2022-09-20 00:00 import finds: 气瓶间无防爆 [ledger] (learned 2022-10-08 09:00)
    2022-09-20 00:00 import grades major: as in the ledger (learned 2022-10-08 09:00)
    2022-09-20 00:00 import orders to unit#principal by 2022-10-25 (learned 2022-10-08 09:00)
    2022-10-08 09:00 import opens 1 accept: unit#principal, due 2022-10-10 00:00, above 220104/emergency
    2022-10-08 09:00 import opens 2 control: unit#principal, due 2022-10-09 09:00, above 220104/emergency
    2022-10-08 09:00 import opens 3 rectify: unit#principal, due 2022-10-26 00:00, above 220104/emergency
    2022-09-20 00:00 import accepts (learned 2022-10-08 09:00)
    2022-09-20 00:00 import settles 1 accept: done (learned 2022-10-08 09:00)
    2022-10-08 09:00 import opens 4 plan: unit#principal, due 2022-10-12 00:00, above 220104/emergency
    "#);
}

#[test]
fn a_refused_row_is_corrected_and_taken() {
    let w = world();
    let file = ledger(&[row("春城小厨", "未装报警器", "2022-10-30"), row("南湖饭店", "气瓶间无防爆", "尽快")]);
    assert_eq!(w.county().imports("台账.csv", &file).unwrap(), (1, 0, 1));
    let mended = ledger(&[row("春城小厨", "未装报警器", "2022-10-30"), row("南湖饭店", "气瓶间无防爆", "2022-10-25")]);
    let (_, duplicates, refused) = w.county().imports("台账-更正.csv", &mended).unwrap();
    assert_eq!((duplicates, refused, hazards(&w).len()), (1, 0, 2));
}

#[test]
fn two_rows_about_the_same_hazard_are_one_hazard() {
    let w = world();
    let file = ledger(&[row("春城小厨", "未装报警器", "2022-10-30"), row("春城小厨", "未装 报警器", "2022-11-30")]);
    assert_eq!(
        w.county().imports("台账.csv", &file).unwrap(),
        (1, 0, 1),
        "the second is refused by the number of the first"
    );
    assert_eq!(hazards(&w).len(), 1);
}

#[test]
fn the_same_ledger_taken_in_by_several_at_once_is_taken_in_once() {
    let w = world();
    let rows: Vec<String> = (0..30).map(|at| row(&format!("饭店{at}"), "未装报警器", "2022-10-30")).collect();
    let file = ledger(&rows);
    std::thread::scope(|scope| {
        for at in 0..4 {
            let (w, file) = (&w, &file);
            scope.spawn(move || w.county().imports(&format!("台账{at}.csv"), file).unwrap());
        }
    });
    assert_eq!(hazards(&w).len(), 30);
}

#[test]
fn what_the_ledger_left_out_becomes_duties_and_climbs() {
    let w = world();
    let _ = w.county().imports("台账.csv", &ledger(&[row("春城小厨", "未装报警器", "2022-10-30")])).unwrap();
    let h = hazards(&w)[0].subject;
    assert_eq!(w.dossier(h).phase(), Some(Phase::Ordered));
    w.after_days(40);
    assert!(climb(&w, h).contains("000000/emergency#head"));
    let imported = w.app().store().signals().imports(&|_| true, 10).unwrap();
    assert_eq!((imported.len(), imported[0].import.accepted), (1, 1));
    assert!(w.app().store().log().facts(h).unwrap().iter().any(|fact| matches!(fact.what, What::RungFired(_))));
}

#[test]
fn a_row_of_another_county_is_refused_as_such_unless_it_is_in_the_ledger() {
    let w = world();
    w.app().offices().load("220100".parse().unwrap(), &mut |_, _| {}).unwrap();
    let elsewhere = ledger_row("河东饭店", "长春市二道区", "未装报警器", "重大", "2022-09-20", "2022-10-30");
    let file = ledger(&[row("春城小厨", "未装报警器", "2022-10-30"), elsewhere]);
    let head = w.county().who();
    let id = w.app().imports().upload(&head, "台账.csv", &file).unwrap();
    let told = w.app().imports().preview(&head, &id, None).unwrap();
    assert_eq!((told.accepted, told.refused.len(), told.refused[0].code.as_str()), (1, 1, "place_outside"));
    let citys = w.app().imports().upload(&w.city().who(), "台账.csv", &file).unwrap();
    let city = w.app().imports().preview(&w.city().who(), &citys, None).unwrap();
    assert_eq!((city.accepted, city.refused.len()), (2, 0));
    // Without a jurisdiction 朝阳区 could be anywhere, so only the other row is taken.
    let import = w.app().imports().read("台账.csv", &file, None, None).unwrap();
    w.app().imports().take_in(bowline_core::facts::Actor::System, &import, &mut |_, _| {}).unwrap();
    let id = w.app().imports().upload(&head, "台账.csv", &file).unwrap();
    let again = w.app().imports().preview(&head, &id, None).unwrap();
    assert_eq!((again.accepted, again.duplicates, again.refused.len()), (1, 1, 0));
}

#[test]
fn a_search_that_finds_hundreds_says_so_and_goes_on_to_the_end() {
    let w = world();
    let what = |at: usize| if at.is_multiple_of(3) { "灶具无熄火保护" } else { "灶具老化" };
    let rows: Vec<String> =
        (0..700).map(|at| row(&format!("饭店{}", at % 40), &format!("{}{at}", what(at)), "2022-10-30")).collect();
    assert_eq!(w.county().imports("台账.csv", &ledger(&rows)).unwrap().0, 700);
    let head = w.county().who();
    let asked = |search: &str, open, after| {
        let filter = HazardFilter { search: search.to_owned(), open, after, ..HazardFilter::default() };
        w.app().hazards().list(&head, &filter).unwrap()
    };
    for open in [false, true] {
        let (mut seen, mut after) = (BTreeSet::new(), None);
        loop {
            let list = asked("灶具", open, after);
            assert_eq!((list.newest_recorded, list.total), (true, None));
            seen.extend(list.page.lines.iter().map(|line| line.subject));
            after = list.page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), 700);
    }
    let few = asked("熄火保护", true, None);
    assert_eq!((few.newest_recorded, few.total, few.page.lines.len()), (false, Some(234), 50));
    assert!(few.page.lines.is_sorted_by_key(|line| line.due_at), "few enough to be sorted");
}
