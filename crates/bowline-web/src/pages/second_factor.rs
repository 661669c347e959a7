//! Here a person sets up the second step of signing in, and removes it.
//!
//! This module must never show recovery codes twice, nor the secret of a device that is set.

use super::{Frame, Tab};
use crate::address::encode;
use crate::answer::{Answer, redirect, show as show_page, show_refused};
use crate::audit::note;
use crate::blocking::ask;
use crate::house::House;
use crate::posted::Posted;
use crate::problem::Problem;
use crate::visit::Visit;
use crate::words::{DoorWords, SecondWords};
use askama::Template;
use axum::extract::State;
use bowline_service::{Accounts, Bowline, Entrances, Refused};
use qrcodegen::{QrCode, QrCodeEcc};
use serde::Serialize;
use std::fmt::Write as _;
use std::time::Instant;

/// Modules of quiet around a QR code.
const QUIET: i32 = 4;

/// The page.
#[derive(Debug, Serialize, Template)]
#[template(path = "second_factor.html")]
pub struct SecondFactorPage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: SecondWords,
    /// Whether the person has an account at all.
    account: bool,
    /// Recovery codes that are left; none: no second step is asked for.
    left: Option<usize>,
    #[serde(skip)]
    begun: Option<Begun>,
    /// Recovery codes that were just made. They are shown here and nowhere else.
    #[serde(skip)]
    codes: Vec<String>,
    refused: Option<String>,
    /// Whether the posts of the person require it.
    required: bool,
}

/// What a device needs that is being set up.
#[derive(Clone, Debug)]
struct Begun {
    secret: String,
    qr: String,
}

async fn page(house: &House, visit: &Visit) -> Result<SecondFactorPage, Problem> {
    let who = visit.person()?;
    let required = house.requires_second(&who);
    let (name, left, secret) = ask(&house.app, move |app| {
        let (accounts, entrances, person) = (Accounts::of_app(app), Entrances::of_app(app), who.person);
        Ok((accounts.name_of(person)?, entrances.left(person)?, entrances.secret(person)?))
    })
    .await?;
    let w = SecondWords(visit.reader.lang());
    let begun =
        secret.zip(name.clone()).map(|(secret, name)| Begun { qr: qr(&name, &secret), secret: grouped(&secret) });
    Ok(SecondFactorPage {
        frame: Frame::new(visit, Tab::None, w.title()),
        w,
        account: name.is_some(),
        left,
        begun,
        codes: Vec::new(),
        refused: None,
        required,
    })
}

/// Shows the page.
///
/// # Errors
/// Faults.
pub async fn show(State(house): State<House>, visit: Visit) -> Answer {
    show_page(&visit, &page(&house, &visit).await?)
}

/// Begins, sets or removes it.
///
/// # Errors
/// Faults; too many at once.
pub async fn change(State(house): State<House>, visit: Visit, form: Posted) -> Answer {
    let who = visit.person()?;
    let begun = house.throttle.begin(&who.person.to_string(), None, visit.address, Instant::now());
    let (done, go) = match begun {
        Err(later) => (Err(DoorWords(visit.reader.lang()).too_many_tries(later.as_secs() + 1)), String::new()),
        Ok(place) => {
            let go = form.get("go").to_owned();
            let change = move |app: &Bowline| {
                let second = Entrances::of_app(app);
                match form.get("go") {
                    "begin" => second.begin(&who, form.get("old")).map(|()| Vec::new()),
                    "set" => second.set(&who, form.get("code")),
                    "remove" => second.remove(&who, form.get("old")).map(|()| Vec::new()),
                    _ => Err(Refused::NotFound),
                }
            };
            let done = house.hashing.attempt(&house.app, change).await?;
            if done.is_ok() {
                house.throttle.right(&place);
                note("second_factor", &visit);
            }
            (done.map_err(|refused| visit.reader.text(&refused.text())), go)
        }
    };
    let visit = visit.at("/account/second".to_owned());
    match done {
        Ok(codes) if go == "set" => {
            let page = SecondFactorPage { codes, ..page(&house, &visit).await? };
            show_page(&visit, &page)
        }
        Ok(_) => Ok(redirect("/account/second")),
        Err(said) => {
            let page = SecondFactorPage { refused: Some(said), ..page(&house, &visit).await? };
            show_refused(&visit, &page)
        }
    }
}

/// A secret as people type it.
fn grouped(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// The QR code that devices read, as SVG: one path, drawn on the server, so that no other site learns the secret.
fn qr(name: &str, secret: &str) -> String {
    let address = format!("otpauth://totp/Bowline:{}?secret={secret}&issuer=Bowline", encode(name));
    let Ok(code) = QrCode::encode_text(&address, QrCodeEcc::Medium) else { return String::new() };
    let (size, all) = (code.size(), code.size() + 2 * QUIET);
    let mut path = String::new();
    for y in 0..size {
        for x in (0..size).filter(|x| code.get_module(*x, y)) {
            // Writing to a string does not fail.
            let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    format!(
        "<svg class=\"qr\" viewBox=\"0 0 {all} {all}\" role=\"img\" aria-labelledby=\"qr-says\">\
         <rect width=\"{all}\" height=\"{all}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
    )
}
