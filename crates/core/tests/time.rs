//! Statistics over time against values that R and Python computed.
//!
//! The series are the publishers' figures, which stay outside the repository: they are checked where those lie beside it
//! (`../shared/reference`) and counted as skipped elsewhere. `time_own.csv` holds values on series that are written here.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use common::{Row, Tally, rows};
use std::collections::BTreeMap;
use std::path::Path;
use unwarranted_core::time::{
    SENSITIVITY, Shape, StlOptions, beta_convergence, cusum, holdout, mann_kendall, persistence, pitman_morgan, season,
    seasonal_naive, segments, slope, standard_deviation, stl, theta, xmr,
};
use unwarranted_testing::reference_inputs;

/// Relative difference of closed forms.
const CLOSED: f64 = 1e-9;
/// That of forecasts, whose smoothing R stops where the likelihood is flat to its eye.
const FORECAST: f64 = 1e-3;

fn records(folder: &Path, file: &str) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(folder.join(file)).unwrap().into_deserialize().map(Result::unwrap).collect()
}

/// Series of a file with the columns `series` and `y`, in the order of its rows.
fn series(folder: &Path, file: &str) -> BTreeMap<String, Vec<f64>> {
    let mut all: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for row in records(folder, file) {
        all.entry(row["series"].clone()).or_default().push(row["y"].parse().unwrap());
    }
    all
}

/// What is checked of a monthly series; `false` where the statistic is another.
fn check_series(row: &Row, y: &[f64]) -> bool {
    let ahead = || row.unit[1..].parse::<usize>().unwrap() - 1;
    let part = |shape| segments(y, shape).unwrap();
    let line = || slope(y, 12).unwrap();
    let kendall = || mann_kendall(y).unwrap();
    let held = || holdout(y, 12, 0.025).unwrap();
    let number = || row.unit.parse::<usize>().unwrap();
    // Its own index counts the breaks where several have the same name.
    let is_break = |shape| {
        let value = row.number();
        let found = part(shape).breaks;
        assert!(found.iter().any(|b| (b.last as f64 - value).abs() < 0.5), "{} {}: {found:?}", row.dataset, row.value);
    };
    match row.statistic.as_str() {
        "trend_intercept" => row.expect(line().intercept, CLOSED),
        "trend_slope_per_month" => row.expect(line().per_period, CLOSED),
        "trend_se_ols_slope" => row.expect(line().se_ols, CLOSED),
        "trend_se_newey_west_slope" | "sm_newey_west_se_slope" => row.expect(line().se_newey_west.unwrap(), CLOSED),
        "trend_ar1_residual" => row.expect(line().autocorrelation, CLOSED),
        "harmonic_F_season" => row.expect(season(y, 12).unwrap().f, CLOSED),
        "harmonic_p_season" => row.expect(season(y, 12).unwrap().p, CLOSED),
        "strucchange_mean_breaks" => row.expect(part(Shape::Level).breaks.len() as f64, 0.0),
        "strucchange_trend_breaks" => row.expect(part(Shape::Line).breaks.len() as f64, 0.0),
        "strucchange_mean_breakpoint" => is_break(Shape::Level),
        "strucchange_trend_breakpoint" => is_break(Shape::Line),
        "strucchange_mean_RSS" => row.expect(part(Shape::Level).rss[number()], CLOSED),
        "strucchange_mean_BIC" => row.expect(part(Shape::Level).bic[number()], CLOSED),
        "thetaf_mean" => row.expect(theta(y, 12, 12, 0.025).unwrap().ahead[ahead()].mean, FORECAST),
        "thetaf_lo95" => row.expect(theta(y, 12, 12, 0.025).unwrap().ahead[ahead()].lower, FORECAST),
        "thetaf_hi95" => row.expect(theta(y, 12, 12, 0.025).unwrap().ahead[ahead()].upper, FORECAST),
        "snaive_mean" => row.expect(seasonal_naive(y, 12, 12).unwrap()[ahead()], CLOSED),
        // An error is a small difference of values that agree.
        "holdout12_mape_thetaf" => row.expect(held().mape_theta, 5.0 * FORECAST),
        "holdout12_cover95_thetaf" => assert!((row.number() - held().covered).abs() < 1e-12),
        "holdout12_mape_snaive" => row.expect(held().mape_snaive, CLOSED),
        "mk_s" => row.expect(kendall().s, 0.0),
        "mk_var_s" => row.expect(kendall().variance, CLOSED),
        "mk_z" => row.expect(kendall().z, CLOSED),
        "mk_slope" => row.expect(kendall().sen_slope, CLOSED),
        "mk_hamed_rao_var_s" => row.expect(kendall().variance_hamed_rao.unwrap(), CLOSED),
        "mk_hamed_rao_z" => row.expect(kendall().z_hamed_rao.unwrap(), CLOSED),
        // 1 - (1 - p) in Python keeps 16 decimals.
        "mk_p" => assert!((row.number() - kendall().p).abs() < 1e-14),
        "mk_hamed_rao_p" => assert!((row.number() - kendall().p_hamed_rao.unwrap()).abs() < 1e-14),
        name => {
            const WAVES: [&str; 6] = ["const", "t", "sin1", "cos1", "sin2", "cos2"];
            let Some(at) = name.strip_prefix("harmonic_").and_then(|n| WAVES.iter().position(|w| *w == n)) else {
                return false;
            };
            let found = season(y, 12).unwrap();
            let size = found.coefficients[at].abs().max(1e-3 * found.coefficients[0].abs());
            assert!((row.number() - found.coefficients[at]).abs() < CLOSED * size, "{name}");
        }
    }
    true
}

#[test]
fn six_national_series_and_how_far_areas_differ() {
    let Some(folder) = reference_inputs() else {
        unwarranted_testing::skip("the monthly series of six treatments are not there");
        return;
    };
    let mut all: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for row in records(&folder, "time_index_series.csv") {
        for column in ["cvw", "national"] {
            all.entry(format!("{}:{column}", row["measure"])).or_default().push(row[column].parse().unwrap());
        }
    }
    let mut tally = Tally::default();
    for row in rows("time.csv").iter().filter(|row| !row.dataset.ends_with(":area_year")) {
        if check_series(row, &all[&row.dataset]) {
            tally.add();
        } else {
            tally.aside(row, "not worked out");
        }
    }
    tally.finish("time.csv, monthly", 1_094, 60);
}

#[test]
fn convergence_of_106_areas() {
    let Some(folder) = reference_inputs() else {
        unwarranted_testing::skip("the yearly rates of six treatments are not there");
        return;
    };
    let mut rates: BTreeMap<String, BTreeMap<(String, String), f64>> = BTreeMap::new();
    for row in records(&folder, "time_area_year.csv") {
        let key = (row["area"].clone(), row["year"].clone());
        rates.entry(row["measure"].clone()).or_default().insert(key, row["rate"].parse().unwrap());
    }
    let mut tally = Tally::default();
    for row in rows("time.csv").iter().filter(|row| row.dataset.ends_with(":area_year")) {
        let all = &rates[row.dataset.trim_end_matches(":area_year")];
        let of = |year: &str| all.iter().filter(|((_, y), _)| y == year).map(|(_, r)| *r).collect::<Vec<f64>>();
        let (first, last) = (of("2021"), of("2025"));
        let both = first.iter().zip(&last).filter(|(a, b)| **a > 0.0 && **b > 0.0);
        let (a, b): (Vec<f64>, Vec<f64>) = both.map(|(a, b)| (libm::log(*a), libm::log(*b))).unzip();
        let beta = || beta_convergence(&a, &b, 4.0).unwrap();
        match row.statistic.as_str() {
            "areas_with_both_positive" => row.expect(a.len() as f64, 0.0),
            "beta_slope" => row.expect(beta().raw, CLOSED),
            "beta_slope_se_HC1" => row.expect(beta().se, CLOSED),
            "beta_lambda" => row.expect(beta().lambda.unwrap(), CLOSED),
            "sigma_first" => row.expect(standard_deviation(&a).unwrap(), CLOSED),
            "sigma_last" => row.expect(standard_deviation(&b).unwrap(), CLOSED),
            "rank_persistence_spearman" => row.expect(persistence(&a, &b).unwrap().spearman, CLOSED),
            "pitman_morgan_t" => row.expect(pitman_morgan(&a, &b).unwrap().plain.t, CLOSED),
            "sigma_by_year" => {
                let logs: Vec<f64> = of(&row.unit).into_iter().filter(|r| *r > 0.0).map(libm::log).collect();
                row.expect(standard_deviation(&logs).unwrap(), CLOSED);
            }
            other => panic!("{other} is not known"),
        }
        tally.add();
    }
    tally.finish("time.csv, yearly", 78, 0);
}

#[test]
fn charts_of_individuals_and_level_breaks() {
    let Some(folder) = reference_inputs() else {
        unwarranted_testing::skip("the series of control charts are not there");
        return;
    };
    let all = series(&folder, "timeseries.csv");
    let mut tally = Tally::default();
    for row in &rows("xmr.csv") {
        let y = &all[&row.dataset];
        if let Some((screened, name)) = row.statistic.strip_prefix("ptd_screen").and_then(|n| n.split_once('_')) {
            let chart = xmr(y, screened == "TRUE").unwrap();
            if row.dataset == "constant" && name != "mean" {
                tally.aside(row, "of a constant series R has no limits, and here they are the mean");
                continue;
            }
            check_chart(row, y, &chart, name);
            tally.add();
            continue;
        }
        let found = || segments(y, Shape::Level).unwrap();
        let name = row.statistic.trim_start_matches("breakpoints_");
        if let Some(k) = name.strip_prefix("RSS_") {
            row.expect(found().rss[k.parse::<usize>().unwrap()], CLOSED);
        } else if let Some(k) = name.strip_prefix("BIC_") {
            row.expect(found().bic[k.parse::<usize>().unwrap()], CLOSED);
        } else if let Some((k, i)) = name.strip_prefix('k').and_then(|n| n.split_once('_')) {
            let [k, i] = [k, i].map(|n| n.parse::<usize>().unwrap());
            row.expect(found().dates[k - 1][i - 1] as f64, 0.0);
        } else if name == "nBIC_selected" {
            row.expect(found().breaks.len() as f64, 0.0);
        } else {
            tally.aside(row, "a test with a p of its own, not worked out");
            continue;
        }
        tally.add();
    }
    tally.finish("xmr.csv", 971, 97);
}

fn check_chart(row: &Row, y: &[f64], chart: &unwarranted_core::time::Xmr, name: &str) {
    use unwarranted_core::time::Special::{Above, Below, Falling, NearLower, NearUpper, Rising, RunAbove, RunBelow};
    let at = || row.unit.parse::<usize>().unwrap() - 1;
    match name {
        "mean" => row.expect(chart.mean, CLOSED),
        "lpl" => row.expect(chart.lower, CLOSED),
        "upl" => row.expect(chart.upper, CLOSED),
        "special_cause_type" => {
            let words = match chart.special[at()] {
                None => "Common Cause",
                Some(Above) => "Above UCL",
                Some(Below) => "Below LCL",
                Some(NearUpper) => "2 in 3 Above CL",
                Some(NearLower) => "2 in 3 Below CL",
                Some(RunAbove) => "7 Points Above CL",
                Some(RunBelow) => "7 Points Below CL",
                Some(Rising) => "7 Points Increasing",
                Some(Falling) => "7 Points Decreasing",
            };
            assert_eq!(words, row.value, "{} {} {}", row.dataset, row.unit, row.statistic);
        }
        "relative_to_mean" => {
            let side = i8::from(y[at()] > chart.mean) - i8::from(y[at()] < chart.mean);
            assert_eq!(side.to_string(), row.value);
        }
        "close_to_limits" => {
            let near = (chart.upper - chart.mean) * 2.0 / 3.0;
            let far = (y[at()] - chart.mean).abs();
            let inside = y[at()] >= chart.lower && y[at()] <= chart.upper;
            assert_eq!(if inside && far > near { "TRUE" } else { "FALSE" }, row.value, "{} {}", row.dataset, row.unit);
        }
        other => panic!("{other} is not known"),
    }
}

#[test]
fn alerts_of_openprescribing() {
    let Some(folder) = reference_inputs() else {
        unwarranted_testing::skip("the series of percentiles are not there");
        return;
    };
    let all = series(&folder, "cusum_series.csv");
    let mut tally = Tally::default();
    for row in &rows("cusum.csv") {
        let (scale, rest) = row.statistic.split_once("_w").unwrap();
        let (window, name) = rest.split_once('_').unwrap();
        let factor = if scale == "unit1" { 0.01 } else { 1.0 };
        let y: Vec<Option<f64>> = all[&row.dataset].iter().map(|v| Some(v * factor)).collect();
        let steps = cusum(&y, window.parse().unwrap(), SENSITIVITY);
        if name == "alert_indices_0based" {
            let alerts = (0..steps.len()).filter(|i| steps[*i].alert() != 0).map(|i| i.to_string());
            assert_eq!(alerts.collect::<Vec<_>>().join("|"), row.value, "{} {}", row.dataset, row.statistic);
        } else {
            let step = steps[row.unit.parse::<usize>().unwrap() - 1];
            let found = match name {
                "smax" => step.above,
                "smin" => step.below,
                "target_mean" => step.target,
                "alert_threshold" => step.threshold,
                other => panic!("{other} is not known"),
            };
            let gap = (found - row.number()).abs();
            assert!(gap < 1e-9, "{} {} {}: {found}", row.dataset, row.unit, row.statistic);
        }
        tally.add();
    }
    tally.finish("cusum.csv", 1_744, 0);
}

/// 48 months with a trend, a season, a step and noise that resembles its neighbours.
fn own() -> Vec<f64> {
    own_months(48)
}

/// So many months of it.
fn own_months(months: u32) -> Vec<f64> {
    let mut noise = 0.0;
    let month = |t: u32| {
        noise = 0.6 * noise + f64::from((t * 7_919 + 12_345) % 101) / 101.0 - 0.5;
        let season = libm::sin(std::f64::consts::TAU * f64::from(t + 1) / 12.0);
        50.0 + 0.25 * f64::from(t) + 3.0 * season + 4.0 * noise + if t >= 30 { 6.0 } else { 0.0 }
    };
    (0..months).map(month).collect()
}

#[test]
fn series_and_areas_of_our_own() {
    let a: Vec<f64> = (0..12).map(|i| libm::log(f64::from(5 + 3 * i + i * 37 % 11))).collect();
    let b: Vec<f64> = (0..12).map(|i| libm::log(6.0 + 4.5 * f64::from(i) + f64::from(i * 53 % 13))).collect();
    let mut tally = Tally::default();
    for row in &rows("time_own.csv") {
        match row.statistic.as_str() {
            "beta_slope" => row.expect(beta_convergence(&a, &b, 1.0).unwrap().raw, CLOSED),
            "beta_slope_se_HC1" => row.expect(beta_convergence(&a, &b, 1.0).unwrap().se, CLOSED),
            "sigma_first" => row.expect(standard_deviation(&a).unwrap(), CLOSED),
            "sigma_last" => row.expect(standard_deviation(&b).unwrap(), CLOSED),
            "rank_persistence_spearman" => row.expect(persistence(&a, &b).unwrap().spearman, CLOSED),
            "pitman_morgan_t" => row.expect(pitman_morgan(&a, &b).unwrap().plain.t, CLOSED),
            "pitman_morgan_p" => row.expect(pitman_morgan(&a, &b).unwrap().plain.p, CLOSED),
            "pitman_morgan_t_hc3" => row.expect(pitman_morgan(&a, &b).unwrap().robust.unwrap().t, CLOSED),
            _ => assert!(check_series(row, &own()), "{}", row.statistic),
        }
        tally.add();
    }
    tally.finish("time_own.csv", 28, 0);
}

/// Months, window, whether robust and whether one month is far out, as the name of a row has them.
#[test]
fn trend_season_and_rest_are_those_of_statsmodels() {
    let mut tally = Tally::default();
    for row in &rows("stl.csv") {
        let [months, seasonal, robust, outlier] = row.dataset.split('|').collect::<Vec<_>>()[..] else {
            panic!("{}", row.dataset)
        };
        let mut values = own_months(months.parse().unwrap());
        values[20] += if outlier == "True" { 40.0 } else { 0.0 };
        let options = StlOptions { seasonal: seasonal.parse().unwrap(), robust: robust == "True" };
        let found = stl(&values, 12, options).unwrap();
        let part = match row.statistic.as_str() {
            "trend" => &found.trend,
            "season" => &found.season,
            "rest" => &found.rest,
            other => panic!("{other} is not known"),
        };
        // Parts are as exact as the values that they are taken from: near 60.
        let gap = (part[row.unit.parse::<usize>().unwrap()] - row.number()).abs();
        assert!(gap < 1e-9, "{} {} {}: off by {gap:e}", row.dataset, row.unit, row.statistic);
        tally.add();
    }
    tally.finish("stl.csv", 147, 0);
}
