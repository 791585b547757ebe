//! False alarms of the default rule, and how many true outliers it finds.

use crate::data::{Setting, Shape, simulate};
use crate::heading;
use rayon::prelude::*;
use unwarranted_core::outliers::control::{Control, MINIMUM_EXPECTED, assessed};
use unwarranted_core::outliers::{Test, overdispersed};

/// The controls of the table.
const CONTROLS: [Control; 2] = [Control::Fdr(0.05), Control::Fwer(0.05)];

/// What one data set gives under one control; over many data sets their means in per cent.
#[derive(Debug, Clone, Copy, Default)]
struct Outcome {
    /// Share of false alarms among the alarms; 0 without alarms.
    wrong: f64,
    /// Whether any alarm is false.
    any: f64,
    /// Share of the true outliers that are alarms on the right side, of those tested.
    found: f64,
}

/// Means over the data sets, for each of the controls.
fn figures(setting: Setting, data_sets: usize) -> [Outcome; 2] {
    let all: Vec<[Outcome; 2]> = (0..data_sets).into_par_iter().map(|n| outcomes(setting, n)).collect();
    let mean = |of: &dyn Fn(&[Outcome; 2]) -> f64| 100.0 * all.iter().map(of).sum::<f64>() / data_sets as f64;
    [0, 1].map(|c| Outcome { wrong: mean(&|o| o[c].wrong), any: mean(&|o| o[c].any), found: mean(&|o| o[c].found) })
}

fn outcomes(setting: Setting, number: usize) -> [Outcome; 2] {
    let slice = simulate(setting, number);
    let tests = overdispersed::assess(&slice, &[]).unwrap().tests.unwrap();
    let through = assessed(slice.expected(), MINIMUM_EXPECTED);
    let p: Vec<Option<f64>> = tests.iter().zip(through).map(|(t, through)| through.then_some(t.p)).collect();
    CONTROLS.map(|control| outcome(setting, &tests, &control.alarms(&p)))
}

fn outcome(setting: Setting, tests: &[Test], alarms: &[Option<bool>]) -> Outcome {
    let (mut wrong, mut right, mut outliers) = (0.0, 0.0, 0.0);
    for (i, (test, alarm)) in tests.iter().zip(alarms).enumerate() {
        let Some(alarm) = alarm else { continue };
        let raised = if *alarm { 1.0 } else { 0.0 };
        if !setting.outlier(i) {
            wrong += raised;
        } else {
            right += if test.z > 0.0 { raised } else { 0.0 };
            outliers += 1.0;
        }
    }
    let any = if wrong > 0.0 { 1.0 } else { 0.0 };
    Outcome { wrong: wrong / f64::max(wrong + right, 1.0), any, found: right / f64::max(outliers, 1.0) }
}

/// One line of the table; the figures in its order.
fn line(areas: u32, expected: f64, variance: f64, shape: Shape, data_sets: usize) -> [f64; 6] {
    let with = |outlier_every| Setting { outlier_every, shape, ..Setting::plain(areas, expected, variance) };
    let ([none, alone], [some, among]) = (figures(with(0), data_sets), figures(with(20), data_sets));
    let row = [none.wrong, some.wrong, some.found, alone.any, among.any, among.found];
    let cells = row.map(|v| format!("{v:.1}")).join(" | ");
    let spread = match shape {
        _ if variance <= 0.0 => "none",
        shape => shape.word(),
    };
    println!("| {areas} | {expected} | {variance} | {spread} | {cells} |");
    row
}

const SPREADS: [(f64, Shape); 5] =
    [(0.0, Shape::Gamma), (0.02, Shape::Gamma), (0.02, Shape::LogNormal), (0.1, Shape::Gamma), (0.1, Shape::LogNormal)];

const COLUMNS: [&str; 10] = [
    "areas",
    "expected",
    "variance",
    "spread",
    "FDR, no outliers",
    "FDR, 5 % outliers",
    "of them found",
    "any false alarm, no outliers",
    "any false alarm, 5 % outliers",
    "of them found",
];

/// Every setting.
pub(crate) fn tables(data_sets: usize) {
    heading(&COLUMNS);
    for areas in [30, 106, 211] {
        for expected in [20.0, 100.0, 1e3, 1e6] {
            for (variance, shape) in SPREADS {
                line(areas, expected, variance, shape, data_sets);
            }
        }
    }
}

/// Two lines, held to 5 % and the error of so few data sets; panics beyond.
pub(crate) fn check(data_sets: usize) {
    heading(&COLUMNS);
    for (variance, shape, least) in [(0.02, Shape::Gamma, 60.0), (0.1, Shape::LogNormal, 1.0)] {
        let row = line(106, 1e3, variance, shape, data_sets);
        let bound = 5.0 + 4.0 * (5.0 * 95.0 / data_sets as f64).sqrt();
        for wrong in [row[0], row[1], row[3], row[4]] {
            assert!(wrong <= bound, "{wrong} % of false alarms");
        }
        assert!(row[2] >= least && row[5] >= 0.5 * least, "only {} and {} % found", row[2], row[5]);
    }
}
