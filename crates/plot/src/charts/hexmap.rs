//! One hexagon for each area, near to where it lies, so that every area counts the same.

use super::shared::missing_highlight;
use crate::chart::{Chart, Draw, Drawing, NotDrawn, Shows, Subject};
use crate::data::{Data, Datum};
use crate::font::{Weight, width};
use crate::frame::Frame;
use crate::geometry::{Point, Rect};
use crate::map::classes::{Classes, ink};
use crate::map::hexes::labels::labels;
use crate::map::hexes::{MOST, cells};
use crate::map::layout::{Known, Layout};
use crate::map::outlines::{Ring, tenths};
use crate::map::paint;
use crate::map::project::{Bounds, View};
use crate::map::states::{Located, State};
use crate::map::words::{data, words};
use crate::names::short;
use crate::numbers::count;
use crate::places::Place;
use crate::svg::{Anchor, Text};
use crate::theme;

/// The chart.
pub(crate) const CHART: Chart = Chart {
    id: "hexmap",
    title: "Map of hexagons",
    about: "One hexagon for each area, as near as possible to where it lies, in five classes of how far it is from all areas \
            together, as on the map. Needs a file of boundaries, from which the layout is made, or of a layout (HexJSON).",
    about_intervals: None,
    shows: &[Shows::Unit, Shows::Per, Shows::Names, Shows::Highlight, Shows::Intervals, Shows::Chance, Shows::Far],
    twin: None,
    of_several: false,
    of_places: true,
    draw: Draw::Findings(draw),
};

/// Height on a screen.
const HEIGHT: f64 = 560.0;
/// Hexagons are never larger, in pixels from neighbour to neighbour.
const LARGEST: f64 = 58.0;
/// Distance of the middle of a hexagon from its tips, where neighbours are 1 apart.
const TIP: f64 = 0.577_350_269_189_625_8;
/// Height on paper, so that letters find room.
const HEIGHT_PAPER: f64 = 400.0;
/// Size of the letters, and how much of a hexagon's width they may take.
const LETTERS: f64 = 11.0;
const WITHIN: f64 = 0.92;
/// Sizes of letters on a card, which is shown larger than it is laid out: the largest that all of them fit in.
const LETTERS_CARD: [f64; 4] = [LETTERS, 9.5, 8.5, 7.5];
/// Times that words and letters are fitted to each other.
const TRIES: usize = 3;

fn draw(subject: &Subject) -> Result<Drawing, NotDrawn> {
    let known = Known::of(subject)?;
    let mut hexes = Hexes::of(subject, &known)?;
    let layout = Layout::of(subject, &known);
    let step = LARGEST.min(layout.width() / hexes.bounds.width());
    let high = step * hexes.bounds.height();
    let height = layout.height(if subject.size.is_narrow() { high } else { high.min(HEIGHT) }, 0.0);
    let on_paper = !subject.size.grows() && !subject.size.is_card();
    let height = if on_paper { height.max(high.min(HEIGHT_PAPER)) } else { height };
    let mut drawn = set(subject, &known, &layout, &hexes, height);
    // What fits depends on the room that the notes leave, and the notes say what fits.
    for _ in 0..TRIES {
        if drawn.1.scale + 1e-9 >= hexes.step {
            break;
        }
        hexes.set(subject, drawn.1.scale);
        drawn = set(subject, &known, &layout, &hexes, height);
    }
    let (mut frame, view) = drawn;
    let outer = frame.plot;
    hexes.draw(&mut frame, subject, &known.classes, &view);
    layout.draw_key(&mut frame, &outer);
    Ok(frame.finish(labelled(data(&known.classes, &known.rows), &known.rows, &hexes)))
}

/// The frame with its words, and where hexagons go in it.
fn set(subject: &Subject, known: &Known, layout: &Layout, hexes: &Hexes, height: f64) -> (Frame, View) {
    let words = words(subject, &known.classes, &known.rows, "A map of equal hexagons", &notes(subject, hexes));
    let frame = Frame::new(subject, CHART.id, &words, height);
    let (main, _) = layout.rooms(&frame.plot, 0.0);
    let view = view(&hexes.bounds, &main);
    (frame, view)
}

/// Hexagons as large as fit, but not larger than [`LARGEST`].
fn view(bounds: &Bounds, rect: &Rect) -> View {
    let fitted = View::fit(bounds, rect);
    if fitted.scale <= LARGEST {
        return fitted;
    }
    let (across, down) = (LARGEST * bounds.width() / 2.0, LARGEST * bounds.height() / 2.0);
    let (x, y) = ((rect.x0 + rect.x1) / 2.0, (rect.y0 + rect.y1) / 2.0);
    View::fit(bounds, &Rect::new(x - across, y - down, x + across, y + down))
}

fn notes(subject: &Subject, hexes: &Hexes) -> Vec<String> {
    let mut notes = vec![if hexes.made {
        "Each area is one hexagon, whatever its size, placed as near as possible to its neighbours: places are approximate."
            .to_owned()
    } else {
        "Each area is one hexagon, whatever its size, where the layout of the file puts it: places are approximate."
            .to_owned()
    }];
    let without = hexes.at.iter().filter(|h| !hexes.lettered(h)).count();
    notes.push(match without {
        0 => "Letters stand for the areas, as in the table beside this chart.".to_owned(),
        n if n == hexes.at.len() => {
            "The hexagons are too small for letters; the table beside this chart has the names.".to_owned()
        }
        n => format!(
            "Letters stand for the areas, as in the table beside this chart; {} hexagons are too small for theirs.",
            count(n)
        ),
    });
    notes.extend(missing_highlight(subject));
    notes
}

/// An area in its cell.
struct Hex<'a> {
    row: &'a Located<'a>,
    label: String,
    at: Point,
}

impl Hex<'_> {
    fn fits(&self, letters: f64, step: f64) -> bool {
        width(&self.label, letters, Weight::Bold) <= WITHIN * step
    }
}

struct Hexes<'a> {
    at: Vec<Hex<'a>>,
    pointed: bool,
    made: bool,
    bounds: Bounds,
    /// Size of the letters, and the least distance between neighbours, in pixels.
    letters: f64,
    step: f64,
}

impl<'a> Hexes<'a> {
    fn of(subject: &Subject, known: &'a Known<'a>) -> Result<Self, NotDrawn> {
        let shown: Vec<&Located> = known.rows.iter().filter(|r| r.is_drawn()).collect();
        if shown.len() > MOST {
            let n = count(shown.len());
            return Err(NotDrawn::because(format!(
                "{n} areas are too many for hexagons, at most {MOST}; draw a choropleth, or larger areas"
            )));
        }
        let places: Vec<Place> = shown.iter().filter_map(|r| r.place.cloned()).collect();
        let cells = cells(&places, subject.beside.places.and_then(|p| p.layout));
        let shown: Vec<(&Located, Point)> = cells.at.iter().map(|(i, at)| (shown[*i], *at)).collect();
        let names: Vec<String> = shown.iter().map(|(row, _)| short(row.name)).collect();
        let mut order: Vec<usize> = (0..shown.len()).collect();
        order.sort_by(|a, b| names[*a].cmp(&names[*b]));
        let letters = labels(&order.iter().map(|i| names[*i].as_str()).collect::<Vec<_>>());
        let mut at: Vec<(usize, Hex)> = Vec::new();
        for (i, label) in order.into_iter().zip(letters) {
            at.push((i, Hex { row: shown[i].0, label, at: shown[i].1 }));
        }
        at.sort_by_key(|(i, _)| *i);
        let at: Vec<Hex> = at.into_iter().map(|(_, hex)| hex).collect();
        let bounds = Bounds::of(at.iter().flat_map(|h| corners(h.at, cells.pointed)));
        let bounds = bounds.ok_or_else(|| NotDrawn::because("no area has a place"))?;
        Ok(Self { at, pointed: cells.pointed, made: cells.made, bounds, letters: LETTERS, step: LARGEST })
    }

    /// Chooses the letters for hexagons no smaller than `step`.
    fn set(&mut self, subject: &Subject, step: f64) {
        self.step = step;
        if subject.size.is_card() {
            let all = |size: &f64| self.at.iter().all(|hex| hex.fits(*size, step));
            self.letters = LETTERS_CARD.into_iter().find(all).unwrap_or(LETTERS_CARD[3]);
        }
    }

    fn lettered(&self, hex: &Hex) -> bool {
        hex.fits(self.letters, self.step)
    }

    fn draw(&self, frame: &mut Frame, subject: &Subject, classes: &Classes, view: &View) {
        let ring = |h: &Hex| -> Ring { corners(h.at, self.pointed).map(|p| tenths(view.at(p))).to_vec() };
        frame.svg.open("areas");
        for hex in &self.at {
            paint::fill(frame, classes, hex.row, &[ring(hex)]);
        }
        for hex in &self.at {
            let (x, y) = view.at(hex.at);
            let lettered = self.lettered(hex);
            if lettered {
                letters(frame, classes, hex, self.letters, (x, y));
            }
            let below = if lettered { y + (0.21 * view.scale + 1.0).max(8.0) } else { y };
            // Under letters a sign needs a hexagon of two lines.
            let room = if (lettered && view.scale < 27.0) || view.scale < 16.0 { 0.0 } else { 7.0 };
            paint::mark(frame, classes, hex.row, (x, below), room);
        }
        for hex in self.at.iter().filter(|h| subject.highlight == Some(h.row.code)) {
            paint::choose(frame, hex.row, &[ring(hex)]);
        }
        frame.svg.close();
    }
}

fn corners(at: Point, pointed: bool) -> [Point; 6] {
    let turn = if pointed { 30.0 } else { 0.0 };
    [0.0, 60.0, 120.0, 180.0, 240.0, 300.0].map(|angle: f64| {
        let (sin, cos) = libm::sincos((angle + turn).to_radians());
        (at.0 + TIP * cos, at.1 + TIP * sin)
    })
}

fn letters(frame: &mut Frame, classes: &Classes, hex: &Hex, size: f64, at: Point) {
    let (colour, halo) = match hex.row.state {
        State::Class(class) => (ink(classes.scale(), class), false),
        _ => (theme::INK, true),
    };
    let text = Text::label((at.0, at.1 + 1.0), &hex.label, Anchor::Middle);
    frame.svg.text(Text { size, weight: Weight::Bold, colour, halo, ..text });
}

/// The figures with the letters that stand for each area.
fn labelled(mut data: Data, rows: &[Located], hexes: &Hexes) -> Data {
    data.columns.push("label");
    for (row, cells) in rows.iter().zip(&mut data.rows) {
        let own = hexes.at.iter().find(|h| h.row.code == row.code && h.row.name == row.name);
        cells.push(own.map_or(Datum::Nothing, |h| Datum::Text(h.label.clone())));
    }
    data
}
