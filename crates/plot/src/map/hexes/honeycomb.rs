//! As many cells of a honeycomb as there are areas, and who gets which.

use super::assign::assign;
use crate::geometry::Point;
use crate::map::project::Bounds;

/// Positions of the honeycomb that are tried in each direction.
const SHIFTS: i32 = 3;
/// How far a centre makes cells dense.
const REACH: f64 = 0.6;

/// A cell for each centre: of all positions of the honeycomb the one with the least sum of squared distances.
pub(super) fn nearest(centres: &[Point]) -> Vec<Point> {
    let Some(bounds) = Bounds::of(centres.iter().copied()) else { return Vec::new() };
    let shifts = (0..SHIFTS).flat_map(|x| (0..SHIFTS).map(move |y| (f64::from(x), f64::from(y))));
    let laid = shifts.map(|(x, y)| {
        let cells = densest(centres, &honeycomb(&bounds, (x / f64::from(SHIFTS), y / f64::from(SHIFTS))));
        let costs: Vec<Vec<f64>> =
            centres.iter().map(|c| cells.iter().map(|cell| squared(*c, *cell)).collect()).collect();
        let chosen = assign(&costs);
        let cost: f64 = chosen.iter().enumerate().map(|(i, j)| costs[i][*j]).sum();
        (cost, chosen.into_iter().map(|j| cells[j]).collect::<Vec<Point>>())
    });
    let best = laid.fold(None, |best: Option<(f64, Vec<Point>)>, new| match best {
        Some(best) if best.0 <= new.0 + 1e-9 => Some(best),
        _ => Some(new),
    });
    best.map(|(_, cells)| cells).unwrap_or_default()
}

fn squared(a: Point, b: Point) -> f64 {
    (a.0 - b.0).powi(2) + (a.1 - b.1).powi(2)
}

/// Cells that stand on a tip, 1 apart, over the bounds and around them.
fn honeycomb(bounds: &Bounds, shift: Point) -> Vec<Point> {
    let high = 3f64.sqrt() / 2.0;
    // At most a few hundred areas, each about 1 wide.
    #[allow(clippy::cast_possible_truncation)]
    let whole = |v: f64| v.floor().clamp(-1e4, 1e4) as i32;
    let (rows, columns) = (
        whole(bounds.low.1 / high) - 2..=whole(bounds.high.1 / high) + 3,
        whole(bounds.low.0) - 2..=whole(bounds.high.0) + 3,
    );
    let cell = |r: i32, q: i32| {
        let half = f64::from(r.rem_euclid(2)) / 2.0;
        (f64::from(q) + half + shift.0, (f64::from(r) + shift.1) * high)
    };
    rows.flat_map(|r| columns.clone().map(move |q| cell(r, q))).collect()
}

/// As many cells as centres, those where most centres are near.
fn densest(centres: &[Point], cells: &[Point]) -> Vec<Point> {
    let dense =
        |cell: &Point| -> f64 { centres.iter().map(|c| libm::exp(-squared(*c, *cell) / (2.0 * REACH * REACH))).sum() };
    let mut order: Vec<(f64, Point)> = cells.iter().map(|cell| (dense(cell), *cell)).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    order.into_iter().take(centres.len()).map(|(_, cell)| cell).collect()
}
