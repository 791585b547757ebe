//! Studies of the commands whose options are their own: a file says the same as the options, to the byte.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{file, unwarranted};
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
        ("files = 'a.csv'\n".to_owned(), "s.toml, line 1: 'files' is no option of trend here"),
        ("[command]\nby = 'year'\n".to_owned(), "begins with the lines [command] and name = \"trend\""),
        ("[command\n".to_owned(), "s.toml, line 1"),
    ] {
        file(here, "s.toml", &text);
        let said = failure(here, &["trend", "--study", "s.toml"]);
        assert!(said.contains(says), "{text}: {said}");
    }
    let said = failure(here, &["trend", "--study", "none.toml"]);
    assert!(said.contains("none.toml: cannot read"), "{said}");
    // The commands that share the options of a study say where such a file belongs.
    file(here, "s.toml", head);
    let said = failure(here, &["rates", "--study", "s.toml"]);
    assert!(said.contains("s.toml, line 1: 'command' holds the options of a command that has its own"), "{said}");
}
