//! Money from a store: a measure of payments over registered and over weighted people.

use super::super::loaded::Loaded;
use super::super::{Result, Study};
use super::sources::Given;
use super::{FundingOptions, bare};
use crate::core::Slice;
use crate::ingest::layouts::payments;
use std::sync::Arc;

impl Study {
    /// # Errors
    /// Those of a study of figures from a store; options for files.
    pub(super) fn money_of_store(&self, options: &FundingOptions) -> Result<Given> {
        self.of_published(options)?;
        let (series, roles) = payments();
        let mut given = Given::default();
        let denominators = [(roles.registered, false), (roles.weighted, true)];
        for (denominator, weighted) in denominators.into_iter().filter_map(|(id, weighted)| Some((id?, weighted))) {
            let study = Self {
                store: self.store.clone(),
                facts: Some(self.facts.clone().unwrap_or_else(|| series.to_owned())),
                measure: self.measure.clone().or_else(|| roles.amount.map(str::to_owned)),
                denominator: Some(denominator.to_owned()),
                level: self.level,
                membership: self.membership,
                ..Self::default()
            };
            let (loaded, slices, _) = study.plan(None)?.cut_plainly()?;
            for slice in &slices {
                enter(&mut given, slice, weighted);
            }
            let Loaded { inputs, warnings, notes, .. } = loaded;
            if !weighted {
                (given.inputs, given.warnings, given.notes) = (inputs, warnings, notes);
            }
        }
        Ok(given)
    }
}

fn enter(given: &mut Given, slice: &Slice, weighted: bool) {
    let areas = given.periods.entry(slice.period()).or_default();
    for area in slice.areas() {
        let own = areas.entry(Arc::clone(&area.code)).or_insert_with(|| bare(&area.code, area.observed));
        own.name = own.name.take().or_else(|| area.name.clone());
        if weighted {
            own.weighted = area.denominator;
        } else {
            own.registered = area.denominator;
        }
    }
}
