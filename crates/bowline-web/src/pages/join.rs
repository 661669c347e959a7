//! Here a person sets the name and the password of their account with a one-time code, for the first time or after a reset.
//!
//! This module must never take a code from an address: addresses are kept in histories and logs.

use super::entering::{caller, enter};
use super::second_step::lead_on;
use super::{Frame, Tab};
use crate::answer::{Answer, show as show_page, show_refused};
use crate::audit::note_sign_in;
use crate::house::House;
use crate::kept::Waiting;
use crate::posted::Posted;
use crate::tries::Answered;
use crate::visit::Visit;
use crate::words::{AccountWords, both};
use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use bowline_service::{Bowline, Entrances, Refused};
use serde::Serialize;
use std::time::Instant;

/// The page.
#[derive(Debug, Serialize, Template)]
#[template(path = "join.html")]
pub struct JoinPage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: AccountWords,
    account: String,
    refused: Option<String>,
}

impl JoinPage {
    /// The page; `account`: the name that was typed already.
    #[must_use]
    pub fn from(visit: &Visit, account: &str, refused: Option<String>) -> Self {
        let w = AccountWords(visit.reader.lang());
        Self { frame: Frame::new(visit, Tab::None, w.join()), w, account: account.to_owned(), refused }
    }
}

/// Shows the page.
///
/// # Errors
/// None today.
pub async fn show(visit: Visit) -> Answer {
    show_page(&visit, &JoinPage::from(&visit, "", None))
}

/// Sets the password and signs in.
///
/// # Errors
/// Faults; too many at once.
pub async fn send(State(house): State<House>, visit: Visit, headers: HeaderMap, form: Posted) -> Answer {
    let (account, caller) = (form.get("account").to_owned(), caller(&visit, &headers));
    let join = move |app: &Bowline| {
        let password = new_password(&form)?;
        let (code, account) = (form.get("code"), form.get("account"));
        enter(app, &Waiting::default(), true, |app| Entrances::of_app(app).join(code, account, password, &caller))
    };
    match house.hashing.attempt(&house.app, join).await? {
        Ok(came) => lead_on(&visit, Waiting::default(), came),
        Err(refused) => {
            if matches!(refused, Refused::Field { field: "code", .. }) {
                note_sign_in("code_refused", "", visit.address);
                if let Answered::After(wait, _waiting) = house.tries.wrong(visit.address, Instant::now()) {
                    tokio::time::sleep(wait).await;
                }
            }
            let (said, visit) = (visit.reader.text(&refused.text()), visit.at("/join".to_owned()));
            show_refused(&visit, &JoinPage::from(&visit, &account, Some(said)))
        }
    }
}

/// The new password of a form, typed twice alike.
pub(super) fn new_password(form: &Posted) -> Result<&str, Refused> {
    let password = form.get("password");
    let differ = || Refused::Field { field: "again", text: both(AccountWords, |w| w.differ()) };
    (password == form.get("again")).then_some(password).ok_or_else(differ)
}
