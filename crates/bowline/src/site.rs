//! `bowline site`: registers sites and corrects what is known of them.

use crate::open::{self, Writable};
use crate::{Done, both, refusal};
use bowline_core::ids::PlaceCode;
use bowline_core::words::Text;
use bowline_service::{SiteForm, risk_grade};
use std::process::ExitCode;

/// What to do.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Register a site, or correct one that is registered
    Add(Box<Site>),
}

/// What is known of a site.
#[derive(clap::Args)]
pub struct Site {
    /// Name
    name: String,
    /// Code of the county or township, such as 220104
    place: PlaceCode,
    /// Sector by GB/T 4754, such as H62
    sector: String,
    /// Unified social credit code; a private boat has none
    #[arg(long, default_value = "")]
    code: String,
    /// Who runs it, if not the unit named
    #[arg(long, default_value = "")]
    operator: String,
    /// Credit code of the parent of its group
    #[arg(long, default_value = "")]
    group: String,
    /// Risk level: low, general, larger, major
    #[arg(long)]
    risk: Option<String>,
    /// Latitude in degrees
    #[arg(long, requires = "longitude", allow_hyphen_values = true)]
    latitude: Option<f64>,
    /// Longitude in degrees
    #[arg(long, requires = "latitude", allow_hyphen_values = true)]
    longitude: Option<f64>,
    #[command(flatten)]
    folder: Writable,
}

pub fn run(command: &Command) -> Done {
    let Command::Add(site) = command;
    let risk = match &site.risk {
        None => None,
        Some(word) => Some(risk_grade(word).ok_or_else(|| {
            let levels = "low | general | larger | major";
            both(&Text::new(format!("--risk 应为 {levels}，而不是 {word}"), format!("--risk is {levels}, not {word}")))
        })?),
    };
    let form = SiteForm {
        name: site.name.clone(),
        credit_code: site.code.clone(),
        sector: site.sector.clone(),
        operator: site.operator.clone(),
        group: site.group.clone(),
        risk,
        coordinates: site.latitude.zip(site.longitude),
    };
    let app = open::filled(&site.folder)?;
    let id = app.sites().register(site.place, &form).map_err(refusal)?;
    say!("site {id}");
    Ok(ExitCode::SUCCESS)
}
