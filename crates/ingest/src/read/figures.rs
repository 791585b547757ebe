//! Figures as publishers print them: pounds signs, thousands separators, brackets for negatives, and the many ways to
//! say that there is none.

use crate::tables::facts::FactValue;
use crate::values::fixed::Fixed;

/// What publishers print where they give no figure, in capitals.
const NOT_REPORTED: &[&str] = &[
    "",
    "-",
    "--",
    ".",
    "..",
    "...",
    ":",
    "N/A",
    "#N/A",
    "NA",
    "NAN",
    "NULL",
    "NONE",
    "NO DATA",
    "NOT AVAILABLE",
    "NOT APPLICABLE",
    "UNKNOWN",
    "MISSING",
    "[X]",
    "[Z]",
    "[M]",
    "[N/A]",
    "–",
    "—",
];
/// What publishers print where a figure is withheld because it is small, in capitals.
const SUPPRESSED: &[&str] = &["*", "**", "[C]", "[K]", "SUPPRESSED", "[SUPPRESSED]"];

/// What publishers print where a figure is above zero and rounds to it, in capitals.
const TOO_SMALL: &str = "[LOW]";

const FORM: &str =
    "a number such as 1,234.56, (1,234) or -1234; or blank, '-', 'N/A', '*' or '[low]' where there is none";

/// Reads a figure.
///
/// # Errors
/// What was expected, for text that is neither a number nor a known way to say that there is none.
pub(crate) fn value(text: &str) -> Result<FactValue, &'static str> {
    let text = text.trim();
    let capitals = text.to_ascii_uppercase();
    if NOT_REPORTED.contains(&capitals.as_str()) {
        return Ok(FactValue::NotReported);
    }
    if capitals == TOO_SMALL {
        return Ok(FactValue::TooSmall);
    }
    let below = text.strip_prefix('<').map(str::trim_start);
    if SUPPRESSED.contains(&capitals.as_str()) || below.is_some_and(|t| number(t).is_some()) {
        return Ok(FactValue::Suppressed);
    }
    number(text).ok_or(FORM)
}

/// As [`value`], also with a per cent sign, which is left out.
pub(crate) fn percentage(text: &str) -> Result<FactValue, &'static str> {
    let text = text.trim();
    value(text.strip_suffix('%').map_or(text, str::trim_end))
}

/// A figure published in thousands (`factor` 1,000) or millions of pounds, in pounds. Exact.
pub(crate) fn scaled(text: &str, factor: i64) -> Result<FactValue, &'static str> {
    match value(text)? {
        FactValue::Exact(fixed) => {
            let units = fixed.0.checked_mul(factor).ok_or("a number below 92 million million pounds")?;
            Ok(FactValue::Exact(Fixed(units)))
        }
        FactValue::Number(_) => Err("at most five decimals, so that it can be turned into pounds exactly"),
        none => Ok(none),
    }
}

/// A plain or formatted number.
fn number(text: &str) -> Option<FactValue> {
    let (negative, rest) = unsigned(text)?;
    let digits = without_separators(rest)?;
    if let Ok(Fixed(units)) = Fixed::parse(&digits) {
        return Some(FactValue::Exact(Fixed(if negative { -units } else { units })));
    }
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-');
    let parsed: f64 = digits.chars().all(is_number).then(|| digits.parse().ok())??;
    parsed.is_finite().then_some(FactValue::Number(if negative { -parsed } else { parsed }))
}

/// The sign, from a minus before or behind, or from brackets, and the rest without pounds sign.
fn unsigned(text: &str) -> Option<(bool, &str)> {
    let bracketed = text.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
    let (mut negative, mut rest) = (bracketed.is_some(), bracketed.unwrap_or(text).trim());
    let minus = |t: &str| t.starts_with(['-', '−']);
    for _ in 0..2 {
        if minus(rest) {
            if negative {
                return None;
            }
            negative = true;
            rest = rest.trim_start_matches(['-', '−']);
        }
        rest = rest.strip_prefix('£').unwrap_or(rest).trim_start();
    }
    if let Some(before) = rest.strip_suffix(['-', '−']).filter(|_| !negative) {
        (negative, rest) = (true, before.trim_end());
    }
    Some((negative, rest))
}

/// Without the commas of groups of three digits; `None` where commas stand anywhere else, as in `1,23`.
fn without_separators(text: &str) -> Option<String> {
    if !text.contains(',') {
        return Some(text.to_owned());
    }
    let (whole, decimals) = text.split_once('.').map_or((text, None), |(w, d)| (w, Some(d)));
    let mut groups = whole.split(',');
    let digits = |g: &str| g.bytes().all(|b| b.is_ascii_digit());
    let first = groups.next().filter(|g| (1..=3).contains(&g.len()) && digits(g))?;
    let mut plain = first.to_owned();
    for group in groups {
        if group.len() != 3 || !digits(group) {
            return None;
        }
        plain.push_str(group);
    }
    if let Some(decimals) = decimals.filter(|d| digits(d)) {
        plain.push('.');
        plain.push_str(decimals);
        return Some(plain);
    }
    decimals.is_none().then_some(plain)
}

/// Words as an identifier: lower case, hyphens between, nothing but letters and digits. `TotalQOFPayments_£` and
/// `Total QOF Payments ` are both `total-qof-payments`. Capitals part words only where no space does.
pub(crate) fn slug(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let spaced = text.trim().contains(char::is_whitespace);
    let mut id = String::new();
    let mut gap = false;
    for (i, c) in letters.iter().enumerate() {
        if !c.is_ascii_alphanumeric() {
            gap = true;
            continue;
        }
        let before = i.checked_sub(1).and_then(|b| letters.get(b));
        let after = letters.get(i + 1);
        let hump = !spaced
            && c.is_ascii_uppercase()
            && before.is_some_and(|b| {
                b.is_ascii_lowercase() || (b.is_ascii_uppercase() && after.is_some_and(char::is_ascii_lowercase))
            });
        if (gap || hump) && !id.is_empty() {
            id.push('-');
        }
        gap = false;
        id.push(c.to_ascii_lowercase());
    }
    id
}

/// Letters and digits alone in lower case, for headers that differ only in spaces, capitals and signs.
pub(crate) fn key(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use FactValue::{Exact, NotReported, Number, Suppressed, TooSmall};
    use proptest::prelude::*;

    #[test]
    fn reads_every_form_of_the_publishers() {
        let units = |pounds: i64| Exact(Fixed(pounds * 100_000));
        for (text, expected) in [
            ("12", units(12)),
            ("1,234,567", units(1_234_567)),
            ("(17,978)", units(-17_978)),
            ("-67193", units(-67_193)),
            ("£1,234.50", Exact(Fixed(123_450_000))),
            ("-£12.5", Exact(Fixed(-1_250_000))),
            ("£-12.5", Exact(Fixed(-1_250_000))),
            ("(£3)", units(-3)),
            ("12.50-", Exact(Fixed(-1_250_000))),
            ("−4", units(-4)),
            ("6.1535796100000001e-2", Number(0.061_535_796_1)),
            ("0.1134567", Number(0.113_456_7)),
            (" - ", NotReported),
            ("n/a", NotReported),
            ("", NotReported),
            ("[x]", NotReported),
            ("*", Suppressed),
            ("[c]", Suppressed),
            ("[low]", TooSmall),
            (" [LOW] ", TooSmall),
            ("<5", Suppressed),
            ("< 1,000", Suppressed),
        ] {
            assert_eq!(value(text), Ok(expected), "{text}");
        }
        assert_eq!(percentage("(7.58)%"), Ok(Exact(Fixed(-758_000))));
        assert_eq!(percentage("7.5 %"), Ok(Exact(Fixed(750_000))));
        assert_eq!(scaled("(17,978)", 1000), Ok(units(-17_978_000)));
        assert_eq!(scaled("[c]", 1000), Ok(Suppressed));
        assert_eq!((scaled("[low]", 1000), percentage("[low]")), (Ok(TooSmall), Ok(TooSmall)));
    }

    #[test]
    fn refuses_what_is_no_figure() {
        for text in
            ["1,23", "1,2345", "abc", "<", "<x", "(-3)", "--3-", "1e999", "inf", "5%", "1,,000", ",1", "12:30", "£"]
        {
            assert!(value(text).is_err(), "{text}");
        }
        assert!(scaled("0.1234567", 1000).is_err() && scaled("99999999999999", 1000).is_err());
    }

    #[test]
    fn words_become_identifiers() {
        for text in ["Total QOF Payments ", "TotalQOFPayments_£", "Total.QOF.Payments"] {
            assert_eq!(slug(text), "total-qof-payments");
        }
        assert_eq!((slug("COVID"), slug("Oral NSAIDs")), ("covid".to_owned(), "oral-nsaids".to_owned()));
        assert_eq!(key("Out Of Area in-Hours (2)"), "outofareainhours2");
    }

    proptest! {
        #[test]
        fn separators_and_brackets_change_nothing(units in -1_000_000_000_000_i64..1_000_000_000_000) {
            let plain = format!("{}.{:02}", units.abs() / 100, units.abs() % 100);
            let (whole, pence) = plain.split_once('.').unwrap();
            let grouped = unwarranted_core::text::whole(whole.parse().unwrap());
            let text = if units < 0 { format!("(£{grouped}.{pence})") } else { format!("£{grouped}.{pence}") };
            prop_assert_eq!(value(&text), Ok(Exact(Fixed(units * 1000))));
        }

        #[test]
        fn never_panics(text in "\\PC*") {
            let _ = (value(&text), percentage(&text), scaled(&text, 1_000_000), slug(&text));
        }
    }
}
