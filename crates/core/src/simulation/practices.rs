//! Intervals without a model of chance: practices drawn again within their areas. The jackknife over areas is beside it.

use crate::data::kind::ExpectedFrom;
use crate::data::slice::{Slice, SliceArea};
use crate::error::{Error, Undefined};
use crate::indices::INDICES;
use crate::indices::index::Index;
use crate::quantile::{quantile, sorted};
use crate::rates::interval::Confidence;
use crate::sampling::poisson::uniform;
use crate::sampling::stream::{Generator, Purpose, Streams};
use crate::simulation::bootstrap::Bounds;
use crate::simulation::method::IndexInterval;
use crate::simulation::null::Simulation;
use crate::simulation::pivot::ratio;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

pub use crate::data::practice::Practice;
pub use crate::simulation::jackknife::{Jackknifed, jackknife};

/// Intervals of the descriptive indices of any kind of numerator, money and quantity among them, by drawing the practices
/// of each area again, as many as there are and with replacement (Efron 1979, Ann Stat 7:1; within strata). What varies is
/// which practices an area happens to have; nothing is taken as Poisson.
///
/// The interval is the basic bootstrap interval on the log scale. An area with a single practice does not vary: check
/// how many there are before quoting an interval. Indices that need counts, groups or a ranking are left out.
///
/// # Errors
/// Undefined for expected values that are not internal, when a practice names no area of the slice or an area has no practice; a practice that is not a finite
/// number of zero or more; and when the practices give other totals than the slice.
pub fn practices(
    slice: &Slice,
    practices: &[Practice],
    simulation: &Simulation,
    confidence: Confidence,
) -> Result<Vec<Bounds>, Undefined> {
    practices_of(slice, practices, simulation, confidence, &INDICES.iter().collect::<Vec<_>>())
}

/// [`practices`] of these indices, as far as practices may be drawn for them.
pub(crate) fn practices_of(
    slice: &Slice,
    practices: &[Practice],
    simulation: &Simulation,
    confidence: Confidence,
    indices: &[&Index],
) -> Result<Vec<Bounds>, Undefined> {
    if slice.expected_from() != ExpectedFrom::Internal {
        let reason =
            "the expected values are not those of the denominators, and what each practice expects is not known";
        return Err(Undefined::because(reason));
    }
    let areas = by_area(slice, practices)?;
    let indices: Vec<&Index> = indices.iter().copied().filter(|i| i.of_practices()).collect();
    let streams = Streams::new(simulation.seed, Purpose::Practices, slice);
    let replicate = |number: usize| -> Vec<f64> {
        let mut rng = streams.stream(number);
        let drawn = drawn(slice, &areas, &mut rng);
        let of = |slice: &Slice| indices.iter().map(|i| value(i, slice)).collect();
        drawn.map_or_else(|_| vec![f64::NAN; indices.len()], |s| of(&s))
    };
    let rows: Vec<Vec<f64>> = (0..simulation.replicates).into_par_iter().map(replicate).collect();
    let bounds = |(column, index): (usize, &&Index)| {
        let values: Vec<f64> = rows.iter().map(|r| r[column]).collect();
        let limits = limits(value(index, slice), &values, confidence).map(|limits| index.possible(limits));
        let limits = limits.filter(|[_, upper]| upper.is_finite());
        Bounds { id: index.id.clone(), limits, undefined: None, method: IndexInterval::Practices }
    };
    Ok(indices.iter().enumerate().map(bounds).collect())
}

fn value(index: &Index, slice: &Slice) -> f64 {
    index.compute(slice).map_or(f64::NAN, |c| c.value)
}

fn limits(observed: f64, values: &[f64], confidence: Confidence) -> Option<[f64; 2]> {
    if values.iter().any(|v| !v.is_finite()) || !observed.is_finite() {
        return None;
    }
    let order = sorted(values);
    let at = |p| quantile(&order, p);
    let (low, middle, high) = (at(confidence.tail())?, at(0.5)?, at(1.0 - confidence.tail())?);
    ratio(observed, middle, [low, high])
}

/// The practices of each area of the slice.
///
/// # Errors
/// As [`practices`].
pub(crate) fn by_area<'a>(slice: &Slice, practices: &'a [Practice]) -> Result<Vec<Vec<&'a Practice>>, Undefined> {
    let mut groups: BTreeMap<&str, Vec<&Practice>> = slice.areas().iter().map(|a| (&*a.code, Vec::new())).collect();
    for practice in practices {
        let valid = [practice.observed, practice.denominator].iter().all(|v| v.is_finite() && *v >= 0.0);
        match groups.get_mut(&*practice.area) {
            Some(group) if valid => group.push(practice),
            Some(_) => {
                return Err(Undefined::because(format!(
                    "a practice of area {} has a figure of {}, and areas cannot be drawn from practices with negative or \
                     unknown figures",
                    practice.area,
                    practice.observed.min(practice.denominator)
                )));
            }
            None => {
                return Err(Undefined::because(format!("a practice names area {}, which is not used", practice.area)));
            }
        }
    }
    for (area, group) in slice.areas().iter().zip(groups.values()) {
        let (o, d) = group.iter().fold((0.0, 0.0), |(o, d), p| (o + p.observed, d + p.denominator));
        let same = |a: f64, b: f64| (a - b).abs() <= 1e-6 * b.abs().max(1e-9);
        if !same(o, area.observed) || !area.denominator.is_none_or(|denominator| same(d, denominator)) {
            return Err(Undefined::because(format!("the practices of area {} do not sum to its figures", area.code)));
        }
    }
    Ok(groups.into_values().collect())
}

/// Figures of the areas, observed and denominators, from practices drawn again.
pub(crate) fn redrawn(areas: &[Vec<&Practice>], rng: &mut Generator) -> Vec<[f64; 2]> {
    let one = |group: &Vec<&Practice>| {
        let (mut o, mut d) = (0.0, 0.0);
        for _ in group {
            #[allow(clippy::cast_possible_truncation)]
            let pick = (uniform(rng) * group.len() as f64) as usize;
            o += group[pick].observed;
            d += group[pick].denominator;
        }
        [o, d]
    };
    areas.iter().map(one).collect()
}

fn drawn(slice: &Slice, areas: &[Vec<&Practice>], rng: &mut Generator) -> Result<Slice, Error> {
    let one = |(area, [o, d]): (&SliceArea, [f64; 2])| SliceArea {
        observed: o,
        denominator: Some(d),
        expected: None,
        ..area.clone()
    };
    let drawn = slice.areas().iter().zip(redrawn(areas, rng)).map(one).collect();
    Slice::new(Arc::clone(slice.treatment()), slice.period(), slice.kind(), drawn, Vec::new(), slice.months())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::kind::Kind;

    #[test]
    fn practices_bracket_the_value_and_do_not_depend_on_threads() {
        let mut list = Vec::new();
        let mut rows = Vec::new();
        for (a, code) in ["A", "B", "C", "D", "E"].into_iter().enumerate() {
            let (mut sum_o, mut sum_d) = (0.0, 0.0);
            for i in 0..12_u32 {
                let d = 4000.0 + 250.5 * f64::from(i);
                let o = d * (1.0 + 0.4 * a as f64) * (0.8 + 0.05 * f64::from((i * 7 + 3) % 11));
                list.push(Practice { area: code.into(), observed: o, denominator: d });
                (sum_o, sum_d) = (sum_o + o, sum_d + d);
            }
            rows.push((code, sum_o, sum_d));
        }
        let slice = Slice::from_denominators(Kind::Amount, &rows).unwrap();
        let simulation = Simulation { replicates: 200, seed: 3, repeat_factor: 1.0 };
        let level = Confidence::new(0.95, "level").unwrap();
        let run = || practices(&slice, &list, &simulation, level).unwrap();
        let found = run();
        let cv = found.iter().find(|b| b.id == "cv").unwrap().limits.unwrap();
        let at = crate::indices::cv::compute(&slice).unwrap().value;
        assert!(cv[0] < at && at < cv[1] && cv[1] < 1.5 * at, "{cv:?} {at}");
        assert!(found.iter().all(|b| b.id != "scv" && b.id != "dean"));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        assert_eq!(pool.install(run), found);
        list.pop();
        assert!(practices(&slice, &list, &simulation, level).unwrap_err().reason.contains("area E do not sum"));
    }
}
