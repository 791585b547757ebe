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

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        let same = self.compare().map_err(End::Trouble)?;
        if same { Ok(()) } else { Err(End::Different.into()) }
    }

    /// Prints what differs, and gives whether nothing does.
    fn compare(&self) -> Result<bool> {
        let sort = self.sort()?;
        let [first, second] = [Path::new(&self.first), Path::new(&self.second)];
        if !self.inputs.is_empty() && sort != Sort::Folders {
            bail!("--inputs goes with two folders");
        }
        written::require_folders(&self.inputs)?;
        let (same, text, differences) = match sort {
            Sort::Folders => {
                let found = folders::compare(first, second, &self.inputs)?;
                (found.is_same(), words::folders(&found), serde_json::to_value(&found)?)
            }
            Sort::Stores => {
                let found = stores::compare(first, second)?;
                (found.is_same(), found.words(), serde_json::to_value(&found)?)
            }
            Sort::Studies => definitions::studies(first, second)?,
            Sort::Definitions => definitions::treatments(&self.first, &self.second)?,
        };
        let (first, second) = (self.first.as_str(), self.second.as_str());
        super::print(&match self.format {
            Format::Text if same => format!("{first} and {second} are the same.\n"),
            Format::Text => text,
            Format::Json => {
                let schema = unwarranted::report::tables::SCHEMA;
                let document = Document { schema, sort, first, second, same, differences };
                serde_json::to_string_pretty(&document)? + "\n"
            }
        })?;
        Ok(same)
    }

    fn sort(&self) -> Result<Sort> {
        let [first, second] = [&self.first, &self.second].map(|word| sort(word));
        if first != second {
            let [a, b] =
                [(&self.first, first), (&self.second, second)].map(|(word, sort)| format!("{word} is {}", told(sort)));
            bail!("{a}, and {b}; two of one sort can be compared");
        }
        Ok(first)
    }
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
