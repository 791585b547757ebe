//! Covariates as the reader gives them, and the areas that have all of them.

use crate::data::slice::Slice;
use crate::error::{Error, Undefined};
use crate::regression::Covariate;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Covariates that belong together: age, deprivation, funding.
#[derive(Debug, Clone, PartialEq)]
pub struct NeedGroup {
    /// Its name.
    pub name: Arc<str>,
    /// Its covariates.
    pub columns: Vec<NeedColumn>,
}

/// One covariate.
#[derive(Debug, Clone, PartialEq)]
pub struct NeedColumn {
    /// Its name.
    pub name: Arc<str>,
    /// Its value in each area that has one, by area code.
    pub values: BTreeMap<Arc<str>, f64>,
}

/// Areas per covariate below which a model is refused, and below which its result is said to be weak.
const FEWEST: usize = 4;
const FEW: usize = 10;

/// Areas without which there is no model.
const LEAST: usize = 8;

/// The covariates of the areas of one slice that have all of them.
pub(super) struct Joined {
    /// Numbers of those areas in the slice.
    pub(super) areas: Vec<usize>,
    /// Of every other area its number and the covariates that it lacks.
    pub(super) lacking: Vec<(usize, Vec<Arc<str>>)>,
    /// Covariates of each group, one value for each of those areas.
    pub(super) groups: Vec<Vec<Covariate>>,
}

impl Joined {
    pub(super) fn new(slice: &Slice, need: &[NeedGroup]) -> Self {
        let columns = || need.iter().flat_map(|group| &group.columns);
        let lacks = |code: &Arc<str>| -> Vec<Arc<str>> {
            columns().filter(|c| !c.values.contains_key(code)).map(|c| Arc::clone(&c.name)).collect()
        };
        let all: Vec<Vec<Arc<str>>> = slice.areas().iter().map(|area| lacks(&area.code)).collect();
        let areas: Vec<usize> = (0..all.len()).filter(|i| all[*i].is_empty()).collect();
        let lacking = all.into_iter().enumerate().filter(|(_, lacks)| !lacks.is_empty()).collect();
        let value = |column: &NeedColumn, i: usize| column.values.get(&slice.areas()[i].code).copied();
        let covariate = |column: &NeedColumn| Covariate {
            name: Arc::clone(&column.name),
            values: areas.iter().filter_map(|i| value(column, *i)).collect(),
        };
        let groups = need.iter().map(|group| group.columns.iter().map(covariate).collect()).collect();
        Self { areas, lacking, groups }
    }

    /// All covariates.
    pub(super) fn all(&self) -> Vec<Covariate> {
        self.groups.iter().flatten().cloned().collect()
    }

    /// Those of one group.
    pub(super) fn only(&self, group: usize) -> Vec<Covariate> {
        self.groups[group].clone()
    }

    /// Those of all groups but one.
    pub(super) fn without(&self, group: usize) -> Vec<Covariate> {
        let others = self.groups.iter().enumerate().filter(|(i, _)| *i != group);
        others.flat_map(|(_, covariates)| covariates).cloned().collect()
    }

    /// Refuses areas that are too few for any model.
    pub(super) fn require_areas(&self) -> Result<(), Undefined> {
        let (areas, lost) = (self.areas.len(), self.lost());
        if areas < LEAST {
            return Err(Undefined::because(format!(
                "areas are too few for a model: {areas}{lost}, and at least {LEAST} are needed"
            )));
        }
        Ok(())
    }

    fn lost(&self) -> String {
        match self.lacking.len() {
            0 => String::new(),
            n => format!(" ({n} more have no value of some covariate)"),
        }
    }

    /// Refuses more covariates than the areas carry, and says where they carry them badly.
    pub(super) fn require_enough(&self) -> Result<Option<String>, Error> {
        let (covariates, areas) = (self.groups.iter().flatten().count(), self.areas.len());
        if areas < FEWEST * covariates {
            let (most, lost) = (areas / FEWEST, self.lost());
            let take = format!("each covariate needs at least {FEWEST} areas, so take at most {most}");
            return Err(Error::Covariates(format!("{covariates} covariates and {areas} areas{lost}: {take}")));
        }
        Ok((areas < FEW * covariates).then(|| {
            let chance = 100.0 * covariates as f64 / (areas as f64 - 1.0);
            format!(
                "{covariates} covariates are many for {areas} areas: covariates that have nothing to do with it would go with \
                 {chance:.0} % of the differences before correction"
            )
        }))
    }
}
