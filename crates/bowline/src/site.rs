//! `bowline site` registers sites and corrects what is known of them.

use crate::control::{self, Wish};
use crate::open::Writable;
use crate::{Done, both, refusal};
use bowline_core::ids::PlaceCode;
use bowline_core::words::Text;
use bowline_service::{Bowline, SiteForm, risk_grade};
use serde::{Deserialize, Serialize};
use std::process::ExitCode;

/// What to do.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Register a site, or correct one that is registered
    Add(Box<Site>),
}

/// A site, and the folder in which it is registered.
#[derive(clap::Args)]
pub struct Site {
    #[command(flatten)]
    to_do: ToDo,
    #[command(flatten)]
    folder: Writable,
}

/// What is known of a site: to be registered, by a running server too.
#[derive(clap::Args, Clone, Serialize, Deserialize)]
pub struct ToDo {
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
}

pub fn run(command: &Command) -> Done {
    let Command::Add(site) = command;
    say!("{}", control::carry_out(&Wish::Site(site.to_do.clone()), &site.folder)?);
    Ok(ExitCode::SUCCESS)
}

impl ToDo {
    /// Does it. Answers what is to be printed.
    pub fn grant(&self, app: &Bowline) -> Result<String, String> {
        let risk = match &self.risk {
            None => None,
            Some(word) => Some(risk_grade(word).ok_or_else(|| {
                let levels = "low | general | larger | major";
                both(&Text::new(
                    format!("--risk 应为 {levels}，而不是 {word}"),
                    format!("--risk is {levels}, not {word}"),
                ))
            })?),
        };
        let form = SiteForm {
            name: self.name.clone(),
            credit_code: self.code.clone(),
            sector: self.sector.clone(),
            operator: self.operator.clone(),
            group: self.group.clone(),
            risk,
            coordinates: self.latitude.zip(self.longitude),
        };
        let id = app.sites().register(self.place, &form).map_err(refusal)?;
        Ok(format!("site {id}"))
    }
}
