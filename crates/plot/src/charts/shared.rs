//! What several charts ask of findings.

use crate::chart::Subject;
use crate::figures::Figures;
use crate::names::Names;
use crate::numbers;
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
        let rates = findings.areas.iter().any(|a| a.rate.is_some());
        let value = |a: &AreaFinding| if rates { a.rate } else { a.ratio };
        let show = |area: &'a AreaFinding| {
            Some(Shown { area, value: value(area)?, interval: area.lower.zip(area.upper).filter(|_| rates) })
        };
        let mut shown: Vec<Shown> = findings.areas.iter().filter_map(show).collect();
        // Ties in the order of names, as a reader would look them up.
        let name = |s: &Shown| names.get(&s.area.area).to_owned();
        shown.sort_by(|a, b| a.value.total_cmp(&b.value).then_with(|| name(a).cmp(&name(b))));
        if rates {
            let (figures, unit) = (Figures::of(findings, subject.labels), subject.labels.unit.clone());
            Self { shown, overall: findings.rate, figures, unit, names }
        } else {
            let unit = "observed divided by expected".to_owned();
            Self { shown, overall: Some(1.0), figures: Figures::ratios(), unit, names }
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

/// The period in words, and how much of it the data cover where that is not all.
pub(crate) fn when(findings: &SliceFindings) -> String {
    let words = findings.period.words();
    match findings.months_full {
        Some(full) if findings.months < full => {
            format!("{words} (only {} of its {full} months)", findings.months)
        }
        _ => words,
    }
}

/// Whether the area is outside the outer limits that allow for the ordinary spread: above `Some(true)`, below `Some(false)`.
pub(crate) fn stands_out(findings: &SliceFindings, area: &AreaFinding) -> Option<bool> {
    let (side, level) = area.flag.as_deref()?.split_once('-')?;
    (level == numbers::level(findings.levels[1])).then_some(side == "high")
}

/// Areas that stand out above and below.
pub(crate) fn standing_out(findings: &SliceFindings) -> (usize, usize) {
    let side = |above| findings.areas.iter().filter(|a| stands_out(findings, a) == Some(above)).count();
    (side(true), side(false))
}

/// The note for a highlighted area that is not among those drawn.
pub(crate) fn missing_highlight(subject: &Subject) -> Option<String> {
    let code = subject.highlight?;
    let found = subject.findings.areas.iter().any(|a| &*a.area == code);
    let when = when(subject.findings);
    (!found).then(|| format!("Area {code} has no figure for {when}, so it is not highlighted."))
}
