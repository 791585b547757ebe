//! Figures of a series as they are stored: scores and percentages too, which no rate can be made of.

use super::super::Store;
use super::csv::{guarded, written};
use unwarranted_core::near::did_you_mean;
use unwarranted_core::{Month, Period};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::tables::Dataset;
use unwarranted_ingest::tables::facts::{FactValue, Facts};

const HEADER: [&str; 9] = ["period", "kind", "area", "name", "measure", "unit", "sex", "age", "value"];

impl Store {
    /// The figures of a series as CSV, one row each in the order of period, measure and area: of one measure, or of all. What
    /// the publisher withholds is `suppressed`; no figure is an empty cell.
    ///
    /// # Errors
    /// A series or a measure that the store does not have, and a store that is damaged.
    pub fn figures_csv(&self, series: &str, measure: Option<&str>) -> Result<String, Error> {
        self.while_shared(|| {
            let catalogue = self.catalogue()?;
            let all = catalogue.current(Dataset::Facts);
            let (mut rows, mut ids) = (Vec::new(), Vec::new());
            for (_, table) in all.iter().filter(|(_, t)| t.series == series) {
                let facts = self.facts(table)?;
                let month = Period::parse(&table.month).ok().and_then(Period::first_month);
                rows.extend(figures(&facts, month, measure));
                ids.extend(facts.measures.into_iter().map(|m| m.id));
            }
            match (ids.is_empty(), measure) {
                (true, _) => {
                    let near = did_you_mean(series, all.iter().map(|(_, t)| t.series.as_str()));
                    Err(self.problem(format!("it has no figures of the series '{series}'{near}")))
                }
                (false, Some(wanted)) if !ids.iter().any(|id| id == wanted) => {
                    let near = did_you_mean(wanted, ids.iter().map(String::as_str));
                    Err(self.problem(format!("{series} has no measure '{wanted}'{near}")))
                }
                _ => written(HEADER, rows.into_iter()),
            }
        })
    }
}

fn figures(facts: &Facts, month: Option<Month>, measure: Option<&str>) -> Vec<[String; 9]> {
    let period = month.and_then(|m| Period::span(m, facts.months).or(Some(Period::Month(m))));
    let period = period.map_or(String::new(), |p| p.to_string());
    let wanted = |at: usize| measure.is_none_or(|id| facts.measures[at].id == id);
    let row = |row: &unwarranted_ingest::tables::facts::FactRow| {
        let (area, measure) = (&facts.areas[row.area], &facts.measures[row.measure]);
        let value = match row.value {
            FactValue::Exact(fixed) => fixed.to_string(),
            FactValue::Number(number) => number.to_string(),
            FactValue::Suppressed => "suppressed".to_owned(),
            FactValue::TooSmall => "too-small".to_owned(),
            FactValue::NotReported => String::new(),
        };
        [
            period.clone(),
            area.kind.word().to_owned(),
            guarded(&area.code),
            guarded(&area.name),
            measure.id.clone(),
            measure.unit.word().to_owned(),
            row.sex.clone(),
            guarded(&row.age),
            value,
        ]
    };
    facts.rows.iter().filter(|r| wanted(r.measure)).map(row).collect()
}
