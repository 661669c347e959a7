//! Several at once: the second is told what the first did; the engine's own writing disturbs nobody.

use crate::{graded, submitted, world};
use bowline_core::obligations::{Ask, Phase, Rejected};
use bowline_service::Refused;
use bowline_testkit::Site;

#[test]
fn the_second_to_decide_is_told_what_the_first_did() {
    let w = world();
    let h = submitted(&w);
    let seen = w.dossier(h).version;
    w.inspector().asks_having_seen(h, seen, Ask::Return { reason: "未通电".to_owned() }).unwrap();
    let second = w.county().asks_having_seen(h, seen, Ask::Verify { finding: "已消除".to_owned() }).unwrap_err();
    assert!(matches!(&second, Refused::Rejected(Rejected::Stale { happened }) if happened.len() == 1));
    insta::assert_snapshot!(second.text().en, @"This record has changed since you opened the page: 李建国: Not corrected: returned. Review the changes, then decide.");
}

#[test]
fn what_the_engine_wrote_since_the_page_was_opened_does_not_count() {
    let w = world();
    let h = graded(&w);
    let seen = w.dossier(h).version;
    w.after_days(10);
    assert!(w.dossier(h).version > seen + 2, "the engine wrote");
    let to = bowline_core::ids::PostId::site(w.site_id(&w.site()), bowline_core::ids::Role::Principal);
    let ask = Ask::Order { to, deadline: w.day(10), text: "整改".to_owned() };
    w.county().asks_having_seen(h, seen, ask).unwrap();
}

#[test]
fn of_many_at_the_same_moment_one_decides() {
    let w = world();
    let h = submitted(&w);
    let seen = w.dossier(h).version;
    let answers: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|at| {
                let w = &w;
                scope.spawn(move || {
                    let verify = Ask::Verify { finding: "已消除".to_owned() };
                    let back = Ask::Return { reason: "未通电".to_owned() };
                    let (who, ask) = if at % 2 == 0 { (w.inspector(), verify) } else { (w.county(), back) };
                    who.asks_having_seen(h, seen, ask)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    for refused in answers.into_iter().filter_map(Result::err) {
        assert!(matches!(refused, Refused::Rejected(Rejected::Stale { .. })), "{refused:?}");
    }
    assert!(matches!(w.dossier(h).phase(), Some(Phase::Verified | Phase::Ordered)));
}

#[test]
fn two_who_report_the_same_new_enterprise_make_one_site() {
    let w = world();
    for round in 0..12 {
        let site = Site { name: format!("饭店{round}"), ..w.site() };
        let together = std::sync::Barrier::new(8);
        std::thread::scope(|scope| {
            for at in 0..8 {
                let (w, site, together) = (&w, &site, &together);
                scope.spawn(move || {
                    together.wait();
                    w.inspector().reports(w.day(0), &format!("隐患{at}"), site).unwrap()
                });
            }
        });
        let same_name = w.app().sites().search(&w.county().who(), &site.name).unwrap();
        assert_eq!(same_name.iter().filter(|it| it.name == site.name).count(), 1);
    }
}

#[test]
fn the_proof_holds_while_people_work() {
    let w = world();
    let hazards: Vec<_> = (0..20).map(|at| w.inspector().finds(&format!("隐患{at}"), &w.site())).collect();
    w.unattended_hours(24 * 9);
    std::thread::scope(|scope| {
        for part in hazards.chunks(5) {
            let w = &w;
            scope.spawn(move || {
                for h in part {
                    w.inspector().grades_major(*h, crate::FIRE_17, crate::YES);
                    w.county().orders(*h, "2022-12-20");
                }
            });
        }
        for _ in 0..10 {
            let _ = w.ticks();
        }
    });
    let _ = w.ticks();
}
