//! Figures of a dossier as somebody types them into a pocket calculator.

use crate::number::{exact, significant};
use crate::words::one_area::Standing;
use unwarranted_core::interval::Formula;
use unwarranted_core::rates::{Nature, Quantity, RateUnit};
use unwarranted_core::text::thousands;

/// A number in full, as somebody types it into a pocket calculator.
pub(crate) fn full(value: f64) -> String {
    let text = exact(value);
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    if text.contains('e') {
        return significant(value, 8);
    }
    if fraction.len() > 6 {
        // 187.81600000000003 is 187.816.
        let rounded = significant(value, 8);
        let short = rounded.trim_end_matches('0').trim_end_matches('.');
        return if rounded.contains('.') && !rounded.contains('e') { short.to_owned() } else { rounded };
    }
    let whole: f64 = whole.parse().unwrap_or(value);
    let whole = thousands(whole.abs(), 0);
    let sign = if value < 0.0 { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// The difference of numbers as they are shown, with as many decimals as the finer of them: what a calculator gives.
pub(crate) fn as_fine_as(difference: f64, shown: &[&str]) -> String {
    let decimals = |text: &&str| text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    thousands(difference, shown.iter().map(decimals).max().unwrap_or(0))
}

/// A result to seven digits.
pub(crate) fn worked(value: f64) -> String {
    significant(value, 7)
}

/// The unit as what is counted over what, also where the user worded it.
fn per(one: &Standing) -> Option<(Quantity, Quantity)> {
    let read = RateUnit::parse(&one.labels.unit.to_string());
    match [Some(one.labels.unit.clone()), read].into_iter().flatten().find(|u| matches!(u, RateUnit::Per { .. }))? {
        RateUnit::Per { numerator, denominator, .. } => Some((numerator, denominator)),
        RateUnit::Percentage(_) | RateUnit::Given(_) => None,
    }
}

/// An observed or expected value with what is counted: "12 items", "£3.50", "12" where that has no name.
pub(crate) fn counted(one: &Standing, value: &str) -> String {
    match per(one) {
        Some((numerator, _)) if numerator.nature == Nature::Money => format!("£{value}"),
        Some((numerator, _)) if numerator.nature != Nature::Nameless => format!("{value} {}", numerator.many),
        _ => value.to_owned(),
    }
}

/// What the figure of the area is divided by.
pub(crate) fn denominator(one: &Standing, value: f64) -> String {
    let of = match (per(one), &one.labels.unit) {
        (Some((_, denominator)), _) => Some(denominator.many),
        (None, RateUnit::Percentage(of)) => of.as_ref().map(|of| of.many.clone()),
        (None, _) => None,
    };
    of.map_or_else(
        || format!("It is divided by {}.", full(value)),
        |of| format!("It is divided by {} ({of}).", full(value)),
    )
}

/// " × 1,000" for rates per 1,000; nothing for rates per one.
pub(crate) fn times_per(per: f64) -> String {
    if (per - 1.0).abs() < 1e-12 { String::new() } else { format!(" × {}", full(per)) }
}

/// The formula of the interval of a rate with the numbers of the area, lower and upper, where it is short enough to do by hand:
/// what is worked out, and the result in the unit of the rate.
pub(crate) fn interval_sums(one: &Standing) -> Vec<(String, f64)> {
    let (slice, area) = (one.slice, one.area);
    let Some((o, d)) = Some(area.observed).zip(area.denominator) else { return Vec::new() };
    let per = slice.per;
    let Ok(confidence) = unwarranted_core::Confidence::new(slice.confidence, "confidence") else { return Vec::new() };
    let z = confidence.z();
    let (zs, os, ds, pers) = (worked(z), full(o), full(d), times_per(per));
    match area.interval_method {
        Some(Formula::Byar) => {
            let low = o * (1.0 - 1.0 / (9.0 * o) - z / (3.0 * o.sqrt())).powi(3);
            let next = o + 1.0;
            let high = next * (1.0 - 1.0 / (9.0 * next) + z / (3.0 * next.sqrt())).powi(3);
            let ns = full(next);
            vec![
                (format!("{os} × (1 − 1 ÷ (9 × {os}) − {zs} ÷ (3 × √{os}))³ ÷ {ds}{pers}"), low / d * per),
                (format!("{ns} × (1 − 1 ÷ (9 × {ns}) + {zs} ÷ (3 × √{ns}))³ ÷ {ds}{pers}"), high / d * per),
            ]
        }
        Some(Formula::Wilson) => {
            let q = 1.0 - o / d;
            let root = z * (z * z + 4.0 * o * q).sqrt();
            let below = 2.0 * (d + z * z);
            let body = format!("(2 × {os} + {zs}²");
            let root_said = format!("{zs} × √({zs}² + 4 × {os} × (1 − {os} ÷ {ds}))");
            let end = format!("÷ (2 × ({ds} + {zs}²)){pers}");
            vec![
                (format!("{body} − {root_said}) {end}"), (2.0 * o + z * z - root) / below * per),
                (format!("{body} + {root_said}) {end}"), (2.0 * o + z * z + root) / below * per),
            ]
        }
        _ => Vec::new(),
    }
}
