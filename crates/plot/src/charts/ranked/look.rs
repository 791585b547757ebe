//! How marks and the line of all areas together look.

use crate::chart::Subject;
use crate::charts::shared::{Ranking, Shown};
use crate::geometry::Point;
use crate::svg::{Shape, Stroke, Svg};
use crate::theme;
use unwarranted_core::findings::Position;
use unwarranted_core::text::capitalised;

/// How a mark looks.
pub(super) struct Look {
    pub(super) colour: &'static str,
    pub(super) shape: Shape,
    pub(super) radius: f64,
    /// Whether a circle around it says that the area is unusual.
    pub(super) circled: bool,
}

/// Space between a mark and the circle around it.
const AROUND: f64 = 3.0;

impl Look {
    /// The mark, and the circle around it.
    pub(super) fn draw(&self, svg: &mut Svg, at: Point, tooltip: &str) {
        svg.mark(self.shape, at, self.radius, self.colour, tooltip);
        if self.circled {
            svg.circle(at, self.radius + AROUND, Stroke::solid(theme::INK, 1.0));
        }
    }
}

pub(super) fn look(subject: &Subject, shown: &Shown) -> Look {
    let unusual = subject.findings.unusual(shown.area).is_some();
    let position = shown.area.rates.position;
    let (colour, shape, radius) = match position {
        _ if subject.highlight == Some(&*shown.area.area) => (theme::HIGHLIGHT, Shape::Diamond, 4.5),
        Some(Position::FarAbove) => (theme::FAR_ABOVE, Shape::Up, 4.0),
        Some(Position::Above) => (theme::ABOVE, Shape::Dot, 3.0),
        Some(Position::NotDistinguishable) => (theme::REST, Shape::Ring, 3.0),
        Some(Position::Below) => (theme::BELOW, Shape::Dot, 3.0),
        Some(Position::FarBelow) => (theme::FAR_BELOW, Shape::Down, 4.0),
        None if unusual => (theme::FOCUS, Shape::Dot, 4.0),
        None => (theme::REST, Shape::Dot, 3.0),
    };
    Look { colour, shape, radius, circled: unusual && position.is_some() }
}

/// The line of all areas together.
pub(super) fn overall_stroke() -> Stroke {
    Stroke::dashed(theme::INK, 1.5, theme::DASH_NATIONAL)
}

pub(super) fn overall_label(ranking: &Ranking) -> Option<String> {
    ranking.overall.map(|rate| format!("{}: {}", capitalised(ranking.whole), ranking.figures.value(rate)))
}
