//! `unwarranted serve`

mod cuts;
mod http;

use crate::cli::StudyArgs;
use anyhow::{Context, Result, bail};
use cuts::{Cut, Cuts};
use http::Answered;
use serde::Deserialize;
use serde_json::{Value, json};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use unwarranted::core::text::capitalised;
use unwarranted::definitions;
use unwarranted::explorer::{Shown, Site, shell};
use unwarranted::study::{self, Task};

const EXAMPLES: &str = "Examples:
  unwarranted serve hips.csv --per 1000
  unwarranted serve --store store --bnf 0501
  unwarranted serve --store store --treatment abx-volume --level practice --by quarter --port 9000";
/// Serve an explorer: a page that answers from files or from a store.
///
/// Serve a page that answers while it is read, from files or from a store, until it is stopped (Ctrl+C). With prescribing of a
/// store any BNF code or defined treatment can be typed into the page, at any level down to practices. Nothing is written,
/// and nobody but this machine can ask unless --address says so.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    study: StudyArgs,
    /// Port to listen on; 0 takes a free one.
    #[arg(long, value_name = "N", default_value_t = 8017)]
    port: u16,
    /// Address to listen on. Any other than this machine's own (127.0.0.1) lets others on the network ask.
    #[arg(long, value_name = "IP", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    address: IpAddr,
}

/// What the script of the page sends.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    cut: Cut,
    /// A message to the engine; without one the figures are cut, and the site is given.
    message: Option<String>,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        let given = super::given(&self.study, Task::Report)?;
        let study = &given.study;
        if study.reads_standard_input() {
            bail!("a page asks again and again: save standard input as a file and name that");
        }
        let mut cuts = Cuts::new(study);
        // What is wrong with the study is said before anybody asks.
        let first = cuts.first();
        let site = given.with(|_| super::watched("reading and cutting", || Ok(cuts.site(&first)?.clone())))?;
        let pages = pages(&site, &served(&cuts, &first)?);
        let at = SocketAddr::new(self.address, self.port);
        let server = http::Server::open(at).with_context(|| format!("cannot listen on {at}"))?;
        if !self.address.is_loopback() {
            super::say("warning: others on the network can read these figures; there is no password");
        }
        super::print(&format!("http://{}/\n", server.address()))?;
        super::say("open that in a browser; stop with Ctrl+C");
        server.each(|asked| answer(&mut cuts, &pages, asked));
        Ok(())
    }
}

/// The files of the page, by their paths.
fn pages(site: &Site, served: &str) -> Vec<(String, Vec<u8>)> {
    let mut pages = shell(site, Shown::Served);
    pages.push(("served.js".to_owned(), served.as_bytes().to_vec()));
    pages
}

/// What the script must know before it asks.
fn served(cuts: &Cuts, first: &Cut) -> Result<String> {
    let known = json!({ "store": cuts.any_code(), "levels": cuts.levels()?, "cut": first });
    Ok(format!("window.UW_SERVED = {};\n", serde_json::to_string(&known)?))
}

fn answer(cuts: &mut Cuts, pages: &[(String, Vec<u8>)], asked: &http::Asked<'_>) -> Answered {
    match asked {
        http::Asked::Page(path) => {
            let name = if path.is_empty() { "index.html" } else { path };
            match pages.iter().find(|(own, _)| own == name) {
                Some((name, bytes)) => Answered::page(name, bytes.clone()),
                None => Answered::missing(),
            }
        }
        http::Asked::Question(body) => Answered::json(&match replied(cuts, body) {
            Ok(text) => text,
            Err(error) => json!({ "error": on_a_page(&error) }).to_string(),
        }),
    }
}

/// What went wrong, for the reader of a page, who types no options.
fn on_a_page(error: &anyhow::Error) -> String {
    // Options by their names alone.
    let plain = |problem: &str| problem.replace('`', "");
    match error.downcast_ref::<study::Error>().map(cause) {
        Some(study::Error::Definition(definitions::Error::Unknown { id, near })) => {
            format!(
                "There is no treatment '{id}'{near}. Type a BNF code such as 0501, or the identifier of a treatment."
            )
        }
        Some(study::Error::Option { option: "bnf" | "treatment", problem }) => plain(&format!("This code {problem}")),
        Some(study::Error::Option { option: "level", problem }) => plain(&format!("This level {problem}")),
        Some(cause) => plain(&sentence(&with_reasons(cause))),
        None => plain(&format!("{error:#}")),
    }
}

/// A problem as a sentence begins. A path keeps its letters.
fn sentence(problem: &str) -> String {
    let names_a_file = problem.split(' ').next().is_some_and(|first| first.ends_with(':'));
    if names_a_file { problem.to_owned() } else { capitalised(problem) }
}

/// An error and what it comes from.
fn with_reasons(error: &dyn std::error::Error) -> String {
    let reasons = std::iter::successors(Some(error), |error| error.source());
    reasons.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// What lies below the option that it was asked for with.
fn cause(error: &study::Error) -> &study::Error {
    match error {
        study::Error::For { source, .. } => cause(source),
        other => other,
    }
}

fn replied(cuts: &mut Cuts, body: &str) -> Result<String> {
    let sent: Sent = serde_json::from_str(body).context("the page sent something that cannot be read")?;
    match sent.message {
        Some(message) => Ok(cuts.session(&sent.cut)?.take(&message)),
        None => Ok(json!({ "ok": Value::from(serde_json::to_string(cuts.site(&sent.cut)?)?) }).to_string()),
    }
}
