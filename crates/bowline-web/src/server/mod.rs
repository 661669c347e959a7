//! The loop that takes connections. Strangers may hold a connection for seconds and send it kilobytes: everything here
//! has an end, and a visitor who comes late finds a place.
//!
//! This module must never wait without a deadline for anything that a client does. Start at [`run`].

mod guests;
mod metered;

pub use metered::{Metered, TooSlow};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use guests::{Guests, Stay, Why};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_io_timeout::TimeoutStream;

/// What a client may hold, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at the same time.
    pub connections: usize,
    /// Until a request's head has come; as long may a connection wait for its next request.
    pub head: Duration,
    /// Until a form has come, at any rate,
    pub body: Duration,
    /// and a second more for so many bytes of it.
    pub bytes_a_second: u64,
    /// Until a client has taken a piece of the answer.
    pub answer: Duration,
    /// For requests under way when the server is to stop.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1_024,
            head: Duration::from_secs(10),
            body: Duration::from_secs(30),
            bytes_a_second: 8 * 1_024,
            answer: Duration::from_secs(30),
            drain: Duration::from_secs(10),
        }
    }
}

/// For a connection without a request, when the server is to stop.
const IDLE_DRAIN: Duration = Duration::from_millis(500);
/// Before connections are taken again when the machine has no files left.
const NO_FILES: Duration = Duration::from_millis(50);
/// Bytes of a request's head.
const MOST_HEAD: usize = 32 << 10;

/// The address of the machine at the other end of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

/// Serves until `shutdown` is done. What is under way then has [`Limits::drain`] to end.
///
/// # Errors
/// What the listener meets.
pub async fn run<F>(listener: TcpListener, router: Router, limits: Limits, shutdown: F) -> io::Result<()>
where
    F: Future + Send,
{
    let guests = Guests::new(limits.connections);
    let (mut tasks, mut shutdown) = (JoinSet::new(), pin!(shutdown));
    loop {
        let next = async {
            let place = guests.place().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            _ = shutdown.as_mut() => break,
        };
        match accepted {
            Ok((stream, from)) => {
                let stay = guests.welcome(place);
                tasks.spawn(attend(stream, Peer(from), router.clone(), limits, stay));
            }
            // The client is gone again, or there are no files: neither is a reason to stop.
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(NO_FILES).await;
            }
        }
        while tasks.try_join_next().is_some() {}
    }
    drop(listener);
    guests.close_all();
    let all = async { while tasks.join_next().await.is_some() {} };
    if tokio::time::timeout(limits.drain, all).await.is_err() {
        tracing::warn!("requests were still under way at the end of the time for them; they are cut off");
        tasks.abort_all();
    }
    Ok(())
}

/// Serves one connection to its end.
async fn attend(stream: TcpStream, peer: Peer, router: Router, limits: Limits, stay: Stay) {
    // An answer is written in one piece; waiting to fill a packet only delays it.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(limits.answer));
    let service = TowerToHyperService::new(router);
    let call = service_fn(|request: Request<Incoming>| {
        let asking = stay.asks();
        let mut request = request.map(|body| Body::new(Metered::new(body, limits)));
        request.extensions_mut().insert(peer);
        let answer = service.call(request);
        async move {
            let answer = answer.await;
            drop(asking);
            answer
        }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(limits.head).max_buf_size(MOST_HEAD);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(Box::pin(stream)), call));
    let why = tokio::select! {
        // Clients that go away or send nonsense are no news.
        _ = connection.as_mut() => return,
        why = stay.closing() => why,
    };
    connection.as_mut().graceful_shutdown();
    if stay.is_asking() {
        let _ = connection.await;
    } else if why == Why::Stop {
        let _ = tokio::time::timeout(IDLE_DRAIN, connection).await;
    }
}
