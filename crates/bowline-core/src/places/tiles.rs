//! Where a place stands in the tile map of the place above it: one square each, east and south counted in squares.
//!
//! This module must never hold an outline or a coordinate, and never draw. Files are read by
//! [`PlaceTree::with_tiles`]; start at [`PlaceTree::tiles`].

use super::{PlaceFault, PlaceTree};
use crate::ids::PlaceCode;
use crate::words::Text;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// A map has fewer squares than this across and down.
const WIDEST: u16 = 60;
/// A name longer than this many characters is refused.
const LONGEST_NAME: usize = 40;

/// One square of a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// Which place.
    pub place: PlaceCode,
    /// Squares from the western edge.
    pub x: u16,
    /// Squares from the northern edge.
    pub y: u16,
    /// Its short name, where that differs from the name in the tree.
    pub short: Option<Text>,
    /// Two or three letters for where no name fits, such as those of ISO 3166-2.
    pub letters: Option<String>,
    /// Whether the tree knows it. If not, it belongs to the map, and nothing is reported from it.
    pub connected: bool,
}

/// The tiles of every map, by the place whose map it is.
pub(super) type Tiles = BTreeMap<PlaceCode, Vec<Tile>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row<'r> {
    parent: &'r str,
    code: &'r str,
    x: u16,
    y: u16,
    zh: &'r str,
    en: &'r str,
    #[serde(default)]
    letters: &'r str,
}

impl PlaceTree {
    /// The tree with the maps of a file (name, CSV text): `parent,code,x,y,zh,en` and, if wanted, `letters`; lines that begin
    /// with `#` are notes.
    ///
    /// # Errors
    /// Every row that cannot be read, a place that does not lie directly below the other, a square or a place that stands
    /// twice, a place that the tree does not know and that has no name.
    pub fn with_tiles(mut self, file: &str, text: &str) -> Result<Self, Vec<PlaceFault>> {
        let (mut faults, mut squares) = (Vec::new(), BTreeSet::new());
        let mut reader =
            csv::ReaderBuilder::new().trim(csv::Trim::All).comment(Some(b'#')).from_reader(text.as_bytes());
        let headers = reader.headers().cloned().unwrap_or_default();
        for record in reader.records() {
            let (line, row) = match record {
                Ok(record) => {
                    let line = record.position().map_or(0, csv::Position::line);
                    let row = record.deserialize::<Row>(Some(&headers)).map_err(|why| Text::same(why.to_string()));
                    (line, row.and_then(|row| self.tile(&row, &mut squares)))
                }
                Err(why) => (why.position().map_or(0, csv::Position::line), Err(Text::same(why.to_string()))),
            };
            match row {
                Ok((parent, tile)) => self.tiles.entry(parent).or_default().push(tile),
                Err(message) => faults.push(PlaceFault { file: file.to_owned(), line, message }),
            }
        }
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }

    /// The map of the places directly below a place. A place that the file leaves out, or all of them, stand in rows below
    /// those that have a square, in the order of their codes; empty where nothing lies below.
    #[must_use]
    pub fn tiles(&self, parent: PlaceCode) -> Vec<Tile> {
        let children = self.children(parent);
        let stands = |tile: &&Tile| !tile.connected || children.contains(&tile.place);
        let drawn = self.tiles.get(&parent).into_iter().flatten();
        let mut tiles: Vec<Tile> = drawn.filter(stands).cloned().collect();
        let placed: BTreeSet<PlaceCode> = tiles.iter().map(|tile| tile.place).collect();
        let left_out: Vec<PlaceCode> = children.iter().copied().filter(|code| !placed.contains(code)).collect();
        let below = tiles.iter().map(|tile| tile.y + 1).max().unwrap_or(0);
        let across = tiles.iter().map(|tile| tile.x + 1).max().unwrap_or(0).max(width_of(left_out.len()));
        let squares = (below..).flat_map(|y| (0..across).map(move |x| (x, y)));
        tiles.extend(left_out.into_iter().zip(squares).map(|(place, (x, y))| Tile {
            place,
            x,
            y,
            short: None,
            letters: None,
            connected: true,
        }));
        tiles
    }

    fn tile(&self, row: &Row<'_>, squares: &mut BTreeSet<(PlaceCode, u16, u16)>) -> Result<(PlaceCode, Tile), Text> {
        let code = |text: &str| {
            text.parse::<PlaceCode>()
                .map_err(|_| Text::new(format!("“{text}”不是地方代码"), format!("`{text}` is not a place code")))
        };
        let (parent, place) = (code(row.parent)?, code(row.code)?);
        let known = self.get(place);
        let short = match (row.zh, row.en) {
            ("", "") if known.is_some() => None,
            (zh, en) if is_name(zh) && is_name(en) => Some(Text::new(zh, en)),
            _ => {
                let zh = format!("{place} 的简称不合要求：zh、en 须都写；地方表中没有的地方不能省略");
                let en = format!(
                    "the short name of {place}: give zh and en, both; a place that the tree does not know needs them"
                );
                return Err(Text::new(zh, en));
            }
        };
        if !row.letters.is_empty() && !is_letters(row.letters) {
            let zh = format!("{place} 的字母“{}”不合要求：两到三个大写字母", row.letters);
            return Err(Text::new(
                zh,
                format!("letters of {place}: two or three capital letters, not `{}`", row.letters),
            ));
        }
        if self.get(parent).is_none() || known.is_some_and(|it| it.parent != Some(parent)) {
            let zh = format!("{place} 不直属于 {parent}");
            return Err(Text::new(zh, format!("{place} does not lie directly below {parent}")));
        }
        if row.x >= WIDEST || row.y >= WIDEST {
            let zh = format!("x、y 应小于 {WIDEST}");
            return Err(Text::new(zh, format!("x and y are less than {WIDEST}")));
        }
        let stands = |tiles: &Vec<Tile>| tiles.iter().any(|tile| tile.place == place);
        if self.tiles.get(&parent).is_some_and(stands) || !squares.insert((parent, row.x, row.y)) {
            let zh = format!("{place} 或其格子重复");
            return Err(Text::new(zh, format!("{place} or its square stands twice")));
        }
        let letters = (!row.letters.is_empty()).then(|| row.letters.to_owned());
        Ok((parent, Tile { place, x: row.x, y: row.y, short, letters, connected: known.is_some() }))
    }
}

fn is_letters(text: &str) -> bool {
    (2..=3).contains(&text.len()) && text.bytes().all(|letter| letter.is_ascii_uppercase())
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= LONGEST_NAME && !text.chars().any(char::is_control)
}

/// Squares across for a map of this many places that has no drawing: a little wider than high.
fn width_of(count: usize) -> u16 {
    let across = (1_u16..WIDEST).find(|across| usize::from(*across).pow(2) * 2 >= count * 3);
    across.unwrap_or(WIDEST)
}
