//! The sums of all months as rows of a cube, and of the practices behind it.

use super::frame::Frame;
use super::month::MonthSums;
use super::query::Stored;
use super::treatment_sums::Pair;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use unwarranted_core::treatment::Counted;
use unwarranted_core::{Cell, Cube, CubeRow, Measure, Month, Over, PartRow, Parts, Period, Treatment};

/// One row per treatment, area and month; where `counted`, denominators are the patients counted by age and sex.
pub(super) fn cube(frame: &Frame<'_>, months: &[MonthSums], files: &[usize], counted: bool) -> Cube {
    let mut rows = Vec::new();
    let mut names = BTreeMap::new();
    for (month, file) in months.iter().zip(files) {
        for (code, area) in month.areas.iter().filter(|(_, area)| !area.name.is_empty()) {
            names.insert(Arc::from(code.as_str()), Arc::from(area.name.as_str()));
        }
        for (treatment, sums) in frame.query.treatments.iter().zip(&month.treatments) {
            let codes: BTreeSet<&String> = month.areas.keys().chain(sums.areas.keys()).collect();
            let other = frame.others.at(&treatment.over).and_then(|at| month.others.get(at));
            for code in codes {
                let pair = sums.areas.get(code).copied().unwrap_or_default();
                let registered = || {
                    let area = month.areas.get(code)?;
                    area.patients.map(|patients| if counted { area.counted } else { patients as f64 })
                };
                let people = other.map_or_else(registered, |other| other.areas.get(code).copied());
                let over = people.map_or(Cell::NotReported, Cell::Value);
                rows.push(row(treatment, month.month, *file, code, pair, over));
            }
        }
    }
    Cube::new(rows, names)
}

/// The practices behind the areas of [`cube`]; a practice that is not in the extract has no patients.
pub(super) fn practices(frame: &Frame<'_>, months: &[MonthSums], files: &[usize], counted: bool) -> Option<Parts> {
    let mut rows = Vec::new();
    for (month, file) in months.iter().zip(files) {
        let people = month.practices.as_ref()?;
        for (treatment, sums) in frame.query.treatments.iter().zip(&month.treatments) {
            let other = frame.others.at(&treatment.over).and_then(|at| month.others.get(at));
            // Of a register by area nobody knows the practices.
            if other.is_some_and(|other| other.by_area) {
                continue;
            }
            let prescribed = sums.practices.as_ref()?;
            let keys: BTreeSet<&(String, String)> = people.keys().chain(prescribed.keys()).collect();
            for key in keys {
                let pair = prescribed.get(key).copied().unwrap_or_default();
                let own = people.get(key).copied().unwrap_or_default();
                let registered = if counted { own.counted } else { own.patients as f64 };
                let people = other.map_or(registered, |other| other.practices.get(key).copied().unwrap_or_default());
                let over = Cell::Value(people);
                let row = row(treatment, month.month, *file, &key.0, pair, over);
                rows.push(PartRow { row, stratum: None, practice: Some(key.1.as_str().into()) });
            }
        }
    }
    Some(Parts::new(rows))
}

/// A row of a treatment in a month; its denominator is prescribed, or the people given.
fn row(treatment: &Treatment, month: Month, file: usize, area: &str, pair: Pair, people: Cell) -> CubeRow {
    let value = |of: Option<Measure>, stored: i64| Cell::Value(of.map_or(0.0, |measure| measure.value(stored)));
    CubeRow {
        file,
        treatment: Arc::clone(&treatment.id),
        period: Period::Month(month),
        area: area.into(),
        observed: value(treatment.numerator.measure(), pair.observed),
        denominator: Some(match &treatment.over {
            Over::Registered | Over::People(_) | Over::Other(Counted::Fact { .. }) => people,
            Over::Other(of) => value(of.measure(), pair.over),
        }),
        expected: None,
    }
}
