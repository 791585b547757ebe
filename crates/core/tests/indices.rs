//! Model variances, tests of overdispersion and inequality indices against values that other programs computed.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // helpers of tests are not marked as tests

mod areas;
mod common;

use areas::input;
use common::{Row, Tally, rows, table};
use std::collections::BTreeMap;
use unwarranted_core::indices::{self, groups, variance_dl};
use unwarranted_core::models::{Mean, gamma_poisson, lognormal_poisson};
use unwarranted_core::{Kind, Slice};

const CLOSED: f64 = 1e-9;
const LIKELIHOOD: f64 = 1e-6;

fn index(id: &str, slice: &Slice) -> f64 {
    indices::find(id).unwrap().compute(slice).unwrap().value
}

/// Why a row of `models.csv` has no counterpart here.
const MODELS_ASIDE: [(&str, &str); 17] = [
    ("quantile_SR_type2", "quantiles of another type than 7"),
    ("quantile_SR_type5", "quantiles of another type than 7"),
    ("quantile_SR_type6", "quantiles of another type than 7"),
    ("quantile_SR_type8", "quantiles of another type than 7"),
    ("EBnormal0", "Shwartz's estimator, biased upwards on rare events, is not offered"),
    ("chisq_lambda1", "chi-square without rescaling of the expected values is not offered"),
    ("glm_deviance", "the deviance of the Poisson model is not offered"),
    ("glm_se", "the standard error of the overall ratio is not offered"),
    ("DeanB_p", "printed as 0 by the tool; the note gives p in words"),
    ("DeanB2", "Dean's second statistic is not offered"),
    ("pottwhitt_", "its mean and variance are in the note, not in the value"),
    ("empbaysmooth", "a moment iteration, not maximum likelihood"),
    ("lognormalEB", "a linearised approximation of the log-normal model"),
    ("glmer_lognormal_sigma2_nAGQ1", "Laplace approximation; the row with 25 points is matched"),
    ("glmer_lognormal_intercept_nAGQ1", "Laplace approximation; the row with 25 points is matched"),
    ("glmer_lognormal_logLik", "a log likelihood without its constant"),
    ("wtd_var", "variances with a small-sample correction of the weights are not offered"),
];

fn model_row(row: &Row, slice: &Slice) -> bool {
    let (o, e) = (slice.observed(), slice.expected());
    let gamma = gamma_poisson::fit(o, e, Mean::Free).unwrap();
    let poisson = gamma_poisson::Fit { variance: 0.0, mean: o.iter().sum::<f64>() / e.iter().sum::<f64>(), ..gamma };
    let lognormal = lognormal_poisson::fit(o, e).unwrap();
    let moments = variance_dl::moments(slice).unwrap();
    match row.statistic.as_str() {
        // The tool stops its search at a relative step of about 1e-6.
        "EBpoisson0_alpha(one-parameter gamma, mean 1)" => row.expect(1.0 / index("variance-gamma-mean1", slice), 5e-6),
        "EBpoisson0_variance=1/alpha" => row.expect(index("variance-gamma-mean1", slice), 5e-6),
        "DeanB_stat" => row.expect(index("dean", slice), CLOSED),
        "pottwhitt_T" => row.expect(index("potthoff-whittinghill", slice), CLOSED),
        "glm_loglik" => row.expect(poisson.log_likelihood(o, e), CLOSED),
        "glm_intercept" => assert!((libm::log(poisson.mean) - row.number()).abs() < 1e-11),
        "glmnb_theta" => row.expect(gamma.theta().unwrap(), LIKELIHOOD),
        // The tool takes it from the step before the last.
        "glmnb_SE.theta" => row.expect(gamma.theta_error(o, e).unwrap(), 1e-5),
        "glmnb_intercept" => row.expect(libm::log(gamma.mean), LIKELIHOOD),
        "glmnb_2loglik" => row.expect(2.0 * gamma.log_likelihood(o, e), CLOSED),
        "gamma_variance=1/theta" => row.expect(index("variance-gamma", slice), LIKELIHOOD),
        // Their optimiser (bobyqa) stops at a step of about 1e-6 of the standard deviation.
        "glmer_lognormal_sigma2_nAGQ25" => row.expect(index("variance-lognormal", slice), 5e-6),
        "glmer_lognormal_intercept_nAGQ25" => row.expect(lognormal.intercept, 5e-6),
        "metafor_DL_tau2_logSR_vi=1/E" => row.expect(index("variance-dl", slice), CLOSED),
        "metafor_DL_Q" => row.expect(moments.q, CLOSED),
        "metafor_DL_mu" => row.expect(moments.mean, CLOSED),
        "metafor_I2" => row.expect(100.0 * index("i-squared", slice), CLOSED),
        _ => return false,
    }
    true
}

#[test]
fn model_variances_and_tests() {
    let mut tally = Tally::default();
    for row in rows("models.csv") {
        let code = if row.dataset == "medpar_by_provider" { "provnum" } else { "id" };
        let slice = input(&row.dataset, [code, "observed", "", "expected"], Kind::Count);
        if model_row(&row, &slice) {
            tally.add();
            continue;
        }
        let aside = MODELS_ASIDE.iter().find(|(prefix, _)| row.statistic.starts_with(prefix));
        match aside {
            Some((_, reason)) => tally.aside(&row, reason),
            None if row.statistic == "cov.wt_unbiased_var" => {
                tally.aside(&row, "variances with a small-sample correction of the weights are not offered")
            }
            None => panic!("{} {}", row.dataset, row.statistic),
        }
    }
    tally.finish("models.csv", 51, 160);
}

const INEQUALITY_ASIDE: [(&str, &str); 14] = [
    ("gini_ineq_corr", "Gini with n/(n-1)"),
    ("REAT_gini_coefnorm", "Gini with n/(n-1)"),
    ("entropy_ge_-1", "generalised entropy of order -1 is not offered"),
    ("entropy_ge_0.5", "generalised entropy of order 0.5 is not offered"),
    ("Lc_weighted", "points of the Lorenz curve are not offered"),
    ("mld_total", "the split of the mean log deviation is not offered; that of Theil T is"),
    ("mld_within", "the split of the mean log deviation is not offered; that of Theil T is"),
    ("mld_between", "the split of the mean log deviation is not offered; that of Theil T is"),
    ("mld_mld_group", "the split of the mean log deviation is not offered; that of Theil T is"),
    ("IC2_GEI0", "the split of the mean log deviation is not offered; that of Theil T is"),
    ("gini_", "Gini does not split without a remainder"),
    ("IC2_Atk1_", "the Atkinson index does not split without a remainder"),
    ("rineq_CI_variance", "the interval is by simulation"),
    ("rineq_", "mixed small-sample factors, or a generalised or corrected index; the direct method is matched"),
];

/// Unweighted and weighted slices of the two data sets, with groups and ranking.
fn inequality_slices(dataset: &str) -> [Slice; 2] {
    let records = table(dataset);
    let [code, group, rank] =
        if dataset == "practices" { ["practice", "ccg", "deprivation"] } else { ["id", "group", "rankvar"] };
    let number = |r: &BTreeMap<String, String>, key: &str| r[key].parse::<f64>().unwrap();
    let figures = |r: &BTreeMap<String, String>| {
        if dataset == "practices" {
            (number(r, "items"), number(r, "list_size"))
        } else {
            (number(r, "value") * number(r, "weight"), number(r, "weight"))
        }
    };
    let by_code: BTreeMap<String, &BTreeMap<String, String>> = records.iter().map(|r| (r[code].clone(), r)).collect();
    let make = |weighted: bool| {
        let row = |r: &BTreeMap<String, String>| {
            let (o, w) = figures(r);
            (r[code].clone(), if weighted { o } else { o / w }, if weighted { w } else { 1.0 })
        };
        let rows: Vec<_> = records.iter().map(row).collect();
        let rows: Vec<_> = rows.iter().map(|(c, o, w)| (c.as_str(), *o, *w)).collect();
        let slice = Slice::from_denominators(Kind::Amount, &rows).unwrap();
        let slice = slice.with_groups(|c| Some(by_code[c][group].as_str().into())).unwrap();
        // The tools take areas of equal rank in the order of the file; here they share a place. So that the rest can be
        // compared, ties are broken in that order.
        let place = |c: &str| records.iter().position(|r| r[code] == c).unwrap();
        let nudge = |c: &str| 1e-9 * f64::from(u32::try_from(place(c)).unwrap());
        slice.with_ranking(|c| Some(number(by_code[c], rank) + nudge(c))).unwrap()
    };
    [make(false), make(true)]
}

fn inequality_row(row: &Row, [plain, weighted]: &[Slice; 2]) -> bool {
    let split = groups::theil(weighted).unwrap();
    let variance = groups::variance(weighted).unwrap();
    let plain_split = groups::theil(plain).unwrap();
    let id = |id: &str| index(id, plain);
    let found = match row.statistic.as_str() {
        "gini_ineq" | "REAT_gini" | "pysal_Gini_g" => id("gini"),
        "theil_T" | "entropy_ge_1" | "pysal_Theil_T" => id("theil-t"),
        "theil_L(MLD)" | "REAT_theil" => id("theil-l"),
        "atkinson_0.5" | "pysal_atkinson_0.5" => id("atkinson"),
        "atkinson_1" | "pysal_atkinson_1" => id("atkinson-1"),
        "atkinson_2" | "pysal_atkinson_2" => id("atkinson-2"),
        "entropy_ge_2" => id("ge2"),
        "RS_hoover" | "REAT_hoover" => id("hoover"),
        "var.coeff" => (2.0 * id("ge2")).sqrt(),
        "var.coeff_square" => 2.0 * id("ge2"),
        "REAT_cv" => id("cv"),
        "wtd_gini" => index("gini", weighted),
        "laeken_gini_x100" => 100.0 * index("gini", weighted),
        "wtd_mld" | "mld_total" => index("theil-l", weighted),
        "wtd_theilT" | "IC2_GEI1_total" => index("theil-t", weighted),
        "gini_total" => index("gini", weighted),
        "IC2_GEI1_between" => split.between,
        "IC2_GEI1_within" => split.within,
        "IC2_GEI2_between" => variance.between / (2.0 * mean(weighted).powi(2)),
        "IC2_GEI2_within" => variance.within / (2.0 * mean(weighted).powi(2)),
        "IC2_wtd_atkinson_0.5" => index("atkinson", weighted),
        "IC2_wtd_atkinson_1" => index("atkinson-1", weighted),
        "IC2_wtd_atkinson_2" => index("atkinson-2", weighted),
        "rineq_direct_CI_value" => index("concentration", weighted),
        "IC2_SConc_unweighted" | "rineq_unw_CI_value" => index("concentration", plain),
        "pysal_TheilD_T" => plain_split.between + plain_split.within,
        "pysal_TheilD_bg" => plain_split.between,
        "pysal_TheilD_wg" => plain_split.within,
        _ => return false,
    };
    row.expect(found, CLOSED);
    true
}

fn mean(slice: &Slice) -> f64 {
    slice.weights().unwrap().iter().zip(slice.ratios().unwrap()).map(|(p, r)| p * r).sum()
}

#[test]
fn inequality() {
    let mut tally = Tally::default();
    let sets = ["inequality", "practices"].map(|d| (d, inequality_slices(d)));
    for row in rows("inequality.csv") {
        if row.dataset == "panel" {
            tally.aside(&row, "convergence over time is not an index of one period");
            continue;
        }
        let (_, slices) = sets.iter().find(|(d, _)| *d == row.dataset).unwrap();
        if inequality_row(&row, slices) {
            tally.add();
            continue;
        }
        match INEQUALITY_ASIDE.iter().find(|(prefix, _)| row.statistic.starts_with(prefix)) {
            Some((_, reason)) => tally.aside(&row, reason),
            None => panic!("{} {}", row.dataset, row.statistic),
        }
    }
    tally.finish("inequality.csv", 59, 167);
}

#[test]
fn the_range_without_five_at_either_end_and_scv_as_atlases_print_it() {
    let observed = [3.0, 0.0, 12.0, 7.0, 9.0, 15.0, 4.0, 8.0, 6.0, 11.0, 10.0, 5.0, 14.0, 300.0];
    let codes: Vec<String> = (10..24).map(|i| format!("A{i}")).collect();
    let rows: Vec<_> = codes.iter().zip(observed).map(|(c, o)| (c.as_str(), o, 50.0)).collect();
    let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
    // Sorted: 0 3 4 5 6 | 7 8 9 10 | 11 12 14 15 300. One huge area and one of nothing make no difference.
    assert!((index("eq-without-5", &slice) - 10.0 / 7.0).abs() < 1e-12);
    let eleven = Slice::from_denominators(Kind::Count, &rows[..11]).unwrap();
    let few = indices::find("eq-without-5").unwrap().compute(&eleven).unwrap_err();
    assert!(few.reason.contains("fewer than twelve areas"), "{few:?}");
    // numpy 2.4: mean((O / E - 1)^2) - mean(1 / E), E = 404 / 14.
    let scv = indices::scv::compute(&slice).unwrap();
    assert!((scv.value - 6.776_615_037_741_398).abs() < 1e-12, "{}", scv.value);
    assert!(scv.note.unwrap().starts_with("times 100, as atlases print it: 677.66"));
}
