//! The steps of a hazard's loop as a person takes them on its page.

use crate::tab::{Tab, test};
use std::path::Path;

/// A criterion in force on the day of the demo, and its questions.
pub const CRITERION: &str = "CN-HAZ-FIRE-17-6.10";
const QUESTIONS: [(&str, &str); 5] = [
    ("fire.crowd_place", "yes"),
    ("fire.panel_living_quarters", "yes"),
    ("fire.panel_core_below_a", "yes"),
    ("fire.corrected_at_once", "no"),
    ("fire.not_judged", "no"),
];

impl Tab {
    /// Reports a hazard from the form; answers its id.
    pub async fn report(&self, description: &str, photo: Option<&Path>) -> String {
        self.press(&test("nav-report")).await;
        self.fill(&test("description"), description).await;
        if let Some(photo) = photo {
            self.attach(&test("proofs"), photo).await;
        }
        self.press(&test("send-report")).await;
        self.attribute(&test("hazard-page"), "data-id").await
    }

    /// Opens a hazard from the desk.
    pub async fn opens_from_desk(&self, id: &str) {
        self.press(&test("nav-desk")).await;
        self.press(&format!("{} a[href='/hazards/{id}']", test("duty"))).await;
    }

    /// Opens the form of a step, unless it stands open.
    pub async fn unfold(&self, key: &str) {
        let step = test(&format!("next-{key}"));
        self.find(&step).await;
        if self.count(&format!("{step}[open]")).await == 0 {
            self.tap(&format!("{step} > summary")).await;
        }
    }

    /// Fills in the fields of a step and takes it.
    pub async fn step(&self, key: &str, fields: &[(&str, &str)]) {
        self.unfold(key).await;
        for (name, text) in fields {
            self.fill(&format!("{} [name='{name}']", test(&format!("form-{key}"))), text).await;
        }
        self.press(&test(&format!("do-{key}"))).await;
    }

    /// Hands in proof.
    pub async fn hand_in(&self, note: &str, photo: &Path) {
        self.unfold("rectify").await;
        self.attach(&format!("{} {}", test("form-rectify"), test("proofs")), photo).await;
        self.step("rectify", &[("note", note)]).await;
    }

    /// Ticks the criterion.
    pub async fn tick_criterion(&self) {
        let criterion = test(&format!("criterion-{CRITERION}"));
        self.find(&criterion).await;
        let set = format!("details.set:not([open]):has({criterion}) > summary");
        if self.count(&set).await > 0 {
            self.tap(&set).await;
        }
        self.tap(&format!("{criterion} label[for]")).await;
    }

    /// Answers the questions of the criterion with yes.
    pub async fn answer(&self) {
        for (question, answer) in QUESTIONS {
            let criterion = test(&format!("criterion-{CRITERION}"));
            self.tap(&format!("{criterion} input[name$='{question}'][value='{answer}']")).await;
        }
    }

    /// Grades by the criterion, with answers.
    pub async fn grade(&self) {
        self.tick_criterion().await;
        self.answer().await;
        self.press(&test("do-grade")).await;
    }

    /// Whether the timeline tells of a kind of fact.
    pub async fn tells(&self, kind: &str) -> bool {
        self.count(&format!("{}[data-kind='{kind}']", test("timeline-entry"))).await > 0
    }
}
