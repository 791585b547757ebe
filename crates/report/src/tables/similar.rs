//! Tables of similar areas.

use super::delimited::{number, text, write};
use super::layout::{lines, prose, table};
use super::lines::to_lines;
use super::text::absent;
use crate::error::Error;
use crate::number::significant;
use std::collections::BTreeMap;
use std::sync::Arc;
use unwarranted_core::similar::{Neighbour, Similar};

type Names = BTreeMap<Arc<str>, Arc<str>>;

/// Every pair as an array of JSON, one to a line.
///
/// # Errors
/// None in practice; [`Error::Table`] if a number could not be written.
pub fn similar_json(found: &Similar) -> Result<String, Error> {
    to_lines(&found.neighbours, 1)
}

fn name<'a>(names: &'a Names, code: &Arc<str>) -> &'a str {
    names.get(code).map_or("", |name| &**name)
}

/// Every pair, one row each.
///
/// # Errors
/// As [`similar_json`].
pub fn similar_csv(found: &Similar, names: &Names) -> Result<String, Error> {
    let head = ["area", "area_name", "neighbour", "neighbour_name", "rank", "distance", "without_peers"];
    let far: Vec<&Arc<str>> = found.without_peers.iter().map(|w| &w.area).collect();
    let row = |n: &Neighbour| {
        vec![
            text(&n.area),
            text(name(names, &n.area)),
            text(&n.neighbour),
            text(name(names, &n.neighbour)),
            n.rank.to_string(),
            number(n.distance),
            if far.contains(&&n.area) { "yes" } else { "no" }.to_owned(),
        ]
    };
    write(head.map(str::to_owned), found.neighbours.iter().map(row))
}

/// Every pair, in a table. `width` is that of the terminal in columns, where one is known.
#[must_use]
pub fn similar_table(found: &Similar, names: &Names, width: Option<u16>) -> String {
    let head = match found.nearest {
        Some(nearest) => format!(
            "{} areas, each with the {nearest} most like it. Distances are in standard deviations; that of the last is {} in the median \
             area.\n",
            found.areas,
            significant(found.median_last, 3)
        ),
        None => format!("{} areas, each with the others of its group.\n", found.areas),
    };
    let mut table = table(&["Area", "Name", "Rank", "Similar area", "Name", "Distance"], &[2, 5], width);
    for n in &found.neighbours {
        table.add_row([
            n.area.to_string(),
            name(names, &n.area).to_owned(),
            n.rank.to_string(),
            n.neighbour.to_string(),
            name(names, &n.neighbour).to_owned(),
            n.distance.map_or_else(absent, |d| significant(d, 3)),
        ]);
    }
    if names.is_empty() {
        table.hide(&[1, 4]);
    }
    if found.nearest.is_none() {
        table.hide(&[5]);
    }
    format!("{}\n{}", prose(&head, width), lines(&table))
}
