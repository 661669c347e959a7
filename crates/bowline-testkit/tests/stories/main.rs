//! Stories: what people do with hazards, told by the log. Every world proves itself when its story ends.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it breaks"
)]

mod aftermath;
mod climbing;
mod clock;
mod desks;
mod dissolving;
mod draws;
mod editions;
mod elsewhere;
mod evidence;
mod federal;
mod forecast;
mod grading;
mod kinds_accident;
mod kinds_campaign;
mod kinds_chain;
mod kinds_enforcement;
mod kinds_units;
mod kinds_warning;
mod ledgers;
mod look_back;
mod loops;
mod many;
mod matters;
mod merging;
mod notifications;
mod packs;
mod places;
mod registry;
mod same_moment;
mod sought;
mod staffing;
mod together;
mod turns;
mod turns_of_duplicates;
mod turns_of_orders;
mod uploads;
mod verifying;
mod watchful;
mod words;

use bowline_core::ids::SubjectId;
use bowline_testkit::World;

/// The county of most stories: 朝阳区 of 长春.
const COUNTY: &str = "220104";
/// A criterion in force in 2022.
const FIRE_17: &str = "CN-HAZ-FIRE-17-6.8";
/// What makes it hold.
const YES: &[(&str, bool)] = &[
    ("fire.crowd_place", true),
    ("fire.flammables_against_rules", true),
    ("fire.corrected_at_once", false),
    ("fire.not_judged", false),
];
/// What makes it fail.
const NO: &[(&str, bool)] = &[("fire.crowd_place", true), ("fire.flammables_against_rules", false)];

fn world() -> World {
    World::in_county(COUNTY).on("2022-10-08")
}

/// The lines of a story about clocks that ran out.
fn climb(w: &World, of: SubjectId) -> String {
    let story = w.story(of);
    let lines: Vec<&str> =
        story.lines().filter(|line| line.contains(" opens ") && line.contains("supervise")).collect();
    lines.join("\n")
}

/// A major hazard, found and graded.
fn graded(w: &World) -> SubjectId {
    let h = w.inspector().finds("使用液化气罐，无报警装置", &w.site());
    w.inspector().grades_major(h, FIRE_17, YES);
    h
}

/// A major hazard of which the unit says that it is fixed.
fn submitted(w: &World) -> SubjectId {
    let h = graded(w);
    w.county().orders(h, "2022-10-20");
    w.safety_officer().accepts(h);
    w.safety_officer().controls(h);
    w.safety_officer().plans(h);
    w.safety_officer().submits_proof(h);
    h
}
