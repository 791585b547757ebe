//! Each layout against its fixture, with totals worked out by hand, and against the real files where they are present.

use super::*;
use crate::codes::Label;
use crate::fixed::Fixed;
use crate::input;
use crate::testing;
use std::path::Path;

fn text(name: &str, text: &str) -> Result<(&'static Format, Reading), Error> {
    read(&Source { shown: name, names: &[name], text, max_rejects: MAX_REJECTS, progress: &|_| () })
}

fn file(path: &Path) -> Result<(&'static Format, Reading), Error> {
    let file = input::open(path)?;
    let name = file.members[0].name.clone();
    text(&name, &file.members[0].text)
}

fn fixture(path: &str) -> (&'static Format, Reading) {
    file(&testing::fixture(path)).unwrap()
}

fn prescribing(reading: &Reading) -> &Prescribing {
    let Tables::Prescribing(months) = &reading.tables else { panic!("prescribing expected") };
    months.values().next().unwrap()
}

fn population(reading: &Reading) -> &Population {
    let Tables::Population(months) = &reading.tables else { panic!("population expected") };
    months.values().next().unwrap()
}

fn fixed(text: &str) -> Fixed {
    Fixed::parse(text).unwrap()
}

#[test]
fn every_storable_layout_has_a_fixture_that_only_it_recognises() {
    for format in FORMATS.iter().filter(|f| f.read.is_some()) {
        let folder = testing::fixture(format.id);
        let path = std::fs::read_dir(folder).unwrap().flatten().next().unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let names = [name.as_str()];
        let sample = Sample::new(&Source {
            shown: &name,
            names: &names,
            text: &text,
            max_rejects: MAX_REJECTS,
            progress: &|_| (),
        })
        .unwrap();
        let by: Vec<&str> = FORMATS.iter().filter(|f| (f.recognise)(&sample)).map(|f| f.id).collect();
        assert_eq!(by, [format.id]);
    }
}

#[test]
fn every_layout_is_documented() {
    for format in FORMATS {
        let texts = [format.id, format.title, format.publisher, format.years, format.licence];
        assert!(texts.iter().all(|t| !t.is_empty()), "{}", format.id);
        assert!(!format.columns.is_empty() && !format.traps.is_empty(), "{}", format.id);
        assert_eq!(format.read.is_some(), format.dataset.is_some() && !format.attribution.is_empty(), "{}", format.id);
        assert_eq!(FORMATS.iter().filter(|f| f.id == format.id).count(), 1);
    }
}

#[test]
fn sums_the_rows_of_one_practice_and_presentation() {
    let (format, reading) = fixture("epd-v2/EPD_201904.csv");
    assert_eq!(format.id, "epd-v2");
    let table = prescribing(&reading);
    let amoxicillin: Vec<_> = table.rows.iter().filter(|r| r.presentation == 1).collect();
    assert_eq!(table.presentations[1].bnf, "0501013B0AAAAAA");
    assert_eq!((table.presentations[1].first_row, table.presentations[1].rows), (2, 3));
    let elms = amoxicillin.iter().find(|r| table.practices[r.practice].code == "A90001").unwrap();
    let nic = 890_000 + 254_000;
    let actual_cost = 835_104 + 238_311;
    let sums = Sums { items: 10 + 4, quantity: fixed("270"), nic: Fixed(nic), actual_cost: Fixed(actual_cost) };
    assert_eq!(elms.sums, sums);
    let read = Sums {
        items: 10 + 4 + 30 + 5 + 12 + 1 + 2,
        quantity: fixed("1598"), // 210 + 60 + 840 + 105 + 336 + 5 + 42
        nic: fixed("61.74456"),  // 8.90 + 2.54 + 30.60 + 4.45 + 12.24 + 1.23456 + 1.78
        actual_cost: fixed("57.62988"),
    };
    assert_eq!(table.read, read);
    assert_eq!((reading.tally.read, reading.tally.used, table.rows.len()), (7, 7, 6));
}

#[test]
fn keeps_codes_names_and_sentinels() {
    let (_, reading) = fixture("epd-v2/EPD_201904.csv");
    let table = prescribing(&reading);
    let seen: Vec<_> = table.practices.iter().map(|p| (&*p.code, &*p.org.pco, p.label, p.items)).collect();
    let expected = [
        ("-", "-", Label::Unidentified, 2),
        ("A90001", "90A", Label::Practice, 44),
        ("A90002", "90A", Label::Practice, 5),
        ("B90001", "D9P9L", Label::Practice, 12),
        ("Q90998", "D9P9L", Label::UnidentifiedInArea, 1),
    ];
    assert_eq!(seen, expected);
    assert_eq!(table.practices[2].name, "MILL \"OLD\" SURGERY");
    assert_eq!(
        (table.practices[1].org.middle_name.as_str(), table.middle),
        ("SYNTHETIC TEAM, NORTH", Some(Middle::AreaTeam))
    );
    assert_eq!(reading.tally.labelled, [("unidentified", 1), ("unidentified-in-area", 1)].into());
    assert!(reading.tally.synthetic);
}

#[test]
fn both_prescribing_layouts_give_the_same_table() {
    let (_, epd) = fixture("epd-v2/EPD_201904.csv");
    let (format, dpi) = fixture("dpi/Detailed_Prescribing_Information_201904.csv");
    assert_eq!(format.id, "dpi");
    let (mut epd, dpi) = (prescribing(&epd).clone(), prescribing(&dpi));
    for presentation in &mut epd.presentations {
        presentation.chemical.clear();
        presentation.chapter.clear();
    }
    assert_eq!(&epd, dpi);
}

#[test]
fn knows_the_tier_by_the_name_of_its_columns() {
    let epd = std::fs::read_to_string(testing::fixture("epd-v2/EPD_201904.csv")).unwrap();
    for (name, middle) in [("STP", Middle::Stp), ("ICB", Middle::Icb)] {
        let (_, reading) = text("EPD.csv", &epd.replace("AREA_TEAM", name)).unwrap();
        assert_eq!(prescribing(&reading).middle, Some(middle));
        assert_eq!(prescribing(&reading).practices[1].org.middle, "Q90");
    }
}

#[test]
fn uses_totals_of_registered_patients_never_with_their_parts() {
    let (format, reading) = fixture("reg-patients/gp-reg-pat-prac-quin-age.csv");
    assert_eq!(format.id, "reg-patients");
    let rows = &population(&reading).rows;
    let seen: Vec<_> = rows.iter().map(|r| (r.practice.as_str(), r.patients)).collect();
    assert_eq!(seen, [("A90001", 1000), ("A90002", 260 + 240), ("B90001", 700)]);
    assert_eq!((reading.tally.read, reading.tally.used), (13, 4));
    assert_eq!(reading.tally.set_aside, [("not a practice", 1), ("part of a total", 8)].into());
    let notices = [
        "2019-04: practices without a total, whose parts were summed: 1",
        "2019-04: practices whose parts do not add up to the total: 1 (the first is B90001: parts add up to 699, 700 is used)",
    ];
    assert_eq!(reading.tally.notices, notices);
    assert!(reading.tally.synthetic);
}

#[test]
fn sums_all_ages_of_the_quarterly_list_sizes() {
    let (format, reading) = fixture("patient-list-size/Patient_List_Size_2019_01-03.csv");
    assert_eq!(format.id, "patient-list-size");
    let table = population(&reading);
    let seen: Vec<_> = table.rows.iter().map(|r| (r.practice.as_str(), r.org.pco.as_str(), r.patients)).collect();
    assert_eq!(seen, [("A90001", "90A", 950), ("B90009", "D9P9L", 210), ("Y90002", "90A", 0)]);
    assert_eq!(table.months, 3);
}

#[test]
fn a_file_without_its_period_says_how_to_name_it() {
    for (path, pattern) in [
        ("dpi/Detailed_Prescribing_Information_201904.csv", "_201709.csv"),
        ("patient-list-size/Patient_List_Size_2019_01-03.csv", "2015_10-12.csv"),
    ] {
        let contents = std::fs::read_to_string(testing::fixture(path)).unwrap();
        let error = text("20171115_1510735567868.csv", &contents).unwrap_err().to_string();
        assert!(error.contains("file name does not hold") && error.contains(pattern), "{error}");
    }
}

#[test]
fn refuses_an_unknown_table_with_its_columns_and_the_layouts() {
    let error = text("x.csv", "colour,size\nred,1\n").unwrap_err().to_string();
    assert!(error.starts_with("x.csv: ") && error.contains("colour, size") && error.contains("epd-v2"), "{error}");
    let error = text("x.csv", "month,ccg,numerator\n2019-01,00L,1\n").unwrap_err().to_string();
    assert!(error.contains("tidy table"), "{error}");
    let hint = |csv: &str| text("x.csv", csv).unwrap_err().to_string().contains("analysed directly, not ingested");
    assert!(hint("month,pct,list_size\n2015-01-01,00C,106221\n"));
    assert!(hint("Year;Area_code;Spells\n2015;00C;1.5\n"));
    assert!(!hint("month,pct,list_size\n"));
}

#[test]
fn names_a_missing_column() {
    let epd = std::fs::read_to_string(testing::fixture("epd-v2/EPD_201904.csv")).unwrap();
    let error = text("EPD.csv", &epd.replace(",NIC,", ",PRICE,")).unwrap_err().to_string();
    assert!(error.contains("column NIC is missing") && error.contains("PRICE"), "{error}");
}

/// A hundred good rows, and the given fields of PCO code, BNF code, items, NIC in one more.
fn with_one(pco: &str, bnf: &str, items: &str, nic: &str) -> String {
    let mut csv = "YEAR_MONTH,PCO_CODE,PRACTICE_CODE,BNF_CODE,ITEMS,TOTAL_QUANTITY,NIC,ACTUAL_COST\n".to_owned();
    for _ in 0..100 {
        csv.push_str("2019-04,90A00,A90001,0501013B0AAAAAA,1,1,1,1\n");
    }
    csv + &format!("2019-04,{pco},A90001,{bnf},{items},1,{nic},1\n")
}

#[test]
fn collects_rows_that_cannot_be_used() {
    let cases = [
        ("", "0501013B0AAAAAA", "1", "1", "PCO_CODE"),
        ("90A00", "05", "1", "1", "BNF_CODE"),
        ("90A00", "0501013B0AAAAAA", "-1", "1", "ITEMS"),
        ("90A00", "0501013B0AAAAAA", "1.5", "1", "ITEMS"),
        ("90A00", "0501013B0AAAAAA", "1", "0.123456", "NIC"),
        ("90A00", "0501013B0AAAAAA", "1", "", "NIC"),
        ("90A00", "0501013B0AAAAAA", "1", "1,1", ""),
    ];
    for (pco, bnf, items, nic, column) in cases {
        let (_, reading) = text("EPD.csv", &with_one(pco, bnf, items, nic)).unwrap();
        let [reject] = &reading.tally.rejects[..] else { panic!("one reject expected") };
        assert_eq!((reject.line, reject.column.as_str()), (102, column));
        assert_eq!(reject.raw, format!("2019-04,{pco},A90001,{bnf},{items},1,{nic},1"));
        assert_eq!((reading.tally.read, reading.tally.used, prescribing(&reading).read.items), (101, 100, 100));
    }
}

#[test]
fn stops_at_more_than_one_per_cent_of_unusable_rows() {
    let csv = with_one("90A00", "0501013B0AAAAAA", "-1", "1") + "2019-04,90A00,A90001,0501013B0AAAAAA,-2,1,1,1\n";
    let error = text("EPD.csv", &csv).unwrap_err().to_string();
    assert!(error.contains("2 of 102 rows") && error.contains("line 102, column 'ITEMS'"), "{error}");
}

#[test]
fn stops_at_a_quotation_mark_that_is_never_closed() {
    let csv = with_one("90A00", "0501013B0AAAAAA", "1", "1").replacen(",A90001,", ",\"A90001,", 1);
    let error = text("EPD.csv", &(csv.clone() + &csv)).unwrap_err().to_string();
    assert!(error.contains("quotation mark"), "{error}");
}

/// The figures of a truncated file would pass for a whole month.
#[test]
fn refuses_a_file_that_is_cut_short() {
    let last = "2019-04,90A00,A90001,\"0501013B0AAAAAA\",1,\"1\",1,1\n";
    let whole = with_one("90A00", "0501013B0AAAAAA", "1", "1") + last;
    let end_of_row_before = whole.len() - last.len();
    for at in end_of_row_before..=whole.len() {
        let cut = &whole[..at];
        let fields = cut[end_of_row_before..].matches(',').count() + 1;
        let found = text("EPD.csv", cut);
        if at == end_of_row_before || fields == 8 {
            let notices = found.unwrap().1.tally.notices;
            assert_eq!(notices.is_empty(), cut.ends_with('\n'), "{notices:?} for {:?}", &cut[end_of_row_before..]);
        } else {
            let error = found.unwrap_err().to_string();
            assert!(error.starts_with("EPD.csv, line 103: "), "{error}");
            assert!(error.contains("the last row is cut short; the file looks truncated: fetch or copy"), "{error}");
        }
    }
}

#[test]
fn refuses_a_file_that_ends_within_quotes() {
    let good = with_one("90A00", "0501013B0AAAAAA", "1", "1");
    let cut = good.clone() + "2019-04,90A00,A90001,0501013B0AAAAAA,1,1,1,\"1";
    let error = text("EPD.csv", &cut).unwrap_err().to_string();
    assert!(error.contains("line 103: a quotation mark is never closed") && error.contains("truncated"), "{error}");
    let several_lines = format!("{good}2019-04,90A00,A90001,\"0501013B0AAAAAA,1,1,1,1\n2019-04,90A00,A90001,");
    let error = text("EPD.csv", &several_lines).unwrap_err().to_string();
    assert!(error.contains("line 103") && error.contains("truncated"), "{error}");
}

#[test]
fn every_layout_refuses_its_fixture_cut_short() {
    for path in [
        "epd-v2/EPD_201904.csv",
        "dpi/Detailed_Prescribing_Information_201904.csv",
        "reg-patients/gp-reg-pat-prac-quin-age.csv",
        "patient-list-size/Patient_List_Size_2019_01-03.csv",
    ] {
        let contents = std::fs::read_to_string(testing::fixture(path)).unwrap();
        let last_comma = contents.rfind(',').unwrap();
        let name = Path::new(path).file_name().unwrap().to_string_lossy();
        let error = text(&name, &contents[..last_comma]).unwrap_err().to_string();
        assert!(error.contains("the file looks truncated"), "{path}: {error}");
    }
}

#[test]
fn a_short_row_before_the_last_is_a_reject() {
    let csv = with_one("90A00", "0501013B0AAAAAA", "1", "1").replacen(",1,1,1,1\n", ",1\n", 1);
    assert_eq!(text("EPD.csv", &csv).unwrap().1.tally.rejects.len(), 1);
}

#[test]
fn stops_at_a_total_too_large_to_be_exact() {
    let csv = with_one("90A00", "0501013B0AAAAAA", "1", "92233720368547");
    let csv = csv + "2019-04,90A00,A90001,0501013B0AAAAAA,1,1,92233720368547,1\n";
    assert!(text("EPD.csv", &csv).unwrap_err().to_string().contains("92 million million"));
}

#[test]
fn real_files_in_both_layouts_have_the_same_totals() {
    let Some(data) = testing::real_data() else { return };
    for (month, items) in [("201709", 46_895), ("201601", 128)] {
        let (_, epd) = file(&data.join(format!("epd/EPD_{month}.csv"))).unwrap();
        let (_, dpi) = file(&data.join(format!("epd/Detailed_Prescribing_Information_{month}.csv"))).unwrap();
        let (epd, dpi) = (prescribing(&epd), prescribing(&dpi));
        assert_eq!(epd.read, dpi.read);
        assert_eq!(epd.rows, dpi.rows);
        assert_eq!(epd.read.items, items);
    }
}

#[test]
fn a_real_file_cut_short_is_refused() {
    let Some(data) = testing::real_data() else { return };
    let contents = std::fs::read_to_string(data.join("epd/EPD_201709.csv")).unwrap();
    let error = text("EPD_201709.csv", &contents[..500_000]).unwrap_err().to_string();
    assert!(error.contains("the file looks truncated"), "{error}");
}

#[test]
fn real_populations_have_the_totals_of_their_files() {
    let Some(data) = testing::real_data() else { return };
    let cases = [
        ("gp-reg-pat-prac-quin-age.csv", 4, 6939 + 10_529 + 6632 + 4181),
        ("Patient_List_Size_2013_04-06.csv", 9754, 56_025_327),
        ("Patient_List_Size_2015_10-12.csv", 7739, 57_368_680),
    ];
    for (name, practices, patients) in cases {
        let (_, reading) = file(&data.join("population").join(name)).unwrap();
        let rows = &population(&reading).rows;
        assert_eq!((rows.len(), rows.iter().map(|r| r.patients).sum::<i64>()), (practices, patients), "{name}");
        assert!(!reading.tally.synthetic);
    }
}
