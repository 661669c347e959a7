//! Sites, registered and corrected by the operator: name, code, sector, operator, group, risk level, coordinates.

use crate::acts::site_id;
use crate::app::Entry;
use crate::{Bowline, Refused};
use bowline_core::facts::{Actor, RiskGrade, SiteRegistered, What};
use bowline_core::ids::{PlaceCode, SiteId};
use bowline_core::obligations::Draft;
use bowline_core::places::Level;
use bowline_store::Commit;

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

impl Bowline {
    /// Registers a site at a county or below. The same site again (same place and code, or name where there is no code)
    /// is corrected: a later fact answers the earlier one.
    ///
    /// # Errors
    /// [`Refused::Field`] with the field that is missing or wrong.
    pub fn register_site(&self, place: PlaceCode, form: &SiteForm) -> Result<SiteId, Refused> {
        let place = self.place_of_site(Some(place))?;
        let site = self.site_from(place, form)?;
        let (id, now) = (site.site, self.now());
        let expected = self.inner.store.version(id.into())?;
        let entry = Entry { subject: id.into(), place, by: Actor::System, behalf: None, now };
        let mut commit = Commit::default();
        let draft = Draft { held: now, what: What::SiteRegistered(Box::new(site)) };
        self.add_registry(&mut commit, &entry, expected, vec![draft]);
        self.commit(commit)?;
        Ok(id)
    }

    /// A place in which a site may lie: a county or below.
    pub(crate) fn place_of_site(&self, place: Option<PlaceCode>) -> Result<PlaceCode, Refused> {
        let place = place.and_then(|code| self.inner.places.get(code)).filter(|place| place.level >= Level::County);
        let level = self.inner.pack.country().level_name(Level::County);
        place.map(|place| place.code).ok_or_else(|| {
            Refused::field("place", format!("请选择{}。", level.zh), format!("Choose the {}.", level.en))
        })
    }

    fn site_from(&self, place: PlaceCode, form: &SiteForm) -> Result<SiteRegistered, Refused> {
        let name = form.name.trim();
        if name.is_empty() {
            return Err(Refused::field("unit", "请填写单位名称。", "Fill in the unit."));
        }
        if self.inner.pack.country().sector_name(form.sector.trim()).is_none() {
            return Err(Refused::field("sector", "请选择行业。", "Choose the sector."));
        }
        if form.coordinates.is_some_and(|(lat, lon)| !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon))
        {
            return Err(Refused::field(
                "coordinates",
                "坐标应为纬度（-90 至 90）和经度（-180 至 180）。",
                "Coordinates are a latitude (-90 to 90) and a longitude (-180 to 180).",
            ));
        }
        let code = self.credit_code(&form.credit_code)?;
        let known = self.inner.store.find_site(code.as_ref(), place, name)?.map(|row| row.site.site);
        Ok(SiteRegistered {
            site: known.unwrap_or_else(|| site_id(place, code.as_ref(), name)),
            name: name.to_owned(),
            credit_code: code,
            sector: form.sector.trim().to_owned(),
            operator: Some(form.operator.trim().to_owned()).filter(|operator| !operator.is_empty()),
            group: self.credit_code(&form.group)?,
            risk: form.risk,
            coordinates: form.coordinates,
        })
    }
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
