//! Tables to take away: what their columns mean for machines, and a workbook for people.

mod asked;
pub mod columns;
mod csvw;
mod described;
mod league;
mod money;
#[cfg(not(target_family = "wasm"))]
mod shorthand;
#[cfg(not(target_family = "wasm"))]
mod workbook;

pub use csvw::metadata;
#[cfg(not(target_family = "wasm"))]
pub use workbook::{Cover, workbook};

use crate::error::Error;
#[cfg(not(target_family = "wasm"))]
use crate::report::Report;
#[cfg(not(target_family = "wasm"))]
use std::collections::BTreeSet;

/// The name of the workbook in a report.
pub const WORKBOOK: &str = "tables.xlsx";
/// The name of the file with what the columns mean, where CSV on the Web looks for it.
pub const METADATA: &str = "csv-metadata.json";

/// A table that is published: the name of its file, what it holds, and its CSV.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    /// Name of the CSV file.
    pub file: &'a str,
    /// Title.
    pub title: &'a str,
    /// The file.
    pub csv: &'a str,
}

impl Table<'_> {
    /// The names of the columns, and the rows.
    ///
    /// # Errors
    /// [`Error::Table`] for a file that is no table, a defect of this program.
    pub fn cells(&self) -> Result<(csv::StringRecord, Vec<csv::StringRecord>), Error> {
        let fail = |e: csv::Error| Error::Table(format!("{}: {e}", self.file));
        let mut reader = csv::Reader::from_reader(self.csv.as_bytes());
        let head = reader.headers().map_err(fail)?.clone();
        let rows = reader.records().collect::<Result<_, _>>().map_err(fail)?;
        Ok((head, rows))
    }
}

/// The titles of the tables of a report by the names of their files.
const TITLES: [(&str, &str); 19] = [
    ("indices.csv", "Indices of variation"),
    ("areas.csv", "Rates and verdicts by area"),
    ("policies.csv", "Policies and rates by area"),
    ("policy_groups.csv", "People and rates by policy"),
    ("policy_differences.csv", "Differences between policies"),
    ("area.csv", "Rates and verdicts of one area"),
    ("practices.csv", "Practices of one area"),
    ("dossier.csv", "Figures of the dossier"),
    ("sensitivity.csv", "Findings made in other ways"),
    ("set_aside.csv", "Rows that are not used"),
    ("disclosure.csv", "Log of disclosure control"),
    ("funding.csv", "Money by area"),
    ("unequal.csv", "How unequal money per head is"),
    ("beside.csv", "Money beside what is prescribed"),
    ("league.csv", "League of treatments"),
    ("by_area.csv", "Treatments in which each area differs"),
    ("need.csv", "League before and after need"),
    ("smoothed.csv", "Rare treatments, smoothed by neighbours"),
    ("smoothing.csv", "Treatments that are smoothed"),
];

/// What goes beside the tables among these files: what their columns mean, and the workbook.
///
/// # Errors
/// [`Error::Table`] for a defect of this program.
#[cfg(not(target_family = "wasm"))]
pub fn beside(report: &Report, files: &[(String, Vec<u8>)]) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let tables = tables(files);
    Ok(vec![
        (METADATA.to_owned(), metadata(&tables)?.into_bytes()),
        (WORKBOOK.to_owned(), workbook(&cover(report), &tables)?),
    ])
}

#[cfg(not(target_family = "wasm"))]
fn cover(report: &Report) -> Cover {
    let focused: Vec<_> = report.focused().filter_map(|s| Some((s, report.labels.get(&s.treatment)?))).collect();
    let measures: Vec<&str> = focused.iter().map(|(_, words)| &*words.measure).collect();
    let title = match measures[..] {
        [] => "Variation between areas".to_owned(),
        [one] => format!("{one}: variation between areas"),
        [first, ..] => format!("{first} and {} more: variation between areas", measures.len() - 1),
    };
    let each = |(s, words): &(&unwarranted_core::SliceFindings, &unwarranted_plot::labels::Labels)| {
        let areas = words.areas_counted(s.areas.len());
        format!("{}, {}: {}, {areas}.", words.measure, s.period.words(), words.unit)
    };
    let sources: BTreeSet<&str> = focused.iter().map(|(_, words)| &*words.source).filter(|s| !s.is_empty()).collect();
    let synthetic = focused.iter().any(|(_, words)| words.synthetic);
    let mut lines: Vec<String> = synthetic.then(|| "The data are simulated.".to_owned()).into_iter().collect();
    lines.extend(focused.iter().map(each));
    lines.extend(sources.into_iter().map(str::to_owned));
    let manifest = &report.manifest;
    lines.push(format!(
        "Made by {} {}. manifest.json says from which files, and when.",
        manifest.program, manifest.version
    ));
    Cover { title, lines, notes: manifest.notes.clone() }
}

/// The tables among the files of a report, in the order of the titles.
#[must_use]
pub fn tables(files: &[(String, Vec<u8>)]) -> Vec<Table<'_>> {
    let find = |(name, title): &(&'static str, &'static str)| {
        let (file, content) = files.iter().find(|(file, _)| file == name)?;
        Some(Table { file, title, csv: std::str::from_utf8(content).ok()? })
    };
    TITLES.iter().filter_map(find).collect()
}
