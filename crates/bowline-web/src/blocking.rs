//! Handlers reach the service only through this module. Calls of the service are synchronous, because they read a
//! database, so they run on threads that may wait.
//!
//! This module must never be passed by: a handler that calls the service directly holds up every other request. Start
//! at [`ask`].

use crate::posted::Posted;
use crate::problem::Problem;
use crate::visit::Visit;
use bowline_service::{Bowline, Refused, Request};

/// Asks the service something on a thread that may wait.
///
/// # Errors
/// What the service refused; a fault when the work was cut off.
pub async fn ask<T, F>(app: &Bowline, work: F) -> Result<T, Refused>
where
    T: Send + 'static,
    F: FnOnce(&Bowline) -> Result<T, Refused> + Send + 'static,
{
    let app = app.clone();
    match tokio::task::spawn_blocking(move || work(&app)).await {
        Ok(answer) => answer,
        Err(cut_off) => Err(Refused::Fault(cut_off.to_string().into())),
    }
}

/// Does what a form asks for, once however often the form arrives. `work` hands the request on to whatever it commits.
///
/// # Errors
/// As [`attempt`]; a form that was carried out before is told as [`Refused::Done`].
pub async fn attempt_once<T, F>(
    app: &Bowline,
    visit: &Visit,
    form: Posted,
    work: F,
) -> Result<Result<T, Refused>, Problem>
where
    T: Send + 'static,
    F: FnOnce(&Bowline, Option<&Request>, Posted) -> Result<T, Refused> + Send + 'static,
{
    let (person, action) = (visit.who.as_deref().map(|who| who.person), visit.path.clone());
    let key = visit.idempotency_key.clone().unwrap_or_else(|| form.key().to_owned());
    let carry_out = move |app: &Bowline| {
        let request = (!key.is_empty()).then(|| app.requests().of(person, &action, &key, form.content()));
        let not_done = |app: &Bowline| request.as_ref().map_or(Ok(()), |request| app.requests().not_done(request));
        not_done(app)?;
        let told = work(app, request.as_ref(), form);
        // Whoever lost the race is told what the winner did, not what stands in the way since.
        if told.is_err() {
            not_done(app)?;
        }
        told
    };
    attempt(app, carry_out).await
}

/// Does what a form asks for: done, or refused with a sentence that belongs on the form.
///
/// # Errors
/// What no form can mend: not there, or our own fault.
pub async fn attempt<T, F>(app: &Bowline, work: F) -> Result<Result<T, Refused>, Problem>
where
    T: Send + 'static,
    F: FnOnce(&Bowline) -> Result<T, Refused> + Send + 'static,
{
    match ask(app, work).await {
        Err(refused @ (Refused::NotFound | Refused::Fault(_))) => Err(refused.into()),
        told => Ok(told),
    }
}
