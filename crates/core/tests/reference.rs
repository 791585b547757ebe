//! Every statistic against values that other programs computed.
//!
//! `tests/reference/*.csv` hold the values with the tool and the call that gave them; `input_*.csv` the data they were
//! computed on; `tails.csv` is read by the unit tests of the tail probabilities. Not carried, because they are not the
//! same quantity: epitools' `pois.exact` (nine digits) and `pois.byar` (another formula), quantiles of other types,
//! SHMI (trimmed, log scale) and proportion limits of PHE (normal, p -/+ z sqrt(p q / n)) and the FunnelPlotR flags (limits
//! left on the square-root scale).

// Helpers outside of #[test] functions are tests too.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::float_cmp)]

mod areas;
mod common;

use areas::input;
use std::collections::BTreeMap;
use unwarranted_core::interval::{Confidence, Interval, byar, clopper_pearson, exact_poisson, poisson, wilson};
use unwarranted_core::outliers::{exact, overdispersed};
use unwarranted_core::quantile::{quantile, sorted};
use unwarranted_core::rates::{indirect_ratio, rate};
use unwarranted_core::slice::SliceArea;
use unwarranted_core::{Kind, Period, Slice, indices};

struct Row {
    dataset: String,
    unit: String,
    statistic: String,
    value: String,
    call: String,
}

impl Row {
    fn number(&self) -> f64 {
        self.value.parse().unwrap_or_else(|_| panic!("{}: {}", self.statistic, self.value))
    }

    /// The number after `key=` in a text such as `x=0;n=1000;E=0.5`.
    fn field(&self, text: &str, key: &str) -> Option<f64> {
        let part = text.split([';', ' ']).find_map(|p| p.strip_prefix(key)?.strip_prefix('='))?;
        part.trim_end_matches('%').parse().ok()
    }

    /// `found` within a relative `tolerance` of the value.
    fn expect(&self, found: f64, tolerance: f64) {
        let expected = self.number();
        let close = (found - expected).abs() <= tolerance * expected.abs() + 1e-15;
        assert!(close, "{} {} {}: found {found:e}, expected {expected:e}", self.dataset, self.unit, self.statistic);
    }
}

fn read(file: &str) -> Vec<BTreeMap<String, String>> {
    let path = unwarranted_testing::root().join("crates/core/tests/reference").join(file);
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

fn rows(file: &str) -> Vec<Row> {
    let take = |mut r: BTreeMap<String, String>| {
        let mut get = |key: &str| r.remove(key).unwrap();
        Row {
            dataset: get("dataset"),
            unit: get("unit"),
            statistic: get("statistic"),
            value: get("value"),
            call: get("call"),
        }
    };
    read(file).into_iter().map(take).collect()
}

/// Rows checked, by statistic.
#[derive(Default)]
struct Tally(BTreeMap<String, usize>);

impl Tally {
    fn add(&mut self, statistic: &str) {
        *self.0.entry(statistic.to_owned()).or_default() += 1;
    }

    fn finish(&self, file: &str, known: usize) {
        let total: usize = self.0.values().sum();
        println!("{file}: {total} rows checked");
        for (statistic, n) in &self.0 {
            println!("  {n:5} {statistic}");
        }
        assert!(total >= known, "{file}: only {total} rows checked, {known} known");
    }
}

fn level(percent: &str) -> Confidence {
    let level = if percent.ends_with("998") || percent.contains("99_8") { 0.998 } else { 0.95 };
    Confidence::new(level, "level").unwrap()
}

fn side(interval: Interval, statistic: &str) -> f64 {
    if statistic.contains("lower") { interval.lower } else { interval.upper }
}

#[test]
fn intervals_of_counts_and_proportions_from_0_to_120_million() {
    let mut tally = Tally::default();
    for row in rows("intervals.csv") {
        let (x, n) = (row.field(&row.unit, "x").unwrap(), row.field(&row.unit, "n").unwrap());
        let (s, c) = (row.statistic.as_str(), level(&row.statistic));
        if s.ends_with("_method") {
            let method = poisson(x, c).method.word();
            assert_eq!(row.value, if method == "Byar" { "Byars" } else { "Exact" }, "{}", row.unit);
            tally.add("method");
            continue;
        }
        let e = row.field(&row.unit, "E");
        let whole = |r: unwarranted_core::rates::Rate| {
            if s.ends_with("value") { r.value } else { side(r.interval.unwrap(), s) }
        };
        let found = match s {
            _ if s.starts_with("byars_") => side(byar(x, c), s),
            _ if s.contains("wilson") => side(wilson(x, n, c), s),
            _ if s.starts_with("clopper") || s.starts_with("sm_prop_beta") => side(clopper_pearson(x, n, c), s),
            _ if s.starts_with("phe_rate") => whole(rate(x, n, 1e5, Kind::Count, c).unwrap()),
            _ if s.starts_with("phe_proportion") => whole(rate(x, n, 1.0, Kind::Share, c).unwrap()),
            _ if s.starts_with("ISRatio") => whole(indirect_ratio(x, e.unwrap(), c).unwrap()),
            _ if s.contains("poisson") || s.contains("exact") => side(exact_poisson(x, c), s),
            _ => panic!("{s}"),
        };
        if ["NaN", "NA"].contains(&row.value.as_str()) {
            // 0/0 at a count of zero, or a negative result: the limit is 0.
            assert!(s.starts_with("byars_lower") && found == 0.0, "{s} {}", row.unit);
        } else {
            row.expect(found, 1e-9);
        }
        tally.add(s);
    }
    tally.finish("intervals.csv", 676);
}

#[test]
fn published_examples_of_phe_indicator_methods() {
    let mut tally = Tally::default();
    let all = rows("phe_published.csv");
    let of = |unit: &str, statistic: &str| {
        let found = all.iter().find(|r| r.unit == unit && r.statistic == statistic && r.dataset.contains("ISR"));
        found.map(Row::number)
    };
    for row in &all {
        let (s, c) = (row.statistic.as_str(), level(&row.statistic));
        let given = |key: &str| row.field(&row.call, key).unwrap();
        if row.dataset.contains("Byars_Wilson") {
            let c = Confidence::new(given("confidence") / 100.0, "level").unwrap();
            let found = if s.starts_with("Byars") { byar(given("x"), c) } else { wilson(given("x"), given("n"), c) };
            row.expect(side(found, s), 1e-9);
        } else if row.dataset.contains("ISR") {
            let (o, e) = (of(&row.unit, "observed").unwrap(), of(&row.unit, "expected").unwrap());
            let unit = of(&row.unit, "value").unwrap() / (o / e);
            let ratio = indirect_ratio(o, e, c).unwrap();
            match s {
                "value" | "observed" | "expected" | "ref_rate" => continue,
                _ => row.expect(side(ratio.interval.unwrap(), s) * unit, 1e-9),
            }
        } else {
            let kind = if row.dataset.contains("Proportion") { Kind::Share } else { Kind::Count };
            let found = rate(given("numerator"), given("denominator"), given("multiplier"), kind, c).unwrap();
            row.expect(if s == "value" { found.value } else { side(found.interval.unwrap(), s) }, 1e-9);
        }
        tally.add(&format!("{} {s}", row.dataset));
    }
    tally.finish("phe_published.csv", 246);
}

#[test]
fn indirect_ratios() {
    let mut tally = Tally::default();
    let all = rows("isr_pennlc.csv");
    for row in &all {
        let of = |s: &str| {
            let found = all.iter().find(|r| r.unit == row.unit && r.statistic == format!("isratio100_{s}"));
            found.unwrap().number()
        };
        let found = indirect_ratio(of("observed"), of("expected"), level(&row.statistic)).unwrap();
        match row.statistic.as_str() {
            "isratio100_value" => row.expect(100.0 * found.value, 1e-12),
            s if s.contains("cl") => row.expect(100.0 * side(found.interval.unwrap(), s), 1e-9),
            _ => continue,
        }
        tally.add(&row.statistic);
    }
    tally.finish("isr_pennlc.csv", 335);
}

fn standardised(dataset: &str) -> Slice {
    let code = if dataset == "medpar_by_provider" { "provnum" } else { "id" };
    input(dataset, [code, "observed", "", "expected"], Kind::Count)
}

fn crude(dataset: &str) -> Slice {
    match dataset {
        "ccg211_common" => input(dataset, ["id", "observed", "population", ""], Kind::Count),
        "ccg211_common observed/population" => {
            input("ccg211_common", ["id", "observed", "population", ""], Kind::Share)
        }
        _ => input("medpar_by_provider", ["provnum", "died", "n", ""], Kind::Share),
    }
}

fn index(id: &str, slice: &Slice) -> f64 {
    indices::find(id).unwrap().compute(slice).unwrap().value
}

/// Which reference rows hold an index to its value.
const INDEX_ROWS: [(&str, &str); 9] = [
    ("eq", "max_SR"),
    ("eq-5-95", "quantile_SR_type7_p95"),
    ("eq-25-75", "quantile_SR_type7_p75"),
    ("cv", "cv_SR_REAT"),
    ("cv-weighted", "cv_SR_REAT_weighted_E"),
    ("scv", "SCV_diehr1990_raw(x1)"),
    ("scv-log", "SCV_mcpherson1982_log(x1)"),
    ("chi-square", "chisq_T"),
    ("dispersion", "glm_pearson_phi"),
];

/// Held to their values in `tests/indices.rs`; those from `range` on are computed from quantiles or sums held here or
/// there, and have doctests by hand.
const HELD_IN_INDICES: [&str; 28] = [
    "variance-gamma",
    "variance-gamma-mean1",
    "variance-lognormal",
    "variance-dl",
    "i-squared",
    "dean",
    "potthoff-whittinghill",
    "gini",
    "theil-t",
    "theil-l",
    "ge2",
    "atkinson",
    "atkinson-1",
    "atkinson-2",
    "hoover",
    "concentration",
    "theil-t-between",
    "theil-t-within",
    "theil-t-between-share",
    "variance-between",
    "range",
    "iqr",
    "eq-10-90",
    "eq-without-5",
    "mad",
    "concentration-50",
    "variance-within",
    "variance-between-share",
];

#[test]
fn every_index_is_described_and_has_reference_values() {
    let reference = rows("variation.csv");
    let mut seen = std::collections::BTreeSet::new();
    for index in indices::INDICES {
        assert!(seen.insert(index.id.to_string()), "{} twice", index.id);
        for text in [&*index.title, index.formula, index.source, index.undefined_when] {
            assert!(text.len() > 10, "{}: '{text}'", index.id);
        }
        let here = INDEX_ROWS.iter().find(|(id, _)| *id == index.id);
        let reference_row = here.is_some_and(|(_, row)| reference.iter().any(|r| r.statistic == *row));
        assert!(reference_row || HELD_IN_INDICES.contains(&&*index.id), "{} has no reference values", index.id);
    }
    for rule in unwarranted_core::outliers::RULES {
        assert!(seen.insert(rule.id.to_owned()), "{} twice", rule.id);
        for text in [rule.title, rule.formula, rule.source, rule.undefined_when] {
            assert!(text.len() > 10, "{}: '{text}'", rule.id);
        }
    }
}

#[test]
fn indices_of_variation() {
    let mut tally = Tally::default();
    let all = rows("variation.csv");
    for row in &all {
        let slice = standardised(&row.dataset);
        let order = sorted(&slice.ratios().unwrap());
        let at = |p: f64| quantile(&order, p).unwrap();
        let of = |s: &str| all.iter().find(|r| r.dataset == row.dataset && r.statistic == s).unwrap().number();
        match row.statistic.as_str() {
            "SCV_mcpherson1982_log(x1)" if row.value == "NA" => {
                let undefined = indices::scv_log::compute(&slice).unwrap_err();
                assert!(undefined.reason.contains("observed nothing"));
            }
            "SCV_diehr1990_raw(x1)" => row.expect(index("scv", &slice), 1e-11),
            "SCV_mcpherson1982_log(x1)" => row.expect(index("scv-log", &slice), 1e-11),
            "chisq_T" | "chisquare_stat" => row.expect(index("chi-square", &slice), 1e-12),
            "chisq_p" | "chisquare_p" => {
                let note = indices::chi_square::compute(&slice).unwrap().note.unwrap();
                let p = row.number();
                let words = if p > 0.0 { format!("p = {p:.1e} on") } else { "p < 1e-300 on".to_owned() };
                assert!(note.starts_with(&words), "{note}: expected {words}");
            }
            "chisq_df" => {
                let note = indices::chi_square::compute(&slice).unwrap().note.unwrap();
                assert!(note.contains(&format!(" on {} degrees of freedom", row.value)), "{note}");
            }
            "glm_pearson_phi" => row.expect(index("dispersion", &slice), 1e-12),
            "min_SR" if row.number() == 0.0 => {
                assert_eq!(indices::eq::compute(&slice).unwrap_err().reason, "the lowest rate is zero");
            }
            "min_SR" => row.expect(at(0.0), 1e-14),
            "max_SR" => {
                row.expect(at(1.0), 1e-14);
                if of("min_SR") > 0.0 {
                    assert!((index("eq", &slice) / (row.number() / of("min_SR")) - 1.0).abs() < 1e-13);
                }
            }
            "mean_SR" => row.expect(order.iter().sum::<f64>() / order.iter().map(|_| 1.0).sum::<f64>(), 1e-13),
            "sd_SR(n-1)" => row.expect(index("cv", &slice) * of("mean_SR"), 1e-12),
            "cv_SR_REAT" | "SR_CV_unweighted_ddof1" => row.expect(index("cv", &slice), 1e-12),
            "cv_SR_REAT_weighted_E" | "SR_CVw_E" => row.expect(index("cv-weighted", &slice), 1e-12),
            "wtd_mean_SR_wE" | "SR_wtd_mean_E" => row.expect(totals(&slice), 1e-13),
            "wtd_var_SR_wE_ML" => row.expect((index("cv-weighted", &slice) * totals(&slice)).powi(2), 1e-12),
            s if s.starts_with("quantile_SR_type7_p") => {
                let percent: f64 = s["quantile_SR_type7_p".len()..].parse().unwrap();
                row.expect(at(percent / 100.0), 1e-13);
                for (id, low, high) in [("eq-5-95", "5", "95"), ("eq-25-75", "25", "75")] {
                    if s.ends_with(&format!("_p{high}")) {
                        let ratio = row.number() / of(&format!("quantile_SR_type7_p{low}"));
                        assert!((index(id, &slice) / ratio - 1.0).abs() < 1e-12, "{id}");
                    }
                }
            }
            _ => expect_of_rates(row),
        }
        tally.add(&row.statistic);
    }
    tally.finish("variation.csv", 78);
}

fn totals(slice: &Slice) -> f64 {
    slice.observed().iter().sum::<f64>() / slice.expected().iter().sum::<f64>()
}

/// Statistics of crude rates per person: the indices with internal expected values.
fn expect_of_rates(row: &Row) {
    let slice = crude(&row.dataset);
    let population = slice.denominator().unwrap();
    let overall = slice.observed().iter().sum::<f64>() / population.iter().sum::<f64>();
    let cvw = index("cv-weighted", &slice);
    let rates: Vec<f64> = slice.observed().iter().zip(population).map(|(o, d)| o / d).collect();
    match row.statistic.as_str() {
        "wtd_mean_rate_pop" | "rate_wtd_mean_pop" => row.expect(overall, 1e-13),
        "wtd_var_rate_pop_ML" => row.expect((cvw * overall).powi(2), 1e-12),
        "rate_wtd_std_pop" => row.expect(cvw * overall, 1e-12),
        "rate_CVw_pop" => row.expect(cvw, 1e-12),
        "rate_CV_unweighted_ddof1" => row.expect(index("cv", &slice), 1e-12),
        s => {
            let percent: f64 = s.strip_prefix("rate_np_percentile_").unwrap().parse().unwrap();
            row.expect(quantile(&sorted(&rates), percent / 100.0).unwrap(), 1e-13);
        }
    }
}

fn levels() -> [Confidence; 2] {
    [0.95, 0.998].map(|l| Confidence::new(l, "level").unwrap())
}

#[test]
fn funnels_of_funnel_plot_r() {
    // FunnelPlotR rounds z to 1.959964 and 3.090232, which moves limits by up to 1e-7.
    const ROUNDED_Z: f64 = 3e-7;
    let mut tally = Tally::default();
    for row in rows("funnel_plotr.csv") {
        let share = row.statistic.starts_with("FPR_PR");
        let slice = if share { crude(&row.dataset) } else { standardised(&row.dataset) };
        let (plain, adjusted) =
            (exact::assess(&slice, &levels()).unwrap(), overdispersed::assess(&slice, &levels()).unwrap());
        let area = slice.areas().iter().position(|a| *a.code == *row.unit);
        let observed = area.map(|i| slice.observed()[i]);
        let expected = area.map(|i| slice.expected()[i]);
        let limits = |name: &str| {
            let pair = adjusted.areas[area.unwrap()].limits[usize::from(name.contains("99"))];
            if name.contains("LCL") { pair[0] } else { pair[1] }
        };
        let (_, name) = row.statistic.rsplit_once('_').unwrap();
        match name {
            "phi" => row.expect(adjusted.phi.unwrap(), 1e-11),
            "tau2" => row.expect(adjusted.tau2.unwrap(), 1e-11),
            "rr" if share => row.expect(observed.unwrap() / slice.denominator().unwrap()[area.unwrap()], 1e-13),
            "rr" => row.expect(observed.unwrap() / expected.unwrap(), 1e-13),
            "Y" if share => {
                let d = slice.denominator().unwrap()[area.unwrap()];
                row.expect(libm::asin((observed.unwrap() / d).sqrt()), 1e-13);
            }
            "Y" => row.expect((observed.unwrap() / expected.unwrap()).sqrt(), 1e-13),
            "Uzscore" => row.expect(plain.areas[area.unwrap()].z, 1e-9),
            "Wuzscore" => {
                let order = sorted(&plain.areas.iter().map(|a| a.z).collect::<Vec<_>>());
                let ends = (quantile(&order, 0.1).unwrap(), quantile(&order, 0.9).unwrap());
                row.expect(plain.areas[area.unwrap()].z.clamp(ends.0, ends.1), 1e-9);
            }
            // Left on the square-root scale there, squared back here; a lower end below zero is zero here.
            _ if name.starts_with("OD") && !share => {
                assert!((limits(name) - row.number().max(0.0).powi(2)).abs() < ROUNDED_Z, "{}", row.unit);
            }
            // Beyond a right angle they go on turning and come back down; here the limit is 100 %.
            _ if name.starts_with("OD") && limits(name) * slice.overall_share().unwrap() > 1.0 - 1e-9 => {
                assert!(name.contains("UCL") && row.number() <= 1.0);
            }
            _ if name.starts_with("OD") => {
                row.expect(limits(name) * slice.overall_share().unwrap(), ROUNDED_Z * 10.0);
            }
            // Their unadjusted limits are the exact interval of a count of E.
            _ if !share => {
                let level = levels()[usize::from(name.contains("99"))];
                let interval = exact_poisson(expected.unwrap(), level);
                let found = if name.contains("LCL") { interval.lower } else { interval.upper };
                row.expect(found / expected.unwrap(), ROUNDED_Z);
            }
            _ => continue,
        }
        tally.add(&row.statistic);
    }
    tally.finish("funnel_plotr.csv", 508);
}

#[test]
fn binomial_quantiles_of_funnel_r() {
    let medpar = crude("medpar_by_provider died/n");
    let p = medpar.overall_share().unwrap();
    let mut tally = Tally::default();
    let mut widened = 0;
    for row in rows("funnelr.csv") {
        let n: f64 = row.unit.parse().unwrap();
        let area = SliceArea {
            code: "A".into(),
            name: None,
            observed: 0.0,
            denominator: Some(n),
            expected: Some(n * p),
            months: 1,
        };
        let slice = Slice::new("", Period::All, Kind::Share, vec![area], Vec::new(), 1).unwrap();
        let found =
            exact::assess(&slice, &levels()).unwrap().areas[0].limits[usize::from(row.statistic.ends_with('2'))];
        let quantile = (row.number() * n).round();
        let upper = row.statistic.contains("_up");
        let count = found[usize::from(upper)] * n * p;
        // Ours lies between the quantile r and r - 1; the upper one is never below the expected value itself.
        if upper && (found[1] - 1.0).abs() < 1e-12 {
            widened += 1;
            continue;
        }
        assert!(
            count <= quantile + 1e-9 && (count > quantile - 1.0 - 1e-9 || count == 0.0),
            "{} {count} {quantile}",
            row.unit
        );
        tally.add(&row.statistic);
    }
    println!("{widened} upper limits widened to the expected value");
    tally.finish("funnelr.csv", 368);
}

#[test]
fn significance_and_limits_of_phe() {
    let mut tally = Tally::default();
    let ccg = read("input_ccg211_common.csv");
    let number = |r: &BTreeMap<String, String>, column: &str| r[column].parse::<f64>().unwrap();
    let first: Vec<_> = ccg.iter().take(60).collect();
    let total = |column: &str| first.iter().map(|r| number(r, column)).sum::<f64>();
    let all = rows("funnel_phe.csv");
    for row in &all {
        if row.statistic.starts_with("phe_sig") {
            let base = if row.statistic.ends_with("ratio") { "expected" } else { "population" };
            let area = first.iter().find(|r| r["id"] == row.unit).unwrap();
            let centre = if base == "expected" { 1.0 } else { total("observed") / total(base) };
            let outside = |c: Confidence| {
                let i = poisson(number(area, "observed"), c).scaled(1.0 / number(area, base) / centre);
                if i.lower > 1.0 {
                    "High"
                } else if i.upper < 1.0 {
                    "Low"
                } else {
                    ""
                }
            };
            let found = match levels().map(outside) {
                [_, side] if !side.is_empty() => format!("{side} (0.001)"),
                [side, _] if !side.is_empty() => format!("{side} (0.025)"),
                _ => "Not significant".to_owned(),
            };
            assert_eq!(found, row.value, "{} {}", row.unit, row.statistic);
        } else {
            let events = all.iter().find(|r| r.unit == row.unit && r.statistic.ends_with("Observed_events")).unwrap();
            let level = levels()[usize::from(row.statistic.contains("3s"))];
            let interval = exact_poisson(events.number(), level);
            // Theirs come from a bisection, good to six digits.
            let (count, upper) = (events.number(), row.statistic.contains("upper"));
            let bound = if upper { interval.lower } else { interval.upper };
            match row.statistic.as_str() {
                s if s.ends_with("exp_events") => {
                    assert!((row.number() - bound).abs() < 1e-6 * bound.max(1.0), "{s} {}", row.unit)
                }
                s if s.ends_with("_limit") => row.expect(100.0 * count / bound, 1e-4),
                _ => continue,
            }
        }
        tally.add(&row.statistic);
    }
    tally.finish("funnel_phe.csv", 280);
}
