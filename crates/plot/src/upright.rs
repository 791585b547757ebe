//! A plot whose values run upwards: range, grid, axis.

use crate::axes;
use crate::figures::Figures;
use crate::font::{Weight, fit};
use crate::frame::Frame;
use crate::geometry::Rect;
use crate::scale::Scale;
use crate::svg::{Anchor, Text};
use crate::theme;
use unwarranted_core::text::capitalised;

/// A plot and the scale of its values.
pub(crate) struct Upright {
    pub(crate) plot: Rect,
    pub(crate) y: Scale,
}

/// The range of an axis where every figure is zero: its end is no figure, and only zero gets a tick.
pub(crate) const NOTHING: (f64, f64) = (0.0, 1.0);

/// Whether a range is [`NOTHING`].
pub(crate) fn is_nothing(range: (f64, f64)) -> bool {
    range.0.total_cmp(&NOTHING.0).is_eq() && range.1.total_cmp(&NOTHING.1).is_eq()
}

/// The ticks of an axis of this range, at most about `max`.
pub(crate) fn ticks(scale: &Scale, range: (f64, f64), max: usize) -> Vec<f64> {
    if is_nothing(range) { vec![0.0] } else { scale.ticks(max) }
}

/// The range of an axis of dots and lines, which are read by place: from zero only where the lowest figure is under half of
/// the highest; otherwise it fits the figures.
pub(crate) fn fitted(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) =
        values.filter(|v| v.is_finite()).fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)));
    if low > high || (low.abs() < f64::MIN_POSITIVE && high.abs() < f64::MIN_POSITIVE) {
        return NOTHING;
    }
    if low >= 0.0 && low < high / 2.0 {
        let range = (0.0, high * 1.05);
        return if is_nothing(range) { (0.0, high * 1.06) } else { range };
    }
    let span = if high > low { high - low } else { high.abs() * 0.2 };
    (low - 0.08 * span, high + 0.08 * span)
}

/// What is said of a range that does not start at zero.
pub(crate) fn said(range: (f64, f64)) -> Option<String> {
    let text = "The scale does not start at zero: it fits the figures, as dots and lines are read by their place.";
    (range.0 > 0.0).then(|| text.to_owned())
}

/// Draws grid, unit and base line; `right` and `below` are the room kept beside and below the plot.
pub(crate) fn upright(
    frame: &mut Frame,
    range: (f64, f64),
    figures: &Figures,
    unit: &str,
    [right, below]: [f64; 2],
) -> Upright {
    let outer = frame.plot;
    let mut ticks = ticks(&Scale::linear(range, (outer.y1, outer.y0)), range, 6);
    // There is no half of what is counted.
    ticks.retain(|t| !figures.are_counts() || t.fract().abs() < 1e-9);
    let labels = figures.ticks(&ticks);
    let shown = !figures.tell_unit() && !unit.is_empty();
    let left = outer.x0 + axes::widest(&labels) + 8.0;
    let plot = Rect::new(left, outer.y0 + if shown { 24.0 } else { 8.0 }, outer.x1 - right, outer.y1 - below);
    let y = Scale::linear(range, (plot.y1, plot.y0));
    axes::horizontal_grid(&mut frame.svg, &plot, &y, &ticks, &labels);
    if shown {
        let unit = fit(&capitalised(unit), theme::LABEL, Weight::Regular, outer.x1 - outer.x0);
        frame.svg.text(Text::label((outer.x0, plot.y0 - 12.0), &unit, Anchor::Start));
    }
    axes::base_line(&mut frame.svg, &plot);
    Upright { plot, y }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_shown_only_where_figures_come_near_it() {
        let range = |values: &[f64]| fitted(values.iter().copied());
        assert_eq!(range(&[4.0, 10.0]), (0.0, 10.5));
        let (low, high) = range(&[9.0, 10.0]);
        assert!(low > 8.9 && low < 9.0 && high > 10.0 && high < 10.1);
        assert_eq!([range(&[]), range(&[0.0, 0.0]), range(&[f64::NAN])], [NOTHING; 3]);
        // An axis that happens to end there is none of nothing.
        let almost: f64 = 1.0 / 1.05;
        assert!([almost, almost.next_up(), almost.next_down()].iter().all(|top| !is_nothing(range(&[0.0, *top]))));
        let scale = |range| Scale::linear(range, (0.0, 100.0));
        assert_eq!(ticks(&scale(NOTHING), NOTHING, 6), [0.0]);
        assert!(ticks(&scale((0.0, 1.2)), (0.0, 1.2), 6).len() > 2);
        let (low, high) = range(&[3.0, 3.0]);
        assert!(low < 3.0 && high > 3.0);
        assert!(range(&[-2.0, 4.0]).0 < -2.0);
        assert!(said((2.0, 3.0)).is_some() && said((0.0, 3.0)).is_none() && said((-1.0, 3.0)).is_none());
    }
}
