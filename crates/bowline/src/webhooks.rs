//! Webhooks over HTTP: events of the log go to other programs, signed as Standard Webhooks say.
//!
//! This module must never send a request to an address of the operator's own network unless the operator allows it for that
//! webhook, must never follow a redirect, and must never print a secret. Start at [`Receiver::post`].

use crate::open::{self, Writable};
use crate::{Done, both, cannot};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bowline_core::ids::PlaceCode;
use bowline_core::words::Text;
use bowline_service::clock::{SystemClock, WallClock};
use bowline_service::{Bowline, Delivery, Poster, Refused, Webhook, Webhooks};
use bowline_web::doors::PublicUrl;
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::Sha256;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use ureq::http::Uri;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

/// Where events go.
#[derive(clap::Args, Clone)]
pub struct WebhookOption {
    /// A file that lists webhooks; without it no program is told
    #[arg(long, value_name = "FILE", env = "BOWLINE_WEBHOOKS")]
    webhooks: Option<PathBuf>,
}

/// The file, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    webhook: Vec<One>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
    name: String,
    url: String,
    secret_file: PathBuf,
    place: Option<String>,
    office: String,
    ca_file: Option<PathBuf>,
    #[serde(default)]
    allow_private: bool,
    #[serde(default = "ten_seconds")]
    timeout_seconds: u64,
}

const fn ten_seconds() -> u64 {
    10
}

/// A receiver of events.
pub struct Receiver {
    hook: Webhook,
    url: String,
    mac: Hmac<Sha256>,
    agent: ureq::Agent,
}

impl WebhookOption {
    /// Reads the file, opens each webhook and closes those that are not in it.
    pub fn open(&self, app: &Bowline) -> Result<Vec<Receiver>, String> {
        let receivers =
            self.webhooks.as_deref().map(|file| Receiver::listed(file, app)).transpose()?.unwrap_or_default();
        let hooks: Vec<&Webhook> = receivers.iter().map(|it| &it.hook).collect();
        Webhooks::of(app, None).open(&hooks).map_err(crate::refusal)?;
        Ok(receivers)
    }
}

/// Sends what a webhook was told after a place in the log once more.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Send a webhook everything after a place in the log once more, in the next run
    Replay {
        /// Name of the webhook
        name: String,
        /// The id of the last event that its receiver has; 0: everything
        #[arg(long, value_name = "ID")]
        from: i64,
        #[command(flatten)]
        list: WebhookOption,
        #[command(flatten)]
        folder: Writable,
    },
}

pub fn run(command: &Command) -> Done {
    let Command::Replay { name, from, list, folder } = command;
    let app = open::filled(folder)?;
    let receivers = list.open(&app)?;
    let unknown = || {
        both(&Text::new(format!("没有名为 {name} 的推送接口。"), format!("There is no webhook {name} in the list.")))
    };
    let receiver = receivers.iter().find(|it| it.hook.name == *name).ok_or_else(unknown)?;
    Webhooks::of(&app, None).replay(&receiver.hook, *from).map_err(crate::refusal)?;
    Ok(ExitCode::SUCCESS)
}

/// One run: each receiver is told what happened since. Answers how many of them did not take an event.
pub fn run_once(app: &Bowline, receivers: &[Receiver], site: Option<&PublicUrl>) -> Result<u64, Refused> {
    let site = site.map(ToString::to_string);
    let webhooks = Webhooks::of(app, site.as_deref());
    receivers.iter().map(|it| webhooks.run(&it.hook, it).map(|done| done.later)).sum()
}

impl Receiver {
    fn listed(file: &Path, app: &Bowline) -> Result<Vec<Self>, String> {
        let written: Written = toml::from_str(&read(file)?).map_err(|error| wrong(file, error.message()))?;
        let nation = app.places().nation();
        written.webhook.into_iter().map(|one| Self::of(file, one, app, nation)).collect()
    }

    fn of(file: &Path, one: One, app: &Bowline, nation: PlaceCode) -> Result<Self, String> {
        let beside = |path: &Path| file.parent().map_or_else(|| path.to_owned(), |folder| folder.join(path));
        let wrong = |what: &str| wrong(file, &format!("{}: {what}", one.name));
        let plain = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
        if one.name.is_empty() || !one.name.chars().all(plain) {
            return Err(wrong("name: small letters, digits and hyphens only"));
        }
        let uri: Uri = one.url.parse().map_err(|error| wrong(&format!("url: {error}")))?;
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") if one.allow_private => {}
            _ => return Err(wrong("url: https://… (http:// only with allow_private = true)")),
        }
        let place = match &one.place {
            None => nation,
            Some(code) => code
                .parse()
                .ok()
                .filter(|code| app.places().get(*code).is_some())
                .ok_or_else(|| wrong("place: there is none of this code"))?,
        };
        let office = one.office.parse().map_err(|_| wrong("office: such as 220000/emergency"))?;
        let secret = read(&beside(&one.secret_file))?;
        let key = secret.trim().strip_prefix("whsec_").and_then(|key| BASE64.decode(key).ok());
        let key = key.filter(|key| (24..=64).contains(&key.len()));
        let mac = key.and_then(|key| Hmac::new_from_slice(&key).ok());
        let mac = mac.ok_or_else(|| wrong("secret_file: whsec_ and 24 to 64 random bytes in base64"))?;
        let roots = one.ca_file.as_deref().map(beside).map(|ca| certificates(&ca)).transpose()?;
        Ok(Self {
            hook: Webhook { office, name: one.name, place },
            url: one.url,
            mac,
            agent: agent(Duration::from_secs(one.timeout_seconds.clamp(1, 60)), roots, one.allow_private),
        })
    }
}

fn agent(timeout: Duration, roots: Option<RootCerts>, allow_private: bool) -> ureq::Agent {
    let tls = TlsConfig::builder().root_certs(roots.unwrap_or(RootCerts::WebPki)).build();
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(timeout))
        .max_redirects(0)
        .http_status_as_error(false)
        // A proxy of the environment would look up the address where our resolver cannot see it.
        .proxy(None)
        .tls_config(tls)
        .build();
    ureq::Agent::with_parts(
        config,
        DefaultConnector::default(),
        Guarded { inner: DefaultResolver::default(), allow_private },
    )
}

impl Poster for Receiver {
    fn post(&self, delivery: &Delivery) -> Result<(), String> {
        let (id, at) = (&delivery.id, SystemClock.now().as_second());
        let mac = self.mac.clone().chain_update(format!("{id}.{at}.{}", delivery.body));
        let answer = self
            .agent
            .post(&self.url)
            .header("content-type", "application/cloudevents+json; charset=utf-8")
            .header("webhook-id", id)
            .header("webhook-timestamp", at.to_string())
            .header("webhook-signature", format!("v1,{}", BASE64.encode(mac.finalize().into_bytes())))
            .send(&delivery.body)
            .map_err(|error| error.to_string())?;
        if answer.status().is_success() { Ok(()) } else { Err(format!("HTTP {}", answer.status().as_u16())) }
    }
}

/// Looks names up, and drops addresses of private networks: what the name means when we connect counts, not what it meant when it
/// was written down.
#[derive(Debug)]
struct Guarded {
    inner: DefaultResolver,
    allow_private: bool,
}

impl Resolver for Guarded {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        let mut allowed = self.empty();
        for address in found.iter().filter(|it| self.allow_private || is_public(it.ip())) {
            allowed.push(*address);
        }
        if allowed.is_empty() {
            return Err(ureq::Error::Other("the address lies in a private network (allow_private = false)".into()));
        }
        Ok(allowed)
    }
}

/// Whether an address belongs to the internet at large.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => embedded_v4(ip).map_or_else(|| is_public_v6(ip), is_public_v4),
    }
}

const fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let shared = a == 100 && b >= 64 && b < 128;
    let benchmark = a == 198 && (b == 18 || b == 19);
    let protocols = a == 192 && b == 0 && c == 0;
    let other = a == 0 || a >= 224 || shared || benchmark || protocols;
    !(other || ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_documentation())
}

const fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [first, second, ..] = ip.segments();
    let documentation = first == 0x2001 && second == 0x0db8;
    // Only 2000::/3 is given out to the internet.
    first & 0xe000 == 0x2000 && !documentation
}

/// The old address within a new one: mapped, translated (NAT64) or tunnelled (6to4).
const fn embedded_v4(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, g, h] = ip.segments();
    let (high, low) = match (a, b, c, d, e, f) {
        (0, 0, 0, 0, 0, 0 | 0xffff) | (0x64, 0xff9b, _, _, _, _) => (g, h),
        (0x2002, high, low, _, _, _) => (high, low),
        _ => return None,
    };
    let ([one, two], [three, four]) = (high.to_be_bytes(), low.to_be_bytes());
    Some(Ipv4Addr::new(one, two, three, four))
}

fn certificates(file: &Path) -> Result<RootCerts, String> {
    let text = read(file)?;
    let found: Vec<Certificate<'static>> = parse_pem(text.as_bytes())
        .filter_map(|item| if let Ok(PemItem::Certificate(it)) = item { Some(it) } else { None })
        .collect();
    if found.is_empty() {
        return Err(wrong(file, "no certificate in it"));
    }
    Ok(RootCerts::new_with_certs(&found))
}

fn read(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| cannot("读取", "read", file.display(), error))
}

fn wrong(file: &Path, what: &str) -> String {
    let file = file.display();
    both(&Text::new(
        format!("推送接口配置 {file} 有误：{what}"),
        format!("The list of webhooks in {file} is wrong: {what}"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_internet_are_public() {
        let public = |text: &str| is_public(text.parse().unwrap());
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "192.0.0.8",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "::7f00:1",
        ] {
            assert!(!public(inside), "{inside}");
        }
        for outside in ["1.1.1.1", "100.128.0.1", "172.32.0.1", "2606:4700::1111", "::ffff:1.1.1.1"] {
            assert!(public(outside), "{outside}");
        }
    }
}
