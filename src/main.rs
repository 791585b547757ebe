//! The command line of unwarranted.

mod cli;
mod commands;

use clap::FromArgMatches;
use std::process::ExitCode;

fn main() -> ExitCode {
    let matches = cli::command().get_matches();
    let typed = cli::Cli::from_arg_matches(&matches).unwrap_or_else(|e| e.format(&mut cli::command()).exit());
    match commands::run(&typed.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if commands::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            commands::say(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
