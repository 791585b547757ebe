//! Every real file of funding, need and population: recognised, or refused with a reason.

use super::facts_testing::{tables, total};
use super::read;
use crate::read::Source;
use crate::tables::facts::FactValue;
use crate::tables::{MAX_REJECTS, Tables};
use crate::{input, testing};
use std::path::Path;

/// The layout of each real file; `None` where it is none of figures by area, or a workbook.
const EXPECTED: &[(&str, Option<&str>)] = &[
    ("funding/nhs-payments-gp-14-15.csv", Some("nhs-payments")),
    ("funding/nhs-payments-gp-17-18.csv", Some("nhs-payments")),
    ("funding/nhs-payments-gp-19-20.csv", Some("nhs-payments")),
    ("funding/nhs-payments-gp-20-21.csv", Some("nhs-payments")),
    ("funding/nhs-payments-gp-22-23.csv", Some("nhs-payments")),
    ("funding/nhse_2013-14_ccg_allocation_annexA_EXCERPT.txt", Some("ccg-allocations")),
    ("funding/practice-weighted-populations-2023-24.csv", Some("weighted-populations")),
    ("funding/practice-weighted-populations-2023-25.xlsx", None),
    ("need/ccg-controls-2012-2019.csv", Some("code-year-controls")),
    ("need/fingertips-imd-practice.csv", Some("fingertips-practice")),
    ("need/nhs-choices-ccg-indicators.csv", Some("nhs-choices-indicators")),
    ("need/qof-2013-14-prevalence-by-ccg.csv", Some("qof-prevalence")),
    ("population/Patient_List_Size_2013_04-06.csv", Some("patient-list-size")),
    ("population/Patient_List_Size_2015_10-12.csv", Some("patient-list-size")),
    ("population/ccg-list-size-2015-2020.csv", Some("ccg-list-size")),
    ("population/gp-reg-pat-prac-map-2020-09.csv", None),
    ("population/gp-reg-pat-prac-quin-age.csv", Some("reg-patients")),
    ("population/ons-ccg21-population-age.csv", Some("ons-population-age")),
    ("population/prescribing-units.xlsx", None),
    ("population/star-pu-weights.json", Some("star-pu-weights")),
];

/// The layouts of the texts in a file; prints what is in each.
fn layouts(path: &Path) -> Result<Vec<&'static str>, String> {
    let file = input::open(path).map_err(|e| e.to_string())?;
    let mut found = Vec::new();
    for member in &file.members {
        let names = [member.name.as_str(), file.name.as_str()];
        let source = Source {
            shown: &member.shown,
            names: &names,
            text: &member.text,
            max_rejects: MAX_REJECTS,
            progress: &|_| (),
        };
        let (format, reading) = read(&source).map_err(|e| e.to_string())?;
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
    Ok(found)
}

#[test]
fn every_real_file_is_recognised_or_refused_with_a_reason() {
    let Some(data) = testing::real_data() else { return };
    for folder in ["funding", "need", "population"] {
        for entry in std::fs::read_dir(data.join(folder)).unwrap().flatten() {
            let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
            assert!(EXPECTED.iter().any(|(known, _)| *known == name), "{name} is not expected");
        }
    }
    for (name, expected) in EXPECTED {
        match (layouts(&data.join(name)), expected) {
            (Ok(found), Some(id)) => assert_eq!(found, [*id], "{name}"),
            (Ok(found), None) => assert!(!found.is_empty(), "{name}"),
            (Err(reason), None) => println!("{name}: refused: {reason}"),
            (Err(reason), Some(_)) => panic!("{name}: {reason}"),
        }
    }
}
