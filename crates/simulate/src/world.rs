//! The simulated nation: regions, area teams, areas, practices, and their patients.

use super::options::SimulateOptions;
use super::random::{Purpose, stream};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Gamma, LogNormal, StandardNormal};

const STARTS: [&str; 12] =
    ["QUILL", "VARN", "OSK", "TAMBER", "WRENN", "YELL", "PELL", "MARR", "JESK", "HOLLIN", "FENN", "CORV"];
const ENDS: [&str; 10] = ["MERE", "DALE", "FORD", "WICK", "STOW", "HURST", "BOURNE", "LEIGH", "COMBE", "THWAITE"];
pub(super) const REGIONS: [&str; 3] = ["NORTH", "EAST", "SOUTH"];
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
/// Deprivation score of the nation.
pub(super) const DEPRIVATION: f64 = 21.7;

/// A practice of the simulated nation.
#[derive(Debug, Clone)]
pub(super) struct Practice {
    pub(super) code: String,
    pub(super) name: String,
    /// Patients when the simulation starts.
    pub(super) patients: f64,
    /// Relative growth of the list per quarter.
    pub(super) growth: f64,
    /// Share of patients of 65 and over, relative to the nation's.
    pub(super) old: f64,
    /// Deprivation score.
    pub(super) deprivation: f64,
    /// Month of the simulation, from 0, from which on it is closed; its patients are then with the next practice.
    pub(super) closes: Option<usize>,
}

impl Practice {
    /// Whether it is closed in a month of the simulation.
    pub(super) fn closed(&self, month: usize) -> bool {
        self.closes.is_some_and(|closes| closes <= month)
    }
}

/// An area of the simulated nation.
#[derive(Debug, Clone)]
pub(super) struct Area {
    /// Code as the publisher of prescribing writes it, five characters.
    pub(super) code: String,
    /// Code of the Office for National Statistics.
    pub(super) ons: String,
    pub(super) name: String,
    pub(super) team: usize,
    pub(super) practices: Vec<Practice>,
    /// Number of its first practice in the nation.
    pub(super) first: usize,
    /// What is paid for each weighted patient, relative to the nation.
    pub(super) payment: f64,
}

/// An area team, with the stand-in for its unidentified prescribers.
#[derive(Debug, Clone)]
pub(super) struct Team {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) region: usize,
}

impl Team {
    pub(super) fn region_code(&self) -> String {
        region_code(self.region)
    }

    pub(super) fn region_name(&self) -> String {
        region_name(self.region)
    }
}

pub(super) fn region_code(region: usize) -> String {
    format!("Y9{region}")
}

pub(super) fn region_name(region: usize) -> String {
    format!("SYNTHETIC REGION {}", REGIONS[region])
}

/// Everything that does not change from month to month.
#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) teams: Vec<Team>,
    pub(super) areas: Vec<Area>,
}

impl World {
    pub(super) fn new(options: &SimulateOptions) -> Self {
        let mut rng = stream(options.seed, Purpose::World);
        let mut first = 0;
        let sizes = sizes(options, &mut rng);
        let area = |(i, size): (usize, usize)| {
            let area = area(i, first, size, options, &mut rng);
            first += size;
            area
        };
        let areas = sizes.into_iter().enumerate().map(area).collect();
        Self { teams: (0..REGIONS.len() * TEAMS_PER_REGION).map(team).collect(), areas }
    }

    pub(super) fn team(&self, area: &Area) -> &Team {
        &self.teams[area.team]
    }
}

/// Practices of each area: at least a quarter of the mean, in all as many as asked for.
fn sizes(options: &SimulateOptions, rng: &mut ChaCha8Rng) -> Vec<usize> {
    let least = (options.practices / options.areas / 4).max(1);
    let spare = (options.practices - least * options.areas) as f64;
    let weights: Vec<f64> =
        (0..options.areas).map(|_| LogNormal::new(0.0, 0.6).map_or(1.0, |weight| weight.sample(rng))).collect();
    let (total, mut sum, mut given) = (weights.iter().sum::<f64>(), 0.0, 0);
    let size = |weight: &f64| {
        sum += weight;
        let until = usize::try_from(whole((sum / total).min(1.0) * spare)).unwrap_or(0);
        let size = least + until - given;
        given = until;
        size
    };
    weights.iter().map(size).collect()
}

fn team(i: usize) -> Team {
    let (region, nth) = (i / TEAMS_PER_REGION, i % TEAMS_PER_REGION + 1);
    Team { code: format!("Q9{i}"), name: format!("{} TEAM {nth}", REGIONS[region]), region }
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

fn area(i: usize, first: usize, size: usize, options: &SimulateOptions, rng: &mut ChaCha8Rng) -> Area {
    let (old, deprivation) = (effect(0.03, rng), DEPRIVATION * effect(0.1, rng));
    let payment = log_normal(0.03, rng);
    let practice = |j| practice((j, first + j), (old, deprivation), rng);
    let mut practices: Vec<Practice> = (0..size).map(practice).collect();
    // One practice closes half-way, at the start of a quarter, in each area whose number ends in 3; its neighbour takes over.
    if i % 10 == 3 && practices.len() > 1 {
        practices[0].closes = Some((options.months / 2).next_multiple_of(3));
    }
    let team = i * REGIONS.len() * TEAMS_PER_REGION / options.areas;
    let name = format!("{} SYNTHETIC CCG", place(i));
    Area { code: area_code(i), ons: format!("E38{:06}", 900_000 + i), name, team, practices, first, payment }
}

fn practice((j, number): (usize, usize), (old, deprivation): (f64, f64), rng: &mut ChaCha8Rng) -> Practice {
    let surgery = SURGERIES[j % SURGERIES.len()];
    let name = if j < SURGERIES.len() { surgery.to_owned() } else { format!("{surgery} {}", j / SURGERIES.len() + 1) };
    // Lists of 1,500 patients and more, 8,000 on average.
    let patients = (1_500.0 + 6_500.0 * effect(0.35, rng)).round();
    Practice {
        code: format!("X{:05}", number + 1),
        name,
        patients,
        growth: 0.004 * (effect(0.5, rng) - 1.0) + 0.001,
        old: (old * effect(0.04, rng)).clamp(0.2, 3.0),
        deprivation: ((deprivation * effect(0.08, rng)).clamp(3.0, 70.0) * 1_000.0).round() / 1_000.0,
        closes: None,
    }
}

/// A gamma variate with mean 1 and this variance; exactly 1 without variance.
pub(super) fn effect(variance: f64, rng: &mut ChaCha8Rng) -> f64 {
    Gamma::new(1.0 / variance, variance).map_or(1.0, |gamma| gamma.sample(rng))
}

/// A log-normal variate with mean 1 and this standard deviation of its logarithm.
pub(super) fn log_normal(spread: f64, rng: &mut ChaCha8Rng) -> f64 {
    let normal: f64 = StandardNormal.sample(rng);
    libm::exp(spread * normal - spread * spread / 2.0)
}

impl Area {
    /// Code as other publishers write it.
    pub(super) fn short(&self) -> &str {
        self.code.strip_suffix("00").unwrap_or(&self.code)
    }

    /// Registered patients by practice in a quarter of the simulation, from 0: closed practices have none, and theirs are
    /// with the next practice.
    pub(super) fn patients(&self, quarter: usize) -> Vec<i64> {
        let month = quarter * 3;
        let grown = |p: &Practice| whole(p.patients * (1.0 + p.growth).powi(i32::try_from(quarter).unwrap_or(0)));
        let mut patients: Vec<i64> = self.practices.iter().map(grown).collect();
        for i in 0..patients.len() {
            if self.practices[i].closed(month) {
                let next = (i + 1) % patients.len();
                patients[next] += patients[i];
                patients[i] = 0;
            }
        }
        patients
    }

    /// Deprivation score: the mean of the practices' by the patients they have at the start.
    pub(super) fn deprivation(&self) -> f64 {
        let of = |p: &Practice| p.patients * p.deprivation;
        self.practices.iter().map(of).sum::<f64>() / self.practices.iter().map(|p| p.patients).sum::<f64>()
    }
}

/// The nearest whole number of a number that is far below the limits of an `i64`.
#[allow(clippy::cast_possible_truncation)]
pub(super) fn whole(value: f64) -> i64 {
    value.round() as i64
}
