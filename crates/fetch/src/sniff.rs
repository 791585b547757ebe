//! Tells a data file from a web page by its first bytes.

/// Whether bytes begin like a web page or XML, which no data file does.
pub(crate) fn looks_like_page(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.trim_ascii_start().first() == Some(&b'<')
}

/// The title of a web page, as ` ("title")`, or nothing.
pub(crate) fn title(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(4_096)]);
    let lower = text.to_ascii_lowercase();
    let inside = lower.find("<title").and_then(|at| Some(at + lower[at..].find('>')? + 1));
    let found = inside.and_then(|at| Some(text[at..at + lower[at..].find('<')?].trim()));
    found
        .filter(|t| !t.is_empty())
        .map(|t| format!(" (\"{}\")", t.chars().take(80).collect::<String>()))
        .unwrap_or_default()
}

/// What came instead of a data file, in words; `None` where the beginning may be that of one. `page` says that the
/// server calls it a web page, `zip` that a zip archive is expected.
pub(crate) fn no_data(beginning: &[u8], page: bool, zip: bool) -> Option<String> {
    if zip && beginning.starts_with(b"PK") {
        return None;
    }
    match beginning {
        [] => Some("an empty file".to_owned()),
        bytes if page || looks_like_page(bytes) => Some(format!("a web page{}", title(bytes))),
        [b'{' | b'[', ..] => Some("JSON, probably an explanation of a fault,".to_owned()),
        _ if zip => Some("something that is not a zip archive".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_known_and_named() {
        assert!(looks_like_page(b"\xef\xbb\xbf \n<!DOCTYPE html>"));
        assert!(!looks_like_page(b"YEAR_MONTH,REGION"));
        assert_eq!(title(b"<html><head><TITLE lang=en> Sorry </title>"), " (\"Sorry\")");
        assert_eq!(title(b"<html><title"), "");
    }
}
