//! What commands with options of their own share: they print what they find, or write it into a folder with the study that gives it
//! again.

use super::Command;
use super::folder::{Made, notes};
use crate::cli::{Keep, KeptOption, OutputFormat, pinned};
use anyhow::{Result, bail};
use std::io::Read;
use std::path::Path;
use unwarranted::ingest::input::sha256_of;
use unwarranted::ingest::tidy::read_records;
use unwarranted::report::manifest::{Input, Rows};
use unwarranted::report::{self, Manifest};
use unwarranted::study::{Coding, SEED, file, whole_input};

/// What a command found, in every format that it has.
pub(super) struct Said {
    pub(super) warnings: Vec<String>,
    /// What was set aside and why.
    pub(super) set_aside: Vec<String>,
    pub(super) notes: Vec<String>,
    /// The inputs that the reading of data lists; the other files that options name are added to them.
    pub(super) inputs: Vec<Input>,
    /// Whether random numbers were drawn.
    pub(super) draws: bool,
    /// A line of its own above the table.
    pub(super) line: Option<String>,
    /// The tables in a format, for a terminal of a width.
    pub(super) render: Box<dyn Fn(OutputFormat, Option<u16>) -> Result<String>>,
    /// Where the codes of areas in the tables are looked up.
    pub(super) coding: Coding,
    /// Files of a folder beside the tables: name and content.
    pub(super) files: Vec<(String, Vec<u8>)>,
    /// The page of a folder with its charts, which is opened first; `None` where there is none.
    pub(super) page: Option<Page>,
}

/// What draws the page of a folder.
pub(super) type Page = Box<dyn Fn(&Manifest, &str) -> Result<Vec<(String, Vec<u8>)>>>;

impl Said {
    /// Tables without anything beside them.
    pub(super) fn of(render: impl Fn(OutputFormat, Option<u16>) -> Result<String> + 'static) -> Self {
        Self {
            warnings: Vec::new(),
            set_aside: Vec::new(),
            notes: Vec::new(),
            inputs: Vec::new(),
            draws: false,
            line: None,
            render: Box::new(render),
            coding: Coding::default(),
            files: Vec::new(),
            page: None,
        }
    }

    /// The tables in a format, with both codes of their areas.
    fn tables(&self, format: OutputFormat, width: Option<u16>) -> Result<String> {
        coded(&self.coding, format, (self.render)(format, width)?)
    }
}

/// A table in a format, with both codes of its areas where programs read it.
pub(super) fn coded(coding: &Coding, format: OutputFormat, text: String) -> Result<String> {
    Ok(match format {
        OutputFormat::Table => text,
        OutputFormat::Csv => coding.csv(&text)?,
        OutputFormat::Json => coding.json(&text)?,
    })
}

/// A command that prints what it finds or writes a folder of it.
pub(super) trait Kept {
    /// The command as it is typed, such as `scenario merge`.
    const NAME: &'static str;

    /// What was typed.
    fn keep(&self) -> &Keep;

    /// Reads and computes.
    ///
    /// # Errors
    /// Those of the command.
    fn said(&self) -> Result<Said>;
}

/// Runs a command: prints what it finds, or writes its folder.
pub(super) fn run<C: Kept>(command: &C, format: OutputFormat) -> Result<()> {
    check(command)?;
    finish(command, format, &command.said()?)
}

/// Refuses a folder that holds something else, before anything is computed.
pub(super) fn check<C: Kept>(command: &C) -> Result<()> {
    Ok(command.keep().out().map_or(Ok(()), report::write::check_target)?)
}

/// Prints what a command found, or writes its folder.
pub(super) fn finish<C: Kept>(command: &C, format: OutputFormat, said: &Said) -> Result<()> {
    super::warn(&said.warnings, &said.set_aside, &said.notes);
    said.line.iter().for_each(|line| super::say(line));
    match command.keep().out() {
        Some(dir) => made(command, said, &super::when()?)?.write(dir, &super::say),
        None => super::print(&said.tables(format, super::terminal_width())?),
    }
}

/// Runs a command that was read from the study of a folder, and makes the folder again; `when` is the time to be stated.
///
/// # Errors
/// Those of the command; a command without such a folder.
pub(super) fn again(command: &Command, when: &str) -> Result<Made> {
    match command {
        Command::Funding(args) => args.again(when),
        Command::Opportunity(args) => one(&**args, when),
        Command::Pool(args) => one(&**args, when),
        Command::Scenario(args) => args.again(when),
        Command::Similar(args) => one(&**args, when),
        Command::Space(args) => one(&**args, when),
        Command::Trend(args) => one(&**args, when),
        Command::Watch(args) => one(&**args, when),
        _ => bail!("this command writes no folder with a study of its own options"),
    }
}

/// The folder of one command.
pub(super) fn one<C: Kept>(command: &C, when: &str) -> Result<Made> {
    made(command, &command.said()?, when)
}

/// The folder: the tables as they are printed, as CSV and as JSON, and the study.
fn made<C: Kept>(command: &C, said: &Said, when: &str) -> Result<Made> {
    let options = command.keep().options(C::NAME)?;
    let mut manifest = manifest(C::NAME, &options, when)?;
    manifest.seed = said.draws.then(|| command.keep().seed().unwrap_or(SEED));
    manifest.inputs = said.inputs.iter().cloned().chain(beside(&options, &said.inputs)?).collect();
    manifest.notes = said.line.iter().chain(&said.set_aside).cloned().collect();
    manifest.notes.extend(notes(&said.warnings, &said.notes));
    let stem = C::NAME.rsplit(' ').next().unwrap_or(C::NAME);
    let mut files = Vec::new();
    for (ending, format) in [("txt", OutputFormat::Table), ("csv", OutputFormat::Csv), ("json", OutputFormat::Json)] {
        files.push((format!("{stem}.{ending}"), said.tables(format, None)?.into_bytes()));
    }
    for (name, content) in &said.files {
        if files.iter().any(|(known, _)| known == name) {
            bail!("two files of the folder would have the name '{name}'; choose another one");
        }
        files.push((name.clone(), content.clone()));
    }
    let mut page = files[0].0.clone();
    if let Some(drawn) = &said.page {
        let drawn = drawn(&manifest, stem)?;
        page = drawn.first().map_or(page, |(name, _)| name.clone());
        files.extend(drawn);
    }
    with_study(Made { files, manifest, page }, C::NAME, &options)
}

/// The manifest without inputs and notes.
fn manifest(name: &str, options: &[KeptOption], when: &str) -> Result<Manifest> {
    let mut manifest = Manifest::new(env!("CARGO_PKG_VERSION"), name, when);
    for option in options {
        manifest.options.insert(option.key.clone(), serde_json::to_value(&option.value)?);
    }
    Ok(manifest)
}

/// The folder with the study that gives it again.
pub(super) fn with_study(mut made: Made, name: &str, options: &[KeptOption]) -> Result<Made> {
    made.files.push((file::FILE.to_owned(), pinned(name, options)?.into_bytes()));
    Ok(made)
}

/// The files that options name and that are not among the inputs.
pub(super) fn beside(options: &[KeptOption], known: &[Input]) -> Result<Vec<Input>> {
    let mut found: Vec<Input> = Vec::new();
    for path in options.iter().flat_map(|option| &option.files) {
        let input = input(path)?;
        if !known.iter().chain(&found).any(|other| other.sha256 == input.sha256) {
            found.push(input);
        }
    }
    Ok(found)
}

/// A file as an input: a table with its rows, all of which are used, and any other file without.
pub(super) fn input(path: &Path) -> Result<Input> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    // Boundaries are JSON, and a definition of a treatment is TOML.
    let mut first = [0];
    let begins = std::fs::File::open(path).and_then(|mut file| file.read(&mut first)).is_ok();
    let is_table = begins && first != *b"{" && ending != "toml";
    if let Some(table) = is_table.then(|| read_records(path, &[], &[]).ok()).flatten() {
        return Ok(whole_input(&table.input));
    }
    let (bytes, sha256) = sha256_of(path)?;
    let name = file::name(path);
    Ok(Input { name, bytes, sha256, format: ending, encoding: None, rows: Rows::default() })
}
