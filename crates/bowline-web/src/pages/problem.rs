//! This page tells a problem: what happened, what to do, and a way back.

use super::{Frame, Tab};
use crate::problem::Problem;
use crate::visit::Visit;
use crate::words::{DoorWords, ProblemWords};
use askama::Template;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize, Template)]
#[template(path = "problem.html")]
pub struct ProblemPage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: ProblemWords,
    status: u16,
    heading: String,
    sentence: String,
    number: Option<String>,
    way_back: (&'static str, String),
}

impl ProblemPage {
    /// The page of a problem, with the number under which a fault was logged.
    #[must_use]
    pub fn of(visit: &Visit, problem: &Problem, number: Option<String>) -> Self {
        let (w, doors) = (ProblemWords(visit.reader.lang()), DoorWords(visit.reader.lang()));
        let (heading, sentence) = match problem {
            Problem::Forbidden | Problem::SignInFirst => (w.forbidden(), w.forbidden_text()),
            Problem::NotFound => (w.not_found(), w.not_found_text()),
            Problem::TooLarge => (w.too_large(), w.too_large_text()),
            Problem::Unreadable => (w.unreadable(), w.unreadable_text()),
            Problem::OtherHost => (doors.other_host(), doors.other_host_text()),
            Problem::TooSlow => (doors.too_slow(), doors.too_slow_text()),
            Problem::Busy => (doors.busy(), doors.busy_text()),
            Problem::OneAtATime => (doors.one_at_a_time(), doors.one_at_a_time_text()),
            Problem::Refused(text) => (w.refused(), visit.reader.text(text)),
            Problem::Fault(fault) => {
                let named = fault.sickness.map(|sickness| visit.reader.text(&sickness.text()));
                (w.fault(), named.unwrap_or_else(|| w.fault_text()))
            }
        };
        let way_back = if visit.who.is_some() { ("/desk", w.home()) } else { ("/sign-in", w.to_sign_in()) };
        let frame = Frame::new(visit, Tab::None, heading.clone());
        Self { frame, w, status: problem.status().as_u16(), heading, sentence, number, way_back }
    }
}
