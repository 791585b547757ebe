//! Areas against those most like them, where what makes them alike is known.

use crate::{heading, percent};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Gamma, Poisson};
use rayon::prelude::*;
use unwarranted_core::benchmark::{Benchmark, benchmark};
use unwarranted_core::similar::{Indicator, Likeness};
use unwarranted_core::{Confidence, Kind, Slice};

const COLUMNS: [&str; 7] = [
    "areas",
    "expected",
    "variance",
    "95 % interval of the ratio covers",
    "any unusual among its peers, where none is",
    "outliers of twice their rate: found",
    "of those named, wrong",
];

/// Areas, mean expected events, variance of the relative rates that the indicator does not account for.
const SETTINGS: [(usize, f64, f64); 10] = [
    (42, 20.0, 0.0),
    (42, 100.0, 0.04),
    (106, 5.0, 0.0),
    (106, 20.0, 0.0),
    (106, 20.0, 0.04),
    (106, 100.0, 0.0),
    (106, 100.0, 0.04),
    (106, 1000.0, 0.01),
    (211, 100.0, 0.04),
    (211, 1000.0, 0.1),
];

/// Counts of a data set with the true rates behind them, and what areas have alike.
struct Made {
    codes: Vec<String>,
    truth: Vec<f64>,
    rows: Vec<[f64; 2]>,
    indicator: Indicator,
}

/// Rates double over the range of the indicator; every 20th area has `factor` times its own.
fn made(number: usize, (areas, expected, variance): (usize, f64, f64), factor: f64) -> Made {
    let seed = number as u64 ^ expected.to_bits().rotate_left(9) ^ variance.to_bits() ^ ((areas as u64) << 40);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let codes: Vec<String> = (0..areas).map(|i| format!("A{i:03}")).collect();
    let (mut truth, mut rows, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for i in 0..areas {
        let (x, size) = (rng.random::<f64>(), libm::pow(8.0, rng.random::<f64>() - 0.5));
        let own = if variance > 0.0 { Gamma::new(1.0 / variance, variance).unwrap().sample(&mut rng) } else { 1.0 };
        let rate = 0.01 * libm::pow(2.0, x - 0.5) * own * if outlier(i) { factor } else { 1.0 };
        let people = expected * size / 0.01;
        rows.push([Poisson::new((people * rate).max(1e-9)).unwrap().sample(&mut rng), people]);
        truth.push(rate);
        values.push(x);
    }
    let values = codes.iter().zip(values).map(|(code, x)| (code.as_str().into(), x)).collect();
    Made { codes, truth, rows, indicator: Indicator { name: "x".into(), logarithm: false, values } }
}

fn outlier(area: usize) -> bool {
    area % 20 == 10
}

impl Made {
    fn compared(&self) -> Benchmark {
        let rows: Vec<(&str, f64, f64)> =
            self.codes.iter().zip(&self.rows).map(|(code, [o, d])| (code.as_str(), *o, *d)).collect();
        let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
        let confidence = Confidence::new(0.95, "confidence").unwrap();
        benchmark(&slice, &Likeness::Nearest { indicators: vec![self.indicator.clone()], nearest: 10 }, confidence)
            .unwrap()
    }

    /// The true rate of the ten areas nearest to this one by the indicator, all together: written out without the program.
    fn of_peers(&self, i: usize) -> f64 {
        let x = |j: usize| self.indicator.values[self.codes[j].as_str()];
        let mut others: Vec<usize> = (0..self.codes.len()).filter(|j| *j != i).collect();
        others.sort_by(|a, b| (x(*a) - x(i)).abs().total_cmp(&(x(*b) - x(i)).abs()));
        let (events, people) = others[..10].iter().fold((0.0, 0.0), |(e, d), j| {
            let people = self.rows[*j][1];
            (e + self.truth[*j] * people, d + people)
        });
        events / people
    }
}

/// One line: how many intervals hold the true ratio, data sets without outliers in which an area is unusual, outliers found and false names.
fn table(setting: (usize, f64, f64), data_sets: usize) -> [f64; 4] {
    let one = |number: usize| -> [usize; 7] {
        let plain = made(number, setting, 1.0);
        let found = plain.compared();
        let mut counts = [0; 7];
        for (i, area) in found.areas.iter().enumerate() {
            let ratio = plain.truth[i] / plain.of_peers(i);
            let upper = area.upper.unwrap_or(f64::INFINITY);
            counts[0] += 1;
            counts[1] += usize::from(area.lower.is_some_and(|lower| lower <= ratio) && ratio <= upper);
        }
        counts[2] = usize::from(found.areas.iter().any(|a| a.q.is_some_and(|q| q <= 0.05)));
        let found = made(number + data_sets, setting, 2.0).compared();
        for (i, area) in found.areas.iter().enumerate() {
            let named = area.q.is_some_and(|q| q <= 0.05);
            counts[3] += usize::from(outlier(i));
            counts[4] += usize::from(outlier(i) && named);
            counts[5] += usize::from(named);
            counts[6] += usize::from(named && !outlier(i));
        }
        counts
    };
    let all: Vec<[usize; 7]> = (0..data_sets).into_par_iter().map(one).collect();
    let sum = |at: usize| all.iter().map(|c| c[at]).sum::<usize>();
    let line = [percent(sum(1), sum(0)), percent(sum(2), data_sets), percent(sum(4), sum(3)), percent(sum(6), sum(5))];
    let (areas, expected, variance) = setting;
    println!(
        "| {areas} | {expected} | {variance} | {:.1} | {:.1} | {:.0} | {:.1} |",
        line[0], line[1], line[2], line[3]
    );
    line
}

/// Every setting.
pub(crate) fn tables(data_sets: usize) {
    crate::each(&COLUMNS, SETTINGS, |setting| table(setting, data_sets));
}

/// One setting, with bounds that only an error passes.
pub(crate) fn check() {
    heading(&COLUMNS);
    let [covered, unusual, found, wrong] = table(SETTINGS[5], 100);
    assert!((94.0..=99.0).contains(&covered) && unusual < 14.0, "{covered} % of ratios, {unusual} % with a false name");
    assert!(found > 50.0 && wrong < 12.0, "{found} % of outliers, {wrong} % false names");
}
