//! Every dataset comes back from its Parquet files exactly as it went in.

use super::*;
use crate::store::catalogue::changes;
use crate::store::parquet::Table;
use crate::store::staging::Staging;
use proptest::prelude::*;
use unwarranted_core::Month;
use unwarranted_ingest::read::Source;
use unwarranted_ingest::tables::directory::{
    Geometry, Link, Links, Node, Organisation, Organisations, Shape, Shapes, Term, Terms,
};
use unwarranted_ingest::tables::facts::{FactArea, FactMeasure, FactRow, FactValue, Facts, Unit};
use unwarranted_ingest::tables::{MAX_REJECTS, Middle, Org};
use unwarranted_ingest::values::area_kind::{AreaKind, Scheme};
use unwarranted_ingest::values::day::Day;
use unwarranted_ingest::values::fixed::Fixed;

/// Stores one table as if it were the only one of a file.
fn stored<T: Table>(store: &Store, month: Option<Month>, table: &T) -> Result<TableEntry, Error> {
    let source = Source { shown: "a.csv", names: &["a.csv"], text: "", max_rejects: MAX_REJECTS, progress: &|_| () };
    let staging = Staging::new(store)?;
    let entry = staging.table(month, table, "0123456789", &source).map_err(|not| *not.error)?;
    for file in &entry.files {
        let path = store.dir().join(&file.name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::rename(store.dir().join(".staging").join(&file.name), path).unwrap();
    }
    Ok(entry)
}

fn facts() -> Facts {
    let area = |kind, code: &str, pco: &str| FactArea {
        kind,
        code: code.to_owned(),
        name: format!("Area \"{code}\", with a comma"),
        pcn: if kind == AreaKind::Practice { "U00001".to_owned() } else { String::new() },
        org: Org { pco: pco.to_owned(), ..Org::default() },
    };
    let measure = |id: &str, unit| FactMeasure { id: id.to_owned(), title: id.to_uppercase(), unit };
    let row = |area, measure, age: &str, sex: &str, value| FactRow {
        area,
        measure,
        age: age.to_owned(),
        sex: sex.to_owned(),
        value,
    };
    Facts {
        series: "payments".to_owned(),
        months: 12,
        middle: Some(Middle::Stp),
        areas: vec![area(AreaKind::Practice, "A90001", "90A"), area(AreaKind::Ccg, "90A", "")],
        measures: vec![
            measure("register-af", Unit::Persons),
            measure("score", Unit::Number),
            measure("total-payments", Unit::Pounds),
        ],
        rows: vec![
            row(0, 0, "0-4", "female", FactValue::Suppressed),
            row(0, 0, "0-4", "male", FactValue::Exact(Fixed(0))),
            row(1, 0, "", "", FactValue::Exact(Fixed(300_000))),
            row(0, 1, "", "", FactValue::Number(-0.1)),
            row(1, 1, "", "", FactValue::NotReported),
            row(0, 2, "", "", FactValue::Exact(Fixed(-1_234_567))),
            row(1, 2, "", "", FactValue::Exact(Fixed(9_007_199_254_740_993))),
        ],
    }
}

fn sum(text: &str) -> Fixed {
    Fixed::parse(text).unwrap()
}

#[test]
fn facts_keep_the_four_states_of_a_figure_and_every_digit() {
    let (_dir, store) = store();
    let table = facts();
    let entry = stored(&store, Month::new(2014, 4), &table).unwrap();
    assert_eq!(store.facts(&entry).unwrap(), table);
    assert_eq!((entry.series.as_str(), entry.month.as_str(), entry.months, entry.rows), ("payments", "2014-04", 12, 7));
    let Totals::Facts(totals) = &entry.totals_stored else { panic!("facts expected") };
    let sums = [("register-af", "3"), ("total-payments", "90071992535.0642600")];
    assert_eq!(totals.sums, sums.map(|(m, s)| (m.to_owned(), sum(s))).into());
    assert_eq!((totals.figures, totals.numbers, totals.suppressed, totals.not_reported), (7, 1, 1, 1));
    let names: Vec<_> = entry.files.iter().map(|f| f.name.as_str()).collect();
    let expected = ["facts", "areas", "measures"].map(|f| format!("{f}/2014-04-0123456789.parquet"));
    assert_eq!(names, expected);
    for file in &entry.files {
        let bytes = std::fs::read(store.dir().join(&file.name)).unwrap();
        assert_eq!(file.bytes, Some(bytes.len() as u64));
        assert_eq!(file.sha256, Some(unwarranted_ingest::input::sha256_hex(&bytes)));
    }
}

/// `score` as people with many decimals; one figure is exact, as in a file where most are not.
fn weighted(first: f64) -> Facts {
    let mut table = facts();
    // No total stands beside its parts.
    table.areas[1].kind = AreaKind::Practice;
    (table.rows[2].age, table.rows[2].sex) = ("0-4".to_owned(), "male".to_owned());
    table.measures[1].unit = Unit::Persons;
    table.rows[3].value = FactValue::Number(first);
    table.rows[4].value = FactValue::Exact(Fixed(0));
    table
}

#[test]
fn figures_with_many_decimals_are_in_the_sums() {
    let (_dir, store) = store();
    let entry = stored(&store, None, &weighted(17_847.113_214_5)).unwrap();
    let Totals::Facts(totals) = &entry.totals_stored else { panic!("facts expected") };
    assert_eq!(totals.rounded, Some([("score".to_owned(), Some(sum("17847.11321")))].into()));
    assert!(entry.totals_stored.to_string().contains(", score 17847.11321, "), "{}", entry.totals_stored);
    let entry = stored(&store, None, &weighted(1e300)).unwrap();
    assert!(entry.totals_stored.to_string().contains(", score not summed (too large), "), "{}", entry.totals_stored);
}

#[test]
fn figures_of_two_publications_are_compared_one_by_one() {
    let (earlier, mut later) = (weighted(1.5), weighted(1.500_000_1));
    assert_eq!(changes(&earlier, &earlier), Changes::default());
    assert_eq!(changes(&later, &earlier), Changes { changed: 1, added: 0, gone: 0 });
    later.rows[2].value = FactValue::Suppressed;
    later.rows.remove(0);
    later.rows[0].age = "5-9".to_owned();
    assert_eq!(changes(&later, &earlier), Changes { changed: 2, added: 1, gone: 2 });
}

#[test]
fn facts_that_contradict_themselves_are_not_stored() {
    let (_dir, store) = store();
    let mut twice = facts();
    twice.rows.push(twice.rows[0].clone());
    let error = stored(&store, None, &twice).unwrap_err().to_string();
    assert_eq!(error, "a.csv: A90001 has two figures of register-af (female, 0-4) in one period");
    let mut lost = facts();
    lost.rows[0].area = 9;
    assert!(stored(&store, None, &lost).unwrap_err().to_string().contains("no area or no measure"));
    let mut infinite = facts();
    infinite.rows[3].value = FactValue::Number(f64::NAN);
    assert!(stored(&store, None, &infinite).unwrap_err().to_string().contains("score is not a finite number"));
    let mut large = facts();
    large.rows[5].value = FactValue::Exact(Fixed(i64::MAX));
    let error = stored(&store, None, &large).unwrap_err().to_string();
    assert!(error.contains("the total of total-payments is too large"), "{error}");
    let empty = Facts { rows: Vec::new(), ..facts() };
    assert!(stored(&store, None, &empty).unwrap_err().to_string().contains("no rows"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_facts_come_back(
        rows in proptest::collection::btree_map(
            (0usize..3, 0usize..2, "[a-z]{0,2}", "[0-9+-]{0,3}"),
            prop_oneof![
                (-1_000_000_000i64..1_000_000_000).prop_map(|v| FactValue::Exact(Fixed(v))),
                proptest::num::f64::NORMAL.prop_map(FactValue::Number),
                Just(FactValue::Suppressed),
                Just(FactValue::TooSmall),
                Just(FactValue::NotReported),
            ],
            1..40,
        )
    ) {
        let (_dir, store) = store();
        let row = |((measure, area, sex, age), value)| FactRow { area, measure, age, sex, value };
        let table = Facts { rows: rows.into_iter().map(row).collect(), ..facts() };
        let entry = stored(&store, None, &table).unwrap();
        prop_assert_eq!(store.facts(&entry).unwrap(), table);
        prop_assert_eq!(entry.month, "");
    }
}

#[test]
fn organisations_keep_their_dates() {
    let (_dir, store) = store();
    let organisation = |code: &str, closed| Organisation {
        kind: AreaKind::Practice,
        code: code.to_owned(),
        name: "MILL SURGERY".to_owned(),
        parent: "90A".to_owned(),
        opened: Day::new(1974, 4, 1),
        closed,
        joined: Day::new(2013, 4, 1),
        left: None,
        status: "A".to_owned(),
        setting: "4".to_owned(),
        postcode: String::new(),
    };
    let rows = vec![organisation("A90001", None), organisation("A90002", Day::new(2017, 3, 31))];
    let table = Organisations { series: "epraccur".to_owned(), rows };
    let entry = stored(&store, None, &table).unwrap();
    assert_eq!(store.organisations(&entry).unwrap(), table);
    assert_eq!(entry.totals_stored, Totals::Organisations { organisations: 2, closed: 1 });
    assert_eq!((entry.month.as_str(), entry.months), ("", 0));
    assert_eq!(entry.files[0].name, "organisations/undated-0123456789.parquet");
}

#[test]
fn links_keep_shares_and_kinds() {
    let (_dir, store) = store();
    let node = |scheme, kind, code: &str| Node { scheme, kind, code: code.to_owned(), name: String::new() };
    let link = |from, to, share| Link { from, to, share, from_day: Day::new(2013, 4, 1), to_day: None };
    let rows = vec![
        link(node(Scheme::Ods, Some(AreaKind::Pct), "5QC"), node(Scheme::Ods, Some(AreaKind::Ccg), "00L"), Some(0.25)),
        link(node(Scheme::Bnf, None, "0501013B0"), node(Scheme::Bnf, None, "0501013B1"), None),
    ];
    let table = Links { series: "pct-to-ccg".to_owned(), rows };
    let entry = stored(&store, Month::new(2013, 4), &table).unwrap();
    assert_eq!(store.links(&entry).unwrap(), table);
    assert_eq!(entry.totals_stored, Totals::Links { links: 2, shared: 1 });
    let mut wrong = table;
    wrong.rows[0].share = Some(1.5);
    assert!(stored(&store, None, &wrong).unwrap_err().to_string().contains("not between 0 and 1"));
}

#[test]
fn terms_keep_their_values() {
    let (_dir, store) = store();
    let term = |code: &str, value| Term {
        code: code.to_owned(),
        level: "chemical".to_owned(),
        name: "Amoxicillin".to_owned(),
        parent: "0501013".to_owned(),
        value,
        unit: if value.is_some() { "MG".to_owned() } else { String::new() },
    };
    let table = Terms { series: "adq".to_owned(), rows: vec![term("0501013B0", Some(1.5)), term("0501013C0", None)] };
    let entry = stored(&store, None, &table).unwrap();
    assert_eq!(store.terms(&entry).unwrap(), table);
    assert_eq!(entry.totals_stored, Totals::Terms { terms: 2, valued: 1 });
}

#[test]
fn shapes_keep_polygons_hexagons_and_what_is_missing() {
    let (_dir, store) = store();
    let shape =
        |code: &str, geometry| Shape { code: code.to_owned(), ods: String::new(), name: "Mill".to_owned(), geometry };
    let polygon = r#"{"type":"Polygon","coordinates":[[[0.1,51.2],[0.2,51.2],[0.2,51.3],[0.1,51.2]]]}"#;
    let rows = vec![
        shape("E38000001", Geometry::Polygons(polygon.to_owned())),
        shape("E38000002", Geometry::Hexagon { q: -1, r: 0 }),
        shape("E38000003", Geometry::Missing),
    ];
    let table = Shapes { series: "hexjson".to_owned(), kind: AreaKind::Icb, layout: "odd-r".to_owned(), rows };
    let entry = stored(&store, None, &table).unwrap();
    assert_eq!(store.shapes(&entry).unwrap(), table);
    assert_eq!(entry.totals_stored, Totals::Shapes { shapes: 3, missing: 1 });
}
