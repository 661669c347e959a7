//! Two people put a pack in force with `bowline pack propose` and `bowline pack activate`.
//!
//! This module must never sign for anybody but the person named.

use crate::open::{self, Writable};
use crate::{Done, both, cannot, refusal};
use bowline_core::ids::PersonId;
use bowline_core::words::Text;
use bowline_service::views::Who;
use bowline_service::{Bowline, pack_digest, pack_files};
use std::path::PathBuf;
use std::process::ExitCode;

/// A pack to be proposed.
#[derive(clap::Args)]
pub struct Proposal {
    /// Folder of the pack
    #[arg(value_name = "FOLDER")]
    new: PathBuf,
    /// Sign-in key of the person who proposes; `-` reads it from standard input, so that no list of processes shows it
    #[arg(long, value_name = "KEY")]
    by: String,
    #[command(flatten)]
    folder: Writable,
}

/// A proposal to be signed.
#[derive(clap::Args)]
pub struct Signing {
    /// Folder of the signer's own copy of the pack; without it the files that were proposed
    #[arg(value_name = "FOLDER")]
    copy: Option<PathBuf>,
    /// Sign-in key of the second person; `-` reads it from standard input, so that no list of processes shows it
    #[arg(long, value_name = "KEY")]
    by: String,
    #[command(flatten)]
    folder: Writable,
}

pub fn propose(arguments: &Proposal) -> Done {
    let app = open::filled(&arguments.folder)?;
    let files = pack_files(&arguments.new).map_err(|error| both(&error.text()))?;
    let proposed = app.packs().propose(&who(&app, &arguments.by)?, &files).map_err(refusal)?;
    let (name, n) = (&proposed.name, proposed.files);
    say!("{name}\nsha256 {}", proposed.sha256);
    say!(
        "{}",
        both(&Text::new(
            format!("已提请启用 {name}（{n} 个文件）；须由另一人审签：bowline pack activate"),
            format!("{name} is proposed ({n} files); a second person must approve: bowline pack activate"),
        ))
    );
    Ok(ExitCode::SUCCESS)
}

pub fn activate(arguments: &Signing) -> Done {
    let app = open::filled(&arguments.folder)?;
    let nothing = || both(&Text::new("没有待审签的规则库。", "No rulebook is proposed."));
    let proposed = app.packs().proposed().map_err(refusal)?;
    let (proposed, _) = proposed.ok_or_else(nothing)?;
    let sha256 = match &arguments.copy {
        Some(folder) => pack_digest(&pack_files(folder).map_err(|error| both(&error.text()))?),
        None => proposed.sha256.clone(),
    };
    let name = &proposed.name;
    app.packs().activate(&who(&app, &arguments.by)?, name, &sha256).map_err(refusal)?;
    say!(
        "{}",
        both(&Text::new(
            format!("{name} 已审签，自系统下次启动时生效"),
            format!("{name} is approved and takes effect at the next restart")
        ))
    );
    Ok(ExitCode::SUCCESS)
}

/// The person who holds a sign-in key. An id is no signature: whoever can list people knows it.
fn who(app: &Bowline, by: &str) -> Result<Who, String> {
    if by.parse::<PersonId>().is_ok() {
        return Err(both(&Text::new(
            "--by 须为本人的登录密钥，不能用人员编号代替。",
            "--by takes the person's own sign-in key; the id of a person is no signature.",
        )));
    }
    let mut line = String::new();
    let key = if by == "-" {
        std::io::stdin().read_line(&mut line).map_err(|error| cannot("读取", "read", "stdin", error))?;
        line.trim()
    } else {
        by
    };
    app.sessions().holder(key).map_err(refusal)
}
