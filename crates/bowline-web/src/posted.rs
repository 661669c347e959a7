//! A form as it was sent: fields by name, several values allowed, and files. One reader for both encodings of HTML.
//!
//! Must never judge a value: pages do. A form that is too large is read to its end and thrown away, so that the
//! browser shows our sentence instead of a broken connection. Start at [`Posted`].

use crate::answer::Problem;
use axum::Form;
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;

/// Bytes that a form without files may have.
pub const FORM_LIMIT: usize = 1 << 20;
/// Bytes that a form with files may have.
pub const UPLOAD_LIMIT: usize = 60 << 20;
/// Bytes that are read at all before the connection is given up.
pub const PATIENCE: usize = 256 << 20;

/// A file of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Field name.
    pub field: String,
    /// File name as sent.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Posted {
    fields: Vec<(String, String)>,
    /// Files, empty ones left out.
    pub files: Vec<Upload>,
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

    /// The fields without the files: what a form keeps when it is shown again.
    #[must_use]
    pub fn clone_fields(&self) -> Self {
        Self { fields: self.fields.clone(), files: Vec::new() }
    }

    /// Whether a field has a value.
    #[must_use]
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|it| it == value)
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Posted {
    fn from(pairs: [(&str, &str); N]) -> Self {
        Self {
            fields: pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
            files: Vec::new(),
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.starts_with("multipart/form-data") {
            let form = Multipart::from_request(request, state).await.map_err(|_| Problem::Unreadable)?;
            return read_parts(form).await;
        }
        let (parts, body) = request.into_parts();
        let bytes = axum::body::to_bytes(body, FORM_LIMIT).await.map_err(|_| Problem::TooLarge)?;
        let request = Request::from_parts(parts, bytes.into());
        let fields = Form::from_request(request, state).await.map_err(|_| Problem::Unreadable)?;
        Ok(Self { fields: fields.0, files: Vec::new() })
    }
}

async fn read_parts(mut form: Multipart) -> Result<Posted, Problem> {
    let mut posted = Posted::default();
    let mut read = 0;
    while let Some(part) = form.next_field().await.map_err(|_| Problem::Unreadable)? {
        let (field, file) = (part.name().unwrap_or_default().to_owned(), part.file_name().map(str::to_owned));
        let bytes = read_part(part, &mut read).await?;
        match file {
            Some(_) if bytes.is_empty() => {}
            Some(name) => posted.files.push(Upload { field, name, bytes }),
            None => posted.fields.push((field, String::from_utf8(bytes).map_err(|_| Problem::Unreadable)?)),
        }
    }
    if read > UPLOAD_LIMIT { Err(Problem::TooLarge) } else { Ok(posted) }
}

/// Reads a part; beyond the limit only its length counts.
async fn read_part(mut part: Field<'_>, read: &mut usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|_| Problem::TooLarge)? {
        *read = read.saturating_add(chunk.len());
        if *read > UPLOAD_LIMIT {
            bytes = Vec::new();
        } else {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(bytes)
}
