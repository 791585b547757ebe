//! Requests of a browser on this machine: pages, and questions with a small body.

use anyhow::{Result, anyhow};
use std::io::Read as _;
use std::net::SocketAddr;
use tiny_http::{Header, Method, Request, Response};

/// Bytes of a question: codes of thousands of areas fit.
const LONGEST: u64 = 1 << 20;

/// A server that answers one request after the other.
pub(super) struct Server {
    inner: tiny_http::Server,
    address: SocketAddr,
}

/// What a browser asks for.
pub(super) enum Asked<'a> {
    /// A page, by its path without the slash.
    Page(&'a str),
    /// A question, by its body.
    Question(&'a str),
}

/// What it gets.
pub(super) struct Answered {
    status: u16,
    kind: &'static str,
    body: Vec<u8>,
}

impl Answered {
    /// A page of this name.
    pub(super) fn page(name: &str, body: Vec<u8>) -> Self {
        let kind = match name.rsplit('.').next() {
            Some("html") => "text/html; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            _ => "text/javascript; charset=utf-8",
        };
        Self { status: 200, kind, body }
    }

    /// An answer to a question.
    pub(super) fn json(text: &str) -> Self {
        Self { status: 200, kind: "application/json", body: text.as_bytes().to_vec() }
    }

    /// Nothing of that name.
    pub(super) fn missing() -> Self {
        Self::refused(404, "there is no such page")
    }

    fn refused(status: u16, why: &str) -> Self {
        Self { status, kind: "text/plain; charset=utf-8", body: format!("{why}\n").into_bytes() }
    }
}

impl Server {
    /// Listens on an address.
    pub(super) fn open(at: SocketAddr) -> Result<Self> {
        let inner = tiny_http::Server::http(at).map_err(|e| anyhow!("{e}"))?;
        let address = inner.server_addr().to_ip().ok_or_else(|| anyhow!("no address"))?;
        Ok(Self { inner, address })
    }

    /// The address with the port that was taken.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers every request until the program is stopped. A browser that has gone is no reason to stop.
    pub(super) fn each(&self, mut answer: impl FnMut(&Asked<'_>) -> Answered) {
        for mut request in self.inner.incoming_requests() {
            let answered = self.answered(&mut request, &mut answer);
            let mut response = Response::from_data(answered.body).with_status_code(answered.status);
            let headers = [
                ("Content-Type", answered.kind),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "no-store"),
                ("Referrer-Policy", "no-referrer"),
            ];
            for (name, value) in headers {
                if let Ok(header) = Header::from_bytes(name, value) {
                    response.add_header(header);
                }
            }
            let _ = request.respond(response);
        }
    }

    fn answered(&self, request: &mut Request, answer: &mut impl FnMut(&Asked<'_>) -> Answered) -> Answered {
        if !self.is_meant(request) {
            return Answered::refused(403, "this page is served under its own address alone");
        }
        let path = request.url().split('?').next().unwrap_or_default().trim_start_matches('/').to_owned();
        match (request.method(), path.as_str()) {
            (Method::Get, path) => answer(&Asked::Page(path)),
            (Method::Post, "ask") => {
                let mut body = String::new();
                match request.as_reader().take(LONGEST + 1).read_to_string(&mut body) {
                    Ok(_) if body.len() as u64 <= LONGEST => answer(&Asked::Question(&body)),
                    Ok(_) => Answered::refused(413, "the question is too long"),
                    Err(_) => Answered::refused(400, "the question cannot be read"),
                }
            }
            _ => Answered::refused(405, "this can be read, and not written to"),
        }
    }

    /// Whether the browser meant this server: a name that another site gave this address, or a script of another site, did not.
    fn is_meant(&self, request: &Request) -> bool {
        let of = |name: &'static str| request.headers().iter().find(|h| h.field.equiv(name)).map(|h| h.value.as_str());
        let port = self.address.port();
        let own = |host: &str| {
            let named = host == format!("localhost:{port}") && self.address.ip().is_loopback();
            // An address that stands for all of the machine's is reached under any of them, but never under a name.
            let any =
                self.address.ip().is_unspecified() && host.parse::<SocketAddr>().is_ok_and(|at| at.port() == port);
            host == self.address.to_string() || named || any
        };
        let origin = of("Origin").is_none_or(|origin| origin.strip_prefix("http://").is_some_and(own));
        of("Host").is_some_and(own) && origin
    }
}
