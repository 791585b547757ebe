//! `unwarranted demo`: the whole way from publishers' files to a league of treatments and a report, on a simulated nation.

use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use unwarranted::core::{Grain, Period};
use unwarranted::simulate::{self, SimulateOptions};
use unwarranted::store::IngestOptions;
use unwarranted::study::{Formulary, Study};

/// The treatment that the demonstration reports on: antibacterial drugs.
const BNF: &str = "0501";

/// The year of the league: the last that is simulated.
const YEAR: &str = "2020/21";

const EXAMPLES: &str = "Examples:
  unwarranted demo                         write ./unwarranted-demo with its league and report
  unwarranted demo --out /tmp/d --seed 7   another folder, another synthetic nation";

/// Simulate a small nation, rank its treatments and write a report on one.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Folder for the synthetic publishers' files, what is true of them, small tables to try, the store, the league and the
    /// report.
    #[arg(long, value_name = "DIR", default_value = "unwarranted-demo")]
    out: PathBuf,
    /// Seed of the simulation: the same seed gives the same bytes.
    #[arg(long, value_name = "N", default_value_t = 2025)]
    seed: u64,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        run(self)
    }
}

/// What a demo writes into its folder; `files` and `truth` are the nation's.
const PARTS: [&str; 6] = ["files", "truth", "examples", "store", "report", "league"];

/// Refuses a folder that holds anything but an earlier demo.
fn check_target(dir: &Path) -> Result<()> {
    let Ok(entries) = std::fs::read_dir(dir) else { return Ok(()) };
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    if let Some(other) = names.iter().find(|name| !PARTS.contains(&name.as_str())) {
        bail!(
            "{}: this folder holds other files, such as {other}, so nothing was written; give an empty or a new folder with --out",
            dir.display()
        );
    }
    Ok(())
}

fn run(args: &Args) -> Result<()> {
    check_target(&args.out)?;
    let [files, truth, examples, store, report, league] = PARTS.map(|name| args.out.join(name));
    let options = SimulateOptions { seed: args.seed, ..SimulateOptions::default() };
    let nation =
        super::watched("simulating a nation", || Ok(simulate::write_into(&files, &truth, &options, &|_| ())?))?;
    simulate::write_examples(&examples, &options)?;
    let done = super::ingest::ingest(&nation.files(), &store, &IngestOptions::new(&super::when()?))?.done;
    super::say(&format!(
        "simulated {} publishers' files in {} and what is true of them in {}, wrote small tables to try in {} and read {} \
         rows into {}",
        done.len(),
        files.display(),
        truth.display(),
        examples.display(),
        done.iter().map(|t| t.entry.rows.read).sum::<u64>(),
        store.display()
    ));
    let bnf = vec![BNF.parse()?];
    let study = Study { store: Some(store.clone()), bnf, by: Some(Grain::Quarter), ..Study::default() };
    super::report::write(&study, &report, &super::say)?;
    let year = vec![Period::parse(YEAR)?];
    let all = Study { store: Some(store), grain: Some(Formulary::Treatments), period: year, ..Study::default() };
    let found = super::watched("comparing all treatments", || Ok(all.sweep(&|_, _| ())?))?;
    super::sweep::made(&all, &found, &super::when()?)?.write(&league, &super::say)
}
