//! What the end-to-end tests share.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "helpers of tests")]

pub mod driver;

use std::path::{Path, PathBuf};

/// The program under test.
pub fn unwarranted() -> assert_cmd::Command {
    assert_cmd::cargo::cargo_bin_cmd!("unwarranted")
}

/// Runs the program and returns standard output, which must come with success.
pub fn stdout(args: &[&str]) -> String {
    let output = unwarranted().args(args).output().expect("the program starts");
    assert!(output.status.success(), "{args:?} failed: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("output is UTF-8")
}

/// Runs the program, which must succeed, and returns standard error.
pub fn stderr_of(args: &[&str]) -> String {
    let output = unwarranted().args(args).output().expect("the program starts");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{args:?} failed: {text}");
    text
}

/// Runs the program, which must fail without a panic, and returns standard error.
pub fn failure(args: &[&str]) -> String {
    let output = unwarranted().args(args).output().expect("the program starts");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{args:?} should fail");
    assert!(!text.contains("panicked"), "{text}");
    text
}

/// As [`stdout`], parsed as JSON.
pub fn json(args: &[&str]) -> serde_json::Value {
    serde_json::from_str(&stdout(args)).expect("output is JSON")
}

/// Writes `content` to `name` in `folder` and returns its path as text.
pub fn file(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    std::fs::write(&path, content).expect("the folder is writable");
    path.to_string_lossy().into_owned()
}

/// A path as an argument.
pub fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The cells of a line, in which quotes may stand around commas.
pub fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => cells.last_mut().unwrap().push(c),
        }
    }
    cells
}

/// Every file below `folder`, relative, sorted.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(&dir).expect("the folder is readable") {
            let path = entry.expect("the entry is readable").path();
            if path.is_dir() {
                open.push(path)
            } else {
                found.push(path.strip_prefix(folder).expect("below").to_owned())
            }
        }
    }
    found.sort();
    found
}

/// Twelve areas over six months in which counts differ by more than chance; area A11 has closed.
pub fn small_table() -> String {
    let mut text = String::from("month,code,name,numerator,denominator\n");
    for month in 1..=6 {
        for area in 0..12 {
            let (observed, population) = if area == 11 { (0, 0) } else { (20 + area * 7 + month, 10_000 + 500 * area) };
            text.push_str(&format!("2024-{month:02}-01,A{area:02},Area {area},{observed},{population}\n"));
        }
    }
    text
}

/// Money of the areas and months of [`small_table`], without the area that has closed.
pub fn small_money() -> String {
    let mut text = String::from("month,area,name,amount,registered,weighted\n");
    for month in 1..=6 {
        for area in 0..11 {
            let (people, weighted) = (10_000 + 500 * area, 9_500 + 700 * area);
            text.push_str(&format!(
                "2024-{month:02},A{area:02},Area {area},{},{people},{weighted}\n",
                900_000 + 90_000 * (area % 5)
            ));
        }
    }
    text
}

/// Numbers from 0 to 1 that look random.
pub fn number(i: usize, stream: usize) -> f64 {
    (libm::sin((i * 7 + stream * 131) as f64 * 12.9898 + 0.7) * 43_758.545_3).fract().abs()
}

/// A figure of JSON within rounding of what it has to be.
#[track_caller]
pub fn close(found: &serde_json::Value, wanted: f64) {
    let found = found.as_f64().unwrap();
    assert!((found - wanted).abs() <= 1e-9 * wanted.abs() + 1e-12, "{found} {wanted}");
}
