//! Events and population by area, age band and sex.

use super::table::holding;
use super::{AgeBand, Direct, DirectMethod, Standard, WeightTable, WeightedStratum};
use crate::error::Error;
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
        Ok(Self { rates: super::table::of_numbers("reference", "rate", rates)?, crude })
    }

    /// Rates per person by stratum, without the people they are of.
    ///
    /// # Errors
    /// [`Error::Value`] for a rate that is negative or not finite, and for the same stratum twice.
    pub fn of_rates(rates: impl IntoIterator<Item = (StratumKey, f64)>) -> Result<Self, Error> {
        Ok(Self { rates: super::table::of_numbers("reference", "rate", rates)?, crude: None })
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
        let pooled = self.pooled();
        let (events, people) = pooled.values().fold((0.0, 0.0), |sum, v| (sum.0 + v.0, sum.1 + v.1));
        let rates = pooled.into_iter().filter(|(_, v)| v.1 > 0.0).map(|(key, v)| (key, v.0 / v.1)).collect();
        Reference { rates, crude: (people > 0.0).then(|| events / people) }
    }

    /// Events and people of each stratum, all areas together.
    fn pooled(&self) -> BTreeMap<StratumKey, (f64, f64)> {
        let mut sums: BTreeMap<StratumKey, (f64, f64)> = BTreeMap::new();
        for (key, (events, population)) in self.areas.values().flatten() {
            let sum = sums.entry(key.clone()).or_default();
            *sum = (sum.0 + events, sum.1 + population);
        }
        sums
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
        self.sum(|key| holding(&reference.rates, key).copied(), "a stratum of the reference")
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

    /// The strata of each area and of all areas together, with their weights in the standard population: what directly
    /// standardised rates are made from.
    ///
    /// # Errors
    /// [`Error::Word`] for an age band that is not made of whole bands of the standard.
    ///
    /// ```
    /// use unwarranted_core::standardise::{DirectMethod, Standard, Strata, StratumRow, direct_value};
    /// let row = |band: &str, observed| StratumRow {
    ///     area: "A".into(), age_band: band.parse().unwrap(), sex: None, observed, population: 1000.0,
    /// };
    /// let strata = Strata::new(&[row("0-64", 100.0), row("65+", 300.0)]).unwrap();
    /// let made = strata.standardised(&Standard::European, DirectMethod::Dobson).unwrap();
    /// let by_hand = (80_500.0 * 0.1 + 19_500.0 * 0.3) / 100_000.0;
    /// assert!((direct_value(&made.areas[0]).unwrap() - by_hand).abs() < 1e-15);
    /// ```
    pub fn standardised(&self, standard: &Standard, method: DirectMethod) -> Result<Direct, Error> {
        let weighted = |(key, v): (&StratumKey, &(f64, f64))| Ok(WeightedStratum::new(v.0, v.1, standard.weight(key)?));
        let all = |strata: &BTreeMap<StratumKey, (f64, f64)>| strata.iter().map(weighted).collect::<Result<_, Error>>();
        let areas = self.areas.values().map(all).collect::<Result<_, Error>>()?;
        Ok(Direct { areas, overall: all(&self.pooled())?, method })
    }

    /// What distinguishes the strata, in words.
    #[must_use]
    pub fn told_by(&self) -> &'static str {
        let keys = || self.areas.values().flat_map(BTreeMap::keys);
        let ages = keys().any(|k| k.age_band != AgeBand::ALL);
        match (ages, keys().any(|k| k.sex.is_some())) {
            (true, false) => "age",
            (false, true) => "sex",
            _ => "age and sex",
        }
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
    fn the_standard_is_given_to_each_area_and_to_all_together() {
        let rows =
            [row("A", "0-64", "f", 100.0, 1000.0), row("A", "65+", "f", 30.0, 100.0), row("B", "0-64", "f", 1.0, 9.0)];
        let made = Strata::new(&rows).unwrap().standardised(&Standard::European, DirectMethod::Dobson).unwrap();
        assert_eq!(made.areas[1], [WeightedStratum::new(1.0, 9.0, 80_500.0)]);
        assert_eq!(made.overall[0], WeightedStratum::new(101.0, 1009.0, 80_500.0));
        let cut = Strata::new(&[row("A", "15-17", "f", 9.0, 9.0)]).unwrap();
        assert!(cut.standardised(&Standard::European, DirectMethod::Dobson).is_err());
    }

    #[test]
    fn reference_rates_without_sexes_or_with_wider_bands_hold_for_the_strata_within() {
        let key =
            |band: &str, sex: Option<&str>| StratumKey { age_band: band.parse().unwrap(), sex: sex.map(Into::into) };
        let strata = Strata::new(&[row("A", "0-4", "f", 1.0, 50.0), row("A", "5-9", "m", 1.0, 70.0)]).unwrap();
        assert_eq!(strata.told_by(), "age and sex");
        let wide = Reference::of_rates([(key("0-9", None), 0.1)]).unwrap();
        assert!((strata.expected(&wide).unwrap()[0] - 12.0).abs() < 1e-12);
        assert_eq!(wide.crude_rate(), None);
        let other = Reference::new([(key("0-9", Some("f")), 1.0, 10.0)]).unwrap();
        assert!(strata.expected(&other).unwrap_err().to_string().contains("sex m"));
        assert!(Reference::of_rates([(key("0-9", None), 0.1), (key("0-9", None), 0.2)]).is_err());
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
            prop_assert!((reference.crude_rate().unwrap() - crude).abs() <= 1e-12 * crude.max(1e-300));
        }
    }
}
