//! What charts over several periods ask of findings.

use crate::chart::Subject;
use crate::figures::Figures;
use crate::labels::subtitle;
use crate::names::Names;
use crate::numbers::count;
use unwarranted_core::quantile::{quantile, sorted};
use unwarranted_core::{AreaFinding, SliceFindings};

/// One complete period with the areas' values.
pub(crate) struct Moment<'a> {
    pub(crate) slice: &'a SliceFindings,
    /// Rates, or ratios where there are none, in ascending order.
    pub(crate) sorted: Vec<f64>,
    rates: bool,
}

/// The complete periods with values of at least `least` areas, in the order of time; the one in question where no period has
/// a date.
pub(crate) fn moments<'a>(subject: &Subject<'a>, least: usize) -> Vec<Moment<'a>> {
    let dated = |s: &&SliceFindings| s.period.first_month().is_some() && s.is_complete() && !is_later(subject, s);
    let mut slices: Vec<&SliceFindings> = subject.series.iter().filter(dated).collect();
    if slices.is_empty() {
        slices.push(subject.findings);
    }
    slices.sort_by_key(|s| s.period);
    let rates = slices.iter().flat_map(|s| &s.areas).any(|a| a.rate.is_some());
    let moment = |slice: &'a SliceFindings| {
        let values: Vec<f64> = slice.areas.iter().filter_map(|a| value(a, rates)).collect();
        Moment { slice, sorted: sorted(&values), rates }
    };
    slices.into_iter().map(moment).filter(|m| m.sorted.len() >= least).collect()
}

/// The rate of an area, or its ratio where there are no rates; nothing that is no number.
fn value(area: &AreaFinding, rates: bool) -> Option<f64> {
    if rates { area.rate } else { area.ratio }.filter(|v| v.is_finite())
}

impl Moment<'_> {
    /// A percentile of the areas' values.
    pub(crate) fn percentile(&self, p: f64) -> Option<f64> {
        quantile(&self.sorted, p)
    }

    /// The value of an area.
    pub(crate) fn of(&self, code: Option<&str>) -> Option<f64> {
        let area = self.slice.areas.iter().find(|a| Some(&*a.area) == code)?;
        value(area, self.rates)
    }

    /// Every area with its value.
    pub(crate) fn areas(&self) -> impl Iterator<Item = (&AreaFinding, f64)> {
        self.slice.areas.iter().filter_map(|a| Some((a, value(a, self.rates)?)))
    }

    /// The value of all areas together.
    pub(crate) fn overall(&self) -> Option<f64> {
        if self.rates { self.slice.rate } else { Some(1.0) }
    }

    pub(crate) fn figures(&self, subject: &Subject) -> Figures {
        if self.rates { Figures::of(self.slice, &subject.labels.unit) } else { Figures::ratios() }
    }

    pub(crate) fn unit(&self, subject: &Subject) -> String {
        if self.rates { subject.labels.unit.to_string() } else { "observed divided by expected".to_owned() }
    }

    /// Short name of the highlighted area.
    pub(crate) fn name(&self, subject: &Subject) -> String {
        Names::of(&self.slice.areas).get(subject.highlight.unwrap_or_default()).to_owned()
    }
}

/// Subtitle of a chart over several periods.
pub(crate) fn time_words(subject: &Subject, moments: &[Moment]) -> String {
    let (Some(first), Some(last)) = (moments.first(), moments.last()) else { return String::new() };
    let sizes = || moments.iter().map(|m| m.sorted.len());
    let (least, most) = (sizes().min().unwrap_or(0), sizes().max().unwrap_or(0));
    let areas = match least == most {
        true => subject.labels.areas_counted(most),
        false => format!("{} to {}", count(least), subject.labels.areas_counted(most)),
    };
    let (from, to) = (first.slice.period.words(), last.slice.period.words());
    let when = if from == to { to } else { format!("{from} to {to}") };
    subtitle(&last.unit(subject), &areas, &when, subject.labels)
}

/// Whether a complete period comes after the one that the chart is of: a headline must not speak of another.
pub(crate) fn is_later(subject: &Subject, slice: &SliceFindings) -> bool {
    slice.is_complete() && slice.period.first_month() > subject.findings.period.first_month()
}

/// That later periods are not drawn, and how many.
pub(crate) fn not_later(subject: &Subject, later: usize) -> Option<String> {
    let periods = if later == 1 { "period is" } else { "periods are" };
    let when = subject.findings.period.words();
    (later > 0).then(|| format!("{} later {periods} not drawn: this chart is of {when}.", count(later)))
}

/// Which periods are left out, and whether the highlighted area is missing.
pub(crate) fn several_periods(subject: &Subject, moments: &[Moment]) -> Vec<String> {
    let later = subject.series.iter().filter(|s| is_later(subject, s)).count();
    let left = subject.series.len().saturating_sub(moments.len() + later);
    let mut notes: Vec<String> = not_later(subject, later).into_iter().collect();
    if left > 0 {
        let (be, they) = if left == 1 { ("period is", "it is") } else { ("periods are", "they are") };
        notes.push(format!("{} {be} left out, as {they} not complete or {they} short of areas.", count(left)));
    }
    notes.extend(super::not_shown(subject.findings));
    if let Some(code) = subject.highlight.filter(|code| moments.iter().all(|m| m.of(Some(code)).is_none())) {
        notes.push(format!("Area {code} has no figure in any of these periods, so it is not highlighted."));
    }
    notes
}
