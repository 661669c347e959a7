//! Handlers reach the service only through this module. Calls of the service are synchronous, because they read a
//! database, so they run on threads that may wait.
//!
//! This module must never be passed by: a handler that calls the service directly holds up every other request. Start
//! at [`ask`].

use crate::answer::Problem;
use bowline_service::{Bowline, Refused};

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
