//! On this page an office staffs its posts: it hands one over, names somebody who stands in, joins or leaves.
//!
//! This module must never decide who may: the service does, and says which ways are open.

use super::{Frame, Tab};
use crate::answer::{Answer, redirect, show as show_page, show_refused};
use crate::audit::note;
use crate::blocking::{ask, attempt_once};
use crate::posted::Posted;
use crate::problem::Problem;
use crate::reader::Reader;
use crate::visit::Visit;
use crate::words::{PostsWords, both};
use askama::Template;
use axum::extract::{Query, State};
use bowline_core::ids::{PersonId, PostId};
use bowline_core::time::Day;
use bowline_service::views::Who;
use bowline_service::{
    Accounts, Bowline, Change, Code, Held, Refused, Request, StaffedBody, StaffedPost, Successor, Way,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// The page.
#[derive(Debug, Serialize, Template)]
#[template(path = "posts.html")]
pub struct PostsPage {
    /// Frame.
    #[serde(skip)]
    pub frame: Frame,
    #[serde(skip)]
    w: PostsWords,
    today: String,
    bodies: Vec<BodySection>,
    /// A one-time code that was just issued. It is shown here and nowhere else.
    issued: Option<Issued>,
}

/// A one-time code that was just issued.
#[derive(Debug, Serialize)]
struct Issued {
    name: String,
    code: String,
    until: String,
    reset: bool,
}

/// An office or enterprise.
#[derive(Debug, Serialize)]
struct BodySection {
    name: String,
    /// Where it is dissolved, for whoever may.
    dissolve: Option<String>,
    posts: Vec<PostRow>,
    #[serde(skip)]
    known: Vec<(String, String)>,
}

/// A post.
#[derive(Debug, Serialize)]
struct PostRow {
    post: String,
    title: String,
    holders: Vec<HolderLine>,
    duties: String,
    #[serde(skip)]
    ways: Vec<(&'static str, String)>,
    #[serde(skip)]
    may_leave: bool,
    #[serde(skip)]
    holders_to_choose: Vec<(String, String)>,
    #[serde(skip)]
    refused: Option<String>,
    #[serde(skip)]
    kept: Posted,
}

/// Somebody in a post.
#[derive(Debug, Serialize)]
struct HolderLine {
    person: String,
    line: String,
    /// What the button says that issues a one-time code.
    #[serde(skip)]
    code: Option<String>,
}

/// A form that was refused, with the sentence.
struct Tried {
    form: Posted,
    sentence: String,
}

impl PostsPage {
    fn from(visit: &Visit, shown: &Shown, tried: Option<&Tried>) -> Self {
        let (reader, w) = (&visit.reader, PostsWords(visit.reader.lang()));
        let section = |body: &StaffedBody| BodySection {
            name: reader.text(&body.name),
            dissolve: body.may_be_dissolved.as_ref().map(super::dissolve::address),
            posts: body.posts.iter().map(|post| row(reader, w, post, &shown.codes, tried)).collect(),
            known: body.known.iter().map(|(person, name)| (person.to_string(), name.clone())).collect(),
        };
        Self {
            frame: Frame::new(visit, Tab::None, w.title()),
            w,
            today: reader.today().to_string(),
            bodies: shown.bodies.iter().map(section).collect(),
            issued: None,
        }
    }
}

fn row(
    reader: &Reader,
    w: PostsWords,
    post: &StaffedPost,
    codes: &BTreeMap<PersonId, Code>,
    tried: Option<&Tried>,
) -> PostRow {
    let id = post.post.to_string();
    let tried = tried.filter(|it| it.form.get("post") == id);
    let (all, late) = post.duties;
    let duties = match late {
        0 => w.duties(&reader.count(all)),
        _ => w.duties_late(&reader.count(all), &reader.count(late)),
    };
    PostRow {
        title: reader.heading(&post.role),
        holders: post.holders.iter().map(|held| holder(reader, w, held, codes)).collect(),
        duties,
        ways: post.ways.iter().map(|way| (key(*way), label(w, *way))).collect(),
        may_leave: post.ways.contains(&Way::Leave),
        holders_to_choose: post.holders.iter().map(|held| (held.person.to_string(), held.name.clone())).collect(),
        refused: tried.map(|it| it.sentence.clone()),
        kept: tried.map(|it| it.form.clone_fields()).unwrap_or_default(),
        post: id,
    }
}

fn holder(reader: &Reader, w: PostsWords, held: &Held, codes: &BTreeMap<PersonId, Code>) -> HolderLine {
    let from = reader.day(held.from);
    let line = match held.until {
        Some(until) => w.between(&held.name, &from, &reader.day(until)),
        None if held.from > reader.today() => w.from(&held.name, &from),
        None => w.since(&held.name, &from),
    };
    let code = codes.get(&held.person).map(|code| match code {
        Code::SetsUp => w.set_up(&held.name),
        Code::Resets => w.reset(&held.name),
    });
    HolderLine { person: held.person.to_string(), line, code }
}

const fn key(way: Way) -> &'static str {
    match way {
        Way::HandOver => "hand_over",
        Way::StandIn => "stand_in",
        Way::Join => "join",
        Way::Leave => "leave",
    }
}

fn label(w: PostsWords, way: Way) -> String {
    match way {
        Way::HandOver => w.hand_over(),
        Way::StandIn => w.stand_in(),
        Way::Join => w.join(),
        Way::Leave => w.leave(),
    }
}

/// What the page shows.
struct Shown {
    bodies: Vec<StaffedBody>,
    codes: BTreeMap<PersonId, Code>,
}

fn shown(app: &Bowline, who: &Who) -> Result<Shown, Refused> {
    let bodies = app.people().staffing(None).view(who)?;
    let codes = Accounts::of_app(app).codes(who, &bodies)?;
    Ok(Shown { bodies, codes })
}

/// Shows the page.
///
/// # Errors
/// Faults.
pub async fn show(State(app): State<Bowline>, visit: Visit, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    let who = visit.person()?;
    let shown = ask(&app, move |app| shown(app, &who)).await?;
    let mut page = PostsPage::from(&visit, &shown, None);
    page.frame.flash = query.contains_key("done").then(|| page.w.done());
    if query.contains_key("dissolved") {
        page.frame.flash = Some(page.w.dissolved());
    }
    show_page(&visit, &page)
}

/// Changes who holds a post.
///
/// # Errors
/// A post that is not the person's to staff; faults.
pub async fn change(State(app): State<Bowline>, visit: Visit, form: Posted) -> Answer {
    let who = visit.person()?;
    let post: PostId = form.get("post").parse().map_err(|_| Problem::NotFound)?;
    let (asker, asked) = (who.clone(), form.clone_fields());
    let change = move |app: &Bowline, request: Option<&Request>, form: Posted| {
        app.people().staffing(request).change(&asker, &post, change_of(&form)?)
    };
    let refused = match attempt_once(&app, &visit, form, change).await? {
        Ok(()) | Err(Refused::Done { same: true, .. }) => return Ok(redirect("/posts?done=1")),
        Err(refused) => refused,
    };
    let shown = ask(&app, move |app| shown(app, &who)).await?;
    let visit = visit.at("/posts".to_owned());
    let tried = Tried { form: asked, sentence: visit.reader.text(&refused.text()) };
    show_refused(&visit, &PostsPage::from(&visit, &shown, Some(&tried)))
}

/// Issues a one-time code and shows it, once.
///
/// # Errors
/// A person whose posts the visitor does not staff; faults.
pub async fn code(State(app): State<Bowline>, visit: Visit, form: Posted) -> Answer {
    let who = visit.person()?;
    let person: PersonId = form.get("person").parse().map_err(|_| Problem::NotFound)?;
    let issue = move |app: &Bowline| {
        let invitation = Accounts::of_app(app).issue_as(&who, person)?;
        Ok((invitation, app.people().who(person)?.name, shown(app, &who)?))
    };
    let (invitation, name, shown) = ask(&app, issue).await?;
    note("code_issued", &visit);
    let visit = visit.at("/posts".to_owned());
    let until = visit.reader.moment(invitation.until);
    let mut page = PostsPage::from(&visit, &shown, None);
    page.issued = Some(Issued { name, code: invitation.code, until, reset: invitation.reset });
    show_page(&visit, &page)
}

fn change_of(form: &Posted) -> Result<Change, Refused> {
    Ok(match form.get("way") {
        "hand_over" => Change::HandOver { leaver: leaver(form)?, to: successor(form)?, on: day(form, "from")? },
        "stand_in" => Change::StandIn { to: successor(form)?, from: day(form, "from")?, until: day(form, "until")? },
        "join" => Change::Join { to: successor(form)?, from: day(form, "from")? },
        "leave" => Change::Leave { leaver: leaver(form)?, until: day(form, "from")? },
        _ => return Err(field("way", PostsWords::choose_way)),
    })
}

fn leaver(form: &Posted) -> Result<PersonId, Refused> {
    form.get("leaver").parse().map_err(|_| field("leaver", PostsWords::choose_leaver))
}

fn successor(form: &Posted) -> Result<Successor, Refused> {
    match form.get("to") {
        "new" => Ok(Successor::New(form.get("name").to_owned())),
        person => person.parse().map(Successor::Known).map_err(|_| field("to", PostsWords::choose_person)),
    }
}

fn day(form: &Posted, name: &'static str) -> Result<Day, Refused> {
    form.get(name).parse().map_err(|_| field(name, PostsWords::no_date))
}

fn field(field: &'static str, says: fn(&PostsWords) -> String) -> Refused {
    Refused::Field { field, text: both(PostsWords, |w| says(&w)) }
}
