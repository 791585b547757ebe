//! Patients counted by age and sex: figures worked out by hand, and real files against a slow second implementation.

use super::*;
use unwarranted_core::standardise::{StratumKey, WeightTable};
use unwarranted_ingest::tidy::strata::read_weights;

/// Weights of 0.5 for boys and 1 for girls under 15, and of 3 and 4 from there on.
fn weights() -> WeightTable {
    let key = |band: &str, sex: &str| StratumKey { age_band: band.parse().unwrap(), sex: Some(sex.into()) };
    let rows = [("0-14", "male", 0.5), ("0-14", "female", 1.0), ("15+", "male", 3.0), ("15+", "female", 4.0)];
    WeightTable::new(rows.map(|(band, sex, w)| (key(band, sex), w))).unwrap()
}

fn by(table: &WeightTable, sums: SumsAre) -> ByAgeSex<'_> {
    ByAgeSex { table, name: "weights in w.csv", sums }
}

/// 280 boys, 300 girls, 200 men, 220 women of A90001.
const A90001: f64 = 280.0 * 0.5 + 300.0 + 200.0 * 3.0 + 220.0 * 4.0;

#[test]
fn weighted_patients_by_area_without_practices_whose_ages_are_not_known() {
    let (_dir, store) = store_of(&[EPD, PATIENTS].map(fixture));
    let table = weights();
    let by = by(&table, SumsAre::Denominators);
    let found = assemble_by_age(&store, &query("0501", Level::Ccg, Measure::Items), false, &by).unwrap();
    // A90002 (5 items) is in neither sum, and Eastdale has no other practice than B90001.
    let expected = [("".into(), 2.0, None), ("90A".into(), 14.0, Some(A90001)), ("D9P9L".into(), 0.0, None)];
    assert_eq!(rows(&found), expected);
    assert_eq!(unit(&found), "items per weighted patients");
    assert!(found.expected.is_none() && found.practices.is_none());
    assert_eq!(
        note(&found, "gives no patients by age and sex"),
        "The extract gives no patients by age and sex for 1 practice: left out of both sums, as its ages and sexes are not \
         known, with 500 patients and 5 items (A90002)."
    );
    assert!(note(&found, "do not add up").ends_with("for 1 practice: left out of both sums, as its ages and sexes are not known, with 700 patients and 0 items (B90001)."));
    assert!(
        note(&found, "Denominators are").starts_with("Denominators are made from registered patients by age and sex")
    );
    let slice = found.cube.slices(&SliceOptions::default()).unwrap().remove(0);
    let aside: Vec<_> = slice.set_aside().iter().map(|s| (s.reason, s.areas.len())).collect();
    assert_eq!((slice.len(), aside), (1, vec![(Reason::BlankArea, 0), (Reason::NotReported, 1)]));
}

#[test]
fn practices_and_other_memberships_work_as_with_plain_patients() {
    let (_dir, store) = store_of(&[EPD, PATIENTS].map(fixture));
    let table = weights();
    let by = by(&table, SumsAre::Denominators);
    let practices = assemble_by_age(&store, &query("0501", Level::Practice, Measure::Nic), true, &by).unwrap();
    let practices = rows(&practices);
    assert_eq!(practices.len(), 4 + 1);
    assert_eq!(practices[1], ("A90001".into(), 11.44, Some(A90001)));
    assert_eq!((practices[2].2, practices[3].2), (None, None), "not known, and not zero");
    let nation = Query { membership: Membership::Current, ..query("0501", Level::Nation, Measure::Nic) };
    let found = assemble_by_age(&store, &nation, true, &by).unwrap();
    let parts = found.practices.as_ref().unwrap();
    let slice = found.cube.slices(&SliceOptions::default()).unwrap().remove(0);
    assert_eq!(slice.denominator().unwrap(), [A90001]);
    let drawn = parts.practices(&slice, &SliceOptions::default()).unwrap();
    assert_eq!((drawn.len(), drawn[0].denominator, drawn[0].observed), (1, A90001, 11.44));
}

#[test]
fn expected_values_stand_beside_plain_patients() {
    let (_dir, store) = store_of(&[EPD, LISTS].map(fixture));
    let table = weights();
    let by = by(&table, SumsAre::Expected);
    let found = assemble_by_age(&store, &query("0212", Level::Ccg, Measure::Items), false, &by).unwrap();
    assert_eq!(rows(&found), [("90A".into(), 30.0, Some(950.0)), ("D9P9L".into(), 12.0, Some(210.0))]);
    assert_eq!(unit(&found), "items per registered patients");
    let elms = (100.0 + 150.0) * 0.5 + 110.0 + 140.0 + 200.0 * 3.0 + 250.0 * 4.0;
    let harbour = (10.0 + 30.0) * 0.5 + 20.0 + 40.0 + 50.0 * 3.0 + 60.0 * 4.0;
    let expected = found.expected.unwrap();
    let made: Vec<f64> = expected.rows().iter().filter_map(|r| r.denominator?.value()).collect();
    assert_eq!(made, [elms, harbour]);
}

#[test]
fn bands_that_do_not_nest_and_stores_without_ages_are_refused() {
    let (_dir, store) = store_of(&[EPD, LISTS].map(fixture));
    let both = |band: &str| StratumKey { age_band: band.parse().unwrap(), sex: None };
    let other = WeightTable::new([(both("0-9"), 1.0), (both("10+"), 2.0)]).unwrap();
    let atorvastatin = query("0212", Level::Ccg, Measure::Items);
    let error =
        assemble_by_age(&store, &atorvastatin, false, &by(&other, SumsAre::Denominators)).unwrap_err().to_string();
    let lists = "have none for age 5-14, sex female: they are by ages 0-9, 10+ for both sexes together, and patients are by \
                 ages 0-4, 5-14, 75+ and sexes female, male in the extract of 2019-01 (Patient_List_Size_2019_01-03.csv)";
    assert!(error.contains(lists), "{error}");
    let mut catalogue = store.catalogue().unwrap();
    for table in catalogue.sources.iter_mut().flat_map(|s| &mut s.tables) {
        table.files.retain(|f| !f.name.starts_with("strata/"));
    }
    catalogue.schema = 3; // of a version whose catalogues had no seal
    std::fs::write(store.dir().join("catalogue.json"), serde_json::to_vec(&catalogue).unwrap()).unwrap();
    assert!(assemble(&store, &atorvastatin).is_ok());
    let error =
        assemble_by_age(&store, &atorvastatin, false, &by(&weights(), SumsAre::Expected)).unwrap_err().to_string();
    assert!(error.contains("ingest the file again: unwarranted ingest Patient_List_Size_2019_01-03.csv"), "{error}");
}

#[test]
fn a_file_of_totals_alone_leaves_every_practice_out() {
    let (_dir, store) = store_with_patients(&[("A90001", 1000), ("B90001", 700)], &["201904", "201905"]);
    let table = weights();
    let by = by(&table, SumsAre::Denominators);
    let found = assemble_by_age(&store, &query("0212", Level::Ccg, Measure::Items), false, &by).unwrap();
    assert!(rows(&found).iter().all(|(_, observed, units)| (*observed, *units) == (0.0, None)));
    assert!(
        note(&found, "gives no patients").ends_with(
            "for 2 practices: left out of both sums, as their ages and sexes are not known, with up to 1,700 patients and 84 \
             items (most patients: A90001, B90001)."
        )
    );
}

/// The weight of a person, read from the JSON as it stands.
fn slow_weight(set: &serde_json::Value, youngest: u32, sex: &str) -> f64 {
    let bands = set.as_object().unwrap();
    let mut best: Option<(u32, &serde_json::Value)> = None;
    for (band, pair) in bands {
        let from: u32 = band.split(['-', '+']).next().unwrap().parse().unwrap();
        if from <= youngest && best.is_none_or(|(b, _)| from > b) {
            best = Some((from, pair));
        }
    }
    best.unwrap().1[usize::from(sex == "FEMALE")].as_f64().unwrap()
}

/// STAR-PUs of every practice of a real extract, in one loop over its lines.
fn slow_units(path: &std::path::Path, set: &serde_json::Value) -> BTreeMap<String, f64> {
    let mut csv = csv::Reader::from_path(path).unwrap();
    let header: Vec<String> = csv.headers().unwrap().iter().map(str::to_uppercase).collect();
    let column = |name: &str| header.iter().position(|h| h == name);
    let mut units: BTreeMap<String, f64> = BTreeMap::new();
    for record in csv.records().map(Result::unwrap) {
        let Some(sex) = column("SEX") else {
            let sum = units.entry(record[column("PRACTICE CODE").unwrap()].to_owned()).or_default();
            for (at, name) in header.iter().enumerate() {
                if let Some((sex, ages)) = name.split_once(' ').filter(|(_, a)| a.starts_with(char::is_numeric)) {
                    let youngest = ages.split(['-', '+']).next().unwrap().parse().unwrap();
                    *sum += record[at].parse::<f64>().unwrap() * slow_weight(set, youngest, sex);
                }
            }
            continue;
        };
        let age = &record[column("AGE_GROUP_5").unwrap()];
        if &record[sex] != "ALL" && age != "ALL" {
            let youngest = age.split(['_', '+']).next().unwrap().parse().unwrap();
            let patients: f64 = record[column("NUMBER_OF_PATIENTS").unwrap()].parse().unwrap();
            *units.entry(record[column("ORG_CODE").unwrap()].to_owned()).or_default() +=
                patients * slow_weight(set, youngest, &record[sex]);
        }
    }
    units
}

#[test]
fn published_extracts_have_the_star_pus_of_a_slow_count() {
    let pairs = [
        ("epd/EPD_201709.csv", "population/gp-reg-pat-prac-quin-age.csv", (4, 4)),
        ("epd/EPD_201601.csv", "population/Patient_List_Size_2015_10-12.csv", (1, 8)),
    ];
    for folder in folders() {
        let path = folder.join("population/star-pu-weights.json");
        let sets: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for (prescribing, patients, (twin, real)) in pairs {
            let (_dir, store) = store_of(&[prescribing, patients].map(|p| folder.join(p)));
            for set in ["oral_antibacterials_item", "statins_cost", "antidepressants_adq"] {
                let table = read_weights(&path, Some(set)).unwrap().table;
                let slow = slow_units(&folder.join(patients), &sets[set]);
                for level in [Level::Practice, Level::Nation] {
                    let query = query("0", level, Measure::Items);
                    let found = assemble_by_age(&store, &query, false, &by(&table, SumsAre::Denominators)).unwrap();
                    let mut checked = 0;
                    for (area, _, units) in rows(&found).into_iter().filter_map(|(a, o, d)| Some((a, o, d?))) {
                        let wanted = if level == Level::Nation { slow.values().sum() } else { slow[&area] };
                        assert!((units - wanted).abs() <= 1e-9 * wanted, "{patients} {set} {area}: {units} {wanted}");
                        checked += 1;
                    }
                    assert_eq!(
                        checked,
                        if level == Level::Nation { 1 } else { folder.known(twin, real) },
                        "{patients} {set}"
                    );
                    assert!(found.notes.iter().all(|n| !n.contains("left out of both sums")), "{:?}", found.notes);
                }
            }
        }
    }
}
