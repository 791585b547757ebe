//! What is wrong with a definition.

use std::path::PathBuf;

/// A definition that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file that cannot be read.
    #[error("{}: cannot read", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// A key that is missing, unknown or holds something else than it should.
    #[error("{file}, line {line}{}: {problem}", if key.is_empty() { String::new() } else { format!(", key '{key}'") })]
    Key {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The key, with its table; blank where the text is no TOML at all.
        key: String,
        /// What is wrong and what was expected.
        problem: String,
    },
    /// No definition of this identifier.
    #[error(
        "there is no treatment '{id}'{near}; 'unwarranted treatment list' shows all, and a file of your own ends in .toml"
    )]
    Unknown {
        /// What was asked for.
        id: String,
        /// What is near it.
        near: String,
    },
    /// No definition with this tag.
    #[error("no treatment has the tag '{tag}'; there are {known}")]
    Tag {
        /// What was asked for.
        tag: String,
        /// All tags.
        known: String,
    },
    /// Several of one identifier.
    #[error("the treatment '{0}' is asked for twice; give each once")]
    Twice(String),
    /// A definition of the program itself.
    #[error("{0}")]
    Bundled(String),
}

/// A definition, or what is wrong with it.
pub type Result<T, E = Error> = std::result::Result<T, E>;
