use super::*;
use crate::sampling::poisson::draw;
use crate::sampling::stream::Generator;

fn at(text: &str) -> Period {
    Period::parse(text).unwrap()
}

fn row(area: &str, period: &str, stratum: &str, observed: f64, population: f64) -> StratumRow {
    StratumRow { area: area.into(), period: at(period), stratum: stratum.into(), observed, population }
}

fn then(area: &str, period: &str, stratum: &str, population: f64) -> ProjectedRow {
    ProjectedRow { area: area.into(), period: at(period), stratum: stratum.into(), population }
}

fn options(trend: TrendOf, replicates: usize) -> DemandOptions {
    let confidence = Confidence::new(0.95, "confidence").unwrap();
    DemandOptions { rates_of: 1, trend, per_person: 1.0, confidence, replicates, seed: 7 }
}

/// Ten years in which rates grow by a twentieth of the first year's a year.
fn years() -> Vec<StratumRow> {
    let one = |year: usize| {
        let observed = 200.0 + 10.0 * year as f64;
        [
            row("A", &format!("{}", 2010 + year), "65+", observed, 1000.0),
            row("B", &format!("{}", 2010 + year), "65+", 2.0 * observed, 2000.0),
        ]
    };
    (0..10).flat_map(one).collect()
}

#[test]
fn parts_of_the_change_by_hand() {
    let counted = [row("A", "2020", "young", 10.0, 1000.0), row("A", "2020", "old", 20.0, 200.0)];
    // As many people, twice as many old ones.
    let projected = [then("A", "2030", "young", 800.0), then("A", "2030", "old", 400.0)];
    let found = &demand(&counted, &projected, &options(TrendOf::None, 0)).unwrap()[0];
    let area = &found.areas[0];
    assert!((area.demand - 48.0).abs() < 1e-12 && (area.by_ageing - 18.0).abs() < 1e-12, "{area:?}");
    assert!(area.by_size.abs() < 1e-12 && area.by_rates.abs() < 1e-12 && area.lower.is_none());
    assert!((area.change_percent.unwrap() - 60.0).abs() < 1e-9 && found.interval_undefined.is_some());
}

/// A straight line goes on: the theta method adds half its slope a year and the level follows the rest.
#[test]
fn a_trend_multiplies_the_rates_of_every_area() {
    let projected = [then("A", "2021", "65+", 1000.0), then("B", "2021", "65+", 2000.0)];
    let found = &demand(&years(), &projected, &options(TrendOf::All, 999)).unwrap()[0];
    let trend = found.trend.unwrap();
    let index: Vec<f64> = (0..10).map(|year| (200.0 + 10.0 * f64::from(year)) / 290.0).collect();
    let expected = crate::time::theta(&index, 1, 2, 0.025).unwrap().ahead[1].mean;
    assert!((trend.factor - expected).abs() < 1e-12 && trend.factor > 1.0 && trend.periods == 10);
    assert!((found.all.demand - 870.0 * trend.factor).abs() < 1e-9);
    assert!((found.all.by_rates - (found.all.demand - 870.0)).abs() < 1e-9 && found.all.by_size.abs() < 1e-9);
    let flat = &demand(&years(), &projected, &options(TrendOf::None, 999)).unwrap()[0];
    assert!((flat.all.demand - 870.0).abs() < 1e-9 && flat.trend.is_none() && flat.trend_undefined.is_none());
    let few = &demand(&years()[..8], &[then("A", "2015", "65+", 1.0)], &options(TrendOf::All, 0)).unwrap()[0];
    assert!(few.trend.is_none() && few.trend_undefined.as_ref().unwrap().contains("8 periods"));
    assert_eq!(&*few.without_projection[0], "B");
}

/// Without a trend the count to come has twice the variance of the one that was: 2 x 400, in effective events.
#[test]
fn intervals_have_the_chance_of_both_counts() {
    let counted = [row("A", "2020", "65+", 400.0, 1000.0), row("B", "2020", "65+", 900.0, 1000.0)];
    let projected = [then("A", "2021", "65+", 1000.0), then("B", "2021", "65+", 1000.0)];
    for per_person in [1.0, 4.0] {
        let options = DemandOptions { per_person, ..options(TrendOf::None, 20_000) };
        let found = &demand(&counted, &projected, &options).unwrap()[0];
        let width = found.areas[0].upper.unwrap() - found.areas[0].lower.unwrap();
        let expected = 2.0 * 1.96 * (2.0 * 400.0 * per_person).sqrt();
        assert!((width / expected - 1.0).abs() < 0.05, "{width} {expected}");
        let all = found.all.upper.unwrap() - found.all.lower.unwrap();
        assert!((all / (2.0 * 1.96 * (2.0 * 1300.0 * per_person).sqrt()) - 1.0).abs() < 0.05);
        let again = &demand(&counted, &projected, &options).unwrap()[0];
        assert_eq!(again, found);
    }
}

#[test]
fn nobody_to_take_a_rate_from_borrows_that_of_all_areas() {
    let counted = [
        row("A", "2020", "young", 10.0, 1000.0),
        row("A", "2020", "old", 0.0, 0.0),
        row("B", "2020", "young", 10.0, 1000.0),
        row("B", "2020", "old", 30.0, 100.0),
    ];
    let projected: Vec<ProjectedRow> =
        ["A", "B"].iter().flat_map(|a| [then(a, "2021", "young", 1000.0), then(a, "2021", "old", 10.0)]).collect();
    let found = &demand(&counted, &projected, &options(TrendOf::None, 0)).unwrap()[0];
    assert!((found.areas[0].demand - 13.0).abs() < 1e-12);
    assert_eq!((found.areas[0].borrowed, found.areas[1].borrowed), (1, 0));
    // The interval has what is borrowed too: 3 of 13, beside 10 with the chance of two counts.
    let drawn = &demand(&counted, &projected, &options(TrendOf::None, 2000)).unwrap()[0].areas[0];
    let (lower, upper) = (drawn.lower.unwrap(), drawn.upper.unwrap());
    assert!(lower >= 3.0 && (f64::midpoint(lower, upper) - 13.0).abs() < 3.0, "{lower} {upper}");
}

#[test]
fn what_is_missing_is_refused() {
    let counted = [row("A", "2020", "young", 10.0, 1000.0), row("A", "2020", "old", 20.0, 200.0)];
    let bad =
        |projected: &[ProjectedRow]| demand(&counted, projected, &options(TrendOf::None, 0)).unwrap_err().to_string();
    assert!(
        bad(&[then("A", "2021", "65+", 1.0)]).contains("people are projected in 65+, which nothing was counted in")
    );
    assert!(bad(&[then("X", "2021", "old", 1.0)]).contains("areas X, which nothing was counted in"));
    assert!(bad(&[then("A", "2019", "old", 1.0)]).contains("2019, which is not after 2020"));
    assert!(bad(&[then("A", "2021/22", "old", 1.0)]).contains("periods are of one length"));
    assert!(
        bad(&[then("A", "2021", "old", 1.0), then("A", "2022", "young", 1.0)]).contains("no people are projected in")
    );
    let gap = [row("A", "2018", "old", 1.0, 9.0), row("A", "2020", "old", 1.0, 9.0)];
    let said = demand(&gap, &[then("A", "2021", "old", 1.0)], &options(TrendOf::None, 0)).unwrap_err().to_string();
    assert!(said.contains("between 2018 and 2020 nothing was counted"));
    let zero = DemandOptions { per_person: 0.0, ..options(TrendOf::None, 0) };
    assert!(demand(&counted, &[then("A", "2021", "old", 1.0)], &zero).is_err());
}

/// Areas of one true rate in four strata of 3,000 people, of whom as many come again: the share of what is counted then that lies within the
/// intervals, and the share of those of all areas together.
fn coverage(expected: f64, sets: u64) -> (f64, f64) {
    let (mut inside, mut all, areas) = (0, 0, 40);
    for seed in 0..sets {
        let mut rng = Generator::from_seed(seed);
        let (mut counted, mut projected, mut truth) = (Vec::new(), Vec::new(), vec![0.0; areas]);
        for (area, truth) in truth.iter_mut().enumerate() {
            for age in ["0-19", "20-39", "40-64", "65+"] {
                let code = format!("A{area:02}");
                counted.push(row(&code, "2020", age, draw(&mut rng, expected / 4.0), 3_000.0));
                projected.push(then(&code, "2021", age, 3_000.0));
                *truth += draw(&mut rng, expected / 4.0);
            }
        }
        if counted.iter().all(|r| r.observed == 0.0) {
            continue;
        }
        let found = &demand(&counted, &projected, &options(TrendOf::None, 999)).unwrap()[0];
        let holds = |of: &AreaDemand, count: f64| (of.lower.unwrap()..=of.upper.unwrap()).contains(&count);
        inside += found.areas.iter().zip(&truth).filter(|(of, count)| holds(of, **count)).count();
        all += usize::from(holds(&found.all, truth.iter().sum()));
    }
    (inside as f64 / (sets as f64 * areas as f64), all as f64 / sets as f64)
}

#[test]
fn intervals_hold_what_is_counted_then_even_where_nothing_was_observed() {
    for expected in [0.5, 2.0, 10.0, 100.0] {
        let (areas, all) = coverage(expected, 50);
        // Whole numbers below ten cannot be held in just 95 of 100 cases.
        let most = if expected < 10.0 { 1.0 } else { 0.98 };
        assert!((0.94..=most).contains(&areas), "{expected} events an area: {areas}");
        assert!(all >= 0.86, "{expected} events an area, all together: {all}");
    }
    let counted = [row("A", "2020", "65+", 0.0, 3000.0), row("B", "2020", "65+", 6.0, 3000.0)];
    let projected = [then("A", "2021", "65+", 3000.0), then("B", "2021", "65+", 3000.0)];
    let found = &demand(&counted, &projected, &options(TrendOf::None, 20_000)).unwrap()[0];
    let none = &found.areas[0];
    assert_eq!((none.demand, none.lower), (0.0, Some(0.0)));
    assert!((3.0..=5.0).contains(&none.upper.unwrap()), "{none:?}");
}
