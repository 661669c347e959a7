//! This crate shows Bowline in two ways over the same use cases: as pages in two languages, and as their models in
//! JSON.
//!
//! This crate must never see SQL, hold a rule of law or decide who may do what: it asks the service and shows the
//! answer. Start reading at [`routes::ROUTES`], the table of contents; then one page, such as [`pages::desk`].

pub mod address;
pub mod answer;
pub mod assets;
pub mod audit;
pub mod blocking;
pub mod budget;
pub mod device;
pub mod doors;
pub mod exports;
pub mod greeting;
pub mod heavy;
pub mod house;
pub mod kept;
pub mod looking;
pub mod pages;
pub mod posted;
pub mod problem;
pub mod rate;
pub mod reader;
pub mod rights;
pub mod routes;
pub mod security;
pub mod server;
pub mod throttle;
pub mod tries;
pub mod visit;
pub mod words;

use bowline_core::ids::Role;
use bowline_service::Bowline;
use doors::Doors;
use house::House;
use server::Limits;
use std::collections::BTreeSet;
use std::future::Future;
use std::io;
use tokio::net::TcpListener;

/// How the pages are served.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What a client may hold, and for how long.
    pub limits: Limits,
    /// Where the site is, and which proxies are believed.
    pub doors: Doors,
    /// Roles whose holders sign in with a second step.
    pub second_factor: BTreeSet<Role>,
}

/// Serves the pages until `shutdown` is done; requests under way then have some seconds to end.
///
/// # Errors
/// What the listener meets.
pub async fn serve<F>(app: Bowline, listener: TcpListener, options: Options, shutdown: F) -> io::Result<()>
where
    F: Future + Send,
{
    server::run(
        listener,
        routes::router(House::new(app, options.doors, options.second_factor)),
        options.limits,
        shutdown,
    )
    .await
}
