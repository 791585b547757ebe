//! Reports of areas assessed against criteria.

use super::PNG_SCALE;
use crate::commands::folder::Made;
use anyhow::Result;
use std::collections::BTreeMap;
use unwarranted::core::criteria::Verdict;
use unwarranted::core::rates::RateUnit;
use unwarranted::ingest::values::codes::is_synthetic;
use unwarranted::plot::numbers::count;
use unwarranted::plot::{Drawing, Labels, MatrixSubject, matrix, png};
use unwarranted::report::{self, LabelsBy, MatrixPage, Report, tables};
use unwarranted::study::{Assessing, Coding, PROGRAM, Study, Task};

/// Runs a study of criteria and makes its report; `when` is the time to be stated.
pub(super) fn made(study: &Study, when: &str) -> Result<Made> {
    let found = crate::commands::watched("reading", || Ok(study.assess()?))?;
    let labels = labels(study, &found);
    let by: LabelsBy = BTreeMap::from([("".into(), labels.clone())]);
    let mut manifest = Made::manifest(study, Task::Report, when);
    manifest.inputs.clone_from(&found.inputs);
    let map = map(&found, &labels);
    let whole = Report::bare(&by, manifest);
    let page = report::matrix_page(&MatrixPage {
        table: &found.table,
        criteria: &found.criteria,
        areas: &found.areas,
        agreement: found.agreement,
        names: &found.names,
        target: found.target,
        missing: found.missing,
        confidence: found.confidence,
        map: &map,
        report: &whole,
        labels: &labels,
    })?;
    let files = files(&found, page, &map, &study.coding())?;
    Made { files, manifest: whole.manifest, page: "report.html".to_owned() }.with_study(study, Task::Report)
}

/// Path inside the folder and content of each file.
fn files(found: &Assessing, page: String, map: &Drawing, coding: &Coding) -> Result<Vec<(String, Vec<u8>)>> {
    Ok(vec![
        ("report.html".to_owned(), page.into_bytes()),
        ("criteria.csv".to_owned(), tables::criteria_csv(&found.criteria)?.into_bytes()),
        ("areas.csv".to_owned(), coding.csv(&tables::assessed_areas_csv(&found.areas, &found.names)?)?.into_bytes()),
        ("actions.csv".to_owned(), coding.csv(&tables::actions_csv(&found.table, &found.names)?)?.into_bytes()),
        ("matrix.csv".to_owned(), coding.csv(&tables::drawn_csv(&map.data)?)?.into_bytes()),
        ("charts/matrix.svg".to_owned(), map.svg.clone().into_bytes()),
        ("charts/matrix.png".to_owned(), png(&map.svg, PNG_SCALE)?),
    ])
}

/// The map of areas by criteria.
fn map(found: &Assessing, labels: &Labels) -> Drawing {
    let (criteria, areas) = orders(found);
    let failed: Vec<Vec<Option<bool>>> = criteria
        .iter()
        .map(|j| areas.iter().map(|i| found.table.verdicts[*i][*j].map(|v| v == Verdict::Failed)).collect())
        .collect();
    let criterion_names: Vec<String> = criteria.iter().map(|j| found.criteria[*j].criterion.to_string()).collect();
    let area_names: Vec<String> = areas.iter().map(|i| found.areas[*i].area.to_string()).collect();
    matrix(&MatrixSubject {
        labels,
        criteria: &criterion_names,
        areas: &area_names,
        failed: &failed,
        headline: &headline(found, labels),
    })
}

fn labels(study: &Study, found: &Assessing) -> Labels {
    let names: Vec<&str> = found.inputs.iter().map(|input| &*input.name).collect();
    Labels {
        measure: study.title.clone().unwrap_or_else(|| "Criteria".to_owned()),
        unit: RateUnit::given(""),
        areas: study.areas.clone().unwrap_or_default(),
        membership: None,
        source: study.source.clone().unwrap_or_else(|| format!("Source: {}", names.join(", "))),
        program: PROGRAM.to_owned(),
        synthetic: found.names.values().any(|name| is_synthetic(name)),
        polarity: None,
    }
}

/// Criteria by the share that fails, areas by the number that they fail; both from the most.
fn orders(found: &Assessing) -> (Vec<usize>, Vec<usize>) {
    let mut criteria: Vec<usize> = (0..found.criteria.len()).collect();
    criteria.sort_by(|a, b| found.criteria[*a].rank.total_cmp(&found.criteria[*b].rank).then(a.cmp(b)));
    let mut areas: Vec<usize> = (0..found.areas.len()).collect();
    areas.sort_by(|a, b| found.areas[*b].failed.cmp(&found.areas[*a].failed).then(a.cmp(b)));
    (criteria, areas)
}

fn headline(found: &Assessing, labels: &Labels) -> String {
    let none = found.areas.iter().filter(|a| a.failed == 0).count();
    let most = found.areas.iter().map(|a| a.failed).max().unwrap_or(0);
    let areas = labels.areas_counted(found.areas.len());
    let without = match none {
        0 => format!("Each of {areas} fails a criterion"),
        1 => format!("One of {areas} fails no criterion"),
        n => format!("{} of {areas} fail no criterion", count(n)),
    };
    format!("{without}; the most that an area fails is {}", count(most))
}
