//! CSV: comma, UTF-8, a header, LF; one row per index, area or row set aside.
//!
//! A spreadsheet runs a text cell that begins with `=`, `+`, `-` or `@` as a formula. Codes and names come from input
//! files, so such a cell is written with an apostrophe before it, which spreadsheets take to mean "text". The JSON
//! tables carry codes and names unchanged. Numbers, negative ones too, are never altered.

use super::{kind_word, rate_reasons, reasons};
use crate::LabelsBy;
use crate::error::Error;
use crate::number::exact;
use unwarranted_core::findings::{Jackknifed, Limits};
use unwarranted_core::interval::Confidence;
use unwarranted_core::{AreaFinding, Estimate, SliceFindings};
use unwarranted_plot::area_notes::AreaNotes;
use unwarranted_plot::numbers::level;

/// One area in its slice.
struct Row<'a> {
    slice: &'a SliceFindings,
    unit: &'a str,
    notes: Option<&'a AreaNotes>,
    area: &'a AreaFinding,
}

/// A column: its name and the cell of a row.
struct Column {
    name: String,
    cell: Box<dyn Fn(&Row) -> String>,
}

/// The indices of every slice, one row each.
///
/// # Errors
/// None in practice; [`Error::Table`] if a cell could not be written.
pub fn indices_csv(findings: &[SliceFindings]) -> Result<String, Error> {
    let head = [
        "treatment",
        "period",
        "kind",
        "areas",
        "rows_set_aside",
        "id",
        "title",
        "value",
        "lower",
        "upper",
        "confidence",
        "interval_method",
        "p",
        "by_chance_5",
        "by_chance_50",
        "by_chance_95",
        "undefined",
        "note",
        "chance_share",
        "systematic_share",
        "replicates",
        "seed",
        "repeat_factor",
        "warning",
    ];
    let rows = findings.iter().flat_map(|s| {
        s.indices.iter().map(move |e| {
            vec![
                text(&s.treatment),
                s.period.to_string(),
                kind_word(s.kind).to_owned(),
                s.areas.len().to_string(),
                s.set_aside.iter().map(|a| a.rows).sum::<usize>().to_string(),
                e.id.to_owned(),
                e.title.to_owned(),
                number(e.value),
                number(e.lower),
                number(e.upper),
                number(e.confidence),
                text(e.interval_method.unwrap_or_default()),
                number(e.p),
                number(e.null.map(|n| n[0])),
                number(e.null.map(|n| n[1])),
                number(e.null.map(|n| n[2])),
                text(e.undefined.as_deref().unwrap_or_default()),
                text(e.note.as_deref().unwrap_or_default()),
            ]
            .into_iter()
            .chain(simulation(s))
            .collect()
        })
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let asked = findings.iter().flat_map(|s| &s.indices).any(|e| e.jackknife.is_some());
    let further = if asked { &JACKKNIFE[..] } else { &[] };
    let cells = findings.iter().flat_map(|s| &s.indices).map(|e| if asked { jackknife(e) } else { Vec::new() });
    let rows = rows.into_iter().zip(cells).map(|(row, more)| row.into_iter().chain(more).collect());
    write(head.iter().chain(further).map(|name| (*name).to_owned()), rows)
}

const JACKKNIFE: [&str; 4] = ["jackknife_error", "jackknife_lower", "jackknife_upper", "jackknife_undefined"];

/// The jackknife of an index, where it was asked for.
fn jackknife(e: &Estimate) -> Vec<String> {
    let of = |f: fn(&Jackknifed) -> Option<f64>| number(e.jackknife.as_ref().and_then(f));
    let why = e.jackknife.as_ref().and_then(|j| j.jackknife_undefined.as_deref());
    vec![of(|j| j.jackknife_error), of(|j| j.jackknife_lower), of(|j| j.jackknife_upper), text(why.unwrap_or_default())]
}

/// What holds for all indices of a slice: chance and systematic share of the variance, and how chance was simulated.
fn simulation(s: &SliceFindings) -> [String; 6] {
    let (split, made) = (s.random_against_real.as_ref(), s.simulated.as_ref());
    [
        number(split.map(|r| r.chance_share)),
        number(split.map(|r| r.systematic_share)),
        made.map(|m| m.replicates.to_string()).unwrap_or_default(),
        made.map(|m| m.seed.to_string()).unwrap_or_default(),
        number(made.map(|m| m.repeat_factor)),
        text(made.and_then(|m| m.warning).unwrap_or_default()),
    ]
}

/// The rate of every area of every slice with its interval, one row each.
///
/// # Errors
/// As [`indices_csv`].
pub fn rates_csv(findings: &[SliceFindings], labels: &LabelsBy) -> Result<String, Error> {
    let why = vec![column("undefined", |r| text(&rate_reasons(r.slice, r.area).join("; ")))];
    area_rows(findings, labels, [which_columns(), rate_columns(findings), rank_columns(), why])
}

/// The verdict on every area of every slice, one row each.
///
/// # Errors
/// As [`indices_csv`].
pub fn outliers_csv(findings: &[SliceFindings], labels: &LabelsBy) -> Result<String, Error> {
    area_rows(
        findings,
        labels,
        [which_columns(), rate_columns(findings), verdict_columns(levels(findings)), reason_column()],
    )
}

/// Everything said about every area of every slice, one row each.
///
/// # Errors
/// As [`indices_csv`].
pub fn areas_csv(findings: &[SliceFindings], labels: &LabelsBy) -> Result<String, Error> {
    let verdict = verdict_columns(levels(findings));
    area_rows(findings, labels, [which_columns(), rate_columns(findings), rank_columns(), verdict, reason_column()])
}

/// Rows not used, one row per slice, reason and area code (one without a code for rows whose code is blank).
///
/// # Errors
/// As [`indices_csv`].
pub fn set_aside_csv(findings: &[SliceFindings]) -> Result<String, Error> {
    let head = ["treatment", "period", "reason", "meaning", "rows_for_this_reason", "area"];
    let mut rows = Vec::new();
    for s in findings {
        for aside in &s.set_aside {
            let row = |area: &str| {
                let (id, meaning) = (aside.reason.id().to_owned(), aside.reason.meaning().to_owned());
                vec![text(&s.treatment), s.period.to_string(), id, meaning, aside.rows.to_string(), text(area)]
            };
            if aside.areas.is_empty() {
                rows.push(row(""));
            }
            rows.extend(aside.areas.iter().map(|a| row(a)));
        }
    }
    write(head.map(str::to_owned), rows)
}

fn column(name: &str, cell: impl Fn(&Row) -> String + 'static) -> Column {
    Column { name: name.to_owned(), cell: Box::new(cell) }
}

fn which_columns() -> Vec<Column> {
    vec![
        column("treatment", |r| text(&r.slice.treatment)),
        column("period", |r| r.slice.period.to_string()),
        column("kind", |r| kind_word(r.slice.kind).to_owned()),
        column("area", |r| text(&r.area.area)),
        column("name", |r| text(r.area.name.as_deref().unwrap_or_default())),
        column("ons_code", |r| text(r.notes.and_then(|n| n.ons_code(&r.area.area)).unwrap_or_default())),
    ]
}

fn rate_columns(findings: &[SliceFindings]) -> Vec<Column> {
    let mut columns = vec![
        column("observed", |r| exact(r.area.observed)),
        column("denominator", |r| number(r.area.denominator)),
        column("expected", |r| number(r.area.expected)),
        column("rate", |r| number(r.area.rate)),
        column("lower", |r| number(r.area.lower)),
        column("upper", |r| number(r.area.upper)),
        column("per", |r| exact(r.slice.per)),
        column("unit", |r| text(r.unit)),
        column("confidence", |r| number(r.area.lower.map(|_| r.slice.confidence))),
        column("interval_method", |r| text(r.area.interval_method.unwrap_or_default())),
        column("ratio", |r| number(r.area.ratio)),
        column("ratio_lower", |r| number(r.area.rates.ratio_lower)),
        column("ratio_upper", |r| number(r.area.rates.ratio_upper)),
        column("months", |r| r.area.months.to_string()),
        column("break", |r| text(&r.notes.and_then(|n| n.breaks_in(&r.area.area, r.slice.period)).unwrap_or_default())),
    ];
    // Columns that only some commands give come after those that are always there.
    if findings.iter().any(|s| s.standardised.is_some()) {
        columns.push(column("crude_rate", |r| number(r.area.rates.crude_rate)));
        columns.push(column("standardised", |r| text(r.slice.standardised.as_ref().map_or("", |s| s.by.as_str()))));
    }
    let several = findings.iter().find(|s| s.rate_levels.len() > 1).map(|s| s.rate_levels.clone());
    let names =
        several.into_iter().flatten().filter_map(|l| Confidence::new(l, "level").ok()).map(Confidence::per_cent);
    for name in names {
        columns.extend(level_columns("", &name, |a| &a.rates.intervals));
        columns.extend(level_columns("ratio_", &name, |a| &a.rates.ratio_intervals));
    }
    columns
}

/// `lower_99_8` and `upper_99_8`.
fn level_columns(prefix: &str, level: &str, of: fn(&AreaFinding) -> &Limits) -> [Column; 2] {
    let one = |(side, end): (usize, &str)| {
        let key = level.to_owned();
        let name = format!("{prefix}{end}_{}", level.replace('.', "_"));
        column(&name, move |r| number(of(r.area).get(&key).map(|l| l[side])))
    };
    [one((0, "lower")), one((1, "upper"))]
}

fn reason_column() -> Vec<Column> {
    vec![column("undefined", |r| text(&reasons(r.slice, r.area)))]
}

fn rank_columns() -> Vec<Column> {
    vec![column("percent_rank", |r| number(r.area.percent_rank))]
}

fn verdict_columns(levels: Vec<String>) -> Vec<Column> {
    let mut columns = vec![column("z", |r| number(r.area.z)), column("p", |r| number(r.area.p))];
    columns.extend(limit_columns("limit", &levels, |a| a.limits.as_ref()));
    columns.push(column("z_adjusted", |r| number(r.area.z_adjusted)));
    columns.push(column("p_adjusted", |r| number(r.area.p_adjusted)));
    columns.extend(limit_columns("limit_adjusted", &levels, |a| a.limits_adjusted.as_ref()));
    columns.push(column("flag", |r| text(r.area.flag.as_deref().unwrap_or_default())));
    columns.extend(judgement_columns());
    columns.push(column("rule", |r| r.slice.rule.to_owned()));
    columns.push(column("phi", |r| number(r.slice.overdispersion.phi)));
    columns.push(column("tau2", |r| number(r.slice.overdispersion.tau2)));
    columns
}

fn judgement_columns() -> Vec<Column> {
    let whole = |value: Option<usize>| value.map(|v| v.to_string()).unwrap_or_default();
    vec![
        column("alarm", |r| r.area.judgement.alarm.unwrap_or_default().to_owned()),
        column("control", |r| r.slice.judged.as_ref().map(|j| j.control.clone()).unwrap_or_default()),
        column("q", |r| number(r.area.judgement.q)),
        column("q_bh", |r| number(r.area.judgement.q_bh)),
        column("q_by", |r| number(r.area.judgement.q_by)),
        column("q_bh_all", |r| number(r.area.judgement.q_bh_all)),
        column("q_by_all", |r| number(r.area.judgement.q_by_all)),
        column("rank", move |r| whole(r.area.judgement.rank)),
        column("rank_lower", move |r| whole(r.area.judgement.rank_lower)),
        column("rank_upper", move |r| whole(r.area.judgement.rank_upper)),
        column("in_highest_decile", |r| number(r.area.judgement.in_highest_decile)),
        column("in_lowest_decile", |r| number(r.area.judgement.in_lowest_decile)),
    ]
}

type LimitsOf = fn(&AreaFinding) -> Option<&Limits>;

fn limit_columns(prefix: &str, levels: &[String], of: LimitsOf) -> Vec<Column> {
    let mut columns = Vec::new();
    for level in levels {
        for (side, end) in ["lower", "upper"].into_iter().enumerate() {
            let key = level.clone();
            columns.push(column(&format!("{prefix}_{level}_{end}"), move |r| {
                number(of(r.area).and_then(|l| l.get(&key)).map(|l| l[side]))
            }));
        }
    }
    columns
}

/// The confidence levels of the limits, ascending, as their names.
fn levels(findings: &[SliceFindings]) -> Vec<String> {
    findings.first().map(|s| s.levels.map(level).to_vec()).unwrap_or_default()
}

fn area_rows<const N: usize>(
    findings: &[SliceFindings],
    labels: &LabelsBy,
    columns: [Vec<Column>; N],
) -> Result<String, Error> {
    let columns: Vec<Column> = columns.into_iter().flatten().collect();
    let rows = findings.iter().flat_map(|slice| {
        let words = labels.get(&slice.treatment);
        let (unit, notes) = (words.map_or("", |l| l.unit.as_str()), words.map(|l| &*l.area_notes));
        slice.areas.iter().map(move |area| Row { slice, unit, notes, area })
    });
    write(
        columns.iter().map(|c| c.name.clone()),
        rows.map(|r| columns.iter().map(|c| (c.cell)(&r)).collect::<Vec<_>>()),
    )
}

pub(super) fn write(
    head: impl IntoIterator<Item = String>,
    rows: impl IntoIterator<Item = Vec<String>>,
) -> Result<String, Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let fail = |e: csv::Error| Error::Table(e.to_string());
    writer.write_record(head.into_iter().collect::<Vec<_>>()).map_err(fail)?;
    for row in rows {
        writer.write_record(row).map_err(fail)?;
    }
    let bytes = writer.into_inner().map_err(|e| Error::Table(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| Error::Table(e.to_string()))
}

pub(super) fn number(value: Option<f64>) -> String {
    value.map(exact).unwrap_or_default()
}

/// A text cell that no spreadsheet takes for a formula.
pub(super) fn text(value: &str) -> String {
    if value.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{value}") } else { value.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_a_spreadsheet_would_run_is_disarmed() {
        assert_eq!(text("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(text("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(text("NHS Kent + Medway"), "NHS Kent + Medway");
        assert_eq!(number(Some(-1.5)), "-1.5");
        assert_eq!(number(None), "");
    }
}
