//! Frames hold what the findings hold, and a cube comes back from its frame.

use polars::prelude::*;
use unwarranted_core::{AnalysisOptions, Reason, SliceOptions, analyse_all};
use unwarranted_frames::{FrameError, areas, cube, indices, set_aside, to_cube};

fn frame() -> PolarsResult<DataFrame> {
    df! {
        "treatment" => ["hips", "hips", "hips", "hips", "knees"],
        "period" => ["2019/20", "2019/20", "2019/20", "2020/21", "2019/20"],
        "area" => ["B", "A", "C", "A", "A"],
        "name" => [Some("Bee"), Some("Ay"), None, Some("Ay"), Some("Ay")],
        "observed" => [Some(30i64), Some(10), None, Some(12), Some(5)],
        "observed_unknown" => [None, None, Some("suppressed"), None, None],
        "denominator" => [100u32, 100, 50, 110, 100],
    }
}

#[test]
fn a_cube_comes_back_from_its_frame() {
    let first = to_cube(&frame().unwrap()).unwrap();
    let again = to_cube(&cube(&first).unwrap()).unwrap();
    assert_eq!((first.rows(), first.names()), (again.rows(), again.names()));
    assert_eq!(first.rows().len(), 5);
}

#[test]
fn frames_hold_what_the_findings_hold() {
    let slices = to_cube(&frame().unwrap()).unwrap().slices(&SliceOptions::default()).unwrap();
    let found = analyse_all(&slices, &AnalysisOptions { replicates: 0, ..AnalysisOptions::default() }).unwrap();
    let table = areas(&found).unwrap();
    let expected: Vec<Option<f64>> = found.iter().flat_map(|s| s.areas.iter().map(|a| a.rate)).collect();
    assert_eq!(expected, [Some(0.1), Some(0.3), Some(12.0 / 110.0), Some(0.05)]);
    assert_eq!(table.column("rate").unwrap().f64().unwrap().to_vec(), expected);
    let upper: Vec<Option<f64>> =
        found.iter().flat_map(|s| s.areas.iter().map(|a| a.limits.as_ref().map(|l| l["99.8"][1]))).collect();
    assert!(upper[0].is_some());
    assert_eq!(table.column("limit_upper_99.8").unwrap().f64().unwrap().to_vec(), upper);
    let table = indices(&found).unwrap();
    assert_eq!(table.height(), found.iter().map(|s| s.indices.len()).sum::<usize>());
    let undefined = table.column("undefined").unwrap().str().unwrap().iter().flatten().count();
    assert_eq!(undefined, found.iter().flat_map(|s| &s.indices).filter(|e| e.value.is_none()).count());
    assert!(undefined > 0);
    let aside = set_aside(&found).unwrap();
    assert_eq!(aside.column("reason").unwrap().str().unwrap().get(0), Some(Reason::Suppressed.word()));
    assert_eq!(aside.column("areas").unwrap().str().unwrap().get(0), Some("C"));
}

#[test]
fn what_is_no_cube_is_refused_by_row_and_column() {
    let says = |frame: DataFrame| to_cube(&frame).unwrap_err().to_string();
    assert!(says(df! { "area" => ["A"], "observed" => [1.0] }.unwrap()).contains("no column 'denominator'"));
    assert!(says(df! { "observed" => [1.0], "denominator" => [1.0] }.unwrap()).contains("no column 'area'"));
    let text = df! { "area" => ["A"], "observed" => ["1"], "denominator" => [1.0] }.unwrap();
    assert!(says(text).contains("column 'observed' is of type str; a column of numbers is expected"));
    let number = df! { "area" => [1], "observed" => [1.0], "denominator" => [1.0] }.unwrap();
    assert!(says(number).contains("column 'area' is of type i32; text is expected"));
    let negative = df! { "area" => ["A", "B"], "observed" => [1.0, -2.0], "denominator" => [1.0, 1.0] }.unwrap();
    assert!(says(negative).contains("row 2, column 'observed': found -2; expected a number of zero or more"));
    let twice = df! { "area" => ["A", "A"], "observed" => [1.0, 2.0], "denominator" => [1.0, 1.0] }.unwrap();
    assert!(matches!(to_cube(&twice).unwrap_err(), FrameError::Twice { row: 2, .. }));
    let period = df! { "area" => ["A"], "period" => ["soon"], "observed" => [1.0], "denominator" => [1.0] }.unwrap();
    assert!(says(period).contains("row 1, column 'period': found 'soon'"));
}
