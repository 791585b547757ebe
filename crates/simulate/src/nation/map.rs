//! Boundaries of the areas: a sheet of fields, in which neighbours share their corners.

use super::Plan;
use super::made::Totals;
use crate::effects::columns;
use crate::random::{Purpose, stream};
use rand_chacha::rand_core::Rng as _;
use std::io::{Result as Written, Write};

/// Longitude and latitude of the north-western corner, and how far the map reaches east and south, in degrees.
const ORIGIN: (f64, f64) = (-3.0, 54.8);
const REACH: (f64, f64) = (3.6, 3.8);
/// How far a corner may lie from its place, in fields.
const JITTER: f64 = 0.3;

/// Areas lie in rows from the north-west, in the order in which they are listed; those of a region together.
pub(super) fn boundaries(plan: &Plan, _: usize, out: &mut dyn Write, totals: &mut Totals) -> Written<()> {
    let areas = &plan.world.areas;
    let columns = columns(areas.len());
    let rows = areas.len().div_ceil(columns);
    let mut rng = stream(plan.options.seed, Purpose::Facts(1));
    let mut jitter = || ((rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64 - 0.5) * 2.0 * JITTER;
    let mut corners = Vec::with_capacity((rows + 1) * (columns + 1));
    for y in 0..=rows {
        for x in 0..=columns {
            let (x, y) = (x as f64 + jitter(), y as f64 + jitter());
            let longitude = ORIGIN.0 + x / columns as f64 * REACH.0;
            corners.push((longitude, ORIGIN.1 - y / rows as f64 * REACH.1));
        }
    }
    let year = plan.options.financial_year(0) % 100;
    write!(out, "{{\"type\":\"FeatureCollection\",\"name\":\"SYNTHETIC_CCG_20{year:02}\",\"features\":[")?;
    for (number, area) in areas.iter().enumerate() {
        let (x, y) = (number % columns, number / columns);
        let corner = |right: usize, down: usize| corners[(y + down) * (columns + 1) + x + right];
        let ring = [corner(0, 0), corner(0, 1), corner(1, 1), corner(1, 0), corner(0, 0)];
        let ring: Vec<String> = ring.iter().map(|(x, y)| format!("[{x:.6},{y:.6}]")).collect();
        write!(out, "{}\n{{\"type\":\"Feature\",\"properties\":{{", if number == 0 { "" } else { "," })?;
        write!(out, "\"CCG{year:02}CD\":\"{}\",\"CCG{year:02}NM\":\"{}\"}},", area.ons, area.name)?;
        write!(out, "\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[{}]]}}}}", ring.join(","))?;
        totals.count("areas", 1);
    }
    writeln!(out, "\n]}}")
}
