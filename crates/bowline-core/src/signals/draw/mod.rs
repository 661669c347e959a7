//! A draw: a list that was written down before, a code and a seed give one order, and whoever has the three can repeat it with
//! another program. Look-backs and double-random visits are drawn alike.
//!
//! This module must never draw by chance, and never pass somebody by without a reason that the list holds. Start at [`List`] and
//! [`walk`]; `docs/how/repeat-a-draw.md` says the same in words, and `docs/how/draw.py`, which a test holds against this, in Python.

mod key;

pub use key::{Code, Key};

use crate::rules::SampleSize;
use key::hex;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The group of the units that may be visited.
pub const UNIT: &str = "unit";
/// The group of those who may visit.
pub const INSPECTOR: &str = "inspector";
const CONFLICT: &str = "conflict";
const SKIP: &str = "skip";

/// How many are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// A share of each group.
    Share(SampleSize),
    /// So many units, and for each so many inspectors.
    Visits {
        /// Units.
        units: u32,
        /// Inspectors for each.
        inspectors: u32,
    },
}

/// A line of a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Line {
    /// Somebody or something that may be drawn, and what people call it.
    Candidate {
        /// Its label: what is ordered.
        label: String,
        /// Its group.
        group: String,
        /// Its name; may be empty.
        name: String,
    },
    /// An inspector does not come to a unit.
    Conflict {
        /// Label of the inspector.
        inspector: String,
        /// Label of the unit.
        unit: String,
        /// Why.
        reason: String,
    },
    /// A candidate is not drawn in this round.
    Skip {
        /// Its label.
        label: String,
        /// Why.
        reason: String,
    },
}

/// What is drawn from, whole: it is written down, and its hash told, before the seed exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// How many are drawn.
    pub size: Size,
    /// Its lines; the same line twice is one.
    pub lines: BTreeSet<Line>,
}

/// What became of a candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Came {
    /// Drawn.
    Drawn,
    /// Passed by, and why.
    Skipped(String),
    /// Enough were drawn before.
    Left,
}

/// One group in the order that was drawn. The group of a unit is its inspectors, and has the name of the unit's label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walked {
    /// The group.
    pub group: String,
    /// Position, label, and what became of it, in order.
    pub order: Vec<(String, String, Came)>,
}

impl Walked {
    /// The labels that were drawn, in order.
    pub fn drawn(&self) -> impl Iterator<Item = &str> {
        self.order.iter().filter(|(_, _, came)| *came == Came::Drawn).map(|(_, label, _)| label.as_str())
    }
}

impl List {
    /// The list as text: how many, then one line each, sorted, with line feeds. It is published with code and seed.
    #[must_use]
    pub fn text(&self) -> String {
        let first = match self.size {
            Size::Share(SampleSize { percent, least }) => format!("share,{percent},{least}\n"),
            Size::Visits { units, inspectors } => format!("visits,{units},{inspectors}\n"),
        };
        let mut lines: Vec<String> = self.lines.iter().map(Line::text).collect();
        lines.sort_unstable();
        first + &lines.concat()
    }

    /// The SHA-256 of its text, in hexadecimal digits.
    #[must_use]
    pub fn hash(&self) -> String {
        hex(&Sha256::digest(self.text()))
    }

    /// A list that was written. None: this is no list.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let mut first = lines.next()?.split(',');
        let (rule, one, two) = (first.next()?, first.next()?.parse().ok()?, first.next()?.parse().ok()?);
        let size = match rule {
            "share" => Size::Share(SampleSize { percent: one, least: two }),
            "visits" => Size::Visits { units: one, inspectors: two },
            _ => return None,
        };
        Some(Self { size, lines: lines.map(Line::read).collect::<Option<_>>()? })
    }

    /// What people call a label; empty: nothing else.
    #[must_use]
    pub fn name(&self, of: &str) -> &str {
        let named = self.lines.iter().find_map(|line| match line {
            Line::Candidate { label, name, .. } if label == of => Some(name.as_str()),
            _ => None,
        });
        named.unwrap_or_default()
    }

    /// The labels of each group.
    fn groups(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for line in &self.lines {
            if let Line::Candidate { label, group, .. } = line {
                groups.entry(group).or_default().push(label);
            }
        }
        groups
    }

    /// Why some are passed by, by their label; by unit and inspector where these two may not meet.
    fn reasons(&self) -> BTreeMap<String, &str> {
        let reason = |line: &'_ Line| match line {
            Line::Candidate { .. } => None,
            Line::Conflict { inspector, unit, .. } => Some(format!("{unit} {inspector}")),
            Line::Skip { label, .. } => Some(label.clone()),
        };
        self.lines.iter().filter_map(|line| Some((reason(line)?, line.reason()?))).collect()
    }
}

impl Line {
    /// A comma parts fields, so that no field but the last may hold one.
    fn text(&self) -> String {
        let one_line = |text: &str| text.split(char::is_control).collect::<Vec<_>>().join(" ");
        let text = match self {
            Self::Candidate { label, group, name } if name.is_empty() => format!("{label},{group}"),
            Self::Candidate { label, group, name } => format!("{label},{group},{name}"),
            Self::Conflict { inspector, unit, reason } => format!("{inspector},{CONFLICT},{unit},{reason}"),
            Self::Skip { label, reason } => format!("{label},{SKIP},{reason}"),
        };
        one_line(&text) + "\n"
    }

    fn read(text: &str) -> Option<Self> {
        let mut fields = text.splitn(3, ',');
        let (label, group, rest) = (fields.next()?.to_owned(), fields.next()?, fields.next().unwrap_or_default());
        Some(match group {
            CONFLICT => {
                let (unit, reason) = rest.split_once(',')?;
                Self::Conflict { inspector: label, unit: unit.to_owned(), reason: reason.to_owned() }
            }
            SKIP => Self::Skip { label, reason: rest.to_owned() },
            group => Self::Candidate { label, group: group.to_owned(), name: rest.to_owned() },
        })
    }

    fn reason(&self) -> Option<&str> {
        match self {
            Self::Candidate { .. } => None,
            Self::Conflict { reason, .. } | Self::Skip { reason, .. } => Some(reason),
        }
    }
}

/// Walks down the order of each group until enough are drawn. Groups come in the order of their names; the inspectors of a unit
/// come behind the units, in the order in which these were drawn.
#[must_use]
pub fn walk(list: &List, key: Key) -> Vec<Walked> {
    let (groups, reasons) = (list.groups(), list.reasons());
    let walked = |group: &str, before: &str, labels: &[&str], size: usize| {
        let mut order: Vec<(String, String)> =
            labels.iter().map(|label| (key.position(&format!("{before}{label}")), (*label).to_owned())).collect();
        order.sort_unstable();
        let mut drawn = 0;
        let came = |(position, label): (String, String)| {
            let came = match reasons.get(&format!("{before}{label}")) {
                Some(reason) => Came::Skipped((*reason).to_owned()),
                None if drawn < size => Came::Drawn,
                None => Came::Left,
            };
            drawn += usize::from(came == Came::Drawn);
            (position, label, came)
        };
        Walked { group: group.to_owned(), order: order.into_iter().map(came).collect() }
    };
    let many = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    let of = |group| groups.get(group).map(Vec::as_slice).unwrap_or_default();
    match list.size {
        Size::Share(size) => groups.iter().map(|(group, all)| walked(group, "", all, size.of(all.len()))).collect(),
        Size::Visits { units, inspectors } => {
            let first = walked(UNIT, "", of(UNIT), many(units));
            let drawn: Vec<String> = first.drawn().map(str::to_owned).collect();
            let teams = drawn.iter().map(|unit| walked(unit, &format!("{unit} "), of(INSPECTOR), many(inspectors)));
            std::iter::once(first.clone()).chain(teams).collect()
        }
    }
}

/// An order as text, one line for each candidate: group, position, label, what became of it.
#[must_use]
pub fn walked_text(walked: &[Walked]) -> String {
    let line = |group: &str, (position, label, came): &(String, String, Came)| {
        let came = match came {
            Came::Drawn => "drawn".to_owned(),
            Came::Skipped(reason) => format!("skipped: {reason}"),
            Came::Left => "left".to_owned(),
        };
        format!("{group} {position} {label} {came}\n")
    };
    walked.iter().flat_map(|it| it.order.iter().map(|row| line(&it.group, row))).collect()
}
