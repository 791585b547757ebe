//! A portal with months of one dataset, and a run against it.
#![allow(dead_code, unreachable_pub, missing_debug_implementations, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

#[path = "../server/mod.rs"]
pub mod server;

use serde_json::{Value, json};
use server::{Reply, Request, Server};
use std::cell::RefCell;
use std::io::Write;
use std::path::Path;
use std::time::Duration;
use unwarranted_core::Month;
use unwarranted_fetch::Settings;
use unwarranted_fetch::client::Client;
use unwarranted_fetch::job::{Done, Job};
use unwarranted_fetch::manifest::Downloads;
use unwarranted_fetch::{Error, Event, plan, sources};

pub const EPD: &str = "/api/3/action/package_show?id=english-prescribing-data-epd";
pub const SNOMED: &str = "/api/3/action/package_show?id=english-prescribing-dataset-epd-with-snomed-code";

pub fn settings() -> Settings {
    Settings {
        attempts: 4,
        first_delay: Duration::from_millis(1),
        longest_delay: Duration::from_millis(20),
        silence: Duration::from_secs(5),
        largest_file: 8 << 20,
        proxy: false,
        ..Settings::default()
    }
}

/// A prescribing file of `rows` rows, different for every seed.
pub fn table(rows: usize, seed: usize) -> Vec<u8> {
    let mut text = b"YEAR_MONTH,PRACTICE_CODE,BNF_CODE,ITEMS,NIC\r\n".to_vec();
    for row in 0..rows {
        let practice = row % 97;
        writeln!(text, "202001,A{practice:05},0501013B0AAAB{row:02},{},{}.5\r", row * 7 % 13, row + seed).unwrap();
    }
    text
}

/// The entry of EPD_202001 on the portal at `{base}`, changed by `with`.
pub fn month(with: Value) -> Value {
    let mut entry = json!({"id": "r1", "name": "EPD_202001", "format": "CSV", "url": "{base}/epd_202001.csv", "size": null,
        "hash": "", "created": "2020-03-04T12:13:14.000000", "last_modified": null});
    for (key, value) in with.as_object().unwrap() {
        entry[key] = value.clone();
    }
    entry
}

/// A portal whose list is `entries` (`{base}` is its address) and whose files `files` answers.
pub fn portal(entries: Vec<Value>, files: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
    portal_of(move |_| entries.clone(), files)
}

/// As [`portal`], with a list that depends on how often it was asked for.
pub fn portal_of(
    entries: impl Fn(usize) -> Vec<Value> + Send + Sync + 'static,
    files: impl Fn(&Request) -> Reply + Send + Sync + 'static,
) -> Server {
    Server::start(move |request| {
        let base = format!("http://{}", request.header("host").unwrap());
        let mut reply = match request.path.as_str() {
            EPD => server::package(&entries(request.before)),
            path => match path.strip_prefix("/api/3/action/resource_show?id=") {
                Some(id) => entries(request.before)
                    .into_iter()
                    .find(|e| e["id"] == id)
                    .map_or_else(server::unknown, server::success),
                None if path.starts_with("/api/") => server::unknown(),
                None => return files(request),
            },
        };
        reply.body = String::from_utf8(reply.body).unwrap().replace("{base}", &base).into_bytes();
        reply
    })
}

/// Options of a run.
#[derive(Clone)]
pub struct Options {
    pub source: &'static str,
    pub keep_zip: bool,
    pub accept_mismatch: bool,
    pub settings: Settings,
    pub from: (i32, i32),
    pub to: (i32, i32),
}

impl Default for Options {
    fn default() -> Self {
        let january = (2020, 1);
        Self {
            source: "epd-v2",
            keep_zip: false,
            accept_mismatch: false,
            settings: settings(),
            from: january,
            to: january,
        }
    }
}

/// What a run did and said.
pub struct Run {
    pub result: Result<(), Error>,
    pub done: Vec<Done>,
    pub notes: Vec<String>,
}

impl Run {
    /// The text of its error.
    pub fn error(&self) -> String {
        self.result.as_ref().expect_err("the run should fail").to_string()
    }

    pub fn ok(self) -> Self {
        assert!(self.result.is_ok(), "{}", self.error());
        self
    }
}

pub fn run(server: &Server, dir: &Path) -> Run {
    run_with(server, dir, Options::default())
}

pub fn run_with(server: &Server, dir: &Path, options: Options) -> Run {
    let notes = RefCell::new(Vec::new());
    let watch = |event: Event<'_>| {
        if let Event::Note(text) = event {
            notes.borrow_mut().push(text.to_owned());
        }
    };
    let mut done = Vec::new();
    let url = server.url();
    let settings = Settings { portals: vec![url.clone()], ..options.settings.clone() };
    let client = Client::new(settings, false).unwrap();
    let job = Job {
        client: &client,
        api: Some(&url),
        dir,
        keep_zip: options.keep_zip,
        accept_mismatch: options.accept_mismatch,
        when: "2020-06-01T00:00:00Z",
        watch: &watch,
    };
    let months = |(year, month)| Month::new(year, month).unwrap();
    let result = plan::list(&client, &sources::find(options.source).unwrap(), Some(&url), &watch)
        .and_then(|listed| plan::select(listed, months(options.from), months(options.to)))
        .and_then(|listed| job.run(&listed, &mut |d| done.push(d.clone())));
    Run { result, done, notes: notes.into_inner() }
}

/// Names in a folder, sorted, without the lock.
pub fn names(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir).unwrap();
    let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| !name.starts_with('.'));
    names.sort();
    names
}

pub fn read(dir: &Path, name: &str) -> Vec<u8> {
    std::fs::read(dir.join(name)).unwrap()
}

pub fn record(dir: &Path) -> Downloads {
    Downloads::read(dir).unwrap()
}

/// A zip archive of some files.
pub fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub fn sha256(bytes: &[u8]) -> String {
    digests(bytes).sha256
}

pub fn digests(bytes: &[u8]) -> unwarranted_fetch::checksum::Digests {
    let mut hasher = unwarranted_fetch::checksum::Hasher::default();
    hasher.update(bytes);
    hasher.finish()
}
