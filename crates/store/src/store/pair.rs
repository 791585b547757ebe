//! Files that belong together: the patients of men and of women.

use super::disk::Progress;
use super::run::Run;
use super::walk::Candidate;
use unwarranted_ingest::error::Error;
use unwarranted_ingest::formats::both_sexes;
use unwarranted_ingest::input;

impl Run<'_> {
    /// Two files that are called those of men and of women: as one where they are patients of one layout, else each by itself.
    pub(super) fn pair(&mut self, men: &Candidate, women: &Candidate, progress: Progress<'_>) -> Result<(), Error> {
        let [first, second] = [men, women].map(|candidate| input::open(&candidate.path).ok());
        let together = first.zip(second).and_then(|(men, women)| both_sexes(&men, &women));
        let Some(file) = together else {
            self.candidate(&Candidate { women: None, ..men.clone() }, progress)?;
            return self.candidate(women, progress);
        };
        progress(&file.shown, 0.0);
        self.file(file, men.found.as_ref(), progress)?;
        // What was refused without the other file is read now.
        self.catalogue.refused.retain(|refused| women.found.as_ref() != Some(&refused.file));
        Ok(())
    }
}
