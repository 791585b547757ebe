//! Numbers in sentences.

/// A whole number with thousands separators: `54,553,214`.
///
/// ```
/// use unwarranted_ingest::words::whole;
/// assert_eq!([0, 999, 1_000, -1_234_567].map(whole), ["0", "999", "1,000", "-1,234,567"]);
/// ```
#[must_use]
pub fn whole(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = if number < 0 { "-".to_owned() } else { String::new() };
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with its noun: `1 row`, `7,359 practices`.
///
/// ```
/// use unwarranted_ingest::words::counted;
/// assert_eq!([0, 1, 1_200].map(|n| counted(n, "row", "rows")), ["0 rows", "1 row", "1,200 rows"]);
/// ```
#[must_use]
pub fn counted(number: i64, one: &str, many: &str) -> String {
    format!("{} {}", whole(number), if number == 1 { one } else { many })
}

/// The text with a capital first letter.
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
