//! Grading: by criteria in force on the day of the finding; what is not known is asked for, never taken for no.

use crate::{FIRE_17, NO, YES, world};
use bowline_core::facts::{Grade, InputId};
use bowline_core::obligations::{Ask, Rejected};
use bowline_service::Refused;
use bowline_testkit::{World, answers};

const GAS_23: &str = "CN-HAZ-GAS-09-1";

fn grading(criterion: &str, given: &[(&str, bool)]) -> Ask {
    Ask::Grade { candidates: vec![criterion.parse().unwrap()], answers: answers(given) }
}

#[test]
fn an_unanswered_question_is_asked_by_name() {
    let w = world();
    let h = w.inspector().finds("使用液化气罐", &w.site());
    let refused = w
        .inspector()
        .asks(
            h,
            grading(
                FIRE_17,
                &[("fire.crowd_place", true), ("fire.corrected_at_once", false), ("fire.not_judged", false)],
            ),
        )
        .unwrap_err();
    let missing: Vec<InputId> = vec!["fire.flammables_against_rules".parse().unwrap()];
    assert!(matches!(&refused, Refused::Rejected(Rejected::AnswersMissing { inputs }) if *inputs == missing));
    insta::assert_snapshot!(refused.text().en, @"More information is needed: fire.flammables_against_rules.");
    assert_eq!(w.dossier(h).hazard().unwrap().graded, None);
    w.inspector().grades_major(h, FIRE_17, YES);
}

#[test]
fn a_hazard_that_meets_no_criterion_is_general() {
    let w = world();
    let h = w.inspector().finds("灭火器过期", &w.site());
    w.inspector().grades_general(h, FIRE_17, NO);
    assert_eq!(w.app().store().hazards().one(h).unwrap().unwrap().grade, Some(Grade::General));
}

#[test]
fn the_edition_of_the_day_decides() {
    let w = World::in_county("220104").on("2025-11-02");
    let h = w.inspector().finds("使用液化气罐", &w.site());
    let refused = w.inspector().asks(h, grading(FIRE_17, YES)).unwrap_err();
    assert_eq!(refused.code(), "criterion.not_in_force");
    insta::assert_snapshot!(refused.text().en, @"Criterion CN-HAZ-FIRE-17-6.8 was not in force on 2 Nov 2025, the date observed; select the edition of that date.");
    let earlier = w.inspector().finds_on(w.day(-2), "使用液化气罐，早两日", &w.site());
    w.inspector().grades_major(earlier, FIRE_17, YES);
}

#[test]
fn a_criterion_of_2023_does_not_judge_2022() {
    let w = world();
    let h = w.inspector().finds("地下室使用液化气", &w.site());
    let refused = w.inspector().asks(h, grading(GAS_23, YES)).unwrap_err();
    assert_eq!(refused.code(), "criterion.not_in_force");
}

#[test]
fn a_criterion_that_nobody_wrote_is_named() {
    let w = world();
    let h = w.inspector().finds("无证经营", &w.site());
    assert!(w.inspector().asks(h, grading("CN-HAZ-NO-SUCH", YES)).is_err());
    let none = w.inspector().asks(h, Ask::Grade { candidates: Vec::new(), answers: answers(YES) });
    assert_eq!(none.unwrap_err().code(), "criterion.missing");
}

#[test]
fn a_finding_cannot_lie_in_the_future() {
    let w = world();
    let refused = w.inspector().reports(w.day(1), "灭火器过期", &w.site()).unwrap_err();
    assert_eq!(refused.code(), "day.too_late");
}
