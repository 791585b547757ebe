//! Codes that a selection takes or leaves out together.

use super::selection_error::SelectionError;

/// Characters of the code of a chemical, and where the last two of a whole code begin.
const CHEMICAL: usize = 9;
const ENDING: usize = 13;
/// Characters of the whole code of a medicine.
const WHOLE: usize = 15;

/// Codes that belong together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Codes {
    /// All that begin so: `0501`. A whole code stands for itself.
    Start(String),
    /// All products of a chemical with one of these endings, `0205040D0~AQ,AR`. The last two of the 15 characters name the
    /// generic product that a brand is equal to, so brands of the future are taken too.
    Equivalent {
        /// Nine characters.
        chemical: String,
        /// Two characters each, sorted, each once.
        endings: Vec<String>,
    },
}

impl Codes {
    /// Reads `0501` or `0205040D0~AQ,AR`, in any case.
    ///
    /// # Errors
    /// What is neither.
    pub(super) fn parse(text: &str) -> Result<Self, SelectionError> {
        let text = text.trim().to_ascii_uppercase();
        let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric());
        let Some((chemical, endings)) = text.split_once('~') else {
            let is_start = (1..=WHOLE).contains(&text.len()) && plain(&text);
            return if is_start { Ok(Self::Start(text)) } else { Err(SelectionError::Code(text)) };
        };
        let mut endings: Vec<String> = endings.split(',').map(|ending| ending.trim().to_owned()).collect();
        let is_ending = |e: &String| is_ending(e);
        if chemical.len() != CHEMICAL || !plain(chemical) || !endings.iter().all(is_ending) {
            return Err(SelectionError::Equivalent(text));
        }
        endings.sort();
        endings.dedup();
        Ok(Self::Equivalent { chemical: chemical.to_owned(), endings })
    }

    /// Whether a code is among them. `code` is in capitals.
    #[must_use]
    pub fn hold(&self, code: &str) -> bool {
        match self {
            Self::Start(start) => code.starts_with(start.as_str()),
            Self::Equivalent { chemical, endings } => {
                ending(code).is_some_and(|own| code.starts_with(chemical.as_str()) && endings.iter().any(|e| e == own))
            }
        }
    }

    /// What every one of the codes begins with.
    #[must_use]
    pub fn beginning(&self) -> &str {
        match self {
            Self::Start(start) => start,
            Self::Equivalent { chemical, .. } => chemical,
        }
    }

    /// Whether every code among these is among `others`.
    pub(super) fn within(&self, others: &Self) -> bool {
        match (self, others) {
            (own, Self::Start(start)) => own.beginning().starts_with(start.as_str()),
            (Self::Start(start), equivalent) => start.len() == WHOLE && equivalent.hold(start),
            (Self::Equivalent { chemical, endings }, Self::Equivalent { chemical: whole, endings: all }) => {
                chemical == whole && endings.iter().all(|e| all.contains(e))
            }
        }
    }

    /// Whether some code may be among both.
    pub(super) fn touch(&self, others: &Self) -> bool {
        let (a, b) = (self.beginning(), others.beginning());
        let beginnings = a.starts_with(b) || b.starts_with(a);
        let endings = match (self, others) {
            (Self::Equivalent { endings: own, .. }, Self::Equivalent { endings: all, .. }) => {
                own.iter().any(|e| all.contains(e))
            }
            (Self::Start(start), equivalent) | (equivalent, Self::Start(start)) if start.len() == WHOLE => {
                equivalent.hold(start)
            }
            _ => true,
        };
        beginnings && endings
    }
}

/// The last two characters of the whole code of a medicine; `None` for appliances and beginnings of codes.
pub(super) fn ending(code: &str) -> Option<&str> {
    (code.len() == WHOLE).then(|| code.get(ENDING..)).flatten()
}

/// Two characters, a letter first.
pub(super) fn is_ending(text: &str) -> bool {
    text.len() == 2
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
}

impl std::fmt::Display for Codes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Start(start) => f.write_str(start),
            Self::Equivalent { chemical, endings } => write!(f, "{chemical}~{}", endings.join(",")),
        }
    }
}
