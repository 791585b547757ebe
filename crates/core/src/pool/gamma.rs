//! Chances of sums whose parts are gamma-distributed.

use crate::special::{beta, density, gamma};

/// Numbers of events that are summed one by one; beyond that every so manieth stands for its neighbours.
const TERMS: f64 = 20_000.0;

/// Standard deviations of the number of events to either side of its mean beyond which there is no chance worth counting.
const FAR: f64 = 40.0;

/// P(S > limit) of a gamma-distributed S of this mean and coefficient of variation (above zero both).
pub(super) fn above(limit: f64, mean: f64, cv: f64) -> f64 {
    let shape = 1.0 / (cv * cv);
    gamma::tails(shape, limit / mean * shape).upper
}

/// P(S > limit), where S is the sum of K costs: K Poisson, or negative binomial where years differ, with mean `events`; each cost gamma with
/// this mean and coefficient of variation, or the same where that is 0.
pub(super) fn compound_above(limit: f64, events: f64, [cost, cv]: [f64; 2], year_cv: f64) -> f64 {
    if cv <= 0.0 {
        return count_above((limit / cost * (1.0 + 1e-12)).floor(), events, year_cv);
    }
    let sd = (events + (year_cv * events).powi(2)).sqrt();
    let first = (events - FAR * sd).floor().max(1.0);
    // The tail of a negative binomial count is longer than that of a normal one: an exponential of its own mean.
    let last = (events + FAR * sd + 40.0 * year_cv * year_cv * events).ceil() + 40.0;
    let step = ((last - first) / TERMS).ceil().max(1.0);
    let mass = |k: f64| {
        if year_cv > 0.0 {
            density::negative_binomial(k, events, 1.0 / (year_cv * year_cv))
        } else {
            density::poisson(k, events)
        }
    };
    let over = |k: f64| gamma::tails(k / (cv * cv), limit / cost / (cv * cv)).upper;
    let (mut sum, mut k) = (0.0, first);
    while k <= last {
        sum += mass(k) * over(k);
        k += step;
    }
    (sum * step).clamp(0.0, 1.0)
}

/// P(K > k) of the number of events.
fn count_above(k: f64, events: f64, year_cv: f64) -> f64 {
    if k < 0.0 {
        return 1.0;
    }
    if year_cv > 0.0 {
        let shape = 1.0 / (year_cv * year_cv);
        beta::tails(shape, k + 1.0, shape / (shape + events), events / (shape + events)).upper
    } else {
        gamma::tails(k + 1.0, events).lower
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampling::stream::{Purpose, Streams};

    #[test]
    fn fixed_costs_are_the_tail_of_the_count() {
        // P(K > 5) of a Poisson count of mean 3 is 1 - 0.9160820580 (tables).
        let found = compound_above(5.0, 3.0, [1.0, 0.0], 0.0);
        assert!((found - 0.083_917_942_000_4).abs() < 1e-10, "{found}");
        // A geometric number of events, mean 1: P(K > 3) = 1 / 2^4.
        let found = compound_above(3.0, 1.0, [1.0, 0.0], 1.0);
        assert!((found - 0.0625).abs() < 1e-12, "{found}");
    }

    #[test]
    fn steps_do_not_change_the_chance() {
        let fine = |events: f64, year: f64| {
            let limit = 1.02 * events;
            let direct: f64 = (1..4_000_000)
                .map(f64::from)
                .filter(|k| (k - events).abs() < 12.0 * (events + (year * events).powi(2)).sqrt())
                .map(|k| {
                    let mass = if year > 0.0 {
                        density::negative_binomial(k, events, 1.0 / (year * year))
                    } else {
                        density::poisson(k, events)
                    };
                    mass * gamma::tails(k / 4.0, limit / 4.0).upper
                })
                .sum();
            (compound_above(limit, events, [1.0, 2.0], year) - direct).abs()
        };
        assert!(fine(20_000.0, 0.03) < 1e-9 && fine(400_000.0, 0.0) < 1e-9);
    }

    /// By throwing events: exponential costs, as many as a Poisson process has in a year.
    #[test]
    fn agrees_with_simulated_years() {
        let (events, limit) = (4.0, 6.0);
        let mut numbers = Streams::keyed(1, Purpose::Null, &[b"pool"]).stream(0);
        let mut unit = || (numbers.below(1 << 40) as f64 + 0.5) / (1u64 << 40) as f64;
        let years = 200_000;
        let over = (0..years).filter(|_| {
            let (mut time, mut cost) = (-libm::log(unit()) / events, 0.0);
            while time < 1.0 {
                cost -= libm::log(unit());
                time -= libm::log(unit()) / events;
            }
            cost > limit
        });
        let share = over.count() as f64 / f64::from(years);
        let found = compound_above(limit, events, [1.0, 1.0], 0.0);
        assert!((share - found).abs() < 4.0 * (found * (1.0 - found) / f64::from(years)).sqrt(), "{share} {found}");
    }
}
