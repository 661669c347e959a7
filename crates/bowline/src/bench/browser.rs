//! A browser without a screen: one connection that stays open, on which pages are asked for and forms are sent, over
//! real HTTP to a server of this process.
//!
//! This module must never reach past the server: what it sends is what a browser sends. Start at [`Server::start`].

use bowline_service::Bowline;
use bowline_web::address::encode;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use tokio::runtime::Runtime;

/// The pages, served on a free port until this is dropped.
pub struct Server {
    /// Where.
    pub address: SocketAddr,
    _runtime: Runtime,
}

impl Server {
    /// Starts to serve.
    pub fn start(app: &Bowline) -> Result<Self, String> {
        let runtime = crate::serve::runtime().map_err(|error| error.to_string())?;
        let listener =
            runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).map_err(|error| error.to_string())?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let options = bowline_web::Options::default();
        runtime.spawn(bowline_web::serve(app.clone(), listener, options, std::future::pending::<()>()));
        Ok(Self { address, _runtime: runtime })
    }
}

/// A connection.
pub struct Browser {
    address: SocketAddr,
    out: TcpStream,
    lines: BufReader<TcpStream>,
}

/// What came back.
pub struct Answer {
    /// The first line.
    pub status: String,
    /// Where it leads; empty: nowhere.
    pub location: String,
}

/// A form as it is sent: what kind it is, and its bytes.
pub struct Form {
    kind: &'static str,
    body: Vec<u8>,
}

impl Form {
    /// Fields only.
    pub fn of(fields: &[(&str, &str)]) -> Self {
        let pair = |(name, value): &(&str, &str)| format!("{}={}", encode(name), encode(value));
        let body = fields.iter().map(pair).collect::<Vec<_>>().join("&").into_bytes();
        Self { kind: "application/x-www-form-urlencoded", body }
    }

    /// Fields and one photo.
    pub fn with_photo(fields: &[(&str, &str)], photo: &[u8]) -> Self {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        body.extend_from_slice(b"--X\r\nContent-Disposition: form-data; name=\"proofs\"; filename=\"a.png\"\r\n\r\n");
        body.extend_from_slice(photo);
        body.extend_from_slice(b"\r\n--X--\r\n");
        Self { kind: "multipart/form-data; boundary=X", body }
    }
}

impl Browser {
    /// Connects.
    pub fn connect(address: SocketAddr) -> Result<Self, String> {
        let connect = || -> std::io::Result<Self> {
            let out = TcpStream::connect(address)?;
            out.set_nodelay(true)?;
            let lines = BufReader::new(out.try_clone()?);
            Ok(Self { address, out, lines })
        };
        connect().map_err(|error| error.to_string())
    }

    /// Asks for a page, which must be there.
    pub fn get(&mut self, path: &str, cookie: &str) -> Result<(), String> {
        let head = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\n\r\n", self.address);
        let answer = self.send(head.as_bytes()).map_err(|error| error.to_string())?;
        if answer.status.contains(" 200 ") { Ok(()) } else { Err(format!("{path}: {}", answer.status)) }
    }

    /// Sends a form, which must be carried out. Answers where it leads.
    pub fn post(&mut self, path: &str, cookie: &str, form: &Form) -> Result<String, String> {
        let (address, kind, length) = (self.address, form.kind, form.body.len());
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nCookie: {cookie}\r\n\
             Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
        );
        let answer = self.send(&[head.as_bytes(), &form.body].concat()).map_err(|error| error.to_string())?;
        if answer.status.contains(" 303 ") { Ok(answer.location) } else { Err(format!("{path}: {}", answer.status)) }
    }

    /// Sends a request, and reads the answer to its end.
    fn send(&mut self, request: &[u8]) -> std::io::Result<Answer> {
        self.out.write_all(request)?;
        let mut answer = Answer { status: String::new(), location: String::new() };
        self.lines.read_line(&mut answer.status)?;
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.lines.read_line(&mut line)?;
            let Some((name, value)) = line.trim().split_once(':') else { break };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().unwrap_or(0),
                "location" => value.trim().clone_into(&mut answer.location),
                _ => {}
            }
        }
        std::io::copy(&mut self.lines.by_ref().take(length), &mut std::io::sink())?;
        Ok(answer)
    }
}
