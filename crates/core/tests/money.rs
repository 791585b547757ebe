//! Similar areas, opportunity and merges: against values that other programs computed, and in areas whose truth is known.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // helpers of tests are not marked as tests

mod common;

use common::{Row, Tally, rows, table};
use std::collections::BTreeMap;
use std::sync::Arc;
use unwarranted_core::funding::{Funded, funding};
use unwarranted_core::interval::Confidence;
use unwarranted_core::merge::merge;
use unwarranted_core::opportunity::{MoveTo, Opportunity, OpportunityOptions, opportunity};
use unwarranted_core::resampling::Practice;
use unwarranted_core::similar::{Groups, Indicator, Likeness, Similar, similar};
use unwarranted_core::{Kind, Period, Polarity, Slice};
use unwarranted_testing::reference_inputs;

const CLOSED: f64 = 1e-9;

type Table = Vec<BTreeMap<String, String>>;

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap()
}

fn indicators(table: &Table) -> Vec<Indicator> {
    let of = |(name, logarithm): (&str, bool)| {
        let values = table.iter().map(|r| (r["area"].as_str().into(), number(r, name))).collect();
        Indicator { name: name.into(), logarithm, values }
    };
    [("imd_extent", false), ("over75", false), ("gdhi", false), ("pop", true)].map(of).into()
}

fn slice(table: &Table) -> Slice {
    let rows: Vec<(&str, f64, f64)> =
        table.iter().map(|r| (r["area"].as_str(), number(r, "items"), number(r, "register"))).collect();
    let regions: BTreeMap<&str, &str> = table.iter().map(|r| (r["area"].as_str(), r["region"].as_str())).collect();
    let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
    slice.with_groups(|code| regions.get(code).map(|r| (*r).into())).unwrap()
}

/// How unequal they are, as money by area is measured, with its other measures beside those of merging.
fn gini(table: &Table) -> f64 {
    let one = |r: &BTreeMap<String, String>| Funded {
        code: r["area"].as_str().into(),
        name: None,
        region: Some(r["region"].as_str().into()),
        amount: number(r, "items"),
        registered: Some(number(r, "register")),
        weighted: None,
        target: None,
        rank: None,
    };
    let found = funding(Period::All, table.iter().map(one).collect(), None).unwrap();
    let [unequal] = &found.unequal[..] else { panic!("registered people alone") };
    let merged = merge(&slice(table));
    let close = |a: Option<f64>, b: Option<f64>| assert!((a.unwrap() - b.unwrap()).abs() < CLOSED, "{a:?} {b:?}");
    close(unequal.cv_weighted, merged.before.cv_weighted);
    close(unequal.theil_t, merged.before.theil_t);
    close(unequal.theil_between_share, merged.theil_between_share);
    close(unequal.variance_between_share, merged.between_share);
    unequal.gini.unwrap()
}

fn options(to: &str, indicators: Vec<Indicator>, replicates: usize) -> OpportunityOptions {
    OpportunityOptions {
        to: to.parse().unwrap(),
        polarity: Polarity::Low,
        likeness: (!indicators.is_empty()).then_some(Likeness::Nearest { indicators, nearest: 10 }),
        targets: BTreeMap::new(),
        confidence: Confidence::new(0.95, "confidence").unwrap(),
        replicates,
        seed: 7,
    }
}

fn moved(slice: &Slice, to: &str) -> Opportunity {
    opportunity(slice, &options(to, Vec::new(), 0)).unwrap()
}

/// What is compared with the values of the 182 groups.
struct Found {
    similar: Similar,
    best: Opportunity,
    slice: Slice,
}

impl Found {
    fn of_area(&self, row: &Row) {
        let (rate, register) = {
            let i = self.slice.areas().iter().position(|a| *a.code == *row.unit).unwrap();
            (self.slice.observed()[i] / self.slice.denominator().unwrap()[i], self.slice.denominator().unwrap()[i])
        };
        let area = self.best.areas.iter().find(|a| *a.area == *row.unit).unwrap();
        match row.statistic.as_str() {
            "best5_mean_rate_low" => row.expect(area.target, CLOSED),
            "opportunity_low_is_good" => {
                assert!((area.clipped - row.number()).abs() <= CLOSED * row.number() + 1e-9, "{}", row.unit);
            }
            "opportunity_signed_median_of_10" => {
                let rates: BTreeMap<&str, f64> = self.best.areas.iter().map(|a| (&*a.area, a.rate)).collect();
                let of = self.similar.by_area().find(|of| *of[0].area == *row.unit).unwrap();
                let mut ten: Vec<f64> = of.iter().map(|n| rates[&*n.neighbour]).collect();
                ten.sort_by(f64::total_cmp);
                let found = (rate - f64::midpoint(ten[4], ten[5])) * register;
                assert!((found - row.number()).abs() <= CLOSED * row.number().abs() + 1e-9, "{}", row.unit);
            }
            other => panic!("{other}"),
        }
    }

    fn of_all(&self, row: &Row) {
        let merged = merge(&self.slice);
        let (before, after) = (merged.before, merged.after);
        let total = before.weighted_variance.unwrap();
        let found = match row.statistic.as_str() {
            "cvw_areas" => before.cv_weighted.unwrap(),
            "cvw_merged_to_regions" => after.cv_weighted.unwrap(),
            "variance_total" => total,
            "variance_between_regions" => after.weighted_variance.unwrap(),
            "variance_within_regions" => merged.within_share.unwrap() * total,
            "theil_T_weighted" => before.theil_t.unwrap(),
            "theil_T_between_regions" => after.theil_t.unwrap(),
            "theil_T_between_share" => merged.theil_between_share.unwrap(),
            s => {
                let (to, which) = s.strip_prefix("winners_losers_to_quantile_0.").unwrap().split_once('_').unwrap();
                let found = moved(&self.slice, &format!("decile:{to}"));
                if to == "5" {
                    assert_eq!(found.clipped, moved(&self.slice, "median").clipped);
                }
                if which == "clipped" { found.clipped.unwrap() } else { found.signed.unwrap() }
            }
        };
        row.expect(found, CLOSED);
    }
}

#[test]
fn dementia_in_182_groups() {
    let Some(folder) = reference_inputs() else {
        unwarranted_testing::skip("the figures of 182 commissioning groups are not there");
        return;
    };
    let read = csv::Reader::from_path(folder.join("adjust_dementia_2018.csv")).unwrap().into_deserialize();
    let table: Table = read.map(Result::unwrap).collect();
    let (indicators, slice) = (indicators(&table), slice(&table));
    let best = opportunity(&slice, &options("similar", indicators.clone(), 0)).unwrap();
    let found = Found { similar: similar(&indicators, 10).unwrap(), best, slice };
    let neighbours: BTreeMap<String, f64> = found
        .similar
        .neighbours
        .iter()
        .map(|n| (format!("{};{};{}", n.area, n.rank, n.neighbour), n.distance.unwrap()))
        .collect();
    let mut tally = Tally::default();
    for row in rows("money.csv") {
        match row.statistic.as_str() {
            "similar10_distance" => row.expect(neighbours[&row.unit], CLOSED),
            "gini_weighted" => row.expect(gini(&table), CLOSED),
            _ if row.unit.is_empty() => found.of_all(&row),
            _ => found.of_area(&row),
        }
        tally.add();
    }
    tally.finish("money.csv", 925, 0);
}

#[test]
fn theil_of_a_merge_is_that_of_its_groups() {
    let table = table("inequality");
    let groups: BTreeMap<&str, &str> = table.iter().map(|r| (r["id"].as_str(), r["group"].as_str())).collect();
    let rows: Vec<(&str, f64, f64)> = table.iter().map(|r| (r["id"].as_str(), number(r, "value"), 1.0)).collect();
    let slice = Slice::from_denominators(Kind::Amount, &rows).unwrap();
    let found = merge(&slice.with_groups(|code| groups.get(code).map(|g| (*g).into())).unwrap());
    let value =
        |statistic: &str| common::rows("inequality.csv").into_iter().find(|row| row.statistic == statistic).unwrap();
    value("pysal_TheilD_T").expect(found.before.theil_t.unwrap(), CLOSED);
    value("pysal_TheilD_bg").expect(found.after.theil_t.unwrap(), CLOSED);
    value("pysal_TheilD_wg").expect(found.theil_within_share.unwrap() * found.before.theil_t.unwrap(), CLOSED);
}

/// Numbers that look random.
struct Numbers(u64);

impl Numbers {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((x ^ (x >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }

    /// Near Poisson for a mean of a hundred and more.
    fn count(&mut self, mean: f64) -> f64 {
        (mean + mean.sqrt() * self.normal()).round().max(0.0)
    }
}

/// Areas whose ln(rate) has this standard deviation, and what they come to at the national rate but for chance.
fn areas(seed: u64, sd: f64) -> (Slice, f64) {
    let mut numbers = Numbers(seed);
    let truth: Vec<(f64, f64)> = (0..80)
        .map(|_| {
            let people = 20_000.0 + 60_000.0 * numbers.uniform();
            (people, 0.01 * libm::exp(sd * numbers.normal()))
        })
        .collect();
    let [events, people] = truth.iter().fold([0.0, 0.0], |[e, p], (people, rate)| [e + people * rate, p + people]);
    let clipped = truth.iter().map(|(d, rate)| ((rate - events / people) * d).max(0.0)).sum();
    let rows: Vec<(String, f64, f64)> = truth
        .iter()
        .enumerate()
        .map(|(i, (people, rate))| (format!("A{i:02}"), numbers.count(people * rate), *people))
        .collect();
    let rows: Vec<(&str, f64, f64)> = rows.iter().map(|(code, o, d)| (code.as_str(), *o, *d)).collect();
    (Slice::from_denominators(Kind::Count, &rows).unwrap(), clipped)
}

#[test]
fn where_areas_differ_by_chance_alone_nothing_is_shown() {
    for to in ["national", "median", "decile:1"] {
        let mut shown = 0;
        for seed in 0..60 {
            let (slice, _) = areas(1_000 + seed, 0.0);
            let found = opportunity(&slice, &options(to, Vec::new(), 199)).unwrap();
            let (clipped, chance) = (found.clipped.unwrap(), found.by_chance.unwrap());
            assert!(chance > 0.0 && (clipped / chance - 1.0).abs() < 0.6, "{to}: {clipped} {chance}");
            shown += usize::from(found.shown);
        }
        println!("{to}: {shown} of 60 shown");
        assert!(shown <= 6, "{to}: {shown} of 60 shown");
    }
}

#[test]
fn what_is_beyond_chance_is_near_the_truth_and_its_interval_holds_it() {
    let (mut held, mut sum, mut sum_true) = (0, 0.0, 0.0);
    for seed in 0..60 {
        let (slice, truth) = areas(5_000 + seed, 0.25);
        let found = opportunity(&slice, &options("national", Vec::new(), 199)).unwrap();
        let (lower, upper) = (found.lower.unwrap(), found.upper.unwrap());
        held += usize::from(lower <= truth && truth <= upper);
        assert!(found.shown);
        (sum, sum_true) = (sum + found.beyond_chance.unwrap(), sum_true + truth);
    }
    println!("held in {held} of 60; {sum:.0} found, {sum_true:.0} true");
    // Chance adds less where areas differ, so that too much is taken off: less is claimed than there is.
    assert!(held >= 57 && sum < sum_true && sum > 0.7 * sum_true, "{held} {sum} {sum_true}");
}

#[test]
fn draws_are_the_same_on_any_number_of_threads_and_practices_are_drawn_where_known() {
    let (slice, _) = areas(3, 0.3);
    let run = || opportunity(&slice, &options("decile:2", Vec::new(), 199)).unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(pool.install(run), run());
    let mut numbers = Numbers(9);
    let practices: Vec<Practice> = slice
        .areas()
        .iter()
        .flat_map(|a| {
            let part = 0.3 + 0.4 * numbers.uniform();
            [part, 1.0 - part].map(|part| Practice {
                area: Arc::clone(&a.code),
                observed: a.observed / 2.0,
                denominator: a.denominator.unwrap() * part,
            })
        })
        .collect();
    let drawn = opportunity(&slice.clone().with_practices(practices), &options("decile:2", Vec::new(), 199)).unwrap();
    assert_eq!(drawn.interval_method.unwrap().word(), "bootstrap of practices within areas");
    assert_eq!(drawn.clipped, run().clipped);
    assert!(drawn.lower < drawn.beyond_chance && drawn.beyond_chance < drawn.upper);
}

#[test]
fn more_can_be_better_and_a_given_rate_has_little_chance_in_it() {
    let (slice, _) = areas(4, 0.3);
    let both = [Polarity::Low, Polarity::High].map(|polarity| {
        opportunity(&slice, &OpportunityOptions { polarity, ..options("median", Vec::new(), 0) }).unwrap()
    });
    let [low, high] = both.map(|found| (found.signed.unwrap(), found.clipped.unwrap()));
    assert!((low.0 + high.0).abs() < 1e-6 && (low.1 - high.1 - low.0).abs() < 1e-6);
    // A rate far below all areas: every area is above it, whatever chance does.
    let found = opportunity(&slice, &options("0.001", Vec::new(), 199)).unwrap();
    assert!(found.by_chance.unwrap().abs() < 0.01 * found.clipped.unwrap());
    assert_eq!((found.target, found.target_is), (Some(0.001), MoveTo::Rate(0.001)));
}

/// At a given rate that no area reaches chance moves the sum as often up as down, and adds nothing: exactly, not but for draws. At the rate of
/// all together it is the mean deviation of a binomial distribution: of 40 areas of 1,000 with a rate of 0.3, by its own closed form.
#[test]
fn what_chance_adds_at_a_given_rate_is_exact_and_never_below_zero() {
    let codes: Vec<String> = (0..40).map(|i| format!("A{i:02}")).collect();
    let of = |observed: &dyn Fn(usize) -> f64| -> Slice {
        let rows: Vec<(&str, f64, f64)> =
            codes.iter().enumerate().map(|(i, code)| (code.as_str(), observed(i), 1000.0)).collect();
        Slice::from_denominators(Kind::Share, &rows).unwrap()
    };
    let apart = of(&|i| 200.0 + 5.0 * i as f64);
    for (to, polarity, all) in [
        ("0.05", Polarity::Low, true),
        ("0.9", Polarity::High, true),
        ("0.05", Polarity::High, false),
        ("0.9", Polarity::Low, false),
    ] {
        let found = opportunity(&apart, &OpportunityOptions { polarity, ..options(to, Vec::new(), 199) }).unwrap();
        assert_eq!((found.by_chance, found.beyond_chance), (Some(0.0), found.clipped), "{to}");
        assert_eq!(found.clipped, if all { found.signed } else { Some(0.0) }, "{to}");
    }
    let even = of(&|_| 300.0);
    let found = opportunity(&even, &options("0.3", Vec::new(), 999)).unwrap();
    // De Moivre: E|X - np| = 2 v C(n, v) p^v (1 - p)^(n - v + 1), v = floor(np) + 1; half of it is above.
    let (n, p, v) = (1000.0, 0.3, 301.0);
    let ln_choose = libm::lgamma(n + 1.0) - libm::lgamma(v + 1.0) - libm::lgamma(n - v + 1.0);
    let above = v * libm::exp(ln_choose + v * libm::log(p) + (n - v + 1.0) * libm::log(1.0 - p));
    let chance = found.by_chance.unwrap();
    assert!((chance / (40.0 * above) - 1.0).abs() < 0.03, "{chance} {}", 40.0 * above);
    // Nobody can have more than all.
    let refused = opportunity(&apart, &options("1.4", Vec::new(), 0)).unwrap_err().to_string();
    assert!(refused.contains("`target` is 1.4; expected a share from 0 to 1"), "{refused}");
}

#[test]
fn money_of_unknown_chance_has_sums_and_a_reason_and_no_interval() {
    let rows = [("A", 10.5, 10.0), ("B", 20.0, 10.0), ("C", 30.0, 10.0), ("D", 25.0, 10.0), ("E", 5.0, 10.0)];
    let slice = Slice::from_denominators(Kind::Amount, &rows).unwrap();
    let found = opportunity(&slice, &options("median", Vec::new(), 199)).unwrap();
    assert_eq!((found.clipped, found.by_chance, found.lower, found.shown), (Some(15.0), None, None, false));
    assert!(found.notes[0].contains("what one person takes"), "{:?}", found.notes);
    let known = opportunity(&slice.with_dispersion(0.5), &options("median", Vec::new(), 199)).unwrap();
    assert!(known.by_chance > Some(0.0) && known.lower.is_some());
}

#[test]
fn options_that_do_not_go_together_are_refused_and_areas_without_indicators_named() {
    let (slice, _) = areas(5, 0.3);
    let values = slice.areas().iter().skip(1).enumerate().map(|(i, a)| (Arc::clone(&a.code), i as f64)).collect();
    let age = vec![Indicator { name: "age".into(), logarithm: false, values }];
    let error = opportunity(&slice, &options("median", age.clone(), 0)).unwrap_err().to_string();
    assert!(error.contains("goes with `target similar`"), "{error}");
    let error = opportunity(&slice, &options("similar", Vec::new(), 0)).unwrap_err().to_string();
    assert!(error.contains("names no indicator"), "{error}");
    let neither = OpportunityOptions { polarity: Polarity::Neither, ..options("median", Vec::new(), 0) };
    assert!(opportunity(&slice, &neither).unwrap_err().to_string().contains("`polarity`"));
    let found = opportunity(&slice, &options("similar", age, 0)).unwrap();
    assert_eq!((found.areas.len(), found.target), (79, None));
    assert_eq!(found.left_out.iter().map(|a| &**a).collect::<Vec<_>>(), ["A00"]);
}

/// Each target worked out again, plainly.
#[test]
fn groups_and_targets_of_their_own_move_each_area_to_its_own_rate() {
    let rows = [
        ("A", 30.0, 100.0),
        ("B", 10.0, 50.0),
        ("C", 5.0, 100.0),
        ("D", 60.0, 100.0),
        ("E", 20.0, 40.0),
        ("F", 8.0, 10.0),
    ];
    let slice = Slice::from_denominators(Kind::Amount, &rows).unwrap();
    let of = [("A", "x"), ("B", "x"), ("C", "x"), ("D", "y"), ("E", "y"), ("F", "z")];
    let of = of.map(|(area, group)| (area.into(), group.into())).into();
    let likeness = Some(Likeness::Groups(Groups { name: "board".into(), of }));
    let found = opportunity(&slice, &OpportunityOptions { likeness, ..options("similar", Vec::new(), 0) }).unwrap();
    let targets: Vec<f64> = found.areas.iter().map(|a| a.target).collect();
    // A: the mean of 0.2 and 0.05; B: of 0.3 and 0.05; C: of 0.3 and 0.2; D and E: that of the other.
    for (target, slow) in targets.iter().zip([0.125, 0.175, 0.25, 0.5, 0.6]) {
        assert!((target - slow).abs() < 1e-12, "{targets:?}");
    }
    assert_eq!((targets.len(), found.left_out, found.groups), (5, vec!["F".into()], Some("board".into())));
    assert!((found.clipped.unwrap() - (17.5 + 1.25 + 10.0)).abs() < 1e-9);
    let targets = [("A", 0.1), ("B", 0.3), ("D", 0.6), ("X", 9.0)].map(|(area, rate)| (area.into(), rate)).into();
    let found = opportunity(&slice, &OpportunityOptions { targets, ..options("column:aim", Vec::new(), 0) }).unwrap();
    assert_eq!((found.areas.len(), found.target, found.left_out.len()), (3, None, 3));
    assert!((found.signed.unwrap() - (20.0 - 5.0 + 0.0)).abs() < 1e-9 && (found.clipped.unwrap() - 20.0).abs() < 1e-9);
}
