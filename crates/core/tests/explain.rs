//! What goes with need: shares, groups, intervals, and what is refused.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::sync::Arc;
use unwarranted_core::explain::{ExplainOptions, Explained, NeedColumn, NeedGroup, SpreadIs, explain};
use unwarranted_core::interval::Confidence;
use unwarranted_core::{Kind, Slice};

/// Numbers from 0 to 1 that look random: the fractional parts of multiples of the golden ratio and their like.
fn number(i: usize, stream: usize) -> f64 {
    let x = (i as f64 + 1.0) * (0.618_033_988_749_894_9 + 0.137 * stream as f64) + 0.31 * stream as f64;
    (libm::sin(x * 12.9898) * 43_758.545_3).fract().abs()
}

/// Near a standard normal number.
fn normal(i: usize, stream: usize) -> f64 {
    (0..12).map(|k| number(i, 12 * stream + k)).sum::<f64>() - 6.0
}

fn code(i: usize) -> Arc<str> {
    format!("A{i:03}").into()
}

/// Areas whose ln(rate) is `slope` times a covariate and `sd` times something else.
fn slice(areas: usize, slope: f64, sd: f64, kind: Kind) -> Slice {
    drawn(areas, slope, sd, kind, [1, 2])
}

/// The same from these streams of numbers.
fn drawn(areas: usize, slope: f64, sd: f64, kind: Kind, streams: [usize; 2]) -> Slice {
    let rows: Vec<(Arc<str>, f64, f64)> = (0..areas)
        .map(|i| {
            let people = 50_000.0 + 400_000.0 * number(i, 900);
            let rate = 0.02 * libm::exp(slope * normal(i, streams[0]) + sd * normal(i, streams[1]));
            (code(i), (people * rate).round() + if kind == Kind::Amount { 0.25 } else { 0.0 }, people)
        })
        .collect();
    let rows: Vec<(&str, f64, f64)> = rows.iter().map(|(code, o, d)| (&**code, *o, *d)).collect();
    Slice::from_denominators(kind, &rows).unwrap()
}

fn group(name: &str, streams: &[usize], areas: usize) -> NeedGroup {
    let column = |stream: &usize| NeedColumn {
        name: format!("{name}{stream}").into(),
        values: (0..areas).map(|i| (code(i), 40.0 + 3.0 * normal(i, *stream))).collect(),
    };
    NeedGroup { name: name.into(), columns: streams.iter().map(column).collect() }
}

fn options(replicates: usize) -> ExplainOptions {
    let confidence = Confidence::new(0.95, "confidence").unwrap();
    ExplainOptions { confidence, replicates, seed: 3, regions: None }
}

fn found(slice: &Slice, need: &[NeedGroup], replicates: usize) -> Explained {
    explain(slice, need, &options(replicates)).unwrap()
}

#[test]
fn a_share_that_is_known_is_found_and_lies_in_its_interval() {
    // 0.16 of the variance of ln(rate) of 0.25 is the covariate's: 64 %.
    let mut held = 0;
    for at in 0..14 {
        let slice = drawn(80, 0.4, 0.3, Kind::Count, [100 + 2 * at, 101 + 2 * at]);
        let found = found(&slice, &[group("need", &[100 + 2 * at], 80)], 99);
        assert!((found.share_adjusted.unwrap() - 0.64).abs() < 0.2, "{:?}", found.share_adjusted);
        assert!(found.lower < found.share_adjusted && found.share_adjusted < found.upper);
        held += i32::from(found.lower.unwrap() < 0.64 && found.upper.unwrap() > 0.64);
    }
    assert!(held >= 11, "{held} of 14");
    for kind in [Kind::Count, Kind::Amount] {
        let found = found(&slice(150, 0.4, 0.3, kind), &[group("need", &[1], 150)], 0);
        let slope = &found.coefficients[1];
        assert!((slope.estimate * 3.0 - 0.4).abs() < 0.1, "{slope:?}");
        assert!((slope.ratio_per_sd.unwrap() - libm::exp(0.4f64)).abs() < 0.2);
        let is = if kind == Kind::Count { SpreadIs::Gamma } else { SpreadIs::Weighted };
        assert_eq!((found.spread, found.model.after.alpha.is_some()), (is, kind == Kind::Count));
        let [observed, expected] =
            [found.areas.iter().map(|a| a.observed).sum::<f64>(), found.areas.iter().map(|a| a.expected).sum::<f64>()];
        assert!((observed / expected - 1.0).abs() < 1e-9, "expected values sum to what was observed");
    }
}

#[test]
fn covariates_that_have_nothing_to_do_with_it_go_with_nothing_after_correction() {
    let shares: Vec<[f64; 2]> = (0..40)
        .map(|at| {
            let slice = slice(60, 0.0, 0.3, Kind::Count);
            let noise: Vec<usize> = (0..6).map(|k| 20 + 6 * at + k).collect();
            let found = found(&slice, &[group("noise", &noise, 60)], 0);
            [found.share.unwrap(), found.share_adjusted.unwrap()]
        })
        .collect();
    let [raw, corrected] = [0, 1].map(|at| shares.iter().map(|s| s[at]).sum::<f64>() / shares.len() as f64);
    // k / (n - 1) is 10.2 %.
    assert!((raw - 6.0 / 59.0).abs() < 0.03 && corrected.abs() < 0.03, "{raw} {corrected}");
}

#[test]
fn groups_are_given_alone_and_last() {
    let slice = slice(120, 0.4, 0.3, Kind::Count);
    let need = [group("true", &[1], 120), group("noise", &[7, 8], 120)];
    let both = found(&slice, &need, 0);
    let [first, second] = [&both.groups[0], &both.groups[1]];
    let alone = |group: &NeedGroup| found(&slice, std::slice::from_ref(group), 0).share.unwrap();
    assert!((first.alone.unwrap() - alone(&need[0])).abs() < 1e-9);
    assert!((second.alone.unwrap() - alone(&need[1])).abs() < 1e-9);
    assert!((first.last.unwrap() - (both.share.unwrap() - alone(&need[1]))).abs() < 1e-9);
    assert!(first.last_adjusted > Some(0.5) && second.last_adjusted < Some(0.05), "{first:?} {second:?}");
}

#[test]
fn the_interval_does_not_depend_on_threads() {
    let slice = slice(80, 0.4, 0.3, Kind::Count);
    let need = [group("need", &[1, 2], 80)];
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let found = pool.install(|| found(&slice, &need, 99));
        [found.lower, found.upper].map(|v| v.unwrap().to_bits())
    };
    assert_eq!(run(1), run(3));
}

#[test]
fn no_covariate_moves_a_result_by_its_scale() {
    let slice = slice(70, 0.4, 0.3, Kind::Count);
    let need = group("need", &[1, 5], 70);
    let mut large = need.clone();
    large.columns[0].values.values_mut().for_each(|v| *v = 1e7 + 1e5 * *v);
    let [small, large] = [&need, &large].map(|n| found(&slice, std::slice::from_ref(n), 0));
    assert!((small.share.unwrap() - large.share.unwrap()).abs() < 1e-9);
    let ratio = small.coefficients[1].estimate / large.coefficients[1].estimate;
    assert!((ratio / 1e5 - 1.0).abs() < 1e-8, "{ratio}");
}

#[test]
fn areas_without_a_covariate_are_left_out_and_named() {
    let slice = slice(50, 0.4, 0.3, Kind::Count);
    let mut need = group("need", &[1, 5], 50);
    need.columns[1].values.remove(&code(7));
    need.columns[0].values.remove(&code(9));
    let found = found(&slice, &[need], 0);
    assert_eq!((found.areas_used, found.areas.len()), (48, 48));
    let left: Vec<(&str, &str)> = found.left_out.iter().map(|l| (&*l.area, &*l.lacks[0])).collect();
    assert_eq!(left, [("A007", "need5"), ("A009", "need1")]);
}

#[test]
fn regions_give_clustered_errors_and_every_area_needs_one() {
    let slice = slice(60, 0.4, 0.3, Kind::Count);
    let need = [group("need", &[1], 60)];
    let regions: BTreeMap<Arc<str>, Arc<str>> = (0..60).map(|i| (code(i), format!("R{}", i % 6).into())).collect();
    let with = |regions| explain(&slice, &need, &ExplainOptions { regions: Some(regions), ..options(0) });
    let found = with(regions.clone()).unwrap();
    assert!(found.coefficients.iter().all(|c| c.se_cluster > Some(0.0)));
    assert!(found.notes.iter().any(|note| note.contains("6 regions")), "{:?}", found.notes);
    let mut lacking = regions;
    lacking.remove(&code(3));
    assert!(with(lacking).unwrap_err().to_string().contains("A003"));
}

#[test]
fn what_no_model_carries_is_refused_with_the_covariate_named() {
    let slice = slice(42, 0.4, 0.3, Kind::Count);
    let refused = |need: &[NeedGroup]| explain(&slice, need, &options(0)).unwrap_err().to_string();
    let many: Vec<usize> = (1..12).collect();
    let error = refused(&[group("many", &many, 42)]);
    assert!(error.contains("11 covariates and 42 areas: each") && error.contains("at most 10"), "{error}");
    let mut same = group("same", &[1, 2], 42);
    same.columns[1].values.values_mut().for_each(|v| *v = 4.5);
    let error = refused(&[same]);
    assert!(error.contains("'same2' is 4.5 in every area"), "{error}");
    let mut sum = group("part", &[1, 2, 3], 42);
    for i in 0..42 {
        let rest = 100.0 - sum.columns[0].values[&code(i)] - sum.columns[1].values[&code(i)];
        sum.columns[2].values.insert(code(i), rest);
    }
    let error = refused(&[sum]);
    assert!(error.contains("'part3'") && error.contains("'part1' with 'part2'"), "{error}");
    let few = found(&slice, &[group("several", &many[..8], 42)], 0);
    assert!(few.notes[0].contains("8 covariates are many for 42 areas"), "{:?}", few.notes);
}

#[test]
fn even_areas_leave_nothing_to_explain() {
    let rows: Vec<(Arc<str>, f64)> = (0..30).map(|i| (code(i), 100.0)).collect();
    let rows: Vec<(&str, f64, f64)> = rows.iter().map(|(code, o)| (&**code, *o, 1_000.0)).collect();
    let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
    let found = found(&slice, &[group("need", &[1], 30)], 99);
    assert!(found.undefined.unwrap().contains("do not differ by more than chance"));
    assert_eq!((found.share, found.lower), (None, None));
}

/// A share whose area is at `middle` plus `step` times a covariate of +1 and -1 in turn and `step` times another sign, of `trials` persons each:
/// the relative variance between areas is 2 (step / middle)^2, half of which goes with the covariate.
fn shares(areas: usize, [middle, step]: [f64; 2], trials: usize, at: usize) -> (Slice, NeedGroup) {
    let sign = |n: usize| if n.is_multiple_of(2) { 1.0 } else { -1.0 };
    let rows: Vec<(Arc<str>, f64)> = (0..areas)
        .map(|i| {
            let p = middle + step * (sign(i) + sign(i / 2));
            let one = |k: usize| usize::from(number(i * trials + k, 7 + 13 * at) < p);
            (code(i), (0..trials).map(one).sum::<usize>() as f64)
        })
        .collect();
    let rows: Vec<(&str, f64, f64)> = rows.iter().map(|(code, o)| (&**code, *o, trials as f64)).collect();
    let values = (0..areas).map(|i| (code(i), sign(i))).collect();
    let need = NeedGroup { name: "need".into(), columns: vec![NeedColumn { name: "sign".into(), values }] };
    (Slice::from_denominators(Kind::Share, &rows).unwrap(), need)
}

/// With chance as of counts nothing would be left of the differences: 1 / E is 0.00625 and the variance seen 0.00375.
#[test]
fn chance_of_a_share_is_that_of_a_share() {
    const AREAS: usize = 200;
    let (mut before, mut after, mut part) = (Vec::new(), Vec::new(), Vec::new());
    for at in 0..12 {
        let (slice, need) = shares(AREAS, [0.8, 0.028_284_271], 200, at);
        let found = found(&slice, &[need], 0);
        before.push(found.model.before.alpha.unwrap());
        after.push(found.model.after.alpha.unwrap());
        part.push(found.share_adjusted.unwrap());
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    // 2 (0.0283 / 0.8)^2 = 0.0025; half of it is left.
    assert!((mean(&before) - 0.0025).abs() < 0.0002, "{before:?}");
    assert!((mean(&after) - 0.00125).abs() < 0.0002, "{after:?}");
    assert!((mean(&part) - 0.5).abs() < 0.08, "{part:?}");
}

#[test]
fn a_share_is_a_count_with_less_chance() {
    let rows = [
        ("A", 90.0, 100.0),
        ("B", 150.0, 200.0),
        ("C", 120.0, 150.0),
        ("D", 60.0, 100.0),
        ("E", 80.0, 150.0),
        ("F", 97.0, 100.0),
        ("G", 70.0, 100.0),
        ("H", 160.0, 200.0),
        ("I", 100.0, 150.0),
        ("J", 75.0, 100.0),
        ("K", 95.0, 150.0),
        ("L", 60.0, 100.0),
    ];
    let need = NeedGroup {
        name: "need".into(),
        columns: vec![NeedColumn {
            name: "x".into(),
            values: rows
                .iter()
                .zip([1.0, 2.0, 4.0, 3.0, 7.0, 5.0, 2.5, 1.5, 6.0, 8.0, 3.5, 4.5])
                .map(|((code, ..), x)| ((*code).into(), x))
                .collect(),
        }],
    };
    let need = std::slice::from_ref(&need);
    let share = found(&Slice::from_denominators(Kind::Share, &rows).unwrap(), need, 0);
    // 1,157 of 1,600: chance of 443 / 1600 of that of a count.
    let count = Slice::from_denominators(Kind::Count, &rows).unwrap().with_dispersion(443.0 / 1600.0);
    assert_eq!(share.model, found(&count, need, 0).model);
    let scv: f64 = rows
        .iter()
        .map(|(_, o, d)| {
            let mean = d * 1157.0 / 1600.0;
            ((o - mean).powi(2) - mean * 443.0 / 1600.0) / mean.powi(2)
        })
        .sum::<f64>()
        / 12.0;
    assert!((share.model.before.scv.unwrap() - scv).abs() < 1e-12, "{:?} {scv}", share.model.before.scv);
    // Practices say how often chance is more than that of a share: twice that.
    let twice = found(&Slice::from_denominators(Kind::Share, &rows).unwrap().with_dispersion(2.0), need, 0);
    let count = Slice::from_denominators(Kind::Count, &rows).unwrap().with_dispersion(2.0 * 443.0 / 1600.0);
    assert_eq!(twice.model, found(&count, need, 0).model);
    assert_eq!((share.chance_phi, twice.chance_phi), (None, Some(2.0)));
    assert!(share.areas.iter().zip(rows).all(|(area, (_, _, d))| area.denominator == Some(d)));
}
