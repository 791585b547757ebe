//! From values to pixels at a thousandth of a pixel, and ticks.

use crate::ticks;

/// Steps per pixel: positions are whole numbers of these, so that drawings are the same bytes everywhere.
const FINE: f64 = 1000.0;

enum Kind {
    Linear,
    Marked(Vec<f64>),
    Log,
}

/// A scale of one axis. Values outside the range are pinned to its ends.
pub(crate) struct Scale {
    kind: Kind,
    range: (f64, f64),
    pixels: (i32, i32),
}

impl Scale {
    /// Linear from `range.0` at `pixels.0` to `range.1` at `pixels.1`, with round ticks.
    pub(crate) fn linear(range: (f64, f64), pixels: (f64, f64)) -> Self {
        Self { kind: Kind::Linear, range, pixels: fine(pixels) }
    }

    /// Linear, with ticks at these values.
    pub(crate) fn marked(range: (f64, f64), pixels: (f64, f64), ticks: Vec<f64>) -> Self {
        Self { kind: Kind::Marked(ticks), range, pixels: fine(pixels) }
    }

    /// Logarithmic; both ends above zero.
    pub(crate) fn log(range: (f64, f64), pixels: (f64, f64)) -> Self {
        Self { kind: Kind::Log, range, pixels: fine(pixels) }
    }

    /// Where `value` lies, in pixels.
    pub(crate) fn at(&self, value: f64) -> f64 {
        let value = value.clamp(self.range.0, self.range.1);
        let (low, high) = self.range;
        let fine = match self.kind {
            Kind::Linear | Kind::Marked(_) => place(value, (low, high), self.pixels),
            Kind::Log => place(libm::log(value), (libm::log(low), libm::log(high)), self.pixels),
        };
        f64::from(fine) / FINE
    }

    /// Ticks within the range: round ones, at most about `max`, or those that the scale was given.
    pub(crate) fn ticks(&self, max: usize) -> Vec<f64> {
        match &self.kind {
            Kind::Linear => ticks::linear(self.range, max),
            Kind::Marked(given) => given.clone(),
            Kind::Log => log_ticks(self.range, max),
        }
    }
}

/// The pixel, in thousandths, of a value between two others; the middle where they are the same.
#[allow(clippy::cast_possible_truncation, reason = "a canvas is a few thousand pixels at most")]
fn place(value: f64, (low, high): (f64, f64), (from, to): (i32, i32)) -> i32 {
    if (high - low).abs() <= 0.0 {
        return (to - from) / 2;
    }
    let along = f64::from(to - from) * ((value - low) / (high - low));
    // A hair, so that what is a whole number but for rounding is one.
    let whole = if to > from { (along + 1e-3).floor() } else { (along - 1e-3).ceil() };
    if to == from { to } else { from + whole as i32 }
}

fn fine(pixels: (f64, f64)) -> (i32, i32) {
    // A canvas is a few thousand pixels at most.
    #[allow(clippy::cast_possible_truncation)]
    let to = |v: f64| (v * FINE).round() as i32;
    (to(pixels.0), to(pixels.1))
}

/// Of the multiples of the powers of ten: the powers, with 2 and 5 times them where there is room.
fn log_ticks(range: (f64, f64), max: usize) -> Vec<f64> {
    let (number, room) = (libm::log10(range.1 / range.0), max as f64);
    let wanted: &[f64] = if number * 3.0 <= room { &[1.0, 2.0, 5.0] } else { &[1.0] };
    let leading = |v: f64| v / libm::pow(10.0, (libm::log10(v) + 1e-9).floor());
    // From the power of ten below the range, which has multiples inside it.
    let decade = libm::pow(10.0, libm::log10(range.0).floor());
    let mut ticks = ticks::decades((decade, range.1), if number <= room { 100 } else { max });
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
