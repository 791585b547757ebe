//! What a file of measures says of the treatments of tidy files.

use super::kinds::listed;
use super::loaded::Loaded;
use super::words::TreatmentWords;
use super::{Error, Result, files};
use crate::core::Kind;
use crate::core::rates::RateUnit;
use crate::ingest::tidy::{MeasureWords, read_measures};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// Enters titles, units, polarities and sources of the treatments; gives their kinds. `given`: whether an amount per person
/// is given for all.
///
/// # Errors
/// Those of [`read_measures`]; a file that says nothing of any treatment there is.
pub(super) fn enter(loaded: &mut Loaded, path: &Path, given: bool) -> Result<BTreeMap<Arc<str>, Kind>> {
    let file = read_measures(path)?;
    let there: BTreeSet<Arc<str>> = loaded.cube.rows().iter().map(|row| Arc::clone(&row.treatment)).collect();
    let (of, unused): (Vec<_>, Vec<_>) = file.measures.into_iter().partition(|(id, _)| there.contains(id));
    if of.is_empty() {
        let problem =
            format!("{} says nothing of the measures there are: {}", file.input.name, listed(&Vec::from_iter(there)));
        return Err(Error::option("measures", problem));
    }
    let told: BTreeSet<&Arc<str>> = of.iter().map(|(id, _)| id).collect();
    let silent: Vec<&str> = there.iter().filter(|id| !told.contains(id)).map(|id| &**id).collect();
    let name = &file.input.name;
    if !silent.is_empty() {
        loaded.notes.push(format!("{name} says nothing of these measures: {}", listed(&silent)));
    }
    if !unused.is_empty() {
        let unused = listed(&unused.into_iter().map(|(id, _)| id).collect::<Vec<_>>());
        loaded.notes.push(format!("{name} has rows for measures that are not in the data: {unused}"));
    }
    loaded.inputs.push(files::whole_input(&file.input));
    if given && of.iter().any(|(_, words)| words.per_person.is_some()) {
        loaded.notes.push(format!(
            "{name} gives amounts per person; they are not used, as one amount is given for all measures."
        ));
    }
    let kinds = of.iter().filter_map(|(id, words)| Some((Arc::clone(id), words.kind?))).collect();
    for (id, measure) in of {
        if let Some(source) = &measure.source {
            loaded.words.sources.insert(Arc::clone(&id), format!("Source: {source}"));
        }
        tell(loaded.words.entry(&id), measure);
    }
    Ok(kinds)
}

/// What a treated person takes of each measure, where the file says it.
///
/// # Errors
/// Those of [`read_measures`].
pub(super) fn per_person(path: &Path) -> Result<BTreeMap<Arc<str>, [f64; 2]>> {
    let known = |(id, words): (Arc<str>, MeasureWords)| Some((id, words.per_person?));
    Ok(read_measures(path)?.measures.into_iter().filter_map(known).collect())
}

fn tell(words: &mut TreatmentWords, measure: MeasureWords) {
    words.title = measure.title.or(words.title.take());
    words.polarity = measure.polarity;
    words.share = measure.kind == Some(Kind::Share);
    match measure.unit {
        Some(RateUnit::Per { numerator, denominator, per }) => {
            (words.unit.numerator, words.unit.denominator, words.per) = (numerator, denominator, per);
        }
        Some(RateUnit::Percentage(Some(of))) => words.unit.denominator = of,
        Some(RateUnit::Percentage(None) | RateUnit::Given(_)) | None => {}
    }
}
