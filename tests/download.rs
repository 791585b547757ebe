//! End to end: `download` and `list sources`, against a server on this machine that plays the portal.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;
#[path = "../crates/fetch/tests/server/mod.rs"]
mod server;

use common::{failure, files_below, stdout, unwarranted};
use serde_json::{Value, json};
use server::{Published, Reply, Server, package};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const RETIRED: &str = "/api/3/action/package_show?id=english-prescribing-data-epd";
const SNOMED: &str = "/api/3/action/package_show?id=english-prescribing-dataset-epd-with-snomed-code";

fn table(month: &str, rows: usize) -> Vec<u8> {
    let row = |n: usize| format!("{month},A{:05},0501013B0AAAB{:02},{n}\r\n", n % 90, n % 80);
    ("YEAR_MONTH,PRACTICE_CODE,BNF_CODE,ITEMS\r\n".to_owned() + &(0..rows).map(row).collect::<String>()).into_bytes()
}

/// Three months: one in the retired dataset only, one in both, one with SNOMED codes only.
fn portal(first: impl Fn(Reply) -> Reply + Send + Sync + 'static) -> Server {
    let entry = |name: &str, modified: Value| {
        json!({"id": name.to_lowercase(), "name": name, "url": format!("{{base}}/{name}.csv"), "size": 22_996,
            "created": "2021-01-20T10:00:00", "last_modified": modified})
    };
    Server::start(move |request| {
        let base = format!("http://{}", request.header("host").unwrap());
        let mut reply = match request.path.as_str() {
            RETIRED => package(&[entry("EPD_202010", json!(null)), entry("EPD_202011", json!(null))]),
            SNOMED => package(&[
                entry("EPD_SNOMED_202011", json!("2021-02-03T10:00:00")),
                entry("EPD_SNOMED_202012", json!(null)),
                json!({"id": "other", "name": "Data dictionary", "url": "{base}/x.pdf"}),
            ]),
            path if path.starts_with("/api/") => server::unknown(),
            path => {
                let month = path.trim_end_matches(".csv").rsplit('_').next().unwrap();
                let reply = Published::new(table(month, 659), "\"one\"").reply(request);
                return if request.before == 0 { first(reply) } else { reply };
            }
        };
        reply.body = String::from_utf8(reply.body).unwrap().replace("{base}", &base).into_bytes();
        reply
    })
}

/// No test asks anything but its own server: proxies of the environment are left out.
fn download(server: &Server, args: &[&str]) -> assert_cmd::Command {
    let mut command = unwarranted();
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"] {
        command.env_remove(name);
    }
    command.env("SOURCE_DATE_EPOCH", "1600000000").args(["download"]).args(args).args(["--api", &server.url()]);
    command
}

fn succeed(server: &Server, args: &[&str]) -> String {
    let output = download(server, args).output().unwrap();
    assert!(output.status.success(), "{args:?} failed: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn visible(dir: &Path) -> Vec<String> {
    let names = files_below(dir).into_iter().map(|path| path.to_string_lossy().into_owned());
    names.filter(|name| !name.starts_with('.')).collect()
}

#[test]
fn a_year_is_downloaded_recorded_and_passed_over_the_second_time() {
    let server = portal(|reply| reply);
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().join("downloads").to_string_lossy().into_owned();
    let args = ["epd", "--from", "2020-10", "--to", "2020-12", "--into", &into];
    let text = succeed(&server, &args);
    assert!(text.contains("EPD_202010.csv: 22,996 bytes, downloaded (not there yet)"), "{text}");
    assert!(text.contains("Contains NHSBSA data: English Prescribing Dataset"), "{text}");
    let names = ["EPD_202010.csv", "EPD_SNOMED_202011.csv", "EPD_SNOMED_202012.csv", "downloads.json"];
    assert_eq!(visible(Path::new(&into)), names);
    assert_eq!(std::fs::read(Path::new(&into).join("EPD_202010.csv")).unwrap(), table("202010", 659));
    let record = std::fs::read_to_string(Path::new(&into).join("downloads.json")).unwrap();
    let json: Value = serde_json::from_str(&record).unwrap();
    let files = json["files"].as_array().unwrap();
    assert_eq!(files.len(), 3);
    assert!(files.iter().all(|f| f["when"] == "2020-09-13T12:26:40Z" && f["sha256"].as_str().unwrap().len() == 64));
    assert_eq!(files[1]["last_modified"], "2021-02-03T10:00:00");
    let text = succeed(&server, &args);
    assert_eq!(text.matches("already here, skipped").count(), 3, "{text}");
    assert_eq!(std::fs::read_to_string(Path::new(&into).join("downloads.json")).unwrap(), record);
    assert_eq!(server.asked("/EPD").len(), 3);
}

#[test]
fn list_and_dry_run_fetch_nothing() {
    let server = portal(|reply| reply);
    let text = succeed(&server, &["epd", "--list"]);
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[0].starts_with("2020-10  epd-v2") && lines[0].contains("published 2021-01-20  22,996 bytes"),
        "{text}"
    );
    assert!(lines[1].starts_with("2020-11  epd-snomed") && lines[1].contains("published 2021-02-03"), "{text}");
    assert_eq!(lines[3], "3 months, 2020-10 to 2020-12");
    assert_eq!(succeed(&server, &["epd", "--list", "--from", "2020-12"]).lines().count(), 2);
    for option in ["--keep-zip", "--accept-mismatch", "--dry-run"] {
        let error = failure(&["download", "epd", "--list", option]);
        assert!(error.contains("'--list' cannot be used with") && error.contains(option), "{error}");
    }
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().to_string_lossy().into_owned();
    let text = succeed(&server, &["epd", "--from", "2020-10", "--to", "2020-11", "--into", &into, "--dry-run"]);
    assert!(text.contains("2020-11  EPD_SNOMED_202011  would be fetched: not there yet"), "{text}");
    assert!(text.ends_with("2 would be fetched of 2 months; nothing was\n"), "{text}");
    assert_eq!(server.asked("/EPD").len(), 0);
    assert_eq!(files_below(folder.path()).len(), 0);
}

#[test]
fn a_run_that_is_killed_is_gone_on_from() {
    let server = portal(|reply| reply.stall(9_000));
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().to_string_lossy().into_owned();
    let args = ["epd", "--from", "2020-10", "--into", &into];
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("unwarranted"))
        .args(["download"])
        .args(args)
        .args(["--api", &server.url()])
        .envs([("NO_PROXY", "*"), ("no_proxy", "*")])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let part = folder.path().join("EPD_202010.part");
    for _ in 0..1_500 {
        if part.metadata().is_ok_and(|m| m.len() == 9_000) {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(part.metadata().unwrap().len(), 9_000);
    assert_eq!(visible(folder.path()), ["EPD_202010.part", "EPD_202010.part.json"]);
    succeed(&server, &args);
    assert_eq!(server.asked("/EPD")[1].header("range"), Some("bytes=9000-"));
    assert_eq!(std::fs::read(folder.path().join("EPD_202010.csv")).unwrap(), table("202010", 659));
    assert_eq!(visible(folder.path()), ["EPD_202010.csv", "downloads.json"]);
}

#[test]
fn refusals_say_what_to_do() {
    let server = portal(|_| Reply::new(404, ""));
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().to_string_lossy().into_owned();
    let refused = |args: &[&str]| {
        let output = download(&server, args).output().unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    let text = refused(&["epd", "--from", "2020-10", "--into", &into]);
    assert!(text.contains("nothing was downloaded") && text.contains("not found (HTTP 404)"), "{text}");
    let text = refused(&["epd", "--from", "2020-12", "--to", "2021-02", "--into", &into]);
    assert!(text.contains("does not list 2021-01, 2021-02; it lists 2020-10 to 2020-12"), "{text}");
    let text = refused(&["qof", "--from", "2020-12", "--into", &into]);
    assert!(text.contains("by hand from https://digital.nhs.uk/"), "{text}");
    assert!(refused(&["epds", "--list"]).contains("expected one of bnf-codes, epd"));
    assert!(refused(&["epd", "--from", "2020", "--into", &into]).contains("expected a month such as 2019-06"));
    assert!(refused(&["epd", "--from", "2020-10"]).contains("--into"));
    let text = failure(&["download", "epd", "--list", "--api", "opendata.nhsbsa.net"]);
    assert!(text.contains("expected the address of a portal"), "{text}");
    assert_eq!(visible(folder.path()), Vec::<String>::new());
}

#[test]
fn sources_are_listed_with_licence_and_page() {
    let text = stdout(&["list", "sources"]);
    for part in [
        "epd-v2  English Prescribing Dataset (EPD), retired",
        "get it     unwarranted download epd (or epd-snomed)",
        "by hand    Open the page",
        "Open Government Licence v3.0",
        "https://geoportal.statistics.gov.uk/",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}
