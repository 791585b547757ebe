//! Reference values of scipy 1.17.1 (`scipy.stats.gamma`), and persons drawn one by one.

use super::dispersion::of_practices;
use super::*;
use crate::data::kind::Kind;
use crate::data::practice::Practice;
use crate::outliers::effective::assess;
use crate::rates::interval::Confidence;
use crate::sampling::poisson;
use crate::sampling::stream::Generator;

fn level(x: f64) -> Confidence {
    Confidence::new(x, "level").unwrap()
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-9 * expected.abs(), "{found} {expected}");
}

#[test]
fn intervals_are_those_of_scipy() {
    for (o, phi, low, high) in [
        (12_345.6, 80.0, 10_474.621_190_5, 14_454.357_086_6),
        (90.0, 9.0, 43.158_498_265_2, 165.513_204_378),
        (5.5, 20.0, 2.050_061_720_9e-5, 84.902_023_555_6),
        (0.0, 3.0, 0.0, 11.066_638_362_3),
        // phi = 1: the exact Poisson interval of 7 events.
        (7.0, 1.0, 2.814_363_051_52, 14.422_675_361_7),
    ] {
        let [found_low, found_high] = interval(o, phi, level(0.95));
        close(found_low, low);
        close(found_high, high);
    }
}

#[test]
fn tails_and_limits_are_those_of_scipy() {
    let limits = [[0.674_695_800_714, 1.388_294_581_29], [0.528_972_359_905, 1.660_120_551_16]];
    for (o, p) in [(15_000.0, 0.183_803_404_959), (9_000.0, 0.149_483_729_593), (12_000.0, 0.951_433_972_213)] {
        let slice = Slice::from_expected(Kind::Amount, &[("A", o, 12_000.0), ("B", 1.0, 100.0)]).unwrap();
        let found = assess(&slice, 400.0, &[level(0.95), level(0.998)]).unwrap();
        close(found.areas[0].p, p);
        assert!((found.areas[0].z > 0.0) == (o > 12_000.0 * 0.99), "{:?}", found.areas[0]);
        for (found, expected) in found.areas[0].limits.iter().flatten().zip(limits.iter().flatten()) {
            close(*found, *expected);
        }
        // A quarter of an effective event.
        assert!(found.areas[1].p.is_nan() && found.areas[1].limits[0][0].is_nan());
    }
    let far = Slice::from_expected(Kind::Amount, &[("A", 40_000.0, 12_000.0)]).unwrap();
    close(assess(&far, 900.0, &[level(0.95)]).unwrap().areas[0].p, 2.573_924_439_94e-8);
}

fn practices() -> Vec<Practice> {
    let rows = [
        ("A", 120.5, 1000.0),
        ("A", 80.25, 900.0),
        ("A", 210.0, 1500.0),
        ("B", 40.0, 700.0),
        ("B", 95.5, 800.0),
        ("C", 61.0, 500.0),
    ];
    rows.map(|(area, observed, denominator)| Practice { area: area.into(), observed, denominator }).to_vec()
}

#[test]
fn one_dispersion_of_all_practices() {
    let rows = [("A", 410.75, 3400.0), ("B", 135.5, 1500.0), ("C", 61.0, 500.0)];
    let slice = Slice::from_denominators(Kind::Amount, &rows).unwrap();
    // numpy 2.4.6; area C has a single practice.
    close(of_practices(&slice, &practices()).unwrap(), 8.455_470_211_25);
    let single: Vec<Practice> = practices().into_iter().filter(|p| &*p.area == "C").collect();
    assert!(of_practices(&slice, &single).unwrap_err().reason.contains("two practices"));
}

#[test]
fn counts_have_the_chance_that_their_practices_show() {
    let rows = [("A", 411.0, 3400.0), ("B", 135.0, 1500.0), ("C", 61.0, 500.0)];
    let slice = Slice::from_denominators(Kind::Count, &rows).unwrap();
    let known = |practices: &[Practice], given| {
        let found = Dispersion::of(&slice.clone().with_practice_chance(practices), given).unwrap();
        (found.phi, found.from)
    };
    let (phi, from) = known(&practices(), None);
    close(phi, of_practices(&slice, &practices()).unwrap());
    assert!(phi > 8.0 && from == ChanceFrom::Practices);
    // What a person takes goes before.
    let persons = known(&practices(), Some(PerPerson::repeats(3.0).unwrap()));
    assert_eq!(persons, (3.0, ChanceFrom::Persons));
    // Practices as alike as these vary less than events do, and no count varies by less than an event.
    let alike: Vec<Practice> = practices()
        .into_iter()
        .map(|p| Practice { observed: 0.1 * p.denominator + if p.denominator > 1000.0 { 1.0 } else { 0.0 }, ..p })
        .collect();
    assert_eq!(known(&alike, None), (1.0, ChanceFrom::Practices));
    // Single practices say nothing: events of a count are then other persons.
    let single: Vec<Practice> = practices().into_iter().filter(|p| &*p.area == "C").collect();
    assert_eq!(known(&single, None), (1.0, ChanceFrom::Events));
    let money = Slice::from_denominators(Kind::Amount, &rows).unwrap().with_practice_chance(&single);
    assert!(Dispersion::of(&money, None).unwrap_err().reason.contains("two practices"));
}

#[test]
fn a_year_is_scaled_to_the_months_of_the_slice() {
    let area = |o| crate::data::slice::SliceArea {
        code: format!("A{o}").into(),
        name: None,
        observed: o,
        denominator: Some(100.0),
        expected: None,
        months: 1,
    };
    let areas = vec![area(500.5), area(800.0)];
    let month = crate::Period::parse("2024-03").unwrap();
    let slice = Slice::new("t", month, Kind::Amount, areas, Vec::new(), 1).unwrap();
    let person = PerPerson::new(400.0, 0.5).unwrap();
    close(Dispersion::of(&slice, Some(person)).unwrap().phi, 400.0 * 1.25 / 12.0);
    // Repeats are those of the period itself, and no count varies by less than an event.
    close(Dispersion::of(&slice, Some(PerPerson::repeats(6.0).unwrap())).unwrap().phi, 6.0);
    let count = Slice::from_denominators(Kind::Count, &[("A", 5.0, 10.0), ("B", 8.0, 10.0)]).unwrap();
    let half = PerPerson::new(0.5, 0.0).unwrap();
    close(Dispersion::of(&count, Some(half)).unwrap().phi, 1.0);
}

/// Persons by Poisson, each with an amount of his own: what the model is for. No area differs.
#[test]
fn areas_of_persons_who_differ_are_flagged_as_often_as_the_limits_say() {
    let mut rng = Generator::from_seed(11);
    let codes: Vec<String> = (0..50).map(|i| format!("A{i:02}")).collect();
    let persons = |i: usize| 60.0 + 10.0 * i as f64;
    let (mut outside, mut outer, mut covered, mut all) = (0.0, 0.0, 0.0, 0.0);
    let mut squares = [0.0; 2];
    for _ in 0..40 {
        let rows: Vec<(&str, f64, f64)> = codes
            .iter()
            .enumerate()
            .map(|(i, code)| {
                let number = poisson::draw(&mut rng, persons(i));
                // Exponential amounts: mean 30, coefficient of variation 1.
                let amount = |rng: &mut Generator| -30.0 * libm::log(poisson::uniform(rng).max(1e-300));
                let mut sum = 0.0;
                let mut left = number;
                while left > 0.5 {
                    let x = amount(&mut rng);
                    sum += x;
                    squares = [squares[0] + x * x, squares[1] + x];
                    left -= 1.0;
                }
                (code.as_str(), sum, 30.0 * persons(i))
            })
            .collect();
        let slice = Slice::from_expected(Kind::Amount, &rows).unwrap();
        let phi = Dispersion::of(&slice, Some(PerPerson::new(30.0, 1.0).unwrap())).unwrap().phi;
        close(phi, 60.0);
        let found = assess(&slice, phi, &[level(0.95), level(0.998)]).unwrap();
        for (i, verdict) in found.areas.iter().enumerate() {
            let (o, e) = (slice.observed()[i], slice.expected()[i]);
            let [low, high] = interval(o, phi, level(0.95));
            covered += f64::from(u8::from(low <= e && e <= high));
            outside += f64::from(u8::from(verdict.p <= 0.05));
            outer += f64::from(u8::from(verdict.p <= 0.002));
            all += 1.0;
        }
    }
    // sum X^2 / sum X is Q (1 + CV^2).
    assert!((squares[0] / squares[1] / 60.0 - 1.0).abs() < 0.02);
    let (outside, outer, covered) = (outside / all, outer / all, covered / all);
    assert!((0.035..0.065).contains(&outside) && outer < 0.007, "{outside} {outer}");
    assert!((0.94..0.98).contains(&covered), "{covered}");
}

#[test]
fn break_even_is_where_an_area_touches_its_limit() {
    let slice = Slice::from_expected(Kind::Amount, &[("A", 15_000.0, 12_000.0), ("B", 9_000.0, 12_000.0)]).unwrap();
    let z = level(0.998).z();
    let phi = break_even(15_000.0, 12_000.0, z);
    let at = |phi: f64| assess(&slice, phi, &[level(0.998)]).unwrap().areas[0].limits[0][1] * 12_000.0;
    // On the normal scale; the gamma limit reaches a little further.
    assert!(at(phi) > 15_000.0 && at(0.8 * phi) < 15_000.0, "{phi} {}", at(phi));
    close(spread_as_chance(&slice).unwrap(), 2.0 * 9e6 / 12_000.0);
}
