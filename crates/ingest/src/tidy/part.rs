//! Which part of its area a row is about: ages, sex, practice.

use super::context::Context;
use super::fields::Field;
use super::not_areas;
use super::strings::Strings;
use crate::error::Error;
use crate::input::shorten;
use crate::read::ages::{age_band, is_total};
use crate::read::sexes::{self, Sex};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unwarranted_core::CubeRow;
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

/// The part of the area that a row is about.
pub(super) fn of(
    context: &Context,
    line: u64,
    record: &csv::StringRecord,
    strings: &mut Strings,
) -> Result<Part, Error> {
    let text = |field| context.text(record, field);
    if !context.columns.has_parts() {
        return Ok(Part::default());
    }
    let refuse = |field, expected: &str| context.field(field, line, text(field).unwrap_or_default(), expected);
    let stratum = stratum(text(Field::AgeBand), text(Field::Sex));
    let stratum = stratum.map_err(|(field, expected)| refuse(field, &expected))?;
    let practice = match text(Field::Within) {
        Some("") => return Err(refuse(Field::Within, "the code of a practice or other unit within the area")),
        Some(code) if not_areas::says(code) == Some(not_areas::Says::All) => {
            return Err(refuse(
                Field::Within,
                "a unit within the area, not a total, which would count everybody twice: remove rows of totals",
            ));
        }
        code => code.map(|code| strings.one(code)),
    };
    Ok(Part { stratum, practice })
}

/// The stratum of a row; `None` where it is about all ages and both sexes.
///
/// # Errors
/// The field that cannot be read, and what was expected.
fn stratum(age: Option<&str>, sex: Option<&str>) -> Result<Option<StratumKey>, (Field, String)> {
    let age_band = match age {
        Some(text) if !is_total(text) => Some(age_band(text).map_err(|expected| (Field::AgeBand, expected))?),
        _ => None,
    };
    let sex = sex.map(|text| sexes::sex(text).map_err(|expected| (Field::Sex, expected))).transpose()?;
    let sex = sex.and_then(Sex::one).map(Arc::from);
    Ok((age_band.is_some() || sex.is_some()).then(|| StratumKey { age_band: age_band.unwrap_or(AgeBand::ALL), sex }))
}

/// Why rows by age count people twice: an area with two bands that hold the same ages, in one period and for the same sex.
pub(super) fn overlapping_ages(rows: &[CubeRow], parts: &BTreeMap<usize, Part>) -> Option<String> {
    let all: BTreeSet<AgeBand> = parts.values().filter_map(|p| Some(p.stratum.as_ref()?.age_band)).collect();
    // Bands that overlap are rare, and need not be of one area and time.
    first_overlap(&all)?;
    let mut bands: BTreeMap<_, BTreeSet<AgeBand>> = BTreeMap::new();
    for (at, part) in parts {
        if let (Some(row), Some(stratum)) = (rows.get(*at), &part.stratum) {
            let key = (&row.treatment, row.period, &row.area, &part.practice, &stratum.sex);
            bands.entry(key).or_default().insert(stratum.age_band);
        }
    }
    bands.into_iter().find_map(|((_, period, area, ..), own)| {
        let (first, second) = first_overlap(&own)?;
        Some(format!(
            "area '{}', period {period}: the age bands {first} and {second} hold the same people, who would count twice; keep \
             bands that do not overlap",
            shorten(area)
        ))
    })
}

/// Two bands with an age in common.
fn first_overlap(bands: &BTreeSet<AgeBand>) -> Option<(AgeBand, AgeBand)> {
    let mut sorted: Vec<AgeBand> = bands.iter().copied().collect();
    sorted.sort_by_key(|band| (band.from, band.to.unwrap_or(u16::MAX)));
    let mut widest: Option<AgeBand> = None;
    for band in sorted {
        match widest {
            Some(before) if before.to.is_none_or(|to| to >= band.from) => return Some((before, band)),
            _ => widest = Some(band),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_with_an_age_in_common() {
        let first = |bands: &[&str]| first_overlap(&bands.iter().map(|b| b.parse().unwrap()).collect());
        let pair = |a: &str, b: &str| Some((a.parse().unwrap(), b.parse().unwrap()));
        assert_eq!(first(&["0-64", "65+", "75+"]), pair("65+", "75+"));
        assert_eq!(first(&["0-14", "10-19"]), pair("0-14", "10-19"));
        assert_eq!(first(&["0-4", "5-9", "10+"]), None);
    }

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
