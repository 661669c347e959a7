//! `bowline demo` serves the product with data, with personas and a clock to turn.

use crate::open::{self, Folder, Kind, Law};
use crate::{Done, refusal, serve};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Where the demo's data lies and where to listen. A folder of its own: the demo's clock must never reach real data.
#[derive(clap::Args)]
pub struct Arguments {
    /// Data folder of the demo; made if it does not exist
    #[arg(long, value_name = "DIR", default_value = "bowline-demo")]
    data: PathBuf,
    #[command(flatten)]
    law: Law,
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8460", env = "BOWLINE_LISTEN")]
    listen: SocketAddr,
    #[command(flatten)]
    outside: serve::Outside,
}

pub fn run(arguments: &Arguments) -> Done {
    let folder = Folder { data: arguments.data.clone(), law: arguments.law.clone() };
    let store = open::store(&folder)?;
    open::demand(&store, Kind::Demo)?;
    let app = open::product(store, &folder.law, true)?;
    open::keep_law(&app, &folder.law)?;
    open::with_progress("loading the nation", |told| app.demo().prepare(told)).map_err(refusal)?;
    serve::serve(app, arguments.listen, &arguments.outside, serve::Told::default(), "Bowline demo")
}
