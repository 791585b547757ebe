//! Which part of its area a row is about: ages, sex, practice.

use super::fields::Field;
use crate::read::ages::{age_band, is_total, sex};
use std::sync::Arc;
use unwarranted_core::standardise::{AgeBand, StratumKey};

/// A part of an area; the default is the whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Part {
    pub(super) stratum: Option<StratumKey>,
    pub(super) practice: Option<Arc<str>>,
}

/// What distinguishes a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    ages: bool,
    sexes: bool,
    practices: bool,
}

impl Part {
    pub(super) fn shape(&self) -> Shape {
        Shape {
            ages: self.stratum.as_ref().is_some_and(|s| s.age_band != AgeBand::ALL),
            sexes: self.stratum.as_ref().is_some_and(|s| s.sex.is_some()),
            practices: self.practice.is_some(),
        }
    }
}

impl Shape {
    pub(super) fn words(self) -> String {
        let ages = if self.ages { "one age band" } else { "all ages" };
        let sexes = if self.sexes { "one sex" } else { "both sexes" };
        let whole = if self.practices { " of a practice" } else { "" };
        format!("for {ages} and {sexes}{whole}")
    }
}

/// The stratum of a row; `None` where it is about all ages and both sexes.
///
/// # Errors
/// The field that cannot be read, and what was expected.
pub(super) fn stratum(age: Option<&str>, sex: Option<&str>) -> Result<Option<StratumKey>, (Field, String)> {
    let age_band = match age {
        Some(text) if !is_total(text) => Some(age_band(text).map_err(|expected| (Field::AgeBand, expected))?),
        _ => None,
    };
    let sex = sex.map(|text| self::sex(text).map_err(|expected| (Field::Sex, expected))).transpose()?.flatten();
    Ok((age_band.is_some() || sex.is_some()).then(|| StratumKey { age_band: age_band.unwrap_or(AgeBand::ALL), sex }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_no_stratum() {
        assert_eq!(stratum(Some("All ages"), Some("Persons")).unwrap(), None);
        assert_eq!(stratum(None, None).unwrap(), None);
        let by_sex = stratum(None, Some("m")).unwrap().unwrap();
        assert_eq!((by_sex.age_band, by_sex.sex.as_deref()), (AgeBand::ALL, Some("male")));
        assert!(stratum(Some("37.5.1"), None).unwrap_err().1.contains("`age-band`"));
        assert!(stratum(Some(""), None).is_err());
    }
}
