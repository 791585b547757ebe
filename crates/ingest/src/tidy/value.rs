//! One field of a tidy table as a cell.

use unwarranted_core::Cell;

const SUPPRESSED: &[&str] = &["*", "[c]", "[k]", "[redacted]", "redacted", "[suppressed]", "suppressed"];
const NOT_REPORTED: &[&str] = &[
    "",
    "na",
    "n/a",
    "[x]",
    "[z]",
    "[u]",
    "[w]",
    "..",
    ":",
    "-",
    "--",
    "\u{2013}",
    "\u{2014}",
    "null",
    "not available",
    "not applicable",
];

/// What a dot and a comma mean in the figures of a file, where the user says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decimal {
    /// A dot is before decimals, a comma between thousands.
    Point,
    /// A comma is before decimals, a dot between thousands.
    Comma,
}

unwarranted_core::worded!(Decimal { Point = ".", Comma = "," });

impl Decimal {
    /// A figure with a dot before decimals and nothing between thousands; as it is where it is not of this form.
    fn plain(self, text: &str) -> std::borrow::Cow<'_, str> {
        let (point, between) = if self == Self::Point { ('.', ',') } else { (',', '.') };
        let (whole, decimals) = text.split_once(point).map_or((text, None), |(w, d)| (w, Some(d)));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let mut groups = whole.split(between);
        let first = groups.next().unwrap_or_default();
        let grouped = digits(first) && groups.all(|g| g.len() == 3 && first.len() <= 3 && digits(g));
        if !grouped || !decimals.is_none_or(digits) {
            // A comma would be read as nothing, a dot of the other form as decimals: neither is a figure here.
            return if self == Self::Comma && text.contains('.') { text.replace('.', "'").into() } else { text.into() };
        }
        let whole: String = whole.split(between).collect();
        decimals.map_or(whole.clone(), |d| format!("{whole}.{d}")).into()
    }
}

/// As [`parse_cell`], where the user says what dots and commas mean.
///
/// # Errors
/// Those of [`parse_cell`].
///
/// ```
/// use unwarranted_core::Cell;
/// use unwarranted_ingest::tidy::{Decimal, parse_cell_as};
/// assert_eq!(parse_cell_as("1.234,5", Some(Decimal::Comma)), Ok(Cell::Value(1234.5)));
/// assert_eq!(parse_cell_as("10.000", Some(Decimal::Comma)), Ok(Cell::Value(10_000.0)));
/// assert_eq!(parse_cell_as("10.000", Some(Decimal::Point)), Ok(Cell::Value(10.0)));
/// assert_eq!(parse_cell_as("1,234", Some(Decimal::Point)), Ok(Cell::Value(1234.0)));
/// assert!(parse_cell_as("1.5", Some(Decimal::Comma)).is_err());
/// ```
pub fn parse_cell_as(text: &str, decimal: Option<Decimal>) -> Result<Cell, &'static str> {
    let text = text.trim();
    match decimal {
        Some(decimal) if text.bytes().any(|b| b.is_ascii_digit()) => parse_cell(&decimal.plain(text)),
        _ => parse_cell(text),
    }
}

/// Reads a figure: a number of zero or more, a mark for a suppressed value (`*`, `[c]`, `[k]`, `[REDACTED]`, `<5` with
/// any number), for one that is too small to be shown (`[low]`) or for one that is not reported (blank, `NA`, `N/A`, `[x]`, `[z]`,
/// `..`, `:`, `-`, `null`), in any case.
/// A dash is no zero: some publishers write it for nothing, others for not known. Marks behind a number (`12 [p]`, `[r]`,
/// `[e]`: provisional, revised, estimated) are read over.
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
    let marked = ["[p]", "[r]", "[e]"].iter().find_map(|mark| text.strip_suffix(mark));
    let text = marked.map_or(text, str::trim_end);
    if let Some(number) = plain_number(text) {
        return checked(number);
    }
    let is = |marks: &[&str]| marks.iter().any(|m| m.eq_ignore_ascii_case(text));
    let below = text.strip_prefix('<').and_then(|n| plain_number(n.trim_start()));
    if is(&["[low]"]) {
        Ok(Cell::TooSmall)
    } else if is(SUPPRESSED) || below.is_some_and(|n| n > 0.0) {
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
        "a plain number such as 1234.5; where commas are before decimals, say `decimal` , and where they separate thousands, \
         `decimal` ."
    } else {
        "a number of zero or more, a mark for a suppressed value (*, [c], [k], <5), [low] for one too small to be shown, or blank \
         for not reported"
    }
}
