//! Where a series changes, one break after the other, by a test that keeps its level where values resemble the one before.

use super::direction::LEVEL;
use super::least_squares::{fit, steps};
use super::segments::{self, Break, edges};
use super::serial::{cautious, whitened};
use super::slope::autocorrelation;
use crate::error::Undefined;

/// How many standard errors the autocorrelation is taken too high, so that wandering is no break (as of steps).
const CAUTION: f64 = 1.5;
/// Below this share of what is left, lines fit exactly.
const EXACT: f64 = 1e-24;
/// Passes in which each date is looked for again, the others held.
const PASSES: usize = 10;

/// Breaks that a series would not show by wandering.
#[derive(Debug, Clone, PartialEq)]
pub struct RobustBreaks {
    /// The breaks, the earliest first.
    pub breaks: Vec<Break>,
    /// Value of its line in every period, by least squares.
    pub fitted: Vec<f64>,
    /// p of each test in the order in which they were made; all but the last are at or below 5 %, unless no place was left.
    pub p: Vec<f64>,
    /// How closely a residual was taken to follow the one before.
    pub rho: f64,
}

/// Breaks of level and slope, one after the other, as long as the next one is significant at 5 % (a sequential procedure as that of
/// Kejriwal & Perron 2010, J Time Ser Anal 31:305). Each test compares straight lines with one break more at every date, 15 % of the
/// series from any other, on values whitened by their autocorrelation: (n - k) ln(RSS / RSS') is a chi-squared of two degrees of
/// freedom at one date (exactly, where the autocorrelation is known), and p is that of the largest by the bound of [Davies 1987] for
/// all dates. The autocorrelation is that about the best lines, corrected for its bias and taken 1.5 standard errors too high.
///
/// On series that only wander, 36 to 120 months long with an autocorrelation up to 0.6, it finds a break in 1 to 7 of 100; Schwarz's
/// criterion ([`super::segments()`]) in up to 86.
///
/// # Errors
/// Undefined where three segments would be too short.
///
/// [Davies 1987]: https://doi.org/10.1093/biomet/74.1.33
///
/// ```
/// use unwarranted_core::time::robust_breaks;
/// let values: Vec<f64> = (0..60).map(|t| if t < 33 { 20.0 } else { 5.0 } + f64::from(t * 5 % 7) / 2.0).collect();
/// let found = robust_breaks(&values).unwrap();
/// assert!(found.breaks.len() == 1 && found.breaks[0].last == 33);
/// ```
pub fn robust_breaks(values: &[f64]) -> Result<RobustBreaks, Undefined> {
    let n = values.len();
    let shortest = segments::shortest(n, 3)?;
    let series = Tried { values, shortest };
    let (mut breaks, mut p, mut rho) = (Vec::new(), Vec::new(), 0.0);
    while let Some(next) = series.next(&breaks) {
        p.push(next.p);
        rho = next.rho;
        if next.p > LEVEL {
            break;
        }
        breaks = next.breaks;
    }
    let dates = series.settled(breaks, rho);
    let found = (0..dates.len()).map(|at| Break { last: dates[at], interval: series.interval(&dates, at, rho) });
    let left = series.lines(&dates, 0.0).unwrap_or_else(|| vec![0.0; n]);
    let fitted = values.iter().zip(left).map(|(v, e)| v - e).collect();
    Ok(RobustBreaks { breaks: found.collect(), fitted, p, rho })
}

/// The test of one break more.
struct Next {
    breaks: Vec<usize>,
    p: f64,
    rho: f64,
}

/// A series and the shortest segment of its lines.
struct Tried<'a> {
    values: &'a [f64],
    shortest: usize,
}

impl Tried<'_> {
    /// What straight lines between these breaks leave of the whitened values; `None` where a line would go through its points.
    fn lines(&self, breaks: &[usize], rho: f64) -> Option<Vec<f64>> {
        let n = self.values.len();
        let mut columns = vec![vec![1.0; n], steps(n)];
        for last in breaks {
            columns.push((0..n).map(|t| if t < *last { 0.0 } else { 1.0 }).collect());
            columns.push((0..n).map(|t| t.saturating_sub(*last) as f64).collect());
        }
        let columns: Vec<Vec<f64>> = columns.iter().map(|column| whitened(column, rho)).collect();
        Some(fit(&columns, &whitened(self.values, rho))?.residuals)
    }

    fn rss(&self, breaks: &[usize], rho: f64) -> Option<f64> {
        Some(self.lines(breaks, rho)?.iter().map(|e| e * e).sum())
    }

    /// Dates far enough from these.
    fn places(&self, breaks: &[usize]) -> Vec<usize> {
        let n = self.values.len();
        let free = |last: &usize| breaks.iter().all(|b| b.abs_diff(*last) >= self.shortest);
        (self.shortest..=n - self.shortest).filter(free).collect()
    }

    /// Residual sums of squares with one break more at each of these dates.
    fn with_one_more(&self, breaks: &[usize], places: &[usize], rho: f64) -> Option<Vec<f64>> {
        places.iter().map(|last| self.rss(&with(breaks, *last), rho)).collect()
    }

    /// The test of one break more; `None` where none has place, and where lines fit exactly without it.
    fn next(&self, breaks: &[usize]) -> Option<Next> {
        let (n, places) = (self.values.len(), self.places(breaks));
        let scale: f64 = self.values.iter().map(|v| v * v).sum();
        if places.is_empty() || self.rss(breaks, 0.0)? <= EXACT * scale {
            return None;
        }
        let plain = self.with_one_more(breaks, &places, 0.0)?;
        let lines = self.lines(&with(breaks, places[smallest(&plain)]), 0.0)?;
        let columns = 2 * (breaks.len() + 2);
        let rho = cautious(autocorrelation(&lines), n, columns, CAUTION);
        let before = self.rss(breaks, rho)?;
        let rss = self.with_one_more(breaks, &places, rho)?;
        let best = smallest(&rss);
        let free = n as f64 - columns as f64;
        let gains: Vec<f64> =
            rss.iter().map(|rss| free * libm::log(before / rss.max(EXACT * before)).max(0.0)).collect();
        Some(Next { breaks: with(breaks, places[best]), p: davies(&gains), rho })
    }

    /// Each date where it fits best, the others held.
    fn settled(&self, mut breaks: Vec<usize>, rho: f64) -> Vec<usize> {
        for _ in 0..PASSES {
            let before = breaks.clone();
            for at in 0..breaks.len() {
                let others = without(&breaks, at);
                let places = self.places(&others);
                if let Some(rss) = self.with_one_more(&others, &places, rho).filter(|rss| !rss.is_empty()) {
                    breaks = with(&others, places[smallest(&rss)]);
                }
            }
            if breaks == before {
                break;
            }
        }
        breaks
    }

    /// Dates of a break between its neighbours that the series allows, 95 %, the others held.
    fn interval(&self, breaks: &[usize], at: usize, rho: f64) -> [usize; 2] {
        let (n, others, all) = (self.values.len(), without(breaks, at), edges(breaks, self.values.len()));
        let places: Vec<usize> =
            self.places(&others).into_iter().filter(|last| (all[at]..=all[at + 2]).contains(last)).collect();
        let own = [breaks[at]; 2];
        let Some(rss) = self.with_one_more(&others, &places, rho) else { return own };
        let best = rss.iter().copied().fold(f64::INFINITY, f64::min);
        let allowed = |rss: &f64| *rss <= best || n as f64 * libm::log(rss / best) <= segments::LIMIT;
        let mut there = places.iter().zip(&rss).filter(|(_, rss)| allowed(rss)).map(|(last, _)| *last);
        let first = there.next().unwrap_or(own[0]);
        [first, there.next_back().unwrap_or(first)]
    }
}

fn with(breaks: &[usize], last: usize) -> Vec<usize> {
    let mut all: Vec<usize> = breaks.iter().copied().chain([last]).collect();
    all.sort_unstable();
    all
}

fn without(breaks: &[usize], at: usize) -> Vec<usize> {
    breaks.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, b)| *b).collect()
}

fn smallest(values: &[f64]) -> usize {
    (0..values.len()).reduce(|best, at| if values[at] < values[best] { at } else { best }).unwrap_or_default()
}

/// p of the largest of a row of chi-squared values of two degrees of freedom, each hanging together with the next: what one of them would have, and
/// more by how far their roots go up and down.
fn davies(row: &[f64]) -> f64 {
    let most = row.iter().copied().fold(0.0, f64::max);
    let way: f64 = row.windows(2).map(|w| (w[1].sqrt() - w[0].sqrt()).abs()).sum();
    (libm::exp(-most / 2.0) * (1.0 + way * most.sqrt() / 2.0)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampling::stream::Generator;
    use crate::time::testing::wandering;

    #[test]
    fn few_series_that_wander_have_a_break_and_schwarz_finds_it_in_most() {
        let mut rng = Generator::from_seed(5);
        let all: Vec<Vec<f64>> = (0..120).map(|_| wandering(&mut rng, 61, 0.6)).collect();
        let robust = all.iter().filter(|y| !robust_breaks(y).unwrap().breaks.is_empty()).count();
        let schwarz = |y: &&Vec<f64>| !segments::segments(y, segments::Shape::Line).unwrap().breaks.is_empty();
        assert!(robust <= 12, "{robust} of 120");
        assert!(all.iter().filter(schwarz).count() > 80);
    }

    #[test]
    fn two_steps_of_a_series_that_wanders_are_found_where_they_are() {
        let mut rng = Generator::from_seed(8);
        let mut found = 0;
        for _ in 0..20 {
            let mut y = wandering(&mut rng, 72, 0.5);
            y[20..].iter_mut().for_each(|v| *v += 7.0);
            y[48..].iter_mut().for_each(|v| *v -= 9.0);
            let breaks = robust_breaks(&y).unwrap().breaks;
            let at = |date: usize| {
                breaks.iter().any(|b| b.last.abs_diff(date) <= 1 && b.interval[0] <= b.last && b.last <= b.interval[1])
            };
            found += usize::from(at(20) && at(48));
        }
        assert!(found >= 17, "{found} of 20");
    }

    #[test]
    fn lines_that_fit_exactly_have_their_breaks_and_no_others() {
        let bent: Vec<f64> = (0..40).map(|t: usize| t.saturating_sub(24) as f64).collect();
        let found = robust_breaks(&bent).unwrap();
        assert_eq!(found.breaks.len(), 1, "{found:?}");
        assert!((24..=25).contains(&found.breaks[0].last));
        assert!(robust_breaks(&[3.0; 40]).unwrap().breaks.is_empty());
        assert!(robust_breaks(&bent[..12]).is_err());
    }

    #[test]
    fn the_bound_is_that_of_one_value_where_nothing_is_searched() {
        assert!((davies(&[6.0]) - libm::exp(-3.0_f64)).abs() < 1e-15);
        assert!(davies(&[6.0, 2.0, 6.0]) > davies(&[6.0, 5.0, 6.0]));
    }
}
