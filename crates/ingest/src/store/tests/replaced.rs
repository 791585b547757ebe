//! What is said of a table that takes another one's place.

use super::*;

const FIGURES: [(&str, &str); 2] = [("1000.1234567891", "5000.1234567891"), ("1200.1234567891", "5200.1234567891")];
const SUMS: &str = "registered-population 4000.00, weighted-final 4000.00";

/// The fixture, and a copy with two figures 4,000 larger.
fn weighted(dir: &Path) -> (PathBuf, PathBuf) {
    let name = "practice-weighted-populations-2018-19.csv";
    let path = fixture(&format!("weighted-populations/{name}"));
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
