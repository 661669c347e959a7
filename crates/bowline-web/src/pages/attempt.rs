//! An attempt is a form that somebody sent and that was not carried out: it is shown again as it was filled in, with what
//! is wrong.
//!
//! This module must never carry out a form. Start at [`Attempt`].

use crate::kept::keeping;
use crate::posted::Posted;
use crate::problem::Problem;
use crate::visit::Visit;
use crate::words::{FrameWords, both};
use bowline_core::words::Text;
use bowline_service::{Bowline, Refused};

/// A form that was refused.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Which form: the last part of its address.
    pub key: String,
    /// How it was filled in.
    pub form: Posted,
    /// Why it was refused.
    pub said: Text,
    /// What is wrong with single fields, by their names.
    pub beside: Vec<(String, Text)>,
}

impl Attempt {
    /// A form that came back filled in without having been carried out.
    #[must_use]
    pub fn waiting(key: String, form: Posted) -> Self {
        let said = both(FrameWords, |w| w.form_kept());
        Self { key, form, said, beside: Vec::new() }
    }

    /// A form that was refused, and the visit under which it is shown again. What was sent under a key stands; what is sent
    /// next is another request.
    ///
    /// # Errors
    /// Faults.
    pub async fn refused(
        app: &Bowline,
        visit: Visit,
        (key, asked): (&str, Posted),
        refused: &Refused,
        said: Text,
    ) -> Result<(Visit, Self), Problem> {
        let form = if matches!(refused, Refused::Done { .. }) { asked.without_key() } else { asked };
        let visit = keeping(app, visit, &form).await?;
        Ok((visit, Self { key: key.to_owned(), form, said, beside: refused.beside() }))
    }
}
