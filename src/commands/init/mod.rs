//! `unwarranted init`: the file of a study, from options or from questions.

mod ask;
mod text;

use crate::cli::StudyArgs;
use anyhow::{Context, Result, bail};
use std::fs::File;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use unwarranted::study::file::StudyFile;
use unwarranted::study::{Study, Task};

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted init hips.csv --period 2021/22 --title 'Hip replacements' --per 1000 -o hips.toml
  unwarranted init practices.csv --area ccg --within practice --replicates 199 -o practices.toml
  unwarranted init --store ../store --bnf 0501 --level ccg --by quarter -o antibiotics.toml";

/// Write the file of a study, to be run with --study.
///
/// Write the file of a study, to be run with --study: from options, or from questions where there are none.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    study: StudyArgs,
    /// The file to write.
    #[arg(short, long, value_name = "FILE", default_value = "study.toml")]
    output: PathBuf,
    /// Replace the file if it exists.
    #[arg(long)]
    force: bool,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        let shown = self.output.display();
        // A link to nowhere is there too.
        if !self.force && self.output.symlink_metadata().is_ok() {
            bail!(
                "{shown}: this file exists and was left as it is; give another name with --output, or --force to replace it"
            );
        }
        let study = self.study()?;
        let commands = study.commands()?;
        try_out(&study, &commands)?;
        let there = from_there(study, &self.output)?;
        let text = text::commented(&there, &commands)?;
        // What was written means what was asked for.
        let back = StudyFile::parse(&text, &self.output)?;
        if *back.options() != there {
            bail!("{shown}: the study would not be read as it was given (a defect of this program, please report it)");
        }
        write(&self.output, &text).with_context(|| format!("{shown}: cannot write"))?;
        let first = commands.first().map_or("report", |task| task.word());
        super::say(&format!("wrote {shown}; run it: unwarranted {first} --study {shown}"));
        Ok(())
    }

    fn study(&self) -> Result<Study> {
        if self.study.has_file() {
            bail!("--study has no effect on init: it belongs to the commands that run a study");
        }
        if !self.study.is_empty() {
            return self.study.typed_alone();
        }
        if !std::io::stdin().is_terminal() {
            bail!("a study needs its data: name tidy files or --store DIR (on a terminal without options init asks)");
        }
        ask::study(&mut std::io::stdin().lock(), &mut std::io::stderr().lock())
    }
}

/// Reads the data once, so that what is written runs.
fn try_out(study: &Study, commands: &[Task]) -> Result<()> {
    if study.files.iter().any(|path| path.as_os_str() == "-") {
        bail!("'-': a study cannot keep standard input; save it as a file and name that");
    }
    super::watched("trying the study", || Ok(study.try_out(commands)?))
}

/// Writes a file under another name first, so that none is left half-written and nothing is written through a link.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let part = path.with_file_name(format!(".{name}.part"));
    // Left by a run that was cut off.
    let _ = std::fs::remove_file(&part);
    let whole = File::create_new(&part).and_then(|mut file| file.write_all(text.as_bytes()));
    let moved = whole.and_then(|()| std::fs::rename(&part, path));
    if moved.is_err() {
        // Best effort: the error being reported matters more than what is left.
        let _ = std::fs::remove_file(&part);
    }
    moved
}

/// The study with its paths as they are seen from the folder of its file.
fn from_there(mut study: Study, file: &Path) -> Result<Study> {
    let folder = file.parent().unwrap_or(Path::new(""));
    if folder.as_os_str().is_empty() {
        return Ok(study);
    }
    let folder = folder.canonicalize().with_context(|| format!("{}: no such folder", folder.display()))?;
    study.each_path(|_, path| relative(path, &folder))?;
    Ok(study)
}

/// A path as it is seen from a folder; as it is, where it is absolute. A link keeps its name, by which a measure may be called.
fn relative(path: &Path, folder: &Path) -> Result<PathBuf> {
    if path.is_absolute() {
        return Ok(path.to_owned());
    }
    let missing = || format!("{}: not found", path.display());
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let whole = match path.file_name() {
        Some(name) => parent.canonicalize().with_context(missing)?.join(name),
        None => path.canonicalize().with_context(missing)?,
    };
    let shared = whole.components().zip(folder.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| Path::new(".."));
    let down = whole.components().skip(shared).map(|part| Path::new(part.as_os_str()));
    Ok(up.chain(down).collect())
}
