//! What neighbours share, a row for each area.

use super::Area;
use crate::error::Error;
use crate::number::significant;
use crate::tables::delimited::{number, text, write};
use crate::tables::layout::{lines, prose, table};
use crate::tables::text::heading;
use crate::words;
use unwarranted_core::space::local::Cluster;
use unwarranted_core::space::slice::{Graph, Place, Space};
use unwarranted_plot::labels::LabelsBy;
use unwarranted_plot::numbers::thousands;

/// The columns of the CSV.
const COLUMNS: [&str; 21] = [
    "treatment",
    "period",
    "area",
    "name",
    "observed",
    "expected",
    "ratio",
    "rr",
    "rr_sd",
    "rr_lower",
    "rr_upper",
    "p_above_1",
    "exceedance",
    "neighbours",
    "local_moran",
    "local_moran_z",
    "local_g",
    "local_p",
    "local_q",
    "cluster",
    "eb_local",
];

/// Every area, one row each. Smoothed ratios stand beside observed and expected, under names that `chart` does not take for others.
///
/// # Errors
/// As [`super::space_json`].
pub fn space_csv(s: &Space) -> Result<String, Error> {
    let row = |place: &Place| {
        let a = Area::of(place);
        vec![
            text(&s.treatment),
            s.period.to_string(),
            text(a.area),
            text(a.name.unwrap_or_default()),
            number(Some(a.observed)),
            number(Some(a.expected)),
            number(Some(a.ratio)),
            number(a.rr),
            number(a.rr_sd),
            number(a.rr_lower),
            number(a.rr_upper),
            number(a.p_above_1),
            a.p_above_1.map_or("", words::exceedance).to_owned(),
            a.neighbours.to_string(),
            number(a.local_moran),
            number(a.local_moran_z),
            number(a.local_g),
            number(a.local_p),
            number(a.local_q),
            a.cluster.map_or("", Cluster::words).to_owned(),
            number(a.eb_local),
        ]
    };
    write(COLUMNS.map(str::to_owned), s.areas.iter().map(row))
}

/// What neighbours share, in words and a table of areas, the highest first. `width` is that of the terminal in columns, where one is
/// known.
#[must_use]
pub fn space_table(s: &Space, labels: &LabelsBy, from: &str, width: Option<u16>) -> String {
    let name = labels.get(&s.treatment).map_or(&*s.treatment, |l| l.measure.as_str());
    let unit = "observed divided by expected";
    let mut out = heading(name, s.period, s.areas.len(), unit, s.kind, &s.set_aside);
    out += &words::space(s);
    out += &format!("\nNeighbours: {}, from {from}.\n", pairs(&s.graph));
    for effect in s.fixed.iter().skip(1) {
        out += &format!(
            "{}: {} of the log ratio per unit (standard deviation {}).\n",
            effect.name,
            significant(effect.estimate, 3),
            significant(effect.se, 2)
        );
    }
    prose(&out, width) + "\n" + &of_areas(s, width)
}

/// The areas, the highest first.
fn of_areas(s: &Space, width: Option<u16>) -> String {
    let figure = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |v| significant(v, 3));
    let heads = ["Area", "Name", "Observed", "Expected", "Ratio", "Smoothed", "95% interval", "P above 1", "Cluster"];
    let mut table = table(&heads, &[2, 3, 4, 5, 6, 7], width);
    let mut ordered: Vec<&Place> = s.areas.iter().collect();
    let height = |p: &Place| p.risk.map_or(p.observed / p.expected, |r| r.rr);
    ordered.sort_by(|a, b| height(b).total_cmp(&height(a)).then_with(|| a.area.cmp(&b.area)));
    for place in ordered {
        let interval = place.risk.map(|r| format!("{} to {}", significant(r.lower, 3), significant(r.upper, 3)));
        table.add_row([
            place.area.to_string(),
            place.name.as_deref().unwrap_or("-").to_owned(),
            thousands(place.observed, 0),
            significant(place.expected, 3),
            significant(place.observed / place.expected, 3),
            figure(place.risk.map(|r| r.rr)),
            interval.unwrap_or_else(|| "-".to_owned()),
            place.risk.map_or_else(|| "-".to_owned(), |r| format!("{:.2}", r.p_above_1)),
            place.cluster.map_or("", Cluster::words).to_owned(),
        ]);
    }
    let hidden: Vec<usize> = [(1, s.areas.iter().all(|a| a.name.is_none()))]
        .into_iter()
        .chain([5, 6, 7].map(|column| (column, s.parameters.is_none())))
        .filter_map(|(column, hide)| hide.then_some(column))
        .collect();
    table.hide(&hidden);
    lines(&table)
}

/// "256 pairs, all areas joined".
fn pairs(graph: &Graph) -> String {
    let pieces = graph.components - graph.islands.len();
    let alone = match graph.islands.len() {
        0 => String::new(),
        1 => " and 1 area without neighbours".to_owned(),
        n => format!(" and {n} areas without neighbours"),
    };
    let joined = if pieces == 1 { "in one piece".to_owned() } else { format!("in {pieces} pieces") };
    format!("{} pairs {joined}{alone}", graph.pairs)
}
