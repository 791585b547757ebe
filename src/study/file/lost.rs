//! Inputs of a study that are not there as they were.

use std::path::PathBuf;

/// An input that is not there as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lost {
    /// No file of the name, or no store.
    Missing {
        /// Its name.
        name: String,
    },
    /// A file of the name has other bytes.
    Changed {
        /// Its name.
        name: String,
        /// Where the nearest one lies.
        at: PathBuf,
        /// SHA-256 of the bytes that were read.
        was: String,
        /// SHA-256 of the bytes that are there.
        is: String,
    },
    /// A store has not, or no longer, all publishers' files that were read from it.
    Store {
        /// Its name.
        name: String,
        /// Where it lies.
        at: PathBuf,
        /// The files that it lacks, at least one.
        lacks: Vec<String>,
    },
    /// Standard input, which nobody can read again.
    Stdin,
}

impl Lost {
    /// Whether there is nothing in its place.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Missing { .. } | Self::Stdin)
    }

    /// The files that are lost, as a manifest names them.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Missing { name } | Self::Changed { name, .. } => vec![name],
            Self::Store { lacks, .. } => lacks.iter().map(String::as_str).collect(),
            Self::Stdin => Vec::new(),
        }
    }

    /// What is wrong, in words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Missing { name } => format!("{name}: not found"),
            Self::Changed { name, at, was, is } => format!(
                "{name}: has other bytes than were read (SHA-256 {} then, {} now, in {})",
                brief(was),
                brief(is),
                at.display()
            ),
            Self::Store { name, at, lacks } => {
                const SHOWN: usize = 3;
                let more = lacks.len().saturating_sub(SHOWN);
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                let shown = lacks.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
                format!("{name}: the store does not have {shown}{more} as read then, in {}", at.display())
            }
            Self::Stdin => "standard input: cannot be read again; save it as a file and name that".to_owned(),
        }
    }
}

/// The beginning of a hash, as it is shown.
fn brief(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}
