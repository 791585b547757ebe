//! What several charts ask of findings.

pub(crate) mod doublings;
mod time;

pub(crate) use time::{Moment, is_later, moments, not_later, several_periods, time_words};

use crate::chart::Subject;
use crate::data::Data;
use crate::figures::{Figures, by_rates};
use crate::names::{Names, short};
use crate::numbers::{count, times};
use crate::text::listed;
use std::collections::BTreeMap;
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
    by_rates: bool,
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
            Self { shown, whole: findings.whole(), overall: findings.rate, figures, unit, names, by_rates: rates }
        } else {
            let unit = "observed divided by expected".to_owned();
            let (whole, figures) = (findings.whole(), Figures::ratios());
            Self { shown, whole, overall: Some(1.0), figures, unit, names, by_rates: rates }
        }
    }

    pub(crate) fn name(&self, shown: &Shown<'a>) -> &str {
        self.names.get(&shown.area.area)
    }

    /// The rate of the areas most like one together, where each is held against its own and rates are drawn.
    pub(crate) fn of_similar(&self, shown: &Shown) -> Option<f64> {
        self.by_rates.then_some(shown.area.rates.similar.as_ref()?.rate_of_similar)
    }

    /// Full name, value and interval, for tooltips.
    pub(crate) fn tooltip(&self, shown: &Shown) -> String {
        let name = shown.area.name.as_deref().unwrap_or(&shown.area.area);
        match shown.interval {
            Some((low, high)) => {
                let [value, low, high] = self.figures.between(shown.value, low, high);
                format!("{name}: {value} ({low} to {high})")
            }
            None => format!("{name}: {}", self.figures.value(shown.value)),
        }
    }
}

/// The figures of ranked areas, the highest first.
pub(crate) fn ranked_data(ranking: &Ranking) -> Data {
    let similar = ranking.shown.iter().any(|s| ranking.of_similar(s).is_some());
    let mut columns = vec!["area", "name", "value", "lower", "upper", "observed", "denominator"];
    columns.extend(similar.then_some("rate_of_similar"));
    let mut data = Data::new(&columns);
    for s in ranking.shown.iter().rev() {
        let (lower, upper) = s.interval.unzip();
        let name = s.area.name.as_deref();
        let plain = [
            (&*s.area.area).into(),
            name.into(),
            s.value.into(),
            lower.into(),
            upper.into(),
            s.area.observed.into(),
            s.area.denominator.into(),
        ];
        if similar {
            let [area, name, value, lower, upper, observed, denominator] = plain;
            data.push([area, name, value, lower, upper, observed, denominator, ranking.of_similar(s).into()]);
        } else {
            data.push(plain);
        }
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
    // Another period may know what it is called.
    let others = || subject.series.iter().flat_map(|s| &s.areas).find(|a| &*a.area == code);
    let own = subject.findings.unknown().into_iter().find(|(own, _)| &***own == code).and_then(|(_, not)| not.name());
    let named = own.or_else(|| others()?.name.as_ref()).map(|name| &**name);
    let area = named.map_or_else(|| format!("Area {code}"), |name| format!("{} ({code})", short(name)));
    (!found).then(|| format!("{area} has no figure for {when}, so it is not highlighted."))
}

/// How many areas are not shown because their figures are not known, with the reasons; nothing where all are.
pub(crate) fn not_shown(findings: &SliceFindings) -> Option<String> {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for not in findings.unknown().into_values() {
        *reasons.entry(not.reason.briefly()).or_default() += 1;
    }
    let all: usize = reasons.values().sum();
    let what = if all == 1 {
        "1 area, whose figure is".to_owned()
    } else {
        format!("{} areas, whose figures are", count(all))
    };
    let why = match reasons.len() {
        0 => return None,
        1 => reasons.into_keys().map(str::to_owned).collect::<Vec<_>>(),
        _ => reasons.into_iter().map(|(why, n)| format!("{why} ({})", count(n))).collect(),
    };
    Some(format!("Not shown for {}: {what} {}. That is not zero.", findings.when(), listed(&why)))
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
    // A ratio to hardly anything is large whatever the others do.
    let told_by_ratio = ranking.shown.len() >= MANY && !findings.in_per_cent() && findings.near_none().is_none();
    if let Some(apart) = findings.contrast().filter(|_| told_by_ratio) {
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
