//! The Monte Carlo null against another program's, and what every simulation must keep.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // helpers of tests are not marked as tests

mod common;

use common::{Row, Tally, rows, table};
use proptest::prelude::*;
use unwarranted_core::findings::TargetRate;
use unwarranted_core::null::{Null, Simulation, simulate};
use unwarranted_core::{AnalysisOptions, Estimate, Kind, Slice, SliceFindings, analyse, analyse_all};

const OPTIONS: AnalysisOptions = AnalysisOptions {
    wanted: unwarranted_core::findings::Wanted::Everything,
    per: 1000.0,
    confidence: 0.95,
    levels: [0.95, 0.998],
    replicates: 99,
    seed: 5,
    repeat_factor: Some(1.0),
    per_person: None,
    per_person_of: std::collections::BTreeMap::new(),
    rule: "overdispersed",
    target: TargetRate::Typical,
    far: 2.0,
    league_tables: 0,
    also: Vec::new(),
    interval: None,
    atkinson: Vec::new(),
    jackknife: false,
    inequality: false,
};

/// Scottish lip cancer with the expected values scaled to the observed total, as the other program takes it.
fn scotland() -> Slice {
    let records = table("scotland_lip");
    let number = |i: usize, key: &str| records[i][key].parse::<f64>().unwrap();
    let sum = |key| (0..records.len()).map(|i| number(i, key)).sum::<f64>();
    let k = sum("observed") / sum("expected");
    let row = |i: usize| (records[i]["id"].as_str(), number(i, "observed"), k * number(i, "expected"));
    Slice::from_expected(Kind::Count, &(0..records.len()).map(row).collect::<Vec<_>>()).unwrap()
}

/// Monte Carlo error of one of their figures, from their standard deviation and 20,000 draws.
fn error(all: &[Row], name: &str, statistic: &str) -> f64 {
    let of = |s: &str| all.iter().find(|r| r.statistic == format!("{name}_{s}")).unwrap().number();
    let sd = of("null_sd");
    match statistic {
        // sqrt(p (1 - p) / n) / density; the density at the 5 and 95 % points of a skewed null is taken as a fifth of normal.
        s if s.ends_with("q0.5") => 1.2533 * sd / 20_000f64.sqrt(),
        _ => 4.0 * sd / 20_000f64.sqrt(),
    }
}

#[test]
fn null_of_another_program() {
    const SAME: [(&str, &str); 6] = [
        ("scv", "scv"),
        ("chisq", "chi-square"),
        ("eq", "eq"),
        ("eq595", "eq-5-95"),
        ("cv", "cv"),
        ("gini", "gini-equal"),
    ];
    let (slice, all, mut tally) = (scotland(), rows("mc_null.csv"), Tally::default());
    let nulls = simulate(&slice, &Simulation { replicates: 19_999, seed: 1, repeat_factor: 1.0 }).unwrap();
    for row in &all {
        let (name, statistic) = row.statistic.split_once('_').unwrap();
        let id = SAME.iter().find(|(theirs, _)| *theirs == name).unwrap().1;
        let Some(null) = nulls.iter().find(|n| n.id == id) else {
            tally.aside(row, "the Gini coefficient of areas counting the same; here areas are weighted by population");
            continue;
        };
        if check(row, null, statistic, &all, name, &slice) {
            tally.add();
        } else {
            tally.aside(row, "means, deviations and the 2.5 and 97.5 % points of the null are not reported");
        }
    }
    tally.finish("mc_null.csv", 30, 36);
}

fn check(row: &Row, null: &Null, statistic: &str, all: &[Row], name: &str, slice: &Slice) -> bool {
    let quantile = |i: usize| {
        let found = null.quantiles.unwrap()[i];
        let allowed = 5.0 * 2f64.sqrt() * error(all, name, statistic);
        assert!((found - row.number()).abs() < allowed, "{}: {found} {} (allowed {allowed})", row.statistic, row.value);
    };
    match statistic {
        "observed" if row.value == "Inf" => assert_eq!(null.p, None),
        "observed" => {
            let index = unwarranted_core::indices::find(&null.id).unwrap();
            row.expect(index.compute(slice).unwrap().value, 1e-9);
        }
        "null_q0.05" => quantile(0),
        "null_q0.5" => quantile(1),
        "null_q0.95" => quantile(2),
        "null_finite_fraction" => {
            let found = 1.0 - f64::from(u32::try_from(null.undefined).unwrap()) / 19_999.0;
            assert!((found - row.number()).abs() < 0.02, "{}: {found}", row.statistic);
        }
        s if s.starts_with("p_upper") => {
            // Their infinite quotient is among the others; here it is undefined and has no p.
            let p = null.p.unwrap_or_else(|| row.number());
            assert!((p - row.number()).abs() < 5.0 * (2.0 * 0.25f64 / 20_000.0).sqrt(), "{}: {p}", row.statistic);
        }
        _ => return false,
    }
    true
}

fn findings(kind: Kind, rows: &[(u32, u32)], options: &AnalysisOptions) -> SliceFindings {
    let codes: Vec<String> = (0..rows.len()).map(|i| format!("A{i:03}")).collect();
    let figures: Vec<_> = rows.iter().zip(&codes).map(|(r, c)| (c.as_str(), f64::from(r.0), f64::from(r.1))).collect();
    analyse(&Slice::from_denominators(kind, &figures).unwrap(), options).unwrap()
}

fn all_finite(found: &SliceFindings) {
    for e in &found.indices {
        let numbers = [e.value, e.lower, e.upper, e.p].into_iter().flatten().chain(e.null.into_iter().flatten());
        assert!(numbers.into_iter().all(f64::is_finite), "{e:?}");
        assert!(e.value.is_some() || (e.undefined.is_some() && e.lower.is_none() && e.p.is_none()), "{e:?}");
        assert_eq!(e.lower.is_some(), e.interval_method.is_some());
        if let (Some(lower), Some(upper)) = (e.lower, e.upper) {
            assert!(lower <= upper, "{e:?}");
        }
        assert!(e.p.is_none_or(|p| p > 0.0 && p <= 1.0), "{e:?}");
    }
}

#[test]
fn threads_do_not_change_a_digit() {
    let rows: Vec<(u32, u32)> = (0..60).map(|i| (20 + (i * 37) % 50, 1000 + 13 * i)).collect();
    let options = AnalysisOptions { league_tables: 100, replicates: 333, ..OPTIONS };
    let slices = [Kind::Count, Kind::Share].map(|kind| {
        let codes: Vec<String> = (0..rows.len()).map(|i| format!("A{i:03}")).collect();
        let figures: Vec<_> =
            rows.iter().zip(&codes).map(|(r, c)| (c.as_str(), f64::from(r.0), f64::from(r.1))).collect();
        Slice::from_denominators(kind, &figures).unwrap()
    });
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| analyse_all(&slices, &options).unwrap())
    };
    let one = on(1);
    for threads in [2, 3, 5] {
        assert_eq!(one, on(threads), "{threads} threads");
    }
}

#[test]
fn repeat_factor_widens_and_its_absence_warns() {
    let rows: Vec<(u32, u32)> = (0..80).map(|i| (400 + (i * 37) % 90, 1000)).collect();
    let with =
        |repeat_factor| findings(Kind::Count, &rows, &AnalysisOptions { repeat_factor, replicates: 499, ..OPTIONS });
    let (none, four) = (with(None), with(Some(4.0)));
    assert!(none.simulated.as_ref().unwrap().warning.unwrap().contains("per-person"));
    assert!(four.simulated.as_ref().unwrap().warning.is_none());
    let (a, b) = (of(&none, "cv"), of(&four, "cv"));
    assert!(
        (b.null.unwrap()[1] / a.null.unwrap()[1] - 2.0).abs() < 0.1,
        "chance is twice as wide for four events each"
    );
    assert!(b.p.unwrap() > a.p.unwrap());
    let (a, b) = (none.random_against_real.unwrap(), four.random_against_real.unwrap());
    assert!((b.chance / a.chance - 4.0).abs() < 1e-9 && (a.observed - b.observed).abs() < 1e-15);
    assert!((a.chance_share + a.systematic_share - 1.0).abs() < 1e-12);
}

#[test]
fn amounts_have_chance_where_a_persons_amount_is_known() {
    let rows: Vec<(u32, u32)> = (0..40).map(|i| (40_000 + (i * 3_700) % 9_000, 1000 + 20 * i)).collect();
    let options = AnalysisOptions { repeat_factor: None, per_person: Some([20.0, 1.0]), ..OPTIONS };
    let money = findings(Kind::Amount, &rows, &options);
    assert_eq!((money.chance.phi, money.chance.tested), (Some(40.0), Some(40)));
    // As counts of so many events per person: the same variance of chance.
    let repeats = AnalysisOptions { repeat_factor: Some(40.0), per_person: None, ..OPTIONS };
    let counts = findings(Kind::Count, &rows, &repeats);
    let (a, b) = (of(&money, "cv"), of(&counts, "cv"));
    for at in 0..3 {
        assert!((a.null.unwrap()[at] / b.null.unwrap()[at] - 1.0).abs() < 0.12, "{:?} {:?}", a.null, b.null);
    }
    assert!((a.upper.unwrap() / b.upper.unwrap() - 1.0).abs() < 0.2, "{a:?} {b:?}");
    let (a, b) = (money.random_against_real.unwrap(), counts.random_against_real.unwrap());
    assert!((a.chance / b.chance - 1.0).abs() < 1e-9);
    for (one, other) in money.areas.iter().zip(&counts.areas) {
        assert_eq!((one.lower, one.upper, one.p, &one.limits), (other.lower, other.upper, other.p, &other.limits));
        assert!(
            one.lower < one.rate
                && one.rate < one.upper
                && one.chance.break_even == other.chance.break_even.map(|b| b / 2.0)
        );
    }
}

#[test]
fn amounts_get_no_chance_and_zero_replicates_simulate_nothing() {
    let rows = [(40, 1000), (60, 1000), (30, 900), (55, 1100)];
    let money = findings(Kind::Amount, &rows, &AnalysisOptions { repeat_factor: None, ..OPTIONS });
    assert!(money.random_against_real.is_none() && money.simulated.as_ref().unwrap().null_method.is_none());
    assert!(money.indices.iter().all(|e| e.lower.is_none() && e.p.is_none()));
    let plain = findings(Kind::Count, &rows, &AnalysisOptions::default());
    assert!(plain.simulated.is_none() && plain.indices.iter().all(|e| e.lower.is_none() && e.null.is_none()));
    let error = analyse(
        &Slice::from_denominators(Kind::Count, &[("A", 1.0, 2.0)]).unwrap(),
        &AnalysisOptions { repeat_factor: Some(0.5), ..OPTIONS },
    );
    assert!(error.unwrap_err().to_string().starts_with("`repeat-factor` is 0.5"));
}

#[test]
fn edges() {
    for kind in [Kind::Count, Kind::Share, Kind::Amount] {
        for rows in [
            vec![],
            vec![(3, 10)],
            vec![(3, 10), (4, 10)],
            vec![(5, 10); 12],
            vec![(0, 10); 12],
            vec![(0, 10), (9, 100), (8, 100), (11, 100)],
            vec![(1, 10), (0, 10), (0, 10), (0, 4_000_000_000)],
            vec![(100_000_000, 400_000_000), (120_000_000, 400_000_000), (90_000_000, 400_000_000)],
            vec![(10, 10), (10, 10), (10, 10)],
        ] {
            all_finite(&findings(kind, &rows, &OPTIONS));
        }
    }
    let tiny = Slice::from_expected(Kind::Count, &[("A", 1.0, 1e-6), ("B", 0.0, 1e-6), ("C", 3.0, 1.0)]).unwrap();
    all_finite(&analyse(&tiny, &OPTIONS).unwrap());
}

fn of<'a>(found: &'a SliceFindings, id: &str) -> &'a Estimate {
    found.indices.iter().find(|e| e.id == id).unwrap()
}

/// Counts from 0 to 96, all as often, where 48 are expected: variance (97^2 - 1) / 12 = 784, less 48 of chance.
#[test]
fn fifty_thousand_areas_in_one_slice() {
    let many: Vec<(u32, u32)> = (0..50_000).map(|i| ((i * 7919) % 97, 1000)).collect();
    let found = findings(Kind::Count, &many, &AnalysisOptions { replicates: 19, ..OPTIONS });
    all_finite(&found);
    let variance = (784.0 - 48.0) / (48.0 * 48.0);
    for (id, expected, tolerance) in [
        ("scv", variance, 1e-3),
        ("cv", 28.0 / 48.0, 1e-3),
        ("gini", 98.0 / 291.0, 1e-3),
        ("dispersion", 784.0 / 48.0, 1e-3),
    ] {
        let estimate = of(&found, id);
        assert!((estimate.value.unwrap() / expected - 1.0).abs() < tolerance, "{estimate:?}");
        assert!(estimate.p.unwrap() <= 0.05, "{estimate:?}");
    }
    // Chance alone: a variance of 0, a spread of 1 / sqrt 48, a dispersion of 1.
    assert!(of(&found, "scv").null.unwrap()[1].abs() < 1e-3);
    assert!((of(&found, "cv").null.unwrap()[1] * 48f64.sqrt() - 1.0).abs() < 0.02);
    assert!((of(&found, "dispersion").null.unwrap()[1] - 1.0).abs() < 0.02);
}

/// Ratios of 0.98 and 1.02 where 1e8 are expected: chance is 1e-4 of the ratio, the rest is real.
#[test]
fn counts_of_a_hundred_million() {
    let rows: Vec<(u32, u32)> =
        (0..100).map(|i| (if i % 2 == 0 { 98_000_000 } else { 102_000_000 }, 1_000_000_000)).collect();
    let found = findings(Kind::Count, &rows, &AnalysisOptions { replicates: 199, ..OPTIONS });
    all_finite(&found);
    for id in ["scv", "variance-gamma", "variance-gamma-mean1"] {
        let estimate = of(&found, id);
        assert!((estimate.value.unwrap() / 0.0004 - 1.0).abs() < 0.01, "{estimate:?}");
        assert!(estimate.lower.unwrap() < 0.0004 && estimate.upper.unwrap() > 0.0004, "{estimate:?}");
        assert!(estimate.p.unwrap() < 0.01, "{estimate:?}");
    }
    assert!((of(&found, "cv").null.unwrap()[1] * 1e4 - 1.0).abs() < 0.1, "{:?}", of(&found, "cv"));
}

/// Expected values from 1e-6 to 1: hardly anything can be said, and it is said without a number that is none.
#[test]
fn expected_values_of_a_millionth() {
    let codes: Vec<String> = (0..40).map(|i| format!("A{i:02}")).collect();
    let rows: Vec<_> = codes.iter().enumerate().map(|(i, c)| (c.as_str(), f64::from(u8::from(i == 7)), 1e-6)).collect();
    all_finite(&analyse(&Slice::from_expected(Kind::Count, &rows).unwrap(), &OPTIONS).unwrap());
    let mixed: Vec<_> = rows
        .iter()
        .enumerate()
        .map(|(i, r)| (r.0, if i < 20 { 0.0 } else { 3.0 }, if i < 20 { 1e-6 } else { 2.5 }))
        .collect();
    let found = analyse(&Slice::from_expected(Kind::Count, &mixed).unwrap(), &OPTIONS).unwrap();
    all_finite(&found);
    assert!(of(&found, "variance-gamma").value.unwrap() < 0.1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn never_a_nan_never_a_panic(
        rows in prop::collection::vec((0u32..1000, 1000u32..1_000_000), 0..20), kind in 0..3, small in 0u32..2,
    ) {
        let kind = [Kind::Count, Kind::Share, Kind::Amount][usize::try_from(kind).unwrap()];
        let rows: Vec<_> = rows.into_iter().map(|(o, d)| (if small == 1 { o % 3 } else { o }, d)).collect();
        all_finite(&findings(kind, &rows, &AnalysisOptions { replicates: 19, ..OPTIONS }));
    }
}
