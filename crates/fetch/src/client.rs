//! One HTTP client for portal and files: time limits, retries, and which answers are worth another attempt.

use crate::address::{Guard, Inside};
use crate::backoff::Backoff;
use crate::pace::Paced;
use crate::redirect;
use crate::sniff::{looks_like_page, title};
use crate::{Error, Event, Watch};
use std::io::Read;
use std::time::{Duration, Instant};
use ureq::http::{HeaderMap, Response, Uri};
use ureq::unversioned::transport::DefaultConnector;

pub use crate::settings::Settings;

/// Answers of a portal are lists of some hundred resources; anything longer is no such answer.
const LONGEST_ANSWER: u64 = 64 << 20;
/// Redirects that are followed.
const REDIRECTS: u32 = 5;

/// An HTTP client.
#[derive(Debug)]
pub struct Client {
    agent: ureq::Agent,
    guard: Guard,
    pub(crate) settings: Settings,
}

/// Why an attempt failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Another attempt may succeed, after the delay that the server asks for.
    Passing(String, Option<Duration>),
    /// It will not.
    Final(Error),
}

impl Client {
    /// A client. With `secure`, plain http is refused, also after a redirect.
    ///
    /// # Errors
    /// [`Error::Option`] when `SSL_CERT_FILE` names a file without certificates.
    pub fn new(settings: Settings, secure: bool) -> Result<Self, Error> {
        let mut config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .https_only(secure)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_connections(0)
            .timeout_connect(Some(settings.connect))
            .timeout_recv_response(Some(settings.silence))
            .timeout_per_read(Some(settings.silence))
            .timeout_per_write(Some(settings.silence))
            .timeout_recv_body(Some(settings.pace.whole))
            .user_agent(concat!("unwarranted/", env!("CARGO_PKG_VERSION")));
        if !settings.proxy {
            config = config.proxy(None);
        }
        if let Some(roots) = roots()? {
            config = config.tls_config(ureq::tls::TlsConfig::builder().root_certs(roots).build());
        }
        let agent = ureq::Agent::with_parts(config.build(), DefaultConnector::default(), Guard::new(&settings.portals));
        Ok(Self { agent, guard: Guard::new(&settings.portals), settings })
    }

    /// One GET, which follows redirects. Bytes are asked for as they are, so that ranges and lengths count those of the
    /// file.
    pub(crate) fn get(&self, url: &str, headers: &[(&str, String)]) -> Result<Response<ureq::Body>, Failure> {
        let last = |problem: String| Failure::Final(Error::Portal { url: shown(url), problem });
        let mut at = url.to_owned();
        for step in 0..=REDIRECTS {
            let sent_on = |problem: String| match step {
                0 => last(problem),
                _ => last(format!("it sends on to {}: {problem}", shown(&at))),
            };
            let uri: Uri = at.parse().map_err(|e| sent_on(format!("is no address of a file ({e})")))?;
            if self.agent.config().proxy().is_some_and(|proxy| !proxy.is_no_proxy(&uri)) {
                self.guard.check_for_proxy(&uri).map_err(|inside| sent_on(inside.to_string()))?;
            }
            let response = self.ask(&at, headers).map_err(|e| failed(&e, sent_on))?;
            if !redirect::leads_on(response.status().as_u16()) {
                return Ok(response);
            }
            let location = header(response.headers(), "location").unwrap_or_default();
            let Some(next) = redirect::join(&uri, location) else {
                return Err(sent_on(format!("its redirect to '{}' is of no use", shown(location).escape_debug())));
            };
            at = next;
        }
        Err(last(format!("more than {REDIRECTS} redirects follow each other")))
    }

    fn ask(&self, url: &str, headers: &[(&str, String)]) -> Result<Response<ureq::Body>, ureq::Error> {
        let mut request = self.agent.get(url).header("accept-encoding", "identity");
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        request.call()
    }

    /// The JSON that a portal answers, with retries.
    ///
    /// # Errors
    /// [`Error::Portal`] when it cannot be had or is no JSON.
    pub fn json(&self, url: &str, watch: Watch<'_>) -> Result<serde_json::Value, Error> {
        let mut backoff = Backoff::new(&self.settings);
        loop {
            match self.json_once(url) {
                Ok(value) => return Ok(value),
                Err(failure) => self.wait(url, failure, &mut backoff, watch)?,
            }
        }
    }

    fn json_once(&self, url: &str) -> Result<serde_json::Value, Failure> {
        let response = self.get(url, &[])?;
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let mut text = Vec::new();
        let body = response.into_body().into_reader().take(LONGEST_ANSWER + 1);
        let read = Paced::new(body, &self.settings.pace, Instant::now()).read_to_end(&mut text);
        // A portal explains a 404 in the JSON that comes with it.
        let json = serde_json::from_slice::<serde_json::Value>(&text).ok();
        match (status, json) {
            (200, Some(json)) => return Ok(json),
            (404, Some(json)) if json["success"] == false => return Ok(json),
            (200, None) => {}
            _ => return Err(refused(url, status, &headers)),
        }
        read.map_err(|e| Failure::Passing(format!("the answer broke off: {e}"), None))?;
        let problem = if looks_like_page(&text) {
            format!(
                "a web page came instead of JSON{}; the portal may be under maintenance, or the address wrong",
                title(&text)
            )
        } else {
            "the answer is no JSON; the address may not be that of a CKAN portal".to_owned()
        };
        Err(Failure::Final(Error::Portal { url: shown(url), problem }))
    }

    /// Waits before the next attempt, or ends with the reason when there is none.
    pub(crate) fn wait(
        &self,
        url: &str,
        failure: Failure,
        backoff: &mut Backoff<'_>,
        watch: Watch<'_>,
    ) -> Result<(), Error> {
        let (problem, wish) = match failure {
            Failure::Passing(problem, wish) => (problem, wish),
            Failure::Final(error) => return Err(error),
        };
        let Some(delay) = backoff.next(wish) else {
            let problem = match backoff.failures() {
                1 => format!("{problem}; no further attempt is allowed"),
                n => format!("{problem}; gave up after {n} attempts in a row without progress"),
            };
            return Err(Error::Portal { url: shown(url), problem });
        };
        watch(Event::Note(&format!("{}: {problem}; trying again in {} s", shown(url), delay.as_secs_f32())));
        std::thread::sleep(delay);
        Ok(())
    }
}

/// The certificates of `SSL_CERT_FILE` instead of the bundled ones: networks that inspect traffic have their own.
fn roots() -> Result<Option<ureq::tls::RootCerts>, Error> {
    let Some(path) = std::env::var_os("SSL_CERT_FILE").filter(|p| !p.is_empty()) else { return Ok(None) };
    let path = std::path::PathBuf::from(path);
    let pem = std::fs::read(&path).map_err(Error::io(&path, "read the certificates (SSL_CERT_FILE)"))?;
    let certificates: Vec<_> = ureq::tls::parse_pem(&pem)
        .filter_map(|item| match item {
            Ok(ureq::tls::PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    if certificates.is_empty() {
        let path = path.display();
        return Err(Error::Option(format!("SSL_CERT_FILE is '{path}', which holds no certificate in PEM form")));
    }
    Ok(Some(ureq::tls::RootCerts::Specific(std::sync::Arc::new(certificates))))
}

/// What a request without an answer means.
fn failed(error: &ureq::Error, last: impl Fn(String) -> Failure) -> Failure {
    use ureq::Error as E;
    if let E::Io(e) = error
        && let Some(inside) = e.get_ref().and_then(|e| e.downcast_ref::<Inside>())
    {
        return last(inside.to_string());
    }
    match error {
        E::Io(_) | E::Timeout(_) | E::HostNotFound | E::ConnectionFailed | E::Protocol(_) => {
            Failure::Passing(format!("no answer: {error}"), None)
        }
        E::RequireHttpsOnly(_) => last("leads to an address without https, which is refused".to_owned()),
        _ => last(error.to_string()),
    }
}

/// What a status other than success means.
pub(crate) fn refused(url: &str, status: u16, headers: &HeaderMap) -> Failure {
    let problem = match status {
        404 | 410 => format!("not found (HTTP {status}); it may have been moved: see the landing page"),
        401 | 403 => format!("the server refuses access (HTTP {status})"),
        429 => "the server asks for fewer requests (HTTP 429)".to_owned(),
        500..=599 => format!("the server has a fault (HTTP {status})"),
        _ => format!("unexpected answer (HTTP {status})"),
    };
    if matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504) {
        let wish = header(headers, "retry-after").and_then(|v| v.trim().parse().ok()).map(Duration::from_secs);
        return Failure::Passing(problem, wish);
    }
    Failure::Final(Error::Portal { url: shown(url), problem })
}

/// A header as text.
pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// An address without its query: in that of a signed link there is a key.
pub(crate) fn shown(url: &str) -> String {
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    if query.starts_with("id=") && !query.contains('&') { url.to_owned() } else { address.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_in_addresses_are_not_shown() {
        assert_eq!(shown("https://a/b.zip?X-Amz-Signature=1"), "https://a/b.zip");
        assert_eq!(shown("https://a/api/3/action/package_show?id=epd"), "https://a/api/3/action/package_show?id=epd");
        assert_eq!(shown("https://a/b?id=1&key=2"), "https://a/b");
    }
}
