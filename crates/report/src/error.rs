//! What stops a report from being written.

use std::path::{Path, PathBuf};

/// A report that cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system refused.
    #[error("{}: cannot {action}", path.display())]
    Io {
        /// File or folder.
        path: PathBuf,
        /// What was attempted: "create the folder", "write", "read".
        action: &'static str,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// The folder holds something else.
    #[error(
        "{}: this folder holds other files, such as {file}, and no earlier report (no manifest.json of this program), so \
         nothing was written; give an empty or a new folder with `out`",
        .dir.display()
    )]
    NotOurs {
        /// The folder.
        dir: PathBuf,
        /// The first of its files in the alphabet.
        file: String,
    },
    /// A file that no report wrote stands where one of this report would go.
    #[error(
        "{}: this file is not of the earlier report here and would be overwritten, so nothing was written; move it, or give \
         another folder with `out`",
        .0.display()
    )]
    InTheWay(PathBuf),
    /// No slice in focus has this area.
    #[error("{0}: this area has no figures in the period shown")]
    NoArea(String),
    /// The path is a file.
    #[error("{}: this is a file, and a report is a folder; give another name with `out`", .0.display())]
    NotAFolder(PathBuf),
    /// Another run is writing to the same folder.
    #[error("{}: another run is writing a report to this folder; wait for it, or give another folder with `out`", .0.display())]
    Busy(PathBuf),
    /// A manifest that this program did not write, or that was changed since.
    #[error("{}: not a manifest of this program: {problem}", path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// A defect of this program: the page could not be made from its template.
    #[error("the page could not be made from its template (a defect of this program, please report it): {0}")]
    Template(#[from] minijinja::Error),
    /// A defect of this program: a table could not be made.
    #[error("a table could not be made (a defect of this program, please report it): {0}")]
    Table(String),
}

impl Error {
    /// An operating system error at `path`, for `map_err`.
    pub fn io(path: &Path, action: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, action, source }
    }
}
