//! Growing, shrinking or neither, and since when.

use super::segments::Segments;
use crate::data::period::Period;

/// Level of the tests behind a verdict.
pub const LEVEL: f64 = 0.05;

/// Which way something goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Up.
    Growing,
    /// Down.
    Shrinking,
    /// Neither can be shown.
    None,
}

crate::worded!(Direction { Growing = "growing", Shrinking = "shrinking", None = "no detectable change" });

impl Direction {
    /// The way of a difference that is no chance.
    #[must_use]
    pub fn of(difference: f64) -> Self {
        if difference > 0.0 { Self::Growing } else { Self::Shrinking }
    }

    fn sign(self) -> f64 {
        match self {
            Self::Growing => 1.0,
            Self::Shrinking => -1.0,
            Self::None => 0.0,
        }
    }
}

/// When most of a change happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// All the time: no break parts the series, or it goes the same way throughout.
    Throughout,
    /// From this period to the last.
    Period(Period),
    /// Mostly between these two, and not any more.
    Between(Period, Period),
}

/// When a series went this way: from the first segment from which all go that way, where they hold at least half of the whole change;
/// else in the segment that holds most of it. `None` where no segment goes that way.
pub(super) fn since(segments: &Segments, direction: Direction, periods: &[Period]) -> Option<Since> {
    let sign = direction.sign();
    let edges: Vec<usize> =
        std::iter::once(0).chain(segments.breaks.iter().map(|b| b.last)).chain([periods.len()]).collect();
    let level = |at: usize| segments.fitted[at];
    let before = |start: usize| if start == 0 { level(0) } else { level(start - 1) };
    let parts: Vec<f64> = edges.windows(2).map(|w| sign * (level(w[1] - 1) - before(w[0]))).collect();
    let total: f64 = parts.iter().sum();
    let first = (0..parts.len()).rev().take_while(|k| parts[*k] > 0.0).last();
    let held = first.map(|k| parts[k..].iter().sum::<f64>());
    match first.zip(held) {
        Some((0, _)) => Some(Since::Throughout),
        Some((k, held)) if held >= 0.5 * total => Some(Since::Period(periods[edges[k]])),
        _ => {
            let most = (0..parts.len()).filter(|k| parts[*k] > 0.0).max_by(|a, b| parts[*a].total_cmp(&parts[*b]))?;
            Some(Since::Between(periods[edges[most]], periods[edges[most + 1] - 1]))
        }
    }
}
