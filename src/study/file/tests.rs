use super::super::NeighboursBy;
use super::super::options::Source;
use super::*;
use crate::core::Period;
use clap::Args;
use std::collections::BTreeSet;

fn parse(text: &str) -> Result<StudyFile> {
    StudyFile::parse(text, Path::new("folder/study.toml"))
}

fn refused(text: &str) -> String {
    parse(text).unwrap_err().to_string()
}

#[test]
fn what_is_wrong_has_its_line_key_and_what_was_expected() {
    for (text, parts) in [
        ("files = 'a.csv'\nlevle = 'ccg'", ["line 2", "'levle'", "did you mean 'level'"]),
        ("files = 'a.csv'\n\nper = 'many'", ["line 3", "'per'", "is \"many\"; expected a number"]),
        ("bnf = 5", ["line 1", "'bnf'", "is 5; expected BNF codes in quotes"]),
        ("bnf = [{}]", ["line 1", "'bnf'", "is a table; expected BNF codes in quotes"]),
        ("from = 2019-04-01", ["line 1", "'from'", "is a date without quotes; expected text in quotes"]),
        ("levels = [0.95]", ["line 1", "'levels'", "has 1 values; expected two numbers in a list"]),
        ("levels = [0.9, 0.95, 0.99]", ["line 1", "'levels'", "has 3 values; expected two numbers in a list"]),
        ("jackknife = 'yes'", ["line 1", "'jackknife'", "is \"yes\"; expected true or false"]),
        ("target = true", ["line 1", "'target'", "expected typical, pooled, similar or a rate"]),
        ("commands = ['report']\n[out]\nsweep = 'x'", ["line 2", "'out'", "sweep, which is none of 'commands'"]),
        ("seed = -1", ["line 1", "'seed'", "expected a whole number"]),
        ("level = 'borough'", ["line 1", "'level'", "expected"]),
        ("period = ['soon']", ["line 1", "'period'", "soon"]),
        ("period = ['2019'", ["line 1", "study.toml", "expected lines such as"]),
        ("per = 1\nper = 2", ["line 2", "study.toml", "per"]),
        ("commands = ['reports']", ["line 1", "'commands'", "did you mean 'report'"]),
        ("commands = ['inequality']", ["line 1", "'commands'", "expected rates"]),
        ("[out]\nrates = 'x'", ["line 1", "'out'", "expected report or sweep"]),
        ("[made]\nby = 'x'\ninput = []", ["line 1", "'made'", "has 'input'; expected by or inputs"]),
        ("files = 'a.csv'\n[outliers]\nrule = 'exact'", ["line 2", "'outliers'", "is no option"]),
    ] {
        let error = refused(text);
        assert!(parts.iter().all(|part| error.contains(part)), "{text}: {error}");
        let raw = ["invalid type", "invalid value", "untagged", "f64", "usize", "u64"];
        assert!(!raw.iter().any(|word| error.contains(word)), "{text}: {error}");
    }
    let missing = StudyFile::read(Path::new("/nowhere/study.toml")).unwrap_err().to_string();
    assert!(missing.contains("study.toml"), "{missing}");
}

#[test]
fn a_command_takes_what_it_has_a_use_for_where_the_file_names_several() {
    let text =
        "commands = ['report', 'outliers']\nfiles = 'a.csv'\nrule = 'exact'\ntarget = 1.5\nreplicates = 99\nper = 10\n";
    let file = parse(text).unwrap();
    let none = Study::default();
    let study = |task| file.study(task, &none).unwrap().0;
    let (report, outliers) = (study(Task::Report), study(Task::Outliers));
    assert_eq!((report.rule, report.replicates, report.per), (None, Some(99), Some(10.0)));
    assert_eq!((outliers.rule.as_deref(), outliers.replicates, outliers.per), (Some("exact"), None, Some(10.0)));
    assert_eq!(report.files, [Path::new("folder/a.csv")]);
    // A command that is not named is held to all of them.
    let error = study(Task::Rates).check(Some(Task::Rates)).unwrap_err().to_string();
    assert!(error.contains("has no effect on rates"), "{error}");
    let useless = refused("commands = ['report', 'outliers']\nfiles = 'a.csv'\nexceed = 2\njackknife = true\n");
    assert!(useless.contains("line 3: 'exceed' has no effect on any of 'commands': it belongs to smooth"), "{useless}");
    // What one command cannot use beside the other options is left to the one that can.
    let shared = parse("commands = ['indices', 'outliers']\nfiles = 'a.csv'\nreplicates = 0\nseed = 7\n").unwrap();
    let seed = |task| shared.study(task, &none).unwrap().0.seed;
    assert_eq!((seed(Task::Indices), seed(Task::Outliers)), (None, Some(7)));
    // Without a list everything is held to the command.
    let file = parse(&text.replace("commands = ['report', 'outliers']\n", "")).unwrap();
    let (study, _) = file.study(Task::Report, &none).unwrap();
    assert!(study.check(Some(Task::Report)).unwrap_err().to_string().contains("`rule` has no effect on report"));
    let rates = parse("commands = ['rates']\nfiles = 'a.csv'\ncolumn-rank = 'imd'\n").unwrap();
    assert!(rates.study(Task::Inequality, &none).unwrap().0.column_rank.is_some());
    assert!(rates.study(Task::Rates, &none).unwrap().0.column_rank.is_none());
}

#[test]
fn flags_come_before_the_file_and_are_named() {
    let file = parse("files = 'a.csv'\nper = 10\nconfidence = 0.9\nconfidence-also = [0.99]\nseed = 4\n").unwrap();
    let flags = Study { per: Some(1000.0), confidence: Some(0.8), title: Some("Own".to_owned()), ..Study::default() };
    let (study, overridden) = file.study(Task::Report, &flags).unwrap();
    let gone = |key, by| Overridden { key, by };
    assert_eq!(
        overridden,
        [gone("per", "per"), gone("confidence", "confidence"), gone("confidence-also", "confidence")]
    );
    assert_eq!((study.per, study.confidence, study.seed), (Some(1000.0), Some(0.8), Some(4)));
    assert_eq!(study.title.as_deref(), Some("Own"));
    assert!(study.confidence_also.is_empty(), "the levels are one list where they are typed");
    // A path on the command line is seen from here, one in the file from there.
    let flags = Study { files: vec!["b.csv".into()], names: Some("n.csv".into()), ..Study::default() };
    let (study, _) = file.study(Task::Report, &flags).unwrap();
    assert_eq!((study.files, study.names), (vec!["b.csv".into()], Some("n.csv".into())));
    // Treatments that are typed take the place of those in the file, in whichever way each names them.
    let file = parse("store = 's'\nbnf = '0501'\nby = 'year'\n").unwrap();
    let flags = Study { treatment: vec!["abx-volume".to_owned()], ..Study::default() };
    let (study, overridden) = file.study(Task::Rates, &flags).unwrap();
    assert_eq!((study.bnf, study.treatment), (Vec::new(), vec!["abx-volume".to_owned()]));
    assert_eq!((overridden, study.by), (vec![gone("bnf", "treatment")], Some(crate::core::Grain::Year)));
}

#[test]
fn every_path_is_known_as_one() {
    let command = Study::augment_args(clap::Command::new("study"));
    let is_path = |name: &str| name == "FILE" || name == "DIR";
    let named: BTreeSet<String> = command
        .get_arguments()
        .filter(|a| a.get_value_names().is_some_and(|names| names.iter().any(|name| is_path(name))))
        .map(|a| a.get_id().to_string().replace('_', "-"))
        .collect();
    let path = || Some(PathBuf::from("a/x"));
    let mut study = Study {
        files: vec!["a/x".into(), "-".into()],
        names: path(),
        measures: path(),
        store: path(),
        groups: path(),
        standard: path(),
        reference: path(),
        weights: path(),
        need_file: path(),
        like_file: path(),
        policies: path(),
        boundaries: path(),
        neighbours: Some(NeighboursBy::Table("a/x".into())),
        treatment: vec!["abx-volume".to_owned(), "own/x.TOML".to_owned()],
        ..Study::default()
    };
    let mut visited = BTreeSet::new();
    study
        .each_path::<()>(|key, path| {
            visited.insert(key.to_owned());
            Ok(Path::new("there").join(path))
        })
        .unwrap();
    // These are arguments of commands of their own.
    assert!(["treatment", "boundaries", "neighbours"].iter().all(|key| visited.remove(*key)));
    assert_eq!(visited, named);
    assert_eq!(study.files, [Path::new("there/a/x"), Path::new("-")]);
    assert_eq!(study.treatment, ["abx-volume", "there/own/x.TOML"]);
    assert_eq!(study.without_folders().treatment, ["abx-volume", "x.TOML"]);
}

#[test]
fn the_study_of_a_folder_says_what_was_given_and_the_defaults_and_gives_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    std::fs::write(&path, "area,observed,population\nA,1,10\n").unwrap();
    let files = Study { files: vec![path.clone()], period: vec![Period::Year(2019)], ..Study::default() };
    let seedless = Study { replicates: Some(0), ..files.clone() };
    let bnf = vec!["0501".parse().unwrap()];
    let store = Study { store: Some(folder.path().into()), bnf, ..Study::default() };
    let defined = Study { treatment: vec!["abx-volume".to_owned()], bnf: Vec::new(), ..store.clone() };
    let facts = Study { facts: Some("s".to_owned()), measure: Some("m".to_owned()), bnf: Vec::new(), ..store.clone() };
    for study in [files, seedless, store, defined, facts] {
        for task in [Task::Report, Task::Sweep] {
            let text = pinned(&study, task, "unwarranted 9").unwrap();
            let file = parse(&text).unwrap();
            let again = file.options();
            assert_eq!(again.resolved(Some(task)), study.resolved(Some(task)).without_folders(), "{text}");
            assert!(again.check(Some(task)).is_ok() && again.confidence.is_some() && file.commands() == [task]);
            assert_eq!(again.seed.is_some(), study.replicates != Some(0), "{text}");
            let inputs = &file.origin().unwrap().inputs;
            assert_eq!(inputs.len(), study.files.len());
            assert!(!text.contains(folder.path().parent().unwrap().to_str().unwrap()), "{text}");
            assert_eq!(again.numbers().unwrap(), study.numbers().unwrap());
            assert!(again.numbers().unwrap() != Source::Files || inputs[0].name == "a.csv");
        }
    }
}

#[test]
fn inputs_of_a_folder_are_found_near_it_by_name_and_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let dir = |name: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(&path).unwrap();
        path
    };
    let (own, far) = (dir("one/two/out"), dir("far"));
    let write = |dir: &Path, text: &str| std::fs::write(dir.join("a.csv"), text).unwrap();
    write(&far, "right");
    let study = Study { files: vec![far.join("a.csv")], ..Study::default() };
    std::fs::write(own.join(FILE), pinned(&study, Task::Report, "unwarranted 9").unwrap()).unwrap();
    let file = StudyFile::read(&own.join(FILE)).unwrap();
    let found = |inputs: &[PathBuf]| file.found(Task::Report, inputs, &[]).unwrap();
    assert_eq!(found(&[]).lost, [Lost::Missing { name: "a.csv".to_owned() }]);
    assert_eq!(found(std::slice::from_ref(&far)).study.files, [far.join("a.csv")]);
    // Other bytes of the same name nearer by are passed over, and said where there are no better ones.
    write(&own, "wrong");
    assert!(matches!(found(&[]).lost.as_slice(), [Lost::Changed { name, .. }] if name == "a.csv"));
    let error = file.study(Task::Report, &Study::default()).unwrap_err().to_string();
    assert!(error.contains("a.csv: has other bytes") && error.contains("looked in"), "{error}");
    write(&dir("one"), "right");
    let Found { study, lost } = found(&[]);
    assert_eq!((study.files, lost), (vec![folder.path().join("one/a.csv")], Vec::new()));
    // Standard input is gone.
    let study = Study { files: vec!["-".into()], ..Study::default() };
    let text = pinned(&study, Task::Report, "unwarranted 9").unwrap();
    let piped = StudyFile::parse(&text, &own.join(FILE)).unwrap().found(Task::Report, &[], &[]).unwrap();
    assert!(piped.lost == [Lost::Stdin] && Lost::Stdin.is_missing());
    // A file named beside the study takes the place of its inputs.
    let flags = Study { files: vec!["other.csv".into()], ..Study::default() };
    assert_eq!(file.study(Task::Report, &flags).unwrap().0.files, [Path::new("other.csv")]);
}

#[test]
fn a_study_is_for_the_commands_that_all_of_its_options_fit_somewhere() {
    let files = |more: Study| Study { files: vec!["a.csv".into()], ..more };
    let words = |study: Study| study.commands().map(|all| all.iter().map(|t| t.word()).collect::<Vec<_>>().join(" "));
    let all = "report indices outliers rates smooth sweep";
    assert_eq!(words(files(Study { replicates: Some(99), exceed: Some(2.0), ..Study::default() })).unwrap(), all);
    // What goes with need, and practices within areas, where they are named.
    let more = Study { need: vec!["age=old".parse().unwrap()], column_within: Some("gp".into()), ..Study::default() };
    assert_eq!(words(files(more)).unwrap(), format!("{all} explain levels"));
    // What goes with need, and practices within areas, where they are named.
    let more = Study { need: vec!["age=old".parse().unwrap()], column_within: Some("gp".into()), ..Study::default() };
    assert_eq!(words(files(more)).unwrap(), format!("{all} explain levels"));
    let grain = Study { store: Some("s".into()), grain: Some(crate::study::Formulary::Section), ..Study::default() };
    assert_eq!(words(grain.clone()).unwrap(), "sweep");
    let error = words(Study { rule: Some("exact".to_owned()), ..grain }).unwrap_err().to_string();
    assert!(error.contains("`rule` has no effect on what the other options fit (sweep)"), "{error}");
    assert!(words(Study::default()).unwrap_err().to_string().contains("`files` are missing"));
}
