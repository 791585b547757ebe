//! Standard populations.

use super::european;
use crate::data::strata::StratumKey;
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
