//! What the README shows works: its commands run, word for word, on what the demo writes.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod common;

use common::{stdout, unwarranted};
use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

/// Lines of the blocks of this language in a document, one vector per block.
fn blocks(document: &str, language: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(unwarranted_testing::root().join(document)).unwrap();
    let fence = format!("```{language}\n");
    text.split(&fence)
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap().lines().map(str::to_owned).collect())
        .collect()
}

/// A folder in which the demo was run, and the search path with the program on it.
fn demo() -> (tempfile::TempDir, std::ffi::OsString) {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = unwarranted();
    assert!(demo.current_dir(folder.path()).arg("demo").output().unwrap().status.success());
    let program = unwarranted().get_program().to_owned();
    let own = Path::new(&program).parent().unwrap().to_owned();
    let path = std::env::join_paths([own].into_iter().chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())));
    (folder, path.unwrap())
}

/// Runs a line as a shell does. A shell gives the result of the last command of a pipe, so the first one is run by itself
/// as well.
fn runs(line: &str, here: &Path, path: &OsStr) {
    let first = line.split(" | ").next().unwrap();
    for command in [first, line].into_iter().take(if first == line { 1 } else { 2 }) {
        let done = Command::new("sh").args(["-c", command]).current_dir(here).env("PATH", path).output().unwrap();
        // A comparison that finds a difference ends with 1.
        let differ = command.starts_with("unwarranted compare ") && done.status.code() == Some(1);
        assert!(done.status.success() || differ, "{command}\n{}", String::from_utf8_lossy(&done.stderr));
    }
}

/// Starts what serves until it is stopped, on a free port, and stops it when it says where it listens.
fn serves(line: &str, here: &Path, path: &OsStr) {
    let command = format!("exec {line} --port 0");
    let mut program = Command::new("sh");
    let mut served =
        program.args(["-c", &command]).current_dir(here).env("PATH", path).stdout(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    BufReader::new(served.stdout.take().unwrap()).read_line(&mut said).unwrap();
    served.kill().unwrap();
    served.wait().unwrap();
    assert!(said.starts_with("http://127.0.0.1:"), "{line}: {said}");
}

#[test]
fn every_command_of_the_readme_runs_after_the_demo() {
    let (folder, path) = demo();
    let (mut here, mut run) = (folder.path().to_owned(), 0);
    for line in blocks("README.md", "sh").into_iter().flatten() {
        if let Some(to) = line.strip_prefix("cd ") {
            here = here.join(to);
        } else if line.starts_with("unwarranted ") {
            runs(&line, &here, &path);
            run += 1;
        }
    }
    assert!(run > 10, "only {run} commands were found");
    table_is_as_shown(&folder.path().join("unwarranted-demo/examples"));
}

#[test]
fn every_command_of_the_cookbook_runs_after_the_demo() {
    let (folder, path) = demo();
    let here = folder.path().join("unwarranted-demo/examples");
    let lines: Vec<String> = blocks("docs/cookbook.md", "sh").into_iter().flatten().collect();
    assert!(lines.len() >= 20, "{lines:?}");
    for line in lines {
        assert!(line.starts_with("unwarranted "), "{line}");
        if line.starts_with("unwarranted serve ") { serves(&line, &here, &path) } else { runs(&line, &here, &path) }
    }
}

/// The examples at the end of the help of a command, a line that ends in a backslash with the next.
fn examples(command: &str) -> Vec<String> {
    let help = stdout(&[command, "--help"]).replace("\\\n", "");
    let (_, examples) = help.split_once("Examples (in the folder").unwrap();
    let lines = examples.lines().filter_map(|line| line.strip_prefix("  unwarranted "));
    lines.map(|line| format!("unwarranted {}", line.split("     ").next().unwrap())).collect()
}

#[test]
fn every_example_of_the_help_runs_after_the_demo() {
    let (folder, path) = demo();
    let here = folder.path().join("unwarranted-demo/examples");
    for command in [
        "rates",
        "indices",
        "outliers",
        "smooth",
        "sweep",
        "report",
        "ingest",
        "store",
        "init",
        "verify",
        "compare",
        "chart",
        "similar",
        "space",
        "opportunity",
        "scenario",
        "funding",
        "pool",
    ] {
        let examples = examples(command);
        assert!(examples.len() > 1, "{command}");
        examples.iter().for_each(|line| runs(line, &here, &path));
    }
}

/// The lines of a table that the README shows stand in the file that the demo writes.
fn table_is_as_shown(examples: &Path) {
    let shown = blocks("README.md", "csv");
    assert_eq!(shown.len(), 1);
    let table = std::fs::read_to_string(examples.join("hips.csv")).unwrap();
    let first: Vec<&str> = table.lines().take(shown[0].len()).collect();
    assert!(first.len() >= 3 && shown[0] == first, "{shown:?} is not the beginning of hips.csv: {first:?}");
}

#[test]
fn every_subcommand_is_in_the_readme_or_the_cookbook() {
    let help = stdout(&["--help"]);
    let read = |page| std::fs::read_to_string(unwarranted_testing::root().join(page)).unwrap();
    let text = read("README.md") + &read("docs/cookbook.md");
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|l| !l.starts_with("Commands:"))
        .skip(1)
        .take_while(|l| !l.is_empty())
        .filter_map(|l| l.strip_prefix("  ").filter(|l| !l.starts_with(' '))?.split(' ').next())
        .filter(|c| !["help", "completions", "demo", "manual"].contains(c))
        .collect();
    assert!(commands.len() >= 9, "{commands:?}");
    for command in commands {
        assert!(text.contains(&format!("unwarranted {command}")), "{command}");
    }
}
