//! Rates of one slice as a reader sees them: with pounds, per cent or plain.

use crate::numbers::{alike, decimals, thousands};
use unwarranted_core::rates::RateUnit;
use unwarranted_core::{ExpectedFrom, SliceFindings};

/// Whether the areas of a slice are told by their rates. Where expected values come from the data, an area is judged against
/// them, and its rate says nothing of that: ratios are shown.
pub(crate) fn by_rates(findings: &SliceFindings) -> bool {
    findings.expected_from != ExpectedFrom::Given && findings.areas.iter().any(|a| a.rate.is_some())
}

/// How the rates of one slice are written.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    prefix: &'static str,
    suffix: &'static str,
    /// What follows a value in a sentence: "per 1,000 registered patients".
    rest: String,
    /// What a rate is multiplied with to be written.
    scale: f64,
    /// Whether they count something, and have no decimals.
    whole: bool,
}

impl Figures {
    /// Pounds for money, per cent for a share, plain numbers otherwise.
    #[must_use]
    pub fn of(findings: &SliceFindings, unit: &RateUnit) -> Self {
        Self::with(unit, findings.in_per_cent().then(|| findings.reading_scale()))
    }

    /// The same of rates that no findings have; of a share with what they are multiplied with to be per cent.
    #[must_use]
    pub fn with(unit: &RateUnit, per_cent: Option<f64>) -> Self {
        if unit.is_money() {
            return Self { prefix: "£", suffix: "", rest: unit.after_the_sign(), scale: 1.0, whole: false };
        }
        if let Some(scale) = per_cent {
            return Self { prefix: "", suffix: "%", rest: String::new(), scale, whole: false };
        }
        let rest = if unit.is_nameless() { format!("({unit})") } else { unit.to_string() };
        Self { prefix: "", suffix: "", rest, scale: 1.0, whole: false }
    }

    /// Pounds.
    #[must_use]
    pub fn pounds() -> Self {
        Self { prefix: "£", suffix: "", rest: String::new(), scale: 1.0, whole: false }
    }

    /// What is in per cent.
    #[must_use]
    pub fn per_cent() -> Self {
        Self { prefix: "", suffix: "%", rest: String::new(), scale: 1.0, whole: false }
    }

    /// Numbers without a unit.
    #[must_use]
    pub fn plain() -> Self {
        Self { prefix: "", suffix: "", rest: String::new(), scale: 1.0, whole: false }
    }

    /// Whole numbers of something.
    #[must_use]
    pub fn counts() -> Self {
        Self { whole: true, ..Self::plain() }
    }

    /// Ratios of observed to expected.
    #[must_use]
    pub fn ratios() -> Self {
        Self { prefix: "", suffix: "", rest: "times the expected".to_owned(), scale: 1.0, whole: false }
    }

    /// Whether every value carries its unit (pounds, per cent), so that an axis need not name it.
    #[must_use]
    pub fn tell_unit(&self) -> bool {
        !self.prefix.is_empty() || !self.suffix.is_empty()
    }

    /// Whether they count something, so that an axis of them has whole ticks only.
    #[must_use]
    pub fn are_counts(&self) -> bool {
        self.whole
    }

    fn scaled(&self, value: f64) -> f64 {
        value * self.scale
    }

    /// The value alone: "£28.29", "4.6%", "1,234", "0". Pence up to £100, as three significant digits elsewhere.
    #[must_use]
    pub fn value(&self, value: f64) -> String {
        self.put(value, self.digits(value))
    }

    /// A value and the ends of its interval, all three with the same decimals: as many as the value has alone, and as tell them apart.
    #[must_use]
    pub fn between(&self, value: f64, low: f64, high: f64) -> [String; 3] {
        alike([value, low, high], self.digits(value), |v, decimals| {
            self.put(v, if self.prefix == "£" && decimals == 1 { 2 } else { decimals })
        })
    }

    /// The decimals of a value that stands alone.
    fn digits(&self, value: f64) -> usize {
        let shown = self.scaled(value);
        match self.prefix {
            _ if shown.abs() < f64::MIN_POSITIVE || self.whole => 0,
            "£" if shown.abs() >= 99.995 => 0,
            "£" => decimals(shown).max(2).min(if shown.abs() < 0.01 { 12 } else { 2 }),
            _ => decimals(shown),
        }
    }

    fn put(&self, value: f64, digits: usize) -> String {
        let shown = self.scaled(value);
        let sign = if shown < 0.0 { "-" } else { "" };
        format!("{sign}{}{}{}", self.prefix, thousands(shown.abs(), digits), self.suffix)
    }

    /// The label of a tick that shares no decimals with its neighbours, as on a logarithmic axis: "0.5", "20".
    #[must_use]
    pub fn tick(&self, value: f64) -> String {
        let shown = self.scaled(value);
        let exact = |d: &usize| {
            let unit = 10f64.powi(i32::try_from(*d).unwrap_or(0));
            ((shown * unit).round() / unit - shown).abs() <= 1e-9 * shown.abs()
        };
        let digits = (0..12).find(exact).unwrap_or(12);
        format!("{}{}{}", self.prefix, thousands(shown, digits), self.suffix)
    }

    /// The value with its unit, as in a sentence: "£28.29 per 1,000 registered patients".
    #[must_use]
    pub fn with_unit(&self, value: f64) -> String {
        let space = if self.rest.is_empty() { "" } else { " " };
        format!("{}{space}{}", self.value(value), self.rest)
    }

    /// What follows a value in a sentence; blank where the value itself tells its unit.
    #[must_use]
    pub fn unit_behind(&self) -> &str {
        &self.rest
    }

    /// The value with this many decimals; pounds with none or with pence.
    #[must_use]
    pub fn with_decimals(&self, value: f64, decimals: usize) -> String {
        let decimals = if self.prefix == "£" && decimals == 1 { 2 } else { decimals };
        let number = thousands(self.scaled(value).abs(), decimals);
        let sign = if value < 0.0 && number.chars().any(|c| matches!(c, '1'..='9')) { "-" } else { "" };
        format!("{sign}{}{number}{}", self.prefix, self.suffix)
    }

    /// What a rate is multiplied with to be written.
    #[must_use]
    pub fn scale(&self) -> f64 {
        self.scale
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
        let scale = if suffix == "%" { 100.0 } else { 1.0 };
        Figures { prefix, suffix, rest: "per 1,000".to_owned(), scale, whole: false }
    }

    #[test]
    fn values_have_three_digits_and_zero_is_zero() {
        let plain = |v| figures("", "").value(v);
        let cases = [0.0, 0.012_345, 0.5, 1.234, 12.34, 123.4, 1234.5, 1_234_567.8];
        assert_eq!(cases.map(plain), ["0", "0.0123", "0.500", "1.23", "12.3", "123", "1,234", "1,234,568"]);
        let pounds = |v| figures("£", "").value(v);
        let cases = [0.0, 0.001_23, 0.05, 5.0, 28.294, 99.99, 99.996, 307.63, 12_345.6];
        let words = ["£0", "£0.00123", "£0.05", "£5.00", "£28.29", "£99.99", "£100", "£308", "£12,346"];
        assert_eq!(cases.map(pounds), words);
        assert_eq!(figures("", "%").value(0.256), "25.6%");
        assert_eq!([pounds(-28.294), plain(-1.5)], ["-£28.29", "-1.50"]);
        assert_eq!(figures("£", "").with_unit(2.5), "£2.50 per 1,000");
    }

    #[test]
    fn ticks_share_their_decimals() {
        assert_eq!(figures("£", "").ticks(&[0.0, 2.5, 5.0]), ["£0.00", "£2.50", "£5.00"]);
        assert_eq!(figures("", "%").ticks(&[0.0, 0.1, 0.2]), ["0%", "10%", "20%"]);
        assert_eq!(figures("", "").ticks(&[0.0, 5000.0, 10_000.0]), ["0", "5,000", "10,000"]);
        assert_eq!(figures("", "").ticks(&[0.0, 0.000_2, 0.000_4]), ["0.0000", "0.0002", "0.0004"]);
        assert_eq!(figures("", "").ticks(&[1.0]), ["1"]);
        assert_eq!(
            [0.05, 0.5, 20.0, 1000.0, 0.0].map(|t| figures("", "").tick(t)),
            ["0.05", "0.5", "20", "1,000", "0"]
        );
    }
}
