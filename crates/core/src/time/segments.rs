//! Where a series changes: straight lines or levels, one after the other, by least squares.

use crate::error::Undefined;

/// Shortest segment, as a share of the series.
const SHORTEST: f64 = 0.15;
/// Shortest segment in periods, so that a line is not drawn through its own points.
const FEWEST: usize = 3;
/// Limit of the likelihood ratio of a date, 95 %: -2 ln(1 - sqrt(0.95)) (Hansen 2000, Econometrica 68:575; Eo & Morley 2015,
/// Quant Econ 6:463).
pub(super) const LIMIT: f64 = 7.352_276_694_155_75;

/// What each segment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A level. On a series that has a trend this finds breaks where there are none.
    Level,
    /// A straight line.
    Line,
}

impl Shape {
    fn coefficients(self) -> usize {
        match self {
            Self::Level => 1,
            Self::Line => 2,
        }
    }
}

/// A break between two segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Break {
    /// Number of the last period before it, from 1.
    pub last: usize,
    /// Earliest and latest such period that the series allows, 95 %.
    pub interval: [usize; 2],
}

/// The segments of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Segments {
    /// The breaks of the number that Schwarz's criterion chooses.
    pub breaks: Vec<Break>,
    /// Value of its line or level in every period.
    pub fitted: Vec<f64>,
    /// Residual sum of squares with 0, 1, 2, ... breaks.
    pub rss: Vec<f64>,
    /// Schwarz's criterion (BIC) with as many.
    pub bic: Vec<f64>,
    /// Last periods of segments with 1, 2, ... breaks.
    pub dates: Vec<Vec<usize>>,
}

/// Splits equally spaced values into as many segments as Schwarz's criterion allows, each of at least 15 % of the series
/// ([Bai & Perron 2003]; the conventions are those of R's `strucchange::breakpoints`).
///
/// The interval of a date holds every date at which n ln(RSS / smallest RSS) stays below 7.35, the other breaks held. Where
/// residuals resemble their neighbours the ratio is divided by (1 + r) / (1 - r), r their autocorrelation.
///
/// # Errors
/// Undefined where three segments would be too short, and where lines fit exactly.
///
/// [Bai & Perron 2003]: https://doi.org/10.1002/jae.659
///
/// ```
/// use unwarranted_core::time::{Shape, segments};
/// let values: Vec<f64> = (0..40).map(|t| f64::from(t.min(20)) + f64::from(t % 2) / 10.0).collect();
/// let found = segments(&values, Shape::Line).unwrap();
/// assert_eq!(found.breaks.len(), 1);
/// assert!((19..=22).contains(&found.breaks[0].last));
/// ```
pub fn segments(values: &[f64], shape: Shape) -> Result<Segments, Undefined> {
    let n = values.len();
    let shortest = shortest(n, shape.coefficients() + 1)?;
    let costs = Costs::of(values, shape, shortest);
    let most = n.div_ceil(shortest) - 2;
    let chains = costs.best(most);
    let free = |breaks: usize| ((shape.coefficients() + 1) * (breaks + 1)) as f64;
    let bic = |rss: f64, breaks: usize| {
        let likelihood =
            -0.5 * n as f64 * (libm::log(rss) + 1.0 - libm::log(n as f64) + libm::log(std::f64::consts::TAU));
        -2.0 * likelihood + libm::log(n as f64) * free(breaks)
    };
    let rss: Vec<f64> = chains.iter().map(|(rss, _)| *rss).collect();
    let scale: f64 = values.iter().map(|v| v * v).sum();
    if rss.iter().any(|rss| *rss <= 1e-24 * scale) {
        return Err(Undefined::because("straight lines fit the series exactly"));
    }
    let bic: Vec<f64> = rss.iter().enumerate().map(|(k, rss)| bic(*rss, k)).collect();
    let chosen = (0..bic.len()).reduce(|best, k| if bic[k] < bic[best] { k } else { best }).unwrap_or_default();
    let dates = &chains[chosen].1;
    let breaks = (0..dates.len()).map(|at| Break { last: dates[at], interval: costs.interval(dates, at) }).collect();
    let edges = edges(dates, n);
    let fitted = values.iter().zip(costs.residuals(&edges)).map(|(v, e)| v - e).collect();
    let dates = chains.into_iter().skip(1).map(|(_, dates)| dates).collect();
    Ok(Segments { breaks, fitted, rss, bic, dates })
}

/// The shortest segment of a series of `n`, at least `fewest` periods.
pub(super) fn shortest(n: usize, fewest: usize) -> Result<usize, Undefined> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a length")]
    let shortest = (SHORTEST * n as f64).floor() as usize;
    let none = || Undefined::because(format!("breaks take 20 periods, and there are {n}"));
    (shortest >= FEWEST.max(fewest)).then_some(shortest).ok_or_else(none)
}

pub(super) fn edges(dates: &[usize], n: usize) -> Vec<usize> {
    std::iter::once(0).chain(dates.iter().copied()).chain([n]).collect()
}

/// Residual sums of squares of every segment that is long enough.
struct Costs<'a> {
    values: &'a [f64],
    shape: Shape,
    shortest: usize,
    /// Of the segment from `i` up to and without `j`, at `i * (n + 1) + j`.
    rss: Vec<f64>,
}

impl<'a> Costs<'a> {
    fn of(values: &'a [f64], shape: Shape, shortest: usize) -> Self {
        let n = values.len();
        let mut rss = vec![f64::INFINITY; n * (n + 1)];
        for from in 0..n {
            let mut sums = Sums::default();
            for to in from + 1..=n {
                sums.add(values[to - 1]);
                if to - from >= shortest {
                    rss[from * (n + 1) + to] = sums.rss(shape);
                }
            }
        }
        Self { values, shape, shortest, rss }
    }

    fn cost(&self, from: usize, to: usize) -> f64 {
        self.rss[from * (self.values.len() + 1) + to]
    }

    /// The smallest residual sum of squares with 0 to `most` breaks, and where they are.
    fn best(&self, most: usize) -> Vec<(f64, Vec<usize>)> {
        let n = self.values.len();
        let mut rows: Vec<(Vec<f64>, Vec<usize>)> =
            vec![((0..=n).map(|to| self.cost(0, to)).collect(), vec![0; n + 1])];
        for k in 1..=most {
            let before = &rows[k - 1].0;
            let one = |to: usize| {
                let places = self.shortest..to.saturating_sub(self.shortest) + 1;
                places
                    .map(|last| (before[last] + self.cost(last, to), last))
                    .fold((f64::INFINITY, 0), |best, next| if next.0 < best.0 { next } else { best })
            };
            rows.push((0..=n).map(one).unzip());
        }
        let chain = |k: usize| {
            let (mut dates, mut to) = (Vec::new(), n);
            for row in rows[1..=k].iter().rev() {
                to = row.1[to];
                dates.push(to);
            }
            dates.reverse();
            (rows[k].0[n], dates)
        };
        (0..=most).map(chain).filter(|(rss, _)| rss.is_finite()).collect()
    }

    /// Dates of a break that the series allows, the others held.
    fn interval(&self, dates: &[usize], at: usize) -> [usize; 2] {
        let n = self.values.len();
        let all = edges(dates, n);
        let (from, to) = (all[at], all[at + 2]);
        let rest: f64 = all.windows(2).map(|w| self.cost(w[0], w[1])).sum::<f64>()
            - self.cost(from, dates[at])
            - self.cost(dates[at], to);
        let rss = |last: usize| rest + self.cost(from, last) + self.cost(last, to);
        let r = super::slope::autocorrelation(&self.residuals(&all)).clamp(0.0, 0.95);
        let slack = (1.0 + r) / (1.0 - r);
        let best = rss(dates[at]);
        let allowed = |last: &usize| n as f64 * libm::log(rss(*last) / best) <= LIMIT * slack;
        let places = from + self.shortest..=to - self.shortest;
        let mut there = places.filter(allowed);
        let first = there.next().unwrap_or(dates[at]);
        [first, there.next_back().unwrap_or(first).max(dates[at])]
    }

    fn residuals(&self, edges: &[usize]) -> Vec<f64> {
        let one = |w: &[usize]| {
            let mut sums = Sums::default();
            self.values[w[0]..w[1]].iter().for_each(|v| sums.add(*v));
            let slope = if self.shape == Shape::Line { sums.slope() } else { 0.0 };
            let own = move |(i, v): (usize, &f64)| v - sums.mean - slope * (i as f64 - (sums.n - 1.0) / 2.0);
            self.values[w[0]..w[1]].iter().enumerate().map(own).collect::<Vec<_>>()
        };
        edges.windows(2).flat_map(one).collect()
    }
}

/// Running sums of a segment about its own means (Welford 1962), with t = 0, 1, 2, ...
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    n: f64,
    mean: f64,
    /// Sum of (y - mean)^2.
    yy: f64,
    /// Sum of (t - mean t)(y - mean).
    ty: f64,
}

impl Sums {
    fn add(&mut self, y: f64) {
        let (t, t_mean) = (self.n, (self.n - 1.0) / 2.0);
        self.n += 1.0;
        let gap = y - self.mean;
        self.mean += gap / self.n;
        self.yy += gap * (y - self.mean);
        let t_gap = if self.n > 1.0 { t - t_mean } else { 0.0 };
        self.ty += t_gap * (y - self.mean);
    }

    fn tt(self) -> f64 {
        self.n * (self.n * self.n - 1.0) / 12.0
    }

    fn slope(self) -> f64 {
        if self.n > 1.0 { self.ty / self.tt() } else { 0.0 }
    }

    fn rss(self, shape: Shape) -> f64 {
        match shape {
            Shape::Level => self.yy,
            Shape::Line => (self.yy - self.ty * self.slope()).max(0.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::least_squares;

    fn noise(n: usize, seed: usize) -> Vec<f64> {
        (0..n).map(|i| ((i * 7919 + seed * 104_729) % 101) as f64 / 101.0 - 0.5).collect()
    }

    #[test]
    fn running_sums_are_least_squares() {
        let y = noise(30, 3);
        let columns = [vec![1.0; 11], least_squares::steps(11)];
        let fit = least_squares::fit(&columns, &y[7..18]).unwrap();
        let costs = Costs::of(&y, Shape::Line, 4);
        assert!((costs.cost(7, 18) - fit.rss).abs() < 1e-12);
        let residuals = costs.residuals(&[0, 7, 18, 30]);
        assert!(residuals[7..18].iter().zip(&fit.residuals).all(|(a, b)| (a - b).abs() < 1e-12));
    }

    #[test]
    fn no_other_place_of_two_breaks_fits_better() {
        let y = noise(27, 5);
        let costs = Costs::of(&y, Shape::Line, 4);
        let (rss, dates) = costs.best(2).pop().unwrap();
        let mut best = (f64::INFINITY, [0, 0]);
        for a in 4..=19 {
            for b in a + 4..=23 {
                let sum = costs.cost(0, a) + costs.cost(a, b) + costs.cost(b, 27);
                if sum < best.0 {
                    best = (sum, [a, b]);
                }
            }
        }
        assert!((rss - best.0).abs() < 1e-12 && dates == best.1);
    }

    #[test]
    fn a_date_has_an_interval_that_holds_it_and_short_series_have_none() {
        let y: Vec<f64> = noise(60, 1).iter().enumerate().map(|(t, e)| e + if t < 33 { 0.0 } else { 3.0 }).collect();
        let found = segments(&y, Shape::Line).unwrap();
        let [b] = found.breaks[..] else { panic!("{found:?}") };
        assert!(b.last == 33 && b.interval[0] <= 33 && b.interval[1] >= 33 && b.interval[1] - b.interval[0] < 6);
        let weak: Vec<f64> = noise(60, 1).iter().enumerate().map(|(t, e)| e + if t < 33 { 0.0 } else { 0.7 }).collect();
        let weak = segments(&weak, Shape::Level).unwrap().breaks[0];
        assert!(weak.interval[1] - weak.interval[0] > b.interval[1] - b.interval[0]);
        assert!(segments(&y[..12], Shape::Line).is_err());
        assert!(segments(&[1.0; 40], Shape::Line).is_err());
    }
}
