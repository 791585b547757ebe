//! `unwarranted bnf`: BNF codes by word.

use anyhow::{Result, bail};
use clap::Subcommand;
use std::path::PathBuf;
use unwarranted::store::Store;
use unwarranted::store::bnf_words::search;

#[derive(Debug, Subcommand)]
enum BnfAction {
    /// List the BNF codes whose names have a word.
    Search(SearchArgs),
}

#[derive(Debug, clap::Args)]
struct SearchArgs {
    /// A word or the beginning of one, such as antibiotics.
    word: String,
    /// Folder of a store, whose chemicals and code lists are searched too.
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,
}

const EXAMPLES: &str = "Examples:
  unwarranted bnf search antibiotics
  unwarranted bnf search trimethoprim --store store";

/// Find BNF codes by word, for --bnf.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    action: BnfAction,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        let BnfAction::Search(args) = &self.action;
        let store = args.store.as_deref().map(Store::open).transpose()?;
        let found = search(&args.word, store.as_ref())?;
        if found.is_empty() {
            let further =
                if store.is_none() { "; with --store DIR the chemicals of a store are searched too" } else { "" };
            bail!("no BNF name has the word '{}'{further}", args.word);
        }
        super::print(&found.iter().map(|n| format!("{:<15}  {}\n", n.code, n.name)).collect::<String>())
    }
}
