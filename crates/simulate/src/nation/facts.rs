//! Deprivation of the areas and payments to their practices.

use super::Plan;
use super::made::Totals;
use crate::random::{Purpose, stream};
use crate::world::{DEPRIVATION, Practice, effect, region_code, region_name, whole};
use rand_chacha::ChaCha8Rng;
use std::io::{Result as Written, Write};
use unwarranted_ingest::values::fixed::{Fixed, SCALE};

/// A summary of the index of multiple deprivation by area, with ranks from the most deprived.
pub(super) fn deprivation(plan: &Plan, _: usize, out: &mut dyn Write, totals: &mut Totals) -> Written<()> {
    let year = plan.options.financial_year(0);
    let kind = "Clinical Commissioning Group";
    write!(out, "{kind} Code ({year}),{kind} Name ({year}),IMD - Average score,IMD - Rank of average score,")?;
    writeln!(out, "IMD {year} - Extent")?;
    let areas = &plan.world.areas;
    let scores: Vec<f64> = areas.iter().map(crate::world::Area::deprivation).collect();
    for (area, score) in areas.iter().zip(&scores) {
        let rank = 1 + scores.iter().filter(|other| *other > score).count();
        // Share of patients in practices among the most deprived third of the nation's score.
        let deprived = |p: &&Practice| p.deprivation > DEPRIVATION * 1.25;
        let all: f64 = area.practices.iter().map(|p| p.patients).sum();
        let extent = area.practices.iter().filter(deprived).map(|p| p.patients).sum::<f64>() / all;
        writeln!(out, "{},{},{score:.3},{rank},{extent:.4}", area.ons, area.name)?;
        totals.count("areas", 1);
    }
    Ok(())
}

/// What is paid for a weighted patient in a year, in pence.
const GLOBAL_SUM: f64 = 9_346.0;

/// The payments of one practice in a year, in pence.
struct Payments {
    registered: i64,
    weighted: i64,
    streams: [i64; 4],
    deductions: i64,
}

impl Payments {
    fn of(practice: &Practice, registered: i64, factor: f64, rng: &mut ChaCha8Rng) -> Self {
        let need = libm::pow(practice.old, 0.3) * libm::pow(practice.deprivation / DEPRIVATION, 0.1);
        let weighted = whole(registered as f64 * need);
        let pence = |per_patient: f64| whole(weighted as f64 * per_patient * factor);
        let premises = whole(registered as f64 * 1_450.0 * effect(0.3, rng));
        let schemes = whole(registered as f64 * 700.0 * factor * effect(0.1, rng));
        let streams = [pence(GLOBAL_SUM), premises, schemes, pence(1_200.0)];
        Self { registered, weighted, streams, deductions: -whole(registered as f64 * 900.0 * effect(0.05, rng)) }
    }
}

fn pounds(pence: i64) -> Fixed {
    Fixed(pence * (SCALE / 100))
}

/// NHS Payments to General Practice of a financial year. Areas are paid more or less for each weighted patient.
pub(super) fn payments(plan: &Plan, year: usize, out: &mut dyn Write, totals: &mut Totals) -> Written<()> {
    let start = plan.options.financial_years()[year].1;
    write!(out, "NHS England (Region) code,NHS England (Region) Name,CCG Code,CCG NAME,Practice Code,Practice Name,")?;
    write!(out, "Number of Registered Patients (Last Known Figure),Number of Weighted Patients (Last Known Figure),")?;
    write!(out, "Global Sum,Premises Payments,Local Incentive Schemes,Total QOF Payments,")?;
    write!(
        out,
        "Total NHS Payments to General Practice,\"Deductions for Pensions, Levies and Prescription Charge Income\","
    )?;
    writeln!(out, "Total NHS Payments to General Practice Minus Deductions")?;
    let mut rng = stream(plan.options.seed, Purpose::Facts(2 + year));
    for area in &plan.world.areas {
        let region = plan.world.team(area).region;
        for (practice, patients) in area.practices.iter().zip(area.patients(start / 3)) {
            if practice.closed(start) {
                continue;
            }
            let paid = Payments::of(practice, patients, area.payment, &mut rng);
            let total: i64 = paid.streams.iter().sum();
            write!(out, "{},{},{},{},", region_code(region), region_name(region), area.short(), area.name)?;
            write!(out, "{},{},{},{},", practice.code, practice.name, paid.registered, paid.weighted)?;
            paid.streams.iter().try_for_each(|stream| write!(out, "{},", pounds(*stream)))?;
            writeln!(out, "{},{},{}", pounds(total), pounds(paid.deductions), pounds(total + paid.deductions))?;
            totals.count("rows", 1);
            totals.count("registered-patients", paid.registered);
            totals.add("total-payments", pounds(total));
        }
    }
    Ok(())
}
