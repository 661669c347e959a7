//! Every page from made-up data, in both languages, written to a folder to be looked at in a browser: `cargo run -p
//! bowline-web --example gallery -- /tmp/gallery`; with a port behind it, served under the real headers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "made-up data: a broken sample should stop the gallery"
)]

mod sample;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::Html;
use axum::routing::get;
use bowline_core::words::Lang;
use bowline_web::{assets, security};
use std::path::Path;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().unwrap_or_else(|| "/tmp/gallery".to_owned());
    std::fs::create_dir_all(&folder)?;
    let pages: Vec<(String, String)> = Lang::ALL.into_iter().flat_map(sample::pages).collect();
    for (name, html) in &pages {
        std::fs::write(Path::new(&folder).join(format!("{name}.html")), html)?;
    }
    match arguments.next() {
        Some(port) => serve(&port, pages),
        None => Ok(()),
    }
}

#[tokio::main]
async fn serve(port: &str, pages: Vec<(String, String)>) -> std::io::Result<()> {
    let show = |router: Router, (name, html): (String, String)| {
        router.route(&format!("/{name}"), get(|| async { Html(html) }))
    };
    let router = pages.into_iter().fold(Router::new(), show);
    let router = router
        .route("/assets/{hash}/{name}", get(assets::serve))
        .layer(from_fn_with_state(std::sync::Arc::<bowline_web::doors::Doors>::default(), security::headers));
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    axum::serve(listener, router).await
}
