//! What splitting areas would do to how far they differ: the reverse of [`crate::merge`].
//!
//! Areas are cut into parts, and parts of several areas may come together in one new area. Of the weighted variance and of the Theil
//! index T that of the parts is, exactly, that of the areas plus what lies within them, and that of the new areas plus what
//! lies within those.

use crate::data::kind::Kind;
use crate::data::period::Period;
use crate::data::set_aside::SetAside;
use crate::data::slice::Slice;
use crate::error::{Error, Undefined};
use crate::merge::{Differences, Pairs, differences, pairs};
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

/// A new area.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct NewArea {
    /// Its name or code.
    pub area: Arc<str>,
    /// The areas that parts of it come from.
    pub from: Vec<Arc<str>>,
    /// Sum of what was observed.
    pub observed: f64,
    /// Sum of what rates are over.
    pub denominator: f64,
    /// The one over the other.
    pub rate: f64,
}

/// What splitting the areas of one slice would do. Absent figures are undefined, never zero.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Split {
    /// Treatment (measure).
    pub treatment: Arc<str>,
    /// Period label.
    pub period: Period,
    /// What the numerator counts.
    pub kind: Kind,
    /// The areas as they are.
    pub before: Differences,
    /// Every part by itself.
    pub parts: Differences,
    /// The new areas.
    pub after: Differences,
    /// Weighted variance between the parts of the same area: that of the parts less that of the areas.
    pub within_areas: Option<f64>,
    /// Weighted variance between the parts that make one new area: that of the parts less that of the new areas.
    pub within_new: Option<f64>,
    /// By how much the weighted variance changes, as a share of that before.
    pub change: Option<f64>,
    /// The same of the Theil index T.
    pub theil_change: Option<f64>,
    /// What chance alone puts between parts of the same area, where their counts are known: a part of `within_areas`.
    pub within_areas_by_chance: Option<f64>,
    /// Whether parts have the rates of their areas, because only their people are known.
    pub same_rates: bool,
    /// The new areas by name.
    pub areas: Vec<NewArea>,
    /// Areas that stay whole.
    pub whole: Vec<Arc<str>>,
    /// The reason why there are no figures; `None` where there are.
    pub undefined: Option<String>,
    /// Rows not used, by reason.
    pub set_aside: Vec<SetAside>,
}

/// By how much shares of an area may miss 1, for rounding.
const ROUNDING: f64 = 1e-3;

/// The parts of the areas of a slice by a table of shares. Areas that are not in it stay whole and keep their codes. Shares of an area that
/// sum to nearly 1 are made to sum to it.
///
/// # Errors
/// [`Error::Empty`] for areas that the slice does not have, a part that is there twice, shares of an area that do not sum to 1, and observed
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
    let refuse = |problem: String| Err(Error::Empty(problem));
    let mut of: BTreeMap<&Arc<str>, Vec<&ShareRow>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for row in shares {
        if !seen.insert((&row.area, &row.into)) {
            return refuse(format!("area {} has two shares for {}", row.area, row.into));
        }
        for value in [Some(row.share), row.observed_share].into_iter().flatten() {
            if !(0.0..=1.0).contains(&value) || (row.share <= 0.0) {
                let expected = "a share above 0 and at most 1; per cent go over 100";
                return Err(Error::Parameter { name: "share", value, expected });
            }
        }
        of.entry(&row.area).or_default().push(row);
    }
    let known: BTreeSet<&Arc<str>> = slice.areas().iter().map(|a| &a.code).collect();
    if let Some(unknown) = of.keys().find(|area| !known.contains(*area)) {
        return refuse(format!("there is no area {unknown} in {} ({})", slice.treatment(), slice.period()));
    }
    let all = pairs(slice).map_err(|undefined| Error::Empty(undefined.reason.into_owned()))?;
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

/// Sums of both shares of an area, each about 1.
fn sums(code: &str, rows: &[&ShareRow]) -> Result<[f64; 2], Error> {
    let some = rows.iter().filter(|row| row.observed_share.is_some()).count();
    if some != 0 && some != rows.len() {
        return Err(Error::Empty(format!(
            "area {code}: some of its parts have a share of what was observed and others have none"
        )));
    }
    let people: f64 = rows.iter().map(|row| row.share).sum();
    let events: f64 = rows.iter().map(|row| row.observed_share.unwrap_or(row.share)).sum();
    match [people, events].into_iter().find(|sum| (sum - 1.0).abs() > ROUNDING) {
        Some(sum) => Err(Error::Empty(format!("the shares of area {code} sum to {sum:.4}; expected 1"))),
        None => Ok([people, events]),
    }
}

/// The parts of areas whose units (practices, say) are known: the units of each area that go into the same new area are one part.
///
/// # Errors
/// [`Error::Empty`] for a unit without an area or a new area.
pub fn parts_of_units(
    slice: &Slice,
    areas: &BTreeMap<Arc<str>, Arc<str>>,
    into: &BTreeMap<Arc<str>, Arc<str>>,
) -> Result<Vec<Part>, Error> {
    let all = pairs(slice).map_err(|undefined| Error::Empty(undefined.reason.into_owned()))?;
    let mut sums: BTreeMap<(Arc<str>, Arc<str>), [f64; 2]> = BTreeMap::new();
    for (unit, (observed, denominator)) in slice.areas().iter().zip(all) {
        let home = |of: &BTreeMap<Arc<str>, Arc<str>>, what: &str| {
            of.get(&unit.code).cloned().ok_or_else(|| Error::Empty(format!("{} has no {what}", unit.code)))
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

/// What splitting areas into these parts would do.
#[must_use]
pub fn split(slice: &Slice, parts: &[Part]) -> Split {
    let [before, after] = [|p: &Part| Arc::clone(&p.area), |p: &Part| Arc::clone(&p.into)].map(|by| summed(parts, by));
    let pairs: Pairs = parts.iter().map(|p| (p.observed, p.denominator)).collect();
    let of = |groups: &BTreeMap<Arc<str>, NewArea>| -> Pairs {
        groups.values().map(|g| (g.observed, g.denominator)).collect()
    };
    let [was, all, is] = [of(&before), pairs, of(&after)].map(|pairs| differences(&pairs));
    let less = |a: Option<f64>, b: Option<f64>| a.zip(b).map(|(a, b)| (a - b).max(0.0));
    let change = |a: Option<f64>, b: Option<f64>| a.zip(b).filter(|(a, _)| *a > 0.0).map(|(a, b)| b / a - 1.0);
    let whole = |area: &Arc<str>| parts.iter().all(|p| p.area != *area || p.into == *area);
    let same_rates = parts.iter().all(|p| near(p.observed, before[&p.area].rate * p.denominator));
    let mut found = Split {
        treatment: Arc::clone(slice.treatment()),
        period: slice.period(),
        kind: slice.kind(),
        before: was,
        parts: all,
        after: is,
        within_areas: less(all.weighted_variance, was.weighted_variance),
        within_new: less(all.weighted_variance, is.weighted_variance),
        change: change(was.weighted_variance, is.weighted_variance),
        theil_change: change(was.theil_t, is.theil_t),
        within_areas_by_chance: None,
        same_rates,
        whole: before.keys().filter(|area| whole(area)).cloned().collect(),
        areas: after.into_values().collect(),
        undefined: None,
        set_aside: slice.set_aside().to_vec(),
    };
    if found.change.is_none() {
        found.undefined = Some("all rates are the same before, so that there is no share of it".to_owned());
    }
    if !same_rates {
        found.within_areas_by_chance = by_chance(slice, parts, &before).ok();
    }
    found
}

/// What independent events, in their ordinary dispersion, put between parts of one area: each area has one true rate.
fn by_chance(slice: &Slice, parts: &[Part], areas: &BTreeMap<Arc<str>, NewArea>) -> Result<f64, Undefined> {
    slice.require_chance_of_counts()?;
    let phi = slice.dispersion().unwrap_or(1.0);
    let people: f64 = parts.iter().map(|p| p.denominator).sum();
    let share = slice.kind() == Kind::Share;
    let one = |p: &Part| {
        let area = &areas[&p.area];
        let variance = phi * area.rate * if share { 1.0 - area.rate } else { 1.0 };
        variance * (1.0 - p.denominator / area.denominator) / people
    };
    Ok(parts.iter().map(one).sum())
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}

fn summed(parts: &[Part], by: impl Fn(&Part) -> Arc<str>) -> BTreeMap<Arc<str>, NewArea> {
    let mut groups: BTreeMap<Arc<str>, NewArea> = BTreeMap::new();
    for part in parts {
        let area = by(part);
        let new = || NewArea { area: Arc::clone(&area), from: Vec::new(), observed: 0.0, denominator: 0.0, rate: 0.0 };
        let group = groups.entry(Arc::clone(&area)).or_insert_with(new);
        group.observed += part.observed;
        group.denominator += part.denominator;
        if !group.from.contains(&part.area) {
            group.from.push(Arc::clone(&part.area));
        }
    }
    for group in groups.values_mut() {
        group.rate = group.observed / group.denominator;
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ROWS: [(&str, f64, f64); 3] = [("A", 30.0, 100.0), ("B", 10.0, 100.0), ("C", 40.0, 200.0)];

    fn slice() -> Slice {
        Slice::from_denominators(Kind::Count, &ROWS).unwrap()
    }

    fn row(area: &str, into: &str, share: f64, observed_share: Option<f64>) -> ShareRow {
        ShareRow { area: area.into(), into: into.into(), share, observed_share }
    }

    /// People alone say nothing of parts: splits show nothing, and parts that come together hide what was between their areas.
    #[test]
    fn shares_of_people_alone_keep_the_rates() {
        let slice = slice();
        let rows = [row("A", "A1", 0.4, None), row("A", "A2", 0.6, None)];
        let found = split(&slice, &parts(&slice, &rows).unwrap());
        assert!(found.same_rates && found.change.unwrap().abs() < 1e-12 && found.within_areas < Some(1e-15));
        assert_eq!((found.after.areas, found.whole.len()), (4, 2));
        let rows = [row("A", "X", 0.5, None), row("A", "Y", 0.5, None), row("B", "X", 1.0, None)];
        let found = split(&slice, &parts(&slice, &rows).unwrap());
        let x = found.areas.iter().find(|a| &*a.area == "X").unwrap();
        assert_eq!((x.observed, x.denominator, x.from.len()), (25.0, 150.0, 2));
        assert!(found.change.unwrap() < 0.0 && found.within_areas_by_chance.is_none());
    }

    /// Two halves of a Poisson count: their rates differ by chance with variance r / n (1 - 1/2) each.
    #[test]
    fn chance_by_hand() {
        let slice = slice();
        let rows = [row("A", "A1", 0.5, Some(0.6)), row("A", "A2", 0.5, Some(0.4))];
        let found = split(&slice, &parts(&slice, &rows).unwrap());
        assert!((found.within_areas_by_chance.unwrap() - 2.0 * 0.3 * 0.5 / 400.0).abs() < 1e-15);
        // 18 and 12 in 50 each: 0.06 either way of 0.3, in a quarter of all people.
        assert!((found.within_areas.unwrap() - 0.25 * 0.0036).abs() < 1e-15);
    }

    #[test]
    fn units_are_summed_into_parts() {
        let slice = slice();
        let map = |pairs: [(&str, &str); 3]| pairs.into_iter().map(|(k, v)| (k.into(), v.into())).collect();
        let (areas, into) = (map([("A", "N"), ("B", "N"), ("C", "S")]), map([("A", "1"), ("B", "2"), ("C", "2")]));
        let found = split(&slice, &parts_of_units(&slice, &areas, &into).unwrap());
        assert_eq!((found.before.areas, found.parts.areas, found.after.areas), (2, 3, 2));
        let lost: BTreeMap<Arc<str>, Arc<str>> = BTreeMap::from([("A".into(), "N".into())]);
        assert!(parts_of_units(&slice, &lost, &into).unwrap_err().to_string().contains("B has no area"));
    }

    #[test]
    fn bad_tables_say_what_is_wrong() {
        let slice = slice();
        let bad = |rows: &[ShareRow]| parts(&slice, rows).unwrap_err().to_string();
        assert!(bad(&[row("X", "Y", 1.0, None)]).contains("there is no area X"));
        assert!(bad(&[row("A", "Y", 0.4, None)]).contains("the shares of area A sum to 0.4000; expected 1"));
        assert!(bad(&[row("A", "Y", 40.0, None), row("A", "Z", 60.0, None)]).contains("per cent go over 100"));
        assert!(bad(&[row("A", "Y", 0.5, None), row("A", "Y", 0.5, None)]).contains("has two shares for Y"));
        let mixed = [row("A", "Y", 0.5, Some(0.5)), row("A", "Z", 0.5, None)];
        assert!(bad(&mixed).contains("some of its parts have a share"));
    }

    proptest! {
        /// The identity: parts = areas + within areas = new areas + within new areas, each part summed by itself.
        #[test]
        fn variance_splits_without_rest(cuts in prop::collection::vec((0.05f64..0.95, 0.0f64..1.0), 3)) {
            let slice = slice();
            let rows: Vec<ShareRow> = ROWS.iter().zip(&cuts).flat_map(|((code, ..), (people, events))| {
                [row(code, "X", *people, Some(*events)), row(code, code, 1.0 - people, Some(1.0 - events))]
            }).collect();
            let parts = parts(&slice, &rows).unwrap();
            let found = split(&slice, &parts);
            let within = |of: fn(&Part) -> &Arc<str>, groups: &BTreeMap<Arc<str>, NewArea>| -> f64 {
                parts.iter().map(|p| p.denominator / 400.0 * (p.observed / p.denominator - groups[of(p)].rate).powi(2)).sum()
            };
            let areas = within(|p| &p.area, &summed(&parts, |p| Arc::clone(&p.area)));
            let new = within(|p| &p.into, &summed(&parts, |p| Arc::clone(&p.into)));
            prop_assert!((found.within_areas.unwrap() - areas).abs() < 1e-12);
            prop_assert!((found.within_new.unwrap() - new).abs() < 1e-12);
            let theil = found.parts.theil_t.unwrap();
            prop_assert!(theil >= found.before.theil_t.unwrap() - 1e-12 && theil >= found.after.theil_t.unwrap() - 1e-12);
        }
    }
}
