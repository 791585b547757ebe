//! What slices would come to if every area moved to a target.

use super::beside::{IndicatorColumn, Indicators};
use super::plan::{Data, Plan};
use super::similar::told;
use super::sliced::Sliced;
use super::{Error, REPLICATES, Result, Study};
use crate::core::opportunity::{MoveTo, Opportunity, OpportunityOptions, opportunity};
use crate::core::{Confidence, Polarity, Slice};
use crate::ingest::tidy::TidyOptions;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// What every area is moved to.
#[derive(Debug, Clone, PartialEq)]
pub struct Moving {
    /// The rate.
    pub to: MoveTo,
    /// Which way is better; `None`: as the data say of each treatment.
    pub polarity: Option<Polarity>,
    /// What similar areas have alike, for [`MoveTo::Similar`].
    pub by: Vec<IndicatorColumn>,
    /// A table with those columns, where the data do not have them.
    pub by_file: Option<PathBuf>,
    /// Whether many treatments are compared: one of which nobody says which way is better is then named and left out.
    pub league: bool,
}

/// What each slice would come to, with its words.
pub type Opportunities = Sliced<Opportunity>;

const NO_POLARITY: &str =
    "is missing: is less better (low) or more (high)? Without it nobody can say what would be saved or gained";

impl Study {
    /// Reads the data, cuts them and says of every slice what it would come to if every area moved to the target.
    ///
    /// # Errors
    /// As [`Study::run`]; no polarity; indicators without a target of similar areas, or none with one.
    pub fn opportunity(&self, moving: &Moving) -> Result<Opportunities> {
        let study = Self { replicates: self.replicates.or(Some(REPLICATES)), ..self.clone() };
        let plan = study.plan(None)?;
        let confidence = Confidence::new(plan.analysis.confidence, "confidence")?;
        let indicators = plan.indicators(moving)?;
        let (loaded, slices) = plan.cut()?;
        let wanted = plan.wanted(&loaded.words, slices)?;
        let labels = plan.labels(&loaded.words, wanted.iter().map(Slice::treatment));
        let (mut found, mut without) = (Vec::new(), BTreeSet::new());
        for slice in &wanted {
            let known = labels.get(slice.treatment()).and_then(|l| l.polarity);
            let Some(polarity) = moving.polarity_or(known)? else {
                without.insert(slice.treatment().to_string());
                continue;
            };
            let indicators = indicators.as_ref().map(|known| known.of(Some(slice.period()), false)).transpose()?;
            let options = OpportunityOptions {
                to: moving.to,
                polarity,
                indicators: indicators.unwrap_or_default(),
                confidence,
                replicates: plan.analysis.replicates,
                seed: plan.analysis.seed,
            };
            found.push(opportunity(&plan.with_chance(slice)?, &options).map_err(told)?);
        }
        if moving.league && found.is_empty() {
            return Err(Error::option("polarity", NO_POLARITY));
        }
        let mut sliced = plan.sliced(loaded, &wanted, found);
        if !without.is_empty() {
            let all: Vec<String> = without.into_iter().collect();
            sliced.notes.push(format!("nobody says which way is better for {}, which are left out", all.join(", ")));
        }
        Ok(sliced)
    }
}

impl Moving {
    /// Which way is better: as it is asked for, else as it is known. `None` for one of many treatments of which nobody says it.
    ///
    /// # Errors
    /// Nobody says it of the only ones there are.
    fn polarity_or(&self, known: Option<Polarity>) -> Result<Option<Polarity>> {
        match self.polarity.or(known) {
            Some(Polarity::Neither) | None if self.league => Ok(None),
            Some(polarity) => Ok(Some(polarity)),
            None => Err(Error::option("polarity", NO_POLARITY)),
        }
    }
}

impl Plan {
    /// What similar areas have alike, from a table of one's own or the data.
    fn indicators(&self, moving: &Moving) -> Result<Option<Indicators>> {
        if moving.to != MoveTo::Similar {
            return match (moving.by.is_empty(), &moving.by_file) {
                (false, _) => Err(Error::option("by", "goes with `target similar`")),
                (true, Some(_)) => Err(Error::option("by-file", "goes with `target similar`")),
                (true, None) => Ok(None),
            };
        }
        if moving.by.is_empty() {
            return Err(Error::option("target", "similar needs `by`, the columns that similar areas have alike"));
        }
        match (&moving.by_file, &self.data) {
            (Some(path), Data::Files { tidy, .. }) => Indicators::read(std::slice::from_ref(path), &moving.by, tidy),
            (Some(path), _) => Indicators::read(std::slice::from_ref(path), &moving.by, &TidyOptions::default()),
            (None, Data::Files { paths, tidy }) => Indicators::read(paths, &moving.by, tidy),
            (None, _) => {
                Err(Error::option("by", "goes with `by-file`, a table by area, where the data come from a store"))
            }
        }
        .map(Some)
    }
}
