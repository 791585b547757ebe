//! The text of a study with a comment for every option: those that were given are on, the others off.

use crate::cli::StudyArgs;
use anyhow::Result;
use clap::{Args, Command};
use std::collections::BTreeMap;
use std::path::Path;
use unwarranted::core::text::wrapped;
use unwarranted::study::file::{StudyFile, given};
use unwarranted::study::{OPTIONS, OptionEntry, Study, Task};

const HEAD: &str = "\
# A study for unwarranted: which data, how they are cut and analysed, in which words. Paths are relative to this file.
# Lines of options that are off begin with '#', with the default or an example: take it away and give a value.
";

/// Columns of a line of comment.
const WIDTH: usize = 100;

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
    let folders: Vec<_> = commands.iter().filter_map(|task| Some((task, task.folder()?))).collect();
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
        let mut defaults = BTreeMap::new();
        for task in commands {
            let own = OPTIONS.iter().filter(|option| option.serves(*task)).map(|option| option.key);
            let mut of_task = Study::defaults(*task);
            for (key, value) in own.filter_map(|key| of_task.remove_entry(key)) {
                defaults.entry(key).or_insert(value);
            }
        }
        Self { command: StudyArgs::augment_args(Command::new("study")), defaults }
    }

    /// Heading, text and value of an option; a blank heading is that of the option before.
    fn of(&self, key: &str) -> (String, String, String) {
        let sample = SAMPLES.iter().find(|(of, _)| *of == key).map(|(_, value)| (*value).to_owned());
        let default = || self.defaults.get(key).map(|value| literal(value));
        if let Some((_, about)) = SHARED.iter().find(|(shared, _)| *shared == key) {
            let value = sample.or_else(default).unwrap_or_else(|| literal("COLUMN"));
            return (String::new(), format!("{about}."), value);
        }
        let id = key.replace('-', "_");
        let Some(argument) = self.command.get_arguments().find(|arg| arg.get_id() == id.as_str()) else {
            return (String::new(), String::new(), literal("VALUE"));
        };
        let group = argument.get_help_heading().unwrap_or_default().to_owned();
        let about = argument.get_help().map(ToString::to_string).unwrap_or_default().replace('`', "'");
        let mut about = format!("{}.", about.trim_end_matches('.'));
        let takes_a_value = argument.get_action().takes_values();
        let names = argument.get_value_names().unwrap_or_default().first();
        let names = names.filter(|_| takes_a_value).map(ToString::to_string);
        let words: Vec<&str> = names.iter().flat_map(|names| names.split('|')).collect();
        if words.len() > 1 && words.iter().all(|word| word.chars().any(|c| c.is_ascii_lowercase())) {
            about += &format!(" One of {}.", words.join(", "));
        }
        let value = || read_as(key, words.first().copied());
        (group, about, sample.or_else(default).unwrap_or_else(value))
    }
}

/// A value that an option can be read with: the word by which help calls it, a number, or true for a switch.
fn read_as(key: &str, word: Option<&str>) -> String {
    let candidates = word.into_iter().flat_map(|word| [literal(word), "1".to_owned(), "1.0".to_owned()]);
    let mut readable = candidates.filter(|value| StudyFile::parse(&format!("{key} = {value}"), Path::new("")).is_ok());
    readable.next().unwrap_or_else(|| "true".to_owned())
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

/// Values as a line of TOML has them, where they say more than the word by which help calls the value.
const SAMPLES: [(&str, &str); 24] = [
    ("only-kind", "[\"ccg\"]"),
    ("only-treatment", "[\"hips\"]"),
    ("only-area", "[\"Z01\", \"Z07\"]"),
    ("decimal", "\".\""),
    ("bnf", "\"0501\""),
    ("treatment", "[\"tag:antibiotics\"]"),
    ("bnf-year", "2025"),
    ("denominator", "\"registered-patients\""),
    ("sex", "\"Female\""),
    ("age", "\"all\""),
    ("rank-by", "\"deprivation/imd/ccg/average-score\""),
    ("from", "\"2019-04\""),
    ("to", "\"2020-03\""),
    ("period", "[\"2019/20\"]"),
    ("per", "1000.0"),
    ("confidence-also", "[0.998]"),
    ("per-person", "6.0"),
    ("per-person-cv", "1.0"),
    ("repeat-factor", "2.0"),
    ("atkinson", "[0.5]"),
    ("league-tables", "2000"),
    ("about", "\"treatment\""),
    ("boundaries", "\"areas.geojson\""),
    ("neighbours", "\"touching\""),
];

/// Options that share a flag with others: key and words.
const SHARED: [(&str, &str); 12] = [
    ("column-period", "Column with the period"),
    ("column-denominator", "Column with the denominator"),
    ("column-treatment", "Column with the treatment (measure)"),
    ("denominator", "Measure that figures of 'facts' are divided by [default: registered-patients]"),
    ("sex", "The sex that figures of 'facts' are of [default: everybody]"),
    ("rank-by", "Measure of the store's figures that areas are ranked by, for the concentration index"),
    ("period", "The periods to analyse [default: all]"),
    ("confidence-also", "Further confidence levels of the intervals of rates"),
    ("league-tables", "Simulated league tables behind rank intervals; 0 for no ranks"),
    (
        "about",
        "What the report is about: treatment, area, dossier (both of the area that 'highlight' names), site, explorer, matrix or policy",
    ),
    (
        "boundaries",
        "Where the areas lie, for the maps of an explorer and of a league: boundaries (GeoJSON) or a layout of hexagons (HexJSON)",
    ),
    (
        "neighbours",
        "What makes areas neighbours, so that rare treatments of a league are smoothed: touching, distance:KM, nearest:K or a table of pairs",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_that_is_off_can_be_switched_on() {
        let store = || Study { store: Some("store".into()), ..Study::default() };
        let studies = [
            Study { files: vec!["a.csv".into()], ..Study::default() },
            Study { bnf: vec!["0501".parse().unwrap()], ..store() },
            Study { treatment: vec!["abx-volume".to_owned()], ..store() },
            Study { facts: Some("qof".to_owned()), measure: Some("m".to_owned()), ..store() },
        ];
        let mut seen = std::collections::BTreeSet::new();
        for study in studies {
            let commands: Vec<Task> = Task::commands().collect();
            let text = commented(&study, &commands).unwrap();
            assert!(StudyFile::parse(&text, Path::new("study.toml")).is_ok(), "{text}");
            let off = text.lines().filter_map(|line| line.strip_prefix("# "));
            for line in off {
                let Some((key, _)) = line.split_once(" = ") else { continue };
                if !OPTIONS.iter().any(|option| option.key == key) {
                    continue;
                }
                seen.insert(key.to_owned());
                let read = StudyFile::parse(line, Path::new("study.toml"));
                assert!(read.is_ok(), "{line}: {}", read.unwrap_err());
            }
        }
        let every: std::collections::BTreeSet<String> = OPTIONS.iter().map(|option| option.key.to_owned()).collect();
        let given = ["files", "store", "facts"].map(str::to_owned).into();
        assert_eq!(&every - &seen, given);
    }

    #[test]
    fn a_value_has_the_type_of_its_option() {
        for (key, word, value) in [
            ("per", Some("N"), "1"),
            ("unit", Some("TEXT"), "\"TEXT\""),
            ("jackknife", None, "true"),
            ("persistence", None, "true"),
            ("names", Some("FILE"), "\"FILE\""),
        ] {
            assert_eq!(read_as(key, word), value, "{key}");
        }
    }

    #[test]
    fn words_to_choose_from_are_listed() {
        let study = Study { files: vec!["a.csv".into()], ..Study::default() };
        let text = commented(&study, &[Task::Rates]).unwrap();
        assert!(text.contains("One of count, amount, share.\n# kind = \"count\"\n"), "{text}");
    }
}
