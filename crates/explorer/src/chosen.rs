//! The slice that was asked for.

use crate::asked::Asked;
use crate::error::Error;
use crate::opened::{Cut, Opened};
use crate::packet::{Way, WayEntry};
use std::collections::BTreeSet;
use std::sync::Arc;
use unwarranted_core::findings::{TargetRate, Wanted};
use unwarranted_core::judgement::judge;
use unwarranted_core::near::did_you_mean;
use unwarranted_core::{Period, Slice, SliceFindings, analyse};
use unwarranted_plot::Labels;
use unwarranted_report::LabelsBy;

/// A slice that was asked for, with all that belongs to it.
pub(crate) struct Chosen<'a> {
    pub(crate) entry: &'a WayEntry,
    pub(crate) way: &'a Way,
    pub(crate) opened: &'a Opened,
    pub(crate) labels: &'a Labels,
    pub(crate) slice: Slice,
    /// Its place among the slices of its treatment.
    pub(crate) at: usize,
    pub(crate) target: Option<TargetRate>,
}

impl Chosen<'_> {
    pub(crate) fn labels_by(&self) -> LabelsBy {
        LabelsBy::from([(Arc::clone(self.slice.treatment()), self.labels.clone())])
    }

    pub(crate) fn found(
        &self,
        by: &crate::options::Options,
        asked: &Asked,
        wanted: Wanted,
    ) -> Result<SliceFindings, Error> {
        let mut options = by.analysis(wanted, self.way.per, asked.rule.as_deref(), self.target)?;
        if self.way.slices[self.at].drawn_from_practices {
            options.replicates = 0;
        }
        let mut found = [analyse(&self.slice, &options)?];
        if wanted == Wanted::Outliers {
            let (control, family) = by.judged();
            judge(&mut found, control, family);
        }
        self.opened.enter(&mut found, self.way);
        let [found] = found;
        Ok(found)
    }

    /// Whether the page has intervals of the indices, which from practices it has not.
    pub(crate) fn draws_intervals(&self) -> bool {
        !self.way.slices[self.at].drawn_from_practices
    }
}

/// The latest complete period that may be asked for, or the one of this name.
pub(crate) fn period(cut: &Cut, way: &Way, asked: Option<&str>) -> Result<usize, Error> {
    let slices = || way.asked.iter().filter_map(|at| Some((*at, cut.slices.get(*at)?)));
    let Some(text) = asked else {
        let complete = |s: &Slice| s.period().full_months().is_none_or(|full| s.months() >= full);
        let rank = |s: &Slice| (!s.is_empty(), complete(s), s.period());
        let best = slices().max_by_key(|(_, s)| rank(s));
        return best.map(|(at, _)| at).ok_or_else(|| Error::Unknown("the page has no period of this".to_owned()));
    };
    let wanted = Period::parse(text)?;
    let span = || {
        slices()
            .next()
            .zip(slices().next_back())
            .map(|((_, a), (_, b))| format!("; they run from {} to {}", a.period(), b.period()))
    };
    let missing = || Error::Unknown(format!("the page has no figures for {text}{}", span().unwrap_or_default()));
    slices().find(|(_, s)| s.period() == wanted).map(|(at, _)| at).ok_or_else(missing)
}

/// The slice with these areas alone; all of it without any.
pub(crate) fn kept(slice: &Slice, areas: &[String]) -> Result<Slice, Error> {
    if areas.is_empty() {
        return Ok(slice.clone());
    }
    let wanted: BTreeSet<&str> = areas.iter().map(String::as_str).collect();
    let kept = slice.keeping(|area| wanted.contains(&*area.code))?;
    if kept.is_empty() {
        let codes = slice.areas().iter().map(|a| &*a.code);
        let meant = did_you_mean(&areas[0], codes);
        return Err(Error::Unknown(format!(
            "none of the areas asked for has figures in {}{meant}",
            slice.period().words()
        )));
    }
    Ok(kept)
}

/// The benchmark as a reader typed it.
pub(crate) fn benchmark(text: &str) -> Result<TargetRate, Error> {
    let usable = |rate: &TargetRate| match rate {
        TargetRate::Typical | TargetRate::Pooled => true,
        // An explorer has one target for all of its areas.
        TargetRate::Similar => false,
        TargetRate::Given(rate) => rate.is_finite() && *rate > 0.0,
    };
    let wrong = || {
        Error::Unknown(format!(
            "'{}' is no rate. Type a number above zero, in the unit of the rates, such as 12.5.",
            text.trim()
        ))
    };
    text.parse().ok().filter(usable).ok_or_else(wrong)
}
