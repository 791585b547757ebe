//! Numbers as a reader sees them.

use crate::text::Labels;
use unwarranted_core::{Confidence, Kind, SliceFindings};

/// `value` with `decimals` decimals and thousands separators.
///
/// ```
/// use unwarranted_plot::numbers::thousands;
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

/// How the rates of one slice are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    prefix: &'static str,
    suffix: &'static str,
    /// What follows a value in a sentence: "per 1,000 registered patients".
    rest: String,
}

impl Figures {
    /// Pounds when the unit begins with "pounds", per cent for a share per one, plain numbers otherwise.
    #[must_use]
    pub fn of(findings: &SliceFindings, labels: &Labels) -> Self {
        let unit = labels.unit.trim();
        let pounds = ["pounds", "Pounds", "£"].iter().find_map(|p| unit.strip_prefix(p));
        if let Some(rest) = pounds {
            return Self { prefix: "£", suffix: "", rest: rest.trim().to_owned() };
        }
        if findings.kind == Kind::Share && (findings.per - 1.0).abs() < 1e-12 {
            return Self { prefix: "", suffix: "%", rest: String::new() };
        }
        Self { prefix: "", suffix: "", rest: unit.to_owned() }
    }

    /// Numbers without a unit.
    #[must_use]
    pub fn plain() -> Self {
        Self { prefix: "", suffix: "", rest: String::new() }
    }

    /// Ratios of observed to expected.
    #[must_use]
    pub fn ratios() -> Self {
        Self { prefix: "", suffix: "", rest: "times the expected".to_owned() }
    }

    /// Whether every value carries its unit (pounds, per cent), so that an axis need not name it.
    #[must_use]
    pub fn tell_unit(&self) -> bool {
        !self.prefix.is_empty() || !self.suffix.is_empty()
    }

    fn scaled(&self, value: f64) -> f64 {
        if self.suffix == "%" { value * 100.0 } else { value }
    }

    /// The value alone: "£28.29", "4.6%", "1,234", "0".
    #[must_use]
    pub fn value(&self, value: f64) -> String {
        let shown = self.scaled(value);
        let digits = match self.prefix {
            _ if shown.abs() < f64::MIN_POSITIVE => 0,
            "£" if shown.abs() < 1000.0 => decimals(shown).max(2).min(if shown < 0.01 { 12 } else { 2 }),
            _ => decimals(shown),
        };
        format!("{}{}{}", self.prefix, thousands(shown, digits), self.suffix)
    }

    /// The value with its unit, as in a sentence: "£28.29 per 1,000 registered patients".
    #[must_use]
    pub fn with_unit(&self, value: f64) -> String {
        let space = if self.rest.is_empty() { "" } else { " " };
        format!("{}{space}{}", self.value(value), self.rest)
    }

    /// Labels of ticks, all with the decimals that tell them apart.
    #[must_use]
    pub fn ticks(&self, ticks: &[f64]) -> Vec<String> {
        let shown: Vec<f64> = ticks.iter().map(|t| self.scaled(*t)).collect();
        let step = shown.windows(2).map(|w| (w[1] - w[0]).abs()).fold(f64::INFINITY, f64::min);
        let exact = |d: &usize| {
            let unit = 10f64.powi(i32::try_from(*d).unwrap_or(0));
            shown.iter().all(|t| ((t * unit).round() - t * unit).abs() < 1e-6 * (step * unit).clamp(1.0, 1e6))
        };
        let mut digits = (0..12).find(exact).unwrap_or(12);
        if self.prefix == "£" && digits == 1 {
            digits = 2;
        }
        shown.iter().map(|t| format!("{}{}{}", self.prefix, thousands(*t, digits), self.suffix)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(prefix: &'static str, suffix: &'static str) -> Figures {
        Figures { prefix, suffix, rest: "per 1,000".to_owned() }
    }

    #[test]
    fn values_have_three_digits_and_zero_is_zero() {
        let plain = |v| figures("", "").value(v);
        let cases = [0.0, 0.012_345, 0.5, 1.234, 12.34, 123.4, 1234.5, 1_234_567.8];
        assert_eq!(cases.map(plain), ["0", "0.0123", "0.500", "1.23", "12.3", "123", "1,234", "1,234,568"]);
        let pounds = |v| figures("£", "").value(v);
        let cases = [0.0, 0.001_23, 0.05, 5.0, 28.294, 999.99, 12_345.6];
        assert_eq!(cases.map(pounds), ["£0", "£0.00123", "£0.05", "£5.00", "£28.29", "£999.99", "£12,346"]);
        assert_eq!(figures("", "%").value(0.256), "25.6%");
        assert_eq!(figures("£", "").with_unit(2.5), "£2.50 per 1,000");
    }

    #[test]
    fn ticks_share_their_decimals() {
        assert_eq!(figures("£", "").ticks(&[0.0, 2.5, 5.0]), ["£0.00", "£2.50", "£5.00"]);
        assert_eq!(figures("", "%").ticks(&[0.0, 0.1, 0.2]), ["0%", "10%", "20%"]);
        assert_eq!(figures("", "").ticks(&[0.0, 5000.0, 10_000.0]), ["0", "5,000", "10,000"]);
        assert_eq!(figures("", "").ticks(&[0.0, 0.000_2, 0.000_4]), ["0.0000", "0.0002", "0.0004"]);
        assert_eq!(figures("", "").ticks(&[1.0]), ["1"]);
    }

    #[test]
    fn ordinals_ratios_and_levels() {
        let cases = [1, 2, 3, 4, 11, 12, 13, 21, 102, 111, 1003];
        let words = ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th", "1,003rd"];
        assert_eq!(cases.map(ordinal), words);
        assert_eq!([0.54, 4.56, 9.96, 28.3, 1234.0].map(times), ["0.54", "4.6", "10", "28", "1,234"]);
        assert_eq!([0.95, 0.998, 0.999_9].map(level), ["95", "99.8", "99.99"]);
    }
}
