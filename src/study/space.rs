//! What neighbouring areas share in a slice of a study.

use super::beside::{Alike, IndicatorColumn, Indicators};
use super::loaded::Loaded;
use super::need::listed;
use super::neighbours::{self, NeighboursFrom};
use super::outcome::aside_lines;
use super::plan::{Data, Plan};
use super::{Error, Result, SEED, Study};
use crate::core::regression::{Covariate, Design};
use crate::core::space::global::Weights;
use crate::core::space::permutation::Permutations;
use crate::core::space::slice::{Fit, Smoothing, Space, SpaceOptions, space};
use crate::core::space::smooth::{COMMON, MixingPrior, Model, Priors, SigmaPrior};
use crate::core::text::counted;
use crate::core::{Error as Statistics, Period, Slice};
use crate::report::LabelsBy;
use crate::report::manifest::Input;
use std::sync::Arc;

/// Random orders where no number is given.
const PERMUTATIONS: usize = 9_999;

/// What is wanted of neighbours.
#[derive(Debug, Clone, PartialEq)]
pub struct Placing {
    /// Where they come from.
    pub neighbours: NeighboursFrom,
    /// Columns of covariates.
    pub covariates: Vec<String>,
    /// What a neighbour weighs.
    pub weights: Weights,
    /// The model of smoothing.
    pub model: Model,
    /// How its parameters are dealt with; `None`: averaged for BYM2, most likely for Leroux.
    pub fit: Option<Fit>,
    /// Prior of the standard deviation, where it is not the usual one.
    pub prior_sigma: Option<SigmaPrior>,
    /// Prior of the spatial share.
    pub prior_mixing: Option<MixingPrior>,
    /// Whether common counts are smoothed too.
    pub anyway: bool,
}

/// What neighbours share, with the words of the treatment.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The slice.
    pub found: Space,
    /// The words of its treatment.
    pub labels: LabelsBy,
    /// How neighbours were found, in words.
    pub neighbours: String,
    /// The inputs with what became of their rows.
    pub inputs: Vec<Input>,
    /// What a reader must know before all else.
    pub warnings: Vec<String>,
    /// What was set aside and why.
    pub set_aside: Vec<String>,
    /// What a reader must know about how the data were put together.
    pub notes: Vec<String>,
}

impl Study {
    /// Reads the data and which areas are neighbours, and says what neighbours share in one treatment and period.
    ///
    /// # Errors
    /// As [`Study::run`]; several treatments or periods; options of the model that do not go together; neighbours that the data do not
    /// have; a covariate without a value in an area.
    pub fn space(&self, placing: &Placing) -> Result<Placed> {
        let smoothing = placing.smoothing()?;
        let mut plan = self.plan(None)?;
        plan.name_others(placing.covariates.iter().map(String::as_str));
        let (mut loaded, slices, _) = plan.cut_plainly()?;
        let slice = only(plan.wanted(&loaded.words, slices)?)?;
        let found = neighbours::of(&placing.neighbours, &slice, self.ons_codes()?.as_ref())?;
        loaded.notes.extend(found.notes);
        let design = plan.design(&placing.covariates, &slice)?;
        let replicates = self.replicates.unwrap_or(PERMUTATIONS);
        let permutations = Permutations { replicates, seed: self.seed.unwrap_or(SEED) };
        let options = SpaceOptions { weights: placing.weights, permutations, smoothing };
        let space = space(&slice, &found.neighbours, &design, options).map_err(told)?;
        let Loaded { inputs, mut warnings, notes, words, .. } = loaded;
        warnings.extend(cautions(&space));
        let labels = plan.labels(&words, std::iter::once(slice.treatment()));
        let set_aside = aside_lines(std::iter::once((slice.treatment(), slice.set_aside())));
        Ok(Placed { found: space, labels, neighbours: found.words, inputs, warnings, set_aside, notes })
    }
}

impl Placing {
    /// The model, with what goes with it.
    fn smoothing(&self) -> Result<Smoothing> {
        let usual = match self.model {
            Model::Bym2 => Fit::Averaged,
            Model::Leroux => Fit::Ml,
        };
        let fit = self.fit.unwrap_or(usual);
        if self.model == Model::Bym2 && fit != Fit::Averaged {
            return Err(Error::option("fit", "of the model bym2 is averaged; ml and reml are for leroux"));
        }
        if fit != Fit::Averaged {
            let given = [("prior-sigma", self.prior_sigma.is_some()), ("prior-mixing", self.prior_mixing.is_some())];
            if let Some((option, _)) = given.into_iter().find(|(_, given)| *given) {
                return Err(Error::option(
                    option,
                    "has no effect on the most likely values; it goes with `fit averaged`",
                ));
            }
        }
        let usual = Priors::usual(self.model);
        let priors = Priors {
            sigma: self.prior_sigma.unwrap_or(usual.sigma),
            mixing: self.prior_mixing.unwrap_or(usual.mixing),
        };
        Ok(Smoothing { model: self.model, fit, priors, anyway: self.anyway })
    }
}

/// The one slice.
fn only(slices: Vec<Slice>) -> Result<Slice> {
    let periods: Vec<Period> = slices.iter().map(Slice::period).collect();
    let treatments: Vec<&Arc<str>> = slices.iter().map(Slice::treatment).collect();
    if let Some(other) = treatments.iter().find(|t| **t != treatments[0]) {
        let problem = format!(
            "is missing: the data have several treatments, such as '{}' and '{other}'; keep the rows of one",
            treatments[0]
        );
        return Err(Error::option("treatment", problem));
    }
    let mut slices = slices.into_iter();
    match (slices.next(), slices.next()) {
        (Some(slice), None) => Ok(slice),
        (None, _) => Err(Error::Statistics(Statistics::Empty("the data have no areas with figures".to_owned()))),
        (Some(_), Some(_)) => {
            let (first, last) = (periods[0], periods[periods.len() - 1]);
            let problem = format!("is missing: the data have {} periods, {first} to {last}; choose one", periods.len());
            Err(Error::option("period", problem))
        }
    }
}

/// What is wrong with covariates as what is wrong with the option.
fn told(error: Statistics) -> Error {
    match error {
        Statistics::Covariates(problem) => Error::option("covariate", problem),
        Statistics::Neighbours(problem) => Error::option("neighbours", problem),
        other => other.into(),
    }
}

impl Plan {
    /// The covariates of the areas, in the order of the slice.
    fn design(&self, columns: &[String], slice: &Slice) -> Result<Design> {
        let n = slice.areas().len();
        if columns.is_empty() {
            return Ok(Design::constant(n));
        }
        let Data::Files { paths, tidy } = &self.data else {
            return Err(Error::option("covariate", "names a column of FILE, and the data come from a store"));
        };
        let plain = |column: &String| IndicatorColumn { column: column.clone(), alike: Alike::Value };
        let columns: Vec<IndicatorColumn> = columns.iter().map(plain).collect();
        let read = Indicators::read_for("covariate", paths, &columns, tidy)?;
        let mut covariates = Vec::new();
        for indicator in read.numbers(Some(slice.period()).filter(|p| *p != Period::All), false)? {
            let codes = slice.areas().iter().map(|area| &area.code);
            let lacking: Vec<&Arc<str>> = codes.clone().filter(|code| !indicator.values.contains_key(*code)).collect();
            if !lacking.is_empty() {
                let areas = counted(i64::try_from(lacking.len()).unwrap_or(i64::MAX), "area", "areas");
                let problem = format!(
                    "names '{}', which has no value in {areas}: {}; fill them in, or take the rows out",
                    indicator.name,
                    listed(&lacking)
                );
                return Err(Error::option("covariate", problem));
            }
            let values = codes.filter_map(|code| indicator.values.get(code).copied()).collect();
            covariates.push(Covariate { name: indicator.name, values });
        }
        Design::new(n, &covariates).map_err(told)
    }
}

/// What a reader must know of the result before it is used.
fn cautions(found: &Space) -> Vec<String> {
    let mut said = Vec::new();
    if !found.graph.islands.is_empty() {
        let codes: Vec<&Arc<str>> = found.graph.islands.iter().collect();
        let many = counted(i64::try_from(codes.len()).unwrap_or(i64::MAX), "area has", "areas have");
        said.push(format!(
            "{many} no neighbours: {}; they are drawn towards the overall ratio alone, and have no local figures",
            listed(&codes)
        ));
    }
    if found.common {
        said.push(format!(
            "the median area has {:.0} events, and from {COMMON:.0} on smoothing changes next to nothing: it is left out; `anyway` \
             smooths all the same",
            found.median_observed
        ));
    }
    let [_, _, mixing] = found.parameters.map_or([None; 3], |p| p.map(Some));
    if found.options.smoothing.fit != Fit::Averaged && mixing.is_some_and(|m| m.sd.is_none()) {
        said.push(
            "the likelihood is highest at an end of the range of rho, so that nothing is known of how sure it is; `fit averaged` \
             averages over what is likely"
                .to_owned(),
        );
    }
    said.extend(found.undefined.iter().filter(|l| l.what == "rr").map(|l| format!("not smoothed: {}", l.reason)));
    said
}
