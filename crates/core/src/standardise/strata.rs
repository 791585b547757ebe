//! Events and population by area, age band and sex.

use super::{AgeBand, DirectMethod, WeightTable, WeightedStratum, direct, european};
use crate::error::{Error, Undefined};
use crate::interval::Confidence;
use crate::rates::Rate;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One row of stratified input.
#[derive(Debug, Clone, PartialEq)]
pub struct StratumRow {
    /// Area code.
    pub area: Arc<str>,
    /// Age band.
    pub age_band: AgeBand,
    /// Sex, as written in the input; `None` where both are together.
    pub sex: Option<Arc<str>>,
    /// Events.
    pub observed: f64,
    /// People.
    pub population: f64,
}

/// Which people a stratum holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StratumKey {
    /// Age band.
    pub age_band: AgeBand,
    /// Sex, as written in the input; `None` where both are together.
    pub sex: Option<Arc<str>>,
}

impl std::fmt::Display for StratumKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "age {}", self.age_band)?;
        self.sex.as_ref().map_or(Ok(()), |sex| write!(f, ", sex {sex}"))
    }
}

/// The rates that expected values are made from: events and population of each stratum in a reference population.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reference(BTreeMap<StratumKey, (f64, f64)>);

impl Reference {
    /// Events and population by stratum.
    ///
    /// # Errors
    /// [`Error::Value`] for a number that is negative or not finite, and for a population of zero.
    pub fn new(strata: impl IntoIterator<Item = (StratumKey, f64, f64)>) -> Result<Self, Error> {
        let mut rates = BTreeMap::new();
        for (key, events, population) in strata {
            check("reference", &key, "observed", events)?;
            check("reference", &key, "population", population)?;
            if population <= 0.0 {
                return Err(wrong("reference", &key, "population", population, "a number above zero"));
            }
            rates.insert(key, (events, population));
        }
        Ok(Self(rates))
    }

    /// Overall rate of the reference population, per person; the base of an indirectly standardised rate.
    #[must_use]
    pub fn crude_rate(&self) -> f64 {
        let (events, people) = self.0.values().fold((0.0, 0.0), |sum, v| (sum.0 + v.0, sum.1 + v.1));
        if people > 0.0 { events / people } else { 0.0 }
    }
}

/// Strata of all areas, checked: areas and strata sorted, each pair at most once.
#[derive(Debug, Clone, PartialEq)]
pub struct Strata {
    areas: BTreeMap<Arc<str>, BTreeMap<StratumKey, (f64, f64)>>,
}

impl Strata {
    /// Checks the rows. A pair of area and stratum that has no row has no people and no events.
    ///
    /// # Errors
    /// [`Error::Value`] for a number that is negative or not finite, for events without population, for the same area
    /// and stratum twice and for age bands that overlap within an area and sex.
    pub fn new(rows: &[StratumRow]) -> Result<Self, Error> {
        let mut areas: BTreeMap<Arc<str>, BTreeMap<StratumKey, (f64, f64)>> = BTreeMap::new();
        for row in rows {
            let key = StratumKey { age_band: row.age_band, sex: row.sex.clone() };
            check(&row.area, &key, "observed", row.observed)?;
            check(&row.area, &key, "population", row.population)?;
            if row.population <= 0.0 && row.observed > 0.0 {
                return Err(wrong(
                    &row.area,
                    &key,
                    "population",
                    row.population,
                    "more than zero, as there are events",
                ));
            }
            let strata = areas.entry(row.area.clone()).or_default();
            if strata.keys().any(|other| overlap(other, &key)) {
                let expected = "each age in one band, once for each area and sex";
                return Err(wrong(&row.area, &key, "age band", f64::from(row.age_band.from), expected));
            }
            strata.insert(key, (row.observed, row.population));
        }
        Ok(Self { areas })
    }

    /// Area codes, sorted. All results are in this order.
    pub fn areas(&self) -> impl Iterator<Item = &Arc<str>> {
        self.areas.keys()
    }

    /// Events of each area.
    #[must_use]
    pub fn observed(&self) -> Vec<f64> {
        self.areas.values().map(|strata| strata.values().map(|v| v.0).sum()).collect()
    }

    /// People of each area.
    #[must_use]
    pub fn population(&self) -> Vec<f64> {
        self.areas.values().map(|strata| strata.values().map(|v| v.1).sum()).collect()
    }

    /// All areas together as the reference, for which the expected values sum to the observed ones. Strata without people
    /// are left out.
    #[must_use]
    pub fn as_reference(&self) -> Reference {
        let mut rates: BTreeMap<StratumKey, (f64, f64)> = BTreeMap::new();
        for (key, (events, population)) in self.areas.values().flatten() {
            let sum = rates.entry(key.clone()).or_default();
            *sum = (sum.0 + events, sum.1 + population);
        }
        rates.retain(|_, v| v.1 > 0.0);
        Reference(rates)
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
    /// let expected = strata.expected(&strata.as_reference()).unwrap();
    /// assert_eq!(expected, [900.0 * 0.02 + 100.0 * 0.2, 100.0 * 0.02 + 400.0 * 0.2]); // 38 and 82
    /// ```
    pub fn expected(&self, reference: &Reference) -> Result<Vec<f64>, Error> {
        self.sum(|key| reference.0.get(key).map(|(events, people)| events / people), "a stratum of the reference")
    }

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

    /// Directly standardised rate of each area, times `per`, by the European Standard Population 2013 (the same for
    /// either sex).
    ///
    /// # Errors
    /// [`Error::Word`] for an age band that is not made of whole bands of the standard. What cannot be computed for an
    /// area is no error: it is undefined with its reason, see [`direct`].
    pub fn direct(
        &self,
        per: f64,
        method: DirectMethod,
        confidence: Confidence,
    ) -> Result<Vec<Result<Rate, Undefined>>, Error> {
        let area = |strata: &BTreeMap<StratumKey, (f64, f64)>| {
            let weighted = |(key, v): (&StratumKey, &(f64, f64))| {
                Ok(WeightedStratum::new(v.0, v.1, european::weight(key.age_band)?))
            };
            let weighted: Vec<WeightedStratum> = strata.iter().map(weighted).collect::<Result<_, Error>>()?;
            Ok(direct(&weighted, per, method, confidence))
        };
        self.areas.values().map(area).collect()
    }

    fn sum(&self, factor: impl Fn(&StratumKey) -> Option<f64>, expected: &'static str) -> Result<Vec<f64>, Error> {
        let one = |(area, strata): (&Arc<str>, &BTreeMap<StratumKey, (f64, f64)>)| {
            let mut total = 0.0;
            for (key, (_, people)) in strata.iter().filter(|(_, v)| v.1 > 0.0) {
                let factor = factor(key);
                total += people * factor.ok_or_else(|| wrong(area, key, "population", *people, expected))?;
            }
            Ok(total)
        };
        self.areas.iter().map(one).collect()
    }
}

fn overlap(a: &StratumKey, b: &StratumKey) -> bool {
    let end = |band: AgeBand| band.to.unwrap_or(u16::MAX);
    a.sex == b.sex && a.age_band.from <= end(b.age_band) && b.age_band.from <= end(a.age_band)
}

fn check(area: &str, key: &StratumKey, field: &'static str, value: f64) -> Result<(), Error> {
    if value.is_finite() && value >= 0.0 {
        return Ok(());
    }
    Err(wrong(area, key, field, value, "a finite number of zero or more"))
}

pub(super) fn wrong(area: &str, key: &StratumKey, field: &'static str, value: f64, expected: &'static str) -> Error {
    Error::Value { area: area.to_owned(), period: key.to_string(), field, value, expected }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(area: &str, band: &str, sex: &str, observed: f64, population: f64) -> StratumRow {
        let age_band = band.parse().unwrap();
        StratumRow { area: area.into(), age_band, sex: Some(sex.into()), observed, population }
    }

    #[test]
    fn wrong_rows_are_errors_that_name_them() {
        for (rows, message) in [
            (vec![row("A", "0-4", "f", -1.0, 5.0)], "area A, age 0-4, sex f: observed is -1"),
            (vec![row("A", "0-4", "f", 1.0, f64::NAN)], "population is NaN"),
            (vec![row("A", "0-4", "f", 1.0, 0.0)], "as there are events"),
            (vec![row("A", "0-4", "f", 1.0, 5.0), row("A", "0-4", "f", 1.0, 5.0)], "each age in one band"),
            (vec![row("A", "0-9", "f", 1.0, 5.0), row("A", "5-14", "f", 1.0, 5.0)], "each age in one band"),
            (vec![row("A", "65+", "f", 1.0, 5.0), row("A", "90+", "f", 1.0, 5.0)], "each age in one band"),
        ] {
            let error = Strata::new(&rows).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
        let strata = Strata::new(&[row("A", "0-4", "f", 1.0, 5.0), row("A", "0-4", "m", 1.0, 5.0)]).unwrap();
        let error = strata.expected(&Reference::default()).unwrap_err().to_string();
        assert!(error.contains("age 0-4, sex f: population is 5; expected a stratum of the reference"), "{error}");
    }

    #[test]
    fn direct_rates_use_the_european_standard() {
        let rows =
            [row("A", "0-64", "f", 100.0, 1000.0), row("A", "65+", "f", 30.0, 100.0), row("B", "0-64", "f", 1.0, 9.0)];
        let strata = Strata::new(&rows).unwrap();
        let level = Confidence::new(0.95, "level").unwrap();
        let found = strata.direct(1000.0, DirectMethod::Dobson, level).unwrap();
        let by_hand = 1000.0 * (80_500.0 * 0.1 + 19_500.0 * 0.3) / 100_000.0;
        assert!((found[0].as_ref().unwrap().value - by_hand).abs() < 1e-10);
        assert!(found[1].is_err());
        assert!(
            Strata::new(&[row("A", "15-17", "f", 9.0, 9.0)]).unwrap().direct(1.0, DirectMethod::Dobson, level).is_err()
        );
    }

    proptest! {
        #[test]
        fn internal_expected_values_sum_to_the_observed(
            cells in prop::collection::vec((0u32..500, 1u32..100_000), 1..60),
        ) {
            let bands = ["0-14", "15-64", "65+"];
            let rows: Vec<StratumRow> = cells.iter().enumerate().map(|(i, (o, n))| {
                row(&format!("A{}", i / 6), bands[i % 3], ["f", "m"][i / 3 % 2], f64::from(*o), f64::from(*n))
            }).collect();
            let strata = Strata::new(&rows).unwrap();
            let reference = strata.as_reference();
            let (observed, expected) = (strata.observed(), strata.expected(&reference).unwrap());
            let (o, e): (f64, f64) = (observed.iter().sum(), expected.iter().sum());
            prop_assert!((o - e).abs() <= 1e-9 * o.max(1.0));
            let crude = o / strata.population().iter().sum::<f64>();
            prop_assert!((reference.crude_rate() - crude).abs() <= 1e-12 * crude.max(1e-300));
        }
    }
}
