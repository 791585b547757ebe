//! How much of the country the areas of a query hold: practices that belong to no known area are set aside, and many of them
//! make figures of a part look like figures of the whole.
//!
//! Practices are weighed by their patients (the denominator of the table, for tables of facts), or counted where none are
//! known. Levels where a practice need not belong to an area are not judged: networks, which practices may join, and groups
//! of the user, which may cover a part. Practices without a figure are another matter, and noted elsewhere.

use super::words::{NAMED, largest};
use crate::geography::Level;
use std::collections::BTreeMap;
use unwarranted_core::Period;

/// More per cent than this set aside is a warning.
pub const WARNED_ABOVE: f64 = 5.0;
/// More per cent than this set aside is refused, unless the user allows it.
pub const REFUSED_ABOVE: f64 = 20.0;

/// The practices of one period.
#[derive(Debug, Clone, Default)]
pub(super) struct Coverage {
    practices: usize,
    people: f64,
    /// The people of practices in no known area.
    aside: BTreeMap<String, f64>,
}

impl Coverage {
    /// Adds a practice with its people; without an area it is set aside.
    pub(super) fn add(&mut self, practice: &str, people: f64, placed: bool) {
        self.practices += 1;
        self.people += people.max(0.0);
        if !placed {
            *self.aside.entry(practice.to_owned()).or_default() += people.max(0.0);
        }
    }

    /// Per cent of the people, or of the practices where no people are known, that are set aside.
    fn per_cent(&self) -> f64 {
        let (aside, all) = if self.people > 0.0 {
            (self.aside.values().sum(), self.people)
        } else {
            (self.aside.len() as f64, self.practices as f64)
        };
        if all > 0.0 { 100.0 * aside / all } else { 0.0 }
    }

    /// "practices with 11.8 % of the registered patients".
    fn share(&self, people: &str) -> String {
        let per_cent = self.per_cent();
        if self.people > 0.0 {
            format!("practices with {per_cent:.1} % of the {people}")
        } else {
            format!("{per_cent:.1} % of the practices")
        }
    }

    fn named(&self) -> String {
        #[allow(clippy::cast_possible_truncation, reason = "people of one practice")]
        let sums = self.aside.iter().map(|(code, people)| (code.as_str(), people.round() as i64)).collect();
        largest(&sums)
    }
}

/// What a query says of its areas in messages.
pub(super) struct Asked<'a> {
    pub(super) level: Level,
    /// "CCG".
    pub(super) area: &'a str,
    /// Whom practices are weighed by: "registered patients".
    pub(super) people: &'a str,
    /// More than [`REFUSED_ABOVE`] may be set aside.
    pub(super) allow: bool,
}

/// A warning where the worst period has more than [`WARNED_ABOVE`] per cent set aside.
///
/// # Errors
/// More than [`REFUSED_ABOVE`] per cent, where that was not allowed.
pub(super) fn judge<'a>(
    periods: impl Iterator<Item = (Period, &'a Coverage)>,
    asked: &Asked<'_>,
) -> Result<Option<String>, String> {
    let judged = !matches!(asked.level, Level::Practice | Level::Pcn | Level::Group);
    let worst = periods.filter(|_| judged).max_by(|(_, a), (_, b)| a.per_cent().total_cmp(&b.per_cent()));
    let Some((period, worst)) = worst.filter(|(_, c)| c.per_cent() > WARNED_ABOVE) else { return Ok(None) };
    let says = format!(
        "{} in {period} belong to no known {} and are set aside ({}{})",
        worst.share(asked.people),
        asked.area,
        if worst.aside.len() > NAMED { "the largest: " } else { "" },
        worst.named().trim_end_matches(" and others")
    );
    if worst.per_cent() > REFUSED_ABOVE && !asked.allow {
        return Err(format!(
            "{says}; the figures would be those of a part of the country. Ingest files that say where these practices \
             belonged, choose another `membership` or `level`, or accept the gap with `allow-missing`"
        ));
    }
    let says = unwarranted_core::text::capitalised(&says);
    Ok(Some(format!("{says}. The figures are those of the other practices.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(people: &[(f64, bool)]) -> Coverage {
        let mut coverage = Coverage::default();
        for (i, (people, placed)) in people.iter().enumerate() {
            coverage.add(&format!("A{i}"), *people, *placed);
        }
        coverage
    }

    fn judged(people: &[(f64, bool)], level: Level, allow: bool) -> Result<Option<String>, String> {
        let coverage = of(people);
        let asked = Asked { level, area: "CCG", people: "registered patients", allow };
        judge([(Period::parse("2019-09").unwrap(), &coverage)].into_iter(), &asked)
    }

    #[test]
    fn five_and_twenty_per_cent_of_the_patients_are_the_limits() {
        let ccg = |aside: f64, allow| judged(&[(100.0 - aside, true), (aside, false)], Level::Ccg, allow);
        assert_eq!(ccg(5.0, false), Ok(None));
        let warned = ccg(20.0, false).unwrap().unwrap();
        assert_eq!(
            warned,
            "Practices with 20.0 % of the registered patients in 2019-09 belong to no known CCG and are set aside (A1). The \
             figures are those of the other practices."
        );
        let refused = ccg(20.5, false).unwrap_err();
        assert!(refused.starts_with("practices with 20.5 %") && refused.contains("`allow-missing`"), "{refused}");
        assert!(ccg(90.0, true).unwrap().is_some());
    }

    #[test]
    fn without_people_practices_are_counted_and_some_levels_are_not_judged() {
        let practices = [(0.0, true), (0.0, true), (0.0, false)];
        assert!(judged(&practices, Level::Icb, false).unwrap_err().starts_with("33.3 % of the practices in 2019-09"));
        for level in [Level::Pcn, Level::Group, Level::Practice] {
            assert_eq!(judged(&practices, level, false), Ok(None));
        }
        assert_eq!(judged(&[], Level::Ccg, false), Ok(None));
    }
}
