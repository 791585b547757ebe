//! Where figures come from, for commands whose own options have names that a study uses for something else.

use super::study::StudyArgs;
use anyhow::Result;
use clap::Args;
use std::path::PathBuf;
use unwarranted::core::Kind;
use unwarranted::ingest::tidy::Decimal;
use unwarranted::store::assemble::Level;
use unwarranted::study::Study;

const COLUMNS: &str = "Columns of the files";
const STORE: &str = "Store instead of files";

/// Figures by area: which, and in which columns.
#[derive(Debug, Args)]
pub(crate) struct FigureArgs {
    /// Tidy CSV files, one row per area, period and treatment.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Column with the area code.
    #[arg(long, value_name = "COLUMN", help_heading = COLUMNS)]
    area: Option<String>,
    /// Column with the area name.
    #[arg(long, value_name = "COLUMN", help_heading = COLUMNS)]
    name: Option<String>,
    /// Column with the observed events or amount (the numerator).
    #[arg(long, value_name = "COLUMN", help_heading = COLUMNS)]
    observed: Option<String>,
    /// Column with the denominator.
    #[arg(long, value_name = "COLUMN", help_heading = COLUMNS)]
    denominator: Option<String>,
    /// Column with expected values, which rates are then over.
    #[arg(long, value_name = "COLUMN", help_heading = COLUMNS)]
    expected: Option<String>,
    /// Column with the practice, or other unit within the area, where each row is about one; figures are summed by area.
    #[arg(long, value_name = "COLUMN", help_heading = COLUMNS)]
    within: Option<String>,
    /// What is before the decimals of figures: a dot or a comma [default: a dot].
    #[arg(long, value_name = ".|,", help_heading = COLUMNS)]
    decimal: Option<Decimal>,
    /// CSV that says what the measures in the treatment column are, as for the other commands.
    #[arg(long, value_name = "FILE", help_heading = COLUMNS)]
    measures: Option<PathBuf>,
    /// Read from this store, filled by 'unwarranted ingest'.
    #[arg(long, value_name = "DIR", help_heading = STORE)]
    store: Option<PathBuf>,
    /// Treatments of a store by identifier or tag:NAME, several with commas. With files the column with the treatment.
    #[arg(long, value_delimiter = ',', value_name = "ID|COLUMN", help_heading = STORE)]
    treatment: Vec<String>,
    /// Treatments by BNF codes or the beginnings of codes, several with commas.
    #[arg(long, value_name = "CODE", value_parser = super::parse::codes, help_heading = STORE)]
    bnf: Vec<super::parse::Codes>,
    /// What the areas of a store are: practice, ccg (or sub-icb, the same since 2022), area-team,
    /// stp, icb, region, nation, pcn, pct [default: ccg].
    #[arg(long, value_name = "LEVEL", help_heading = STORE)]
    level: Option<Level>,
    /// What is summed from a store: items, quantity, nic or actual-cost [default: items].
    #[arg(long, value_name = "MEASURE", help_heading = STORE)]
    measure: Option<String>,
    /// What the numerator is; by default whole numbers are a count and anything fractional an amount.
    #[arg(long, value_name = "count|amount|share")]
    kind: Option<Kind>,
    /// A period to analyse, such as 2025-12, 2025 or 2019/20, or the name of the period column. May be repeated.
    #[arg(long, value_delimiter = ',', value_name = "PERIOD|COLUMN")]
    period: Vec<String>,
    /// What rates are, such as "items per patient" or "£ per patient".
    #[arg(long, value_name = "TEXT")]
    unit: Option<String>,
}

impl FigureArgs {
    /// The study of these figures.
    ///
    /// # Errors
    /// Those of [`StudyArgs::typed`].
    pub(crate) fn study(&self) -> Result<Study> {
        let study = Study {
            files: self.files.clone(),
            column_area: self.area.clone(),
            column_name: self.name.clone(),
            column_observed: self.observed.clone(),
            column_expected: self.expected.clone(),
            column_within: self.within.clone(),
            decimal: self.decimal,
            measures: self.measures.clone(),
            store: self.store.clone(),
            level: self.level,
            measure: self.measure.clone(),
            kind: self.kind,
            unit: self.unit.clone(),
            ..Study::default()
        };
        StudyArgs::of(study, &self.denominator, &self.treatment, &self.bnf, &self.period).typed_alone()
    }
}
