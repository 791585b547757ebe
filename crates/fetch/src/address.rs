//! Which servers may be asked: those on the internet, and the portal that the user named.
//!
//! A portal's list or a redirect could otherwise make this program ask a service on the user's own machine or network.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Whether an address is one of the public internet (IANA's registries of special-purpose addresses, RFC 6890). Of
/// those that carry an IPv4 address inside (mapped, NAT64, 6to4) the one inside counts.
pub(crate) fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => public_v4(ip),
        IpAddr::V6(ip) => public_v6(ip),
    }
}

fn public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = match (a, b) {
        (0 | 10 | 127, _) | (224..=255, _) => true,
        (100, 64..=127) | (169, 254) | (172, 16..=31) | (192, 168) | (198, 18 | 19) => true,
        (192, 0) => c == 0 || c == 2,
        (198, 51) => c == 100,
        (203, 0) => c == 113,
        _ => false,
    };
    !special
}

fn public_v6(ip: Ipv6Addr) -> bool {
    let s = ip.segments();
    let inside = |high: u16, low: u16| {
        let [[a, b], [c, d]] = [high.to_be_bytes(), low.to_be_bytes()];
        public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match s {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => inside(high, low),
        [0x2002, high, low, ..] => inside(high, low),
        // Teredo hides an address of IPv4; the others are for documents, benchmarks and identifiers.
        [0x2001, second, ..] => second >= 0x200 && second != 0xdb8,
        [0x3fff, second, ..] => second >= 0x1000,
        [first, ..] => (0x2000..=0x3fff).contains(&first),
    }
}

/// Why a server is not asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Inside {
    host: String,
    at: Option<IpAddr>,
}

impl fmt::Display for Inside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = "on this machine or inside a private network";
        match self.at {
            Some(ip) => write!(f, "{} is at {ip}, which is {place}", self.host)?,
            None => write!(f, "{} is {place}", self.host)?,
        }
        f.write_str("; only the portal itself may be there (`api`), and this server was not asked")
    }
}

impl std::error::Error for Inside {}

/// Looks names up, and gives no address that must not be asked. The connection goes to the addresses given here, so
/// that a name cannot mean one thing when it is checked and another when it is used.
#[derive(Debug)]
pub(crate) struct Guard {
    names: DefaultResolver,
    /// Host and port of every portal that the user named.
    portals: Vec<String>,
}

impl Guard {
    pub(crate) fn new(portals: &[String]) -> Self {
        let places = portals.iter().filter_map(|url| place(&url.parse().ok()?)).collect();
        Self { names: DefaultResolver::default(), portals: places }
    }

    /// The first of some addresses that must not be asked.
    fn forbidden(&self, uri: &Uri, found: &[SocketAddr]) -> Result<(), Inside> {
        let Some(inside) = found.iter().find(|a| !is_public(a.ip())) else { return Ok(()) };
        let portal = |at: &String| {
            // The same place under another name, such as localhost and 127.0.0.1.
            place(uri).as_ref() == Some(at) || at.to_socket_addrs().is_ok_and(|mut all| all.any(|a| a == *inside))
        };
        if self.portals.iter().any(portal) {
            return Ok(());
        }
        Err(Inside { host: uri.host().unwrap_or_default().to_owned(), at: Some(inside.ip()) })
    }

    /// Checks an address that a proxy will look up: what it says itself, and what its name means here, if anything.
    pub(crate) fn check_for_proxy(&self, uri: &Uri) -> Result<(), Inside> {
        let host = uri.host().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
        let Some(at) = place(uri) else { return Ok(()) };
        if self.portals.contains(&at) {
            return Ok(());
        }
        if host == "localhost" || host.ends_with(".localhost") {
            return Err(Inside { host, at: None });
        }
        let found: Vec<SocketAddr> = at.to_socket_addrs().map(Iterator::collect).unwrap_or_default();
        self.forbidden(uri, &found)
    }
}

impl Resolver for Guard {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        // The proxy is named by the user.
        if config.proxy().is_some_and(|proxy| place(proxy.uri()) == place(uri)) {
            return Ok(found);
        }
        self.forbidden(uri, &found).map_err(|inside| ureq::Error::Io(std::io::Error::other(inside)))?;
        Ok(found)
    }
}

/// Host and port, in lower case.
fn place(uri: &Uri) -> Option<String> {
    let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("https") { 443 } else { 80 });
    Some(format!("{}:{port}", uri.host()?.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_this_machine_and_of_networks_are_known_in_every_form() {
        for ip in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.7",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:c0a8:101::1",
            "3fff:0:1::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.1",
            "100.63.0.1",
            "100.128.0.1",
            "128.0.0.1",
            "169.253.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "192.167.0.1",
            "198.17.0.1",
            "198.20.0.1",
            "203.0.114.1",
            "223.255.255.1",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
            "2002:808:808::1",
            "2001:4860:4860::8888",
            "2606:4700::1111",
            "2a00::1",
        ] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn only_the_portal_may_be_inside() {
        let guard = Guard::new(&["http://127.0.0.1:8080".to_owned(), "http://[::1]:81/x".to_owned()]);
        let check = |url: &str| guard.check_for_proxy(&url.parse().unwrap());
        for url in ["http://127.0.0.1:8080/a", "http://[::1]:81/", "http://8.8.8.8/"] {
            assert_eq!(check(url), Ok(()), "{url}");
        }
        for url in [
            "http://127.0.0.1:8081/a",
            "http://127.0.0.1/",
            "http://[::ffff:127.0.0.1]:82/",
            "http://x.localhost/",
            "http://localhost./",
            "https://169.254.169.254/latest",
            "http://[fe80::1]/",
            "http://2130706433/",
            "http://0x7f.1/",
        ] {
            assert!(check(url).is_err(), "{url}");
        }
    }
}
