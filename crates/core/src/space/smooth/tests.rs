//! Smoothed ratios against NUTS, TMB and CARBayes, and against a dense computation by the definitions.

use super::laplace::mode;
use super::*;
use crate::regression::Covariate;
use crate::regression::linear::Cholesky;
use std::collections::BTreeMap;

/// An input with its neighbours.
struct Example {
    observed: Vec<f64>,
    expected: Vec<f64>,
    design: Design,
    neighbours: Neighbours,
}

fn records(text: &str) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

impl Example {
    fn new(areas: &str, covariate: &str, neighbours: &str, further: &[(usize, usize)]) -> Self {
        let areas = records(areas);
        let column = |name: &str| -> Vec<f64> { areas.iter().map(|r| r[name].parse().unwrap()).collect() };
        let mut pairs = further.to_vec();
        for row in records(neighbours) {
            let number = |text: &str| text.parse::<usize>().unwrap() - 1;
            pairs.extend(row["later_neighbours"].split_whitespace().map(|b| (number(&row["area"]), number(b))));
        }
        let covariate = Covariate { name: covariate.into(), values: column(covariate) };
        Self {
            observed: column("observed"),
            expected: column("expected"),
            design: Design::new(areas.len(), &[covariate]).unwrap(),
            neighbours: Neighbours::from_pairs(areas.len(), &pairs).unwrap(),
        }
    }

    /// Lip cancer in Scotland, its three islands joined to what is nearest.
    fn scotland() -> Self {
        Self::new(
            include_str!("../../../tests/reference/input_scotland_lip.csv"),
            "aff",
            include_str!("../../../tests/reference/input_scotland_neighbours.csv"),
            &[(0, 2), (22, 52), (52, 54)],
        )
    }

    /// Made counts in the 106 commissioning groups of 2021.
    fn rare() -> Self {
        Self::new(
            include_str!("../../../tests/reference/input_ccg21_rare.csv"),
            "x",
            include_str!("../../../tests/reference/input_ccg21_neighbours.csv"),
            &[],
        )
    }

    fn of(dataset: &str) -> Self {
        if dataset.starts_with("scotland") { Self::scotland() } else { Self::rare() }
    }

    fn data(&self) -> Counted<'_> {
        Counted {
            observed: &self.observed,
            expected: &self.expected,
            design: &self.design,
            neighbours: &self.neighbours,
        }
    }
}

/// Values by statistic and unit.
fn reference(text: &str, dataset: &str) -> BTreeMap<(String, String), f64> {
    let rows = records(text).into_iter().filter(|r| r["dataset"].starts_with(dataset));
    rows.map(|r| ((r["statistic"].clone(), r["unit"].clone()), r["value"].parse().unwrap())).collect()
}

const BYM2: &str = include_str!("../../../tests/reference/bym2.csv");
const LEROUX: &str = include_str!("../../../tests/reference/leroux.csv");
const CAR: &str = include_str!("../../../tests/reference/car.csv");

/// Largest differences: of ratios in standard deviations, of standard deviations as a part, of probabilities.
fn differences(found: &Smoothed, expected: &BTreeMap<(String, String), f64>, names: [&str; 3]) -> [f64; 3] {
    let mut worst = [0.0f64; 3];
    for (i, area) in found.areas.iter().enumerate() {
        let value = |which: usize| expected[&(names[which].to_owned(), (i + 1).to_string())];
        let [mean, sd, p] = [value(0), value(1), value(2)];
        let here = [(area.rr - mean) / sd, area.sd / sd - 1.0, area.p_above_1 - p];
        worst.iter_mut().zip(here).for_each(|(worst, here)| *worst = worst.max(here.abs()));
    }
    worst
}

#[test]
fn bym2_is_that_of_nuts_and_would_not_be_without_the_shift() {
    const NAMES: [&str; 3] = ["bym2_RR_mean", "bym2_RR_sd", "bym2_P_RR_gt_1"];
    for dataset in ["scotland_lip", "ccg21_rare_spatial_open"] {
        let (example, expected) = (Example::of(dataset), reference(BYM2, dataset));
        let priors = Priors::usual(Model::Bym2);
        let found = smooth(&example.data(), Model::Bym2, priors).unwrap().unwrap();
        let [ratio, sd, p] = differences(&found, &expected, NAMES);
        println!("{dataset}: ratios {ratio:.3} sd, sd {:.1} %, P {p:.3}", 100.0 * sd);
        assert!(ratio < 0.05 && sd < 0.06 && p < 0.02, "{dataset} {ratio} {sd} {p}");
        let of = |name: &str, what: &str| expected[&(format!("bym2_{name}_{what}"), String::new())];
        for (name, parameter) in [("sigma", found.sigma), ("phi", found.mixing)] {
            let sd = of(name, "sd");
            println!("{name}: {parameter:?}, NUTS {} {}", of(name, "mean"), sd);
            assert!((parameter.estimate - of(name, "mean")).abs() < 0.1 * sd, "{name} {parameter:?}");
            assert!((parameter.sd.unwrap() / sd - 1.0).abs() < 0.1, "{name} {parameter:?}");
            assert!((parameter.lower.unwrap() - of(name, "2.5%")).abs() < 0.15 * sd, "{name} {parameter:?}");
            assert!((parameter.upper.unwrap() - of(name, "97.5%")).abs() < 0.15 * sd, "{name} {parameter:?}");
        }
        for (name, effect) in ["b0", "b"].into_iter().zip(&found.fixed) {
            let sd = of(name, "sd");
            assert!((effect.estimate - of(name, "mean")).abs() < 0.05 * sd, "{name} {effect:?}");
            assert!((effect.se / sd - 1.0).abs() < 0.06, "{name} {effect:?} {sd}");
        }
        for (i, area) in found.areas.iter().enumerate() {
            let end = |what: &str| expected[&(format!("bym2_RR_{what}"), (i + 1).to_string())];
            assert!(
                (area.lower - end("2.5%")).abs() < 0.15 * area.sd && (area.upper - end("97.5%")).abs() < 0.3 * area.sd
            );
        }
        let plain = smoothed(&example.data(), Model::Bym2, priors, false).unwrap();
        let [ratio, _, p] = differences(&plain, &expected, NAMES);
        println!("without the shift: ratios {ratio:.3} sd, P {p:.3}");
        assert!(ratio > 0.1 && p > 0.03, "{dataset} {ratio} {p}");
    }
}

#[test]
fn leroux_is_that_of_tmb() {
    for (dataset, kinds) in [("scotland_lip", vec!["ml"]), ("ccg21_rare_spatial_open", vec!["ml", "reml"])] {
        let (example, expected) = (Example::of(dataset), reference(LEROUX, dataset));
        for (tau2, rho) in [(0.1, 0.3), (0.5, 0.5), (0.5, 0.9)] {
            let name = format!("leroux_laplace_neg_loglik_at_tau2={tau2}_rho={rho}_beta0");
            let (height, value) =
                (likelihood::testing::at(&example.data(), tau2, rho), expected[&(name, String::new())]);
            assert!((height / -value - 1.0).abs() < 1e-8, "{tau2} {rho}: {height} {value}");
        }
        for kind in kinds {
            let which = if kind == "ml" { Likelihood::Maximum } else { Likelihood::Restricted };
            let found = most_likely(&example.data(), which).unwrap().unwrap();
            let of = |name: &str, unit: &str| expected[&(format!("leroux_laplace_{kind}_{name}"), unit.to_owned())];
            let near = |name: &str, unit: &str, value: f64, tolerance: f64| {
                let expected = of(name, unit);
                assert!(
                    (value / expected - 1.0).abs() < tolerance,
                    "{dataset} {kind} {name} {unit}: {value} {expected}"
                );
            };
            near("neg_loglik", "", -found.log_likelihood.unwrap(), 1e-8);
            near("tau2", "", found.tau2.estimate, 1e-5);
            near("rho", "", found.mixing.estimate, 1e-5);
            near("b0", "", found.fixed[0].estimate, 1e-5);
            near("b1", "", found.fixed[1].estimate, 1e-5);
            for (i, area) in found.areas.iter().enumerate() {
                let unit = (i + 1).to_string();
                near("RR_mode", &unit, area.rr, 1e-5);
                near("se_eta", &unit, area.sd / area.rr, 1e-3);
            }
        }
    }
    // The likelihood of Scotland rises up to rho = 1.
    let example = Example::scotland();
    let found = most_likely(&example.data(), Likelihood::Restricted).unwrap().unwrap();
    assert!(found.mixing.estimate > 0.999 && found.mixing.sd.is_none());
}

#[test]
fn leroux_averaged_is_that_of_carbayes() {
    let (example, expected) = (Example::scotland(), reference(CAR, "scotland_lip"));
    // CARBayes draws the field from all of R, then takes its mean out, so that the constant direction counts in the densities of tau2
    // (IG(1, 0.01)) and rho (flat) once too often: by sqrt((1 - rho) / tau2).
    let priors = Priors { sigma: "ig:1.5,0.01".parse().unwrap(), mixing: "1,1.5".parse().unwrap() };
    let found = smooth(&example.data(), Model::Leroux, priors).unwrap().unwrap();
    let [ratio, sd, p] = differences(&found, &expected, ["leroux_RR_mean", "leroux_RR_sd", "leroux_P_RR_gt_1"]);
    println!("ratios {ratio:.3} sd, sd {:.1} %, P {p:.3}", 100.0 * sd);
    // Their draws are good to 0.01 standard deviations and 0.005.
    assert!(ratio < 0.05 && sd < 0.06 && p < 0.02, "{ratio} {sd} {p}");
    let of = |name: &str| expected[&(format!("leroux_{name}_Mean"), String::new())];
    println!("{:?} {:?} {} {}", found.tau2, found.mixing, of("tau2"), of("rho"));
    assert!((found.tau2.estimate / of("tau2") - 1.0).abs() < 0.02);
    assert!((found.mixing.estimate / of("rho") - 1.0).abs() < 0.01);
}

/// The field by its dense covariance: mode, height and covariance of eta as they are defined, fixed effects in the covariance.
fn dense(example: &Example, covariance: &[f64], precision: f64) -> (Vec<f64>, f64, Vec<f64>) {
    let n = example.observed.len();
    let rows: Vec<&[f64]> = example.design.rows().collect();
    let mut prior = covariance.to_vec();
    for i in 0..n {
        for j in 0..n {
            prior[i * n + j] += rows[i].iter().zip(rows[j]).map(|(a, b)| a * b).sum::<f64>() / precision;
        }
    }
    let prior = Cholesky::new(&prior, n).unwrap();
    let inverse = prior.inverse();
    let mut eta = vec![0.0f64; n];
    let mut posterior = prior.clone();
    for _ in 0..60 {
        let weight: Vec<f64> = example.expected.iter().zip(&eta).map(|(e, eta)| e * libm::exp(*eta)).collect();
        let mut precision = inverse.clone();
        (0..n).for_each(|i| precision[i * n + i] += weight[i]);
        posterior = Cholesky::new(&precision, n).unwrap();
        let right: Vec<f64> = (0..n).map(|i| example.observed[i] - weight[i] + weight[i] * eta[i]).collect();
        eta = posterior.solve(&right);
    }
    let quadratic: f64 = prior.solve(&eta).iter().zip(&eta).map(|(a, b)| a * b).sum();
    let likelihood: f64 = (0..n).map(|i| example.observed[i] * eta[i] - example.expected[i] * libm::exp(eta[i])).sum();
    let height = likelihood - 0.5 * (quadratic + prior.log_determinant() + posterior.log_determinant());
    (eta, height, posterior.inverse())
}

/// D - W scaled and inverted as far as it can be, per component, by dense matrices; 1 for an area on its own.
fn scaled_intrinsic(neighbours: &Neighbours) -> (Vec<f64>, Vec<f64>) {
    let (n, component) = (neighbours.areas(), neighbours.components());
    let size = |i: usize| component.iter().filter(|c| **c == component[i]).count() as f64;
    let mut matrix = vec![0.0; n * n];
    for i in 0..n {
        matrix[i * n + i] = neighbours.of(i).len() as f64;
        neighbours.of(i).iter().for_each(|j| matrix[i * n + j] = -1.0);
        (0..n).filter(|j| component[*j] == component[i]).for_each(|j| matrix[i * n + j] += 1.0 / size(i));
    }
    let mut inverse = Cholesky::new(&matrix, n).unwrap().inverse();
    let mut scales = vec![0.0; component.iter().max().unwrap() + 1];
    for i in 0..n {
        if size(i) > 1.0 {
            (0..n).filter(|j| component[*j] == component[i]).for_each(|j| inverse[i * n + j] -= 1.0 / size(i));
            scales[component[i]] += libm::log(inverse[i * n + i]) / size(i);
        }
    }
    let scales: Vec<f64> = scales.into_iter().map(libm::exp).collect();
    (0..n).for_each(|i| (0..n).for_each(|j| inverse[i * n + j] /= scales[component[i]]));
    (inverse, scales)
}

/// Two pieces, one of them with a covariate of its own shape, and an area on its own.
fn pieces() -> Example {
    let n = 13;
    let mut pairs: Vec<(usize, usize)> = (0..7).map(|i| (i, i + 1)).collect();
    pairs.extend([(0, 3), (2, 5), (8, 9), (9, 10), (10, 11), (8, 11)]);
    let values = (0..n).map(|i| f64::from(u32::try_from(i * i % 7).unwrap())).collect();
    Example {
        observed: (0..n).map(|i| ((i * 5) % 8) as f64).collect(),
        expected: (0..n).map(|i| 1.5 + (i % 4) as f64).collect(),
        design: Design::new(n, &[Covariate { name: "x".into(), values }]).unwrap(),
        neighbours: Neighbours::from_pairs(n, &pairs).unwrap(),
    }
}

#[test]
fn sparse_and_dense_are_the_same() {
    for example in [pieces(), Example::scotland()] {
        let graph = Graph::of(&example.neighbours);
        let (intrinsic, scales) = scaled_intrinsic(&example.neighbours);
        for (a, b) in graph.scales().unwrap().iter().zip(&scales) {
            assert!((a / b - 1.0).abs() < 1e-10, "{a} {b}");
        }
        let n = example.observed.len();
        let usual = Priors::usual(Model::Bym2);
        let maker = Maker { graph: &graph, model: Model::Bym2, scales, sigma: usual.sigma, mixing: usual.mixing };
        let counts = example.data().counts(VAGUE);
        let mut heights = Vec::new();
        for (sigma, phi) in [(0.5, 0.5), (0.2, 0.02), (1.1, 0.9), (0.6, 0.999)] {
            let field = maker.bym2(sigma * sigma, phi, 1.0 - phi);
            let found = mode(&graph, &counts, &field, &average::start(&counts)).unwrap();
            let mut covariance: Vec<f64> = intrinsic.iter().map(|x| sigma * sigma * phi * x).collect();
            (0..n).for_each(|i| covariance[i * n + i] += sigma * sigma * (1.0 - phi));
            let (eta, height, around) = dense(&example, &covariance, VAGUE);
            let marginals = found.curved.marginals(&found.state, true);
            let z: Vec<f64> =
                (0..n).map(|i| -0.5 * example.expected[i] * libm::exp(eta[i]) * around[i * n + i]).collect();
            for i in 0..n {
                assert!((found.state.eta[i] - eta[i]).abs() < 1e-7, "{i}: {} {}", found.state.eta[i], eta[i]);
                assert!((marginals.variance[i] / around[i * n + i] - 1.0).abs() < 1e-7);
                let mean = eta[i] + (0..n).map(|j| around[i * n + j] * z[j]).sum::<f64>();
                assert!((marginals.mean[i] - mean).abs() < 1e-7, "{} {mean}", marginals.mean[i]);
            }
            // But for a constant.
            heights.push(found.height - height);
        }
        assert!(heights.iter().all(|h| (h - heights[0]).abs() < 1e-7), "{heights:?}");
    }
}

#[test]
fn the_scale_of_the_commissioning_groups_is_known() {
    let scales = Graph::of(&Example::rare().neighbours).scales().unwrap();
    assert!(scales.len() == 1 && (scales[0] - 0.512_597).abs() < 1e-6, "{scales:?}");
}

#[test]
fn results_do_not_depend_on_threads_or_on_the_order_of_areas() {
    let example = pieces();
    let on = |threads: usize, example: &Example| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| smooth(&example.data(), Model::Bym2, Priors::usual(Model::Bym2)).unwrap().unwrap())
    };
    let found = on(1, &example);
    assert_eq!(found, on(3, &example));
    let n = example.observed.len();
    let turned = |x: &[f64]| x.iter().rev().copied().collect::<Vec<f64>>();
    let pairs: Vec<(usize, usize)> = example.neighbours.pairs().iter().map(|(i, j)| (n - 1 - i, n - 1 - j)).collect();
    let values = (0..n).map(|i| f64::from(u32::try_from((n - 1 - i).pow(2) % 7).unwrap())).collect();
    let other = Example {
        observed: turned(&example.observed),
        expected: turned(&example.expected),
        design: Design::new(n, &[Covariate { name: "x".into(), values }]).unwrap(),
        neighbours: Neighbours::from_pairs(n, &pairs).unwrap(),
    };
    for (a, b) in found.areas.iter().zip(on(2, &other).areas.iter().rev()) {
        assert!((a.rr / b.rr - 1.0).abs() < 1e-6 && (a.p_above_1 - b.p_above_1).abs() < 1e-6, "{a:?} {b:?}");
    }
}

#[test]
fn what_cannot_be_smoothed_says_why() {
    let example = pieces();
    let with = |observed: &[f64], expected: &[f64]| {
        let data = Counted { observed, expected, ..example.data() };
        smooth(&data, Model::Bym2, Priors::usual(Model::Bym2))
    };
    let n = example.observed.len();
    let reason = |observed: &[f64], expected: &[f64]| with(observed, expected).unwrap().unwrap_err().reason;
    assert_eq!(reason(&vec![0.0; n], &example.expected), "nothing is observed");
    assert_eq!(reason(&vec![1.5; n], &example.expected), "what is observed is not a count");
    assert_eq!(reason(&example.observed, &vec![0.0; n]), "an area has nothing expected");
    assert!(with(&[1.0], &example.expected).unwrap_err().to_string().contains("as many of each"));
    // No difference beyond chance: all near the overall ratio, and no maximum of the likelihood.
    let alike = with(&vec![2.0; n], &vec![2.0; n]).unwrap().unwrap();
    assert!(alike.areas.iter().all(|a| (a.rr - 1.0).abs() < 0.1 && (a.p_above_1 - 0.5).abs() < 0.2), "{alike:?}");
}

#[test]
fn priors_are_read_and_written() {
    for text in ["pc:1,0.01", "ig:1,0.01", "pc:0.5,0.05"] {
        assert_eq!(text.parse::<SigmaPrior>().unwrap().to_string(), text);
    }
    assert_eq!("2,0.1".parse::<SigmaPrior>().unwrap().to_string(), "pc:2,0.1");
    assert_eq!(" 0.5, 2".parse::<MixingPrior>().unwrap().to_string(), "0.5,2");
    for text in ["", "1", "pc:1,2", "xx:1,1", "ig:0,1", "pc:1,-1"] {
        assert!(text.parse::<SigmaPrior>().unwrap_err().to_string().contains("pc:VALUE"), "{text}");
    }
    assert!("1,0".parse::<MixingPrior>().is_err() && "a,b".parse::<MixingPrior>().is_err());
}
