//! Every treatment at once: which of them is how much of a postcode lottery, and which areas differ.
//!
//! y_tp is what was observed of treatment t in practice p with N_p patients; O_ta and D_a are their sums over the practices
//! of area a, r_a = O_a / D_a, r = sum O / sum D, w_a = D_a / sum D. The systematic variance
//!
//! PSV = sum w_a (r_a - r)^2 / r^2 - sum w_a (1 - w_a) v_a / r^2
//!
//! is the weighted squared coefficient of variation less the chance in it, as the practices of each area show it: v_a =
//! n / (n - 1) sum (y_p - r_a N_p)^2 / D_a^2, the linearised variance of a ratio over its n practices. It needs no Poisson
//! model, so that counts, items that repeat, money and quantities are treated alike; it may be below zero. Its root is by how
//! much areas differ systematically, in shares of the overall rate.
//!
//! Intervals come from practices drawn again within their areas ([Rao & Wu 1988]: n - 1 of n), with the same draws for all
//! treatments, so that ranks can be compared: they are about these areas in this period. The same draws give intervals of the
//! quotients that atlases print, of the areas' 95th and 5th percentiles and of the sixth highest and lowest. Which areas differ is tested over
//! areas x treatments together (Benjamini & Hochberg 1995), against one dispersion per treatment, phi = sum n / (n - 1)
//! (y - r_a N)^2 / sum r_a N, with a gamma tail, where the area expects at least ten effective events E / phi.
//!
//! [Rao & Wu 1988]: https://doi.org/10.1080/01621459.1988.10478591

mod area_entry;
mod asked;
mod block;
mod by_area;
mod change;
mod draws;
mod entry;
mod from_rows;
mod kernel;
mod league;

#[cfg(test)]
mod nation;

mod need;
mod of_areas;
mod others;
mod over_time;
mod panel;
mod parts;
mod point;
mod quotients;
mod ranking;
mod replicates;
mod simultaneous;
mod smoothed;
mod standing;
mod unknown;

#[cfg(test)]
mod tests;

use crate::chance;
#[cfg(test)]
use crate::data::kind::Kind;
use crate::error::Error;
use crate::rates::interval::Confidence;
use point::Point;
use rayon::prelude::*;
use replicates::{Drawn, draw};
use standing::Standings;

pub use area_entry::AreaEntry;
pub use asked::{LEAST_RELIABILITY, NotRanked, SweepOptions};
pub use by_area::AreaCount;
pub use change::enter_changes;
pub use entry::{LeagueEntry, RankedBy};
pub use from_rows::{PeriodPanel, panels};
pub use league::League;
pub use need::NeedEntry;
pub use of_areas::as_events;
pub use over_time::{Systematic, over_time};
pub use panel::{Panel, PanelArea, PanelTreatment};
pub use parts::Part;
pub use ranking::Place;
pub use replicates::QuotientInterval;
pub use smoothed::{Rarity, SmoothedArea, SmoothedLeague};
pub use standing::{LEVEL, Standing};
pub use unknown::UnknownEntry;

/// One treatment of the league.
#[derive(Debug, Clone)]
pub struct LeagueRow {
    /// Areas that take part.
    pub areas: usize,
    /// Observed over all of them.
    pub observed: f64,
    /// Denominator of all of them.
    pub denominator: f64,
    /// Observed over denominator; `None` where there is no denominator.
    pub rate: Option<f64>,
    /// Systematic variance.
    pub psv: Option<f64>,
    /// Its interval.
    pub psv_interval: Option<[f64; 2]>,
    /// Interval of the quotient of the areas' 95th and 5th percentiles, and of that without the five highest and lowest.
    pub quotients: [QuotientInterval; 2],
    /// Weighted coefficient of variation, chance included.
    pub cv_weighted: Option<f64>,
    /// Systematic share of the variance between areas.
    pub reliability: Option<f64>,
    /// Variance over mean of what practices of an area do.
    pub phi: Option<f64>,
    /// Effective events that the median area expects.
    pub effective_median: Option<f64>,
    /// Of random reassignments of practices to areas, the share that vary at least as much.
    pub p: Option<f64>,
    /// Place in the league; `None` where `not_ranked` says why.
    pub place: Option<Place>,
    /// Why it has no place.
    pub not_ranked: Option<NotRanked>,
    /// Areas that differ from the overall rate, under false-discovery control.
    pub differ: usize,
    /// Areas beyond the ordinary spread of this treatment, under false-discovery control.
    pub beyond: usize,
    /// Number of the area with the highest rate, and of the one with the lowest; of equal ones the first.
    pub extremes: Option<[usize; 2]>,
}

/// What a sweep found.
#[derive(Debug, Clone)]
pub struct Sweep {
    /// One row per treatment, in the order of the panel.
    pub rows: Vec<LeagueRow>,
    /// The standing of every area in every treatment, in the order of the panel.
    pub standings: Vec<Vec<Standing>>,
    /// Areas x treatments that were tested.
    pub tests: usize,
    /// Areas x treatments that differ, and that are beyond ordinary spread, if tests may depend on each other in any way
    /// (Benjamini & Yekutieli 2001).
    pub under_dependence: [usize; 2],
}

/// Sweeps a panel. `done` is told how many treatments more are finished, from any thread.
///
/// # Errors
/// [`Error::Parameter`] for fewer than 99 replicates that are not 0.
pub fn sweep(panel: &Panel, options: &SweepOptions, done: &(dyn Fn(usize) + Sync)) -> Result<Sweep, Error> {
    checked(options)?;
    let points: Vec<Point> = panel.treatments().par_iter().map(|t| Point::of(panel, t)).collect();
    let drawn = draw(panel, &points, options, done);
    Ok(compared(panel, &points, &drawn, options))
}

fn checked(options: &SweepOptions) -> Result<(), Error> {
    for (name, value) in [("replicates", options.replicates), ("reassignments", options.reassignments)] {
        if value != 0 && !(99..=1_000_000).contains(&value) {
            let expected = "0 (none) or a whole number from 99 to 1000000";
            return Err(Error::Parameter { name, value: value as f64, expected });
        }
    }
    Ok(())
}

/// What treatments are beside each other: places, and which areas differ over all of them.
fn compared(panel: &Panel, points: &[Point], drawn: &[Drawn], options: &SweepOptions) -> Sweep {
    let places = ranking::places(points, drawn, options.confidence.level());
    let Standings { of, tests, under_dependence } = Standings::of(panel, points);
    let rows = points.iter().zip(drawn).zip(places).zip(&of);
    let rows = rows.map(|(((point, drawn), place), standings)| row(point, drawn, place, standings)).collect();
    Sweep { rows, standings: of, tests, under_dependence }
}

fn row(point: &Point, drawn: &Drawn, place: Option<Place>, standings: &[Standing]) -> LeagueRow {
    let count = |of: fn(&Standing) -> Option<[f64; 2]>| {
        standings.iter().filter(|s| of(s).is_some_and(|[_, q]| q <= LEVEL)).count()
    };
    LeagueRow {
        areas: point.used,
        observed: point.observed,
        denominator: point.denominator,
        rate: Some(point.rate).filter(|rate| rate.is_finite()),
        psv: point.psv(),
        psv_interval: drawn.interval,
        quotients: drawn.quotients.clone(),
        cv_weighted: Some(point.variance.max(0.0).sqrt()).filter(|cv| cv.is_finite()),
        reliability: point.reliability(),
        phi: point.phi,
        effective_median: point.effective_median,
        p: drawn.p,
        place,
        not_ranked: point.not_ranked,
        differ: count(|s| s.differs),
        beyond: count(|s| s.beyond),
        extremes: extremes(standings),
    }
}

fn extremes(standings: &[Standing]) -> Option<[usize; 2]> {
    let rate = |i: usize| standings[i].observed / standings[i].denominator;
    let there: Vec<usize> = (0..standings.len()).filter(|i| standings[*i].denominator > 0.0).collect();
    let highest = there.iter().copied().reduce(|best, i| if rate(i) > rate(best) { i } else { best })?;
    let lowest = there.iter().copied().reduce(|best, i| if rate(i) < rate(best) { i } else { best })?;
    Some([highest, lowest])
}

impl LeagueRow {
    /// Limits of what an area's observed value estimates: a gamma distribution of its effective events O / phi, with phi = 1
    /// the exact Poisson interval. `None` where phi is not known.
    #[must_use]
    pub fn interval(&self, standing: &Standing, confidence: Confidence) -> Option<[f64; 2]> {
        let phi = self.phi.filter(|phi| *phi > 0.0 && standing.denominator > 0.0)?;
        Some(chance::interval(standing.observed, phi, confidence).map(|limit| limit / standing.denominator))
    }
}
