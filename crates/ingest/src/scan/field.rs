//! Fields: bytes to text and to numbers.

use crate::fixed::SCALE;
use encoding_rs::WINDOWS_1252;
use std::borrow::Cow;

/// What a field says, without its quotation marks: a doubled one is one, and what follows the closing one is kept.
pub(crate) fn content(raw: &[u8]) -> Cow<'_, [u8]> {
    let [b'"', rest @ ..] = raw else { return Cow::Borrowed(raw) };
    match memchr::memchr(b'"', rest) {
        None => Cow::Borrowed(rest),
        Some(close) if close + 1 == rest.len() => Cow::Borrowed(&rest[..close]),
        Some(_) => Cow::Owned(unquote(rest)),
    }
}

fn unquote(rest: &[u8]) -> Vec<u8> {
    let (mut text, mut at) = (Vec::with_capacity(rest.len()), 0);
    while let Some(quote) = memchr::memchr(b'"', &rest[at..]).map(|i| at + i) {
        text.extend_from_slice(&rest[at..quote]);
        at = quote + 1;
        if rest.get(at) != Some(&b'"') {
            break;
        }
        text.push(b'"');
        at += 1;
    }
    text.extend_from_slice(&rest[at.min(rest.len())..]);
    text
}

/// A field as text without spaces around it: UTF-8 where it is valid, else windows-1252 (latin-1).
pub(crate) fn text(raw: &[u8]) -> Cow<'_, str> {
    match content(raw) {
        Cow::Borrowed(bytes) => match decode(bytes) {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        },
        Cow::Owned(bytes) => Cow::Owned(decode(&bytes).trim().to_owned()),
    }
}

/// Bytes as text: UTF-8 where they are valid, else windows-1252.
pub(crate) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// A decimal number in units of 1/100,000, in the form that nearly all fields have: a sign, up to 13 digits, and up to five
/// decimals. `None` sends anything else, good or bad, to [`crate::fixed::Fixed::parse`], which takes the same numbers for the same values.
#[inline]
pub(crate) fn fixed(raw: &[u8]) -> Option<i64> {
    const TENS: [i64; 6] = [SCALE, 10_000, 1_000, 100, 10, 1];
    let (negative, digits) = match raw {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, raw),
    };
    let (mut value, mut whole, mut decimals, mut point) = (0i64, 0usize, 0usize, 0usize);
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit <= 9 {
            value = value.wrapping_mul(10).wrapping_add(i64::from(digit));
            whole += 1 - point;
            decimals += point;
        } else if *byte == b'.' && point == 0 {
            point = 1;
        } else {
            return None;
        }
    }
    if whole > 13 || decimals > 5 || whole + decimals == 0 {
        return None;
    }
    let value = value * TENS[decimals];
    Some(if negative { -value } else { value })
}
