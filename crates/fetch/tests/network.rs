//! Networks and servers that break off, lie and refuse.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::server::{Length, Published, Reply};
use common::{Options, digests, month, names, portal, read, record, run, run_with, settings, sha256, table};
use serde_json::json;
use std::time::Duration;
use unwarranted_fetch::Settings;
use unwarranted_fetch::job::Status;
use unwarranted_fetch::plan::Why;

const FILE: &str = "EPD_202001.csv";

#[test]
fn a_month_is_fetched_recorded_and_then_passed_over() {
    let bytes = table(400, 0);
    let file = Published::new(bytes.clone(), "\"one\"");
    let entry = month(json!({"size": bytes.len(), "hash": digests(&bytes).md5}));
    let server = portal(vec![entry], move |request| file.reply(request));
    let dir = tempfile::tempdir().unwrap();
    let first = run(&server, dir.path()).ok();
    assert_eq!(first.done[0].status, Status::Fetched(Why::New));
    assert_eq!(read(dir.path(), FILE), bytes);
    assert_eq!(names(dir.path()), [FILE, "downloads.json"]);
    let entry = &record(dir.path()).files[0];
    let transferred = entry.transferred.as_ref().unwrap();
    assert_eq!((entry.bytes, &entry.sha256), (bytes.len() as u64, &sha256(&bytes)));
    assert_eq!((entry.dataset.as_str(), entry.resource_id.as_str()), ("english-prescribing-data-epd", "r1"));
    assert_eq!((entry.created.as_deref(), &entry.last_modified), (Some("2020-03-04T12:13:14.000000"), &None));
    assert_eq!((transferred.etag.as_deref(), transferred.zip), (Some("\"one\""), false));
    assert_eq!((entry.when.as_str(), entry.licence.as_str()), ("2020-06-01T00:00:00Z", "Open Government Licence v3.0"));
    let before = read(dir.path(), "downloads.json");
    let second = run(&server, dir.path()).ok();
    assert_eq!(second.done[0].status, Status::PassedOver);
    assert_eq!(read(dir.path(), "downloads.json"), before);
    assert_eq!(server.asked("/epd_202001.csv").len(), 1);
}

#[test]
fn a_connection_cut_anywhere_is_gone_on_from_and_gives_the_same_bytes() {
    let bytes = table(3_000, 0);
    for cut in [1, 511, 512, 513, 4_096, bytes.len() / 2, bytes.len() - 1] {
        let file = Published::new(bytes.clone(), "\"one\"");
        let server = portal(vec![month(json!({}))], move |request| {
            let reply = file.reply(request);
            if request.before == 0 { reply.cut(cut) } else { reply }
        });
        let dir = tempfile::tempdir().unwrap();
        run(&server, dir.path()).ok();
        assert_eq!(read(dir.path(), FILE), bytes, "cut after {cut}");
        let second = server.asked("/epd").remove(1);
        assert_eq!(second.header("range"), Some(format!("bytes={cut}-").as_str()), "cut after {cut}");
        assert_eq!(second.header("if-range"), Some("\"one\""));
        assert_eq!(names(dir.path()), [FILE, "downloads.json"]);
    }
}

#[test]
fn the_next_run_continues_one_that_ended() {
    let bytes = table(3_000, 0);
    let file = Published::new(bytes.clone(), "\"one\"");
    let server = portal(vec![month(json!({}))], move |request| {
        let reply = file.reply(request);
        if request.before == 0 { reply.cut(10_000) } else { reply }
    });
    let dir = tempfile::tempdir().unwrap();
    let once = Options { settings: Settings { attempts: 1, ..settings() }, ..Options::default() };
    let text = run_with(&server, dir.path(), once.clone()).error();
    assert!(
        text.contains("10000 bytes are kept in EPD_202001.part") && text.contains("run the same command again"),
        "{text}"
    );
    assert_eq!(names(dir.path()), ["EPD_202001.part", "EPD_202001.part.json"]);
    run_with(&server, dir.path(), once).ok();
    assert_eq!(server.asked("/epd")[1].header("range"), Some("bytes=10000-"));
    assert_eq!(read(dir.path(), FILE), bytes);
    assert_eq!(names(dir.path()), [FILE, "downloads.json"]);
}

#[test]
fn a_part_of_another_publication_is_not_gone_on_from() {
    let (old, new) = (table(3_000, 0), table(3_000, 5));
    let files = [Published::new(old, "\"one\""), Published::new(new.clone(), "\"two\"")];
    let entries = |n: usize| vec![month(json!({"last_modified": if n == 0 { "2020-04-01" } else { "2020-05-01" }}))];
    let server = common::portal_of(entries, move |request| match request.before {
        0 => files[0].reply(request).cut(9_000),
        _ => files[1].reply(request),
    });
    let dir = tempfile::tempdir().unwrap();
    let once = Options { settings: Settings { attempts: 1, ..settings() }, ..Options::default() };
    assert!(run_with(&server, dir.path(), once.clone()).result.is_err());
    run_with(&server, dir.path(), once).ok();
    assert_eq!(server.asked("/epd")[1].header("range"), None);
    assert_eq!(read(dir.path(), FILE), new);
}

#[test]
fn servers_that_ignore_range_or_mix_files_make_it_start_anew() {
    let (old, new) = (table(3_000, 0), table(3_000, 5));
    // The second answer: the whole file though a range was asked for; a rest of another file; a rest from elsewhere; 416.
    type Second = fn(&[u8]) -> Reply;
    let seconds: [(Second, &str); 4] = [
        (|new| Reply::new(200, new).with("ETag", "\"two\""), "whole"),
        (
            |new| {
                Reply::new(206, &new[9_000..])
                    .with("ETag", "\"two\"")
                    .with("Content-Range", format!("bytes 9000-{}/{}", new.len() - 1, new.len()))
            },
            "tag",
        ),
        (
            |new| {
                Reply::new(206, &new[100..])
                    .with("ETag", "\"one\"")
                    .with("Content-Range", format!("bytes 100-{}/{}", new.len() - 1, new.len()))
            },
            "start",
        ),
        (|_| Reply::new(416, ""), "416"),
    ];
    for (second, name) in seconds {
        let (first, last) = (Published::new(old.clone(), "\"one\""), Published::new(new.clone(), "\"two\""));
        let bytes = new.clone();
        let server = portal(vec![month(json!({}))], move |request| match request.before {
            0 => first.reply(request).cut(9_000),
            1 => second(&bytes),
            _ => last.reply(request),
        });
        let dir = tempfile::tempdir().unwrap();
        run(&server, dir.path()).ok();
        assert_eq!(read(dir.path(), FILE), new, "{name}");
        assert_eq!(
            record(dir.path()).files[0].transferred.as_ref().unwrap().etag.as_deref(),
            Some("\"two\""),
            "{name}"
        );
        if name != "whole" {
            assert_eq!(server.asked("/epd")[2].header("range"), None, "{name}");
        }
    }
}

#[test]
fn without_etag_and_date_nothing_is_added_to_a_part() {
    let bytes = table(3_000, 0);
    let file = Published { bytes: bytes.clone(), etag: None };
    let server = portal(vec![month(json!({}))], move |request| {
        let reply = file.reply(request);
        if request.before == 0 { reply.cut(9_000) } else { reply }
    });
    let dir = tempfile::tempdir().unwrap();
    run(&server, dir.path()).ok();
    assert_eq!(server.asked("/epd")[1].header("range"), None);
    assert_eq!(read(dir.path(), FILE), bytes);
}

#[test]
fn a_length_that_is_too_long_ends_in_an_error_that_says_so() {
    let file = Published::new(table(100, 0), "\"one\"");
    let promised = file.bytes.len() + 500;
    let server = portal(vec![month(json!({}))], move |request| match request.header("range") {
        None => file.reply(request).length(Length::Says(promised)),
        Some(_) => Reply::new(206, "")
            .length(Length::Says(500))
            .with("ETag", "\"one\"")
            .with("Content-Range", format!("bytes {}-{}/{promised}", file.bytes.len(), promised - 1)),
    });
    let dir = tempfile::tempdir().unwrap();
    let text = run(&server, dir.path()).error();
    assert!(
        text.contains(&format!("of {promised} bytes")) || text.contains(&format!("of the {promised} bytes")),
        "{text}"
    );
    assert!(text.contains("gave up after 4 attempts"), "{text}");
    assert_eq!(server.asked("/epd").len(), 4);
    assert_eq!(names(dir.path()), ["EPD_202001.part", "EPD_202001.part.json"]);
}

#[test]
fn a_length_that_is_too_short_is_found_by_the_portals_length_or_hash() {
    let bytes = table(100, 0);
    let facts = [json!({"size": bytes.len()}), json!({"hash": sha256(&bytes)}), json!({"hash": digests(&bytes).md5})];
    for (fact, requests) in facts.into_iter().zip([1, 1, 1]) {
        let short = Published::new(bytes[..1_000].to_vec(), "\"one\"");
        let server = portal(vec![month(fact.clone())], move |request| short.reply(request));
        let dir = tempfile::tempdir().unwrap();
        let text = run(&server, dir.path()).error();
        assert!(text.contains("the portal says") && text.contains("`accept-mismatch`"), "{text}");
        assert_eq!(server.asked("/epd").len(), requests);
        assert_eq!(names(dir.path()), Vec::<String>::new(), "{fact}");
        let accepting = Options { accept_mismatch: true, ..Options::default() };
        let done = run_with(&server, dir.path(), accepting).ok().done;
        assert!(done[0].notes[0].contains("accepted"), "{:?}", done[0].notes);
        assert_eq!(read(dir.path(), FILE), bytes[..1_000]);
        assert_eq!(record(dir.path()).files[0].notes, done[0].notes);
    }
}

#[test]
fn chunked_answers_end_with_their_last_chunk_and_not_before() {
    let bytes = table(500, 0);
    let file = Published::new(bytes.clone(), "\"one\"");
    let server = portal(vec![month(json!({}))], move |request| {
        let reply = Published { ..file.clone() }.reply(request).length(Length::Chunked);
        if request.before == 0 { reply.cut(3_500) } else { reply }
    });
    let dir = tempfile::tempdir().unwrap();
    run(&server, dir.path()).ok();
    assert_eq!(server.asked("/epd").len(), 2);
    assert_eq!(read(dir.path(), FILE), bytes);
}

#[test]
fn a_file_without_end_is_refused() {
    let file = Published::new(table(4_000, 0), "\"one\"");
    for length in [Length::Chunked, Length::True] {
        let file = file.clone();
        let server = portal(vec![month(json!({}))], move |request| file.reply(request).length(length));
        let dir = tempfile::tempdir().unwrap();
        let small = Options { settings: Settings { largest_file: 50_000, ..settings() }, ..Options::default() };
        let text = run_with(&server, dir.path(), small).error();
        assert!(text.contains("more than 50000 bytes"), "{text}");
        assert_eq!(names(dir.path()), Vec::<String>::new());
    }
}

#[test]
fn faults_pass_and_absence_does_not() {
    let bytes = table(50, 0);
    for (statuses, requests, says) in [
        (vec![500, 502, 503], 4, ""),
        (vec![429], 2, ""),
        (vec![404], 1, "not found (HTTP 404)"),
        (vec![403], 1, "refuses access (HTTP 403)"),
        (vec![418], 1, "unexpected answer (HTTP 418)"),
        (vec![500; 9], 4, "gave up after 4 attempts"),
    ] {
        let file = Published::new(bytes.clone(), "\"one\"");
        let given = statuses.clone();
        let server = portal(vec![month(json!({}))], move |request| match given.get(request.before) {
            Some(status) => Reply::new(*status, "<html>sorry</html>"),
            None => file.reply(request),
        });
        let dir = tempfile::tempdir().unwrap();
        let run = run(&server, dir.path());
        assert_eq!(server.asked("/epd").len(), requests, "{statuses:?}");
        if says.is_empty() {
            run.ok();
            assert_eq!(read(dir.path(), FILE), bytes);
        } else {
            assert!(run.error().contains(says), "{}", run.error());
            assert_eq!(names(dir.path()), Vec::<String>::new());
        }
    }
}

#[test]
fn a_server_that_asks_for_a_longer_delay_gets_one_up_to_the_longest() {
    let file = Published::new(table(50, 0), "\"one\"");
    let server = portal(vec![month(json!({}))], move |request| match request.before {
        0 => Reply::new(429, "").with("Retry-After", "3600"),
        1 => Reply::new(503, "").with("Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT"),
        _ => file.reply(request),
    });
    let dir = tempfile::tempdir().unwrap();
    let patient = Settings { longest_delay: Duration::from_millis(30), ..settings() };
    let notes = run_with(&server, dir.path(), Options { settings: patient, ..Options::default() }).ok().notes;
    assert!(notes[0].ends_with("(HTTP 429); trying again in 0.03 s"), "{notes:?}");
    assert!(notes[1].ends_with("(HTTP 503); trying again in 0.002 s"), "{notes:?}");
}

#[test]
fn redirects_are_followed_with_the_range() {
    let bytes = table(3_000, 0);
    let file = Published::new(bytes.clone(), "\"one\"");
    let server = portal(vec![month(json!({}))], move |request| match request.path.as_str() {
        "/epd_202001.csv" => Reply::new(302, "").with("Location", "/store/a.csv?key=secret"),
        "/store/a.csv?key=secret" if request.before == 0 => file.reply(request).cut(9_000),
        "/store/a.csv?key=secret" => file.reply(request),
        _ => Reply::new(404, ""),
    });
    let dir = tempfile::tempdir().unwrap();
    run(&server, dir.path()).ok();
    assert_eq!(server.asked("/store")[1].header("range"), Some("bytes=9000-"));
    assert_eq!(read(dir.path(), FILE), bytes);
    let endless = portal(vec![month(json!({}))], |_| Reply::new(302, "").with("Location", "/epd_202001.csv"));
    assert!(run(&endless, tempfile::tempdir().unwrap().path()).error().contains("redirect"));
}

#[test]
fn pages_and_explanations_instead_of_data_are_refused() {
    let page = "<!DOCTYPE html><html><head><title>Down for maintenance</title></head></html>";
    let cases = [
        (Reply::new(200, page), "a web page (\"Down for maintenance\") came instead of the data file"),
        (Reply::new(200, "Sorry").with("Content-Type", "text/html; charset=utf-8"), "a web page came"),
        (Reply::new(200, r#"{"success": false}"#), "JSON, probably an explanation"),
        (Reply::new(200, ""), "an empty file came"),
        (
            Reply::new(200, "packed").with("Content-Encoding", "gzip"),
            "the server sends the file compressed, although it was asked not to (gzip)",
        ),
    ];
    for (reply, says) in cases {
        let server = portal(vec![month(json!({}))], move |_| reply.clone());
        let dir = tempfile::tempdir().unwrap();
        let text = run(&server, dir.path()).error();
        assert!(text.contains(says) && text.contains("nothing was written"), "{text}");
        assert_eq!(names(dir.path()), Vec::<String>::new());
        assert_eq!(server.asked("/epd").len(), 1);
    }
}

#[test]
fn a_silent_server_counts_as_broken() {
    let bytes = table(3_000, 0);
    let file = Published::new(bytes.clone(), "\"one\"");
    let server = portal(vec![month(json!({}))], move |request| {
        let reply = file.reply(request);
        if request.before == 0 { reply.stall(9_000) } else { reply }
    });
    let dir = tempfile::tempdir().unwrap();
    let impatient = Settings { silence: Duration::from_millis(300), ..settings() };
    run_with(&server, dir.path(), Options { settings: impatient, ..Options::default() }).ok();
    assert_eq!(server.asked("/epd")[1].header("range"), Some("bytes=9000-"));
    assert_eq!(read(dir.path(), FILE), bytes);
}

#[test]
fn plain_http_is_refused_where_https_is_expected() {
    let client = unwarranted_fetch::client::Client::new(settings(), true).unwrap();
    let server = portal(vec![], |_| Reply::new(404, ""));
    let text = client.json(&server.url(), &|_| {}).unwrap_err().to_string();
    assert!(text.contains("https"), "{text}");
    assert_eq!(server.seen().len(), 0);
}
