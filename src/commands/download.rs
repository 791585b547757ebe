//! `unwarranted download`

use crate::cli::parse;
use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};
use unwarranted::core::Month;
use unwarranted::core::printable::{self, one_line};
use unwarranted::core::text::{counted, whole};
use unwarranted::fetch::client::{Client, Settings};
use unwarranted::fetch::job::{Done, Job, Status};
use unwarranted::fetch::plan::{self, Action, Listed};
use unwarranted::fetch::{Event, manifest, sources};

const EXAMPLES: &str = "Examples:
  unwarranted download epd --list
  unwarranted download epd --from 2019-01 --to 2019-12 --into downloads
  unwarranted download epd --from 2025-03 --into downloads --keep-zip
  unwarranted ingest downloads/*.csv --store store

Run the same command again to resume an interrupted download. It skips files that are already there and keeps both
versions of a file that was published again. HTTPS_PROXY and NO_PROXY are honoured; SSL_CERT_FILE names certificates
to trust instead of the bundled ones.";

/// Download published files from an open data portal, checked and resumable.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// What to download: 'epd', or another source of 'unwarranted list sources' that has a dataset.
    #[arg(value_name = "SOURCE")]
    source: String,
    /// First month, such as 2019-01.
    #[arg(long, value_name = "MONTH", value_parser = parse::month, required_unless_present = "list")]
    from: Option<Month>,
    /// Last month [default: the first one].
    #[arg(long, value_name = "MONTH", value_parser = parse::month, requires = "from")]
    to: Option<Month>,
    /// Folder for the files and their record, downloads.json; made if missing.
    #[arg(long, value_name = "DIR", required_unless_present = "list")]
    into: Option<PathBuf>,
    /// List the months that the portal has; fetch nothing.
    #[arg(long, conflicts_with_all = ["to", "into", "dry_run", "keep_zip", "accept_mismatch"])]
    list: bool,
    /// Show what would be fetched and why, but fetch nothing.
    #[arg(long)]
    dry_run: bool,
    /// Leave archives packed, which takes a fraction of the space; 'unwarranted ingest' reads them.
    #[arg(long)]
    keep_zip: bool,
    /// Accept a file whose length or hash differs from the portal's entry, or whose columns have other names, and record
    /// the difference.
    #[arg(long)]
    accept_mismatch: bool,
    /// Attempts in a row without progress before giving up.
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=100))]
    attempts: u32,
    /// Another portal that runs CKAN, such as a mirror [default: that of the source].
    #[arg(long, value_name = "URL", value_parser = parse::portal)]
    api: Option<String>,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        run(self)
    }
}

fn run(args: &Args) -> Result<()> {
    let found = sources::find(&args.source)?;
    // A portal on this machine or a mirror inside a network may speak http; what comes from the internet must not.
    let secure = args.api.as_ref().is_none_or(|url| url.starts_with("https://"));
    let portals =
        args.api.clone().map_or_else(|| found.iter().map(|(_, c)| c.portal.clone()).collect(), |api| vec![api]);
    let client = Client::new(Settings { attempts: args.attempts, portals, ..Settings::default() }, secure)?;
    let bar = ProgressBar::hidden();
    let watch = |event: Event<'_>| show(&bar, event);
    let listed = plan::list(&client, &found, args.api.as_deref(), &watch)?;
    let from = if args.list { args.from.or_else(|| listed.first().map(|l| l.month)) } else { args.from };
    let (Some(from), false) = (from, args.list) else {
        let later = |l: &&Listed| from.is_some_and(|from| l.month >= from);
        return super::print(&listing(&listed.iter().filter(later).collect::<Vec<_>>()));
    };
    let listed = plan::select(listed, from, args.to.unwrap_or(from))?;
    let dir = args.into.as_deref().context("--into is missing")?;
    let when = super::when()?;
    let (keep_zip, accept_mismatch, api) = (args.keep_zip, args.accept_mismatch, args.api.as_deref());
    let job = Job { client: &client, api, dir, keep_zip, accept_mismatch, when: &when, watch: &watch };
    bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
    if args.dry_run {
        let actions = job.plan(&listed)?;
        bar.finish_and_clear();
        return super::print(&dry(&listed, &actions));
    }
    fetch(&job, &listed, &bar)
}

fn fetch(job: &Job<'_>, listed: &[Listed], bar: &ProgressBar) -> Result<()> {
    let mut done = 0;
    let mut printed = Ok(());
    let result = job.run(listed, &mut |month| {
        done += 1;
        let now = bar.suspend(|| super::print(&line(month)));
        if printed.is_ok() {
            printed = now;
        }
    });
    bar.finish_and_clear();
    result.with_context(|| match done {
        0 => "nothing was downloaded".to_owned(),
        n => format!("{} of {} are in {}", n, months(listed.len()), job.dir.display()),
    })?;
    printed?;
    super::print(&attributions(listed, job.dir))
}

/// A bar over the bytes of the present step; notes above it.
fn show(bar: &ProgressBar, event: Event<'_>) {
    match event {
        Event::Begin { step, file, from, total } => {
            let template = match total {
                Some(_) => "{msg} {bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta}",
                None => "{msg} {bytes} {bytes_per_sec}",
            };
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            bar.set_length(total.unwrap_or(0));
            bar.reset();
            bar.set_position(from);
            bar.set_message(printable::one_line(&format!("{step} {file}")).into_owned());
        }
        Event::At(bytes) => bar.set_position(bytes),
        Event::Note(text) => bar.suspend(|| super::say(&format!("note: {text}"))),
    }
}

fn months(count: usize) -> String {
    counted(i64::try_from(count).unwrap_or(i64::MAX), "month", "months")
}

fn bytes(count: u64) -> String {
    format!("{} bytes", whole(i64::try_from(count).unwrap_or(i64::MAX)))
}

/// What the portal has, a line for each month.
fn listing(listed: &[&Listed]) -> String {
    let line = |l: &&Listed| {
        let size = l.resource.size.map_or("size not given".to_owned(), bytes);
        let published = l.resource.published().map_or("date not given", |text| text.get(..10).unwrap_or(text));
        format!("{}  {:<12}  {:<20}  published {published}  {size}\n", l.month, l.source.id, one_line(&l.name))
    };
    match (listed.first(), listed.last()) {
        (Some(first), Some(last)) => {
            let total = format!("{}, {} to {}\n", months(listed.len()), first.month, last.month);
            listed.iter().map(line).collect::<String>() + &total
        }
        _ => "the portal lists no month\n".to_owned(),
    }
}

/// What would be done.
fn dry(listed: &[Listed], actions: &[Action]) -> String {
    let words = |action: &Action| match action {
        Action::PassOver => "already here, would be skipped".to_owned(),
        Action::Adopt(_) => "already here without a record and as the portal says, would be recorded".to_owned(),
        Action::Fetch(why, _) => format!("would be fetched: {}", why.words()),
    };
    let line = |(l, action): (&Listed, &Action)| format!("{}  {}  {}\n", l.month, l.name, words(action));
    let fetched = actions.iter().filter(|a| matches!(a, Action::Fetch(..))).count();
    listed.iter().zip(actions).map(line).collect::<String>()
        + &format!(
            "{} would be fetched of {}; nothing was\n",
            whole(i64::try_from(fetched).unwrap_or(i64::MAX)),
            months(listed.len())
        )
}

/// What became of a month.
fn line(done: &Done) -> String {
    let status = match done.status {
        Status::PassedOver => "already here, skipped".to_owned(),
        Status::Adopted => "was here without a record, now recorded".to_owned(),
        Status::SameBytes => "published again with the same bytes, kept as it is".to_owned(),
        Status::Fetched(why) => format!("downloaded ({})", why.words()),
    };
    let notes: String = done.notes.iter().map(|note| format!("    note: {}\n", one_line(note))).collect();
    format!("{}: {}, {status}\n{notes}", done.file, bytes(done.bytes))
}

/// The lines to print with the figures, and where everything is recorded.
fn attributions(listed: &[Listed], dir: &Path) -> String {
    let mut lines: Vec<&str> = listed.iter().map(|l| l.source.attribution.as_str()).collect();
    lines.sort_unstable();
    lines.dedup();
    format!("{}\nrecorded in {}\n", lines.join("\n"), dir.join(manifest::FILE).display())
}
