//! Patients registered at a practice, by sex and five-year age group: totals beside their parts, as the publisher has them.

use super::Plan;
use super::made::Totals;
use super::prescribing::stamp;
use std::io::{Result as Written, Write};

/// Share of each five-year age group in the nation, in tenths of a per cent, from 0-4 to 95 and over. They add up to 1,000.
const AGES: [i64; 20] = [57, 60, 58, 55, 61, 67, 70, 68, 63, 62, 68, 67, 57, 50, 48, 37, 25, 16, 8, 3];
/// The first age group of 65 and over.
const OLD: usize = 13;

/// The name of the file of a quarter of the simulation.
pub(super) fn name(plan: &Plan, quarter: usize) -> String {
    format!("SYNTHETIC_gp-reg-pat-prac-quin-age_{}.csv", stamp(plan.options.month(quarter * 3)))
}

pub(super) fn fill(plan: &Plan, quarter: usize, out: &mut dyn Write, totals: &mut Totals) -> Written<()> {
    const NAMES: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    let month = plan.options.month(quarter * 3);
    let date = format!("01{}{}", NAMES[usize::try_from(month.month() - 1).unwrap_or(0)], month.year());
    out.write_all(
        b"PUBLICATION,EXTRACT_DATE,ORG_TYPE,ORG_CODE,ONS_CODE,POSTCODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS\r\n",
    )?;
    for area in &plan.world.areas {
        for (practice, patients) in area.practices.iter().zip(area.patients(quarter)) {
            if practice.closed(quarter * 3) {
                continue;
            }
            totals.count("patients", patients);
            totals.count("rows", 43);
            let place = format!("SYNTHETIC_GP_PRAC_PAT_LIST,{date},GP,{},,", practice.code);
            write!(out, "{place},ALL,ALL,{patients}\r\n")?;
            let female = patients / 2;
            for (sex, of_sex) in [("FEMALE", female), ("MALE", patients - female)] {
                write!(out, "{place},{sex},ALL,{of_sex}\r\n")?;
                for (age, n) in by_age(of_sex, practice.old).into_iter().enumerate() {
                    let low = age * 5;
                    let group = if low == 95 { "95+".to_owned() } else { format!("{low}_{}", low + 4) };
                    write!(out, "{place},{sex},{group},{n}\r\n")?;
                }
            }
        }
    }
    Ok(())
}

/// Patients by age group, with so many times the nation's share of 65 and over; what rounding leaves over goes to the first
/// group, so that they add up.
pub(super) fn by_age(patients: i64, old: f64) -> Vec<i64> {
    let (total, elderly) = (1_000.0, AGES[OLD..].iter().sum::<i64>() as f64);
    let young = (total - old * elderly) / (total - elderly);
    let share = |(group, share): (usize, &i64)| *share as f64 * if group < OLD { young } else { old };
    let number = |share: f64| crate::world::whole((patients as f64 * share / total).floor());
    let mut ages: Vec<i64> = AGES.iter().enumerate().map(share).map(number).collect();
    ages[0] += patients - ages.iter().sum::<i64>();
    ages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_add_up_and_the_old_are_as_many_as_they_should_be() {
        for patients in [0, 1, 7, 1_999, 123_456] {
            for old in [0.2, 1.0, 2.9] {
                let ages = by_age(patients, old);
                assert_eq!(ages.iter().sum::<i64>(), patients);
                assert!(ages.iter().all(|n| *n >= 0));
            }
        }
        let old: i64 = by_age(100_000, 1.5)[OLD..].iter().sum();
        assert!((old - 28_050).abs() < 10, "{old}"); // 1.5 times 18.7 %
    }
}
