//! Files that the tests use.

use std::path::{Path, PathBuf};

/// A fixture in `tests/fixtures` of the repository.
pub(crate) fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(path)
}

/// The folder of real data files, which is not part of the repository; says so where it is missing.
pub(crate) fn real_data() -> Option<PathBuf> {
    let candidates = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|dir| dir.join("shared/data"));
    let found = candidates.into_iter().find(|dir| dir.is_dir());
    if found.is_none() {
        println!("skipped: ../shared/data with the publishers' real files is not present");
    }
    found
}
