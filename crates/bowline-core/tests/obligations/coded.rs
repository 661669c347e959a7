//! The words of a hazard read as deeds and are written back byte for byte: any fact, and those of random stories.

use super::play::{Play, moves};
use bowline_core::facts::{
    Accepted, Answer, Answers, ClosedOff, Closing, Controlled, Found, Grade, GradeBasis, Graded, InputId, Ordered,
    Plan, Planned, Proof, ProofKind, ProofSubmitted, Returned, Source, UnitName, Verified, What, deed_of, what_of,
};
use bowline_core::ids::{PostId, RuleId, SiteId};
use bowline_core::time::Day;
use proptest::prelude::*;
use std::sync::Arc;

/// As the log holds it, and as it comes back.
fn both(what: &What, known: &Answers) -> (String, String) {
    let deed = deed_of(what, known).unwrap();
    let back = what_of(&deed).unwrap_or_else(|| panic!("{deed:?}"));
    assert_eq!(deed.word.as_str(), what.kind());
    (serde_json::to_string(what).unwrap(), serde_json::to_string(&back).unwrap())
}

fn day() -> impl Strategy<Value = Day> {
    (1990_i16..2100, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| Day::new(year, month, day).unwrap())
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![".{0,30}", "[报警器\n\"\\\\]{0,8}"]
}

fn proofs() -> impl Strategy<Value = Vec<Proof>> {
    let kind = prop::sample::select(vec![ProofKind::Photo, ProofKind::Document, ProofKind::Record]);
    let one = (kind, text(), "[0-9a-f]{64}", any::<u64>());
    prop::collection::vec(one.prop_map(|(kind, name, sha256, bytes)| Proof::new(kind, name, sha256, bytes)), 0..3)
}

fn answers() -> impl Strategy<Value = Answers> {
    let answer = prop_oneof![
        any::<bool>().prop_map(Answer::Yes),
        (-1e9..1e9).prop_map(Answer::Number),
        day().prop_map(Answer::Day),
        "[a-z]{1,8}".prop_map(Answer::Choice),
        prop::collection::vec(day(), 0..3).prop_map(Answer::Days),
    ];
    let input = "[a-z]{1,6}\\.q[a-z_]{0,8}".prop_map(|id| id.parse::<InputId>().unwrap());
    prop::collection::btree_map(input, answer, 0..4)
}

fn rule() -> impl Strategy<Value = RuleId> {
    "CN-HAZ-[A-Z]{2,4}-[0-9]{1,3}".prop_map(|id| id.parse().unwrap())
}

fn post() -> impl Strategy<Value = PostId> {
    let site = |text: String| format!("site:{}#principal", SiteId::derived(&[&text])).parse().unwrap();
    prop_oneof![text().prop_map(site), Just("220104/emergency#head".parse().unwrap())]
}

fn found() -> impl Strategy<Value = What> {
    let sources = vec![
        Source::SelfCheck,
        Source::Inspection,
        Source::CadreExpert,
        Source::Tip,
        Source::AccidentLesson,
        Source::Ledger,
    ];
    let said = (text(), text(), text(), text());
    (said, prop::sample::select(sources), day(), answers(), proofs(), rule()).prop_map(
        |((site, name, sector, description), source, found_on, answers, proofs, procedure)| {
            What::Found(Arc::new(Found {
                site: SiteId::derived(&[&site]),
                unit: UnitName { name, credit_code: None },
                sector,
                source,
                description,
                found_on,
                office: "220104/emergency".parse().unwrap(),
                answers,
                proofs,
                procedure,
            }))
        },
    )
}

fn graded() -> impl Strategy<Value = What> {
    let criteria = (prop::collection::vec(rule(), 0..4), answers());
    let criteria = criteria.prop_map(|(rules, answers)| GradeBasis::Criteria { rules, answers });
    let basis = prop_oneof![3 => criteria, 1 => Just(GradeBasis::Ledger)];
    (prop::sample::select(Grade::ALL.to_vec()), basis, rule())
        .prop_map(|(grade, basis, procedure)| What::Graded(Arc::new(Graded { grade, basis, procedure })))
}

fn any_fact() -> impl Strategy<Value = What> {
    let plan = (text(), text(), prop_oneof![0_u64..1_000_000_000, any::<u64>()], day(), text());
    let plan = plan.prop_map(|(person, measures, funds_yuan, until, contingency)| {
        What::Planned(Box::new(Planned { plan: Plan { person, measures, funds_yuan, until, contingency } }))
    });
    prop_oneof![
        found(),
        graded(),
        (post(), day(), text()).prop_map(|(to, deadline, text)| What::Ordered(Arc::new(Ordered {
            to,
            deadline,
            text
        }))),
        Just(What::Accepted(Accepted {})),
        (text(), proofs()).prop_map(|(measures, proofs)| What::Controlled(Box::new(Controlled { measures, proofs }))),
        plan,
        (text(), proofs()).prop_map(|(note, proofs)| What::ProofSubmitted(Box::new(ProofSubmitted { note, proofs }))),
        text().prop_map(|finding| What::Verified(Verified { finding })),
        text().prop_map(|reason| What::Returned(Returned { reason })),
        (any::<bool>(), day()).prop_map(|(verified, on)| {
            What::ClosedOff(ClosedOff { closing: if verified { Closing::Verified } else { Closing::Ledger }, on })
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_fact_of_a_hazard_comes_back_from_a_deed_byte_for_byte(what in any_fact(), ordered in any::<bool>()) {
        let to = ("hazard.to".parse().unwrap(), Answer::Post("220104/emergency#head".parse().unwrap()));
        let known: Answers = ordered.then_some(to).into_iter().collect();
        let (logged, back) = both(&what, &known);
        prop_assert_eq!(logged, back);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_fact_of_a_story_comes_back_and_what_oversight_writes_is_no_deed(story in moves()) {
        let mut play = Play::begun();
        story.iter().for_each(|step| play.makes(step));
        for fact in &play.facts {
            let of_oversight = ["hazard.supervised", "hazard.replied"].contains(&fact.what.kind());
            if fact.what.kind().starts_with("hazard.") && !of_oversight {
                let (logged, back) = both(&fact.what, &Answers::new());
                prop_assert_eq!(logged, back);
            } else {
                prop_assert!(deed_of(&fact.what, &Answers::new()).is_none());
            }
        }
    }
}
