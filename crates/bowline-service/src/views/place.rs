//! What the page of a place shows: its light with the reason, its counts, its days, the places below.
//!
//! This module must never hold HTML or a database row. Start at [`Jurisdiction`].

use bowline_core::facts::Grade;
use bowline_core::ids::PlaceCode;
use bowline_core::places::Tile;
use bowline_core::rules::Signal;
use bowline_core::signals::{FalseClosing, Flow, Tally};
use bowline_core::time::Day;
use bowline_core::words::Text;

/// A place's light with its reason.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceLight {
    /// The light, or that there is none.
    pub light: Signal,
    /// Why.
    pub reason: Text,
    /// Since when nothing is known of it, where it shows that.
    pub since: Option<Day>,
    /// What would turn it green; empty when green.
    pub to_green: Text,
}

/// One line of the jurisdiction table.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceLine {
    /// Which place.
    pub place: PlaceCode,
    /// Its name.
    pub name: Text,
    /// Counts, all below included.
    pub tally: Tally,
    /// Its light.
    pub light: PlaceLight,
    /// How often closings there did not hold when they were looked at again; none: nothing was looked at.
    pub false_closing: Option<FalseClosing>,
    /// The last day on which a hazard was found there; none: never.
    pub last_found: Option<Day>,
    /// Whether there are places below.
    pub has_children: bool,
}

/// A jurisdiction: where does it stand?
#[derive(Clone, Debug, PartialEq)]
pub struct Jurisdiction {
    /// The place itself.
    pub here: PlaceLine,
    /// Whether the person may merge it into its neighbour.
    pub may_merge: bool,
    /// The place of which this one is part since a merger, its name, and since when.
    pub merged_into: Option<(PlaceCode, Text, Day)>,
    /// Places that became part of it, their names, and since when.
    pub merged_from: Vec<(PlaceCode, Text, Day)>,
    /// Nation first, the place itself last; only as far up as the person may see.
    pub path: Vec<(PlaceCode, Text)>,
    /// Whether the rulebook knows look-backs.
    pub has_look_backs: bool,
    /// The places one level below.
    pub children: Vec<PlaceLine>,
    /// Where these stand in the tile map, and what else belongs to it.
    pub tiles: Vec<Tile>,
    /// How many of these have no data yet.
    pub without_data: usize,
    /// How many of these stay silent.
    pub silent: usize,
    /// Counts by sector section and grade.
    pub sectors: Vec<SectorLine>,
    /// How many days back the counts by day go.
    pub days_back: i64,
    /// Counts by day, oldest first, days without anything included; at most one more than that.
    pub days: Vec<(Day, Flow)>,
}

/// Counts of one sector section.
#[derive(Clone, Debug, PartialEq)]
pub struct SectorLine {
    /// Its code: the outermost sector of the pack.
    pub section: String,
    /// Its name.
    pub name: Text,
    /// Grade.
    pub grade: Option<Grade>,
    /// Counts.
    pub tally: Tally,
}
