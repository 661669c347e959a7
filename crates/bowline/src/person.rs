//! `bowline person`: registers people, gives them posts, issues sign-in keys.
//!
//! Must never show a key twice.

use crate::open::{self, Writable};
use crate::{Done, both, refusal};
use bowline_core::ids::{PersonId, PostId};
use bowline_core::time::Day;
use bowline_core::words::Text;
use std::process::ExitCode;

/// What to do.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Register a person who takes a post, and print a sign-in key once
    Add {
        /// Name
        name: String,
        /// Post, such as 220104/emergency#inspector (roles: head, inspector, duty_officer)
        post: String,
        /// First day; today without it
        #[arg(long, value_name = "DAY")]
        from: Option<String>,
        #[command(flatten)]
        folder: Writable,
    },
    /// A known person takes another post
    Take {
        /// Id of the person
        person: String,
        /// Post
        post: String,
        /// First day; today without it
        #[arg(long, value_name = "DAY")]
        from: Option<String>,
        #[command(flatten)]
        folder: Writable,
    },
    /// A person leaves a post after a day
    Leave {
        /// Id of the person
        person: String,
        /// Post
        post: String,
        /// Last day; today without it
        #[arg(long, value_name = "DAY")]
        until: Option<String>,
        #[command(flatten)]
        folder: Writable,
    },
    /// Issue a new sign-in key; earlier ones end
    Key {
        /// Id of the person
        person: String,
        #[command(flatten)]
        folder: Writable,
    },
}

pub fn run(command: &Command) -> Done {
    match command {
        Command::Add { name, post, from, folder } => {
            let app = open::filled(folder)?;
            let post: PostId = parse(post)?;
            let from = day(from.as_deref(), app.today())?;
            let person = app.people().register(name, post, from).map_err(refusal)?;
            let key = app.people().issue_key(person).map_err(refusal)?;
            say!("person {person}\nsign-in key {key}");
        }
        Command::Take { person, post, from, folder } => {
            let app = open::filled(folder)?;
            let (person, post): (PersonId, PostId) = (parse(person)?, parse(post)?);
            let from = day(from.as_deref(), app.today())?;
            app.people().take_post(person, post, from).map_err(refusal)?;
            say!("taken from {from}");
        }
        Command::Leave { person, post, until, folder } => {
            let app = open::filled(folder)?;
            let (person, post): (PersonId, PostId) = (parse(person)?, parse(post)?);
            let until = day(until.as_deref(), app.today())?;
            app.people().leave_post(person, post, until).map_err(refusal)?;
            say!("left after {until}");
        }
        Command::Key { person, folder } => {
            let app = open::filled(folder)?;
            say!("sign-in key {}", app.people().issue_key(parse(person)?).map_err(refusal)?);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error: T::Err| error.to_string())
}

fn day(text: Option<&str>, today: Day) -> Result<Day, String> {
    let wrong = |text| {
        both(&Text::new(
            format!("“{text}”不是日期，应如 2026-03-02"),
            format!("“{text}” is not a date such as 2026-03-02"),
        ))
    };
    text.map_or(Ok(today), |text| text.parse().map_err(|_| wrong(text)))
}
