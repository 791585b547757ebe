//! End to end: folders into a store, what is in it, and that nothing which stops a run can harm it.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests")]

mod common;

use common::{failure, file, json, stdout, text};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use unwarranted_testing::fixture;

const PROGRAM: &str = env!("CARGO_BIN_EXE_unwarranted");

/// The prescribing fixture moved to another month, with `repeats` practices more.
fn month(year: usize, month: usize, repeats: usize) -> String {
    let fixture = std::fs::read_to_string(fixture("epd-v2/EPD_201904.csv")).unwrap();
    let mut table = fixture.replace("\n201904", &format!("\n{year}{month:02}"));
    let row = table.lines().nth(1).unwrap().to_owned();
    for practice in 0..repeats {
        table += &row.replace("A90001", &format!("B{practice:05}"));
        table.push('\n');
    }
    table
}

/// A folder with so many months.
fn months(dir: &Path, count: usize, repeats: usize) {
    std::fs::create_dir_all(dir).unwrap();
    for i in 0..count {
        let (year, at) = (2015 + i / 12, i % 12 + 1);
        std::fs::write(dir.join(format!("EPD_{year}{at:02}.csv")), month(year, at, repeats)).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

fn ingest(inputs: &[&Path], store: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command.arg("ingest").args(inputs).arg("--store").arg(store);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(inputs: &[&Path], store: &Path) -> Output {
    ingest(inputs, store).output().unwrap()
}

/// Number of sources of a store, which must pass its check. `remains` are allowed after a run that was cut off.
fn sources(store: &Path, remains: bool) -> usize {
    let checked = json(&["store", "check", &text(store), "--format", "json"]);
    assert_eq!(checked["problems"], serde_json::json!([]));
    if !remains {
        assert_eq!(checked["remains"], serde_json::json!([]));
    }
    let contents = json(&["store", &text(store), "--format", "json"]);
    usize::try_from(contents["sources"].as_u64().unwrap()).unwrap()
}

#[test]
fn a_folder_goes_in_with_a_list_of_what_does_not() {
    let dir = tempfile::tempdir().unwrap();
    let (data, store) = (dir.path().join("data"), dir.path().join("store"));
    months(&data, 2, 0);
    file(&data, "colours.csv", "colour,size\nred,1\n");
    let done = run(&[&data], &store);
    let (out, err) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap());
    assert!(done.status.success(), "{err}");
    assert!(out.contains("EPD_201501.csv: epd-v2") && out.contains("EPD_201502.csv: epd-v2"), "{out}");
    assert!(out.contains("colours.csv: not stored: the columns match no layout"), "{out}");
    assert!(err.contains("1 file in layouts that a store does not take"), "{err}");
    // A file of a known layout that cannot be used is a failure, although the others are stored.
    let cut = month(2015, 3, 0);
    file(&data, "EPD_201503.csv", &cut[..cut.len() - 10]);
    std::fs::write(data.join("EPD_201504.csv"), month(2015, 4, 0)).unwrap();
    let done = run(&[&data], &store);
    let (out, err) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap());
    assert_eq!(done.status.code(), Some(1));
    assert!(out.contains("EPD_201503.csv: epd-v2, stopped: line 9: the last row is cut short"), "{out}");
    assert!(err.contains("1 file could not be used, for the reasons listed above"), "{err}");
    assert_eq!(sources(&store, false), 3);
    let shown = stdout(&["store", &text(&store)]);
    assert!(shown.contains("prescribing: 3 tables, 18 rows"), "{shown}");
    assert!(shown.contains("2015-03              missing: 1 month"), "{shown}");
    assert!(shown.contains("EPD_201503.csv: epd-v2, stopped: line 9"), "{shown}");
    assert!(shown.contains("1 file in folders, in layouts that a store does not take"), "{shown}");
    let refused = &json(&["store", &text(&store), "--format", "json"])["refused"];
    assert!(refused.as_array().unwrap().iter().any(|r| r["file"] == "colours.csv" && r["why"] == "unknown-layout"));
}

#[test]
fn the_share_of_rejected_rows_is_an_option() {
    let dir = tempfile::tempdir().unwrap();
    let table = month(2015, 1, 0).replacen(",10,210,70,", ",x,210,70,", 1);
    let (path, store) = (file(dir.path(), "EPD_201501.csv", table), text(&dir.path().join("store")));
    let error = failure(&["ingest", &path, "--store", &store]);
    assert!(error.contains("1 of 7 rows cannot be used, more than 1 %"), "{error}");
    let out = stdout(&["ingest", &path, "--store", &store, "--max-rejects", "15"]);
    assert!(out.contains("7 rows read, 6 used") && out.contains("1 rejected"), "{out}");
    let error = failure(&["ingest", &path, "--store", &store, "--max-rejects", "101"]);
    assert!(error.contains("from 0 to 100"), "{error}");
}

#[test]
fn a_check_names_each_problem_and_fails() {
    let dir = tempfile::tempdir().unwrap();
    let (data, store) = (dir.path().join("data"), dir.path().join("store"));
    months(&data, 2, 0);
    assert!(run(&[&data], &store).status.success());
    let sound = stdout(&["store", "check", &text(&store)]);
    assert!(sound.ends_with("2 tables in 6 files, as the catalogue says\n"), "{sound}");
    let parquet = std::fs::read_dir(store.join("prescribing")).unwrap().next().unwrap().unwrap().path();
    std::fs::write(&parquet, "nothing").unwrap();
    file(&store, "letter.txt", "dear");
    let output = Command::new(PROGRAM).args(["store", "check"]).arg(&store).output().unwrap();
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(1));
    assert!(out.contains("letter.txt: does not belong to the store"), "{out}");
    assert!(out.contains("has 7 bytes, the catalogue says") && err.contains("2 problems"), "{out}{err}");
    assert!(failure(&["store", "check", &text(dir.path())]).contains("not a store"));
    assert!(failure(&["store", &text(dir.path())]).contains("not a store"));
}

#[test]
fn the_contents_are_printed_as_csv_too() {
    let dir = tempfile::tempdir().unwrap();
    let (data, store) = (dir.path().join("data"), dir.path().join("store"));
    months(&data, 1, 0);
    assert!(run(&[&data], &store).status.success());
    let csv = stdout(&["store", &text(&store), "--format", "csv"]);
    assert!(csv.contains("\nprescribing,,current,2015-01,2015-01,epd-v2,prescriber,EPD_201501.csv,,6,"), "{csv}");
}

/// Ends a run after so long, and returns whether it was still at work.
fn cut_off(mut child: std::process::Child, after: Duration, signal: &str) -> bool {
    std::thread::sleep(after);
    let pid = child.id().to_string();
    let killed = Command::new("sh").args(["-c", &format!("kill -{signal} {pid}")]).stderr(Stdio::null()).status();
    assert!(killed.is_ok());
    !child.wait().unwrap().success()
}

/// Ends runs at many points; whatever is there afterwards must be the old store or the new one, and the next run must
/// find its way.
fn ended_by(signal: &str, rounds: u32) {
    const OLD: usize = 2;
    const ALL: usize = 14;
    let dir = tempfile::tempdir().unwrap();
    let (few, many, old) = (dir.path().join("few"), dir.path().join("many"), dir.path().join("old"));
    months(&few, OLD, 0);
    months(&many, ALL, 300);
    // The months of the old store are replaced: their bytes differ.
    assert!(run(&[&few], &old).status.success());
    let complete = dir.path().join("complete");
    copy(&old, &complete);
    let start = Instant::now();
    assert!(run(&[&many], &complete).status.success());
    let whole = start.elapsed();
    let (mut cut, mut kept) = (0, 0);
    for round in 0..rounds {
        let store = dir.path().join(format!("{signal}-{round}"));
        copy(&old, &store);
        let child = ingest(&[&many], &store).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        cut += u32::from(cut_off(child, whole * round / (rounds - 1), signal));
        let found = sources(&store, true);
        assert!(found == OLD || found == OLD + ALL, "{found} sources after {signal} in round {round}");
        kept += u32::from(found == OLD);
        let next = run(&[&many], &store);
        assert!(next.status.success(), "{}", String::from_utf8_lossy(&next.stderr));
        assert_eq!(sources(&store, false), OLD + ALL);
    }
    println!("{signal}: {rounds} runs, {cut} ended before they were done, {kept} of them before the store had changed");
    assert!(cut > 0 && kept > 0);
}

#[cfg(unix)]
#[test]
fn killed_at_any_point_the_store_is_the_old_one_or_the_new_one() {
    ended_by("KILL", 16);
}

#[cfg(unix)]
#[test]
fn interrupted_at_any_point_the_store_is_the_old_one_or_the_new_one() {
    // A process that was started in the background may have been told to ignore Ctrl-C, and its children with it.
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|l| u64::from_str_radix(l.strip_prefix("SigIgn:")?.trim(), 16).ok());
    ended_by(if ignored.is_some_and(|mask| mask & 2 != 0) { "TERM" } else { "INT" }, 6);
}

/// A limit on the size of files stands for a full disk: writing fails at every place in turn as the limit grows. With
/// the signal ignored the program sees the failure, without that it is killed.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_store_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let (few, many, old) = (dir.path().join("few"), dir.path().join("many"), dir.path().join("old"));
    months(&few, 1, 0);
    months(&many, 3, 200);
    assert!(run(&[&few], &old).status.success());
    let mut failed = 0;
    for trap in ["trap '' XFSZ; ", ""] {
        for blocks in [0, 1, 2, 4, 6, 8, 10, 12, 16, 24, 32, 1024] {
            let store = dir.path().join(format!("{}-{blocks}", trap.len()));
            copy(&old, &store);
            let script = format!("{trap}ulimit -f {blocks}; exec \"$@\"");
            let inputs = [Path::new(PROGRAM), Path::new("ingest"), &many, Path::new("--store"), &store];
            let output = Command::new("sh").args(["-c", &script, "sh"]).args(inputs).output().unwrap();
            if output.status.success() {
                assert_eq!(sources(&store, false), 4);
                continue;
            }
            failed += 1;
            assert_eq!(sources(&store, true), 1);
            if !trap.is_empty() {
                let error = String::from_utf8_lossy(&output.stderr).into_owned();
                assert!(error.contains("cannot") && error.contains("nothing was stored"), "{error}");
                assert!(!error.contains("panicked"), "{error}");
                assert_eq!(sources(&store, false), 1);
            }
            assert!(run(&[&many], &store).status.success());
            assert_eq!(sources(&store, false), 4);
        }
    }
    assert!(failed >= 8, "only {failed} runs met the limit");
}

#[test]
fn two_processes_at_once_both_end_and_the_store_holds_both() {
    let dir = tempfile::tempdir().unwrap();
    for round in 0..4 {
        let store = dir.path().join(format!("store{round}"));
        let folders = ["one", "two"].map(|name| dir.path().join(format!("{name}{round}")));
        months(&folders[0], 3, 50);
        std::fs::create_dir_all(&folders[1]).unwrap();
        std::fs::copy(fixture("reg-patients/gp-reg-pat-prac-quin-age.csv"), folders[1].join("patients.csv")).unwrap();
        let children = folders.each_ref().map(|folder| ingest(&[folder], &store).spawn().unwrap());
        for child in children {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        assert_eq!(sources(&store, false), 4);
    }
}

#[test]
fn a_store_can_be_looked_at_while_another_process_writes_to_it() {
    let dir = tempfile::tempdir().unwrap();
    let (few, many, store) = (dir.path().join("few"), dir.path().join("many"), dir.path().join("store"));
    months(&few, 1, 0);
    months(&many, 12, 200);
    assert!(run(&[&few], &store).status.success());
    let mut child = ingest(&[&many], &store).stdout(Stdio::null()).spawn().unwrap();
    let mut looked = 0;
    while child.try_wait().unwrap().is_none() {
        let contents = json(&["store", &text(&store), "--format", "json"]);
        assert!(contents["sources"] == 1 || contents["sources"] == 13);
        looked += 1;
    }
    assert!(looked > 0);
    assert_eq!(sources(&store, false), 13);
}

#[cfg(unix)]
#[test]
fn a_read_only_store_can_be_read_and_is_not_written() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let (data, store) = (dir.path().join("data"), dir.path().join("store"));
    months(&data, 1, 0);
    assert!(run(&[&data], &store).status.success());
    let folders = ["", "prescribing", "practices", "presentations"].map(|name| store.join(name));
    let allow = |mode| {
        for folder in &folders {
            std::fs::set_permissions(folder, std::fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    allow(0o555);
    assert_eq!(sources(&store, false), 1);
    // The administrator may write all the same.
    let refused = std::fs::write(store.join("probe"), "x").is_err();
    if refused {
        months(&data, 2, 0);
        let error = String::from_utf8(run(&[&data], &store).stderr).unwrap();
        assert!(error.contains("cannot"), "{error}");
    } else {
        unwarranted_testing::skip("this user may write into folders that are read-only");
        std::fs::remove_file(store.join("probe")).unwrap();
    }
    assert_eq!(sources(&store, false), 1);
    allow(0o755);
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_made_is_said() {
    let error = failure(&["ingest", &text(&fixture("epd-v2/EPD_201904.csv")), "--store", "/proc/store"]);
    assert!(error.contains("/proc/store: cannot create the folder"), "{error}");
}

/// The manifest of a report says how many rows of each source the study used, and how many of it are in the store.
#[test]
fn a_report_counts_the_rows_that_it_used() {
    let dir = tempfile::tempdir().unwrap();
    let (store, out) = (dir.path().join("store"), dir.path().join("report"));
    let inputs = ["epd-v2/EPD_201904.csv", "patient-list-size/Patient_List_Size_2019_01-03.csv"].map(fixture);
    assert!(run(&[&inputs[0], &inputs[1]], &store).status.success());
    stdout(&["report", "--store", &text(&store), "--bnf", "0501", "--out", &text(&out), "--replicates", "0"]);
    let manifest: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(out.join("manifest.json")).unwrap()).unwrap();
    let rows = |at: usize| {
        let rows = &manifest["inputs"][at]["rows"];
        ["read", "used", "not_selected"].map(|name| rows[name].as_u64().unwrap())
    };
    // Of the 6 rows in the store 3 are of the treatment; all 3 practices of the extract are its denominator.
    assert_eq!((rows(0), rows(1)), ([6, 3, 3], [3, 3, 0]));
}

#[test]
fn a_known_file_that_was_replaced_is_not_said_to_be_in_the_store() {
    let dir = tempfile::tempdir().unwrap();
    let (good, half, store) =
        (dir.path().join("EPD_201904.csv"), dir.path().join("half.csv"), dir.path().join("store"));
    std::fs::write(&good, month(2019, 4, 20)).unwrap();
    std::fs::write(&half, month(2019, 4, 5)).unwrap();
    let run = |path: &Path| ingest(&[path], &store).output().unwrap();
    assert!(run(&good).status.success());
    let replaced = run(&half);
    let said = String::from_utf8_lossy(&replaced.stderr).into_owned();
    assert!(said.contains("WARNING: half.csv replaced 2019-04, and ") && said.contains(" items became "), "{said}");
    let again = run(&good);
    let (text, said) = (String::from_utf8_lossy(&again.stdout), String::from_utf8_lossy(&again.stderr));
    assert!(text.contains("known, but replaced by a later file: skipped; --again makes it current again"), "{text}");
    assert!(text.contains("; replaced on ") && text.contains(" by half.csv"), "{text}");
    assert!(said.contains("--again makes such files current again"), "{said}");
    assert!(!text.contains("already in the store"), "{text}");
}
