use super::*;
use crate::formats::facts_testing::{close, exact, figure, fixture, only, published, text, total};
use crate::tables::Tables;
use unwarranted_testing as testing;

#[test]
fn reads_streams_totals_and_patients() {
    let (format, reading) = fixture("nhs-payments/nhs-payments-gp-18-19.csv");
    assert_eq!(format.id, "nhs-payments");
    let (month, facts) = only(&reading);
    assert_eq!((month.unwrap().to_string(), facts.months), ("2018-04".to_owned(), 12));
    assert_eq!(figure(facts, "A90001", "total-payments"), exact("135000.25")); // 100000 + 1234.5 + 33765.75
    assert_eq!(figure(facts, "A90002", "global-sum"), exact("-250.5"));
    assert_eq!(figure(facts, "A90001", "premises-payments"), exact("1234.5"));
    assert_eq!(figure(facts, "A90002", "average-per-registered-patient"), FactValue::NotReported);
    assert_eq!(figure(facts, "B90001", "registered-patients"), FactValue::Number(1_000.123_456_78));
    close(total(facts, "total-payments"), 135_000.25 + 749.5 + 50_000.0);
    close(total(facts, "total-payments-net"), 125_000.25 + 749.5 + 40_000.0);
    assert_eq!(figure(facts, "A90001", "dispensing-practice"), exact("1"));
    assert_eq!(figure(facts, "A90002", "dispensing-practice"), FactValue::NotReported);
    assert_eq!(figure(facts, "A90002", "contract-pms"), exact("1"));
    let area = &facts.areas[0];
    assert_eq!((area.name.as_str(), area.pcn.as_str(), area.org.pco.as_str()), ("THE ELMS", "U90001", "90A"));
    assert_eq!((area.org.middle.as_str(), facts.middle), ("Q90", Some(Middle::AreaTeam)));
    assert_eq!(facts.areas[1].pcn, "");
    assert_eq!(reading.tally.labelled, [("no registered patients", 1)].into());
    let notice = "practices whose total-payments is not the sum of its parts: 1 (the first is B90001: -0.25 pounds)";
    assert_eq!(reading.tally.notices, [notice]); // 49000 + 1000.25, printed 50000
}

#[test]
fn the_network_is_found_under_its_wrong_header() {
    let csv = std::fs::read_to_string(testing::fixture("nhs-payments/nhs-payments-gp-18-19.csv")).unwrap();
    let csv = csv.replacen("CCG NAME,PCN Code,PCN Name", "Sub ICB NAME,Code,CCG NAME", 1);
    let (_, reading) = text("nhs-payments-gp-22-23.csv", &csv).unwrap();
    let (_, facts) = only(&reading);
    assert_eq!(
        (facts.areas[0].pcn.as_str(), facts.areas[0].org.pco_name.as_str()),
        ("U90001", "NORTHMERE SYNTHETIC CCG")
    );
}

#[test]
fn says_how_to_name_the_file_and_what_is_missing() {
    let csv = std::fs::read_to_string(testing::fixture("nhs-payments/nhs-payments-gp-18-19.csv")).unwrap();
    let error = text("payments.csv", &csv).unwrap_err().to_string();
    assert!(error.contains("rename the file, such as nhs-payments-gp-14-15.csv"), "{error}");
    let without = csv.replacen("Number of Registered Patients", "People", 1);
    let error = text("nhs-payments-gp-18-19.csv", &without).unwrap_err().to_string();
    assert!(error.contains("Number of Registered Patients is missing"), "{error}");
}

#[test]
fn a_repeated_practice_is_a_reject() {
    let header = "Practice Code,Number of Registered Patients,Global Sum,Total NHS Payments to General Practice\n";
    let rows: String = (0..100).map(|n| format!("A9{n:04},10,1,1\n")).collect();
    let (_, reading) = text("p-18-19.csv", &format!("{header}{rows}A90007,10,5,5\n")).unwrap();
    let [reject] = &reading.tally.rejects[..] else { panic!("one reject expected") };
    assert_eq!((reject.line, reject.column.as_str()), (102, "Practice Code"));
    close(total(only(&reading).1, "global-sum"), 100.0);
}

/// Totals as published, to the penny; 2014/15 is in whole pounds.
#[test]
fn published_files_have_their_totals_and_their_streams_add_up() {
    let years = [
        ("14-15", (14, 24_648_632.0, 86_229.0), (7959, 7_990_324_226.0, 56_633_982.0)),
        ("17-18", (3, 4_941_590.88, 12_503.0), (7543, 9_050_596_201.87, 59_527_981.0)),
        ("19-20", (3, 4_935_897.02, 18_230.75), (7001, 9_377_079_858.68, 60_316_398.17)),
        ("20-21", (4, 8_429_803.34, 18_058.0), (6808, 9_683_718_065.03, 60_671_584.59)),
        ("22-23", (5, 8_665_439.18, 29_792.25), (6669, 10_230_094_803.70, 62_134_644.75)),
    ];
    for (year, twin, real) in years {
        for (files, (_, reading)) in published(&format!("funding/nhs-payments-gp-{year}.csv")) {
            let (practices, pounds, patients) = files.known(twin, real);
            let (_, facts) = only(&reading);
            assert_eq!((facts.areas.len(), reading.tally.rejects.len()), (practices, 0), "{year}");
            let found = [total(facts, "total-payments"), total(facts, "registered-patients")];
            assert!((found[0] - pounds).abs() < 1e-3, "{year}: {found:?}");
            assert!((found[1] - patients).abs() < 5e-3, "{year}: {found:?}");
            let of_sums = |n: &&str| !n.contains("line end");
            let rounding: Vec<&str> = reading.tally.notices.iter().map(String::as_str).filter(of_sums).collect();
            let differs = |total: &str, most: &str, differing: usize| {
                format!(
                    "{total} differs from the sum of its parts by up to {most} pounds in {differing} of {practices} \
                     practices, which rounding to whole pounds explains"
                )
            };
            let expected = if year == "14-15" {
                let (gross, net) = files.known((("3.00", 2), ("1.00", 1)), (("5.00", 5458), ("1.00", 1956)));
                vec![differs("total-payments", gross.0, gross.1), differs("total-payments-net", net.0, net.1)]
            } else {
                Vec::new()
            };
            assert_eq!(rounding, expected, "{year}");
        }
    }
}

#[test]
fn published_files_keep_their_networks_and_areas() {
    let years = [("14-15", (14, 0), (211, 0), Some(Middle::AreaTeam)), ("22-23", (3, 2), (106, 1272), None)];
    for (year, twin, real, middle) in years {
        for (files, (_, reading)) in published(&format!("funding/nhs-payments-gp-{year}.csv")) {
            let Tables::Facts(months) = &reading.tables else { panic!("facts expected") };
            let facts = &months.first().unwrap().1;
            let distinct = |of: fn(&FactArea) -> &str| {
                facts.areas.iter().map(of).filter(|c| !c.is_empty()).collect::<std::collections::BTreeSet<_>>().len()
            };
            let found = (distinct(|a| &a.org.pco), distinct(|a| &a.pcn));
            assert_eq!((found, facts.middle), (files.known(twin, real), middle), "{year}");
        }
    }
}
