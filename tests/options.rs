//! Every option with every source: it changes what is found, or it is refused with what it belongs to.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

use rayon::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Mutex;
use unwarranted::report::tables;
use unwarranted::store::{IngestOptions, Store};
use unwarranted::study::{About, OPTIONS, OptionEntry, Source, Study, Task};

/// The files and the store that options are tried on.
struct World {
    folder: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let world = Self { folder: tempfile::tempdir().unwrap() };
        world.tidy_files();
        world.store();
        world
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_string_lossy().into_owned()
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn tidy_files(&self) {
        let mut plain = String::from(
            "code,place,month,when,numerator,events,denominator,people,wanted,drug,label,district,score\n",
        );
        for month in 1..=3 {
            for area in 0..8 {
                let (events, people) = (20 + area * 9 + month, 1000 + 70 * area);
                plain += &format!(
                    "A{area},P{},2024-0{month},2023-0{month},{events},{},{people},{},{},D{},Name {area},R{},{area}\n",
                    area + 1,
                    events / 2 + area % 3,
                    people * 2 + 40 * (area % 3),
                    f64::from(events) * 0.9 + f64::from(area),
                    area % 2,
                    area % 3
                );
            }
        }
        self.write("plain.csv", &plain);
        let (mut gps, mut ages, mut sexes, mut known) = (
            String::from("code,gp,numerator,denominator,score\n"),
            String::from("code,years,numerator,denominator,score\n"),
            String::from("code,who,numerator,denominator,score\n"),
            String::from("code,age_band,sex,numerator,denominator,score\n"),
        );
        for area in 0..8 {
            for part in 0..3 {
                let (events, people) = (20 + area * 5 + part * (area % 4), 400 + 30 * area + 90 * part);
                let band = ["0-14", "15-64", "65+"][part];
                gps += &format!("A{area},G{area}{part},{events},{people},{area}\n");
                ages += &format!("A{area},{band},{events},{people},{area}\n");
                for (sex, more) in [("male", 0), ("female", 3)] {
                    known += &format!("A{area},{band},{sex},{},{people},{area}\n", events + more);
                }
            }
            sexes += &format!("A{area},male,30,500,{area}\nA{area},female,{},500,{area}\n", 30 + area);
        }
        for (name, text) in [("gps.csv", &gps), ("ages.csv", &ages), ("sexes.csv", &sexes), ("known.csv", &known)] {
            self.write(name, text);
        }
        let (mut wide, mut like) =
            (String::from("code,month,numerator,denominator,score\n"), String::from("code,score\n"));
        for area in 0..14 {
            let more = if area == 5 { 20 } else { 0 };
            wide += &format!(
                "A{area:02},2024-01,{},1000,{area}\nA{area:02},2024-02,{},1000,{area}\n",
                40 + area % 5,
                40 + area % 7 + more
            );
            like += &format!("A{area:02},{}\n", area * 5 % 14);
        }
        self.write("wide.csv", &wide);
        self.write("like.csv", &(like + "90A,3\n90B,8\n"));
        self.levels();
        self.write("pairs.csv", "i,j\nA0,A1\n");
        self.write("near.csv", "i,j\n90A,D9P9L\n");
        self.write("names.csv", "code,name\nA0,First\nA1,Second\n");
        self.write("measures.csv", "measure,title,polarity\nplain,Plainly,high\n");
        self.write("kinds.csv", "area,observed,population,score\n00L,3,90,1\n01A,4,80,2\n02M,5,70,4\nX1,9,60,5\n");
        self.write("dots.csv", "area,observed,population,score\nA0,1.500,9000,1\nA1,2.500,8000,3\nA2,3.500,7500,4\n");
        self.write("weights.csv", "age_band,weight\n0-14,1\n15-64,2\n65+,4\n");
        self.write("sets.json", r#"{"one": {"0-14": [1, 2], "15+": [2, 5]}, "two": {"0-14": [3, 1], "15+": [1, 1]}}"#);
        self.write("standard.csv", "age_band,sex,population\n0-14,male,5\n0-14,female,5\n15-64,male,1\n15-64,female,1\n65+,male,1\n65+,female,1\n");
        self.write(
            "reference.csv",
            "age_band,sex,rate\n0-14,male,0.01\n0-14,female,0.02\n15-64,male,0.03\n15-64,female,0.03\n65+,male,0.1\n65+,female,0.1\n",
        );
        self.write("groups.csv", "group,member\nNorth,A90001\nNorth,A90002\nSouth,B90001\n");
    }

    /// Practices of areas by month, by age and sex, in two kinds of areas and with commas before decimals; need of all areas.
    fn levels(&self) {
        let mut months = String::from("code,place,gp,month,when,numerator,events,denominator,people,drug,label\n");
        let mut parts = String::from("code,gp,years,who,numerator,denominator\n");
        let mut kinds = String::from("area,gp,observed,population\nY56,X11,9,60\nY58,X12,4,80\n");
        let mut dots = String::from("area,gp,observed,population\n");
        let mut need = String::from("area,score\nY56,5\nY58,4\n90A,1\n90B,2\n");
        for (area, letter) in ["C", "D", "J", "K", "L", "M", "N", "P"].into_iter().enumerate() {
            need += &format!("A{area},{0}\nP{1},{0}\n00{letter},{0}\n", (area * 5 + 3) % 8, area + 1);
            for part in 0..4 {
                let (events, people) = (20 + area * 5 + part * (3 + area % 4), 900 + 30 * area + 90 * part);
                for month in 1..=3 {
                    months += &format!(
                        "A{area},P{},G{area}{part},2024-0{month},2023-0{month},{},{},{people},{},D{},Name {area}\n",
                        area + 1,
                        events + month,
                        events / 2 + area % 3,
                        people * 2 + 100 * part,
                        part % 2
                    );
                }
                let [band, sex] = [["0-14", "15-64"][part % 2], ["male", "female"][part % 2]];
                parts += &format!("A{area},G{area}{},{band},{sex},{events},{people}\n", part / 2);
                kinds += &format!("00{letter},{letter}{part},{events},{people}\n");
                dots += &format!("A{area},G{area}{part},{}.{area}00,{people}000\n", 1 + events);
            }
        }
        self.write(
            "policies.csv",
            &["A0", "A1", "A2", "A3", "90A", "90B", "00C"]
                .map(|area| format!("{area},cycles,{},2010,made up\n", area.len()))
                .iter()
                .fold("area,policy,value,valid from,source\n".to_owned(), |all, row| all + row),
        );
        for (name, text) in
            [("months", months), ("parts", parts), ("two-kinds", kinds), ("commas", dots), ("need", need)]
        {
            self.write(&format!("{name}.csv"), &text);
        }
    }

    /// Two months of prescribing with patients by age and sex, a list of changed codes, and payments.
    fn store(&self) {
        let april = std::fs::read_to_string(unwarranted_testing::fixture("epd-v2/EPD_201904.csv")).unwrap();
        let mut lists = String::from(
            "PUBLICATION,EXTRACT_DATE,ORG_TYPE,ORG_CODE,ONS_CODE,POSTCODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS\n",
        );
        for (practice, boys, women) in [("A90001", 300, 700), ("A90002", 200, 350), ("B90001", 500, 200)] {
            for (sex, age, n) in [("ALL", "ALL", boys + women), ("MALE", "0_4", boys), ("FEMALE", "95+", women)] {
                lists += &format!("SYNTHETIC_LIST,01APR2019,GP,{practice},,ZZ1 1AA,{sex},{age},{n}\n");
            }
        }
        let payments =
            std::fs::read_to_string(unwarranted_testing::fixture("nhs-payments/nhs-payments-gp-18-19.csv")).unwrap();
        let payments = payments.replace("1000.12345678", "1000");
        self.gaps(&april, &lists);
        let mut files = vec![
            self.write("EPD_201904.csv", &april),
            self.write("EPD_201905.csv", &april.replace("\n201904", "\n201905").replace(",21,10,", ",21,13,")),
            self.write("list.csv", &lists),
            self.write("2018.txt", "# changes\n0501013B0AAAAAA\t0501013X0AAAAAA\n"),
            self.write("2020.txt", "# changes\n0212000B0AAABAB\t0501013Y0AAAAAA\n"),
            self.write("nhs-payments-gp-18-19.csv", &payments),
            self.write("nhs-payments-gp-17-18.csv", &payments.replace("33,765.75", "40,765.75")),
        ];
        let indicator = "Indicator ID,Indicator Name,Area Code,Area Name,Area Type,Sex,Age,Time period,Value,Count,Denominator,Value note\n\
            1,I,E38000006,Barnsley,CCG,Persons,All ages,2020/21,5,600,120000,\n\
            1,I,E38000006,Barnsley,CCG,Persons,<75 yrs,2020/21,5,500,110000,\n\
            1,I,E38000006,Barnsley,CCG,Female,All ages,2020/21,5,310,61000,\n\
            1,I,E38000006,Barnsley,CCG,Female,<75 yrs,2020/21,5,250,55000,\n";
        files.push(self.write("export.csv", indicator));
        let dir = self.folder.path().join("store");
        let options = IngestOptions::new("2026-11-22T12:00:00Z");
        let done = Store::ingest_into(&dir, &files, &options, &|_, _| ()).unwrap();
        assert!(done.refused.is_empty(), "{:?}", done.refused);
    }

    /// A store in which practices with half of the patients are in no known area.
    fn gaps(&self, april: &str, lists: &str) {
        let unknown = april.replace("NORTHMERE SYNTHETIC CCG,90A00,THE ELMS", "UNIDENTIFIED,-,THE ELMS");
        assert_ne!(unknown, april);
        let rows = [("A90001", 30), ("A90002", 20), ("B90001", 10)].map(|(p, n)| format!("{p},AF,{n},TOTAL,{n}00\n"));
        let head = "PRACTICE_CODE,GROUP_CODE,REGISTER,PATIENT_LIST_TYPE,PATIENT_LIST_SIZE\n";
        let files = [
            self.write("EPD_unknown_201904.csv", &unknown),
            self.write("gaps-list.csv", lists),
            self.write("PREVALENCE_1920.csv", &(head.to_owned() + &rows.concat())),
        ];
        let options = IngestOptions::new("2026-11-22T12:00:00Z");
        Store::ingest_into(&self.folder.path().join("gaps"), &files, &options, &|_, _| ()).unwrap();
    }

    fn base(&self, source: Source) -> Value {
        match source {
            Source::Files => json!({"files": [self.path("plain.csv")]}),
            Source::Prescribing => json!({"store": self.path("store"), "bnf": "05"}),
            Source::Facts => {
                json!({"store": self.path("store"), "facts": "nhs-payments", "measure": "total-payments"})
            }
        }
    }

    /// What an option is tried with: a value, and what stands beside it in both runs. Values are such that a use shows.
    fn tried(&self, key: &str, source: Source) -> (Value, Value) {
        let alone = |value: Value| (value, json!({}));
        let of_files = source == Source::Files;
        let files = |name: &str| if of_files { json!({"files": [self.path(name)]}) } else { json!({}) };
        let adjusted = |more: Value| match source {
            Source::Files => merged(files("known.csv"), more),
            Source::Prescribing => more,
            // What stands beside it would be refused first.
            Source::Facts => json!({}),
        };
        // A measure of people, which are counted.
        let counted = match source {
            Source::Facts => json!({"measure": "registered-patients", "denominator": "weighted-patients"}),
            _ => json!({}),
        };
        // Enough areas to tell what spread is ordinary.
        let wide = |value: Value| (value, merged(files("wide.csv"), counted.clone()));
        match key {
            "files" => alone(json!([self.path("known.csv")])),
            "column-area" => alone("place".into()),
            "column-period" => alone("when".into()),
            "column-observed" => alone("events".into()),
            "column-denominator" => alone("people".into()),
            "column-expected" => alone("wanted".into()),
            "column-treatment" => alone("drug".into()),
            "column-name" => alone("label".into()),
            "column-group" => alone("district".into()),
            "column-rank" => alone("score".into()),
            "column-within" => ("gp".into(), files("gps.csv")),
            "column-age-band" => ("years".into(), files("ages.csv")),
            "column-sex" => ("who".into(), files("sexes.csv")),
            "only-kind" => (json!(["ccg"]), files("kinds.csv")),
            "only-treatment" if of_files => (json!(["D1"]), json!({"column-treatment": "drug"})),
            "only-treatment" if source == Source::Facts => alone(json!(["x"])),
            "only-treatment" => (json!(["BNF 0501"]), json!({"bnf": ["05", "0501"]})),
            "only-area" if of_files => alone(json!(["A0", "A2", "A4"])),
            "only-area" => alone(json!(["90A"])),
            "decimal" => (",".into(), files("dots.csv")),
            "names" => alone(self.path("names.csv").into()),
            "disclosure" => ("midpoint6".into(), counted),
            "measures" => alone(self.path("measures.csv").into()),
            "store" => alone(self.path("store").into()),
            "bnf" => alone("20".into()),
            "treatment" => alone(json!(["abx-volume"])),
            "grain" => ("section".into(), json!({"bnf": []})),
            "facts" => alone("nhs-payments".into()),
            "level" => alone("practice".into()),
            "membership" => alone("current".into()),
            "groups" if of_files => alone(self.path("groups.csv").into()),
            "groups" => (self.path("groups.csv").into(), json!({"level": "group"})),
            "allow-missing" => {
                let register = json!({"facts": "qof-prevalence/practice", "measure": "register-af",
                    "denominator": "list-size-af", "membership": "2019-04-01"});
                let gaps = json!({"store": self.path("gaps")});
                (
                    true.into(),
                    match source {
                        Source::Files => json!({}),
                        Source::Prescribing => gaps,
                        Source::Facts => merged(gaps, register),
                    },
                )
            }
            "bnf-year" => alone(2018.into()),
            "measure" if source == Source::Facts => alone("global-sum".into()),
            "measure" => alone("nic".into()),
            "denominator" => alone("weighted-patients".into()),
            "sex" | "age" => {
                let indicator = json!({"facts": "fingertips/1/ccg", "measure": "indicator-1-count",
                    "denominator": "indicator-1-denominator"});
                let beside = if source == Source::Facts { indicator } else { json!({}) };
                (if key == "sex" { "female" } else { "<75 yrs" }.into(), beside)
            }
            "rank-by" if of_files => alone("registered-patients".into()),
            "rank-by" => ("registered-patients".into(), json!({"level": "practice"})),
            "kind" => alone(if source == Source::Facts { "count" } else { "amount" }.into()),
            "by" => alone("all".into()),
            "from" | "to" | "period" => {
                let [first, last] = match source {
                    Source::Files => ["2024-01", "2024-02"],
                    Source::Prescribing => ["2019-04", "2019-05"],
                    Source::Facts => ["2017/18", "2018/19"],
                };
                alone(match key {
                    "from" => last.into(),
                    "to" => first.into(),
                    _ => json!([last]),
                })
            }
            "denominator-is" => ("flow".into(), json!({"by": "all"})),
            "per" => alone(7.into()),
            "confidence" => alone(json!(0.9)),
            "confidence-also" => alone(json!([0.8])),
            "interval" => ("exact".into(), counted),
            "standardise" if source == Source::Files => ("direct".into(), files("known.csv")),
            "standardise" => ("indirect".into(), json!({"reference": self.path("reference.csv")})),
            "standard" => (self.path("standard.csv").into(), adjusted(json!({"standardise": "direct"}))),
            "dsr-method" => ("fay-feuer".into(), adjusted(json!({"standardise": "direct"}))),
            "reference" => (self.path("reference.csv").into(), adjusted(json!({"standardise": "indirect"}))),
            "weights" => (self.path("weights.csv").into(), adjusted(json!({}))),
            "weights-set" => ("two".into(), adjusted(json!({"weights": self.path("sets.json")}))),
            "replicates" => alone(99.into()),
            "seed" => (3.into(), json!({"replicates": 99})),
            "per-person" | "repeat-factor" => alone(4.into()),
            "per-person-cv" => (json!(0.3), json!({"per-person": 40})),
            "resample" if of_files => {
                ("areas".into(), json!({"replicates": 99, "files": [self.path("gps.csv")], "column-within": "gp"}))
            }
            "resample" if source == Source::Facts => ("areas".into(), json!({"replicates": 99})),
            "resample" => ("areas".into(), json!({"replicates": 99, "measure": "nic"})),
            "atkinson" => alone(json!([0.3])),
            "jackknife" => alone(true.into()),
            "rule" => alone("robust".into()),
            "levels" => alone(json!([0.8, 0.9])),
            "target" => wide(1.5.into()),
            "far" => wide(1.1.into()),
            "control" => alone("none".into()),
            "family" => wide("all".into()),
            "league-tables" => (100.into(), counted),
            "persistence" => (true.into(), json!({"by": "all"})),
            "method" => alone("log-normal".into()),
            "exceed" => alone(1.5.into()),
            "need" if of_files => alone(json!(["deprivation=score"])),
            "need" => (json!(["deprivation=score"]), json!({"need-file": self.path("need.csv")})),
            "need-file" => (self.path("need.csv").into(), json!({"need": ["deprivation=score"]})),
            "column-region" if of_files => ("district".into(), json!({"need": ["deprivation=score"]})),
            "column-region" => alone("district".into()),
            "boundaries" => (self.path("areas.geojson").into(), json!({"about": "explorer"})),
            "neighbours" if of_files => alone(self.path("pairs.csv").into()),
            "neighbours" => alone(self.path("near.csv").into()),
            "policies" => (self.path("policies.csv").into(), json!({"about": "policy"})),
            // Stores have too few areas for ten like each, and enough for a report about one.
            "like" if !of_files => {
                let table = self.path("like.csv");
                (json!(["score"]), json!({"about": "area", "highlight": "90A", "like-file": table}))
            }
            "like-file" if !of_files => {
                (self.path("like.csv").into(), json!({"about": "area", "highlight": "90A", "like": ["score"]}))
            }
            "like" => (json!(["score"]), merged(files("wide.csv"), json!({"target": "similar"}))),
            "like-file" => (
                self.path("like.csv").into(),
                merged(files("wide.csv"), json!({"target": "similar", "like": ["score"]})),
            ),
            "title" | "unit" | "areas" | "source" => alone("Own words".into()),
            "about" => alone("site".into()),
            "highlight" => alone(if of_files { "A3" } else { "90A" }.into()),
            other => panic!("the option {other} has no case here"),
        }
    }
}

fn merged(base: Value, more: Value) -> Value {
    let (Value::Object(base), Value::Object(more)) = (base, more) else { panic!("two tables of options") };
    Value::Object(base.into_iter().chain(more).collect::<Map<String, Value>>())
}

/// What a study finds, with all of its words, or why it fails.
fn found(options: &Value, task: Task) -> Result<String, String> {
    let study: Study = serde_json::from_value(options.clone()).unwrap();
    let told = |error: unwarranted::study::Error| format!("{:#}", anyhow::Error::from(error));
    if task == Task::Sweep {
        return study.sweep(&|_, _| ()).map(|found| format!("{found:?}")).map_err(told);
    }
    if task == Task::Smooth {
        return study.smooth().map(|found| format!("{found:?}")).map_err(told);
    }
    if task == Task::Explain {
        return study.explain().map(|found| format!("{found:?}")).map_err(told);
    }
    if study.about == Some(About::Explorer) {
        study.check(Some(task)).map_err(told)?;
        return study.explore(false).map(|found| format!("{found:?}")).map_err(told);
    }
    study.run_for(task).map(|outcome| format!("{outcome:?}")).map_err(told)
}

type Printed = Result<String, String>;

/// What a command prints in all of its formats, and says beside it; of a report what its pages are made of.
fn printed(options: &Value, task: Task) -> Printed {
    let told = |error: unwarranted::study::Error| format!("{:#}", anyhow::Error::from(error));
    let study: Study = serde_json::from_value(options.clone()).unwrap();
    if task == Task::Sweep {
        let found = study.sweep(&|_, _| ()).map_err(told)?;
        let leagues = &found.leagues;
        let tables = [
            tables::league_table(leagues, &found.labels, None),
            tables::league_csv(leagues).unwrap(),
            tables::league_json(leagues).unwrap(),
            format!("{:?}", (&found.labels, &found.areas, &found.boundaries)),
            tables::need_league_table(&found.need, None),
            format!("{:?}", found.smoothed),
        ];
        return Ok(format!("{tables:?} {:?} {:?} {:?}", found.warnings, found.set_aside, found.notes));
    }
    if task == Task::Explain {
        let found = study.explain().map_err(told)?;
        let tables = [
            tables::explain_table(&found.slices, &found.labels, None),
            tables::explain_csv(&found.slices).unwrap(),
            tables::explain_json(&found.slices, &found.labels).unwrap(),
        ];
        return Ok(format!("{tables:?} {:?} {:?} {:?}", found.warnings, found.set_aside, found.notes));
    }
    if task == Task::Levels {
        let found = study.split().map_err(told)?;
        let tables = [
            tables::levels_table(&found.slices, &found.labels, None),
            tables::levels_csv(&found.slices).unwrap(),
            tables::levels_json(&found.slices, &found.labels).unwrap(),
        ];
        return Ok(format!("{tables:?} {:?} {:?} {:?}", found.warnings, found.set_aside, found.notes));
    }
    if task == Task::Smooth {
        let found = study.smooth().map_err(told)?;
        let tables = [
            tables::smooth_table(&found.slices, &found.labels, None),
            tables::smooth_csv(&found.slices).unwrap(),
            tables::smooth_json(&found.slices, &found.labels).unwrap(),
        ];
        return Ok(format!("{tables:?} {:?} {:?}", found.warnings, found.notes));
    }
    if study.about == Some(About::Explorer) {
        study.check(Some(task)).map_err(told)?;
        return Ok(format!("{:?}", study.explore(false).map_err(told)?));
    }
    let outcome = study.run_for(task).map_err(told)?;
    let (f, l) = (&outcome.selected(), &outcome.labels);
    let tables = match task {
        Task::Rates => {
            [tables::rates_table(f, l, None), tables::rates_csv(f, l).unwrap(), tables::rates_json(f, l).unwrap()]
        }
        Task::Outliers => [
            tables::outliers_table(f, l, None),
            tables::outliers_csv(f, l).unwrap(),
            tables::outliers_json(f, l).unwrap(),
        ],
        Task::Indices => {
            [tables::indices_table(f, l, None), tables::indices_csv(f).unwrap(), tables::indices_json(f, l).unwrap()]
        }
        Task::Inequality => [
            tables::inequality_table(f, l, None),
            tables::inequality_csv(f, l).unwrap(),
            tables::inequality_json(f, l).unwrap(),
        ],
        _ => return Ok(format!("{outcome:?}")),
    };
    Ok(format!("{tables:?} {:?} {:?} {:?}", outcome.warnings, outcome.set_aside_lines(), outcome.notes))
}

#[derive(Debug, PartialEq)]
enum Fate {
    Used,
    Refused,
}

/// What became of an option on a source.
fn fate(world: &World, option: &OptionEntry, source: Source) -> Result<Fate, String> {
    let key = option.key;
    let tasks = [Task::Rates, Task::Indices, Task::Outliers, Task::Report, Task::Smooth, Task::Sweep, Task::Explain];
    let task = match key {
        // Rates take one target alone, and no report about an area.
        "target" => Task::Outliers,
        "like" | "like-file" => Task::Report,
        // The store here has too few areas for what is left after need.
        "need" | "need-file" => Task::Sweep,
        _ => tasks.into_iter().find(|task| option.serves(*task)).unwrap(),
    };
    let (value, beside) = world.tried(key, source);
    let without = merged(world.base(source), beside);
    let with = merged(without.clone(), json!({key: value}));
    match (found(&without, task), found(&with, task)) {
        (before, Ok(after)) if before.as_ref() != Ok(&after) => Ok(Fate::Used),
        // The option makes the source what it is.
        (_, Ok(_)) if without.get(key).is_some_and(|had| *had == value) => Ok(Fate::Used),
        (_, Ok(_)) => Err("changes nothing and is not refused".to_owned()),
        (_, Err(error)) => {
            let named = error.contains(&format!("`{key}`"));
            let belongs = ["it belongs to", "goes with", "cannot be used with"].iter().any(|says| error.contains(says));
            if named && belongs { Ok(Fate::Refused) } else { Err(format!("fails otherwise: {error}")) }
        }
    }
}

#[test]
fn every_option_is_used_by_a_source_or_refused_with_what_it_belongs_to() {
    let world = World::new();
    let (mut wrong, mut used, mut refused) = (Vec::new(), 0, 0);
    for option in OPTIONS {
        for source in Source::ALL {
            let wanted = if option.sources.contains(&source) { Fate::Used } else { Fate::Refused };
            match fate(&world, option, source) {
                Ok(fate) if fate == wanted => {
                    used += usize::from(fate == Fate::Used);
                    refused += usize::from(fate == Fate::Refused);
                }
                other => wrong.push(format!("{} with {source:?}: {other:?}, wanted {wanted:?}", option.key)),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(used + refused, OPTIONS.len() * 3);
    assert!(used > 80 && refused > 40, "{used} used, {refused} refused");
}

/// An option with one source, for one task.
type Case<'a> = (&'a OptionEntry, Source, Task);

/// What stands beside an option, and what it is tried with, for a task.
fn tried_for(world: &World, (option, source, task): Case) -> (Value, Value) {
    let key = option.key;
    let (mut value, mut beside) = world.tried(key, source);
    match (key, task) {
        // What makes a report about an area use them is refused there.
        ("like" | "like-file", Task::Outliers | Task::Rates) if source != Source::Files => beside = json!({}),
        // A sweep of a store takes all months together anyway.
        ("by", Task::Sweep) if source == Source::Prescribing => value = "month".into(),
        ("boundaries", Task::Sweep) => beside = json!({}),
        // What is drawn there are league tables.
        ("seed", Task::Outliers) => {
            beside = merged(world.tried("league-tables", source).1, json!({"league-tables": 100}))
        }
        _ => {}
    }
    let by_practice = |name: &str| json!({"files": [world.path(name)], "column-within": "gp"});
    match (key, task) {
        ("decimal", Task::Explain | Task::Levels) => beside = by_practice("commas.csv"),
        ("only-kind", Task::Explain | Task::Levels) => beside = by_practice("two-kinds.csv"),
        ("files", Task::Levels) => {
            (value, beside) = (json!([world.path("commas.csv")]), by_practice("months.csv"));
        }
        ("column-age-band" | "column-sex", Task::Levels) => beside = by_practice("parts.csv"),
        ("column-region", Task::Levels) => (value, beside) = ("place".into(), by_practice("months.csv")),
        ("column-within", Task::Levels) => beside = json!({"files": [world.path("months.csv")]}),
        (_, Task::Levels) => beside = merged(by_practice("months.csv"), beside),
        _ => {}
    }
    if task == Task::Explain && !matches!(key, "need" | "need-file" | "column-region") {
        let need = json!({"need": ["deprivation=score"], "need-file": world.path("need.csv"), "replicates": 99});
        beside = merged(need, beside);
    }
    let mut without = merged(world.base(source), beside);
    if matches!(task, Task::Report | Task::Indices | Task::Sweep) && key != "replicates" {
        without = merged(json!({"replicates": 99}), without);
    }
    if task == Task::Inequality && !matches!(key, "column-rank" | "rank-by") {
        let ranked = match source {
            Source::Files => json!({"column-rank": "score"}),
            _ => json!({"rank-by": "registered-patients", "level": "practice"}),
        };
        without = merged(ranked, without);
    }
    (value, without)
}

/// Why an option changes nothing in what a command prints and is not refused, if so.
fn silent(world: &World, case: Case, printed: &dyn Fn(&Value, Task) -> Printed) -> Option<String> {
    let (option, source, task) = case;
    let key = option.key;
    let (value, without) = tried_for(world, case);
    if without.get(key).is_some_and(|had| *had == value) {
        return None;
    }
    let with = merged(without.clone(), json!({key: value}));
    let problem = match (printed(&without, task), printed(&with, task)) {
        (before, Ok(after)) => {
            if before.as_ref() == Ok(&after) {
                "changes nothing".to_owned()
            } else {
                return None;
            }
        }
        (_, Err(error)) if error.contains(&format!("`{key}`")) => return None,
        // An option that this one goes with is refused.
        (Err(before), Err(after))
            if before == after && with.as_object().unwrap().keys().any(|k| after.contains(&format!("`{k}`"))) =>
        {
            return None;
        }
        (_, Err(error)) => format!("fails otherwise: {error}"),
    };
    Some(format!("{key} with {source:?} in {task}: {problem}"))
}

/// What the files here cannot show.
const NOT_SHOWN: [(&str, Source, Task); 10] = [
    // The line through ranked areas does not know their codes.
    ("column-area", Source::Files, Task::Inequality),
    // Ratios do not change where all areas have all months.
    ("denominator-is", Source::Prescribing, Task::Smooth),
    ("denominator-is", Source::Facts, Task::Smooth),
    // Two areas of payments have no intervals.
    ("confidence", Source::Facts, Task::Sweep),
    ("replicates", Source::Facts, Task::Sweep),
    ("seed", Source::Facts, Task::Sweep),
    // The figures by sex and age are not by practice, and only practices have scores.
    ("sex", Source::Facts, Task::Sweep),
    ("age", Source::Facts, Task::Sweep),
    ("sex", Source::Facts, Task::Inequality),
    ("age", Source::Facts, Task::Inequality),
];

#[test]
fn every_option_shows_in_what_each_command_prints_that_it_belongs_to() {
    let world = World::new();
    let of_option = |option: &'static OptionEntry| {
        let tasks = Task::ALL.into_iter().map(|(task, _)| task).filter(|task| option.serves(*task));
        tasks.flat_map(move |task| option.sources.iter().map(move |source| (option, *source, task)))
    };
    // The store here has two areas, of which no model can be made.
    let modelled = |(option, _, task): &Case| {
        matches!(*task, Task::Explain | Task::Levels) || (option.key.starts_with("need") && *task != Task::Sweep)
    };
    let enough = |case: &Case| case.1 == Source::Files || !modelled(case);
    let cases: Vec<Case> = OPTIONS.iter().flat_map(of_option).filter(enough).collect();
    // Many cases have the same study without the option.
    let known: Mutex<HashMap<(String, &str), Printed>> = Mutex::default();
    let remembered = |options: &Value, task: Task| {
        let at = (options.to_string(), task.word());
        if let Some(found) = known.lock().unwrap().get(&at) {
            return found.clone();
        }
        let found = printed(options, task);
        known.lock().unwrap().insert(at, found.clone());
        found
    };
    let excepted = |(option, source, task): &Case| {
        NOT_SHOWN.iter().any(|(key, of, to)| (*key, of, to) == (option.key, source, task))
    };
    let found: Vec<(bool, Option<String>)> =
        cases.par_iter().map(|case| (excepted(case), silent(&world, *case, &remembered))).collect();
    let wrong: Vec<&String> =
        found.iter().filter(|(excepted, _)| !excepted).filter_map(|(_, why)| why.as_ref()).collect();
    assert!(wrong.is_empty(), "{} of {}\n{wrong:#?}", wrong.len(), cases.len());
    let stale = cases.iter().zip(&found).find(|(_, (excepted, why))| *excepted && why.is_none());
    assert!(
        stale.is_none(),
        "{:?} shows after all",
        stale.map(|((option, source, task), _)| (option.key, source, task))
    );
    assert!(cases.len() > 600, "{}", cases.len());
}

#[test]
fn every_option_is_refused_where_the_task_has_no_use_for_it() {
    let world = World::new();
    let tasks = Task::ALL.map(|(task, _)| task);
    let mut refused = 0;
    for option in OPTIONS.iter().filter(|o| o.sources.contains(&Source::Files)) {
        let (value, beside) = world.tried(option.key, Source::Files);
        let options = merged(merged(world.base(Source::Files), beside), json!({option.key: value}));
        let study: Study = serde_json::from_value(options).unwrap();
        for task in tasks.into_iter().filter(|task| !option.serves(*task)) {
            let error = study.check(Some(task)).unwrap_err().to_string();
            assert!(error.contains("belongs to") && error.contains(&format!("no effect on {task}")), "{error}");
            refused += 1;
        }
    }
    assert!(refused > 40, "{refused} refused");
}

#[test]
fn gaps_are_allowed_only_where_they_are_judged() {
    let world = World::new();
    let more = json!({"allow-missing": true, "level": "pcn"});
    let study: Study = serde_json::from_value(merged(world.base(Source::Prescribing), more)).unwrap();
    let error = study.check(Some(Task::Rates)).unwrap_err().to_string();
    assert!(error.contains("`allow-missing` has no effect with `level practice`"), "{error}");
}

#[test]
fn options_without_effect_beside_others_are_refused() {
    let world = World::new();
    let tidy = world.base(Source::Files);
    for (more, says) in [
        (json!({"reference": "r.csv"}), "`reference` goes with `standardise indirect`"),
        (json!({"reference": "r.csv", "standardise": "direct"}), "`reference` goes with `standardise indirect`"),
        (json!({"standard": "s.csv", "standardise": "indirect"}), "`standard` goes with `standardise direct`"),
        (json!({"dsr-method": "dobson"}), "`dsr-method` goes with `standardise direct`"),
        (json!({"weights-set": "w"}), "`weights-set` goes with `weights`"),
        (json!({"weights": "w.csv", "standardise": "direct"}), "`standardise` cannot be used with `weights`"),
        (json!({"seed": 1, "replicates": 0}), "`seed` has no effect with `replicates 0`"),
        (json!({"resample": "areas", "replicates": 0}), "`resample` has no effect with `replicates 0`"),
        (json!({"target": "similar"}), "`target` similar needs `like`, the columns that similar areas have alike"),
        (
            json!({"target": "similar", "like": ["score"], "about": "explorer"}),
            "`target` similar has no meaning there: an explorer has one target for all of its areas",
        ),
        (
            json!({"target": "similar", "like": ["score"], "standardise": "indirect", "reference": "r.csv"}),
            "`target` similar compares areas with those like them, in place of an expected value",
        ),
        (json!({"like": ["score"]}), "`like` goes with `target similar`, and with a report that is `about area`"),
    ] {
        let study: Study = serde_json::from_value(merged(tidy.clone(), more)).unwrap();
        let error = study.check(Some(Task::Report)).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
    let centred = merged(tidy, json!({"target": "pooled", "rule": "exact"}));
    let error = serde_json::from_value::<Study>(centred).unwrap().check(Some(Task::Outliers)).unwrap_err();
    assert!(error.to_string().contains("`target` goes with a rule that takes a target"), "{error}");
}
