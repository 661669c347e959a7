//! A person begins a matter of a declared kind here: first which act and where, by a form that is an address of its own and
//! works without scripts; then the questions of the act.
//!
//! This module must never judge who may begin what where: the service does. Start at [`ground_of`].

use super::form::{ActForm, act_form};
use crate::address::with_query;
use crate::pages::attempt::Attempt;
use crate::pages::whereabouts::{Choices, Where, place_of, site_of};
use crate::pages::{Frame, Tab};
use crate::posted::Posted;
use crate::visit::Visit;
use crate::words::{FormWords, MatterWords, ReportWords};
use askama::Template;
use bowline_core::words::Text;
use bowline_service::views::matters::{BeginView, Ground, KindView};
use serde::Serialize;

/// Which act, and where.
#[derive(Debug, Serialize, Template)]
#[template(path = "begin_where.html")]
pub struct WherePage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    m: MatterWords,
    #[serde(skip)]
    w: ReportWords,
    #[serde(skip)]
    kept: Posted,
    address: String,
    kind: String,
    title: String,
    /// Word, name, whether it is chosen.
    acts: Vec<(String, String, bool)>,
    /// Whether it is about a unit. Else only a place is asked for.
    about_site: bool,
    at: Where,
    refused: Option<String>,
}

impl WherePage {
    /// The page with what was chosen so far, and with the sentence of a refusal.
    #[must_use]
    pub fn from(visit: &Visit, kind: &KindView, choices: &Choices, kept: Posted, said: Option<&Text>) -> Self {
        let (reader, lang) = (&visit.reader, visit.reader.lang());
        let (m, chosen) = (MatterWords(lang), kept.get("act").to_owned());
        let act = |(at, (act, name)): (usize, &(String, Text))| {
            (act.clone(), reader.text(name), *act == chosen || chosen.is_empty() && at == 0)
        };
        let kind_title = reader.text(&kind.title);
        let title = m.begin(&kind_title);
        let own = choices.own.as_ref().filter(|_| !kind.about_site).map(|own| reader.text(own));
        Self {
            frame: Frame::new(visit, Tab::Matters, title.clone()),
            m,
            w: ReportWords(lang),
            address: kind.address.clone(),
            kind: kind_title,
            title,
            acts: kind.begins.iter().enumerate().map(act).collect(),
            about_site: kind.about_site,
            at: Where { own, ..Where::from(reader, choices, &kept) },
            refused: said.map(|said| reader.text(said)),
            kept,
        }
    }
}

/// The questions of the act, and where the matter begins.
#[derive(Debug, Serialize, Template)]
#[template(path = "begin.html")]
pub struct BeginPage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    m: MatterWords,
    #[serde(skip)]
    f: FormWords,
    address: String,
    kind: String,
    site: Option<String>,
    place: Option<String>,
    office: Option<String>,
    /// What says where, as the form sends it back: field and value.
    ground: Vec<(&'static str, String)>,
    form: ActForm,
    /// Where another place is chosen.
    change: String,
    /// What the form led to when it was sent before.
    pub earlier: Option<String>,
}

impl BeginPage {
    /// The page of a form; after a refused one with what was tried.
    #[must_use]
    pub fn from(visit: &Visit, view: &BeginView, ground: &Ground, attempt: Option<&Attempt>) -> Self {
        let (reader, lang) = (&visit.reader, visit.reader.lang());
        let form = act_form(reader, &view.form, attempt);
        let fields = fields_of(&form.key, ground);
        let pairs = fields.iter().map(|(name, value)| (*name, Some(value.clone())));
        Self {
            frame: Frame::new(visit, Tab::Matters, form.title.clone()),
            m: MatterWords(lang),
            f: FormWords(lang),
            address: view.kind.address.clone(),
            kind: reader.text(&view.kind.title),
            site: view.site.as_ref().map(|(_, name)| name.clone()).or_else(|| ground.unit.clone()),
            place: view.place.as_ref().map(|(_, name)| reader.text(name)),
            office: view.office.as_ref().map(|(_, name)| reader.text(name)),
            change: with_query(
                &format!("/matters/{}/new", view.kind.address),
                pairs.chain([("change", Some("on".to_owned()))]),
            ),
            ground: fields,
            form,
            earlier: None,
        }
    }
}

/// Act and ground as fields of a form or an address; [`ground_of`] reads them back.
fn fields_of(act: &str, ground: &Ground) -> Vec<(&'static str, String)> {
    let fields = [
        ("act", Some(act.to_owned())),
        ("site", ground.site.map(|site| site.to_string())),
        ("place", ground.place.map(|place| place.to_string())),
        ("unit", ground.unit.clone()),
    ];
    fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// Where a form says that a matter begins. None: it does not say yet.
#[must_use]
pub fn ground_of(form: &Posted) -> Option<Ground> {
    let text = |name: &str| Some(form.get(name).to_owned()).filter(|text| !text.is_empty());
    let (site, place) = (site_of(form), place_of(form).or_else(|| form.get("place").parse().ok()));
    // A unit without a place lies where the person works.
    let said = site.is_some() || place.is_some() || text("unit").is_some();
    said.then(|| Ground {
        site,
        place: place.filter(|_| site.is_none()),
        unit: text("unit").filter(|_| site.is_none()),
        from: None,
    })
}
