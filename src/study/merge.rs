//! What merging areas would do to how far they differ.

use super::beside::Labelled;
use super::outcome::aside_lines;
use super::plan::Data;
use super::run::Loaded;
use super::sliced::Sliced;
use super::{Error, Result, Study};
use crate::core::Slice;
use crate::core::merge::{Merged, merge};
use crate::ingest::tidy::TidyOptions;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What merging would do to each slice, with its words.
pub type Merging = Sliced<Merged>;

impl Study {
    /// Reads the data, cuts them and merges areas into what the column `into` says: of the files themselves, or of a table of
    /// one's own, in which areas that are not merged need not be.
    ///
    /// # Errors
    /// As [`Study::run`]; a column that is missing, an area that has nothing in it, and a table that names an area which the data do not have.
    pub fn merge(&self, into: &str, table: Option<&Path>) -> Result<Merging> {
        let plan = self.plan(None)?;
        let (paths, tidy): (Vec<PathBuf>, TidyOptions) = match (table, &plan.data) {
            (Some(path), Data::Files { tidy, .. }) => (vec![path.to_owned()], tidy.clone()),
            (Some(path), _) => (vec![path.to_owned()], TidyOptions::default()),
            (None, Data::Files { paths, tidy }) => (paths.clone(), tidy.clone()),
            (None, _) => {
                let problem = "goes with `into-file`, a table by area, where the data come from a store";
                return Err(Error::option("into", problem));
            }
        };
        let labelled = Labelled::read(&paths, into, "into", &tidy)?;
        let (loaded, slices, _) = plan.cut_plainly()?;
        plan.require_periods(slices.iter().map(Slice::period))?;
        plan.check_titles(&loaded.words, slices.iter().map(Slice::treatment))?;
        let wanted: Vec<Slice> = slices.into_iter().filter(|s| plan.asks_for(s.period())).collect();
        if table.is_some() {
            labelled.require_known(&wanted, "into-file")?;
        }
        let one = |slice: &Slice| {
            let groups = labelled.of(Some(slice.period()), "into")?;
            // In a table of one's own areas that are not there stay as they are.
            let alone = |code: &str| table.map(|_| Arc::from(code));
            let grouped = slice.clone().with_groups(|code| groups.get(code).cloned().or_else(|| alone(code)));
            let lost = |area: &crate::core::slice::SliceArea| !groups.contains_key(&area.code);
            grouped.map(|slice| merge(&slice)).map_err(|_| {
                let code = slice.areas().iter().find(|a| lost(a)).map_or("", |a| &*a.code);
                Error::option(
                    "into",
                    format!("names '{into}', which is blank for area {code}; say where every area goes"),
                )
            })
        };
        let merged = wanted.iter().map(one).collect::<Result<Vec<_>>>()?;
        let labels = plan.labels(&loaded.words, wanted.iter().map(Slice::treatment));
        let set_aside = aside_lines(wanted.iter().map(|s| (s.treatment(), s.set_aside())));
        let Loaded { warnings, notes, .. } = loaded;
        Ok(Merging { slices: merged, labels, warnings, set_aside, notes })
    }
}
