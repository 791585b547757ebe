//! Fields: bytes to text and to numbers.

use crate::values::fixed::SCALE;
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

const TENS: [i64; 6] = [SCALE, 10_000, 1_000, 100, 10, 1];

/// The number in `bytes[start..end]` in units of 1/100,000, eight bytes at once: up to eight digits, and up to five decimals.
/// `None` sends anything else, and what stands at the very beginning of a block, to [`fixed`], which takes the same numbers
/// for the same values.
#[inline]
pub(crate) fn number(bytes: &[u8], start: usize, end: usize) -> Option<i64> {
    const POINTS: u64 = 0x0101_0101_0101_0101 * b'.' as u64;
    let width = end - start;
    let tail = eight_before(bytes, end)?;
    // Bytes before the field do not count; a field of no byte has no number.
    let field = u64::MAX << 8usize.checked_sub(width).map_or(0, |others| (8 * others).min(63));
    let points = zero_bytes(tail ^ POINTS) & field;
    let decimals = if points == 0 { 0 } else { points.leading_zeros() as usize / 8 };
    let whole_end = if points == 0 { end } else { end - decimals - 1 };
    let whole = digits(eight_before(bytes, whole_end)?, whole_end - start)? * SCALE;
    match (points, decimals) {
        (0, _) => Some(whole),
        (_, 1..=5) => Some(whole + digits(tail, decimals)? * TENS[decimals]),
        _ => None,
    }
}

/// The bytes before `end`, the last as the highest.
#[inline]
fn eight_before(bytes: &[u8], end: usize) -> Option<u64> {
    let eight = bytes.get(end.checked_sub(8)?..end)?.first_chunk()?;
    Some(u64::from_le_bytes(*eight))
}

/// The high bit of every byte of `word` that is zero, exactly.
#[inline]
fn zero_bytes(word: u64) -> u64 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    !(((word & LOW) + LOW) | word | LOW)
}

/// The number that the last `count` of eight bytes say, of one to eight digits.
#[inline]
fn digits(word: u64, count: usize) -> Option<i64> {
    if count == 0 || count > 8 {
        return None;
    }
    // Bytes that do not count are leading zeros.
    let digits = (word ^ 0x3030_3030_3030_3030) & (u64::MAX << (64 - 8 * count));
    if (digits.wrapping_add(0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080 != 0 {
        return None;
    }
    // Pairs of digits, then fours, then all eight.
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let fours = (pairs & 0x0000_00ff_0000_00ff).wrapping_mul(0x000f_4240_0000_0064);
    let others = ((pairs >> 16) & 0x0000_00ff_0000_00ff).wrapping_mul(0x0000_2710_0000_0001);
    Some((fours.wrapping_add(others) >> 32) as i64)
}

/// A decimal number in units of 1/100,000, in the form that nearly all fields have: a sign, up to 13 digits, and up to five
/// decimals. `None` sends anything else, good or bad, to [`crate::values::fixed::Fixed::parse`], which takes the same numbers for the same values.
#[inline]
pub(crate) fn fixed(raw: &[u8]) -> Option<i64> {
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
