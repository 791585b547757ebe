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

#[test]
fn a_measure_without_any_figure_is_an_error_and_no_empty_table() {
    let row = |area, o| format!("1,I,{area},Somewhere,CCG,Persons,<75 yrs,2020/21,5,{o},,");
    let both = [row("E38000006", 518), row("E38000016", 715)];
    let (_dir, store) = export(&both.each_ref().map(String::as_str));
    let refused = asked(&store, None, None).unwrap_err().to_string();
    let says = "nowhere is there a figure of `measure indicator-1-count` and of `denominator indicator-1-denominator`";
    assert!(
        refused.contains(says) && refused.contains("with figures there: indicator-1, indicator-1-count;"),
        "{refused}"
    );
    let (_dir, store) = export(&[&both[0], &row("E38000016", 715).replace(",715,,", ",715,90000,")]);
    assert_eq!(asked(&store, None, None).unwrap().cube.rows().len(), 2, "one area with both is enough");
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
fn a_figure_too_small_to_be_shown_is_neither_suppressed_nor_zero() {
    let (_dir, store) = export(&[
        "1,I,E38000006,Barnsley,CCG,Persons,All ages,2020/21,5,300,60000,",
        "1,I,E38000016,Bolton,CCG,Persons,All ages,2020/21,[low],[low],50000,",
        "1,I,E38000024,Bury,CCG,Persons,All ages,2020/21,[c],[c],40000,",
    ]);
    let found = asked(&store, None, None).unwrap();
    let slices = found.cube.slices(&SliceOptions::default()).unwrap();
    let aside: Vec<_> = slices[0].set_aside().iter().map(|s| (s.reason, s.areas[0].to_string())).collect();
    assert_eq!(aside, [(Reason::Suppressed, "E38000024".to_owned()), (Reason::TooSmall, "E38000016".to_owned())]);
    let csv = store.figures_csv(&store.contents().unwrap().series[0].series, Some("indicator-1-count")).unwrap();
    let values: Vec<&str> = csv.lines().skip(1).filter_map(|line| line.rsplit(',').next()).collect();
    assert_eq!(values, ["300.00", "too-small", "suppressed"], "{csv}");
    let totals = store.catalogue().unwrap().sources[0].tables[0].totals_stored.to_string();
    assert!(totals.ends_with(", 2 suppressed, 2 too small to be shown"), "{totals}");
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

fn local_authorities() -> (tempfile::TempDir, Store) {
    let row = |code, o, d| format!("1,I,{code},Place,Districts & UAs,Persons,All ages,2020/21,5,{o},{d},");
    let rows = [row("E06000001", 100, 20_000), row("E06000002", 120, 30_000), row("E07000207", 50, 9_000)];
    export(&rows.each_ref().map(String::as_str))
}

fn by_group(store: &Store, groups: &str) -> Result<Assembled, Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("groups.csv");
    std::fs::write(&path, format!("group,member\n{groups}\n")).unwrap();
    let query = FactsQuery {
        series: store.contents().unwrap().series[0].series.clone(),
        measure: "indicator-1-count".to_owned(),
        denominator: FactDenominator::Measure("indicator-1-denominator".to_owned()),
        people: People::default(),
        level: Level::Group,
        membership: Membership::Recorded,
        groups: Some(path),
        from: None,
        to: None,
        allow_missing: false,
    };
    assemble_facts(store, &query)
}

#[test]
fn local_authorities_can_be_grouped_and_what_is_in_no_group_is_said() {
    let (_dir, store) = local_authorities();
    let found = by_group(&store, "Tees,E06000001\nTees,E06000002\nFar,E06009999").unwrap();
    assert_eq!(rows_of(&found), [("Tees".to_owned(), 220.0, 50_000.0)]);
    assert!(note(&found, "belongs to no group").contains("E07000207"));
    assert!(note(&found, "in none of these tables").contains("E06009999"));
    let none = by_group(&store, "Far,E06009999").unwrap_err().to_string();
    assert!(none.contains("none of them is a member of the groups"), "{none}");
}

#[test]
fn groups_do_not_hold_people_twice() {
    let row = |code, kind, o| format!("1,I,{code},Place,{kind},Persons,All ages,2020/21,5,{o},9000,");
    let rows = [row("E10000030", "Counties & UAs", 70), row("E07000207", "Districts & UAs", 20)];
    let (_dir, store) = export(&rows.each_ref().map(String::as_str));
    let refused = by_group(&store, "Surrey,E10000030\nElmbridge,E07000207").unwrap_err().to_string();
    assert!(refused.contains("counties (E10000030) and districts (E07000207)"), "{refused}");
    assert_eq!(rows_of(&by_group(&store, "Elmbridge,E07000207").unwrap()), [("Elmbridge".to_owned(), 20.0, 9000.0)]);
}

#[test]
fn areas_are_ranked_by_a_score_of_the_store() {
    let codes = ["E38000006", "E38000016", "E38000024", "E38000130", "E38000163"];
    let row = |id: u32, code: &str, o: usize| {
        let value = if id == 2 { format!("{o},,") } else { format!("5,{o},60000") };
        format!("{id},I{id},{code},Place,CCG,Persons,All ages,{},{value},", if id == 2 { "2019" } else { "2020/21" })
    };
    let of = |id, from: usize, codes: &[&str]| -> Vec<String> {
        codes.iter().enumerate().map(|(i, code)| row(id, code, from + i)).collect()
    };
    let rank = |scored: &[&str], wanted: &str| {
        let rows = [of(1, 300, &codes), of(2, 10, scored)].concat();
        let (_dir, store) = export(&rows.iter().map(String::as_str).collect::<Vec<_>>());
        let mut found = asked(&store, None, None).unwrap();
        let ranking = assemble_ranking(&store, wanted, Level::Ccg, &mut found).map_err(|e| e.to_string())?;
        Ok::<_, String>((ranking.scores.into_values().collect::<Vec<_>>(), found))
    };
    let (scores, found) = rank(&codes, "indicator-2").unwrap();
    assert_eq!(scores, [10.0, 11.0, 12.0, 13.0, 14.0]);
    assert!(note(&found, "ranked by").contains("I2 of 2019 (export.csv)"));
    assert_eq!((rows(&found).len(), found.sources.len()), (5, 1));
    let (scores, found) = rank(&codes[..4], "fingertips/1+2/ccg/indicator-2").unwrap();
    assert_eq!((scores.len(), rows(&found).len()), (4, 4));
    assert!(note(&found, "no score").contains("E38000163"));
    let few = rank(&codes[..2], "indicator-2").unwrap_err();
    assert!(few.contains("3 areas have no score") && few.contains("with 60 % of the denominators"), "{few}");
    let unknown = rank(&codes, "indicator-3").unwrap_err();
    assert!(unknown.contains("`rank-by indicator-3`: the store has no such measure"), "{unknown}");
}

#[test]
fn a_score_is_no_rate_and_says_what_can_be_done_with_it() {
    let (_dir, store) = export(&["1,I,E38000006,Barnsley,CCG,Persons,All ages,2020/21,5,,,"]);
    let query = FactsQuery {
        series: "fingertips/1/ccg".to_owned(),
        measure: "indicator-1".to_owned(),
        denominator: FactDenominator::Measure("registered-patients".to_owned()),
        people: People::default(),
        level: Level::Ccg,
        membership: Membership::Recorded,
        groups: None,
        from: None,
        to: None,
        allow_missing: false,
    };
    let refused = assemble_facts(&store, &query).unwrap_err().to_string();
    assert!(refused.contains("`rank-by indicator-1`") && refused.contains("store figures"), "{refused}");
    let figures = store.figures_csv("fingertips/1/ccg", Some("indicator-1")).unwrap();
    assert!(figures.contains("2020/21,ccg,E38000006,Barnsley,indicator-1,number,,,5"), "{figures}");
    assert!(store.figures_csv("fingertips/1", None).unwrap_err().to_string().contains("no figures of the series"));
}
