//! How marks and the line of all areas together look.

use crate::chart::Subject;
use crate::charts::shared::{Ranking, Shown, stands_out};
use crate::svg::{Shape, Stroke};
use crate::theme;

/// How a mark looks.
pub(super) struct Look {
    pub(super) colour: &'static str,
    pub(super) shape: Shape,
    pub(super) radius: f64,
}

pub(super) fn look(subject: &Subject, shown: &Shown) -> Look {
    if subject.highlight == Some(&*shown.area.area) {
        Look { colour: theme::HIGHLIGHT, shape: Shape::Diamond, radius: 4.5 }
    } else if stands_out(subject.findings, shown.area).is_some() {
        Look { colour: theme::FOCUS, shape: Shape::Dot, radius: 4.0 }
    } else {
        Look { colour: theme::REST, shape: Shape::Dot, radius: 3.0 }
    }
}

/// The line of all areas together.
pub(super) fn overall_stroke() -> Stroke {
    Stroke::dashed(theme::INK, 1.5, theme::DASH_NATIONAL)
}

pub(super) fn overall_label(ranking: &Ranking) -> Option<String> {
    ranking.overall.map(|rate| format!("All areas together: {}", ranking.figures.value(rate)))
}
