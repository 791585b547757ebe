//! Which part of its area a row is about: ages, sex, practice.

use super::fields::Field;
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

/// Words for all ages, or both sexes, together.
const TOTALS: &[&str] = &["all", "all ages", "total", "persons", "person", "people", "both", "both sexes", "any"];

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

/// An age band.
///
/// # Errors
/// What was expected.
pub(crate) fn age_band(text: &str) -> Result<AgeBand, String> {
    let expected = "ages in years such as 0-4, 85+ or under 1 (or 'all' in every row); if this column is something else, \
                    rename it or name another with --age-band COLUMN";
    text.parse().map_err(|_| expected.to_owned())
}

/// The sex as one word, however it is written: `f`, `F`, `female`, `women` and `2` are the same. `None` for both together.
/// Words for other groups are kept.
///
/// # Errors
/// What was expected.
pub(crate) fn sex(text: &str) -> Result<Option<Arc<str>>, String> {
    let lower = text.trim().to_lowercase();
    match lower.as_str() {
        "" => Err("a sex such as female or male (or 'persons' in every row)".to_owned()),
        "f" | "female" | "females" | "woman" | "women" | "2" => Ok(Some("female".into())),
        "m" | "male" | "males" | "man" | "men" | "1" => Ok(Some("male".into())),
        word if is_total(word) => Ok(None),
        other => Ok(Some(other.into())),
    }
}

fn is_total(text: &str) -> bool {
    TOTALS.iter().any(|word| word.eq_ignore_ascii_case(text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sexes_are_one_word_however_they_are_written() {
        for text in ["F", "female", " Women ", "2"] {
            assert_eq!(sex(text).unwrap().as_deref(), Some("female"), "{text}");
        }
        assert_eq!(sex("Persons").unwrap(), None);
        assert_eq!(sex("Indeterminate").unwrap().as_deref(), Some("indeterminate"));
        assert!(sex("").is_err());
    }

    #[test]
    fn totals_are_no_stratum() {
        assert_eq!(stratum(Some("All ages"), Some("Persons")).unwrap(), None);
        assert_eq!(stratum(None, None).unwrap(), None);
        let by_sex = stratum(None, Some("m")).unwrap().unwrap();
        assert_eq!((by_sex.age_band, by_sex.sex.as_deref()), (AgeBand::ALL, Some("male")));
        assert!(stratum(Some("37.5.1"), None).unwrap_err().1.contains("--age-band"));
        assert!(stratum(Some(""), None).is_err());
    }
}
