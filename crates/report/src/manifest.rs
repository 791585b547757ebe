//! The provenance manifest: what went in, what came out, and how, so that a report can be made again to the byte.
//!
//! `when` is the only part of a report that depends on the time.

use crate::error::Error;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Component, Path};
use unwarranted_core::RowUse;

/// The name of the file in a report.
pub const FILE: &str = "manifest.json";
/// What the manifest of a report says in `program`.
pub const PROGRAM: &str = "unwarranted";

/// Where a report comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Manifest {
    /// Version of this format.
    pub schema: u32,
    /// Always [`PROGRAM`].
    pub program: &'static str,
    /// Version of the program.
    pub version: String,
    /// The subcommand: "report".
    pub command: String,
    /// Every option with its value, defaults included, by name.
    pub options: BTreeMap<String, serde_json::Value>,
    /// Seed of the random numbers; `None` where none are drawn.
    pub seed: Option<u64>,
    /// When the report was made, as RFC 3339 in UTC.
    pub when: String,
    /// The files read for this report: those named on the command line, or the publishers' files behind the store.
    pub inputs: Vec<Input>,
    /// The files written, without this one.
    pub outputs: Vec<Output>,
    /// What a reader should know: choices made, limits of the data.
    pub notes: Vec<String>,
}

/// A file read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Input {
    /// Its name as given.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its format, as in the list of formats.
    pub format: String,
    /// Its encoding, where it is text.
    pub encoding: Option<String>,
    /// What became of its rows.
    pub rows: Rows,
}

/// What became of the rows of a file: `read` is the sum of all the others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Rows {
    /// Data rows read.
    pub read: usize,
    /// Rows used.
    pub used: usize,
    /// Rows outside the periods or treatments asked for.
    pub not_selected: usize,
    /// Rows set aside, by reason.
    pub set_aside: Vec<RowsAside>,
}

/// Rows set aside for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowsAside {
    /// Identifier of the reason.
    pub reason: String,
    /// The reason in words.
    pub meaning: String,
    /// How many rows.
    pub rows: usize,
}

/// A file written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Output {
    /// Its path inside the report, with `/`.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

impl From<&RowUse> for Rows {
    fn from(rows: &RowUse) -> Self {
        let aside = |(reason, rows): (&unwarranted_core::Reason, &usize)| RowsAside {
            reason: reason.word().to_owned(),
            meaning: reason.meaning().to_owned(),
            rows: *rows,
        };
        Self {
            read: rows.read,
            used: rows.used,
            not_selected: rows.not_selected,
            set_aside: rows.set_aside.iter().map(aside).collect(),
        }
    }
}

impl Output {
    /// The entry for a file of these bytes.
    #[must_use]
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        Self { name: name.to_owned(), bytes: bytes.len() as u64, sha256: sha256(bytes) }
    }
}

impl Manifest {
    /// A manifest without inputs, outputs and notes yet.
    #[must_use]
    pub fn new(version: &str, command: &str, when: &str) -> Self {
        Self {
            schema: crate::tables::SCHEMA,
            program: PROGRAM,
            version: version.to_owned(),
            command: command.to_owned(),
            options: BTreeMap::new(),
            seed: None,
            when: when.to_owned(),
            inputs: Vec::new(),
            outputs: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The manifest as the text of its file.
    ///
    /// # Errors
    /// None in practice; [`Error::Table`] if it could not be written as JSON.
    pub fn to_json(&self) -> Result<String, Error> {
        crate::tables::to_lines(self, 4)
    }
}

/// SHA-256 of some bytes, in hexadecimal.
///
/// ```
/// let empty = unwarranted_report::manifest::sha256(b"");
/// assert!(empty.starts_with("e3b0c44298fc1c149afbf4c8996fb924"));
/// ```
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// A file of a report that is not as its manifest says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// The file is gone.
    Missing(String),
    /// The file has other bytes.
    Changed(String),
}

/// Compares the files of a report with its manifest; empty when all are as written.
///
/// # Errors
/// [`Error::Io`] when a file cannot be read, [`Error::Manifest`] when the manifest is not one of this program.
pub fn verify(dir: &Path) -> Result<Vec<Difference>, Error> {
    let mut differences = Vec::new();
    for (name, expected) in listed(dir)? {
        let path = dir.join(&name);
        match std::fs::read(&path) {
            Ok(bytes) if sha256(&bytes) == expected => {}
            Ok(_) => differences.push(Difference::Changed(name)),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => differences.push(Difference::Missing(name)),
            Err(e) => return Err(Error::io(&path, "read")(e)),
        }
    }
    Ok(differences)
}

/// The outputs that the manifest of a report lists: path inside the report and SHA-256.
///
/// # Errors
/// As [`verify`].
pub fn listed(dir: &Path) -> Result<Vec<(String, String)>, Error> {
    let path = dir.join(FILE);
    let bytes = std::fs::read(&path).map_err(Error::io(&path, "read"))?;
    outputs(&bytes).map_err(|problem| Error::Manifest { path, problem })
}

fn outputs(bytes: &[u8]) -> Result<Vec<(String, String)>, String> {
    let json: serde_json::Value = serde_json::from_slice(bytes).map_err(|e| e.to_string())?;
    if json["program"] != PROGRAM {
        return Err(format!("'program' is not '{PROGRAM}'"));
    }
    let list = json["outputs"].as_array().ok_or("'outputs' is not a list")?;
    list.iter()
        .map(|o| match (o["name"].as_str(), o["sha256"].as_str()) {
            (Some(name), Some(hash)) if is_inside(name) => Ok((name.to_owned(), hash.to_owned())),
            _ => Err("an output has no name and SHA-256, or lies outside the report".to_owned()),
        })
        .collect()
}

/// Whether a path leads nowhere but into the folder it starts from.
fn is_inside(name: &str) -> bool {
    !name.is_empty() && Path::new(name).components().all(|c| matches!(c, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_manifests_of_others_and_paths_that_lead_out() {
        assert!(outputs(b"{}").is_err());
        assert!(outputs(b"not json").is_err());
        let with = |name: &str| format!(r#"{{"program":"unwarranted","outputs":[{{"name":"{name}","sha256":"00"}}]}}"#);
        assert!(outputs(with("charts/funnel.svg").as_bytes()).is_ok());
        for bad in ["../x", "/etc/passwd", "", "charts/../../x"] {
            assert!(outputs(with(bad).as_bytes()).is_err(), "{bad}");
        }
    }
}
