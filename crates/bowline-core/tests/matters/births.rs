//! One instruction to three thousand offices: each gets a slip, exactly once, and the last answer closes the circle.

use super::common::national;
use super::stage::{Line, day, moment, person, text};
use bowline_core::facts::{Actor, Answer, Fact};
use bowline_core::ids::{OfficeId, PlaceCode, SubjectId};
use bowline_core::obligations::{
    Beginning, By, Decided, Dossier, Rejected, Setting, Wish, all_over, bear, begin, carry_out, child_is_over, evolve,
};
use std::collections::BTreeMap;

fn setting() -> Setting<'static> {
    Setting { now: moment("2026-03-02 09:00"), pack: national(), registry: &Line }
}

fn taken(mut dossier: Dossier, decided: &Decided) -> Dossier {
    for draft in &decided.drafts {
        let (subject, version, place) = (dossier.subject, dossier.version + 1, decided.after.place.unwrap());
        let (held, learned, what) = (draft.held, setting().now, draft.what.clone());
        let by = Actor::Engine;
        dossier = evolve(
            dossier,
            &Fact { subject, version, place, held, learned, by, behalf: None, pack: String::new(), what },
        );
    }
    dossier
}

/// An instruction of the city to this many offices.
fn issued(many: usize) -> Result<Dossier, Rejected> {
    addressed((0..many).collect())
}

fn addressed(offices: Vec<usize>) -> Result<Dossier, Rejected> {
    let office = |at: usize| -> OfficeId { format!("{:06}/emergency", 300_000 + at).parse().unwrap() };
    let offices = offices.into_iter().map(office).collect();
    let answers = [
        ("instruction.title", text("燃气安全部署")),
        ("instruction.text", text("逐户检查")),
        ("instruction.held_on", day("2026-03-02")),
        ("instruction.issuer", Answer::Office("220100/emergency".parse().unwrap())),
        ("instruction.addressees", Answer::Offices(offices)),
        ("instruction.until", day("2026-03-31")),
    ];
    let answers = answers.into_iter().map(|(input, answer)| (input.parse().unwrap(), answer)).collect();
    let beginning = Beginning {
        kind: "instruction".parse().unwrap(),
        office: "220100/emergency".parse().unwrap(),
        site: None,
        unit: None,
        sector: None,
        from: None,
        wish: Wish { act: "issue".to_owned(), answers },
    };
    let subject = SubjectId::derived(&["instruction"]);
    let (place, who) = ("220100".parse().unwrap(), person("city_head"));
    begin(setting(), subject, place, By::Person(&who), beginning).map(|decided| decided.after)
}

#[test]
fn three_thousand_slips_begin_in_pages_each_once_and_the_last_answer_is_told() {
    let (mut parent, mut slips) = (issued(3_000).unwrap(), BTreeMap::new());
    let at = |_: PlaceCode| setting();
    // A crash between two pages: the page that was decided and not committed is decided again, with the same ids.
    let lost = bear(&at, &parent, 200).unwrap().1;
    while let Some((told, born)) = bear(&at, &parent, 200) {
        parent = taken(parent, &told);
        for slip in born {
            assert!(slips.insert(slip.subject, slip.decided.unwrap().after).is_none(), "begun twice");
        }
    }
    assert_eq!(slips.len(), 3_000);
    assert!(lost.iter().all(|slip| slips.contains_key(&slip.subject)));
    assert_eq!(all_over(setting(), &parent), None);

    for slip in slips.values() {
        let owed: Vec<&str> = slip.live().map(|it| it.opened.step.as_str()).collect();
        assert_eq!(owed, ["sign_for", "carry_out"]);
        let over = closed(slip);
        let told = child_is_over(setting(), &parent, &over).unwrap();
        parent = taken(parent, &told);
        assert_eq!(child_is_over(setting(), &parent, &over), None, "told once");
    }
    let wish = all_over(setting(), &parent).unwrap();
    assert_eq!(wish.act, "all_answered");
    let after = carry_out(setting(), &parent, By::Engine, wish).unwrap().after;
    let owed: Vec<&str> = after.live().map(|it| it.opened.step.as_str()).collect();
    assert_eq!(owed, ["close"]);
    assert_eq!(all_over(setting(), &after), None, "done once");
}

/// A slip that its office reported as done and the issuer accepted.
fn closed(slip: &Dossier) -> Dossier {
    let office = slip.declared().unwrap().begun.office.clone();
    let head = bowline_core::ids::PostId::office(office, bowline_core::ids::Role::Head);
    let there = bowline_core::obligations::Acting { posts: vec![head], ..person("county") };
    let does = |slip: &Dossier, who, act: &str, answers: &[(&str, Answer)]| {
        let answers = answers.iter().map(|(input, answer)| (input.parse().unwrap(), answer.clone())).collect();
        carry_out(setting(), slip, By::Person(who), Wish { act: act.to_owned(), answers }).unwrap().after
    };
    let reported = does(slip, &there, "report", &[("instruction.done", text("已逐户检查"))]);
    does(&reported, &person("city_head"), "accept", &[("instruction.reason", text("抽查属实"))])
}

#[test]
fn an_instruction_to_nobody_or_to_somebody_twice_is_refused() {
    assert_eq!(issued(0).unwrap_err().code(), "answer.too_few");
    assert_eq!(addressed(vec![1, 2, 1]).unwrap_err().code(), "answer.twice");
}
