//! `unwarranted scenario split`

use super::EXAMPLES;
use crate::cli::{FigureArgs, Keep, OutputFormat};
use crate::commands::kept::{Kept, Said};
use crate::commands::sliced::{self, Render};
use crate::commands::watched;
use anyhow::{Result, bail};
use std::path::PathBuf;
use unwarranted::report::{self, tables};
use unwarranted::study::SplitInto;

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct SplitArgs {
    #[command(flatten)]
    keep: Keep,
    #[command(flatten)]
    figures: FigureArgs,
    /// A table of shares: area, into, share (of its people, above 0 and at most 1), and observed_share where that is known. Areas that are
    /// not in it stay whole; parts of several areas may go into one.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["from", "into", "lineage"])]
    shares: Option<PathBuf>,
    /// Column with the area that is split, where each row is about a unit within it, such as a practice: name the unit with --area.
    #[arg(long, value_name = "COLUMN", requires = "into", conflicts_with = "lineage")]
    from: Option<String>,
    /// Column with the new area of each unit, such as its locality.
    #[arg(long, value_name = "COLUMN", requires = "from", conflicts_with = "lineage")]
    into: Option<String>,
    /// What the program knows of areas: pct (primary care trusts into the groups that they became in 2013).
    #[arg(long, value_name = "pct")]
    lineage: Option<Lineage>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    pub(super) format: OutputFormat,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Lineage {
    /// Primary care trusts into clinical commissioning groups.
    Pct,
}

impl Kept for SplitArgs {
    const NAME: &'static str = "scenario split";

    fn keep(&self) -> &Keep {
        &self.keep
    }

    fn said(&self) -> Result<Said> {
        let into = match (&self.shares, &self.from, &self.into, self.lineage) {
            (Some(path), ..) => SplitInto::Shares(path.clone()),
            (None, Some(from), Some(into), _) => SplitInto::Units { from: from.clone(), into: into.clone() },
            (None, _, _, Some(Lineage::Pct)) => SplitInto::Groups,
            _ => bail!("--shares, --from with --into, or --lineage is missing: what are areas split into?"),
        };
        let study = self.figures.study()?;
        let found = watched("reading and splitting", || Ok(study.split_areas(&into)?))?;
        let render = Render { table: tables::split_table, csv: tables::split_csv, json: tables::split_json };
        Ok(sliced::drawn(&study, found, (render, report::split_bars), false))
    }
}
