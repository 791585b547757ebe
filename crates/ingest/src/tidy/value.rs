//! One field of a tidy table as a cell.

use unwarranted_core::Cell;

const SUPPRESSED: &[&str] = &["*", "[c]", "[low]", "[k]"];
const NOT_REPORTED: &[&str] = &["", "na", "n/a", "[x]", "[z]", "..", ":", "null"];

/// Reads a figure: a number of zero or more, a mark for a suppressed value (`*`, `[c]`, `[low]`, `[k]`, `<5` with any
/// number) or for one that is not reported (blank, `NA`, `N/A`, `[x]`, `[z]`, `..`, `:`, `null`), in any case.
///
/// Numbers are plain decimals, with or without exponent. Thousands separators, decimal commas and currency signs are
/// refused rather than guessed at.
///
/// # Errors
/// What was expected and what to do, for a message.
///
/// ```
/// use unwarranted_core::Cell;
/// use unwarranted_ingest::tidy::parse_cell;
/// assert_eq!(parse_cell(" 20. "), Ok(Cell::Value(20.0)));
/// assert_eq!(parse_cell("<5"), Ok(Cell::Suppressed));
/// assert_eq!(parse_cell("N/A"), Ok(Cell::NotReported));
/// assert!(parse_cell("1,234").is_err());
/// ```
pub fn parse_cell(text: &str) -> Result<Cell, &'static str> {
    let text = text.trim();
    if let Some(number) = plain_number(text) {
        return checked(number);
    }
    let is = |marks: &[&str]| marks.iter().any(|m| m.eq_ignore_ascii_case(text));
    let below = text.strip_prefix('<').and_then(|n| plain_number(n.trim_start()));
    if is(SUPPRESSED) || below.is_some_and(|n| n > 0.0) {
        Ok(Cell::Suppressed)
    } else if is(NOT_REPORTED) {
        Ok(Cell::NotReported)
    } else {
        Err(expected(text))
    }
}

/// Digits with an optional sign, point and exponent: what Rust reads as a number apart from words such as `inf`.
fn plain_number(text: &str) -> Option<f64> {
    let plain = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b'+' | b'-' | b'e' | b'E');
    (text.bytes().all(plain) && text.bytes().any(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn checked(number: f64) -> Result<Cell, &'static str> {
    if number < 0.0 {
        return Err("zero or more; correct the figure, or leave it blank where it is unknown");
    }
    if number.is_infinite() {
        return Err("a number that fits (below 1.8e308); correct the figure");
    }
    // Adding zero turns a negative zero into a plain one.
    Ok(Cell::Value(number + 0.0))
}

fn expected(text: &str) -> &'static str {
    let unsigned = text.trim_start_matches(['+', '-']);
    let word = |w: &str| unsigned.eq_ignore_ascii_case(w);
    let bare: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '\'' | '\u{a0}' | '\u{202f}')).collect();
    if word("nan") || word("inf") || word("infinity") {
        "a finite number; leave it blank where there is no figure"
    } else if text.contains(['£', '$', '€']) {
        "a plain number without a currency sign or thousands separators, such as 1234.5"
    } else if text.ends_with('%') {
        "a plain number without a percent sign; give numerators and denominators rather than percentages"
    } else if plain_number(&bare).is_some() {
        "a plain number without thousands separators or decimal commas, such as 1234.5"
    } else {
        "a number of zero or more, a mark for a suppressed value (*, [c], [low], [k], <5) or blank for not reported"
    }
}
