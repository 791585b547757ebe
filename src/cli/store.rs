//! Arguments of `ingest` and `store`.

use super::{OutputFormat, parse};
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct IngestArgs {
    /// Publishers' files (plain, .gz or .zip), or folders of them. Named files go in all together or not at all. From
    /// a folder every recognised file goes in; the others are listed with the reason.
    #[arg(required = true, value_name = "FILE|DIR")]
    pub(crate) files: Vec<PathBuf>,
    /// Folder of the store; made if missing.
    #[arg(long, value_name = "DIR")]
    pub(crate) store: PathBuf,
    /// Refuse a file when more than this percentage of its rows cannot be used. Such rows are listed in the store.
    #[arg(long, value_name = "PERCENT", default_value = "1", value_parser = parse::percent)]
    pub(crate) max_rejects: f64,
    /// Read files again that later files have replaced, and make them current again.
    #[arg(long)]
    pub(crate) again: bool,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct StoreArgs {
    #[command(subcommand)]
    pub(crate) action: Option<StoreAction>,
    /// Folder of the store.
    #[arg(required = true, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    pub(crate) format: OutputFormat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum StoreAction {
    /// Read every file of the store and compare it with the catalogue; fails when anything is wrong.
    Check(CheckArgs),
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Folder of the store.
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,
    /// How to print: table or json.
    #[arg(long, value_enum, default_value_t = OutputFormat::Table)]
    pub(crate) format: OutputFormat,
}
