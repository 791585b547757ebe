//! `unwarranted treatment`: definitions of treatments, listed, shown, tried and written.

mod check;
mod check_words;
mod diff;
mod list;
mod new;
mod place;
mod show;

use anyhow::Result;
use clap::Subcommand;
use unwarranted::definitions::{self, Definition};

#[derive(Debug, Subcommand)]
enum TreatmentAction {
    /// List the definitions that come with the program.
    List(list::ListArgs),
    /// Say in words what a definition counts, over what, and why.
    Show(show::ShowArgs),
    /// Try a definition on a store: what it catches, what it misses, what changes of codes do to it.
    Check(check::CheckArgs),
    /// Say in words how two definitions differ.
    Diff(diff::DiffArgs),
    /// Write a file to be filled in.
    New(new::NewArgs),
}

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted treatment list --tag antibiotics
  unwarranted treatment show abx-broad-share
  unwarranted treatment new --id my-antibiotics --title 'Antibiotics' --bnf 0501-050109 \\
  --polarity low -o my-antibiotics.toml
  unwarranted treatment check my-antibiotics.toml --store ../store --against abx-volume --level ccg
  unwarranted rates --store ../store --treatment my-antibiotics.toml --by quarter";

/// Treatments as data: one file says what is counted, over what, and why it matters.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    action: TreatmentAction,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        match &self.action {
            TreatmentAction::List(args) => args.run(),
            TreatmentAction::Show(args) => args.run(),
            TreatmentAction::Check(args) => args.run(),
            TreatmentAction::Diff(args) => args.run(),
            TreatmentAction::New(args) => args.run(),
        }
    }
}

/// The one definition that a word stands for.
fn one(word: &str) -> Result<Definition> {
    let mut found = definitions::find(word)?;
    if found.len() > 1 {
        anyhow::bail!("'{word}' stands for {} treatments; name one", found.len());
    }
    found.pop().ok_or_else(|| anyhow::anyhow!("'{word}' stands for no treatment"))
}

/// How two definitions differ, a line each.
pub(super) fn differences(first: &str, second: &str) -> Result<Vec<String>> {
    Ok(diff::differences(&one(first)?, &one(second)?))
}
