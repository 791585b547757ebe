//! A study as a file, and that every option stands in the table of what it belongs to.

use super::*;
use crate::core::Period;

/// A value of every option, as a file would have it.
fn every_option() -> Study {
    let text = r#"
        files = ["a.csv", "b/c.csv"]
        column-area = "ccg"
        column-period = "month"
        column-observed = "items"
        column-denominator = "patients"
        column-expected = "e"
        column-treatment = "drug"
        column-name = "name"
        column-group = "icb"
        column-rank = "imd"
        column-within = "gp"
        column-age-band = "age"
        column-sex = "sex"
        only-kind = ["ccg"]
        only-treatment = ["hips"]
        only-area = ["Z01", "Z07"]
        decimal = ","
        names = "names.csv"
        measures = "measures.csv"
        store = "store"
        bnf = ["0501", "0501013K0+050102/0501-050109"]
        treatment = ["abx-volume", "tag:pain"]
        grain = "chemical"
        facts = "nhs-payments"
        level = "area-team"
        membership = "2018-04-01"
        groups = "groups.csv"
        allow-missing = true
        bnf-year = 2019
        measure = "actual-cost"
        denominator = "population"
        sex = "female"
        age = "65+"
        rank-by = "indicator-93553"
        kind = "share"
        by = "fy"
        from = "2018-04"
        to = "2019/20"
        period = ["2018/19", "2019/20"]
        denominator-is = "flow"
        per = 1000.0
        confidence = 0.9
        confidence-also = [0.998]
        interval = "clopper-pearson"
        standardise = "indirect"
        standard = "standard.csv"
        dsr-method = "fay-feuer"
        reference = "reference.csv"
        weights = "weights.json"
        weights-set = "statins"
        replicates = 99
        seed = 7
        per-person = 400.0
        per-person-cv = 0.5
        repeat-factor = 6.5
        resample = "practices"
        atkinson = [0.25, 3.0]
        jackknife = true
        rule = "exact"
        levels = [0.9, 0.99]
        target = 65.5
        far = 3.0
        control = "fwer:0.01"
        family = "all"
        league-tables = 100
        persistence = true
        method = "marshall"
        exceed = 1.25
        need = ["deprivation=imd", "age=over_75,over_85"]
        need-file = "need.csv"
        column-region = "region"
        policies = "policies.csv"
        like = ["imd", "log:patients"]
        like-file = "like.csv"
        disclosure = "nhs"
        title = "Title"
        unit = "Unit"
        areas = "areas"
        source = "Source"
        about = "dossier"
        boundaries = "areas.geojson"
        neighbours = "nearest:4"
        highlight = "A03"
    "#;
    toml::from_str(text).unwrap()
}

#[test]
fn a_study_written_to_a_file_is_read_back_equal() {
    for study in [Study::default(), every_option(), every_option().resolved(Some(Task::Outliers))] {
        let text = toml::to_string(&study).unwrap();
        assert_eq!(toml::from_str::<Study>(&text).unwrap(), study, "{text}");
    }
    // One treatment may stand there as a text, and several with commas.
    let one: Study = toml::from_str("bnf = '0501,0212'").unwrap();
    assert_eq!(one.bnf.len(), 2);
}

#[test]
fn keys_and_words_that_are_none_are_named_with_their_line() {
    for (text, names) in [
        ("per = 1\nbfn = '0501'", ["line 2", "bfn"]),
        ("level = 'borough'", ["borough", "area-team"]),
        ("by = 'decade'", ["decade", "quarter"]),
        ("bnf = ['05 01']", ["05 01", "start of a BNF code"]),
        ("control = 'fdr:5'", ["control", "line 1"]),
        ("target = 'mean'", ["target", "typical, pooled"]),
        ("family = 'slice'", ["slice", "period"]),
        ("period = ['yesterday']", ["yesterday", "2019/20"]),
    ] {
        let error = toml::from_str::<Study>(text).unwrap_err().to_string();
        assert!(names.iter().all(|name| error.contains(name)), "{text}: {error}");
    }
}

#[test]
fn every_option_stands_in_the_table_once_and_in_the_order_of_the_fields() {
    let fields = serde_json::to_string(&every_option()).unwrap();
    let at = |key: &str| fields.find(&format!("\"{key}\":")).unwrap_or_else(|| panic!("{key} is no field"));
    let places: Vec<usize> = OPTIONS.iter().map(|o| at(o.key)).collect();
    assert!(places.windows(2).all(|pair| pair[0] < pair[1]));
    let entries = every_option().entries();
    assert_eq!(entries.len(), OPTIONS.len(), "every field has an entry");
    // Nothing in the example is a value that counts as not given.
    for (key, value) in &entries {
        assert_ne!(Study::default().entries().get(key), Some(value), "{key}");
    }
}

#[test]
fn the_manifest_has_the_options_of_the_source_with_their_defaults() {
    let bnf = vec!["0501".parse().unwrap()];
    let store = Study { store: Some("a/store".into()), bnf, groups: Some("b/g.csv".into()), ..Study::default() };
    let options = store.options(Some(Task::Report));
    for (key, value) in [
        ("bnf", serde_json::json!("0501")),
        ("level", "ccg".into()),
        ("membership", "recorded".into()),
        ("measure", "items".into()),
        ("groups", "g.csv".into()),
        ("replicates", REPLICATES.into()),
        ("target", "typical".into()),
        ("far", 2.0.into()),
        ("control", "fdr:0.05".into()),
        ("family", "period".into()),
        ("levels", serde_json::json!([0.95, 0.998])),
        ("by", serde_json::Value::Null),
    ] {
        assert_eq!(options.get(key), Some(&value), "{key}");
    }
    assert!(!options.contains_key("column-area") && !options.contains_key("store"));
    let files = Study { files: vec!["a/b.csv".into()], period: vec![Period::Year(2019)], ..Study::default() };
    let options = files.options(None);
    assert_eq!((&options["files"], &options["period"]), (&serde_json::json!(["b.csv"]), &serde_json::json!(["2019"])));
    assert!(options.contains_key("column-area") && !options.contains_key("level"));
}

#[test]
fn words_in_the_place_of_codes_are_told_what_they_may_mean() {
    let error = |text: &str| parse::codes(text).unwrap_err();
    assert!(error("drugs used in diabetes").contains("may mean 0601 (Drugs used in diabetes)"));
    assert!(error("anti-infective-medicines").contains("expected BNF codes"));
    assert!(error("oral contraceptive pills").contains("07"), "{}", error("oral contraceptive pills"));
    assert!(error("0501-0502").contains("leaves out codes that are not taken"));
    assert!(parse::codes("antibiotics").is_ok(), "a store says what a word of one piece may mean");
}
