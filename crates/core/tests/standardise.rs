//! Directly and indirectly standardised rates against values that other programs computed.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // helpers of tests are not marked as tests

mod common;

use common::{Tally, rows, table};
use std::collections::BTreeMap;
use unwarranted_core::interval::{Confidence, Interval};
use unwarranted_core::rates::{Rate, indirect_rate, indirect_ratio};
use unwarranted_core::standardise::{
    DirectMethod, Reference, Strata, StratumKey, StratumRow, WeightedStratum, direct, european,
};

const CLOSED: f64 = 1e-9;

type Record = BTreeMap<String, String>;

fn number(record: &Record, column: &str) -> f64 {
    record[column].parse().unwrap()
}

/// A blank count of the published examples is taken as none, as the tool does.
fn count(record: &Record) -> f64 {
    if record["count"].is_empty() { 0.0 } else { number(record, "count") }
}

fn level(statistic: &str) -> Confidence {
    Confidence::new(if statistic.contains("99_8") { 0.998 } else { 0.95 }, "level").unwrap()
}

fn side(interval: Interval, statistic: &str) -> f64 {
    if statistic.contains("lower") || statistic.contains("lci") { interval.lower } else { interval.upper }
}

fn part(rate: Rate, statistic: &str) -> f64 {
    let limit = ["lower", "upper", "lci", "uci"].iter().any(|word| statistic.contains(word));
    if limit { side(rate.interval.unwrap(), statistic) } else { rate.value }
}

type Counties = BTreeMap<String, Vec<(String, f64, f64)>>;
type State = BTreeMap<String, (f64, f64)>;

/// Cases and population of each county of Pennsylvania by stratum (race, sex, age), and those of the state.
fn pennsylvania() -> (Counties, State) {
    let (mut counties, mut state) = (Counties::default(), State::default());
    for r in table("pennlc") {
        let stratum = format!("{} {} {}", r["race"], r["gender"], r["age"]);
        let (cases, people) = (number(&r, "cases"), number(&r, "population"));
        let sum = state.entry(stratum.clone()).or_default();
        *sum = (sum.0 + cases, sum.1 + people);
        counties.entry(r["county"].clone()).or_default().push((stratum, cases, people));
    }
    (counties, state)
}

#[test]
fn direct_rates_of_the_counties_of_pennsylvania() {
    let (counties, state) = pennsylvania();
    let mut tally = Tally::default();
    for row in rows("dsr_pennlc.csv") {
        let strata: Vec<WeightedStratum> =
            counties[&row.unit].iter().map(|(k, o, n)| WeightedStratum::new(*o, *n, state[k].1)).collect();
        let s = row.statistic.as_str();
        let dobson = s.starts_with("dsr_per100k");
        let (per, method) = if dobson { (1e5, DirectMethod::Dobson) } else { (1.0, DirectMethod::FayFeuer) };
        let found = direct(&strata, per, method, level(s));
        match s {
            "dsr_per100k_total_count" => row.expect(strata.iter().map(|s| s.observed).sum(), 0.0),
            "fay_feuer_crude.rate_per1" => {
                let [o, n] = [|s: &WeightedStratum| s.observed, |s: &WeightedStratum| s.population];
                row.expect(strata.iter().map(o).sum::<f64>() / strata.iter().map(n).sum::<f64>(), 1e-12);
            }
            "dsr_per100k_total_pop" => row.expect(strata.iter().map(|s| s.population).sum(), 0.0),
            _ if row.value == "NA" => assert!(found.unwrap_err().reason.contains("fewer than ten"), "{}", row.unit),
            _ => row.expect(part(found.unwrap(), s), CLOSED),
        }
        tally.add();
    }
    tally.finish("dsr_pennlc.csv", 938, 0);
}

#[test]
fn expected_values_and_rates_of_the_counties_of_pennsylvania() {
    let (counties, state) = pennsylvania();
    let mut tally = Tally::default();
    let crude = state.values().map(|v| v.0).sum::<f64>() / state.values().map(|v| v.1).sum::<f64>();
    for row in rows("isr_strata.csv") {
        let strata = &counties[&row.unit];
        let observed: f64 = strata.iter().map(|s| s.1).sum();
        let expected: f64 = strata.iter().map(|(k, _, n)| n * state[k].0 / state[k].1).sum();
        let s = row.statistic.as_str();
        match s {
            "isratio100_expected" | "expected_SpatialEpi" | "epitools_indirect_exp" => row.expect(expected, 1e-12),
            "epitools_indirect_observed" => row.expect(observed, 0.0),
            "epitools_indirect_sir" => {
                row.expect(indirect_ratio(observed, expected, level(s)).unwrap().value, 1e-12);
            }
            "israte_per100k_ref_rate" => row.expect(1e5 * crude, 1e-12),
            _ if s.starts_with("israte") => {
                row.expect(part(indirect_rate(observed, expected, crude, 1e5, level(s)).unwrap(), s), CLOSED);
            }
            _ => {
                tally.aside(&row, "limits exp(-/+ 1.96 / sqrt O), an approximation that is not offered");
                continue;
            }
        }
        tally.add();
    }
    tally.finish("isr_strata.csv", 737, 134);
}

/// The strata of the published examples: events, people and, where given, how many persons had how many events.
fn published(area: &str, european: bool) -> Vec<WeightedStratum> {
    if area == "testdata_1976" {
        let weighted = |r: Record| WeightedStratum::new(number(&r, "count"), number(&r, "pop"), number(&r, "esp1976"));
        return table("phe_1976").into_iter().map(weighted).collect();
    }
    let bands = european::common_bands();
    let weight = |i: usize| if european { european::weight(bands[i]).unwrap() } else { 1.0 };
    let own = |file: &str| -> Vec<Record> { table(file).into_iter().filter(|r| r["area"] == area).collect() };
    if area.contains("nonind") {
        let persons = |r: &Record| ["f1", "f2", "f3", "f4"].map(|f| r[f].parse().unwrap_or(0.0));
        let stratum = |(i, r): (usize, &Record)| WeightedStratum::of_persons(&persons(r), number(r, "pop"), weight(i));
        return own("phe_nonindependent").iter().enumerate().map(stratum).collect();
    }
    let stratum = |(i, r): (usize, &Record)| WeightedStratum::new(count(r), number(r, "pop"), weight(i));
    own("phe_multiarea_strata").iter().enumerate().map(stratum).collect()
}

#[test]
fn published_directly_standardised_rates() {
    let mut tally = Tally::default();
    for row in rows("phe_dsr.csv") {
        let (_, area) = row.unit.split_once(':').unwrap();
        let strata = published(area, true);
        assert!(strata.len() >= 18, "{area}");
        let s = row.statistic.as_str();
        let per = row.call.rsplit_once("per ").map_or(1.0, |(_, per)| per.parse().unwrap());
        match s {
            "total_count" => row.expect(strata.iter().map(|s| s.observed).sum(), 0.0),
            "total_pop" => row.expect(strata.iter().map(|s| s.population).sum(), 0.0),
            _ if area == "testdata_1976" && s.contains("99_8") => {
                tally.aside(&row, "ten times the rate's own unit in the published table");
                continue;
            }
            _ => row.expect(part(direct(&strata, per, DirectMethod::Dobson, level(s)).unwrap(), s), CLOSED),
        }
        tally.add();
    }
    for area in ["testdata_tiny", "testdata_nonind_tiny"] {
        let found = direct(&published(area, true), 1.0, DirectMethod::Dobson, level("95"));
        assert!(found.unwrap_err().reason.contains("fewer than ten"));
    }
    tally.finish("phe_dsr.csv", 65, 4);
}

#[test]
fn published_indirectly_standardised_rates() {
    let bands = european::common_bands();
    let key = |i: usize| StratumKey { age_band: bands[i], sex: None };
    let reference = table("phe_refdata");
    let of = |(i, r): (usize, &Record)| (key(i), number(r, "refcount"), number(r, "refpop"));
    let reference = Reference::new(reference.iter().enumerate().map(of)).unwrap();
    let mut tally = Tally::default();
    for row in rows("phe_isr.csv") {
        let (_, area) = row.unit.split_once(':').unwrap();
        if area.starts_with("Area") {
            tally.aside(&row, "the strata of these areas are not given");
            continue;
        }
        let stratum = |(i, s): (usize, WeightedStratum)| StratumRow {
            area: area.into(),
            age_band: bands[i],
            sex: None,
            observed: s.observed,
            population: s.population,
        };
        let strata: Vec<StratumRow> = published(area, false).into_iter().enumerate().map(stratum).collect();
        let strata = Strata::new(&strata).unwrap();
        let (observed, expected) = (strata.observed()[0], strata.expected(&reference).unwrap()[0]);
        let s = row.statistic.as_str();
        let ratio = row.call.contains("ratio");
        let (_, per) = row.call.rsplit_once(' ').unwrap();
        let per: f64 = per.parse().unwrap();
        let base = if ratio { 1.0 } else { reference.crude_rate().unwrap() };
        match s {
            "observed" => row.expect(observed, 0.0),
            "expected" => row.expect(expected, 1e-12),
            "ref_rate" => row.expect(reference.crude_rate().unwrap() * per, 1e-12),
            _ => row.expect(part(indirect_rate(observed, expected, base, per, level(s)).unwrap(), s), CLOSED),
        }
        tally.add();
    }
    tally.finish("phe_isr.csv", 90, 22);
}
