//! What `indices`, `outliers` and `rates` share: run the study, print its findings in the chosen format.

use crate::cli::{OutputFormat, TableArgs};
use anyhow::{Result, bail};
use unwarranted::core::SliceFindings;
use unwarranted::report::LabelsBy;
use unwarranted::study::{Adjust, Study};

/// One table in each of its formats.
pub(super) struct Render {
    pub(super) table: fn(&[SliceFindings], &LabelsBy, Option<u16>) -> Result<String>,
    pub(super) csv: fn(&[SliceFindings], &LabelsBy) -> Result<String>,
    pub(super) json: fn(&[SliceFindings], &LabelsBy) -> Result<String>,
}

pub(super) fn run(args: &TableArgs, more: impl Fn(Study) -> Result<Study>, render: &Render) -> Result<()> {
    let study = more(args.study.study(&args.words).map_err(anyhow::Error::msg)?)?;
    let outcome = super::watched("reading and analysing", || study.run())?;
    super::warn(&outcome);
    let (findings, labels) = (outcome.selected(), &outcome.labels);
    let text = match args.format {
        OutputFormat::Table => (render.table)(&findings, labels, super::terminal_width())?,
        OutputFormat::Csv => (render.csv)(&findings, labels)?,
        OutputFormat::Json => (render.json)(&findings, labels)?,
    };
    super::print(&text)
}

/// Refuses several confidence levels where there is one interval.
pub(super) fn one_level(study: Study) -> Result<Study> {
    if !study.also.is_empty() {
        bail!("--confidence takes one level here; several at once are for the intervals of rates");
    }
    Ok(study)
}

/// Refuses directly standardised rates where figures are made from O / E.
pub(super) fn for_ratios(study: Study) -> Result<Study> {
    if matches!(study.adjust, Adjust::Direct { .. }) {
        bail!(
            "--standardise direct gives rates, but this command compares observed with expected values; use --standardise \
             indirect, or 'unwarranted rates' and 'unwarranted report'"
        );
    }
    Ok(study)
}
