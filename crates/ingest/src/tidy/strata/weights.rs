//! Weights of people by age and sex: a plain table, or sets of which one is chosen.

use super::rows::{Wanted, read};
use super::{ByStratum, made, provenance};
use crate::error::Error;
use crate::input::{self, InputFile, shorten};
use crate::read::ages::age_band;
use crate::tidy::unit_sheets;
use std::collections::BTreeMap;
use std::path::Path;
use unwarranted_core::standardise::{StratumKey, WeightTable};

const WEIGHT: Wanted = Wanted { word: "weight", aliases: &["weight", "weighting"] };

/// Reads weights: a table with columns `age_band` and/or `sex`, and `weight`; or named sets, of which `set` chooses one: JSON
/// with age bands and the weights of a male and a female patient in each, or the publisher's sheets of prescribing units
/// (layout `prescribing-units`, where the sets have the names of the measures).
///
/// # Errors
/// As [`read_standard`](super::read_standard); JSON in another layout; a set that is not there, or none named where there are several.
pub fn read_weights(path: &Path, set: Option<&str>) -> Result<ByStratum<WeightTable>, Error> {
    let file = input::open(path)?;
    let text = file.members.first().map_or("", |m| m.text.trim_start());
    if text.starts_with('{') {
        return json_weights(&file, text, set);
    }
    if let Some(sets) = unit_sheets::read(&file)? {
        return sheet_weights(&file, &sets, set);
    }
    if let Some(set) = set {
        let problem =
            format!("`weights-set` '{set}' chooses from a file of several sets; leave it out for a plain table");
        return Err(Error::File { file: file.name, problem });
    }
    let rows = read(&file, &[WEIGHT])?;
    let weights = rows.columns(0).ok_or_else(|| rows.lacks(&WEIGHT))?;
    Ok(made(&file, &rows, WeightTable::new(weights)?))
}

type Sets = BTreeMap<String, BTreeMap<String, [f64; 2]>>;

fn json_weights(file: &InputFile, text: &str, set: Option<&str>) -> Result<ByStratum<WeightTable>, Error> {
    let refuse = |problem: String| Error::File { file: file.name.clone(), problem };
    let layout = "expected {\"name of the set\": {\"age band\": [weight of a male, weight of a female]}}";
    let sets: Sets =
        serde_json::from_str(text).map_err(|e| refuse(format!("not the layout of weights ({e}); {layout}")))?;
    let (name, bands) = chosen(&sets, set).map_err(refuse)?;
    let mut weights = Vec::new();
    for (band, [male, female]) in bands {
        let band =
            age_band(band).map_err(|expected| refuse(format!("found the age band '{band}'; expected {expected}")))?;
        for (sex, weight) in [("male", male), ("female", female)] {
            weights.push((StratumKey { age_band: band, sex: Some(sex.into()) }, *weight));
        }
    }
    let input = provenance(file, weights.len(), Vec::new());
    Ok(ByStratum { table: WeightTable::new(weights)?, name: name.to_owned(), input })
}

fn sheet_weights(
    file: &InputFile,
    sets: &unit_sheets::Sets,
    set: Option<&str>,
) -> Result<ByStratum<WeightTable>, Error> {
    let refuse = |problem: String| Error::File { file: file.name.clone(), problem };
    let (name, rows) = chosen(sets, set).map_err(refuse)?;
    let given = |(key, weight): &(StratumKey, Option<f64>)| {
        let missing = || refuse(format!("the set '{name}' has no weight for {key}; choose another with `weights-set`"));
        Ok((key.clone(), weight.ok_or_else(missing)?))
    };
    let weights: Vec<(StratumKey, f64)> = rows.iter().map(given).collect::<Result<_, Error>>()?;
    let input = provenance(file, weights.len(), Vec::new());
    Ok(ByStratum { table: WeightTable::new(weights)?, name: name.to_owned(), input })
}

/// The set of this name, or the only one.
///
/// # Errors
/// All names, where none is chosen or there is no such set.
fn chosen<'a, T>(sets: &'a BTreeMap<String, T>, set: Option<&str>) -> Result<(&'a str, &'a T), String> {
    let names = || sets.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    let found = match set {
        Some(name) => sets.iter().find(|(n, _)| *n == name),
        None if sets.len() == 1 => sets.iter().next(),
        None => return Err(format!("choose a set with `weights-set`: {}", names())),
    };
    let (name, found) = found.ok_or_else(|| {
        format!("there is no set '{}'; `weights-set` can be {}", shorten(set.unwrap_or_default()), names())
    })?;
    Ok((name, found))
}
