//! Every index against its other self: one by one from a slice, and from the shared sums of a replicate.

use super::*;
use crate::data::kind::Kind;
use crate::data::slice::Slice;
use crate::models::Mean;
use crate::models::gamma_poisson::{self, Fit, Start};
use crate::sampling::draw::{Draw, Space};
use crate::sampling::frame::Frame;
use proptest::prelude::*;

#[test]
fn practices_are_drawn_for_what_describes_the_rates_whatever_the_words() {
    let drawn: Vec<_> = INDICES.iter().filter(|i| i.of_practices()).map(|i| &*i.id).collect();
    let eighteen = [
        "eq",
        "eq-5-95",
        "eq-10-90",
        "eq-25-75",
        "eq-without-5",
        "range",
        "iqr",
        "mad",
        "cv",
        "cv-weighted",
        "gini",
        "theil-t",
        "theil-l",
        "ge2",
        "atkinson",
        "atkinson-1",
        "atkinson-2",
        "hoover",
    ];
    assert_eq!(drawn, eighteen);
    for index in INDICES {
        let other = Index { undefined_when: "the numerator is not a count", formula: "no count", ..index.clone() };
        assert_eq!(other.of_practices(), index.of_practices(), "{}", index.id);
    }
}

#[test]
fn amounts_have_the_indices_that_set_nothing_against_chance() {
    let rows = [("A1", 10.5, 100.0), ("A2", 30.0, 90.0), ("B1", 20.0, 150.0), ("B2", 25.0, 100.0)];
    let slice = Slice::from_denominators(Kind::Amount, &rows).unwrap();
    let slice = slice.with_groups(|c| Some(c[..1].into())).unwrap().with_ranking(|c| c[1..].parse().ok()).unwrap();
    // Four areas leave nothing without the five highest and lowest.
    for index in INDICES.iter().filter(|i| i.id != "eq-without-5") {
        assert_eq!(index.compute(&slice).is_err(), index.behaviour.counts, "{}", index.id);
    }
}

#[test]
fn every_index_but_one_is_simulated() {
    let without: Vec<_> = INDICES.iter().filter(|i| i.replicate.is_none()).map(|i| &*i.id).collect();
    assert_eq!(without, ["variance-lognormal"]);
}

/// What the fits of replicates do without: they do not look for a maximum beyond zero where the likelihood falls from there
/// on, they stop at a step of 0.2 %, and of several maxima they may find another.
fn ends_at_a_maximum(slice: &Slice, mean: Mean, found: f64) -> bool {
    let (o, e) = (slice.observed(), slice.expected());
    let overall = if mean == Mean::One { 1.0 } else { o.iter().sum::<f64>() / e.iter().sum::<f64>() };
    if found <= 0.0 {
        return o.iter().zip(e).map(|(o, e)| (o - overall * e).powi(2) - o).sum::<f64>() <= 1e-9;
    }
    let start = Start { mean: overall, variance: found };
    let closer = gamma_poisson::ascend(o, e, mean, start, 1e-11).map_or(f64::NAN, |fit| fit.variance);
    // Where the likelihood is flat a step of 0.2 % stops further from its maximum, but no neighbour is likelier.
    let likelihood = |variance: f64| match mean {
        Mean::One => Fit { variance, mean: 1.0, information: 0.0 }.log_likelihood(o, e),
        Mean::Free => gamma_poisson::profiled(o, e, variance, overall).log_likelihood,
    };
    let flat = || [0.9, 1.1].iter().all(|factor| likelihood(found * factor) <= likelihood(found) + 1e-4);
    (found - closer).abs() <= 0.02 * closer || flat()
}

/// A replicate is undefined where the slice is, and the same number everywhere else. With a handful of events the likelihood
/// of the gamma-Poisson model can have several maxima, or none: then it is enough that replicates have a value.
fn agree(slice: &Slice, drawn: &[f64], handful: bool) {
    let frame = Frame::new(slice).unwrap();
    let mut space = Space::default();
    let other = slice.resampled(drawn);
    let Some((draw, extra)) = Draw::new(&frame, drawn, 1.0, &mut space) else { return };
    for index in INDICES {
        let Some(way) = index.replicate else { continue };
        let found = index.cut_off(way.value(&draw, extra));
        let computed = index.compute(&other);
        let within = |tolerance: f64| match &computed {
            Ok(c) => (found - c.value).abs() <= tolerance * c.value.abs().max(1.0),
            Err(_) => !found.is_finite(),
        };
        let gamma = |mean: Mean| match &computed {
            Ok(_) if handful => found.is_finite(),
            Ok(_) => within(1e-5) || ends_at_a_maximum(&other, mean, found),
            Err(_) => true,
        };
        let same = match &*index.id {
            "variance-gamma" => gamma(Mean::Free),
            "variance-gamma-mean1" => gamma(Mean::One),
            // Of next to no inequality in all, few digits are left for the part that is the rest.
            "theil-t-between-share" => within(1e-9 + 1e-14 / theil_t::compute(&other).unwrap().value),
            _ => within(if handful { 1e-7 } else { 1e-9 }),
        };
        assert!(same, "{}: {found}, {computed:?}", index.id);
    }
}

/// Areas in two groups, ranked, with counts to start from and counts drawn.
fn compare(rows: &[(u32, u32, u32)], kind: i32, handful: bool) {
    let codes: Vec<String> = (0..rows.len()).map(|i| format!("{}{i:03}", if i % 3 == 0 { "A" } else { "B" })).collect();
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|i| codes[*i].clone());
    let figures: Vec<_> = rows.iter().zip(&codes).map(|(r, c)| (c.as_str(), f64::from(r.0), f64::from(r.2))).collect();
    let slice = match kind {
        0 => Slice::from_denominators(Kind::Count, &figures),
        1 => Slice::from_denominators(Kind::Share, &figures),
        _ => Slice::from_expected(Kind::Count, &figures),
    };
    let slice = slice.unwrap().with_groups(|c| Some(c[..1].into())).unwrap();
    let slice = slice.with_ranking(|c| c[1..].parse().ok()).unwrap();
    let drawn: Vec<f64> = order.iter().map(|i| f64::from(rows[*i].1)).collect();
    agree(&slice, &drawn, handful);
}

proptest! {
    #[test]
    fn agrees_with_the_plain_computation(
        rows in prop::collection::vec((0u32..400, 0u32..400, 500u32..100_000), 2..40), kind in 0..3,
    ) {
        prop_assume!(rows.iter().any(|r| r.0 > 0));
        compare(&rows, kind, false);
    }

    #[test]
    fn agrees_where_areas_have_a_handful_of_events(
        rows in prop::collection::vec((0u32..4, 0u32..4, 500u32..100_000), 2..12), kind in 0..3,
    ) {
        prop_assume!(rows.iter().any(|r| r.0 > 0));
        compare(&rows, kind, true);
    }
}

/// The likelihood has one maximum at zero and another, flat one beyond: a random test found it.
#[test]
fn a_replicate_may_end_at_a_flat_maximum() {
    compare(&[(0, 72, 34173), (1, 11, 2113)], 0, false);
}

/// Small areas differ and one that dwarfs them agrees: the likelihood falls from zero and has its maximum beyond.
#[test]
fn a_replicate_finds_the_spread_of_small_areas_beside_one_that_dwarfs_them() {
    let small = [2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 23, 2, 3, 4, 5, 6, 9, 16];
    let codes: Vec<String> = (0..=small.len()).map(|i| format!("A{i:03}")).collect();
    let drawn: Vec<f64> = small.into_iter().chain([900_000]).map(f64::from).collect();
    let figures: Vec<_> =
        codes.iter().zip(&drawn).map(|(c, o)| (c.as_str(), *o, if *o > 1e5 { 1e8 } else { 1e3 })).collect();
    let slice = Slice::from_denominators(Kind::Count, &figures).unwrap();
    let (frame, mut space) = (Frame::new(&slice).unwrap(), Space::default());
    let (draw, extra) = Draw::new(&frame, &drawn, 1.0, &mut space).unwrap();
    let index = INDICES.iter().find(|i| i.id == "variance-gamma").unwrap();
    let (found, computed) = (index.replicate.unwrap().value(&draw, extra), index.compute(&slice).unwrap().value);
    assert!(computed > 0.1 && (found - computed).abs() < 1e-4, "{found} {computed}");
}
