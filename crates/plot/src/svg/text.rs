//! Numbers and text as SVG holds them.

use unwarranted_core::printable::acts;

/// Two decimals at most, no trailing zeros, no negative zero.
pub(crate) fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Text safe in XML content and attributes; characters that XML forbids, or that turn the direction of the text, are
/// left out.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if acts(c) => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_stable() {
        assert_eq!([1.0, -0.001, 2.5, 10.0, 1.005, 100.0].map(number), ["1", "0", "2.5", "10", "1", "100"]);
    }

    #[test]
    fn markup_is_escaped_and_control_characters_go() {
        assert_eq!(escape("\u{feff}Ke\u{202e}nt\u{2066}\u{9b}\u{ffff}"), "Kent");
        assert_eq!(escape("A & B <\"£\">'\u{1}\n"), "A &amp; B &lt;&quot;£&quot;&gt;&#39; ");
    }
}
