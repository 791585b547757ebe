//! Studies of the commands whose options are their own: a file says the same as the options, to the byte.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{file, files_below, small_table, unwarranted};
use std::fs;
use std::path::Path;
use std::process::Output;

fn run(here: &Path, args: &[&str]) -> Output {
    unwarranted().current_dir(here).args(args).output().unwrap()
}

/// Standard output and standard error of a run that must succeed.
fn done(here: &Path, args: &[&str]) -> (String, String) {
    let done = run(here, args);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(done.status.success(), "{args:?}: {}", text(&done.stderr));
    (text(&done.stdout), text(&done.stderr))
}

fn failure(here: &Path, args: &[&str]) -> String {
    let output = run(here, args);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{args:?}: {text}");
    assert!(!text.contains("panicked"), "{text}");
    text
}

/// Every command with options, and the lines of a study that say the same; files lie one folder above the study.
const PAIRS: [(&str, &[&str], &str); 12] = [
    (
        "funding",
        &["funding.csv", "--period", "2021/22", "--region", "icb"],
        "files = '../funding.csv'\nperiod = ['2021/22']\nregion = 'icb'",
    ),
    (
        "funding",
        &["funding.csv", "--prescribing", "hips.csv", "--period", "2021/22", "--replicates", "19"],
        "files = ['../funding.csv']\nprescribing = ['../hips.csv']\nperiod = '2021/22'\nreplicates = 19",
    ),
    (
        "pool",
        &["services.csv", "--sizes", "30000,250000", "--within", "2", "--years", "90"],
        "services = '../services.csv'\nsizes = [30000, 250000]\nwithin = 2.0\nyears = 90",
    ),
    (
        "similar",
        &["hips.csv", "--by", "imd_score,log:population", "--period", "2021/22", "--benchmark"],
        "files = '../hips.csv'\nby = 'imd_score,log:population'\nperiod = '2021/22'\nbenchmark = true",
    ),
    (
        "opportunity",
        &["hips.csv", "--period", "2021/22", "--target", "similar", "--by", "imd_score", "--polarity", "low"],
        "files = '../hips.csv'\nperiod = '2021/22'\ntarget = 'similar'\nby = ['imd_score']\npolarity = 'low'",
    ),
    (
        "scenario merge",
        &["hips.csv", "--period", "2021/22", "--into", "icb"],
        "files = '../hips.csv'\nperiod = '2021/22'\ninto = 'icb'",
    ),
    (
        "scenario localities",
        &["practices.csv", "--area", "practice", "--locality", "ccg", "--budget", "1000000"],
        "files = '../practices.csv'\narea = 'practice'\nlocality = 'ccg'\nbudget = 1000000",
    ),
    (
        "scenario split",
        &["practices.csv", "--area", "practice", "--from", "ccg", "--into", "practice"],
        "files = '../practices.csv'\narea = 'practice'\nfrom = 'ccg'\ninto = 'practice'",
    ),
    (
        "scenario demand",
        &["demand.csv", "--population", "projections.csv"],
        "counted = '../demand.csv'\npopulation = '../projections.csv'",
    ),
    (
        "space",
        &["hips.csv", "--period", "2021/22", "--boundaries", "areas.geojson", "--neighbours", "nearest:4"],
        "files = '../hips.csv'\nperiod = '2021/22'\nboundaries = '../areas.geojson'\nneighbours = 'nearest:4'",
    ),
    ("trend", &["hips.csv", "--replicates", "99", "--seed", "7"], "files = '../hips.csv'\nreplicates = 99\nseed = 7"),
    (
        "watch",
        &["--store", "../store", "--bnf", "0501", "--rules", "change,xmr", "--state", "typed"],
        "store = '../../store'\nbnf = '0501'\nrules = ['change', 'xmr']\nstate = 'kept'",
    ),
];

#[test]
fn a_study_says_what_the_options_say_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    done(folder.path(), &["demo"]);
    let here = folder.path().join("unwarranted-demo/examples");
    std::fs::create_dir(here.join("studies")).unwrap();
    for (name, options, lines) in PAIRS {
        file(&here, "studies/s.toml", format!("[command]\nname = '{name}'\n{lines}\n"));
        let command: Vec<&str> = name.split(' ').collect();
        let (typed, _) = done(&here, &[&command[..], options, &["--format", "json"]].concat());
        let (kept, _) = done(&here, &[&command[..], &["--study", "studies/s.toml", "--format", "json"]].concat());
        assert!(typed.len() > 20, "{name}: {typed}");
        assert!(typed == kept, "{name}");
    }
    assert!(here.join("studies/kept").is_dir() && here.join("typed").is_dir(), "paths are relative to the study");
    // Options beside it come first, and that is said.
    file(&here, "studies/s.toml", "[command]\nname = 'trend'\nfiles = '../hips.csv'\nreplicates = 99\nseed = 7\n");
    let (other, said) = done(&here, &["trend", "--study", "studies/s.toml", "--seed", "8", "--format", "json"]);
    assert!(said.contains("note: --seed overrides what studies/s.toml says"), "{said}");
    assert_eq!(other, done(&here, &["trend", "hips.csv", "--replicates", "99", "--seed", "8", "--format", "json"]).0);
    assert_ne!(other, done(&here, &["trend", "--study", "studies/s.toml", "--format", "json"]).0);
}

/// Files of monthly figures, which a watch takes.
const MONTHS: &[&str] = &[
    "watch",
    "months.csv",
    "--area",
    "code",
    "--observed",
    "numerator",
    "--denominator",
    "denominator",
    "--period",
    "month",
];

/// A study and its folder, which a run in another place, on another number of threads, has to make again.
fn runs(here: &Path, args: &[&str], threads: &str) {
    let mut command = unwarranted();
    command.current_dir(here).args(args).env("RAYON_NUM_THREADS", threads).env("SOURCE_DATE_EPOCH", "1700000000");
    let output = command.output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Whether two folders have the same files, byte for byte.
fn assert_same(first: &Path, second: &Path) {
    let files = files_below(first);
    assert_eq!(files, files_below(second));
    for name in &files {
        let [a, b] = [first, second].map(|folder| fs::read(folder.join(name)).unwrap());
        assert!(a == b, "{}: {}", first.display(), name.display());
    }
}

/// Verifies a folder and gives whether all is the same, and all that was said.
fn verified(here: &Path, folder: &str) -> (bool, String) {
    let output = run(here, &["verify", folder]);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout) + &text(&output.stderr))
}

/// The text with its last digit changed.
fn with_other_digit(text: &str) -> String {
    let at = text.rfind(|c: char| c.is_ascii_digit()).unwrap();
    let digit = if &text[at..=at] == "1" { "2" } else { "1" };
    format!("{}{digit}{}", &text[..at], &text[at + 1..])
}

#[test]
fn every_command_makes_its_folder_again_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    done(folder.path(), &["demo"]);
    let here = folder.path().join("unwarranted-demo/examples");
    file(&here, "months.csv", small_table());
    fs::create_dir(here.join("else")).unwrap();
    let months: (&str, &[&str], &str) = ("watch", &[&MONTHS[1..], &["--state", "of-months"]].concat(), "");
    for (at, (name, options, _)) in PAIRS.into_iter().chain([months]).enumerate() {
        let (saved, again) = (format!("saved-{at}"), format!("again-{at}"));
        let command: Vec<&str> = name.split(' ').collect();
        runs(&here, &[&command[..], options, &["--out", &saved]].concat(), "1");
        let study = format!("../{saved}/study.toml");
        let state: &[&str] = if name == "watch" { &["--state", &format!("state-{at}")] } else { &[] };
        let out = format!("../{again}");
        runs(&here.join("else"), &[&command[..], &["--study", &study, "--out", &out], state].concat(), "2");
        assert_same(&here.join(&saved), &here.join(&again));
        let (same, said) = verified(&here, &saved);
        assert!(same && said.contains("every byte of"), "{name}: {said}");
        changed_input(&here, name, &saved);
        let (same, said) = verified(&here, &saved);
        assert!(same, "{name}: {said}");
    }
}

/// Another input under the same name is found, whatever the command; so is one that is missing.
fn changed_input(here: &Path, name: &str, saved: &str) {
    let study = fs::read_to_string(here.join(saved).join("study.toml")).unwrap();
    let Some((_, rest)) = study.split_once("[[made.inputs]]\nname = \"") else {
        // The inputs of a store are in the manifest alone.
        assert!(study.contains("store = \"store\""), "{name}: {study}");
        return;
    };
    let input = here.join(rest.split('"').next().unwrap());
    let shown = input.file_name().unwrap().to_string_lossy().into_owned();
    let before = fs::read_to_string(&input).unwrap();
    fs::write(&input, with_other_digit(&before)).unwrap();
    let (same, said) = verified(here, saved);
    assert!(!same && said.contains(&format!("input {shown}: has other bytes than were read")), "{name}: {said}");
    let command: Vec<&str> = name.split(' ').collect();
    let file = format!("{saved}/study.toml");
    let said = failure(here, &[&command[..], &["--study", &file, "--format", "csv"]].concat());
    assert!(said.contains(&format!("{file}, line")) && said.contains(&format!("{shown}: has other bytes")), "{said}");
    fs::remove_file(&input).unwrap();
    let (same, said) = verified(here, saved);
    assert!(!same && said.contains(&format!("input {shown}: not found")), "{name}: {said}");
    fs::write(&input, before).unwrap();
}

#[test]
fn verify_says_where_the_first_difference_is() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    file(here, "months.csv", small_table());
    let options = ["--area", "code", "--observed", "numerator", "--denominator", "denominator", "--period", "month"];
    done(here, &[&["trend", "months.csv", "--replicates", "99", "--out", "saved"], &options[..]].concat());
    let table = here.join("saved/trend.csv");
    let before = fs::read_to_string(&table).unwrap();
    let column = before.lines().next().unwrap().split(',').next_back().unwrap().to_owned();
    let rows = before.lines().count() - 1;
    // A last cell with a digit of its own, so that the place is known.
    fs::write(&table, format!("{}9\n", before.trim_end())).unwrap();
    let (same, said) = verified(here, "saved");
    assert!(!same && said.contains("trend.csv: changed after it was written"), "{said}");
    let place = format!("first difference: trend.csv, row {rows} (below the header), column '{column}'");
    assert!(said.contains(&place), "{place}: {said}");
    fs::write(&table, before).unwrap();
    // An input that changed shows in the tables, and those are named before the study and the manifest.
    let months = fs::read_to_string(here.join("months.csv")).unwrap();
    fs::write(here.join("months.csv"), months.replace("A03,Area 3,42,", "A03,Area 3,142,")).unwrap();
    let (same, said) = verified(here, "saved");
    assert!(!same && said.contains("first difference: trend.csv, row 1 (below the header)"), "{said}");
    assert!(said.contains("study.toml: differs") && said.contains("input months.csv: has other bytes"), "{said}");
}

#[test]
fn a_watch_is_made_again_from_the_state_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let all = small_table();
    let early: String =
        all.lines().filter(|line| !line.starts_with("2024-06")).map(|line| format!("{line}\n")).collect();
    file(here, "months.csv", early);
    done(here, &[MONTHS, &["--state", "state", "--out", "first"]].concat());
    assert!(!here.join("first/state-before").exists(), "there was no state");
    fs::create_dir(here.join("later")).unwrap();
    file(here, "later/months.csv", &all);
    let later: Vec<&str> =
        MONTHS.iter().map(|arg| if *arg == "months.csv" { "later/months.csv" } else { *arg }).collect();
    done(here, &[&later[..], &["--state", "state", "--out", "later/second"]].concat());
    assert!(here.join("later/second/state-before/watch.json").is_file());
    let state = fs::read(here.join("state/watch.json")).unwrap();
    for saved in ["first", "later/second"] {
        let (same, said) = verified(here, saved);
        assert!(same, "{saved}: {said}");
    }
    assert_eq!(fs::read(here.join("state/watch.json")).unwrap(), state, "verify leaves the state alone");
    let notes = fs::read_to_string(here.join("later/second/manifest.json")).unwrap();
    assert!(notes.contains("months judged: 2024-06 to 2024-06"), "{notes}");
}

#[test]
fn maps_lie_in_the_folder_and_words_of_the_file_give_way() {
    let folder = tempfile::tempdir().unwrap();
    done(folder.path(), &["demo"]);
    let here = folder.path().join("unwarranted-demo/examples");
    let space = ["space", "hips.csv", "--period", "2021/22", "--boundaries", "areas.geojson", "--replicates", "99"];
    done(&here, &[&space[..], &["--map", "no/such/folder/map.svg", "--anyway", "--out", "saved"]].concat());
    assert!(here.join("saved/map.svg").is_file() && here.join("saved/map.csv").is_file());
    let (same, said) = verified(&here, "saved");
    assert!(same, "{said}");
    let said = failure(&here, &[&space[..], &["--map", "space.svg", "--anyway", "--out", "other"]].concat());
    assert!(said.contains("two files of the folder would have the name 'space.csv'"), "{said}");
    assert!(!here.join("other").exists());
    // A folder takes the place of the format that the file says.
    file(&here, "s.toml", "[command]\nname = 'pool'\nservices = 'services.csv'\nformat = 'json'\n");
    let (_, said) = done(&here, &["pool", "--study", "s.toml", "--out", "pooled"]);
    assert!(said.contains("note: --out overrides what s.toml says"), "{said}");
    // Standard input cannot be read again, and that is said.
    let table = fs::read(here.join("services.csv")).unwrap();
    let mut command = unwarranted();
    let output = command.current_dir(&here).args(["pool", "-", "--out", "piped"]).write_stdin(table).output().unwrap();
    if output.status.success() {
        let (same, said) = verified(&here, "piped");
        assert!(!same && said.contains("standard input: cannot be read again"), "{said}");
    }
}

#[test]
fn one_study_of_init_serves_every_command() {
    let folder = tempfile::tempdir().unwrap();
    done(folder.path(), &["demo"]);
    let here = folder.path().join("unwarranted-demo/examples");
    let columns = ["practices.csv", "--area", "ccg", "--within", "practice"];
    std::fs::create_dir(here.join("studies")).unwrap();
    let more = ["--title", "Antibiotics", "--replicates", "99", "--seed", "7"];
    done(&here, &[&["init"], &columns[..], &more, &["-o", "studies/s.toml"]].concat());
    let drawn = ["--replicates", "99", "--seed", "7"];
    for (command, shared, options) in [
        (&["trend"][..], &drawn[..], &["--by", "year"][..]),
        (&["opportunity"], &drawn, &["--target", "national", "--polarity", "low"]),
        (&["scenario", "merge"], &[], &["--into", "icb"]),
        (&["levels"], &["--title", "Antibiotics"], &[]),
    ] {
        let format = ["--format", "json"];
        let typed = run(&here, &[command, &columns[..], shared, options, &format].concat());
        let study = ["--study", "studies/s.toml"];
        let kept = run(&here, &[command, &study, options, &format].concat());
        let said = String::from_utf8_lossy(&kept.stderr);
        assert!(typed.stdout == kept.stdout, "{command:?}: {said}");
        assert_eq!(typed.status.code(), kept.status.code(), "{command:?}: {said}");
        if command != ["levels"] {
            let left = format!("note: {} has no use for some of studies/s.toml: ", command.join(" "));
            let line = said.lines().find(|line| line.starts_with(&left)).unwrap();
            assert!(line.contains("title"), "{line}");
        }
    }
    // What the figures depend on is never left out.
    for (line, key, command) in [
        ("only-area = ['Z01', 'Z02']", "only-area", "trend"),
        ("disclosure = 'nhs'", "disclosure", "trend"),
        // The same name for another thing is not taken for it: here a length of time, and there a column.
        ("by = 'year'", "by", "similar"),
        ("column-within = 'practice'", "files", "pool"),
    ] {
        file(&here, "s.toml", format!("files = 'hips.csv'\n{line}\n"));
        let said = failure(&here, &[command, "--study", "s.toml"]);
        let at = if key == "files" { 1 } else { 2 };
        let wanted =
            format!("s.toml, line {at}: '{key}' decides what the figures are, and {command} has no such option");
        assert!(said.contains(&wanted), "{said}");
    }
    // The study that a report was made from serves others too, with its inputs where they lie.
    done(&here, &["report", "hips.csv", "--period", "2021/22", "--out", "r"]);
    let typed = done(&here, &["similar", "hips.csv", "--period", "2021/22", "--by", "imd_score", "--format", "csv"]).0;
    let kept = done(&here, &["similar", "--study", "r/study.toml", "--by", "imd_score", "--format", "csv"]).0;
    assert!(typed == kept && typed.lines().count() > 60);
}

#[test]
fn what_is_wrong_in_such_a_study_has_its_line_and_key() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let head = "[command]\nname = 'trend'\n";
    for (text, says) in [
        (format!("{head}bye = 'year'\n"), "s.toml, line 3: 'bye' is no option of trend; did you mean 'by'?"),
        (format!("{head}\nby = 'fortnight'\n"), "s.toml, line 4: 'by' cannot be used: invalid value 'fortnight'"),
        (format!("{head}by = ['year', 'month']\n"), "s.toml, line 3: 'by' takes one value"),
        (format!("{head}changes = 'yes'\n"), "s.toml, line 3: 'changes' is a switch: expected true or false"),
        (format!("{head}by = true\n"), "s.toml, line 3: 'by' takes a value"),
        (format!("{head}from = 2019-04-01\n"), "s.toml, line 3: 'from' is a date of TOML; write it as text"),
        (
            "[command]\nname = 'pool'\n".to_owned(),
            "s.toml, line 2: 'name' is 'pool': run it with 'unwarranted pool --study FILE'",
        ),
        ("file = 'a.csv'\n".to_owned(), "s.toml, line 1: 'file' is no option of a study; did you mean 'files'"),
        ("by = 'fortnight'\n".to_owned(), "s.toml, line 1: 'by'"),
        (String::new(), "begins with the lines [command] and name = \"trend\""),
        ("[command]\nby = 'year'\n".to_owned(), "begins with the lines [command] and name = \"trend\""),
        ("[command\n".to_owned(), "s.toml, line 1"),
    ] {
        file(here, "s.toml", &text);
        let said = failure(here, &["trend", "--study", "s.toml"]);
        assert!(said.contains(says), "{text}: {said}");
    }
    for (name, ..) in PAIRS {
        file(here, "s.toml", format!("[command]\nname = '{name}'\n# Nothing is called so.\nperoid = '2021/22'\n"));
        let said = failure(here, &[&name.split(' ').collect::<Vec<_>>()[..], &["--study", "s.toml"]].concat());
        assert!(said.contains("s.toml, line 4: 'peroid' is no option of"), "{name}: {said}");
    }
    let said = failure(here, &["trend", "--study", "none.toml"]);
    assert!(said.contains("none.toml: cannot read"), "{said}");
    // The commands that share the options of a study say where such a file belongs.
    file(here, "s.toml", head);
    let said = failure(here, &["rates", "--study", "s.toml"]);
    assert!(said.contains("s.toml, line 1: 'command' holds the options of a command that has its own"), "{said}");
}
