//! How far costs move by chance, from several years of the same practices.
//!
//! Each practice is held against itself: its cost of a year over what it would be at the cost per person of all practices in that year
//! times its own ratio over all its years. What is left moves from year to year. Its variance is fitted as a / N + b: a pools, b does not.

use super::spread::Spread;
use crate::error::{Error, Undefined};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One practice in one year.
#[derive(Debug, Clone, PartialEq)]
pub struct PracticeYear {
    /// Code of the practice.
    pub practice: Arc<str>,
    /// The year, any label.
    pub year: Arc<str>,
    /// Cost, in pounds, zero or above.
    pub cost: f64,
    /// People on its list, above zero.
    pub people: f64,
}

/// What several years of practices show.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct PracticeYears {
    /// Practices with at least two years and some cost.
    pub practices: usize,
    /// Years.
    pub years: usize,
    /// The part that pools and the floor.
    pub spread: Spread,
    /// Slope of ln(standard deviation) on ln(list size) over practices: -0.5 where chance alone is at work and people are alike, nearer 0
    /// where part of it does not pool.
    pub exponent: f64,
    /// Its standard error.
    pub exponent_se: f64,
    /// The standard deviation that this line gives for one person, as part of the mean: that of N people is `power_scale` N^`exponent`.
    pub power_scale: f64,
    /// People of the smallest and of the largest practice: outside of these nothing was seen.
    pub sizes: [f64; 2],
    /// Practices that were left out: one year alone, or nothing spent.
    pub left_out: usize,
}

/// Practices below which nothing is fitted.
const LEAST: usize = 10;

/// The variance of one practice and its size.
struct Moved {
    people: f64,
    variance: f64,
    /// Years less one.
    freedom: f64,
}

/// What several years of practices show of chance.
///
/// # Errors
/// [`Error::Parameter`] for costs below zero and lists of nobody; undefined for fewer than ten practices with two years, and where no cost
/// moves.
pub fn practice_years(rows: &[PracticeYear]) -> Result<Result<PracticeYears, Undefined>, Error> {
    for row in rows {
        let bad = |name, value, expected| Err(Error::Parameter { name, value, expected });
        if !(row.cost >= 0.0 && row.cost <= 1e15) {
            return bad("cost", row.cost, "pounds, zero or more");
        }
        if !(row.people > 0.0 && row.people <= 1e12) {
            return bad("people", row.people, "people on the list, above 0");
        }
    }
    let years = rates(rows);
    let (moved, left_out) = moves(rows, &years);
    if moved.len() < LEAST {
        let why = format!("{} practices have two years or more; at least {LEAST} are needed", moved.len());
        return Ok(Err(Undefined::because(why)));
    }
    let Some(spread) = fitted(&moved) else {
        return Ok(Err(Undefined::because("no practice costs more in one year than in another")));
    };
    let [exponent, exponent_se, power_scale] = slope(&moved);
    let (practices, years) = (moved.len(), years.len());
    let largest = |largest: f64, m: &Moved| largest.max(m.people);
    let sizes = [moved.iter().fold(f64::INFINITY, |least, m| least.min(m.people)), moved.iter().fold(0.0, largest)];
    Ok(Ok(PracticeYears { practices, years, spread, exponent, exponent_se, power_scale, sizes, left_out }))
}

impl PracticeYears {
    /// Coefficient of variation of `people` by the line of standard deviation on size. It has no floor: the tables rest on
    /// [`Self::spread`], whose part that pools falls with the power -0.5 and whose floor stays.
    #[must_use]
    pub fn cv_by_power(&self, people: f64) -> f64 {
        self.power_scale * libm::pow(people, self.exponent)
    }
}

/// Cost per person of all practices in each year.
fn rates(rows: &[PracticeYear]) -> BTreeMap<&Arc<str>, f64> {
    let mut sums: BTreeMap<&Arc<str>, [f64; 2]> = BTreeMap::new();
    for row in rows {
        let sum = sums.entry(&row.year).or_default();
        *sum = [sum[0] + row.cost, sum[1] + row.people];
    }
    sums.into_iter().map(|(year, [cost, people])| (year, cost / people)).collect()
}

fn moves(rows: &[PracticeYear], years: &BTreeMap<&Arc<str>, f64>) -> (Vec<Moved>, usize) {
    let mut by_practice: BTreeMap<&Arc<str>, Vec<&PracticeYear>> = BTreeMap::new();
    for row in rows {
        by_practice.entry(&row.practice).or_default().push(row);
    }
    let all = by_practice.len();
    let one = |rows: Vec<&PracticeYear>| {
        let expected: Vec<f64> = rows.iter().map(|r| r.people * years[&r.year]).collect();
        let (cost, due) = (rows.iter().map(|r| r.cost).sum::<f64>(), expected.iter().sum::<f64>());
        if rows.len() < 2 || cost <= 0.0 || due <= 0.0 {
            return None;
        }
        let own = cost / due;
        let squares: f64 = rows.iter().zip(&expected).map(|(r, e)| e / due * (r.cost / (e * own) - 1.0).powi(2)).sum();
        // Of n equal years the mean square is the variance times (n - 1) / n.
        let n = rows.len() as f64;
        let people = rows.iter().map(|r| r.people).sum::<f64>() / n;
        Some(Moved { people, variance: squares * n / (n - 1.0), freedom: n - 1.0 })
    };
    let moved: Vec<Moved> = by_practice.into_values().filter_map(one).collect();
    let left_out = all - moved.len();
    (moved, left_out)
}

/// Steps of the fit.
const STEPS: usize = 200;

/// Gamma regression of the variances on 1 / N with both parts zero or above, by reweighted least squares.
fn fitted(moved: &[Moved]) -> Option<Spread> {
    let pooled = |m: &Moved| m.freedom * m.variance * m.people;
    let mut a = moved.iter().map(pooled).sum::<f64>() / moved.iter().map(|m| m.freedom).sum::<f64>();
    let mut b = 0.0;
    if a <= 0.0 {
        return None;
    }
    for _ in 0..STEPS {
        let [mut xx, mut x1, mut one, mut xy, mut y] = [0.0; 5];
        for m in moved {
            let x = 1.0 / m.people;
            let w = m.freedom / (a * x + b).powi(2);
            xx += w * x * x;
            x1 += w * x;
            one += w;
            xy += w * x * m.variance;
            y += w * m.variance;
        }
        let determinant = xx * one - x1 * x1;
        let both = [(xy * one - y * x1) / determinant, (xx * y - x1 * xy) / determinant];
        let next = match both {
            [a, b] if determinant > 1e-12 * xx * one && a > 0.0 && b >= 0.0 => [a, b],
            [a, _] if determinant > 1e-12 * xx * one && a <= 0.0 => [0.0, y / one],
            _ => [xy / xx, 0.0],
        };
        let still = (next[0] - a).abs() <= 1e-13 * next[0] && (next[1] - b).abs() <= 1e-13 * next[1].max(1e-300);
        [a, b] = next;
        if still {
            break;
        }
    }
    Some(Spread { per_person: a, floor: b.sqrt() })
}

/// Half the slope of ln(variance) on ln(size), weighted by years, with its robust standard error; and the standard deviation at size 1.
fn slope(moved: &[Moved]) -> [f64; 3] {
    let used: Vec<(f64, f64, f64)> = moved
        .iter()
        .filter(|m| m.variance > 0.0)
        .map(|m| (libm::log(m.people), libm::log(m.variance) - bias(m.freedom), m.freedom))
        .collect();
    let total: f64 = used.iter().map(|u| u.2).sum();
    let mean = |of: fn(&(f64, f64, f64)) -> f64| used.iter().map(|u| u.2 * of(u)).sum::<f64>() / total;
    let (x, y) = (mean(|u| u.0), mean(|u| u.1));
    let sxx: f64 = used.iter().map(|u| u.2 * (u.0 - x).powi(2)).sum();
    let slope = used.iter().map(|u| u.2 * (u.0 - x) * (u.1 - y)).sum::<f64>() / sxx;
    let residual = |u: &(f64, f64, f64)| u.1 - y - slope * (u.0 - x);
    let meat: f64 = used.iter().map(|u| (u.2 * (u.0 - x) * residual(u)).powi(2)).sum();
    [slope / 2.0, meat.sqrt() / sxx / 2.0, libm::exp((y - slope * x) / 2.0)]
}

/// Mean of ln(chi-square / df): psi(df / 2) - ln(df / 2).
fn bias(freedom: f64) -> f64 {
    statrs::function::gamma::digamma(freedom / 2.0) - libm::log(freedom / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampling::stream::{Generator, Purpose, Streams};

    fn unit(numbers: &mut Generator) -> f64 {
        (numbers.below(1 << 40) as f64 + 0.5) / (1u64 << 40) as f64
    }

    fn normal(numbers: &mut Generator) -> f64 {
        (-2.0 * libm::log(unit(numbers))).sqrt() * libm::cos(std::f64::consts::TAU * unit(numbers))
    }

    /// Practices of 2,000 to 50,000 people over six years, costs with a variance of `a` / N + `floor`^2 beside the practice's own level.
    fn made(a: f64, floor: f64) -> Vec<PracticeYear> {
        let mut numbers = Streams::keyed(7, Purpose::Null, &[b"practices"]).stream(0);
        let mut rows = Vec::new();
        for i in 0..1500 {
            let people = (2_000.0 * libm::pow(25.0, unit(&mut numbers))).round();
            let own = libm::exp(0.3 * normal(&mut numbers));
            for year in 0..6 {
                let rate = 20.0 * (1.0 + 0.05 * f64::from(year));
                let moved = 1.0 + (a / people + floor * floor).sqrt() * normal(&mut numbers);
                let (practice, year) = (format!("P{i:04}").as_str().into(), year.to_string().as_str().into());
                rows.push(PracticeYear { practice, year, cost: (rate * people * own * moved).max(0.0), people });
            }
        }
        rows
    }

    #[test]
    fn finds_what_pools_and_what_does_not() {
        let pooling = practice_years(&made(40.0, 0.0)).unwrap().unwrap();
        assert!((pooling.spread.per_person / 40.0 - 1.0).abs() < 0.06, "{pooling:?}");
        assert!(
            pooling.spread.floor < 0.015 && (pooling.exponent + 0.5).abs() < 3.0 * pooling.exponent_se,
            "{pooling:?}"
        );
        let both = practice_years(&made(40.0, 0.05)).unwrap().unwrap();
        assert!(
            (both.spread.per_person / 40.0 - 1.0).abs() < 0.15 && (both.spread.floor - 0.05).abs() < 0.006,
            "{both:?}"
        );
        assert!(both.exponent > pooling.exponent + 0.1 && both.years == 6 && both.practices == 1500);
    }

    /// Two years each, the same people: the variance is half the squared difference of the two ratios.
    #[test]
    fn two_years_by_hand() {
        let mut rows = Vec::new();
        for i in 0..10u32 {
            let up = if i % 2 == 0 { 1.0 } else { -1.0 };
            for (year, cost) in [("1", 100.0 + 10.0 * up), ("2", 100.0 - 10.0 * up)] {
                rows.push(PracticeYear {
                    practice: format!("P{i}").as_str().into(),
                    year: year.into(),
                    cost,
                    people: 50.0,
                });
            }
        }
        let found = practice_years(&rows).unwrap().unwrap();
        // 1.1 and 0.9: variance 0.02, all of 50 people; sizes are the same, so that all of it is taken to pool.
        assert!((found.spread.per_person - 1.0).abs() < 1e-12 && found.spread.floor == 0.0, "{found:?}");
    }

    #[test]
    fn too_few_and_impossible_practices_are_told() {
        let row = |cost, people| PracticeYear { practice: "P".into(), year: "1".into(), cost, people };
        assert!(practice_years(&[row(1.0, 2.0)]).unwrap().unwrap_err().reason.contains("at least 10"));
        assert!(practice_years(&[row(-1.0, 2.0)]).unwrap_err().to_string().contains("`cost` is -1"));
        assert!(practice_years(&[row(1.0, 0.0)]).unwrap_err().to_string().contains("`people` is 0"));
    }
}
