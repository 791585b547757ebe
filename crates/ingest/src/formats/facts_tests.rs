//! Every real file of funding, need and population: recognised, or refused with a reason.

use super::facts_testing::{tables, total};
use super::read;
use crate::input;
use crate::read::Source;
use crate::tables::facts::FactValue;
use crate::tables::{MAX_REJECTS, Tables};
use std::path::Path;
use unwarranted_testing as testing;

/// The layout of each real file; one for every sheet of a workbook, none where there is none yet.
const EXPECTED: &[(&str, &[&str])] = &[
    ("funding/nhs-payments-gp-14-15.csv", &["nhs-payments"]),
    ("funding/nhs-payments-gp-17-18.csv", &["nhs-payments"]),
    ("funding/nhs-payments-gp-19-20.csv", &["nhs-payments"]),
    ("funding/nhs-payments-gp-20-21.csv", &["nhs-payments"]),
    ("funding/nhs-payments-gp-22-23.csv", &["nhs-payments"]),
    ("funding/nhse_2013-14_ccg_allocation_annexA_EXCERPT.txt", &["ccg-allocations"]),
    ("funding/practice-weighted-populations-2023-24.csv", &["weighted-populations"]),
    ("funding/practice-weighted-populations-2023-25.xlsx", &["weighted-populations"; 2]),
    ("need/ccg-controls-2012-2019.csv", &["code-year-controls"]),
    ("need/fingertips-imd-practice.csv", &["fingertips-practice"]),
    ("need/imd-ccg-2019.xlsx", &["deprivation"]),
    ("need/nhs-choices-ccg-indicators.csv", &["nhs-choices-indicators"]),
    ("need/qof-2013-14-prevalence-by-ccg.csv", &["qof-prevalence"]),
    ("need/qof-1819-prev-ach-exc-ccg.xlsx", &["qof-workbook"]),
    ("population/Patient_List_Size_2013_04-06.csv", &["patient-list-size"]),
    ("population/Patient_List_Size_2015_10-12.csv", &["patient-list-size"]),
    ("population/ccg-list-size-2015-2020.csv", &["ccg-list-size"]),
    ("population/gp-reg-pat-prac-map-2019-07.csv", &["practice-map"]),
    ("population/gp-reg-pat-prac-map-2020-09.csv", &["practice-map"]),
    ("population/gp-reg-pat-prac-quin-age.csv", &["reg-patients"]),
    ("population/ons-ccg21-population-age.csv", &["ons-population-age"]),
    ("population/prescribing-units.xlsx", &["prescribing-units"; 2]),
    ("population/star-pu-weights.json", &["star-pu-weights"]),
];

/// The layouts of the texts in a file; prints what is in each.
fn layouts(path: &Path) -> Result<Vec<&'static str>, String> {
    let file = input::open(path).map_err(|e| e.to_string())?;
    let (mut found, mut refused) = (Vec::new(), None);
    for member in &file.members {
        let names = [member.name.as_str(), file.name.as_str()];
        let source = Source {
            shown: &member.shown,
            names: &names,
            text: &member.text,
            max_rejects: MAX_REJECTS,
            progress: &|_| (),
        };
        // A sheet of no layout (a cover, a list of contents) is passed over beside others.
        let (format, reading) = match read(&source) {
            Ok(read) => read,
            Err(error) if member.encoding == input::Encoding::Workbook => {
                refused = Some(error.to_string());
                continue;
            }
            Err(error) => return Err(error.to_string()),
        };
        found.push(format.id);
        let tally = &reading.tally;
        println!(
            "{}: {}, read {}, used {}, rejected {}",
            member.name,
            format.id,
            tally.read,
            tally.used,
            tally.rejects.len()
        );
        tally.notices.iter().for_each(|notice| println!("    {notice}"));
        if matches!(reading.tables, Tables::Facts(_)) {
            for (month, facts) in tables(&reading) {
                let period = month.map_or("no period".to_owned(), |m| format!("{m} + {} months", facts.months));
                let main =
                    facts.measures.iter().find(|m| m.id.starts_with("total-payments")).unwrap_or(&facts.measures[0]);
                let none = facts.rows.iter().filter(|r| r.value == FactValue::NotReported).count();
                println!(
                    "    {period}: {} areas, {} measures, {} rows ({none} not reported), {} = {}",
                    facts.areas.len(),
                    facts.measures.len(),
                    facts.rows.len(),
                    main.id,
                    total(facts, &main.id)
                );
            }
        }
    }
    if found.is_empty() { Err(refused.unwrap_or_default()) } else { Ok(found) }
}

#[test]
fn every_published_file_is_recognised_or_refused_with_a_reason() {
    for files in testing::folders() {
        for folder in ["funding", "need", "population"] {
            for entry in std::fs::read_dir(files.join(folder)).unwrap().flatten() {
                let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
                assert!(EXPECTED.iter().any(|(known, _)| *known == name), "{name} is not expected");
            }
        }
        for (name, expected) in EXPECTED {
            match layouts(&files.join(name)) {
                // Of the workbooks with a sheet per domain or condition the twins have one sheet.
                Ok(mut found) => {
                    if matches!(found.first(), Some(&("deprivation" | "qof-workbook"))) {
                        found.dedup();
                    }
                    assert_eq!(found, *expected, "{name}");
                }
                Err(reason) => assert!(expected.is_empty() && reason.contains("match no layout"), "{name}: {reason}"),
            }
        }
    }
}
