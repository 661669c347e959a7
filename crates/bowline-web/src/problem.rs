//! A problem is why there is no page. It becomes a status at once, and a page in the visitor's language on the way back.
//!
//! This module must never show the cause of a fault. Start at [`Problem`].

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bowline_core::words::Text;
use bowline_service::{Fault, Refused, Sickness};

/// Why there is no page.
#[derive(Clone, Debug)]
pub enum Problem {
    /// Nobody is signed in.
    SignInFirst,
    /// Not with the posts this person holds, or sent by a foreign page.
    Forbidden,
    /// Not there, or not yours to see.
    NotFound,
    /// A form or file is too large.
    TooLarge,
    /// A form that cannot be read.
    Unreadable,
    /// Asked under a name that is not this site's.
    OtherHost,
    /// A form came too slowly.
    TooSlow,
    /// Too much is asked at once; the same again will do in a while.
    Busy,
    /// The person's last heavy work is not done.
    OneAtATime,
    /// The core said no, outside a form that could show it.
    Refused(Text),
    /// Ours.
    Fault(Fault),
}

/// What handlers answer.
pub type Answer = Result<Response, Problem>;

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::NotFound => Self::NotFound,
            Refused::Fault(fault) => Self::Fault(fault),
            refused => Self::Refused(refused.text()),
        }
    }
}

impl Problem {
    /// The status of the answer.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::SignInFirst => StatusCode::SEE_OTHER,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::OtherHost => StatusCode::MISDIRECTED_REQUEST,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::OneAtATime => StatusCode::TOO_MANY_REQUESTS,
            Self::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            // What is there is not what was handed in.
            Self::Fault(Fault { sickness: Some(Sickness::Evidence), .. }) => StatusCode::CONFLICT,
            // The same again will do once the operator has seen to it.
            Self::Fault(Fault { sickness: Some(_), .. }) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What axum refused before a handler ran, by its status.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Self::NotFound,
            StatusCode::FORBIDDEN => Self::Forbidden,
            status if status.is_client_error() => Self::Unreadable,
            status => Self::Fault(status.to_string().into()),
        }
    }
}

impl IntoResponse for Problem {
    /// Bare: the way back makes the page, since only it knows the visitor.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
