//! The areas most like each area: nearest by standardised distance over chosen indicators.
//!
//! Each indicator becomes a z score, (x - mean) / sd over the areas with sd of n (not n - 1), so that all weigh the same; the
//! distance is Euclidean. NHS RightCare's similar ten are made this way (England: 12 demographic variables).

mod groups;

use crate::error::Error;
use crate::quantile::{quantile, sorted};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

pub use groups::in_groups;

pub use crate::data::likeness::{Groups, Indicator, Likeness, column, in_words, name_of};

/// An area has no peers where the last of its similar areas is farther than this many times the median of all areas.
pub const WITHOUT_PEERS: f64 = 1.5;

/// Distances closer than this are the same.
const TIE: f64 = 1e-10;

/// An area that is like another.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Neighbour {
    /// Area code.
    pub area: Arc<str>,
    /// Code of the area that is like it.
    pub neighbour: Arc<str>,
    /// 1 for the nearest; in a group the place by code.
    pub rank: usize,
    /// Distance in standard deviations; absent in groups, which have none.
    pub distance: Option<f64>,
}

/// An area without peers.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct WithoutPeers {
    /// Area code.
    pub area: Arc<str>,
    /// Distance of the last of its similar areas; absent for an area that is alone in its group.
    pub distance: Option<f64>,
}

/// An area that lacks indicators.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Lacking {
    /// Area code.
    pub area: Arc<str>,
    /// The indicators that it lacks.
    pub lacks: Vec<Arc<str>>,
}

/// The nearest areas of each area.
#[derive(Debug, Clone, PartialEq)]
pub struct Similar {
    /// Sorted by area, then rank; as many for each area, but for groups.
    pub neighbours: Vec<Neighbour>,
    /// How many for each area; `None` for groups, of which each has its own number.
    pub nearest: Option<usize>,
    /// Areas that have all indicators, or a group.
    pub areas: usize,
    /// Median over areas of the distance of the last; 0 for groups.
    pub median_last: f64,
    /// Areas whose last is farther than [`WITHOUT_PEERS`] times that, the farthest first; those that are alone in their group.
    pub without_peers: Vec<WithoutPeers>,
    /// Areas that lack an indicator or a group, which are like no area here and which no area is like.
    pub lacking: Vec<Lacking>,
}

impl Similar {
    /// The similar areas of each area that has any, the nearest first.
    pub fn by_area(&self) -> impl Iterator<Item = &[Neighbour]> {
        self.neighbours.chunk_by(|a, b| a.area == b.area)
    }
}

/// The `nearest` areas of each area that has all indicators, ties by code. Nothing is filled in: areas that lack an indicator
/// are listed.
///
/// # Errors
/// [`Error::Parameter`] for no nearest areas; [`Error::Indicators`] for no indicators or one named twice, an indicator that is the same in all
/// areas, a logarithm of zero or below, and fewer areas than asked for.
///
/// ```
/// use unwarranted_core::similar::{Indicator, similar};
/// let values = [("A", 1.0), ("B", 2.0), ("C", 9.0)].map(|(code, x)| (code.into(), x)).into();
/// let found = similar(&[Indicator { name: "age".into(), logarithm: false, values }], 1).unwrap();
/// assert_eq!(&*found.neighbours[2].neighbour, "B");
/// // (9 - 2) / sd, sd^2 = (3^2 + 2^2 + 5^2) / 3
/// assert!((found.neighbours[2].distance.unwrap() - 7.0 / (38.0f64 / 3.0).sqrt()).abs() < 1e-12);
/// ```
pub fn similar(indicators: &[Indicator], nearest: usize) -> Result<Similar, Error> {
    if nearest == 0 {
        let expected = "how many similar areas each area gets, 1 or more; 10 is usual";
        return Err(Error::Parameter { name: "nearest", value: 0.0, expected });
    }
    let (areas, lacking) = sorted_out(indicators);
    require(indicators, areas.len(), lacking.len(), nearest)?;
    let scores = indicators.iter().map(|i| scores(i, &areas)).collect::<Result<Vec<_>, _>>()?;
    let found: Vec<Vec<(f64, usize)>> =
        (0..areas.len()).into_par_iter().map(|i| nearest_of(&scores, areas.len(), i, nearest)).collect();
    let last: Vec<f64> = found.iter().filter_map(|of| Some(of.last()?.0)).collect();
    let median_last = quantile(&sorted(&last), 0.5).unwrap_or(0.0);
    let without_peers = without_peers(&areas, &last, median_last);
    let named = |(i, of): (usize, Vec<(f64, usize)>)| {
        let one = |(at, (distance, j)): (usize, (f64, usize))| Neighbour {
            area: Arc::clone(&areas[i]),
            neighbour: Arc::clone(&areas[j]),
            rank: at + 1,
            distance: Some(distance),
        };
        of.into_iter().enumerate().map(one).collect::<Vec<_>>()
    };
    let neighbours = found.into_iter().enumerate().flat_map(named).collect();
    Ok(Similar { neighbours, nearest: Some(nearest), areas: areas.len(), median_last, without_peers, lacking })
}

/// The areas that have all indicators, and those that lack some.
fn sorted_out(indicators: &[Indicator]) -> (Vec<Arc<str>>, Vec<Lacking>) {
    let all: BTreeSet<&Arc<str>> = indicators.iter().flat_map(|i| i.values.keys()).collect();
    let lacks = |area: &Arc<str>| -> Vec<Arc<str>> {
        indicators.iter().filter(|i| !i.values.contains_key(area)).map(|i| Arc::clone(&i.name)).collect()
    };
    let (mut areas, mut lacking) = (Vec::new(), Vec::new());
    for area in all {
        let lacks = lacks(area);
        if lacks.is_empty() {
            areas.push(Arc::clone(area));
        } else {
            lacking.push(Lacking { area: Arc::clone(area), lacks });
        }
    }
    (areas, lacking)
}

/// The areas whose last similar area is far away, the farthest first.
fn without_peers(areas: &[Arc<str>], last: &[f64], median: f64) -> Vec<WithoutPeers> {
    let is_far = |(_, distance): &(usize, &f64)| median > 0.0 && **distance > WITHOUT_PEERS * median;
    let far = |(i, distance): (usize, &f64)| WithoutPeers { area: Arc::clone(&areas[i]), distance: Some(*distance) };
    let mut all: Vec<WithoutPeers> = last.iter().enumerate().filter(is_far).map(far).collect();
    all.sort_by(|a, b| b.distance.unwrap_or(0.0).total_cmp(&a.distance.unwrap_or(0.0)));
    all
}

fn require(indicators: &[Indicator], areas: usize, lacking: usize, nearest: usize) -> Result<(), Error> {
    if indicators.is_empty() {
        return Err(Error::Indicators("names no indicator: what should similar areas have alike?".to_owned()));
    }
    let mut names = BTreeSet::new();
    if let Some(twice) = indicators.iter().find(|i| !names.insert((&i.name, i.logarithm))) {
        return Err(Error::Indicators(format!("names '{}' twice; it counts once", twice.name)));
    }
    if areas <= nearest {
        let lack = if lacking > 0 { format!(" ({lacking} more lack some)") } else { String::new() };
        return Err(Error::Indicators(format!(
            "leaves {areas} areas with all indicators{lack}, and {nearest} similar ones of each need {}; ask for fewer with \
             `nearest`",
            nearest.saturating_add(1)
        )));
    }
    Ok(())
}

/// The z scores of an indicator, in the order of the areas.
fn scores(indicator: &Indicator, areas: &[Arc<str>]) -> Result<Vec<f64>, Error> {
    let mut values = Vec::with_capacity(areas.len());
    for area in areas {
        let value = indicator.values.get(area).copied().unwrap_or(f64::NAN);
        if !value.is_finite() || (indicator.logarithm && value <= 0.0) {
            let needs = if indicator.logarithm { "a logarithm needs a value above zero" } else { "a number is needed" };
            return Err(Error::Indicators(format!("'{}' of area {area} is {value}; {needs}", indicator.name)));
        }
        values.push(if indicator.logarithm { libm::log(value) } else { value });
    }
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let sd = (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt();
    let largest = values.iter().fold(0.0, |most: f64, v| most.max(v.abs()));
    if !sd.is_finite() || sd <= 1e-12 * largest {
        let problem =
            format!("'{}' is the same in all areas, so that it makes none more alike; leave it out", indicator.name);
        return Err(Error::Indicators(problem));
    }
    Ok(values.into_iter().map(|v| (v - mean) / sd).collect())
}

/// Distances and numbers of the areas nearest to area `i`.
fn nearest_of(scores: &[Vec<f64>], areas: usize, i: usize, nearest: usize) -> Vec<(f64, usize)> {
    let distance = |j: usize| scores.iter().map(|z| (z[i] - z[j]).powi(2)).sum::<f64>().sqrt();
    let mut others: Vec<(f64, usize)> = (0..areas).filter(|j| *j != i).map(|j| (distance(j), j)).collect();
    // Distances that are equal but for rounding are ties.
    let step = |d: f64| (d / TIE).round();
    let order = |a: &(f64, usize), b: &(f64, usize)| step(a.0).total_cmp(&step(b.0)).then(a.1.cmp(&b.1));
    if nearest < others.len() {
        others.select_nth_unstable_by(nearest - 1, order);
        others.truncate(nearest);
    }
    others.sort_by(order);
    others
}

#[cfg(test)]
mod tests {
    use super::*;

    fn indicator(name: &str, logarithm: bool, values: &[(&str, f64)]) -> Indicator {
        let values = values.iter().map(|(code, x)| ((*code).into(), *x)).collect();
        Indicator { name: name.into(), logarithm, values }
    }

    #[test]
    fn ties_go_by_code_and_areas_that_lack_something_are_listed() {
        let one = indicator("age", false, &[("A", 0.0), ("B", 1.0), ("C", -1.0), ("D", 1.0), ("E", 40.0), ("F", 1.0)]);
        let two = indicator("size", true, &[("A", 1.0), ("B", 1.0), ("C", 1.0), ("D", 1.0), ("E", 2.0)]);
        let found = similar(&[one, two], 3).unwrap();
        let of_a: Vec<&str> = found.neighbours[..3].iter().map(|n| &*n.neighbour).collect();
        assert_eq!((of_a, found.areas), (vec!["B", "C", "D"], 5));
        assert_eq!(found.neighbours[3].neighbour.as_ref(), "D");
        assert_eq!(found.lacking, [Lacking { area: "F".into(), lacks: vec!["size".into()] }]);
        assert_eq!(found.without_peers.iter().map(|w| &*w.area).collect::<Vec<_>>(), ["E"]);
        assert!(found.without_peers[0].distance.unwrap() > WITHOUT_PEERS * found.median_last);
        assert_eq!(found.by_area().count(), 5);
    }

    #[test]
    fn logarithms_measure_proportions() {
        let sizes = indicator("size", true, &[("A", 10.0), ("B", 100.0), ("C", 1000.0), ("D", 1100.0)]);
        let found = similar(&[sizes], 2).unwrap();
        let b = found.by_area().nth(1).unwrap();
        assert_eq!(b.iter().map(|n| &*n.neighbour).collect::<Vec<_>>(), ["A", "C"]);
        assert!((b[0].distance.unwrap() - b[1].distance.unwrap()).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_be_done_is_refused() {
        let same = indicator("same", false, &[("A", 0.1), ("B", 0.1), ("C", 0.1)]);
        let zero = indicator("size", true, &[("A", 1.0), ("B", 0.0), ("C", 3.0)]);
        let good = indicator("good", false, &[("A", 1.0), ("B", 2.0), ("C", 3.0)]);
        for (indicators, nearest, says) in [
            (vec![], 1, "names no indicator"),
            (vec![same], 1, "'same' is the same in all areas"),
            (vec![zero], 1, "'size' of area B is 0; a logarithm needs a value above zero"),
            (vec![good.clone(), good.clone()], 1, "names 'good' twice"),
            (vec![good.clone()], 3, "leaves 3 areas with all indicators, and 3 similar ones of each need 4"),
            (vec![good], 0, "`nearest` is 0"),
        ] {
            let error = similar(&indicators, nearest).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
    }
}
