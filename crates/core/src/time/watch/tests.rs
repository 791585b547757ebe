use super::alert::Found;
use super::*;
use crate::data::kind::Kind;
use crate::sampling::stream::Generator;
use crate::time::testing::normal;

/// Areas of different rates over months, noise of one in twenty that follows the month before by `rho`; `step` multiplies the
/// last months of area 3.
fn nation(seed: u64, areas: usize, length: usize, rho: f64, step: (usize, f64)) -> Vec<Slice> {
    let mut rng = Generator::from_seed(seed);
    let base: Vec<f64> = (0..areas).map(|_| libm::exp(0.4 * normal(&mut rng))).collect();
    let mut noise = vec![0.0; areas];
    let month = |m: usize| {
        let days = 1.0 + 0.05 * normal(&mut rng);
        let rows: Vec<(String, f64, f64)> = (0..areas)
            .map(|a| {
                noise[a] = rho * noise[a] + 0.05 * (1.0 - rho * rho).sqrt() * normal(&mut rng);
                let times = if a == 3 && m >= step.0 { step.1 } else { 1.0 };
                let rate = 40.0 * base[a] * days * times * (1.0 + noise[a]);
                (format!("A{a:03}"), rate * (1000.0 + a as f64) + 0.5, 1000.0 + a as f64)
            })
            .collect();
        let rows: Vec<(&str, f64, f64)> = rows.iter().map(|(c, o, d)| (c.as_str(), *o, *d)).collect();
        Slice::from_denominators(Kind::Amount, &rows).unwrap()
    };
    (0..length).map(month).collect()
}

#[test]
fn alerts_keep_their_level_and_find_an_area_that_changes() {
    for (rho, most) in [(0.0, 0.08), (0.5, 0.08)] {
        let runs = 150;
        let alarmed = (0..runs)
            .filter(|seed| {
                let nation = nation(*seed, 60, 44, rho, (99, 1.0));
                !watch(&[&nation], &[41], &unknown, &[WatchRule::Change]).0.is_empty()
            })
            .count();
        assert!(alarmed as f64 / f64::from(u32::try_from(runs).unwrap()) <= most, "{rho}: {alarmed} of {runs}");
    }
    let slices = nation(7, 60, 44, 0.3, (42, 0.6));
    let (alerts, tests) = watch(&[&slices], &[41], &unknown, &[WatchRule::Change]);
    assert_eq!((tests.tested, tests.untested), (3 * 60, 0));
    let found: Vec<(&str, Way)> = alerts.iter().map(|a| (&*a.area, a.way)).collect();
    assert!(!found.is_empty() && found.iter().all(|f| *f == ("A003", Way::Down)), "{found:?}");
    assert!((alerts[0].rate / alerts[0].expected.unwrap() - 0.6).abs() < 0.1);
}

#[test]
fn later_months_change_nothing_and_short_histories_are_not_tested() {
    let slices = nation(3, 20, 40, 0.2, (37, 2.0));
    let told = |slices: &[Slice]| {
        let months = months(slices);
        let area = |f: &Found<'_>| (f.area.to_string(), f.way, f.expected.map(f64::to_bits));
        let all = sums(&months, slices.len(), 37).into_iter().filter(|(at, _)| *at == 37);
        let sums: Vec<_> = all.map(|(_, f)| area(&f)).collect();
        let specials: Vec<_> = specials(&months, 37).iter().map(area).collect();
        let changes: Vec<_> =
            changes(&months, &offs(&months, slices.len()), 37, Unit::Unknown).0.iter().map(area).collect();
        [sums, specials, changes]
    };
    let [sums, specials, changes] = told(&slices[..38]);
    assert!(specials.iter().any(|(area, way, _)| area == "A003" && *way == Way::Up) && changes.len() == 20);
    assert_eq!([sums, specials, changes], told(&slices));
    let (none, tests) = watch(&[&slices[..20]], &[19], &unknown, &[WatchRule::Change]);
    assert_eq!((none.len(), tests.tested, tests.untested), (0, 0, 20));
}

fn unknown(_: &Slice) -> Option<f64> {
    None
}

/// What one event is decides whether there are ten to expect; an amount that varies like a patient or two has none.
#[test]
fn months_with_fewer_than_ten_patients_are_not_tested() {
    let steady = nation(3, 60, 44, 0.0, (41, 9.0));
    let tested = |event: OneEvent<'_>| watch(&[&steady], &[41], event, &[WatchRule::Change]).1.tested;
    assert_eq!((tested(&unknown), tested(&|_| Some(1.0)), tested(&|_| Some(1e9))), (180, 180, 0));
    let mut rng = Generator::from_seed(5);
    let few = |_: usize| {
        let rows: Vec<(String, f64, f64)> =
            (0..60).map(|a| (format!("A{a:03}"), 7.5 * (rng.below(3) / 2) as f64, 1000.0)).collect();
        let rows: Vec<(&str, f64, f64)> = rows.iter().map(|(c, o, d)| (c.as_str(), *o, *d)).collect();
        Slice::from_denominators(Kind::Amount, &rows).unwrap()
    };
    let slices: Vec<Slice> = (0..44).map(few).collect();
    let (alerts, tests) = watch(&[&slices], &[41], &unknown, &[WatchRule::Change]);
    assert_eq!((alerts.len(), tests.tested), (0, 0));
}
