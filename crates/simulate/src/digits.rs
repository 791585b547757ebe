//! Numbers as text, fast.

/// A whole number in digits.
pub(crate) fn whole(out: &mut Vec<u8>, value: u64) {
    decimal(out, value, 0);
}

/// A number of `decimals` decimals, of which trailing zeros are left out.
#[allow(clippy::cast_possible_truncation, reason = "a digit")]
pub(crate) fn decimal(out: &mut Vec<u8>, mut value: u64, mut decimals: usize) {
    while decimals > 0 && value.is_multiple_of(10) {
        value /= 10;
        decimals -= 1;
    }
    let mut digits = [0u8; 24];
    let mut at = digits.len();
    let mut written = 0;
    while value > 0 || written <= decimals {
        if written == decimals && decimals > 0 {
            at -= 1;
            digits[at] = b'.';
        }
        at -= 1;
        digits[at] = b'0' + (value % 10) as u8;
        value /= 10;
        written += 1;
    }
    out.extend_from_slice(&digits[at..]);
}

/// A name in quotation marks where it holds a comma.
pub(crate) fn quoted(name: &str) -> String {
    if name.contains(',') { format!("\"{name}\"") } else { name.to_owned() }
}
