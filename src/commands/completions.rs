//! `unwarranted completions`

use crate::cli::{Cli, CompletionArgs};
use anyhow::Result;
use clap::CommandFactory;

pub(super) fn run(args: &CompletionArgs) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "unwarranted", &mut script);
    super::print(&String::from_utf8_lossy(&script))
}
