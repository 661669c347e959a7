//! In which order the table of places below stands, and the heads of its columns, each a link.
//!
//! This module must never keep a row back: it sorts. Start at [`PlaceOrder`].

use crate::reader::Reader;
use crate::words::PlaceWords;
use bowline_service::views::PlaceLine;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// What the table is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceOrder {
    /// By the code of the place.
    Place,
    /// The worst light first: as the service hands them in.
    #[default]
    Light,
    /// Most open first.
    Open,
    /// Most overdue first.
    Overdue,
    /// The largest share overdue first.
    ShareLate,
    /// Most escalated first.
    Raised,
    /// Most verified first.
    Verified,
    /// Most closed by a ledger first.
    ByLedger,
}

/// The head of a column.
#[derive(Debug, Serialize)]
pub struct Column {
    pub(super) key: &'static str,
    pub(super) name: String,
    pub(super) numeric: bool,
    pub(super) chosen: bool,
    pub(super) order: &'static str,
    pub(super) query: String,
}

/// Hundredths of a percent of what is open; none where nothing is.
pub(super) const fn share_late(line: &PlaceLine) -> Option<i64> {
    if line.tally.open > 0 { Some(line.tally.overdue * 10_000 / line.tally.open) } else { None }
}

impl PlaceOrder {
    const ALL: [(Self, &'static str); 8] = [
        (Self::Place, "place"),
        (Self::Light, "light"),
        (Self::Open, "open"),
        (Self::Overdue, "overdue"),
        (Self::ShareLate, "share_late"),
        (Self::Raised, "raised"),
        (Self::Verified, "verified"),
        (Self::ByLedger, "by_ledger"),
    ];

    /// The lines in this order; equal ones stay worst first.
    pub(super) fn sort(self, lines: &mut [&PlaceLine]) {
        match self {
            Self::Light => {}
            Self::Place => lines.sort_by_key(|line| line.place),
            Self::Open => lines.sort_by_key(|line| Reverse(line.tally.open)),
            Self::Overdue => lines.sort_by_key(|line| Reverse(line.tally.overdue)),
            Self::ShareLate => lines.sort_by_key(|line| Reverse(share_late(line))),
            Self::Raised => lines.sort_by_key(|line| Reverse(line.tally.raised)),
            Self::Verified => lines.sort_by_key(|line| Reverse(line.tally.verified)),
            Self::ByLedger => lines.sort_by_key(|line| Reverse(line.tally.closed_by_ledger)),
        }
    }

    /// The heads, this one chosen.
    pub(super) fn columns(self, reader: &Reader) -> Vec<Column> {
        let w = PlaceWords(reader.lang());
        let head = |(order, key): (Self, &'static str)| Column {
            key,
            name: match order {
                Self::Place => w.place(),
                Self::Light => w.light(),
                Self::Open => w.open(),
                Self::Overdue => w.overdue(),
                Self::ShareLate => w.share_late(),
                Self::Raised => w.raised(),
                Self::Verified => w.verified(),
                Self::ByLedger => w.by_ledger(),
            },
            numeric: !matches!(order, Self::Place | Self::Light),
            chosen: order == self,
            order: if order == Self::Place { "ascending" } else { "descending" },
            query: if order == Self::default() { String::new() } else { format!("?sort={key}") },
        };
        Self::ALL.map(head).into()
    }
}
