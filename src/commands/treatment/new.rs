//! A file to be filled in.

use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use unwarranted::core::{Measure, Month, Polarity, TreatmentCodes};
use unwarranted::definitions::{Care, Definition, Draft, Variation, commented};
use unwarranted::store::Store;
use unwarranted::store::assemble::find_names;

#[derive(Debug, clap::Args)]
pub(super) struct NewArgs {
    /// Where to write it; the name ends in .toml.
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
    /// Identifier: small letters, digits and '-'.
    #[arg(long)]
    id: String,
    /// Title, as it begins a sentence.
    #[arg(long)]
    title: String,
    /// BNF codes, as for --bnf of other commands.
    #[arg(long, value_name = "CODE")]
    bnf: Option<TreatmentCodes>,
    /// Codes by name: those of the store's latest code list whose names have these words ('|' between alternatives). They
    /// are written as codes, with the month of the list.
    #[arg(long, value_name = "TEXT", requires = "store")]
    name_pattern: Option<String>,
    /// Folder of a store, for --name-pattern.
    #[arg(long, value_name = "DIR", requires = "name_pattern")]
    store: Option<PathBuf>,
    /// What is summed: items, quantity, nic or actual-cost.
    #[arg(long, default_value = "items")]
    measure: Measure,
    /// Which is better: low, high or neither.
    #[arg(long, default_value = "neither")]
    polarity: Polarity,
    /// Kind of care.
    #[arg(long, default_value = "choice")]
    care: Care,
    /// Category of unwarranted variation.
    #[arg(long, default_value = "preference-sensitive")]
    variation: Variation,
    /// Who writes it.
    #[arg(long, default_value = "me")]
    author: String,
}

/// Codes with their names, and the text by which they were found with the month of the list.
type Found = (Vec<(String, String)>, Option<(String, Month)>);

impl NewArgs {
    pub(super) fn run(&self) -> Result<()> {
        if self.out.extension().is_none_or(|ending| !ending.eq_ignore_ascii_case("toml")) {
            bail!("{}: the name of a definition ends in .toml", self.out.display());
        }
        let (found, pattern) = self.found()?;
        if self.bnf.is_none() && found.is_empty() {
            bail!("say which codes are counted, with --bnf or --name-pattern");
        }
        let draft = Draft {
            id: self.id.clone(),
            title: self.title.clone(),
            codes: self.bnf.clone(),
            found,
            pattern,
            measure: self.measure,
            polarity: self.polarity,
            care: self.care,
            variation: self.variation,
            author: self.author.clone(),
            day: super::super::when()?.chars().take(10).collect(),
        };
        self.write(&commented(&draft))?;
        super::super::say(&format!(
            "wrote {}; say why it matters, then try it with: unwarranted treatment check",
            self.out.display()
        ));
        Ok(())
    }

    /// The codes with names that have the text of `--name-pattern`, and the text with the month of the list.
    fn found(&self) -> Result<Found> {
        let (Some(text), Some(dir)) = (&self.name_pattern, &self.store) else { return Ok((Vec::new(), None)) };
        let (month, names) = find_names(&Store::open(dir)?, text)?;
        if names.is_empty() {
            bail!(
                "no name in the list of {month} has '{text}'; look for words with: unwarranted bnf search WORD --store DIR"
            );
        }
        super::super::say(&format!("note: {} codes of the list of {month} have '{text}' in their names", names.len()));
        Ok((names, Some((text.clone(), month))))
    }

    /// Makes the file. What is written can be read: the flags are checked as a file would be.
    fn write(&self, text: &str) -> Result<()> {
        Definition::parse(text, &self.out.display().to_string())?;
        let mut file = std::fs::File::create_new(&self.out).with_context(|| {
            format!("{}: cannot make this file (an existing file is not overwritten)", self.out.display())
        })?;
        std::io::Write::write_all(&mut file, text.as_bytes())
            .with_context(|| format!("{}: cannot write", self.out.display()))
    }
}
