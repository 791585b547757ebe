//! What is true of a nation, as tables beside its files.

use super::Plan;
use super::made::{Made, Totals};
use crate::out;
use std::io::{Result as Written, Write};
use std::path::{Path, PathBuf};
use unwarranted_core::Month;
use unwarranted_ingest::error::Error;

/// The tables, in the order in which they are written.
pub(super) const NAMES: [&str; 8] = [
    "areas.csv",
    "practices.csv",
    "treatments.csv",
    "effects.csv",
    "variances.csv",
    "outliers.csv",
    "policies.csv",
    "totals.csv",
];

/// What fills a table.
type Fill<'a> = &'a dyn Fn(&mut dyn Write) -> Written<()>;

/// Writes every table; their paths.
pub(super) fn write(plan: &Plan, dir: &Path, made: &Made, totals: &[(String, Totals)]) -> Result<Vec<PathBuf>, Error> {
    let fills: [Fill<'_>; 8] = [
        &|out| areas(plan, out),
        &|out| practices(plan, out),
        &|out| treatments(plan, out),
        &|out| effects(plan, made, out),
        &|out| variances(plan, made, out),
        &|out| outliers(plan, out),
        &|out| policies(plan, out),
        &|out| sums(totals, out),
    ];
    let one = |(name, fill): (&str, Fill<'_>)| {
        let path = dir.join(name);
        out::write(&path, |out| fill(out)).map(|()| path)
    };
    NAMES.into_iter().zip(fills).map(one).collect()
}

fn areas(plan: &Plan, out: &mut dyn Write) -> Written<()> {
    writeln!(out, "area,ons_code,name,team,region,practices,patients,deprivation,payment_factor")?;
    for area in &plan.world.areas {
        let team = plan.world.team(area);
        let patients: i64 = area.patients(0).iter().sum();
        write!(out, "{},{},{},{},{},", area.short(), area.ons, area.name, team.code, team.region_code())?;
        writeln!(out, "{},{patients},{:.3},{:.6}", area.practices.len(), area.deprivation(), area.payment)?;
    }
    Ok(())
}

fn practices(plan: &Plan, out: &mut dyn Write) -> Written<()> {
    writeln!(out, "practice,area,patients,share_65_and_over_relative,deprivation,closes")?;
    for area in &plan.world.areas {
        for (practice, patients) in area.practices.iter().zip(area.patients(0)) {
            let closes = practice.closes.map(|m| plan.options.month(m).to_string()).unwrap_or_default();
            let (code, old, deprivation) = (&practice.code, practice.old, practice.deprivation);
            writeln!(out, "{code},{},{patients},{old:.6},{deprivation:.3},{closes}", area.short())?;
        }
    }
    Ok(())
}

fn treatments(plan: &Plan, out: &mut dyn Write) -> Written<()> {
    writeln!(
        out,
        "treatment,name,persons_per_1000,months_of_stay,items_per_person_and_month,sd_of_log_area_effects,\
         share_of_areas_that_differ,share_spatial,sd_of_practices,need,need_power,season,growth_per_year,\
         widening_per_year,presentations"
    )?;
    for s in &plan.substances {
        let (need, power) = s.need.words();
        write!(out, "{},{},{:.6},{},{},{:.6},", s.bnf, s.name, s.persons, s.stay, s.items, s.spread)?;
        write!(out, "{},{},{:.6},{need},{power},{},{},", s.differ, s.spatial, s.habit, s.season, s.growth)?;
        writeln!(out, "{},{}", s.widening, s.forms.len())?;
    }
    Ok(())
}

/// The financial years with the number of months of each that are simulated.
fn years(plan: &Plan) -> Vec<String> {
    plan.options.financial_years().iter().map(|(year, _)| format!("{year}/{:02}", (year + 1) % 100)).collect()
}

/// Patients of every area in a financial year, summed over its months as rates of a year have them.
fn patient_months(plan: &Plan, year: usize) -> Vec<f64> {
    let options = &plan.options;
    let first = options.financial_year(0);
    let is_in = |m: &usize| usize::try_from(options.financial_year(*m) - first).unwrap_or(0) == year;
    let months: Vec<usize> = (0..options.months).filter(is_in).collect();
    let of =
        |area: &crate::world::Area| months.iter().map(|m| area.patients(m / 3).iter().sum::<i64>()).sum::<i64>() as f64;
    plan.world.areas.iter().map(of).collect()
}

fn effects(plan: &Plan, made: &Made, out: &mut dyn Write) -> Written<()> {
    writeln!(out, "year,treatment,area,expected_items,items,relative_rate,differs")?;
    let years = years(plan);
    for (y, year) in years.iter().enumerate() {
        let people = patient_months(plan, y);
        for (t, substance) in plan.substances.iter().enumerate() {
            let cell = t * years.len() + y;
            let rate = rate(made, cell, &people);
            for (a, area) in plan.world.areas.iter().enumerate() {
                let (expected, items) = (made.expected[a][cell], made.items[a][cell]);
                let relative = expected / people[a] / rate;
                let differs = u8::from(plan.effects.differs((t, substance), a));
                write!(out, "{year},{},{},{expected:.3},{items},", substance.bnf, area.short())?;
                writeln!(out, "{relative:.6},{differs}")?;
            }
        }
    }
    Ok(())
}

/// The nation's true rate of a substance in a year.
fn rate(made: &Made, cell: usize, people: &[f64]) -> f64 {
    made.expected.iter().map(|area| area[cell]).sum::<f64>() / people.iter().sum::<f64>()
}

/// The weighted squared coefficient of variation of the areas' true rates, by year.
fn variances(plan: &Plan, made: &Made, out: &mut dyn Write) -> Written<()> {
    writeln!(out, "year,treatment,expected_items,items,variance")?;
    let years = years(plan);
    for (y, year) in years.iter().enumerate() {
        let people = patient_months(plan, y);
        let total: f64 = people.iter().sum();
        for (t, substance) in plan.substances.iter().enumerate() {
            let cell = t * years.len() + y;
            let rate = rate(made, cell, &people);
            let of = |(area, people): (&Vec<f64>, &f64)| people / total * (area[cell] / people / rate - 1.0).powi(2);
            let variance: f64 = made.expected.iter().zip(&people).map(of).sum();
            let expected: f64 = made.expected.iter().map(|area| area[cell]).sum();
            let items: i64 = made.items.iter().map(|area| area[cell]).sum();
            writeln!(out, "{year},{},{expected:.3},{items},{variance:.9}", substance.bnf)?;
        }
    }
    Ok(())
}

fn outliers(plan: &Plan, out: &mut dyn Write) -> Written<()> {
    writeln!(out, "treatment,area,factor")?;
    for outlier in &plan.effects.outliers {
        let area = plan.world.areas[outlier.area].short();
        writeln!(out, "{},{area},{:.6}", plan.substances[outlier.substance].bnf, outlier.factor)?;
    }
    Ok(())
}

fn policies(plan: &Plan, out: &mut dyn Write) -> Written<()> {
    writeln!(out, "treatment,area,spending_stops")?;
    for policy in &plan.effects.policies {
        let area = plan.world.areas[policy.area].short();
        let from: Month = plan.options.month(policy.from);
        writeln!(out, "{},{area},{from}", plan.substances[policy.substance].bnf)?;
    }
    Ok(())
}

fn sums(totals: &[(String, Totals)], out: &mut dyn Write) -> Written<()> {
    writeln!(out, "file,figure,value")?;
    for (file, totals) in totals {
        for (what, value) in &totals.0 {
            writeln!(out, "{file},{what},{}", value.to_string().trim_end_matches(".00"))?;
        }
    }
    Ok(())
}
