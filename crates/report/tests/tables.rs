//! JSON, CSV and plain-text tables against the contract.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

#[allow(unreachable_pub, reason = "shared by several test programs")]
mod fixture;

use serde_json::Value;
use unwarranted_core::findings::Position;
use unwarranted_core::rates::{Quantity, RateUnit};
use unwarranted_core::{Kind, SliceFindings};
use unwarranted_report::LabelsBy;
use unwarranted_report::tables::*;

fn small() -> (Vec<SliceFindings>, LabelsBy) {
    let amount = fixture::slice("gluten", "2025-12", Kind::Amount, 6, 1);
    (vec![amount, fixture::slice("statins", "2025-12", Kind::Count, 6, 2)], fixture::words())
}

fn parsed(text: &str) -> Value {
    assert!(text.starts_with("{\n  \"schema\": 1,\n  \"slices\": ["), "schema first: {}", &text[..40]);
    serde_json::from_str(text).unwrap()
}

/// The keys that issue 2 asks of every object at `path`.
fn assert_keys(object: &Value, keys: &[&str]) {
    let object = object.as_object().unwrap();
    for key in keys {
        assert!(object.contains_key(*key), "no '{key}' among {:?}", object.keys().collect::<Vec<_>>());
    }
}

#[test]
fn json_of_indices_is_as_agreed() {
    let (findings, labels) = small();
    let json = parsed(&indices_json(&findings, &labels).unwrap());
    for (slice, found) in json["slices"].as_array().unwrap().iter().zip(&findings) {
        assert_keys(slice, &["treatment", "period", "kind", "areas", "set_aside", "indices"]);
        assert_eq!(slice["areas"], 6);
        assert_eq!(slice["period"], "2025-12");
        for aside in slice["set_aside"].as_array().unwrap() {
            assert_keys(aside, &["reason", "rows"]);
        }
        for (index, estimate) in slice["indices"].as_array().unwrap().iter().zip(&found.indices) {
            let keys = ["id", "title", "value", "lower", "upper", "confidence", "interval_method", "undefined"];
            assert_keys(index, &keys);
            assert_eq!(index["value"].as_f64(), estimate.value, "round trip of {}", estimate.id);
            assert_ne!(index["value"].is_null(), index["undefined"].is_null(), "{}", estimate.id);
        }
    }
    assert_eq!(json["slices"][0]["kind"], "amount");
    assert_eq!(json["slices"][0]["set_aside"][0]["reason"], "zero-denominator-and-observed");
}

#[test]
fn json_of_outliers_is_as_agreed() {
    let (findings, labels) = small();
    let json = parsed(&outliers_json(&findings, &labels).unwrap());
    let keys = [
        "area",
        "name",
        "observed",
        "denominator",
        "expected",
        "rate",
        "ratio",
        "lower",
        "upper",
        "z",
        "p",
        "limits",
        "z_adjusted",
        "p_adjusted",
        "limits_adjusted",
        "flag",
    ];
    for (slice, found) in json["slices"].as_array().unwrap().iter().zip(&findings) {
        assert_keys(slice, &["treatment", "period", "overdispersion", "areas"]);
        assert_keys(&slice["overdispersion"], &["phi", "tau2", "method"]);
        for (area, finding) in slice["areas"].as_array().unwrap().iter().zip(&found.areas) {
            assert_keys(area, &keys);
            assert_eq!(area["rate"].as_f64(), finding.rate);
            assert_eq!(area["flag"].as_str(), finding.flag.map(|flag| flag.to_string()).as_deref());
        }
    }
    let counted = &json["slices"][1]["areas"][0];
    for limits in ["limits", "limits_adjusted"] {
        assert_keys(&counted[limits], &["95", "99.8"]);
        assert_eq!(counted[limits]["99.8"].as_array().unwrap().len(), 2);
    }
    assert!(json["slices"][0]["areas"][0]["limits"].is_null(), "an amount has no limits");
    assert_eq!(json["slices"][0]["areas"][0]["observed"], 0.0, "a true zero stays zero");
}

#[test]
fn json_of_rates_has_the_area_rows_alone() {
    let (findings, labels) = small();
    let json = parsed(&rates_json(&findings, &labels).unwrap());
    let area = &json["slices"][1]["areas"][0];
    assert_keys(area, &["area", "name", "observed", "denominator", "expected", "rate", "lower", "upper", "ratio"]);
    for other in ["z", "p", "limits", "flag"] {
        assert!(area.get(other).is_none(), "{other} belongs to outliers");
    }
}

#[test]
fn rates_say_how_far_areas_are_from_all_together_and_what_chance_is_known_from() {
    let (mut findings, labels) = small();
    findings[1].areas[5].rates.position = Some(Position::FarAbove);
    let row = records(&rates_csv(&findings, &labels).unwrap()).into_iter().nth(11).unwrap();
    assert_eq!((row["position"].as_str(), row["chance_from"].as_str()), ("far-above", "events"));
    let json = parsed(&rates_json(&findings, &labels).unwrap());
    assert_eq!(json["slices"][1]["areas"][5]["position"], "far-above");
    assert_eq!(json["slices"][1]["chance"]["from"], "events");
    let text = rates_table(&findings[1..], &labels, None);
    assert!(text.contains("All areas together\n") && text.contains("  far above\n"), "{text}");
    assert!(text.contains("Of 6 areas compared with all areas together, 1 is far above."), "{text}");
}

fn records(text: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

#[test]
fn csv_reads_back_as_the_same_numbers() {
    let (findings, labels) = small();
    let areas: Vec<_> = findings.iter().flat_map(|s| s.areas.iter().map(move |a| (s, a))).collect();
    for text in [areas_csv(&findings, &labels).unwrap(), outliers_csv(&findings, &labels).unwrap()] {
        let rows = records(&text);
        assert_eq!(rows.len(), areas.len());
        for (row, (slice, area)) in rows.iter().zip(&areas) {
            let number = |column: &str| row[column].parse::<f64>().ok();
            assert_eq!(row["treatment"], *slice.treatment);
            assert_eq!(number("observed"), Some(area.observed));
            assert_eq!(number("rate"), area.rate);
            assert_eq!(number("lower"), area.lower);
            assert_eq!(number("ratio"), area.ratio);
            assert_eq!(number("z_adjusted"), area.z_adjusted);
            let upper = area.limits_adjusted.as_ref().map(|l| l["99.8"][1]);
            assert_eq!(number("limit_adjusted_99.8_upper"), upper);
            assert_eq!(row["undefined"].is_empty(), area.lower.is_some(), "a reason for every empty cell");
        }
    }
}

#[test]
fn csv_of_indices_has_an_empty_cell_and_a_reason_where_undefined() {
    let (findings, _) = small();
    let rows = records(&indices_csv(&findings).unwrap());
    assert_eq!(rows.len(), findings.iter().map(|slice| slice.indices.len()).sum::<usize>());
    for row in rows {
        assert_ne!(row["value"].is_empty(), row["undefined"].is_empty(), "{}", row["id"]);
        assert_eq!((&*row["areas"], &*row["rows_set_aside"]), ("6", "4"));
    }
}

#[test]
fn csv_of_rows_set_aside_names_every_area() {
    let (findings, _) = small();
    let rows = records(&set_aside_csv(&findings[..1]).unwrap());
    let codes: Vec<&str> = rows.iter().map(|r| &*r["area"]).collect();
    assert_eq!(codes, ["00D", "00K", "01A", ""]);
    assert_eq!(rows[0]["rows_for_this_reason"], "3");
}

#[test]
fn no_findings_give_a_header_and_an_empty_list() {
    let labels = LabelsBy::new();
    assert_eq!(indices_json(&[], &labels).unwrap(), "{\n  \"schema\": 1,\n  \"slices\": []\n}\n");
    assert!(
        areas_csv(&[], &labels).unwrap().starts_with("treatment,period,kind,area,name,ods_code,ons_code,observed,")
    );
}

#[test]
fn names_that_a_spreadsheet_would_run_are_disarmed_in_csv_and_kept_in_json() {
    let (mut findings, labels) = small();
    findings[1].areas[0].name = Some("=HYPERLINK(\"http://x\")".into());
    assert!(areas_csv(&findings, &labels).unwrap().contains("\"'=HYPERLINK(\"\"http://x\"\")\""));
    let json = parsed(&areas_json(&findings, &labels).unwrap());
    assert_eq!(json["slices"][1]["areas"][0]["name"], "=HYPERLINK(\"http://x\")");
}

#[test]
fn formats_are_stable() {
    let (findings, labels) = small();
    insta::assert_snapshot!("indices.json", indices_json(&findings, &labels).unwrap());
    insta::assert_snapshot!("outliers.json", outliers_json(&findings[1..], &labels).unwrap());
    insta::assert_snapshot!("rates.json", rates_json(&findings[..1], &labels).unwrap());
    insta::assert_snapshot!("indices.csv", indices_csv(&findings).unwrap());
    insta::assert_snapshot!("areas.csv", areas_csv(&findings, &labels).unwrap());
}

#[test]
fn terminal_tables_are_stable() {
    let (findings, labels) = small();
    insta::assert_snapshot!("indices.txt", indices_table(&findings, &labels, Some(100)));
    insta::assert_snapshot!("outliers.txt", outliers_table(&findings, &labels, Some(120)));
    insta::assert_snapshot!("rates.txt", rates_table(&findings, &labels, None));
}

#[test]
fn terminal_tables_keep_to_the_width() {
    let (findings, labels) = ([fixture::slice("statins", "2025-12", Kind::Count, 106, 2)], fixture::words());
    for table in [indices_table, outliers_table, rates_table] {
        let text = table(&findings, &labels, Some(80));
        assert!(text.lines().count() > 6);
        for row in text.lines() {
            assert!(row.chars().count() <= 80, "{row}");
        }
    }
}

#[test]
fn terminal_tables_break_no_number_and_say_what_a_dash_is() {
    let (findings, labels) = small();
    let text = outliers_table(&[fixture::slice("statins", "2025-12", Kind::Count, 106, 2)], &labels, Some(80));
    assert!(text.contains("high-99.8") && text.contains("Expected"), "{text}");
    let text = rates_table(&findings[..1], &labels, Some(80));
    assert!(text.contains("Denominator") && text.contains("-: no interval, because"), "{text}");
    assert!(!text.contains("undefined"), "{text}");
}

#[test]
fn median_and_deciles_stand_in_every_table_of_a_slice() {
    let findings = vec![fixture::slice("statins", "2025-12", Kind::Count, 12, 2)];
    let labels = fixture::words();
    let deciles = findings[0].deciles.unwrap();
    for json in [indices_json, rates_json, outliers_json, areas_json] {
        let slice = &parsed(&json(&findings, &labels).unwrap())["slices"][0];
        assert_eq!(slice["median"].as_f64(), Some(deciles[4]));
        let found: Vec<f64> = slice["deciles"].as_array().unwrap().iter().filter_map(Value::as_f64).collect();
        assert_eq!(found, deciles);
    }
    let row = &records(&indices_csv(&findings).unwrap())[0];
    let found = ["median", "decile_1", "decile_9"].map(|column| row[column].parse::<f64>().unwrap());
    assert_eq!(found.to_vec(), vec![deciles[4], deciles[0], deciles[8]]);
    for table in [indices_table, rates_table] {
        let text = table(&findings, &labels, None);
        assert!(text.contains("Median rate ") && text.contains("; deciles "), "{text}");
    }
    // Six areas have no tenths.
    assert!(!rates_table(&small().0, &labels, None).contains("deciles"));
}

#[test]
fn amounts_say_what_one_person_would_have_to_take() {
    let (findings, mut labels) = small();
    let area = |text: &str| {
        let rows = records(text);
        rows.into_iter().find(|row| row["treatment"] == "gluten" && row["area"] == "05F").unwrap()
    };
    let row = area(&outliers_csv(&findings, &labels).unwrap());
    let said = "Is higher than chance explains, unless one treated person takes more than about £430 a year.";
    assert_eq!(row["break_even_in_words"], said);
    assert_eq!(
        row["undefined"],
        "interval, flag: the numerator is an amount (such as money or quantity), and nothing says what one person takes of \
         it, so chance is not known; give per-person, what one person takes in a year"
    );
    let slices = parsed(&areas_json(&findings, &labels).unwrap())["slices"].clone();
    assert_eq!(slices[0]["areas"][5]["break_even_in_words"], said);
    assert_eq!(slices[0]["chance"]["break_even_in"], "year");
    assert!(slices[1]["areas"][5].get("break_even_in_words").is_none(), "events of a count are independent");
    let text = outliers_table(&findings[..1], &labels, None);
    for part in [
        "Fenwick 05F is higher than chance explains, unless one treated person takes more than about £430 a year.",
        "The whole spread between areas would be chance if one treated person took about £33,000 a year.",
        "To have them tested, give per-person",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    // A column called "numerator" has no name to be counted by.
    let unit = RateUnit::Per { numerator: Quantity::named("numerator"), denominator: Quantity::named("n"), per: 1.0 };
    labels.get_mut("gluten").unwrap().unit = unit;
    let text = outliers_table(&findings[..1], &labels, None);
    assert!(text.contains("took about 33,000 a year in the units of the numerator."), "{text}");
}

/// No rule claims more for the areas it names than it allows for.
#[test]
fn words_of_a_rule_claim_no_more_than_it_allows_for() {
    use unwarranted_core::findings::Family;
    use unwarranted_core::outliers::{Allows, RULES, control::Control};
    use unwarranted_core::{AnalysisOptions, Slice, analyse, judgement::judge};
    let rows: Vec<(String, f64, f64)> = (0..30)
        .map(|i| (format!("A{i:02}"), f64::from(200 + (i * 37) % 90 + if i == 4 { 900 } else { 0 }), 250.0))
        .collect();
    let rows: Vec<(&str, f64, f64)> = rows.iter().map(|(code, o, e)| (code.as_str(), *o, *e)).collect();
    let slice = Slice::from_expected(Kind::Count, &rows).unwrap();
    for rule in RULES {
        for control in [Control::Fdr(0.05), Control::Fwer(0.05), Control::None] {
            let options = AnalysisOptions { rule: rule.id, replicates: 0, ..AnalysisOptions::default() };
            let mut found = [analyse(&slice, &options).unwrap()];
            judge(&mut found, control, Family::Period);
            let said = outliers_table(&found, &LabelsBy::new(), None);
            let name = format!("{} {control}: {said}", rule.id);
            let allows = if control == Control::None { rule.limits_allow() } else { rule.allows };
            assert_eq!(said.contains("for a treatment that differs this much"), allows == Allows::Spread, "{name}");
            assert_eq!(said.contains("unusual against chance alone"), allows == Allows::ChanceAlone, "{name}");
            assert_eq!(said.contains("If chance were all"), allows == Allows::ChanceAlone, "{name}");
            assert!(allows == Allows::Spread || !said.contains("are named wrongly"), "{name}");
            let by_rule = matches!(allows, Allows::Narrow | Allows::SizeBlind);
            assert_eq!(said.contains(&format!("unusual by the rule '{}'", rule.id)), by_rule, "{name}");
        }
    }
}
