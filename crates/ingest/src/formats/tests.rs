//! Each layout against its fixture, with totals worked out by hand, and against the real files where they are present.

use super::*;
use crate::input;
use crate::tables::*;
use crate::values::codes::Label;
use crate::values::fixed::Fixed;
use std::path::Path;
use unwarranted_testing as testing;

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
        let member = input::open(&path).unwrap().members.remove(0);
        let names = [member.name.as_str()];
        let source = Source {
            shown: &member.shown,
            names: &names,
            text: &member.text,
            max_rejects: MAX_REJECTS,
            progress: &|_| (),
        };
        let sample = Sample::new(&source).unwrap();
        // Tables that are analysed directly are tried only for those that are not stored.
        let storable = FORMATS.iter().filter(|f| f.read.is_some());
        let by: Vec<&str> = storable.filter(|f| (f.recognise)(&sample)).map(|f| f.id).collect();
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
    let elms = amoxicillin.iter().find(|r| table.practices[r.practice as usize].code == "A90001").unwrap();
    let nic = 890_000 + 254_000;
    let actual_cost = 835_104 + 238_311;
    let sums = Sums { items: 10 + 4, quantity: Some(fixed("270")), nic: Fixed(nic), actual_cost: Fixed(actual_cost) };
    assert_eq!(elms.sums(true), sums);
    let read = Sums {
        items: 10 + 4 + 30 + 5 + 12 + 1 + 2,
        quantity: Some(fixed("1598")), // 210 + 60 + 840 + 105 + 336 + 5 + 42
        nic: fixed("61.74456"),        // 8.90 + 2.54 + 30.60 + 4.45 + 12.24 + 1.23456 + 1.78
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
    // Two totals, six rows by age and sex, and two rows that stand for a total.
    assert_eq!((reading.tally.read, reading.tally.used), (13, 10));
    assert_eq!(reading.tally.labelled, [("part of a total, kept by age and sex", 6)].into());
    assert_eq!(reading.tally.set_aside, [("not a practice", 1), ("part of a total", 2)].into());
    // A90002 has no rows of one age and sex; those of B90001 come to 699 of 700, as they stand.
    let strata = [
        (0, "age 0-4, sex female", 300),
        (0, "age 0-4, sex male", 280),
        (0, "age 95+, sex female", 220),
        (0, "age 95+, sex male", 200),
        (2, "age 0-4, sex female", 400),
        (2, "age 0-4, sex male", 299),
    ];
    assert_eq!(strata_of(&reading), strata.map(|(practice, key, n)| (practice, key.to_owned(), n)));
    let notices = [
        "2019-04: practices without a total, whose parts were summed: 1",
        "2019-04: practices whose parts do not add up to the total: 1 (the first is B90001: parts add up to 699, 700 is used)",
    ];
    assert_eq!(reading.tally.notices, notices);
    assert!(reading.tally.synthetic);
}

#[test]
fn reads_the_file_of_totals_of_registered_patients() {
    for (commissioner, date) in [("CCG_CODE", "01APR2019"), ("SUB_ICB_LOCATION_CODE", "01/04/2019")] {
        let csv = format!(
            "PUBLICATION,EXTRACT_DATE,TYPE,{commissioner},ONS_CODE,CODE,POSTCODE,SEX,AGE,NUMBER_OF_PATIENTS\n\
             LIST,{date},GP,90A,E38000900,A90001,ZZ1 1ZZ,ALL,ALL,1000\n"
        );
        let (format, reading) = text("gp-reg-pat-prac-all.csv", &csv).unwrap();
        assert_eq!(format.id, "reg-patients");
        let Tables::Population(months) = &reading.tables else { panic!("not a population") };
        let (month, table) = months.first_key_value().unwrap();
        assert_eq!((month.to_string().as_str(), table.rows.len()), ("2019-04", 1));
        assert_eq!((table.rows[0].org.pco.as_str(), table.rows[0].patients), ("90A", 1000));
    }
}

#[test]
fn patients_of_one_sex_are_not_those_of_a_practice() {
    let rows =
        "01APR2019,90A,E38000900,A90001,ZZ1 1ZZ,MALE,ALL,500\n01APR2019,90A,E38000900,A90001,ZZ1 1ZZ,MALE,0,20\n";
    let csv = format!("EXTRACT_DATE,CCG_CODE,ONS_CCG_CODE,ORG_CODE,POSTCODE,SEX,AGE,NUMBER_OF_PATIENTS\n{rows}");
    let error = text("gp-reg-pat-prac-sing-age-male.csv", &csv).unwrap_err().to_string();
    assert!(error.contains("the file holds patients of one sex only (MALE)"), "{error}");
    let both = format!("{csv}{}", rows.replace("MALE", "FEMALE").replace("500", "520"));
    let (_, reading) = text("both.csv", &both).unwrap();
    assert_eq!(population(&reading).rows[0].patients, 1020);
}

#[test]
fn sums_all_ages_of_the_quarterly_list_sizes() {
    let (format, reading) = fixture("patient-list-size/Patient_List_Size_2019_01-03.csv");
    assert_eq!(format.id, "patient-list-size");
    let table = population(&reading);
    let seen: Vec<_> = table.rows.iter().map(|r| (r.practice.as_str(), r.org.pco.as_str(), r.patients)).collect();
    assert_eq!(seen, [("A90001", "90A", 950), ("B90009", "D9P9L", 210), ("Y90002", "90A", 0)]);
    assert_eq!(table.months, 3);
    let strata = strata_of(&reading);
    assert_eq!(strata.len(), 18);
    let wanted = [(0, "age 75+, sex male", 200), (1, "age 0-4, sex female", 20), (2, "age 5-14, sex male", 0)];
    for (practice, key, n) in wanted {
        assert!(strata.contains(&(practice, key.to_owned(), n)), "{key}: {strata:?}");
    }
}

/// Patients by age and sex: place of the practice, stratum, number.
fn strata_of(reading: &Reading) -> Vec<(usize, String, i64)> {
    let strata = population(reading).strata.as_ref().unwrap();
    strata.iter().map(|s| (s.practice, s.stratum.to_string(), s.patients)).collect()
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
    let hint = |csv: &str| text("x.csv", csv).unwrap_err().to_string().contains("without ingesting them");
    assert!(hint("month,pct,spells\n2015-01-01,00C,106221\n"));
    assert!(hint("Year;Area_code;Spells\n2015;00C;1.5\n"));
    assert!(!hint("month,pct,spells\n"));
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
    let rejects = |n: usize| {
        let more = "2019-04,90A00,A90001,0501013B0AAAAAA,-2,1,1,1\n".repeat(n - 1);
        text("EPD.csv", &(with_one("90A00", "0501013B0AAAAAA", "-1", "1") + &more))
    };
    let error = rejects(4).unwrap_err().to_string();
    assert!(error.contains("4 of 104 rows") && error.contains("line 102, column 'ITEMS'"), "{error}");
    assert!(error.contains("`max-rejects`"), "{error}");
    let (_, reading) = rejects(2).unwrap();
    assert_eq!(reading.tally.rejects.len(), 2, "two slips in a small file are set aside and listed");
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
            let mut notices = found.unwrap().1.tally.notices;
            notices.retain(|notice| !notice.contains("exact copies"));
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
        "epd-snomed/EPD_SNOMED_202506.csv",
        "gp-prescribing-chemical/T201109PDPI+CHEM.CSV",
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
fn published_files_in_both_layouts_have_the_same_totals() {
    for files in testing::folders() {
        for (month, items) in [("201709", files.known(1318, 46_895)), ("201601", files.known(344, 128))] {
            let (_, epd) = file(&files.join(format!("epd/EPD_{month}.csv"))).unwrap();
            let dpi = files.join(format!("epd/Detailed_Prescribing_Information_{month}.csv"));
            let (_, dpi) = file(&dpi).unwrap();
            let (epd, dpi) = (prescribing(&epd), prescribing(&dpi));
            assert_eq!(epd.read, dpi.read);
            assert_eq!(epd.rows, dpi.rows);
            assert_eq!(epd.read.items, items);
        }
    }
}

#[test]
fn a_published_file_cut_short_is_refused() {
    for files in testing::folders() {
        let contents = std::fs::read_to_string(files.join("epd/EPD_201709.csv")).unwrap();
        let error = text("EPD_201709.csv", &contents[..files.known(7_000, 500_000)]).unwrap_err().to_string();
        assert!(error.contains("the file looks truncated"), "{error}");
    }
}

#[test]
fn published_populations_have_the_totals_of_their_files() {
    for files in testing::folders() {
        let cases = [
            ("gp-reg-pat-prac-quin-age.csv", (4, 1730 + 1447 + 1577 + 1679), (4, 6939 + 10_529 + 6632 + 4181)),
            ("Patient_List_Size_2013_04-06.csv", (4, 7666), (9754, 56_025_327)),
            ("Patient_List_Size_2015_10-12.csv", (3, 7366), (7739, 57_368_680)),
        ];
        for (name, twin, real) in cases {
            let (_, reading) = file(&files.join("population").join(name)).unwrap();
            let rows = &population(&reading).rows;
            let found = (rows.len(), rows.iter().map(|r| r.patients).sum::<i64>());
            assert_eq!(found, files.known(twin, real), "{name}");
            assert_eq!(reading.tally.synthetic, !files.is_real(), "{name}");
        }
    }
}

#[test]
fn both_generations_of_the_epd_with_snomed_codes_give_the_same_table() {
    let (format, new) = fixture("epd-snomed/EPD_SNOMED_202506.csv");
    assert_eq!(format.id, "epd-snomed");
    let table = prescribing(&new);
    assert_eq!(
        table.presentations.iter().map(|p| p.chemical.as_str()).collect::<Vec<_>>(),
        ["Atorvastatin", "Amoxicillin", "Wound Management & Other Dressings"]
    );
    let read = Sums {
        items: 10 + 2 + 1 + 1 + 1 + 2,
        quantity: Some(fixed("301")), // 210 + 42 + 20 + 15 - 28 + 42
        nic: fixed("37.92"),          // 8.90 + 1.78 + 23.80 + 0.64 + 1.02 + 1.78
        actual_cost: fixed("34.70466"),
    };
    assert_eq!((table.read, table.rows.len(), table.middle), (read, 5, Some(Middle::Icb)));
    let labels = [("unidentified", 1), ("unidentified-in-area", 1)];
    assert_eq!((&new.tally.labelled, new.tally.synthetic), (&labels.into(), true));
    assert!(new.tally.notices[0].starts_with("1 row with a negative quantity"));
    let text_of = std::fs::read_to_string(testing::fixture("epd-snomed/EPD_SNOMED_202506.csv")).unwrap();
    // Before March 2025 the name that is now the substance's was its code, and months were written without a hyphen.
    let old = text_of
        .replace("BNF_CHEMICAL_SUBSTANCE,", "CHEMICAL_SUBSTANCE_BNF_DESCR,")
        .replace("BNF_CHEMICAL_SUBSTANCE_CODE,", "BNF_CHEMICAL_SUBSTANCE,")
        .replace("BNF_PRESENTATION_CODE", "BNF_CODE")
        .replace("BNF_PRESENTATION_NAME", "BNF_DESCRIPTION")
        .replace("ADQ_USAGE", "ADQUSAGE")
        .replace("2025-06,", "202506,");
    let (format, old) = text("EPD_SNOMED_202502.csv", &old).unwrap();
    assert_eq!((format.id, &old), ("epd-snomed", &new));
}

#[test]
fn gp_practice_prescribing_is_read_with_its_padding_and_labels() {
    let (format, reading) = fixture("gp-prescribing/T201410PDPI+BNFT.CSV");
    assert_eq!(format.id, "gp-prescribing");
    let table = prescribing(&reading);
    let read = Sums {
        items: 14 + 30 + 1 + 1,
        quantity: Some(fixed("1131")), // 270 + 840 + 0 + 21: that of the row, not of one item
        nic: fixed("46.44"),
        actual_cost: fixed("43.33"),
    };
    assert_eq!((table.read, table.middle), (read, Some(Middle::AreaTeam)));
    let seen: Vec<_> = table.practices.iter().map(|p| (&*p.code, &*p.org.pco, &*p.org.middle, p.label)).collect();
    let expected = [
        ("A90001", "90A", "Q90", Label::Practice),
        ("A90009", "5Z7", "Q90", Label::OfFormerPct),
        ("Y90327", "RXZ", "Q90", Label::OfTrust),
    ];
    assert_eq!(seen, expected);
    assert_eq!(reading.tally.labelled, [("of-former-pct", 1), ("of-trust", 1)].into());
    assert_eq!(table.presentations[0].description, "SYNTHETIC Esomeprazole_Tab E/C 20mg");
    assert!(reading.tally.synthetic && reading.tally.rejects.is_empty());
}

/// Late 2018: no padding, no comma at the end; some months have it in the rows and not in the header.
#[test]
fn gp_practice_prescribing_without_padding_gives_the_same_table() {
    let (_, padded) = fixture("gp-prescribing/T201410PDPI+BNFT.CSV");
    let contents = std::fs::read_to_string(testing::fixture("gp-prescribing/T201410PDPI+BNFT.CSV")).unwrap();
    let trim = |line: &str| line.split(',').map(str::trim).collect::<Vec<_>>().join(",");
    let lines: Vec<String> = contents.lines().map(trim).collect();
    let header = lines[0].trim_end_matches(',').to_owned();
    let rows =
        |tail: &str| lines[1..].iter().map(|l| format!("{}{tail}\r\n", l.trim_end_matches(','))).collect::<String>();
    for tail in ["", ",", ",,"] {
        let (format, reading) = text("T201812PDPI BNFT.csv", &format!("{header}\r\n{}", rows(tail))).unwrap();
        assert_eq!((format.id, &reading), ("gp-prescribing", &padded), "{tail:?}");
    }
}

#[test]
fn the_first_releases_report_no_quantity_which_is_not_zero() {
    let (format, reading) = fixture("gp-prescribing-chemical/T201109PDPI+CHEM.CSV");
    assert_eq!(format.id, "gp-prescribing-chemical");
    let table = prescribing(&reading);
    let read = Sums { items: 49, quantity: None, nic: fixed("46.49"), actual_cost: fixed("43.41") };
    assert_eq!((table.read, table.middle, table.rows.len()), (read, Some(Middle::Sha), 3));
    // A primary care trust is no relic before April 2013.
    assert!(table.practices.iter().all(|p| p.label == Label::Practice && p.org.pco == "5Z7"));
    assert_eq!(table.presentations[0].chemical, "SYNTHETIC Atorvastatin");
}

#[test]
fn published_gp_practice_prescribing_of_both_forms() {
    for files in testing::folders() {
        let totals = |name: &str| {
            let path = files.join("gp-prescribing").join(name);
            let (format, reading) = file(&path).unwrap();
            assert_eq!(format.id, "gp-prescribing");
            assert!(reading.tally.rejects.is_empty());
            // The same sums from the text, row by row.
            let contents = std::fs::read_to_string(path).unwrap();
            let column = |at: usize| {
                let fields = contents.lines().skip(1).map(move |l| l.split(',').nth(at).unwrap().trim().to_owned());
                fields.map(|f| fixed(&f).0).sum::<i64>()
            };
            let read = prescribing(&reading).read;
            assert_eq!(read.items * 100_000, column(5));
            assert_eq!([read.nic.0, read.actual_cost.0, read.quantity.unwrap().0], [column(6), column(7), column(8)]);
            (reading.tally.read, reading.tally.labelled)
        };
        assert_eq!(totals("T201812PDPI BNFT.csv").0, files.known(15, 9_999));
        let (rows, labelled) = totals("T201410PDPI+BNFT.CSV");
        assert!(rows == files.known(10, 51) && labelled["of-trust"] > 0, "{rows} {labelled:?}");
    }
}

#[test]
fn an_openprescribing_export_is_named_among_the_layouts_and_analysed_directly() {
    let chart =
        text("op.csv", "date,id,name,y_items,y_actual_cost,total_list_size\n2021-01-01,00L,N,135,8219.78,300000\n");
    assert!(chart.unwrap_err().to_string().contains("it looks like a tidy table"));
    let error = text("op.csv", "row_id,row_name,date,items,quantity,actual_cost\n00L,N,2021-01-01,135,3738,8219.78\n");
    assert!(error.unwrap_err().to_string().contains("without ingesting them"));
}
