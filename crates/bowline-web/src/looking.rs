//! Photos that came with a form are looked at before the form is carried out, in the pool for heavy work: unpacking one
//! takes up to a second of a core, and a desk never waits for that.
//!
//! This module must never keep a form back for good: who is refused a place is told so at the form, with what was typed.
//! Start at [`attempt_once`].

use crate::blocking;
use crate::heavy::Heavy;
use crate::posted::{Posted, Upload};
use crate::problem::Problem;
use crate::visit::Visit;
use crate::words::{DoorWords, FormWords, both};
use bowline_core::words::Text;
use bowline_service::{Bowline, Handed, Refused, Request};

/// As [`blocking::attempt_once`], for a form that may bring files.
///
/// # Errors
/// As there.
pub async fn attempt_once<T, F>(
    (app, heavy): (&Bowline, &Heavy),
    visit: &Visit,
    form: Posted,
    work: F,
) -> Result<Result<T, Refused>, Problem>
where
    T: Send + 'static,
    F: FnOnce(&Bowline, Option<&Request>, Posted) -> Result<T, Refused> + Send + 'static,
{
    if let Some(caption) = &form.bare_caption {
        return Ok(Err(refused(both(FormWords, |w| w.caption_alone(caption)))));
    }
    if !form.files.is_empty() {
        let files: Vec<Handed> = form.files.iter().map(Upload::handed).collect();
        let look = move |app: &Bowline| app.proofs().look_at(&files);
        let looked = match heavy.attempt(app, visit.person()?.person, look).await {
            Err(Problem::OneAtATime) => Err(refused(both(DoorWords, |w| w.one_at_a_time_text()))),
            Err(Problem::Busy) => Err(refused(both(DoorWords, |w| w.busy_text()))),
            looked => looked?,
        };
        if let Err(refused) = looked {
            return Ok(Err(refused));
        }
    }
    blocking::attempt_once(app, visit, form, work).await
}

fn refused(text: Text) -> Refused {
    Refused::Field { field: "proofs", text }
}
