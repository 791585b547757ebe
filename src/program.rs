//! The program itself, for others that carry it, such as the Python package: the command line, and what its commands make of a
//! [`Study`] beyond tables. Messages name options in backquotes, as those of [`crate::study`] do.

use crate::cli;
use crate::commands;
use anyhow::Result;
use clap::{CommandFactory, ValueEnum};
use std::cell::RefCell;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use unwarranted::ingest::input::apart;
use unwarranted::plot::theme;
use unwarranted::study::{Study, Task};

pub use crate::commands::{Compared, Fates, Verified};

/// The command line of this process, with workbooks read by a second run of it.
#[must_use]
pub fn main() -> ExitCode {
    // A run that only reads a workbook for another run.
    if let Some(code) = apart::serve(std::env::args_os()) {
        return code;
    }
    if let Ok(program) = std::env::current_exe() {
        apart::use_program(program);
    }
    run(std::env::args_os()).into()
}

/// The command line with these arguments, the name of the program first; gives the exit code. Help and what is wrong with
/// arguments are printed.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let plain = cli::Cli::command();
    let recalled = match cli::recalled(&plain, arguments.into_iter().collect()) {
        Ok(recalled) => recalled,
        Err(error) => {
            commands::say(&format!("error: {error:#}"));
            return 1;
        }
    };
    if let Some(note) = &recalled.note {
        commands::say(&format!("note: {note}"));
    }
    let typed = match cli::parsed(plain, &recalled.arguments) {
        Ok(typed) => typed,
        Err(error) => {
            // A closed standard error is no reason to stop.
            let _ = error.print();
            return u8::try_from(error.exit_code()).unwrap_or(2);
        }
    };
    match commands::run(&typed.command) {
        Ok(()) => 0,
        Err(error) if commands::is_closed_pipe(&error) => 0,
        Err(error) => {
            let end = error.downcast_ref::<commands::End>();
            if let Some(end @ commands::End::Different) = end {
                return end.code();
            }
            let code = end.map_or(1, commands::End::code);
            commands::say(&format!("error: {error:#}"));
            code
        }
    }
}

/// A chart that is asked for.
#[derive(Debug, Clone, Copy)]
pub struct ChartAsked<'a> {
    /// Kind of the chart, one of [`crate::plot::CHARTS`].
    pub kind: &'a str,
    /// Layout: `web` (800 pixels wide), `phone` (360), `print` (170 mm) or `social` (1200 pixels).
    pub size: &'a str,
    /// Light marks on a dark ground.
    pub dark: bool,
    /// Which treatment, where the data have several and the chart shows one.
    pub about: Option<&'a str>,
    /// Where the areas lie, for maps.
    pub boundaries: Option<&'a Path>,
}

/// A chart.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// The drawing as SVG with live text.
    pub svg: String,
    /// What it shows, in words.
    pub headline: String,
    /// The figures drawn, as CSV.
    pub csv: String,
    /// What a reader must know beside it: warnings, rows set aside, notes.
    pub said: Vec<String>,
}

/// Runs a study and draws a chart of it; of the study the options that the chart has a use for.
///
/// # Errors
/// A kind or a layout that there is not, options without effect, and those of [`Study::run_for`].
pub fn chart(study: &Study, asked: &ChartAsked) -> Result<Drawn> {
    let chart = commands::chart_of(asked.kind).map_err(|says| anyhow::anyhow!("`kind {}`: {says}", asked.kind))?;
    let size = commands::Layout::from_str(asked.size, false).map_err(|_| {
        let all: Vec<String> =
            commands::Layout::value_variants().iter().map(|l| format!("{l:?}").to_lowercase()).collect();
        anyhow::anyhow!("`size` is '{}'; expected one of {}", asked.size, all.join(", "))
    })?;
    let said = RefCell::new(Vec::new());
    let say = |line: &str| said.borrow_mut().push(line.to_owned());
    let (about, dark, boundaries) = (asked.about, asked.dark, asked.boundaries);
    let wishes = commands::ChartWishes { chart, about, size, dark, boundaries, guidance: None, say: &say };
    wishes.check()?;
    let drawing = wishes.draw(&study.only(wishes.task())?)?;
    let svg = if dark { theme::dark(&drawing.svg) } else { drawing.svg.clone() };
    let csv = study.coding().csv(&unwarranted::report::tables::drawn_csv(&drawing.data)?)?;
    Ok(Drawn { svg, headline: drawing.headline, csv, said: said.into_inner() })
}

/// Runs a study and writes the folder of its report ([`Task::Report`]) or league ([`Task::Sweep`]). What a reader must know stands
/// in the folder; nothing is printed.
///
/// # Errors
/// A task without a folder; a folder that holds something else; those of [`Study::run_for`].
pub fn write(study: &Study, task: Task, out: &Path) -> Result<()> {
    match task {
        Task::Report => commands::write_report(study, out, &|_| ()),
        Task::Sweep => commands::write_league(study, out, &|_| ()),
        other => anyhow::bail!("{other} has no folder; report and sweep have"),
    }
}

/// Runs the study of a folder again and compares every byte.
///
/// # Errors
/// A folder that the program did not write, and files that cannot be read. A study that cannot be run is a reason in
/// [`Verified`] and no error.
pub fn verify(dir: &Path, inputs: &[PathBuf]) -> Result<Verified> {
    commands::verified(dir, inputs)
}

/// Says how two folders of one command, two stores, files of studies or definitions of treatments differ. The inputs of folders are
/// looked for near each, and in `inputs`.
///
/// # Errors
/// Things of two sorts, or that cannot be read.
pub fn compare(first: &str, second: &str, inputs: &[PathBuf]) -> Result<Compared> {
    commands::compared(first, second, inputs)
}
