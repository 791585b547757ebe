//! Figures of the right people, of one vintage of areas, and reasons where there are none.

use super::*;

const HEAD: &str =
    "Indicator ID,Indicator Name,Area Code,Area Name,Area Type,Sex,Age,Time period,Value,Count,Denominator,Value note";

/// A Fingertips export in a store.
fn export(rows: &[&str]) -> (tempfile::TempDir, Store) {
    let files = tempfile::tempdir().unwrap();
    let path = files.path().join("export.csv");
    std::fs::write(&path, format!("{HEAD}\n{}\n", rows.join("\n"))).unwrap();
    store_of(&[path])
}

fn asked(store: &Store, sex: Option<&str>, age: Option<&str>) -> Result<Assembled, Error> {
    let series = store.contents().unwrap().series[0].series.clone();
    let query = FactsQuery {
        series,
        measure: "indicator-1-count".to_owned(),
        denominator: FactDenominator::Measure("indicator-1-denominator".to_owned()),
        people: People { sex: sex.map(str::to_owned), age: age.map(str::to_owned) },
        level: Level::Ccg,
        membership: Membership::Recorded,
        groups: None,
        from: None,
        to: None,
        allow_missing: false,
    };
    assemble_facts(store, &query)
}

#[test]
fn males_females_and_persons_are_not_added() {
    let row = |sex, o, d| format!("1,I,E38000006,Barnsley,CCG,{sex},<75 yrs,2020/21,5,{o},{d},");
    let rows = [row("Male", 300, 60_000), row("Female", 218, 44_142), row("Persons", 518, 104_142)];
    let (_dir, store) = export(&rows.each_ref().map(String::as_str));
    let found = asked(&store, None, None).unwrap();
    assert_eq!(rows_of(&found), [("E38000006".to_owned(), 518.0, 104_142.0)]);
    assert!(note(&found, "the figures of persons are taken").contains("female, male"));
    let treatment = &found.treatments[0];
    assert_eq!((treatment.title.as_str(), treatment.unit.numerator.many.as_str()), ("I", "cases"));
    assert_eq!(treatment.unit.denominator.many, "population at risk");
    let women = asked(&store, Some("Female"), None).unwrap();
    assert_eq!(rows_of(&women), [("E38000006".to_owned(), 218.0, 44_142.0)]);
}

fn rows_of(found: &Assembled) -> Vec<(String, f64, f64)> {
    rows(found).into_iter().map(|(area, o, d)| (area, o, d.unwrap())).collect()
}

#[test]
fn ages_that_overlap_are_refused_until_one_is_named() {
    let row = |age, o, d| format!("1,I,E38000006,Barnsley,CCG,Persons,{age},2020/21,5,{o},{d},");
    let rows = [row("10-14 yrs", 20, 5_000), row("15-19 yrs", 35, 6_000), row("10-24 yrs", 85, 17_000)];
    let (_dir, store) = export(&rows.each_ref().map(String::as_str));
    let refused = asked(&store, None, None).unwrap_err().to_string();
    assert!(refused.contains("10-14 yrs, 10-24 yrs, 15-19 yrs") && refused.contains("the same people"), "{refused}");
    let found = asked(&store, None, Some("10-24")).unwrap();
    assert_eq!(rows_of(&found), [("E38000006".to_owned(), 85.0, 17_000.0)]);
}

#[test]
fn two_vintages_of_areas_in_one_period_are_refused() {
    let row = |code, name, o, d| format!("1,I,{code},{name},CCGs,Persons,All ages,2019/20,5,{o},{d},");
    let rows = [
        row("E38000042", "Darlington", 120, 24_000),
        row("E38000016", "Bolton", 700, 130_000),
        row("E38000247", "Tees Valley", 670, 139_000),
    ];
    let (_dir, store) = export(&rows.each_ref().map(String::as_str));
    let refused = asked(&store, None, None).unwrap_err().to_string();
    assert!(refused.contains("E38000042 (Darlington) merged into E38000247 (Tees Valley)"), "{refused}");
    let (_dir, store) = export(&rows.each_ref().map(String::as_str)[..2]);
    assert_eq!(rows_of(&asked(&store, None, None).unwrap()).len(), 2);
}

#[test]
fn a_suppressed_figure_is_suppressed_and_a_blank_one_is_not_reported() {
    let (_dir, store) = export(&[
        "1,I,E38000006,Barnsley,CCG,Persons,All ages,2020/21,5,300,60000,",
        "1,I,E38000016,Bolton,CCG,Persons,All ages,2020/21,,,50000,Value suppressed for disclosure control",
        "1,I,E38000024,Bury,CCG,Persons,All ages,2020/21,,,40000,",
    ]);
    let found = asked(&store, None, None).unwrap();
    let slices = found.cube.slices(&SliceOptions::default()).unwrap();
    let aside: Vec<_> = slices[0].set_aside().iter().map(|s| (s.reason, s.areas[0].to_string())).collect();
    assert_eq!(aside, [(Reason::Suppressed, "E38000016".to_owned()), (Reason::NotReported, "E38000024".to_owned())]);
    assert_eq!(slices[0].len(), 1);
}

#[test]
fn a_period_without_areas_of_the_level_is_left_out_and_named() {
    let (_dir, store) = export(&[
        "1,I,E38000006,Barnsley,CCG,Persons,All ages,2020/21,5,300,60000,",
        "1,I,E92000001,England,England,Persons,All ages,2020/21,5,4000,735000,",
        "1,I,E92000001,England,England,Persons,All ages,2021/22,5,4000,735000,",
    ]);
    let found = asked(&store, None, None).unwrap();
    assert_eq!(rows_of(&found).len(), 1);
    assert!(note(&found, "have no").contains("2021/22"));
    let (_dir, store) = export(&["1,I,E92000001,England,England,Persons,All ages,2021/22,5,4000,735000,"]);
    assert!(asked(&store, None, None).unwrap_err().to_string().contains("areas of kind nation"));
}
