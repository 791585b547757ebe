//! Words: singular and plural, lists.

use crate::numbers;
use unwarranted_core::SliceFindings;
use unwarranted_core::outliers::Allows;

/// "1 area", "106 areas".
#[must_use]
pub fn areas(n: usize) -> String {
    format!("{} area{}", numbers::count(n), if n == 1 { "" } else { "s" })
}

/// "1 treatment", "157 treatments".
#[must_use]
pub fn treatments(n: usize) -> String {
    format!("{} treatment{}", numbers::count(n), if n == 1 { "" } else { "s" })
}

/// "beside the 10 areas most like it", or "like each" where several areas are spoken of.
#[must_use]
pub fn beside_similar(nearest: Option<usize>, of: usize) -> String {
    let whom = if of == 1 { "it" } else { "each" };
    match (nearest, of) {
        (Some(nearest), _) => format!("beside the {} areas most like {whom}", numbers::count(nearest)),
        (None, 1) => "beside the other areas of its group".to_owned(),
        (None, _) => "beside the other areas of their groups".to_owned(),
    }
}

/// What an area has to be unusual for, beside whom or by what, as it follows `unusual`; `of` areas are spoken of, and `even`
/// where one is named.
#[must_use]
pub fn unusual_for(findings: &SliceFindings, even: bool, of: usize) -> String {
    match (&findings.similar, findings.allows()) {
        (Some(similar), _) => beside_similar(similar.nearest, of),
        (None, Allows::Spread) if even => "even for a treatment that differs this much".to_owned(),
        (None, Allows::Spread) => "for a treatment that differs this much".to_owned(),
        (None, Allows::Narrow | Allows::SizeBlind) => format!("by the rule '{}'", findings.rule),
        (None, Allows::ChanceAlone) => "against chance alone".to_owned(),
    }
}

/// That an area is not unusual, as it follows its name and `is`.
#[must_use]
pub fn ordinary_for(findings: &SliceFindings) -> String {
    match (&findings.similar, findings.allows()) {
        (None, Allows::Spread) => "within what is ordinary for this treatment".to_owned(),
        _ => format!("not unusual {}", unusual_for(findings, false, 1)),
    }
}

/// "none" or the number, where "0 of them" would stand in a sentence.
#[must_use]
pub fn none_or(n: usize) -> String {
    if n == 0 { "none".to_owned() } else { numbers::count(n) }
}

/// "a, b and c".
#[must_use]
pub fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// "double" and "half": what is far from all areas together.
pub(crate) fn far(times: f64) -> (String, String) {
    if (times - 2.0).abs() < 1e-12 {
        return ("double".to_owned(), "half".to_owned());
    }
    (format!("{times} times"), format!("1/{times}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_area_is_singular() {
        assert_eq!([0, 1, 1234].map(areas), ["0 areas", "1 area", "1,234 areas"]);
    }

    #[test]
    fn lists() {
        let words = |n: usize| ["a", "b", "c"][..n].iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        assert_eq!([0, 1, 2, 3].map(|n| listed(&words(n))), ["", "a", "a and b", "a, b and c"]);
    }
}
