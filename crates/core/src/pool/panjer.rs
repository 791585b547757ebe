//! Panjer's recursion: the exact distribution of a sum of a random number of costs on a grid (Panjer 1981, ASTIN Bulletin 12:22).

/// Work (cells times costs) beyond which it is not done.
const MOST: f64 = 4e8;

/// Above this all cells are scaled down, so that large numbers of events do not leave the range of numbers.
const LARGE: f64 = 1e250;

/// The distribution of the sum: probabilities of 0, 1, 2, ... steps of the grid.
#[derive(Debug)]
pub(super) struct Sums {
    pub(super) step: f64,
    pub(super) cells: Vec<f64>,
}

impl Sums {
    /// P(S > limit).
    pub(super) fn above(&self, limit: f64) -> f64 {
        let at = (limit / self.step * (1.0 + 1e-12)).floor() + 1.0;
        let above = |(i, _): &(usize, &f64)| *i as f64 >= at;
        // From the far end, so that small chances keep their digits.
        let sum: f64 = self.cells.iter().enumerate().rev().take_while(above).map(|(_, p)| p).sum();
        sum.clamp(0.0, 1.0)
    }

    /// The least sum that is not exceeded with probability `p` (0 < p < 1).
    pub(super) fn quantile(&self, p: f64) -> f64 {
        let mut below = 0.0;
        let found = self.cells.iter().position(|cell| {
            below += cell;
            below >= p * (1.0 - 1e-12)
        });
        found.unwrap_or(self.cells.len()) as f64 * self.step
    }
}

/// The distribution of the sum of K costs, K Poisson with mean `events`, or negative binomial where years differ; `None` where costs have no
/// common step or the work is too much.
pub(super) fn sums(costs: &[[f64; 2]], events: f64, year_cv: f64) -> Option<Sums> {
    let step = step(costs)?;
    let severity: Vec<(usize, f64)> = costs.iter().map(|[cost, p]| (whole(cost / step), *p)).collect();
    let mean = severity.iter().map(|(at, p)| *at as f64 * p).sum::<f64>();
    let square = severity.iter().map(|(at, p)| (*at as f64).powi(2) * p).sum::<f64>();
    let longest = severity.iter().map(|(at, _)| *at).max()? as f64;
    let sd = (events * square + (year_cv * events * mean).powi(2)).sqrt();
    let cells = events * mean + 14.0 * sd + 20.0 * longest + 40.0 * year_cv * year_cv * events * mean;
    let feasible = cells * severity.len() as f64 <= MOST;
    feasible.then(|| Sums { step, cells: recursion(&severity, events, year_cv, whole(cells) + 1) })
}

/// (a, b, 0) classes: Poisson a = 0, b = L; negative binomial of shape r: a = L / (r + L), b = (r - 1) a.
fn recursion(severity: &[(usize, f64)], events: f64, year_cv: f64, cells: usize) -> Vec<f64> {
    let (a, b, ln_first) = if year_cv > 0.0 {
        let shape = 1.0 / (year_cv * year_cv);
        let a = events / (shape + events);
        (a, (shape - 1.0) * a, -shape * libm::log1p(events / shape))
    } else {
        (0.0, events, -events)
    };
    let mut found = vec![0.0; cells];
    let mut ln_scale = 0.0;
    found[0] = 1.0;
    for s in 1..cells {
        let term = |(at, p): &(usize, f64)| {
            if *at > s { 0.0 } else { (a + b * *at as f64 / s as f64) * p * found[s - at] }
        };
        found[s] = severity.iter().map(term).sum();
        if found[s] > LARGE {
            found[..=s].iter_mut().for_each(|cell| *cell /= LARGE);
            ln_scale += libm::log(LARGE);
        }
    }
    // In two steps, because either may be beyond the numbers.
    let half = libm::exp((ln_first + ln_scale) / 2.0);
    found.iter_mut().for_each(|cell| *cell = *cell * half * half);
    found
}

/// The largest step in pence that all costs are multiples of.
fn step(costs: &[[f64; 2]]) -> Option<f64> {
    let mut common: u64 = 0;
    for [cost, _] in costs {
        let pence = cost * 100.0;
        if (pence - pence.round()).abs() > 1e-6 || !(1.0..1e15).contains(&pence.round()) {
            return None;
        }
        common = divisor(whole(pence) as u64, common);
    }
    (common > 0).then_some(common as f64 / 100.0)
}

fn divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { divisor(b, a % b) }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be below 1e15 and above zero")]
fn whole(value: f64) -> usize {
    value.round() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By multiplying the distributions of one event after the other.
    fn slowly(costs: &[[f64; 2]], events: f64, cells: usize) -> Vec<f64> {
        let mut of_k = vec![0.0; cells];
        of_k[0] = 1.0;
        let (mut found, mut mass) = (vec![0.0; cells], libm::exp(-events));
        for k in 1..200 {
            found.iter_mut().zip(&of_k).for_each(|(cell, p)| *cell += mass * p);
            mass *= events / f64::from(k);
            let mut next = vec![0.0; cells];
            for [cost, p] in costs {
                let at = whole(*cost);
                for s in at..cells {
                    next[s] += p * of_k[s - at];
                }
            }
            of_k = next;
        }
        found
    }

    #[test]
    fn equals_event_after_event() {
        let costs = [[1.0, 0.5], [2.0, 0.2], [5.0, 0.3]];
        let fast = sums(&costs, 6.0, 0.0).unwrap();
        let slow = slowly(&costs, 6.0, 60);
        assert!((fast.step - 1.0).abs() < 1e-15);
        for (s, p) in slow.iter().enumerate() {
            assert!((fast.cells[s] - p).abs() < 1e-14, "{s}: {} {p}", fast.cells[s]);
        }
        assert!((fast.cells.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn many_events_stay_within_the_range_of_numbers() {
        let found = sums(&[[0.5, 0.4], [1.5, 0.6]], 5_000.0, 0.02).unwrap();
        let total: f64 = found.cells.iter().sum();
        let mean: f64 = found.cells.iter().enumerate().map(|(i, p)| i as f64 * found.step * p).sum();
        let square: f64 = found.cells.iter().enumerate().map(|(i, p)| (i as f64 * found.step).powi(2) * p).sum();
        assert!((total - 1.0).abs() < 1e-9 && (mean / 5_500.0 - 1.0).abs() < 1e-9, "{total} {mean}");
        let variance = 5_000.0 * (0.4 * 0.25 + 0.6 * 2.25) + (0.02f64 * 5_500.0).powi(2);
        assert!(((square - mean * mean) / variance - 1.0).abs() < 1e-6);
    }

    #[test]
    fn costs_have_their_largest_common_step() {
        assert_eq!(step(&[[12.5, 1.0], [7.5, 0.0]]), Some(2.5));
        assert_eq!(step(&[[0.333, 1.0]]), None);
        assert!(sums(&[[0.01, 0.5], [99_999.99, 0.5]], 1e6, 0.0).is_none());
    }
}
