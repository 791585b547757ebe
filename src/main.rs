//! The command line of unwarranted.

mod cli;
mod commands;

use clap::FromArgMatches;
use std::process::ExitCode;
use unwarranted::ingest::input::apart;

fn main() -> ExitCode {
    // A run that only reads a workbook for another run.
    if let Some(code) = apart::serve(std::env::args_os()) {
        return code;
    }
    if let Ok(program) = std::env::current_exe() {
        apart::use_program(program);
    }
    let matches = cli::command().get_matches();
    let typed = cli::Cli::from_arg_matches(&matches).unwrap_or_else(|e| e.format(&mut cli::command()).exit());
    match commands::run(&typed.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if commands::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let end = error.downcast_ref::<commands::End>();
            if matches!(end, Some(commands::End::Different)) {
                return ExitCode::from(commands::End::Different.code());
            }
            let code = end.map_or(ExitCode::FAILURE, |end| ExitCode::from(end.code()));
            commands::say(&format!("error: {error:#}"));
            code
        }
    }
}
