//! How much of the differences of a study lies between areas and how much between their practices.

use super::plan::{Data, Plan};
use super::sliced::Sliced;
use super::{Error, Result, Study, Task};
use crate::core::levels::{Levels, levels, levels_in_regions};
use crate::core::resampling::Practice;
use crate::core::{Kind, Slice};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The two levels of each slice, with its words.
pub type Levelled = Sliced<Levels>;

/// What was observed is taken for a part of the denominator from this share on, where it is never more than it.
const PART: f64 = 0.05;

impl Study {
    /// Reads the data with their practices, cuts them and splits the differences of every slice between areas and practices, and regions
    /// where a column names them.
    ///
    /// # Errors
    /// As [`Study::run`]; data without practices; areas in no region where regions are asked for.
    pub fn split(&self) -> Result<Levelled> {
        let plan = self.plan_for(Task::Levels)?;
        let (loaded, slices, options) = plan.cut_plainly()?;
        let wanted = plan.wanted(&loaded.words, slices)?;
        let single =
            || Error::option("level", "leaves nothing within the areas: here they are the practices themselves");
        let parts = loaded.parts.as_ref().filter(|parts| parts.has_practices()).ok_or_else(single)?;
        let regions = plan.regions()?;
        if let Some(regions) = &regions {
            require_regions(regions, &wanted)?;
        }
        let (mut found, mut shares) = (Vec::new(), Vec::new());
        for slice in &wanted {
            let practices = parts.practices(slice, &options)?;
            let read = plan.as_share(slice, &practices)?;
            if read.is_some() && !shares.contains(slice.treatment()) {
                shares.push(slice.treatment().clone());
            }
            let slice = read.as_ref().unwrap_or(slice);
            found.push(match &regions {
                Some(regions) => levels_in_regions(slice, &practices, regions),
                None => levels(slice, &practices),
            });
        }
        let mut levelled = plan.sliced(loaded, &wanted, found);
        levelled.notes.extend(shares.iter().map(|treatment| {
            format!(
                "'{treatment}' is read as a share: what was observed is a part of the denominator in every practice, and chance \
                 is binomial. Use `kind count` where it is none."
            )
        }));
        Ok(levelled)
    }
}

/// Refuses areas that lie in no region.
fn require_regions(regions: &BTreeMap<Arc<str>, Arc<str>>, slices: &[Slice]) -> Result<()> {
    let without =
        |area: &&crate::core::slice::SliceArea| regions.get(&area.code).is_none_or(|region| region.is_empty());
    match slices.iter().flat_map(Slice::areas).find(without) {
        Some(area) => {
            let problem = format!("is blank for area {}; say in which region every area lies", area.code);
            Err(Error::option("column-region", problem))
        }
        None => Ok(()),
    }
}

impl Plan {
    /// A count of a file that nobody says the kind of, as a share, where it is a good part of its denominator and never more.
    fn as_share(&self, slice: &Slice, practices: &[Practice]) -> Result<Option<Slice>> {
        let said =
            self.study.kind.is_some() || !matches!(self.data, Data::Files { .. }) || self.study.measures.is_some();
        let whole = |p: &Practice| p.observed.fract() == 0.0 && p.denominator.fract() == 0.0;
        let within = |p: &Practice| p.observed <= p.denominator && whole(p);
        let [observed, denominator] =
            practices.iter().fold([0.0, 0.0], |[o, d], p| [o + p.observed, d + p.denominator]);
        if said
            || slice.kind() != Kind::Count
            || !practices.iter().all(within)
            || observed <= PART * denominator
            || observed >= denominator
        {
            return Ok(None);
        }
        let (treatment, areas) = (slice.treatment().clone(), slice.areas().to_vec());
        let set_aside = slice.set_aside().to_vec();
        Ok(Some(Slice::new(treatment, slice.period(), Kind::Share, areas, set_aside, slice.months())?))
    }
}
