//! The numbers of a place say which light it shows, and why.
//!
//! This module must never decide anything about a single matter. Start at [`LevelInputs::light`].

use super::Verdict;
use super::evaluate::run;
use crate::rules::law::{Law, LevelInputs, Signal};
use crate::words::Text;

impl LevelInputs {
    /// What their place shows, why, and what would turn it green. A pack without lights shows green when nothing is late, red
    /// when something is, and neither where nothing was ever found.
    #[must_use]
    pub fn light(&self, law: &Law) -> (Signal, Text, Text) {
        let answers = self.answers();
        for set in law.lights() {
            for rule in &set.lights {
                let shows = match &rule.program {
                    Some(program) => matches!(run(&set.id, program, law, &answers), Verdict::Holds(_)),
                    None => true,
                };
                if shows {
                    return (rule.light, self.fill(&rule.reason), self.fill(&rule.turns_green));
                }
            }
        }
        let light = match (self.overdue + self.alarms, self.found) {
            (0, 0) => Signal::NoData,
            (0, _) => Signal::Green,
            _ => Signal::Red,
        };
        (light, Text::new("规则包未定义灯", "the pack defines no lights"), Text::default())
    }
}
