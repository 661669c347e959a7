//! A piece of evidence: a file that was handed in, under its hash, and what a camera wrote into it.
//!
//! This module must never hold the bytes, nor judge what a camera wrote: its clock may be wrong. Start at [`Proof`].

use super::{Answer, What};
use crate::time::Moment;
use serde::{Deserialize, Serialize};

/// What sort of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProofKind {
    /// A photo.
    Photo,
    /// A document.
    Document,
    /// The act recorded in the ledger is its own proof.
    Record,
}

/// A piece of evidence, kept under its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// Its sort.
    pub kind: ProofKind,
    /// File name as handed in, without any path.
    pub name: String,
    /// SHA-256 of the bytes, in hex.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// What it shows, in the words of whoever handed it in. Empty: nobody said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub caption: String,
    /// What the camera wrote into a photo.
    #[serde(default, skip_serializing_if = "Capture::is_empty")]
    pub capture: Capture,
}

impl Proof {
    /// A file without a caption, of which no camera says anything; `bytes` is its size.
    #[must_use]
    pub fn new(kind: ProofKind, name: impl Into<String>, sha256: impl Into<String>, bytes: u64) -> Self {
        let (caption, capture) = (String::new(), Capture::default());
        Self { kind, name: name.into(), sha256: sha256.into(), bytes, caption, capture }
    }
}

impl What {
    /// The evidence that a fact carries.
    #[must_use]
    pub fn proofs(&self) -> Vec<&Proof> {
        match self {
            Self::Found(found) => found.proofs.iter().collect(),
            Self::Controlled(controlled) => controlled.proofs.iter().collect(),
            Self::ProofSubmitted(submitted) => submitted.proofs.iter().collect(),
            Self::Deed(deed) => {
                let files = deed.answers.values().filter_map(|answer| match answer {
                    Answer::Files(files) => Some(files),
                    _ => None,
                });
                files.flatten().collect()
            }
            _ => Vec::new(),
        }
    }
}

/// What the camera wrote into a photo. Nobody has checked it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capture {
    /// When it was taken, by the camera's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
    /// Where it was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spot: Option<Spot>,
}

impl Capture {
    /// Whether the camera wrote nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A point on the earth by satellite (WGS 84), in millionths of a degree: a tenth of a metre.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// Latitude, north positive.
    pub lat: i32,
    /// Longitude, east positive.
    pub lon: i32,
}

/// Mean radius of the earth in metres.
const EARTH: f64 = 6_371_008.8;

impl Spot {
    /// From degrees. None: no point on the earth; and zero, zero, which cameras write that do not know where they are.
    #[must_use]
    pub fn of(lat: f64, lon: f64) -> Option<Self> {
        let known = lat.abs() <= 90.0 && lon.abs() <= 180.0 && (lat, lon) != (0.0, 0.0);
        let millionths = |degrees: f64| (degrees * 1e6).round() as i32;
        known.then(|| Self { lat: millionths(lat), lon: millionths(lon) })
    }

    /// Latitude and longitude in degrees.
    #[must_use]
    pub fn degrees(self) -> (f64, f64) {
        (f64::from(self.lat) / 1e6, f64::from(self.lon) / 1e6)
    }

    /// Metres along the ground to a point in degrees, exact to half a percent.
    #[must_use]
    pub fn metres_to(self, other: (f64, f64)) -> f64 {
        let ((lat1, lon1), (lat2, lon2)) = (self.degrees(), other);
        let half = |one: f64, other: f64| ((one - other).to_radians() / 2.0).sin().powi(2);
        let chord = half(lat1, lat2) + lat1.to_radians().cos() * lat2.to_radians().cos() * half(lon1, lon2);
        2.0 * EARTH * chord.sqrt().min(1.0).asin()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_knows_how_far_another_is() {
        let tower = Spot::of(23.106_414, 113.324_452).unwrap();
        // Canton Tower to Guangzhou East railway station: 4,840 m on the ellipsoid, by Vincenty's formula.
        let metres = tower.metres_to((23.149_9, 113.319_7));
        assert!((metres / 4_840.4 - 1.0).abs() < 0.005, "{metres}");
        assert!(tower.metres_to(tower.degrees()) < 0.2);
        for nowhere in [(0.0, 0.0), (91.0, 0.0), (0.0, 181.0), (f64::NAN, 1.0)] {
            assert_eq!(Spot::of(nowhere.0, nowhere.1), None, "{nowhere:?}");
        }
    }

    #[test]
    fn evidence_of_which_no_camera_says_anything_is_written_as_before() {
        let written = serde_json::to_string(&Proof::new(ProofKind::Photo, "a.jpg", "00", 3)).unwrap();
        assert_eq!(written, r#"{"kind":"photo","name":"a.jpg","sha256":"00","bytes":3}"#);
    }
}
