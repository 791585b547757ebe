//! The documents agree with themselves: decisions with their index, the glossary with the alphabet, links with the files they name.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    unwarranted_testing::root()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// All files with this extension in the folders that hold the project's own text.
fn files(extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> =
        ["src", "crates", "tests", "docs", "benches", "data"].iter().map(|f| root().join(f)).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    for name in ["README.md", "CONTRIBUTING.md", "GLOSSARY.md", "CHANGELOG.md"] {
        if name.ends_with(extension) {
            found.push(root().join(name));
        }
    }
    found.sort();
    found
}

/// Number to title and topic, as the headings of the topic files have them.
fn headings() -> BTreeMap<u32, (String, String)> {
    let mut found = BTreeMap::new();
    for path in files("md").iter().filter(|p| p.parent() == Some(&root().join("docs/decisions"))) {
        let topic = path.file_stem().unwrap().to_str().unwrap();
        for line in read(path).lines().filter_map(|l| l.strip_prefix("## ")) {
            let (number, title) =
                line.split_once(". ").unwrap_or_else(|| panic!("{topic}.md: '## {line}' has no number"));
            let number = number.parse().unwrap_or_else(|e| panic!("{topic}.md: '## {line}': {e}"));
            let earlier = found.insert(number, (title.to_owned(), topic.to_owned()));
            assert_eq!(earlier, None, "decision {number} stands twice; take the next free number for the later one");
        }
    }
    found
}

#[test]
fn the_index_of_decisions_has_every_entry_in_order() {
    let headings = headings();
    let index: Vec<(u32, String, String)> = read(&root().join("docs/decisions/README.md"))
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ");
            let number = cells.next()?.parse().ok()?;
            let (title, link) = (cells.next().unwrap(), cells.next().unwrap());
            let (topic, target) = link.strip_prefix('[').unwrap().split_once("](").unwrap();
            assert_eq!(target, format!("{topic}.md)"), "decision {number}");
            Some((number, title.to_owned(), topic.to_owned()))
        })
        .collect();
    let entries: Vec<_> = headings.into_iter().map(|(number, (title, topic))| (number, title, topic)).collect();
    assert_eq!(index, entries, "docs/decisions/README.md (left) and the headings of the topic files (right)");
    let numbers: Vec<u32> = entries.iter().map(|(n, ..)| *n).collect();
    assert_eq!(numbers, (1..=u32::try_from(numbers.len()).unwrap()).collect::<Vec<_>>(), "numbers have no gaps");
}

#[test]
fn every_decision_that_is_cited_exists() {
    let known: BTreeSet<u32> = headings().into_keys().collect();
    let mut cited = 0;
    for path in ["rs", "md", "toml"].iter().flat_map(|e| files(e)) {
        let text = read(&path).to_lowercase();
        for rest in text.split("decision ").skip(1) {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            if let Ok(number) = digits.parse() {
                assert!(known.contains(&number), "{} cites decision {number}, which does not exist", path.display());
                cited += 1;
            }
        }
    }
    assert!(cited > 3, "only {cited} citations were found");
}

#[test]
fn the_glossary_is_in_alphabetical_order() {
    let text = read(&root().join("GLOSSARY.md"));
    let terms: Vec<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next())
        .filter(|term| !["term", "---"].contains(term))
        .map(str::to_lowercase)
        .collect();
    let mut sorted = terms.clone();
    sorted.sort();
    sorted.dedup();
    assert!(terms.len() > 50, "{terms:?}");
    assert_eq!(terms, sorted);
}

#[test]
fn every_link_to_a_file_leads_somewhere() {
    let mut links = 0;
    for path in files("md") {
        for target in read(&path).split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let target = target.split('#').next().unwrap_or_default();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            assert!(path.parent().unwrap().join(target).exists(), "{}: no file {target}", path.display());
            links += 1;
        }
    }
    assert!(links > 10, "only {links} links were found");
}

/// Pages of the documentation that are lists of the program, each with its first lines.
const LISTS: [(&str, &str, &str); 6] = [
    (
        "indices",
        "docs/methods/indices.md",
        "# Indices of variation\n\nEach with its formula, its source, and when it is undefined.",
    ),
    (
        "rules",
        "docs/methods/rules.md",
        "# Outlier rules\n\n`calibrated` is the default of every command, page and chart; `--rule` takes another.",
    ),
    (
        "smoothers",
        "docs/methods/smoothers.md",
        "# Smoothers\n\nMethods of `unwarranted smooth`: the less certain an area's ratio, the closer it moves to the overall one.",
    ),
    (
        "charts",
        "docs/methods/charts.md",
        "# Charts\n\nKinds of `unwarranted chart`. A chart draws figures and works out none.",
    ),
    (
        "formats",
        "docs/data/formats.md",
        "# File formats\n\nA layout is recognised by the columns it needs, never by a file's name.",
    ),
    (
        "sources",
        "docs/data/sources.md",
        "# Public datasets\n\nWhat the program reads, who publishes it, under which licence, and how to get it.",
    ),
];

/// `UPDATE_DOCS=1` writes the pages anew.
#[test]
fn pages_of_lists_are_what_the_program_lists() {
    for (what, path, head) in LISTS {
        let list = common::stdout(&["list", what, "--format", "markdown"]);
        let page = format!(
            "{head} This page is written by `unwarranted list {what} --format markdown`.\n\n{}\n",
            list.trim_end()
        );
        let path = root().join(path);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            fs::write(&path, &page).unwrap();
        }
        assert!(
            read(&path) == page,
            "{} is not what the program lists: run this test with UPDATE_DOCS=1",
            path.display()
        );
    }
}

/// A page that no menu leads to is read by nobody.
#[test]
fn every_page_of_the_documentation_is_in_its_menu() {
    let menu = read(&root().join("mkdocs.yml"));
    for path in files("md") {
        let Ok(page) = path.strip_prefix(root().join("docs")) else { continue };
        // Topics of decisions are reached from their index.
        if !page.starts_with("decisions") || page.ends_with("README.md") {
            assert!(menu.contains(&format!(": {}\n", page.display())), "mkdocs.yml has no {}", page.display());
        }
    }
}

/// What a package reads at compile time lies within it, or it could not be published.
#[test]
fn no_package_includes_a_file_from_outside() {
    let mut seen = 0;
    for path in files("rs").into_iter().filter(|p| p.starts_with(root().join("crates"))) {
        let package: PathBuf = path.strip_prefix(root()).unwrap().components().take(2).collect();
        for target in read(&path).split("include_").skip(1).filter_map(|rest| rest.split_once("!(\"")) {
            let (kind, rest) = target;
            if !["str", "bytes"].contains(&kind) {
                continue;
            }
            let file = path.parent().unwrap().join(rest.split('"').next().unwrap());
            let file = file.canonicalize().unwrap_or_else(|e| panic!("{}: {}: {e}", path.display(), file.display()));
            assert!(
                file.starts_with(root().join(&package).canonicalize().unwrap()),
                "{}: {}",
                path.display(),
                file.display()
            );
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen}");
}
