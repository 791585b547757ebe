//! Events and population by area, age band and sex.

use crate::data::age_band::AgeBand;
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

/// Strata of all areas, checked: areas and strata sorted, each pair at most once.
#[derive(Debug, Clone, PartialEq)]
pub struct Strata {
    pub(crate) areas: BTreeMap<Arc<str>, BTreeMap<StratumKey, (f64, f64)>>,
}

impl Strata {
    /// Checks the rows. A pair of area and stratum that has no row has no people and no events.
    ///
    /// # Errors
    /// [`Error::Value`] for a number that is negative or not finite, for events without population, for the same area
    /// and stratum twice and for strata of an area that hold the same people: age bands that
    /// overlap, or one sex beside both together.
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

    /// Events and people of each stratum, all areas together.
    pub(crate) fn pooled(&self) -> BTreeMap<StratumKey, (f64, f64)> {
        let mut sums: BTreeMap<StratumKey, (f64, f64)> = BTreeMap::new();
        for (key, (events, population)) in self.areas.values().flatten() {
            let sum = sums.entry(key.clone()).or_default();
            *sum = (sum.0 + events, sum.1 + population);
        }
        sums
    }

    /// The strata that each area lacks although another has people in them: there is no row of it, or nobody lives there.
    /// Areas that lack none are not among them.
    ///
    /// ```
    /// use unwarranted_core::standardise::{Strata, StratumRow};
    /// let row = |area: &str, band: &str, population| StratumRow {
    ///     area: area.into(), age_band: band.parse().unwrap(), sex: None, observed: 0.0, population,
    /// };
    /// let rows = [row("A", "0-64", 9.0), row("B", "0-64", 9.0), row("B", "65+", 9.0), row("A", "65+", 0.0)];
    /// let lacking = Strata::new(&rows).unwrap().lacking();
    /// assert_eq!((lacking.len(), lacking["A"][0].to_string().as_str()), (1, "age 65+"));
    /// ```
    #[must_use]
    pub fn lacking(&self) -> BTreeMap<Arc<str>, Vec<StratumKey>> {
        let pooled = self.pooled();
        let all: Vec<&StratumKey> = pooled.iter().filter(|(_, v)| v.1 > 0.0).map(|(key, _)| key).collect();
        let lacks = |strata: &BTreeMap<StratumKey, (f64, f64)>| -> Vec<StratumKey> {
            let there = |key: &&&StratumKey| strata.get(**key).is_some_and(|v| v.1 > 0.0);
            all.iter().filter(|key| !there(key)).map(|key| (*key).clone()).collect()
        };
        let of_areas = self.areas.iter().map(|(area, strata)| (Arc::clone(area), lacks(strata)));
        of_areas.filter(|(_, keys)| !keys.is_empty()).collect()
    }

    /// The age bands, each once, in order.
    #[must_use]
    pub fn age_bands(&self) -> Vec<AgeBand> {
        let bands: std::collections::BTreeSet<AgeBand> =
            self.areas.values().flat_map(BTreeMap::keys).map(|key| key.age_band).collect();
        bands.into_iter().collect()
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

    /// The sum over the strata of each area in which people live of their number times a factor.
    pub(crate) fn sum(
        &self,
        factor: impl Fn(&StratumKey) -> Option<f64>,
        expected: &'static str,
    ) -> Result<Vec<f64>, Error> {
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

/// Whether somebody can be of both: an age in common, and one sex or both sexes together.
pub(crate) fn overlap(a: &StratumKey, b: &StratumKey) -> bool {
    let sexes = a.sex == b.sex || a.sex.is_none() || b.sex.is_none();
    sexes && a.age_band.overlaps(b.age_band)
}

pub(crate) fn check(area: &str, key: &StratumKey, field: &'static str, value: f64) -> Result<(), Error> {
    if value.is_finite() && value >= 0.0 {
        return Ok(());
    }
    Err(wrong(area, key, field, value, "a finite number of zero or more"))
}

pub(crate) fn wrong(area: &str, key: &StratumKey, field: &'static str, value: f64, expected: &'static str) -> Error {
    Error::Value { area: area.to_owned(), period: key.to_string(), field, value, expected }
}
