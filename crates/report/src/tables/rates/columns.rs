//! The columns of tables of areas.

use crate::number::exact;
use crate::tables::delimited::{Column, column, number, slice_column, text};
use crate::tables::pieces::Outline;
use unwarranted_core::chance::ChanceFrom;
use unwarranted_core::findings::{AgainstSimilar, Limits, Position};
use unwarranted_core::{AreaFinding, Confidence};

pub(in crate::tables) fn which_columns() -> Vec<Column> {
    vec![
        slice_column("treatment", |r| text(&r.slice.treatment)),
        slice_column("period", |r| r.slice.period.to_string()),
        slice_column("kind", |r| r.slice.kind.word().to_owned()),
        column("area", |r| text(&r.area.area)),
        column("name", |r| text(r.area.name.as_deref().unwrap_or_default())),
        column("ods_code", |r| text(r.area.ods_code.as_deref().unwrap_or_default())),
        column("ons_code", |r| text(r.area.ons_code.as_deref().unwrap_or_default())),
    ]
}

pub(in crate::tables) fn rate_columns(outline: &Outline) -> Vec<Column> {
    let mut columns = vec![
        column("observed", |r| exact(r.area.observed)),
        column("denominator", |r| number(r.area.denominator)),
        column("expected", |r| number(r.area.expected)),
        column("rate", |r| number(r.area.rate)),
        column("lower", |r| number(r.area.lower)),
        column("upper", |r| number(r.area.upper)),
        slice_column("per", |r| exact(r.slice.per)),
        slice_column("unit", |r| text(&r.unit.map(ToString::to_string).unwrap_or_default())),
        column("confidence", |r| number(r.area.lower.map(|_| r.slice.confidence))),
        column("interval_method", |r| r.area.interval_method.map_or_else(String::new, |m| text(m.word()))),
        column("ratio", |r| number(r.area.ratio)),
        column("ratio_lower", |r| number(r.area.rates.ratio_lower)),
        column("ratio_upper", |r| number(r.area.rates.ratio_upper)),
        column("months", |r| r.area.months.to_string()),
        column("break", |r| text(&r.area.break_in_words().unwrap_or_default())),
    ];
    // Columns that only some commands give come after those that are always there.
    if outline.standardised {
        columns.push(column("crude_rate", |r| number(r.area.rates.crude_rate)));
        columns
            .push(slice_column("standardised", |r| text(r.slice.standardised.as_ref().map_or("", |s| s.by.as_str()))));
    }
    let names = outline.rate_levels.iter().filter_map(|l| Confidence::new(*l, "level").ok()).map(Confidence::per_cent);
    for name in names {
        columns.extend(level_columns("", &name, |a| &a.rates.intervals));
        columns.extend(level_columns("ratio_", &name, |a| &a.rates.ratio_intervals));
    }
    if outline.similar {
        columns.extend(similar_columns());
    }
    columns
}

/// What the similar areas of each area have.
fn similar_columns() -> Vec<Column> {
    let figure = |name, of: fn(&AgainstSimilar) -> Option<f64>| {
        column(name, move |r| number(r.area.rates.similar.as_ref().and_then(of)))
    };
    vec![
        figure("rate_of_similar", |a| Some(a.rate_of_similar)),
        figure("mean_of_similar", |a| a.mean_of_similar),
        figure("ratio_to_similar", |a| a.ratio_to_similar),
        figure("ratio_to_similar_lower", |a| a.ratio_to_similar_lower),
        figure("ratio_to_similar_upper", |a| a.ratio_to_similar_upper),
        column("similar_areas", |r| {
            text(&r.area.rates.similar.as_ref().map(|a| a.similar_areas.join(" ")).unwrap_or_default())
        }),
    ]
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

/// How far the area is from all areas together.
pub(in crate::tables) fn position_column() -> Column {
    column("position", |r| r.area.rates.position.map_or("", Position::word).to_owned())
}

/// What chance is known from.
pub(in crate::tables) fn chance_columns() -> Vec<Column> {
    vec![
        slice_column("chance_from", |r| r.slice.chance.from.map_or("", ChanceFrom::word).to_owned()),
        slice_column("chance_phi", |r| number(r.slice.chance.phi)),
    ]
}

pub(in crate::tables) fn rank_columns() -> Vec<Column> {
    vec![column("percent_rank", |r| number(r.area.percent_rank))]
}
