//! End to end: studies as files, folders that are made again, and what differs between two.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{file, files_below, small_table, text, unwarranted};
use serde_json::Value;
use std::path::Path;
use std::process::Output;

/// Runs the program in a folder, without anything to read.
fn run(here: &Path, args: &[&str]) -> Output {
    unwarranted().current_dir(here).args(args).output().unwrap()
}

fn out(done: &Output) -> String {
    assert!(done.status.success(), "{}", err(done));
    String::from_utf8_lossy(&done.stdout).into_owned()
}

fn err(done: &Output) -> String {
    String::from_utf8_lossy(&done.stderr).into_owned()
}

/// Standard output and standard error of a run that must end with this code.
fn ends(done: &Output, code: i32) -> String {
    let text = String::from_utf8_lossy(&done.stdout).into_owned() + &err(done);
    assert_eq!(done.status.code(), Some(code), "{text}");
    assert!(!text.contains("panicked"), "{text}");
    text
}

fn replaced(path: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{text}");
    std::fs::write(path, text.replace(from, to)).unwrap();
}

#[test]
fn what_init_writes_runs_at_once_as_the_options_do() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    file(here, "small.csv", small_table());
    std::fs::create_dir(here.join("studies")).unwrap();
    let options = ["small.csv", "--by", "quarter", "--denominator-is", "stock", "--title", "Dressings"];
    let more = ["--per", "1000", "--replicates", "99", "--rule", "exact", "-o", "studies/s.toml"];
    let init = [&["init"], &options[..], &more].concat();
    assert!(err(&run(here, &init)).contains("wrote studies/s.toml; run it: unwarranted report --study studies/s.toml"));
    let written = std::fs::read_to_string(here.join("studies/s.toml")).unwrap();
    for line in
        ["files = [\"../small.csv\"]", "by = \"quarter\"", "per = 1000.0", "# seed = 20250401", "# ---- Words ----"]
    {
        assert!(written.lines().any(|l| l == line), "{line}\n{written}");
    }
    for (command, more) in [
        ("indices", &["--per", "1000", "--replicates", "99"][..]),
        ("outliers", &["--per", "1000", "--rule", "exact"]),
        ("rates", &["--per", "1000"]),
        ("smooth", &[]),
    ] {
        let format = ["--format", "json"];
        let typed = run(here, &[&[command], &options[..], more, &format].concat());
        let from_file = run(here, &[&[command, "--study", "studies/s.toml"], &format[..]].concat());
        assert_eq!(out(&typed), out(&from_file), "{command}");
    }
    // From anywhere, into the folder that the file says.
    out(&run(&here.join("studies"), &["report", "--study", "s.toml"]));
    assert!(here.join("studies/report/report.html").is_file());
    out(&run(here, &["sweep", "--study", "studies/s.toml", "--format", "csv"]));
    assert!(!here.join("studies/league").exists());
    out(&run(here, &["sweep", "--study", "studies/s.toml"]));
    assert!(here.join("studies/league/index.html").is_file());
}

#[test]
fn init_asks_nobody_who_is_not_there_and_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let said = ends(&run(here, &["init"]), 1);
    assert!(said.contains("a study needs its data"), "{said}");
    assert!(files_below(here).is_empty());
    file(here, "small.csv", small_table());
    for (args, says) in [
        (&["init", "none.csv"][..], "none.csv"),
        (&["init", "small.csv", "--jackknife", "--groups", "g.csv"], "--groups"),
        (&["init", "small.csv", "--period", "2031"], "no rows for it"),
        (&["init", "-"], "standard input"),
        (&["init", "small.csv", "--study", "x.toml"], "--study"),
    ] {
        let said = ends(&run(here, args), 1);
        assert!(said.contains(says), "{args:?}: {said}");
        assert!(!here.join("study.toml").exists(), "{args:?}");
    }
    out(&run(here, &["init", "small.csv"]));
    let before = std::fs::read(here.join("study.toml")).unwrap();
    assert!(ends(&run(here, &["init", "small.csv", "--per", "10"]), 1).contains("was left as it is"));
    assert_eq!(before, std::fs::read(here.join("study.toml")).unwrap());
    out(&run(here, &["init", "small.csv", "--per", "10", "--force"]));
    assert_ne!(before, std::fs::read(here.join("study.toml")).unwrap());
}

#[test]
fn options_beside_a_study_are_said_and_what_is_wrong_in_it_has_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    file(here, "small.csv", small_table());
    let study = |text: &str| file(here, "study.toml", format!("files = 'small.csv'\n{text}"));
    study("per = 10\n");
    let done = run(here, &["rates", "--study", "study.toml", "--per", "1000", "--format", "json"]);
    assert!(err(&done).contains("note: --per overrides what study.toml says"), "{}", err(&done));
    assert_eq!(out(&done), out(&run(here, &["rates", "small.csv", "--per", "1000", "--format", "json"])));
    assert_eq!(err(&run(here, &["rates", "--study", "study.toml"])).matches("overrides").count(), 0);
    for (text, command, says) in [
        ("rule = 'exact'\n", "rates", "study.toml, line 2: 'rule' has no effect on rates: it belongs to outliers"),
        ("\nper = -1\n", "rates", "study.toml, line 3: 'per' is -1"),
        ("level = 'ccg'\n", "indices", "study.toml, line 2: 'level' has no effect on tidy files"),
        ("period = '2031'\n", "smooth", "study.toml, line 2: 'period' 2031: the data have no rows"),
        ("highlight = 'A99'\n", "report", "study.toml, line 2: 'highlight' A99: no area has this code"),
        ("column-area = 'cod'\n", "rates", "cod"),
        (
            "hilight = 'A01'\n",
            "report",
            "study.toml, line 2: 'hilight' is no option of a study; did you mean 'highlight'?",
        ),
        // A command that the file does not name is held to its own options.
        (
            "commands = ['outliers']\nrule = 'exact'\n",
            "rates",
            "study.toml, line 3: 'rule' has no effect on rates: it belongs to outliers",
        ),
        ("", "report", "no folder for a report"),
    ] {
        study(text);
        let mut args = vec![command, "--study", "study.toml"];
        args.extend(if command == "report" && !text.is_empty() { &["--out", "x"][..] } else { &[] });
        let said = ends(&run(here, &args), 1);
        assert!(said.contains(says), "{text}: {said}");
    }
}

#[test]
fn a_folder_is_made_again_to_the_byte_wherever_and_whenever() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    file(here, "small.csv", small_table().replace("Area 0,", ","));
    file(here, "n.csv", "code,name\nA00,First\n");
    out(&run(
        here,
        &["report", "small.csv", "--names", "n.csv", "--highlight", "A03", "--replicates", "99", "--out", "r"],
    ));
    out(&run(here, &["sweep", "small.csv", "--replicates", "99", "--out", "s"]));
    let study = std::fs::read_to_string(here.join("r/study.toml")).unwrap();
    assert!(study.contains("highlight = \"A03\"") && study.contains("files = [\"small.csv\"]"), "{study}");
    assert!(!study.contains(here.to_str().unwrap()));
    for dir in ["r", "s"] {
        let said = out(&run(here, &["verify", dir]));
        let files = files_below(&here.join(dir)).len();
        assert_eq!(said.lines().filter(|line| line.ends_with(": same")).count(), files, "{said}");
        assert_eq!(said.lines().count(), files);
    }
    // Another folder, locale, time zone and number of threads.
    let other = tempfile::tempdir().unwrap();
    for (name, threads, zone, locale) in [("one", "1", "Asia/Kolkata", "tr_TR.UTF-8"), ("two", "3", "UTC", "C")] {
        let there = other.path().join(name);
        std::fs::create_dir(&there).unwrap();
        std::fs::copy(here.join("small.csv"), there.join("small.csv")).unwrap();
        std::fs::copy(here.join("n.csv"), there.join("n.csv")).unwrap();
        let set = |command: &mut assert_cmd::Command| {
            command.env("RAYON_NUM_THREADS", threads).env("TZ", zone).env("LANG", locale).env("LC_ALL", locale);
        };
        let mut verify = unwarranted();
        set(&mut verify);
        verify.current_dir(other.path()).args(["verify", &text(&here.join("r")), "--inputs", name]);
        assert!(verify.output().unwrap().status.success());
        let mut again = unwarranted();
        set(&mut again);
        again.current_dir(&there).args(["report", "--study", &text(&here.join("r/study.toml")), "--out", "again"]);
        assert!(again.output().unwrap().status.success());
        for file in files_below(&here.join("r")).iter().filter(|file| !file.ends_with("manifest.json")) {
            let bytes = |dir: &Path| std::fs::read(dir.join(file)).unwrap();
            assert!(bytes(&here.join("r")) == bytes(&there.join("again")), "{}", file.display());
        }
    }
    // A folder that is moved, inputs and all.
    std::fs::rename(here.join("r"), other.path().join("one/moved")).unwrap();
    out(&run(Path::new("/"), &["verify", &text(&other.path().join("one/moved"))]));
}

#[test]
fn what_is_not_as_it_was_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    file(here, "small.csv", small_table());
    let fresh = || {
        file(here, "small.csv", small_table());
        let _ = std::fs::remove_dir_all(here.join("r"));
        out(&run(here, &["report", "small.csv", "--replicates", "0", "--out", "r"]));
    };
    let verified = || ends(&run(here, &["verify", "r"]), 1);
    fresh();
    file(&here.join("r"), "areas.csv", "other");
    std::fs::remove_file(here.join("r/charts/funnel.png")).unwrap();
    file(&here.join("r"), "notes.txt", "mine");
    let said = verified();
    for line in [
        "areas.csv: changed after it was written",
        "charts/funnel.png: missing",
        "notes.txt: foreign",
        "report.html: same",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    assert!(said.contains("3 of "), "{said}");
    fresh();
    replaced(&here.join("small.csv"), "2024-01-01,A00,Area 0,21,", "2024-01-01,A00,Area 0,22,");
    let said = verified();
    assert!(said.contains("areas.csv: differs") && said.contains("input small.csv: has other bytes"), "{said}");
    assert!(!said.contains("input 'small.csv'"), "an input is said once: {said}");
    std::fs::remove_file(here.join("small.csv")).unwrap();
    let said = verified();
    assert!(said.contains("input small.csv: not found") && said.contains("report.html: as it was written"), "{said}");
    assert!(said.contains("r: not verified; 20 files are as they were written, and none was made again"), "{said}");
    fresh();
    replaced(&here.join("r/study.toml"), "far = 2.0", "far = 1.2");
    let said = verified();
    assert!(said.contains("study.toml: changed") && said.contains("option 'far': 2 then, 1.2 now"), "{said}");
    fresh();
    replaced(&here.join("r/manifest.json"), "\"version\": \"", "\"version\": \"0.0.");
    let said = verified();
    assert!(said.contains("version: 0.0.") && said.contains("manifest.json: differs"), "{said}");
    std::fs::remove_file(here.join("r/study.toml")).unwrap();
    assert!(verified().contains("cannot be made again without its study"));
    assert!(ends(&run(here, &["verify", "."]), 1).contains("not a folder that this program wrote"));
    fresh();
    let said = ends(&run(here, &["verify", "r", "--inputs", "small.csv"]), 1);
    assert!(said.contains("--inputs small.csv: not a folder"), "{said}");
}

#[test]
fn a_study_that_cannot_be_run_again_leaves_the_rest_of_the_folder_to_be_judged() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    file(here, "small.csv", small_table());
    let fresh = || out(&run(here, &["report", "small.csv", "--replicates", "0", "--out", "r"]));
    let verified = || ends(&run(here, &["verify", "r"]), 1);
    fresh();
    file(&here.join("r"), "study.toml", "files = [");
    file(&here.join("r"), "areas.csv", "other");
    let said = verified();
    for line in [
        "areas.csv: changed after it was written",
        "areas.json: as it was written, but not made again",
        "manifest.json: not made again, and nothing says how it was written",
        "the study cannot be run: ",
        "study.toml, line 1",
        "r: not verified; 2 of 21 files are not as they were written",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    fresh();
    let said = String::from_utf8(run(here, &["verify", "r"]).stderr).unwrap();
    assert!(said.contains("is what the manifest says and cannot be checked"), "{said}");
    let manifest = std::fs::read_to_string(here.join("r/manifest.json")).unwrap();
    let when = serde_json::from_str::<Value>(&manifest).unwrap()["when"].as_str().unwrap().to_owned();
    for wrong in ["yesterday", "", "2024-01-01 00:00:00Z"] {
        file(&here.join("r"), "manifest.json", manifest.replace(&when, wrong));
        let said = verified();
        assert!(said.contains(&format!("manifest.json: 'when' is '{wrong}'; expected a time")), "{said}");
    }
    // What came through a pipe is gone: nobody waits for more.
    let mut piped = unwarranted();
    piped.current_dir(here).args(["report", "-", "--replicates", "0", "--out", "p"]).write_stdin(small_table());
    assert!(piped.output().unwrap().status.success());
    let says = "input standard input: cannot be read again";
    assert!(ends(&run(here, &["verify", "p"]), 1).contains(says));
    let study = std::fs::read_to_string(here.join("p/study.toml")).unwrap();
    file(&here.join("p"), "study.toml", study.split("[made]").next().unwrap());
    assert!(ends(&run(here, &["verify", "p"]), 1).contains(says), "edited or not");
}

#[test]
fn what_init_writes_has_been_tried_for_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    file(here, "small.csv", small_table());
    for (option, value, says) in [
        ("--rule", "nonsense", "--rule is 'nonsense'; expected one of"),
        ("--method", "nonsense", "--method is 'nonsense'; expected one of"),
        ("--exceed", "-1", "--exceed is -1"),
        ("--title", "Dressings per 1,000", "which says per 1,000, but its rates are per 1"),
        ("--highlight", "A99", "--highlight A99: no area has this code"),
    ] {
        let said = ends(&run(here, &["init", "small.csv", option, value]), 1);
        assert!(said.contains(says) && !here.join("study.toml").exists(), "{option}: {said}");
    }
    out(&run(here, &["init", "small.csv", "--highlight", "A03", "--rule", "exact"]));
    let written = std::fs::read_to_string(here.join("study.toml")).unwrap();
    let commands = written.lines().find(|line| line.starts_with("commands")).unwrap();
    for command in ["indices", "outliers", "rates", "smooth", "sweep"] {
        assert!(commands.contains(command), "{commands}");
        out(&run(here, &[command, "--study", "study.toml", "--format", "json"]));
    }
    // Directly standardised rates have no ratios: the commands that need those are not promised.
    file(here, "ages.csv", "area,age_band,observed,population\nA,0-64,5,900\nA,65+,9,300\nB,0-64,7,900\nB,65+,8,200\n");
    out(&run(here, &["init", "ages.csv", "--standardise", "direct", "-o", "ages.toml"]));
    let written = std::fs::read_to_string(here.join("ages.toml")).unwrap();
    assert!(written.contains("commands = [\"report\", \"rates\", \"sweep\"]"), "{written}");
}

#[cfg(unix)]
#[test]
fn init_writes_through_no_link_and_keeps_the_name_of_one_that_it_reads() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    file(here, "small.csv", small_table());
    symlink("elsewhere.toml", here.join("study.toml")).unwrap();
    let said = ends(&run(here, &["init", "small.csv"]), 1);
    assert!(said.contains("was left as it is") && !here.join("elsewhere.toml").exists(), "{said}");
    out(&run(here, &["init", "small.csv", "--force"]));
    assert!(!here.join("elsewhere.toml").exists() && !here.join("study.toml").is_symlink());
    symlink("small.csv", here.join("latest.csv")).unwrap();
    std::fs::create_dir(here.join("studies")).unwrap();
    out(&run(here, &["init", "latest.csv", "-o", "studies/s.toml"]));
    let written = std::fs::read_to_string(here.join("studies/s.toml")).unwrap();
    assert!(written.contains("files = [\"../latest.csv\"]"), "{written}");
}

#[test]
fn both_folders_of_the_demo_are_made_again() {
    let folder = tempfile::tempdir().unwrap();
    out(&run(folder.path(), &["demo"]));
    for dir in ["unwarranted-demo/league", "unwarranted-demo/report"] {
        out(&run(folder.path(), &["verify", dir]));
        let manifest = std::fs::read_to_string(folder.path().join(dir).join("manifest.json")).unwrap();
        let manifest: Value = serde_json::from_str(&manifest).unwrap();
        assert!(manifest["outputs"].as_array().unwrap().iter().any(|file| file["name"] == "study.toml"));
    }
}
