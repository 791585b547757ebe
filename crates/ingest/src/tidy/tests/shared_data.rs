//! Published files and their synthetic twins.

use super::*;
use unwarranted_testing::folders;

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
    for files in folders() {
        let folder = files.join("area-activity");
        let entries = std::fs::read_dir(&folder).unwrap();
        let mut names: Vec<String> = entries.map(|f| f.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        assert_eq!(names.len(), files.known(11, 23), "{names:?}");
        for name in names {
            let seen = read(&[folder.join(&name)], &TidyOptions::default());
            let seen = seen.as_ref().map(shape).map_err(|e| e.to_string());
            let (twin, real) = expected(&name).map_or((None, None), |(twin, real)| (Some(twin), Some(real)));
            match files.known(twin, real) {
                Some(known) => assert_eq!(seen, Ok(known), "{name}"),
                None => {
                    let (e, known) = (seen.unwrap_err(), missing(&name));
                    assert!(known.iter().all(|k| e.contains(k)) && e.contains("columns found: "), "{e}");
                    assert!(!known.is_empty(), "{name}");
                    assert_eq!(e.matches("no column for").count(), known.len(), "{e}");
                }
            }
        }
    }
}

/// What a file gives by its aliases alone: the twin and the real one; `None` where columns have to be named.
fn expected(name: &str) -> Option<(Shape, Shape)> {
    match name {
        "ccg-statin-intensity-with-percentile.csv" => Some(((10, 5, 2, 1), (2145, 195, 11, 1))),
        "ccg-lidocaine-2014-2019.csv" => Some(((12, 4, 3, 1), (11_460, 191, 60, 1))),
        "ccg-opioids-percent.csv" => Some(((8, 4, 2, 1), (11_651, 191, 61, 1))),
        _ if name.starts_with("subicb-") => Some(((24, 8, 3, 1), (13_054, 214, 61, 1))),
        _ => None,
    }
}

/// What is said of the columns that are not found.
fn missing(name: &str) -> &'static [&'static str] {
    match name {
        "ccg-dementia.csv" | "openprescribing-export-lisdexamfetamine.csv" => &["name it with `denominator` COLUMN"],
        "ccg-lidocaine-items-cost.csv" | "area-names.csv" => &["`observed` COLUMN", "`denominator` COLUMN"],
        "nice-innovation-scorecard-stp.csv" => &["`area` COLUMN"],
        "measure-list.csv" => &["`area` COLUMN", "`observed` COLUMN", "`denominator` COLUMN"],
        _ => &[],
    }
}

#[test]
fn files_that_need_columns_named() {
    for files in folders() {
        let folder = files.join("area-activity");
        let read = |name: &str, columns: &[(Field, &str)]| read(&[folder.join(name)], &flags(columns));
        let dementia = read("ccg-dementia.csv", &[(Field::Denominator, "dementia_register")]).unwrap();
        assert_eq!(shape(&dementia), files.known((6, 3, 2, 1), (19_552, 188, 104, 1)));
        assert_eq!(dementia.column(Field::Denominator), Some("dementia_register"));
        let export = [(Field::Observed, "quantity"), (Field::Denominator, "items")];
        let export = read("openprescribing-export-lisdexamfetamine.csv", &export).unwrap();
        assert_eq!(shape(&export), files.known((9, 3, 3, 1), (6360, 106, 60, 1)));
        assert_eq!(export.cube.names().len(), files.known(3, 106));
        // Primary and secondary care are rows of their own, three times for the same board, quarter and medicine.
        let nice = [(Field::Area, "stp_ods_cd"), (Field::Treatment, "treatment_name"), (Field::Name, "stp_name")];
        let e = read("nice-innovation-scorecard-stp.csv", &nice).unwrap_err().to_string();
        let (line, area, first) = files.known((5, "QZ8", 3), (1157, "QJG", 1074));
        let key = format!(
            "line {line}: area '{area}', period 2021-12, treatment 'palbociclib' is already on line {first}; expected one"
        );
        let hint = "split the file by the column in which they differ (columns not in use: data_source, stp_gss_cd, ";
        assert!(e.contains(&key) && e.contains(hint), "{e}");
    }
}

#[test]
fn gluten_free_sums_agree_with_a_plain_reading() {
    for files in folders() {
        let path = files.join("area-activity/subicb-glutenfree.csv");
        let tidy = read(std::slice::from_ref(&path), &TidyOptions::default()).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let mut lines: Vec<String> = text.lines().skip(1).map(str::to_owned).collect();
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
        assert_eq!(lines.len(), files.known(24, 13_054));
    }
}

#[test]
fn area_names_are_attached() {
    for files in folders() {
        let names = Some(files.join("area-activity/area-names.csv"));
        let options = TidyOptions { names, ..TidyOptions::default() };
        let tidy = read(&[files.join("area-activity/subicb-glutenfree.csv")], &options).unwrap();
        let named = tidy.cube.rows().iter().filter(|r| tidy.cube.names().contains_key(&r.area)).count();
        assert_eq!(named, files.known(24, 13_054));
        let (area, name) = files.known(("90B", "NHS NEWTOWN, EAST"), ("00L", "NHS NORTHUMBERLAND"));
        assert_eq!(tidy.cube.names()[area], name.into());
    }
}
