//! From what is typed to a [`Study`], where one flag serves several of its options.

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
                study.denominator.clone_from(&self.denominator);
                study.sex = study.column_sex.take();
                study.rank_by = study.column_rank.take();
            }
            None => study.column_denominator.clone_from(&self.denominator),
        }
        study.confidence = self.confidence.first().copied();
        study.confidence_also = self.confidence.iter().skip(1).copied().collect();
        Ok(study)
    }
}
