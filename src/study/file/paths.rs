//! The options that name files and folders.

use super::super::{NeighboursBy, Study};
use std::path::{Path, PathBuf};

/// Standard input.
const STDIN: &str = "-";

impl Study {
    /// Gives every path to `change`, with the key of its option: files, stores and definitions of one's own; not standard
    /// input.
    ///
    /// # Errors
    /// Those of `change`.
    pub fn each_path<E>(&mut self, mut change: impl FnMut(&'static str, &Path) -> Result<PathBuf, E>) -> Result<(), E> {
        let Self { files, names, measures, store, groups, standard, reference, .. } = self;
        let Self { weights, need_file, like_file, policies, boundaries, neighbours, treatment, .. } = self;
        for path in files.iter_mut().filter(|path| path.as_os_str() != STDIN) {
            *path = change("files", path)?;
        }
        for (key, path) in [
            ("names", names),
            ("measures", measures),
            ("store", store),
            ("groups", groups),
            ("standard", standard),
            ("reference", reference),
            ("weights", weights),
            ("need-file", need_file),
            ("policies", policies),
            ("like-file", like_file),
            ("boundaries", boundaries),
        ] {
            if let Some(path) = path {
                *path = change(key, path)?;
            }
        }
        if let Some(NeighboursBy::Table(path)) = neighbours {
            *path = change("neighbours", path)?;
        }
        for word in treatment.iter_mut().filter(|word| is_definition(word)) {
            *word = change("treatment", Path::new(word))?.to_string_lossy().into_owned();
        }
        Ok(())
    }

    /// Whether it reads standard input, which nobody can read again.
    #[must_use]
    pub fn reads_standard_input(&self) -> bool {
        self.files.iter().any(|path| path.as_os_str() == STDIN)
    }

    /// The study with the names of its files alone, so that it does not depend on where they lie.
    #[must_use]
    pub(in crate::study) fn without_folders(mut self) -> Self {
        let Ok(()) = self.each_path::<std::convert::Infallible>(|_, path| Ok(name(path).into()));
        self
    }
}

/// The last part of a path; of `.` and the like that of the folder it stands for.
pub(crate) fn name(path: &Path) -> String {
    let whole = || path.canonicalize().ok().and_then(|path| Some(path.file_name()?.to_owned()));
    path.file_name().map(std::ffi::OsStr::to_owned).or_else(whole).unwrap_or_default().to_string_lossy().into_owned()
}

/// Whether a word of `treatment` is the path of a definition.
fn is_definition(word: &str) -> bool {
    Path::new(word).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"))
}
