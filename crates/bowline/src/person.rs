//! `bowline person` registers people, gives them posts and issues one-time codes and sign-in keys.
//!
//! This module must never show a code or a key twice.

use crate::control::{self, Wish};
use crate::open::{self, Folder, Writable};
use crate::{Done, both, fault, refusal};
use bowline_core::ids::{PersonId, PostId};
use bowline_core::time::Day;
use bowline_core::words::Text;
use bowline_service::{Accounts, Bowline, Entrances};
use bowline_store::Store;
use serde::{Deserialize, Serialize};
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
    /// Confirm a person whom only an imported register named, so that a sign-in key can be issued
    Confirm {
        /// Id of the person
        person: String,
        #[command(flatten)]
        folder: Writable,
    },
    /// Issue a one-time code with which the person sets up an account; of somebody who has one, the password and sessions end
    Invite {
        /// Id of the person
        person: String,
        /// They have lost device and recovery codes: no second step is asked for any more
        #[arg(long)]
        without_second_step: bool,
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
    /// List people with their ids and posts, by post; those who left too
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        folder: Folder,
    },
}

/// What a running server does for whoever owns its folder.
#[derive(Serialize, Deserialize)]
pub enum ToDo {
    Add { name: String, post: String, from: Option<String> },
    Take { person: String, post: String, from: Option<String> },
    Leave { person: String, post: String, until: Option<String> },
    Confirm { person: String },
    Key { person: String },
    Invite { person: String, without_second_step: bool },
}

pub fn run(command: &Command) -> Done {
    let (to_do, folder) = match command {
        Command::Add { name, post, from, folder } => {
            (ToDo::Add { name: name.clone(), post: post.clone(), from: from.clone() }, folder)
        }
        Command::Take { person, post, from, folder } => {
            (ToDo::Take { person: person.clone(), post: post.clone(), from: from.clone() }, folder)
        }
        Command::Leave { person, post, until, folder } => {
            (ToDo::Leave { person: person.clone(), post: post.clone(), until: until.clone() }, folder)
        }
        Command::Confirm { person, folder } => (ToDo::Confirm { person: person.clone() }, folder),
        Command::Key { person, folder } => (ToDo::Key { person: person.clone() }, folder),
        Command::Invite { person, without_second_step, folder } => {
            (ToDo::Invite { person: person.clone(), without_second_step: *without_second_step }, folder)
        }
        Command::List { json, folder } => return list(*json, folder),
    };
    say!("{}", control::carry_out(&Wish::Person(to_do), folder)?);
    Ok(ExitCode::SUCCESS)
}

impl ToDo {
    /// Does it. Answers what is to be printed.
    pub fn grant(&self, app: &Bowline) -> Result<String, String> {
        let people = app.people();
        Ok(match self {
            Self::Add { name, post, from } => {
                let from = day(from.as_deref(), app.today())?;
                let person = people.register(name, parse(post)?, from).map_err(refusal)?;
                let key = people.issue_key(person).map_err(refusal)?;
                format!("person {person}\nsign-in key {key}")
            }
            Self::Take { person, post, from } => {
                let (person, post): (PersonId, PostId) = (parse(person)?, parse(post)?);
                let from = day(from.as_deref(), app.today())?;
                people.take_post(person, post, from).map_err(refusal)?;
                format!("taken from {from}")
            }
            Self::Leave { person, post, until } => {
                let (person, post): (PersonId, PostId) = (parse(person)?, parse(post)?);
                let until = day(until.as_deref(), app.today())?;
                people.leave_post(person, post, until).map_err(refusal)?;
                format!("left after {until}")
            }
            Self::Confirm { person } => {
                people.confirm(parse(person)?).map_err(refusal)?;
                "confirmed".to_owned()
            }
            Self::Invite { person, without_second_step } => {
                let person = parse(person)?;
                let issued = match without_second_step {
                    true => Entrances::of_app(app).issue_without_second(person),
                    false => Accounts::of_app(app).issue(person),
                };
                let invitation = issued.map_err(refusal)?;
                format!("one-time code {}\nvalid until {}", invitation.code, invitation.until.strftime("%FT%TZ"))
            }
            Self::Key { person } => format!("sign-in key {}", people.issue_key(parse(person)?).map_err(refusal)?),
        })
    }
}

/// A person in a post, as JSON.
#[derive(Serialize)]
struct Listed<'a> {
    person: String,
    name: &'a str,
    post: String,
    from: Day,
    until: Option<Day>,
    /// Whether somebody knows who that is; the names in imported registers have to be confirmed.
    confirmed: bool,
}

fn list(json: bool, folder: &Folder) -> Done {
    let store = Store::open_read_only(&folder.data).map_err(|fault| open::failure(&fault))?;
    let found = store.registry().holdings().map_err(fault)?;
    let mut confirmed = Vec::new();
    for (_, it) in &found {
        confirmed.push(store.registry().is_confirmed(it.person).map_err(fault)?);
    }
    let listed = found.iter().zip(confirmed).map(|((name, it), confirmed)| Listed {
        person: it.person.to_string(),
        name,
        post: it.post.to_string(),
        from: it.from,
        until: it.until,
        confirmed,
    });
    if json {
        let all: Vec<Listed<'_>> = listed.collect();
        say!("{}", serde_json::to_string_pretty(&all).map_err(|error| error.to_string())?);
        return Ok(ExitCode::SUCCESS);
    }
    for Listed { person, name, post, from, until, confirmed } in listed {
        let until = until.map(|day| day.to_string()).unwrap_or_default();
        let mark = if confirmed { "" } else { "（待确认 / to be confirmed）" };
        say!("{person}  {post}  {from}–{until}  {name}{mark}");
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
