//! What must hold for any slice.

// Helpers outside of #[test] functions are tests too.
#![allow(clippy::unwrap_used, clippy::float_cmp)]

use proptest::prelude::*;
use unwarranted_core::findings::TargetRate;
use unwarranted_core::slice::SliceArea;
use unwarranted_core::{AnalysisOptions, Kind, Period, Slice, SliceFindings, analyse, analyse_all};

fn area(i: usize, observed: f64, denominator: Option<f64>, expected: Option<f64>) -> SliceArea {
    SliceArea { code: format!("A{i:03}").into(), name: None, observed, denominator, expected, months: 1 }
}

fn slice(kind: Kind, areas: Vec<SliceArea>) -> Slice {
    Slice::new("t", Period::All, kind, areas, Vec::new(), 1).unwrap()
}

/// Counts from zero to a hundred million, zeros often.
fn count() -> impl Strategy<Value = f64> {
    prop_oneof![2 => Just(0.0), 4 => (0u32..40).prop_map(f64::from), 2 => (0u32..100_000_000).prop_map(f64::from)]
}

/// Positive numbers over many orders of magnitude.
fn size() -> impl Strategy<Value = f64> {
    (-6.0f64..9.0).prop_map(|x| libm::pow(10.0, x))
}

fn kinds() -> impl Strategy<Value = Kind> {
    prop_oneof![Just(Kind::Count), Just(Kind::Amount)]
}

fn any_slice() -> impl Strategy<Value = Slice> {
    let internal = (kinds(), prop::collection::vec((count(), size()), 0..12)).prop_map(|(kind, rows)| {
        slice(kind, rows.into_iter().enumerate().map(|(i, (o, d))| area(i, o, Some(d), None)).collect())
    });
    let given = (kinds(), prop::collection::vec((count(), size()), 1..12)).prop_map(|(kind, rows)| {
        slice(kind, rows.into_iter().enumerate().map(|(i, (o, e))| area(i, o, None, Some(e))).collect())
    });
    let share = prop::collection::vec((count(), 0u32..1000), 0..12).prop_map(|rows| {
        let rows = rows.into_iter().enumerate();
        slice(Kind::Share, rows.map(|(i, (o, more))| area(i, o, Some((o + f64::from(more)).max(1.0)), None)).collect())
    });
    let fractional = prop::collection::vec((size(), size()), 0..6).prop_map(|rows| {
        slice(Kind::Amount, rows.into_iter().enumerate().map(|(i, (o, d))| area(i, o, Some(d), None)).collect())
    });
    prop_oneof![4 => internal, 2 => given, 2 => share, 1 => fractional]
}

fn found(slice: &Slice) -> SliceFindings {
    analyse(slice, &AnalysisOptions { per: 1000.0, ..AnalysisOptions::default() }).unwrap()
}

fn index(found: &SliceFindings, id: &str) -> Option<f64> {
    found.indices.iter().find(|e| e.id == id).unwrap().value
}

/// Every number of the findings.
fn numbers(f: &SliceFindings) -> Vec<f64> {
    let mut all = vec![f.observed];
    all.extend([f.denominator, f.rate, f.overdispersion.phi, f.overdispersion.tau2].into_iter().flatten());
    all.extend(f.deciles.into_iter().flatten());
    all.extend(f.indices.iter().filter_map(|e| e.value));
    for a in &f.areas {
        let some = [a.denominator, a.expected, a.rate, a.lower, a.upper, a.ratio, a.percent_rank];
        all.push(a.observed);
        all.extend(some.into_iter().chain([a.z, a.p, a.z_adjusted, a.p_adjusted]).flatten());
        all.extend([&a.limits, &a.limits_adjusted].into_iter().flatten().flat_map(|l| l.values().flatten()));
    }
    for curve in [&f.curve, &f.curve_adjusted].into_iter().flatten() {
        all.extend(&curve.expected);
        all.extend(curve.limits.iter().flatten().flatten());
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn nothing_panics_and_every_number_is_finite(slice in any_slice()) {
        let f = found(&slice);
        prop_assert!(numbers(&f).iter().all(|v| v.is_finite()), "{f:?}");
        for e in &f.indices {
            prop_assert!(e.value.is_some() != e.undefined.is_some(), "{e:?}");
        }
        // Rules say how large the spread is by phi, by tau squared or by both.
        let spread = f.overdispersion.phi.or(f.overdispersion.tau2);
        prop_assert!(spread.is_some() != f.overdispersion.undefined.is_some(), "{:?}", f.overdispersion);
    }

    #[test]
    fn bounds_hold(slice in any_slice()) {
        let f = found(&slice);
        for a in &f.areas {
            if let (Some(lower), Some(rate), Some(upper)) = (a.lower, a.rate, a.upper) {
                // Byar's approximation holds for every count; rounding of the last digit is allowed for.
                prop_assert!(lower <= rate * (1.0 + 1e-12) && rate <= upper * (1.0 + 1e-12), "{a:?}");
            }
            for p in [a.p, a.p_adjusted, a.percent_rank].into_iter().flatten() {
                prop_assert!((0.0..=1.0).contains(&p), "{a:?}");
            }
            // Against chance alone around all areas together, and adjusted around the typical area, which may be far from them.
            let centre = f.compared.centre.unwrap_or(1.0);
            for (limits, centre) in [(&a.limits, 1.0), (&a.limits_adjusted, centre)] {
                let Some(limits) = limits else { continue };
                let ([l95, u95], [l998, u998]) = (limits["95"], limits["99.8"]);
                prop_assert!(0.0 <= l998 && l998 <= l95 && l95 <= centre * (1.0 + 1e-9), "{centre} {a:?}");
                prop_assert!(centre * (1.0 - 1e-9) <= u95 && u95 <= u998, "{centre} {a:?}");
            }
        }
        for id in ["eq", "eq-5-95", "eq-25-75"] {
            prop_assert!(index(&f, id).is_none_or(|v| v >= 1.0));
        }
        for id in ["cv", "cv-weighted", "chi-square", "dispersion"] {
            prop_assert!(index(&f, id).is_none_or(|v| v >= 0.0));
        }
    }

    #[test]
    fn flags_agree_with_the_limits_and_with_p(slice in any_slice()) {
        let f = found(&slice);
        for a in &f.areas {
            let Some(limits) = &a.limits_adjusted else {
                prop_assert_eq!(&a.flag, &None);
                continue;
            };
            let (ratio, flag) = (a.ratio.unwrap(), a.flag.unwrap().to_string());
            let outside = |level: &str| ratio < limits[level][0] || ratio > limits[level][1];
            let side = if ratio > f.compared.centre.unwrap_or(1.0) { "high" } else { "low" };
            let expected = match (outside("99.8"), outside("95")) {
                (true, _) => format!("{side}-99.8"),
                (false, true) => format!("{side}-95"),
                _ => "none".to_owned(),
            };
            prop_assert_eq!(&flag, &expected);
            // On the scale of the test; a lower limit cut off at zero can leave p small without a flag.
            let p = a.p_adjusted.unwrap();
            prop_assert!(flag != "none" || limits["95"][0] <= 0.0 || p > 0.0499, "{:?}", a);
            prop_assert!(!flag.ends_with("-95") || p < 0.0501, "{:?}", a);
            prop_assert!(!flag.ends_with("99.8") || p < 0.002_01, "{:?}", a);
        }
    }

    #[test]
    fn the_order_of_the_areas_does_not_matter(
        (rows, shuffled) in prop::collection::vec((count(), size()), 2..12).prop_flat_map(|rows| {
            let areas: Vec<_> = rows.into_iter().enumerate().map(|(i, (o, d))| area(i, o, Some(d), None)).collect();
            (Just(areas.clone()), Just(areas).prop_shuffle())
        })
    ) {
        prop_assert_eq!(found(&slice(Kind::Count, rows)), found(&slice(Kind::Count, shuffled)));
    }

    #[test]
    fn scaling_every_denominator_changes_the_rates_and_nothing_relative(
        rows in prop::collection::vec((0u32..500, 1.0f64..1e6), 2..12), factor in 0.001f64..1000.0
    ) {
        let with = |factor: f64| {
            let one = |(i, (o, d)): (usize, &(u32, f64))| area(i, f64::from(*o), Some(d * factor), None);
            found(&slice(Kind::Count, rows.iter().enumerate().map(one).collect()))
        };
        let (before, after) = (with(1.0), with(factor));
        for (a, b) in before.indices.iter().zip(&after.indices) {
            prop_assert_eq!(&a.undefined, &b.undefined);
            if let (Some(a), Some(b)) = (a.value, b.value) {
                prop_assert!((a - b).abs() <= 1e-8 * a.abs().max(1.0), "{a} {b}");
            }
        }
        for (a, b) in before.areas.iter().zip(&after.areas) {
            if let (Some(a), Some(b)) = (a.rate, b.rate) {
                prop_assert!((a - b * factor).abs() <= 1e-9 * a);
            }
        }
    }

    #[test]
    fn scv_and_chi_square_are_their_textbook_sums(rows in prop::collection::vec((0u32..500, 1.0f64..1e6), 2..12)) {
        prop_assume!(rows.iter().any(|(o, _)| *o > 0));
        let areas = rows.iter().enumerate().map(|(i, (o, d))| area(i, f64::from(*o), Some(*d), None)).collect();
        let f = found(&slice(Kind::Count, areas));
        let total_o: f64 = rows.iter().map(|(o, _)| f64::from(*o)).sum();
        let total_d: f64 = rows.iter().map(|(_, d)| d).sum();
        let (mut scv, mut chi, mut n) = (0.0, 0.0, 0.0);
        for (o, d) in &rows {
            let (o, e) = (f64::from(*o), d * total_o / total_d);
            scv += (o - e) * (o - e) / (e * e) - 1.0 / e;
            chi += (o - e) * (o - e) / e;
            n += 1.0;
        }
        let scale = rows.iter().map(|(_, d)| (total_d / d).powi(2)).sum::<f64>();
        prop_assert!((index(&f, "scv").unwrap() - scv / n).abs() < 1e-12 * scale);
        prop_assert!((index(&f, "chi-square").unwrap() - chi).abs() < 1e-9 * chi.max(1.0));
        prop_assert!((index(&f, "dispersion").unwrap() - chi / (n - 1.0)).abs() < 1e-9 * chi.max(1.0));
    }
}

#[test]
fn none_one_and_two_areas() {
    let none = found(&slice(Kind::Count, vec![]));
    assert!(none.areas.is_empty() && none.rate.is_none() && none.deciles.is_none() && none.curve.is_none());
    assert!(none.indices.iter().all(|e| e.undefined.as_deref() == Some("no areas")));

    let one = found(&slice(Kind::Count, vec![area(0, 7.0, Some(100.0), None)]));
    assert!(one.indices.iter().all(|e| e.undefined.as_deref() == Some("there is only one area")), "{:?}", one.indices);
    assert!(one.overdispersion.undefined.as_deref().unwrap().contains("fewer than ten areas"));
    assert_eq!((one.areas[0].rate, one.areas[0].flag), (Some(70.0), None));
    assert!(one.areas[0].limits.is_some() && one.areas[0].limits_adjusted.is_none());

    let two = found(&slice(Kind::Count, vec![area(0, 7.0, Some(100.0), None), area(1, 9.0, Some(100.0), None)]));
    let undefined: Vec<_> = two.indices.iter().filter(|e| e.value.is_none()).map(|e| &*e.id).collect();
    assert_eq!(undefined, ["eq-without-5"]);
    assert_eq!(two.areas.iter().map(|a| a.percent_rank.unwrap()).collect::<Vec<_>>(), [0.0, 1.0]);
}

#[test]
fn nothing_observed_is_undefined_with_that_reason() {
    let f = found(&slice(Kind::Count, vec![area(0, 0.0, Some(100.0), None), area(1, 0.0, Some(50.0), None)]));
    assert!(f.indices.iter().all(|e| e.undefined.as_deref() == Some("nothing was observed in any area")));
    assert_eq!(f.rate, Some(0.0));
    assert!(f.areas.iter().all(|a| a.rate == Some(0.0) && a.ratio.is_none() && a.flag.is_none()));
    let given = vec![area(0, 0.0, None, Some(100.0)), area(1, 0.0, None, Some(50.0))];
    let f = found(&slice(Kind::Count, given));
    assert!(f.indices.iter().all(|e| e.undefined.as_deref() == Some("nothing was observed in any area")));
    assert!(f.areas.iter().all(|a| a.ratio == Some(0.0) && a.limits.is_some()), "chance needs only the expected");
}

#[test]
fn an_amount_has_no_chance_model() {
    let f = found(&slice(Kind::Amount, vec![area(0, 0.0, Some(10.0), None), area(1, 30.5, Some(10.0), None)]));
    for id in ["scv", "scv-log", "chi-square", "dispersion"] {
        let estimate = f.indices.iter().find(|e| e.id == id).unwrap();
        assert!(estimate.undefined.as_deref().unwrap().contains("an amount"), "{estimate:?}");
    }
    assert!(index(&f, "cv").is_some());
    assert_eq!(f.indices[0].undefined.as_deref(), Some("the lowest rate is zero"));
    assert!(f.curve.is_none() && f.curve_adjusted.is_none() && f.overdispersion.undefined.is_some());
    let a = &f.areas[1];
    assert_eq!((a.rate, a.lower, a.flag, a.percent_rank), (Some(3050.0), None, None, Some(1.0)));
}

#[test]
fn notes_say_what_a_reader_must_know() {
    let note = |slice: &Slice, id: &str| found(slice).indices.iter().find(|e| e.id == id).unwrap().note.clone();
    let given = Slice::from_expected(Kind::Count, &[("A", 10.0, 20.0), ("B", 12.0, 20.0)]).unwrap();
    assert!(note(&given, "scv").unwrap().contains("overall ratio 0.5500"));
    let fragile = Slice::from_denominators(Kind::Count, &[("A", 1.0, 1.0), ("B", 99.0, 999.0)]).unwrap();
    let text = note(&fragile, "scv").unwrap();
    assert!(text.contains("less than one event") && text.contains("area A alone contributes 100 %"), "{text}");
    assert!(note(&fragile, "chi-square").unwrap().contains("1 of 2 areas expect fewer than 5"));
    let share = Slice::from_denominators(Kind::Share, &[("A", 10.0, 20.0), ("B", 12.0, 20.0)]).unwrap();
    for id in ["scv", "scv-log", "chi-square", "dispersion"] {
        assert!(note(&share, id).unwrap().contains("binomial"), "{id}");
    }
    let plain = Slice::from_denominators(Kind::Count, &[("A", 10.0, 20.0), ("B", 12.0, 20.0), ("C", 6.0, 20.0)]);
    assert_eq!(note(&plain.unwrap(), "cv"), None);
}

#[test]
fn a_binomial_funnel_is_narrower_and_ends_at_100_percent() {
    let rows = [("A", 18.0, 20.0), ("B", 170.0, 200.0), ("C", 1800.0, 2000.0)];
    let options = || AnalysisOptions { rule: "overdispersed", ..AnalysisOptions::default() };
    let limits = |kind: Kind| {
        let f = analyse(&Slice::from_denominators(kind, &rows).unwrap(), &options()).unwrap();
        (f.areas[0].limits.clone().unwrap()["99.8"], f.areas[0].limits_adjusted.clone().unwrap()["99.8"])
    };
    let (share, count) = (limits(Kind::Share), limits(Kind::Count));
    assert!(share.0[0] > count.0[0] && share.0[1] < count.0[1]);
    let all = 2220.0 / 1988.0;
    assert!(share.0[1] <= all + 1e-12 && share.1[1] <= all + 1e-12, "nobody can exceed 100 %");
}

#[test]
fn options_out_of_range_are_named() {
    let one = slice(Kind::Count, vec![]);
    let refused = |o: AnalysisOptions| analyse(&one, &o).unwrap_err().to_string();
    let d = AnalysisOptions::default;
    assert!(refused(AnalysisOptions { per: 0.0, ..d() }).starts_with("`per` is 0"));
    assert!(refused(AnalysisOptions { per: f64::NAN, ..d() }).starts_with("`per` is NaN"));
    assert!(refused(AnalysisOptions { confidence: 95.0, ..d() }).starts_with("`confidence` is 95"));
    assert!(refused(AnalysisOptions { levels: [0.998, 0.95], ..d() }).starts_with("`levels` is 0.95"));
    assert!(refused(AnalysisOptions { levels: [0.95, 1.0], ..d() }).starts_with("`levels` is 1"));
    assert!(refused(AnalysisOptions { far: 1.0, ..d() }).starts_with("`far` is 1"));
    assert!(refused(AnalysisOptions { target: TargetRate::Given(-2.0), ..d() }).starts_with("`target` is -2"));
    let centred = AnalysisOptions { target: TargetRate::Pooled, rule: "exact", ..d() };
    assert!(refused(centred).contains("no target beside a rule that has its own centre"));
}

#[test]
fn other_levels_name_the_limits_and_the_flags() {
    let rows = [("A", 90.0, 100.0), ("B", 110.0, 100.0), ("C", 100.0, 100.0), ("D", 300.0, 100.0)];
    let slice = Slice::from_expected(Kind::Count, &rows).unwrap();
    let options = AnalysisOptions { rule: "overdispersed", levels: [0.29, 0.9], ..AnalysisOptions::default() };
    let f = analyse(&slice, &options).unwrap();
    assert_eq!(f.areas[3].flag.unwrap().to_string(), "high-90");
    assert_eq!(f.areas[3].limits.as_ref().unwrap().keys().collect::<Vec<_>>(), ["29", "90"]);
}

#[test]
fn one_thread_and_two_threads_find_the_same() {
    let slices: Vec<Slice> = (0..40)
        .map(|s: u32| {
            let rows = (0..30).map(|i| {
                let (o, d) = (f64::from((i * 7919 + s * 104_729) % 997), f64::from(1000 + i * 37));
                area(usize::try_from(i).unwrap(), o, Some(d), None)
            });
            slice(if s.is_multiple_of(3) { Kind::Share } else { Kind::Count }, rows.collect())
        })
        .collect();
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        format!("{:?}", pool.install(|| analyse_all(&slices, &AnalysisOptions::default()).unwrap()))
    };
    let one = run(1);
    assert_eq!(one, run(2));
    let alone: Vec<_> = slices.iter().map(|s| analyse(s, &AnalysisOptions::default()).unwrap()).collect();
    assert_eq!(one, format!("{alone:?}"));
}
