//! Text from files made safe to print: names and codes come from publishers, and from whoever changed them since.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character acts on the terminal or the page instead of being shown: control characters (C0, DEL, C1), those
/// that turn the direction of the text (Unicode, UAX 9), invisible ones, and the separators of lines.
#[must_use]
pub fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e007f}')
}

/// The text with every such character but the line feed as `\u001b`, the form of JSON: a JSON document stays the same
/// document.
///
/// ```
/// use unwarranted_core::printable::lines;
/// assert_eq!(lines("NHS \u{1b}[31mKent\n\u{202e}x\t\u{e0001}"), "NHS \\u001b[31mKent\n\\u202ex\\u0009\\udb40\\udc01");
/// assert_eq!(lines("Hôpital d’Ivry, مستشفى"), "Hôpital d’Ivry, مستشفى");
/// ```
#[must_use]
pub fn lines(text: &str) -> Cow<'_, str> {
    if plain(text, true) { Cow::Borrowed(text) } else { shown(text, |c| c != '\n' && acts(c)) }
}

/// The same on one line: the line feed, too, becomes visible.
///
/// ```
/// use unwarranted_core::printable::one_line;
/// assert_eq!(one_line("a\nnote: b\r"), "a\\u000anote: b\\u000d");
/// ```
#[must_use]
pub fn one_line(text: &str) -> Cow<'_, str> {
    if plain(text, false) { Cow::Borrowed(text) } else { shown(text, acts) }
}

/// Whether a text has printed ASCII alone. Most of what is printed is large and plain, and whole blocks of bytes are faster to
/// look at than characters one by one.
fn plain(text: &str, with_line_feeds: bool) -> bool {
    let is_plain = |byte: u8| (b' '..=b'~').contains(&byte) || with_line_feeds && byte == b'\n';
    text.as_bytes().chunks(256).all(|block| block.iter().fold(true, |all, byte| all & is_plain(*byte)))
}

fn shown(text: &str, hide: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(&hide) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if hide(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}
