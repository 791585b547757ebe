//! Indirect standardisation: what would be expected of each area's people at the rates of a reference.

use crate::data::strata::{Strata, StratumKey, check, wrong};
use crate::data::stratum_table::{holding, of_numbers};
use crate::data::weights::WeightTable;
use crate::error::Error;
use std::collections::BTreeMap;

/// The rates that expected values are made from: of each stratum, and of the reference population as a whole.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reference {
    rates: BTreeMap<StratumKey, f64>,
    crude: Option<f64>,
}

impl Reference {
    /// Events and population by stratum.
    ///
    /// # Errors
    /// [`Error::Value`] for a number that is negative or not finite, for a population of zero and for the same stratum
    /// twice.
    pub fn new(strata: impl IntoIterator<Item = (StratumKey, f64, f64)>) -> Result<Self, Error> {
        let (mut rates, mut totals) = (Vec::new(), (0.0, 0.0));
        for (key, events, population) in strata {
            check("reference", &key, "observed", events)?;
            check("reference", &key, "population", population)?;
            if population <= 0.0 {
                return Err(wrong("reference", &key, "population", population, "a number above zero"));
            }
            totals = (totals.0 + events, totals.1 + population);
            rates.push((key, events / population));
        }
        let crude = (totals.1 > 0.0).then(|| totals.0 / totals.1);
        Ok(Self { rates: of_numbers("reference", "rate", rates)?, crude })
    }

    /// Rates per person by stratum, without the people they are of.
    ///
    /// # Errors
    /// [`Error::Value`] for a rate that is negative or not finite, and for the same stratum twice.
    pub fn of_rates(rates: impl IntoIterator<Item = (StratumKey, f64)>) -> Result<Self, Error> {
        Ok(Self { rates: of_numbers("reference", "rate", rates)?, crude: None })
    }

    /// Overall rate of the reference population, per person; the base of an indirectly standardised rate. `None` where
    /// only the rates of its strata are known.
    #[must_use]
    pub fn crude_rate(&self) -> Option<f64> {
        self.crude
    }

    /// The rates as weights: what people counted by them come to are the events expected of them.
    ///
    /// ```
    /// use unwarranted_core::standardise::{Reference, StratumKey};
    /// let key = |band: &str| StratumKey { age_band: band.parse().unwrap(), sex: None };
    /// let reference = Reference::new([(key("0-64"), 5.0, 100.0), (key("65+"), 20.0, 50.0)]).unwrap();
    /// assert_eq!(reference.as_weights().weight(&key("70-74")), Some(0.4));
    /// ```
    #[must_use]
    pub fn as_weights(&self) -> WeightTable {
        WeightTable(self.rates.clone())
    }
}

impl Strata {
    /// All areas together as the reference, for which the expected values sum to the observed ones. Strata without people
    /// are left out.
    ///
    /// # Errors
    /// [`Error::Bands`] where a group of some areas is another than that of others and shares people with it, such as ages
    /// 0-14 beside 0-4 and 5-14: each would be compared with itself alone. A group that some areas lack is no error.
    ///
    /// ```
    /// use unwarranted_core::standardise::{Strata, StratumRow};
    /// let row = |area: &str, band: &str| StratumRow {
    ///     area: area.into(), age_band: band.parse().unwrap(), sex: None, observed: 1.0, population: 10.0,
    /// };
    /// let wider = Strata::new(&[row("A", "0-4"), row("A", "5-14"), row("B", "0-14")]).unwrap();
    /// assert!(wider.as_reference().unwrap_err().to_string().contains("B has age 0-14"));
    /// assert!(Strata::new(&[row("A", "0-4"), row("A", "5-14"), row("B", "0-4")]).unwrap().as_reference().is_ok());
    /// ```
    pub fn as_reference(&self) -> Result<Reference, Error> {
        if let Some(clashes) = self.clashes() {
            return Err(Error::Bands(clashes));
        }
        let pooled = self.pooled();
        let (events, people) = pooled.values().fold((0.0, 0.0), |sum, v| (sum.0 + v.0, sum.1 + v.1));
        let rates = pooled.into_iter().filter(|(_, v)| v.1 > 0.0).map(|(key, v)| (key, v.0 / v.1)).collect();
        Ok(Reference { rates, crude: (people > 0.0).then(|| events / people) })
    }

    /// Expected events of each area at the rates of the reference: E = sum n_k R_k (indirect standardisation).
    ///
    /// # Errors
    /// [`Error::Value`] where people live in a stratum that the reference does not have.
    ///
    /// ```
    /// use unwarranted_core::standardise::{Strata, StratumRow};
    /// let row = |area: &str, band: &str, observed, population| StratumRow {
    ///     area: area.into(), age_band: band.parse().unwrap(), sex: None, observed, population,
    /// };
    /// let rows = [row("A", "0-64", 10.0, 900.0), row("A", "65+", 30.0, 100.0),
    ///             row("B", "0-64", 10.0, 100.0), row("B", "65+", 70.0, 400.0)];
    /// let strata = Strata::new(&rows).unwrap();
    /// let expected = strata.expected(&strata.as_reference().unwrap()).unwrap();
    /// assert_eq!(expected, [900.0 * 0.02 + 100.0 * 0.2, 100.0 * 0.02 + 400.0 * 0.2]); // 38 and 82
    /// ```
    pub fn expected(&self, reference: &Reference) -> Result<Vec<f64>, Error> {
        self.sum(|key| holding(&reference.rates, key).copied(), "a stratum of the reference")
    }
}
