//! Folders: what is recognised goes in together, what is not is listed with its reason.

use super::*;
use std::collections::BTreeSet;

/// A folder with a file of two layouts, one of none, a damaged archive, one cut short, and an archive of both kinds.
fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    let text = std::fs::read_to_string(epd()).unwrap();
    write("epd/EPD_201904.csv", text.as_bytes());
    write("epd/EPD_201905.csv", &text.replace("\n201904", "\n201905").as_bytes()[..text.len() - 10]);
    write("notes/colours.csv", b"colour,size\nred,1\n");
    write("notes/read me.pdf", b"%PDF-1.7\n...");
    write("patients.csv", &std::fs::read(&all()[1]).unwrap());
    write("broken.zip", b"PK\x03\x04 and no more");
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in
        [("EPD_201906.csv", text.replace("\n201904", "\n201906")), ("notes.csv", "a,b\n1,2\n".to_owned())]
    {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut archive, text.as_bytes()).unwrap();
    }
    write("june.zip", &archive.finish().unwrap().into_inner());
    dir
}

fn ingest_folder(store: &Store, dir: &Path) -> Ingestion {
    store.ingest_with(&[dir.to_owned()], &IngestOptions::new(WHEN), &|_, _| ()).unwrap()
}

#[test]
fn every_file_of_a_folder_is_stored_or_refused_with_its_reason() {
    let ((_dir, store), folder) = (store(), folder());
    let Ingestion { done, refused } = ingest_folder(&store, folder.path());
    let stored: Vec<_> = done.iter().map(|d| (d.entry.file.as_str(), d.entry.tables[0].month.as_str())).collect();
    assert_eq!(stored[0], ("EPD_201904.csv", "2019-04"));
    assert_eq!(stored[1], ("june.zip", "2019-06"));
    assert_eq!((stored[2].0, stored.len()), ("patients.csv", 3));
    let seen: Vec<_> = refused.iter().map(|r| (r.file.as_str(), r.member.as_deref(), r.why)).collect();
    let expected = [
        ("broken.zip", None, Refusal::Unreadable),
        ("epd/EPD_201905.csv", None, Refusal::Stopped),
        ("june.zip", Some("notes.csv"), Refusal::UnknownLayout),
        ("notes/colours.csv", None, Refusal::UnknownLayout),
        ("notes/read me.pdf", None, Refusal::UnknownLayout),
    ];
    assert_eq!(seen, expected);
    assert_eq!(refused[1].format.as_deref(), Some("epd-v2"));
    assert!(refused[1].reason.starts_with("line ") && refused[1].reason.contains("truncated"), "{}", refused[1].reason);
    assert!(refused[3].reason.ends_with("columns found: colour, size"), "{}", refused[3].reason);
    assert!(refused.iter().all(|r| !r.reason.contains(&folder.path().display().to_string())));
    assert_eq!(store.catalogue().unwrap().refused, refused);
    assert_eq!(store.check(&|_, _| ()).unwrap().problems, []);
}

#[test]
fn the_files_of_men_and_of_women_are_read_as_one() {
    let (_dir, store) = store();
    let folder = tempfile::tempdir().unwrap();
    let write = |sex: &str, rows: &str| {
        let text = format!("EXTRACT_DATE,CCG_CODE,ORG_CODE,SEX,AGE,NUMBER_OF_PATIENTS\n{rows}");
        let path = folder.path().join(format!("gp-reg-pat-prac-sing-age-{sex}.csv"));
        std::fs::write(&path, text).unwrap();
        path
    };
    let men = write("male", "01APR2019,90A,A90001,MALE,ALL,480\n01APR2019,90A,A90001,MALE,0,480\n");
    // One of them by itself is refused, named or found.
    let error = ingest(&store, std::slice::from_ref(&men)).unwrap_err().to_string();
    assert!(
        error.contains("patients of one sex only (MALE) in 2019-04") && error.contains("both sexes together"),
        "{error}"
    );
    let women = write(
        "female",
        "01APR2019,90A,A90001,FEMALE,ALL,520\n01APR2019,90A,A90001,FEMALE,0,520\n01APR2019,90A,A90002,FEMALE,ALL,9\n",
    );
    std::fs::rename(&men, folder.path().join("away")).unwrap();
    assert_eq!(ingest_folder(&store, folder.path()).refused.len(), 2);
    std::fs::rename(folder.path().join("away"), &men).unwrap();
    let Ingestion { done, refused } = ingest_folder(&store, folder.path());
    assert_eq!((done.len(), refused.len()), (1, 0));
    let entry = &done[0].entry;
    assert_eq!(entry.file, "gp-reg-pat-prac-sing-age-male.csv and gp-reg-pat-prac-sing-age-female.csv");
    assert!(entry.notices.iter().any(|told| told.ends_with("left out: 1 (A90002: FEMALE)")), "{:?}", entry.notices);
    let lists = store.population(&entry.tables[0]).unwrap();
    let lists: Vec<(&str, i64)> = lists.rows.iter().map(|r| (r.practice.as_str(), r.patients)).collect();
    assert_eq!(lists, [("A90001", 1000)]);
    let left: Vec<String> = store.catalogue().unwrap().refused.into_iter().map(|r| r.file).collect();
    assert_eq!(left, ["away"], "the file of women is no longer refused");
    // Named in any order they are the same two files.
    let again = ingest(&store, &[women, men]).unwrap();
    assert_eq!((again.len(), again[0].status), (1, Status::AlreadyPresent));
    assert_eq!(store.check(&|_, _| ()).unwrap().problems, []);
}

#[test]
fn the_same_folder_again_changes_nothing() {
    let ((_dir, store), folder) = (store(), folder());
    let first = ingest_folder(&store, folder.path());
    let before = contents(store.dir());
    let again = store.ingest_with(&[folder.path().to_owned()], &IngestOptions::new("2027-01-01T00:00:00Z"), &|_, _| ());
    let again = again.unwrap();
    assert!(again.done.len() == first.done.len() && !first.done.is_empty());
    assert!(again.done.iter().all(|d| d.status == Status::AlreadyPresent));
    assert_eq!(again.refused.len(), first.refused.len());
    assert_eq!(contents(store.dir()), before);
}

#[test]
fn a_file_that_was_put_right_leaves_the_list_of_those_refused() {
    let ((_dir, store), folder) = (store(), folder());
    ingest_folder(&store, folder.path());
    let whole = std::fs::read_to_string(epd()).unwrap().replace("\n201904", "\n201905");
    std::fs::write(folder.path().join("epd/EPD_201905.csv"), whole).unwrap();
    let again = ingest_folder(&store, folder.path());
    assert_eq!(again.done.iter().filter(|d| d.status == Status::New).count(), 1);
    assert!(store.catalogue().unwrap().refused.iter().all(|r| r.file != "epd/EPD_201905.csv"));
}

#[test]
fn a_named_file_that_is_refused_stores_nothing_even_beside_a_folder() {
    let ((_dir, store), folder) = (store(), folder());
    let before = contents(store.dir());
    let inputs = [folder.path().to_owned(), folder.path().join("notes/colours.csv")];
    let error = store.ingest_with(&inputs, &IngestOptions::new(WHEN), &|_, _| ()).unwrap_err().to_string();
    assert!(error.contains("colours.csv") && error.contains("nothing was stored"), "{error}");
    assert_eq!(contents(store.dir()), before);
}

#[test]
fn a_store_within_the_folder_is_passed_over() {
    let folder = folder();
    let store = Store::create_or_open(&folder.path().join("epd/store")).unwrap();
    let first = ingest_folder(&store, folder.path());
    let again = ingest_folder(&store, folder.path());
    assert_eq!(first.refused.len(), again.refused.len());
    assert!(!again.refused.is_empty());
    assert!(again.refused.iter().all(|r| !r.file.contains("store")));
}

#[test]
fn published_files_are_stored_or_refused_with_a_reason_and_the_store_is_sound() {
    for files in folders() {
        let (_dir, store) = store();
        let Ingestion { done, refused } = ingest_folder(&store, files.path());
        assert!(refused.iter().all(|r| !r.reason.is_empty()));
        let (tidy, rest): (Vec<&str>, Vec<&str>) =
            refused.iter().map(|r| r.file.as_str()).partition(|file| file.starts_with("area-activity/"));
        assert_eq!(tidy.len(), files.known(11, 23), "analysed directly, not stored");
        // Sheets without figures of workbooks that have others.
        let of_stored = |file: &str| done.iter().any(|d| file.ends_with(&format!("/{}", d.entry.file)));
        let rest: BTreeSet<&str> = rest.into_iter().filter(|file| !file.ends_with(".md") && !of_stored(file)).collect();
        assert!(rest.is_empty(), "{rest:?}");
        // Of two workbooks each of the two sheets is a table; of deprivation ten, and of the registers 21.
        assert_eq!(done.len(), 2 + files.known(59 + 2, 59 + 10 + 21));
        let checked = store.check(&|_, _| ()).unwrap();
        assert_eq!((checked.problems, checked.remains), (vec![], vec![]));
    }
}
