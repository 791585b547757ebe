//! The files of a folder, in the order of their names.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use unwarranted_ingest::error::Error;
use unwarranted_ingest::formats::name_of_men;

/// A file to be ingested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Where it lies.
    pub(super) path: PathBuf,
    /// Its path below the folder that was named, with `/`; `None` for a file that was itself named.
    pub(super) found: Option<String>,
    /// Why it cannot even be opened.
    pub(super) problem: Option<String>,
    /// Of patients of men the file of women beside it, which may belong together.
    pub(super) women: Option<Box<Self>>,
}

/// The files that `inputs` name: files as they are, folders as the files in them, each folder in the order of names.
/// Hidden files and folders are passed over, and so is the store itself, wherever it lies.
///
/// # Errors
/// A named folder that cannot be read or holds no file.
pub(super) fn candidates(inputs: &[PathBuf], store: &Path) -> Result<Vec<Candidate>, Error> {
    let mut all = Vec::new();
    for input in inputs {
        if !input.is_dir() {
            all.push(Candidate { path: input.clone(), found: None, problem: None, women: None });
            continue;
        }
        let mut walk = Walk { store: store.canonicalize().ok(), seen: BTreeSet::new(), found: Vec::new() };
        walk.folder(input, "").map_err(Error::io(input, "read"))?;
        if walk.found.is_empty() {
            let problem = "this folder holds no file; give a folder with publishers' files".to_owned();
            return Err(Error::File { file: input.display().to_string(), problem });
        }
        all.append(&mut walk.found);
    }
    Ok(in_pairs(all))
}

/// Puts each file whose name is that of women to the one of men in the same folder, where that is there too.
fn in_pairs(mut all: Vec<Candidate>) -> Vec<Candidate> {
    let beside = |candidate: &Candidate| {
        let name = name_of_men(&candidate.path.file_name()?.to_string_lossy())?;
        Some(candidate.path.with_file_name(name))
    };
    let mut at = 0;
    while at < all.len() {
        let men = beside(&all[at]).and_then(|path| {
            all.iter().position(|other| other.path == path && other.problem.is_none() && other.women.is_none())
        });
        match men.filter(|_| all[at].problem.is_none()) {
            Some(men) => {
                let women = all.remove(at);
                let men = men - usize::from(men > at);
                all[men].women = Some(Box::new(women));
            }
            None => at += 1,
        }
    }
    all
}

struct Walk {
    store: Option<PathBuf>,
    /// Folders already walked: links may lead round in a circle.
    seen: BTreeSet<PathBuf>,
    found: Vec<Candidate>,
}

impl Walk {
    fn folder(&mut self, dir: &Path, below: &str) -> std::io::Result<()> {
        let real = dir.canonicalize()?;
        if self.store.as_ref() == Some(&real) || !self.seen.insert(real) {
            return Ok(());
        }
        let mut names =
            std::fs::read_dir(dir)?.map(|e| e.map(|e| e.file_name())).collect::<std::io::Result<Vec<_>>>()?;
        names.sort();
        for name in names {
            let shown = name.to_string_lossy().into_owned();
            if !shown.starts_with('.') {
                let shown = if below.is_empty() { shown } else { format!("{below}/{shown}") };
                self.entry(dir.join(&name), shown);
            }
        }
        Ok(())
    }

    fn entry(&mut self, path: PathBuf, shown: String) {
        let problem = match std::fs::metadata(&path) {
            Ok(what) if what.is_dir() => match self.folder(&path, &shown) {
                Ok(()) => return,
                Err(e) => Some(format!("the folder cannot be read: {e}")),
            },
            Ok(what) if what.is_file() => None,
            // Opening a pipe would wait for ever.
            Ok(_) => Some("this is not an ordinary file".to_owned()),
            Err(e) => Some(format!("cannot read: {e}")),
        };
        self.found.push(Candidate { path, found: Some(shown), problem, women: None });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walks_in_the_order_of_names_past_hidden_files_and_the_store() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["b.csv", "a/2.csv", "a/1.csv", ".hidden.csv", ".git/x.csv", "store/catalogue.json"] {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        let inputs = [dir.path().join("b.csv"), dir.path().to_owned()];
        let found = candidates(&inputs, &dir.path().join("store")).unwrap();
        let names: Vec<_> = found.iter().map(|c| c.found.as_deref()).collect();
        assert_eq!(names, [None, Some("a/1.csv"), Some("a/2.csv"), Some("b.csv")]);
        assert!(found.iter().all(|c| c.problem.is_none()));
    }

    #[test]
    fn files_of_men_and_women_of_one_folder_are_pairs() {
        let named = |path: &str| Candidate { path: path.into(), found: None, problem: None, women: None };
        let all = ["a/p-female.csv", "a/p-male.csv", "b/p-female.csv", "c/p-male.csv", "a/x.csv"].map(named);
        let pairs = in_pairs(all.into());
        let shown: Vec<(String, Option<String>)> = pairs
            .iter()
            .map(|c| (c.path.display().to_string(), c.women.as_ref().map(|w| w.path.display().to_string())))
            .collect();
        let wanted = [
            ("a/p-male.csv", Some("a/p-female.csv")),
            ("b/p-female.csv", None),
            ("c/p-male.csv", None),
            ("a/x.csv", None),
        ];
        assert_eq!(shown, wanted.map(|(men, women)| (men.to_owned(), women.map(str::to_owned))));
    }

    #[test]
    fn a_folder_without_files_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let error = candidates(&[dir.path().to_owned()], Path::new("store")).unwrap_err().to_string();
        assert!(error.contains("holds no file"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn links_that_lead_nowhere_or_in_a_circle_do_no_harm() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a.csv"), "x").unwrap();
        std::os::unix::fs::symlink(dir.path(), dir.path().join("round")).unwrap();
        std::os::unix::fs::symlink("nowhere", dir.path().join("lost.csv")).unwrap();
        let found = candidates(&[dir.path().to_owned()], Path::new("store")).unwrap();
        let names: Vec<_> = found.iter().map(|c| (c.found.as_deref().unwrap(), c.problem.is_some())).collect();
        assert_eq!(names, [("a.csv", false), ("lost.csv", true)]);
    }
}
