//! Where a redirect leads.

use ureq::http::Uri;

/// Whether a status sends on to another address.
pub(crate) fn leads_on(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// The address that `location` means on a page at `base` (RFC 3986, section 5.2), without its fragment; `None` for
/// anything but http and https, and for an address with a user's name in it.
pub(crate) fn join(base: &Uri, location: &str) -> Option<String> {
    let location = location.trim().split('#').next().unwrap_or_default();
    let (scheme, authority) = (base.scheme_str()?, base.authority()?);
    let lower = location.to_ascii_lowercase();
    let other = location.find(':').is_some_and(|at| location[..at].bytes().all(|b| b.is_ascii_alphanumeric()));
    let joined = if lower.starts_with("http://") || lower.starts_with("https://") {
        location.to_owned()
    } else if location.starts_with("//") {
        format!("{scheme}:{location}")
    } else if other || location.is_empty() {
        return None;
    } else if location.starts_with('/') {
        format!("{scheme}://{authority}{}", plain(location))
    } else if location.starts_with('?') {
        format!("{scheme}://{authority}{}{location}", base.path())
    } else {
        let folder = base.path().rsplit_once('/').map_or("", |(folder, _)| folder);
        format!("{scheme}://{authority}{}", plain(&format!("{folder}/{location}")))
    };
    let uri: Uri = joined.parse().ok()?;
    let named = uri.authority().is_none_or(|a| a.as_str().contains('@') || a.host().is_empty());
    (!named).then_some(joined)
}

/// A path without `.` and `..`.
fn plain(address: &str) -> String {
    let (path, query) = address.split_at(address.find('?').unwrap_or(address.len()));
    let mut kept: Vec<&str> = Vec::new();
    for part in path.trim_start_matches('/').split('/') {
        match part {
            "." => {}
            ".." => drop(kept.pop()),
            _ => kept.push(part),
        }
    }
    let end = if path.ends_with("/.") || path.ends_with("/..") { "/" } else { "" };
    format!("/{}{end}{query}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_address_is_joined() {
        let base: Uri = "https://a.uk:8/x/y/z.csv?q=1".parse().unwrap();
        for (location, expected) in [
            ("http://b.uk/c", Some("http://b.uk/c")),
            ("HTTPS://b.uk/c#top", Some("HTTPS://b.uk/c")),
            ("//b.uk/c", Some("https://b.uk/c")),
            ("/c?key=d", Some("https://a.uk:8/c?key=d")),
            ("/c/../d/./e", Some("https://a.uk:8/d/e")),
            ("c.csv", Some("https://a.uk:8/x/y/c.csv")),
            ("../c.csv?a=/../", Some("https://a.uk:8/x/c.csv?a=/../")),
            ("../../../../c", Some("https://a.uk:8/c")),
            ("?q=2", Some("https://a.uk:8/x/y/z.csv?q=2")),
            ("", None),
            ("file:///etc/passwd", None),
            ("ftp://b.uk/", None),
            ("http://user:word@b.uk/", None),
            ("http:///x", None),
        ] {
            assert_eq!(join(&base, location).as_deref(), expected, "{location}");
        }
    }
}
