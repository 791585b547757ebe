//! Models on covariates against values that R and statsmodels computed.
//!
//! The values on the 182 commissioning groups need the publishers' figures, which stay outside the repository: they are
//! checked where those lie beside it (`../shared/reference`), as for other real data, and counted as skipped elsewhere.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;
mod two_levels;

use common::{Row, Tally, rows};
use std::collections::BTreeMap;
use std::path::Path;
use unwarranted_core::regression::{Covariate, Design, errors, log_normal, negative_binomial, poisson};
use unwarranted_testing::reference_inputs;

/// Relative differences that other programs' own stopping leaves.
const CLOSED: f64 = 1e-9;
const LIKELIHOOD: f64 = 1e-6;

type Table = Vec<BTreeMap<String, String>>;

fn number(row: &BTreeMap<String, String>, key: &str) -> f64 {
    row[key].parse().unwrap_or_else(|_| panic!("{key} is {}", row[key]))
}

fn column(table: &Table, key: &str) -> Vec<f64> {
    table.iter().map(|row| number(row, key)).collect()
}

fn of(name: &str, values: Vec<f64>) -> Covariate {
    Covariate { name: name.into(), values }
}

/// A model with everything that is compared.
struct Models {
    observed: Vec<f64>,
    exposure: Vec<f64>,
    design: Design,
    regions: Vec<String>,
}

impl Models {
    fn new(observed: Vec<f64>, exposure: Vec<f64>, covariates: &[Covariate], regions: Vec<String>) -> Self {
        let design = Design::new(observed.len(), covariates).unwrap();
        Self { observed, exposure, design, regions }
    }

    /// The coefficient of this name, as R or statsmodels calls it.
    fn at(&self, name: &str) -> usize {
        if name == "(Intercept)" || name == "const" {
            return 0;
        }
        1 + self.design.names().iter().position(|n| **n == *name).unwrap_or_else(|| panic!("no covariate {name}"))
    }

    /// Checks a row whose statistic, without the name of the model, is this.
    fn check(&self, row: &Row, statistic: &str) {
        let (o, e, design) = (&self.observed, &self.exposure, &self.design);
        let fit = || poisson::fit(o, e, design).unwrap();
        let gamma = || negative_binomial::fit(o, e, design).unwrap();
        let log = || log_normal::fit(o, e, design).unwrap();
        let hc1 = || errors::hc1(o, &fit(), design).unwrap();
        let (n, k) = (design.areas() as f64, design.size() as f64);
        let plain = ((n - k) / n).sqrt();
        let saturated: f64 = poisson::Fit::log_likelihood(&fit(), o) + 0.5 * fit().deviance(o);
        let coefficient = |c: &[f64], name: &str, tolerance: f64| row.expect(c[self.at(name)], tolerance);
        match statistic {
            "poisson_deviance" | "glm_deviance" | "sm_poisson_deviance" | "sm_glm_deviance" => {
                row.expect(fit().deviance(o), CLOSED)
            }
            "poisson_pearson" | "glm_pearson_chi2" | "sm_poisson_pearson" | "sm_glm_pearson_chi2" => {
                // R stops at a relative step of 1e-8 by default.
                row.expect(fit().pearson(o), if statistic.starts_with("glm") { 1e-8 } else { CLOSED })
            }
            "poisson_loglik" | "glm_loglik" | "sm_glm_llf" => row.expect(fit().log_likelihood(o), CLOSED),
            "scv_diehr" => row.expect(fit().scv(o), CLOSED),
            "nb_theta" => row.expect(1.0 / gamma().variance, LIKELIHOOD),
            "nb_variance_1_over_theta" | "sm_nb2_alpha" => row.expect(gamma().variance, CLOSED),
            "sm_nb2_alpha=1/theta" => row.expect(gamma().variance, 1e-5),
            "nb_loglik" | "sm_nb2_loglik" | "sm_nb2_llf" => row.expect(gamma().log_likelihood(o), CLOSED),
            "nb_2loglik" => row.expect(2.0 * gamma().log_likelihood(o), CLOSED),
            "lognormal_variance" => row.expect(log().variance, LIKELIHOOD),
            // Without the likelihood of the saturated model.
            "lognormal_loglik" => {
                let found = log().log_likelihood(o) - saturated;
                row.expect(found, CLOSED);
                assert!(found > row.number() - 1e-7, "a better fit was found: {found}");
            }
            "glm_fitted_first10" => row.expect(fit().means[row.unit.parse::<usize>().unwrap() - 1], CLOSED),
            _ => {
                if let Some(name) =
                    after(statistic, &["poisson_coef_", "sm_poisson_coef_", "glm_coef_", "sm_glm_coef_"])
                {
                    coefficient(&fit().coefficients, name, CLOSED);
                } else if let Some(name) = after(statistic, &["poisson_se_HC1_", "glm_HC1_se_"]) {
                    coefficient(&hc1(), name, if statistic.starts_with("glm") { 1e-7 } else { CLOSED });
                } else if let Some(name) =
                    after(statistic, &["poisson_se_HC0_", "glm_HC0_se_", "sm_poisson_se_HC0_", "sm_poisson_se_HC1_"])
                {
                    let zero: Vec<f64> = hc1().into_iter().map(|e| e * plain).collect();
                    coefficient(&zero, name, if statistic.starts_with("glm") { 1e-7 } else { CLOSED });
                } else if let Some(name) = after(statistic, &["poisson_se_cluster_region_"]) {
                    coefficient(&errors::clustered(o, &fit(), design, &self.regions).unwrap(), name, CLOSED);
                } else if let Some(name) = after(statistic, &["nb_coef_", "sm_nb2_coef_"]) {
                    // statsmodels stops early on the published data set.
                    coefficient(
                        &gamma().coefficients,
                        name,
                        if row.dataset == "scotland_lip aff" { 1e-5 } else { LIKELIHOOD },
                    );
                } else if let Some(name) = after(statistic, &["lognormal_coef_"]) {
                    // lme4 stops where the likelihood, which is matched, is flat to its eye.
                    let difference = (log().coefficients[self.at(name)] - row.number()).abs();
                    assert!(difference < 4e-5, "{statistic}: {difference}");
                } else {
                    panic!("{} {statistic} is not known", row.dataset);
                }
            }
        }
    }
}

fn after<'a>(text: &'a str, starts: &[&str]) -> Option<&'a str> {
    starts.iter().find_map(|start| text.strip_prefix(start))
}

fn scotland() -> Models {
    let table = common::table("scotland_lip");
    let aff = of("aff", column(&table, "aff"));
    Models::new(column(&table, "observed"), column(&table, "expected"), &[aff], Vec::new())
}

fn practices() -> Models {
    let table = common::table("practices");
    let deprived = column(&table, "deprivation").iter().map(|d| (d - 20.0) / 10.0).collect();
    Models::new(column(&table, "items"), column(&table, "list_size"), &[of("depc", deprived)], Vec::new())
}

#[test]
fn published_data_sets() {
    let (scotland, practices) = (scotland(), practices());
    let mut tally = Tally::default();
    for row in rows("need.csv").iter().filter(|row| !row.dataset.starts_with("adjust")) {
        let models = if row.dataset.starts_with("scotland") { &scotland } else { &practices };
        models.check(row, &row.statistic);
        tally.add();
    }
    tally.finish("need.csv, published data sets", 55, 0);
}

fn dementia(folder: &Path) -> [(&'static str, Models); 3] {
    let read = csv::Reader::from_path(folder.join("adjust_dementia_2018.csv")).unwrap().into_deserialize();
    let table: Table = read.map(Result::unwrap).collect();
    let regions: Vec<String> = table.iter().map(|row| row["region"].clone()).collect();
    let need = ["imd_extent", "over75", "gdhi"].map(|name| of(name, column(&table, name)));
    let mut names = regions.clone();
    names.sort_unstable();
    names.dedup();
    let dummy = |name: &String| {
        let there = regions.iter().map(|r| if r == name { 1.0 } else { 0.0 });
        of(&format!("region{name}"), there.collect())
    };
    let with: Vec<Covariate> = need.iter().cloned().chain(names[1..].iter().map(dummy)).collect();
    let model = |covariates: &[Covariate]| {
        Models::new(column(&table, "items"), column(&table, "register"), covariates, regions.clone())
    };
    [("null_", model(&[])), ("need_region_", model(&with)), ("need_", model(&need))]
}

#[test]
fn need_and_dementia_in_182_groups() {
    let Some(folder) = reference_inputs() else {
        unwarranted_testing::skip("the figures of 182 commissioning groups are not there");
        return;
    };
    let models = dementia(&folder);
    let mut tally = Tally::default();
    for row in rows("need.csv").iter().filter(|row| row.dataset.starts_with("adjust")) {
        if row.statistic.contains("share_explained") {
            let nb = row.statistic.contains("_nb_");
            tally.aside(row, if nb { "checked below" } else { "of other measures than the one that is shown" });
            continue;
        }
        let (name, models) = models.iter().find(|(name, _)| row.statistic.starts_with(name)).unwrap();
        models.check(row, &row.statistic[name.len()..]);
        tally.add();
    }
    let share = |at: usize| {
        let variance = |m: &Models| negative_binomial::fit(&m.observed, &m.exposure, &m.design).unwrap().variance;
        1.0 - variance(&models[at].1) / variance(&models[0].1)
    };
    for (statistic, at) in [("need_share_explained_nb_variance", 2), ("need_region_share_explained_nb_variance", 1)] {
        let row = rows("need.csv").into_iter().find(|row| row.statistic.starts_with(statistic)).unwrap();
        row.expect(share(at), CLOSED);
    }
    tally.finish("need.csv, 182 groups", 157, 6);
}

/// The slope of a likelihood in one parameter, by differences.
fn slope(height: impl Fn(f64) -> f64, at: f64, step: f64) -> f64 {
    (height(at + step) - height(at - step)) / (2.0 * step)
}

#[test]
fn no_parameter_moved_makes_a_likelihood_higher() {
    let o = [3.0, 0.0, 14.0, 9.0, 30.0, 22.0, 7.0, 51.0, 1.0];
    let e = [9.0, 2.0, 12.0, 20.0, 18.0, 9.0, 11.0, 30.0, 4.0];
    let x = [0.2, 1.4, 0.3, 5.0, -2.0, 0.0, 0.7, 0.1, 3.0];
    let design = Design::new(9, &[of("x", x.to_vec())]).unwrap();
    // Likelihoods written out with all parameters free, the log-normal one summed on a fine grid.
    let means = |b: [f64; 2]| (0..9).map(move |i| e[i] * libm::exp(b[0] + b[1] * x[i]));
    let gamma = |v: f64, b: [f64; 2]| -> f64 {
        let term = |(o, m): (f64, f64)| {
            let steps = (0..60).map(f64::from).filter(|k| *k < o).map(|k| libm::log(1.0 + v * k)).sum::<f64>();
            steps + o * libm::log(m) - (o + 1.0 / v) * libm::log1p(v * m)
        };
        o.into_iter().zip(means(b)).map(term).sum()
    };
    let normal = |v: f64, b: [f64; 2]| -> f64 {
        let term = |(o, m): (f64, f64)| {
            let at = |i: i32| {
                let u = f64::from(i) * 2e-3;
                libm::exp(o * (libm::log(m) + u) - m * libm::exp(u) - u * u / (2.0 * v)) * 2e-3
            };
            libm::log((-4_000..4_000).map(at).sum::<f64>() / v.sqrt())
        };
        o.into_iter().zip(means(b)).map(term).sum()
    };
    let of_gamma = negative_binomial::fit(&o, &e, &design).unwrap();
    let of_normal = log_normal::fit(&o, &e, &design).unwrap();
    let check = |v: f64, b: &[f64], height: &dyn Fn(f64, [f64; 2]) -> f64| {
        let b = [b[0], b[1]];
        let slopes = [
            slope(|v| height(v, b), v, 1e-4),
            slope(|a| height(v, [a, b[1]]), b[0], 1e-4),
            slope(|c| height(v, [b[0], c]), b[1], 1e-4),
        ];
        assert!(v > 0.05 && slopes.iter().all(|s| s.abs() < 1e-5), "{v} {b:?}: {slopes:?}");
    };
    check(of_gamma.variance, &of_gamma.coefficients, &gamma);
    check(of_normal.variance, &of_normal.coefficients, &normal);
}
