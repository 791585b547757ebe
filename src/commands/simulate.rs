//! `unwarranted simulate`

use crate::cli::parse;
use anyhow::{Context, Result, bail};
use clap::builder::PossibleValuesParser;
use std::path::PathBuf;
use unwarranted::core::Month;
use unwarranted::simulate::{self, LAYOUTS, LargeOptions};

const EXAMPLES: &str = "Examples:
  unwarranted simulate --rows 6000000 --out SYNTHETIC_EPD_201906.csv      about 1.6 GB, 7,000 practices
  unwarranted simulate --layout dpi --rows 50000 --practices 80 --seed 7 --out dpi_201906.csv";

/// Write a synthetic prescribing file of any size in a publisher's layout.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
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
        run(self)
    }
}

fn run(args: &Args) -> Result<()> {
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
