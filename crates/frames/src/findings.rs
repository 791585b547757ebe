//! Findings as data frames: the columns of the program's CSV tables, with numbers as numbers.

use polars::prelude::*;
use unwarranted_core::findings::{AreaFinding, Estimate, Limits, SliceFindings};
use unwarranted_core::interval::Confidence;

/// One thing said in a slice.
struct Rows<'a, T> {
    rows: Vec<(&'a SliceFindings, &'a T)>,
    columns: Vec<Column>,
}

impl<'a, T> Rows<'a, T> {
    fn of(findings: &'a [SliceFindings], each: impl Fn(&'a SliceFindings) -> &'a [T]) -> Self {
        let rows = findings.iter().flat_map(|s| each(s).iter().map(move |one| (s, one))).collect();
        Self { rows, columns: Vec::new() }
            .text("treatment", |s, _| Some(s.treatment.to_string()))
            .text("period", |s, _| Some(s.period.to_string()))
    }

    fn text(mut self, name: &str, of: impl Fn(&SliceFindings, &T) -> Option<String>) -> Self {
        let values: Vec<Option<String>> = self.rows.iter().map(|(s, one)| of(s, one)).collect();
        self.columns.push(Column::new(name.into(), values));
        self
    }

    fn number(mut self, name: &str, of: impl Fn(&SliceFindings, &T) -> Option<f64>) -> Self {
        let values: Vec<Option<f64>> = self.rows.iter().map(|(s, one)| of(s, one)).collect();
        self.columns.push(Column::new(name.into(), values));
        self
    }

    fn frame(self) -> PolarsResult<DataFrame> {
        DataFrame::new(self.rows.len(), self.columns)
    }
}

/// One row per area of every slice: code, name, observed, denominator, expected, rate and ratio with intervals, limits, z, p and
/// flag. Null where a figure is undefined; never zero. Limits are those of the two levels of the options.
///
/// # Errors
/// Those of polars; none in practice.
pub fn areas(findings: &[SliceFindings]) -> PolarsResult<DataFrame> {
    let mut rows: Rows<AreaFinding> = Rows::of(findings, |s| &s.areas)
        .text("area", |_, a| Some(a.area.to_string()))
        .text("name", |_, a| a.name.as_ref().map(ToString::to_string))
        .text("ods_code", |_, a| a.ods_code.as_ref().map(ToString::to_string))
        .text("ons_code", |_, a| a.ons_code.as_ref().map(ToString::to_string))
        .number("observed", |_, a| Some(a.observed))
        .number("denominator", |_, a| a.denominator)
        .number("expected", |_, a| a.expected)
        .number("rate", |_, a| a.rate)
        .number("lower", |_, a| a.lower)
        .number("upper", |_, a| a.upper)
        .number("per", |s, _| Some(s.per))
        .number("confidence", |s, a| a.lower.map(|_| s.confidence))
        .text("interval_method", |_, a| a.interval_method.map(|m| m.word().to_owned()))
        .number("ratio", |_, a| a.ratio)
        .number("ratio_lower", |_, a| a.rates.ratio_lower)
        .number("ratio_upper", |_, a| a.rates.ratio_upper)
        .number("percent_rank", |_, a| a.percent_rank)
        .number("z", |_, a| a.z)
        .number("p", |_, a| a.p)
        .number("z_adjusted", |_, a| a.z_adjusted)
        .number("p_adjusted", |_, a| a.p_adjusted)
        .text("flag", |_, a| a.flag.as_ref().map(ToString::to_string));
    for level in levels(findings) {
        for (name, end) in [("lower", 0), ("upper", 1)] {
            let limit = |limits: &Option<Limits>| limits.as_ref().and_then(|l| l.get(&level)).map(|l| l[end]);
            rows = rows
                .number(&format!("limit_{name}_{level}"), |_, a| limit(&a.limits))
                .number(&format!("limit_adjusted_{name}_{level}"), |_, a| limit(&a.limits_adjusted));
        }
    }
    rows.frame()
}

/// The levels of the limits in per cent, as findings name them.
fn levels(findings: &[SliceFindings]) -> Vec<String> {
    let of = |level: &f64| Confidence::new(*level, "levels").ok().map(Confidence::per_cent);
    findings.first().map_or(Vec::new(), |s| s.levels.iter().filter_map(of).collect())
}

/// One row per index of every slice: value, interval, p, quantiles by chance alone, and the reason where it is undefined.
///
/// # Errors
/// Those of polars; none in practice.
pub fn indices(findings: &[SliceFindings]) -> PolarsResult<DataFrame> {
    let rows: Rows<Estimate> = Rows::of(findings, |s| &s.indices);
    rows.text("id", |_, e| Some(e.id.to_string()))
        .text("title", |_, e| Some(e.title.to_string()))
        .number("value", |_, e| e.value)
        .number("lower", |_, e| e.lower)
        .number("upper", |_, e| e.upper)
        .number("confidence", |_, e| e.confidence)
        .text("interval_method", |_, e| e.interval_method.map(|m| m.word().to_owned()))
        .number("p", |_, e| e.p)
        .number("by_chance_5", |_, e| e.null.map(|n| n[0]))
        .number("by_chance_50", |_, e| e.null.map(|n| n[1]))
        .number("by_chance_95", |_, e| e.null.map(|n| n[2]))
        .text("undefined", |_, e| e.undefined.clone())
        .text("note", |_, e| e.note.clone())
        .frame()
}

/// One row per slice and reason for rows that are not used: the reason, its meaning, how many rows, and the areas, separated by
/// spaces.
///
/// # Errors
/// Those of polars; none in practice.
pub fn set_aside(findings: &[SliceFindings]) -> PolarsResult<DataFrame> {
    Rows::of(findings, |s| &s.set_aside)
        .text("reason", |_, a| Some(a.reason.word().to_owned()))
        .text("meaning", |_, a| Some(a.reason.meaning().to_owned()))
        .number("rows", |_, a| u32::try_from(a.rows).ok().map(f64::from))
        .text("areas", |_, a| Some(a.areas.iter().map(|area| &**area).collect::<Vec<_>>().join(" ")))
        .frame()
}
