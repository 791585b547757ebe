//! `unwarranted init`: the file of a study, from options or from questions.

mod ask;
mod text;

use crate::cli::StudyArgs;
use anyhow::{Context, Result, bail};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use unwarranted::study::file::StudyFile;
use unwarranted::study::{Study, Task};

const EXAMPLES: &str = "Examples (in the folder unwarranted-demo/examples, which 'unwarranted demo' writes):
  unwarranted init hips.csv --period 2021/22 --title 'Hip replacements' --per 1000 -o hips.toml
  unwarranted init practices.csv --area ccg --within practice --replicates 199 -o practices.toml
  unwarranted init --store ../store --bnf 0501 --level ccg --by quarter -o antibiotics.toml";

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
        if self.output.exists() && !self.force {
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
        std::fs::write(&self.output, &text).with_context(|| format!("{shown}: cannot write"))?;
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
    let task = [Task::Rates, Task::Smooth].into_iter().find(|task| commands.contains(task));
    let Some(task) = task else { return Ok(()) };
    super::watched("trying the study", || Ok(study.only(task)?.prepare(task).map(drop)?))
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

/// A path as it is seen from a folder; as it is, where it is absolute.
fn relative(path: &Path, folder: &Path) -> Result<PathBuf> {
    if path.is_absolute() {
        return Ok(path.to_owned());
    }
    let whole = path.canonicalize().with_context(|| format!("{}: not found", path.display()))?;
    let shared = whole.components().zip(folder.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| Path::new(".."));
    let down = whole.components().skip(shared).map(|part| Path::new(part.as_os_str()));
    Ok(up.chain(down).collect())
}
