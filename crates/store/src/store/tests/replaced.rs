//! What is said of a table that takes another one's place.

use super::*;

const FIGURES: [(&str, &str); 2] = [("1000.1234567891", "5000.1234567891"), ("1200.1234567891", "5200.1234567891")];
const SUMS: &str = "registered-population 4000.00, weighted-final 4000.00";

/// The fixture, and a copy with two figures 4,000 larger.
fn weighted(dir: &Path) -> (PathBuf, PathBuf) {
    let name = "practice-weighted-populations-2018-19.csv";
    let path = fixture(format!("weighted-populations/{name}"));
    let text = std::fs::read_to_string(&path).unwrap();
    let later = dir.join(name);
    let mut revised = text.clone();
    for (figure, larger) in FIGURES {
        assert_eq!(text.matches(figure).count(), 1, "{figure}");
        revised = revised.replace(figure, larger);
    }
    std::fs::write(&later, revised).unwrap();
    (path, later)
}

/// A catalogue as it was before figures with many decimals were summed.
fn forget_sums(store: &Store) {
    let mut catalogue = store.catalogue().unwrap();
    for table in catalogue.sources.iter_mut().flat_map(|s| &mut s.tables) {
        for totals in [&mut table.totals_read, &mut table.totals_stored] {
            if let Totals::Facts(totals) = totals {
                totals.rounded = None;
            }
        }
    }
    let mut json: serde_json::Value = serde_json::from_slice(&catalogue.to_json().unwrap()).unwrap();
    for totals in ["totals_read", "totals_stored"] {
        json["sources"][0]["tables"][0][totals].as_object_mut().unwrap().remove("rounded");
    }
    json["schema"] = 3.into();
    std::fs::write(store.dir().join("catalogue.json"), json.to_string()).unwrap();
}

#[test]
fn a_later_publication_of_figures_says_which_sums_and_how_many_figures_changed() {
    let (dir, store) = store();
    let (earlier, later) = weighted(dir.path());
    ingest(&store, &[earlier]).unwrap();
    let done = ingest(&store, &[later]).unwrap();
    let difference = done[0].replaced[0].difference.as_ref().unwrap().to_string();
    assert_eq!(difference, format!("2 figures changed, 0 added, 0 gone, {SUMS}"));
    let kept = store.catalogue().unwrap().sources[0].tables[0].superseded.clone().unwrap();
    assert_eq!(kept.difference.unwrap().to_string(), difference);
}

#[test]
fn a_store_without_these_sums_is_sound_and_says_that_they_cannot_be_compared() {
    let (dir, store) = store();
    let (earlier, later) = weighted(dir.path());
    ingest(&store, &[earlier]).unwrap();
    forget_sums(&store);
    assert_eq!(store.check(&|_, _| ()).unwrap().problems, []);
    let shown = store.contents().unwrap().series[0].tables[0].totals.to_string();
    assert!(shown.contains(", sums not known (an earlier version"), "{shown}");
    let done = ingest(&store, &[later]).unwrap();
    let difference = done[0].replaced[0].difference.as_ref().unwrap().to_string();
    assert!(difference.starts_with("2 figures changed, 0 added, 0 gone, sums not compared ("), "{difference}");
}

#[test]
fn an_earlier_file_that_is_damaged_does_not_keep_a_good_one_out() {
    let (dir, store) = store();
    let (earlier, later) = weighted(dir.path());
    let done = ingest(&store, &[earlier]).unwrap();
    std::fs::write(store.dir().join(&done[0].entry.tables[0].files[0].name), "damaged").unwrap();
    let done = ingest(&store, &[later]).unwrap();
    let difference = done[0].replaced[0].difference.as_ref().unwrap().to_string();
    assert_eq!(difference, format!("0 figures, not compared one by one, {SUMS}"));
}

#[test]
fn a_month_that_shrinks_by_more_than_a_tenth_is_noticed() {
    let items = |items| Totals::from(unwarranted_ingest::tables::Sums { items, ..Default::default() });
    let fall = |before: Totals, after: Totals| {
        let (series, month) = (String::new(), "2017-10".to_owned());
        Replaced { dataset: Dataset::Prescribing, series, month, before, after, difference: None }.fall()
    };
    assert_eq!(fall(items(899_854), items(1)).as_deref(), Some("899,854 items became 1"));
    assert_eq!((fall(items(100), items(90)), fall(items(100), items(200))), (None, None));
    let of = |practices, patients| Totals::Population { practices, patients };
    assert_eq!(fall(of(20, 100), of(17, 99)).as_deref(), Some("20 practices became 17"));
    assert_eq!(fall(of(20, 100), of(20, 50)).as_deref(), Some("100 patients became 50"));
}

#[test]
fn a_first_ingest_that_fails_leaves_no_store_behind() {
    let dir = tempfile::tempdir().unwrap();
    let (empty, place) = (dir.path().join("empty.csv"), dir.path().join("new/store"));
    std::fs::write(&empty, "").unwrap();
    let into = |files: &[PathBuf]| Store::ingest_into(&place, files, &IngestOptions::new(WHEN), &|_, _| ());
    assert!(into(std::slice::from_ref(&empty)).is_err());
    assert!(!dir.path().join("new").exists());
    // A folder that was there stays, and so does a store that holds something.
    std::fs::create_dir_all(&place).unwrap();
    assert!(into(std::slice::from_ref(&empty)).is_err());
    assert_eq!(std::fs::read_dir(&place).unwrap().count(), 0);
    into(&[epd()]).unwrap();
    let before = contents(&place);
    assert!(into(&[empty]).is_err());
    assert_eq!(contents(&place), before);
}

#[test]
fn rows_of_another_month_than_the_file_is_named_after_are_rejected() {
    let (dir, store) = store();
    let text = std::fs::read_to_string(epd()).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    let first = rows.lines().next().unwrap();
    let stray = first.replacen("201904", "2019_05", 1);
    let many = format!("{first}\n").repeat(198);
    let table = format!("{header}\n{many}{stray}\n{stray}\n{first}\n");
    let path = dir.path().join("EPD_201904.csv");
    std::fs::write(&path, &table).unwrap();
    let done = ingest(&store, &[path]).unwrap();
    let months: Vec<_> = done[0].entry.tables.iter().map(|t| t.month.as_str()).collect();
    assert_eq!((months, done[0].entry.rows.rejected, done[0].entry.rows.used), (vec!["2019-04"], 2, 199));
    let rejects = std::fs::read_to_string(store.dir().join(done[0].entry.rejects.as_ref().unwrap())).unwrap();
    assert!(rejects.contains("found '2019_05'; expected 2019-04, the month in the name of the file"), "{rejects}");
    // A name that no row agrees with is about something else.
    let other = dir.path().join("fetched_202001.csv");
    std::fs::write(&other, format!("{table}{stray}\n").replace("201904", "2019-04")).unwrap();
    assert_eq!(ingest(&store, &[other]).unwrap()[0].entry.tables.len(), 2);
}
