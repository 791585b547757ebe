//! Numbers of areas, units and rates as they stand in a sentence.

use crate::number::{interval_decimals, significant};
use unwarranted_core::SliceFindings;
use unwarranted_core::text::within_sentence;
use unwarranted_plot::figures::Figures;
use unwarranted_plot::labels::Labels;
use unwarranted_plot::numbers::thousands;

/// How the figures of a slice are written in sentences: rates, or ratios where there are no rates.
pub(crate) struct Say {
    figures: Figures,
    ratios: bool,
}

impl Say {
    pub(crate) fn of(s: &SliceFindings, l: &Labels) -> Self {
        let figures = match s.rate {
            Some(_) => Figures::of(s, &l.unit.brief()),
            None => Figures::ratios(),
        };
        Self { figures, ratios: s.rate.is_none() }
    }

    /// The value alone.
    pub(crate) fn value(&self, value: f64) -> String {
        if self.ratios { ratio(value) } else { self.figures.value(value) }
    }

    /// A value and the ends of its interval, with the decimals that the interval supports; the value alone without one.
    pub(crate) fn with_interval(&self, value: f64, ends: Option<[f64; 2]>) -> [String; 3] {
        let Some([lower, upper]) = ends else { return [self.value(value), String::new(), String::new()] };
        let scale = if self.ratios { 1.0 } else { self.figures.scale() };
        let decimals = interval_decimals(value * scale, (upper - lower) * scale);
        [value, lower, upper].map(|v| self.figures.with_decimals(v, decimals))
    }

    /// Values in one sum with what they come to, all with the decimals that its interval supports.
    pub(crate) fn alike(&self, values: [f64; 2], sum: f64, ends: Option<[f64; 2]>) -> [String; 2] {
        let Some([lower, upper]) = ends else { return values.map(|v| self.value(v)) };
        let scale = if self.ratios { 1.0 } else { self.figures.scale() };
        let decimals = interval_decimals(sum * scale, (upper - lower) * scale);
        values.map(|v| self.figures.with_decimals(v, decimals))
    }

    /// A value in text with the unit behind it.
    pub(crate) fn united(&self, value: &str) -> String {
        match self.figures.unit_behind() {
            "" => value.to_owned(),
            rest => format!("{value} {rest}"),
        }
    }

    /// The value with its unit.
    pub(crate) fn with_unit(&self, value: f64) -> String {
        if self.ratios { format!("{} times the expected", ratio(value)) } else { self.figures.with_unit(value) }
    }
}

/// A treatment within a sentence: its title without the capital of a beginning, or its identifier as it is.
pub(crate) fn within(treatment: &str, labels: Option<&Labels>) -> String {
    labels.map_or_else(|| treatment.to_owned(), |l| within_sentence(&l.measure))
}

/// The unit of rates in a sentence after a number: "per cent" for shares.
pub(crate) fn unit_said(s: &SliceFindings, l: &Labels) -> String {
    if s.in_per_cent() { "per cent".to_owned() } else { l.unit.brief().to_string() }
}

/// A ratio of observed to expected: two decimals below ten.
pub(crate) fn ratio(value: f64) -> String {
    if value < 9.995 { thousands(value, 2) } else { significant(value, 3) }
}

/// Two significant digits, for what is known about so well: "3,100", "56", "1.4".
pub(crate) fn about(value: f64) -> String {
    // "£8" rather than "£8.0".
    if value >= 1.0 && value.round() <= 10.0 && (value - value.round()).abs() < 0.05 {
        return thousands(value, 0);
    }
    if value < 10.0 {
        return significant(value, 2);
    }
    let mut unit = 1.0;
    while value / unit >= 99.5 {
        unit *= 10.0;
    }
    thousands((value / unit).round() * unit, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_ratios_are_rounded_to_two_digits() {
        let cases = [3094.0, 3094.0_f64.sqrt(), 14.3, 99.6, 1.428, 0.912, 7.96, 9.97, 32_730.4];
        assert_eq!(cases.map(about), ["3,100", "56", "14", "100", "1.4", "0.91", "8", "10", "33,000"]);
    }
}
