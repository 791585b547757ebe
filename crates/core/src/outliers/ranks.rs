//! How certain the place of an area in a league table is.

mod area_rank;
mod large;
mod model;

use crate::data::slice::Slice;
use crate::error::{Error, Undefined};
use crate::models::{Mean, gamma_poisson};
use crate::rates::interval::Confidence;
use crate::sampling::stream::{Purpose, Streams};
use area_rank::summary;
use model::{Model, first_places};
use rayon::prelude::*;

pub use area_rank::AreaRank;

/// How ranks are simulated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankOptions {
    /// Seed of the random numbers; results depend on it, the treatment and the period alone.
    pub seed: u64,
    /// Number of simulated league tables, at least 100, of slices of up to 10,000 areas. Four bytes are held for each area
    /// and each of them.
    pub draws: u32,
    /// Confidence of the rank interval.
    pub confidence: Confidence,
}

impl RankOptions {
    /// 2,000 league tables.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a confidence outside its range.
    pub fn new(seed: u64, confidence: f64) -> Result<Self, Error> {
        Ok(Self { seed, draws: 2000, confidence: Confidence::new(confidence, "confidence")? })
    }
}

/// The ranks of the areas of a slice.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranks {
    /// One per area, in the order of the slice.
    pub areas: Vec<AreaRank>,
    /// How many areas the highest and lowest decile hold: a tenth, rounded up.
    pub decile: usize,
    /// A caution, in plain words.
    pub note: Option<String>,
}

/// Ranks with their intervals: every area's true ratio is drawn from its posterior distribution in the gamma-Poisson model
/// (empirical Bayes) and the areas are ranked, again and again; the interval holds the middle of the
/// ranks an area took (Goldstein & Spiegelhalter 1996, J R Stat Soc A 159:385). Whether high is good or bad is not for
/// statistics to say, so the deciles are called highest and lowest.
///
/// When the areas differ no more than by chance, every league table is as likely as any other, and the
/// ranks say so.
///
/// Of more than 10,000 areas a hundred league tables are drawn, which is enough for how many areas lie above any ratio;
/// interval and probabilities then come from the area's posterior distribution (decision 88).
///
/// # Errors
/// Undefined for amounts, without two areas, when nothing is expected and when nothing was observed.
///
/// ```
/// use unwarranted_core::{Kind, Slice, outliers::ranks::{RankOptions, ranks}};
/// let rows = [("A", 20.0, 100.0), ("B", 100.0, 100.0), ("C", 104.0, 100.0), ("D", 300.0, 100.0)];
/// let slice = Slice::from_expected(Kind::Count, &rows).unwrap();
/// let found = ranks(&slice, &RankOptions::new(1, 0.95).unwrap()).unwrap();
/// assert_eq!((found.areas[3].rank, found.areas[3].upper, found.areas[0].lower), (1, 1, 4));
/// assert_eq!((found.areas[1].lower, found.areas[1].upper), (2, 3)); // B and C cannot be told apart
/// ```
pub fn ranks(slice: &Slice, options: &RankOptions) -> Result<Ranks, Undefined> {
    slice.require_counts()?;
    slice.require_expected()?;
    let fit = gamma_poisson::fit(slice.observed(), slice.expected(), Mean::Free)?;
    let model = Model::new(slice, &fit);
    let draws = options.draws.max(100) as usize;
    let streams = Streams::new(options.seed, Purpose::Ranks, slice);
    let decile = slice.len().div_ceil(10);
    let note = "the areas differ no more than by chance, so every order is equally likely";
    let note = fit.theta().is_none().then(|| note.to_owned());
    let areas = if slice.len() > large::MOST_COUNTED {
        match model.posteriors.as_deref() {
            Some(posteriors) => large::ranks(&model, posteriors, streams, decile, options.confidence),
            None => large::alike(&first_places(&model.means), decile, options.confidence),
        }
    } else {
        counted(&model, streams, draws, decile, options.confidence)
    };
    Ok(Ranks { areas, decile, note })
}

/// Ranks counted in simulated league tables.
fn counted(model: &Model, streams: Streams, draws: usize, decile: usize, confidence: Confidence) -> Vec<AreaRank> {
    let tables: Vec<Vec<u32>> =
        (0..draws).into_par_iter().map(|draw| places(&model.draw(&mut streams.stream(draw)))).collect();
    let own = first_places(&model.means);
    let areas = (0..own.len()).into_par_iter().map(|i| {
        let mut taken: Vec<u32> = tables.iter().map(|table| table[i]).collect();
        taken.sort_unstable();
        summary(&taken, own[i], decile, own.len(), confidence)
    });
    areas.collect()
}

/// Whether [`ranks`] are defined for a slice, without drawing anything.
#[must_use]
pub fn are_defined(slice: &Slice) -> bool {
    let fit = || gamma_poisson::fit(slice.observed(), slice.expected(), Mean::Free).is_ok();
    slice.require_counts().is_ok() && slice.require_expected().is_ok() && fit()
}

/// The rank of each value, 1 for the highest; equal values in the order of the areas.
fn places(values: &[f64]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*b].total_cmp(&values[*a]));
    let mut places = vec![0; values.len()];
    for (place, i) in (1..).zip(order) {
        places[i] = place;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::kind::Kind;

    fn slice(n: usize) -> Slice {
        let codes: Vec<String> = (0..n).map(|i| format!("A{i:05}")).collect();
        let row = |(i, code): (usize, &String)| (code.clone(), ((i * 37) % 101) as f64, 20.0 + (i % 7) as f64);
        let rows: Vec<_> = codes.iter().enumerate().map(row).collect();
        let rows: Vec<_> = rows.iter().map(|(c, o, e)| (c.as_str(), *o, *e)).collect();
        Slice::from_expected(Kind::Count, &rows).unwrap()
    }

    #[test]
    fn are_the_same_on_any_number_of_threads() {
        let (slice, options) = (slice(60), RankOptions::new(7, 0.95).unwrap());
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| ranks(&slice, &options).unwrap())
        };
        assert_eq!(on(1), on(2));
        assert_eq!(on(1), on(5));
        assert_ne!(on(1), ranks(&slice, &RankOptions::new(8, 0.95).unwrap()).unwrap());
    }

    #[test]
    fn decile_probabilities_and_ranks_add_up() {
        let found = ranks(&slice(95), &RankOptions::new(1, 0.95).unwrap()).unwrap();
        assert_eq!(found.decile, 10);
        let sum = |f: fn(&AreaRank) -> f64| found.areas.iter().map(f).sum::<f64>();
        assert!((sum(|a| a.highest) - 10.0).abs() < 1e-9 && (sum(|a| a.lowest) - 10.0).abs() < 1e-9);
        assert!((sum(|a| a.mean) - 95.0 * 96.0 / 2.0).abs() < 1e-6);
        assert!(found.areas.iter().all(|a| 1 <= a.lower && a.lower <= a.upper && a.upper <= 95));
    }

    /// The many areas of a hundred tables against the same areas counted in thousands.
    #[test]
    fn among_many_areas_ranks_are_those_of_counting() {
        let slice = slice(1_500);
        let fit = gamma_poisson::fit(slice.observed(), slice.expected(), Mean::Free).unwrap();
        let (model, confidence) = (Model::new(&slice, &fit), Confidence::new(0.95, "confidence").unwrap());
        let streams = Streams::new(5, Purpose::Ranks, &slice);
        let counted = counted(&model, streams, 3_000, 150, confidence);
        let large = large::ranks(&model, model.posteriors.as_deref().unwrap(), streams, 150, confidence);
        for (a, b) in counted.iter().zip(&large) {
            let apart = |f: fn(&AreaRank) -> usize| (f(a) as f64 - f(b) as f64).abs();
            assert_eq!(a.rank, b.rank);
            assert!(apart(|r| r.lower) <= 40.0 && apart(|r| r.upper) <= 40.0, "{a:?} {b:?}");
            let deviation = (a.upper - a.lower) as f64 / 3.92;
            assert!((a.mean - b.mean).abs() < 0.2 * deviation, "{a:?} {b:?}");
            assert!((a.highest - b.highest).abs() < 0.05 && (a.lowest - b.lowest).abs() < 0.05, "{a:?} {b:?}");
        }
    }

    #[test]
    fn many_areas_alike_may_have_any_rank() {
        let rows: Vec<String> = (0..10_001).map(|i| format!("A{i:05}")).collect();
        let rows: Vec<_> = rows.iter().map(|c| (c.as_str(), 10.0, 10.0)).collect();
        let slice = Slice::from_expected(Kind::Count, &rows).unwrap();
        let found = ranks(&slice, &RankOptions::new(1, 0.95).unwrap()).unwrap();
        let own = found.areas[7];
        assert!(found.note.is_some());
        assert_eq!((own.rank, own.mean, own.lower, own.upper), (1, 5_001.0, 251, 9_751));
        assert!((own.highest - 0.1).abs() < 1e-4);
    }

    #[test]
    fn many_areas_rank_the_same_on_any_number_of_threads() {
        let (slice, options) = (slice(10_050), RankOptions::new(7, 0.95).unwrap());
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| ranks(&slice, &options).unwrap())
        };
        assert_eq!(on(1), on(3));
    }

    #[test]
    fn probability_of_being_the_higher_of_two_is_the_integral() {
        // P(A > B) of two gamma posteriors by a fine sum, against the simulated probability of rank 1.
        let slice = Slice::from_expected(Kind::Count, &[("A", 60.0, 50.0), ("B", 85.0, 100.0)]).unwrap();
        let model = gamma_poisson::fit(slice.observed(), slice.expected(), Mean::Free).unwrap();
        let theta = model.theta().unwrap();
        let tails = |i: usize, x: f64| {
            let (shape, rate) = (theta + slice.observed()[i], theta / model.mean + slice.expected()[i]);
            crate::special::gamma::tails(shape, x * rate)
        };
        let (mut sum, h) = (0.0, 1e-3);
        for k in 0..4000 {
            let x = f64::from(k) * h;
            let mass = tails(1, x + h).lower - tails(1, x).lower;
            sum += mass * tails(0, x + h / 2.0).upper;
        }
        let options = RankOptions { draws: 20_000, ..RankOptions::new(3, 0.95).unwrap() };
        let found = ranks(&slice, &options).unwrap().areas[0].highest;
        assert!((found - sum).abs() < 4.0 * (0.25f64 / 20_000.0).sqrt(), "{found} {sum}");
    }

    #[test]
    fn without_overdispersion_every_order_is_as_likely() {
        let rows: Vec<String> = (0..40).map(|i| format!("A{i:02}")).collect();
        let rows: Vec<_> = rows.iter().map(|c| (c.as_str(), 10.0, 10.0)).collect();
        let found =
            ranks(&Slice::from_expected(Kind::Count, &rows).unwrap(), &RankOptions::new(1, 0.95).unwrap()).unwrap();
        assert!(found.note.is_some());
        assert!(found.areas.iter().all(|a| a.rank == 1 && a.lower <= 3 && a.upper >= 38));
        assert!(found.areas.iter().all(|a| (a.highest - 0.1).abs() < 0.04 && (a.mean - 20.5).abs() < 1.5));
    }
}
