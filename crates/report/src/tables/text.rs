//! Plain-text tables for the terminal: aligned columns, numbers to the right, rounded for reading.

use super::kind_word;
use crate::number::{column_decimals, count, exact, fixed, percent, significant};
use crate::{LabelsBy, words};
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use unwarranted_core::findings::Limits;
use unwarranted_core::{AreaFinding, SliceFindings};

/// The indices of every slice. `width` is that of the terminal in columns, where one is known.
#[must_use]
pub fn indices_table(findings: &[SliceFindings], labels: &LabelsBy, width: Option<u16>) -> String {
    blocks(findings, labels, |s| {
        let mut table = table(&["Index", "Value", "Interval", "In words"], &[1], width);
        for e in &s.indices {
            let value = e.value.map_or_else(|| "undefined".to_owned(), |v| significant(v, 4));
            let interval = match (e.lower, e.upper) {
                (Some(lo), Some(hi)) => format!("{} to {}", significant(lo, 4), significant(hi, 4)),
                _ => "-".to_owned(),
            };
            let said = match (&e.undefined, &e.note) {
                (Some(reason), _) => format!("{}; undefined: {reason}", e.title),
                (None, Some(note)) => format!("{}; note: {note}", e.title),
                (None, None) => e.title.to_owned(),
            };
            table.add_row([e.id.to_owned(), value, interval, said]);
        }
        // No index has an interval yet: an empty column would only take room.
        if s.indices.iter().all(|e| e.lower.is_none())
            && let Some(column) = table.column_mut(2)
        {
            column.set_constraint(comfy_table::ColumnConstraint::Hidden);
        }
        lines(&table)
    })
}

/// The rates of every slice, highest first.
#[must_use]
pub fn rates_table(findings: &[SliceFindings], labels: &LabelsBy, width: Option<u16>) -> String {
    blocks(findings, labels, |s| {
        let heads = ["Area", "Name", "Observed", "Denominator", "Rate", "Lower", "Upper", "O/E", "Higher than"];
        let mut table = table(&heads, &[2, 3, 4, 5, 6, 7, 8], width);
        let places = Places::of(s);
        for a in ordered(s) {
            table.add_row([
                a.area.to_string(),
                a.name.as_deref().unwrap_or("-").to_owned(),
                fixed(a.observed, places.observed),
                places.or_undefined(a.denominator, places.denominator),
                places.or_undefined(a.rate, places.rate),
                places.or_undefined(a.lower, places.rate),
                places.or_undefined(a.upper, places.rate),
                places.or_undefined(a.ratio, 2),
                a.percent_rank.map_or_else(|| "undefined".to_owned(), percent),
            ]);
        }
        let mut out = lines(&table);
        if s.areas.iter().any(|a| a.rate.is_some() && a.lower.is_none()) {
            out += &format!("Intervals are undefined: {}.\n", super::no_interval(s.kind));
        }
        out
    })
}

/// The areas that stand out in every slice, highest first, with the limits they were held against.
#[must_use]
pub fn outliers_table(findings: &[SliceFindings], labels: &LabelsBy, width: Option<u16>) -> String {
    blocks(findings, labels, |s| {
        if let Some(reason) = &s.overdispersion.undefined {
            return format!("Outliers undefined: {reason}.\n");
        }
        let out: Vec<&AreaFinding> =
            ordered(s).into_iter().filter(|a| a.flag.as_deref().is_some_and(|f| f != "none")).collect();
        let [lower, upper] = s.levels.map(super::level_name);
        let mut head = format!(
            "{} of {} areas are outside the {lower}% limits, which allow for chance and for the ordinary spread between areas (phi {}, tau2 {}).\n",
            out.len(),
            s.areas.len(),
            s.overdispersion.phi.map_or_else(|| "undefined".to_owned(), |v| significant(v, 3)),
            s.overdispersion.tau2.map_or_else(|| "undefined".to_owned(), |v| significant(v, 3)),
        );
        if out.is_empty() {
            return head;
        }
        let columns = [format!("Limits {lower}%"), format!("Limits {upper}%")];
        let heads = ["Area", "Name", "Observed", "Expected", "O/E", &columns[0], &columns[1], "z", "Flag"];
        let mut table = table(&heads, &[2, 3, 4, 5, 6, 7], width);
        let places = Places::of(s);
        for a in out {
            table.add_row([
                a.area.to_string(),
                a.name.as_deref().unwrap_or("-").to_owned(),
                fixed(a.observed, places.observed),
                places.or_undefined(a.expected, places.expected),
                places.or_undefined(a.ratio, 2),
                range(a.limits_adjusted.as_ref(), &lower),
                range(a.limits_adjusted.as_ref(), &upper),
                places.or_undefined(a.z_adjusted, 1),
                a.flag.clone().unwrap_or_default(),
            ]);
        }
        head += &lines(&table);
        head
    })
}

/// Decimals for each column of areas.
struct Places {
    observed: usize,
    denominator: usize,
    expected: usize,
    rate: usize,
}

impl Places {
    fn of(s: &SliceFindings) -> Self {
        let over = |f: fn(&AreaFinding) -> Option<f64>| column_decimals(s.areas.iter().filter_map(f));
        Self {
            observed: over(|a| Some(a.observed)),
            denominator: over(|a| a.denominator),
            expected: over(|a| a.expected).min(1),
            rate: over(|a| a.rate),
        }
    }

    fn or_undefined(&self, value: Option<f64>, decimals: usize) -> String {
        value.map_or_else(|| "undefined".to_owned(), |v| fixed(v, decimals))
    }
}

/// The areas from the highest rate (ratio, where there is no rate) to the lowest; ties by code.
pub(crate) fn ordered(s: &SliceFindings) -> Vec<&AreaFinding> {
    let mut areas: Vec<&AreaFinding> = s.areas.iter().collect();
    let key = |a: &AreaFinding| a.rate.or(a.ratio).unwrap_or(f64::NEG_INFINITY);
    areas.sort_by(|a, b| key(b).total_cmp(&key(a)).then_with(|| a.area.cmp(&b.area)));
    areas
}

fn range(limits: Option<&Limits>, level: &str) -> String {
    limits
        .and_then(|l| l.get(level))
        .map_or_else(|| "undefined".to_owned(), |[lo, hi]| format!("{} to {}", fixed(*lo, 2), fixed(*hi, 2)))
}

fn blocks(findings: &[SliceFindings], labels: &LabelsBy, body: impl Fn(&SliceFindings) -> String) -> String {
    let blocks: Vec<String> = findings.iter().map(|s| head(s, labels) + &body(s)).collect();
    blocks.join("\n")
}

/// Treatment, period, areas, unit and what was set aside.
fn head(s: &SliceFindings, labels: &LabelsBy) -> String {
    let words = labels.get(&s.treatment);
    let measure = words.map_or(&*s.treatment, |l| l.measure.as_str());
    let unit = words.map_or_else(|| format!("per {} of the denominator", exact(s.per)), |l| l.unit.clone());
    let parts = [
        measure.to_owned(),
        s.period.words(),
        format!("{} areas", count(s.areas.len())),
        unit,
        kind_word(s.kind).to_owned(),
    ];
    let mut out = parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" | ");
    out.push('\n');
    if let Some(partial) = words::partial_period(s) {
        out += &format!("{partial}\n");
    }
    for aside in &s.set_aside {
        out += &format!("set aside: {}, because {}\n", words::rows(aside.rows), aside.reason.meaning());
    }
    out
}

fn table(heads: &[&str], right: &[usize], width: Option<u16>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(heads);
    if let Some(width) = width {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
        if right.contains(&column.index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

fn lines(table: &Table) -> String {
    table.lines().map(|l| l.trim_end().to_owned() + "\n").collect()
}
