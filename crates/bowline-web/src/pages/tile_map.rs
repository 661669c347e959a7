//! A map of squares, one a place: its name, its light, and the number that matters. Drawn on the server, each square a link.
//!
//! This module must never judge a light, and never show colour alone: each square has a mark and a sentence. Start at
//! [`TileMap::of`]; [`TileMap::drawn`] makes one of any squares.

use crate::reader::{Lamp, Reader};
use crate::words::PlaceWords;
use askama::Template;
use bowline_core::places::Tile;
use bowline_core::rules::Signal;
use bowline_service::views::{Jurisdiction, PlaceLine};

/// Up to so many squares across, they are large and have a second line.
const LARGE_ACROSS: u16 = 6;

/// A map.
#[derive(Debug, Template)]
#[template(path = "parts/tile_map.html")]
pub struct TileMap {
    title: String,
    note: String,
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
    name: String,
    /// Letters for where no name fits.
    letters: Option<String>,
    /// Whether the name needs smaller letters.
    long: bool,
    says: Says,
}

/// What a square says beside its name.
#[derive(Debug)]
pub struct Says {
    /// Its light, by the word of the style sheet.
    pub class: &'static str,
    /// Which place: its code and where it leads. None: it leads nowhere.
    pub place: Option<(String, String)>,
    /// The number that matters.
    pub number: Option<String>,
    /// What the number is.
    pub sub: String,
    /// All of it in one sentence.
    pub spoken: String,
}

impl Square {
    /// The sign in the corner: those who do not see colours see it. None where nothing is asked of anybody.
    fn mark(&self) -> Option<&'static str> {
        match self.says.class {
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
        let squares = view.tiles.iter().filter_map(|tile| {
            let line = view.children.iter().find(|line| line.place == tile.place);
            let name = reader.text(tile.short.as_ref().or_else(|| line.map(|line| &line.name))?);
            match (line, tile.connected) {
                (Some(line), _) => Some((tile, inside(reader, line, &lamp), name)),
                (None, false) => Some((tile, outside(reader, &name), name)),
                (None, true) => None,
            }
        });
        let shown = [Signal::Red, Signal::Yellow, Signal::Silent, Signal::Green, Signal::NoData];
        let legend = shown.map(|signal| {
            let of = |line: &&PlaceLine| line.light.light == signal;
            (lamp(signal), view.children.iter().filter(of).count())
        });
        let legend = legend.into_iter().filter(|(_, count)| *count > 0).collect();
        Self::drawn((w.map(), w.map_note()), squares.collect(), legend)
    }

    /// A map of squares, each with its name, under a heading with a note. None: there are none.
    #[must_use]
    pub fn drawn(
        (title, note): (String, String),
        squares: Vec<(&Tile, Says, String)>,
        legend: Vec<(Lamp, usize)>,
    ) -> Option<Self> {
        let across = squares.iter().map(|(tile, ..)| tile.x + 1).max()?;
        let down = squares.iter().map(|(tile, ..)| tile.y + 1).max()?;
        let large = across <= LARGE_ACROSS;
        let measure = if large { LARGE } else { SMALL };
        let square = |(tile, says, name): (&Tile, Says, String)| Square {
            x: tile.x * measure.across,
            y: tile.y * measure.down,
            long: is_long(&name),
            letters: tile.letters.clone(),
            name: cut(name),
            says,
        };
        Some(Self {
            title,
            note,
            large,
            width: across * measure.across - measure.gap,
            height: down * measure.down - measure.gap,
            tiles: squares.into_iter().map(square).collect(),
            legend,
        })
    }

    const fn square(&self) -> (u16, u16) {
        let measure = if self.large { LARGE } else { SMALL };
        (measure.across - measure.gap - 1, measure.down - measure.gap - 1)
    }
}

/// What is late where something is, else what is open.
fn inside(reader: &Reader, line: &PlaceLine, lamp: &impl Fn(Signal) -> Lamp) -> Says {
    let (w, light) = (PlaceWords(reader.lang()), lamp(line.light.light));
    let (overdue, open) = (reader.count(line.tally.overdue), reader.count(line.tally.open));
    let nothing = line.light.light == Signal::NoData;
    let late = line.tally.overdue > 0;
    Says {
        class: light.class,
        place: Some((line.place.to_string(), format!("/places/{}", line.place))),
        spoken: w.tile(&reader.text(&line.name), &light.word, &overdue, &open),
        sub: match (nothing, late) {
            (true, _) => light.word,
            (false, true) => w.tile_late(&open),
            (false, false) => w.open(),
        },
        number: (!nothing).then_some(if late { overdue } else { open }),
    }
}

/// What a square says of a place that belongs to the map and is not connected.
#[must_use]
pub fn outside(reader: &Reader, name: &str) -> Says {
    let word = PlaceWords(reader.lang()).not_connected();
    Says { class: "outside", place: None, spoken: format!("{name}: {word}"), number: None, sub: word }
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
