//! What makes areas alike, where each is held against those most like it.

use super::beside::{IndicatorColumn, Indicators};
use super::files;
use super::loaded::Loaded;
use super::plan::{Data, Plan};
use super::similar::told;
use super::{Error, Result, Study};
use crate::core::Slice;
use crate::core::findings::TargetRate;
use crate::core::opportunity::SIMILAR;
use crate::ingest::tidy::TidyOptions;
use std::path::PathBuf;
use std::sync::Arc;

impl Study {
    /// Whether each area is held against those most like it.
    pub(super) fn is_against_similar(&self) -> bool {
        self.target == Some(TargetRate::Similar)
    }
}

/// An error of the columns as one of the option that names them here.
pub(super) fn of_like(error: Error) -> Error {
    match error {
        Error::Option { option: "by", problem } => Error::option("like", problem),
        other => other,
    }
}

impl Plan {
    /// The slices with what makes their areas alike, where each is held against those most like it. What a reader must know of the columns
    /// goes into `loaded`.
    ///
    /// # Errors
    /// Columns that are not there or have no numbers; those of [`crate::core::similar::similar`], for any slice.
    pub(super) fn with_likeness(&self, slices: Vec<Slice>, loaded: Option<&mut Loaded>) -> Result<Vec<Slice>> {
        if !self.study.is_against_similar() {
            return Ok(slices);
        }
        let (indicators, inputs) = self.alike()?;
        let one = |slice: Slice| {
            let likeness = indicators.of(Some(slice.period()), false, SIMILAR)?;
            // What cannot be is said before anything is worked out.
            likeness.among(&slice).map_err(told).map_err(of_like)?;
            Ok(slice.with_likeness(Arc::new(likeness)))
        };
        let slices = slices.into_iter().map(one).collect::<Result<Vec<_>>>()?;
        if let Some(loaded) = loaded {
            loaded.notes.extend(indicators.set_aside);
            loaded.inputs.extend(inputs);
        }
        Ok(slices)
    }

    /// The columns that similar areas have alike, from a table of one's own or the data, and the inputs beside the data.
    pub(super) fn alike(&self) -> Result<(Indicators, Vec<crate::report::manifest::Input>)> {
        let problem = |problem: String| Error::option("like", problem);
        let columns: Vec<IndicatorColumn> =
            self.study.like.iter().map(|text| text.parse().map_err(problem)).collect::<Result<_>>()?;
        let plain = TidyOptions::default();
        let (paths, tidy): (&[PathBuf], _) = match (&self.study.like_file, &self.data) {
            (Some(path), Data::Files { tidy, .. }) => (std::slice::from_ref(path), tidy),
            (Some(path), _) => (std::slice::from_ref(path), &plain),
            (None, Data::Files { paths, tidy }) => (paths, tidy),
            (None, _) => return Err(Error::option("like", "goes with `like-file` where the data come from a store")),
        };
        let indicators = Indicators::read_for("like", paths, &columns, tidy)?;
        let inputs = if self.study.like_file.is_some() {
            indicators.inputs.iter().map(files::whole_input).collect()
        } else {
            Vec::new()
        };
        Ok((indicators, inputs))
    }
}
