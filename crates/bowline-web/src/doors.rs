//! Where the site is and who stands between it and its visitors: its public address, the proxies that are believed, the cookie.
//!
//! Must never believe a header that a visitor could have written. Start at [`Doors`].

use axum::http::header::{HOST, HeaderMap, HeaderName, ORIGIN, REFERER};
use axum::http::uri::{Authority, Uri};
use std::net::{IpAddr, SocketAddr};

/// The public address and the proxies that are believed.
#[derive(Clone, Debug, Default)]
pub struct Doors {
    /// The address under which people open the site. None: by number, or as `localhost`.
    pub public: Option<PublicUrl>,
    /// Machines whose `X-Forwarded-For` is believed.
    pub trusted: Vec<IpAddr>,
}

/// A scheme and an authority, as browsers write them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    https: bool,
    authority: String,
}

impl std::fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}://{}", if self.https { "https" } else { "http" }, self.authority)
    }
}

impl std::str::FromStr for PublicUrl {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not an address such as https://safety.example.gov.cn");
        let uri: Uri = text.parse().map_err(|_| wrong())?;
        let https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(wrong()),
        };
        let authority = uri.authority().filter(|it| !it.as_str().contains('@')).ok_or_else(wrong)?;
        if !matches!(uri.path_and_query().map(|it| it.as_str()), None | Some("/")) {
            return Err(wrong());
        }
        Ok(Self { https, authority: plain(authority.as_str(), https) })
    }
}

/// An authority in small letters, without the port that its scheme has anyway.
fn plain(authority: &str, https: bool) -> String {
    let small = authority.to_ascii_lowercase();
    small.strip_suffix(if https { ":443" } else { ":80" }).map_or(small.clone(), str::to_owned)
}

impl Doors {
    /// An address of ours as one can write it down: whole, where the site knows its own.
    #[must_use]
    pub fn link(&self, address: &str) -> String {
        self.public.as_ref().map_or_else(|| address.to_owned(), |public| format!("{public}{address}"))
    }

    /// Whether people come over TLS.
    #[must_use]
    pub fn https(&self) -> bool {
        self.public.as_ref().is_some_and(|public| public.https)
    }

    /// Whether a request asks for this site. Without a public address only numbers and `localhost` do: a name could be that of
    /// somebody else, whose page is then of the same origin.
    #[must_use]
    pub fn is_ours(&self, headers: &HeaderMap) -> bool {
        let Some(host) = text(headers, HOST) else { return false };
        match &self.public {
            Some(public) => plain(host, public.https) == public.authority,
            None => host.parse::<Authority>().is_ok_and(|it| {
                let name = it.host();
                name == "localhost" || name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok()
            }),
        }
    }

    /// Whether a request comes from a page of ours: the browser says so itself, or the origin is ours, or, of browsers that
    /// nobody updates and that send neither, the page that the form stood on.
    #[must_use]
    pub fn is_same_origin(&self, headers: &HeaderMap) -> bool {
        if let Some(site) = text(headers, HeaderName::from_static("sec-fetch-site")) {
            return site == "same-origin";
        }
        let from = text(headers, ORIGIN).or_else(|| text(headers, REFERER));
        let Some((scheme, rest)) = from.and_then(|from| from.split_once("://")) else { return false };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        match &self.public {
            Some(public) => (scheme == "https") == public.https && plain(authority, public.https) == public.authority,
            None => text(headers, HOST).is_some_and(|host| host.eq_ignore_ascii_case(authority)),
        }
    }

    /// Where a request comes from: the last address of `X-Forwarded-For` that is no trusted proxy, if a trusted one brings it.
    #[must_use]
    pub fn address(&self, headers: &HeaderMap, peer: SocketAddr) -> IpAddr {
        let peer = peer.ip().to_canonical();
        if !self.trusted.contains(&peer) {
            return peer;
        }
        let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
        let all: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
        for said in all.iter().rev() {
            match said.parse::<IpAddr>().map(|it| it.to_canonical()) {
                Ok(address) if self.trusted.contains(&address) => {}
                Ok(address) => return address,
                Err(_) => break,
            }
        }
        peer
    }

    /// The name of the session's cookie; over TLS one that no sibling site can set.
    #[must_use]
    pub fn session_name(&self) -> &'static str {
        if self.https() { "__Host-bowline" } else { "bowline" }
    }

    /// The session's cookie; none ends it.
    #[must_use]
    pub fn session_cookie(&self, token: Option<&str>) -> String {
        let end = if token.is_none() { "; Max-Age=0" } else { "" };
        self.cookie(self.session_name(), token.unwrap_or_default(), end)
    }

    /// The name of the cookie by which a browser is known whose person signed in before.
    #[must_use]
    pub fn device_name(&self) -> &'static str {
        if self.https() { "__Host-bowline-device" } else { "bowline-device" }
    }

    /// That cookie; it lasts half a year.
    #[must_use]
    pub fn device_cookie(&self, mark: &str) -> String {
        self.cookie(self.device_name(), mark, "; Max-Age=15552000")
    }

    fn cookie(&self, name: &str, value: &str, age: &str) -> String {
        let secure = if self.https() { "; Secure" } else { "" };
        format!("{name}={value}; Path=/{age}; HttpOnly; SameSite=Lax{secure}")
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    fn public(url: &str) -> Doors {
        Doors { public: Some(url.parse().unwrap()), trusted: Vec::new() }
    }

    #[test]
    fn only_our_own_pages_may_post() {
        let doors = Doors::default();
        let same = |pairs: &[(&'static str, &'static str)]| doors.is_same_origin(&headers(pairs));
        assert!(same(&[("sec-fetch-site", "same-origin")]));
        assert!(!same(&[("sec-fetch-site", "cross-site"), ("origin", "http://a"), ("host", "a")]));
        assert!(!same(&[("sec-fetch-site", "same-site")]));
        assert!(same(&[("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")]));
        assert!(!same(&[("origin", "http://evil.example"), ("host", "127.0.0.1")]));
        assert!(!same(&[("origin", "null"), ("host", "127.0.0.1"), ("referer", "http://127.0.0.1/")]));
        assert!(!same(&[("host", "127.0.0.1")]));
        assert!(same(&[("referer", "http://127.0.0.1:8080/report?a=1"), ("host", "127.0.0.1:8080")]));
        assert!(!same(&[("referer", "http://127.0.0.1.evil.example/"), ("host", "127.0.0.1")]));
        let doors = public("https://safety.example.gov.cn");
        assert!(doors.is_same_origin(&headers(&[("origin", "https://safety.example.gov.cn")])));
        assert!(!doors.is_same_origin(&headers(&[("origin", "http://safety.example.gov.cn")])), "another scheme");
        assert!(!doors.is_same_origin(&headers(&[("origin", "https://evil.example"), ("host", "evil.example")])));
    }

    #[test]
    fn a_host_is_ours_by_the_public_address_or_by_number() {
        let ours = |doors: &Doors, host: &'static str| doors.is_ours(&headers(&[("host", host)]));
        for host in ["127.0.0.1:8460", "10.1.2.3", "[::1]:8460", "localhost:8460"] {
            assert!(ours(&Doors::default(), host), "{host}");
        }
        assert!(!ours(&Doors::default(), "evil.example:8460"));
        let doors = public("https://Safety.example.gov.cn:443/");
        assert!(ours(&doors, "safety.example.gov.cn") && ours(&doors, "SAFETY.example.gov.cn:443"));
        assert!(!ours(&doors, "127.0.0.1") && !ours(&doors, "safety.example.gov.cn:8460"));
        for wrong in ["safety.example.gov.cn", "ftp://a", "https://a/path", "https://u@a", "https://"] {
            assert!(wrong.parse::<PublicUrl>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_a_trusted_proxy_says_who_comes() {
        let peer = "10.0.0.9:5000".parse().unwrap();
        let forwarded = headers(&[("x-forwarded-for", "6.6.6.6, 203.0.113.7, 10.0.0.8")]);
        assert_eq!(Doors::default().address(&forwarded, peer), peer.ip());
        let trusted = vec!["10.0.0.9".parse().unwrap(), "10.0.0.8".parse().unwrap()];
        let doors = Doors { trusted, ..Doors::default() };
        assert_eq!(
            doors.address(&forwarded, peer).to_string(),
            "203.0.113.7",
            "what a visitor wrote stands further left"
        );
        assert_eq!(doors.address(&headers(&[("x-forwarded-for", "unknown")]), peer), peer.ip());
    }

    #[test]
    fn the_cookie_is_out_of_reach_of_scripts_and_of_other_sites() {
        assert_eq!(Doors::default().session_cookie(Some("abc")), "bowline=abc; Path=/; HttpOnly; SameSite=Lax");
        let doors = public("https://a.example");
        assert_eq!(doors.session_cookie(Some("abc")), "__Host-bowline=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
        assert!(doors.session_cookie(None).contains("Max-Age=0"));
    }
}
