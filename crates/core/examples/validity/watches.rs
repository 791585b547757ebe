//! Watches over areas, treatments and months: what is alerted where nobody changed, and when what changed is.

use crate::{heading, percent};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Poisson, StandardNormal};
use rayon::prelude::*;
use unwarranted_core::slice::SliceArea;
use unwarranted_core::time::{WatchRule, watch};
use unwarranted_core::{Kind, Month, Period, Slice};

const COLUMNS: [&str; 9] = [
    "areas x treatments",
    "events of a month",
    "wander, its autocorrelation",
    "nobody changed: runs with any alert",
    "months tested that are alerted, of 100,000",
    "changed to",
    "alerted at last",
    "months until then: median, 90 %",
    "alerts that are false, where some changed",
];

/// How many areas, in how many treatments; mean events of an area in a month; standard deviation of how rates wander from month to month beyond
/// chance, and its autocorrelation; what one pair of area and treatment in twenty changes to.
type Setting = (usize, usize, f64, [f64; 2], f64);

const SETTINGS: [Setting; 8] = [
    (106, 14, 30.0, [0.0, 0.0], 0.5),
    (106, 14, 100.0, [0.0, 0.0], 0.5),
    (106, 14, 100.0, [0.0, 0.0], 0.8),
    (106, 14, 1000.0, [0.05, 0.0], 0.5),
    (106, 14, 1000.0, [0.05, 0.5], 0.8),
    (106, 14, 1000.0, [0.05, 0.9], 0.8),
    (106, 1, 100.0, [0.0, 0.0], 0.5),
    (42, 14, 300.0, [0.05, 0.5], 0.5),
];

/// Months before the first run, and runs, one each month.
const BEFORE: usize = 36;
const RUNS: usize = 12;

/// Whether an area changes in a treatment, and from which month on: one pair in twenty, over the first six runs.
fn change(area: usize, treatment: usize) -> Option<usize> {
    let pair = area * 61 + treatment * 37;
    pair.is_multiple_of(20).then_some(BEFORE + pair / 20 % 6)
}

/// The months of one treatment: areas differ, all share a season and a trend, each wanders; some change to `factor` times as much.
fn months(rng: &mut Xoshiro256PlusPlus, treatment: usize, setting: Setting, factor: Option<f64>) -> Vec<Slice> {
    let (areas, _, events, [sd, rho], _) = setting;
    let people: Vec<f64> = (0..areas).map(|_| events * 1_000.0 * libm::pow(8.0, rng.random::<f64>() - 0.5)).collect();
    let level: Vec<f64> = (0..areas).map(|_| 0.3 * Distribution::<f64>::sample(&StandardNormal, rng)).collect();
    let mut wander = vec![0.0; areas];
    let first = Month::new(2020, 1).unwrap();
    let one = |t: usize| {
        let season = 0.1 * libm::sin(t as f64 * std::f64::consts::TAU / 12.0) - 0.003 * t as f64;
        let row = |i: usize| {
            let shock: f64 = StandardNormal.sample(rng);
            // The first month is as far out as any.
            wander[i] = if t == 0 { sd * shock } else { rho * wander[i] + sd * (1.0 - rho * rho).sqrt() * shock };
            let changed = factor.filter(|_| change(i, treatment).is_some_and(|from| t >= from)).unwrap_or(1.0);
            let mean = 0.001 * people[i] * libm::exp(level[i] + season + wander[i]) * changed;
            SliceArea {
                code: format!("A{i:03}").into(),
                name: None,
                observed: Poisson::new(mean.max(1e-9)).unwrap().sample(rng),
                denominator: Some(people[i]),
                expected: None,
                months: 1,
            }
        };
        let rows = (0..areas).map(row).collect();
        let period = Period::Month(first.plus(i32::try_from(t).unwrap()));
        Slice::new(format!("T{treatment:02}"), period, Kind::Count, rows, Vec::new(), 1).unwrap()
    };
    (0..BEFORE + RUNS).map(one).collect()
}

/// What a set of runs came to.
#[derive(Debug, Clone, Default)]
struct Came {
    /// Runs, and those with an alert.
    runs: [usize; 2],
    /// Months tested, and those alerted.
    tests: [usize; 2],
    /// Pairs that change.
    changed: usize,
    /// Months from the change to its first alert.
    delays: Vec<usize>,
    /// The share of the alerts of each run that is false, 0 where there are none.
    false_share: Vec<f64>,
}

/// A run each month over the months there are by then, as a watch that is kept makes them.
fn runs(number: usize, setting: Setting, factor: Option<f64>) -> Came {
    let (areas, treatments, events, [sd, rho], to) = setting;
    let seed = number as u64
        ^ events.to_bits().rotate_left(9)
        ^ sd.to_bits().rotate_left(21)
        ^ rho.to_bits()
        ^ to.to_bits().rotate_left(33);
    let mut rng =
        Xoshiro256PlusPlus::seed_from_u64(seed ^ ((areas * treatments) as u64) << 40 ^ u64::from(factor.is_some()));
    let all: Vec<Vec<Slice>> = (0..treatments).map(|t| months(&mut rng, t, setting, factor)).collect();
    let mut came = Came::default();
    let mut first = std::collections::BTreeMap::new();
    for at in BEFORE..BEFORE + RUNS {
        let there: Vec<&[Slice]> = all.iter().map(|own| &own[..=at]).collect();
        let (found, tests) = watch(&there, &vec![at; treatments], &|_| None, &[WatchRule::Change]);
        came.runs = [came.runs[0] + 1, came.runs[1] + usize::from(!found.is_empty())];
        came.tests = [came.tests[0] + tests.tested, came.tests[1] + found.len()];
        let mut wrong = 0_usize;
        for alert in &found {
            let pair: [usize; 2] = [&alert.area, &alert.treatment].map(|code| code[1..].parse().unwrap());
            let since = factor.and_then(|_| change(pair[0], pair[1])).filter(|from| at >= *from);
            if let Some(from) = since {
                first.entry(pair).or_insert(at - from);
            } else {
                wrong += 1;
            }
        }
        came.false_share.push(wrong as f64 / found.len().max(1) as f64);
    }
    came.changed =
        (0..areas).flat_map(|i| (0..treatments).map(move |t| (i, t))).filter(|(i, t)| change(*i, *t).is_some()).count();
    came.delays = first.into_values().collect();
    came
}

/// One line; the shares, in per cent, of runs with any alert where nobody changed, of what changed that is alerted, and of alerts that are false.
fn table(setting: Setting, sets: usize) -> [f64; 3] {
    let (areas, treatments, events, [sd, rho], to) = setting;
    let still: Vec<Came> = (0..sets).into_par_iter().map(|n| runs(n, setting, None)).collect();
    let moved: Vec<Came> = (0..sets).into_par_iter().map(|n| runs(n, setting, Some(to))).collect();
    let sum = |all: &[Came], of: fn(&Came) -> usize| all.iter().map(of).sum::<usize>();
    let any = percent(sum(&still, |c| c.runs[1]), sum(&still, |c| c.runs[0]));
    let alerted = sum(&still, |c| c.tests[1]) as f64 / sum(&still, |c| c.tests[0]).max(1) as f64;
    let mut delays: Vec<usize> = moved.iter().flat_map(|c| c.delays.iter().copied()).collect();
    delays.sort_unstable();
    let at = |tenths: usize| delays.get(tenths * delays.len() / 10).map_or("-".to_owned(), usize::to_string);
    let found = percent(delays.len(), sum(&moved, |c| c.changed));
    let shares: Vec<f64> = moved.iter().flat_map(|c| c.false_share.iter().copied()).collect();
    let wrong = 100.0 * shares.iter().sum::<f64>() / shares.len() as f64;
    println!(
        "| {areas} x {treatments} | {events} | {sd}, {rho} | {any:.1} | {:.1} | {to} | {found:.0} | {}, {} | {wrong:.1} |",
        alerted * 1e5,
        at(5),
        at(9)
    );
    [any, found, wrong]
}

pub(crate) fn tables(sets: usize) {
    crate::each(&COLUMNS, SETTINGS, |setting| table(setting, sets));
}

/// One setting, with bounds that only an error passes.
pub(crate) fn check() {
    heading(&COLUMNS);
    let [any, found, wrong] = table(SETTINGS[1], 8);
    assert!(
        any < 6.0 && found > 60.0 && wrong < 6.0,
        "{any} % of runs alert, {found} % of changes found, {wrong} % false"
    );
}
