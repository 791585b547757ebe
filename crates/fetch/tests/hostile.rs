//! Servers that send for ever, lead inside, or give another file than the published one.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::server::{Published, Reply, Server};
use common::{Options, month, names, portal, read, run, run_with, settings, table, zip_of};
use serde_json::json;
use std::time::Duration;
use unwarranted_fetch::client::{Client, Settings};
use unwarranted_fetch::pace::Pace;

const FILE: &str = "EPD_202001.csv";

#[test]
fn a_server_that_drips_counts_as_broken_and_what_came_is_kept() {
    let file = Published::new(table(3_000, 0), "\"one\"");
    let server = portal(vec![month(json!({}))], move |request| file.reply(request).drip(Duration::from_millis(2)));
    let dir = tempfile::tempdir().unwrap();
    let pace = Pace { bytes: 1 << 20, window: Duration::from_millis(100), ..Pace::default() };
    let text =
        run_with(&server, dir.path(), Options { settings: Settings { pace, ..settings() }, ..Options::default() })
            .error();
    assert!(text.contains("at least 1048576 are expected") && text.contains("gave up after 4 attempts"), "{text}");
    assert_eq!(names(dir.path()), ["EPD_202001.part", "EPD_202001.part.json"]);
    let pace = Pace { bytes: 0, whole: Duration::from_millis(100), ..Pace::default() };
    let text =
        run_with(&server, dir.path(), Options { settings: Settings { pace, ..settings() }, ..Options::default() })
            .error();
    assert!(text.contains("gave up after 4 attempts"), "{text}");
}

#[test]
fn a_list_that_drips_is_given_up() {
    let server = Server::start(|_| Reply::new(200, vec![b' '; 100_000]).drip(Duration::from_millis(2)));
    let pace = Pace { bytes: 1 << 20, window: Duration::from_millis(100), ..Pace::default() };
    let settings = Settings { pace, attempts: 1, portals: vec![server.url()], ..settings() };
    let client = Client::new(settings, false).unwrap();
    let text = client.json(&server.url(), &|_| {}).unwrap_err().to_string();
    assert!(text.contains("at least 1048576 are expected"), "{text}");
}

#[test]
fn addresses_on_this_machine_or_its_network_are_not_asked() {
    let secret = Server::start(|_| Reply::new(200, table(10, 0)));
    let (port, own) = (secret.url(), secret.url().replace("127.0.0.1", "localhost"));
    let other = |host: &str| port.replace("127.0.0.1", host);
    let mut addresses =
        vec![port.clone(), own, other("[::1]"), other("[::ffff:127.0.0.1]"), other("0.0.0.0"), other("2130706433")];
    addresses.extend(
        ["http://169.254.169.254/latest", "http://10.1.2.3/", "http://[fe80::1]/", "http://[fc00::1]/"]
            .map(str::to_owned),
    );
    for address in addresses {
        // Both ways in: what the portal lists, and where a redirect leads.
        for listed in [false, true] {
            let to = address.clone();
            let entry = if listed { json!({"url": address}) } else { json!({}) };
            let server = portal(vec![month(entry)], move |_| Reply::new(302, "").with("Location", to.clone()));
            let dir = tempfile::tempdir().unwrap();
            let text = run(&server, dir.path()).error();
            assert!(text.contains("this server was not asked"), "{address}: {text}");
            assert_eq!(text.contains("sends on to"), !listed, "{text}");
            assert_eq!(names(dir.path()), Vec::<String>::new());
        }
    }
    assert_eq!(secret.seen().len(), 0);
}

#[test]
fn a_portal_that_the_user_did_not_name_is_not_asked_on_this_machine() {
    let server = Server::start(|_| Reply::new(200, "{}"));
    let text = Client::new(settings(), false).unwrap().json(&server.url(), &|_| {}).unwrap_err().to_string();
    assert!(text.contains("this server was not asked"), "{text}");
    assert_eq!(server.seen().len(), 0);
    let named = Settings { portals: vec![server.url().replace("127.0.0.1", "localhost")], ..settings() };
    assert!(Client::new(named, false).unwrap().json(&server.url(), &|_| {}).is_ok(), "the same place by another name");
}

#[test]
fn redirects_to_other_kinds_of_address_are_refused() {
    for to in ["file:///etc/passwd", "ftp://a.uk/x", "", "http://user:word@127.0.0.1/"] {
        let server = portal(vec![month(json!({}))], move |_| Reply::new(302, "").with("Location", to));
        let text = run(&server, tempfile::tempdir().unwrap().path()).error();
        assert!(text.contains("is of no use"), "{text}");
    }
}

#[test]
fn another_file_than_the_published_table_gets_no_name() {
    let zipped = |bytes: &[u8]| zip_of(&[("EPD_202001.csv", bytes)]);
    let page = b"<!DOCTYPE html><title>Sorry</title>".to_vec();
    let cases: [(Vec<u8>, &str); 9] = [
        (b"name,age\r\nx,1\r\n".to_vec(), "its first line is 'name,age', without YEAR_MONTH"),
        (b"YEAR_MONTH,PRACTICE_CODE,BNF_CODE,ITEMS\r\n".to_vec(), "no row"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0".to_vec(), "a binary file"),
        ([b"\x1f\x8b\x08\0".to_vec(), table(9, 0)].concat(), "a binary file"),
        (zipped(b"name,age\r\nx,1\r\n"), "another table"),
        (zipped(b"\0\x01\x02"), "a binary file"),
        (zipped(&page), "a web page (\"Sorry\")"),
        (zipped(b""), "an empty file"),
        (zipped(&zipped(&table(9, 0))), "a binary file"),
    ];
    for (bytes, says) in cases {
        for keep_zip in [false, true] {
            let file = Published::new(bytes.clone(), "\"one\"");
            let server = portal(vec![month(json!({}))], move |request| file.reply(request));
            let dir = tempfile::tempdir().unwrap();
            let text = run_with(&server, dir.path(), Options { keep_zip, ..Options::default() }).error();
            assert!(text.contains(says) && text.contains("came instead of the data file"), "{says}: {text}");
            assert_eq!(names(dir.path()), Vec::<String>::new(), "{says}");
        }
    }
    // Renamed columns can be taken on demand.
    let renamed = b"MONTH,PRACTICE\r\n202001,A81001\r\n".to_vec();
    let file = Published::new(renamed.clone(), "\"one\"");
    let server = portal(vec![month(json!({}))], move |request| file.reply(request));
    let dir = tempfile::tempdir().unwrap();
    run_with(&server, dir.path(), Options { accept_mismatch: true, ..Options::default() }).ok();
    assert_eq!(read(dir.path(), FILE), renamed);
}

#[test]
fn a_file_of_the_right_length_that_is_no_table_is_not_adopted() {
    let bytes = table(50, 0);
    let file = Published::new(bytes.clone(), "\"one\"");
    let server = portal(vec![month(json!({"size": bytes.len()}))], move |request| file.reply(request));
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join(FILE), vec![0; bytes.len()]).unwrap();
    run(&server, dir.path()).ok();
    assert_eq!(read(dir.path(), FILE), bytes);
}

#[test]
fn an_archive_with_two_files_of_one_name_is_refused() {
    let mut bytes = zip_of(&[("EPD_202001.csv", &table(9, 0)), ("EPD_202002.csv", &table(9, 1))]);
    let (one, two) = (b"EPD_202001.csv", b"EPD_202002.csv");
    for at in 0..bytes.len() - two.len() {
        if bytes[at..].starts_with(two) {
            bytes[at..at + one.len()].copy_from_slice(one);
        }
    }
    let file = Published::new(bytes, "\"one\"");
    let server = portal(vec![month(json!({}))], move |request| file.reply(request));
    let dir = tempfile::tempdir().unwrap();
    let text = run(&server, dir.path()).error();
    assert!(text.contains("two of its files have one name") && text.contains("nothing was unpacked"), "{text}");
    assert_eq!(names(dir.path()), Vec::<String>::new());
}
