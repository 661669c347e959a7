//! The picture of a kind of matter, laid out: lanes from above, boxes from left to right, arrows between them.
//!
//! This module must never leave out or move together what the picture holds apart. Start at [`Drawing::of`].

use crate::reader::Reader;
use bowline_core::rules::{Picture, StepBox};
use serde::Serialize;

const LANE_NAME: usize = 132;
const COLUMN: usize = 206;
const BOX: (usize, usize) = (170, 66);
const GAP: usize = 12;

/// What the page draws, in pixels.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Drawing {
    /// As wide as all of it.
    pub width: usize,
    /// As high as all of it.
    pub height: usize,
    /// From above: where it begins, how high it is, whose it is.
    pub lanes: Vec<(usize, usize, String)>,
    /// The steps.
    pub boxes: Vec<Placed>,
    /// The arrows, as paths.
    pub arrows: Vec<String>,
}

/// A step where it stands.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Placed {
    /// From the left.
    pub x: usize,
    /// From above.
    pub y: usize,
    /// What is to be done.
    pub what: String,
    /// By when.
    pub when: String,
    /// Whether it may be done and need not.
    pub right: bool,
}

impl Drawing {
    /// A picture in the reader's language.
    #[must_use]
    pub fn of(reader: &Reader, picture: &Picture) -> Self {
        let (mut lanes, mut below) = (Vec::new(), 0);
        for (lane, name) in picture.lanes.iter().enumerate() {
            let rows = picture.boxes.iter().filter(|it| it.lane == lane).map(|it| it.row + 1).max().unwrap_or(1);
            let height = rows * (BOX.1 + GAP) + GAP;
            lanes.push((below, height, reader.text(name)));
            below += height;
        }
        let corner = |it: &StepBox| {
            let top = lanes.get(it.lane).map_or(0, |(top, ..)| *top);
            (LANE_NAME + GAP + it.column * COLUMN, top + GAP + it.row * (BOX.1 + GAP))
        };
        let placed = |it: &StepBox| {
            let (x, y) = corner(it);
            Placed { x, y, what: reader.text(&it.what), when: reader.text(&it.when), right: it.right }
        };
        let arrow = |(from, to): &(usize, usize)| {
            let (from, to) = (corner(picture.boxes.get(*from)?), corner(picture.boxes.get(*to)?));
            let (x, y, to_x, to_y) = (from.0 + BOX.0, from.1 + BOX.1 / 2, to.0 - 3, to.1 + BOX.1 / 2);
            let middle = usize::midpoint(x, to_x);
            Some(format!("M{x} {y}C{middle} {y} {middle} {to_y} {to_x} {to_y}"))
        };
        let columns = picture.boxes.iter().map(|it| it.column + 1).max().unwrap_or(1);
        Self {
            width: LANE_NAME + GAP + columns * COLUMN,
            height: below,
            boxes: picture.boxes.iter().map(placed).collect(),
            arrows: picture.arrows.iter().filter_map(arrow).collect(),
            lanes,
        }
    }
}
