//! This module reads a form as it was sent: fields by name, several values allowed, and files. It reads both encodings
//! of HTML.
//!
//! This module must never judge a value: pages do. This module must never hold a file in memory, nor read more than the
//! address takes: see [`Takes`]. A form of a signed-in person that is too large is read to its end and thrown away, so
//! that the browser shows our sentence instead of a broken connection. Start at [`Posted`].

use crate::budget::{Budget, Share};
use crate::problem::Problem;
use crate::server::TooSlow;
use axum::Form;
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use bowline_service::{Bowline, Handed, Refused, Stage, Staged};
use std::error::Error;
use std::sync::Arc;

/// Bytes that a form of a stranger may have: a key, and what waits until the stranger has signed in.
pub const STRANGERS_LIMIT: usize = 64 << 10;
/// Bytes that the fields of a form may have.
pub const FORM_LIMIT: usize = 1 << 20;
/// Bytes that a form with files may have.
pub const UPLOAD_LIMIT: usize = 60 << 20;
/// Bytes that are read at all before the connection is given up.
pub const PATIENCE: usize = 128 << 20;
/// Files that a form may have.
pub const MOST_FILES: usize = 30;
/// Parts that a form may have.
const MOST_PARTS: usize = 2_000;
/// Bytes of a file that are collected before they are written.
const PIECE: usize = 256 << 10;

/// Fields of captions begin so, and end in the name of the field of their files.
pub const CAPTION: &str = "caption.";
/// The field with the key of a form.
pub const ONCE: &str = "once";

/// What an address takes of a form; put on the request by the router, after the right of the visitor is judged.
#[derive(Clone)]
pub struct Takes {
    /// Bytes that the fields may have.
    pub fields: usize,
    /// Where files go; none: the address takes no files.
    pub files: Option<Bowline>,
    /// What all forms together may hold.
    pub budget: Budget,
}

/// A file of a form, on disk until the last clone is dropped.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Field name.
    pub field: String,
    /// File name as sent.
    pub name: String,
    /// What is in it.
    pub file: Staged,
    /// What it shows, once the form has said so.
    pub caption: Option<String>,
    _share: Arc<Share>,
}

impl Upload {
    /// As the service takes evidence.
    #[must_use]
    pub fn handed(&self) -> Handed {
        Handed { name: self.name.clone(), caption: self.caption.clone().unwrap_or_default(), file: self.file.clone() }
    }
}

/// A form.
#[derive(Clone, Debug, Default)]
pub struct Posted {
    fields: Vec<(String, String)>,
    /// Files; where none was chosen, browsers send one without a name, which is left out.
    pub files: Vec<Upload>,
    /// A caption whose row has no file.
    pub bare_caption: Option<String>,
}

impl Posted {
    /// The last value of a field without surrounding blanks; empty if there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().rev().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// Every value of a field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.trim())
    }

    /// Every field, as it was sent.
    #[must_use]
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// The key of the form as it was rendered; empty if it carried none.
    #[must_use]
    pub fn key(&self) -> &str {
        self.get(ONCE)
    }

    /// What was sent, without the key: part by part.
    pub fn content(&self) -> impl Iterator<Item = &[u8]> {
        let fields = self.fields.iter().filter(|(key, _)| key != ONCE).flat_map(|(key, value)| [key, value]);
        let files = self.files.iter().flat_map(|file| [&file.field, &file.name, &file.file.sha256]);
        fields.chain(files).map(String::as_bytes)
    }

    /// The fields without the files: what a form keeps when it is shown again.
    #[must_use]
    pub fn clone_fields(&self) -> Self {
        Self { fields: self.fields.clone(), ..Self::default() }
    }

    /// The same, to be sent under another key.
    #[must_use]
    pub fn without_key(mut self) -> Self {
        self.fields.retain(|(key, _)| key != ONCE);
        self
    }

    /// What a person typed, longer than a choice.
    #[must_use]
    pub fn typed(&self) -> Vec<String> {
        let own = |name: &str| !matches!(name, ONCE | "version" | "criterion" | "go");
        let values = self.fields.iter().filter(|(name, _)| own(name)).map(|(_, value)| value.trim());
        values.filter(|value| value.chars().count() > 3).map(str::to_owned).collect()
    }

    /// A caption belongs to the files of its field that came since the caption before it: browsers send a form in its order.
    fn caption(&mut self, field: &str, value: &str) {
        let Some(of) = field.strip_prefix(CAPTION) else { return };
        let (value, mut alone) = (value.trim(), true);
        for file in self.files.iter_mut().filter(|file| file.field == of && file.caption.is_none()) {
            (file.caption, alone) = (Some(value.to_owned()), false);
        }
        if alone && !value.is_empty() {
            self.bare_caption = Some(value.to_owned());
        }
    }

    /// Whether a field has a value.
    #[must_use]
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|it| it == value)
    }
}

impl From<Vec<(String, String)>> for Posted {
    fn from(fields: Vec<(String, String)>) -> Self {
        Self { fields, ..Self::default() }
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Posted {
    fn from(pairs: [(&str, &str); N]) -> Self {
        Self {
            fields: pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
            ..Self::default()
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let no_takes = || Problem::Fault("a form at an address that takes none".to_owned().into());
        let takes = request.extensions().get::<Takes>().cloned().ok_or_else(no_takes)?;
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.starts_with("multipart/form-data") {
            if takes.files.is_none() {
                return Err(Problem::Unreadable);
            }
            let form = Multipart::from_request(request, state).await.map_err(|_| Problem::Unreadable)?;
            return Reading { takes, read: 0, shares: Share::default() }.parts(form).await;
        }
        let (parts, body) = request.into_parts();
        let said = parts.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        let _share = takes.budget.share(said.map_or(takes.fields, |said: usize| said.min(takes.fields)))?;
        let bytes = axum::body::to_bytes(body, takes.fields).await.map_err(|error| cut_off(&error))?;
        let request = Request::from_parts(parts, bytes.into());
        let fields = Form::from_request(request, state).await.map_err(|_| Problem::Unreadable)?;
        Ok(Self { fields: fields.0, ..Self::default() })
    }
}

/// Why a body ended before its end.
fn cut_off(error: &(dyn Error + 'static)) -> Problem {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<TooSlow>() {
            return Problem::TooSlow;
        }
        cause = error.source();
    }
    Problem::TooLarge
}

impl Posted {
    /// The fields of a form whose sender is not signed in, or no more: its files are passed over as they come.
    ///
    /// # Errors
    /// As for any form.
    pub async fn of_stranger(request: Request, budget: Budget) -> Result<Self, Problem> {
        let takes = Takes { fields: STRANGERS_LIMIT, files: None, budget };
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.starts_with("multipart/form-data") {
            let form = Multipart::from_request(request, &()).await.map_err(|_| Problem::Unreadable)?;
            return Reading { takes, read: 0, shares: Share::default() }.parts(form).await;
        }
        let mut request = request;
        request.extensions_mut().insert(takes);
        Self::from_request(request, &()).await
    }
}

/// A form with files, while it is read.
struct Reading {
    takes: Takes,
    read: usize,
    shares: Share,
}

impl Reading {
    async fn parts(mut self, mut form: Multipart) -> Result<Posted, Problem> {
        let (mut posted, mut parts) = (Posted::default(), 0);
        while let Some(part) = form.next_field().await.map_err(unreadable)? {
            parts += 1;
            let (field, file) = (part.name().unwrap_or_default().to_owned(), part.file_name().map(str::to_owned));
            let too_many = parts > MOST_PARTS || posted.files.len() >= MOST_FILES;
            match (file, self.takes.files.clone()) {
                (Some(name), Some(app)) if !name.is_empty() && !too_many => {
                    posted.files.extend(self.file(&app, field, name, part).await?);
                }
                (Some(_), _) => self.pass_over(part).await?,
                (None, _) => {
                    let value = self.value(part).await?;
                    let value = String::from_utf8(value).map_err(|_| Problem::Unreadable)?;
                    posted.caption(&field, &value);
                    posted.fields.push((field, value));
                }
            }
            if too_many {
                self.read = usize::MAX;
            }
        }
        if self.read > UPLOAD_LIMIT { Err(Problem::TooLarge) } else { Ok(posted) }
    }

    /// The next piece; beyond the limit only its length counts.
    async fn piece(&mut self, part: &mut Field<'_>) -> Result<Option<axum::body::Bytes>, Problem> {
        while let Some(piece) = part.chunk().await.map_err(unreadable)? {
            self.read = self.read.saturating_add(piece.len());
            if self.read <= UPLOAD_LIMIT {
                return Ok(Some(piece));
            }
        }
        Ok(None)
    }

    async fn pass_over(&mut self, mut part: Field<'_>) -> Result<(), Problem> {
        while self.piece(&mut part).await?.is_some() {}
        Ok(())
    }

    async fn value(&mut self, mut part: Field<'_>) -> Result<Vec<u8>, Problem> {
        let mut value = Vec::new();
        while let Some(piece) = self.piece(&mut part).await? {
            self.shares.grow(&self.takes.budget, piece.len())?;
            if self.shares.bytes() > self.takes.fields {
                self.read = usize::MAX;
            } else {
                value.extend_from_slice(&piece);
            }
        }
        Ok(value)
    }

    /// A file goes to disk as it comes; none where the form is too large.
    async fn file(
        &mut self,
        app: &Bowline,
        field: String,
        name: String,
        mut part: Field<'_>,
    ) -> Result<Option<Upload>, Problem> {
        let app = app.clone();
        let (mut stage, mut share) = (on_disk(move || app.proofs().stage()).await?, Share::default());
        let mut waiting = Vec::new();
        while let Some(piece) = self.piece(&mut part).await? {
            share.grow(&self.takes.budget, piece.len())?;
            waiting.extend_from_slice(&piece);
            if waiting.len() >= PIECE {
                stage = written(stage, std::mem::take(&mut waiting)).await?;
            }
        }
        if self.read > UPLOAD_LIMIT {
            return Ok(None);
        }
        let file = written(stage, waiting).await?.done();
        Ok(Some(Upload { field, name, file, caption: None, _share: Arc::new(share) }))
    }
}

async fn written(mut stage: Stage, piece: Vec<u8>) -> Result<Stage, Problem> {
    on_disk(move || stage.write(&piece).map(|()| stage)).await
}

/// Waits for the disk where others do not wait for it.
async fn on_disk<T: Send + 'static>(work: impl FnOnce() -> Result<T, Refused> + Send + 'static) -> Result<T, Problem> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(Into::into),
        Err(cut) => Err(Problem::Fault(cut.to_string().into())),
    }
}

fn unreadable(error: MultipartError) -> Problem {
    match cut_off(&error) {
        Problem::TooLarge if error.status() != axum::http::StatusCode::PAYLOAD_TOO_LARGE => Problem::Unreadable,
        problem => problem,
    }
}
