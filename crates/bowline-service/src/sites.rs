//! The system administrator registers and corrects sites: name, code, sector, operator, group, risk level and
//! coordinates.
//!
//! This module must never register the same site twice: a later form corrects the earlier one.

use crate::Refused;
use crate::app::{Entry, Inner};
use crate::refused::seen;
use crate::views::{Scope, SiteLine, Who};
use bowline_core::facts::{Actor, RiskGrade, SiteRegistered, What};
use bowline_core::ids::{CreditCode, PlaceCode, SiteId};
use bowline_core::obligations::Draft;
use bowline_core::places::Level;
use bowline_core::signals::SiteRow;
use bowline_core::words::{Text, folded};
use bowline_store::Commit;

/// Most characters of a code of a sector.
const LONGEST_SECTOR: usize = 8;

/// What is known of a site. A private boat has no credit code.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SiteForm {
    /// Name.
    pub name: String,
    /// Unified social credit code, as typed; empty: none.
    pub credit_code: String,
    /// GB/T 4754 code, such as `H62`.
    pub sector: String,
    /// Who runs it, if not the unit named; empty: the unit.
    pub operator: String,
    /// Credit code of the parent of its group; empty: none.
    pub group: String,
    /// Risk level.
    pub risk: Option<RiskGrade>,
    /// Latitude and longitude in degrees (CGCS2000).
    pub coordinates: Option<(f64, f64)>,
}

/// The places in which a search for sites of a place looks: it and all in it. Empty: everywhere.
pub(crate) fn searched(inner: &Inner, place: PlaceCode) -> Vec<PlaceCode> {
    let tree = inner.places.latest();
    if place == tree.nation() {
        return Vec::new();
    }
    tree.iter().map(|it| it.code).filter(|code| tree.is_within(*code, place)).collect()
}

/// Sites, and what their registration asks.
#[derive(Clone, Copy)]
pub struct Sites<'a> {
    pub(crate) inner: &'a Inner,
}

impl Sites<'_> {
    /// Sites that the person may choose from: own enterprise; for officials a search by name within scope.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn search(&self, who: &Who, name: &str) -> Result<Vec<SiteLine>, Refused> {
        let rows: Vec<SiteRow> = match &who.scope {
            Scope::Nothing => Vec::new(),
            Scope::Sites(sites) => sites
                .iter()
                .filter_map(|site| self.inner.store.registry().site(*site).transpose())
                .collect::<Result<_, _>>()?,
            Scope::Place(scope) => self.inner.store.registry().search_sites(&searched(self.inner, *scope), name, 20)?,
        };
        Ok(rows
            .into_iter()
            .map(|row| SiteLine {
                site: row.site.site,
                name: row.site.name,
                place: self.inner.names().place(row.place),
            })
            .collect())
    }

    /// Places one level below (the nation's where none is given): code and name.
    #[must_use]
    pub fn places_below(&self, place: Option<PlaceCode>) -> Vec<(PlaceCode, Text)> {
        let tree = self.inner.places.latest();
        let below = tree.children(place.unwrap_or_else(|| tree.nation()));
        below.iter().filter_map(|code| Some((*code, tree.get(*code)?.name.clone()))).collect()
    }

    /// GB/T 4754 codes for choosing.
    #[must_use]
    pub fn sectors(&self) -> Vec<(String, Text)> {
        self.inner.pack().country().sectors().iter().map(|(code, name)| (code.clone(), name.clone())).collect()
    }

    /// Registers a site at a county or below. The same site again (same place and code, or name where there is no code)
    /// is corrected: a later fact answers the earlier one.
    ///
    /// # Errors
    /// [`Refused::Field`] with the field that is missing or wrong.
    pub fn register(&self, place: PlaceCode, form: &SiteForm) -> Result<SiteId, Refused> {
        let place = place_of_site(self.inner, Some(place))?;
        let site = self.site_from(place, form)?;
        let (id, now) = (site.site, self.inner.now());
        let expected = self.inner.store.log().version(id.into())?;
        let entry = Entry { subject: id.into(), place, by: Actor::System, behalf: None, now };
        let mut commit = Commit::default();
        let draft = Draft { held: now, what: What::SiteRegistered(Box::new(site)) };
        self.inner.add_registry(&mut commit, &entry, expected, vec![draft]);
        self.inner.commit(commit)?;
        Ok(id)
    }

    fn site_from(&self, place: PlaceCode, form: &SiteForm) -> Result<SiteRegistered, Refused> {
        let name = form.name.trim();
        if name.is_empty() {
            return Err(Refused::field("unit", "请填写“单位名称”。", "Enter “Name of the organisation”."));
        }
        seen("unit", &Text::new("单位名称", "organisation"), name)?;
        seen("operator", &Text::new("经营者", "operator"), &form.operator)?;
        known_sector(self.inner, &form.sector)?;
        if form.coordinates.is_some_and(|(lat, lon)| !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon))
        {
            return Err(Refused::field(
                "coordinates",
                "坐标应为纬度（-90 至 90）和经度（-180 至 180）。",
                "Enter the coordinates as a latitude (-90 to 90) and a longitude (-180 to 180).",
            ));
        }
        let code = credit_code(&form.credit_code)?;
        let known = self.inner.store.registry().find_site(code.as_ref(), place, name)?.map(|row| row.site.site);
        Ok(SiteRegistered {
            site: known.unwrap_or_else(|| site_id(place, code.as_ref(), name)),
            name: name.to_owned(),
            credit_code: code,
            sector: form.sector.trim().to_owned(),
            operator: Some(form.operator.trim().to_owned()).filter(|operator| !operator.is_empty()),
            group: credit_code(&form.group)?,
            risk: form.risk,
            coordinates: form.coordinates,
        })
    }
}

/// A sector of the pack, as chosen.
pub(crate) fn known_sector(inner: &Inner, sector: &str) -> Result<String, Refused> {
    let sector = sector.trim();
    let is_code = sector.len() <= LONGEST_SECTOR && sector.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match inner.pack().country().sector_name(sector).filter(|_| is_code) {
        Some(_) => Ok(sector.to_owned()),
        None => Err(Refused::field("sector", "请选择“行业”。", "Select “Sector”.")),
    }
}

/// A place in which a site may lie: a county or below.
pub(crate) fn place_of_site(inner: &Inner, place: Option<PlaceCode>) -> Result<PlaceCode, Refused> {
    let place = place.and_then(|code| inner.places.latest().get(code)).filter(|place| place.level >= Level::County);
    let level = inner.pack().country().level_name(Level::County);
    place
        .map(|place| place.code)
        .ok_or_else(|| Refused::field("place", format!("请选择{}。", level.zh), format!("Select the {}.", level.en)))
}

/// A credit code as typed; none if the field is empty.
pub(crate) fn credit_code(text: &str) -> Result<Option<CreditCode>, Refused> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    CreditCode::parse(text).map(Some).map_err(|fault| {
        Refused::field(
            "credit_code",
            format!("统一社会信用代码有误（{fault}）；请核对营业执照。"),
            format!("The unified social credit code is wrong ({fault}); check the business licence."),
        )
    })
}

/// The id of a new site: the same whoever registers it first, a report or a ledger.
pub(crate) fn site_id(place: PlaceCode, code: Option<&CreditCode>, name: &str) -> SiteId {
    SiteId::derived_in(place, &["site", code.map_or(folded(name).as_str(), CreditCode::as_str)])
}

/// Reads a risk level: `low`, `general`, `larger`, `major`.
#[must_use]
pub fn risk_grade(word: &str) -> Option<RiskGrade> {
    Some(match word {
        "low" => RiskGrade::Low,
        "general" => RiskGrade::General,
        "larger" => RiskGrade::Larger,
        "major" => RiskGrade::Major,
        _ => return None,
    })
}
