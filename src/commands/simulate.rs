//! `unwarranted simulate`

use crate::cli::parse;
use anyhow::{Context, Result, bail};
use clap::builder::PossibleValuesParser;
use std::path::{Path, PathBuf};
use unwarranted::core::Month;
use unwarranted::core::text::{counted, whole};
use unwarranted::simulate::{self, LAYOUTS, LargeOptions, Nation, SimulateOptions};

const EXAMPLES: &str = "Examples:
  unwarranted simulate --rows 6000000 --out SYNTHETIC_EPD_201906.csv     about 1.6 GB
  unwarranted simulate --layout dpi --rows 50000 --practices 80 --seed 7 --out dpi_201906.csv
  unwarranted simulate nation --out nation                    a whole nation, and the truth";

const NATION_EXAMPLES: &str = "Examples:
  unwarranted simulate nation --out nation                     60 areas, 420 practices, 24 months
  unwarranted simulate nation --out england --size real        106 areas, 7,000 practices
  unwarranted simulate nation --out mine --areas 20 --practices 200 --treatments 300 \\
  --months 12 --seed 7
  unwarranted ingest nation/files --store store                then: unwarranted sweep --store store";

/// Write synthetic files in publishers' layouts, up to a whole nation.
///
/// Write synthetic files in publishers' layouts: one prescribing file of any size, or a whole nation.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, subcommand_negates_reqs = true, args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    file: Option<FileArgs>,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Write a nation of files (prescribing, patients, organisations, registers, payments, deprivation, boundaries) and what
    /// is true of it: how far areas differ, which stand out, which stop paying and when.
    Nation(NationArgs),
}

/// How large a nation is.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Size {
    /// 60 areas, 420 practices, the named substances, 24 months: seconds.
    Demo,
    /// 106 areas, 7,000 practices, 2,400 substances, 12 months: as large as England, and 4 to 5 GB.
    Real,
}

#[derive(Debug, clap::Args)]
#[command(after_help = NATION_EXAMPLES)]
struct NationArgs {
    /// Folder for the files (`files`) and the truth (`truth`). An earlier nation in it is replaced.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The same seed gives the same bytes.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// A size to start from; the numbers below change it.
    #[arg(long, value_enum, default_value = "demo", value_name = "SIZE")]
    size: Size,
    /// Areas.
    #[arg(long, value_name = "N")]
    areas: Option<usize>,
    /// Practices, at least one for each area.
    #[arg(long, value_name = "N")]
    practices: Option<usize>,
    /// Chemical substances: those with names first, then made-up ones.
    #[arg(long, value_name = "N")]
    treatments: Option<usize>,
    /// Months of prescribing.
    #[arg(long, value_name = "N")]
    months: Option<usize>,
    /// The first month.
    #[arg(long, value_name = "YYYY-MM", value_parser = parse::month, default_value = "2019-04")]
    from: Month,
}

/// One prescribing file.
#[derive(Debug, clap::Args)]
struct FileArgs {
    /// Layout of the file.
    #[arg(long, value_parser = PossibleValuesParser::new(LAYOUTS), default_value = "epd-v2", value_name = "ID")]
    layout: String,
    /// Data rows; at least one for each practice.
    #[arg(long, value_name = "N")]
    rows: u64,
    /// Practices.
    #[arg(long, value_name = "N", default_value_t = 7_000)]
    practices: usize,
    /// The month.
    #[arg(long, value_name = "YYYY-MM", value_parser = parse::month, default_value = "2019-06")]
    month: Month,
    /// The same seed gives the same bytes.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// The file; layouts without a month column take the month from its name.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Replace the file if it exists.
    #[arg(long)]
    force: bool,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        match (&self.what, &self.file) {
            (Some(What::Nation(args)), _) => args.run(),
            (None, Some(args)) => run(args),
            (None, None) => bail!("give --rows and --out for a file, or 'nation' and --out for a nation"),
        }
    }
}

impl NationArgs {
    fn run(&self) -> Result<()> {
        let size = match self.size {
            Size::Demo => SimulateOptions::default(),
            Size::Real => SimulateOptions::real(),
        };
        let options = SimulateOptions {
            seed: self.seed,
            areas: self.areas.unwrap_or(size.areas),
            practices: self.practices.unwrap_or(size.practices),
            treatments: self.treatments.unwrap_or(size.treatments),
            months: self.months.unwrap_or(size.months),
            first_month: self.from,
        };
        nation(&self.out, &options)?;
        Ok(())
    }
}

/// Writes a nation with a progress bar into the folders `files` and `truth` of a folder, and says what was written.
pub(super) fn nation(dir: &Path, options: &SimulateOptions) -> Result<Nation> {
    simulate::check_target(dir)?;
    let (files, truth) = (dir.join("files"), dir.join("truth"));
    let written = super::with_bar(|progress| {
        simulate::write_into(&files, &truth, options, &|share| progress("simulating a nation", share))
    })??;
    let all = written.files();
    let bytes = all.iter().map(|path| Ok(std::fs::metadata(path)?.len())).sum::<std::io::Result<u64>>()?;
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    super::say(&format!(
        "wrote {} in {} ({} MB), and what is true of them in {}",
        counted(number(all.len()), "synthetic file", "synthetic files"),
        files.display(),
        whole(i64::try_from(bytes.div_ceil(1_000_000)).unwrap_or(i64::MAX)),
        truth.display()
    ));
    Ok(written)
}

fn run(args: &FileArgs) -> Result<()> {
    let there = std::fs::symlink_metadata(&args.out);
    match there {
        Ok(what) if !what.is_file() => {
            bail!("{}: this is there and is not a file; give another name", args.out.display())
        }
        Ok(_) if !args.force => {
            bail!(
                "{}: this file exists and was left as it is; give another name, or --force to replace it",
                args.out.display()
            )
        }
        _ => {}
    }
    let layout = LAYOUTS.into_iter().find(|id| *id == args.layout).context("this layout cannot be simulated")?;
    let (rows, practices, seed, month) = (args.rows, args.practices, args.seed, args.month);
    let options = LargeOptions { layout, rows, practices, seed, month };
    super::watched("simulating a prescribing file", || Ok(simulate::write_large(&args.out, &options)?))?;
    super::say(&format!("wrote {rows} rows of synthetic prescribing to {}", args.out.display()));
    Ok(())
}
