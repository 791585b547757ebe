//! Weights by age and sex, such as ASTRO-PUs and STAR-PUs.

use super::StratumKey;
use super::table::holding;
use crate::error::Error;
use std::collections::BTreeMap;

/// How much one person of each stratum counts in a weighted denominator. Age, sex and temporary resident originated
/// prescribing units (ASTRO-PU) and specific therapeutic group ones (STAR-PU) are such tables; they are revised every few
/// years, and so are given by the user and not built in.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightTable(pub(super) BTreeMap<StratumKey, f64>);

impl WeightTable {
    /// A table of weights by stratum.
    ///
    /// # Errors
    /// [`Error::Value`] for a weight that is negative or not finite, and for the same stratum twice.
    pub fn new(weights: impl IntoIterator<Item = (StratumKey, f64)>) -> Result<Self, Error> {
        super::table::of_numbers("weights table", "weight", weights).map(Self)
    }

    /// The weight of a stratum: its own, or that of the one band of the table that holds its ages; that of both sexes
    /// together where the table has no sexes.
    ///
    /// ```
    /// use unwarranted_core::standardise::{StratumKey, WeightTable};
    /// let key = |band: &str| StratumKey { age_band: band.parse().unwrap(), sex: None };
    /// let table = WeightTable::new([(key("0-4"), 1.0), (key("75+"), 6.6)]).unwrap();
    /// assert_eq!(table.weight(&key("85-89")), Some(6.6));
    /// assert_eq!(table.weight(&key("0-9")), None);
    /// ```
    #[must_use]
    pub fn weight(&self, key: &StratumKey) -> Option<f64> {
        holding(&self.0, key).copied()
    }

    /// The strata that the table has a weight for, sorted.
    pub fn strata(&self) -> impl Iterator<Item = &StratumKey> {
        self.0.keys()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_weights_are_errors() {
        let key = |sex: &str| StratumKey { age_band: "0-4".parse().unwrap(), sex: Some(sex.into()) };
        assert!(WeightTable::new([(key("f"), f64::NAN)]).is_err());
        assert!(WeightTable::new([(key("f"), -1.0)]).is_err());
        let error = WeightTable::new([(key("f"), 1.0), (key("f"), 2.0)]).unwrap_err().to_string();
        assert!(error.contains("weights table, age 0-4, sex f: weight is 2; expected each stratum once"), "{error}");
        assert_eq!(WeightTable::new([(key("f"), 1.0)]).unwrap().weight(&key("m")), None);
    }
}
