//! Sweeps of nations whose truth is known.

use crate::{heading, percent};
use unwarranted_core::sweep::{LeagueRow, Panel, PanelArea, PanelTreatment, Sweep, SweepOptions, sweep};
use unwarranted_core::{Confidence, Kind, Slice, indices};

#[path = "../../src/sweep/nation.rs"]
mod nation;

use nation::{Nation, Truth};

/// Indices put beside the systematic variance.
const BESIDE: [&str; 5] = ["cv-weighted", "scv", "variance-gamma", "eq-5-95", "dispersion"];

const ORDER: [&str; 7] = ["treatments", "psv", "cv-weighted", "scv", "variance-gamma", "eq-5-95", "dispersion"];
const SURE: [&str; 4] = ["nation", "ranked", "variance inside its interval, %", "place inside its interval, %"];
const QUOTIENTS: [&str; 6] = [
    "nation",
    "ranked",
    "true 95th over 5th percentile inside the interval without chance, %",
    "inside that with chance, %",
    "true sixth highest over sixth lowest inside the interval without chance, %",
    "inside that with chance, %",
];
const FALSE: [&str; 5] =
    ["nation", "areas x treatments tested", "said to differ", "of these false, %", "intervals of variance above 0, %"];

fn swept(nation: &Nation, seed: u64, replicates: usize) -> (Panel, Truth, Sweep) {
    let (panel, truth) = nation.simulate(seed);
    let confidence = Confidence::new(0.95, "confidence").unwrap();
    let options = SweepOptions { replicates, reassignments: 0, seed, confidence };
    let found = sweep(&panel, &options, &|_| ()).unwrap();
    (panel, truth, found)
}

/// A fifth of the treatments do not differ at all; the others by 3 to 90 %.
fn nation(practices: usize) -> Nation {
    let tau = |t: usize| if t.is_multiple_of(5) { 0.0 } else { 0.03 * 1.0085f64.powi(i32::try_from(t % 400).unwrap()) };
    Nation { treatments: 400, practices, areas: practices / 66, tau, items: [9.5, 2.6], differ: 1.0 }
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut all = values.to_vec();
    all.sort_by(f64::total_cmp);
    values.iter().map(|v| (all.partition_point(|x| x < v) + all.partition_point(|x| x <= v)) as f64).collect()
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    let (ma, mb) = (mean(&a), mean(&b));
    let sum = |f: &dyn Fn(f64, f64) -> f64| a.iter().zip(&b).map(|(a, b)| f(a - ma, b - mb)).sum::<f64>();
    sum(&|a, b| a * b) / (sum(&|a, _| a * a) * sum(&|_, b| b * b)).sqrt()
}

/// Rank correlation of the systematic variance and of other indices with the true variance, over the treatments chosen.
pub(crate) fn order(nations: u64, practices: usize) -> [f64; 2] {
    heading(&ORDER);
    type Chosen = fn(&LeagueRow) -> bool;
    let groups: [(&str, Chosen); 3] = [
        ("all with something observed", |row| row.observed > 0.0),
        ("the median area expects 10 effective events", |row| row.effective_median.is_some_and(|n| n >= 10.0)),
        ("ranked", |row| row.place.is_some()),
    ];
    let mut sums = [[0.0; 6]; 3];
    for seed in 0..nations {
        let (panel, truth, found) = swept(&nation(practices), 11 + seed, 0);
        let others: Vec<[f64; 5]> = found.standings.iter().map(|areas| beside(areas, &panel)).collect();
        for ((_, chosen), sums) in groups.iter().zip(&mut sums) {
            let own: Vec<usize> = (0..found.rows.len()).filter(|i| chosen(&found.rows[*i])).collect();
            let of = |value: &dyn Fn(usize) -> f64| own.iter().map(|i| value(*i)).collect::<Vec<_>>();
            let wanted = of(&|i| truth.variance[i]);
            sums[0] += correlation(&of(&|i| found.rows[i].psv.unwrap_or(-1.0)), &wanted) / nations as f64;
            for at in 0..BESIDE.len() {
                sums[at + 1] += correlation(&of(&|i| others[i][at]), &wanted) / nations as f64;
            }
        }
    }
    for ((name, _), sums) in groups.iter().zip(&sums) {
        println!("| {name} | {} |", sums.map(|c| format!("{c:.2}")).join(" | "));
    }
    [sums[1][0], sums[2][0]]
}

/// Other indices of the areas of a treatment; below all others where one is undefined.
fn beside(areas: &[unwarranted_core::sweep::Standing], panel: &Panel) -> [f64; 5] {
    let codes: Vec<&str> = panel.areas().iter().map(|a| &*a.code).collect();
    let rows: Vec<(&str, f64, f64)> =
        codes.iter().zip(areas).map(|(code, s)| (*code, s.observed, s.denominator)).collect();
    let slice = Slice::from_denominators(Kind::Count, &rows);
    BESIDE.map(|id| {
        let index = indices::find(id).unwrap();
        slice.as_ref().ok().and_then(|slice| index.compute(slice).ok()).map_or(-1.0, |found| found.value)
    })
}

/// How many of the ranked treatments have their true variance and place inside the interval.
pub(crate) fn sure(nations: u64, practices: usize, replicates: usize) -> [f64; 2] {
    heading(&SURE);
    let (mut ranked, mut variances, mut places) = (0, 0, 0);
    for seed in 0..nations {
        let (_, truth, found) = swept(&nation(practices), 11 + seed, replicates);
        let own: Vec<usize> = (0..found.rows.len()).filter(|i| found.rows[*i].place.is_some()).collect();
        ranked += own.len();
        for i in &own {
            let true_rank = 1 + own.iter().filter(|k| truth.variance[**k] > truth.variance[*i]).count();
            let inside = |[lower, upper]: [f64; 2]| (lower..=upper).contains(&truth.variance[*i]);
            variances += usize::from(found.rows[*i].psv_interval.is_some_and(inside));
            let place = found.rows[*i].place.unwrap();
            places += usize::from((place.lower..=place.upper).contains(&true_rank));
        }
    }
    let found = [percent(variances, ranked), percent(places, ranked)];
    println!("| {practices} practices, {} areas | {ranked} | {:.1} | {:.1} |", practices / 66, found[0], found[1]);
    found
}

/// How many of the ranked treatments have the quotients of the true rates inside the intervals: of the quotient without chance,
/// and of the quotient as it is, for both quotients.
pub(crate) fn quotients(nations: u64, practices: usize, replicates: usize) -> [f64; 4] {
    heading(&QUOTIENTS);
    let (mut ranked, mut inside) = (0, [0; 4]);
    for seed in 0..nations {
        let (_, truth, found) = swept(&nation(practices), 11 + seed, replicates);
        for (row, truth) in found.rows.iter().zip(&truth.quotients).filter(|(row, _)| row.place.is_some()) {
            ranked += 1;
            for (k, (drawn, truth)) in row.quotients.iter().zip(truth).enumerate() {
                let holds =
                    |limits: Option<[f64; 2]>| limits.is_some_and(|[lower, upper]| (lower..=upper).contains(truth));
                inside[2 * k] += usize::from(holds(drawn.systematic.map(|[_, lower, upper]| [lower, upper])));
                inside[2 * k + 1] += usize::from(holds(drawn.limits));
            }
        }
    }
    let found = inside.map(|n| percent(n, ranked));
    let cells = found.map(|share| format!("{share:.1}")).join(" | ");
    println!("| {practices} practices, {} areas | {ranked} | {cells} |", practices / 66);
    found
}

/// What is found where nothing is there, where no area differs and where four in five do not: of what is said to differ the per cent
/// that is false, and the per cent of intervals above 0.
pub(crate) fn nothing_there(nations: u64, practices: usize, replicates: usize) -> [[f64; 2]; 2] {
    heading(&FALSE);
    [("nobody differs", 0.0), ("one area in five differs", 0.2)]
        .map(|(name, differ)| false_finds(name, differ, nations, practices, replicates))
}

fn false_finds(name: &str, differ: f64, nations: u64, practices: usize, replicates: usize) -> [f64; 2] {
    let of = Nation { tau: |t| [0.1, 0.2, 0.4, 0.8][t % 4], differ, ..nation(practices) };
    let (mut tests, mut said, mut wrong, mut above, mut all) = (0, 0, 0, 0, 0);
    for seed in 0..nations {
        let (_, truth, found) = swept(&of, 31 + seed, replicates);
        tests += found.tests;
        for (areas, differs) in found.standings.iter().zip(&truth.differs) {
            for (_, differs) in areas.iter().zip(differs).filter(|(s, _)| s.differs.is_some_and(|[_, q]| q <= 0.05)) {
                said += 1;
                wrong += usize::from(!differs);
            }
        }
        let intervals = || found.rows.iter().filter(|row| row.effective_median.is_some_and(|n| n >= 10.0));
        all += intervals().count();
        above += intervals().filter(|row| row.psv_interval.is_some_and(|i| i[0] > 0.0)).count();
    }
    let found = [percent(wrong, said), percent(above, all)];
    println!("| {name} | {tests} | {said} | {:.1} | {:.1} |", found[0], found[1]);
    found
}

/// One small nation for each table, with bounds that only an error passes.
pub(crate) fn check() {
    let [known, ranked] = order(1, 2000);
    assert!(known > 0.85 && ranked > 0.95, "the order of treatments correlates by {known}, {ranked}");
    let [variance, place] = sure(1, 2000, 199);
    assert!(variance > 90.0 && place > 85.0, "{variance} % of variances, {place} % of places");
    let [percentiles, _, sixths, _] = quotients(1, 2000, 199);
    assert!(percentiles > 75.0 && sixths > 75.0, "{percentiles} % of quotients, {sixths} % without five");
    let [[_, above], [wrong, _]] = nothing_there(1, 2000, 199);
    assert!(above < 2.0 && wrong < 15.0, "{above} % of intervals above 0, {wrong} % of discoveries false");
}
