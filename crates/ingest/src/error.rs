//! What stops a command that reads files: always with the place and the remedy.

use std::path::{Path, PathBuf};

/// Input that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system refused.
    #[error("{}: cannot {action}", path.display())]
    Io {
        /// File or folder.
        path: PathBuf,
        /// What was attempted: "read", "write", "create the folder".
        action: &'static str,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// A value that cannot be used, at a line and column of a file.
    #[error("{file}, line {line}, column '{column}': found '{found}'; expected {expected}")]
    Field {
        /// File name.
        file: String,
        /// Line, counted from 1 with the header as line 1.
        line: u64,
        /// Column name in the file.
        column: String,
        /// What was found, shortened.
        found: String,
        /// What was expected, and what to do.
        expected: String,
    },
    /// A row that cannot be used as a whole.
    #[error("{file}, line {line}: {problem}")]
    Row {
        /// File name.
        file: String,
        /// Line, counted from 1 with the header as line 1.
        line: u64,
        /// What is wrong, what was expected and what to do.
        problem: String,
    },
    /// A file that cannot be used as a whole.
    #[error("{file}: {problem}")]
    File {
        /// File name.
        file: String,
        /// What is wrong, what was expected and what to do.
        problem: String,
    },
    /// A file or archive that cannot be unpacked, so its contents are unknown.
    #[error("{file}: {problem}")]
    Damaged {
        /// File name.
        file: String,
        /// What is wrong and what to do.
        problem: String,
    },
    /// The numbers were read but cannot be analysed.
    #[error(transparent)]
    Core(#[from] unwarranted_core::Error),
}

impl Error {
    /// The same, adding that nothing of the `files` given to one run was stored.
    #[must_use]
    pub fn nothing_stored(self, files: usize) -> Self {
        let says = match files {
            0 | 1 => "nothing was stored".to_owned(),
            _ => format!("nothing was stored, as the {files} files go in all together or not at all"),
        };
        match self {
            Self::Io { path, action, source } => {
                Self::File { file: path.display().to_string(), problem: format!("cannot {action}: {source}; {says}") }
            }
            Self::Field { file, line, column, found, expected } => {
                Self::Field { file, line, column, found, expected: format!("{expected}; {says}") }
            }
            Self::Row { file, line, problem } => Self::Row { file, line, problem: format!("{problem}; {says}") },
            Self::File { file, problem } => Self::File { file, problem: format!("{problem}; {says}") },
            Self::Damaged { file, problem } => Self::Damaged { file, problem: format!("{problem}; {says}") },
            Self::Core(error) => Self::Core(error),
        }
    }

    /// Whether the contents of the file are unknown.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        matches!(self, Self::Io { .. } | Self::Damaged { .. })
    }

    /// The message without the file's name, for lists that name it beside.
    #[must_use]
    pub fn without_file(&self) -> String {
        match self {
            Self::Io { action, source, .. } => format!("cannot {action}: {source}"),
            Self::Field { line, column, found, expected, .. } => {
                format!("line {line}, column '{column}': found '{found}'; expected {expected}")
            }
            Self::Row { line, problem, .. } => format!("line {line}: {problem}"),
            Self::File { problem, .. } | Self::Damaged { problem, .. } => problem.clone(),
            Self::Core(error) => error.to_string(),
        }
    }

    /// An operating system error at `path`, for `map_err`.
    pub fn io(path: &Path, action: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, action, source }
    }
}
