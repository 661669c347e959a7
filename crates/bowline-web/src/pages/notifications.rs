//! On this page each person says how they want to be told: at which address, when, in which language.
//!
//! This module must never show or change what another person chose.

use super::{Frame, Tab};
use crate::answer::{Answer, redirect, show as show_page, show_refused};
use crate::blocking::{ask, attempt_once};
use crate::posted::Posted;
use crate::problem::Problem;
use crate::visit::Visit;
use crate::words::{NotificationWords, both};
use askama::Template;
use axum::extract::{Query, State};
use bowline_core::words::Lang;
use bowline_service::{Bowline, Choices, Notifications, Preferences, Refused, Request};
use serde::Serialize;
use std::collections::BTreeMap;

/// The page.
#[derive(Debug, Serialize, Template)]
#[template(path = "notifications.html")]
pub struct NotificationsPage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: NotificationWords,
    sends_mail: bool,
    address: Option<String>,
    refused: Option<String>,
    asked: Option<String>,
    choices: Choices,
    #[serde(skip)]
    hours: Vec<(u8, String)>,
    #[serde(skip)]
    languages: Vec<(&'static str, &'static str, bool)>,
    #[serde(skip)]
    refusal: Option<(String, String)>,
}

impl NotificationsPage {
    fn from(visit: &Visit, kept: &Preferences, sends_mail: bool, refusal: Option<(String, String)>) -> Self {
        let w = NotificationWords(visit.reader.lang());
        let mut languages: Vec<Lang> = visit.reader.other_languages().chain([visit.reader.lang()]).collect();
        languages.sort_unstable();
        let chosen = kept.choices.lang;
        Self {
            frame: Frame::new(visit, Tab::None, w.title()),
            w,
            sends_mail,
            address: kept.address.clone(),
            refused: kept.refused.clone(),
            asked: kept.asked().map(str::to_owned),
            choices: kept.choices,
            hours: (0..24).map(|hour| (hour, w.hour(hour))).collect(),
            languages: languages.into_iter().map(|it| (it.tag(), it.name(), it == chosen)).collect(),
            refusal,
        }
    }

    fn refusal_of(&self, field: &str) -> Option<&str> {
        self.refusal.as_ref().filter(|(of, _)| of == field).map(|(_, sentence)| sentence.as_str())
    }
}

async fn read(app: &Bowline, visit: &Visit) -> Result<(Preferences, bool), Problem> {
    let (who, lang) = (visit.person()?, visit.reader.lang());
    let read = ask(app, move |app| {
        let notifications = Notifications::of(app);
        Ok((notifications.of_person(who.person, lang).preferences()?, notifications.has_mail()?))
    });
    Ok(read.await?)
}

/// Shows the page.
///
/// # Errors
/// Faults.
pub async fn show(State(app): State<Bowline>, visit: Visit, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    let (kept, sends_mail) = read(&app, &visit).await?;
    let mut page = NotificationsPage::from(&visit, &kept, sends_mail, None);
    page.frame.flash = match query.get("done").map(String::as_str) {
        Some("choices") => Some(page.w.saved()),
        Some("code") => Some(page.w.confirmed()),
        Some("forget") => Some(page.w.forgotten()),
        _ => None,
    };
    show_page(&visit, &page)
}

/// Changes how the person is told.
///
/// # Errors
/// Faults.
pub async fn change(State(app): State<Bowline>, visit: Visit, form: Posted) -> Answer {
    let (who, lang) = (visit.person()?, visit.reader.lang());
    let done = form.get("go").to_owned();
    let change = move |app: &Bowline, request: Option<&Request>, form: Posted| {
        let mine = Notifications::of(app).of_person(who.person, lang);
        match form.get("go") {
            "address" => mine.ask_address(form.get("address")),
            "code" => mine.confirm(form.get("code")),
            "forget" => mine.forget_address(),
            _ => mine.choose(choices(&form)?),
        }?;
        request.map_or(Ok(()), |request| app.requests().claim(request))
    };
    let refused = match attempt_once(&app, &visit, form, change).await? {
        Ok(()) | Err(Refused::Done { same: true, .. }) => return Ok(redirect(&format!("/notifications?done={done}"))),
        Err(Refused::Field { field, text }) => (field.to_owned(), visit.reader.text(&text)),
        Err(refused) => return Err(refused.into()),
    };
    let (kept, sends_mail) = read(&app, &visit).await?;
    let visit = visit.at("/notifications".to_owned());
    show_refused(&visit, &NotificationsPage::from(&visit, &kept, sends_mail, Some(refused)))
}

fn choices(form: &Posted) -> Result<Choices, Refused> {
    let hour = |field: &'static str| form.get(field).parse().map_err(|_| no_choice(field));
    Ok(Choices {
        lang: Lang::parse(form.get("lang")).ok_or_else(|| no_choice("lang"))?,
        digest_hour: hour("digest_hour")?,
        at_once: form.has("at_once", "yes"),
        quiet_from: hour("quiet_from")?,
        quiet_until: hour("quiet_until")?,
    })
}

fn no_choice(field: &'static str) -> Refused {
    Refused::Field { field, text: both(NotificationWords, |w| w.no_choice()) }
}
