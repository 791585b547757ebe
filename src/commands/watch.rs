//! `unwarranted watch`

use super::kept::{self, Kept, Said};
use crate::cli::{FigureArgs, Keep, OutputFormat, STATE_BEFORE};
use anyhow::{Context, Result};
use std::path::PathBuf;
use unwarranted::core::Month;
use unwarranted::core::time::WatchRule;
use unwarranted::report::tables;
use unwarranted::study::{STATE_FILE, Study, Watched, Watching};

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted watch --store ../store --bnf 0501 --state watched
  unwarranted watch --store ../store --bnf 0501,0403 --state watched-two \\
  --rules change,xmr,cusum --from 2020-12 --format json
The first run judges the last month, or those from --from on; later runs judge the months since then and print what is new.
A run without new months prints nothing. The rules xmr and cusum are published ones, which hold no level of false alerts.";
/// Print what is new since the last run, area by area.
///
/// Print what is new since the last run: areas whose newest months are unlike those before.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    keep: Keep,
    #[command(flatten)]
    figures: FigureArgs,
    /// Folder that keeps what was seen and told; one for each study.
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    /// Rules that alert, several with commas: change (our own, false alerts held at 5%), xmr (Making Data Count), cusum
    /// (OpenPrescribing).
    #[arg(long, value_delimiter = ',', value_name = "RULE", default_value = "change")]
    rules: Vec<WatchRule>,
    /// First month to judge where the state is new [default: the last].
    #[arg(long, value_name = "MONTH", value_parser = crate::cli::parse::month)]
    from: Option<Month>,
    /// What a treated person takes in a year, in the unit of the numerator: below ten persons to expect no area is tested.
    #[arg(long, value_name = "N")]
    per_person: Option<f64>,
    /// Coefficient of variation of that over persons [default: 1].
    #[arg(long, value_name = "CV", requires = "per_person")]
    per_person_cv: Option<f64>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    format: OutputFormat,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        kept::check(self)?;
        let (found, said) = self.found()?;
        kept::finish(self, self.format, &said)?;
        // Only what was printed or written counts as told.
        found.keep().with_context(|| format!("{}: cannot write the state", self.state.display()))
    }

    /// What is new, and how it is said.
    fn found(&self) -> Result<(Watched, Said)> {
        let study = Study { per_person: self.per_person, per_person_cv: self.per_person_cv, ..self.figures.study()? };
        let mut rules = self.rules.clone();
        rules.sort_unstable();
        rules.dedup();
        let watching = Watching { state: self.state.clone(), rules, from: self.from };
        let files = self.state_before()?;
        let found = super::watched("reading and judging months", || Ok(study.watch(&watching)?))?;
        let (alerts, tests, labels) = (found.alerts.clone(), found.tests, found.labels.clone());
        let render = move |format, width| {
            Ok(match format {
                OutputFormat::Table => tables::watch_table(&alerts, &labels, width),
                OutputFormat::Csv => tables::watch_csv(&alerts)?,
                OutputFormat::Json => tables::watch_json(&alerts, tests, &labels)?,
            })
        };
        let Watched { warnings, set_aside, notes, inputs, .. } = found.clone();
        let line = Some(found.judged());
        let coding = study.coding();
        let said = Said { warnings, set_aside, notes, inputs, line, files, coding, ..Said::of(render) };
        Ok((found, said))
    }

    /// The state as it is before the run, for a folder: without it nobody could run the study again.
    fn state_before(&self) -> Result<Vec<(String, Vec<u8>)>> {
        let path = self.state.join(STATE_FILE);
        match std::fs::read(&path) {
            Ok(bytes) => Ok(vec![(format!("{STATE_BEFORE}/{STATE_FILE}"), bytes)]),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error).with_context(|| format!("{}: cannot read the state", path.display())),
        }
    }
}

impl Kept for Args {
    const NAME: &'static str = "watch";

    fn keep(&self) -> &Keep {
        &self.keep
    }

    fn said(&self) -> Result<Said> {
        Ok(self.found()?.1)
    }
}
