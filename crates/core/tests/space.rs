//! What neighbours share, against values that other programs computed.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // helpers of tests are not marked as tests

mod common;

use common::{Row, Tally, rows, table};
use std::collections::BTreeMap;
use unwarranted_core::space::Neighbours;
use unwarranted_core::space::global::{Association, Moments, Weights, geary, getis_ord, moran};
use unwarranted_core::space::local::{Cluster, Null, local_g, local_moran};
use unwarranted_core::space::permutation::{Permutations, local_p, moran_p};
use unwarranted_core::space::rates::{empirical_bayes_moran, local_empirical_bayes, standardised};

/// Areas with what is observed and expected there, and which of them lie beside each other.
struct Map {
    codes: Vec<String>,
    observed: Vec<f64>,
    exposure: Vec<f64>,
    neighbours: Neighbours,
}

impl Map {
    /// Of an input file of areas, further pairs beside those of the file of neighbours.
    fn new(codes: Vec<String>, figures: [Vec<f64>; 2], neighbours: &str, further: &[(&str, &str)]) -> Self {
        let at = |code: &str| codes.iter().position(|c| c == code).unwrap();
        let mut pairs: Vec<(usize, usize)> = further.iter().map(|(a, b)| (at(a), at(b))).collect();
        for row in table(neighbours) {
            pairs.extend(row["later_neighbours"].split_whitespace().map(|b| (at(&row["area"]), at(b))));
        }
        let neighbours = Neighbours::from_pairs(codes.len(), &pairs).unwrap();
        let [observed, exposure] = figures;
        Self { codes, observed, exposure, neighbours }
    }

    /// Lip cancer in Scotland, three areas without neighbours; those can be joined to the nearest.
    fn scotland(joined: bool) -> Self {
        let records = table("scotland_lip");
        let column = |name: &str| records.iter().map(|r| r[name].parse().unwrap()).collect();
        let codes = records.iter().map(|r| r["id"].clone()).collect();
        let further = [("1", "3"), ("23", "53"), ("53", "55")];
        let further = if joined { &further[..] } else { &[] };
        Self::new(codes, [column("observed"), column("expected")], "scotland_neighbours", further)
    }

    fn pennsylvania() -> Self {
        let mut counties: BTreeMap<String, (f64, f64)> = BTreeMap::new();
        for r in table("pennlc") {
            let sum = counties.entry(r["county"].clone()).or_default();
            let number = |column: &str| r[column].parse::<f64>().unwrap();
            *sum = (sum.0 + number("cases"), sum.1 + number("population"));
        }
        let figures = [counties.values().map(|c| c.0).collect(), counties.values().map(|c| c.1).collect()];
        Self::new(counties.into_keys().collect(), figures, "pennlc_neighbours", &[])
    }

    fn ratios(&self) -> Vec<f64> {
        self.observed.iter().zip(&self.exposure).map(|(o, x)| o / x).collect()
    }
}

fn weights(letter: &str) -> Weights {
    match letter {
        "W" | "R" => Weights::Row,
        "B" => Weights::Binary,
        other => panic!("{other}"),
    }
}

fn association(row: &Row, found: Association, sign: f64) {
    match row.statistic.rsplit('_').next().unwrap() {
        "I" | "C" => row.expect(found.value, 1e-11),
        "EI" | "EC" => row.expect(found.expected, 1e-14),
        "VI" | "VC" => row.expect(found.variance, 1e-11),
        "z" => row.expect(sign * found.z, 1e-11),
        "p" => row.expect(found.p, 1e-9),
        other => panic!("{other}"),
    }
}

fn of_spdep(row: &Row, map: &Map) -> bool {
    let parts: Vec<&str> = row.statistic.split('_').collect();
    let moments = |word: &str| if word == "rand" { Moments::Randomisation } else { Moments::Normality };
    let (x, near) = (map.ratios(), &map.neighbours);
    match parts[..] {
        ["moran", w, m, _] => association(row, moran(&x, near, weights(w), moments(m)).unwrap(), 1.0),
        ["geary", w, m, _] => association(row, geary(&x, near, weights(w), moments(m)).unwrap(), 1.0),
        ["localmoran", null, w, what] => {
            let null = if null == "cond" { Null::Conditional } else { Null::Total };
            let found = local_moran(&x, near, weights(w), null).unwrap();
            let Some(found) = found[map.codes.iter().position(|c| *c == row.unit).unwrap()] else {
                return false;
            };
            match what {
                "Ii" => row.expect(found.value, 1e-10),
                "E" => row.expect(found.expected, 1e-10),
                "Var" => row.expect(found.variance, 1e-10),
                "Z" => row.expect(found.z, 1e-10),
                _ => row.expect(found.p, 1e-9),
            }
        }
        ["EBImoran", w, "submean", _] => {
            let found = empirical_bayes_moran(&map.observed, &map.exposure, near, weights(w)).unwrap();
            // Here, unlike in its moran.test, spdep counts areas without neighbours in n.
            let all = x.len() as f64;
            row.expect(found * all / (all - near.islands().len() as f64), 1e-11);
        }
        _ => return false,
    }
    true
}

fn of_esda(row: &Row, map: &Map) -> bool {
    let parts: Vec<&str> = row.statistic.split('_').collect();
    let (x, near) = (map.ratios(), &map.neighbours);
    let area = || map.codes.iter().position(|c| *c == row.unit).unwrap();
    let n = x.len() as f64;
    match parts[..] {
        ["esda", "moran", w, what, ref rest @ ..] => {
            let moments = if rest.first() == Some(&"norm") { Moments::Normality } else { Moments::Randomisation };
            let found = moran(&x, near, weights(w), moments).unwrap();
            match what {
                "I" => row.expect(found.value, 1e-11),
                "EI" => row.expect(found.expected, 1e-13),
                "VI" => row.expect(found.variance, 1e-11),
                "z" => row.expect(found.z, 1e-11),
                // Theirs is two-sided.
                _ => row.expect(2.0 * found.p, 1e-9),
            }
        }
        ["esda", "geary", w, what, ref rest @ ..] => {
            let moments = if rest.first() == Some(&"norm") { Moments::Normality } else { Moments::Randomisation };
            let found = geary(&x, near, weights(w), moments).unwrap();
            match what {
                "C" => row.expect(found.value, 1e-11),
                "VC" => row.expect(found.variance, 1e-11),
                // Theirs is below zero where neighbours are alike.
                _ => row.expect(-found.z, 1e-11),
            }
        }
        ["esda", "localmoran", w, "Is"] => {
            // Their m2 has n - 1.
            let found = local_moran(&x, near, weights(w), Null::Conditional).unwrap()[area()].unwrap();
            row.expect(found.value * (n - 1.0) / n, 1e-10);
        }
        ["esda", "localmoran", _, "quadrant"] => {
            let number = match Cluster::quadrants(&x, near)[area()].unwrap() {
                Cluster::HighHigh => 1.0,
                Cluster::LowHigh => 2.0,
                Cluster::LowLow => 3.0,
                Cluster::HighLow => 4.0,
            };
            row.expect(number, 0.0);
        }
        ["esda", "Moran", "Rate", w, "I"] => {
            row.expect(empirical_bayes_moran(&map.observed, &map.exposure, near, weights(w)).unwrap(), 1e-11);
        }
        ["esda", "assuncao", "rate", "z"] => {
            row.expect(standardised(&map.observed, &map.exposure).unwrap()[area()], 1e-10);
        }
        _ => return false,
    }
    true
}

#[test]
fn association_of_spdep_and_esda() {
    let (islands, joined, pennsylvania) = (Map::scotland(false), Map::scotland(true), Map::pennsylvania());
    assert_eq!((islands.neighbours.islands().len(), joined.neighbours.islands().len()), (3, 0));
    let mut tally = Tally::default();
    for row in rows("neighbours.csv") {
        let map = match row.dataset.as_str() {
            set if set.contains("islands") => &islands,
            set if set.contains("pennlc") => &pennsylvania,
            _ => &joined,
        };
        if row.dataset.contains("islands") && row.statistic.starts_with("geary") && !row.statistic.ends_with("_C") {
            tally.aside(&row, "spdep mixes n with and without areas that have no neighbours");
        } else if of_spdep(&row, map) || of_esda(&row, map) {
            tally.add();
        } else if row.statistic.contains("nosubmean") {
            tally.aside(&row, "rates that are not centred once more");
        } else {
            tally.aside(&row, "areas without neighbours have no local value here");
        }
    }
    tally.finish("neighbours.csv", 1081, 37);
}

#[test]
fn local_empirical_bayes_of_spdep() {
    let (scotland, pennsylvania) = (Map::scotland(false), Map::pennsylvania());
    let found = [&scotland, &pennsylvania]
        .map(|map| local_empirical_bayes(&map.observed, &map.exposure, &map.neighbours).unwrap());
    let mut tally = Tally::default();
    for row in rows("local_eb.csv") {
        let which = usize::from(row.dataset.starts_with("pennlc"));
        let map = [&scotland, &pennsylvania][which];
        let area = map.codes.iter().position(|c| *c == row.unit).unwrap();
        if row.statistic == "EBlocal_est" && !map.neighbours.of(area).is_empty() {
            row.expect(found[which][area], 1e-11);
            tally.add();
        } else {
            tally.aside(
                &row,
                "moments of the area and its neighbours, which are not given, and areas without neighbours",
            );
        }
    }
    tally.finish("local_eb.csv", 39, 81);
}

/// All orders of five values, written out.
fn orders(values: &[f64]) -> Vec<Vec<f64>> {
    if values.is_empty() {
        return vec![Vec::new()];
    }
    let of = |i: usize| {
        let mut rest = values.to_vec();
        let first = rest.remove(i);
        orders(&rest).into_iter().map(move |order| [vec![first], order].concat())
    };
    (0..values.len()).flat_map(of).collect()
}

#[test]
fn moments_and_p_are_those_of_all_orders() {
    let near = Neighbours::from_pairs(6, &[(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (0, 2)]).unwrap();
    let x = [1.0, 2.0, 7.0, 4.0, 5.0, 3.5];
    let all = orders(&x);
    for weights in [Weights::Row, Weights::Binary] {
        for (statistic, at_least) in [(0, true), (1, false)] {
            let of = |x: &[f64]| match statistic {
                0 => moran(x, &near, weights, Moments::Randomisation).unwrap(),
                _ => geary(x, &near, weights, Moments::Randomisation).unwrap(),
            };
            let found = of(&x);
            let values: Vec<f64> = all.iter().map(|x| of(x).value).collect();
            let mean = values.iter().sum::<f64>() / 720.0;
            let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / 720.0;
            assert!((mean - found.expected).abs() < 1e-12, "{mean}");
            assert!((variance - found.variance).abs() < 1e-12, "{variance}");
            if at_least {
                let share = values.iter().filter(|v| **v >= found.value - 1e-12).count() as f64 / 720.0;
                let drawn = moran_p(&x, &near, weights, Permutations { replicates: 19_999, seed: 1 }).unwrap().unwrap();
                assert!((drawn - share).abs() < 0.015, "{drawn} {share}");
            }
        }
    }
    let (g, expected) = getis_ord(&x, &near).unwrap();
    let mean = all.iter().map(|x| getis_ord(x, &near).unwrap().0).sum::<f64>() / 720.0;
    assert!((mean - expected).abs() < 1e-12 && g > 0.0);
    // The local p of the last area, whose one neighbour is among five others.
    let p = local_p(&x, &near, Permutations { replicates: 20_000, seed: 1 }).unwrap().unwrap()[5].unwrap();
    let mean = (1.0 + 2.0 + 7.0 + 4.0 + 5.0) / 5.0;
    let share = x[..5].iter().filter(|v| (**v - mean).abs() >= 5.0 - mean - 1e-12).count() as f64 / 5.0;
    // Stopped after fifty of them.
    assert!((p - share).abs() < 0.1, "{p} {share}");
}

#[test]
fn p_is_the_same_on_any_number_of_threads_and_uniform_by_chance() {
    let map = Map::scotland(true);
    let draws = Permutations { replicates: 999, seed: 7 };
    let found = |threads: usize, x: &[f64]| {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| {
            let all = moran_p(x, &map.neighbours, Weights::Row, draws).unwrap().unwrap();
            (all, local_p(x, &map.neighbours, draws).unwrap().unwrap())
        })
    };
    let x = map.ratios();
    let (all, local) = found(1, &x);
    assert_eq!((all, local.clone()), found(3, &x));
    // Lip cancer clusters: no order of a thousand is as strong.
    assert!((all - 0.001).abs() < 1e-12);
    let strongest = local_moran(&x, &map.neighbours, Weights::Row, Null::Conditional).unwrap();
    assert!(strongest[0].unwrap().z > 2.0 && local[0].unwrap() < 0.05);
    assert!(local_g(&x, &map.neighbours).unwrap()[0].unwrap() > 2.0);
    // Values without any order: p below a tenth in about a tenth of the areas.
    let mut small = 0;
    for round in 0..20u32 {
        let noise: Vec<f64> =
            (0..56).map(|i| libm::sin(f64::from(i + 100 * round) * 12.9898) * 43_758.545).map(f64::fract).collect();
        small += found(2, &noise).1.iter().flatten().filter(|p| **p <= 0.1).count();
    }
    assert!((56..=168).contains(&small), "{small} of 1120");
}

#[test]
fn what_has_no_association_says_why() {
    let near = Neighbours::from_pairs(5, &[(0, 1), (1, 2)]).unwrap();
    let x = [1.0, 2.0, 3.0, 4.0, 5.0];
    let few = moran(&x, &near, Weights::Row, Moments::Randomisation).unwrap_err();
    assert_eq!(few.reason, "fewer than four areas have neighbours");
    let ring = Neighbours::from_pairs(5, &[(0, 1), (1, 2), (2, 3), (3, 4)]).unwrap();
    assert!(moran(&[0.1; 5], &ring, Weights::Row, Moments::Normality).unwrap_err().reason.contains("same value"));
    assert!(getis_ord(&[-1.0, 2.0, 3.0, 4.0, 5.0], &ring).unwrap_err().reason.contains("below zero"));
    assert!(getis_ord(&[0.0, 0.0, 3.0, 0.0, 0.0], &ring).unwrap_err().reason.contains("no two areas"));
    assert!(standardised(&[1.0], &[0.0]).unwrap_err().reason.contains("nothing expected"));
    assert!(standardised(&[0.0], &[2.0]).unwrap_err().reason.contains("nothing is observed"));
    let none = Permutations { replicates: 0, seed: 1 };
    assert!(moran_p(&x, &ring, Weights::Row, none).unwrap_err().to_string().contains("`replicates` is 0"));
    assert!(local_p(&x, &ring, none).is_err());
}
