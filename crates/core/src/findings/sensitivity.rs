//! Whether a finding stands when it is made in another way: other areas, another yardstick, another measure.

use super::found::SliceFindings;
use super::position::Position;
use crate::correlation::spearman;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Another way to make the same finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Choice {
    /// As it is reported.
    Reported,
    /// Without the tenth of areas that expect least.
    Larger,
    /// Without the areas of London.
    OutsideLondon,
    /// Unusual areas are found around the rate of all areas together.
    Pooled,
    /// Unusual areas are found around the typical area.
    Typical,
    /// Items are counted.
    Items,
    /// Actual cost is counted.
    ActualCost,
    /// Net ingredient cost is counted.
    Nic,
    /// Quantities are counted.
    Quantity,
    /// Practices belong where they belonged in each month.
    Recorded,
    /// Practices belong where they belong now.
    Current,
    /// Patients count the same at any age.
    Unweighted,
}

crate::worded!(Choice {
    Reported = "as reported",
    Larger = "without the smallest tenth of areas",
    OutsideLondon = "without London",
    Pooled = "compared with all areas together",
    Typical = "compared with the typical area",
    Items = "items",
    ActualCost = "actual cost",
    Nic = "net ingredient cost",
    Quantity = "quantity",
    Recorded = "membership as recorded each month",
    Current = "membership as of now",
    Unweighted = "patients not weighted by age and sex",
});

/// A finding made in another way, held against the one that is reported.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// The way.
    pub choice: Choice,
    /// Areas used.
    pub areas: usize,
    /// The ratio of areas near the ends that words are about; `None` where it is undefined.
    pub contrast: Option<f64>,
    /// Weighted coefficient of variation; `None` where it is undefined.
    pub cv_weighted: Option<f64>,
    /// Unusual areas; `None` where none was tested.
    pub unusual: Option<usize>,
    /// Of the areas that are unusual as reported and are used here too, those that are not here; empty where none was tested.
    pub no_longer: Vec<Arc<str>>,
    /// Areas that are unusual here, and not as reported.
    pub new: Vec<Arc<str>>,
    /// Areas above, like and below all areas together; `None` where no area has an interval.
    pub positions: Option<[usize; 3]>,
    /// The place of each area among those used here, 1 the highest figure; areas with the same figure share one.
    pub places: BTreeMap<Arc<str>, usize>,
    /// Spearman's correlation of the rates (of O / E where there are none) over the areas of both; `None` below three areas or
    /// where all are alike.
    pub rank_correlation: Option<f64>,
    /// The area that moves most among the areas of both, with its places, 1 the highest; `None` where none moves.
    pub widest_move: Option<(Arc<str>, usize, usize)>,
}

impl Version {
    /// `other` held against `reported`.
    #[must_use]
    pub fn of(choice: Choice, reported: &SliceFindings, other: &SliceFindings) -> Self {
        let (before, after) = (unusual(reported), unusual(other));
        let used: BTreeSet<&Arc<str>> = other.areas.iter().map(|a| &a.area).collect();
        let tested = |s: &SliceFindings| s.areas.iter().any(|a| a.flag.is_some());
        let both = tested(reported) && tested(other);
        let only = |these: &BTreeSet<&Arc<str>>, not: &BTreeSet<&Arc<str>>| -> Vec<Arc<str>> {
            let kept = these.difference(not).filter(|area| both && used.contains(*area));
            kept.map(|area| Arc::clone(area)).collect()
        };
        let figures = common(reported, other);
        let [first, second] = [0, 1].map(|side| figures.iter().map(|(_, v)| v[side]).collect::<Vec<f64>>());
        Self {
            choice,
            areas: other.areas.len(),
            contrast: other.contrast().map(|c| c.ratio),
            cv_weighted: other.indices.iter().find(|e| e.id == CV).and_then(|e| e.value),
            unusual: tested(other).then_some(after.len()),
            no_longer: only(&before, &after),
            new: only(&after, &before),
            positions: positions(other),
            places: places(other),
            rank_correlation: spearman(&first, &second),
            widest_move: widest(&figures),
        }
    }
}

/// A finding made in another way, or why it cannot be.
pub type Tried = (Choice, Result<Version, String>);

/// What the findings of each treatment would say if they were made in other ways, the reported way first.
pub type Sensitivity = BTreeMap<Arc<str>, Vec<Tried>>;

/// The index of spread that does not depend on how many areas there are.
const CV: &str = "cv-weighted";

fn unusual(s: &SliceFindings) -> BTreeSet<&Arc<str>> {
    s.areas.iter().filter(|a| s.unusual(a).is_some()).map(|a| &a.area).collect()
}

fn positions(s: &SliceFindings) -> Option<[usize; 3]> {
    let mut counts = [0; 3];
    for position in s.areas.iter().filter_map(|a| a.rates.position) {
        counts[match position {
            Position::FarAbove | Position::Above => 0,
            Position::NotDistinguishable => 1,
            Position::Below | Position::FarBelow => 2,
        }] += 1;
    }
    counts.iter().any(|n| *n > 0).then_some(counts)
}

fn places(s: &SliceFindings) -> BTreeMap<Arc<str>, usize> {
    let mut figures: Vec<(&Arc<str>, f64)> =
        s.areas.iter().filter_map(|a| Some((&a.area, a.rate.or(a.ratio)?))).collect();
    figures.sort_by(|a, b| b.1.total_cmp(&a.1));
    let place = |value: f64| 1 + figures.partition_point(|(_, other)| *other > value);
    figures.iter().map(|(area, value)| (Arc::clone(area), place(*value))).collect()
}

/// The figures of the areas of both, in the order of their codes.
fn common<'a>(one: &'a SliceFindings, other: &SliceFindings) -> Vec<(&'a Arc<str>, [f64; 2])> {
    let figure = |a: &super::AreaFinding| a.rate.or(a.ratio);
    let others: BTreeMap<&Arc<str>, f64> = other.areas.iter().filter_map(|a| Some((&a.area, figure(a)?))).collect();
    let pair = |a: &'a super::AreaFinding| Some((&a.area, [figure(a)?, *others.get(&a.area)?]));
    one.areas.iter().filter_map(pair).collect()
}

/// The area that moves most, with its places; of equal moves the first code.
fn widest(figures: &[(&Arc<str>, [f64; 2])]) -> Option<(Arc<str>, usize, usize)> {
    let place = |side: usize, value: f64| 1 + figures.iter().filter(|(_, v)| v[side] > value).count();
    let moves = figures.iter().map(|(area, v)| (*area, place(0, v[0]), place(1, v[1])));
    let widest = moves.min_by_key(|(_, from, to)| std::cmp::Reverse(from.abs_diff(*to)))?;
    (widest.1 != widest.2).then(|| (Arc::clone(widest.0), widest.1, widest.2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::kind::Kind;
    use crate::data::slice::Slice;
    use crate::{AnalysisOptions, analyse};

    fn found(rows: &[(&str, f64, f64)]) -> SliceFindings {
        let slice = Slice::from_denominators(Kind::Count, rows).unwrap();
        analyse(&slice, &AnalysisOptions::default()).unwrap()
    }

    #[test]
    fn a_version_is_held_against_what_is_reported() {
        let rows = [("a", 10.0, 100.0), ("b", 20.0, 100.0), ("c", 30.0, 100.0), ("d", 40.0, 100.0)];
        let reported = found(&rows);
        let same = Version::of(Choice::Reported, &reported, &reported);
        assert_eq!((same.areas, same.rank_correlation, same.widest_move.clone()), (4, Some(1.0), None));
        assert_eq!((same.no_longer.len(), same.new.len()), (0, 0));
        // c falls from the second place to the last of the three that are in both.
        let other = found(&[("b", 20.0, 100.0), ("c", 5.0, 100.0), ("d", 50.0, 100.0)]);
        let version = Version::of(Choice::Larger, &reported, &other);
        assert_eq!((version.areas, version.rank_correlation), (3, Some(0.5)));
        assert_eq!(version.widest_move.clone(), Some(("b".into(), 3, 2)));
        let place = |v: &Version| ["a", "b", "c", "d"].map(|area| v.places.get(area).copied());
        assert_eq!(place(&same), [Some(4), Some(3), Some(2), Some(1)]);
        assert_eq!(place(&version), [None, Some(2), Some(3), Some(1)]);
        assert_eq!(version.positions.map(|of| of.iter().sum::<usize>()), Some(3));
        // The mean is 25, the variance 14,25 over three areas of one size: by hand sqrt(350) / 25.
        assert!((version.cv_weighted.unwrap() - 350.0_f64.sqrt() / 25.0).abs() < 1e-12);
    }

    #[test]
    fn areas_that_gain_or_lose_their_mark_are_named() {
        let mut rows: Vec<(String, f64, f64)> = (0..40).map(|i| (format!("A{i:02}"), 100.0, 1000.0)).collect();
        let of = |rows: &[(String, f64, f64)]| {
            found(&rows.iter().map(|(code, o, d)| (code.as_str(), *o, *d)).collect::<Vec<_>>())
        };
        rows[3].1 = 400.0;
        let reported = of(&rows);
        (rows[3].1, rows[5].1) = (100.0, 400.0);
        let version = Version::of(Choice::Items, &reported, &of(&rows));
        assert_eq!(
            (version.unusual, &*version.no_longer, &*version.new),
            (Some(1), &["A03".into()][..], &["A05".into()][..])
        );
    }
}
