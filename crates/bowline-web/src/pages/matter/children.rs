//! A part of a matter's page: how the matters stand that it began for many. Each number leads to the very matters, as a list
//! that is filtered, paged and taken out like any other.
//!
//! This module must never count: the service does. Start at [`Children::of`].

use crate::answer::{Answer, Problem, show as show_page};
use crate::blocking::ask;
use crate::exports::Links;
use crate::pages::hazard::subject;
use crate::pages::matters::{Line, address};
use crate::pages::tile_map::{Says, TileMap, outside};
use crate::pages::{Frame, Tab};
use crate::reader::{Counted, Lamp, Reader};
use crate::visit::Visit;
use crate::words::{ChildrenWords, ListWords, MatterWords};
use askama::Template;
use axum::extract::{Path, State};
use bowline_core::facts::Stage;
use bowline_core::ids::SubjectId;
use bowline_core::places::Tile;
use bowline_service::views::matters::{
    ChildTally, ChildrenMap, ChildrenPlace, ChildrenView, MatterFilter, MatterState, PhaseView,
};
use bowline_service::{Bowline, ChildrenOf};
use serde::Serialize;

/// Children of one kind.
#[derive(Debug, Serialize, Template)]
#[template(path = "parts/children.html")]
pub struct Children {
    #[serde(skip)]
    w: ChildrenWords,
    #[serde(skip)]
    l: ListWords,
    /// Their kind.
    kind: String,
    title: String,
    #[serde(skip)]
    address: String,
    /// Where it is asked how many exist; none: all do.
    #[serde(skip)]
    progress: Option<String>,
    total: Counted,
    reached: Counted,
    failed: Counted,
    unseen: Counted,
    not_acted: Figures,
    open: Figures,
    over: Counted,
    on_time: Counted,
    /// What share is over, in percent.
    share: String,
    phases: Vec<PhaseFigures>,
    places: Vec<PlaceFigures>,
    elsewhere: Counted,
    #[serde(skip)]
    map: Option<TileMap>,
    waiting: Vec<Line>,
    #[serde(skip)]
    lists: Lists,
    #[serde(skip)]
    exports: Links,
}

/// Counts of children.
#[derive(Debug, Serialize)]
pub struct Figures {
    number: Counted,
    late: Counted,
    raised: Counted,
}

/// Children in one phase.
#[derive(Debug, Serialize)]
pub struct PhaseFigures {
    phase: String,
    name: String,
    over: bool,
    #[serde(skip)]
    href: String,
    #[serde(flatten)]
    figures: Figures,
}

/// Children of one place.
#[derive(Debug, Serialize)]
pub struct PlaceFigures {
    place: String,
    name: String,
    all: Figures,
    not_acted: Figures,
}

/// Where the matters behind the numbers are listed.
#[derive(Debug)]
struct Lists {
    not_acted: String,
    not_acted_late: String,
    late: String,
    open: String,
    over: String,
}

fn figures(reader: &Reader, tally: ChildTally) -> Figures {
    Figures {
        number: reader.counted(tally.number),
        late: reader.counted(tally.late),
        raised: reader.counted(tally.raised),
    }
}

impl Children {
    /// The children of the matter with this id, whose page is `page`.
    #[must_use]
    pub fn of(reader: &Reader, from: SubjectId, page: &str, view: &ChildrenView) -> Self {
        let w = ChildrenWords(reader.lang());
        let listed = |filter: MatterFilter| address(&view.address, &MatterFilter { from: Some(from), ..filter });
        let first = MatterFilter {
            phase: Some(view.first.id.clone()),
            state: MatterState::Open,
            from: Some(from),
            ..MatterFilter::default()
        };
        let state = |state| listed(MatterFilter { state, ..MatterFilter::default() });
        let phase = |(phase, tally): &(_, _)| phase_figures(reader, &listed, phase, *tally);
        let place = |it: &ChildrenPlace| PlaceFigures {
            place: it.tile.place.to_string(),
            name: reader.text(&it.name),
            all: figures(reader, it.all),
            not_acted: figures(reader, it.waiting),
        };
        let squares = view.map.iter().flat_map(|map| map.squares.iter().filter(|it| it.all.number > 0));
        let not_acted = listed(first.clone());
        Self {
            w,
            l: ListWords(reader.lang()),
            kind: view.kind.to_string(),
            title: reader.text(&view.title),
            address: view.address.clone(),
            progress: (view.reached < view.total).then(|| format!("{page}/children/progress?format=json")),
            total: reader.counted(view.total),
            reached: reader.counted(view.reached),
            failed: reader.counted(view.failed),
            unseen: reader.counted(view.unseen),
            not_acted: figures(reader, view.not_acted()),
            open: figures(reader, view.open()),
            over: reader.counted(view.over()),
            on_time: reader.counted(view.on_time()),
            share: (view.over() * 100 / (view.open().number + view.over()).max(1)).to_string(),
            phases: view.phases.iter().map(phase).collect(),
            places: squares.map(place).collect(),
            elsewhere: reader.counted(view.map.as_ref().map_or(0, |map| map.elsewhere)),
            map: view.map.as_ref().and_then(|map| tile_map(reader, map, &view.address, &first)),
            waiting: view.waiting.iter().map(|line| Line::from(reader, line)).collect(),
            exports: Links::of(reader.lang(), &not_acted),
            lists: Lists {
                not_acted_late: listed(MatterFilter { late: true, ..first }),
                not_acted,
                late: listed(MatterFilter { late: true, ..MatterFilter::default() }),
                open: state(MatterState::Open),
                over: state(MatterState::Closed),
            },
        }
    }
}

fn phase_figures(
    reader: &Reader,
    listed: &dyn Fn(MatterFilter) -> String,
    phase: &PhaseView,
    tally: ChildTally,
) -> PhaseFigures {
    PhaseFigures {
        phase: phase.id.clone(),
        name: reader.text(&phase.name),
        over: phase.stage != Stage::Open,
        href: listed(MatterFilter { phase: Some(phase.id.clone()), ..MatterFilter::default() }),
        figures: figures(reader, tally),
    }
}

/// The light of a place, as far as somebody there must act: its class in the style sheet.
const fn light(it: &ChildrenPlace) -> &'static str {
    match (it.waiting.late, it.all.late, it.waiting.number, it.all.number) {
        (_, _, _, 0) => "no_data",
        (1.., ..) => "red",
        (0, 1.., ..) => "yellow",
        (0, 0, 1.., _) => "waiting",
        (0, 0, 0, _) => "green",
    }
}

/// The map; each square leads to who has not acted there, or to all where everybody has.
fn tile_map(reader: &Reader, map: &ChildrenMap, kind: &str, first: &MatterFilter) -> Option<TileMap> {
    let w = ChildrenWords(reader.lang());
    let says = |it: &ChildrenPlace| {
        let class = light(it);
        let (number, waiting) = (reader.count(it.all.number), reader.count(it.waiting.number));
        let late = reader.count(it.waiting.late);
        let in_it = MatterFilter { place: Some(it.tile.place), from: first.from, ..MatterFilter::default() };
        let (shown, sub, filter) = match class {
            "red" => (Some(late.clone()), w.tile_late(&waiting), MatterFilter { place: in_it.place, ..first.clone() }),
            "yellow" => {
                let later = reader.count(it.all.late);
                (Some(later.clone()), w.tile_later(&number), MatterFilter { late: true, ..in_it })
            }
            "waiting" => {
                (Some(waiting.clone()), w.tile_waiting(&number), MatterFilter { place: in_it.place, ..first.clone() })
            }
            "green" => (Some("0".to_owned()), w.tile_acted(&number), in_it),
            _ => (None, w.tile_none(), in_it),
        };
        let place = (it.all.number > 0).then(|| (it.tile.place.to_string(), address(kind, &filter)));
        Says { class, place, spoken: w.tile(&reader.text(&it.name), &number, &waiting, &late), number: shown, sub }
    };
    let square = |it: &'_ ChildrenPlace| -> (Says, String) {
        let name = reader.text(it.tile.short.as_ref().unwrap_or(&it.name));
        (if it.tile.connected { says(it) } else { outside(reader, &name) }, name)
    };
    let squares: Vec<(&Tile, Says, String)> = map
        .squares
        .iter()
        .map(|it| {
            let (says, name) = square(it);
            (&it.tile, says, name)
        })
        .collect();
    let legend = [
        ("red", w.legend_late()),
        ("yellow", w.legend_later()),
        ("waiting", w.legend_waiting()),
        ("green", w.legend_acted()),
    ];
    let count = |class| map.squares.iter().filter(|it| light(it) == class).count();
    let legend = legend.map(|(class, word)| (Lamp { class, word }, count(class)));
    TileMap::drawn((w.map(), w.map_note()), squares, legend.into_iter().filter(|(_, count)| *count > 0).collect())
}

/// How far a matter has come with what it begins, for whoever waits.
#[derive(Debug, Serialize, Template)]
#[template(path = "children_progress.html")]
pub struct ProgressPage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    page: String,
    title: String,
    done: u64,
    total: u64,
    sentence: String,
    running: bool,
}

/// Shows how many of the matters that one begins exist.
///
/// # Errors
/// Not there, or not the person's to see; it begins none.
pub async fn progress(State(app): State<Bowline>, visit: Visit, Path((kind, id)): Path<(String, String)>) -> Answer {
    let (who, subject) = (visit.person()?, subject(&id)?);
    let progress = ask(&app, move |app| ChildrenOf::of(app).progress(&who, subject)).await?;
    let (done, total) = progress.ok_or(Problem::NotFound)?;
    let (reader, w) = (&visit.reader, ChildrenWords(visit.reader.lang()));
    let title = MatterWords(reader.lang()).title();
    let page = ProgressPage {
        frame: Frame::new(&visit, Tab::Matters, title.clone()),
        page: format!("/matters/{kind}/{subject}"),
        title,
        done,
        total,
        sentence: w.making(&reader.count(done), &reader.count(total)),
        running: done < total,
    };
    show_page(&visit, &page)
}
