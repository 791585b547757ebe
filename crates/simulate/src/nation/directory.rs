//! Organisations: practices, the areas they are in, and what these lie in.

use super::Plan;
use super::made::Totals;
use crate::world::{REGIONS, region_code, region_name};
use std::io::{Result as Written, Write};
use unwarranted_core::Month;

/// The day on which everything opened, as the publisher writes days.
const OPENED: &str = "20130401";

/// The day before a month begins.
fn last_day_before(month: Month) -> String {
    let before = month.plus(-1);
    let (year, number) = (before.year(), before.month());
    let days = match number {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    format!("{year:04}{number:02}{days}")
}

/// Practices (`epraccur`): 27 columns without a header.
pub(super) fn practices(plan: &Plan, _: usize, out: &mut dyn Write, totals: &mut Totals) -> Written<()> {
    for area in &plan.world.areas {
        let team = plan.world.team(area);
        for practice in &area.practices {
            let closed = practice.closes.map(|m| last_day_before(plan.options.month(m))).unwrap_or_default();
            let status = if closed.is_empty() { "A" } else { "C" };
            let (code, name, region, group) = (&practice.code, &practice.name, team.region_code(), area.short());
            write!(out, "\"{code}\",\"{name}\",\"{region}\",\"{}\",\"\",\"\",\"\",\"\",\"\",\"\",", team.code)?;
            write!(out, "\"{OPENED}\",\"{closed}\",\"{status}\",\"B\",\"{group}\",\"{OPENED}\",\"{closed}\",\"\",")?;
            write!(out, "\"\",\"\",\"\",\"0\",\"\",\"{group}\",\"\",\"4\",\"\"\r\n")?;
            totals.count("rows", 1);
        }
    }
    Ok(())
}

/// Areas, the teams they are in, and regions (`eccg`): the same columns.
pub(super) fn commissioners(plan: &Plan, _: usize, out: &mut dyn Write, totals: &mut Totals) -> Written<()> {
    let mut row = |code: &str, name: &str, region: &str, team: &str, kind: &str| {
        totals.count("rows", 1);
        write!(out, "\"{code}\",\"{name}\",\"{region}\",\"{team}\",\"\",\"\",\"\",\"\",\"\",\"\",")?;
        write!(out, "\"{OPENED}\",\"\",\"A\",\"{kind}\",{}\"0\",\"\",\"\",\"\",\"\",\"\"\r\n", "\"\",".repeat(7))
    };
    for area in &plan.world.areas {
        let team = plan.world.team(area);
        row(area.short(), &area.name, &team.region_code(), &team.code, "C")?;
    }
    for team in &plan.world.teams {
        row(&team.code, &format!("SYNTHETIC {}", team.name), &team.region_code(), "", "S")?;
    }
    (0..REGIONS.len()).try_for_each(|region| row(&region_code(region), &region_name(region), "", "", ""))
}

/// Codes of the Office for National Statistics beside those of prescribing, and the region of every area.
pub(super) fn lookup(plan: &Plan, _: usize, out: &mut dyn Write, totals: &mut Totals) -> Written<()> {
    let year = plan.options.financial_year(0) % 100;
    let columns = ["CCG", "NHSER"].map(|kind| ["CD", "CDH", "NM"].map(|what| format!("{kind}{year:02}{what}")));
    writeln!(out, "FID,{}", columns.concat().join(","))?;
    for (number, area) in plan.world.areas.iter().enumerate() {
        let region = plan.world.team(area).region;
        write!(out, "{},{},{},{},", number + 1, area.ons, area.short(), area.name)?;
        writeln!(out, "E40{:06},{},{}", 900_000 + region, region_code(region), region_name(region))?;
        totals.count("rows", 1);
    }
    Ok(())
}
