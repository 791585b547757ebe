//! What is found over time in series and areas whose truth is known.

use crate::{heading, percent};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;
use unwarranted_core::time::{Shape, first_order, mann_kendall, pitman_morgan, robust_breaks, segments, slope, step};

/// How closely a value of a series follows the one before.
const RHO: [f64; 6] = [0.0, 0.3, 0.5, 0.6, 0.8, 0.9];

const TRENDS: [&str; 5] = ["months", "autocorrelation", "verdict of a series", "Newey & West, lag 12", "Hamed & Rao"];
const BREAKS: [&str; 9] = [
    "months",
    "autocorrelation",
    "no break: Schwarz's criterion draws one",
    "no break: the words name one",
    "step of 3 sd: named",
    "of these within two months",
    "step of 5 sd: named",
    "of these within two months",
    "interval holds the month",
];
const STEPS: [&str; 8] = [
    "autocorrelation",
    "no step: p at or below 5 % / 1 % / 0.1 %",
    "step of 3 sd: p at or below 0.1 %",
    "of these within a month",
    "interval holds the month",
    "step of 5 sd: p at or below 0.1 %",
    "of these within a month",
    "interval holds the month",
];
const SPREADS: [&str; 5] =
    ["areas", "logarithms", "correlation of the years", "Pitman & Morgan", "with robust errors (the verdict)"];

/// A stationary series of unit variance in which each value follows the one before.
fn series(rng: &mut Xoshiro256PlusPlus, n: usize, rho: f64) -> Vec<f64> {
    let mut last: f64 = StandardNormal.sample(rng);
    let mut next = || {
        let own: f64 = StandardNormal.sample(rng);
        last = rho * last + (1.0 - rho * rho).sqrt() * own;
        last
    };
    (0..n).map(|_| next()).collect()
}

/// What is counted of `number` series, each with a seed of its own.
fn counted<const K: usize>(
    number: usize,
    n: usize,
    rho: f64,
    count: impl Fn(Vec<f64>) -> [bool; K] + Sync,
) -> [usize; K] {
    let one = |at: usize| {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(at as u64 ^ rho.to_bits() ^ (n as u64) << 32);
        count(series(&mut rng, n, rho)).map(usize::from)
    };
    let add = |a: [usize; K], b: [usize; K]| std::array::from_fn(|k| a[k] + b[k]);
    (0..number).into_par_iter().map(one).reduce(|| [0; K], add)
}

fn share(part: usize, whole: usize) -> String {
    if whole == 0 { "-".to_owned() } else { format!("{:.1}", percent(part, whole)) }
}

/// All tables of series and of the spread between areas.
pub(crate) fn tables(number: usize) {
    println!("\n### A trend where there is none, in %");
    heading(&TRENDS);
    for n in [36, 61, 120] {
        RHO.into_iter().for_each(|rho| trend(number, n, rho));
    }
    println!("\n### A break of level or slope, in %");
    heading(&BREAKS);
    for n in [36, 61, 120] {
        for rho in RHO {
            breaks(number, n, rho);
        }
    }
    println!("\n### The step of one area over 61 months, in %");
    heading(&STEPS);
    RHO.into_iter().for_each(|rho| area_step(number, rho));
    println!("\n### A change of spread where there is none, in %");
    heading(&SPREADS);
    for heavy in [false, true] {
        for areas in [42, 106] {
            [0.5, 0.95].into_iter().for_each(|lasting| spread(2 * number, heavy, areas, lasting));
        }
    }
}

fn trend(number: usize, n: usize, rho: f64) {
    let low = |p: Option<f64>| p.is_some_and(|p| p <= 0.05);
    let hits = counted(number, n, rho, |y| {
        [
            low(first_order(&y).ok().map(|t| t.p)),
            low(slope(&y, 12).ok().and_then(|s| s.p)),
            low(mann_kendall(&y).ok().and_then(|m| m.p_hamed_rao)),
        ]
    });
    println!("| {n} | {rho} | {} |", hits.map(|h| share(h, number)).join(" | "));
}

/// One row; the shares of series without a break in which Schwarz's criterion draws one, and in which the words name one.
fn breaks(number: usize, n: usize, rho: f64) -> [f64; 2] {
    let none = counted(number, n, rho, |y| {
        let schwarz = segments(&y, Shape::Line).is_ok_and(|s| !s.breaks.is_empty());
        [schwarz, robust_breaks(&y).is_ok_and(|r| !r.breaks.is_empty())]
    });
    let at = n * 57 / 100;
    let stepped = |size: f64| {
        counted(number / 2, n, rho, |mut y| {
            y[at..].iter_mut().for_each(|v| *v += size);
            let found = robust_breaks(&y).map_or_else(|_| Vec::new(), |r| r.breaks);
            let near = found.iter().find(|b| b.last.abs_diff(at) <= 2);
            let holds = found.iter().any(|b| (b.interval[0]..=b.interval[1]).contains(&at));
            [!found.is_empty(), near.is_some(), holds]
        })
    };
    let (three, five) = (stepped(3.0), stepped(5.0));
    println!(
        "| {n} | {rho} | {} | {} | {} | {} | {} | {} | {} |",
        share(none[0], number),
        share(none[1], number),
        share(three[0], number / 2),
        share(three[1], three[0]),
        share(five[0], number / 2),
        share(five[1], five[0]),
        share(five[2], five[0])
    );
    none.map(|n| percent(n, number))
}

fn area_step(number: usize, rho: f64) {
    const AT: usize = 35;
    let none = counted(number, 61, rho, |y| [0.05, 0.01, 0.001].map(|level| step(&y).is_ok_and(|s| s.p <= level)));
    let mut columns = vec![none.map(|n| share(n, number)).join(" / ")];
    for size in [3.0, 5.0] {
        let found = counted(number / 2, 61, rho, |mut y| {
            y[AT..].iter_mut().for_each(|v| *v += size);
            let Some(s) = step(&y).ok().filter(|s| s.p <= 0.001) else { return [false; 3] };
            [true, s.last.abs_diff(AT) <= 1, (s.interval[0]..=s.interval[1]).contains(&AT)]
        });
        columns.push(share(found[0], number / 2));
        columns.extend(found[1..].iter().map(|n| share(*n, found[0])));
    }
    println!("| {rho} | {} |", columns.join(" | "));
}

fn spread(number: usize, heavy: bool, areas: usize, lasting: f64) {
    let one = |at: usize| {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(at as u64 ^ lasting.to_bits() ^ (areas as u64) << 32);
        let mut pair = |at: usize| {
            let far = if heavy && at.is_multiple_of(10) { 4.0 } else { 1.0 };
            let pair = series(&mut rng, 2, lasting);
            (far * pair[0], far * pair[1])
        };
        let (first, last): (Vec<f64>, Vec<f64>) = (0..areas).map(&mut pair).unzip();
        let Ok(test) = pitman_morgan(&first, &last) else { return [0; 2] };
        [usize::from(test.plain.p <= 0.05), usize::from(test.robust.is_some_and(|r| r.p <= 0.05))]
    };
    let hits = (0..number).into_par_iter().map(one).reduce(|| [0; 2], |a, b| [a[0] + b[0], a[1] + b[1]]);
    let shape = if heavy { "normal, one area in ten four times as far out" } else { "normal" };
    println!("| {areas} | {shape} | {lasting} | {} |", hits.map(|h| share(h, number)).join(" | "));
}

/// One row of breaks, with bounds that only an error passes.
pub(crate) fn check() {
    heading(&BREAKS);
    let [schwarz, named] = breaks(200, 61, 0.6);
    assert!(
        schwarz > 60.0 && named < 11.0,
        "{schwarz} % of series have a break by Schwarz's criterion, {named} % in words"
    );
}
