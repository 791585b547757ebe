//! Weights by age and sex, such as ASTRO-PUs and STAR-PUs.

use crate::data::strata::{Strata, StratumKey};
use crate::data::stratum_table::{holding, of_numbers};
use crate::error::Error;
use std::collections::BTreeMap;

/// How much one person of each stratum counts in a weighted denominator. Age, sex and temporary resident originated
/// prescribing units (ASTRO-PU) and specific therapeutic group ones (STAR-PU) are such tables; they are revised every few
/// years, and so are given by the user and not built in.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightTable(pub(crate) BTreeMap<StratumKey, f64>);

impl WeightTable {
    /// A table of weights by stratum.
    ///
    /// # Errors
    /// [`Error::Value`] for a weight that is negative or not finite, and for the same stratum twice.
    pub fn new(weights: impl IntoIterator<Item = (StratumKey, f64)>) -> Result<Self, Error> {
        of_numbers("weights table", "weight", weights).map(Self)
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

impl Strata {
    /// Weighted denominators of each area, sum n_k w_k: prescribing units such as ASTRO-PUs and STAR-PUs.
    ///
    /// # Errors
    /// [`Error::Value`] where people live in a stratum that the table has no weight for.
    ///
    /// ```
    /// use unwarranted_core::standardise::{Strata, StratumKey, StratumRow, WeightTable};
    /// let key = |band: &str| StratumKey { age_band: band.parse().unwrap(), sex: None };
    /// let table = WeightTable::new([(key("0-64"), 0.5), (key("65+"), 2.0)]).unwrap();
    /// let row = StratumRow { area: "A".into(), age_band: "65+".parse().unwrap(), sex: None, observed: 0.0, population: 80.0 };
    /// assert_eq!(Strata::new(&[row]).unwrap().weighted_denominators(&table).unwrap(), [160.0]);
    /// ```
    pub fn weighted_denominators(&self, table: &WeightTable) -> Result<Vec<f64>, Error> {
        self.sum(|key| table.weight(key), "a stratum of the weights table")
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
