//! What to sum, and over which periods.

use crate::geography::{Level, Membership};
use std::path::PathBuf;
use unwarranted_core::{Measure, Period, Treatment};

/// A level of BNF codes, by which everything prescribed is grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CodeLevel {
    /// The whole code.
    Presentation,
    /// The first 9 characters.
    Chemical,
    /// The first 7.
    Subparagraph,
    /// The first 6.
    Paragraph,
    /// The first 4.
    Section,
}

unwarranted_core::worded!(CodeLevel {
    Presentation = "presentation",
    Chemical = "chemical",
    Subparagraph = "subparagraph",
    Paragraph = "paragraph",
    Section = "section",
});

/// Characters of the code of a medicine; those of appliances are shorter.
const MEDICINE: usize = 15;

impl CodeLevel {
    /// The group of a code. Appliances (codes of fewer than 15 characters) have no chemical and no paragraph of their own:
    /// above the presentation they are grouped by their section, as publishers name them.
    ///
    /// ```
    /// use unwarranted_store::assemble::CodeLevel;
    /// assert_eq!(CodeLevel::Chemical.group("0501013B0AAABAB"), "0501013B0");
    /// assert_eq!(CodeLevel::Paragraph.group("0501013B0AAABAB"), "050101");
    /// assert_eq!(CodeLevel::Chemical.group("21010900517"), "2101");
    /// assert_eq!(CodeLevel::Presentation.group("21010900517"), "21010900517");
    /// ```
    #[must_use]
    pub fn group(self, code: &str) -> &str {
        let characters = match self {
            Self::Presentation => return code,
            Self::Section => 4,
            _ if code.len() < MEDICINE => 4,
            Self::Chemical => 9,
            Self::Subparagraph => 7,
            Self::Paragraph => 6,
        };
        code.get(..characters).unwrap_or(code)
    }
}

/// What the treatments of a matrix are.
#[derive(Debug, Clone, PartialEq)]
pub enum MatrixOf {
    /// These, of prescriptions, each with an identifier of its own.
    Treatments(Vec<Treatment>),
    /// Every code of a level that was prescribed in the periods, each per registered patient.
    Codes(CodeLevel, Measure),
}

/// What to take from the store.
#[derive(Debug, Clone, PartialEq)]
pub struct MatrixQuery {
    /// The treatments.
    pub of: MatrixOf,
    /// The periods, each summed by itself; none: all months together. A period counts the months of it that the store has.
    pub periods: Vec<Period>,
    /// What practices are grouped by.
    pub level: Level,
    /// Which membership of practices in areas is used.
    pub membership: Membership,
    /// CSV of the user's groups, for [`Level::Group`].
    pub groups: Option<PathBuf>,
    /// To which year's BNF codes changed codes are followed; `None`: the latest list of changes in the store.
    pub bnf_year: Option<i32>,
    /// Practices with more than [`super::super::REFUSED_ABOVE`] per cent of the patients may be in no known area.
    pub allow_missing: bool,
}

impl MatrixQuery {
    /// All months together on recorded membership.
    #[must_use]
    pub fn new(of: MatrixOf, level: Level) -> Self {
        Self {
            of,
            periods: Vec::new(),
            level,
            membership: Membership::Recorded,
            groups: None,
            bnf_year: None,
            allow_missing: false,
        }
    }
}
