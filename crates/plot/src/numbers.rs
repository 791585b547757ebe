//! Numbers as a reader sees them.

use unwarranted_core::Confidence;
pub use unwarranted_core::text::thousands;

/// Decimals that show three significant digits; none from 100 on. Whole numbers are never rounded to tens.
#[must_use]
pub fn decimals(value: f64) -> usize {
    let size = value.abs();
    if !size.is_normal() {
        return 0;
    }
    (0..12).find(|d| size >= 10f64.powi(2 - d)).map_or(12, |d| usize::try_from(d).unwrap_or(0))
}

/// A ratio of two rates: "4.6", "28", "0.54".
#[must_use]
pub fn times(ratio: f64) -> String {
    thousands(ratio, if ratio < 1.0 { 2 } else { usize::from(ratio < 9.95) })
}

/// A ratio and the ends of its interval, all three with the same decimals: as many as the ratio has alone and an end below one needs,
/// and as tell them apart.
///
/// ```
/// use unwarranted_plot::numbers::times_between;
/// assert_eq!(times_between(0.8784, 0.8753, 0.8812), ["0.878", "0.875", "0.881"]);
/// assert_eq!(times_between(4.56, 3.9, 5.2), ["4.6", "3.9", "5.2"]);
/// assert_eq!(times_between(1.24, 0.95, 1.53), ["1.24", "0.95", "1.53"]);
/// assert_eq!(times_between(2.0, 2.0, 2.0), ["2.0", "2.0", "2.0"]);
/// ```
#[must_use]
pub fn times_between(ratio: f64, low: f64, high: f64) -> [String; 3] {
    let least = match ratio {
        _ if ratio < 1.0 || (low < 1.0 && ratio < 9.95) => 2,
        _ => usize::from(ratio < 9.95 || low < 9.95),
    };
    alike([ratio, low, high], least, thousands)
}

/// A share and the ends of its interval in per cent, all three with the same decimals: as many as the share has alone, and as tell them
/// apart.
///
/// ```
/// use unwarranted_plot::numbers::share_between;
/// assert_eq!(share_between(0.118, 0.0931, 0.144), ["12%", "9%", "14%"]);
/// assert_eq!(share_between(0.045, 0.031, 0.101), ["4.5%", "3.1%", "10.1%"]);
/// assert_eq!(share_between(1.184, 1.182, 1.1865), ["118.4%", "118.2%", "118.7%"]);
/// ```
#[must_use]
pub fn share_between(value: f64, low: f64, high: f64) -> [String; 3] {
    let say = |v: f64, decimals| format!("{}%", thousands(v * 100.0, decimals));
    alike([value, low, high], usize::from(share(value).contains('.')), say)
}

/// A value and the ends of its interval with the same decimals, no fewer than `least`, and as many as tell them apart.
pub(crate) fn alike(all: [f64; 3], least: usize, say: impl Fn(f64, usize) -> String) -> [String; 3] {
    let with = |decimals| all.map(|v| say(v, decimals));
    (least..=MOST_DECIMALS).map(with).find(|said| told_apart(all, said)).unwrap_or_else(|| with(least))
}

/// More decimals tell nothing that a reader could use.
const MOST_DECIMALS: usize = 6;

/// Whether a value and the ends of its interval, as they are written, are three texts wherever they are three numbers.
fn told_apart(all: [f64; 3], said: &[String; 3]) -> bool {
    [(0, 1), (0, 2), (1, 2)].into_iter().all(|(a, b)| said[a] != said[b] || all[a].total_cmp(&all[b]).is_eq())
}

/// A share in per cent: "101%", "4.5%", "0%".
#[must_use]
pub fn share(value: f64) -> String {
    let per_cent = value * 100.0;
    let whole = per_cent.abs() >= 9.95 || per_cent.abs() < 1e-9 || (per_cent - per_cent.round()).abs() < 1e-6;
    format!("{}%", thousands(per_cent, usize::from(!whole)))
}

/// A part of a whole in per cent; 0% and 100% are said only of none and all.
///
/// ```
/// use unwarranted_plot::numbers::part;
/// assert_eq!([0.0, 0.004, 0.045, 0.83, 0.9997, 1.0].map(part), ["0%", "under 1%", "4.5%", "83%", "over 99%", "100%"]);
/// ```
#[must_use]
pub fn part(value: f64) -> String {
    match value {
        v if v > 0.0 && v < 0.01 => "under 1%".to_owned(),
        v if v < 1.0 && v > 0.99 => "over 99%".to_owned(),
        v => share(v),
    }
}

/// "1st", "22nd", "113th".
#[must_use]
pub fn ordinal(n: usize) -> String {
    let suffix = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{}{suffix}", count(n))
}

/// A whole number with thousands separators.
#[must_use]
pub fn count(n: usize) -> String {
    thousands(n as f64, 0)
}

/// A confidence level in per cent, as in the keys of funnel limits and in flags: "95", "99.8".
#[must_use]
pub fn level(confidence: f64) -> String {
    Confidence::new(confidence, "levels").map_or_else(|_| (confidence * 100.0).to_string(), Confidence::per_cent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinals_ratios_and_levels() {
        let cases = [1, 2, 3, 4, 11, 12, 13, 21, 102, 111, 1003];
        let words = ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th", "1,003rd"];
        assert_eq!(cases.map(ordinal), words);
        assert_eq!([0.54, 4.56, 9.96, 28.3, 1234.0].map(times), ["0.54", "4.6", "10", "28", "1,234"]);
        assert_eq!([1.01, 0.045, 0.0, 12.3, 0.09].map(share), ["101%", "4.5%", "0%", "1,230%", "9%"]);
        assert_eq!([0.95, 0.998, 0.999_9].map(level), ["95", "99.8", "99.99"]);
    }
}
