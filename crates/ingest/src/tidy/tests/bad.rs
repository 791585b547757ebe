//! Inputs that are refused, with the exact words.

use super::*;

const MISSING_AREA: &str = "no column for area (looked for area, code, area_code, org, org_id, pct, pct_id, ccg, ccg_id, row_id); \
     name it with `area` COLUMN";
const MISSING_OBSERVED: &str =
    "no column for observed (looked for observed, numerator, items, count, y_items); name it with `observed` COLUMN";
const MISSING_DENOMINATOR: &str = "no column for denominator and none for expected values (`expected`) \
    (looked for denominator, population, list_size, total_list_size, x_items); name it with `denominator` COLUMN";
const NUMBER: &str = "expected a number of zero or more, a mark for a suppressed value (*, [c], [k], <5), [low] for one too small to be shown, or blank for not reported";
const SEPARATORS: &str = "expected a plain number such as 1234.5; where commas are before decimals, say \
    `decimal` , and where they separate thousands, `decimal` .";

fn check(content: &[u8], options: &TidyOptions, expected: &str) {
    assert_eq!(read_one(content, options).map(|t| t.cube.rows().len()), Err(expected.to_owned()));
}

#[test]
fn files_that_are_no_tables() {
    let none = &TidyOptions::default();
    check(b"", none, "t.csv: the file is empty; expected a table with a header line");
    let no_rows = "t.csv: there is a header line but no rows; expected one row per area and period";
    check(b"area,items,population\n", none, no_rows);
    check(b"area,items,population", none, no_rows);
    check(b"PK\x03\x04", none, "t.csv: the zip archive is damaged or cut short; fetch or copy the file again");
    let folder = Folder::new(&[]);
    let error = read(&[folder.0.path().to_owned()], none).unwrap_err().to_string();
    assert!(
        error.ends_with(": this is a folder; give the files in it, for example with *.csv after the folder's name")
    );
    let error = folder.read(&["x.csv"], none).map(|t| t.inputs).unwrap_err();
    assert_eq!(error, "x.csv: cannot read");
    let error = read(&[], none).unwrap_err().to_string();
    assert_eq!(error, "no file given: expected at least one tidy CSV file, or - for standard input");
}

#[test]
fn columns_that_are_missing() {
    let none = &TidyOptions::default();
    for (header, expected) in [
        ("practice,items,population", format!("{MISSING_AREA}; columns found: practice, items, population")),
        ("area,cost,population", format!("{MISSING_OBSERVED}; columns found: area, cost, population")),
        ("area,items,", format!("{MISSING_DENOMINATOR}; columns found: area, items, (blank)")),
        (
            "stp,cost,x",
            format!("{MISSING_AREA}; {MISSING_OBSERVED}; {MISSING_DENOMINATOR}; columns found: stp, cost, x"),
        ),
        (
            "area|items|population",
            format!(
                "{MISSING_AREA}; {MISSING_OBSERVED}; {MISSING_DENOMINATOR}; columns found: area|items|population; \
                 columns are separated by commas, semicolons or tabs, and only one was found"
            ),
        ),
    ] {
        check(format!("{header}\n1,2,3\n").as_bytes(), none, &format!("t.csv: {expected}"));
    }
}

#[test]
fn columns_that_are_ambiguous() {
    let none = &TidyOptions::default();
    check(
        b"area,items,numerator,population\n",
        none,
        "t.csv: more than one column for observed: 'items' (column 2), 'numerator' (column 3); \
         choose one with `observed` COLUMN; columns found: area, items, numerator, population",
    );
    check(
        b"area,items,Items,population\n",
        none,
        "t.csv: more than one column for observed: 'items' (column 2), 'Items' (column 3); rename one of them in the \
         file, or choose another column with `observed` COLUMN; columns found: area, items, Items, population",
    );
    let named = none.clone().with(Field::Observed, "cost").with(Field::Denominator, "population");
    check(
        b"area,cost,cost,population\n",
        &named,
        "t.csv: more than one column for observed: 'cost' (column 2), 'cost' (column 3); rename one of them in the \
         file, or choose another column with `observed` COLUMN; columns found: area, cost, cost, population",
    );
    check(
        b"area,cost,population\n",
        &none.clone().with(Field::Observed, "costs"),
        "t.csv: there is no column 'costs', which `observed` names; columns found: area, cost, population",
    );
    check(
        b"area,cost,population\n",
        &none.clone().with(Field::Observed, "cost").with(Field::Denominator, "Cost"),
        "t.csv: `observed` and `denominator` both name the column 'cost'; they need two columns; \
         columns found: area, cost, population",
    );
}

#[test]
fn long_headers_are_shortened() {
    let long = "x".repeat(1_000_000);
    let header: Vec<String> = (0..1000).map(|n| if n == 0 { long.clone() } else { format!("c{n}") }).collect();
    let error = read_one(format!("{}\n1\n", header.join(",")).as_bytes(), &TidyOptions::default()).unwrap_err();
    assert!(error.contains(&format!("columns found: {}... (1000000 bytes), c1, c2, ", "x".repeat(40))), "{error}");
    assert!(error.ends_with(", c29 and 970 more"), "{error}");
    assert!(error.len() < 1000, "{error}");
}

#[test]
fn figures_that_cannot_be_used() {
    let finite = "expected a finite number; leave it blank where there is no figure";
    let negative = "expected zero or more, or `kind amount` for amounts that were taken back; correct the figure";
    let sign = "expected a plain number without a currency sign or thousands separators, such as 1234.5";
    let percent = "expected a plain number without a percent sign; \
                   give numerators and denominators rather than percentages";
    for (figure, expected) in [
        ("NaN", finite),
        ("-inf", finite),
        ("-3", negative),
        ("-0.5", negative),
        ("1e999", "expected a number that fits (below 1.8e308); correct the figure"),
        ("\"1,234\"", SEPARATORS),
        ("\"1,5\"", SEPARATORS),
        ("1 234", SEPARATORS),
        ("£1234", sign),
        ("5%", percent),
        ("five", NUMBER),
        ("**", NUMBER),
    ] {
        let found = figure.trim_matches('"');
        let content = format!("area,period,items,population\nA,2025,1,2\nB,2025,{figure},2\n");
        let place = "t.csv, line 3, column 'items'";
        check(content.as_bytes(), &TidyOptions::default(), &format!("{place}: found '{found}'; {expected}"));
    }
    let below = "t.csv, line 2, column 'population': found '-3'; expected zero or more; correct the figure, or leave it blank where it \
                 is unknown";
    check(b"area,items,population\nA,1,-3\n", &TidyOptions { negative: true, ..TidyOptions::default() }, below);
    let content = format!("area,items,population\nA,1,{}\n", "9x".repeat(500_000));
    let found = format!("{}... (1000000 bytes)", "9x".repeat(20));
    let expected = format!("t.csv, line 2, column 'population': found '{found}'; {NUMBER}");
    check(content.as_bytes(), &TidyOptions::default(), &expected);
    check(
        b"area,items,expected\nA,1,nan\n",
        &TidyOptions::default(),
        &format!("t.csv, line 2, column 'expected': found 'nan'; {finite}"),
    );
}

#[test]
fn periods_and_treatments_that_cannot_be_used() {
    let forms = "expected a month (2025-12, 2025-12-01, 202512, 2017_09, 01SEP2017, 01-Apr-17, 01/04/2017), a quarter \
                 (2019/20 Q3), a financial year (2019/20), a calendar year (2025) or 'all'";
    for found in ["2025-13", "", "last year"] {
        let content = format!("area,date,items,population\nA,{found},1,2\n");
        let expected = format!("t.csv, line 2, column 'date': found '{found}'; {forms}");
        check(content.as_bytes(), &TidyOptions::default(), &expected);
    }
    check(
        b"area,treatment,items,population\nA, ,1,2\n",
        &TidyOptions::default(),
        "t.csv, line 2, column 'treatment': found ''; expected the name of a treatment or measure",
    );
}

#[test]
fn lines_are_those_of_the_file() {
    let expected = |line| format!("t.csv, line {line}, column 'items': found 'x'; {NUMBER}");
    for end in ["\n", "\r\n", "\r"] {
        let content = "area,name,items,population\nA,\"two\nlines\",1,2\n\n\nB,\"\n\n\",1,2\nC,c,x,2\n";
        check(content.replace('\n', end).as_bytes(), &TidyOptions::default(), &expected(9));
        let content = "\n\n\"area\n\",name,items,population\nA,\"two\nlines\",x,2\n";
        let options = TidyOptions::default().with(Field::Area, "area");
        check(content.replace('\n', end).as_bytes(), &options, &expected(5));
    }
}

#[test]
fn rows_with_the_wrong_number_of_fields() {
    for (rows, expected) in [
        (
            "A,1,2\nB,1\n",
            "t.csv, line 3: 2 fields found where the header has 3; \
             complete the row or remove it (is the file cut short here?)",
        ),
        (
            "A,1,2\nB",
            "t.csv, line 3: 1 field found where the header has 3; \
             complete the row or remove it (is the file cut short here?)",
        ),
        (
            "A,1,234,2\n",
            "t.csv, line 2: 4 fields found where the header has 3; \
             put quotes around fields that hold the separator, or remove the surplus",
        ),
        (
            "\"A,1,2\nB\",1,2,3\n",
            "t.csv, line 2: 4 fields found where the header has 3; \
             a quoted field runs over several lines: is a quote missing or one too many?",
        ),
    ] {
        check(format!("area,items,population\n{rows}").as_bytes(), &TidyOptions::default(), expected);
    }
}

#[test]
fn quotes_that_are_never_closed() {
    let cut = "a quote is opened here and never closed: \
               the file is cut short (fetch or copy it again) or a quote is missing";
    for (content, line) in [
        ("area,items,population\nA,1,2\nB,1,\"2", 3),
        ("area,items,population\nA,1,2\n\"B,1,2\nC,1,2\n", 3),
        ("area,items,population\n\"A\nB\",1,\"2\n", 3),
        ("area,items,population\nA,1,\"2\"\"\n", 2),
        ("\"area,items,population\nA,1,2\n", 1),
    ] {
        check(content.as_bytes(), &TidyOptions::default(), &format!("t.csv, line {line}: {cut}"));
    }
}

#[test]
fn rows_that_are_there_twice() {
    check(
        b"area,month,items,population,region,drug\nA,2025-01,1,2,N,x\nB,2025-01,1,2,N,x\nA,202501,1,2,N,y\n",
        &TidyOptions::default(),
        "t.csv, line 4: area 'A', period 2025-01, treatment 't' is already on line 2; expected one row per area, \
         period and treatment: remove or add up the rows, or name the column in which they differ with `treatment` \
         (columns not in use: region, drug)",
    );
    check(
        b"area,items,population\nA,1,2\nA,1,2\n",
        &TidyOptions::default(),
        "t.csv, line 3: area 'A', period all, treatment 't' is already on line 2; \
         expected one row per area, period and treatment: remove or add up the rows",
    );
    check(
        b"area,month,treatment,items,population,setting\nA,2025-01,x,1,2,GP\nA,2025-01,x,1,2,trust\n",
        &TidyOptions::default(),
        "t.csv, line 3: area 'A', period 2025-01, treatment 'x' is already on line 2; expected one row per area, \
         period and treatment: remove or add up the rows, or split the file by the column in which they differ \
         (columns not in use: setting)",
    );
    let content = b"area,period,treatment,items,population\nA,2025,x,1,2\n";
    let folder = Folder::new(&[("a.csv", content), ("b.csv", content)]);
    assert_eq!(
        folder.read(&["a.csv", "b.csv"], &TidyOptions::default()).map(|t| t.inputs).unwrap_err(),
        "b.csv, line 2: area 'A', period 2025, treatment 'x' is already on line 2 of a.csv; \
         expected one row per area, period and treatment: remove or add up the rows"
    );
}

#[test]
fn one_treatment_measured_in_two_ways() {
    let folder = Folder::new(&[
        ("a.csv", b"area,period,treatment,items,population\nA,2025,x,1,2\n"),
        ("b.csv", b"area,period,treatment,items,expected\nA,2026,x,1,2\n"),
    ]);
    assert_eq!(
        folder.read(&["a.csv", "b.csv"], &TidyOptions::default()).map(|t| t.inputs).unwrap_err(),
        "b.csv: treatment 'x' has an expected value here but a denominator in a.csv; \
         expected the same columns for one treatment"
    );
}

#[test]
fn a_truncated_gzip_file() {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut writer, PLAIN.as_bytes()).unwrap();
    let packed = writer.finish().unwrap();
    let folder = Folder::new(&[("whole.csv.gz", &packed), ("cut.csv.gz", &packed[..packed.len() - 12])]);
    let whole = folder.read(&["whole.csv.gz"], &TidyOptions::default()).unwrap();
    assert_eq!(whole.cube.rows(), plain_rows("whole"));
    let surplus = Folder::new(&[("more.csv.gz", &[&packed[..], b"more"].concat())]);
    let error = surplus.read(&["more.csv.gz"], &TidyOptions::default()).map(|t| t.inputs).unwrap_err();
    assert!(error.contains("4 bytes follow the end of the gzip data"), "{error}");
    assert_eq!(
        folder.read(&["cut.csv.gz"], &TidyOptions::default()).map(|t| t.inputs).unwrap_err(),
        "cut.csv.gz: the gzip data end too early: the file is cut short; fetch or copy the file again"
    );
}

#[test]
fn two_levels_and_totals_by_whatever_name_are_refused() {
    let refused = |text: &str| {
        let options = TidyOptions { columns: [(Field::Within, "unit".to_owned())].into(), ..TidyOptions::default() };
        let options = if text.starts_with("area,unit") { options } else { TidyOptions::default() };
        read_one(text.as_bytes(), &options).unwrap_err().to_string()
    };
    let head = "area,observed,population\n";
    let towns = "Leeds,310,70010\nHull,470,90500\nDerby,550,88000\nLuton,900,99000\nPoole,410,77000\n";
    let subtotal = refused(&format!("{head}{towns}Northern towns,1330,248510\n"));
    assert!(subtotal.contains("Northern towns are the sums of the 3 areas from Leeds to Derby"), "{subtotal}");
    let regions = refused(&format!("{head}{towns}East Midlands,560,89000\nYorkshire & the Humber,800,165000\n"));
    assert!(regions.contains("regions (East Midlands, Yorkshire & the Humber)"), "{regions}");
    let ages = refused("area,age_band,observed,population\nA,0-64,3,90\nA,65+,9,40\nA,75+,4,10\n");
    assert!(ages.contains("area 'A', period all: the age bands 65+ and 75+ hold the same people"), "{ages}");
    let within = refused("area,unit,observed,population\nA,P1,3,90\nA,P2,9,40\nA,All practices,12,130\n");
    assert!(within.contains("column 'unit': found 'All practices'; expected a unit within the area"), "{within}");
    let names = refused("area,observed,population\nNHS Leeds CCG,3,90\nHull,9,40\nLeeds,4,80\n");
    assert!(names.contains("'NHS Leeds CCG': the two differ in words such as NHS alone"), "{names}");
    let measures = refused("area,measure,observed,population\nA,Statins,3,90\nB,statins,9,40\n");
    assert!(measures.contains("two measures"), "{measures}");
    let mark = refused("area,observed,population\n02M*,3,90\n02N,9,40\n");
    assert!(mark.contains("without a mark of a footnote ('*' at its end)"), "{mark}");
}

#[test]
fn bands_that_change_from_year_to_year_do_not_overlap() {
    let text = "area,age_band,year,observed,population\nA,0-64,2020,3,90\nA,65+,2020,9,40\nA,0-74,2021,3,99\nA,75+,2021,4,10\n";
    assert_eq!(read_one(text.as_bytes(), &TidyOptions::default()).unwrap().cube.rows().len(), 2);
}

#[test]
fn names_that_most_areas_share_are_not_theirs() {
    let text = "area,name,observed,population\nA1,Kent,3,90\nA2,Kent,9,40\nB1,Essex,4,50\nB2,Essex,4,40\n";
    let tidy = read_one(text.as_bytes(), &TidyOptions::default()).unwrap();
    assert!(
        tidy.cube.names().is_empty() && tidy.notes[0].contains("'Essex' is the name of B1 and of B2"),
        "{:?}",
        tidy.notes
    );
}
