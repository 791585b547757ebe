//! Areas assessed against criteria as CSV.

use super::delimited::{number, text, write};
use crate::error::Error;
use std::collections::BTreeMap;
use std::sync::Arc;
use unwarranted_core::criteria::{AreaResult, Assessed, Criteria, CriterionResult, Verdict};

/// Every criterion: failures, share and place with intervals.
///
/// # Errors
/// [`Error::Table`], a defect of this program; so for the other tables.
pub fn criteria_csv(criteria: &[CriterionResult]) -> Result<String, Error> {
    let header = [
        "criterion",
        "domain",
        "failed",
        "assessed",
        "share",
        "lower",
        "upper",
        "rank",
        "rank_lower",
        "rank_upper",
        "level_sd",
    ];
    let row = |c: &CriterionResult| {
        let share = (c.assessed > 0).then(|| c.failed as f64 / c.assessed as f64);
        vec![
            text(&c.criterion),
            text(c.domain.as_deref().unwrap_or("")),
            c.failed.to_string(),
            c.assessed.to_string(),
            number(share),
            number(Some(c.interval[0])),
            number(Some(c.interval[1])),
            number(Some(c.rank)),
            number(Some(c.rank_interval[0])),
            number(Some(c.rank_interval[1])),
            number(c.spread),
        ]
    };
    write(header.map(str::to_owned), criteria.iter().map(row))
}

/// Every area: failures, those expected, p and q.
///
/// # Errors
/// As [`criteria_csv`].
pub fn assessed_areas_csv(areas: &[AreaResult], names: &BTreeMap<Arc<str>, Arc<str>>) -> Result<String, Error> {
    let header = ["area", "name", "failed", "assessed", "expected", "p", "q"].map(str::to_owned);
    let name = |code: &Arc<str>| names.get(code).map_or_else(String::new, |name| text(name));
    let row = |a: &AreaResult| {
        let counts = [a.failed.to_string(), a.assessed.to_string()];
        let [failed, assessed] = counts;
        vec![text(&a.area), name(&a.area), failed, assessed, number(Some(a.expected)), number(a.p), number(a.q)]
    };
    write(header, areas.iter().map(row))
}

/// Every failure: area, criterion, domain, and what each assessor found.
///
/// # Errors
/// As [`criteria_csv`].
pub fn actions_csv(table: &Criteria, names: &BTreeMap<Arc<str>, Arc<str>>) -> Result<String, Error> {
    let header = ["area", "name", "criterion", "domain", "found"].map(str::to_owned);
    let mut rows = Vec::new();
    for (i, area) in table.areas.iter().enumerate() {
        for (j, (criterion, domain)) in table.criteria.iter().enumerate() {
            if table.verdicts[i][j] != Some(Verdict::Failed) {
                continue;
            }
            let found: Vec<String> =
                table.findings[i][j].iter().map(|(by, found)| told(by.as_deref(), *found)).collect();
            rows.push(vec![
                text(area),
                names.get(area).map_or_else(String::new, |name| text(name)),
                text(criterion),
                text(domain.as_deref().unwrap_or("")),
                text(&found.join("; ")),
            ]);
        }
    }
    write(header, rows)
}

fn told(by: Option<&str>, found: Assessed) -> String {
    let found = match found {
        Assessed::Met(true) => "met".to_owned(),
        Assessed::Met(false) => "not met".to_owned(),
        Assessed::Level(level) => format!("level {level}"),
    };
    by.map_or(found.clone(), |by| format!("{by}: {found}"))
}
