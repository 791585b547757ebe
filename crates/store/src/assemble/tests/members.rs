//! Practices in areas by lists of spells, practice maps and undated lists: figures worked out by hand.

use super::*;
use std::path::Path;

/// Six practices of 1,000 to 6,000 patients with registers of 10 to 60.
fn register(dir: &Path) -> PathBuf {
    let rows = (1..=6).map(|i| format!("A9000{i},AF,{i}0,TOTAL,{i}000\n"));
    let head = "PRACTICE_CODE,GROUP_CODE,REGISTER,PATIENT_LIST_TYPE,PATIENT_LIST_SIZE\n".to_owned();
    file(dir, "PREVALENCE_1920.csv", &rows.fold(head, |text, row| text + &row))
}

fn file(dir: &Path, name: &str, text: &str) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn by(store: &Store, level: Level, day: &str) -> Result<Assembled, Error> {
    assemble_facts(store, &query_of(level, day))
}

fn query_of(level: Level, day: &str) -> FactsQuery {
    FactsQuery {
        series: "qof-prevalence/practice".to_owned(),
        measure: "register-af".to_owned(),
        denominator: FactDenominator::Measure("list-size-af".to_owned()),
        level,
        membership: day.parse().unwrap(),
        people: People::default(),
        groups: None,
        from: None,
        to: None,
        allow_missing: false,
    }
}

#[test]
fn spells_say_where_a_practice_was_on_a_day() {
    let dir = tempfile::tempdir().unwrap();
    // A90003 moved in the middle of a month; A90006 closed before the merger and follows its area.
    let spells = "A90001,00K,W,20130401,20200331,0\nA90001,16C,W,20200401,,0\nA90002,00K,W,20130401,20200331,0\n\
                  A90002,16C,W,20200401,,0\nA90003,00K,W,20130401,20190914,0\nA90003,00M,W,20190915,20200331,0\n\
                  A90003,16C,W,20200401,,0\nA90004,00M,W,20130401,20200331,0\nA90004,16C,W,20200401,,0\n\
                  A90005,00P,W,20130401,,0\nA90006,00M,W,20130401,20190930,0\n";
    let files = [register(dir.path()), file(dir.path(), "epcmem.csv", spells)];
    let (_dir, store) = store_of(&files);
    let on = |day| rows(&by(&store, Level::Ccg, day).unwrap());
    let area = |code: &str, observed: f64| (code.to_owned(), observed, Some(observed * 100.0));
    assert_eq!(on("2019-09-14"), [area("00K", 60.0), area("00M", 100.0), area("00P", 50.0)]);
    assert_eq!(on("2019-09-15"), [area("00K", 30.0), area("00M", 130.0), area("00P", 50.0)]);
    assert_eq!(on("2020-04-01"), [area("00P", 50.0), area("16C", 160.0)]);
}

#[test]
fn a_practice_map_gives_commissioner_partnership_and_region() {
    let dir = tempfile::tempdir().unwrap();
    let head = "CODE,NAME,POSTCODE,CCG_NAME,CCG_CODE,CCG_ONS_CODE,STP_NAME,STP_ONS_CODE,REGON_NAME,REGION_CODE\n";
    let row = |i: i32| {
        let ccg = if i < 4 { "Wiltshire,99N,E38000206" } else { "Swindon,12D,E38000181" };
        format!("A9000{i},P,ZZ1 1ZZ,{ccg},Bath and others,E54000040,South West,Y58\n")
    };
    let map = (1..=6).map(row).fold(head.to_owned(), |text, row| text + &row);
    let (_dir, store) = store_of(&[register(dir.path()), file(dir.path(), "demogMap_201907.csv", &map)]);
    let on = |level| by(&store, level, "2019-07-01").unwrap();
    let area = |code: &str, observed: f64| (code.to_owned(), observed, Some(observed * 100.0));
    assert_eq!(rows(&on(Level::Ccg)), [area("12D", 150.0), area("99N", 60.0)]);
    assert_eq!(rows(&on(Level::Stp)), [area("E54000040", 210.0)]);
    assert_eq!(rows(&on(Level::Region)), [area("Y58", 210.0)]);
    assert_eq!(on(Level::Region).cube.names().get("Y58").map(|n| &**n), Some("South West"));
}

#[test]
fn an_area_is_not_there_before_it_opened() {
    let dir = tempfile::tempdir().unwrap();
    // Today's commissioner with the day on which the practice joined an earlier one.
    let line = |code: &str, parent: &str, joined: &str| {
        format!(
            "\"{code}\",\"P\",\"Y63\",\"QHM\",\"\",\"\",\"\",\"\",\"\",\"ZZ1 1ZZ\",\"20010401\",\"\",\"A\",\"B\",\
             \"{parent}\",\"{joined}\",\"\",\"\",\"\",\"\",\"\",\"0\",\"\",\"{parent}\",\"\",\"4\",\"\"\n"
        )
    };
    let list: String = (1..=5).map(|i| line(&format!("A9000{i}"), "00P", "20130401")).collect();
    let list = list + &line("A90006", "16C", "20130401");
    let (_dir, store) = store_of(&[register(dir.path()), file(dir.path(), "epraccur.csv", &list)]);
    // That practice has 6,000 of 21,000 patients.
    let refused = by(&store, Level::Ccg, "2019-09-01").unwrap_err().to_string();
    let says =
        "practices with 28.6 % of the registered patients in 2019/20 belong to no known CCG and are set aside (A90006)";
    assert!(refused.contains(says) && refused.contains("A90006: 16C opened on 2020-04-01"), "{refused}");
    let query = FactsQuery { allow_missing: true, ..query_of(Level::Ccg, "2019-09-01") };
    let found = assemble_facts(&store, &query).unwrap();
    assert!(found.warnings[0].starts_with("Practices with 28.6 %"), "{:?}", found.warnings);
    assert_eq!(rows(&found), [("00P".to_owned(), 150.0, Some(15_000.0))]);
    assert_eq!(
        note(&found, "not there"),
        "1 practice is recorded only in areas that were not there on 1 September 2019 and is set aside (A90006: 16C opened on \
         2020-04-01)."
    );
    let later = by(&store, Level::Ccg, "2020-04-01").unwrap();
    assert_eq!(rows(&later).len(), 2);
    assert!(!later.notes.iter().any(|n| n.contains("not there")));
}

#[test]
fn patients_in_all_and_by_age_complete_each_other() {
    let dir = tempfile::tempdir().unwrap();
    let head = "PUBLICATION,EXTRACT_DATE,TYPE,CCG_CODE,ONS_CCG_CODE,CODE,POSTCODE,SEX,AGE,NUMBER_OF_PATIENTS\n";
    let ccg = |i: i32| if i < 4 { "00K" } else { "00M" };
    let total = |i: i32| format!("GP,01APR2019,GP,{},,A9000{i},ZZ1 1ZZ,ALL,ALL,{}\n", ccg(i), 1000 * i);
    let totals = (1..=6).map(total).fold(head.to_owned(), |text, row| text + &row);
    let head = "PUBLICATION,EXTRACT_DATE,ORG_TYPE,ORG_CODE,ONS_CODE,POSTCODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS\n";
    // The last practice has another total here.
    let part = |i: i32| {
        let (men, women) = (400 * i, 600 * i + i32::from(i == 6));
        let of = |sex: &str, age: &str, n: i32| format!("GP,01APR2019,GP,A9000{i},,ZZ1 1ZZ,{sex},{age},{n}\n");
        of("ALL", "ALL", men + women) + &of("MALE", "20_24", men) + &of("FEMALE", "60_64", women)
    };
    let ages = (1..=6).map(part).fold(head.to_owned(), |text, row| text + &row);
    let files = [
        register(dir.path()),
        file(dir.path(), "gp-reg-pat-prac-all.csv", &totals),
        file(dir.path(), "gp-reg-pat-prac-quin-age.csv", &ages),
    ];
    let area = |code: &str, observed: f64| (code.to_owned(), observed, Some(observed * 100.0));
    for order in [[0, 1, 2], [0, 2, 1]] {
        let (_dir, store) = store_of(&order.map(|at| files[at].clone()));
        let series: Vec<String> =
            store.catalogue().unwrap().current(Dataset::Population).iter().map(|(_, t)| t.series.clone()).collect();
        assert_eq!(series, ["", "totals"]);
        assert_eq!(rows(&by(&store, Level::Ccg, "2019-04-01").unwrap()), [area("00K", 60.0), area("00M", 150.0)]);
        let per_patient = FactsQuery { denominator: FactDenominator::Population, ..query_of(Level::Ccg, "2019-04-01") };
        let found = assemble_facts(&store, &FactsQuery { from: None, ..per_patient }).unwrap();
        assert_eq!(rows(&found), [area("00K", 60.0), area("00M", 150.0)]);
        assert_eq!(found.sources.len(), 3);
        assert_eq!(
            note(&found, "differ"),
            "The extracts of 2019-04 by age and of totals differ in the patients of 1 practice (A90006); the totals count."
        );
    }
}

#[test]
fn local_authorities_are_of_one_tier() {
    let dir = tempfile::tempdir().unwrap();
    // A county beside its two districts, and a unitary authority.
    let areas = [("E10000900", 7, 700), ("E07000900", 3, 300), ("E07000901", 4, 400), ("E06000900", 5, 900)];
    let row =
        |(code, n, of): (&str, i32, i32)| format!("{code},deaths,2019,{n},count\n{code},people,2019,{of},count\n");
    let text = "area,indicator,period,value,unit\n".to_owned() + &areas.map(row).concat();
    let (_dir, store) = store_of(&[file(dir.path(), "indicators.csv", &text)]);
    let series = store.catalogue().unwrap().current(Dataset::Facts)[0].1.series.clone();
    let on = |level| {
        let denominator = FactDenominator::Measure("people".to_owned());
        let query = FactsQuery {
            series: series.clone(),
            measure: "deaths".to_owned(),
            denominator,
            ..query_of(level, "recorded")
        };
        assemble_facts(&store, &query)
    };
    let area = |code: &str, n: f64, of: f64| (code.to_owned(), n, Some(of));
    let (lower, upper) = (on(Level::LocalAuthority).unwrap(), on(Level::County).unwrap());
    let unitary = area("E06000900", 5.0, 900.0);
    assert_eq!(rows(&lower), [unitary.clone(), area("E07000900", 3.0, 300.0), area("E07000901", 4.0, 400.0)]);
    assert_eq!(rows(&upper), [unitary, area("E10000900", 7.0, 700.0)]);
    assert!(note(&lower, "other kinds").contains("(county)") && note(&upper, "other kinds").contains("(district)"));
    assert_eq!((lower.areas.as_str(), upper.areas.as_str()), ("local authorities", "counties and unitary authorities"));
    let prescribing =
        assemble(&store_of(&[EPD, PATIENTS].map(fixture)).1, &query("0501", Level::County, Measure::Items));
    assert!(prescribing.unwrap_err().to_string().contains("in which local authority a practice is"));
}
