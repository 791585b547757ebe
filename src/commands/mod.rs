//! One file per subcommand, and what they share: printing, warnings, progress.

mod bnf;
mod by_area;
mod chart;
mod compare;
mod completions;
mod demo;
mod download;
mod end;
mod explain;
mod folder;
mod funding;
mod indices;
mod ingest;
mod init;
mod kept;
mod levels;
mod list;
mod manual;
mod opportunity;
mod outliers;
mod pool;
mod provenance;
mod rates;
mod report;
mod scenario;
mod serve;
mod similar;
mod simulate;
mod sliced;
mod smooth;
mod space;
mod store;
mod sweep;
mod table;
mod treatment;
mod trend;
mod verify;
mod watch;
mod written;

use crate::cli::{Given, StudyArgs, typed};
use anyhow::{Context, Result};
pub(crate) use chart::{ChartWishes, Layout, kind as chart_of};
pub use compare::Compared;
pub(crate) use compare::compared;
pub(crate) use end::End;
use indicatif::{ProgressBar, ProgressStyle};
pub(crate) use report::write as write_report;
use std::io::Write;
use std::time::Duration;
pub(crate) use sweep::write as write_league;
use unwarranted::core::printable;
use unwarranted::study::Task;
pub(crate) use verify::verified;
pub use verify::{Fates, Verified};

/// The subcommands, each with its module: arguments, help and what it does are in that file.
macro_rules! commands {
    ($($variant:ident($module:ident)),+ $(,)?) => {
        #[derive(Debug, clap::Subcommand)]
        pub(crate) enum Command {
            $($variant(Box<$module::Args>)),+
        }

        pub(crate) fn run(command: &Command) -> Result<()> {
            match command {
                $(Command::$variant(args) => args.run()),+
            }
        }
    };
}

commands! {
    Demo(demo),
    Report(report),
    Indices(indices),
    Outliers(outliers),
    Rates(rates),
    Smooth(smooth),
    Explain(explain),
    Levels(levels),
    Similar(similar),
    Funding(funding),
    Pool(pool),
    Opportunity(opportunity),
    Scenario(scenario),
    Serve(serve),
    Space(space),
    Sweep(sweep),
    Trend(trend),
    Watch(watch),
    Init(init),
    Verify(verify),
    Chart(chart),
    Compare(compare),
    Download(download),
    Ingest(ingest),
    Simulate(simulate),
    Store(store),
    List(list),
    Bnf(bnf),
    Treatment(treatment),
    Completions(completions),
    Manual(manual),
}

/// The subcommand that takes the options of all others.
pub(crate) const INIT: &str = "init";

/// The study of a command; says which options override those of its file.
fn given(args: &StudyArgs, task: Task) -> Result<Given> {
    let given = args.given(task)?;
    if let Some(note) = given.overrides() {
        say(&format!("note: {note}"));
    }
    Ok(given)
}

/// One line on standard error, with options as they are typed; a closed standard error is no reason to stop.
/// What acts on a terminal becomes visible.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", printable::one_line(&typed(text)));
}

/// Text on standard output; what acts on a terminal, apart from the ends of lines, becomes visible.
fn print(text: &str) -> Result<()> {
    print_raw(&printable::lines(text))
}

/// Text of this program's own on standard output, as it is.
fn print_raw(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).context("cannot write to standard output")
}

/// Whether the reader of standard output has gone (`| head`), which ends a command without an error.
pub(crate) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
}

/// Says what limits the figures, what was set aside and why, and the notes on how the data were put together.
fn warn(warnings: &[String], set_aside: &[String], notes: &[String]) {
    told(warnings, set_aside, notes).for_each(|line| say(&line));
}

/// The same as lines.
fn told<'a>(warnings: &'a [String], set_aside: &'a [String], notes: &'a [String]) -> impl Iterator<Item = String> + 'a {
    let warnings = warnings.iter().map(|warning| format!("warning: {warning}"));
    warnings.chain(set_aside.iter().cloned()).chain(notes.iter().map(|note| format!("note: {note}")))
}

/// Runs `work` with a spinner that shows only on a terminal, and only when the work lasts over a second.
fn watched<T>(message: &'static str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let bar = ProgressBar::new_spinner().with_message(message);
    bar.enable_steady_tick(Duration::from_secs(1));
    let done = work();
    bar.finish_and_clear();
    done
}

/// Runs `work` with a progress bar that shows only on a terminal, and only for work that lasts over a second.
fn with_bar<T>(work: impl FnOnce(&(dyn Fn(&str, f64) + Sync)) -> T) -> Result<T> {
    const STEPS: u32 = 1_000;
    let bar = ProgressBar::new(u64::from(STEPS));
    bar.set_style(ProgressStyle::with_template("{bar:30} {percent:>3} % {msg}")?);
    bar.enable_steady_tick(Duration::from_secs(1));
    let progress = |text: &str, share: f64| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 1,000 steps")]
        bar.set_position((share.clamp(0.0, 1.0) * f64::from(STEPS)) as u64);
        bar.set_message(printable::one_line(text).into_owned());
    };
    let done = work(&progress);
    bar.finish_and_clear();
    Ok(done)
}

/// Columns of the terminal that standard output is; `None` for a pipe or a file.
fn terminal_width() -> Option<u16> {
    let term = console::Term::stdout();
    term.is_term().then(|| term.size().1)
}

/// The time as RFC 3339 in UTC, from `SOURCE_DATE_EPOCH` where it is set so that a folder can be reproduced to the byte.
fn when() -> Result<String> {
    let seconds = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(text) => {
            text.parse().with_context(|| format!("SOURCE_DATE_EPOCH is '{text}'; expected seconds since 1970"))?
        }
        Err(_) => jiff::Timestamp::now().as_second(),
    };
    Ok(jiff::Timestamp::from_second(seconds).context("the time is out of range")?.to_string())
}
