//! Memberships that cannot be: days before any record, and areas before or after there were any of their kind.

use crate::geography::Level;
use crate::geography::{Membership, Register};
use unwarranted_ingest::values::day::Day;

pub(super) const TRUSTS_CLOSED: &str =
    "primary care trusts closed in March 2013; choose months up to then, or `level ccg`";

/// # Errors
/// What is wrong with the day or the level, and which days or levels are possible.
pub(super) fn check(level: Level, membership: Membership, register: &Register) -> Result<(), String> {
    let day = match membership {
        Membership::Recorded => return Ok(()),
        // What the latest record calls its areas is taken as it is, unless they closed before it.
        Membership::Current => return register.latest().map_or(Ok(()), |m| open(level, Day::first_of(m), true)),
        Membership::On(day) => day,
    };
    open(level, day, false)?;
    match register.earliest() {
        Some(first) if day < Day::first_of(first) => Err(format!(
            "`membership` {day}: the store's first record of which practice belongs where is from {first}; choose a day from \
             {} on, or 'current'",
            Day::first_of(first)
        )),
        _ => Ok(()),
    }
}

/// Whether there were areas of the level on the day.
fn open(level: Level, day: Day, current: bool) -> Result<(), String> {
    let (first, last) = level.lifetime();
    let when = if current { format!("current ({day} by the latest record)") } else { day.to_string() };
    if let Some(first) = first.filter(|first| day < *first && !current) {
        let instead = if level == Level::Icb { "stp" } else { "area-team" };
        return Err(format!(
            "`membership` {when}: there was no {} before {first}; choose a day from then on, or `level {instead}`",
            level.word()
        ));
    }
    match last.filter(|last| *last < day) {
        Some(last) => {
            let instead = if level == Level::Pct { "ccg" } else { "icb" };
            Err(format!(
                "`membership` {when}: there is no {} after {last}; choose a day up to then, or `level {instead}`",
                level.word()
            ))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geography::{Home, Lifetimes, Lineage, OnsCodes, Sighting};
    use unwarranted_core::Month;
    use unwarranted_ingest::tables::Org;

    fn register() -> Register {
        let mut register = Register::default();
        for year in [2014, 2024] {
            let org = Org { pco: "00C".into(), ..Org::default() };
            let month = Month::new(year, 4).unwrap();
            register.add("A1", Sighting { month, org, middle: None, pcn: String::new(), pcn_name: String::new() });
        }
        register
    }

    #[test]
    fn a_level_or_a_day_that_cannot_be_is_refused_with_those_that_can() {
        let error = |level, membership: &str| check(level, membership.parse().unwrap(), &register()).unwrap_err();
        assert!(
            error(Level::Ccg, "1999-01-01").contains("is from 2014-04; choose a day from 2014-04-01 on, or 'current'")
        );
        assert!(
            error(Level::Pct, "2021-04-01")
                .contains("no pct after 2013-03-31; choose a day up to then, or `level ccg`")
        );
        assert!(
            error(Level::Icb, "2021-04-01")
                .contains("no icb before 2022-07-01; choose a day from then on, or `level stp`")
        );
        assert!(error(Level::Stp, "2015-04-01").contains("`level area-team`"));
        assert!(
            error(Level::Stp, "current")
                .contains("current (2024-04-01 by the latest record): there is no stp after 2022-06-30")
        );
        for (level, day) in [
            (Level::Ccg, "2031-01-01"),
            (Level::Icb, "current"),
            (Level::Stp, "2022-06-30"),
            (Level::Icb, "2022-07-01"),
        ] {
            assert_eq!(check(level, day.parse().unwrap(), &register()), Ok(()));
        }
    }

    #[test]
    fn a_ccg_is_not_a_trust_of_the_years_before() {
        let (lineage, ons) = (Lineage::built_in().unwrap(), OnsCodes::built_in().unwrap());
        let (lives, register) = (Lifetimes { lineage, ons }, register());
        let on = |day| register.home(lives, "A1", Day::parse(day).unwrap());
        assert_eq!((on("2013-03-31"), on("2013-04-01")), (Home::Unknown, Home::In("00C")));
    }
}
