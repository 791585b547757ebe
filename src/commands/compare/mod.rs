//! `unwarranted compare`

mod change;
mod definitions;
mod figures;
mod folders;
mod kept;
mod rows;
mod scale;
mod standings;
mod stores;
mod tables;
mod words;

use super::end::End;
use super::written;
use anyhow::{Result, bail};
use clap::ValueEnum;
use serde::Serialize;
use serde_json::Value;
use std::path::{Path, PathBuf};
use unwarranted::report::manifest;

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted report hips.csv --period 2020/21 --out before
  unwarranted report hips.csv --period 2021/22 --out now
  unwarranted compare before now
  unwarranted compare abx-volume abx-broad-share --format json
  unwarranted compare ../store ../store";

/// Say how two reports, leagues, other folders, stores, studies or definitions differ.
///
/// Say how two folders of one command, two stores, studies or definitions of treatments differ, largest difference first.
///
/// Ends with 0 where they are the same, with 1 where they differ, and with 2 where that cannot be said.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The first: a folder that a command wrote with --out, a store, the file of a study, or a definition (identifier or file).
    #[arg(value_name = "A")]
    first: String,
    /// The second, of the same sort.
    #[arg(value_name = "B")]
    second: String,
    /// Folder with the inputs of both; without it they are looked for near each study. May be repeated.
    #[arg(long, value_name = "DIR")]
    inputs: Vec<PathBuf>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How a comparison is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Sentences, the largest differences of each sort.
    Text,
    /// JSON with everything.
    Json,
}

/// What two things are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Sort {
    Folders,
    Stores,
    Studies,
    Definitions,
}

/// A comparison as JSON.
#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    sort: Sort,
    first: &'a str,
    second: &'a str,
    same: bool,
    #[serde(flatten)]
    differences: Value,
}

/// How two things differ.
#[derive(Debug, Clone)]
pub struct Compared {
    /// Whether nothing differs.
    pub same: bool,
    /// The largest differences of each sort, in sentences.
    pub words: String,
    /// Everything, as JSON (schema `compare`).
    pub json: String,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        let same = self.print().map_err(End::Trouble)?;
        if same { Ok(()) } else { Err(End::Different.into()) }
    }

    /// Prints what differs, and gives whether nothing does.
    fn print(&self) -> Result<bool> {
        let Compared { same, words, json } = compared(&self.first, &self.second, &self.inputs)?;
        super::print(match self.format {
            Format::Text => &words,
            Format::Json => &json,
        })?;
        Ok(same)
    }
}

/// Compares two folders of one command, two stores, files of studies or definitions of treatments.
///
/// # Errors
/// Things of two sorts, or that cannot be read; folders to look for inputs in where there are none to find.
pub(crate) fn compared(first: &str, second: &str, inputs: &[PathBuf]) -> Result<Compared> {
    let sort = shared_sort(first, second)?;
    let [a, b] = [Path::new(first), Path::new(second)];
    if !inputs.is_empty() && sort != Sort::Folders {
        bail!("`inputs` goes with two folders");
    }
    written::require_folders(inputs)?;
    let (same, text, differences) = match sort {
        Sort::Folders => {
            let found = folders::compare(a, b, inputs)?;
            (found.is_same(), words::folders(&found), serde_json::to_value(&found)?)
        }
        Sort::Stores => {
            let found = stores::compare(a, b)?;
            (found.is_same(), found.words(), serde_json::to_value(&found)?)
        }
        Sort::Studies => definitions::studies(a, b)?,
        Sort::Definitions => definitions::treatments(first, second)?,
    };
    let words = if same { format!("{first} and {second} are the same.\n") } else { text };
    let document = Document { schema: unwarranted::report::tables::SCHEMA, sort, first, second, same, differences };
    Ok(Compared { same, words, json: serde_json::to_string_pretty(&document)? + "\n" })
}

fn shared_sort(first: &str, second: &str) -> Result<Sort> {
    let [a, b] = [first, second].map(sort);
    if a != b {
        bail!("{first} is {}, and {second} is {}; two of one sort can be compared", told(a), told(b));
    }
    Ok(a)
}

/// What a word stands for.
fn sort(word: &str) -> Sort {
    let path = Path::new(word);
    if path.join(manifest::FILE).is_file() || (path.is_dir() && !path.join("catalogue.json").is_file()) {
        Sort::Folders
    } else if path.is_dir() {
        Sort::Stores
    } else if definitions::is_study(path) {
        Sort::Studies
    } else {
        Sort::Definitions
    }
}

fn told(sort: Sort) -> &'static str {
    match sort {
        Sort::Folders => "a folder",
        Sort::Stores => "a store",
        Sort::Studies => "the file of a study",
        Sort::Definitions => "a definition of a treatment",
    }
}
