//! A map of squares, one a place: its name, its light, and the number that matters. Drawn on the server, each square a link.
//!
//! This module must never judge a light, and never show colour alone: each square has a mark and a sentence. Start at
//! [`TileMap::of`].

use crate::reader::{Lamp, Reader};
use crate::words::PlaceWords;
use askama::Template;
use bowline_core::rules::Signal;
use bowline_service::views::{Jurisdiction, PlaceLine};

/// Up to so many squares across, they are large and have a second line.
const LARGE_ACROSS: u16 = 6;

/// A map.
#[derive(Debug, Template)]
#[template(path = "parts/tile_map.html")]
pub struct TileMap {
    w: PlaceWords,
    large: bool,
    width: u16,
    height: u16,
    tiles: Vec<Square>,
    /// How many show which light, worst first; none of those that nobody shows.
    legend: Vec<(Lamp, usize)>,
}

/// One square.
#[derive(Debug)]
struct Square {
    x: u16,
    y: u16,
    class: &'static str,
    /// None: it is not connected.
    place: Option<String>,
    name: String,
    /// Whether the name needs smaller letters.
    long: bool,
    number: Option<String>,
    sub: String,
    spoken: String,
}

impl Square {
    /// The sign in the corner: those who do not see colours see it. None where nothing is asked of anybody.
    fn mark(&self) -> Option<&'static str> {
        match self.class {
            "red" => Some("M6 1h8l5 5v8l-5 5H6l-5-5V6z"),
            "yellow" => Some("M10 1.5 19 18H1z"),
            "silent" => Some("M10 1a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM4 8.5h12v3H4z"),
            _ => None,
        }
    }
}

/// Squares from one to the next, and what of it is the square itself.
struct Measure {
    across: u16,
    down: u16,
    gap: u16,
}

const LARGE: Measure = Measure { across: 122, down: 86, gap: 7 };
const SMALL: Measure = Measure { across: 90, down: 66, gap: 7 };

impl TileMap {
    /// The map of the places below. None: there are not two of them, or none has anything to say.
    #[must_use]
    pub fn of(reader: &Reader, view: &Jurisdiction, lamp: impl Fn(Signal) -> Lamp) -> Option<Self> {
        let says = view.children.iter().any(|line| line.light.light != Signal::NoData);
        if view.children.len() < 2 || !says {
            return None;
        }
        let w = PlaceWords(reader.lang());
        let across = view.tiles.iter().map(|tile| tile.x + 1).max()?;
        let down = view.tiles.iter().map(|tile| tile.y + 1).max()?;
        let large = across <= LARGE_ACROSS;
        let measure = if large { LARGE } else { SMALL };
        let tiles = view.tiles.iter().filter_map(|tile| {
            let line = view.children.iter().find(|line| line.place == tile.place);
            let name = reader.text(tile.short.as_ref().or_else(|| line.map(|line| &line.name))?);
            let square = match (line, tile.connected) {
                (Some(line), _) => inside(reader, name, line, &lamp),
                (None, false) => outside(reader, name),
                (None, true) => return None,
            };
            Some(Square { x: tile.x * measure.across, y: tile.y * measure.down, ..square })
        });
        let shown = [Signal::Red, Signal::Yellow, Signal::Silent, Signal::Green, Signal::NoData];
        let legend = shown.map(|signal| {
            let of = |line: &&PlaceLine| line.light.light == signal;
            (lamp(signal), view.children.iter().filter(of).count())
        });
        Some(Self {
            w,
            large,
            width: across * measure.across - measure.gap,
            height: down * measure.down - measure.gap,
            tiles: tiles.collect(),
            legend: legend.into_iter().filter(|(_, count)| *count > 0).collect(),
        })
    }

    const fn square(&self) -> (u16, u16) {
        let measure = if self.large { LARGE } else { SMALL };
        (measure.across - measure.gap - 1, measure.down - measure.gap - 1)
    }
}

/// What is late where something is, else what is open.
fn inside(reader: &Reader, name: String, line: &PlaceLine, lamp: &impl Fn(Signal) -> Lamp) -> Square {
    let (w, light) = (PlaceWords(reader.lang()), lamp(line.light.light));
    let (overdue, open) = (reader.count(line.tally.overdue), reader.count(line.tally.open));
    let nothing = line.light.light == Signal::NoData;
    let late = line.tally.overdue > 0;
    Square {
        x: 0,
        y: 0,
        class: light.class,
        place: Some(line.place.to_string()),
        spoken: w.tile(&reader.text(&line.name), &light.word, &overdue, &open),
        long: is_long(&name),
        name: cut(name),
        sub: match (nothing, late) {
            (true, _) => light.word,
            (false, true) => w.tile_late(&open),
            (false, false) => w.open(),
        },
        number: (!nothing).then_some(if late { overdue } else { open }),
    }
}

fn outside(reader: &Reader, name: String) -> Square {
    let word = PlaceWords(reader.lang()).not_connected();
    Square {
        x: 0,
        y: 0,
        class: "outside",
        place: None,
        spoken: format!("{name}: {word}"),
        long: is_long(&name),
        name: cut(name),
        number: None,
        sub: word,
    }
}

/// Room for a name, in Latin letters; a Chinese character takes two.
const ROOM: usize = 12;

/// Whether a name needs smaller letters.
fn is_long(name: &str) -> bool {
    name.chars().map(width).sum::<usize>() > 8
}

/// A name that does not fit ends in dots; the square's sentence has all of it.
fn cut(name: String) -> String {
    if name.chars().map(width).sum::<usize>() <= ROOM {
        return name;
    }
    let mut room = ROOM - 1;
    let fits = |sign: &char| {
        let left = room.checked_sub(width(*sign));
        room = left.unwrap_or(0);
        left.is_some()
    };
    name.chars().take_while(fits).chain(['…']).collect()
}

const fn width(sign: char) -> usize {
    if sign.is_ascii() { 1 } else { 2 }
}
