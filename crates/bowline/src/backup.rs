//! `bowline backup`: a copy of a data folder that was looked at by the doctor before it got its name. Works beside a
//! running server.
//!
//! This module must never call a copy good that the doctor has not read to its end, evidence included.

use crate::doctor::examine;
use crate::open::{self, Folder};
use crate::{Done, both, refusal};
use bowline_core::words::Text;
use bowline_service::{Refused, back_up};
use bowline_store::Store;
use std::path::PathBuf;
use std::process::ExitCode;

/// What to copy, and where to.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    folder: Folder,
    /// Folder for the copy; it must not exist yet. The copy is a data folder itself
    #[arg(long, value_name = "COPY")]
    to: PathBuf,
}

/// A sentence for the terminal.
struct Sentence(String);

impl From<Refused> for Sentence {
    fn from(refused: Refused) -> Self {
        Self(refusal(refused))
    }
}

pub fn run(arguments: &Arguments) -> Done {
    let Arguments { folder, to } = arguments;
    let store = Store::open_read_only(&folder.data).map_err(|fault| open::failure(&fault))?;
    back_up(&store, to, |copy| {
        let store = Store::look(copy).map_err(|fault| Sentence(open::failure(&fault)))?;
        if examine(store, &folder.law).map_err(Sentence)? {
            return Ok(());
        }
        let (zh, en) = (
            "副本没有通过检查，已删除；请先检查原目录。",
            "The copy did not pass the check and was removed; look at the folder itself first.",
        );
        Err(Sentence(both(&Text::new(zh, en))))
    })
    .map_err(|Sentence(sentence)| sentence)?;
    let shown = to.display();
    say!("{}", both(&Text::new(format!("已备份到 {shown}，并已检查"), format!("backed up to {shown}, and checked"))));
    Ok(ExitCode::SUCCESS)
}
