//! A store is made in a folder, and goes again where nothing went into it.

use super::Store;
use super::catalogue::Catalogue;
use super::disk::refuse;
use super::names::{CATALOGUE, LOCK, STAGING};
use std::path::Path;
use unwarranted_ingest::error::Error;

impl Store {
    /// Opens a store, or makes one in a folder that is empty or does not exist yet.
    ///
    /// # Errors
    /// A folder with other contents; a folder that cannot be written.
    pub fn create_or_open(dir: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(dir).map_err(Error::io(dir, "create the folder"))?;
        let store = Self { dir: dir.to_owned() };
        if !dir.join(CATALOGUE).is_file() {
            let entries = std::fs::read_dir(dir).map_err(Error::io(dir, "read"))?;
            let foreign = |name: &std::ffi::OsStr| name != LOCK && name != STAGING && name != CATALOGUE;
            // Another process may have made the store meanwhile: its files come after its catalogue.
            if entries.flatten().any(|e| foreign(&e.file_name())) && !dir.join(CATALOGUE).is_file() {
                return Err(refuse(dir, "this folder is neither empty nor a store; choose an empty or a new folder"));
            }
            store.exclusively(&|_, _| (), || {
                if dir.join(CATALOGUE).is_file() { Ok(()) } else { store.commit(&Catalogue::empty(), &[]) }
            })?;
        }
        Self::open(dir)
    }

    /// Removes the catalogue and the lock of a store that holds nothing and that nobody else is using.
    pub(super) fn unmake(&self) -> Result<(), Error> {
        self.exclusively(&|_, _| (), || {
            if self.catalogue()? == Catalogue::empty() {
                for name in [CATALOGUE, LOCK] {
                    let path = self.dir.join(name);
                    std::fs::remove_file(&path).map_err(Error::io(&path, "remove"))?;
                }
            }
            Ok(())
        })
    }
}
