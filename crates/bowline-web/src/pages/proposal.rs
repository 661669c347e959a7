//! This page shows a proposed pack: how it differs from the pack in force, what the ledger would be under it, and the
//! signature of the second person.
//!
//! This module must never take the proposer's own signature: the service refuses it.

use super::{Frame, Tab};
use crate::answer::{Answer, redirect, show as show_page, show_refused};
use crate::blocking::{ask, attempt_once};
use crate::heavy::Heavy;
use crate::posted::Posted;
use crate::visit::Visit;
use crate::words::LawWords;
use askama::Template;
use axum::extract::{Query, State};
use bowline_service::views::law::ProposalView;
use bowline_service::{Bowline, Refused, Rehearsal, Request};
use serde::Serialize;
use std::collections::BTreeMap;

/// Examples of each sort of difference.
const EXAMPLES: usize = 5;
/// Changes of rules that are written out.
const CHANGES: usize = 200;

/// The page.
#[derive(Debug, Serialize, Template)]
#[template(path = "proposal.html")]
pub struct ProposalPage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: LawWords,
    name: String,
    sha256: String,
    by: String,
    refused: Option<String>,
    changes_line: String,
    changes: Vec<(String, Vec<String>)>,
    rehearsal: Option<Told>,
}

/// A rehearsal in words.
#[derive(Debug, Serialize)]
pub struct Told {
    summary: String,
    groups: Vec<Group>,
}

/// A sort of difference.
#[derive(Debug, Serialize)]
pub struct Group {
    key: &'static str,
    title: String,
    count: String,
    examples: Vec<Example>,
}

/// A difference.
#[derive(Debug, Serialize)]
pub struct Example {
    href: String,
    about: String,
    says: String,
    why: Vec<String>,
}

impl ProposalPage {
    /// The page of a proposal.
    #[must_use]
    pub fn from(visit: &Visit, view: &ProposalView, told: Option<&Rehearsal>, refused: Option<&Refused>) -> Self {
        let (reader, w) = (&visit.reader, LawWords(visit.reader.lang()));
        let changes = view.diff.changes.iter().take(CHANGES).map(|change| {
            let details = change.details.iter().map(|text| reader.text(text)).collect();
            (reader.text(&change.headline()), details)
        });
        Self {
            frame: Frame::new(visit, Tab::Law, w.proposal_title(&view.name)),
            w,
            name: view.name.clone(),
            sha256: view.sha256.clone(),
            by: w.proposed_by(&view.by),
            refused: refused.map(|refused| reader.text(&refused.text())),
            changes_line: w.changes(&view.diff.changes.len().to_string()),
            changes: changes.collect(),
            rehearsal: told.map(|told| told_of(visit, told)),
        }
    }
}

fn told_of(visit: &Visit, told: &Rehearsal) -> Told {
    let reader = &visit.reader;
    let example = |it: &bowline_service::Example| Example {
        href: format!("/hazards/{}", it.subject),
        about: reader.text(&it.about),
        says: reader.text(&it.says),
        why: it.why.iter().map(|text| reader.text(text)).collect(),
    };
    let groups = told.groups.iter().filter(|group| group.count > 0).map(|group| Group {
        key: group.key,
        title: reader.text(&group.title),
        count: reader.count(group.count),
        examples: group.examples.iter().map(example).collect(),
    });
    Told { summary: reader.text(&told.summary()), groups: groups.collect() }
}

/// Shows the page; with `rehearse` in the address the ledger is played.
///
/// # Errors
/// Nothing is proposed.
pub async fn show(
    State(app): State<Bowline>,
    State(heavy): State<Heavy>,
    visit: Visit,
    Query(query): Query<BTreeMap<String, String>>,
) -> Answer {
    if !query.contains_key("rehearse") {
        let (view, _) = ask(&app, |app| app.packs().proposal()).await?;
        return show_page(&visit, &ProposalPage::from(&visit, &view, None, None));
    }
    let who = visit.person()?;
    let played = move |app: &Bowline| {
        let (view, pack) = app.packs().proposal()?;
        let told = app.packs().rehearse_for(&who, &pack, EXAMPLES)?;
        Ok((view, told))
    };
    let (view, told) = heavy.attempt(&app, visit.person()?.person, played).await??;
    show_page(&visit, &ProposalPage::from(&visit, &view, Some(&told), None))
}

/// Signs it.
///
/// # Errors
/// Nothing is proposed, or the person may not.
pub async fn sign(State(app): State<Bowline>, visit: Visit, form: Posted) -> Answer {
    let who = visit.person()?;
    let (name, sha256) = (form.get("name").to_owned(), form.get("sha256").to_owned());
    let sign = move |app: &Bowline, request: Option<&Request>, _: Posted| {
        app.packs().once(request).activate(&who, &name, &sha256)
    };
    let refused = match attempt_once(&app, &visit, form, sign).await? {
        Ok(()) | Err(Refused::Done { same: true, .. }) => return Ok(redirect("/law")),
        Err(refused) => refused,
    };
    let (view, _) = ask(&app, |app| app.packs().proposal()).await?;
    let visit = visit.at("/law/proposal".to_owned());
    show_refused(&visit, &ProposalPage::from(&visit, &view, None, Some(&refused)))
}
