//! The simulated files, in the publishers' layouts.

use super::options::{SimulateOptions, stream};
use super::treatments::{Presentation, TREATMENTS, Treatment};
use super::world::{Area, Practice, Team, World, whole};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Poisson};
use std::io::{BufWriter, Write};
use std::path::Path;
use unwarranted_core::Month;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::values::fixed::{Fixed, SCALE};

/// Header of the English Prescribing Dataset, version 2.
const EPD_HEADER: &str = "YEAR_MONTH,REGIONAL_OFFICE_NAME,REGIONAL_OFFICE_CODE,AREA_TEAM_NAME,AREA_TEAM_CODE,PCO_NAME,PCO_CODE,\
    PRACTICE_NAME,PRACTICE_CODE,ADDRESS_1,ADDRESS_2,ADDRESS_3,ADDRESS_4,POSTCODE,BNF_CHEMICAL_SUBSTANCE,\
    CHEMICAL_SUBSTANCE_BNF_DESCR,BNF_CODE,BNF_DESCRIPTION,BNF_CHAPTER_PLUS_CODE,QUANTITY,ITEMS,TOTAL_QUANTITY,ADQUSAGE,NIC,\
    ACTUAL_COST,UNIDENTIFIED";
/// Where rows of prescribers without a known area say they come from.
const NOWHERE: &str = "UNIDENTIFIED,-,UNIDENTIFIED,-,UNIDENTIFIED,-,UNIDENTIFIED DOCTORS,-,-,-,-,-,-";

/// The month of the simulation, counted from 0.
pub(super) fn month(options: &SimulateOptions, m: usize) -> Month {
    options.first_month.plus(i32::try_from(m).unwrap_or(0))
}

/// `201904`.
pub(super) fn stamp(month: Month) -> String {
    format!("{:04}{:02}", month.year(), month.month())
}

/// Writes a file aside and renames it once it is complete.
pub(super) fn write(path: &Path, fill: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<(), Error> {
    // Hidden, with a name of our own: a user's file beside it must not be replaced.
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let aside = path.with_file_name(format!(".{name}.unwarranted-part"));
    let file = std::fs::File::create(&aside).map_err(Error::io(&aside, "write"))?;
    let mut out = BufWriter::new(file);
    let written = fill(&mut out).and_then(|()| out.flush()).and_then(|()| std::fs::rename(&aside, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&aside);
    }
    written.map_err(Error::io(path, "write"))
}

/// One month of prescribing: practices one after the other, as the publisher sorts them, then the unidentified.
pub(super) fn prescribing(
    out: &mut dyn Write,
    world: &World,
    options: &SimulateOptions,
    m: usize,
) -> std::io::Result<()> {
    let stamp = stamp(month(options, m));
    let mut rng = stream(options.seed, 1 + m as u64);
    out.write_all(EPD_HEADER.as_bytes())?;
    out.write_all(b"\r\n")?;
    for area in &world.areas {
        let team = &world.teams[area.team];
        let patients = area.patients(m / 3);
        for (practice, patients) in area.practices.iter().zip(patients) {
            if practice.closes.is_some_and(|closes| closes <= m) {
                continue;
            }
            let place = format!("{stamp},{},{},{},,,,,", of_area(team, area), practice.name, practice.code);
            practice_rows(out, &place, practice, patients, month(options, m), &mut rng)?;
        }
    }
    unidentified(out, world, &stamp, &mut rng)
}

fn of_area(team: &Team, area: &Area) -> String {
    let Team { code, name, region_code, region_name } = team;
    format!("{region_name},{region_code},{name},{code},{},{}", area.name, area.code)
}

fn practice_rows(
    out: &mut dyn Write,
    place: &str,
    practice: &Practice,
    patients: i64,
    month: Month,
    rng: &mut ChaCha8Rng,
) -> std::io::Result<()> {
    for (treatment, effect) in TREATMENTS.iter().zip(&practice.effects) {
        for presentation in treatment.presentations {
            for (quantity, share) in presentation.quantities {
                let mean = thousands(patients) * rate(treatment, month) * effect * presentation.share * share;
                let items = poisson(mean, rng);
                if items > 0 {
                    row(out, place, treatment, presentation, *quantity, items, 'N')?;
                }
            }
        }
    }
    Ok(())
}

/// Items per 1,000 patients in the month, highest in January.
fn rate(treatment: &Treatment, month: Month) -> f64 {
    let turn = f64::from(month.month() - 1) / 12.0 * std::f64::consts::TAU;
    treatment.rate * (1.0 + treatment.season * turn.cos())
}

fn thousands(patients: i64) -> f64 {
    patients as f64 / 1_000.0
}

/// A Poisson variate; 0 where nothing is expected.
pub(super) fn poisson(mean: f64, rng: &mut ChaCha8Rng) -> i64 {
    Poisson::new(mean).map_or(0, |poisson| whole(poisson.sample(rng)))
}

fn row(
    out: &mut dyn Write,
    place: &str,
    treatment: &Treatment,
    presentation: &Presentation,
    quantity: i64,
    items: i64,
    unidentified: char,
) -> std::io::Result<()> {
    let Presentation { bnf, description, chemical, price, .. } = presentation;
    let substance = &bnf[..if bnf.len() == 15 { 9 } else { 4 }];
    let total = quantity * items;
    // Whole pence, as the publisher's; the actual cost takes off a discount of 7.2 % and adds a penny per item.
    let pence = (price * total + SCALE / 200) / (SCALE / 100);
    let nic = Fixed(pence * (SCALE / 100));
    let actual_cost = Fixed(nic.0 / 1_000 * 928 + items * (SCALE / 100));
    let chapter = treatment.chapter;
    write!(out, "{place},{substance},{chemical},{bnf},{description},{chapter},")?;
    write!(out, "{quantity},{items},{total},0,{nic},{actual_cost},{unidentified}\r\n")
}

/// A few items of prescribers who could not be identified: within each area team, and without any area.
fn unidentified(out: &mut dyn Write, world: &World, stamp: &str, rng: &mut ChaCha8Rng) -> std::io::Result<()> {
    for (i, team) in world.teams.iter().enumerate() {
        let Some(area) = world.areas.iter().find(|a| a.team == i) else { continue };
        let place = format!("{stamp},{},UNIDENTIFIED DOCTORS,{}998,,,,,", of_area(team, area), team.code);
        some_items(out, &place, 4.0, 'N', rng)?;
    }
    some_items(out, &format!("{stamp},{NOWHERE}"), 25.0, 'Y', rng)
}

fn some_items(out: &mut dyn Write, place: &str, mean: f64, flag: char, rng: &mut ChaCha8Rng) -> std::io::Result<()> {
    for treatment in TREATMENTS.iter().filter(|t| t.rate > 10.0) {
        let presentation = &treatment.presentations[0];
        let items = poisson(mean, rng);
        if items > 0 {
            row(out, place, treatment, presentation, presentation.quantities[0].0, items, flag)?;
        }
    }
    Ok(())
}

/// Share of each five-year age group, in tenths of a per cent, from 0-4 to 95 and over. They add up to 1,000.
const AGES: [i64; 20] = [57, 60, 58, 55, 61, 67, 70, 68, 63, 62, 68, 67, 57, 50, 48, 37, 25, 16, 8, 3];

/// One extract of registered patients: totals beside their parts, as the publisher has them.
pub(super) fn population(out: &mut dyn Write, world: &World, quarter: usize, month: Month) -> std::io::Result<()> {
    const NAMES: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    let name = NAMES[usize::try_from(month.month() - 1).unwrap_or(0)];
    let date = format!("01{name}{}", month.year());
    out.write_all(
        b"PUBLICATION,EXTRACT_DATE,ORG_TYPE,ORG_CODE,ONS_CODE,POSTCODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS\r\n",
    )?;
    for area in &world.areas {
        for (practice, patients) in area.practices.iter().zip(area.patients(quarter)) {
            if practice.closes.is_some_and(|closes| closes <= quarter * 3) {
                continue;
            }
            let place = format!("SYNTHETIC_GP_PRAC_PAT_LIST,{date},GP,{},,", practice.code);
            write!(out, "{place},ALL,ALL,{patients}\r\n")?;
            let female = patients / 2;
            for (sex, of_sex) in [("FEMALE", female), ("MALE", patients - female)] {
                write!(out, "{place},{sex},ALL,{of_sex}\r\n")?;
                for (age, n) in by_age(of_sex).into_iter().enumerate() {
                    let low = age * 5;
                    let group = if low == 95 { "95+".to_owned() } else { format!("{low}_{}", low + 4) };
                    write!(out, "{place},{sex},{group},{n}\r\n")?;
                }
            }
        }
    }
    Ok(())
}

/// Patients by age group; what rounding leaves over goes to the first group, so that they add up.
pub(super) fn by_age(patients: i64) -> Vec<i64> {
    let mut ages: Vec<i64> = AGES.iter().map(|share| patients * share / 1_000).collect();
    ages[0] += patients - ages.iter().sum::<i64>();
    ages
}
