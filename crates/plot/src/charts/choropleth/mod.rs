//! Areas as they lie on the map, in classes of how far each is from all areas together.

mod drawn;
mod inset;

use super::shared::missing_highlight;
use crate::chart::{Chart, Draw, Drawing, NotDrawn, Shows, Subject};
use crate::frame::Frame;
use crate::geometry::{Point, Rect};
use crate::map::layout::{Known, Layout};
use crate::map::project::{Bounds, Projection, View, projected};
use crate::map::words::{data, words};
use drawn::{Drawn, Shape};
use inset::Inset;

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "choropleth",
    title: "Map of the areas",
    about: "Each area as it lies on the map, in five classes of how far it is from all areas together: by its interval where \
            chance is known, otherwise by its figure. What has no figure is hatched, with the reason. Needs a file of boundaries.",
    about_intervals: None,
    shows: &[Shows::Unit, Shows::Per, Shows::Names, Shows::Highlight, Shows::Intervals, Shows::Chance, Shows::Far],
    twin: None,
    of_several: false,
    of_places: true,
    draw: Draw::Findings(draw),
};
/// Height of a map on a screen, and on a telephone against its width.
const HEIGHT: f64 = 590.0;
const UPRIGHT: f64 = 1.2;

fn draw(subject: &Subject) -> Result<Drawing, NotDrawn> {
    let known = Known::of(subject)?;
    let projection = Projection::of(subject.beside.places.map(|p| &*p.rows).unwrap_or_default());
    let rings = projected(projection, &known.rows.iter().map(|located| located.place).collect::<Vec<_>>());
    let Some(map) = Map::of(projection, &rings) else {
        return Err(NotDrawn::because("the file has a layout of hexagons, not boundaries; draw it as a hexmap"));
    };
    let layout = Layout::of(subject, &known);
    let mut shapes = vec!["Size on the map is land, not patients.".to_owned()];
    shapes.extend(map.inset.as_ref().map(|_| "London is drawn again, enlarged.".to_owned()));
    shapes.extend(missing_highlight(subject));
    let words = words(subject, &known.classes, &known.rows, "A map", &shapes);
    let inset = map.inset.as_ref().map_or(0.0, |i| i.height(layout.beside()));
    let high = if subject.size.is_narrow() { layout.width() * UPRIGHT } else { HEIGHT };
    let mut frame = Frame::new(subject, CHART.id, &words, layout.height(high, inset));
    let outer = frame.plot;
    let (main, beside) = layout.rooms(&outer, inset);
    map.draw(&mut frame, &Drawn { subject, known: &known }, &main, &beside);
    layout.draw_key(&mut frame, &outer);
    Ok(frame.finish(data(&known.classes, &known.rows)))
}

/// Every place that has an outline.
struct Map<'a> {
    shapes: Vec<Shape<'a>>,
    bounds: Bounds,
    inset: Option<Inset>,
}

impl<'a> Map<'a> {
    /// From the projected rings of each row.
    fn of(projection: Projection, rings: &'a [Vec<Vec<Point>>]) -> Option<Self> {
        let drawn = rings.iter().enumerate().filter(|(_, rings)| !rings.is_empty());
        let shapes: Vec<Shape> = drawn.map(|(row, rings)| Shape { row, rings }).collect();
        let bounds = Bounds::of(shapes.iter().flat_map(Shape::points))?;
        let inset = Inset::of(projection, &shapes, &bounds);
        Some(Self { shapes, bounds, inset })
    }

    /// Draws the map in `main`, and what is enlarged in `beside`.
    fn draw(&self, frame: &mut Frame, drawn: &Drawn, main: &Rect, beside: &Rect) {
        let view = View::fit(&self.bounds, main);
        frame.svg.open("areas");
        drawn.outlines(frame, &self.shapes.iter().collect::<Vec<_>>(), &view);
        frame.svg.close();
        if let Some(inset) = &self.inset {
            inset.draw(frame, drawn, &self.shapes, &view, beside);
        }
    }
}
