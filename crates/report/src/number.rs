//! Numbers as text: exact for machines, rounded to what can be said for people. What charts and pages say alike is in
//! [`unwarranted_plot::numbers`].

use unwarranted_plot::numbers::{count, thousands};

/// The shortest text that reads back as the same number; whole numbers without a decimal point.
///
/// Very large and very small numbers have an exponent. Numbers in findings are finite.
///
/// ```
/// use unwarranted_report::number::exact;
/// assert_eq!(exact(5.0), "5");
/// assert_eq!(exact(0.1), "0.1");
/// assert_eq!(exact(-0.0), "0");
/// assert_eq!(exact(1e-300), "1e-300");
/// ```
#[must_use]
pub fn exact(value: f64) -> String {
    let value = value + 0.0;
    let size = value.abs();
    if size < 1e15 && value.fract() == 0.0 {
        #[allow(clippy::cast_possible_truncation, reason = "whole and below 1e15")]
        let whole = value as i64;
        return whole.to_string();
    }
    // As serde_json writes it, in half the time of the standard library.
    if (1e-5..1e15).contains(&size) {
        zmij::Buffer::new().format_finite(value).to_owned()
    } else {
        format!("{value:e}")
    }
}

/// `value` to `digits` significant digits (whole digits are never cut), with thousands separators.
///
/// ```
/// use unwarranted_report::number::significant;
/// assert_eq!(significant(28.2871, 3), "28.3");
/// assert_eq!(significant(12345.6, 3), "12,346");
/// assert_eq!(significant(0.0, 3), "0");
/// assert_eq!(significant(0.00012345, 3), "0.000123");
/// assert_eq!(significant(0.9996, 3), "1.00");
/// assert_eq!(significant(3.2e-9, 3), "3.20e-9");
/// ```
#[must_use]
pub fn significant(value: f64, digits: usize) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let size = value.abs();
    if !(1e-6..1e15).contains(&size) {
        return format!("{value:.*e}", digits.saturating_sub(1));
    }
    let decimals = decimals_at(size, digits);
    // 0.9996 to three digits is 1.00: rounding may bring a digit before the point.
    let power = 10_f64.powi(i32::try_from(decimals).unwrap_or_default());
    thousands(value, decimals.min(decimals_at((size * power).round() / power, digits)))
}

/// A p or q as people read it: to two significant digits, and below one in a thousand no more than that. Tables for programs have the
/// number itself.
///
/// ```
/// use unwarranted_report::number::probability;
/// assert_eq!([0.0123, 0.001, 0.000_99, 1.7e-8, 0.0].map(probability), ["0.012", "0.0010", "below 0.001", "below 0.001", "below 0.001"]);
/// ```
#[must_use]
pub fn probability(p: f64) -> String {
    if p < 0.001 { "below 0.001".to_owned() } else { significant(p, 2) }
}

/// A value and the ends of its interval, all three with as many decimals as the width of the interval supports:
/// the interval is given to about two significant digits of its width.
///
/// ```
/// use unwarranted_report::number::with_interval;
/// assert_eq!(with_interval(3.0123, 2.6789, 3.4012), ["3.01", "2.68", "3.40"]);
/// assert_eq!(with_interval(1523.4, 1204.1, 1893.7), ["1,523", "1,204", "1,894"]);
/// ```
#[must_use]
pub fn with_interval(value: f64, lower: f64, upper: f64) -> [String; 3] {
    let decimals = interval_decimals(value, upper - lower);
    [value, lower, upper].map(|v| thousands(v, decimals))
}

/// The decimals that an interval of this width around a value supports.
#[must_use]
pub fn interval_decimals(value: f64, width: f64) -> usize {
    if width > 0.0 { decimals_at(width, 2) } else { decimals_at(value.abs(), 3) }.min(6)
}

/// A small number as a word, as newspapers do; figures from ten on.
///
/// ```
/// use unwarranted_report::number::worded;
/// assert_eq!((worded(2), worded(10), worded(1234)), ("two".to_owned(), "10".to_owned(), "1,234".to_owned()));
/// ```
#[must_use]
pub fn worded(n: usize) -> String {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    WORDS.get(n).map_or_else(|| count(n), |word| (*word).to_owned())
}

/// Decimals that suit a whole column: three significant digits for a value of middling size.
#[must_use]
pub fn column_decimals(values: impl IntoIterator<Item = f64>) -> usize {
    let mut sizes: Vec<f64> = values.into_iter().map(f64::abs).filter(|v| *v > 0.0).collect();
    sizes.sort_by(f64::total_cmp);
    if sizes.iter().all(|v| v.fract() == 0.0) {
        return 0;
    }
    sizes.get(sizes.len() / 2).map_or(0, |middle| decimals_at(*middle, 3).min(6))
}

/// Decimals that show `digits` significant digits of a number of this size (above zero).
fn decimals_at(size: f64, digits: usize) -> usize {
    let mut decimals = digits.saturating_sub(1);
    let mut size = size;
    while size >= 10.0 && decimals > 0 {
        size /= 10.0;
        decimals -= 1;
    }
    while size > 0.0 && size < 1.0 && decimals < 12 {
        size *= 10.0;
        decimals += 1;
    }
    decimals
}

/// A share of all as a whole percentage; 0 % and 100 % are said only of none and all.
///
/// ```
/// use unwarranted_report::number::percent;
/// assert_eq!(percent(0.834), "83%");
/// assert_eq!(percent(0.0001), "under 1%");
/// assert_eq!(percent(0.9999), "over 99%");
/// ```
#[must_use]
pub fn percent(share: f64) -> String {
    match share {
        s if s > 0.0 && s < 0.01 => "under 1%".to_owned(),
        s if s < 1.0 && s > 0.99 => "over 99%".to_owned(),
        s => format!("{}%", thousands(s * 100.0, 0)),
    }
}

/// A probability as a percentage: never none or all, however near it is, as no figures make anything certain.
///
/// ```
/// use unwarranted_report::number::probable;
/// assert_eq!([0.0, 0.004, 0.5, 1.0].map(probable), ["under 1%", "under 1%", "50%", "over 99%"]);
/// ```
#[must_use]
pub fn probable(p: f64) -> String {
    percent(p.clamp(1e-3, 1.0 - 1e-3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_reads_back_as_the_same_number() {
        for value in [0.1 + 0.2, 1e-300, 1.0 / 3.0, 123_456_789.123_456_78, 1e15, -2.5, 5e-324, f64::MAX, 28.29] {
            assert_eq!(exact(value).parse::<f64>().unwrap().to_bits(), value.to_bits());
        }
    }

    #[test]
    fn exact_is_as_short_as_the_text_of_the_standard_library_and_the_same_number() {
        let mut bits = 0x9e37_79b9_7f4a_7c15_u64;
        for power in -6..=16 {
            for _ in 0..2_000 {
                bits ^= bits << 13;
                bits ^= bits >> 7;
                bits ^= bits << 17;
                #[allow(clippy::cast_precision_loss, reason = "any number will do")]
                let value = (bits >> 11) as f64 / (1_u64 << 53) as f64 * 10_f64.powi(power);
                let plain = (1e-5..1e15).contains(&value);
                let slow = if plain { value.to_string() } else { format!("{value:e}") };
                // Where two texts are as near, either may stand, and a 0 at the end of one is left out.
                assert!(
                    exact(value).len() <= slow.len() && exact(value).parse() == Ok(value),
                    "{slow} {}",
                    exact(value)
                );
            }
        }
    }

    #[test]
    fn an_interval_of_no_width_keeps_the_digits_of_the_value() {
        assert_eq!(with_interval(0.0, 0.0, 0.0), ["0.00", "0.00", "0.00"]);
        assert_eq!(with_interval(12.3456, 12.3456, 12.3456), ["12.3", "12.3", "12.3"]);
    }

    #[test]
    fn a_column_of_whole_numbers_has_no_decimals() {
        assert_eq!(column_decimals([1.0, 200.0, 0.0]), 0);
        assert_eq!(column_decimals([1.5, 28.29, 0.0, 3.0]), 2);
        assert_eq!(column_decimals([]), 0);
    }
}
