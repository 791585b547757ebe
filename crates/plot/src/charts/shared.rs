//! What several charts ask of findings.

use crate::chart::Subject;
use crate::data::Data;
use crate::figures::{Figures, by_rates};
use crate::labels::subtitle;
use crate::names::Names;
use crate::numbers::{count, times};
use unwarranted_core::findings::Side;
use unwarranted_core::quantile::{quantile, sorted};
use unwarranted_core::{AreaFinding, SliceFindings};

/// One area with the value that is drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown<'a> {
    pub(crate) area: &'a AreaFinding,
    pub(crate) value: f64,
    /// Interval of the value, where there is one.
    pub(crate) interval: Option<(f64, f64)>,
}

/// The areas of a slice in ascending order of what is drawn: rates, or ratios where the input has no denominators.
#[derive(Debug)]
pub(crate) struct Ranking<'a> {
    pub(crate) shown: Vec<Shown<'a>>,
    /// What all areas are together.
    pub(crate) whole: &'static str,
    /// The value of all areas together.
    pub(crate) overall: Option<f64>,
    pub(crate) figures: Figures,
    /// Unit as the axis and the subtitle name it.
    pub(crate) unit: String,
    pub(crate) names: Names,
}

impl<'a> Ranking<'a> {
    pub(crate) fn of(subject: &Subject<'a>) -> Self {
        let findings = subject.findings;
        let names = Names::of(&findings.areas);
        let rates = by_rates(findings);
        let interval = |a: &AreaFinding| {
            if rates { a.lower.zip(a.upper) } else { a.rates.ratio_lower.zip(a.rates.ratio_upper) }
        };
        let value = |a: &AreaFinding| if rates { a.rate } else { a.ratio };
        let show = |area: &'a AreaFinding| Some(Shown { area, value: usable(value(area))?, interval: interval(area) });
        let mut shown: Vec<Shown> = findings.areas.iter().filter_map(show).collect();
        // Ties in the order of names, as a reader would look them up.
        let name = |s: &Shown| names.get(&s.area.area).to_owned();
        shown.sort_by(|a, b| a.value.total_cmp(&b.value).then_with(|| name(a).cmp(&name(b))));
        if rates {
            let (figures, unit) = (Figures::of(findings, &subject.labels.unit), subject.labels.unit.to_string());
            Self { shown, whole: findings.whole(), overall: findings.rate, figures, unit, names }
        } else {
            let unit = "observed divided by expected".to_owned();
            Self { shown, whole: findings.whole(), overall: Some(1.0), figures: Figures::ratios(), unit, names }
        }
    }

    pub(crate) fn name(&self, shown: &Shown<'a>) -> &str {
        self.names.get(&shown.area.area)
    }

    /// Full name, value and interval, for tooltips.
    pub(crate) fn tooltip(&self, shown: &Shown) -> String {
        let name = shown.area.name.as_deref().unwrap_or(&shown.area.area);
        let value = self.figures.value(shown.value);
        match shown.interval {
            Some((low, high)) => {
                format!("{name}: {value} ({} to {})", self.figures.value(low), self.figures.value(high))
            }
            None => format!("{name}: {value}"),
        }
    }
}

/// The figures of ranked areas, the highest first.
pub(crate) fn ranked_data(ranking: &Ranking) -> Data {
    let mut data = Data::new(&["area", "name", "value", "lower", "upper", "observed", "denominator"]);
    for s in ranking.shown.iter().rev() {
        let (lower, upper) = s.interval.unzip();
        let name = s.area.name.as_deref();
        data.push([
            (&*s.area.area).into(),
            name.into(),
            s.value.into(),
            lower.into(),
            upper.into(),
            s.area.observed.into(),
            s.area.denominator.into(),
        ]);
    }
    data
}

/// Unusual areas above and below.
pub(crate) fn unusual(findings: &SliceFindings) -> (usize, usize) {
    let on = |side| findings.areas.iter().filter(|a| findings.unusual(a) == Some(side)).count();
    (on(Side::High), on(Side::Low))
}

/// The note for a highlighted area that is not among those drawn.
pub(crate) fn missing_highlight(subject: &Subject) -> Option<String> {
    let code = subject.highlight?;
    let found = subject.findings.areas.iter().any(|a| &*a.area == code);
    let when = subject.findings.when();
    (!found).then(|| format!("Area {code} has no figure for {when}, so it is not highlighted."))
}

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
    if let Some(code) = subject.highlight.filter(|code| moments.iter().all(|m| m.of(Some(code)).is_none())) {
        notes.push(format!("Area {code} has no figure in any of these periods, so it is not highlighted."));
    }
    notes
}

/// A figure that is a number.
pub(crate) fn usable(value: Option<f64>) -> Option<f64> {
    value.filter(|v| v.is_finite())
}

/// Headlines about how far areas are apart: the one ratio of the page, or the highest and the lowest figure.
pub(crate) fn extremes(findings: &SliceFindings, ranking: &Ranking) -> Vec<String> {
    let figures = &ranking.figures;
    let n = count(ranking.shown.len());
    let values = || ranking.shown.iter().map(|s| s.value);
    let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    let zeros = values().filter(|v| *v == 0.0).count();
    let lead = |v: f64| format!("the highest area recorded {}", figures.with_unit(v));
    let short = |v: f64| format!("the highest area recorded {}", figures.value(v));
    if high == 0.0 && low == 0.0 {
        return vec![format!("none of the {n} areas recorded any")];
    }
    if zeros > 0 && low >= 0.0 {
        let tail = format!("; {} of {n} areas recorded none", count(zeros));
        return vec![lead(high) + &tail, short(high) + &tail, format!("{} of {n} areas recorded none", count(zeros))];
    }
    if figures.value(low) == figures.value(high) {
        return vec![format!("all {n} areas recorded {}", figures.with_unit(high))];
    }
    let ends = |v: String| format!("{v}, the lowest {}", figures.value(low));
    let mut told = Vec::new();
    if let Some(apart) = findings.contrast().filter(|_| ranking.shown.len() >= MANY && !findings.in_per_cent()) {
        told.push(format!(
            "the area {} recorded {} times as much as the area {}",
            apart.top,
            times(apart.ratio),
            apart.bottom
        ));
    }
    told.extend([ends(lead(high)), ends(short(high)), short(high)]);
    told
}

/// From this many areas on a ratio is worth a headline.
const MANY: usize = 20;
