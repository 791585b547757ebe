//! Arguments of `unwarranted download`.

use super::parse;
use clap::Args;
use std::path::PathBuf;
use unwarranted::core::Month;

#[derive(Debug, Args)]
pub(crate) struct DownloadArgs {
    /// What to download: 'epd', or another source of 'unwarranted list sources' that has a dataset.
    #[arg(value_name = "SOURCE")]
    pub(crate) source: String,
    /// First month, such as 2019-01.
    #[arg(long, value_name = "MONTH", value_parser = parse::month, required_unless_present = "list")]
    pub(crate) from: Option<Month>,
    /// Last month [default: the first one].
    #[arg(long, value_name = "MONTH", value_parser = parse::month, requires = "from")]
    pub(crate) to: Option<Month>,
    /// Folder for the files and their record, downloads.json; made if missing.
    #[arg(long, value_name = "DIR", required_unless_present = "list")]
    pub(crate) into: Option<PathBuf>,
    /// List the months that the portal has; fetch nothing.
    #[arg(long, conflicts_with_all = ["to", "into", "dry_run"])]
    pub(crate) list: bool,
    /// Show what would be fetched and why, but fetch nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Leave archives packed, which takes a fraction of the space; 'unwarranted ingest' reads them.
    #[arg(long)]
    pub(crate) keep_zip: bool,
    /// Accept a file whose length or hash differs from the portal's entry, or whose columns have other names, and record
    /// the difference.
    #[arg(long)]
    pub(crate) accept_mismatch: bool,
    /// Attempts in a row without progress before giving up.
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) attempts: u32,
    /// Another portal that runs CKAN, such as a mirror [default: that of the source].
    #[arg(long, value_name = "URL", value_parser = parse::portal)]
    pub(crate) api: Option<String>,
}
