//! Which checks ran and which were skipped, in a file beside the test programs, because each of them is a process of its own.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::panic::Location;
use std::path::{Path, PathBuf};
use std::{env, io};

/// The record: a line for every check, its place, a tab, and the reason why it was skipped, empty where it ran.
const FILE: &str = "checks-on-real-data.tsv";

/// Checks by place in the source; of several lines for one place the last counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Records(BTreeMap<String, String>);

/// Adds the caller's check.
#[track_caller]
pub(crate) fn add(skipped: Option<&str>) {
    let line = format!("{}\t{}\n", place(Location::caller()), skipped.unwrap_or_default());
    let path = beside_the_tests();
    // One write of a short line, so that lines of several processes do not mix.
    let file = OpenOptions::new().create(true).append(true).open(&path);
    let written = file.and_then(|mut file| file.write_all(line.as_bytes()));
    assert!(written.is_ok(), "{}: {written:?}", path.display());
}

/// `file test`: the thread has the name of its test, unless all run in one thread; then the line stands for it.
fn place(caller: &Location<'_>) -> String {
    match std::thread::current().name() {
        Some(test) if test != "main" => format!("{} {test}", caller.file()),
        _ => caller.to_string(),
    }
}

/// What the tests have recorded, and removes the record, so that the next run starts anew. `None` where no test ran that could
/// have skipped anything.
///
/// # Errors
/// A record that cannot be read or removed.
pub fn summary() -> io::Result<Option<String>> {
    let path = beside_the_tests();
    if !path.exists() {
        return Ok(None);
    }
    let records = Records::parse(&fs::read_to_string(&path)?);
    fs::remove_file(&path)?;
    Ok(Some(records.to_string()))
}

/// Beside `deps`, where Cargo puts the test programs.
fn beside_the_tests() -> PathBuf {
    let program = env::current_exe().unwrap_or_default();
    let folder = program.parent().and_then(Path::parent).unwrap_or(Path::new("."));
    folder.join(FILE)
}

impl Records {
    /// Reads a record.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let pairs = text.lines().filter_map(|line| line.split_once('\t'));
        Self(pairs.map(|(place, reason)| (place.to_owned(), reason.to_owned())).collect())
    }
}

impl std::fmt::Display for Records {
    /// `43 of 44 checks were skipped`, the reasons with their numbers, and for reasons that are rare the places.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (place, reason) in self.0.iter().filter(|(_, reason)| !reason.is_empty()) {
            reasons.entry(reason).or_default().push(place);
        }
        let skipped: usize = reasons.values().map(Vec::len).sum();
        write!(f, "{skipped} of {} checks that depend on the machine were skipped", self.0.len())?;
        for (reason, places) in reasons {
            write!(f, "\n  {}: {reason}", places.len())?;
            if places.len() <= 3 {
                write!(f, " ({})", places.join(", "))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_of_a_place_counts() {
        let records = Records::parse("a.rs:1:5\tnot there\nb.rs:2:5\t\na.rs:9:5\tnot there\nb.rs:2:5\t\na.rs:1:5\t\n");
        let text = records.to_string();
        assert_eq!(text, "1 of 3 checks that depend on the machine were skipped\n  1: not there (a.rs:9:5)");
        let all = Records::parse("a\tx\nb\tx\nc\tx\nd\tx\n").to_string();
        assert_eq!(all, "4 of 4 checks that depend on the machine were skipped\n  4: x");
        assert!(Records::parse("a\t\n").to_string().starts_with("0 of 1 checks"));
    }
}
