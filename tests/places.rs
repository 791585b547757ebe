//! Whoever adds an index, a rule, a chart, a layout or a subcommand writes its file and a line in the list, as
//! CONTRIBUTING.md promises: no other source file names one of them, but for the uses listed here with their reasons.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use unwarranted::{core::indices::INDICES, core::outliers::RULES, ingest::formats::FORMATS, plot::charts::CHARTS};

/// Files that name an entry of a list all the same: file, identifier, why.
const ALLOWED: &[(&str, &str, &str)] = &[
    ("crates/core/src/findings/contrast.rs", "eq-5-95", "the one ratio of a page"),
    ("crates/core/src/findings/contrast.rs", "eq-25-75", "the same for fewer than 20 areas"),
    ("crates/core/src/findings/sensitivity.rs", "cv-weighted", "the spread of a version"),
    ("crates/report/src/words/standing_out.rs", "dispersion", "how far the page says areas differ beyond chance"),
    ("crates/report/src/html/headlines.rs", "cv-weighted", "a figure at the head of a page"),
    ("crates/report/src/html/headlines.rs", "hoover", "the same"),
    ("crates/report/src/html/time_tables.rs", "cv-weighted", "how far areas differ where the ratio of two says little"),
    ("crates/report/src/html/made_of.rs", "variance-between-share", "what lies between groups of areas"),
    ("crates/report/src/html/methods.rs", "exact", "the limits of chance alone, whatever the rule"),
    ("src/commands/simulate.rs", "epd-v2", "the default layout"),
    ("src/study/files.rs", "tidy", "files that a study reads itself"),
    ("crates/store/src/assemble/asked.rs", "bnf-changes", "the series that codes are followed through"),
    // Other things of the same name.
    ("crates/plot/src/charts/scatter.rs", "lines", "the word, for two of them"),
    ("src/commands/funding/page.rs", "funding", "a subcommand"),
    ("crates/core/src/data/column_words.rs", "adq", "a word in the name of a column"),
    ("crates/core/src/rates/interval/method.rs", "exact", "a method of intervals"),
    ("crates/core/src/rates/interval/method.rs", "phe", "a method of intervals"),
    ("crates/store/src/store/parquet/facts.rs", "exact", "a column of facts"),
    ("crates/fetch/src/attempt.rs", "range", "a header of HTTP"),
    ("src/study/options/table.rs", "atkinson", "an option"),
    ("crates/core/src/findings/checked.rs", "atkinson", "the key of that option in messages"),
    ("crates/plot/src/charts/deciles/plan.rs", "deciles", "a group of lines in the SVG"),
    ("src/commands/demo.rs", "league", "a folder of the demo"),
    ("src/commands/init/text.rs", "atkinson", "an option"),
    ("src/study/options/task.rs", "league", "a folder that a sweep writes"),
    ("src/commands/treatment/check.rs", "league", "a part of what a check prints"),
    ("crates/report/src/tables/trend/found.rs", "slope", "a key of JSON"),
    ("src/study/parquet/columns.rs", "cv", "a column of a league"),
    ("src/study/parquet/columns.rs", "scv", "a column of a league"),
    ("crates/report/src/schemas/mod.rs", "funding", "a kind of JSON"),
    ("crates/report/src/tables/pool.rs", "cv", "a column of costs"),
    ("crates/report/src/publish/asked.rs", "cv", "a column of costs"),
    ("src/study/parquet/columns.rs", "gini", "a column of a league"),
    ("crates/report/src/publish/league.rs", "cv", "a column of a league"),
    ("crates/report/src/publish/league.rs", "scv", "a column of a league"),
    ("crates/report/src/publish/league.rs", "gini", "a column of a league"),
    ("crates/ingest/src/layouts/need/prescribing_units.rs", "adq", "what a set of weights is for"),
    ("src/study/by_age.rs", "adq", "what a set of weights is for"),
    ("src/definitions/text.rs", "adq", "a measure that a store does not have"),
];
/// Layouts that are also written, by the simulator.
const WRITER: &str = "crates/simulate/src/large/layouts.rs";

fn root() -> &'static Path {
    unwarranted_testing::root()
}

/// Source files by their path in the repository: without tests, comments and everything from a module of tests on.
fn sources() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders: Vec<PathBuf> = vec![root().join("src")];
    folders.extend(fs::read_dir(root().join("crates")).unwrap().map(|e| e.unwrap().path().join("src")));
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()) {
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() {
                folders.extend((name != "tests").then_some(path));
            } else if name.ends_with(".rs") && !name.ends_with("tests.rs") && !name.ends_with("testing.rs") {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
                let code: Vec<&str> = code.lines().filter(|l| !l.trim_start().starts_with("//")).collect();
                found.insert(path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned(), code.join("\n"));
            }
        }
    }
    assert!(found.len() > 200, "only {} files were found", found.len());
    found
}

/// Each list with the folder of its entries.
fn lists() -> [(&'static str, Vec<String>); 4] {
    [
        ("crates/core/src/indices/", INDICES.iter().map(|i| i.id.to_string()).collect()),
        ("crates/core/src/outliers/", RULES.iter().map(|r| r.id.to_string()).collect()),
        ("crates/plot/src/charts/", CHARTS.iter().map(|c| c.id.to_string()).collect()),
        ("crates/ingest/src/", FORMATS.iter().map(|f| f.id.to_string()).collect()),
    ]
}

#[test]
fn no_entry_of_a_list_is_named_elsewhere() {
    let sources = sources();
    let mut used: Vec<(&str, &str)> = Vec::new();
    let mut elsewhere = Vec::new();
    for (home, ids) in &lists() {
        assert!(ids.len() >= 3);
        for id in ids {
            let literal = format!("\"{id}\"");
            // One file may define several by a helper; another may build on an entry of its own folder.
            let at_home = || sources.iter().filter(|(f, t)| f.starts_with(home) && t.contains(&literal));
            let written =
                |t: &str| t.contains(&format!("id: {literal}")) || t.contains(&format!("id: Cow::Borrowed({literal})"));
            let mut own: Vec<&String> = at_home().filter(|(_, t)| written(t)).map(|(f, _)| f).collect();
            if own.is_empty() {
                own.extend(at_home().map(|(f, _)| f));
            }
            assert!(own.len() == 1, "{id} is defined in {own:?}; expected one file below {home}");
            for (file, _) in sources.iter().filter(|(f, t)| *f != own[0] && *f != WRITER && t.contains(&literal)) {
                match ALLOWED.iter().find(|(f, i, _)| f == file && i == id) {
                    Some((file, id, _)) => used.push((file, id)),
                    None => elsewhere.push(format!("{file} names {literal}, which {} defines", own[0])),
                }
            }
        }
    }
    assert!(elsewhere.is_empty(), "put what depends on an entry into the entry:\n{}", elsewhere.join("\n"));
    let idle: Vec<_> = ALLOWED.iter().filter(|(f, i, _)| !used.contains(&(f, i))).collect();
    assert!(idle.is_empty(), "allowed and not needed any more: {idle:?}");
}

/// Files that name a module, apart from the module itself.
fn naming(sources: &BTreeMap<String, String>, module: &str, own: &str) -> Vec<String> {
    let word = |text: &str| {
        text.match_indices(module).any(|(at, _)| {
            let part = |c: char| c.is_alphanumeric() || c == '_';
            let (before, after) = (&text[..at], &text[at + module.len()..]);
            (after.starts_with("::") || after.starts_with(';') && before.ends_with("mod ")) && !before.ends_with(part)
        })
    };
    sources.iter().filter(|(f, t)| *f != own && word(t)).map(|(f, _)| f.clone()).collect()
}

#[test]
fn an_entry_stands_in_its_file_and_in_the_list() {
    let sources = sources();
    for (module, own, expected) in [
        ("hoover", "crates/core/src/indices/hoover.rs", vec!["crates/core/src/indices/mod.rs"]),
        ("shmi", "crates/core/src/outliers/shmi.rs", vec!["crates/core/src/outliers/mod.rs"]),
        ("ranked", "crates/plot/src/charts/ranked/mod.rs", vec!["crates/plot/src/charts/mod.rs"]),
        (
            "adq",
            "crates/ingest/src/layouts/bnf/adq.rs",
            vec!["crates/ingest/src/formats/mod.rs", "crates/ingest/src/layouts/bnf/mod.rs"],
        ),
        ("completions", "src/commands/completions.rs", vec!["src/commands/mod.rs"]),
    ] {
        assert_eq!(naming(&sources, module, own), expected, "{own}");
    }
}

/// A treatment is one file of data: no code names it.
#[test]
fn a_treatment_touches_one_file() {
    let sources = sources();
    let all = unwarranted::definitions::all().unwrap();
    assert!(all.len() >= 120);
    for definition in all {
        let literal = format!("\"{}\"", definition.id());
        let naming: Vec<&String> = sources.iter().filter(|(_, t)| t.contains(&literal)).map(|(f, _)| f).collect();
        assert!(naming.is_empty(), "{} is named by {naming:?}", definition.id());
    }
}

/// Rooms that know one another all the same: the folder, the room, the one that it may name, why.
const BOTH_WAYS: &[(&str, &str, &str, &str)] = &[
    ("src", "cli", "commands", "the command line lists the commands, and they word their messages by it"),
    ("crates/simulate/src", "options", "formulary", "the treatment of a simulation is one of its formulary"),
];

/// Where the sources of a package lie, and the room of a file: the folder or file directly below them.
fn room(file: &str) -> (&str, &str) {
    let start = file.find("src/").unwrap() + 4;
    let room = file[start..].split('/').next().unwrap();
    (&file[..start - 1], room.strip_suffix(".rs").unwrap_or(room))
}

/// What a text names of its own package: `crate::name` and `crate::{name, other::part}`.
fn named<'a>(text: &'a str, from: &str) -> BTreeSet<&'a str> {
    let name = |text: &str| text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices(from) {
        let rest = &text[at + from.len()..];
        let Some(list) = rest.strip_prefix('{') else {
            found.insert(&rest[..name(rest)]);
            continue;
        };
        let (mut depth, mut start) = (0, 0);
        for (i, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' | '}' if depth == 0 => {
                    let item = list[start..i].trim();
                    found.insert(&item[..name(item)]);
                    start = i + 1;
                    if c == '}' {
                        break;
                    }
                }
                _ => {}
            }
        }
    }
    found
}

/// Within a package the rooms can be put in an order in which each names only those below it.
#[test]
fn rooms_know_only_what_lies_below_them() {
    let sources = sources();
    let mut packages: BTreeMap<&str, BTreeMap<&str, BTreeSet<&str>>> = BTreeMap::new();
    for (file, text) in &sources {
        let (package, own) = room(file);
        if own != "lib" && own != "main" {
            let names = packages.entry(package).or_default().entry(own).or_default();
            names.extend(named(text, "crate::"));
            // What lies directly below `src` may call its neighbours so.
            if *file == format!("{package}/{own}.rs") {
                names.extend(named(text, "super::"));
            }
        }
    }
    assert!(packages["crates/core/src"]["findings"].contains("data"), "imports are not seen");
    let mut idle: BTreeSet<&str> = BOTH_WAYS.iter().map(|(.., why)| *why).collect();
    for (package, rooms) in &packages {
        let allowed =
            |from: &str, to: &str| BOTH_WAYS.iter().find(|(p, f, t, _)| p == package && *f == from && *t == to);
        let names = |from: &str, to: &str| from != to && rooms[from].contains(to);
        for (from, to) in rooms.keys().flat_map(|from| rooms.keys().map(move |to| (*from, *to))) {
            if let Some((.., why)) = allowed(from, to).filter(|_| names(from, to)) {
                idle.remove(why);
            }
        }
        let mut left: Vec<&str> = rooms.keys().copied().collect();
        loop {
            let above = |room: &&str| left.iter().any(|to| names(room, to) && allowed(room, to).is_none());
            let rest: Vec<&str> = left.iter().copied().filter(above).collect();
            if rest.len() == left.len() {
                break;
            }
            left = rest;
        }
        assert!(left.is_empty(), "{package}: there is a circle among {left:?}");
    }
    assert!(idle.is_empty(), "allowed and not needed any more: {idle:?}");
}

/// Files of the repository that a table of CONTRIBUTING.md may name.
fn paths() -> Vec<String> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = ["src", "crates", "data", "tests"].iter().map(|f| root().join(f)).collect();
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found
}

/// What CONTRIBUTING.md says of where a change goes names files and lists that there are.
#[test]
fn contributing_names_what_is_there() {
    let text = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let table = text.split("## Where a change goes").nth(1).unwrap().split("\n## ").next().unwrap();
    let (paths, sources) = (paths(), sources());
    let mut seen = 0;
    for code in table.split('`').skip(1).step_by(2) {
        if code.contains('/') && !code.contains(' ') {
            // `<id>` stands for any name.
            let (start, end) = (code.split('<').next().unwrap(), code.rsplit('>').next().unwrap());
            let is = |path: &String| path.ends_with(end) && (start == end || path.starts_with(start));
            assert!(paths.iter().any(is), "CONTRIBUTING.md names `{code}`, which is not there");
        } else if code.len() > 3 && code.bytes().all(|b| b.is_ascii_uppercase()) {
            let list = format!("static {code}: ");
            assert!(
                sources.values().any(|t| t.contains(&list)),
                "CONTRIBUTING.md names the list {code}, which is not there"
            );
        } else {
            continue;
        }
        seen += 1;
    }
    assert!(seen >= 20, "only {seen} places were looked at");
}
