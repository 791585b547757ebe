//! What goes with need in the slices of a study.

use super::loaded::Loaded;
use super::need::{self, Known, listed};
use super::plan::{Data, Plan};
use super::sliced::Sliced;
use super::{Error, Result, Study, Task, files};
use crate::core::chance::{ChanceFrom, Dispersion};
use crate::core::explain::{ExplainOptions, Explained, LeftOut, explain};
use crate::core::text::counted;
use crate::core::{Confidence, Slice};
use crate::ingest::tidy::{BesideColumn, TidyOptions, read_beside};
use crate::report::manifest::Input;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// What goes with need in each slice, with its words: one entry per treatment and period asked for that has need; areas that could
/// not be joined are among what was set aside.
pub type Explaining = Sliced<Explained>;

impl Study {
    /// Reads the data and the need of their areas, cuts the data and says of every slice how much of the differences goes with
    /// need.
    ///
    /// # Errors
    /// As [`Study::run`]; no need, a column that is missing, and need of other areas or periods than those of the data; a covariate
    /// that is the same everywhere or follows from others, and more covariates than the areas carry.
    pub fn explain(&self) -> Result<Explaining> {
        let plan = self.plan_for(Task::Explain)?;
        let confidence = Confidence::new(plan.analysis.confidence, "confidence")?;
        let (mut loaded, slices, options) = plan.cut_plainly()?;
        let slices = plan.with_practice_chance(slices, loaded.parts.as_ref(), &options)?;
        let wanted = plan.wanted(&loaded.words, slices)?;
        let (known, option) = plan.need(&mut loaded, &wanted)?;
        known.require(&wanted, option)?;
        let regions = plan.regions()?;
        let options =
            ExplainOptions { confidence, replicates: plan.analysis.replicates, seed: plan.analysis.seed, regions };
        let mut without: Vec<String> = Vec::new();
        let mut explained = Vec::new();
        for slice in &wanted {
            let Some(groups) = known.of(slice.period()) else {
                without.push(format!("{} ({})", slice.treatment(), slice.period()));
                continue;
            };
            let told = |e| named(e, slice);
            explained.push(explain(&plan.with_chance(slice)?, &groups, &options).map_err(told)?);
        }
        let mut explaining = plan.sliced(loaded, &wanted, explained);
        explaining.set_aside.extend(lacking(&explaining.slices));
        explaining.notes.extend(known.unused(&wanted));
        if !without.is_empty() {
            explaining
                .notes
                .push(format!("no need is known of these periods, which are left out: {}", without.join(", ")));
        }
        Ok(explaining)
    }
}

/// What stops a slice, with its name.
pub(super) fn named(error: crate::core::Error, slice: &Slice) -> Error {
    match error {
        crate::core::Error::Covariates(problem) => {
            Error::option("need", format!("does not fit '{}', {}: {problem}", slice.treatment(), slice.period()))
        }
        other => other.into(),
    }
}

/// The areas that lack need, a line per treatment.
pub(super) fn lacking(slices: &[Explained]) -> Vec<String> {
    let mut by_treatment: BTreeMap<&Arc<str>, BTreeMap<&Arc<str>, &LeftOut>> = BTreeMap::new();
    for slice in slices {
        let areas = by_treatment.entry(&slice.treatment).or_default();
        areas.extend(slice.left_out.iter().map(|left| (&left.area, left)));
    }
    let line = |(treatment, areas): (&Arc<str>, BTreeMap<&Arc<str>, &LeftOut>)| {
        let mut lacks: Vec<&str> = areas.values().flat_map(|left| &left.lacks).map(|name| &**name).collect();
        lacks.sort_unstable();
        lacks.dedup();
        let (codes, many) = (Vec::from_iter(areas.into_keys()), lacks.join(", "));
        let count = counted(i64::try_from(codes.len()).unwrap_or(i64::MAX), "area", "areas");
        (!codes.is_empty())
            .then(|| format!("left out ({treatment}): {count} without a value of {many}: {}", listed(&codes)))
    };
    by_treatment.into_iter().filter_map(line).collect()
}

/// Need of areas as it was found.
pub(super) struct NeedFound {
    pub(super) known: Known,
    /// The option that says where it comes from.
    pub(super) option: &'static str,
    /// Files other than those of the data.
    pub(super) inputs: Vec<Input>,
    /// Areas under another code there.
    pub(super) note: Option<String>,
}

impl Plan {
    /// The slice with what is known of chance: from what a person takes, else from its practices.
    pub(super) fn with_chance(&self, slice: &Slice) -> Result<Slice> {
        let per_person = self.analysis.given_per_person_of(slice.treatment())?;
        let known = Dispersion::of(slice, per_person).ok().filter(|known| known.from != ChanceFrom::Events);
        Ok(known.map_or_else(|| slice.clone(), |known| slice.clone().with_dispersion(known.phi)))
    }

    /// Refuses need that does not fit the data.
    pub(super) fn require_need(&self, loaded: &mut Loaded, slices: &[Slice]) -> Result<()> {
        let (known, option) = self.need(loaded, slices)?;
        known.require(slices, option)
    }

    /// What is known of areas, and the option that says where it comes from.
    fn need(&self, loaded: &mut Loaded, slices: &[Slice]) -> Result<(Known, &'static str)> {
        let NeedFound { known, option, inputs, note } = self.known_need(slices)?;
        loaded.inputs.extend(inputs);
        loaded.notes.extend(note);
        Ok((known, option))
    }

    /// What is known of areas of these slices, with the files that it comes from.
    pub(super) fn known_need(&self, slices: &[Slice]) -> Result<NeedFound> {
        let need = self.study.need.clone();
        let in_the_data = self.study.need_file.is_none() && matches!(self.data, Data::Files { .. });
        let columns = need::columns(&need, self.study.column_observed.as_deref(), in_the_data)?;
        let Some((paths, tidy, option)) = self.need_paths() else {
            let (beside, inputs) = self.need_of_store("need", &columns, slices)?;
            let known = Known { need, beside };
            known.require_values("need")?;
            return Ok(NeedFound { known, option: "need", inputs, note: None });
        };
        let beside = read_beside(&paths, &columns, "`need`", &tidy)?;
        let own = option == "need-file";
        let inputs = if own { beside.inputs.iter().map(files::whole_input).collect() } else { Vec::new() };
        let mut known = Known { need, beside };
        known.require_values("need")?;
        let areas = slices.iter().flat_map(Slice::areas).map(|area| Arc::clone(&area.code)).collect();
        let note = if own { known.rename(&areas, self.study.ons_codes()?.as_ref()) } else { None };
        Ok(NeedFound { known, option, inputs, note })
    }

    /// The files with need: a table of one's own, else those of the data; `None` where it comes from the store of the data.
    fn need_paths(&self) -> Option<(Vec<PathBuf>, TidyOptions, &'static str)> {
        match (&self.study.need_file, &self.data) {
            (Some(path), Data::Files { tidy, .. }) => Some((vec![path.clone()], tidy.clone(), "need-file")),
            (Some(path), _) => Some((vec![path.clone()], TidyOptions::default(), "need-file")),
            (None, Data::Files { paths, tidy }) => Some((paths.clone(), tidy.clone(), "need")),
            (None, _) => None,
        }
    }

    /// The region of each area, of its latest period.
    pub(super) fn regions(&self) -> Result<Option<BTreeMap<Arc<str>, Arc<str>>>> {
        let (Some(column), Data::Files { paths, tidy }) = (&self.study.column_region, &self.data) else {
            return Ok(None);
        };
        let beside = read_beside(paths, &[column], "`column-region`", tidy)?;
        let Some(column) = beside.columns.into_iter().next() else { return Ok(None) };
        // Codes of regions may be numbers.
        let words: Vec<(Arc<str>, Arc<str>)> = match column {
            BesideColumn::Words(words) => words.into_iter().map(|((area, _), word)| (area, word)).collect(),
            BesideColumn::Numbers(numbers) => {
                numbers.into_iter().map(|((area, _), number)| (area, number.to_string().into())).collect()
            }
        };
        Ok(Some(words.into_iter().collect()))
    }
}
