//! Dots beside one another where they would not touch, stacked where they would.

use crate::geometry::{Point, Rect};

/// Sizes of dots that are tried, in pixels.
const RADII: [f64; 6] = [9.0, 8.0, 7.0, 6.0, 5.0, 4.0];
/// The smallest, where even the heap of the last is too high.
const SMALLEST: f64 = 3.0;
/// Space between the lowest dots and the axis.
const ABOVE_AXIS: f64 = 3.0;

/// Dots on their levels.
pub(super) struct Heap {
    pub(super) radius: f64,
    xs: Vec<f64>,
    level: Vec<usize>,
    levels: usize,
}

impl Heap {
    /// Of dots at these places, ascending: as large as leaves the heap within `most` pixels.
    pub(super) fn of(xs: Vec<f64>, most: f64) -> Self {
        let fits = |r: &f64| levels(&xs, *r).1 as f64 * apart(*r) <= most;
        let radius = RADII.into_iter().find(fits).unwrap_or(SMALLEST);
        let (level, levels) = levels(&xs, radius);
        Self { radius, xs, level, levels }
    }

    /// What it needs in pixels, the space above the axis with it.
    pub(super) fn height(&self) -> f64 {
        self.levels as f64 * apart(self.radius) + ABOVE_AXIS
    }

    /// The centres above the lower edge of a plot; where `room` is less than [`Self::height`], dots overlap evenly.
    pub(super) fn centres(&self, plot: &Rect, room: f64) -> Vec<Point> {
        let step = apart(self.radius).min((room - ABOVE_AXIS) / (self.levels as f64).max(1.0));
        let y = |k: &usize| plot.y1 - self.radius - ABOVE_AXIS - *k as f64 * step;
        self.xs.iter().zip(&self.level).map(|(x, k)| (*x, y(k))).collect()
    }
}

fn apart(radius: f64) -> f64 {
    2.0 * radius + 0.5
}

/// The level of each dot, as near to the axis as those before it leave room, and how many there are.
fn levels(xs: &[f64], radius: f64) -> (Vec<usize>, usize) {
    let (apart, mut last) = (apart(radius), Vec::<f64>::new());
    let level = xs
        .iter()
        .map(|x| {
            let free = last.iter().position(|before| x - before >= apart).unwrap_or(last.len());
            match last.get_mut(free) {
                Some(before) => *before = *x,
                None => last.push(*x),
            }
            free
        })
        .collect();
    (level, last.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_do_not_touch_where_there_is_room_and_a_high_heap_has_small_ones() {
        let plot = Rect::new(0.0, 0.0, 100.0, 200.0);
        let few = Heap::of(vec![10.0, 12.0, 60.0], 120.0);
        let at = few.centres(&plot, 120.0);
        assert!(few.radius > 8.9 && at[0].1 > at[1].1 && (at[0].1 - at[2].1).abs() < 1e-9);
        assert!(few.height() < 50.0);
        let many = Heap::of(vec![10.0; 25], 120.0);
        assert!(many.radius < 3.1 && many.height() > 120.0);
        let at = many.centres(&plot, 120.0);
        assert!(at.iter().all(|p| p.1 > plot.y1 - 120.0 && p.1 < plot.y1));
        assert!(at.windows(2).all(|w| w[0].1 > w[1].1));
    }
}
