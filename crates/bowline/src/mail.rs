//! E-mail over SMTP: the mail server of the office, as a file describes it, over TLS with the office's own authority where it has
//! one.
//!
//! This module must never log or print a password, nor send one over a connection that others can read. Start at
//! [`MailServer::carry`].

use crate::{both, cannot};
use bowline_core::ids::OfficeId;
use bowline_core::words::Text;
use bowline_service::{Bowline, Carrier, Mail, NotCarried, Notifications, Refused};
use bowline_web::doors::PublicUrl;
use lettre::Message;
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, CertificateStore, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

/// Where e-mail goes out.
#[derive(clap::Args, Clone)]
pub struct MailOption {
    /// A file that describes the mail server; without it no e-mail is sent
    #[arg(long, value_name = "FILE", env = "BOWLINE_MAIL")]
    mail: Option<PathBuf>,
}

/// The file, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    host: String,
    port: Option<u16>,
    security: Security,
    ca_file: Option<PathBuf>,
    user: Option<String>,
    password_file: Option<PathBuf>,
    from: String,
    /// The office that answers when nothing gets through.
    office: String,
    #[serde(default = "half_a_minute")]
    timeout_seconds: u64,
}

/// How a connection is kept from others.
#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Security {
    /// TLS from the first byte.
    Tls,
    /// TLS after a greeting; without it nothing is sent.
    Starttls,
    /// Not at all.
    None,
}

const fn half_a_minute() -> u64 {
    30
}

/// A mail server.
pub struct MailServer {
    address: (String, u16),
    security: Security,
    tls: TlsParameters,
    credentials: Option<Credentials>,
    from: Mailbox,
    hello: ClientId,
    timeout: Duration,
    office: OfficeId,
}

impl MailOption {
    /// Reads the file and opens the channel; without a file nothing is sent.
    pub fn open(&self, app: &Bowline) -> Result<Option<MailServer>, String> {
        let server = self.mail.as_deref().map(MailServer::read).transpose()?;
        let notifications = Notifications::of(app);
        let opened = match &server {
            Some(server) => notifications.open_mail(&server.office),
            None => notifications.close_mail(),
        };
        opened.map_err(crate::refusal)?;
        Ok(server)
    }

    /// Whether there is a file.
    pub const fn is_given(&self) -> bool {
        self.mail.is_some()
    }
}

/// One run: what waits is sent. Answers how many messages did not go out, to be tried again or not.
pub fn run_once(app: &Bowline, server: &MailServer, site: Option<&PublicUrl>) -> Result<u64, Refused> {
    let site = site.map(ToString::to_string);
    let done = Notifications::of(app).at(site.as_deref()).run(server)?;
    Ok(done.later + done.refused + done.in_doubt)
}

impl MailServer {
    fn read(file: &Path) -> Result<Self, String> {
        let text = read(file)?;
        let written: Written = toml::from_str(&text).map_err(|error| wrong(file, error.message()))?;
        let beside = |path: &PathBuf| file.parent().map_or_else(|| path.clone(), |folder| folder.join(path));
        let from: Mailbox = written.from.parse().map_err(|error| wrong(file, &format!("from: {error}")))?;
        let mut tls = TlsParameters::builder(written.host.clone());
        if let Some(ca) = written.ca_file.as_ref().map(beside) {
            let pem = read(&ca)?;
            let certificate =
                Certificate::from_pem(pem.as_bytes()).map_err(|error| cannot("读取", "read", ca.display(), error))?;
            tls = tls.certificate_store(CertificateStore::None).add_root_certificate(certificate);
        }
        let password = written.password_file.as_ref().map(beside).map(|file| read(&file)).transpose()?;
        let credentials = match (written.user, password) {
            (Some(user), Some(password)) => {
                Some(Credentials::new(user, password.trim_end_matches(['\r', '\n']).to_owned()))
            }
            (None, None) => None,
            _ => return Err(wrong(file, "user and password_file go together")),
        };
        if credentials.is_some() && written.security == Security::None {
            return Err(wrong(
                file,
                "security = \"none\" would show the password to others on the way: use \"tls\" or \"starttls\"",
            ));
        }
        let port = match written.security {
            Security::Tls => 465,
            Security::Starttls => 587,
            Security::None => 25,
        };
        Ok(Self {
            address: (written.host, written.port.unwrap_or(port)),
            security: written.security,
            tls: tls.build().map_err(|error| cannot("使用", "use", file.display(), error))?,
            credentials,
            hello: ClientId::Domain(from.email.domain().to_owned()),
            from,
            office: written.office.parse().map_err(|_| wrong(file, "office: such as 220000/emergency"))?,
            timeout: Duration::from_secs(written.timeout_seconds.clamp(1, 600)),
        })
    }

    /// A connection that is ready for a message.
    fn connect(&self) -> Result<SmtpConnection, Error> {
        let tls = (self.security == Security::Tls).then_some(&self.tls);
        let (host, port) = &self.address;
        let mut connection =
            SmtpConnection::connect((host.as_str(), *port), Some(self.timeout), &self.hello, tls, None)?;
        if self.security == Security::Starttls {
            connection.starttls(&self.tls, &self.hello)?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials)?;
        }
        Ok(connection)
    }

    fn message(&self, mail: &Mail) -> Result<(Message, Mailbox), String> {
        let to: Mailbox = mail.to.parse().map_err(|error| format!("{error}"))?;
        let automatic = HeaderName::new_from_ascii("Auto-Submitted".to_owned()).map_err(|error| format!("{error}"))?;
        let made = Duration::from_millis(u64::try_from(mail.made.as_millisecond()).unwrap_or(0));
        let message = Message::builder()
            .from(self.from.clone())
            .to(to.clone())
            .subject(&mail.subject)
            .date(UNIX_EPOCH + made)
            .message_id(Some(format!("<{}@{}>", mail.id, self.from.email.domain())))
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .header(ContentType::TEXT_PLAIN)
            .body(mail.body.clone());
        Ok((message.map_err(|error| format!("{error}"))?, to))
    }
}

impl Carrier for MailServer {
    fn carry(&self, mail: &Mail) -> Result<(), NotCarried> {
        let (message, to) = self.message(mail).map_err(NotCarried::Refused)?;
        let closed = |error: Error| NotCarried::Closed(told(&error));
        let mut connection = self.connect().map_err(closed)?;
        let from = self.from.email.clone();
        connection.command(MailFrom::new(Some(from), Vec::new())).map_err(closed)?;
        connection.command(Rcpt::new(to.email, Vec::new())).map_err(|error| match error.is_permanent() {
            true => NotCarried::NoSuchAddress(told(&error)),
            false => NotCarried::Later(told(&error)),
        })?;
        connection.command(Data).map_err(|error| NotCarried::Later(told(&error)))?;
        // From here on the server may have taken the message, whatever we hear.
        connection.message(&message.formatted()).map_err(|error| {
            let why = told(&error);
            match (error.is_permanent(), error.is_transient()) {
                (true, _) => NotCarried::Refused(why),
                (_, true) => NotCarried::Later(why),
                _ => NotCarried::InDoubt(why),
            }
        })?;
        // It is taken; a farewell that goes wrong changes nothing.
        drop(connection.quit());
        Ok(())
    }
}

/// An error with its causes. None of them holds what we sent.
fn told(error: &Error) -> String {
    let mut all = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        let next_told = next.to_string();
        if !all.contains(&next_told) {
            all = format!("{all}: {next_told}");
        }
        cause = next.source();
    }
    all
}

fn read(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| cannot("读取", "read", file.display(), error))
}

fn wrong(file: &Path, what: &str) -> String {
    let file = file.display();
    both(&Text::new(
        format!("邮件服务器配置 {file} 有误：{what}"),
        format!("The description of the mail server in {file} is wrong: {what}"),
    ))
}
