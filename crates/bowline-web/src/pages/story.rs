//! This module tells in the reader's words what happened to a matter, of whatever kind, and who must do what.
//!
//! This module must never tell a fact in words of its own: the sentences are the service's.

use crate::reader::{Lamp, Lateness, PostLine, Reader};
use crate::words::StoryWords;
use bowline_core::facts::{Proof, ProofKind, Spot};
use bowline_service::views::{DutyView, Owed, ReuseLine, ReuseView, TimelineEntry};
use serde::Serialize;
use std::collections::BTreeMap;

/// An entry of the timeline.
#[derive(Debug, PartialEq, Serialize)]
pub struct Entry {
    /// Version of the fact.
    pub version: u32,
    /// Kind of fact.
    pub kind: String,
    /// When it held: for people, for machines.
    pub held: (String, String),
    /// When it was learned, where that differs.
    pub learned: Option<(String, String)>,
    /// Whether a clock made it: the two times are then scheduled and noticed.
    pub clock: bool,
    /// Who.
    pub by: String,
    /// The sentence.
    pub title: String,
    /// More.
    pub details: Vec<String>,
    /// Evidence.
    pub proofs: Vec<ProofLink>,
    /// The light it set.
    pub lamp: Option<Lamp>,
}

/// Evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProofLink {
    /// Address.
    pub href: String,
    /// File name.
    pub name: String,
    /// What it shows, in the words of whoever handed it in. Empty: nobody said.
    pub caption: String,
    /// Size.
    pub size: String,
    /// Whether it is a photo.
    pub photo: bool,
    /// When it was taken by the camera's clock: for people, for machines.
    pub taken: Option<(String, String)>,
    /// Where it was taken, in degrees.
    pub spot: Option<(String, String)>,
    /// How far that is from the site.
    pub away: Option<String>,
    /// That it was handed in more than once.
    pub reused: Option<Reused>,
}

/// That a file was handed in more than once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reused {
    /// How often and in how many other matters: a sentence each.
    pub told: Vec<String>,
    /// Other matters that the reader may see: address and name.
    pub others: Vec<(String, String)>,
}

/// A duty.
#[derive(Debug, Serialize)]
pub struct Duty {
    /// Its number.
    pub no: u32,
    /// What.
    pub act: String,
    /// What, the stable word.
    pub key: String,
    /// Who.
    pub owner: PostLine,
    /// Why this owner.
    pub owner_because: String,
    /// By when.
    pub due: String,
    /// By when, for machines.
    pub machine: String,
    /// How far away.
    pub lateness: Lateness,
    /// Why this date.
    pub working: String,
    /// Sources.
    pub because: Vec<String>,
    /// Who says whether it is done.
    pub verifier: PostLine,
    /// The office above.
    pub superior: Option<String>,
    /// Light.
    pub lamp: Lamp,
    /// Standing, the stable word.
    pub standing: &'static str,
    /// Standing.
    pub standing_word: String,
    /// What it watches.
    pub watches: Option<u32>,
    /// When the reply is due for which it waits.
    pub reply_due: Option<String>,
    /// Rungs that fired.
    pub rungs: Vec<Rung>,
}

/// A rung that fired.
#[derive(Debug, Serialize)]
pub struct Rung {
    /// The light it set.
    pub lamp: Option<Lamp>,
    /// When it should have happened.
    pub scheduled: String,
    /// When it was noticed, where that differs.
    pub noticed: Option<String>,
}

/// The evidence of one state of a hazard.
#[derive(Debug)]
pub struct Side {
    /// Which state.
    pub title: String,
    /// Its evidence.
    pub proofs: Vec<ProofLink>,
}

/// The evidence of before and after, to be seen side by side. Empty: nothing was handed in as done.
#[must_use]
pub fn before_and_after(words: StoryWords, timeline: &[Entry]) -> Vec<Side> {
    let of = |kind: &str| timeline.iter().rfind(|it| it.kind == kind).map(|it| it.proofs.clone());
    let Some(after) = of("hazard.proof_submitted") else { return Vec::new() };
    let before = of("hazard.found").unwrap_or_default();
    vec![Side { title: words.before(), proofs: before }, Side { title: words.after(), proofs: after }]
}

/// Whether two moments are told apart on the page.
fn differ(reader: &Reader, one: bowline_core::time::Moment, other: bowline_core::time::Moment) -> bool {
    reader.moment(one) != reader.moment(other)
}

/// The page of a matter on which evidence is shown. By default there is none, for what has no evidence.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shelf<'a> {
    /// Its address.
    pub page: &'a str,
    /// Latitude and longitude of the site in degrees.
    pub site: Option<(f64, f64)>,
    /// The files that were handed in more than once.
    pub reused: Option<&'a BTreeMap<String, ReuseView>>,
}

/// An entry in words.
#[must_use]
pub fn entry(reader: &Reader, shelf: Shelf<'_>, it: &TimelineEntry) -> Entry {
    let both = |moment| (reader.moment(moment), reader.machine(moment));
    Entry {
        version: it.version,
        kind: it.kind.clone(),
        held: both(it.held),
        learned: differ(reader, it.held, it.learned).then(|| both(it.learned)),
        clock: it.kind == "rung.fired",
        by: reader.text(&it.by),
        title: reader.text(&it.title),
        details: it.details.iter().map(|text| reader.text(text)).collect(),
        proofs: it.proofs.iter().map(|it| proof(reader, shelf, it)).collect(),
        lamp: it.light.map(|light| reader.lamp(light)),
    }
}

/// Evidence, under the address of the matter's page.
pub fn proof(reader: &Reader, shelf: Shelf<'_>, it: &Proof) -> ProofLink {
    let words = StoryWords(reader.lang());
    let degrees = |spot: Spot| {
        let (lat, lon) = spot.degrees();
        (format!("{lat:.5}"), format!("{lon:.5}"))
    };
    let away = it.capture.spot.zip(shelf.site).map(|(spot, site)| words.away(&distance(words, spot.metres_to(site))));
    ProofLink {
        href: format!("{}/proofs/{}", shelf.page, it.sha256),
        taken: it.capture.at.map(|at| (reader.moment(at), reader.machine(at))),
        spot: it.capture.spot.map(degrees),
        away,
        reused: shelf.reused.and_then(|all| all.get(&it.sha256)).map(|it| reused(reader, it)),
        name: it.name.clone(),
        caption: it.caption.clone(),
        size: size(it.bytes),
        photo: it.kind == ProofKind::Photo,
    }
}

fn reused(reader: &Reader, it: &ReuseView) -> Reused {
    let words = StoryWords(reader.lang());
    let here = (it.here > 1).then(|| words.used_here(it.here));
    let elsewhere = (it.elsewhere > 0).then(|| words.used_elsewhere(it.elsewhere));
    let other = |line: &ReuseLine| {
        let name = format!("{} {} {}", reader.text(&line.kind_title), line.number, line.unit);
        (line.address.clone(), name.trim_end().to_owned())
    };
    Reused { told: here.into_iter().chain(elsewhere).collect(), others: it.lines.iter().map(other).collect() }
}

/// A satellite tells a place to some ten metres at best.
fn distance(words: StoryWords, metres: f64) -> String {
    let tens = (metres / 10.0).round() * 10.0;
    if tens < 1_000.0 {
        words.metres(&format!("{tens:.0}"))
    } else {
        words.kilometres(&format!("{:.1}", metres / 1_000.0))
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        0..=1_023 => format!("{bytes} B"),
        1_024..=1_048_575 => format!("{} KB", bytes.div_ceil(1_024)),
        _ => format!("{}.{} MB", bytes >> 20, ((bytes & 0xF_FFFF) * 10) >> 20),
    }
}

/// Something owed, in one line.
#[derive(Debug, Serialize)]
pub struct OwedLine {
    /// What.
    pub act: String,
    /// What, the stable word.
    pub key: String,
    /// Who.
    pub owner: PostLine,
    /// By when.
    pub due: String,
    /// By when, for machines.
    pub machine: String,
    /// How far away.
    pub lateness: Lateness,
}

/// Something owed, in words.
#[must_use]
pub fn owed(reader: &Reader, it: &Owed) -> OwedLine {
    OwedLine {
        act: reader.heading(&it.name),
        key: it.act.as_str().to_owned(),
        owner: reader.post(&it.owner),
        due: reader.due_date(it.due_at, it.provisional),
        machine: reader.machine(it.due_at),
        lateness: reader.lateness(it.due_at),
    }
}

/// Duties that somebody still owes, and those that are settled.
#[must_use]
pub fn live_and_settled(duties: &[DutyView]) -> (Vec<&DutyView>, Vec<&DutyView>) {
    duties.iter().partition(|it| matches!(it.standing, "open" | "right" | "quiet" | "submitted" | "paused"))
}

/// A duty in words.
#[must_use]
pub fn duty(reader: &Reader, w: StoryWords, it: &DutyView) -> Duty {
    let rung = |it: &bowline_core::facts::RungFired| Rung {
        lamp: it.light.map(|light| reader.lamp(light)),
        scheduled: reader.moment(it.scheduled),
        noticed: differ(reader, it.scheduled, it.noticed).then(|| reader.moment(it.noticed)),
    };
    Duty {
        no: it.id.no,
        act: reader.heading(&it.name),
        key: it.act.as_str().to_owned(),
        owner: reader.post(&it.owner),
        owner_because: reader.text(&it.owner_because),
        due: reader.due_date(it.due_at, it.provisional),
        machine: reader.machine(it.due_at),
        lateness: reader.lateness(it.due_at),
        working: reader.text(&it.working),
        because: it.because.iter().map(|text| reader.text(text)).collect(),
        verifier: reader.post(&it.verifier),
        superior: it.superior.as_ref().map(|office| reader.text(office)),
        lamp: reader.lamp(it.light),
        standing: it.standing,
        standing_word: standing(w, it.standing),
        watches: it.watches,
        reply_due: it.quiet_until.map(|until| reader.due(until)),
        rungs: it.rungs.iter().map(rung).collect(),
    }
}

fn standing(w: StoryWords, standing: &str) -> String {
    match standing {
        "open" => w.standing_open(),
        "right" => w.standing_right(),
        "quiet" => w.standing_quiet(),
        "lapsed" => w.standing_lapsed(),
        "missed" => w.standing_missed(),
        "submitted" => w.standing_submitted(),
        "paused" => w.standing_paused(),
        "done" => w.standing_done(),
        "discharged" => w.standing_discharged(),
        _ => w.standing_ledger(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        let english = StoryWords(bowline_core::words::Lang::En);
        let told = [3.0, 96.0, 996.0, 12_345.0].map(|metres| distance(english, metres));
        assert_eq!(told, ["0 m", "100 m", "1.0 km", "12.3 km"]);
        assert_eq!((size(12), size(2_000), size(3_500_000)), ("12 B".into(), "2 KB".into(), "3.3 MB".into()));
    }
}
