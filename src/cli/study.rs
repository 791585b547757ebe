//! From what is typed to a [`Study`], where one flag serves several of its options.

use super::parse::Codes;
use anyhow::{Result, bail};
use clap::Args;
use unwarranted::core::Period;
use unwarranted::study::Study;

/// Where the numbers come from, how they are cut and analysed, in which words.
#[derive(Debug, Args)]
pub(crate) struct StudyArgs {
    #[command(flatten)]
    study: Study,
    /// Column with the denominator. With `facts` a measure of the series (registered-patients, weighted-patients), or
    /// 'population' for the store's extracts of registered patients [default there: registered-patients].
    #[arg(long, value_name = "COLUMN", help_heading = "Columns of the files")]
    denominator: Option<String>,
    /// Treatments of a store: identifiers that 'unwarranted treatment list' shows, tag:NAME, or files of your own (.toml),
    /// several with commas. With files the column with the treatment (measure).
    #[arg(long, value_delimiter = ',', value_name = "ID|COLUMN", help_heading = "Store instead of files")]
    treatment: Vec<String>,
    /// Treatments by BNF codes or the beginnings of codes (0501 is antibacterial drugs), several with commas. '+' adds codes
    /// to a treatment, '-' leaves codes out, '~' takes products by the last two characters of their codes (0205040D0~AQ,AR),
    /// and '/' makes it a share of others: 0501013K0+050102/0501-0501100.
    #[arg(long, value_name = "CODE", value_parser = super::parse::codes, help_heading = "Store instead of files")]
    bnf: Vec<Codes>,
    /// A period to analyse, such as 2025-12, 2025 or 2019/20, or the name of the period column. May be repeated.
    #[arg(long, value_delimiter = ',', value_name = "PERIOD|COLUMN", help_heading = "Analysis")]
    period: Vec<String>,
    /// Confidence of the intervals. Rates take several, such as 0.95,0.998; 'lower' and 'upper' hold the first.
    #[arg(long, value_delimiter = ',', value_name = "P", allow_negative_numbers = true, help_heading = "Analysis")]
    confidence: Vec<f64>,
}

impl StudyArgs {
    /// The study that these arguments describe.
    ///
    /// # Errors
    /// Two texts of `--period` that are no periods, or one with a store.
    pub(crate) fn study(&self) -> Result<Study> {
        let mut study = self.study.clone();
        for text in &self.period {
            match (Period::parse(text), &study.column_period, &study.store) {
                (Ok(period), ..) => study.period.push(period),
                (Err(_), _, Some(_)) => bail!("--period: '{text}' is not a period; a store has no columns to choose"),
                (Err(_), None, None) => study.column_period = Some(text.clone()),
                (Err(_), Some(first), None) => {
                    bail!("--period names two columns, '{first}' and '{text}'; give one, or periods such as 2025-12")
                }
            }
        }
        match &study.store {
            Some(_) => {
                study.treatment.clone_from(&self.treatment);
                study.denominator.clone_from(&self.denominator);
                study.sex = study.column_sex.take();
                study.rank_by = study.column_rank.take();
            }
            None => {
                study.column_denominator.clone_from(&self.denominator);
                match self.treatment.as_slice() {
                    [] => {}
                    [column] => study.column_treatment = Some(column.clone()),
                    _ => bail!("--treatment takes several treatments with --store; for files it names one column"),
                }
            }
        }
        study.bnf = self.bnf.iter().flat_map(|codes| codes.0.clone()).collect();
        study.confidence = self.confidence.first().copied();
        study.confidence_also = self.confidence.iter().skip(1).copied().collect();
        Ok(study)
    }
}
