//! A list goes out as a file: the rows that its filters show, to whom may see them.
//!
//! This module must never ask for rows in its own way: it takes those of the list, under the list's own query and scope.
//! Start at [`send`]; the columns of each list stand in a file of their own.

mod cells;
pub mod hazards;
pub mod matters;

pub use cells::{due_of, heads};

use crate::address::encode;
use crate::answer::{Answer, disposition};
use crate::audit::note;
use crate::budget::Share;
use crate::house::House;
use crate::visit::Visit;
use crate::words::ExportWords;
use askama::Template;
use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use bowline_core::words::Lang;
use bowline_service::export::{About, Cell, Export, Form, Head, MOST_BYTES};
use bowline_service::views::{Scope, Who};
use bowline_service::{Bowline, Refused};
use serde::Serialize;

/// The links to a list's files.
#[derive(Clone, Debug, Serialize, Template)]
#[template(path = "parts/exports.html")]
pub struct Links {
    #[serde(skip)]
    w: ExportWords,
    xlsx: String,
    csv: String,
}

impl Links {
    /// To the files of what an address of ours shows.
    #[must_use]
    pub fn of(lang: Lang, address: &str) -> Self {
        let mark = if address.contains('?') { '&' } else { '?' };
        let link = |form: Form| format!("{address}{mark}format={}", encode(form.as_str()));
        Self { w: ExportWords(lang), xlsx: link(Form::Xlsx), csv: link(Form::Csv) }
    }
}

/// What a file is about.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// What people call the list.
    pub title: String,
    /// The filter, in words.
    pub filters: Vec<String>,
    /// Where the list is shown.
    pub address: String,
    /// The columns.
    pub heads: Vec<Head>,
}

/// Bytes that count in the budget until they are sent.
struct Held {
    bytes: Vec<u8>,
    _share: Share,
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// Sends a list as a file. `fill` adds its rows.
///
/// # Errors
/// As the list; too much heavy work at once.
pub async fn send<F>(house: &House, visit: &Visit, form: Form, sheet: Sheet, fill: F) -> Answer
where
    F: FnOnce(&Bowline, &Who, &mut Export) -> Result<(), Refused> + Send + 'static,
{
    let (who, asked) = (visit.person()?, visit.clone());
    let name = format!("{}-{}.{}", sheet.title, visit.reader.today(), form.as_str());
    // As much as the text of a file may take, until it is known how much it took.
    let whole = house.budget.share(MOST_BYTES)?;
    let made = house.heavy.attempt(&house.app, who.person, move |app| {
        let mut export = Export::begin(form, &sheet.title, &sheet.heads, app.store().folder())?;
        fill(app, &who, &mut export)?;
        let about = about(app, &asked, &who, sheet, &export);
        export.finish(&about)
    });
    let bytes = made.await??;
    drop(whole);
    let held = Held { _share: house.budget.share(bytes.len())?, bytes };
    note("export", visit);
    let heads = [(CONTENT_TYPE, form.media().to_owned()), (CONTENT_DISPOSITION, disposition("attachment", &name))];
    Ok((heads, Body::from(Bytes::from_owner(held))).into_response())
}

/// As of when, for whom, under which filter.
fn about(app: &Bowline, visit: &Visit, who: &Who, sheet: Sheet, export: &Export) -> About {
    let (reader, w) = (&visit.reader, ExportWords(visit.reader.lang()));
    let posts: Vec<String> = who.posts.iter().map(|post| reader.text(&post.title)).collect();
    let person = if posts.is_empty() { who.name.clone() } else { w.pair(&who.name, &posts.join(&w.between())) };
    let scope = match &who.scope {
        Scope::Place(place) => app.places().full_name(*place, reader.lang()),
        Scope::Sites(_) => w.own_sites(),
        Scope::Nothing => w.no_scope(),
    };
    let filters = if sheet.filters.is_empty() { w.no_filters() } else { sheet.filters.join(&w.between()) };
    let mut lines = vec![
        (w.list(), sheet.title.into()),
        (w.as_of(), Cell::Moment(reader.zone.to_datetime(reader.now()))),
        (w.by(), person.into()),
        (w.scope(), scope.into()),
        (w.filters(), filters.into()),
        (w.address(), visit.doors.link(&sheet.address).into()),
        (w.rows(), Cell::Number(i64::try_from(export.rows()).unwrap_or(i64::MAX))),
    ];
    if export.is_cut() {
        let rows = i64::try_from(export.rows()).unwrap_or(i64::MAX);
        lines.push((w.cut(), w.cut_text(&reader.count(rows)).into()));
    }
    About { title: w.about(), lines }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_keep_the_filter() {
        let links = Links::of(Lang::En, "/hazards?open=on");
        assert_eq!(
            (links.xlsx.as_str(), links.csv.as_str()),
            ("/hazards?open=on&format=xlsx", "/hazards?open=on&format=csv")
        );
        assert_eq!(Links::of(Lang::Zh, "/desk").csv, "/desk?format=csv");
    }
}
