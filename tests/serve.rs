//! `serve`: the page of the program answers as the command line does, to this machine alone, and nothing is written.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests")]

mod common;

use common::driver::{Browser, chromium};
use common::{failure, file, small_table, stdout};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A server on a free port.
struct Served {
    child: Child,
    at: String,
}

impl Served {
    fn open(args: &[&str]) -> Self {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin!("unwarranted"))
            .arg("serve")
            .args(args)
            .args(["--port", "0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let at = line.trim().strip_prefix("http://").and_then(|at| at.strip_suffix('/')).unwrap().to_owned();
        assert!(at.starts_with("127.0.0.1:"), "{at}");
        Self { child, at }
    }

    /// The whole reply to a request.
    fn request(&self, head: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.at).unwrap();
        write!(stream, "{head}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).unwrap();
        String::from_utf8_lossy(&reply).into_owned()
    }

    fn ask(&self, cut: &Value, message: &Value) -> Value {
        let body = json!({"cut": cut, "message": message}).to_string();
        let reply = self.request(&format!("POST /ask HTTP/1.1\r\nHost: {}", self.at), &body);
        serde_json::from_str(reply.split_once("\r\n\r\n").unwrap().1).unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A store with two months of prescribing.
fn store(folder: &Path) -> String {
    let april = std::fs::read_to_string(unwarranted_testing::fixture("epd-v2/EPD_201904.csv")).unwrap();
    let may = april.replace("\n201904", "\n201905");
    let mut lists = String::from(
        "PUBLICATION,EXTRACT_DATE,ORG_TYPE,ORG_CODE,ONS_CODE,POSTCODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS\n",
    );
    for (practice, n) in [("A90001", 1000), ("A90002", 550), ("B90001", 700)] {
        lists += &format!("SYNTHETIC_LIST,01APR2019,GP,{practice},,ZZ1 1AA,ALL,ALL,{n}\n");
    }
    let files = [("EPD_201904.csv", &april), ("EPD_201905.csv", &may), ("list.csv", &lists)];
    let paths = files.map(|(name, text)| file(folder, name, text));
    let store = folder.join("store").to_string_lossy().into_owned();
    stdout(&["ingest", &paths[0], &paths[1], &paths[2], "--store", &store]);
    store
}

#[test]
fn a_store_answers_for_any_code_and_down_to_practices() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let served = Served::open(&["--store", &store, "--bnf", "05"]);
    let cut = json!({"code": "0501", "level": "practice"});
    let site: Value = serde_json::from_str(served.ask(&cut, &Value::Null)["ok"].as_str().unwrap()).unwrap();
    let treatment = site["treatments"][0]["id"].as_str().unwrap();
    let asked = json!({"treatment": treatment, "way": 0, "period": "2019-05"});
    let say =
        |kind: &str| served.ask(&cut, &json!(json!({ kind: asked }).to_string()))["ok"].as_str().unwrap().to_owned();
    let study = file(folder.path(), "study.toml", say("study"));
    // The program answers itself: to the byte.
    assert_eq!(say("csv"), stdout(&["outliers", "--study", &study, "--format", "csv"]));
    let csv = say("csv");
    let unknown: Vec<&str> = csv.lines().filter(|line| line.contains(",not-reported: ")).collect();
    assert_eq!(csv.lines().count(), 1 + 3 + unknown.len(), "three practices: {csv}");
    // A stand-in for unidentified prescribers, whose patients nobody reports.
    assert!(matches!(unknown[..], [line] if line.contains(",Q90998,")), "{unknown:?}");
    let error = served.ask(&json!({"code": "../x.toml", "level": ""}), &Value::Null);
    assert!(error["error"].as_str().unwrap().contains("no BNF code and no treatment"), "{error}");
    // A reader of a page types no options and no commands.
    let said = |code: &str, level: &str| {
        let error = served.ask(&json!({"code": code, "level": level}), &Value::Null);
        let said = error["error"].as_str().unwrap().to_owned();
        assert!(!said.contains("--") && !said.contains("unwarranted ") && !said.contains('`'), "{said}");
        said
    };
    assert!(said("9999", "ccg").contains("9999"));
    assert_eq!(
        said("xyz", "ccg"),
        "There is no treatment 'xyz'. Type a BNF code such as 0501, or the identifier of a treatment."
    );
    said("0501", "galaxy");
    // Only levels that the store can answer are offered; another says which months lack it, once for each run of months.
    let script = served.request(&format!("GET /served.js HTTP/1.1\r\nHost: {}", served.at), "");
    for (level, offered) in [("practice", true), ("ccg", true), ("pct", false), ("icb", false), ("stp", false)] {
        assert_eq!(script.contains(&format!("[\"{level}\",")), offered, "{level}: {script}");
    }
    let stp = said("0501", "stp");
    assert!(stp.contains("2019-04 to 2019-05 (area-team); choose"), "{stp}");
    assert!(stp.starts_with(&store), "a path keeps its letters: {stp}");
}

#[test]
fn only_pages_that_it_serves_itself_can_ask() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "small.csv", small_table());
    let served = Served::open(&[&path]);
    let host = format!("Host: {}", served.at);
    let first = |head: &str, body: &str| served.request(head, body).lines().next().unwrap().to_owned();
    let page = served.request(&format!("GET / HTTP/1.1\r\n{host}"), "");
    assert!(
        page.starts_with("HTTP/1.1 200") && page.contains("connect-src 'self'") && page.contains("nosniff"),
        "{page}"
    );
    // A name that another site gives this address, and a script of another site.
    assert!(first("GET / HTTP/1.1\r\nHost: evil.example", "").contains("403"));
    assert!(first(&format!("POST /ask HTTP/1.1\r\n{host}\r\nOrigin: http://evil.example"), "{}").contains("403"));
    assert!(first(&format!("GET /../../etc/passwd HTTP/1.1\r\n{host}"), "").contains("404"));
    assert!(first(&format!("GET /%2e%2e/secret HTTP/1.1\r\n{host}"), "").contains("404"));
    assert!(first(&format!("DELETE / HTTP/1.1\r\n{host}"), "").contains("405"));
    assert!(first(&format!("POST /ask HTTP/1.1\r\n{host}"), &"x".repeat(1 << 21)).contains("413"));
    let nonsense = served.request(&format!("POST /ask HTTP/1.1\r\n{host}"), "nonsense");
    assert!(nonsense.contains("the page sent something that cannot be read"), "{nonsense}");
    assert!(failure(&["serve", "missing.csv", "--port", "0"]).contains("missing.csv"));
    assert!(failure(&["serve", "-"]).contains("standard input"));
}

#[test]
fn the_page_works_in_a_browser() {
    let Some(chromium) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let served = Served::open(&["--store", &store, "--bnf", "05"]);
    let mut browser = Browser::open(&chromium);
    browser.go(&format!("http://{}/", served.at), 1280);
    browser.until("!document.querySelector('#answer').hidden");
    assert_eq!(browser.ask("document.querySelectorAll('#areas tbody tr').length"), 2);
    browser.ask("document.querySelector('#level').value = 'practice'; document.querySelector('#level').dispatchEvent(new Event('change'))");
    browser.until(
        "location.hash.includes('level=practice') && /quay/i.test(document.querySelector('#areas').textContent)",
    );
    browser.ask("document.querySelector('#code').value = 'nothing/here'; document.querySelector('#code').dispatchEvent(new Event('change'))");
    browser.until("document.querySelector('#state').textContent.includes('no BNF code and no treatment')");
    assert_eq!(browser.console, Vec::<String>::new());
}
