//! `bowline pack rehearse` plays the real ledger under a pack that is not in force, and says what would differ.
//!
//! This module must never write: the folder is opened to be read only, beside a server that may be running.

use crate::open::{self, Folder};
use crate::pack::langs;
use crate::{Done, both, refusal};
use bowline_service::{Rehearsal, files_of_pack};
use std::process::ExitCode;

/// Which pack, on which ledger.
#[derive(clap::Args)]
pub struct Arguments {
    /// Folder of the pack, or the name of a shipped one
    #[arg(value_name = "NEW")]
    new: String,
    #[command(flatten)]
    folder: Folder,
    /// Most examples of each sort of difference
    #[arg(long, value_name = "N", default_value_t = 5)]
    examples: usize,
    /// As JSON
    #[arg(long)]
    json: bool,
    /// Language: zh or en; both without it
    #[arg(long)]
    lang: Option<String>,
}

pub fn run(arguments: &Arguments) -> Done {
    let files = files_of_pack(&arguments.new).map_err(|error| both(&error.text()))?;
    let app = open::read_only(&arguments.folder)?;
    let packs = app.packs().with(&files).map_err(refusal)?;
    let bar = open::progress("facts");
    let told = app.packs().rehearse(&packs, arguments.examples, &mut |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    let told = told.map_err(refusal)?;
    if arguments.json {
        say!("{}", serde_json::to_string_pretty(&told).map_err(|error| error.to_string())?);
        return Ok(ExitCode::SUCCESS);
    }
    for lang in langs(arguments.lang.as_deref())? {
        print(&told, lang);
    }
    Ok(ExitCode::SUCCESS)
}

fn print(told: &Rehearsal, lang: bowline_core::words::Lang) {
    say!("{}\n", told.summary().get(lang));
    for group in told.groups.iter().filter(|group| group.count > 0) {
        say!("{:>7}  {}", group.count, group.title.get(lang));
        for example in &group.examples {
            say!("         · {} — {} [{}]", example.says.get(lang), example.about.get(lang), example.subject);
            example.why.iter().for_each(|why| say!("             {}", why.get(lang)));
        }
    }
    for (rule, (now, no_longer)) in &told.rules {
        say!("         {rule}: +{now} −{no_longer}");
    }
    say!();
}
