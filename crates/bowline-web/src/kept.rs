//! Forms that wait: what somebody typed while nobody was signed in, or into a form that was not carried out, comes back
//! filled in. Also where somebody wanted to go before signing in.
//!
//! Must never carry out a form by itself: it is shown, and the person sends it. Start at [`Waiting`].

use crate::address::with_query;
use crate::blocking::ask;
use crate::posted::{Posted, STRANGERS_LIMIT};
use crate::security::local_path;
use crate::visit::Visit;
use bowline_core::ids::PersonId;
use bowline_service::views::Who;
use bowline_service::{Bowline, Refused};
use std::collections::BTreeMap;

/// The field of an address under which a form comes back.
pub const KEPT: &str = "kept";

/// Bytes of a form that can wait: in the sign-in form, encoded, they become three times as many.
const LONGEST: usize = STRANGERS_LIMIT / 3 - 1_024;

/// What waits until somebody has signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// The page to open then; empty: the desk.
    pub back: String,
    /// The form that was sent: its address, and its fields as JSON.
    pub form: Option<(String, String)>,
}

impl Waiting {
    /// Somebody wanted to see a page.
    #[must_use]
    pub fn for_page(path: &str) -> Self {
        Self { back: path.to_owned(), form: None }
    }

    /// Somebody sent a form. One without anything typed only leads back to its page.
    #[must_use]
    pub fn for_form(action: &str, form: &Posted) -> Self {
        let typed = form.fields().iter().any(|(name, value)| name != crate::posted::ONCE && !value.trim().is_empty());
        let fields = serde_json::to_string(form.fields()).ok().filter(|fields| typed && fields.len() <= LONGEST);
        Self { back: page_of(action), form: fields.map(|fields| (action.to_owned(), fields)) }
    }

    /// What the sign-in form carried on.
    #[must_use]
    pub fn of(form: &Posted) -> Self {
        let kept = (form.get("action").to_owned(), form.get(KEPT).to_owned());
        Self { back: form.get("back").to_owned(), form: Some(kept).filter(|(_, fields)| !fields.is_empty()) }
    }

    /// The address of the sign-in page that leads on to here.
    #[must_use]
    pub fn sign_in(&self) -> String {
        let back = Some(self.back.clone()).filter(|back| back.len() > 1);
        if back.is_none() { "/sign-in".to_owned() } else { with_query("/sign-in", [("back", back)]) }
    }

    /// Where somebody goes who has just signed in; the form waits there.
    ///
    /// # Errors
    /// [`Refused::Fault`].
    pub fn goes_to(&self, app: &Bowline, who: PersonId) -> Result<String, Refused> {
        let fields = self.form.as_ref().and_then(|(action, fields)| {
            let fields: Vec<(String, String)> = serde_json::from_str(fields).ok()?;
            Some((local_path(action), fields))
        });
        if let Some((action, fields)) = fields {
            return place(app, who, action, &fields);
        }
        let back = local_path(&self.back);
        let nowhere = back == "/" || back.starts_with("/sign-in");
        Ok(if nowhere { "/desk".to_owned() } else { back.to_owned() })
    }
}

/// Keeps a form, and answers the address of its page with the form filled in.
fn place(app: &Bowline, who: PersonId, action: &str, fields: &[(String, String)]) -> Result<String, Refused> {
    let id = app.requests().keep(who, action, fields)?;
    Ok(with_query(&page_of(action), [(KEPT, Some(id))]))
}

/// The page that shows the form which is sent to an address.
fn page_of(action: &str) -> String {
    let parts: Vec<&str> = action.split('/').collect();
    match parts.as_slice() {
        ["", "hazards", id, _] => format!("/hazards/{id}"),
        ["", "matters", kind, id, _] => format!("/matters/{kind}/{id}"),
        ["", "engine", "run"] => "/engine".to_owned(),
        _ => action.to_owned(),
    }
}

/// The visit of somebody who sent a form that is shown again: what leads back (language, demo clock) leads to the form as it
/// was filled in.
///
/// # Errors
/// [`Refused::Fault`].
pub async fn keeping(app: &Bowline, visit: Visit, form: &Posted) -> Result<Visit, Refused> {
    let Some(who) = visit.who.clone() else { return Ok(visit) };
    let (action, fields) = (visit.path.clone(), form.fields().to_vec());
    let here = ask(app, move |app| place(app, who.person, &action, &fields)).await?;
    Ok(visit.at(here).under(form.key()))
}

/// The form that waits for a person under an address like this: the last part of where it is sent to, and its fields.
///
/// # Errors
/// [`Refused::Fault`].
pub fn waiting(
    app: &Bowline,
    who: &Who,
    query: &BTreeMap<String, String>,
    page: &str,
) -> Result<Option<(String, Posted)>, Refused> {
    let Some(id) = query.get(KEPT) else { return Ok(None) };
    let kept = app.requests().kept(who.person, id)?.filter(|(action, _)| page_of(action) == page);
    Ok(kept.map(|(action, fields)| {
        let last = action.rsplit('/').next().unwrap_or_default().to_owned();
        (last, Posted::from(fields))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_comes_back_on_the_page_that_shows_it() {
        let pages = [
            ("/hazards/1/rectify", "/hazards/1"),
            ("/matters/accidents/1/pass_on", "/matters/accidents/1"),
            ("/matters/accidents/new", "/matters/accidents/new"),
            ("/report", "/report"),
            ("/engine/run", "/engine"),
            ("/import/7", "/import/7"),
            ("/law/proposal", "/law/proposal"),
        ];
        for (action, page) in pages {
            assert_eq!(page_of(action), page);
        }
    }

    #[test]
    fn what_waits_is_carried_through_the_sign_in_page() {
        let sent = Posted::from([("once", "k"), ("note", "已拆除 \"北侧\"")]);
        let waiting = Waiting::for_form("/hazards/1/rectify", &sent);
        let (action, fields) = waiting.form.clone().unwrap();
        let form =
            Posted::from([("back", waiting.back.as_str()), ("action", &action), ("kept", &fields), ("key", "secret")]);
        assert_eq!(Waiting::of(&form), waiting);
        assert_eq!(Waiting::for_form("/engine/run", &Posted::from([("once", "k")])), Waiting::for_page("/engine"));
        assert_eq!(Waiting::for_page("/hazards?search=a b").sign_in(), "/sign-in?back=/hazards%3Fsearch%3Da%20b");
        assert_eq!(Waiting::for_page("/").sign_in(), "/sign-in");
    }
}
