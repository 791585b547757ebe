//! Nothing panics and no number is NaN or infinite, whatever the areas: none, one, two, all equal, one zero, all zero,
//! nothing expected; for indices, outliers with their alarms, shrinkage and standardisation.

#![allow(clippy::unwrap_used)] // helpers of tests are not marked as tests

use proptest::prelude::*;
use unwarranted_core::findings::Family;
use unwarranted_core::judgement::judge;
use unwarranted_core::outliers::RULES;
use unwarranted_core::outliers::control::Control;
use unwarranted_core::rates::indirect_rate;
use unwarranted_core::shrinkage::{SHRINKERS, smooth};
use unwarranted_core::slice::SliceArea;
use unwarranted_core::standardise::inequality::{RankedArea, inequality};
use unwarranted_core::standardise::{DirectMethod, Standard, Strata, StratumRow, direct, direct_value, european};
use unwarranted_core::{AnalysisOptions, Confidence, Kind, Period, Slice, analyse, analyse_all};

/// A debug print shows every number there is; words that merely contain these letters do not count.
fn assert_finite(what: &impl std::fmt::Debug) {
    let text = format!("{what:?}");
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    assert!(!words.any(|w| w == "NaN" || w == "inf"), "{text}");
}

fn check(slices: &[Slice]) {
    let level = Confidence::new(0.95, "level").unwrap();
    for (rule, control) in RULES.iter().zip([Control::Fdr(0.05), Control::Fwer(0.05), Control::None].iter().cycle()) {
        let options = AnalysisOptions {
            replicates: if rule.id == "exact" { 19 } else { 0 },
            league_tables: if rule.id == "exact" { 20 } else { 0 },
            rule: rule.id,
            ..AnalysisOptions::default()
        };
        let mut found = analyse_all(slices, &options).unwrap();
        judge(&mut found, *control, Family::All);
        assert_finite(&found);
        for area in found.iter().flat_map(|f| &f.areas) {
            let j = &area.judgement;
            for p in [j.alarm_p, j.q, j.q_bh, j.q_by, j.q_bh_all, j.q_by_all].into_iter().flatten() {
                assert!((0.0..=1.0).contains(&p), "{}: {area:?}", rule.id);
            }
            assert_eq!(j.alarm_p.is_some(), area.p_adjusted.is_some(), "{}: {area:?}", rule.id);
            assert!(j.q_bh <= j.q_by, "{}: {area:?}", rule.id);
        }
    }
    for (slice, shrinker) in slices.iter().flat_map(|s| SHRINKERS.iter().map(move |m| (s, m))) {
        let found = smooth(slice, shrinker, level, 1.25);
        assert_finite(&found);
        assert_eq!(found.undefined.is_some(), found.centre.is_none(), "{found:?}");
    }
}

/// The shape of a set of areas: what makes formulas divide by zero.
#[derive(Debug, Clone, Copy)]
enum Shape {
    Any,
    AllEqual,
    AllZero,
    OneZero,
    OneOfAll,
    NothingExpected,
}

fn shapes() -> impl Strategy<Value = Shape> {
    prop_oneof![
        2 => Just(Shape::Any),
        1 => Just(Shape::AllEqual),
        1 => Just(Shape::AllZero),
        1 => Just(Shape::OneZero),
        1 => Just(Shape::OneOfAll),
        1 => Just(Shape::NothingExpected),
    ]
}

fn shaped(shape: Shape, rows: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let first = rows.first().copied().unwrap_or((1.0, 1.0));
    let one = |(i, (o, e)): (usize, &(f64, f64))| match shape {
        Shape::Any => (*o, *e),
        Shape::AllEqual => first,
        Shape::AllZero => (0.0, *e),
        Shape::OneZero => (if i == 0 { 0.0 } else { o + 1.0 }, *e),
        Shape::OneOfAll => (if i == 0 { o + 1.0 } else { 0.0 }, *e),
        Shape::NothingExpected => (0.0, if i == 0 { 0.0 } else { *e }),
    };
    rows.iter().enumerate().map(one).collect()
}

/// The same figures as counts against given and internal expected values, a share and an amount.
fn slices(rows: &[(f64, f64)]) -> Vec<Slice> {
    let make = |kind: Kind, of: &dyn Fn(f64, f64) -> (f64, Option<f64>, Option<f64>)| {
        let one = |(i, (o, e)): (usize, &(f64, f64))| {
            let (observed, denominator, expected) = of(*o, *e);
            let code = format!("A{i:03}").into();
            SliceArea { code, name: None, observed, denominator, expected, months: 1 }
        };
        Slice::new("t", Period::All, kind, rows.iter().enumerate().map(one).collect(), Vec::new(), 1)
    };
    let all = [
        make(Kind::Count, &|o, e| (o, None, Some(e))),
        make(Kind::Count, &|o, e| (o, Some(e), None)),
        make(Kind::Share, &|o, e| (o, Some(o + e.ceil()), None)),
        make(Kind::Amount, &|o, e| (0.37 * o, Some(e), None)),
    ];
    // Events where nothing is expected are refused when the slice is made.
    all.into_iter().filter_map(Result::ok).collect()
}

fn figures() -> impl Strategy<Value = (f64, f64)> {
    let count =
        prop_oneof![1 => Just(0.0), 3 => (0u32..60).prop_map(f64::from), 1 => (0u32..200_000_000).prop_map(f64::from)];
    (count, (-6.0f64..8.0).prop_map(|x| libm::pow(10.0, x)))
}

/// Any figures that a slice takes: from 1e-9 to 1e15 beside one another.
fn extremes() -> impl Strategy<Value = (f64, f64)> {
    let size = || prop_oneof![3 => -9.0f64..15.0, 1 => Just(-9.0), 1 => Just(15.0)].prop_map(|x| libm::pow(10.0, x));
    (prop_oneof![1 => Just(0.0), 4 => size().prop_map(f64::floor), 1 => size()], size())
}

/// Ages, so that both sexes and ages without people occur.
fn strata() -> impl Strategy<Value = Vec<StratumRow>> {
    let row = (0usize..4, 0usize..19, any::<bool>(), 0u32..300, prop_oneof![1 => Just(0.0), 4 => 1.0f64..1e6]);
    prop::collection::vec(row, 0..40).prop_map(|rows| {
        let mut seen = std::collections::BTreeSet::new();
        let bands = european::common_bands();
        let fresh = rows.into_iter().filter(|r| seen.insert((r.0, r.1, r.2)));
        let make = |(area, band, female, events, people): (usize, usize, bool, u32, f64)| StratumRow {
            area: format!("A{area}").into(),
            age_band: bands[band],
            sex: Some(if female { "female" } else { "male" }.into()),
            observed: if people > 0.0 { f64::from(events) } else { 0.0 },
            population: people,
        };
        fresh.map(make).collect()
    })
}

#[test]
fn the_edges_one_by_one() {
    let rows = [(3.0, 2.5), (7.0, 12.0), (40.0, 31.0), (12.0, 12.0)];
    for shape in [Shape::Any, Shape::AllEqual, Shape::AllZero, Shape::OneZero, Shape::OneOfAll, Shape::NothingExpected]
    {
        for areas in 0..=4 {
            check(&slices(&shaped(shape, &rows[..areas])));
        }
    }
    check(&[]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn areas_of_any_shape(shape in shapes(), rows in prop::collection::vec(figures(), 0..6)) {
        check(&slices(&shaped(shape, &rows)));
    }

    #[test]
    fn many_areas_of_any_shape(shape in shapes(), rows in prop::collection::vec(figures(), 20..40)) {
        check(&slices(&shaped(shape, &rows)));
    }

    #[test]
    fn sizes_at_the_ends_of_what_is_taken(rows in prop::collection::vec(extremes(), 1..12)) {
        check(&slices(&rows));
    }

    #[test]
    fn sizes_beyond_are_refused(size in prop_oneof![1e-320f64..9e-10, 1.1e15f64..1e300], which in 0..3) {
        let area = |observed, denominator, expected| {
            vec![SliceArea { code: "A".into(), name: None, observed, denominator, expected, months: 1 }]
        };
        let areas = match which {
            0 => area(size, Some(1e15), None),
            1 => area(0.0, Some(size), None),
            _ => area(0.0, None, Some(size)),
        };
        prop_assert!(Slice::new("t", Period::All, Kind::Amount, areas, Vec::new(), 1).is_err());
    }

    #[test]
    fn strata_of_any_shape(rows in strata(), level in prop_oneof![Just(0.95), Just(0.998)]) {
        let level = Confidence::new(level, "level").unwrap();
        let strata = Strata::new(&rows).unwrap();
        for method in [DirectMethod::Dobson, DirectMethod::FayFeuer] {
            let made = strata.standardised(&Standard::European, method).unwrap();
            for strata in made.areas.iter().chain([&made.overall]) {
                assert_finite(&(direct(strata, 100_000.0, method, level), direct_value(strata)));
            }
        }
        let (observed, reference) = (strata.observed(), strata.as_reference().unwrap());
        let crude = reference.crude_rate();
        let expected = strata.expected(&reference);
        assert_finite(&(&observed, strata.population(), crude, &expected));
        for (o, e) in observed.iter().zip(expected.into_iter().flatten()) {
            assert_finite(&crude.map(|crude| indirect_rate(*o, e, crude, 1000.0, level)));
        }
    }

    #[test]
    fn rankings_of_any_shape(rows in prop::collection::vec((0f64..50.0, 0f64..1e6, 0u8..5), 0..12)) {
        let level = Confidence::new(0.95, "level").unwrap();
        let area = |(rate, population, score): &(f64, f64, u8)| {
            RankedArea { rate: *rate, population: *population, score: f64::from(*score) }
        };
        assert_finite(&inequality(&rows.iter().map(area).collect::<Vec<_>>(), level));
    }
}

/// Intervals of nine tenths of a million times their estimate say nothing: either they are closed, or there is none and the
/// note says why.
#[test]
fn no_interval_reaches_beyond_what_an_index_can_be() {
    let share: Vec<(String, f64, f64)> = (0..15u32)
        .map(|i| {
            (
                format!("A{i:02}"),
                [0.0, 10.0, 20.0, 30.0, 5.0][i as usize % 5],
                [10.0, 10.0, 20.0, 30.0, 10.0][i as usize % 5],
            )
        })
        .collect();
    let ties: Vec<(String, f64, f64)> =
        (0..12u32).map(|i| (format!("A{i:02}"), [3.0, 5.0, 8.0][i as usize / 4], 50.0)).collect();
    let options = AnalysisOptions { replicates: 199, ..AnalysisOptions::default() };
    for (kind, rows) in [(Kind::Share, share), (Kind::Count, ties)] {
        let rows: Vec<_> = rows.iter().map(|(code, o, d)| (code.as_str(), *o, *d)).collect();
        let found = analyse(&Slice::from_denominators(kind, &rows).unwrap(), &options).unwrap();
        for e in &found.indices {
            let Some((value, upper)) = e.value.zip(e.upper) else { continue };
            assert!(upper <= 1e6 * value.abs().max(1e-3), "{}: {value} up to {upper}", e.id);
            if ["gini", "hoover", "atkinson", "atkinson-1", "atkinson-2"].contains(&&*e.id) {
                assert!(upper <= 1.0, "{}: {upper}", e.id);
            }
        }
        if kind == Kind::Count {
            let scv = found.indices.iter().find(|e| e.id == "scv").unwrap();
            assert!(scv.lower.is_none() && scv.note.as_deref().unwrap().contains("set no upper limit"), "{scv:?}");
        }
    }
}

#[test]
fn amounts_taken_back_stay_below_zero_and_leave_chance_undefined() {
    let rows = [("A", -20.5, 100.0), ("B", 40.0, 100.0), ("C", 55.0, 100.0), ("D", 65.0, 100.0), ("E", 80.0, 100.0)];
    let slice = Slice::from_denominators(Kind::Amount, &rows).unwrap();
    assert_eq!(slice.below_zero(), 1);
    for per_person in [None, Some([2.0, 1.0])] {
        let options = AnalysisOptions { per_person, replicates: 99, jackknife: true, ..AnalysisOptions::default() };
        let found = analyse(&slice, &options).unwrap();
        assert_finite(&found);
        assert_eq!((found.areas[0].rate, found.areas[0].percent_rank), (Some(-0.205), Some(0.0)));
        assert_eq!(found.median(), Some(0.55));
        let defined: Vec<_> = found.indices.iter().filter(|e| e.value.is_some()).map(|e| &*e.id).collect();
        assert_eq!(defined, ["range", "iqr", "mad", "cv", "cv-weighted", "concentration-50"]);
        // numpy: std(ddof=1) / mean of -20.5, 40, 55, 65, 80.
        let cv = found.indices.iter().find(|e| e.id == "cv").unwrap().value.unwrap();
        assert!((cv - 0.884_739_331_266_404_6).abs() < 1e-12, "{cv}");
        assert!(found.overdispersion.undefined.as_deref().unwrap().contains("no model of chance allows"));
        for a in &found.areas {
            assert_eq!((a.lower, a.p, a.flag), (None, None, None));
            assert_eq!(a.chance.break_even.is_some(), a.observed > 0.0);
        }
    }
    let robust = AnalysisOptions { rule: "robust", ..AnalysisOptions::default() };
    let flags: Vec<_> = analyse(&slice, &robust).unwrap().areas.iter().map(|a| a.flag.unwrap().to_string()).collect();
    assert_eq!(flags, ["low-99.8", "none", "none", "none", "none"]);
    // Counts and shares are never below zero, and nothing is compared with less than nothing.
    for kind in [Kind::Count, Kind::Share] {
        assert!(Slice::from_denominators(kind, &[("A", -1.0, 10.0)]).is_err());
    }
    let all = Slice::from_denominators(Kind::Amount, &[("A", -30.0, 100.0), ("B", 10.0, 100.0)]).unwrap();
    let found = analyse(&all, &AnalysisOptions::default()).unwrap();
    assert_finite(&found);
    let reasons = found.indices.iter().map(|e| e.undefined.as_deref().unwrap_or_default());
    assert!(reasons.clone().any(|r| r.contains("are not above zero")), "{:?}", reasons.collect::<Vec<_>>());
    assert!(
        SHRINKERS.iter().all(|s| smooth(&slice, s, Confidence::new(0.95, "level").unwrap(), 1.25).undefined.is_some())
    );
}
