mod bad;
mod people;
mod properties;
mod shared_data;

use super::*;
use crate::input::Encoding;
use unwarranted_core::{Cell, CubeRow, Period};

/// A folder with files to read; removed when dropped.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (name, content) in files {
            std::fs::write(folder.path(name), content).unwrap();
        }
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, names: &[&str], options: &TidyOptions) -> Result<Tidy, String> {
        let paths: Vec<PathBuf> = names.iter().map(|n| self.path(n)).collect();
        read(&paths, options).map_err(|e| self.clean(&e))
    }

    /// A message without the name of the temporary folder.
    fn clean(&self, e: &Error) -> String {
        e.to_string().replace(&format!("{}/", self.0.path().display()), "")
    }
}

fn read_one(content: &[u8], options: &TidyOptions) -> Result<Tidy, String> {
    Folder::new(&[("t.csv", content)]).read(&["t.csv"], options)
}

fn rows(content: &[u8]) -> Vec<CubeRow> {
    read_one(content, &TidyOptions::default()).unwrap().cube.rows().to_vec()
}

fn row(treatment: &str, period: &str, area: &str, observed: Cell, denominator: Cell) -> CubeRow {
    let period = Period::parse(period).unwrap();
    let denominator = Some(denominator);
    CubeRow { file: 0, treatment: treatment.into(), period, area: area.into(), observed, denominator, expected: None }
}

const PLAIN: &str = "code,month,items,population\n00L,2025-01-01,5,1200\n00M,2025-01-01,0,900.5\n";

fn plain_rows(treatment: &str) -> Vec<CubeRow> {
    vec![
        row(treatment, "2025-01", "00L", Cell::Value(5.0), Cell::Value(1200.0)),
        row(treatment, "2025-01", "00M", Cell::Value(0.0), Cell::Value(900.5)),
    ]
}

#[test]
fn reads_the_exports_of_openprescribing_s_charts() {
    let list = b"date,id,name,y_items,y_actual_cost,total_list_size\n01/02/2025,A90001,ONE,5,9.5,1200\n01/03/2025,A90001,ONE,6,9.5,1200\n";
    let found = rows(list);
    assert_eq!(found[0], row("t", "2025-02", "A90001", Cell::Value(5.0), Cell::Value(1200.0)));
    assert_eq!(found[1].period, Period::parse("2025-03").unwrap());
    let ratio = rows(b"date,id,name,y_items,y_actual_cost,x_items,x_actual_cost\n2025-02-01,00L,N,5,9.5,40,80.25\n");
    assert_eq!(ratio, [row("t", "2025-02", "00L", Cell::Value(5.0), Cell::Value(40.0))]);
    let other = rows(b"id,code,month,y_items,x_items\n1,00L,2025-02,5,40\n");
    assert_eq!(&*other[0].area, "00L");
}

#[test]
fn reads_every_delimiter_line_end_and_encoding() {
    let mut bom = b"\xef\xbb\xbf".to_vec();
    bom.extend(PLAIN.bytes());
    let mut utf16 = b"\xff\xfe".to_vec();
    utf16.extend(PLAIN.encode_utf16().flat_map(u16::to_le_bytes));
    for content in [
        PLAIN.into(),
        PLAIN.trim_end().into(),
        PLAIN.replace(',', ";").into(),
        PLAIN.replace(',', "\t").into(),
        PLAIN.replace(',', " , ").into(),
        PLAIN.replace('\n', "\r\n").into(),
        PLAIN.replace('\n', "\r").into(),
        PLAIN.replace('\n', "\n\n").into(),
        PLAIN.replace("00M", "\"00M\"").into(),
        PLAIN.to_uppercase().into(),
        bom,
        utf16,
    ] {
        assert_eq!(rows(&content), plain_rows("t"), "{}", String::from_utf8_lossy(&content));
    }
}

#[test]
fn latin_1_names_keep_their_letters() {
    let tidy = read_one(b"code;name;items;population\r\nA1;Caf\xe9 \xa35;1;2\r\nA2;;1;2\r\n", &TidyOptions::default())
        .unwrap();
    assert_eq!(tidy.cube.names().get("A1").map(|n| &**n), Some("Café £5"));
    assert_eq!(tidy.cube.names().get("A2"), None);
    let table = &tidy.inputs[0].tables[0];
    assert_eq!((table.encoding, table.delimiter, table.rows_read), (Encoding::Windows1252, ';', 2));
    let columns = ["code", "items", "population", "name"];
    let fields = [Field::Area, Field::Observed, Field::Denominator, Field::Name];
    assert_eq!(table.columns, fields.into_iter().zip(columns.map(str::to_owned)).collect::<Vec<_>>());
}

#[test]
fn without_a_period_column_there_is_one_period() {
    let all = rows(b"area,observed,denominator\n01A,1,2\n");
    assert_eq!(all, [row("t", "all", "01A", Cell::Value(1.0), Cell::Value(2.0))]);
}

#[test]
fn expected_values_do_without_denominators() {
    let tidy = read_one(b"area,observed,expected\n01A,1,2.5\n", &TidyOptions::default()).unwrap();
    assert_eq!(tidy.cube.rows()[0].denominator, None);
    assert_eq!(tidy.cube.rows()[0].expected, Some(Cell::Value(2.5)));
}

#[test]
fn the_four_states_of_a_cell() {
    for (text, cell) in [
        ("0", Cell::Value(0.0)),
        ("-0", Cell::Value(0.0)),
        ("20.", Cell::Value(20.0)),
        (".5", Cell::Value(0.5)),
        ("+1.5e3", Cell::Value(1500.0)),
        ("1E-2", Cell::Value(0.01)),
        ("\t7 \u{a0}", Cell::Value(7.0)),
        ("26670.659999999996", Cell::Value(26_670.659_999_999_996)),
        ("*", Cell::Suppressed),
        ("[C]", Cell::Suppressed),
        ("[low]", Cell::TooSmall),
        ("[k]", Cell::Suppressed),
        ("<5", Cell::Suppressed),
        ("< 10", Cell::Suppressed),
        ("", Cell::NotReported),
        ("  ", Cell::NotReported),
        ("NA", Cell::NotReported),
        ("n/a", Cell::NotReported),
        ("[x]", Cell::NotReported),
        ("[z]", Cell::NotReported),
        ("..", Cell::NotReported),
        (":", Cell::NotReported),
        ("NULL", Cell::NotReported),
        ("-", Cell::NotReported),
        ("\u{2013}", Cell::NotReported),
        ("[REDACTED]", Cell::Suppressed),
        ("1200 [p]", Cell::Value(1200.0)),
        ("7[r]", Cell::Value(7.0)),
    ] {
        assert_eq!(parse_cell(text), Ok(cell), "{text}");
    }
    // A negative zero would print as "-0".
    assert!(parse_cell("-0").unwrap().value().unwrap().is_sign_positive());
    let refused = ["NaN", "inf", "-Infinity", "-1", "1e999", "1,234", "1,5", "1 234", "£5", "5%", "<", "<0", "<x"];
    for text in refused.into_iter().chain(["e", ".", "1e", "0x10", "five", "**", "[d]", "1_000", "(5)"]) {
        assert!(parse_cell(text).is_err(), "{text}");
    }
}

#[test]
fn treatments_are_named_by_column_or_file() {
    let folder = Folder::new(&[
        ("hips.CSV", PLAIN.as_bytes()),
        ("knees.2025.csv", PLAIN.as_bytes()),
        ("both.csv", b"area,measure,observed,expected\n01A, Hips ,1,2\n01A,Knees,3,4\n"),
        (".csv", PLAIN.as_bytes()),
    ]);
    let treatments = |name: &str| {
        let tidy = folder.read(&[name], &TidyOptions::default()).unwrap();
        let mut all: Vec<String> = tidy.cube.rows().iter().map(|r| r.treatment.to_string()).collect();
        all.dedup();
        all.join("|")
    };
    assert_eq!(treatments("hips.CSV"), "hips");
    assert_eq!(treatments("knees.2025.csv"), "knees.2025");
    assert_eq!(treatments("both.csv"), "Hips|Knees");
    assert_eq!(treatments(".csv"), ".csv");
}

#[test]
fn tables_of_a_zip_are_treatments_and_one_file() {
    let pack = |members: &[&str]| {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for name in members {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            let text = if name.ends_with(".txt") { "These are the figures\nof the year.\n" } else { PLAIN };
            std::io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    };
    let folder = Folder::new(&[("one.zip", &pack(&["x.csv"])), ("two.csv.zip", &pack(&["b/y.csv", "x.csv"]))]);
    let one = folder.read(&["one.zip"], &TidyOptions::default()).unwrap();
    assert_eq!(one.cube.rows(), plain_rows("one"));
    let two = folder.read(&["two.csv.zip"], &TidyOptions::default()).unwrap();
    assert_eq!(two.cube.rows(), [plain_rows("x"), plain_rows("y")].concat());
    assert_eq!(two.inputs.len(), 1);
    assert_eq!((two.inputs[0].rows_read, two.inputs[0].tables.len()), (4, 2));
    assert_eq!(two.inputs[0].tables[0].name, "y.csv");
    let folder = Folder::new(&[("x.zip", &pack(&["README.txt", "x.csv"])), ("t.zip", &pack(&["README.txt"]))]);
    let described = folder.read(&["x.zip"], &TidyOptions::default()).unwrap();
    assert_eq!(described.cube.rows(), plain_rows("x"));
    assert!(described.notes.iter().any(|n| n.contains("texts without a table of areas are passed over: README.txt")));
    assert!(folder.read(&["t.zip"], &TidyOptions::default()).is_err());
}

#[test]
fn several_files_are_one_cube() {
    let folder = Folder::new(&[
        ("a.csv", b"code,month,items,population,treatment\n00L,2025-01,5,10,hips\n"),
        ("b.csv", b"treatment;area;period;count;expected\nknees;00L;2025-01;5;10\n"),
        ("c.csv", b"ccg,date,numerator,list_size,measure\n00L,2025-02,6,10,hips\n"),
    ]);
    let tidy = folder.read(&["a.csv", "b.csv", "c.csv"], &TidyOptions::default()).unwrap();
    let seen: Vec<_> = tidy.cube.rows().iter().map(|r| (r.file, &*r.treatment, r.period.to_string())).collect();
    let expected = [(0, "hips", "2025-01"), (2, "hips", "2025-02"), (1, "knees", "2025-01")];
    assert_eq!(seen, expected.map(|(file, treatment, period)| (file, treatment, period.to_owned())));
    assert_eq!(
        tidy.inputs.iter().map(|i| (&*i.name, i.rows_read)).collect::<Vec<_>>(),
        [("a.csv", 1), ("b.csv", 1), ("c.csv", 1)]
    );
    assert_eq!(tidy.column(Field::Observed), None);
    let first = folder.read(&["a.csv"], &TidyOptions::default()).unwrap();
    assert_eq!(first.column(Field::Observed), Some("items"));
    assert_eq!(first.column(Field::Denominator), Some("population"));
    assert_eq!(first.column(Field::Expected), None);
}

#[test]
fn columns_named_by_the_user_win() {
    let content = b"Area,code,numerator,items,Register,register\nx,01A,1,2,3,4\n";
    let options = TidyOptions::default()
        .with(Field::Area, " CODE ")
        .with(Field::Observed, "items")
        .with(Field::Denominator, "register");
    let tidy = read_one(content, &options).unwrap();
    // 'register' is spelt so once, although 'Register' differs from it by case alone.
    assert_eq!(tidy.cube.rows(), [row("t", "all", "01A", Cell::Value(2.0), Cell::Value(4.0))]);
    // A column named for one field is no candidate for another: 'items' leaves 'numerator' as what was observed.
    let options = TidyOptions::default().with(Field::Denominator, "items");
    let tidy = read_one(b"area,numerator,items\n01A,1,2\n", &options).unwrap();
    assert_eq!(tidy.cube.rows(), [row("t", "all", "01A", Cell::Value(1.0), Cell::Value(2.0))]);
    // Names of the areas may serve as their codes.
    let options = TidyOptions::default().with(Field::Area, "name").with(Field::Name, "name");
    let tidy = read_one(b"name,items,population\nLeeds,1,2\n", &options).unwrap();
    assert_eq!(tidy.cube.names().get("Leeds").map(|n| &**n), Some("Leeds"));
}

#[test]
fn an_area_has_the_name_of_its_latest_period() {
    let content = b"area,name,month,items,population\nA,New,2025-02,1,2\nA,Old,2025-01,1,2\nA,,2025-03,1,2\n";
    let tidy = read_one(content, &TidyOptions::default()).unwrap();
    assert_eq!(tidy.cube.names().get("A").map(|n| &**n), Some("New"));
}

#[test]
fn names_that_no_area_takes_are_refused() {
    let folder = Folder::new(&[
        ("own.csv", b"code,name,items,patients\nA,Own name,1,10\nB,Other,2,20\n"),
        ("bare.csv", b"code,items,patients\nA,1,10\nB,2,20\n"),
        ("n.csv", b"code,name\nA,Bath\nC,Wells\n"),
        ("far.csv", b"code,name\nE38000001,Bath\n"),
        ("none.csv", b"code,name\nA,\n"),
    ]);
    let read = |data: &str, names: &str| {
        folder.read(&[data], &TidyOptions { names: Some(folder.path(names)), ..TidyOptions::default() })
    };
    assert!(read("bare.csv", "n.csv").is_ok());
    for (data, names, says) in [
        (
            "bare.csv",
            "far.csv",
            "far.csv: it names none of the 2 areas: its codes are like 'E38000001' and theirs like 'A'",
        ),
        ("bare.csv", "none.csv", "it names no area"),
        ("own.csv", "n.csv", "n.csv: the tables name all areas themselves that it names"),
    ] {
        let error = read(data, names).unwrap_err();
        assert!(error.contains(says), "{data} {names}: {error}");
    }
}

#[test]
fn names_come_from_a_second_file_where_the_first_has_none() {
    let folder = Folder::new(&[
        ("t.csv", b"area,name,items,population\nA,Own name,1,2\nB,,1,2\nC,,1,2\n"),
        ("n.csv", b"code,name\nA,Other\nB,\"Bath, and more\"\nB,\"Bath, and more\"\nC,\n,x\n"),
        ("bad.csv", b"code,name\nA,One\n\nA,Two\n"),
        ("unnamed.csv", b"code,title\nA,One\n"),
        ("twice.csv", b"code,name,area_name\nA,One,One\n"),
        ("none.csv", b"code,name\n"),
    ]);
    let options = TidyOptions { names: Some(folder.path("n.csv")), ..TidyOptions::default() };
    let tidy = folder.read(&["t.csv"], &options).unwrap();
    let names: Vec<_> = tidy.cube.names().iter().map(|(code, name)| (&**code, &**name)).collect();
    assert_eq!(names, [("A", "Own name"), ("B", "Bath, and more")]);
    let input = tidy.names.unwrap();
    assert_eq!((&*input.name, input.rows_read, input.sha256.len()), ("n.csv", 5, 64));
    for (name, expected) in [
        (
            "bad.csv",
            "bad.csv, line 4: area 'A' is called 'Two' here but 'One' on line 2 of bad.csv; \
             expected one name per code: keep one of them",
        ),
        (
            "unnamed.csv",
            "unnamed.csv: no column for name (looked for name, area_name, row_name); columns found: code, title",
        ),
        (
            "twice.csv",
            "twice.csv: more than one column for name: 'name' (column 2), 'area_name' (column 3); \
             rename all but one of them in the file; columns found: code, name, area_name",
        ),
        ("none.csv", "none.csv: there is a header line but no rows; expected one row per area"),
    ] {
        assert_eq!(folder.clean(&read_names(&folder.path(name)).unwrap_err()), expected);
    }
}

#[test]
fn rows_without_an_area_are_kept_for_the_count() {
    let rows = rows(b"area,items,population\n,1,2\n,3,4\nA,5,6\n");
    assert_eq!(rows.iter().map(|r| &*r.area).collect::<Vec<_>>(), ["", "", "A"]);
}

#[test]
fn every_field_has_one_entry_and_no_alias_is_shared() {
    let mut aliases: Vec<&str> = FIELDS.iter().flat_map(|e| e.aliases.iter().copied()).collect();
    assert!(aliases.iter().all(|a| a.trim().to_lowercase() == **a));
    aliases.sort_unstable();
    let all = aliases.len();
    aliases.dedup();
    assert_eq!(aliases.len(), all);
    for entry in FIELDS {
        assert_eq!(entry.field.entry().word, entry.word);
        assert!(entry.flag.starts_with(&format!("`{}", entry.word)), "{}", entry.flag);
    }
    let tags: Vec<String> = FIELDS.iter().map(|e| serde_json::to_string(&e.field).unwrap()).collect();
    assert_eq!(tags, FIELDS.iter().map(|e| format!("\"{}\"", e.word)).collect::<Vec<_>>());
}

#[test]
fn a_table_without_a_last_line_end_may_be_cut_short() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.csv");
    let table = "area,observed,denominator\n00L,12,100\n00M,15,120\n";
    let notes = |text: &str| {
        std::fs::write(&path, text).unwrap();
        read(std::slice::from_ref(&path), &TidyOptions::default()).unwrap().notes
    };
    assert_eq!(notes(table), [""; 0]);
    assert_eq!(notes(&table.replace('\n', "\r\n")), [""; 0]);
    let expected = "cut.csv: the last row has no line end; compare the size with the publisher's file";
    assert_eq!(notes(&table[..table.len() - 2]), [expected]);
}
