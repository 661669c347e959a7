//! The two faces of Bowline: pages in two languages, and their models as JSON, over the same use cases.
//!
//! Must never see SQL, hold a rule of law or decide who may do what: it asks the service and shows the answer.
//! Start reading at [`routes::ROUTES`], the table of contents; then one page, such as [`pages::desk`].

pub mod address;
pub mod answer;
pub mod assets;
pub mod blocking;
pub mod heavy;
pub mod house;
pub mod pages;
pub mod posted;
pub mod reader;
pub mod rights;
pub mod routes;
pub mod security;
pub mod visit;
pub mod words;

use bowline_service::Bowline;
use std::future::Future;
use std::io;
use tokio::net::TcpListener;

/// Serves the pages until `shutdown` is done; requests under way are answered first.
///
/// # Errors
/// What the listener meets.
pub async fn serve<F>(app: Bowline, listener: TcpListener, shutdown: F) -> io::Result<()>
where
    F: Future + Send + 'static,
{
    let until = async move {
        shutdown.await;
    };
    axum::serve(listener, routes::router(house::House::new(app))).with_graceful_shutdown(until).await
}
