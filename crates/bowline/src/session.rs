//! `bowline session`: who is signed in, and ending it.
//!
//! Must never show a token: a session is named by the first letters of its hash.

use crate::control::{self, Wish};
use crate::open::{self, Folder, Writable};
use crate::{Done, both, refusal};
use bowline_core::words::Text;
use bowline_service::Bowline;
use serde::{Deserialize, Serialize};
use std::process::ExitCode;

/// What to do.
#[derive(clap::Subcommand)]
pub enum Command {
    /// List the sessions that have not run out, the last used first
    List {
        #[command(flatten)]
        folder: Folder,
    },
    /// End a session, all of a person, or all
    End {
        /// Id of a session or of a person
        #[arg(required_unless_present = "all")]
        id: Option<String>,
        /// End every session
        #[arg(long, conflicts_with = "id")]
        all: bool,
        #[command(flatten)]
        folder: Writable,
    },
}

/// Which sessions a running server ends for whoever owns its folder; none named: all.
#[derive(Serialize, Deserialize)]
pub struct End {
    id: Option<String>,
}

impl End {
    /// Does it. Answers what is to be printed.
    pub fn grant(&self, app: &Bowline) -> Result<String, String> {
        match app.sessions().end(self.id.as_deref()).map_err(refusal)? {
            0 if self.id.is_some() => Err(both(&Text::new(
                "没有这一会话；请用 bowline session list 核对编号。",
                "There is no such session; check the id with bowline session list.",
            ))),
            ended => Ok(format!("ended {ended}")),
        }
    }
}

pub fn run(command: &Command) -> Done {
    match command {
        Command::List { folder } => {
            let app = open::read_only(folder)?;
            for it in app.sessions().all().map_err(refusal)? {
                let (opened, seen) = (it.opened.strftime("%FT%TZ"), it.seen.strftime("%FT%TZ"));
                say!(
                    "{}  {}  opened {opened}  seen {seen}  from {}  {}  {}",
                    it.id,
                    it.person,
                    it.address,
                    it.name,
                    it.device
                );
            }
        }
        Command::End { id, all: _, folder } => {
            say!("{}", control::carry_out(&Wish::Session(End { id: id.clone() }), folder)?);
        }
    }
    Ok(ExitCode::SUCCESS)
}
