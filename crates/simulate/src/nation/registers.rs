//! Disease registers of the Quality and Outcomes Framework, by practice.

use super::Plan;
use super::made::Totals;
use crate::random::{Purpose, stream};
use crate::world::{DEPRIVATION, Practice, World, effect, whole};
use std::io::{Result as Written, Write};
use unwarranted_ingest::values::fixed::Fixed;

/// Code, description, prevalence in the nation in per cent, and with which powers it goes with age and with deprivation.
const REGISTERS: [(&str, &str, f64, [f64; 2]); 12] = [
    ("AF", "Atrial Fibrillation", 2.1, [1.2, 0.0]),
    ("AST", "Asthma", 6.0, [0.0, 0.1]),
    ("CHD", "Coronary Heart Disease", 3.1, [1.0, 0.3]),
    ("COPD", "Chronic Obstructive Pulmonary Disease", 1.9, [0.8, 0.8]),
    ("DEM", "Dementia", 0.8, [1.4, 0.0]),
    ("DM", "Diabetes Mellitus", 6.9, [0.4, 0.4]),
    ("EP", "Epilepsy", 0.8, [0.0, 0.3]),
    ("HF", "Heart Failure", 0.9, [1.0, 0.2]),
    ("MH", "Mental Health", 0.9, [0.0, 0.6]),
    ("OB", "Obesity", 10.0, [0.0, 0.4]),
    ("OST", "Osteoporosis", 0.7, [1.2, 0.0]),
    ("RA", "Rheumatoid Arthritis", 0.75, [0.6, 0.1]),
];
/// Variance of what practices find and record.
const RECORDING: f64 = 0.01;

/// True prevalence by practice and register, relative to the nation's.
#[derive(Debug)]
pub(super) struct Prevalences(Vec<[f64; 12]>);

impl Prevalences {
    pub(super) fn new(seed: u64, world: &World) -> Self {
        let mut rng = stream(seed, Purpose::Facts(0));
        let of = |practice: &Practice| {
            REGISTERS.map(|(_, _, _, [age, deprivation])| {
                let need = libm::pow(practice.old, age) * libm::pow(practice.deprivation / DEPRIVATION, deprivation);
                need * effect(RECORDING, &mut rng)
            })
        };
        Self(world.areas.iter().flat_map(|area| &area.practices).map(of).collect())
    }

    /// Of a practice by its number in the nation; 1 for a register that does not exist.
    pub(super) fn relative(&self, practice: usize, code: &str) -> f64 {
        let register = REGISTERS.iter().position(|(known, ..)| *known == code);
        register.map_or(1.0, |register| self.0[practice][register])
    }
}

/// The registers of a financial year: true prevalence times the patients at its start.
pub(super) fn fill(plan: &Plan, year: usize, out: &mut dyn Write, totals: &mut Totals) -> Written<()> {
    let start = plan.options.financial_years()[year].1;
    writeln!(
        out,
        "practice_code,indicator_group,register_description,disease_register_size,practice_list_size,prevalence"
    )?;
    for area in &plan.world.areas {
        for (j, (practice, patients)) in area.practices.iter().zip(area.patients(start / 3)).enumerate() {
            if practice.closed(start) {
                continue;
            }
            for (register, (code, description, prevalence, _)) in REGISTERS.iter().enumerate() {
                let relative = plan.prevalences.0[area.first + j][register];
                let people = whole(patients as f64 * (prevalence * relative).min(50.0) / 100.0);
                let shown = 100.0 * people as f64 / patients as f64;
                writeln!(out, "{},{code},{description},{people},{patients},{shown:.10}", practice.code)?;
                totals.count("rows", 1);
                totals.count("people", people);
            }
        }
    }
    totals.add("registers", Fixed(REGISTERS.len() as i64 * unwarranted_ingest::values::fixed::SCALE));
    Ok(())
}
