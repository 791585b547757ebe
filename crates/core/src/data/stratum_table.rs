//! Numbers by age and sex: finding that of a stratum whose bands are not those of the table.

use crate::data::strata::{StratumKey, wrong};
use crate::error::Error;
use std::collections::BTreeMap;

/// Checked numbers by stratum. `of` and `field` name them in errors.
pub(crate) fn of_numbers(
    of: &'static str,
    field: &'static str,
    numbers: impl IntoIterator<Item = (StratumKey, f64)>,
) -> Result<BTreeMap<StratumKey, f64>, Error> {
    let mut table = BTreeMap::new();
    for (key, number) in numbers {
        if !number.is_finite() || number < 0.0 {
            return Err(wrong(of, &key, field, number, "a finite number of zero or more"));
        }
        if table.insert(key.clone(), number).is_some() {
            return Err(wrong(of, &key, field, number, "each stratum once"));
        }
    }
    Ok(table)
}

/// The entry of a stratum: its own, or that of the one band of the table that holds its ages; of its own sex, or of both
/// where the table has none.
pub(crate) fn holding<'a, T>(table: &'a BTreeMap<StratumKey, T>, key: &StratumKey) -> Option<&'a T> {
    let both = StratumKey { age_band: key.age_band, sex: None };
    let of = |key: &StratumKey| {
        table
            .get(key)
            .or_else(|| table.iter().find(|(other, _)| key.sex == other.sex && within(key, other)).map(|e| e.1))
    };
    of(key).or_else(|| of(&both))
}

/// Whether the ages of `part` are among those of `whole`, and its sex is that of `whole` if that has one.
pub(crate) fn held(part: &StratumKey, whole: &StratumKey) -> bool {
    (whole.sex.is_none() || part.sex == whole.sex) && within(part, whole)
}

fn within(part: &StratumKey, whole: &StratumKey) -> bool {
    let end = |to: Option<u16>| to.unwrap_or(u16::MAX);
    let (part, whole) = (part.age_band, whole.age_band);
    whole.from <= part.from && end(part.to) <= end(whole.to)
}
