//! Outlier rules and the control of false alarms against values that other programs computed.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // helpers of tests are not marked as tests

mod areas;
mod common;

use areas::input;
use common::{Row, Tally, rows, table};
use std::collections::BTreeMap;
use unwarranted_core::interval::{Confidence, exact_poisson};
use unwarranted_core::opportunity::{OpportunityOptions, opportunity};
use unwarranted_core::outliers::control::{self, Control};
use unwarranted_core::outliers::{Assessment, cqc_compat, openprescribing_z, phe, shmi};
use unwarranted_core::quantile::{percent_ranks, quantile, sorted};
use unwarranted_core::{Kind, Polarity, Slice};

fn levels() -> [Confidence; 2] {
    [0.95, 0.998].map(|level| Confidence::new(level, "level").unwrap())
}

fn standardised(dataset: &str) -> Slice {
    let code = if dataset == "medpar_by_provider" { "provnum" } else { "id" };
    input(dataset, [code, "observed", "", "expected"], Kind::Count)
}

/// FunnelPlotR rounds z to 1.959964 and 3.090232, which moves limits by up to 3e-7.
const ROUNDED_Z: f64 = 3e-7;

fn limit(found: &Assessment, area: usize, name: &str) -> f64 {
    found.areas[area].limits[usize::from(name.contains("99"))][usize::from(name.contains("UCL"))]
}

#[test]
fn limits_of_the_summary_hospital_mortality_indicator() {
    let mut tally = Tally::default();
    for row in rows("funnel_shmi.csv") {
        let slice = standardised(&row.dataset);
        let found = shmi::assess(&slice, &levels()).unwrap();
        let area = slice.areas().iter().position(|a| *a.code == *row.unit);
        let ratio = area.map(|i| slice.observed()[i] / slice.expected()[i]);
        let expected = area.map(|i| slice.expected()[i]);
        let (_, name) = row.statistic.rsplit_once('_').unwrap();
        match name {
            _ if row.statistic.contains("rounded") => {
                tally.aside(&row, "expected values rounded to two decimals first");
                continue;
            }
            "phi" => row.expect(found.phi.unwrap(), 1e-9),
            "tau2" => row.expect(found.tau2.unwrap(), 1e-9),
            "Y" => row.expect(libm::log(ratio.unwrap()), 1e-11),
            "Uzscore" => row.expect(libm::log(ratio.unwrap()) * expected.unwrap().sqrt(), 1e-11),
            "Wuzscore" if row.value != "NA" => row.expect(libm::log(ratio.unwrap()) * expected.unwrap().sqrt(), 1e-11),
            "Wuzscore" | "truncated" => {
                tally.aside(&row, "which areas are trimmed is not in the result; phi and tau2 hold it");
                continue;
            }
            "outlier" => {
                let [low, high] = found.areas[area.unwrap()].limits[1];
                let outside = ratio.unwrap() < low || ratio.unwrap() > high;
                assert_eq!(row.value, if outside { "1" } else { "0" }, "{}", row.unit);
            }
            _ if name.starts_with("OD") => row.expect(limit(&found, area.unwrap(), name), ROUNDED_Z),
            _ => panic!("{}", row.statistic),
        }
        tally.add();
    }
    tally.finish("funnel_shmi.csv", 424, 68);
}

#[test]
fn compatibility_limits_of_funnel_plot_r() {
    let mut tally = Tally::default();
    for row in rows("funnel_plotr.csv").iter().filter(|r| r.statistic.starts_with("FPR_SR_CQC_OD")) {
        let slice = standardised(&row.dataset);
        let found = cqc_compat::assess(&slice, &levels()).unwrap();
        let area = slice.areas().iter().position(|a| *a.code == *row.unit).unwrap();
        let (_, name) = row.statistic.rsplit_once('_').unwrap();
        // A lower end below zero is zero here.
        assert!((limit(&found, area, name) - row.number().max(0.0)).abs() < ROUNDED_Z, "{} {name}", row.unit);
        tally.add();
    }
    tally.finish("funnel_plotr.csv (limits left on the square-root scale)", 100, 0);
}

fn label(observed: f64, limits: [[f64; 2]; 2]) -> &'static str {
    match limits {
        [_, [_, high]] if observed > high => "High (0.001)",
        [_, [low, _]] if observed < low => "Low (0.001)",
        [[_, high], _] if observed > high => "High (0.025)",
        [[low, _], _] if observed < low => "Low (0.025)",
        _ => "Not significant",
    }
}

#[test]
fn published_significance_of_public_health_profiles() {
    let number = |r: &BTreeMap<String, String>, column: &str| r[column].parse::<f64>().unwrap_or(f64::NAN);
    let (ratios, shares, rates) = (table("phe_funnel_ratio"), table("phe_funnel_prop"), table("phe_funnel_rate"));
    let sum =
        |records: &[BTreeMap<String, String>], column: &str| records.iter().map(|r| number(r, column)).sum::<f64>();
    let share = sum(&shares, "numerator") / sum(&shares, "denominator");
    let mut tally = Tally::default();
    for row in rows("phe_significance.csv") {
        let i = row.unit.parse::<usize>().unwrap() - 1;
        let found = if row.dataset.contains("ratio") {
            let r = &ratios[i];
            label(number(r, "obs"), levels().map(|level| phe::count_limits(number(r, "expected"), level)))
        } else if row.dataset.contains("prop") {
            let (x, n) = (number(&shares[i], "numerator"), number(&shares[i], "denominator"));
            label(x / n, levels().map(|level| phe::share_limits(share, n, level)))
        } else {
            let used = if row.statistic.ends_with("with_0") { &rates[..] } else { &rates[..39] };
            let events = number(&rates[i], "count");
            if row.value.starts_with("Not applicable") {
                assert!(events < control::MINIMUM_EXPECTED);
                tally.add();
                continue;
            }
            if i >= used.len() {
                tally.aside(&row, "an area that the call leaves out");
                continue;
            }
            // A directly standardised rate has the population that would give its events at its rate.
            let people = |r: &BTreeMap<String, String>| match row.statistic.starts_with("dsr") {
                true if number(r, "count") > 0.0 => number(r, "count") / number(r, "rate_dsr"),
                true => 0.0,
                false => number(r, "pop"),
            };
            let overall = sum(used, "count") / used.iter().map(people).sum::<f64>();
            let expected = people(&rates[i]) * overall;
            label(events, levels().map(|level| phe::count_limits(expected, level)))
        };
        assert_eq!(found, row.value, "{} {} {}", row.dataset, row.unit, row.statistic);
        tally.add();
    }
    tally.finish("phe_significance.csv", 761, 2);
}

#[test]
fn rule_flags_what_public_health_profiles_flag() {
    // The same through the rule itself, on the 60 areas of the other table of significances.
    let first: Vec<_> = table("ccg211_common").into_iter().take(60).collect();
    let number = |r: &BTreeMap<String, String>, column: &str| r[column].parse::<f64>().unwrap();
    let make = |kind: Kind, base: &str| {
        let rows: Vec<_> = first.iter().map(|r| (r["id"].as_str(), number(r, "observed"), number(r, base))).collect();
        if base == "expected" { Slice::from_expected(kind, &rows) } else { Slice::from_denominators(kind, &rows) }
            .unwrap()
    };
    let slices = [make(Kind::Count, "expected"), make(Kind::Share, "population"), make(Kind::Count, "population")];
    let found = slices.each_ref().map(|slice| phe::assess(slice, &levels()).unwrap());
    let mut tally = Tally::default();
    let all = [rows("funnel_phe.csv"), rows("funnel_phe_share.csv")].concat();
    for row in all.iter().filter(|r| r.statistic.starts_with("phe_sig")) {
        let which = ["ratio", "proportion", "crude_rate"].iter().position(|w| row.statistic.ends_with(w)).unwrap();
        let slice = &slices[which];
        let i = slice.areas().iter().position(|a| *a.code == *row.unit).unwrap();
        let limits = &found[which].areas[i].limits;
        assert_eq!(label(slice.ratios().unwrap()[i], [limits[0], limits[1]]), row.value, "{}", row.unit);
        tally.add();
    }
    tally.finish("funnel_phe.csv (significance)", 180, 0);
}

#[test]
fn published_limits_of_public_health_profiles() {
    let shares = table("phe_funnel_prop");
    let sum = |column: &str| shares.iter().map(|r| r[column].parse::<f64>().unwrap()).sum::<f64>();
    let share = sum("numerator") / sum("denominator");
    let all = rows("phe_limits.csv");
    let of = |row: &Row, statistic: &str| {
        let found = all.iter().find(|r| r.dataset == row.dataset && r.unit == row.unit && r.statistic == statistic);
        found.unwrap().number()
    };
    let mut tally = Tally::default();
    for row in &all {
        let s = row.statistic.as_str();
        let level = levels()[usize::from(s.contains("3s"))];
        if row.dataset.contains("prop") {
            let found = match s {
                "Population" => continue,
                "Baseline" => share,
                _ => phe::share_limits(share, of(row, "Population"), level)[usize::from(s.starts_with("Upper"))],
            };
            // Printed with ten digits or fewer.
            assert!((100.0 * found - row.number()).abs() < 1e-5, "{s} {}: {}", row.unit, 100.0 * found);
        } else {
            let events = match s {
                "Observed_events" => continue,
                _ => of(row, "Observed_events"),
            };
            let interval = exact_poisson(events, level);
            let bound = if s.starts_with("lower") { interval.upper } else { interval.lower };
            // By bisection there, good to about 1e-6 of an event: a relative error of 1e-6 over the bound.
            let tolerance = 2e-6 / bound.min(1.0);
            match s {
                s if s.ends_with("exp_events") => row.expect(bound, tolerance),
                s if s.ends_with("isr") => row.expect(100.0 * events / bound, tolerance),
                _ => row.expect((events - bound) / bound, 20.0 * tolerance),
            }
        }
        tally.add();
    }
    tally.finish("phe_limits.csv", 289, 0);
}

#[test]
fn limits_of_shares_in_public_health_profiles() {
    let first: Vec<_> = table("ccg211_common").into_iter().take(60).collect();
    let sum = |column: &str| first.iter().map(|r| r[column].parse::<f64>().unwrap()).sum::<f64>();
    let share = sum("observed") / sum("population");
    let all = rows("funnel_phe_share.csv");
    let mut tally = Tally::default();
    for row in all.iter().filter(|r| r.statistic.starts_with("phe_limits")) {
        let population = all.iter().find(|r| r.unit == row.unit && r.statistic.ends_with("Population")).unwrap();
        let level = levels()[usize::from(row.statistic.contains("3s"))];
        let limits = phe::share_limits(share, population.number(), level);
        let found = match row.statistic.as_str() {
            "phe_limits_proportion_Population" => population.number(),
            "phe_limits_proportion_baseline" => 100.0 * share,
            s => 100.0 * limits[usize::from(s.contains("upper"))],
        };
        assert!(
            (found - row.number()).abs() < 1e-9 * row.number().max(1e-6),
            "{} {}: {found}",
            row.statistic,
            row.unit
        );
        tally.add();
    }
    tally.finish("funnel_phe_share.csv (limits)", 60, 0);
}

#[test]
fn adjusted_p_values() {
    let p: Vec<Option<f64>> = table("pvalues").iter().map(|r| Some(r["p"].parse().unwrap())).collect();
    let (bh, holm, bonferroni) = (control::benjamini_hochberg(&p), control::holm(&p), control::bonferroni(&p));
    let alarms = Control::Fdr(0.05).alarms(&p);
    let mut tally = Tally::default();
    for row in rows("fdr.csv") {
        let i = row.unit.parse::<usize>().unwrap() - 1;
        match row.statistic.as_str() {
            "p.adjust_BH" | "sm_fdr_bh_adj" => row.expect(bh[i].unwrap(), 1e-12),
            "p.adjust_holm" => row.expect(holm[i].unwrap(), 1e-12),
            "p.adjust_bonferroni" => row.expect(bonferroni[i].unwrap(), 1e-12),
            "sm_fdr_bh_reject" => assert_eq!(row.value == "True", alarms[i].unwrap(), "{}", row.unit),
            s => panic!("{s}"),
        }
        tally.add();
    }
    tally.finish("fdr.csv", 739, 0);
}

/// Savings at a decile: those of an organisation are signed, those of all are the sum of the positive ones.
fn saving(organisations: &BTreeMap<String, (f64, f64)>, row: &Row) {
    let rows: Vec<(&str, f64, f64)> = organisations.iter().map(|(code, v)| (code.as_str(), v.0, v.1)).collect();
    let slice = Slice::from_denominators(Kind::Amount, &rows).unwrap();
    let percent = row.statistic.rsplit('_').next().unwrap();
    let to = format!("decile:{}", &percent[..1]).parse().unwrap();
    let options = OpportunityOptions {
        to,
        polarity: Polarity::Low,
        likeness: None,
        targets: BTreeMap::new(),
        confidence: levels()[0],
        replicates: 0,
        seed: 1,
    };
    let found = opportunity(&slice, &options).unwrap();
    let saved = match row.unit.as_str() {
        "" => found.clipped.unwrap(),
        unit => found.areas.iter().find(|a| &*a.area == unit).unwrap().signed,
    };
    assert!((saved - row.number()).abs() < 1e-7, "{} {}: {saved}", row.unit, row.statistic);
}

#[test]
fn percentiles_of_open_prescribing() {
    let records = table("op_measure");
    let mut organisations: [BTreeMap<String, (f64, f64)>; 2] = Default::default();
    for r in &records {
        for (level, column) in ["practice", "ccg"].iter().enumerate() {
            let sum = organisations[level].entry(r[*column].clone()).or_default();
            let number = |column: &str| r[column].parse::<f64>().unwrap();
            *sum = (sum.0 + number("num_cost"), sum.1 + number("list_size") / 1000.0);
        }
    }
    let mut tally = Tally::default();
    for row in rows("openprescribing.csv") {
        let level = &organisations[usize::from(row.dataset.ends_with("ccg"))];
        let known: BTreeMap<&String, f64> =
            level.iter().filter(|(_, v)| v.1 > 0.0).map(|(k, v)| (k, v.0 / v.1)).collect();
        let values: Vec<f64> = known.values().copied().collect();
        let s = row.statistic.as_str();
        match s {
            "calc_value" if known.contains_key(&row.unit) => row.expect(known[&row.unit], 1e-12),
            "percent_rank_0_1" if known.contains_key(&row.unit) => {
                let place = known.keys().position(|k| **k == row.unit).unwrap();
                assert!((percent_ranks(&values)[place] - row.number()).abs() < 1e-12, "{}", row.unit);
            }
            "calc_value" | "percent_rank_0_1" => assert!(row.value.is_empty() || ["NA", "NaN"].contains(&&*row.value)),
            _ if s.starts_with("decile_") => {
                let tenths: f64 = s.split('_').nth(1).unwrap().parse().unwrap();
                let found = quantile(&sorted(&values), tenths / 100.0).unwrap();
                assert!((found - row.number()).abs() <= 1e-12 * row.number(), "{s}: {found}");
            }
            _ if s.contains("cost_savings_") => saving(level, &row),
            _ => panic!("{s}"),
        }
        tally.add();
    }
    tally.finish("openprescribing.csv", 797, 0);
}

#[test]
fn open_prescribing_z_is_that_of_the_ratios() {
    let slice = input("medpar_by_provider", ["provnum", "died", "n", ""], Kind::Share);
    let found = openprescribing_z::assess(&slice, &levels()).unwrap();
    let d = slice.denominator().unwrap();
    let x: Vec<f64> = slice.observed().iter().zip(d).map(|(o, d)| o / d).collect();
    let n = f64::from(u32::try_from(x.len()).unwrap());
    let mean = x.iter().sum::<f64>() / n;
    let sd = (x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    assert_eq!(found.areas.len(), x.len());
    for (x, area) in x.iter().zip(&found.areas) {
        assert!((area.z - (x - mean) / sd).abs() < 1e-10);
    }
}
