//! Two levels against lme4, and what is known of them without a program.

use crate::common::{Row, Tally, rows};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use unwarranted_core::levels::{Levels, levels, one_way};
use unwarranted_core::resampling::Practice;
use unwarranted_core::{Kind, Slice};

fn beside(file: &str) -> Option<PathBuf> {
    Some(unwarranted_testing::reference_inputs()?.join(file)).filter(|path| path.is_file())
}

fn practices(path: &Path, observed: &str, denominator: &str) -> Vec<Practice> {
    let read = csv::Reader::from_path(path).unwrap().into_deserialize::<BTreeMap<String, String>>();
    let one = |row: BTreeMap<String, String>| Practice {
        area: row["area"].as_str().into(),
        observed: row[observed].parse().unwrap(),
        denominator: row[denominator].parse().unwrap(),
    };
    read.map(|row| one(row.unwrap())).collect()
}

fn fitted(kind: Kind, practices: &[Practice]) -> Levels {
    let mut areas: BTreeMap<&Arc<str>, [f64; 2]> = BTreeMap::new();
    for p in practices {
        let sum = areas.entry(&p.area).or_default();
        (sum[0], sum[1]) = (sum[0] + p.observed, sum[1] + p.denominator);
    }
    let rows: Vec<(&str, f64, f64)> = areas.into_iter().map(|(code, [o, d])| (&**code, o, d)).collect();
    levels(&Slice::from_denominators(kind, &rows).unwrap(), practices)
}

#[test]
fn patients_over_75_in_7653_practices() {
    let Some(path) = beside("multilevel_over75_2015.csv") else {
        unwarranted_testing::skip("the patients of 7,653 practices are not there");
        return;
    };
    let found = fitted(Kind::Share, &practices(&path, "old", "n"));
    let effects: BTreeMap<&str, f64> = found.areas.iter().map(|a| (&*a.area, a.effect)).collect();
    // One area has a single practice.
    assert_eq!((found.practices_used, found.areas_used, found.left_out.len()), (7_653, 209, 1));
    let mut tally = Tally::default();
    for row in rows("levels.csv").iter().filter(|row| row.dataset == "multilevel_over75_2015") {
        // lme4 stops its search where the likelihood is flat to 1e-8 of itself.
        let close = |found: Option<f64>| row.expect(found.unwrap(), 3e-6);
        match row.statistic.as_str() {
            "two_level_fixed" => close(found.intercept),
            "two_level_var_area" => close(found.var_area),
            "two_level_var_practice" => close(found.var_practice),
            "two_level_area_share" => close(found.area_share),
            "two_level_MOR_area" => close(found.mor_area),
            "two_level_MOR_practice" => close(found.mor_practice),
            "two_level_latent_ICC_area" => close(found.icc),
            "two_level_loglik" => {
                row.expect(found.loglik.unwrap(), 1e-9);
                assert!(found.loglik.unwrap() > row.number() - 1e-6, "a better fit was found");
            }
            "two_level_area_effect" => {
                let difference: f64 = effects[row.unit.as_str()] - row.number();
                assert!(difference.abs() < 2e-5, "{} {difference}", row.unit);
            }
            other => panic!("{other} is not known"),
        }
        tally.add();
    }
    tally.finish("levels.csv, 7,653 practices", 217, 0);
}

#[test]
fn payments_to_practices() {
    let Some(path) = beside("multilevel_payments_2019_20.csv") else {
        unwarranted_testing::skip("payments to practices are not there");
        return;
    };
    let practices = practices(&path, "rate", "weighted");
    let weight = practices.iter().map(|p| p.denominator).sum::<f64>() / practices.len() as f64;
    let groups = |weighted: bool| -> Vec<Vec<(f64, f64)>> {
        let mut groups: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
        for p in &practices {
            groups.entry(&p.area).or_default().push((p.observed, if weighted { p.denominator / weight } else { 1.0 }));
        }
        groups.into_values().collect()
    };
    let (plain, weighted) = (one_way(&groups(false)).unwrap(), one_way(&groups(true)).unwrap());
    let money: Vec<Practice> =
        practices.iter().map(|p| Practice { observed: p.observed * p.denominator, ..p.clone() }).collect();
    let found = fitted(Kind::Amount, &money);
    assert!((found.icc.unwrap() / (plain.between / (plain.between + plain.within)) - 1.0).abs() < 1e-9);
    for row in rows("levels.csv").iter().filter(|row| row.dataset == "multilevel_payments_2019_20") {
        let value = match row.statistic.as_str() {
            "reml_var_area" => plain.between,
            "reml_var_practice" => plain.within,
            "reml_ICC" => found.icc.unwrap(),
            "reml_mean" => plain.mean,
            "reml_weighted_var_area" => weighted.between,
            "reml_weighted_var_residual" => weighted.within,
            other => panic!("{other} is not known"),
        };
        check(row, value);
    }
}

fn check(row: &Row, value: f64) {
    // lme4 minimises to a relative step of about 1e-6.
    row.expect(value, 2e-6);
}

/// Practices of areas whose two effects are spread as normal quantiles, in another order in each area.
fn made(areas: usize, each: usize, sd: [f64; 2], kind: Kind) -> Vec<Practice> {
    let quantile = |i: usize, n: usize| {
        let p = (i as f64 + 0.5) / n as f64;
        // Tukey's lambda near the normal distribution.
        (libm::pow(p, 0.1349) - libm::pow(1.0 - p, 0.1349)) / 0.1975
    };
    let one = |a: usize, i: usize| {
        let eta = sd[0] * quantile(a, areas) + sd[1] * quantile((i * 5 + a) % each, each);
        let n = 20_000.0 + 1_000.0 * i as f64;
        let rate = if kind == Kind::Share { 1.0 / (1.0 + libm::exp(1.0 - eta)) } else { 0.05 * libm::exp(eta) };
        Practice { area: format!("A{a:03}").into(), observed: (n * rate).round(), denominator: n }
    };
    (0..areas).flat_map(|a| (0..each).map(move |i| (a, i))).map(|(a, i)| one(a, i)).collect()
}

#[test]
fn variances_that_are_known_are_found() {
    for kind in [Kind::Count, Kind::Share] {
        let found = fitted(kind, &made(40, 21, [0.3, 0.4], kind));
        assert!((found.var_area.unwrap() / 0.09 - 1.0).abs() < 0.15, "{found:?}");
        assert!((found.var_practice.unwrap() / 0.16 - 1.0).abs() < 0.15, "{found:?}");
        let share = 0.09 / 0.25;
        assert!((found.area_share.unwrap() - share).abs() < 0.05);
        assert!(found.mor_area > Some(1.2) && found.mor_area < found.mor_practice && found.icc < found.area_share);
    }
}

#[test]
fn areas_that_do_not_differ_have_no_variance() {
    let found = fitted(Kind::Count, &made(20, 21, [0.0, 0.4], Kind::Count));
    assert!(found.var_area.unwrap() < 1e-12 && found.var_practice.unwrap() > 0.1, "{found:?}");
    assert_eq!(found.mor_area, Some(1.0));
}

/// Few counts in few practices, so that the integral can be written out on a grid.
#[test]
fn the_approximation_is_the_integral_where_counts_are_large_and_its_maximum_is_one() {
    let practices = made(6, 4, [0.3, 0.4], Kind::Count);
    let found = fitted(Kind::Count, &practices);
    let height = |b: f64, s: f64, t: f64| -> f64 {
        let by_area = practices.chunk_by(|a, b| a.area == b.area);
        let area = |units: &[Practice]| {
            let at = |v: f64| -> f64 {
                let inner = |p: &Practice| {
                    // The effect of a practice is close to what its count says; a fine grid around that.
                    let (o, n) = (p.observed, p.denominator);
                    let middle = (libm::log(o / n) - b - s * v) / t;
                    let width = 1.0 / (t * o.sqrt());
                    let term = |i: i32| {
                        let u = middle + f64::from(i) * width / 8.0;
                        let eta = b + s * v + t * u;
                        libm::exp(o * (eta - libm::log(o / n)) - n * libm::exp(eta) + o - 0.5 * u * u) * width / 8.0
                    };
                    libm::log((-60..=60).map(term).sum::<f64>() / std::f64::consts::TAU.sqrt())
                };
                units.iter().map(inner).sum::<f64>() - 0.5 * v * v
            };
            let values: Vec<f64> = (-400..=400).map(|i| at(f64::from(i) * 0.02)).collect();
            let top = values.iter().fold(f64::NEG_INFINITY, |m: f64, x| m.max(*x));
            top + libm::log(
                values.iter().map(|x| libm::exp(x - top)).sum::<f64>() * 0.02 / std::f64::consts::TAU.sqrt(),
            )
        };
        by_area.map(area).sum()
    };
    let (b, s, t) = (found.intercept.unwrap(), found.var_area.unwrap().sqrt(), found.var_practice.unwrap().sqrt());
    let slope = |f: &dyn Fn(f64) -> f64| (f(1e-3) - f(-1e-3)) / 2e-3;
    let slopes = [slope(&|d| height(b + d, s, t)), slope(&|d| height(b, s + d, t)), slope(&|d| height(b, s, t + d))];
    assert!(slopes.iter().all(|x| x.abs() < 0.02), "{slopes:?}");
}

#[test]
fn what_has_no_two_levels_says_why() {
    let single: Vec<Practice> = made(20, 1, [0.3, 0.0], Kind::Count);
    assert!(fitted(Kind::Count, &single).undefined.unwrap().contains("single practice"));
    assert!(fitted(Kind::Amount, &single).undefined.unwrap().contains("single practice"));
    let few = made(4, 5, [0.3, 0.4], Kind::Count);
    assert!(fitted(Kind::Count, &few).undefined.unwrap().contains("five areas"));
    let mut some = made(20, 5, [0.3, 0.4], Kind::Count);
    some.truncate(96);
    let found = fitted(Kind::Count, &some);
    assert_eq!((found.practices_used, found.areas_used, &*found.left_out[0]), (95, 19, "A019"));
    let mut empty = made(20, 5, [0.3, 0.4], Kind::Count);
    empty[3].denominator = 0.0;
    empty[3].observed = 0.0;
    let found = fitted(Kind::Count, &empty);
    assert_eq!((found.practices_used, found.practices_left_out, found.undefined), (99, 1, None));
}
