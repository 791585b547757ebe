//! The areas behind a treatment of a league that moved.

use super::change::{AreaPart, Change};
use super::tables::LEAGUE;
use crate::commands::written::Written;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use unwarranted::study::parquet::{AreaRow, read_areas};

/// The table of areas of a league.
const FILE: &str = "areas.parquet";

/// Areas that are named for a treatment.
const MOST: usize = 10;

/// Areas of a treatment in a period: ratio, and part in the variance.
type Areas = BTreeMap<Arc<str>, (Option<Arc<str>>, f64, f64)>;

/// Enters the areas that moved each treatment, the largest first. A note where a table is missing.
pub(super) fn enter(changes: &mut [Change], folders: &[Written; 2]) -> Result<Option<String>> {
    if !changes.iter().any(|change| change.of == LEAGUE) {
        return Ok(None);
    }
    if let Some(path) = folders.iter().map(|folder| folder.dir.join(FILE)).find(|path| !path.is_file()) {
        return Ok(Some(format!("areas behind treatments are not named: {} is missing", path.display())));
    }
    let [before, after] = [read(&folders[0].dir.join(FILE))?, read(&folders[1].dir.join(FILE))?];
    // Of one period each they are compared whatever it is, as the treatments are.
    let period = |of: &Table| (of.periods.len() == 1).then(|| of.periods.first().cloned()).flatten();
    let single = period(&before).zip(period(&after));
    for change in changes.iter_mut().filter(|change| change.of == LEAGUE && change.there == "both") {
        let own: Arc<str> = change.period.as_str().into();
        let (old, new) = single.clone().unwrap_or_else(|| (Arc::clone(&own), own));
        let id: Arc<str> = change.treatment.as_str().into();
        let none = Areas::new();
        let of = |table: &'_ Table, period| table.areas.get(&(Arc::clone(&id), period)).cloned();
        let (old, new) = (of(&before, old).unwrap_or(none), of(&after, new).unwrap_or_default());
        change.areas = parts(&old, &new);
    }
    Ok(None)
}

/// The areas of all treatments of a folder.
struct Table {
    periods: BTreeSet<Arc<str>>,
    areas: BTreeMap<(Arc<str>, Arc<str>), Areas>,
}

fn read(path: &Path) -> Result<Table> {
    let mut rows: BTreeMap<(Arc<str>, Arc<str>), Vec<AreaRow>> = BTreeMap::new();
    for row in read_areas(path)? {
        rows.entry((Arc::clone(&row.id), Arc::clone(&row.period))).or_default().push(row);
    }
    let periods = rows.keys().map(|(_, period)| Arc::clone(period)).collect();
    Ok(Table { periods, areas: rows.into_iter().map(|(key, rows)| (key, weighted(&rows))).collect() })
}

/// The ratio of each area to the rate of all, and its part in the weighted squared coefficient of variation: expected values are
/// the weights.
fn weighted(rows: &[AreaRow]) -> Areas {
    let expected = |row: &AreaRow| row.expected.filter(|expected| *expected > 0.0);
    let total: f64 = rows.iter().filter_map(expected).sum();
    let one = |row: &AreaRow| {
        let expected = expected(row)?;
        let ratio = row.observed? / expected;
        Some((Arc::clone(&row.area), (row.name.clone(), ratio, expected / total * (ratio - 1.0).powi(2))))
    };
    rows.iter().filter_map(one).collect()
}

/// The areas whose parts changed most.
fn parts(before: &Areas, after: &Areas) -> Vec<AreaPart> {
    let areas: BTreeSet<&Arc<str>> = before.keys().chain(after.keys()).collect();
    let one = |area: &Arc<str>| {
        let [old, new] = [before.get(area), after.get(area)];
        let part = |of: Option<&(_, f64, f64)>| of.map_or(0.0, |(_, _, part)| *part);
        AreaPart {
            area: Arc::clone(area),
            name: [new, old].into_iter().flatten().find_map(|(name, ..)| name.clone()),
            before: old.map(|(_, ratio, _)| *ratio),
            after: new.map(|(_, ratio, _)| *ratio),
            change: part(new) - part(old),
        }
    };
    let mut parts: Vec<AreaPart> = areas.into_iter().map(one).filter(|part| part.before != part.after).collect();
    parts.sort_by(|a, b| b.change.abs().total_cmp(&a.change.abs()));
    parts.truncate(MOST);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_to_the_variance_and_the_largest_change_comes_first() {
        let row = |area: &str, observed: f64, expected: f64| AreaRow {
            period: "2024".into(),
            id: "t".into(),
            area: area.into(),
            name: None,
            observed: Some(observed),
            expected: Some(expected),
            undefined: None,
        };
        let before = weighted(&[row("A", 12.0, 10.0), row("B", 8.0, 10.0), row("C", 20.0, 20.0)]);
        let after = weighted(&[row("A", 12.0, 10.0), row("B", 4.0, 10.0), row("D", 24.0, 20.0)]);
        let sum = |of: &Areas| of.values().map(|(_, _, part)| part).sum::<f64>();
        // (10 x 0.04 + 10 x 0.04 + 20 x 0) / 40 and (10 x 0.04 + 10 x 0.36 + 20 x 0.04) / 40.
        assert!((sum(&before) - 0.02).abs() < 1e-15 && (sum(&after) - 0.12).abs() < 1e-15);
        let parts = parts(&before, &after);
        let named: Vec<(&str, Option<f64>, Option<f64>)> =
            parts.iter().map(|part| (&*part.area, part.before, part.after)).collect();
        assert_eq!(named, [("B", Some(0.8), Some(0.4)), ("D", None, Some(1.2)), ("C", Some(1.0), None)]);
        assert!((parts.iter().map(|part| part.change).sum::<f64>() - 0.1).abs() < 1e-15);
    }
}
