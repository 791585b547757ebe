//! What splitting areas would do to how far they differ: the reverse of [`crate::merge`].
//!
//! Areas are cut into parts, and parts of several areas may come together in one new area. Of the weighted variance and of the Theil
//! index T that of the parts is, exactly, that of the areas plus what lies within them, and that of the new areas plus what
//! lies within those.

mod parts;

pub use parts::{Part, ShareRow, parts, parts_of_units};

use crate::data::kind::Kind;
use crate::data::period::Period;
use crate::data::set_aside::SetAside;
use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::merge::{Differences, Pairs, differences};
use std::collections::BTreeMap;
use std::sync::Arc;

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
