//! `unwarranted manual`

use anyhow::{Context, Result, bail};
use clap::Command;
use clap_mangen::Man;
use std::fs;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "Examples:
  unwarranted manual --out ~/.local/share/man/man1
  man unwarranted-report";

/// Write the manual as man pages, one for each command.
///
/// They are written from the help itself, with every option. A folder that has other files is used; pages of the same names are written anew.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Folder for the pages, which is made where there is none.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Args {
    pub(super) fn run(&self) -> Result<()> {
        if self.out.exists() && !self.out.is_dir() {
            bail!("{} is a file; name a folder for the pages", self.out.display());
        }
        fs::create_dir_all(&self.out).with_context(|| format!("cannot make {}", self.out.display()))?;
        let written = pages(&crate::cli::command(), "unwarranted", &self.out)?;
        super::say(&format!("wrote {written} pages; read one with 'man {}'", self.out.join("unwarranted.1").display()));
        Ok(())
    }
}

/// Writes the page of a command and those below it; how many.
fn pages(command: &Command, name: &str, folder: &Path) -> Result<usize> {
    let mut page = Vec::new();
    // A page has a name for each command: 'unwarranted-scenario-merge'.
    let typed = name.replace('-', " ");
    let named = command.clone().display_name(name.to_owned()).bin_name(typed).disable_help_subcommand(true);
    Man::new(named).render(&mut page).with_context(|| format!("cannot write the page of {name}"))?;
    let path = folder.join(format!("{name}.1"));
    fs::write(&path, page).with_context(|| format!("cannot write {}", path.display()))?;
    let below = command.get_subcommands().filter(|sub| !sub.is_hide_set());
    below.map(|sub| pages(sub, &format!("{name}-{}", sub.get_name()), folder)).try_fold(1, |sum, more| Ok(sum + more?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page_with_its_options() {
        let folder = tempfile::tempdir().unwrap();
        let written = pages(&crate::cli::command(), "unwarranted", folder.path()).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), written);
        let page = fs::read_to_string(folder.path().join("unwarranted-rates.1")).unwrap();
        for part in [r"\-\-confidence", "EXTRA", "unwarranted rates hips.csv", r"\-\-standardise"] {
            assert!(page.contains(part), "{part}\n{page}");
        }
        assert!(folder.path().join("unwarranted-scenario-merge.1").exists());
    }
}
