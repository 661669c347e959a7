//! What only the holder of a data folder can do, asked of a server that holds it: a socket in the folder, for the owner
//! of the folder alone. Without a server the command does it itself, by the same function.
//!
//! This module must never carry a wish of anybody else: whoever can open the socket could read the whole database.
//! Start at [`carry_out`].

use crate::open::{self, Writable};
use crate::{person, session, site};
use bowline_service::Bowline;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The name of the socket in the data folder.
#[cfg(unix)]
const SOCKET: &str = "control";
/// The longest wish, and the longest wait for one.
#[cfg(unix)]
const MOST_BYTES: u64 = 64 * 1024;
#[cfg(unix)]
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);

/// Something that a running server can be asked to do.
#[derive(Serialize, Deserialize)]
pub enum Wish {
    Person(person::ToDo),
    Site(site::ToDo),
    Session(session::End),
}

impl Wish {
    /// Does it. Answers what is to be printed, or why not.
    fn grant(&self, app: &Bowline) -> Result<String, String> {
        match self {
            Self::Person(to_do) => to_do.grant(app),
            Self::Site(to_do) => to_do.grant(app),
            Self::Session(end) => end.grant(app),
        }
    }
}

/// Has a wish granted: by the server that holds the folder, else here.
pub fn carry_out(wish: &Wish, writable: &Writable) -> Result<String, String> {
    match ask(&writable.folder.data, wish) {
        Some(answer) => answer,
        None => wish.grant(&open::filled(writable)?),
    }
}

/// None: no server listens there.
#[cfg(unix)]
fn ask(folder: &Path, wish: &Wish) -> Option<Result<String, String>> {
    use std::io::{Read, Write};
    let mut stream = std::os::unix::net::UnixStream::connect(folder.join(SOCKET)).ok()?;
    let mut talk = || -> std::io::Result<String> {
        stream.write_all(&serde_json::to_vec(wish)?)?;
        stream.shutdown(std::net::Shutdown::Write)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    let answer = talk().and_then(|text| Ok(serde_json::from_str(&text)?));
    Some(answer.unwrap_or_else(|error| Err(crate::cannot("询问", "ask", "the server", error))))
}

#[cfg(not(unix))]
fn ask(_: &Path, _: &Wish) -> Option<Result<String, String>> {
    None
}

/// Listens as long as the process lives, on a thread of its own: one wish after the other.
#[cfg(unix)]
pub fn listen(app: &Bowline) {
    let path = app.store().folder().join(SOCKET);
    // One that a killed server left: the folder is ours, so nobody listens there.
    drop(std::fs::remove_file(&path));
    let listener = match std::os::unix::net::UnixListener::bind(&path) {
        Ok(listener) => listener,
        Err(error) => return tracing::warn!(%error, "commands cannot reach this server: stop it for them"),
    };
    let app = app.clone();
    let serve = move || {
        for stream in listener.incoming().flatten() {
            if let Err(error) = answer(&app, &stream) {
                tracing::warn!(%error, "a command was not answered");
            }
        }
    };
    if let Err(error) = std::thread::Builder::new().name("bowline-control".into()).spawn(serve) {
        tracing::warn!(%error, "commands cannot reach this server: stop it for them");
    }
}

#[cfg(not(unix))]
pub fn listen(_: &Bowline) {}

#[cfg(unix)]
fn answer(app: &Bowline, stream: &std::os::unix::net::UnixStream) -> std::io::Result<()> {
    use std::io::{Read, Write};
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut text = String::new();
    stream.take(MOST_BYTES).read_to_string(&mut text)?;
    let wish: Wish = serde_json::from_str(&text)?;
    let mut stream = stream;
    stream.write_all(&serde_json::to_vec(&wish.grant(app))?)
}
