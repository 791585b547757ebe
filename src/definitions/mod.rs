//! Treatments as data: definitions that come with the program, one file each in `data/treatments`, and those of users.

mod denominator;
mod error;
mod file;
mod selection;
mod text;
mod write;

pub use error::{Error, Result};
pub use write::{Draft, commented};

use crate::core::near::did_you_mean;
use crate::core::{Month, Polarity, Selection, Treatment};
use crate::ingest::values::day::Day;
use std::path::Path;
use std::sync::OnceLock;

/// Every file in `data/treatments`, by name.
static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/treatments.rs"));

/// What kind of care a treatment is, which says how a difference between areas may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Care {
    /// National guidance asks that the NHS not pay for it, or hardly ever.
    LowPriority,
    /// Something to be used sparingly so that it goes on working.
    Stewardship,
    /// Something that harms where it is used wrongly.
    Safety,
    /// Something that guidance recommends to more people than have it.
    RecommendedUptake,
    /// Something for which a cheaper equal exists.
    HighCostSwitch,
    /// Something that hospital and practice divide between them: a zero may mean that somebody else pays.
    SharedCare,
    /// Something that people are asked to buy.
    SelfCare,
    /// Something that is settled locally: who pays, or who supplies it.
    LocalPolicy,
    /// One of several proper choices.
    Choice,
}

crate::core::worded!(Care {
    LowPriority = "low-priority",
    Stewardship = "stewardship",
    Safety = "safety",
    RecommendedUptake = "recommended-uptake",
    HighCostSwitch = "high-cost-switch",
    SharedCare = "shared-care",
    SelfCare = "self-care",
    LocalPolicy = "local-policy",
    Choice = "choice",
});

/// The category of unwarranted variation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Variation {
    /// Effective care that too few people get.
    Underuse,
    /// Care that too many people get.
    Overuse,
    /// Care that depends on what patients, or their doctors, prefer.
    PreferenceSensitive,
    /// Care that depends on what is supplied, and by whom.
    SupplySensitive,
}

crate::core::worded!(Variation {
    Underuse = "underuse",
    Overuse = "overuse",
    PreferenceSensitive = "preference-sensitive",
    SupplySensitive = "supply-sensitive",
});

/// Codes as a definition gives them.
#[derive(Debug, Clone, PartialEq)]
pub struct DefinedCodes {
    /// The codes.
    pub selection: Selection,
    /// The month of the list from which explicit codes are, where there are some.
    pub list: Option<Month>,
    /// The text in names by which they were found, where they were.
    pub name_pattern: Option<String>,
}

/// What a treated person takes in a year.
#[derive(Debug, Clone, PartialEq)]
pub struct PerPerson {
    /// In the unit of the numerator.
    pub amount: f64,
    /// Coefficient of variation over persons; `None`: not known.
    pub cv: Option<f64>,
    /// Who says so.
    pub source: String,
}

/// A definition of a treatment.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// The treatment as it is counted, with its title, polarity and amount per person.
    pub treatment: Treatment,
    /// The question it answers, in plain words.
    pub question: String,
    /// Why it matters.
    pub why: String,
    /// Which way is better.
    pub polarity: Polarity,
    /// Kind of care.
    pub care: Care,
    /// Category of unwarranted variation.
    pub variation: Variation,
    /// The guidance it rests on, where there is some.
    pub guidance: Option<String>,
    /// Who wrote it.
    pub author: String,
    /// When it was last reviewed.
    pub reviewed: Day,
    /// Words it can be found by.
    pub tags: Vec<String>,
    /// What is unsure about it.
    pub unsure: Option<String>,
    /// What a treated person takes in a year, where that is known.
    pub per_person: Option<PerPerson>,
    /// Codes of the numerator.
    pub numerator: DefinedCodes,
    /// Codes of the denominator, where that is prescribed too.
    pub denominator: Option<DefinedCodes>,
}

impl Definition {
    /// Its identifier.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.treatment.id
    }

    /// Reads a definition; `file` is its name in messages.
    ///
    /// # Errors
    /// Anything but a definition, with the line and the key.
    pub fn parse(text: &str, file: &str) -> Result<Self> {
        file::read(text, file)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// A file that cannot be read, and those of [`Self::parse`].
    pub fn read(path: &Path) -> Result<Self> {
        let io = |source| Error::Io { path: path.to_owned(), source };
        Self::parse(&std::fs::read_to_string(path).map_err(io)?, &path.display().to_string())
    }
}

/// Every definition that comes with the program, by identifier.
///
/// # Errors
/// A file that is no definition, which a test excludes.
pub fn all() -> Result<&'static [Definition]> {
    static ALL: OnceLock<Result<Vec<Definition>, String>> = OnceLock::new();
    let read = || {
        let mut all: Vec<Definition> =
            FILES.iter().map(|(name, text)| bundled(name, text)).collect::<Result<_>>().map_err(|e| e.to_string())?;
        all.sort_by(|a, b| a.id().cmp(b.id()));
        Ok(all)
    };
    match ALL.get_or_init(read) {
        Ok(all) => Ok(all),
        Err(problem) => Err(Error::Bundled(problem.clone())),
    }
}

/// A definition that comes with the program; its file has the name of its identifier.
fn bundled(name: &str, text: &str) -> Result<Definition> {
    Definition::parse(text, &format!("data/treatments/{name}"))
}

/// What a chart calls a measure of this identifier: the measure itself, but where that is the identifier, the title of the treatment so
/// defined, or the identifier in words: `gluten_free` is "Gluten free".
///
/// # Errors
/// A bundled file that is no definition, which a test excludes.
pub fn drawn_as(id: &str, measure: &str) -> Result<String> {
    if measure != id {
        return Ok(measure.to_owned());
    }
    let words = || id.split(['-', '_']).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
    // Of that file alone: to read them all takes longer than a chart.
    let of_file = FILES.iter().find(|(name, _)| name.strip_suffix(".toml") == Some(id));
    let defined = of_file.map(|(name, text)| bundled(name, text)).transpose()?;
    Ok(defined.map_or_else(|| crate::core::text::capitalised(&words()), |d| d.treatment.title))
}

/// The definitions that a word of `--treatment` stands for: an identifier, `tag:NAME`, or the path of a file of one's own
/// (which ends in `.toml`).
///
/// ```
/// use unwarranted::definitions::find;
/// let one = find("abx-broad-share")?;
/// assert_eq!(one[0].treatment.title, "Co-amoxiclav, cephalosporins and quinolones");
/// assert!(find("tag:antibiotics")?.len() > 5);
/// assert!(find("abx-brood-share").unwrap_err().to_string().contains("did you mean 'abx-broad-share'?"));
/// # Ok::<(), unwarranted::definitions::Error>(())
/// ```
///
/// # Errors
/// Nothing of that name, with what is near; a file that is no definition.
pub fn find(word: &str) -> Result<Vec<Definition>> {
    if Path::new(word).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) {
        return Definition::read(Path::new(word)).map(|one| vec![one]);
    }
    let all = all()?;
    if let Some(tag) = word.strip_prefix("tag:") {
        let found: Vec<Definition> = all.iter().filter(|d| d.tags.iter().any(|t| t == tag)).cloned().collect();
        let tags = tags(all);
        let near = || did_you_mean(tag, tags.iter().copied());
        return if found.is_empty() {
            Err(Error::Tag { tag: tag.to_owned(), known: format!("{}{}", tags.join(", "), near()) })
        } else {
            Ok(found)
        };
    }
    match all.iter().find(|d| d.id() == word) {
        Some(one) => Ok(vec![one.clone()]),
        None => Err(Error::Unknown { id: word.to_owned(), near: did_you_mean(word, all.iter().map(Definition::id)) }),
    }
}

/// Every tag, each once, sorted.
#[must_use]
pub fn tags(all: &[Definition]) -> Vec<&str> {
    let tags: std::collections::BTreeSet<&str> = all.iter().flat_map(|d| &d.tags).map(String::as_str).collect();
    tags.into_iter().collect()
}

#[cfg(test)]
mod tests;
