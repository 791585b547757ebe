//! What several charts ask of findings.

use crate::chart::Subject;
use crate::figures::Figures;
use crate::names::Names;
use unwarranted_core::findings::Side;
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
