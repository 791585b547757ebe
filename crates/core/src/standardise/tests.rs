//! Strata, by each way of standardising.

use super::*;
use proptest::prelude::*;

fn row(area: &str, band: &str, sex: &str, observed: f64, population: f64) -> StratumRow {
    let age_band = band.parse().unwrap();
    StratumRow { area: area.into(), age_band, sex: Some(sex.into()), observed, population }
}

#[test]
fn wrong_rows_are_errors_that_name_them() {
    for (rows, message) in [
        (vec![row("A", "0-4", "f", -1.0, 5.0)], "area A, age 0-4, sex f: observed is -1"),
        (vec![row("A", "0-4", "f", 1.0, f64::NAN)], "population is NaN"),
        (vec![row("A", "0-4", "f", 1.0, 0.0)], "as there are events"),
        (vec![row("A", "0-4", "f", 1.0, 5.0), row("A", "0-4", "f", 1.0, 5.0)], "each age in one band"),
        (vec![row("A", "0-9", "f", 1.0, 5.0), row("A", "5-14", "f", 1.0, 5.0)], "each age in one band"),
        (vec![row("A", "65+", "f", 1.0, 5.0), row("A", "90+", "f", 1.0, 5.0)], "each age in one band"),
    ] {
        let error = Strata::new(&rows).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
    let strata = Strata::new(&[row("A", "0-4", "f", 1.0, 5.0), row("A", "0-4", "m", 1.0, 5.0)]).unwrap();
    let error = strata.expected(&Reference::default()).unwrap_err().to_string();
    assert!(error.contains("age 0-4, sex f: population is 5; expected a stratum of the reference"), "{error}");
}

#[test]
fn the_standard_is_given_to_each_area_and_to_all_together() {
    let rows =
        [row("A", "0-64", "f", 100.0, 1000.0), row("A", "65+", "f", 30.0, 100.0), row("B", "0-64", "f", 1.0, 9.0)];
    let made = Strata::new(&rows).unwrap().standardised(&Standard::European, DirectMethod::Dobson).unwrap();
    assert_eq!(made.areas[1], [WeightedStratum::new(1.0, 9.0, 80_500.0)]);
    assert_eq!(made.overall[0], WeightedStratum::new(101.0, 1009.0, 80_500.0));
    let cut = Strata::new(&[row("A", "15-17", "f", 9.0, 9.0)]).unwrap();
    assert!(cut.standardised(&Standard::European, DirectMethod::Dobson).is_err());
}

#[test]
fn reference_rates_without_sexes_or_with_wider_bands_hold_for_the_strata_within() {
    let key = |band: &str, sex: Option<&str>| StratumKey { age_band: band.parse().unwrap(), sex: sex.map(Into::into) };
    let strata = Strata::new(&[row("A", "0-4", "f", 1.0, 50.0), row("A", "5-9", "m", 1.0, 70.0)]).unwrap();
    assert_eq!(strata.told_by(), "age and sex");
    let wide = Reference::of_rates([(key("0-9", None), 0.1)]).unwrap();
    assert!((strata.expected(&wide).unwrap()[0] - 12.0).abs() < 1e-12);
    assert_eq!(wide.crude_rate(), None);
    let other = Reference::new([(key("0-9", Some("f")), 1.0, 10.0)]).unwrap();
    assert!(strata.expected(&other).unwrap_err().to_string().contains("sex m"));
    assert!(Reference::of_rates([(key("0-9", None), 0.1), (key("0-9", None), 0.2)]).is_err());
}

proptest! {
    #[test]
    fn internal_expected_values_sum_to_the_observed(
        cells in prop::collection::vec((0u32..500, 1u32..100_000), 1..60),
    ) {
        let bands = ["0-14", "15-64", "65+"];
        let rows: Vec<StratumRow> = cells.iter().enumerate().map(|(i, (o, n))| {
            row(&format!("A{}", i / 6), bands[i % 3], ["f", "m"][i / 3 % 2], f64::from(*o), f64::from(*n))
        }).collect();
        let strata = Strata::new(&rows).unwrap();
        let reference = strata.as_reference().unwrap();
        let (observed, expected) = (strata.observed(), strata.expected(&reference).unwrap());
        let (o, e): (f64, f64) = (observed.iter().sum(), expected.iter().sum());
        prop_assert!((o - e).abs() <= 1e-9 * o.max(1.0));
        let crude = o / strata.population().iter().sum::<f64>();
        prop_assert!((reference.crude_rate().unwrap() - crude).abs() <= 1e-12 * crude.max(1e-300));
    }
}
