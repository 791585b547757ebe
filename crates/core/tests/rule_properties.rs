//! Every outlier rule and every method of shrinkage at its edges, and the control of false alarms by simulation.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // helpers of tests are not marked as tests

use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Distribution, Gamma, Poisson, StandardNormal};
use unwarranted_core::outliers::control::{Control, benjamini_hochberg, benjamini_yekutieli, holm};
use unwarranted_core::outliers::ranks::{RankOptions, ranks};
use unwarranted_core::outliers::{Allows, RULES, negative_binomial, overdispersed};
use unwarranted_core::shrinkage::SHRINKERS;
use unwarranted_core::{Confidence, Kind, Slice};

fn levels() -> [Confidence; 3] {
    [0.95, 0.998, 0.9999].map(|level| Confidence::new(level, "level").unwrap())
}

/// Whatever is defined is finite and in order; whatever is not has a reason.
fn check(slice: &Slice) {
    for rule in RULES {
        let found = match (rule.assess)(slice, &levels()) {
            Ok(found) => found,
            Err(undefined) => {
                assert!(undefined.reason.len() > 5, "{}", rule.id);
                continue;
            }
        };
        assert_eq!(found.areas.len(), slice.len(), "{}", rule.id);
        assert!(found.phi.is_none_or(f64::is_finite) && found.tau2.is_none_or(f64::is_finite), "{}", rule.id);
        for (i, area) in found.areas.iter().enumerate() {
            let name = format!("{} {i}: {area:?} of {:?}", rule.id, slice.areas()[i]);
            assert!(area.z.is_finite() && (0.0..=1.0).contains(&area.p), "{name}");
            assert_eq!(area.limits.len(), 3, "{name}");
            let mut inner = [f64::INFINITY, 0.0];
            for [low, high] in &area.limits {
                assert!(low.is_finite() && high.is_finite() && *low >= 0.0 && low <= high, "{name}");
                assert!(*low <= inner[0] && *high >= inner[1], "{name}");
                inner = [*low, *high];
            }
        }
        if let Some(tests) = &found.tests {
            assert_eq!(tests.len(), slice.len(), "{}", rule.id);
            assert!(tests.iter().all(|t| t.z.is_finite() && (0.0..=1.0).contains(&t.p)), "{}: {tests:?}", rule.id);
        }
        let curve = found.curve.limits.iter().flatten().flatten();
        assert!(curve.chain(&found.curve.expected).all(|v| v.is_finite() && *v >= 0.0), "{}", rule.id);
    }
    for shrinker in SHRINKERS {
        let Ok(found) = (shrinker.shrink)(slice) else { continue };
        assert!(found.centre.is_finite() && found.variance.is_finite() && found.variance >= 0.0, "{}", shrinker.id);
        for (i, posterior) in found.areas.iter().enumerate() {
            let name = format!("{} {i}: {posterior:?} of {:?}", shrinker.id, slice.areas()[i]);
            assert!(posterior.mean().is_finite() && posterior.mean() >= 0.0, "{name}");
            if let Some([low, high]) = posterior.interval(levels()[0]) {
                let median = posterior.median().unwrap();
                assert!(
                    low >= 0.0 && low <= median && median <= high && high.is_finite(),
                    "{name} {low} {median} {high}"
                );
            }
            assert!(posterior.exceeds(1.0).is_none_or(|p| (0.0..=1.0).contains(&p)), "{name}");
        }
    }
    let options = RankOptions { draws: 100, ..RankOptions::new(1, 0.95).unwrap() };
    if let Ok(found) = ranks(slice, &options) {
        assert!(found.areas.iter().all(|a| 1 <= a.lower && a.lower <= a.upper && a.upper <= slice.len()));
    }
}

fn slice(kind: Kind, rows: &[(f64, f64)]) -> Slice {
    let codes: Vec<String> = (0..rows.len()).map(|i| format!("A{i:05}")).collect();
    let rows: Vec<_> = codes.iter().zip(rows).map(|(code, (o, d))| (code.as_str(), *o, *d)).collect();
    Slice::from_denominators(kind, &rows).unwrap()
}

fn given(rows: &[(f64, f64)]) -> Slice {
    let codes: Vec<String> = (0..rows.len()).map(|i| format!("A{i:05}")).collect();
    let rows: Vec<_> = codes.iter().zip(rows).map(|(code, (o, e))| (code.as_str(), *o, *e)).collect();
    Slice::from_expected(Kind::Count, &rows).unwrap()
}

#[test]
fn edges() {
    for kind in [Kind::Count, Kind::Share, Kind::Amount] {
        check(&slice(kind, &[]));
        check(&slice(kind, &[(3.0, 10.0)]));
        check(&slice(kind, &[(3.0, 10.0), (5.0, 10.0)]));
        check(&slice(kind, &[(0.0, 10.0), (0.0, 20.0), (0.0, 5.0)]));
        check(&slice(kind, &[(5.0, 10.0); 20]));
        check(&slice(kind, &[(10.0, 10.0); 20]));
        check(&slice(kind, &[(0.0, 10.0), (4.0, 10.0), (6.0, 10.0), (3.0, 7.0)]));
        check(&slice(kind, &[(1e8, 2e8), (1.1e8, 2e8), (0.7e8, 1.9e8), (0.0, 1.0)]));
        check(&slice(kind, &[(0.0, 1.0), (1.0, 1.0), (1e8, 3e8), (7.0, 40.0)]));
    }
    check(&given(&[(0.0, 1e-6), (1.0, 1e-6), (3.0, 2.0), (0.0, 5.0)]));
    check(&given(&[(1e8, 1e-6), (0.0, 1e8), (1e8, 1e8)]));
    check(&given(&[(0.0, 0.0), (0.0, 0.0)]));
    check(&given(&[(1.0, 1.0), (0.0, 0.0), (2.0, 3.0)]));
}

#[test]
fn fifty_thousand_areas() {
    let row = |i: u32| (f64::from((i * 7919) % 61), 10.0 + f64::from(i % 47));
    let slice = given(&(0..50_000).map(row).collect::<Vec<_>>());
    for rule in RULES {
        match (rule.assess)(&slice, &levels()[..1]) {
            Ok(found) => assert_eq!(found.areas.len(), 50_000),
            Err(undefined) => assert!(rule.id == "shmi" && undefined.reason.contains("observed nothing")),
        }
    }
    for shrinker in SHRINKERS {
        match (shrinker.shrink)(&slice) {
            Ok(found) => assert_eq!(found.areas.len(), 50_000, "{}", shrinker.id),
            Err(undefined) => assert!(shrinker.id == "beta-binomial" && undefined.reason.contains("share")),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn anything_is_finite_or_has_a_reason(rows in prop::collection::vec((0f64..18.5, -14f64..18.5, 0u8..4), 0..25)) {
        let count = |x: f64, zero: u8| if zero == 0 { 0.0 } else { libm::exp(x).floor() };
        let expected: Vec<(f64, f64)> = rows.iter().map(|(o, e, zero)| (count(*o, *zero), libm::exp(*e))).collect();
        check(&given(&expected));
        let shares: Vec<(f64, f64)> =
            rows.iter().map(|(o, e, zero)| (count(*o, *zero), count(*o, *zero) + libm::exp(*e).ceil())).collect();
        check(&slice(Kind::Share, &shares));
        check(&slice(Kind::Count, &shares));
        check(&slice(Kind::Amount, &shares.iter().map(|(o, d)| (o * 0.37, *d)).collect::<Vec<_>>()));
    }

    #[test]
    fn shrunken_ratios_lie_between_their_own_and_the_centre(rows in prop::collection::vec((0u32..400, 1f64..200.0), 2..30)) {
        let slice = given(&rows.iter().map(|(o, e)| (f64::from(*o), *e)).collect::<Vec<_>>());
        let ratios = slice.ratios().unwrap();
        for shrinker in &SHRINKERS[..2] {
            let found = (shrinker.shrink)(&slice);
            prop_assert!(found.is_ok() || rows.iter().filter(|r| r.0 > 0).count() < 2, "{}: {:?}", shrinker.id, found);
            let Ok(found) = found else { continue };
            prop_assert_eq!(found.areas.len(), rows.len());
            for (posterior, ratio) in found.areas.iter().zip(&ratios) {
                let (low, high) = (ratio.min(found.centre), ratio.max(found.centre));
                let mean = posterior.mean();
                prop_assert!(low - 1e-9 <= mean && mean <= high + 1e-9, "{}: {low} {mean} {high}", shrinker.id);
            }
        }
    }
}

fn random(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

/// False alarms among the alarms (0 without alarms), and the share of the true outliers found.
fn outcome(alarms: &[Option<bool>], truly: impl Fn(usize) -> bool, outliers: f64) -> (f64, f64) {
    let raised: Vec<usize> = (0..alarms.len()).filter(|i| alarms[*i] == Some(true)).collect();
    let count =
        |keep: &dyn Fn(&usize) -> bool| f64::from(u32::try_from(raised.iter().filter(|i| keep(i)).count()).unwrap());
    let (wrong, right) = (count(&|i| !truly(*i)), count(&|i| truly(*i)));
    (wrong / (wrong + right).max(1.0), right / outliers)
}

#[test]
fn false_discoveries_and_any_false_alarm_are_held_at_their_level() {
    const RUNS: u32 = 1500;
    let (mut fdr, mut by, mut any, mut squares) = (0.0, 0.0, 0.0, 0.0);
    let mut generator = random(20_251_130);
    for _ in 0..RUNS {
        // 80 areas of no account and 20 that stand out by three standard errors.
        let p: Vec<Option<f64>> = (0..100)
            .map(|i| {
                let z: f64 = StandardNormal.sample(&mut generator);
                Some(two_sided(z + if i < 20 { 3.0 } else { 0.0 }))
            })
            .collect();
        let (false_share, _) = outcome(&Control::Fdr(0.05).alarms(&p), |i| i < 20, 20.0);
        fdr += false_share;
        squares += false_share * false_share;
        let yekutieli: Vec<_> = benjamini_yekutieli(&p).iter().map(|q| q.map(|q| q <= 0.05)).collect();
        by += outcome(&yekutieli, |i| i < 20, 20.0).0;
        any += f64::from(u8::from(holm(&p)[20..].iter().flatten().any(|p| *p <= 0.05)));
        assert_eq!(benjamini_hochberg(&p).len(), 100);
    }
    let runs = f64::from(RUNS);
    let (fdr, by, any) = (fdr / runs, by / runs, any / runs);
    let error = (squares / runs - fdr * fdr).sqrt() / runs.sqrt();
    println!(
        "false discovery rate {fdr:.4} (expected 0.0400 +/- {error:.4}), BY {by:.4}, any false alarm by Holm {any:.4}"
    );
    // Exactly level x share of true hypotheses for independent tests.
    assert!((fdr - 0.04).abs() < 4.0 * error, "{fdr} {error}");
    assert!(by < 0.04 / 4.0 && any <= 0.05 + 3.0 * (0.05f64 * 0.95 / runs).sqrt());
}

fn two_sided(z: f64) -> f64 {
    // Twice the upper tail by Simpson's rule: exact enough here, and independent of the library.
    let (z, steps) = (z.abs(), 200);
    let h = 8.0 / f64::from(steps);
    let density = |x: f64| libm::exp(-0.5 * x * x) * (2.0 / std::f64::consts::PI).sqrt();
    let weight = |k: i32| if k == 0 || k == steps { 1.0 } else { f64::from(2 + 2 * (k % 2)) };
    (0..=steps).map(|k| weight(k) * density(z + h * f64::from(k))).sum::<f64>() * h / 3.0
}

/// What may be said of the areas that a rule names, by what it does to ordinary ones: areas that differ by a fifth of their
/// rate, none an outlier.
#[test]
fn a_rule_allows_for_what_it_says() {
    const RUNS: u32 = 60;
    let mut generator = random(11);
    let spread = Gamma::new(25.0, 1.0 / 25.0).unwrap();
    let mut slices = (0..RUNS).map(|_| {
        let row = |i: u32| {
            let expected = 200.0 + 30.0 * f64::from(i);
            (Poisson::new(expected * spread.sample(&mut generator)).unwrap().sample(&mut generator), expected)
        };
        given(&(0..60).map(row).collect::<Vec<_>>())
    });
    let slices: Vec<Slice> = slices.by_ref().collect();
    for rule in RULES {
        let (mut runs, mut areas) = (0, 0);
        for slice in &slices {
            let found = (rule.assess)(slice, &levels()[..1]).unwrap();
            let of_rule = || found.areas.iter().map(|a| Some(a.p)).collect::<Vec<_>>();
            let p = found.tests.as_ref().map_or_else(of_rule, |tests| tests.iter().map(|t| Some(t.p)).collect());
            let named = Control::Fdr(0.05).alarms(&p).iter().filter(|a| **a == Some(true)).count();
            runs += usize::from(named > 0);
            areas += named;
        }
        println!("{}: names an area in {runs} of {RUNS} sets, {areas} areas in all", rule.id);
        match rule.allows {
            Allows::Spread => assert!(runs <= 9, "{}: {runs}", rule.id),
            Allows::Narrow => assert!(runs > 9, "{}: {runs}", rule.id),
            Allows::SizeBlind => assert!(runs < 30, "{}: {runs}", rule.id),
            Allows::ChanceAlone => assert!(runs == 60 && areas > 60 * 20, "{}: {runs}, {areas}", rule.id),
        }
    }
}

#[test]
fn rules_raise_false_alarms_at_the_rate_known_for_them() {
    const RUNS: u32 = 120;
    let mut generator = random(7);
    let spread = Gamma::new(50.0, 1.0 / 50.0).unwrap();
    let (mut false_share, mut found) = ([0.0; 3], [0.0; 3]);
    for _ in 0..RUNS {
        let rows: Vec<(f64, f64)> = (0..150)
            .map(|i| {
                let expected = 60.0 + 3.0 * f64::from(i);
                let ratio = spread.sample(&mut generator) * if i % 20 == 10 { 2.0 } else { 1.0 };
                (Poisson::new(expected * ratio).unwrap().sample(&mut generator), expected)
            })
            .collect();
        let slice = given(&rows);
        let default = overdispersed::assess(&slice, &levels()[..1]).unwrap();
        let strict = negative_binomial::assess(&slice, &levels()[..1]).unwrap();
        let of = |areas: &[unwarranted_core::outliers::Verdict]| areas.iter().map(|a| Some(a.p)).collect();
        let tests = default.tests.as_ref().unwrap().iter().map(|t| Some(t.p)).collect();
        let p: [Vec<Option<f64>>; 3] = [tests, of(&strict.areas), of(&default.areas)];
        for (which, p) in p.iter().enumerate() {
            let (wrong, right) = outcome(&Control::Fdr(0.05).alarms(p), |i| i % 20 == 10, 7.0);
            false_share[which] += wrong / f64::from(RUNS);
            found[which] += right / f64::from(RUNS);
        }
    }
    for (name, (wrong, right)) in ["overdispersed, alarms", "negative-binomial", "overdispersed, published p"]
        .iter()
        .zip(false_share.iter().zip(&found))
    {
        println!("{name}: false discovery rate {wrong:.4}, true outliers found {right:.3}");
    }
    assert!(false_share[0] <= 0.05 && found[0] > 0.7, "{false_share:?} {found:?}");
    assert!(false_share[1] <= 0.05 && found[1] > 0.5, "{false_share:?} {found:?}");
    // Winsorising takes a third off phi when nothing is an outlier, so that the published p is known to be too small.
    assert!(false_share[2] <= 0.2 && found[2] > 0.9, "{false_share:?} {found:?}");
}
