//! From what is typed to a [`Study`], where one flag serves several of its options, and the file of a study beside it.

use super::parse::Codes;
use anyhow::{Result, anyhow, bail};
use clap::Args;
use std::path::PathBuf;
use unwarranted::core::Period;
use unwarranted::study::file::{Overridden, StudyFile};
use unwarranted::study::{Error, Study, Task};

/// Where the numbers come from, how they are cut and analysed, in which words.
#[derive(Debug, Args)]
pub(crate) struct StudyArgs {
    #[command(flatten)]
    study: Study,
    /// File of a study (study.toml), as 'unwarranted init' and every output folder write it. Options beside it come before
    /// those in it.
    #[arg(long = "study", value_name = "FILE")]
    file: Option<PathBuf>,
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

/// The study of a command, and the file that it comes from.
#[derive(Debug)]
pub(crate) struct Given {
    pub(crate) study: Study,
    file: Option<StudyFile>,
    task: Task,
    overridden: Vec<Overridden>,
}

impl Given {
    /// Does something with the study; what is wrong with an option of the file has its line.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&Study) -> Result<T>) -> Result<T> {
        work(&self.study).map_err(|error| self.located(error))
    }

    /// The folder that the file says, where it says one.
    pub(crate) fn out(&self) -> Option<PathBuf> {
        self.file.as_ref()?.out(self.task)
    }

    /// What to say of options that are in the file too.
    pub(crate) fn overrides(&self) -> Option<String> {
        let file = self.file.as_ref().filter(|_| !self.overridden.is_empty())?.path().display();
        let (same, other): (Vec<&Overridden>, Vec<_>) = self.overridden.iter().partition(|gone| gone.key == gone.by);
        let same: Vec<String> = same.iter().map(|gone| format!("`{}`", gone.key)).collect();
        let same = (!same.is_empty()).then(|| format!("{} overrides what {file} says", same.join(", ")));
        // In a file options have their keys.
        let other = other.iter().map(|gone| format!("`{}` takes the place of '{}' in {file}", gone.by, gone.key));
        Some(same.into_iter().chain(other).collect::<Vec<_>>().join("; "))
    }

    fn located(&self, error: anyhow::Error) -> anyhow::Error {
        let key = error.downcast_ref::<Error>().and_then(Error::key);
        let line =
            |file: &StudyFile| file.line(key?).filter(|_| !self.overridden.iter().any(|gone| Some(gone.by) == key));
        match self.file.as_ref().and_then(|file| Some((file, line(file)?))) {
            // In a file options have their keys.
            Some((file, line)) => {
                anyhow!("{}, line {line}: {}", file.path().display(), format!("{error:#}").replace('`', "'"))
            }
            None => error,
        }
    }
}

impl StudyArgs {
    /// What was typed as these texts for a study, without a file.
    pub(super) fn of(
        study: Study,
        denominator: &Option<String>,
        treatment: &[String],
        bnf: &[Codes],
        period: &[String],
    ) -> Self {
        Self {
            study,
            file: None,
            denominator: denominator.clone(),
            treatment: treatment.to_vec(),
            bnf: bnf.to_vec(),
            period: period.to_vec(),
            confidence: Vec::new(),
        }
    }

    /// The study that these arguments and the file among them describe.
    ///
    /// # Errors
    /// A file that is not for this task or that cannot be used, and those of [`Self::typed`].
    pub(crate) fn given(&self, task: Task) -> Result<Given> {
        let Some(path) = &self.file else {
            let study = self.typed_alone()?;
            return Ok(Given { study, file: None, task, overridden: Vec::new() });
        };
        let file = StudyFile::read(path)?;
        let flags = self.typed(self.study.store.is_some() || file.options().store.is_some())?;
        let (study, overridden) = file.study(task, &flags)?;
        Ok(Given { study, file: Some(file), task, overridden })
    }

    /// Whether nothing was typed.
    pub(crate) fn is_empty(&self) -> bool {
        self.typed_alone().is_ok_and(|study| study == Study::default())
    }

    /// What was typed of how figures are shown, without a file.
    pub(crate) fn displayed(&self) -> Study {
        let (confidence, also) =
            self.confidence.split_first().map_or((None, &[][..]), |(first, also)| (Some(*first), also));
        Study { confidence, confidence_also: also.to_vec(), ..self.study.clone() }
    }

    /// Whether a file of a study was named.
    pub(crate) fn has_file(&self) -> bool {
        self.file.is_some()
    }

    /// The study that is typed, without a file.
    ///
    /// # Errors
    /// Those of [`Self::typed`].
    pub(crate) fn typed_alone(&self) -> Result<Study> {
        self.typed(self.study.store.is_some())
    }

    /// The study that is typed, with a store or without.
    ///
    /// # Errors
    /// Two texts of `--period` that are no periods, or one with a store.
    pub(crate) fn typed(&self, store: bool) -> Result<Study> {
        let mut study = self.study.clone();
        for text in &self.period {
            match (Period::parse(text), &study.column_period, store) {
                (Ok(period), ..) => study.period.push(period),
                (Err(_), _, true) => bail!("--period: '{text}' is not a period; a store has no columns to choose"),
                (Err(_), None, false) => study.column_period = Some(text.clone()),
                (Err(_), Some(first), false) => {
                    bail!("--period names two columns, '{first}' and '{text}'; give one, or periods such as 2025-12")
                }
            }
        }
        if store {
            study.treatment.clone_from(&self.treatment);
            study.denominator.clone_from(&self.denominator);
            study.sex = study.column_sex.take();
            study.rank_by = study.column_rank.take();
        } else {
            study.column_denominator.clone_from(&self.denominator);
            match self.treatment.as_slice() {
                [] => {}
                [column] => study.column_treatment = Some(column.clone()),
                _ => bail!("--treatment takes several treatments with --store; for files it names one column"),
            }
        }
        study.bnf = self.bnf.iter().flat_map(|codes| codes.0.clone()).collect();
        study.confidence = self.confidence.first().copied();
        study.confidence_also = self.confidence.iter().skip(1).copied().collect();
        Ok(study)
    }
}
