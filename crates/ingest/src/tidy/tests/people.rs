//! Tables as people have them: with titles, totals and notes, and after a spreadsheet had them.

use super::*;
use unwarranted_core::{Reason, SliceOptions};

fn aside(content: &str) -> Vec<(String, Reason)> {
    let tidy = read_one(content.as_bytes(), &TidyOptions::default()).unwrap();
    let slice = tidy.cube.slices(&SliceOptions::default()).unwrap().remove(0);
    let of = |s: &unwarranted_core::SetAside| s.areas.iter().map(|a| (a.to_string(), s.reason)).collect::<Vec<_>>();
    slice.set_aside().iter().flat_map(of).collect()
}

const ROWS: &str = "09K,183,71090\n08J,120,60000\n10L,90,52000\n04E,71,61458\n";

fn with(row: &str) -> String {
    format!("area,observed,denominator\n{ROWS}{row}\n")
}

#[test]
fn totals_are_set_aside_by_their_code_word_or_sum() {
    for (row, area, reason) in [
        ("England,464,244548", "England", Reason::NotAnArea),
        ("TOTAL,460,244548", "TOTAL", Reason::NotAnArea),
        ("All areas,1,1", "All areas", Reason::NotAnArea),
        ("not known,3,9", "not known", Reason::NotAnArea),
        ("-,3,9", "-", Reason::NotAnArea),
        ("*,3,9", "*", Reason::NotAnArea),
        ("E92000001,464,244548", "E92000001", Reason::NotAnArea),
        ("Y63,5,9", "Y63", Reason::OtherLevel),
        ("XYZ,464,244548", "XYZ", Reason::TotalOfOthers),
    ] {
        assert_eq!(aside(&with(row)), [(area.to_owned(), reason)], "{row}");
    }
    for row in ["XYZ,464,244549", "XYZ,465,244548", "01A,390,84974"] {
        assert_eq!(aside(&with(row)), [], "{row}");
    }
    let nations = "area,observed,denominator\nEngland,1,9\nScotland,2,9\nWales,3,9\n";
    assert_eq!(aside(nations), [], "of nations England is one");
    let named = "area,name,observed,denominator\n1,North,1,10\n2,South,2,10\n3,East,4,10\n9,England total,8,30\n";
    assert_eq!(aside(named), [("9".to_owned(), Reason::NotAnArea)]);
    let note = read_one(with("England,464,244548").as_bytes(), &TidyOptions::default()).unwrap().notes.join("");
    assert!(note.contains("set aside with the reason: England"), "{note}");
}

#[test]
fn two_levels_are_refused_unless_one_is_chosen() {
    let content = with("Y63,200,120000\nY61,264,124548");
    let error = read_one(content.as_bytes(), &TidyOptions::default()).unwrap_err();
    assert!(error.contains("4 of the kind ccg (04E, 08J, 09K, 10L) and 2 of the kind region (Y61, Y63)"), "{error}");
    assert!(error.contains("`only-kind ccg` or `only-kind region`"), "{error}");
    let only = |kind: &str| TidyOptions { only_kinds: vec![kind.to_owned()], ..TidyOptions::default() };
    let tidy = read_one(content.as_bytes(), &only("region")).unwrap();
    let slice = tidy.cube.slices(&SliceOptions::default()).unwrap().remove(0);
    assert_eq!((slice.len(), slice.set_aside()[0].reason, slice.set_aside()[0].rows), (2, Reason::OtherLevel, 4));
    let error = read_one(content.as_bytes(), &only("icb")).unwrap_err();
    assert!(error.contains("no area is of that kind; kinds in the file: ccg (4), region (2)"), "{error}");
    let named = "area,observed,denominator\nn1,3,70\nn2,5,50\ns1,9,80\ns2,1,40\nNorth,8,120\nSouth,10,120\n";
    let error = read_one(named.as_bytes(), &TidyOptions::default()).unwrap_err();
    assert!(error.contains("two levels"), "{error}");
    let grouped = "area,group,observed,denominator\na,N,3,70\nb,N,5,50\nc,S,9,80\nN,,8,121\nS,,9,80\n";
    let error = read_one(grouped.as_bytes(), &TidyOptions::default()).unwrap_err();
    assert!(error.contains("N, S are areas and the parent groups of others"), "{error}");
}

#[test]
fn titles_blank_rows_and_notes_are_passed_over_and_said() {
    let table = with("");
    let read = |content: &str| {
        let tidy = read_one(content.as_bytes(), &TidyOptions::default()).unwrap();
        (tidy.cube.rows().len(), tidy.notes.join(" | "))
    };
    let (rows, notes) = read(&format!("Items by area\nPublished 2021, in March\n\n{table}"));
    assert_eq!(rows, 4);
    assert!(notes.contains("the header is on line 4: 2 lines above it passed over"), "{notes}");
    let (rows, notes) = read(&format!("{table},,\n,,\n"));
    assert!(rows == 4 && notes.contains("2 empty rows passed over"), "{notes}");
    for end in [
        "\nSource: NHS England\n",
        "Source: NHS England, 2021\n",
        ",,\nAll figures are rounded,,\n",
        "1. Rounded to 5\n",
    ] {
        let (rows, notes) = read(&format!("{}{end}", table.trim_end_matches('\n').to_owned() + "\n"));
        assert!(rows == 4 && notes.contains("is a note below the rows"), "{end}: {notes}");
    }
    let error = read_one(format!("{}\nSource: x y\n01A,1,2\n", table.trim()).as_bytes(), &TidyOptions::default());
    assert!(error.unwrap_err().contains("a row follows the note 'Source: x y' on line 6"));
    let cut = read_one(format!("{}\n01A", table.trim()).as_bytes(), &TidyOptions::default()).unwrap_err();
    assert!(cut.contains("is the file cut short here?"), "{cut}");
}

#[test]
fn headers_of_publishers_are_found() {
    for header in [
        "Area Code,Time period,Count,Denominator",
        "Area.Code,Year,observed,population",
        "area-code,Month,ITEMS,List Size",
    ] {
        let found = rows(format!("{header}\n00L,2020,1,2\n").as_bytes());
        assert_eq!((&*found[0].area, found[0].period), ("00L", Period::Year(2020)), "{header}");
    }
    let both =
        read_one(b"Area Code,Area [note 1],Count,Denominator\n00L,Newcastle,1,2\n", &TidyOptions::default()).unwrap();
    assert_eq!(both.cube.names()["00L"].to_string(), "Newcastle");
}

#[test]
fn codes_that_a_spreadsheet_or_keyboard_changed_are_refused() {
    for (code, words) in [
        ("#N/A", "error of a spreadsheet"),
        ("1.00E+05", "1.00E+05"),
        ("01\u{410}", "U+0410"),
        ("09K\u{200b}", "U+200B"),
        ("08j", "the two differ in case or blanks alone"),
        ("O8J", "the two differ in O and 0, or I and 1, alone"),
        ("1-Jan", "not a date"),
    ] {
        let error = read_one(with(&format!("{code},1,2")).as_bytes(), &TidyOptions::default()).unwrap_err();
        assert!(error.starts_with("t.csv, line 6, column 'area'") && error.contains(words), "{error}");
    }
    let error = read_one(with("10X\"NHS\",1,2").as_bytes(), &TidyOptions::default()).unwrap_err();
    assert!(error.starts_with("t.csv, line 6: column 'area': a quotation mark stands inside"), "{error}");
    let lost = read_one(with("1A,1,2").as_bytes(), &TidyOptions::default()).unwrap();
    assert!(lost.notes.join("").contains("1A (was it 01A?)"), "{:?}", lost.notes);
}

#[test]
fn a_name_that_varies_within_an_area_is_not_its_name() {
    let options = TidyOptions::default().with(Field::Within, "practice");
    let content =
        b"area,practice,name,observed,denominator\nA,1,3D Medical Centre,1,9\nA,2,The Surgery,1,9\nB,3,High St,1,9\n";
    let tidy = read_one(content, &options).unwrap();
    assert!(tidy.cube.names().is_empty());
    assert!(tidy.notes.join("").contains("A: '3D Medical Centre', 'The Surgery'"), "{:?}", tidy.notes);
    let content = b"area,practice,name,observed,denominator\nA,1,NHS Kent & Medway,1,9\nA,2,NHS KENT AND MEDWAY,1,9\n";
    assert_eq!(read_one(content, &options).unwrap().cube.names().len(), 1);
}

#[test]
fn names_that_change_from_period_to_period_are_not_those_of_areas() {
    let read = |text: &str| read_one(text.as_bytes(), &TidyOptions::default()).unwrap();
    let row = |area: &str, name: &str, month: &str| format!("{area},{name},{month},1,9\n");
    let months = ["2020-01", "2020-02", "2020-03"];
    let of = |area: &str| {
        (1..).zip(months).map(|(n, month)| row(area, &format!("Practice {area} {n}"), month)).collect::<String>()
    };
    let head = "area,name,month,observed,denominator\n";
    let tidy = read(&format!("{head}{}{}", of("A00"), of("A01")));
    assert!(tidy.cube.names().is_empty(), "{:?}", tidy.cube.names());
    assert!(
        tidy.notes.join("").contains("A00: 'Practice A00 1', 'Practice A00 2', 'Practice A00 3'"),
        "{:?}",
        tidy.notes
    );
    let renamed = read(&format!(
        "{head}{}{}{}",
        row("A", "Old", months[0]),
        row("A", "New", months[1]),
        row("B", "Other", months[0])
    ));
    assert_eq!(&*renamed.cube.names()["A"], "New");
    assert!(
        renamed.notes.join("").contains("1 area has had other names in other periods (A: 'New', 'Old')"),
        "{:?}",
        renamed.notes
    );
    let two = read(&format!(
        "{head}{}{}{}",
        row("A", "Same", months[0]),
        row("B", "Same", months[0]),
        row("C", "Other", months[0])
    ));
    assert!(two.notes.join("").contains("'Same' is the name of A and of B"), "{:?}", two.notes);
}

#[test]
fn a_column_within_that_sets_nothing_apart_is_said() {
    let options = TidyOptions::default().with(Field::Within, "icb");
    let notes = read_one(b"area,icb,observed,denominator\nA,Q1,1,9\nB,Q1,1,9\n", &options).unwrap().notes;
    assert!(notes.join("").contains("nothing is summed"), "{notes:?}");
    let notes = read_one(b"area,icb,observed,denominator\nA,Q1,1,9\nA,Q2,1,9\n", &options).unwrap().notes;
    assert!(!notes.join("").contains("nothing is summed"), "{notes:?}");
}

#[test]
fn no_areas_by_pseudo_codes_and_nations_by_name_are_set_aside() {
    for area in ["E99999999", "W99999999", "Out of area", "No CCG", "Wales", "Scotland", "NHSE", "Q99", "ZZZ", "Gesamt"]
    {
        assert_eq!(aside(&with(&format!("{area},3,9"))), [(area.to_owned(), Reason::NotAnArea)], "{area}");
    }
    let named = "area,name,observed,denominator\n1,North,1,10\n2,South,2,10\n3,East,4,10\n9,W92000004,2,9\n";
    assert_eq!(aside(named), [("9".to_owned(), Reason::NotAnArea)]);
    let regions = "area,observed,denominator\nNorth East,1,9\nSouth West,2,9\nWales,3,9\nScotland,3,9\n";
    assert_eq!(aside(regions), [], "regions of the United Kingdom");
    let noted = read_one(
        b"area,year,observed [note 2],denominator\nA,2020,1,9\n",
        &TidyOptions::default().with(Field::Observed, "observed [note 2]"),
    );
    assert_eq!(noted.unwrap().column(Field::Observed), Some("observed"));
}

#[test]
fn dots_between_thousands_are_asked_about() {
    let content = "area;observed;denominator\nA;100;10.000\nB;107;10.531\n";
    let error = read_one(content.as_bytes(), &TidyOptions::default()).unwrap_err();
    assert!(error.contains("column 'denominator'") && error.contains("`decimal` ,"), "{error}");
    let denominator = |decimal| {
        let options = TidyOptions { decimal: Some(decimal), ..TidyOptions::default() };
        read_one(content.as_bytes(), &options).unwrap().cube.rows()[0].denominator
    };
    assert_eq!(denominator(Decimal::Comma), Some(Cell::Value(10_000.0)));
    assert_eq!(denominator(Decimal::Point), Some(Cell::Value(10.0)));
    let commas = read_one(content.replace(';', ",").as_bytes(), &TidyOptions::default()).unwrap_err();
    assert!(commas.contains("column 'denominator'"), "{commas}");
}

#[test]
fn hyphens_between_years_are_no_months() {
    let periods = |content: &str| -> Vec<String> {
        let mut found: Vec<String> = rows(content.as_bytes()).iter().map(|r| r.period.to_string()).collect();
        found.dedup();
        found
    };
    let table = |column: &str, years: [&str; 3]| {
        years.iter().fold(format!("area,{column},observed,denominator\n"), |text, year| format!("{text}A,{year},1,9\n"))
    };
    assert_eq!(periods(&table("year", ["2009-10", "2010-11", "2011-12"])), ["2009/10", "2010/11", "2011/12"]);
    assert_eq!(periods(&table("period", ["2009-10", "2010-11", "2012-13"])), ["2009/10", "2010/11", "2012/13"]);
    assert_eq!(periods(&table("month", ["2009-10", "2010-11", "2011-12"])), ["2009-10", "2010-11", "2011-12"]);
    assert_eq!(
        periods(&table("period", ["2017 - 19", "2018 - 20", "2019 - 21"])),
        ["2017 - 19", "2018 - 20", "2019 - 21"]
    );
}
