//! Files that the tests use, and the count of checks that could not run.
//!
//! A check of publishers' files runs over [`folders`]: always over the synthetic twins in `tests/fixtures/twins`, and over the
//! real files too where they lie beside the checkout. What could not run is recorded, and the last program of
//! `cargo test --workspace` prints the [`summary`].

mod record;

pub use record::{Records, summary};

use std::env;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Names the folder of real files; empty for none. Without it `shared/data` is looked for beside the checkout and above.
pub const REAL_DATA: &str = "UNWARRANTED_REAL_DATA";

/// Why a check on real data is skipped.
const NOT_THERE: &str = "the publishers' real files are not there; the same checks ran on their synthetic twins";

/// A fixture in `tests/fixtures` of the repository.
#[must_use]
pub fn fixture(path: impl AsRef<Path>) -> PathBuf {
    root().join("tests/fixtures").join(path)
}

/// The top of the checkout whose tests run, not of the one that compiled this: a cache of builds may serve several.
#[must_use]
pub fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| top(env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from)));
    &ROOT
}

/// The inputs of reference values that stay outside the repository, where they lie beside the checkout or above.
#[must_use]
pub fn reference_inputs() -> Option<PathBuf> {
    beside("shared/reference/inputs")
}

/// A folder beside the checkout or above it.
fn beside(folder: &str) -> Option<PathBuf> {
    root().ancestors().map(|dir| dir.join(folder)).find(|dir| dir.is_dir())
}

/// The folder of the workspace above a package; without one that has fixtures, where this was compiled.
fn top(package: Option<PathBuf>) -> PathBuf {
    let above = package.as_deref().map(Path::ancestors).into_iter().flatten();
    let found = above.map(Path::to_owned).find(|dir| dir.join("tests/fixtures").is_dir());
    found.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
}

/// A folder of publishers' files, under the same names in both kinds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    path: PathBuf,
    real: bool,
}

impl Folder {
    /// The folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the files are as published, not synthetic.
    #[must_use]
    pub fn is_real(&self) -> bool {
        self.real
    }

    /// The right value for this folder.
    #[must_use]
    pub fn known<T>(&self, twin: T, real: T) -> T {
        if self.real { real } else { twin }
    }

    /// A file of the folder.
    ///
    /// # Panics
    /// Where it is missing: a folder that is there has to be whole.
    #[must_use]
    pub fn join(&self, file: impl AsRef<Path>) -> PathBuf {
        let path = self.path.join(file);
        assert!(path.exists(), "{}: missing; the folder is there, so its files have to be", path.display());
        path
    }
}

/// The synthetic twins, and after them the real files where they are there. Records whether the caller's check on real
/// files ran or was skipped.
///
/// # Panics
/// Where `UNWARRANTED_REAL_DATA` names no folder.
#[must_use]
#[track_caller]
pub fn folders() -> Vec<Folder> {
    let mut all = vec![twins()];
    let real = real_data(env::var_os(REAL_DATA).map(PathBuf::from));
    record::add(if real.is_some() { None } else { Some(NOT_THERE) });
    all.extend(real.map(|path| Folder { path, real: true }));
    all
}

/// Records that the caller's check could not run, and why.
#[track_caller]
pub fn skip(reason: &str) {
    record::add(Some(reason));
}

fn twins() -> Folder {
    Folder { path: fixture("twins"), real: false }
}

fn real_data(named: Option<PathBuf>) -> Option<PathBuf> {
    if let Some(folder) = named {
        let empty = folder.as_os_str().is_empty();
        assert!(empty || folder.is_dir(), "{REAL_DATA} is {}, which is no folder", folder.display());
        return (!empty).then_some(folder);
    }
    beside("shared/data")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_name_means_no_real_files_and_a_wrong_one_is_an_error() {
        assert_eq!(real_data(Some(PathBuf::new())), None);
        assert_eq!(real_data(Some(fixture("twins"))), Some(fixture("twins")));
        assert!(std::panic::catch_unwind(|| real_data(Some(PathBuf::from("/no/such/folder")))).is_err());
    }

    #[test]
    fn fixtures_are_those_of_the_checkout_that_runs() {
        let other = env::temp_dir().join(format!("unwarranted-testing-{}", std::process::id()));
        std::fs::create_dir_all(other.join("tests/fixtures")).unwrap();
        std::fs::create_dir_all(other.join("crates/core")).unwrap();
        assert_eq!((top(Some(other.join("crates/core"))), top(Some(other.clone()))), (other.clone(), other.clone()));
        std::fs::remove_dir_all(&other).unwrap();
        assert!(top(None).join("tests/fixtures/twins").is_dir());
    }

    #[test]
    fn a_missing_file_is_a_failure() {
        let twins = twins();
        assert!(!twins.is_real() && twins.join("epd/EPD_201709.csv").is_file());
        assert!(std::panic::catch_unwind(|| twins.join("epd/EPD_209901.csv")).is_err());
    }
}
