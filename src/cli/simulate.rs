//! Arguments of `unwarranted simulate`.

use super::parse;
use clap::Args;
use clap::builder::PossibleValuesParser;
use std::path::PathBuf;
use unwarranted::core::Month;
use unwarranted::simulate::LAYOUTS;

#[derive(Debug, Args)]
pub(crate) struct SimulateArgs {
    /// Layout of the file.
    #[arg(long, value_parser = PossibleValuesParser::new(LAYOUTS), default_value = "epd-v2", value_name = "ID")]
    pub(crate) layout: String,
    /// Data rows; at least one for each practice.
    #[arg(long, value_name = "N")]
    pub(crate) rows: u64,
    /// Practices.
    #[arg(long, value_name = "N", default_value_t = 7_000)]
    pub(crate) practices: usize,
    /// The month.
    #[arg(long, value_name = "YYYY-MM", value_parser = parse::month, default_value = "2019-06")]
    pub(crate) month: Month,
    /// The same seed gives the same bytes.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// The file; layouts without a month column take the month from its name.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}
