use super::*;
use crate::formats::facts_testing::{close, exact, figure, fixture, only, real, text, total};
use crate::tables::Tables;
use crate::testing;

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
fn real_files_have_the_published_totals_and_their_streams_add_up() {
    let years = [
        ("14-15", 7959, "7990324226", "56633982"),
        ("17-18", 7543, "9050596201.87", "59527981"),
        ("19-20", 7001, "9377079858.68", "60316398.17"),
        ("20-21", 6808, "9683718065.03", "60671584.59"),
        ("22-23", 6669, "10230094803.70", "62134644.75"),
    ];
    for (year, practices, pounds, patients) in years {
        let Some((_, reading)) = real(&format!("funding/nhs-payments-gp-{year}.csv")) else { return };
        let (_, facts) = only(&reading);
        assert_eq!((facts.areas.len(), reading.tally.rejects.len()), (practices, 0), "{year}");
        let found = [total(facts, "total-payments"), total(facts, "registered-patients")];
        assert!((found[0] - pounds.parse::<f64>().unwrap()).abs() < 1e-3, "{year}: {found:?}");
        assert!((found[1] - patients.parse::<f64>().unwrap()).abs() < 5e-3, "{year}: {found:?}");
        let of_sums = |n: &&str| !n.contains("line end");
        let rounding: Vec<&str> = reading.tally.notices.iter().map(String::as_str).filter(of_sums).collect();
        if year == "14-15" {
            let expected = [
                "total-payments differs from the sum of its parts by up to 5.00 pounds in 5458 of 7959 practices, which \
                 rounding to whole pounds explains",
                "total-payments-net differs from the sum of its parts by up to 1.00 pounds in 1956 of 7959 practices, which \
                 rounding to whole pounds explains",
            ];
            assert_eq!(rounding, expected);
        } else {
            assert_eq!(rounding, Vec::<&str>::new(), "{year}");
        }
    }
}

#[test]
fn real_files_keep_their_networks_and_areas() {
    for (year, areas, networks, middle) in [("14-15", 211, 0, Some(Middle::AreaTeam)), ("22-23", 106, 1272, None)] {
        let Some((_, reading)) = real(&format!("funding/nhs-payments-gp-{year}.csv")) else { return };
        let Tables::Facts(months) = &reading.tables else { panic!("facts expected") };
        let facts = &months.first().unwrap().1;
        let distinct = |of: fn(&FactArea) -> &str| {
            facts.areas.iter().map(of).filter(|c| !c.is_empty()).collect::<std::collections::BTreeSet<_>>().len()
        };
        assert_eq!((distinct(|a| &a.org.pco), distinct(|a| &a.pcn), facts.middle), (areas, networks, middle), "{year}");
    }
}
