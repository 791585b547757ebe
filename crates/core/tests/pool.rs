//! Risk pooling against values that other programs computed.

#![allow(clippy::unwrap_used)] // helpers of tests are not marked as tests

use unwarranted_core::interval::Confidence;
use unwarranted_core::pool::{Costs, Method, PoolOptions, Service, Severity, Tier, pool};

/// Costs of 5 to 45 with their probabilities.
const COSTS: [f64; 9] = [0.45, 0.25, 0.15, 0.08, 0.04, 0.02, 0.005, 0.003, 0.002];

fn service(severity: Severity) -> Service {
    Service { name: "service".into(), frequency: 3.2e-4, severity, year_cv: 0.0 }
}

fn grid() -> Service {
    service(Severity::Costs((1u8..).zip(COSTS).map(|(i, p)| [5.0 * f64::from(i), p]).collect()))
}

fn options(sizes: &[f64]) -> PoolOptions {
    PoolOptions {
        sizes: sizes.to_vec(),
        within: 0.05,
        years: Confidence::new(0.95, "years").unwrap(),
        own_and_group: [250_000.0, 1e6],
        safe_cv: 0.05,
    }
}

/// People, mean, standard deviation and coefficient of variation: mean = L E[X], variance = L E[X^2] (identity).
const CLOSED: [[f64; 4]; 3] = [
    [7_000.0, 23.710_400_000_000_003, 18.929_976_228_194_267, 0.798_382_828_977_757_5],
    [1e5, 338.72, 71.548_584_891_666_45, 0.211_232_241_649_936_37],
    [1e6, 3_387.200_000_000_000_3, 226.256_491_619_577_62, 0.066_797_499_887_688_24],
];

#[test]
fn mean_and_spread_are_those_of_a_compound_poisson_sum() {
    for [people, mean, sd, cv] in CLOSED {
        let service = grid();
        let costs = Costs::of(&service, people);
        for (found, value) in [(costs.mean(), mean), (costs.sd(), sd), (service.spread().cv(people), cv)] {
            assert!((found / value - 1.0).abs() < 1e-9, "{people}: {found} {value}");
        }
    }
}

/// actuar 3.3.2 (R 4.2.2): `aggregateDist('recursive', 'poisson', lambda, model.sev, x.scale = 5)`, its quantiles and 1 - F(k mean). It stops where
/// 1e-6 is left, so that its chances are short by up to as much.
#[test]
fn chances_are_those_of_the_recursion_in_r() {
    let service = grid();
    let quantiles = [
        (0.5, [20.0, 335.0]),
        (0.9, [50.0, 430.0]),
        (0.95, [60.0, 460.0]),
        (0.99, [80.0, 520.0]),
        (0.999, [110.0, 585.0]),
    ];
    let above = [
        (1.1, [0.356_903_033_800_466_95, 0.305_868_756_527_357_7]),
        (1.25, [0.356_903_033_800_466_95, 0.123_607_015_712_296_93]),
        (1.5, [0.208_986_986_304_895_65, 0.014_328_678_581_438_936]),
        (2.0, [0.113_976_129_466_964_23, 2.628_803_217_974_429_2e-5]),
    ];
    for (at, people) in [7_000.0, 1e5].into_iter().enumerate() {
        let costs = Costs::of(&service, people);
        assert_eq!(costs.method(), Method::Panjer);
        for (p, values) in quantiles {
            assert_eq!(costs.quantile(p), Some(values[at]), "{people} {p}");
        }
        for (times, values) in above {
            let found = costs.above(times * costs.mean());
            assert!((found - values[at]).abs() < 1e-9, "{people} {times}: {found} {}", values[at]);
        }
    }
}

/// The larger the population, the less the distribution of a cost matters: gamma costs of the same mean and variance give nearly the same.
#[test]
fn gamma_costs_come_near_to_the_exact_chances() {
    let exact = grid();
    let cv = (exact.squared_cost() / exact.cost().powi(2) - 1.0).sqrt();
    let gamma = service(Severity::Gamma { mean: exact.cost(), cv });
    for (people, close) in [(1e5, 0.03), (1.5e6, 0.012)] {
        let [a, b] =
            [&exact, &gamma].map(|s| pool(std::slice::from_ref(s), &options(&[people])).unwrap().remove(0).sizes[0]);
        assert_eq!((a.method, b.method), (Method::Panjer, Method::CompoundGamma));
        assert!((a.cv - b.cv).abs() < 1e-12);
        for (a, b) in a.over.iter().zip(b.over) {
            assert!((a - b).abs() < close, "{people}: {a} {b}");
        }
    }
}

/// The population that the closed form names has that chance by the exact recursion.
#[test]
fn people_needed_hold_by_the_exact_chances() {
    let found = pool(&[grid()], &options(&[5_000.0])).unwrap().remove(0);
    let people = found.people_needed.unwrap();
    let service = grid();
    let costs = Costs::of(&service, people);
    let outside = costs.above(1.05 * costs.mean()) + 1.0 - costs.above(0.95 * costs.mean());
    assert!((outside - 0.05).abs() < 0.003, "{people}: {outside}");
    assert_eq!(found.tier, Tier::National);
}

#[test]
fn services_add_their_means_and_variances() {
    let one = |name: &str, frequency, mean, year_cv| Service {
        name: name.into(),
        frequency,
        severity: Severity::Gamma { mean, cv: 1.0 },
        year_cv,
    };
    let services = [one("a", 0.01, 100.0, 0.1), one("b", 0.002, 1000.0, 0.0)];
    let found = pool(&services, &options(&[1_000.0])).unwrap();
    let all = found[2].sizes[0];
    // Means 1,000 and 2,000; variances 10 x 2 x 100^2 + (0.1 x 1,000)^2 and 2 x 2 x 1,000^2.
    let sd = (200_000.0f64 + 10_000.0 + 4_000_000.0).sqrt();
    assert_eq!(all.cost, Some(3_000.0));
    assert!((all.cv - sd / 3_000.0).abs() < 1e-12, "{}", all.cv);
    assert_eq!((&*found[2].service, all.method), ("all together", Method::Gamma));
}

#[test]
fn figures_that_cannot_be_are_refused() {
    let said = |service: Service| pool(&[service], &options(&[1e5])).unwrap_err().to_string();
    let gamma = |mean, cv| service(Severity::Gamma { mean, cv });
    assert!(said(gamma(0.0, 1.0)).contains("`cost` is 0"));
    assert!(said(gamma(10.0, -1.0)).contains("`cost-cv` is -1"));
    assert!(said(Service { frequency: 0.0, ..gamma(1.0, 1.0) }).contains("`frequency` is 0"));
    assert!(said(Service { year_cv: f64::NAN, ..gamma(1.0, 1.0) }).contains("`year-cv` is NaN"));
    assert!(said(service(Severity::Costs(vec![[1.0, 0.5], [2.0, 0.4]]))).contains("`probability` is 0.9"));
    let bad = |options: PoolOptions| pool(&[gamma(1.0, 1.0)], &options).unwrap_err().to_string();
    assert!(bad(options(&[0.0])).contains("`sizes` is 0"));
    assert!(bad(PoolOptions { own_and_group: [2e5, 1e5], ..options(&[1e5]) }).contains("`group-size` is 100000"));
    assert!(bad(PoolOptions { within: 1.0, ..options(&[1e5]) }).contains("`within` is 100"));
    assert!(pool(&[], &options(&[1e5])).is_err());
}
