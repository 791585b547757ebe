//! From values to pixels, and ticks: the coordinates of plotters at a thousandth of a pixel.

use plotters::coord::combinators::{BindKeyPoints, LogCoord, WithKeyPoints};
use plotters::coord::ranged1d::{BoldPoints, Ranged};
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::IntoLogRange;

/// Steps per pixel: plotters maps to whole numbers.
const FINE: f64 = 1000.0;

enum Coord {
    Linear(RangedCoordf64),
    Marked(WithKeyPoints<RangedCoordf64>),
    /// For the mapping, and the same over whole decades for the ticks.
    Log(LogCoord<f64>, LogCoord<f64>),
}

/// A scale of one axis. Values outside the range are pinned to its ends.
pub(crate) struct Scale {
    coord: Coord,
    range: (f64, f64),
    pixels: (i32, i32),
}

impl Scale {
    /// Linear from `range.0` at `pixels.0` to `range.1` at `pixels.1`, with round ticks.
    pub(crate) fn linear(range: (f64, f64), pixels: (f64, f64)) -> Self {
        Self { coord: Coord::Linear((range.0..range.1).into()), range, pixels: fine(pixels) }
    }

    /// Linear, with ticks at these values.
    pub(crate) fn marked(range: (f64, f64), pixels: (f64, f64), ticks: Vec<f64>) -> Self {
        Self { coord: Coord::Marked((range.0..range.1).with_key_points(ticks)), range, pixels: fine(pixels) }
    }

    /// Logarithmic; both ends above zero.
    pub(crate) fn log(range: (f64, f64), pixels: (f64, f64)) -> Self {
        // plotters gives no tick below the first power of ten inside the range.
        let decade = 10f64.powf(range.0.log10().floor());
        let coord = |from: f64| (from..range.1).log_scale().into();
        Self { coord: Coord::Log(coord(range.0), coord(decade)), range, pixels: fine(pixels) }
    }

    /// Where `value` lies, in pixels.
    pub(crate) fn at(&self, value: f64) -> f64 {
        let value = value.clamp(self.range.0, self.range.1);
        let fine = match &self.coord {
            Coord::Linear(c) => c.map(&value, self.pixels),
            Coord::Marked(c) => c.map(&value, self.pixels),
            Coord::Log(c, _) => c.map(&value, self.pixels),
        };
        f64::from(fine) / FINE
    }

    /// Ticks within the range: round ones, at most about `max`, or those that the scale was given.
    pub(crate) fn ticks(&self, max: usize) -> Vec<f64> {
        match &self.coord {
            Coord::Linear(c) => c.key_points(max),
            // Given ticks are bold ones.
            Coord::Marked(c) => c.key_points(BoldPoints(max)),
            Coord::Log(_, decades) => log_ticks(decades, self.range, max),
        }
    }
}

fn fine(pixels: (f64, f64)) -> (i32, i32) {
    // A canvas is a few thousand pixels at most.
    #[allow(clippy::cast_possible_truncation)]
    let to = |v: f64| (v * FINE).round() as i32;
    (to(pixels.0), to(pixels.1))
}

/// Of the ticks of plotters, which are every multiple of every power of ten, some of them twice: the powers, with 2 and 5
/// times them where there is room.
fn log_ticks(decades: &LogCoord<f64>, range: (f64, f64), max: usize) -> Vec<f64> {
    let (number, room) = ((range.1 / range.0).log10(), max as f64);
    let wanted: &[f64] = if number * 3.0 <= room { &[1.0, 2.0, 5.0] } else { &[1.0] };
    let leading = |v: f64| v / 10f64.powf((v.log10() + 1e-9).floor());
    let mut ticks = decades.key_points(if number <= room { 100 } else { max });
    ticks.retain(|t| (range.0..=range.1).contains(t) && wanted.iter().any(|w| (leading(*t) - w).abs() < 1e-6));
    ticks.sort_by(f64::total_cmp);
    ticks.dedup_by(|a, b| *a / *b < 1.0 + 1e-9);
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_ends_middle_and_outside() {
        let y = Scale::linear((0.0, 10.0), (300.0, 100.0));
        let close = |a: f64, b: f64| assert!((a - b).abs() < 0.002, "{a} {b}");
        close(y.at(0.0), 300.0);
        close(y.at(5.0), 200.0);
        close(y.at(99.0), 100.0);
        let x = Scale::log((1.0, 100.0), (0.0, 50.0));
        close(x.at(10.0), 25.0);
    }

    #[test]
    fn ticks_are_round() {
        assert_eq!(Scale::linear((0.0, 29.7), (300.0, 0.0)).ticks(6), [0.0, 5.0, 10.0, 15.0, 20.0, 25.0]);
        assert_eq!(Scale::marked((0.0, 24.0), (0.0, 100.0), vec![0.0, 12.0]).ticks(1), [0.0, 12.0]);
        assert_eq!(Scale::log((3.0, 4000.0), (0.0, 700.0)).ticks(8), [10.0, 100.0, 1000.0]);
        let ticks = Scale::log((30.0, 4000.0), (0.0, 700.0)).ticks(9);
        let expected = [50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0];
        assert!(
            ticks.len() == 6 && ticks.iter().zip(expected).all(|(a, b)| (a / b - 1.0f64).abs() < 1e-9),
            "{ticks:?}"
        );
    }
}
