//! End to end: names that act on a terminal or a page, files that are none, and files that must not be replaced.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{failure, stdout, unwarranted};
use std::path::Path;

/// Clears the screen, turns the direction, begins a line, sets a title by a C1 control, begins with a mark.
const NAME: &str = "\u{feff}Kent\u{1b}[2J \u{202e}x\u{2066} \u{9b}31m \u{9d}0;t\u{7}";
/// What must reach neither terminal nor page.
const ACTING: [char; 8] = ['\u{1b}', '\u{202e}', '\u{2066}', '\u{9b}', '\u{9d}', '\u{7}', '\u{feff}', '\r'];

fn table(folder: &Path) -> String {
    let path = folder.join("rates.csv");
    let row = |n: usize| format!("A{n},\"{NAME}{n}\nnote: all is well\t\",2020,{},{}\n", 20 + n * 3, 1_000 + n * 10);
    let text = "area,name,year,observed,population\n".to_owned() + &(0..12).map(row).collect::<String>();
    std::fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

fn assert_inert(text: &str) {
    for c in ACTING {
        assert!(!text.contains(c), "{c:?} in {}", text.escape_debug());
    }
}

#[test]
fn names_do_not_act_on_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let path = table(folder.path());
    for command in ["rates", "outliers", "smooth", "indices"] {
        for format in ["table", "csv", "json"] {
            let output = unwarranted().args([command, &path, "--format", format]).output().unwrap();
            let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
            assert!(output.status.success(), "{command} {format}: {err}");
            assert_inert(&out);
            assert_inert(&err);
            assert!(!out.lines().any(|line| line.starts_with("note: all is well")), "{command} {format}: {out}");
            if format == "json" {
                let json: serde_json::Value = serde_json::from_str(&out).unwrap();
                let unchanged = json.to_string().contains('\u{202e}');
                assert!(unchanged || command == "indices", "the document still holds the name as it is");
            }
        }
    }
    let text = stdout(&["rates", &path]);
    assert!(text.contains("\\u001b[2J") || text.contains("\\ufeffKent"), "{text}");
}

#[test]
fn codes_file_names_and_values_in_errors_do_not_act_on_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let odd = folder.path().join("a\u{1b}[2Jb\u{202e}.csv");
    std::fs::write(&odd, "area,year,observed,population\nA,2020,\u{1b}]0;x\u{7}\u{9b}1,5\n").unwrap();
    for args in [
        vec!["rates", odd.to_str().unwrap()],
        vec!["report", odd.to_str().unwrap(), "--out", "x"],
        vec!["ingest", odd.to_str().unwrap(), "--store", "s"],
    ] {
        let output = unwarranted().current_dir(folder.path()).args(&args).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        assert!(text.contains("\\u001b"), "{args:?}: {text}");
        assert_inert(&text);
    }
}

#[test]
fn names_do_not_act_on_the_page_or_the_charts() {
    let folder = tempfile::tempdir().unwrap();
    let path = table(folder.path());
    let out = folder.path().join("report");
    stdout(&["report", &path, "--out", out.to_str().unwrap()]);
    let mut seen = 0;
    for file in common::files_below(&out) {
        let text = match file.extension().and_then(|e| e.to_str()) {
            Some("html" | "svg" | "csv") => std::fs::read_to_string(out.join(&file)).unwrap(),
            _ => continue,
        };
        assert_inert(&text);
        seen += 1;
    }
    assert!(seen >= 5, "page, charts and tables");
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("<bdi>\\ufeffKent\\u001b[2J"), "a name is isolated");
}

#[test]
fn simulate_replaces_a_file_only_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let (out, beside) = (folder.path().join("epd.csv"), folder.path().join("epd.part"));
    for path in [&out, &beside] {
        std::fs::write(path, "mine").unwrap();
    }
    let args = ["simulate", "--rows", "90", "--practices", "9", "--out", out.to_str().unwrap()];
    let text = failure(&args);
    assert!(text.contains("exists and was left as it is") && text.contains("--force"), "{text}");
    assert_eq!(std::fs::read_to_string(&out).unwrap(), "mine");
    stdout(&[&args[..], &["--force"]].concat());
    assert_eq!(std::fs::read_to_string(&out).unwrap().lines().count(), 91);
    assert_eq!(std::fs::read_to_string(&beside).unwrap(), "mine", "the file beside it is somebody else's");
    let text =
        failure(&["simulate", "--rows", "90", "--practices", "9", "--force", "--out", folder.path().to_str().unwrap()]);
    assert!(text.contains("is not a file"), "{text}");
}

#[test]
fn a_population_is_not_suspected_of_being_a_flow() {
    let folder = tempfile::tempdir().unwrap();
    for (name, suspected) in [("population", false), ("list_size", false), ("denominator", true)] {
        let path = folder.path().join("months.csv");
        let row = |n: usize| format!("A{},2020-{:02},{},{}\n", n % 4, 1 + n / 4, 20 + n, 1_000);
        std::fs::write(&path, format!("area,period,observed,{name}\n") + &(0..48).map(row).collect::<String>())
            .unwrap();
        let output = unwarranted().args(["rates", path.to_str().unwrap(), "--by", "year"]).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{text}");
        assert_eq!(text.contains("Use --denominator-is flow"), suspected, "{name}: {text}");
    }
}

#[test]
fn rank_columns_are_there_only_with_ranks() {
    let folder = tempfile::tempdir().unwrap();
    let path = table(folder.path());
    let header = |text: String| text.lines().next().unwrap().to_owned();
    let simulated = header(stdout(&["outliers", &path, "--format", "csv"]));
    assert!(simulated.contains(",rank,rank_lower,rank_upper,"), "{simulated}");
    let out = folder.path().join("report");
    stdout(&["report", &path, "--out", out.to_str().unwrap()]);
    let report = header(std::fs::read_to_string(out.join("areas.csv")).unwrap());
    assert!(
        report.contains(",percent_rank,") && !report.contains(",rank,") && !report.contains("in_highest_decile"),
        "{report}"
    );
}

#[test]
#[cfg(unix)]
fn what_is_no_file_is_refused_and_what_the_shell_opens_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for path in [pipe.to_str().unwrap(), "/dev/zero"] {
        for command in [vec!["rates", path], vec!["ingest", path, "--store", "s"], vec!["rates", "-", "--names", path]]
        {
            let output = unwarranted()
                .current_dir(folder.path())
                .args(&command)
                .write_stdin("area,observed,population\nA,1,2\nB,2,3\n")
                .output()
                .unwrap();
            let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
            assert!(!output.status.success() && text.contains("not a file"), "{command:?}: {text}");
        }
    }
    let output = unwarranted()
        .args(["rates", "/dev/stdin"])
        .write_stdin("area,observed,population\nA,1,2\nB,2,3\n")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_file_of_many_tables_says_ten_lines_and_where_the_others_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.csv");
    let row = |n: usize| format!("0{}L,Deaths,{},{}\n", n % 4, 1990 + n / 4, 10 + n);
    std::fs::write(&path, "code,indicator,year,value\n".to_owned() + &(0..120).map(row).collect::<String>()).unwrap();
    let text = stdout(&["ingest", path.to_str().unwrap(), "--store", folder.path().join("store").to_str().unwrap()]);
    assert!(text.lines().count() <= 12, "{text}");
    assert!(text.contains("and 27 more tables, listed in") && text.contains("catalogue.json"), "{text}");
    let catalogue = std::fs::read_to_string(folder.path().join("store/catalogue.json")).unwrap();
    assert!(["1990-01", "2004-01", "2019-01"].iter().all(|month| catalogue.contains(month)));
}

/// Every command reads the same files: what one refuses or sets aside, the others do.
#[test]
fn polluted_files_are_judged_the_same_by_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let rows: Vec<String> = (0..12)
        .map(|n| {
            format!("0{}{},2019,{},{}", n / 6 + 1, ["A", "B", "C", "D", "E", "F"][n % 6], 40 + n * 7, 4_100 + n * 310)
        })
        .collect();
    let with = |line: usize, text: &str| {
        let mut rows = rows.clone();
        rows.insert(line, text.to_owned());
        "area,year,observed,population\n".to_owned() + &rows.join("\n") + "\n"
    };
    for (name, text, refused) in [
        ("england", with(5, "England,2019,1000,70000"), false),
        ("suppressed", with(5, "03A,2019,*,5000"), false),
        ("nobody", with(5, "03A,2019,4,0"), false),
        ("region", with(5, "Y56,2019,400,50000\nY58,2019,500,60000"), true),
        ("case", with(5, "01a,2019,40,5000"), true),
        ("twice", with(5, "01A,2019,40,5000"), true),
        ("error", with(5, "#REF!,2019,40,5000"), true),
        ("below zero", with(5, "03A,2019,-4,5000"), true),
        ("thousands", with(5, "03A,2019,\"1,234\",5000"), true),
        ("invisible", with(5, "03A\u{200b},2019,40,5000"), true),
        ("short", with(5, "03A,2019,40"), true),
    ] {
        let path = folder.path().join(format!("{name}.csv"));
        std::fs::write(&path, text).unwrap();
        let path = path.to_str().unwrap();
        let said: Vec<Vec<String>> = [
            vec!["rates", path],
            vec!["indices", path, "--replicates", "0"],
            vec!["outliers", path],
            vec!["report", path, "--out", folder.path().join(name).to_str().unwrap()],
        ]
        .iter()
        .map(|args| {
            let output = unwarranted().args(args).output().unwrap();
            let words = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.success(), !refused, "{name}, {}: {words}", args[0]);
            let tells = |line: &&str| line.starts_with("error") || line.starts_with("set aside");
            words.lines().filter(tells).map(str::to_owned).collect()
        })
        .collect();
        assert!(!said[0].is_empty(), "{name}");
        assert!(said.iter().all(|own| *own == said[0]), "{name}: {said:?}");
    }
}
