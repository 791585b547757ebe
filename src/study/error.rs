//! What stops a study. Messages name options by their keys, in backquotes: `` `per` is -1 ``.

use crate::core::Error as Statistics;
use crate::ingest::Error as Reading;

/// A study that cannot be run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An option that is out of range, has no effect, contradicts another or asks for what the data do not have.
    #[error("`{option}` {problem}")]
    Option {
        /// Key of the option, as in a file of a study.
        option: &'static str,
        /// What is wrong and what to do, as it follows the name.
        problem: String,
    },
    /// What an option asks for fails for the reason given by the source.
    #[error("`{option}`")]
    For {
        /// The option with its value, as in "standardise direct".
        option: String,
        /// Why it fails.
        source: Box<Error>,
    },
    /// A file of a study that cannot be used.
    #[error("{file}, line {line}: {problem}")]
    File {
        /// The file, as given.
        file: String,
        /// The line.
        line: usize,
        /// The key, what is wrong and what to do.
        problem: String,
    },
    /// A treatment that what is asked for does not fit.
    #[error("'{treatment}' {problem}")]
    Treatment {
        /// Identifier of the treatment.
        treatment: String,
        /// What is wrong and what to do, as it follows the name.
        problem: String,
    },
    /// Files or a store that cannot be used.
    #[error(transparent)]
    Reading(#[from] Reading),
    /// A definition of a treatment that cannot be used.
    #[error(transparent)]
    Definition(#[from] crate::definitions::Error),
    /// A table that cannot be written.
    #[error(transparent)]
    Table(#[from] crate::report::Error),
    /// Figures that cannot be analysed.
    #[error(transparent)]
    Statistics(Statistics),
}

/// What a study gives, or why it cannot.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// The key of the option that is to blame, where one is.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::Option { option, .. } => Some(option),
            Self::For { option, .. } => option.split(' ').next(),
            _ => None,
        }
    }

    /// An option and what is wrong with it.
    pub(super) fn option(option: &'static str, problem: impl Into<String>) -> Self {
        Self::Option { option, problem: problem.into() }
    }

    /// The same as the reason why an option fails.
    pub(super) fn under(self, option: impl Into<String>) -> Self {
        Self::For { option: option.into(), source: Box::new(self) }
    }
}

impl From<Statistics> for Error {
    fn from(error: Statistics) -> Self {
        match error {
            Statistics::Parameter { name, value, expected } => {
                Self::option(name, format!("is {value}; expected {expected}"))
            }
            Statistics::Word { name, text, expected } => {
                Self::option(name, format!("is '{text}'; expected {expected}"))
            }
            other => Self::Statistics(other),
        }
    }
}
