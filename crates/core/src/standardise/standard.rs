//! Standard populations.

use super::european;
use crate::data::strata::{Strata, StratumKey};
use crate::data::stratum_table::{held, of_numbers};
use crate::error::Error;
use std::collections::{BTreeMap, BTreeSet};

/// A standard population by age band, and by sex where it has one.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Standard {
    /// The European Standard Population of 2013, the same for both sexes.
    #[default]
    European,
    /// People by stratum.
    Table(BTreeMap<StratumKey, f64>),
}

impl Standard {
    /// A standard population of these strata.
    ///
    /// # Errors
    /// [`Error::Value`] for a number that is negative or not finite, and for the same stratum twice.
    pub fn table(people: impl IntoIterator<Item = (StratumKey, f64)>) -> Result<Self, Error> {
        of_numbers("standard population", "population", people).map(Self::Table)
    }

    /// People of the standard in a stratum: its own, or the sum of those of the bands that it is made of. A standard
    /// without sexes is the same for both; of one with sexes both are taken where the stratum has none.
    ///
    /// # Errors
    /// [`Error::Value`] or [`Error::Stratum`] for a stratum that the standard does not have or that cuts through a band of it.
    ///
    /// ```
    /// use unwarranted_core::standardise::{Standard, StratumKey};
    /// let key = |band: &str, sex: Option<&str>| StratumKey { age_band: band.parse().unwrap(), sex: sex.map(Into::into) };
    /// assert_eq!(Standard::European.weight(&key("0-9", Some("female"))).unwrap(), 10500.0);
    /// let own = Standard::table([(key("0-4", None), 3.0), (key("5-9", None), 2.0)]).unwrap();
    /// assert_eq!(own.weight(&key("0-9", Some("female"))).unwrap(), 5.0);
    /// assert!(own.weight(&key("5+", None)).is_err());
    /// ```
    pub fn weight(&self, key: &StratumKey) -> Result<f64, Error> {
        let Self::Table(people) = self else { return european::weight(key.age_band) };
        let missing = || {
            let expected = "ages that are whole bands of the standard population";
            Error::Stratum { name: "stratum", text: key.to_string(), expected }
        };
        if let Some(own) = people.get(key) {
            return Ok(*own);
        }
        let without_sex = StratumKey { age_band: key.age_band, sex: None };
        let same_for_both = people.keys().all(|k| k.sex.is_none());
        let wanted = if same_for_both { &without_sex } else { key };
        let parts: Vec<&StratumKey> = people.keys().filter(|k| held(k, wanted)).collect();
        // Each sex must cover the band: of both, one alone would be half of the standard.
        let sexes: BTreeSet<_> =
            people.keys().map(|k| &k.sex).filter(|s| wanted.sex.is_none() || **s == wanted.sex).collect();
        let covered = |sex: &&Option<_>| covers(parts.iter().copied().filter(|k| k.sex == **sex), wanted);
        if parts.is_empty() || !sexes.iter().all(covered) {
            return Err(missing());
        }
        Ok(parts.iter().filter_map(|k| people.get(k)).sum())
    }

    /// What of the standard is in none of the strata, with its people; bands one after another as one. A directly
    /// standardised rate is of the standard without them.
    ///
    /// ```
    /// use unwarranted_core::standardise::{Standard, Strata, StratumRow};
    /// let row = |band: &str| StratumRow {
    ///     area: "A".into(), age_band: band.parse().unwrap(), sex: None, observed: 1.0, population: 10.0,
    /// };
    /// let left_out = Standard::European.left_out(&Strata::new(&[row("0-64"), row("65-84")]).unwrap());
    /// assert_eq!((left_out.len(), left_out[0].0.to_string().as_str(), left_out[0].1), (1, "age 85+", 2500.0));
    /// ```
    #[must_use]
    pub fn left_out(&self, strata: &Strata) -> Vec<(StratumKey, f64)> {
        let pooled = strata.pooled();
        let there: Vec<&StratumKey> = pooled.iter().filter(|(_, v)| v.1 > 0.0).map(|(key, _)| key).collect();
        let sexes: BTreeSet<_> = there.iter().map(|key| key.sex.clone()).collect();
        let own = |key: StratumKey| -> Vec<StratumKey> {
            let of_sex = |sex: &Option<_>| StratumKey { age_band: key.age_band, sex: sex.clone() };
            if key.sex.is_some() { vec![key] } else { sexes.iter().map(of_sex).collect() }
        };
        let mut out: Vec<(StratumKey, f64)> = Vec::new();
        let mut parts: Vec<(StratumKey, f64)> = self
            .parts()
            .into_iter()
            .flat_map(|(key, people)| own(key).into_iter().map(move |key| (key, people)))
            .collect();
        parts.sort_by(|(a, _), (b, _)| (&a.sex, a.age_band).cmp(&(&b.sex, b.age_band)));
        for (key, people) in parts.into_iter().filter(|(key, n)| *n > 0.0 && !there.iter().any(|t| held(key, t))) {
            match out.last_mut() {
                Some((last, sum)) if last.sex == key.sex && follows(last, &key) => {
                    (last.age_band.to, *sum) = (key.age_band.to, *sum + people);
                }
                _ => out.push((key, people)),
            }
        }
        out
    }

    /// The strata of the standard itself.
    fn parts(&self) -> Vec<(StratumKey, f64)> {
        match self {
            Self::European => {
                european::bands().map(|(age_band, people)| (StratumKey { age_band, sex: None }, people)).collect()
            }
            Self::Table(people) => people.iter().map(|(key, people)| (key.clone(), *people)).collect(),
        }
    }
}

/// Whether the ages of the second begin where those of the first end.
fn follows(first: &StratumKey, second: &StratumKey) -> bool {
    first.age_band.to.and_then(|to| to.checked_add(1)) == Some(second.age_band.from)
}

/// Whether the bands, which do not overlap, are together the whole band.
fn covers<'a>(parts: impl Iterator<Item = &'a StratumKey>, whole: &StratumKey) -> bool {
    let mut next = u32::from(whole.age_band.from);
    let end = whole.age_band.to.map_or(u32::MAX, u32::from);
    let mut bands: Vec<_> = parts.map(|k| k.age_band).collect();
    bands.sort();
    for band in bands {
        if u32::from(band.from) != next {
            return false;
        }
        next = band.to.map_or(u32::MAX, |to| u32::from(to) + 1);
    }
    next == end.saturating_add(1)
}
