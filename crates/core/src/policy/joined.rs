//! Policies beside what areas do.

use super::compare::{Difference, difference, spread_by_chance};
use super::history::{Held, Policy};
use crate::data::period::Period;
use crate::error::Undefined;
use crate::findings::{AreaFinding, SliceFindings};
use crate::rates::interval::Confidence;
use std::sync::Arc;

/// Areas that hold the same policy in a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Index into [`Policy::values`]; `None` where no policy is known.
    pub value: Option<usize>,
    /// Areas of the slice.
    pub areas: usize,
    /// Those of them with a rate.
    pub with_rate: usize,
    /// Sum of their denominators; `None` without any.
    pub denominator: Option<f64>,
    /// Sum of their observed values.
    pub observed: f64,
    /// Observed over denominator, per as many as the rates of the slice; `None` without denominators and where rates are
    /// standardised, which do not add up.
    pub rate: Option<f64>,
    /// Mean of the areas' rates, each area counting once.
    pub mean: Option<f64>,
}

/// The areas of one value compared with those of another.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// The value: an index into [`Policy::values`].
    pub value: usize,
    /// The one that it is compared with.
    pub with: usize,
    /// Mean rate of the areas less that of the others.
    pub found: Result<Difference, Undefined>,
    /// Benjamini-Hochberg q among all comparisons of a report; `None` without p, or before it is entered.
    pub q: Option<f64>,
}

/// One policy beside one treatment in one period.
#[derive(Debug, Clone, PartialEq)]
pub struct Joined {
    /// Name of the policy.
    pub policy: Arc<str>,
    /// The treatment.
    pub treatment: Arc<str>,
    /// The period.
    pub period: Period,
    /// Every value that areas hold throughout, in the order of the values; then those of which nothing is known, where there
    /// are any.
    pub groups: Vec<Group>,
    /// Areas that changed within the period, or of which nothing is known at its start: in no group.
    pub changed: Vec<Arc<str>>,
    /// Each value with the one that most areas hold.
    pub compared: Vec<Compared>,
    /// Whether the values differ from one another by more than chance, all together: p. Only where there are three or more.
    pub together: Option<f64>,
}

/// What a policy goes with in a slice: groups of areas by what they hold throughout its period, and how their rates differ.
#[must_use]
pub fn join(policy: &Policy, slice: &SliceFindings, confidence: Confidence, replicates: u32, seed: u64) -> Joined {
    let of = |wanted| holding(policy, slice, wanted);
    let groups = groups(policy, slice);
    let rates = |value: usize| of(Held::Throughout(value)).filter_map(|area| area.rate).collect::<Vec<f64>>();
    let known: Vec<usize> = groups.iter().filter(|g| g.with_rate > 0).filter_map(|g| g.value).collect();
    // The first of those that as many areas hold.
    let reference = known.iter().copied().rev().max_by_key(|value| rates(*value).len());
    let compare = |value: usize, with: usize| Compared {
        value,
        with,
        found: difference([&rates(value), &rates(with)], confidence, replicates, seed),
        q: None,
    };
    let others = known.iter().copied().filter(|value| Some(*value) != reference);
    let compared = others.filter_map(|value| Some(compare(value, reference?))).collect();
    let all: Vec<Vec<f64>> = known.iter().map(|value| rates(*value)).collect();
    let all: Vec<&[f64]> = all.iter().map(Vec::as_slice).collect();
    Joined {
        policy: Arc::clone(&policy.name),
        treatment: Arc::clone(&slice.treatment),
        period: slice.period,
        groups,
        changed: of(Held::Changed).map(|area| Arc::clone(&area.area)).collect(),
        compared,
        together: (all.len() > 2).then(|| spread_by_chance(&all, replicates, seed)).flatten(),
    }
}

/// Every value that areas of a slice hold throughout its period, in the order of the values; then those of which nothing is
/// known, where there are any.
#[must_use]
pub fn groups(policy: &Policy, slice: &SliceFindings) -> Vec<Group> {
    let group = |value: Option<usize>| {
        let wanted = value.map_or(Held::Unknown, Held::Throughout);
        let areas: Vec<&AreaFinding> = holding(policy, slice, wanted).collect();
        (!areas.is_empty()).then(|| summed(slice, value, &areas))
    };
    (0..policy.values.len()).map(Some).chain([None]).filter_map(group).collect()
}

fn holding<'a>(policy: &'a Policy, slice: &'a SliceFindings, wanted: Held) -> impl Iterator<Item = &'a AreaFinding> {
    slice.areas.iter().filter(move |area| policy.held(&area.area, slice.period) == wanted)
}

fn summed(slice: &SliceFindings, value: Option<usize>, areas: &[&AreaFinding]) -> Group {
    let sum = |of: fn(&AreaFinding) -> Option<f64>| {
        let all: Vec<f64> = areas.iter().filter_map(|area| of(area)).collect();
        (!all.is_empty()).then(|| all.iter().sum::<f64>())
    };
    let (denominator, observed) = (sum(|a| a.denominator), sum(|a| Some(a.observed)).unwrap_or_default());
    let rates: Vec<f64> = areas.iter().filter_map(|area| area.rate).collect();
    let rate = denominator.filter(|d| *d > 0.0 && slice.standardised.is_none()).map(|d| observed / d * slice.per);
    let mean = (!rates.is_empty()).then(|| rates.iter().sum::<f64>() / rates.len() as f64);
    Group { value, areas: areas.len(), with_rate: rates.len(), denominator, observed, rate, mean }
}

/// What happened to the rates of areas that changed from one value to another, beside those that kept the first.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// Name of the policy.
    pub policy: Arc<str>,
    /// The treatment.
    pub treatment: Arc<str>,
    /// The value before: an index into [`Policy::values`].
    pub from: usize,
    /// The value after.
    pub to: usize,
    /// The periods before and after: the first and the last complete one.
    pub periods: [Period; 2],
    /// Codes of the areas that changed in between and have both rates.
    pub changed: Vec<Arc<str>>,
    /// Mean change in the rate of those that changed, less that of those that kept the first value throughout.
    pub found: Result<Difference, Undefined>,
}

/// Every change of a policy between the first and the last complete period of a treatment, in the order of the values. The same
/// areas are in both periods.
#[must_use]
pub fn moved(
    policy: &Policy,
    series: &[&SliceFindings],
    confidence: Confidence,
    replicates: u32,
    seed: u64,
) -> Vec<Moved> {
    let dated = |s: &&&SliceFindings| s.is_complete() && s.period.first_month().is_some() && !s.areas.is_empty();
    let (Some(first), Some(last)) = (series.iter().find(dated), series.iter().rfind(dated)) else { return Vec::new() };
    let Some(whole) = spanned(first.period, last.period).filter(|_| first.period != last.period) else {
        return Vec::new();
    };
    let areas: Vec<Followed> =
        first.areas.iter().filter_map(|area| followed(policy, area, [first, last], whole)).collect();
    let mut ways: Vec<(usize, usize)> = areas.iter().map(|a| (a.from, a.to)).collect();
    ways.sort_unstable();
    ways.dedup();
    let of = |from: usize, to: usize| areas.iter().filter(move |a| (a.from, a.to) == (from, to));
    let changes = |from, to| of(from, to).map(|a| a.change).collect::<Vec<f64>>();
    let moved = |(from, to): (usize, usize)| Moved {
        policy: Arc::clone(&policy.name),
        treatment: Arc::clone(&first.treatment),
        from,
        to,
        periods: [first.period, last.period],
        changed: of(from, to).map(|a| Arc::clone(a.area)).collect(),
        found: difference([&changes(from, to), &changes(from, from)], confidence, replicates, seed),
    };
    ways.into_iter().filter(|(from, to)| from != to).map(moved).collect()
}

/// An area with both rates.
struct Followed<'a> {
    area: &'a Arc<str>,
    /// Later rate less the earlier one.
    change: f64,
    from: usize,
    to: usize,
}

/// An area that changed its policy between two periods, or held one throughout `whole`.
fn followed<'a>(
    policy: &Policy,
    area: &'a AreaFinding,
    [first, last]: [&SliceFindings; 2],
    whole: Period,
) -> Option<Followed<'a>> {
    let at = last.areas.binary_search_by(|other| other.area.cmp(&area.area)).ok()?;
    let change = last.areas[at].rate? - area.rate?;
    let held = |period| match policy.held(&area.area, period) {
        Held::Throughout(value) => Some(value),
        Held::Changed | Held::Unknown => None,
    };
    let (from, to) = (held(first.period)?, held(last.period)?);
    (from != to || held(whole) == Some(from)).then_some(Followed { area: &area.area, change, from, to })
}

/// The months from the first of one period to the last of another.
fn spanned(first: Period, last: Period) -> Option<Period> {
    let (from, to) = (first.first_month()?, last.last_month()?);
    Period::span(from, to.since(from) + 1)
}

#[cfg(test)]
mod tests {
    use super::super::history::tests::row;
    use super::*;
    use crate::cube::{Cube, CubeRow, SliceOptions};
    use crate::findings::{AnalysisOptions, analyse};
    use crate::{Cell, Kind};

    /// Twelve areas of a thousand people in two years: the last six have half the rate of the others in the second.
    fn slices() -> Vec<SliceFindings> {
        let mut rows = Vec::new();
        for (year, late) in [("2018", false), ("2019", true)] {
            for i in 0..12_u32 {
                let observed = f64::from(200 + 3 * i) * if late && i >= 6 { 0.5 } else { 1.0 };
                rows.push(CubeRow {
                    area: format!("A{i:02}").into(),
                    treatment: "foods".into(),
                    period: Period::parse(year).unwrap(),
                    observed: Cell::Value(observed.floor()),
                    denominator: Some(Cell::Value(1000.0)),
                    expected: None,
                    file: 0,
                });
            }
        }
        let cube = Cube::new(rows, std::collections::BTreeMap::new());
        let slices = cube.slices(&SliceOptions { kind: Some(Kind::Count), ..SliceOptions::default() }).unwrap();
        let options = AnalysisOptions { per: 1000.0, ..AnalysisOptions::default() };
        slices.iter().map(|s| analyse(s, &options).unwrap()).collect()
    }

    fn policy() -> Policy {
        let mut rows: Vec<_> = (0..11).map(|i| row(&format!("A{i:02}"), "yes", 2016, 1, i)).collect();
        rows.extend((6..11).map(|i| row(&format!("A{i:02}"), "no", 2019, 1, 20 + i)));
        Policy::all(&rows).unwrap().remove(0)
    }

    #[test]
    fn groups_sum_what_their_areas_have() {
        let slices = slices();
        let level = Confidence::new(0.95, "confidence").unwrap();
        let joined = join(&policy(), &slices[1], level, 99, 1);
        // "no" comes first; nothing is known of the last area.
        let seen: Vec<_> = joined.groups.iter().map(|g| (g.value, g.areas, g.denominator)).collect();
        assert_eq!(seen, [(Some(0), 5, Some(5000.0)), (Some(1), 6, Some(6000.0)), (None, 1, Some(1000.0))]);
        let observed: f64 = slices[1].areas[6..11].iter().map(|a| a.observed).sum();
        assert!((joined.groups[0].rate.unwrap() - observed / 5.0).abs() < 1e-9);
        let [compared] = &joined.compared[..] else { panic!("one comparison") };
        assert_eq!((compared.value, compared.with), (0, 1), "with the one that most hold");
        let found = compared.found.as_ref().unwrap();
        assert!(found.difference < -90.0 && found.exact);
        // The true deal is the furthest of 462 on its side.
        assert!((found.p.unwrap() - 2.0 / 462.0).abs() < 1e-12);
        assert_eq!(joined.together, None);
    }

    #[test]
    fn areas_that_changed_are_followed_beside_those_that_did_not() {
        let slices = slices();
        let level = Confidence::new(0.95, "confidence").unwrap();
        let found = moved(&policy(), &slices.iter().collect::<Vec<_>>(), level, 99, 1);
        let [one] = &found[..] else { panic!("{found:?}") };
        assert_eq!((one.from, one.to, one.changed.len()), (1, 0, 5));
        let difference = one.found.as_ref().unwrap();
        assert_eq!(difference.areas, [5, 6]);
        let own = |i: usize| slices[1].areas[i].rate.unwrap() - slices[0].areas[i].rate.unwrap();
        assert!(
            (difference.difference - (6..11).map(own).sum::<f64>() / 5.0).abs() < 1e-9,
            "the others kept their rates"
        );
        assert!(moved(&policy(), &[&slices[0]], level, 99, 1).is_empty(), "one period");
    }
}
