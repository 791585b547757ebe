//! The simulated health service: regions, area teams, areas, practices, and their patients.

use super::options::{SimulateOptions, stream};
use super::treatments::TREATMENTS;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Gamma};

const STARTS: [&str; 12] =
    ["QUILL", "VARN", "OSK", "TAMBER", "WRENN", "YELL", "PELL", "MARR", "JESK", "HOLLIN", "FENN", "CORV"];
const ENDS: [&str; 10] = ["MERE", "DALE", "FORD", "WICK", "STOW", "HURST", "BOURNE", "LEIGH", "COMBE", "THWAITE"];
const REGIONS: [&str; 3] = ["NORTH", "EAST", "SOUTH"];
const TEAMS_PER_REGION: usize = 3;
const SURGERIES: [&str; 8] = [
    "HIGH STREET SURGERY",
    "MILL LANE PRACTICE",
    "THE HEALTH CENTRE",
    "PARK VIEW SURGERY",
    "CHURCH ROAD PRACTICE",
    "RIVERSIDE SURGERY",
    "STATION ROAD PRACTICE",
    "THE OLD SCHOOL SURGERY",
];

/// A practice of the simulated health service.
#[derive(Debug, Clone)]
pub(super) struct Practice {
    pub(super) code: String,
    pub(super) name: String,
    /// Patients when the simulation starts.
    pub(super) patients: f64,
    /// Relative growth of the list per quarter.
    pub(super) growth: f64,
    /// By treatment: area effect times practice effect.
    pub(super) effects: Vec<f64>,
    /// Month of the simulation, from 0, from which on it is closed; its patients are then with the next practice.
    pub(super) closes: Option<usize>,
}

/// An area of the simulated health service.
#[derive(Debug, Clone)]
pub(super) struct Area {
    /// Code as the publisher writes it, five characters.
    pub(super) code: String,
    pub(super) name: String,
    pub(super) team: usize,
    pub(super) practices: Vec<Practice>,
}

/// An area team, with the stand-in for its unidentified prescribers.
#[derive(Debug, Clone)]
pub(super) struct Team {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) region_code: String,
    pub(super) region_name: String,
}

/// Everything that does not change from month to month.
#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) teams: Vec<Team>,
    pub(super) areas: Vec<Area>,
}

impl World {
    pub(super) fn new(options: &SimulateOptions) -> Self {
        let mut rng = stream(options.seed, 0);
        let areas: Vec<Area> = (0..options.areas).map(|i| area(i, options, &mut rng)).collect();
        let teams = (0..REGIONS.len() * TEAMS_PER_REGION).map(team).collect();
        Self { teams, areas }
    }
}

fn team(i: usize) -> Team {
    let (region, nth) = (i / TEAMS_PER_REGION, i % TEAMS_PER_REGION + 1);
    Team {
        code: format!("Q9{i}"),
        name: format!("{} TEAM {nth}", REGIONS[region]),
        region_code: format!("Y9{region}"),
        region_name: format!("SYNTHETIC REGION {}", REGIONS[region]),
    }
}

/// Place names that are all different for the first 120 areas, and numbered after that.
pub(super) fn place(i: usize) -> String {
    let name = format!("{}{}", STARTS[i % 12], ENDS[(i % 12 + 3 * (i / 12)) % 10]);
    if i < 120 { name } else { format!("{name} {}", i / 120 + 1) }
}

/// Area codes of `Z` and two digits or letters, padded with `00`; each tenth has a code of five, which is not padded.
fn area_code(i: usize) -> String {
    const DIGITS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let (tens, ones) = if i < 100 { (i / 10, i % 10) } else { (10 + (i - 100) / 36, (i - 100) % 36) };
    let (tens, ones) = (char::from(DIGITS[tens % 36]), char::from(DIGITS[ones]));
    if i % 10 == 9 { format!("Z{tens}{ones}9L") } else { format!("Z{tens}{ones}00") }
}

fn area(i: usize, options: &SimulateOptions, rng: &mut ChaCha8Rng) -> Area {
    let area_effects: Vec<f64> = TREATMENTS.iter().map(|t| effect(t.variance, rng)).collect();
    let place = place(i);
    let mut practices: Vec<Practice> = (0..options.practices_per_area).map(|j| practice(i, j, options, rng)).collect();
    for (t, area_effect) in area_effects.iter().enumerate() {
        let patients: f64 = practices.iter().map(|p| p.patients).sum();
        let mean = practices.iter().map(|p| p.patients * p.effects[t]).sum::<f64>() / patients;
        for practice in &mut practices {
            practice.effects[t] *= area_effect / mean;
        }
    }
    // One practice closes half-way, at the start of a quarter, in each area whose number ends in 3; its neighbour takes over.
    if i % 10 == 3 && practices.len() > 1 {
        practices[0].closes = Some((options.months / 2).next_multiple_of(3));
    }
    let team = i * REGIONS.len() * TEAMS_PER_REGION / options.areas;
    Area { code: area_code(i), name: format!("{place} SYNTHETIC CCG"), team, practices }
}

fn practice(i: usize, j: usize, options: &SimulateOptions, rng: &mut ChaCha8Rng) -> Practice {
    let surgery = SURGERIES[j % SURGERIES.len()];
    let name = if j < SURGERIES.len() { surgery.to_owned() } else { format!("{surgery} {}", j / SURGERIES.len() + 1) };
    // Lists of 1,500 patients and more, 8,000 on average.
    let patients = (1_500.0 + 6_500.0 * effect(0.35, rng)).round();
    Practice {
        code: format!("X{:05}", i * options.practices_per_area + j + 1),
        name,
        patients,
        growth: 0.004 * (effect(0.5, rng) - 1.0) + 0.001,
        effects: TREATMENTS.iter().map(|t| effect(t.practice_variance, rng)).collect(),
        closes: None,
    }
}

/// A gamma variate with mean 1 and this variance; exactly 1 without variance.
pub(super) fn effect(variance: f64, rng: &mut ChaCha8Rng) -> f64 {
    Gamma::new(1.0 / variance, variance).map_or(1.0, |gamma| gamma.sample(rng))
}

impl Area {
    /// Registered patients by practice in a quarter of the simulation, from 0: closed practices have none, and theirs are
    /// with the next practice.
    pub(super) fn patients(&self, quarter: usize) -> Vec<i64> {
        let month = quarter * 3;
        let grown = |p: &Practice| whole(p.patients * (1.0 + p.growth).powi(i32::try_from(quarter).unwrap_or(0)));
        let mut patients: Vec<i64> = self.practices.iter().map(grown).collect();
        for i in 0..patients.len() {
            if self.practices[i].closes.is_some_and(|closes| closes <= month) {
                let next = (i + 1) % patients.len();
                patients[next] += patients[i];
                patients[i] = 0;
            }
        }
        patients
    }
}

/// The nearest whole number of a number that is far below the limits of an `i64`.
#[allow(clippy::cast_possible_truncation)]
pub(super) fn whole(value: f64) -> i64 {
    value.round() as i64
}
