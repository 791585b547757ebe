//! The parts that areas are cut into.

use crate::data::slice::Slice;
use crate::error::Error;
use crate::merge::pairs;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A row of a table of shares.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareRow {
    /// Code of the area that is split.
    pub area: Arc<str>,
    /// The new area that this part goes into.
    pub into: Arc<str>,
    /// Its share of what the rates of the area are over, above 0 and at most 1.
    pub share: f64,
    /// Its share of what was observed; `None`: the same, so that the part has the rate of the area.
    pub observed_share: Option<f64>,
}

/// A part of an area in a new area.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The area that it is a part of.
    pub area: Arc<str>,
    /// The new area that it goes into.
    pub into: Arc<str>,
    /// What was observed.
    pub observed: f64,
    /// What its rate is over.
    pub denominator: f64,
}

/// By how much shares of an area may miss 1, for rounding.
const ROUNDING: f64 = 1e-3;

/// The parts of the areas of a slice by a table of shares. Areas that are not in it stay whole and keep their codes. Shares of an area that
/// sum to nearly 1 are made to sum to it.
///
/// # Errors
/// [`Error::Figures`] for areas that the slice does not have, a part that is there twice, shares of an area that do not sum to 1, and observed
/// shares that only some of its parts have; [`Error::Parameter`] for shares that are not between 0 and 1.
///
/// ```
/// use unwarranted_core::{Kind, Slice, split::{ShareRow, parts, split}};
/// let slice = Slice::from_denominators(Kind::Count, &[("A", 30.0, 100.0), ("B", 10.0, 100.0)]).unwrap();
/// let row = |into: &str, observed| ShareRow { area: "A".into(), into: into.into(), share: 0.5, observed_share: Some(observed) };
/// let found = split(&slice, &parts(&slice, &[row("A1", 0.8), row("A2", 0.2)]).unwrap());
/// // Rates 0.3 and 0.1 become 0.48, 0.12 and 0.1: variance 0.01 before, 0.0262 after.
/// assert!((found.before.weighted_variance.unwrap() - 0.01).abs() < 1e-15);
/// assert!((found.within_areas.unwrap() - 0.0162).abs() < 1e-15);
/// ```
pub fn parts(slice: &Slice, shares: &[ShareRow]) -> Result<Vec<Part>, Error> {
    let of = by_area(shares)?;
    let known: BTreeSet<&Arc<str>> = slice.areas().iter().map(|a| &a.code).collect();
    if let Some(unknown) = of.keys().find(|area| !known.contains(*area)) {
        return Err(Error::Figures(format!(
            "there is no area {unknown} in {} ({})",
            slice.treatment(),
            slice.period()
        )));
    }
    let all = pairs(slice).map_err(|undefined| Error::Figures(undefined.reason.into_owned()))?;
    let mut parts = Vec::new();
    for (area, (observed, denominator)) in slice.areas().iter().zip(all) {
        let Some(rows) = of.get(&area.code) else {
            let code = Arc::clone(&area.code);
            parts.push(Part { area: Arc::clone(&code), into: code, observed, denominator });
            continue;
        };
        let [people, events] = sums(&area.code, rows)?;
        parts.extend(rows.iter().map(|row| Part {
            area: Arc::clone(&row.area),
            into: Arc::clone(&row.into),
            observed: observed * row.observed_share.unwrap_or(row.share) / events,
            denominator: denominator * row.share / people,
        }));
    }
    Ok(parts)
}

/// The rows of each area, every share a share.
fn by_area(shares: &[ShareRow]) -> Result<BTreeMap<&Arc<str>, Vec<&ShareRow>>, Error> {
    let mut of: BTreeMap<&Arc<str>, Vec<&ShareRow>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for row in shares {
        if !seen.insert((&row.area, &row.into)) {
            return Err(Error::Figures(format!("area {} has two shares for {}", row.area, row.into)));
        }
        for value in [Some(row.share), row.observed_share].into_iter().flatten() {
            if !(0.0..=1.0).contains(&value) || (row.share <= 0.0) {
                let expected = "a share above 0 and at most 1; per cent go over 100";
                return Err(Error::Parameter { name: "share", value, expected });
            }
        }
        of.entry(&row.area).or_default().push(row);
    }
    Ok(of)
}

/// Sums of both shares of an area, each about 1.
fn sums(code: &str, rows: &[&ShareRow]) -> Result<[f64; 2], Error> {
    let some = rows.iter().filter(|row| row.observed_share.is_some()).count();
    if some != 0 && some != rows.len() {
        return Err(Error::Figures(format!(
            "area {code}: some of its parts have a share of what was observed and others have none"
        )));
    }
    let people: f64 = rows.iter().map(|row| row.share).sum();
    let events: f64 = rows.iter().map(|row| row.observed_share.unwrap_or(row.share)).sum();
    match [people, events].into_iter().find(|sum| (sum - 1.0).abs() > ROUNDING) {
        Some(sum) => Err(Error::Figures(format!("the shares of area {code} sum to {sum:.4}; expected 1"))),
        None => Ok([people, events]),
    }
}

/// The parts of areas whose units (practices, say) are known: the units of each area that go into the same new area are one part.
///
/// # Errors
/// [`Error::Figures`] for a unit without an area or a new area.
pub fn parts_of_units(
    slice: &Slice,
    areas: &BTreeMap<Arc<str>, Arc<str>>,
    into: &BTreeMap<Arc<str>, Arc<str>>,
) -> Result<Vec<Part>, Error> {
    let all = pairs(slice).map_err(|undefined| Error::Figures(undefined.reason.into_owned()))?;
    let mut sums: BTreeMap<(Arc<str>, Arc<str>), [f64; 2]> = BTreeMap::new();
    for (unit, (observed, denominator)) in slice.areas().iter().zip(all) {
        let home = |of: &BTreeMap<Arc<str>, Arc<str>>, what: &str| {
            of.get(&unit.code).cloned().ok_or_else(|| Error::Figures(format!("{} has no {what}", unit.code)))
        };
        let sum = sums.entry((home(areas, "area")?, home(into, "new area")?)).or_default();
        *sum = [sum[0] + observed, sum[1] + denominator];
    }
    let part = |((area, into), [observed, denominator]): ((Arc<str>, Arc<str>), [f64; 2])| Part {
        area,
        into,
        observed,
        denominator,
    };
    Ok(sums.into_iter().map(part).collect())
}
