//! Confidence levels.

use crate::error::Error;
use crate::special::normal;

/// A two-sided confidence level, above 0 and below 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Confidence {
    level: f64,
    z: f64,
}

impl Confidence {
    /// A level between 0 and 1, such as 0.95. `name` is what the user calls it, for the error.
    ///
    /// # Errors
    /// [`Error::Parameter`] for anything else: 95 is not accepted for 0.95.
    ///
    /// ```
    /// use unwarranted_core::interval::Confidence;
    /// assert!((Confidence::new(0.95, "confidence").unwrap().z() - 1.959963984540054).abs() < 1e-14);
    /// assert!(Confidence::new(95.0, "confidence").is_err());
    /// ```
    pub fn new(level: f64, name: &'static str) -> Result<Self, Error> {
        let z = if level > 0.0 && level < 1.0 { normal::upper_quantile((1.0 - level) / 2.0) } else { f64::NAN };
        if z.is_finite() {
            Ok(Self { level, z })
        } else {
            Err(Error::Parameter { name, value: level, expected: "a level above 0 and below 1, such as 0.95" })
        }
    }

    /// The level, between 0 and 1.
    #[must_use]
    pub fn level(self) -> f64 {
        self.level
    }

    /// Probability left in each tail, (1 - level) / 2.
    #[must_use]
    pub fn tail(self) -> f64 {
        (1.0 - self.level) / 2.0
    }

    /// The standard normal quantile that leaves [`Self::tail`] above it.
    #[must_use]
    pub fn z(self) -> f64 {
        self.z
    }

    /// The level in per cent, as short as it can be written: "95", "99.8".
    ///
    /// ```
    /// use unwarranted_core::interval::Confidence;
    /// assert_eq!(Confidence::new(0.998, "levels").unwrap().per_cent(), "99.8");
    /// ```
    #[must_use]
    pub fn per_cent(self) -> String {
        // 100 x 0.29 is 28.999999999999996: ten decimals are more than anybody writes.
        let text = format!("{:.10}", self.level * 100.0);
        match text.trim_end_matches('0').trim_end_matches('.') {
            "0" | "100" => (self.level * 100.0).to_string(),
            short => short.to_owned(),
        }
    }
}
