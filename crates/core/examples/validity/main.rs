//! Simulations with known truth: what the intervals cover, whether null p-values are uniform, how many alarms are false and
//! how far the variances are off.
//!
//! `cargo run --release -p unwarranted-core --example validity > docs/validity.md` writes the document (a quarter of an
//! hour); `... --example validity -- --short` runs a small part of it and fails if a figure is out of bounds (seconds), and
//! `... -- --smoothing --months` prints the sections that are named ([`SECTIONS`]).

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)] // a program to be run by hand; its output is its purpose

mod alarms;
mod chance;
mod data;
mod demands;
mod intervals;
mod lotteries;
mod months;
mod needs;
mod neighbours;
mod peers;
mod persons;
mod smoothing;
mod sweeps;
mod time;
mod together;
mod variances;
mod verdicts;
mod watches;

use std::process::ExitCode;

/// How much to simulate.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    pub(crate) data_sets: usize,
    pub(crate) replicates: usize,
}

impl Effort {
    /// Enough for bounds of about four standard errors.
    pub(crate) const SHORT: Self = Self { data_sets: 400, replicates: 199 };
}

/// A section of the document.
struct Section {
    name: &'static str,
    heading: &'static str,
    /// Prints its tables.
    tables: fn(),
    /// Prints a part of them and panics where a figure is out of bounds; `None` where another section does.
    check: Option<fn()>,
}

const fn section(name: &'static str, heading: &'static str, tables: fn(), check: Option<fn()>) -> Section {
    Section { name, heading, tables, check }
}

/// Data sets of each setting in the tables of verdicts.
const VERDICTS: usize = 1000;

/// The sections, in the order of the document.
const SECTIONS: [Section; 21] = [
    section(
        "intervals",
        "## Intervals: how many of 100 nominal 95 % intervals cover the truth",
        intervals::tables,
        Some(intervals::check),
    ),
    section(
        "null",
        "## Null: p-values at or below 5 % / 50 %, of 100 data sets in which only chance is at work",
        chance::tables,
        Some(chance::check),
    ),
    section(
        "verdicts",
        "## What stands out: the default rule beside the published one, in %",
        || verdicts::tables(VERDICTS),
        Some(|| verdicts::check(400)),
    ),
    section("rules", "### Every rule, in %", || verdicts::rules(VERDICTS), None),
    section(
        "alarms",
        "## Alarms of the rule `overdispersed` under `--control fdr:0.05` and `--control fwer:0.05`, in %",
        || alarms::tables(400),
        Some(|| alarms::check(400)),
    ),
    section(
        "smoothing",
        "## Smoothed ratios: how many of 100 nominal 95 % intervals cover the true ratio of the area",
        || smoothing::tables(400),
        Some(smoothing::check),
    ),
    section(
        "neighbours",
        "## Rare counts smoothed by those of the neighbours, in % but for errors",
        || neighbours::tables(200),
        Some(neighbours::check),
    ),
    section(
        "persons",
        "## Amounts of known persons: areas of 100 that differ from all areas together, where none does",
        || persons::tables(200),
        Some(persons::check),
    ),
    section(
        "months",
        "## Noise from month to month beside the chance of known persons, where no area differs",
        || months::tables(20),
        Some(months::check),
    ),
    section(
        "time",
        "## Over time: what is found in series that only wander, and in those that change",
        || time::tables(1000),
        Some(time::check),
    ),
    section(
        "lotteries",
        "### Over time: a lottery that neither grows nor shrinks, and one that grows",
        || lotteries::tables(400),
        Some(lotteries::check),
    ),
    section("peers", "## Areas against the ten most like them, in %", || peers::tables(400), Some(peers::check)),
    section(
        "demands",
        "## Demand three years ahead: how many of 100 nominal 95 % intervals hold what is then counted",
        || demands::tables(400),
        Some(demands::check),
    ),
    section(
        "needs",
        "## Need: the share that goes with it, and intervals of 100 nominal 95 % that miss it",
        || needs::tables(400),
        Some(needs::check),
    ),
    section("watches", "## A watch, month by month, in %", || watches::tables(20), Some(watches::check)),
    section(
        "league",
        "## The league: rank correlation with the true variance, mean of eight nations",
        || {
            let _ = sweeps::order(8, 7000);
        },
        Some(sweeps::check),
    ),
    section(
        "sure",
        "### How sure",
        || {
            let _ = sweeps::sure(4, 7000, 499);
        },
        None,
    ),
    section(
        "quotients",
        "### How sure quotients are",
        || {
            let _ = sweeps::quotients(4, 7000, 499);
        },
        None,
    ),
    section("together", "### Places of all treatments at once", || together::tables(400), Some(together::check)),
    section(
        "false",
        "### What is not there",
        || {
            let _ = sweeps::nothing_there(4, 7000, 499);
        },
        None,
    ),
    section(
        "bias",
        "## Bias: mean of the estimates less the true variance, in % of it",
        variances::tables,
        Some(variances::check),
    ),
];

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

fn heading(columns: &[&str]) {
    println!("\n| {} |\n|{}", columns.join(" | "), "---|".repeat(columns.len()));
}

/// A table with a line for each setting, which `line` prints.
fn each<S, T>(columns: &[&str], settings: impl IntoIterator<Item = S>, line: impl Fn(S) -> T) {
    heading(columns);
    settings.into_iter().map(line).for_each(drop);
}

fn main() -> ExitCode {
    let named: Vec<String> = std::env::args().skip(1).map(|a| a.trim_start_matches("--").to_owned()).collect();
    if named == ["short"] {
        SECTIONS.iter().filter_map(|section| section.check).for_each(|check| check());
        return ExitCode::SUCCESS;
    }
    if let Some(unknown) = named.iter().find(|name| SECTIONS.iter().all(|section| section.name != *name)) {
        let names: Vec<&str> = SECTIONS.iter().map(|section| section.name).collect();
        eprintln!("there is no section '{unknown}'; expected --short, or some of --{}", names.join(", --"));
        return ExitCode::FAILURE;
    }
    if named.is_empty() {
        println!("{}", include_str!("validity.md").trim_end());
    }
    for section in SECTIONS.iter().filter(|section| named.is_empty() || named.iter().any(|name| name == section.name)) {
        println!("\n{}", section.heading);
        (section.tables)();
    }
    ExitCode::SUCCESS
}
