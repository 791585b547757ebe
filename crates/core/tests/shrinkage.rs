//! Shrunken ratios against values that other programs computed.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // helpers of tests are not marked as tests

mod areas;
mod common;

use areas::input;
use common::{Row, Tally, rows, table};
use std::collections::BTreeMap;
use unwarranted_core::models::{Mean, gamma_poisson as model};
use unwarranted_core::shrinkage::{Posterior, Shrunk, gamma_poisson, log_normal, marshall};
use unwarranted_core::{Confidence, Kind, Slice};

const LIKELIHOOD: f64 = 1e-6;
const CLOSED: f64 = 1e-9;

/// Cases of lung cancer in each county of Pennsylvania over its population.
fn pennsylvania(kind: Kind) -> Slice {
    let mut counties: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for r in table("pennlc") {
        let sum = counties.entry(r["county"].clone()).or_default();
        let number = |column: &str| r[column].parse::<f64>().unwrap();
        *sum = (sum.0 + number("cases"), sum.1 + number("population"));
    }
    let rows: Vec<_> = counties.iter().map(|(code, (o, n))| (code.as_str(), *o, *n)).collect();
    Slice::from_denominators(kind, &rows).unwrap()
}

fn scotland() -> Slice {
    input("scotland_lip", ["id", "observed", "", "expected"], Kind::Count)
}

fn bayes_row(row: &Row, slice: &Slice, found: &Shrunk) -> bool {
    let s = row.statistic.as_str();
    let area = slice.areas().iter().position(|a| *a.code == *row.unit);
    let posterior = area.map(|i| found.areas[i]);
    if let Some(c) = s.strip_prefix("EBpostthresh_gt_") {
        // Their probabilities are 1 less the lower tail, good to the last digit of 1.
        let p = posterior.unwrap().exceeds(c.parse().unwrap()).unwrap();
        assert!((p - row.number()).abs() < LIKELIHOOD * row.number() + 4e-16, "{} {s}: {p}", row.unit);
    } else if let Some(p) = s.strip_prefix("gamma_post_q") {
        let p: f64 = p.parse().unwrap();
        let level = Confidence::new(1.0 - 2.0 * p.min(1.0 - p), "level").unwrap();
        row.expect(posterior.unwrap().interval(level).unwrap()[usize::from(p > 0.5)], LIKELIHOOD);
    } else {
        match s {
            "eBayes_alpha" => row.expect(1.0 / found.variance, LIKELIHOOD),
            "eBayes_beta0" => row.expect(libm::log(found.centre), LIKELIHOOD),
            "eBayes_RR" => row.expect(posterior.unwrap().mean(), LIKELIHOOD),
            "eBayes_RRmed" => row.expect(posterior.unwrap().median().unwrap(), LIKELIHOOD),
            "eBayes_SMR" => row.expect(slice.ratios().unwrap()[area.unwrap()], 1e-12),
            _ => return false,
        }
    }
    true
}

fn marshall_row(row: &Row) -> bool {
    let county = row.dataset == "pennlc";
    let share = row.statistic.contains("binomial");
    if share && !county {
        return false;
    }
    let kind = if share { Kind::Share } else { Kind::Count };
    let slice = if county { pennsylvania(kind) } else { scotland() };
    let found = marshall::shrink(&slice).unwrap();
    let total: f64 = slice.observed().iter().sum();
    let sizes = if county { slice.denominator().unwrap() } else { slice.expected() };
    let people: f64 = sizes.iter().sum();
    let overall = total / people;
    // Rates there, ratios to the overall rate here.
    let unit = if county { overall } else { 1.0 };
    let area = slice.areas().iter().position(|a| *a.code == *row.unit);
    let (_, name) = row.statistic.rsplit_once('_').unwrap();
    let areas: f64 = sizes.iter().map(|_| 1.0).sum();
    match name {
        "raw" => row.expect(slice.ratios().unwrap()[area.unwrap()] * unit, 1e-12),
        "estmm" => row.expect(found.areas[area.unwrap()].mean() * unit, CLOSED),
        // Chance is not yet taken off.
        "a" if share => row.expect(found.variance * unit * unit + overall * (1.0 - overall) * areas / people, CLOSED),
        "a" => row.expect(found.variance * unit * unit, CLOSED),
        _ => row.expect(found.centre * unit, 1e-12),
    }
    true
}

#[test]
fn empirical_bayes_of_spatial_epi_and_spdep() {
    let slices = [scotland(), pennsylvania(Kind::Count)];
    let found = slices.each_ref().map(|slice| gamma_poisson::shrink(slice).unwrap());
    let mut tally = Tally::default();
    for row in rows("eb.csv") {
        let which = usize::from(row.dataset.starts_with("pennlc"));
        if row.statistic.starts_with("eBayes_cov") {
            tally.aside(&row, "a model with a covariate is not offered");
        } else if row.statistic.starts_with("EBest") {
            if marshall_row(&row) {
                tally.add();
            } else {
                tally.aside(&row, "ratios above 1 taken as proportions");
            }
        } else {
            assert!(bayes_row(&row, &slices[which], &found[which]), "{}", row.statistic);
            tally.add();
        }
    }
    tally.finish("eb.csv", 612, 111);
}

#[test]
fn smoothed_ratios_of_sava_and_lme4() {
    let mut tally = Tally::default();
    let sets = ["scotland_lip", "medpar_by_provider", "ccg211_common"];
    let slices = sets.map(|set| {
        let code = if set == "medpar_by_provider" { "provnum" } else { "id" };
        input(set, [code, "observed", "", "expected"], Kind::Count)
    });
    let found = slices.each_ref().map(|slice| {
        let fixed = model::fit(slice.observed(), slice.expected(), Mean::One).unwrap().theta().unwrap();
        (fixed, log_normal::shrink(slice).unwrap())
    });
    for row in rows("smoothed.csv") {
        let which = sets.iter().position(|set| *set == row.dataset).unwrap();
        let (slice, (theta, shrunk)) = (&slices[which], &found[which]);
        let i = slice.areas().iter().position(|a| *a.code == *row.unit).unwrap();
        match row.statistic.as_str() {
            // The tool stops its search at a relative step of about 1e-6.
            "EBpoisson0_smoothed" => {
                row.expect((theta + slice.observed()[i]) / (theta + slice.expected()[i]), 5e-6);
            }
            // Their optimiser (bobyqa) stops at a step of about 1e-6 of the standard deviation.
            "glmer_ranef_nAGQ25" => {
                let Posterior::LogNormal(posterior) = shrunk.areas[i] else { panic!("no posterior") };
                let mode = posterior.log_mode() - libm::log(shrunk.centre);
                assert!((mode - row.number()).abs() < 5e-6 * row.number().abs().max(0.1), "{}: {mode}", row.unit);
            }
            "empbaysmooth_smthrr" => {
                tally.aside(&row, "a moment iteration, not maximum likelihood");
                continue;
            }
            _ => {
                tally.aside(&row, "a linearised approximation of the log-normal model");
                continue;
            }
        }
        tally.add();
    }
    tally.finish("smoothed.csv", 220, 220);
}
