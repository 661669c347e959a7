//! This report says what became of the rows of an import. It is kept and handed out in this form.
//!
//! `rows` is always `accepted + revised + differing + duplicates + refused.len()`. Start reading at [`ImportReport`].

use super::Checked;
use super::row::RowFault;
use super::same_name::{SameName, same_names};
use bowline_core::obligations::Aspect;
use bowline_core::words::Text;
use serde::Serialize;

/// The report of one import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// How many rows of data the file has.
    pub rows: usize,
    /// How many were taken in.
    pub accepted: usize,
    /// How many are in the ledger already and say nothing new.
    pub duplicates: usize,
    /// How many are in the ledger already and differ from it; nothing of them was taken over.
    pub differing: usize,
    /// How many are in the ledger already and had differences taken over.
    pub revised: usize,
    /// Those refused, one entry each.
    pub refused: Vec<RowFault>,
    /// In what rows differ from the ledger.
    pub differences: Vec<RowDifference>,
    /// Rows that become one organisation by their name alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub same_names: Vec<SameName>,
}

/// In what one row differs from the dossier that an earlier edition of the ledger began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowDifference {
    /// Which of the rows of data it is, from 0.
    #[serde(skip)]
    pub at: usize,
    /// The row as the office numbers it.
    pub row: String,
    /// The line in the sheet, counted from 1.
    pub line: u32,
    /// The sheet.
    pub sheet: String,
    /// The unit.
    pub unit: String,
    /// In what it differs: a stable word, such as `deadline`.
    #[serde(serialize_with = "word_of")]
    pub aspect: Aspect,
    /// What stands in the ledger of this system.
    pub here: Text,
    /// What the file says.
    pub file: Text,
    /// Why it cannot be taken over; none: it can.
    pub stays: Option<Text>,
}

fn word_of<S: serde::Serializer>(aspect: &Aspect, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(aspect.as_str())
}

/// Which differences are taken over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Take {
    /// None: the ledger stays as it is.
    #[default]
    Nothing,
    /// All that can be.
    All,
    /// These: which row of data, from 0, and in what.
    These(Vec<(usize, Aspect)>),
}

impl Take {
    /// Whether a difference is to be taken over. What stays is never.
    #[must_use]
    pub fn takes(&self, difference: &RowDifference) -> bool {
        difference.stays.is_none()
            && match self {
                Self::Nothing => false,
                Self::All => true,
                Self::These(these) => these.contains(&(difference.at, difference.aspect)),
            }
    }
}

impl ImportReport {
    /// The report of a checked ledger of which some rows without a fault were known already.
    #[must_use]
    pub fn new(checked: &Checked, duplicates: usize) -> Self {
        let refused: Vec<RowFault> = checked.refused().cloned().collect();
        let good = checked.rows.len() - refused.len();
        let duplicates = duplicates.min(good);
        let (rows, same_names) = (checked.rows.len(), same_names(checked));
        Self { rows, accepted: good - duplicates, duplicates, refused, same_names, ..Self::default() }
    }
}
