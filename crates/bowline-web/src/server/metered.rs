//! A request's body with a deadline that moves on as bytes come: a form that stands still, or drips, ends.
//!
//! This module must never fail a form that comes at the rate that is asked. Start at [`Metered`].

use super::Limits;
use axum::body::{Bytes, HttpBody};
use hyper::body::{Frame, Incoming, SizeHint};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep};

/// A body that came too slowly.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the body came too slowly")]
pub struct TooSlow;

/// A body with a deadline.
pub struct Metered {
    body: Incoming,
    limits: Limits,
    read: u64,
    begun: Option<Instant>,
    deadline: Pin<Box<Sleep>>,
}

impl Metered {
    /// A body under these limits; the time begins when it is first read.
    #[must_use]
    pub fn new(body: Incoming, limits: Limits) -> Self {
        Self { body, limits, read: 0, begun: None, deadline: Box::pin(tokio::time::sleep(limits.body)) }
    }

    fn move_on(&mut self) {
        let begun = *self.begun.get_or_insert_with(Instant::now);
        let earned = Duration::from_secs(self.read / self.limits.bytes_a_second.max(1));
        self.deadline.as_mut().reset(begun + self.limits.body + earned);
    }
}

impl HttpBody for Metered {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if self.begun.is_none() {
            self.move_on();
        }
        match Pin::new(&mut self.body).poll_frame(cx) {
            Poll::Ready(frame) => {
                if let Some(Ok(data)) = frame.as_ref().map(|frame| frame.as_ref().map(Frame::data_ref)) {
                    self.read += data.map_or(0, |data| data.len() as u64);
                    self.move_on();
                }
                Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
            }
            Poll::Pending => self.deadline.as_mut().poll(cx).map(|()| Some(Err(TooSlow.into()))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
