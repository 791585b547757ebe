//! The text of a study with a comment for every option: those that were given are on, the others off.

use crate::cli::StudyArgs;
use anyhow::Result;
use clap::{Arg, Args, Command};
use std::collections::BTreeMap;
use unwarranted::core::text::wrapped;
use unwarranted::study::file::given;
use unwarranted::study::{OPTIONS, OptionEntry, Study, Task};

const HEAD: &str = "\
# A study for unwarranted: which data, how they are cut and analysed, in which words. Paths are relative to this file.
# Lines of options that are off begin with '#': take it away and give a value.
";

/// Columns of a line of comment.
const WIDTH: usize = 100;

/// Where the folders of commands go that write one.
const FOLDERS: [(Task, &str); 2] = [(Task::Report, "report"), (Task::Sweep, "league")];

/// The text of a study for some commands.
pub(super) fn commented(study: &Study, commands: &[Task]) -> Result<String> {
    let values: BTreeMap<&str, String> = given(study)?.into_iter().collect();
    let source = study.numbers()?;
    let help = Help::new(commands);
    let words: Vec<String> = commands.iter().map(|task| format!("\"{task}\"")).collect();
    let mut text = format!("{HEAD}\n# The commands it is for; each takes the options that it has a use for.\n");
    text += &format!("commands = [{}]\n", words.join(", "));
    let mut heading = String::new();
    let has_use = |o: &&OptionEntry| o.sources.contains(&source) && commands.iter().any(|task| o.serves(*task));
    for option in OPTIONS.iter().filter(has_use) {
        let (group, about, value) = help.of(option.key);
        if !group.is_empty() && group != heading {
            text += &format!("\n# ---- {group} ----\n");
            heading = group;
        }
        text.extend(wrapped(&about, WIDTH).iter().map(|line| format!("# {line}\n")));
        text += &match values.get(option.key) {
            Some(value) => format!("{} = {value}\n", option.key),
            None => format!("# {} = {value}\n", option.key),
        };
    }
    let folders: Vec<_> = FOLDERS.into_iter().filter(|(task, _)| commands.contains(task)).collect();
    if !folders.is_empty() {
        text += "\n# Folders that commands write, where --out names none.\n[out]\n";
        text.extend(folders.iter().map(|(task, folder)| format!("{task} = \"{folder}\"\n")));
    }
    Ok(text)
}

/// What help says of options.
struct Help {
    command: Command,
    defaults: BTreeMap<String, String>,
}

impl Help {
    fn new(commands: &[Task]) -> Self {
        let defaults = commands.first().map(|task| Study::defaults(*task)).unwrap_or_default();
        Self { command: StudyArgs::augment_args(Command::new("study")), defaults }
    }

    /// Heading, text and value of an option; a blank heading is that of the option before.
    fn of(&self, key: &str) -> (String, String, String) {
        if let Some((_, about, value)) = SHARED.iter().find(|(shared, ..)| *shared == key) {
            return (String::new(), format!("{about}."), literal(value));
        }
        let id = key.replace('-', "_");
        let Some(argument) = self.command.get_arguments().find(|arg| arg.get_id() == id.as_str()) else {
            return (String::new(), String::new(), literal("VALUE"));
        };
        let group = argument.get_help_heading().unwrap_or_default().to_owned();
        let about = argument.get_help().map(ToString::to_string).unwrap_or_default().replace('`', "'");
        let value = self.defaults.get(key).cloned().unwrap_or_else(|| value(argument));
        (group, format!("{}.", about.trim_end_matches('.')), literal(&value))
    }
}

/// A value as a line of TOML has it.
fn literal(text: &str) -> String {
    let number = |part: &str| part.trim().parse::<f64>().is_ok();
    if number(text) || text == "true" {
        text.to_owned()
    } else if text.split(',').all(number) {
        format!("[{}]", text.replace(',', ", "))
    } else {
        format!("\"{text}\"")
    }
}

/// The value of an option as its flag shows it.
fn value(argument: &Arg) -> String {
    let names = argument.get_value_names().unwrap_or_default();
    names.first().map_or_else(|| "true".to_owned(), ToString::to_string)
}

/// Options that share a flag with others: key, words, value.
const SHARED: [(&str, &str, &str); 9] = [
    ("column-period", "Column with the period", "COLUMN"),
    ("column-denominator", "Column with the denominator", "COLUMN"),
    ("column-treatment", "Column with the treatment (measure)", "COLUMN"),
    ("denominator", "Measure that figures of 'facts' are divided by [default: registered-patients]", "MEASURE"),
    ("sex", "The sex that figures of 'facts' are of [default: everybody]", "SEX"),
    ("rank-by", "Measure of the store's figures that areas are ranked by, for the concentration index", "MEASURE"),
    ("period", "The periods to analyse [default: all]", "PERIOD"),
    ("confidence-also", "Further confidence levels of the intervals of rates", "0.998"),
    ("league-tables", "Simulated league tables behind rank intervals; 0 for no ranks", "2000"),
];
