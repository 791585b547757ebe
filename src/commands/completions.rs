//! `unwarranted completions`

use anyhow::Result;

const EXAMPLES: &str = "Examples:
  unwarranted completions bash > ~/.local/share/bash-completion/completions/unwarranted
  unwarranted completions zsh > ~/.zfunc/_unwarranted";

/// Print the completion script of a shell.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The shell.
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        run(self)
    }
}

fn run(args: &Args) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut crate::cli::command(), "unwarranted", &mut script);
    super::print_raw(&String::from_utf8_lossy(&script))
}
