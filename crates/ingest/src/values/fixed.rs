//! Decimal numbers as integers, so that a sum does not depend on the order of the rows.

/// Units in one pound, or in one unit of quantity: the finest that the publishers print is five decimals.
pub const SCALE: i64 = 100_000;

/// A decimal number as a whole number of 1/100,000: pounds, or quantity in the publisher's units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Fixed(pub i64);

impl Fixed {
    /// Reads `12`, `12.`, `.5`, `-0.31`, `644.00000`. Decimals beyond the fifth must be zeros.
    ///
    /// # Errors
    /// What was expected, when the text is not such a number, has more decimals than can be kept, or is too large.
    ///
    /// ```
    /// use unwarranted_ingest::values::fixed::Fixed;
    /// assert_eq!(Fixed::parse("69.93852"), Ok(Fixed(6_993_852)));
    /// assert_eq!(Fixed::parse("20."), Ok(Fixed(2_000_000)));
    /// assert!(Fixed::parse("0.000001").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const FORM: &str = "a plain decimal number such as 12.34, without thousands separators or exponent";
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let is_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.len() + decimals.len() == 0 || !is_digits(whole) || !is_digits(decimals) {
            return Err(FORM);
        }
        let (kept, rest) = decimals.split_at(decimals.len().min(5));
        if rest.bytes().any(|b| b != b'0') {
            return Err("at most five decimals, the finest that the publishers print");
        }
        let digits = whole.bytes().chain(kept.bytes()).chain(std::iter::repeat_n(b'0', 5 - kept.len()));
        let shift = |sum: i64, digit: u8| sum.checked_mul(10)?.checked_add(i64::from(digit - b'0'));
        let units = digits.into_iter().try_fold(0, shift).ok_or("a number below 92 million million")?;
        Ok(Self(if negative { -units } else { units }))
    }

    /// As a floating point number: pounds, or quantity.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / SCALE as f64
    }
}

impl std::fmt::Display for Fixed {
    /// Exact, with as many decimals as needed and at least two: `352697.84`, `69.93852`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (units, scale) = (self.0.unsigned_abs(), SCALE.unsigned_abs());
        let text = format!("{}.{:05}", units / scale, units % scale);
        let zeros = text.len() - text.trim_end_matches('0').len();
        write!(f, "{}{}", if self.0 < 0 { "-" } else { "" }, &text[..text.len() - zeros.min(3)])
    }
}

impl serde::Serialize for Fixed {
    /// As text, so that no reader rounds it to a floating point number.
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Fixed {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).map_err(|expected| serde::de::Error::custom(format!("'{text}' is not {expected}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_every_form_of_the_publishers() {
        for (text, units) in
            [("0", 0), ("12", 1_200_000), (".5", 50_000), ("644.00000", 64_400_000), ("-0.31", -31_000)]
        {
            assert_eq!(Fixed::parse(text), Ok(Fixed(units)), "{text}");
        }
        assert_eq!(Fixed::parse("0000012.5000000000"), Ok(Fixed(1_250_000)));
        assert_eq!(Fixed::parse("92233720368547.75807"), Ok(Fixed(i64::MAX)));
    }

    #[test]
    fn refuses_what_cannot_be_kept_exactly() {
        for text in ["", "-", ".", "-.", "1,000", "1e5", " 1", "+1", "1.2.3", "NaN", "92233720368547.75808", "1.000001"]
        {
            assert!(Fixed::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn prints_what_it_reads(units in -i64::MAX..=i64::MAX) {
            prop_assert_eq!(Fixed::parse(&Fixed(units).to_string()), Ok(Fixed(units)));
        }
    }
}
