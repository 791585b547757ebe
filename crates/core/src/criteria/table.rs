//! Assessments as a table of areas and criteria.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What an assessor found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Assessed {
    /// Met or not.
    Met(bool),
    /// A level, higher being better.
    Level(f64),
}

/// One assessor's finding about one area and criterion.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// Code of the area.
    pub area: Arc<str>,
    /// The criterion.
    pub criterion: Arc<str>,
    /// The group that the criterion belongs to; `None` where none is given.
    pub domain: Option<Arc<str>>,
    /// What was found.
    pub assessed: Assessed,
    /// Who found it; `None` where nobody is named.
    pub assessor: Option<Arc<str>>,
    /// When, as the input writes it in the order of time; `None` without a date.
    pub date: Option<Arc<str>>,
}

/// What the assessors of one area and criterion found together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// More than half of them found it met.
    Met,
    /// At least half of them found that it is not.
    Failed,
}

/// What each assessor found about one area and criterion.
pub type Cell = Vec<(Option<Arc<str>>, Assessed)>;

/// A criterion and its domain.
pub type Criterion = (Arc<str>, Option<Arc<str>>);

/// Areas by criteria.
#[derive(Debug, Clone, PartialEq)]
pub struct Criteria {
    /// The areas, in the order of their codes.
    pub areas: Vec<Arc<str>>,
    /// The criteria with their domains, in the order of domain and name.
    pub criteria: Vec<Criterion>,
    /// Verdicts by area and criterion; `None` where nobody assessed it.
    pub verdicts: Vec<Vec<Option<Verdict>>>,
    /// Findings of each area and criterion, the latest of each assessor.
    pub findings: Vec<Vec<Cell>>,
    /// Findings of an earlier date that a later one of the same assessor replaces.
    pub replaced: usize,
    /// Verdicts in which as many assessors found the criterion met as not; they count as failed.
    pub ties: usize,
}

impl Criteria {
    /// Sorts assessments into a table. A level is met from `target` on.
    ///
    /// # Errors
    /// Two findings of one assessor (or of nobody named) about one area and criterion on the same day; a criterion in two domains;
    /// the message says which.
    pub fn of(assessments: &[Assessment], target: f64) -> Result<Self, String> {
        let areas: Vec<Arc<str>> =
            assessments.iter().map(|a| &a.area).collect::<BTreeSet<_>>().into_iter().cloned().collect();
        let criteria = criteria(assessments)?;
        let row: BTreeMap<&str, usize> = areas.iter().enumerate().map(|(i, a)| (&**a, i)).collect();
        let column: BTreeMap<&str, usize> = criteria.iter().enumerate().map(|(i, (c, _))| (&**c, i)).collect();
        let mut latest: BTreeMap<(usize, usize, Option<&str>), &Assessment> = BTreeMap::new();
        let mut replaced = 0;
        for one in assessments {
            let key = (row[&*one.area], column[&*one.criterion], one.assessor.as_deref());
            let Some(before) = latest.insert(key, one) else { continue };
            replaced += 1;
            if before.date == one.date {
                return Err(twice(one));
            }
            if before.date > one.date {
                latest.insert(key, before);
            }
        }
        let mut findings = vec![vec![Vec::new(); criteria.len()]; areas.len()];
        for ((i, j, _), one) in latest {
            findings[i][j].push((one.assessor.clone(), one.assessed));
        }
        let mut ties = 0;
        let mut verdict = |cell: &Cell| {
            let met = cell.iter().filter(|(_, found)| is_met(*found, target)).count();
            ties += usize::from(!cell.is_empty() && met * 2 == cell.len());
            (!cell.is_empty()).then(|| if met * 2 > cell.len() { Verdict::Met } else { Verdict::Failed })
        };
        let verdicts = findings.iter().map(|row| row.iter().map(&mut verdict).collect()).collect();
        Ok(Self { areas, criteria, verdicts, findings, replaced, ties })
    }
}

/// Whether a finding meets its criterion.
fn is_met(found: Assessed, target: f64) -> bool {
    match found {
        Assessed::Met(met) => met,
        Assessed::Level(level) => level >= target,
    }
}

fn twice(one: &Assessment) -> String {
    let by = one.assessor.as_ref().map_or_else(String::new, |a| format!(" by {a}"));
    format!("area {}, criterion '{}' has two findings{by} of one date; expected one", one.area, one.criterion)
}

fn criteria(assessments: &[Assessment]) -> Result<Vec<Criterion>, String> {
    let mut domains: BTreeMap<&Arc<str>, &Option<Arc<str>>> = BTreeMap::new();
    for one in assessments {
        if domains.insert(&one.criterion, &one.domain).is_some_and(|before| *before != one.domain) {
            return Err(format!("criterion '{}' is in two domains; expected one", one.criterion));
        }
    }
    let mut all: Vec<_> = domains.into_iter().map(|(c, d)| (Arc::clone(c), d.clone())).collect();
    all.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    Ok(all)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::criteria) fn one(
        area: &str,
        criterion: &str,
        met: bool,
        by: Option<&str>,
        date: Option<&str>,
    ) -> Assessment {
        Assessment {
            area: area.into(),
            criterion: criterion.into(),
            domain: None,
            assessed: Assessed::Met(met),
            assessor: by.map(Into::into),
            date: date.map(Into::into),
        }
    }

    #[test]
    fn later_findings_replace_earlier_ones_and_half_is_not_enough() {
        let rows = [
            one("A", "x", false, Some("p"), Some("2013-01")),
            one("A", "x", true, Some("p"), Some("2013-03")),
            one("A", "x", true, Some("p"), Some("2013-02")),
            one("B", "x", true, Some("p"), None),
            one("B", "x", false, Some("q"), None),
            one("B", "y", true, None, None),
        ];
        let table = Criteria::of(&rows, 1.0).unwrap();
        assert_eq!((table.replaced, table.ties), (2, 1));
        assert_eq!(table.verdicts[0], [Some(Verdict::Met), None], "nobody assessed y in A");
        assert_eq!(table.verdicts[1], [Some(Verdict::Failed), Some(Verdict::Met)]);
    }

    #[test]
    fn two_findings_of_one_day_and_two_domains_are_refused() {
        let rows = [one("A", "x", false, None, None), one("A", "x", true, None, None)];
        assert!(Criteria::of(&rows, 1.0).unwrap_err().contains("two findings of one date"));
        let mut rows = [one("A", "x", false, None, None), one("B", "x", true, None, None)];
        rows[0].domain = Some("finance".into());
        assert!(Criteria::of(&rows, 1.0).unwrap_err().contains("two domains"));
    }

    #[test]
    fn a_level_is_met_from_the_target_on() {
        let level =
            |area: &str, level| Assessment { assessed: Assessed::Level(level), ..one(area, "x", true, None, None) };
        let table = Criteria::of(&[level("A", 1.0), level("B", 2.0)], 2.0).unwrap();
        assert_eq!(table.verdicts, [[Some(Verdict::Failed)], [Some(Verdict::Met)]]);
    }
}
