use super::*;
use crate::formats::facts_testing::{close, exact, figure as of, fixture, only, published, text, total};
use unwarranted_testing as testing;

#[test]
fn reads_the_text_of_the_table() {
    let (format, reading) = fixture("ccg-allocations/allocations_2013-14.txt");
    assert_eq!(format.id, "ccg-allocations");
    let (month, facts) = only(&reading);
    assert_eq!((month.unwrap().to_string(), facts.months), ("2013-04".to_owned(), 12));
    assert_eq!(of(facts, "90A", "distance-from-target"), exact("-17978000"));
    assert_eq!(of(facts, "90A", "distance-from-target-percent"), exact("-7.58"));
    assert_eq!(of(facts, "90A", "raw-population"), exact("1202256"));
    assert_eq!(of(facts, "90B", "allocation-per-head"), exact("1109"));
    let kinds: Vec<_> = facts.areas.iter().map(|a| (a.kind, a.code.as_str(), a.org.middle.as_str())).collect();
    let expected = [
        (AreaKind::Ccg, "90A", "Q90"),
        (AreaKind::Ccg, "90B", "Q90"),
        (AreaKind::Ccg, "91A", ""),
        (AreaKind::AreaTeam, "Q90", ""),
    ];
    assert_eq!(kinds, expected);
    assert_eq!(facts.areas[1].name, "NHS Mill, Hill and Dale CCG");
    // 219307 + 193566 + 100 thousand of CCGs and 412873 of their area team, which is not added by anyone who asks for CCGs.
    close(total(facts, "allocation"), 1000.0 * f64::from(219_307 + 193_566 + 100 + 412_873));
    assert_eq!((reading.tally.read, reading.tally.used), (6, 4));
    assert_eq!(reading.tally.labelled, [("total of the rows above", 1)].into());
    assert_eq!(
        reading.tally.notices,
        ["5 totals of area teams were checked: each is the sum of its CCGs, but for rounding"]
    );
}

#[test]
fn the_same_table_as_csv_is_the_same() {
    let (_, from_text) = fixture("ccg-allocations/allocations_2013-14.txt");
    let csv = std::fs::read_to_string(testing::fixture("ccg-allocations/allocations-2013-14.csv")).unwrap();
    let (format, from_csv) = text("allocations-2013-14.csv", &csv).unwrap();
    assert_eq!(format.id, "ccg-allocations");
    assert_eq!(from_text.tables, from_csv.tables);
}

#[test]
fn says_which_totals_and_distances_are_wrong() {
    let csv = std::fs::read_to_string(testing::fixture("ccg-allocations/allocations-2013-14.csv")).unwrap();
    let (_, reading) = text("a-2013-14.csv", &csv.replace("\"412,873\"", "\"412,875\"")).unwrap();
    let expected = [
        "totals of area teams that are not the sum of their CCGs: 1 (the first is Q90 allocation: the printed total is \
         2000.00 more than the sum)",
        "areas whose distance is not allocation minus target: 1 (the first is Q90)",
    ];
    assert_eq!(reading.tally.notices, expected);
}

#[test]
fn a_line_that_is_no_row_stops_a_short_file() {
    let table = std::fs::read_to_string(testing::fixture("ccg-allocations/allocations_2013-14.txt")).unwrap();
    let error = text("a-2013-14.txt", &(table + "92A NHS Short CCG 1,2 3\n")).unwrap_err().to_string();
    assert!(error.contains("1 of 7 rows") && error.contains("line 7"), "{error}");
}

#[test]
fn knows_columns_in_thousands_and_in_pounds() {
    for (name, expected) in [
        ("Allocation £000", Some((2, 1000))),
        ("2013/14 Allocations announced December 2012 (GBP'000)", Some((2, 1000))),
        ("Allocation (pounds)", Some((2, 1))),
        ("Target £000", Some((3, 1000))),
        ("Distance £000", Some((4, 1000))),
        ("Distance %", Some((5, 1))),
        ("£/head", Some((6, 1))),
        ("target £/head", Some((7, 1))),
        ("Raw population", Some((0, 1))),
        ("CCG", None),
    ] {
        assert_eq!(column_of(name), expected, "{name}");
    }
}

#[test]
fn the_published_excerpt_adds_up() {
    for (files, (_, reading)) in published("funding/nhse_2013-14_ccg_allocation_annexA_EXCERPT.txt") {
        let (_, facts) = only(&reading);
        let rows = files.known(4, 16);
        assert_eq!((facts.areas.len(), reading.tally.used, reading.tally.rejects.len()), (rows, rows as u64, 0));
        let area = files.known("90A", "01C");
        assert_eq!(of(facts, area, "distance-from-target"), exact("-17978000"));
        assert_eq!(of(facts, area, "distance-from-target-percent"), exact("-7.58"));
        let checked = files.known(5, 10);
        let expected =
            format!("{checked} totals of area teams were checked: each is the sum of its CCGs, but for rounding");
        assert!(reading.tally.notices.contains(&expected), "{:?}", reading.tally.notices);
    }
}
