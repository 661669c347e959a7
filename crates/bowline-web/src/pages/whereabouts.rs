//! Where something is: a registered site, found by name, or a unit by name with its place chosen level by level. Two forms ask
//! it, and both work without scripts.
//!
//! This module must never judge where somebody may do something: the service does. Start at [`Where`].

use crate::posted::Posted;
use crate::reader::Reader;
use bowline_core::ids::{PlaceCode, SiteId};
use bowline_core::words::{Lang, Text};
use bowline_service::views::{Scope, SiteLine, Who};
use bowline_service::{Bowline, Refused};
use serde::Serialize;

/// Levels of places below the nation that may be chosen.
const LEVELS: [&str; 4] = ["place1", "place2", "place3", "place4"];

/// The places of one level to choose from, and the one chosen.
pub type PlaceChoice = (Vec<(PlaceCode, Text)>, Option<PlaceCode>);

/// What the form offers besides what was typed.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// Sites to choose from.
    pub sites: Vec<SiteLine>,
    /// Whether the sites are searched by name (else they are the person's own).
    pub searchable: bool,
    /// The person's own place, below which the levels are.
    pub own: Option<Text>,
    /// Levels of places: what may be chosen, and what is.
    pub levels: Vec<PlaceChoice>,
    /// Sectors.
    pub sectors: Vec<(String, Text)>,
}

impl Choices {
    /// The only site that there is to choose.
    #[must_use]
    pub fn only(&self) -> Option<SiteId> {
        match self.sites.as_slice() {
            [only] if !self.searchable => Some(only.site),
            _ => None,
        }
    }
}

/// What a page shows of it.
#[derive(Debug, Serialize)]
pub struct Where {
    /// Sites.
    pub sites: Vec<Site>,
    /// Whether they are searched by name.
    pub searchable: bool,
    /// Whether somebody searched.
    pub searched: bool,
    /// Whether a unit that is not registered is being written down.
    pub other_open: bool,
    /// What stands for no choice of a place: the person's own place. None: one must be chosen.
    pub own: Option<String>,
    /// Places, level by level.
    pub levels: Vec<Level>,
}

/// A site to choose.
#[derive(Debug, Serialize)]
pub struct Site {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub place: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// A select.
#[derive(Debug, Serialize)]
pub struct Level {
    /// Its field.
    pub name: String,
    /// Value, label, whether it is chosen.
    pub options: Vec<(String, String, bool)>,
}

impl Where {
    /// What to choose from, with what was typed.
    #[must_use]
    pub fn from(reader: &Reader, choices: &Choices, kept: &Posted) -> Self {
        let only = choices.only();
        let site = |line: &SiteLine| {
            let id = line.site.to_string();
            Site {
                name: line.name.clone(),
                place: reader.text(&line.place),
                chosen: only.is_some() || kept.get("site") == id,
                id,
            }
        };
        Self {
            sites: choices.sites.iter().map(site).collect(),
            searchable: choices.searchable,
            searched: !kept.get("find").is_empty(),
            other_open: choices.sites.is_empty() || !kept.get("unit").is_empty(),
            own: None,
            levels: levels(reader, &choices.levels),
        }
    }
}

fn levels(reader: &Reader, levels: &[PlaceChoice]) -> Vec<Level> {
    let option = |(code, name): &(PlaceCode, Text), chosen: Option<PlaceCode>| {
        (code.to_string(), reader.text(name), chosen == Some(*code))
    };
    let level = |(name, (options, chosen)): (&&str, &PlaceChoice)| Level {
        name: (*name).to_owned(),
        options: options.iter().map(|it| option(it, *chosen)).collect(),
    };
    LEVELS.iter().zip(levels).map(level).collect()
}

/// What the form offers a person who typed this.
///
/// # Errors
/// Faults.
pub fn choices_for(app: &Bowline, who: &Who, form: &Posted) -> Result<Choices, Refused> {
    let (searchable, top) = match &who.scope {
        Scope::Place(place) => (true, Some(*place)),
        Scope::Sites(_) => (false, None),
        Scope::Nothing => (true, None),
    };
    let find = form.get("find");
    let sites = if searchable && find.is_empty() { Vec::new() } else { app.sites().search(who, find)? };
    let mut levels = Vec::new();
    let mut above = top;
    for name in LEVELS {
        let options = app.sites().places_below(above);
        if options.is_empty() {
            break;
        }
        let chosen = form.get(name).parse().ok().filter(|code| options.iter().any(|(it, _)| it == code));
        levels.push((options, chosen));
        above = chosen;
        if chosen.is_none() {
            break;
        }
    }
    let name = |code| Text::new(app.places().full_name(code, Lang::Zh), app.places().full_name(code, Lang::En));
    Ok(Choices { sites, searchable, own: top.map(name), levels, sectors: app.sites().sectors() })
}

/// The site that was chosen.
#[must_use]
pub fn site_of(form: &Posted) -> Option<SiteId> {
    form.get("site").parse().ok()
}

/// The deepest place that was chosen.
#[must_use]
pub fn place_of(form: &Posted) -> Option<PlaceCode> {
    LEVELS.iter().rev().find_map(|name| form.get(name).parse().ok())
}
