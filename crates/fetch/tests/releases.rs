//! Releases, re-releases, archives, and folders in any state.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::server::{self, Published, Reply, Server};
use common::{
    EPD, Options, SNOMED, digests, month, names, portal, portal_of, read, record, run, run_with, settings, sha256,
    table, zip_of,
};
use serde_json::json;
use std::path::Path;
use unwarranted_fetch::job::Status;
use unwarranted_fetch::plan::Why;
use unwarranted_fetch::{Settings, manifest::Downloads};

const FILE: &str = "EPD_202001.csv";

/// A portal that publishes `old` when it is asked for the first time and `new` from then on.
fn released_twice(old: &[u8], new: &[u8], etags: [&'static str; 2]) -> Server {
    let files = [Published::new(old, etags[0]), Published::new(new, etags[1])];
    let entries = |n: usize| {
        vec![month(json!({"last_modified": if n == 0 { json!(null) } else { json!("2020-05-01T10:00:00") }}))]
    };
    portal_of(entries, move |request| files[request.before.min(1)].reply(request))
}

#[test]
fn a_release_with_other_bytes_is_put_beside_the_earlier_one() {
    let (old, new) = (table(300, 0), table(300, 9));
    let server = released_twice(&old, &new, ["\"one\"", "\"two\""]);
    let dir = tempfile::tempdir().unwrap();
    run(&server, dir.path()).ok();
    let second = run(&server, dir.path()).ok();
    assert_eq!(second.done[0].status, Status::Fetched(Why::Changed));
    assert_eq!(server.asked("/epd")[1].header("if-none-match"), Some("\"one\""));
    let kept = "EPD_202001.2020-03-04.csv";
    assert_eq!(names(dir.path()), [kept, FILE, "downloads.json"]);
    assert_eq!((read(dir.path(), FILE), read(dir.path(), kept)), (new.clone(), old.clone()));
    let files = record(dir.path()).files;
    assert_eq!((files[0].file.as_str(), files[0].superseded_by.clone()), (kept, Some(sha256(&new))));
    assert_eq!((files[1].file.as_str(), files[1].superseded_by.clone()), (FILE, None));
    assert_eq!((&files[0].sha256, &files[1].sha256), (&sha256(&old), &sha256(&new)));
    assert_eq!(run(&server, dir.path()).ok().done[0].status, Status::PassedOver);
}

#[test]
fn a_release_with_the_same_bytes_is_not_fetched_again() {
    let bytes = table(300, 0);
    for etags in [["\"one\"", "\"one\""], ["\"one\"", "\"two\""]] {
        let server = released_twice(&bytes, &bytes, etags);
        let dir = tempfile::tempdir().unwrap();
        run(&server, dir.path()).ok();
        assert_eq!(run(&server, dir.path()).ok().done[0].status, Status::SameBytes);
        assert_eq!(names(dir.path()), [FILE, "downloads.json"]);
        let entry = &record(dir.path()).files[0];
        assert_eq!(entry.last_modified.as_deref(), Some("2020-05-01T10:00:00"));
        assert_eq!(entry.sha256, sha256(&bytes));
        assert_eq!(run(&server, dir.path()).ok().done[0].status, Status::PassedOver);
        assert_eq!(server.asked("/epd").len(), 2);
    }
}

#[test]
fn a_server_that_calls_other_bytes_the_same_is_not_believed() {
    let (old, new) = (table(300, 0), table(300, 9));
    let hash = sha256(&new);
    let files = [Published::new(old, "\"one\""), Published::new(new.clone(), "\"one\"")];
    let entries = move |n: usize| vec![month(if n == 0 { json!({}) } else { json!({"hash": hash}) })];
    let server = portal_of(entries, move |request| files[request.before.min(1)].reply(request));
    let dir = tempfile::tempdir().unwrap();
    run(&server, dir.path()).ok();
    assert_eq!(run(&server, dir.path()).ok().done[0].status, Status::Fetched(Why::Changed));
    assert_eq!(read(dir.path(), FILE), new);
}

#[test]
fn a_crash_between_record_and_renaming_is_mended_and_loses_nothing() {
    let (old, new) = (table(300, 0), table(300, 9));
    let server = released_twice(&old, &new, ["\"one\"", "\"two\""]);
    let dir = tempfile::tempdir().unwrap();
    run(&server, dir.path()).ok();
    run(&server, dir.path()).ok();
    // The state before the renaming: the record is the new one and the file still the old one.
    std::fs::write(dir.path().join(FILE), &old).unwrap();
    let mended = run(&server, dir.path()).ok();
    assert_eq!(mended.done[0].status, Status::Fetched(Why::Damaged));
    assert_eq!(names(dir.path()), ["EPD_202001.2020-03-04.csv", FILE, "downloads.json"]);
    assert_eq!((read(dir.path(), FILE), read(dir.path(), "EPD_202001.2020-03-04.csv")), (new, old));
}

#[test]
fn files_of_unknown_origin_are_adopted_or_kept_never_overwritten() {
    let bytes = table(300, 0);
    let hash = sha256(&bytes);
    let foreign = b"my own notes".to_vec();
    let serve = |entry, bytes: &[u8]| {
        let file = Published::new(bytes, "\"one\"");
        portal(vec![entry], move |request| file.reply(request))
    };
    for (fact, there, status) in [
        (json!({"hash": hash, "size": bytes.len()}), &bytes, Status::Adopted),
        (json!({"size": bytes.len()}), &bytes, Status::Adopted),
        (json!({}), &bytes, Status::Fetched(Why::Unrecorded)),
        (json!({"hash": hash}), &foreign, Status::Fetched(Why::Unrecorded)),
    ] {
        let server = serve(month(fact), &bytes);
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(FILE), there).unwrap();
        let done = run(&server, dir.path()).ok().done;
        assert_eq!(done[0].status, status);
        assert_eq!(read(dir.path(), FILE), bytes);
        assert_eq!(server.asked("/epd").len(), usize::from(status != Status::Adopted));
        let kept = format!("EPD_202001.{}.csv", &sha256(&foreign)[..8]);
        assert_eq!(dir.path().join(&kept).exists(), *there == foreign);
    }
}

#[test]
fn a_file_changed_on_disk_is_fetched_again_and_kept() {
    let bytes = table(300, 0);
    let file = Published::new(bytes.clone(), "\"one\"");
    let server = portal(vec![month(json!({}))], move |request| file.reply(request));
    let dir = tempfile::tempdir().unwrap();
    run(&server, dir.path()).ok();
    std::fs::write(dir.path().join(FILE), "edited").unwrap();
    let again = run(&server, dir.path()).ok();
    assert_eq!(again.done[0].status, Status::Fetched(Why::Damaged));
    assert_eq!(server.asked("/epd")[1].header("if-none-match"), None);
    let kept = format!("EPD_202001.{}.csv", &sha256(b"edited")[..8]);
    assert_eq!(read(dir.path(), &kept), b"edited");
    assert_eq!(read(dir.path(), FILE), bytes);
    std::fs::remove_file(dir.path().join(FILE)).unwrap();
    assert_eq!(run(&server, dir.path()).ok().done[0].status, Status::Fetched(Why::New));
}

/// A portal that offers archives under addresses that expire, as that of the NHSBSA does.
fn archives(bytes: &[u8], zip: Vec<u8>, expired: usize) -> Server {
    let facts = json!({"zip_url": "{base}/store/EPD_202001.ZIP?signature=secret", "size": bytes.len(), "hash": digests(bytes).md5});
    let file = Published::new(zip, "\"zip\"");
    portal(
        vec![month(facts)],
        move |request| {
            if request.before < expired { Reply::new(403, "") } else { file.reply(request) }
        },
    )
}

#[test]
fn archives_are_preferred_unpacked_and_compared_with_what_the_portal_says_of_the_table() {
    let bytes = table(2_000, 0);
    let zip = zip_of(&[("epd_202001.csv", &bytes)]);
    let server = archives(&bytes, zip.clone(), 1);
    let dir = tempfile::tempdir().unwrap();
    run(&server, dir.path()).ok();
    assert_eq!(names(dir.path()), [FILE, "downloads.json"]);
    assert_eq!(read(dir.path(), FILE), bytes);
    let entry = &record(dir.path()).files[0];
    let transferred = entry.transferred.as_ref().unwrap();
    assert_eq!((transferred.zip, &transferred.sha256, transferred.bytes), (true, &sha256(&zip), zip.len() as u64));
    assert!(!String::from_utf8(read(dir.path(), "downloads.json")).unwrap().contains("secret"));
    // A fresh address before each of the two attempts.
    assert_eq!(server.asked("/api/3/action/resource_show").len(), 2);
    assert_eq!(run(&server, dir.path()).ok().done[0].status, Status::PassedOver);

    let packed = tempfile::tempdir().unwrap();
    run_with(&archives(&bytes, zip.clone(), 0), packed.path(), Options { keep_zip: true, ..Options::default() }).ok();
    assert_eq!(names(packed.path()), ["EPD_202001.zip", "downloads.json"]);
    assert_eq!(read(packed.path(), "EPD_202001.zip"), zip);

    let other = archives(&table(2_000, 1), zip, 0);
    let dir = tempfile::tempdir().unwrap();
    assert!(run(&other, dir.path()).error().contains("the portal says"));
    assert_eq!(names(dir.path()), Vec::<String>::new());
    let plain = archives(&bytes, bytes.clone(), 0);
    assert!(run(&plain, dir.path()).error().contains("not a zip archive came instead of the zip archive"));
}

#[test]
fn an_archive_at_the_address_of_the_table_is_unpacked_too() {
    let bytes = table(2_000, 0);
    let zip = zip_of(&[("folder/epd.csv", &bytes)]);
    let entry = month(json!({"hash": sha256(&zip), "size": zip.len()}));
    let file = Published::new(zip, "\"zip\"");
    let server = portal(vec![entry], move |request| file.reply(request));
    let dir = tempfile::tempdir().unwrap();
    run(&server, dir.path()).ok();
    assert_eq!(read(dir.path(), FILE), bytes);
}

#[test]
fn harmful_and_damaged_archives_leave_nothing_behind() {
    let bytes = table(2_000, 0);
    let mut damaged = zip_of(&[("epd.csv", &bytes)]);
    damaged[200] ^= 0xff;
    let whole = zip_of(&[("epd.csv", &bytes)]);
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (named("../evil.csv", &bytes), "leads out of the folder"),
        (named("a/../../evil.csv", &bytes), "leads out of the folder"),
        (named("/tmp/evil.csv", &bytes), "leads out of the folder"),
        (named("..\\evil.csv", &bytes), "leads out of the folder"),
        (named("C:evil.csv", &bytes), "leads out of the folder"),
        (link_to("/etc/passwd"), "is a link"),
        (zip_of(&[("epd.csv", &vec![0; 4 << 20])]), "more than 200 times its size"),
        (lying(), "'epd.csv'"),
        (zip_of(&[("a.csv", &bytes), ("b.csv", &bytes)]), "holds 2 files and one is expected"),
        (zip_of(&[("a.csv", &bytes), ("A.csv", &bytes)]), "occurs twice"),
        (zip_of(&[]), "file"),
        (damaged, "'epd.csv'"),
        (whole[..whole.len() - 30].to_vec(), "not a complete zip archive"),
    ];
    for keep_zip in [false, true] {
        for (zip, says) in &cases {
            let server = archives(&bytes, zip.clone(), 0);
            let parent = tempfile::tempdir().unwrap();
            let dir = parent.path().join("deep/downloads");
            let run = run_with(&server, &dir, Options { keep_zip, ..Options::default() });
            assert!(run.result.is_err(), "not refused: {says}");
            let text = run.error();
            assert!(text.contains(says), "expected '{says}': {text}");
            assert_eq!(names(&dir), Vec::<String>::new(), "{says}");
            assert_eq!((names(parent.path()).len(), names(&parent.path().join("deep")).len()), (1, 1), "{says}");
        }
    }
    assert!(!Path::new("/tmp/evil.csv").exists());
    // Larger than allowed in all, although each byte is honest.
    let noise: Vec<u8> = (0..200_000u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let server = archives(&noise, zip_of(&[("epd.csv", &noise)]), 0);
    let dir = tempfile::tempdir().unwrap();
    let small = Options { settings: Settings { largest_file: 790_000, ..settings() }, ..Options::default() };
    let text = run_with(&server, dir.path(), small).error();
    assert!(text.contains("790000 bytes") || text.contains("would unpack to 800000 bytes"), "{text}");
}

/// An archive whose only file has a name that no honest writer would give it.
fn named(name: &str, bytes: &[u8]) -> Vec<u8> {
    let stand_in = "~".repeat(name.len());
    let mut zip = zip_of(&[(&stand_in, bytes)]);
    let places: Vec<usize> =
        (0..zip.len() - name.len()).filter(|at| zip[*at..].starts_with(stand_in.as_bytes())).collect();
    assert_eq!(places.len(), 2, "local and central header");
    for at in places {
        zip[at..at + name.len()].copy_from_slice(name.as_bytes());
    }
    zip
}

/// An archive with a symbolic link.
fn link_to(target: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.add_symlink("epd.csv", target, zip::write::SimpleFileOptions::default()).unwrap();
    zip.finish().unwrap().into_inner()
}

/// An archive that unpacks to 3 MiB and says everywhere that it has 1,000 bytes.
fn lying() -> Vec<u8> {
    let size = 3u32 << 20;
    let mut zip = zip_of(&[("epd.csv", &vec![b'7'; size as usize])]);
    let places: Vec<usize> = (0..zip.len() - 4).filter(|at| zip[*at..at + 4] == size.to_le_bytes()).collect();
    assert_eq!(places.len(), 2, "local and central header");
    for at in places {
        zip[at..at + 4].copy_from_slice(&1_000u32.to_le_bytes());
    }
    zip
}

#[test]
fn each_month_comes_from_the_first_dataset_of_the_series_that_lists_it() {
    let entry = |id: &str, name: &str| json!({"id": id, "name": name, "url": format!("{{base}}/{id}.csv"), "created": "2021-01-01"});
    let both = move |with_retired: bool| {
        Server::start(move |request| {
            let base = format!("http://{}", request.header("host").unwrap());
            let mut reply = match request.path.as_str() {
                EPD if with_retired => server::package(&[entry("v2-10", "EPD_202010"), entry("v2-11", "EPD_202011")]),
                SNOMED => server::package(&[entry("s-11", "EPD_SNOMED_202011"), entry("s-12", "EPD_SNOMED_202012")]),
                path if path.starts_with("/api/") => server::unknown(),
                path => Published::new(format!("YEAR_MONTH,PRACTICE_CODE,BNF_CODE,ITEMS\n{path},,,\n"), "\"one\"")
                    .reply(request),
            };
            reply.body = String::from_utf8(reply.body).unwrap().replace("{base}", &base).into_bytes();
            reply
        })
    };
    let three = Options { source: "epd", from: (2020, 10), to: (2020, 12), ..Options::default() };
    let dir = tempfile::tempdir().unwrap();
    let server = both(true);
    run_with(&server, dir.path(), three.clone()).ok();
    assert_eq!(
        names(dir.path()),
        ["EPD_202010.csv", "EPD_SNOMED_202011.csv", "EPD_SNOMED_202012.csv", "downloads.json"]
    );
    let sources: Vec<String> = record(dir.path()).files.iter().map(|e| e.source.clone()).collect();
    assert_eq!(sources, ["epd-v2", "epd-snomed", "epd-snomed"]);
    let dir = tempfile::tempdir().unwrap();
    run_with(&server, dir.path(), Options { source: "epd-v2", to: (2020, 11), ..three.clone() }).ok();
    assert_eq!(names(dir.path()), ["EPD_202010.csv", "EPD_202011.csv", "downloads.json"]);

    // The retired dataset has gone from the portal: what is left still works, and the months missing are named.
    let server = both(false);
    let dir = tempfile::tempdir().unwrap();
    let run = run_with(&server, dir.path(), three.clone());
    assert!(
        run.error().contains("does not list 2020-10; it lists 2020-11 to 2020-12; nothing was fetched"),
        "{}",
        run.error()
    );
    assert!(
        run.notes[0].contains("english-prescribing-data-epd") && run.notes[0].contains("Not found"),
        "{:?}",
        run.notes
    );
    assert!(!dir.path().join(".unwarranted-download.lock").exists());
    run_with(&server, dir.path(), Options { from: (2020, 11), ..three.clone() }).ok();
    assert!(run_with(&server, dir.path(), Options { source: "epd-v2", ..three.clone() }).error().contains("Not found"));
    let backwards = Options { from: (2020, 12), to: (2020, 11), ..three };
    assert!(run_with(&server, dir.path(), backwards).error().contains("`to 2020-11` is before `from 2020-12`"));
}

#[test]
fn a_month_that_fails_leaves_those_before_it() {
    let entries =
        vec![month(json!({})), month(json!({"id": "r2", "name": "EPD_202002", "url": "{base}/epd_202002.csv"}))];
    let file = Published::new(table(50, 0), "\"one\"");
    let server = portal(entries, move |request| match request.path.as_str() {
        "/epd_202001.csv" => file.reply(request),
        _ => Reply::new(404, ""),
    });
    let dir = tempfile::tempdir().unwrap();
    let run = run_with(&server, dir.path(), Options { to: (2020, 2), ..Options::default() });
    assert!(run.error().contains("epd_202002.csv: not found"), "{}", run.error());
    assert_eq!(run.done.len(), 1);
    assert_eq!(names(dir.path()), [FILE, "downloads.json"]);
    assert_eq!(record(dir.path()).files.len(), 1);
}

#[test]
fn portals_that_answer_something_else_are_explained() {
    let page = "<html><title>Access denied</title></html>";
    for (reply, says) in [
        (Reply::new(200, page), "a web page came instead of JSON (\"Access denied\")"),
        (Reply::new(200, "YEAR_MONTH\n"), "the answer is no JSON"),
        (Reply::new(200, r#"{"success": true, "result": {"resources": [{"name": "no id"}]}}"#), "not as expected"),
        (Reply::new(200, r#"{"success": true}"#), "not as expected"),
        (Reply::new(404, page), "not found (HTTP 404)"),
        (Reply::new(500, ""), "gave up after 4 attempts"),
    ] {
        let server = Server::start(move |_| reply.clone());
        let dir = tempfile::tempdir().unwrap();
        let text = run(&server, dir.path()).error();
        assert!(text.contains(says), "expected '{says}': {text}");
    }
}

#[test]
fn a_resource_without_address_and_an_identifier_with_odd_characters_are_refused() {
    let server = portal(vec![month(json!({"url": null}))], |_| Reply::new(404, ""));
    let dir = tempfile::tempdir().unwrap();
    assert!(run(&server, dir.path()).error().contains("gives no address"));
    let odd = json!({"id": "../x?y", "zip_url": "{base}/a.zip"});
    let server = portal(vec![month(odd)], |_| Reply::new(404, ""));
    assert!(run(&server, dir.path()).error().contains("characters that it must not have"));
}

#[test]
fn two_runs_do_not_write_to_one_folder_and_foreign_records_are_left() {
    let file = Published::new(table(50, 0), "\"one\"");
    let server = portal(vec![month(json!({}))], move |request| file.reply(request));
    let dir = tempfile::tempdir().unwrap();
    let lock = std::fs::File::create(dir.path().join(".unwarranted-download.lock")).unwrap();
    lock.lock().unwrap();
    assert!(run(&server, dir.path()).error().contains("another download is writing"));
    drop(lock);
    for text in [
        "{}",
        "not json",
        r#"{"schema": 1, "program": "other", "files": []}"#,
        r#"{"schema": 9, "program": "unwarranted", "files": []}"#,
    ] {
        std::fs::write(dir.path().join("downloads.json"), text).unwrap();
        assert!(run(&server, dir.path()).error().contains("downloads.json"), "{text}");
        assert_eq!(read(dir.path(), "downloads.json"), text.as_bytes());
    }
    std::fs::remove_file(dir.path().join("downloads.json")).unwrap();
    run(&server, dir.path()).ok();
    assert_eq!(Downloads::read(dir.path()).unwrap().files.len(), 1);
}
