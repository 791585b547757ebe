//! Numbers and nouns as they stand in sentences.

/// `value` with `decimals` decimals and thousands separators.
///
/// ```
/// use unwarranted_core::text::thousands;
/// assert_eq!(thousands(1_234_567.891, 1), "1,234,567.9");
/// assert_eq!(thousands(-0.001, 2), "0.00");
/// ```
#[must_use]
pub fn thousands(value: f64, decimals: usize) -> String {
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, rest) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if value < 0.0 && plain.chars().any(|c| matches!(c, '1'..='9')) { "-" } else { "" };
    format!("{sign}{grouped}{rest}")
}

/// The singular of an English plural: of its last word, or of the one before "of" or "in". Words that do not end like a
/// plural stay as they are.
///
/// ```
/// use unwarranted_core::text::singular;
/// let many = ["CCGs", "sub-ICB locations", "local authorities", "practices", "parishes", "areas of England", "NHS"];
/// let one = ["CCG", "sub-ICB location", "local authority", "practice", "parish", "area of England", "NHS"];
/// assert_eq!(many.map(singular), one);
/// ```
#[must_use]
pub fn singular(plural: &str) -> String {
    let head = [" of ", " in "].iter().filter_map(|p| plural.find(p)).min().unwrap_or(plural.len());
    let (noun, rest) = plural.split_at(head);
    let one = match noun {
        n if n.ends_with("ss") => n.to_owned(),
        n if n.ends_with("ies") => format!("{}y", &n[..n.len() - 3]),
        n if ["ches", "shes", "xes", "sses"].iter().any(|e| n.ends_with(e)) => n[..n.len() - 2].to_owned(),
        n => n.strip_suffix(['s', 'S']).filter(|_| !n.ends_with("NHS")).unwrap_or(n).to_owned(),
    };
    one + rest
}
