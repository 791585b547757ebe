//! `unwarranted watch`

use crate::cli::{FigureArgs, OutputFormat};
use anyhow::{Context, Result};
use std::path::PathBuf;
use unwarranted::core::Month;
use unwarranted::core::time::WatchRule;
use unwarranted::report::tables;
use unwarranted::study::Watching;

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted watch --store ../store --bnf 0501 --state watched
  unwarranted watch --store ../store --bnf 0501,0403 --state watched-two --rules change,xmr,cusum --from 2020-12 --format json
The first run judges the last month, or those from --from on; later runs judge the months since then and print what is new.
A run without new months prints nothing. The rules xmr and cusum are published ones, which hold no level of false alerts.";
/// Print what is new since the last run, area by area.
///
/// Print what is new since the last run: areas whose newest months are unlike those before.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
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
    /// How to print.
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    format: OutputFormat,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        let study = self.figures.study()?;
        let mut rules = self.rules.clone();
        rules.sort_unstable();
        rules.dedup();
        let watching = Watching { state: self.state.clone(), rules, from: self.from };
        let found = super::watched("reading and judging months", || Ok(study.watch(&watching)?))?;
        super::warn(&found.warnings, &found.set_aside, &found.notes);
        super::say(&match found.months {
            None => "no month is new since the last run".to_owned(),
            Some([first, last]) => format!(
                "months judged: {first} to {last}; {} new, {} tests, {} not possible (fewer than 24 months before, or than 10 events)",
                found.alerts.len(),
                found.tests.tested,
                found.tests.untested
            ),
        });
        super::print(&match self.format {
            OutputFormat::Table => tables::watch_table(&found.alerts, &found.labels, super::terminal_width()),
            OutputFormat::Csv => tables::watch_csv(&found.alerts)?,
            OutputFormat::Json => tables::watch_json(&found.alerts, found.tests, &found.labels)?,
        })?;
        // Only what was printed counts as told.
        found.keep().with_context(|| format!("{}: cannot write the state", self.state.display()))
    }
}
