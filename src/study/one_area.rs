//! What a report about one area says beside its figures.

use super::likeness::of_like;
use super::loaded::Loaded;
use super::plan::{Data, Plan};
use super::similar::{likened, told};
use super::{About, Outcome, Result};
use crate::core::one_area::{LikeIt, OneArea, OwnPractice, OwnPractices, trends};
use crate::core::opportunity::SIMILAR;
use crate::core::similar::Likeness;
use crate::core::{Period, Slice};
use std::path::PathBuf;
use std::sync::Arc;

impl Plan {
    /// The area that a report is about; nothing of other reports.
    fn of_area(&self) -> Option<&str> {
        self.study.highlight.as_deref().filter(|_| self.study.about == Some(About::Area))
    }

    /// The practices of the area that a report is about, in every slice asked for.
    pub(super) fn behind_area(&self, loaded: &Loaded, slices: &[Slice]) -> Result<Vec<OwnPractices>> {
        // Disclosure control has taken them out already.
        let parts = loaded.parts.as_ref().filter(|parts| parts.has_practices());
        let (Some(code), Some(parts)) = (self.of_area(), parts) else {
            return Ok(Vec::new());
        };
        let options = self.slice_options(loaded);
        let one = |slice: &Slice| -> Result<OwnPractices> {
            let mut practices: Vec<OwnPractice> = parts
                .named_practices(slice, &options)?
                .into_iter()
                .filter(|(_, practice)| *practice.area == *code)
                .map(|(code, practice)| OwnPractice {
                    code,
                    observed: practice.observed,
                    denominator: practice.denominator,
                })
                .collect();
            let rate =
                |p: &OwnPractice| if p.denominator > 0.0 { p.observed / p.denominator } else { f64::NEG_INFINITY };
            practices.sort_by(|a, b| rate(b).total_cmp(&rate(a)).then_with(|| a.code.cmp(&b.code)));
            Ok(OwnPractices { treatment: Arc::clone(slice.treatment()), period: slice.period(), practices })
        };
        slices.iter().filter(|slice| self.asks_for(slice.period())).map(one).collect()
    }

    /// Enters what is known of the area that a report is about.
    pub(super) fn enter_area(&self, outcome: &mut Outcome, behind: Vec<OwnPractices>) -> Result<()> {
        let Some(code) = self.of_area() else { return Ok(()) };
        let selected = outcome.selected();
        let focus: Vec<(Arc<str>, Period)> = Outcome::focus(&selected)
            .into_iter()
            .map(|at| (Arc::clone(&selected[at].treatment), selected[at].period))
            .collect();
        let shown = |own: &OwnPractices| focus.iter().any(|(t, period)| *t == own.treatment && *period == own.period);
        outcome.of_area = Some(OneArea {
            practices: behind.into_iter().filter(|own| shown(own) && !own.practices.is_empty()).collect(),
            like_it: self.like(code, focus.first().map(|(_, period)| *period))?,
            trends: trends(&outcome.findings, code),
        });
        Ok(())
    }

    /// The areas most like an area, by the columns of the files that the study names.
    fn like(&self, code: &str, period: Option<Period>) -> Result<Option<LikeIt>> {
        if self.study.like.is_empty() {
            return Ok(None);
        }
        let (indicators, _) = self.alike()?;
        let mut likeness = indicators.of(period, false, SIMILAR)?;
        if let Likeness::Nearest { indicators, nearest } = &mut likeness {
            let areas =
                indicators.iter().flat_map(|i| i.values.keys()).collect::<std::collections::BTreeSet<_>>().len();
            *nearest = SIMILAR.min(areas.saturating_sub(1));
        }
        let found = likened(&likeness).map_err(told).map_err(of_like)?;
        let paths: &[PathBuf] = match (&self.study.like_file, &self.data) {
            (Some(path), _) => std::slice::from_ref(path),
            (None, Data::Files { paths, .. }) => paths,
            (None, _) => &[],
        };
        let files: Vec<String> =
            paths.iter().filter_map(|p| Some(p.file_name()?.to_string_lossy().into_owned())).collect();
        Ok(Some(LikeIt {
            by: likeness.by(),
            from: files.join(", "),
            neighbours: found.neighbours.into_iter().filter(|n| *n.area == *code).collect(),
            in_group: found.nearest.is_none(),
            without_peers: found.without_peers.iter().any(|w| *w.area == *code),
        }))
    }
}
