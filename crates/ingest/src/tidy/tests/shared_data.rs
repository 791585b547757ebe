//! Published files, where they are at hand.

use super::*;

fn folder() -> Option<PathBuf> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/area-activity"));
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: ../shared/data/area-activity is not present");
    None
}

fn flags(columns: &[(Field, &str)]) -> TidyOptions {
    columns.iter().fold(TidyOptions::default(), |options, (field, column)| options.with(*field, *column))
}

/// Rows, areas, periods and treatments of a file.
type Shape = (usize, usize, usize, usize);

fn shape(tidy: &Tidy) -> Shape {
    let distinct = |of: fn(&CubeRow) -> String| {
        tidy.cube.rows().iter().map(of).collect::<std::collections::BTreeSet<String>>().len()
    };
    let areas = distinct(|r| r.area.to_string());
    (tidy.cube.rows().len(), areas, distinct(|r| r.period.to_string()), distinct(|r| r.treatment.to_string()))
}

#[test]
fn every_file_is_read_or_refused_for_the_reason_known() {
    let Some(folder) = folder() else { return };
    let mut names: Vec<String> =
        std::fs::read_dir(&folder).unwrap().map(|f| f.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    assert!(names.len() >= 23, "{names:?}");
    for name in names {
        let seen = read(&[folder.join(&name)], &TidyOptions::default());
        let seen = seen.as_ref().map(shape).map_err(|e| e.to_string());
        match expected(&name) {
            Ok(known) => assert_eq!(seen, Ok(known), "{name}"),
            Err(known) => {
                let e = seen.unwrap_err();
                assert!(known.iter().all(|k| e.contains(k)) && e.contains("columns found: "), "{e}");
                assert_eq!(e.matches("no column for").count(), known.len(), "{e}");
            }
        }
    }
}

/// What each file gives by its aliases alone.
fn expected(name: &str) -> Result<Shape, &'static [&'static str]> {
    match name {
        "ccg-statin-intensity-with-percentile.csv" => Ok((2145, 195, 11, 1)),
        "ccg-lidocaine-2014-2019.csv" => Ok((11_460, 191, 60, 1)),
        "ccg-opioids-percent.csv" => Ok((11_651, 191, 61, 1)),
        "ccg-dementia.csv" | "openprescribing-export-lisdexamfetamine.csv" => {
            Err(&["name it with --denominator COLUMN"])
        }
        "ccg-lidocaine-items-cost.csv" => Err(&["--observed COLUMN", "--denominator COLUMN"]),
        "nice-innovation-scorecard-stp.csv" => Err(&["--area COLUMN"]),
        "area-names.csv" => Err(&["--observed COLUMN", "--denominator COLUMN"]),
        "measure-list.csv" => Err(&["--area COLUMN", "--observed COLUMN", "--denominator COLUMN"]),
        _ => Ok((13_054, 214, 61, 1)),
    }
}

#[test]
fn files_that_need_columns_named() {
    let Some(folder) = folder() else { return };
    let read = |name: &str, columns: &[(Field, &str)]| read(&[folder.join(name)], &flags(columns));
    let dementia = read("ccg-dementia.csv", &[(Field::Denominator, "dementia_register")]).unwrap();
    assert_eq!(shape(&dementia), (19_552, 188, 104, 1));
    assert_eq!(dementia.column(Field::Denominator), Some("dementia_register"));
    let export = [(Field::Observed, "quantity"), (Field::Denominator, "items")];
    let export = read("openprescribing-export-lisdexamfetamine.csv", &export).unwrap();
    assert_eq!(shape(&export), (6360, 106, 60, 1));
    assert_eq!(export.cube.names().len(), 106);
    // Primary and secondary care are rows of their own, three times for the same board, quarter and medicine.
    let nice = [(Field::Area, "stp_ods_cd"), (Field::Treatment, "treatment_name"), (Field::Name, "stp_name")];
    let e = read("nice-innovation-scorecard-stp.csv", &nice).unwrap_err().to_string();
    let key = "line 1157: area 'QJG', period 2021-12, treatment 'palbociclib' is already on line 1074; expected one";
    let hint = "split the file by the column in which they differ (columns not in use: data_source, stp_gss_cd, ";
    assert!(e.contains(key) && e.contains(hint), "{e}");
}

#[test]
fn gluten_free_sums_agree_with_a_plain_reading() {
    let Some(folder) = folder() else { return };
    let path = folder.join("subicb-glutenfree.csv");
    let tidy = read(std::slice::from_ref(&path), &TidyOptions::default()).unwrap();
    let mut lines: Vec<String> = std::fs::read_to_string(&path).unwrap().lines().skip(1).map(str::to_owned).collect();
    lines.sort();
    let figure = |cell: Option<Cell>| cell.and_then(Cell::value).unwrap();
    let mut read_back: Vec<String> = tidy
        .cube
        .rows()
        .iter()
        .map(|r| format!("{}-01,{},{:?},{:?}", r.period, r.area, figure(Some(r.observed)), figure(r.denominator)))
        .collect();
    read_back.sort();
    assert_eq!(read_back, lines);
}

#[test]
fn area_names_are_attached() {
    let Some(folder) = folder() else { return };
    let options = TidyOptions { names: Some(folder.join("area-names.csv")), ..TidyOptions::default() };
    let tidy = read(&[folder.join("subicb-glutenfree.csv")], &options).unwrap();
    let unnamed = tidy.cube.rows().iter().filter(|r| !tidy.cube.names().contains_key(&r.area)).count();
    assert_eq!(unnamed, 0);
}
