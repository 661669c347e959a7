//! Here a person sees where they are signed in and what happened to their account, ends sessions and sets another password.
//!
//! This module must never show the account of anybody else, nor a session's token.

use super::join::new_password;
use super::{Frame, Tab};
use crate::answer::{Answer, redirect, show as show_page, show_refused};
use crate::audit::note;
use crate::blocking::ask;
use crate::device::named;
use crate::house::House;
use crate::posted::Posted;
use crate::reader::Reader;
use crate::visit::Visit;
use crate::words::{AccountWords, DoorWords};
use askama::Template;
use axum::extract::{Query, State};
use bowline_core::facts::AccountChange;
use bowline_service::{AccountEvent, Accounts, Bowline, Entrances, Refused, SessionLine};
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Instant;

/// The page.
#[derive(Debug, Serialize, Template)]
#[template(path = "account.html")]
pub struct AccountPage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: AccountWords,
    /// The name of the account; none: the person signs in with a key.
    account: Option<String>,
    second: String,
    sessions: Vec<SessionRow>,
    others: bool,
    events: Vec<EventLine>,
    refused: Option<String>,
}

/// A session of the person.
#[derive(Debug, Serialize)]
struct SessionRow {
    id: String,
    device: String,
    details: String,
    current: bool,
}

/// Something that happened to the account.
#[derive(Debug, Serialize)]
struct EventLine {
    at: String,
    what: String,
}

/// What the page shows.
struct Shown {
    account: Option<String>,
    left: Option<usize>,
    sessions: Vec<SessionLine>,
    events: Vec<AccountEvent>,
}

impl AccountPage {
    fn from(visit: &Visit, shown: &Shown, refused: Option<String>) -> Self {
        let (reader, w) = (&visit.reader, AccountWords(visit.reader.lang()));
        Self {
            frame: Frame::new(visit, Tab::None, w.title()),
            w,
            account: shown.account.clone(),
            second: shown.left.map_or_else(|| w.second_off(), |left| w.second_on(&reader.count(left as u64))),
            sessions: shown.sessions.iter().map(|it| session(reader, w, it)).collect(),
            others: shown.sessions.iter().any(|it| !it.current),
            events: shown.events.iter().map(|event| line(reader, w, event)).collect(),
            refused,
        }
    }
}

fn session(reader: &Reader, w: AccountWords, it: &SessionLine) -> SessionRow {
    let moments = [reader.moment(it.opened), reader.moment(it.seen), reader.moment(it.until)];
    let [opened, seen, until] = &moments;
    SessionRow {
        id: it.id.clone(),
        device: named(&it.device).unwrap_or_else(|| w.device()),
        details: w.session(&it.address, opened, seen, until),
        current: it.current,
    }
}

fn line(reader: &Reader, w: AccountWords, event: &AccountEvent) -> EventLine {
    let by = event.by.clone().unwrap_or_else(|| w.operator());
    let what = match event.change {
        AccountChange::Invited => w.was_invited(&by),
        AccountChange::Reset => w.was_reset(&by),
        AccountChange::PasswordSet => w.password_set(&by),
        AccountChange::SecondFactorSet => w.second_set(&by),
        AccountChange::SecondFactorRemoved => w.second_removed(&by),
        AccountChange::RecoveryUsed => w.recovery_used(&by),
    };
    EventLine { at: reader.moment(event.at), what }
}

async fn shown(app: &Bowline, visit: &Visit) -> Result<Shown, crate::problem::Problem> {
    let (who, token) = (visit.person()?, visit.token.clone().unwrap_or_default());
    Ok(ask(app, move |app| {
        let (accounts, person) = (Accounts::of_app(app), who.person);
        Ok(Shown {
            account: accounts.name_of(person)?,
            left: Entrances::of_app(app).left(person)?,
            sessions: app.sessions().of(person, &token)?,
            events: accounts.events(person)?,
        })
    })
    .await?)
}

/// Shows the page.
///
/// # Errors
/// Faults.
pub async fn show(State(app): State<Bowline>, visit: Visit, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    let mut page = AccountPage::from(&visit, &shown(&app, &visit).await?, None);
    page.frame.flash = query.contains_key("done").then(|| page.w.done());
    show_page(&visit, &page)
}

/// Sets another password.
///
/// # Errors
/// Faults; too many at once.
pub async fn change(State(house): State<House>, visit: Visit, form: Posted) -> Answer {
    let (who, token) = (visit.person()?, visit.token.clone().unwrap_or_default());
    // Whoever found an open browser must not guess the password here.
    let begun = house.throttle.begin(&who.person.to_string(), None, visit.address, Instant::now());
    let refused = match begun {
        Err(later) => DoorWords(visit.reader.lang()).too_many_tries(later.as_secs() + 1),
        Ok(place) => {
            let change = move |app: &Bowline| {
                let new = new_password(&form)?;
                Accounts::of_app(app).change_password(&who, &token, form.get("old"), new)
            };
            let changed = house.hashing.attempt(&house.app, change).await?;
            if !matches!(changed, Err(Refused::Field { field: "old", .. })) {
                house.throttle.right(&place);
            }
            match changed {
                Ok(()) => {
                    note("password_set", &visit);
                    return Ok(redirect("/account?done=1"));
                }
                Err(refused) => visit.reader.text(&refused.text()),
            }
        }
    };
    let shown = shown(&house.app, &visit).await?;
    let visit = visit.at("/account".to_owned());
    show_refused(&visit, &AccountPage::from(&visit, &shown, Some(refused)))
}

/// Ends a session of the person, or all others.
///
/// # Errors
/// Faults.
pub async fn end(State(app): State<Bowline>, visit: Visit, form: Posted) -> Answer {
    let (who, token) = (visit.person()?, visit.token.clone().unwrap_or_default());
    let end = move |app: &Bowline| {
        let id = Some(form.get("id")).filter(|id| !id.is_empty());
        app.sessions().end_own(who.person, id, &token)
    };
    ask(&app, end).await?;
    note("session_ended", &visit);
    Ok(redirect("/account"))
}
