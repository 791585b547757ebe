//! Verdicts as CSV.

use crate::error::Error;
use crate::tables::delimited::{Column, area_rows, column, number, slice_column, text};
use crate::tables::pieces::{Outline, Pieces};
use crate::tables::rates::{chance_columns, position_column, rate_columns, which_columns};
use crate::tables::reasons::reasons;
use crate::words;
use unwarranted_core::findings::{Alarm, Limits, Persistence};
use unwarranted_core::{AreaFinding, SliceFindings};
use unwarranted_plot::labels::LabelsBy;
use unwarranted_plot::numbers::level;

/// The verdict on every area of every slice, one row each.
///
/// # Errors
/// As [`indices_csv`](crate::tables::indices_csv).
pub fn outliers_csv(findings: &[SliceFindings], labels: &LabelsBy) -> Result<String, Error> {
    outliers_csv_pieces(&Outline::of(findings))?.whole(findings, labels)
}

/// [`outliers_csv`] slice by slice.
///
/// # Errors
/// As [`indices_csv`](crate::tables::indices_csv).
pub fn outliers_csv_pieces(outline: &Outline) -> Result<Pieces, Error> {
    area_rows([which_columns(), rate_columns(outline), verdict_columns(outline), reason_column()])
}

pub(in crate::tables) fn reason_column() -> Vec<Column> {
    vec![column("undefined", |r| text(&reasons(r.slice, r.area)))]
}

/// The columns of a verdict. Those of ranks are there only when ranks were simulated.
pub(in crate::tables) fn verdict_columns(outline: &Outline) -> Vec<Column> {
    let levels = levels(outline);
    let mut columns = vec![column("z", |r| number(r.area.z)), column("p", |r| number(r.area.p))];
    columns.extend(limit_columns("limit", &levels, |a| a.limits.as_ref()));
    columns.push(column("z_adjusted", |r| number(r.area.z_adjusted)));
    columns.push(column("p_adjusted", |r| number(r.area.p_adjusted)));
    columns.extend(limit_columns("limit_adjusted", &levels, |a| a.limits_adjusted.as_ref()));
    columns.push(column("flag", |r| r.area.flag.map(|flag| flag.to_string()).unwrap_or_default()));
    columns.extend(judgement_columns());
    if outline.ranked {
        columns.extend(chance_of_rank_columns());
    }
    if outline.persistence {
        columns.extend(persistence_columns());
    }
    columns.push(slice_column("rule", |r| r.slice.rule.to_owned()));
    columns.push(slice_column("phi", |r| number(r.slice.overdispersion.phi)));
    columns.push(slice_column("tau2", |r| number(r.slice.overdispersion.tau2)));
    columns.push(slice_column("target", |r| r.slice.compared.target.to_string()));
    columns.push(slice_column("centre", |r| number(r.slice.compared.centre)));
    columns.push(position_column());
    columns.extend(chance_columns());
    columns.push(column("effective", |r| number(r.area.chance.effective)));
    columns.push(column("break_even", |r| number(r.area.chance.break_even)));
    columns.push(column("month_noise", |r| number(r.area.chance.month_noise)));
    columns.push(column("change", |r| number(r.area.chance.change)));
    columns.push(column("change_lower", |r| number(r.area.chance.change_lower)));
    columns.push(column("change_upper", |r| number(r.area.chance.change_upper)));
    columns.push(column("break_even_in_words", |r| {
        text(&r.unit.and_then(|unit| words::break_even(r.slice, unit, r.area)).unwrap_or_default())
    }));
    columns
}

fn judgement_columns() -> Vec<Column> {
    vec![
        column("alarm", |r| r.area.judgement.alarm.map_or("", Alarm::word).to_owned()),
        slice_column("control", |r| r.slice.judged.as_ref().map(|j| j.control.to_string()).unwrap_or_default()),
        column("alarm_z", |r| number(r.area.judgement.alarm_z)),
        column("alarm_p", |r| number(r.area.judgement.alarm_p)),
        column("q", |r| number(r.area.judgement.q)),
        column("q_bh", |r| number(r.area.judgement.q_bh)),
        column("q_by", |r| number(r.area.judgement.q_by)),
        column("q_bh_all", |r| number(r.area.judgement.q_bh_all)),
        column("q_by_all", |r| number(r.area.judgement.q_by_all)),
    ]
}

fn chance_of_rank_columns() -> Vec<Column> {
    let whole = |value: Option<usize>| value.map(|v| v.to_string()).unwrap_or_default();
    vec![
        column("rank", move |r| whole(r.area.judgement.rank)),
        column("rank_lower", move |r| whole(r.area.judgement.rank_lower)),
        column("rank_upper", move |r| whole(r.area.judgement.rank_upper)),
        column("in_highest_decile", |r| number(r.area.judgement.in_highest_decile)),
        column("in_lowest_decile", |r| number(r.area.judgement.in_lowest_decile)),
    ]
}

/// In how many shorter periods an area lay beyond the limits.
fn persistence_columns() -> Vec<Column> {
    let of = |name, count: fn(&Persistence) -> usize| {
        column(name, move |r| r.area.persistence.as_ref().map(|p| count(p).to_string()).unwrap_or_default())
    };
    vec![of("periods_above", |p| p.above), of("periods_below", |p| p.below), of("periods_within", |p| p.of)]
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
fn levels(outline: &Outline) -> Vec<String> {
    outline.levels.map(|levels| levels.map(level).to_vec()).unwrap_or_default()
}
