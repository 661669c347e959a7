//! Plain HTTP/1.1 by hand, so that a test can send what no browser would.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// An answer.
#[derive(Debug)]
pub struct Answered {
    /// Status.
    pub status: u16,
    head: String,
    /// Body as text.
    pub body: String,
    /// Body as it came.
    pub bytes: Vec<u8>,
}

impl Answered {
    /// The first header of a name.
    pub fn header<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.headers(name).next()
    }

    fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let pairs = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        pairs.filter(move |(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// What the answer sets as cookies, ready to be sent back.
    pub fn cookies(&self) -> String {
        self.headers("set-cookie").filter_map(|line| line.split(';').next()).collect::<Vec<_>>().join("; ")
    }
}

/// Sends a request and reads the answer to its end.
pub fn send(address: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answered {
    send_as(address, method, path, &[&[("host", address)], headers].concat(), body)
}

/// As [`send`], with a host of one's own choice among the headers.
pub fn send_as(address: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answered {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut head = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    stream.write_all(format!("{head}\r\n").as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let bytes = bytes.split_off(end + 4);
    Answered { status, head, body: String::from_utf8_lossy(&bytes).into_owned(), bytes }
}

/// Fetches a page.
pub fn get(address: &str, path: &str, cookies: &str) -> Answered {
    send(address, "GET", path, &[("cookie", cookies), ("accept-language", "en")], b"")
}

/// Sends a form as one of our own pages would.
pub fn post(address: &str, path: &str, cookies: &str, form: &str) -> Answered {
    let origin = format!("http://{address}");
    let kind = "application/x-www-form-urlencoded";
    let headers = [("cookie", cookies), ("origin", origin.as_str()), ("content-type", kind), ("accept-language", "en")];
    send(address, "POST", path, &headers, form.as_bytes())
}
