//! Labels beside marks, so that none covers another and none leaves the plot. Moved labels get a leader line.

mod block;
mod spot;

use crate::font::{self, Weight};
use crate::geometry::Rect;
use crate::svg::{Anchor, Stroke, Svg, Text};
use crate::theme;
use spot::{DIRECTIONS, Spot, candidate, clash, spot};

pub(crate) use spot::Wanted;

#[derive(Clone)]
struct Placed {
    spot: Spot,
    text: String,
    weight: Weight,
}

/// Places labels one by one, each where it costs least given those before it.
#[derive(Clone)]
pub(crate) struct Placer {
    bounds: Rect,
    /// Never covered nor crossed: labels of lines.
    taken: Vec<Rect>,
    /// Never covered: marks in colour.
    coloured: Vec<Rect>,
    /// Never covered, but crossed by leader lines: lines.
    lines: Vec<Rect>,
    /// Those of the lines that part what lies on one side from what lies on the other.
    sides: Vec<Rect>,
    /// Covered only where nothing else is possible.
    marks: Vec<Rect>,
    placed: Vec<Placed>,
}

/// Distances of a label from its mark that are tried, in pixels.
const REACH: [f64; 13] = [3.0, 8.0, 14.0, 22.0, 32.0, 44.0, 58.0, 74.0, 92.0, 112.0, 134.0, 160.0, 190.0];
/// What covering a mark costs, in pixels of distance.
const COVERING: f64 = 60.0;
/// What a leader line across a mark costs, besides its length there: it seems to belong to each mark that it crosses.
const CROSSING: f64 = 25.0;
/// A leader line shorter than this within a mark only brushes it, which costs in proportion.
const BRUSHED: f64 = 3.0;
/// Labels that can be done without are left out where every place costs more.
const DEAREST: f64 = 150.0;
/// What a label near a coloured mark of another area costs.
const MISTAKABLE: f64 = 25.0;
/// What a label across a parting line from its mark costs: more than one that can be done without may.
const ACROSS: f64 = 1000.0;
impl Placer {
    pub(crate) fn new(bounds: Rect) -> Self {
        Self {
            bounds,
            taken: Vec::new(),
            coloured: Vec::new(),
            lines: Vec::new(),
            sides: Vec::new(),
            marks: Vec::new(),
            placed: Vec::new(),
        }
    }

    /// A mark that no label may cover, and that leader lines of other marks avoid.
    pub(crate) fn keep_visible(&mut self, mark: Rect) {
        self.coloured.push(mark);
    }

    /// Space that no label may cover and no leader line may cross.
    pub(crate) fn keep_clear(&mut self, area: Rect) {
        self.taken.push(area);
    }

    /// A line that no label may cover, or it would look struck through.
    pub(crate) fn keep_line(&mut self, line: Rect) {
        self.lines.push(line);
    }

    /// A line that no label may cover, and that a label has between itself and its mark only where nothing else is
    /// possible: on the other side it would seem to say something else.
    pub(crate) fn keep_side(&mut self, line: Rect) {
        self.lines.push(line);
        self.sides.push(line);
    }

    /// A mark that labels avoid.
    pub(crate) fn avoid(&mut self, mark: Rect) {
        self.marks.push(mark);
    }

    /// Places a label where it costs least; `false` when there is no room, or none cheap enough for one that is not
    /// `needed`.
    pub(crate) fn place(&mut self, wanted: &Wanted, needed: bool) -> bool {
        let width = font::width(&wanted.text, theme::LABEL, wanted.weight);
        let mut least = if needed { f64::INFINITY } else { DEAREST };
        let mut best: Option<Spot> = None;
        for (reach, turn) in REACH.into_iter().flat_map(|r| (0..DIRECTIONS).map(move |t| (r, t))) {
            let spot = spot(wanted, self.slid(candidate(wanted, width, reach, turn)));
            if let Some(cost) = self.cost(wanted, &spot, 0.0, least - 1e-9) {
                (least, best) = (cost, Some(spot));
            }
        }
        self.placed.extend(best.map(|spot| placed(wanted, spot)));
        best.is_some()
    }

    /// Places labels that are all needed, in the order given; one that finds no room is tried earlier. Whether all found room.
    pub(crate) fn place_all(&mut self, wanted: &[Wanted]) -> bool {
        // Where they have no room together, every one of them is tried.
        self.in_some_order(wanted, true) || wanted.iter().filter(|w| !self.place(w, true)).count() == 0
    }

    /// Places labels that can be done without, in the order given, one that finds no cheap place earlier: all, or none with
    /// `false`.
    pub(crate) fn place_each(&mut self, wanted: &[Wanted]) -> bool {
        self.in_some_order(wanted, false)
    }

    /// Places all labels, or none: in the order given, and where one finds no room, with this one before the others.
    fn in_some_order(&mut self, wanted: &[Wanted], needed: bool) -> bool {
        let (mut order, before): (Vec<&Wanted>, usize) = (wanted.iter().collect(), self.placed.len());
        for _ in 0..=wanted.len() {
            let missed = order.iter().position(|w| !self.place(w, needed));
            let Some(missed) = missed else { return true };
            self.placed.truncate(before);
            order[..=missed].rotate_right(1);
        }
        false
    }

    /// The box moved sideways into the bounds, so that a long label finds room near an edge.
    fn slid(&self, area: Rect) -> Rect {
        let by = (self.bounds.x0 - area.x0).max(0.0) - (area.x1 - self.bounds.x1).max(0.0);
        Rect::new(area.x0 + by, area.y0, area.x1 + by, area.y1)
    }

    /// What a place costs with what was spent `before`; `None` where it is forbidden or comes to `most` or more. The distance alone
    /// rules out most places.
    fn cost(&self, wanted: &Wanted, new: &Spot, before: f64, most: f64) -> Option<f64> {
        let area = &new.area;
        let near = area.nearest(wanted.at);
        let reach = libm::hypot(near.0 - wanted.at.0, near.1 - wanted.at.1) - wanted.radius;
        let affordable = |cost: f64| (before + cost < most).then_some(before + cost);
        affordable(reach)?;
        if !self.bounds.holds(area) || self.forbidden(new) {
            return None;
        }
        let own = Rect::around(wanted.at, 0.0);
        let others = || self.coloured.iter().filter(|t| !t.holds(&own));
        let covered = self.marks.iter().filter(|m| m.overlaps(area)).count() as f64;
        affordable(reach + COVERING * covered)?;
        let mistakable = others().filter(|t| t.overlaps(&area.grown(6.0))).count() as f64;
        let crossed = |line| {
            let lengths = self.marks.iter().chain(&self.lines).chain(others()).map(|m| m.inside(line));
            lengths.map(|l| l + CROSSING * (l / BRUSHED).min(1.0)).sum()
        };
        let parted = |line: &&Rect| !line.grown(wanted.radius).holds(&own) && line.crossed((wanted.at, near));
        let across = ACROSS * self.sides.iter().filter(parted).count() as f64;
        let shown = reach + COVERING * covered + MISTAKABLE * mistakable + across;
        affordable(shown)?;
        affordable(shown + new.leader.map_or(0.0, crossed))
    }

    /// Whether a label there would cover what must be seen, or its leader line cross what none may.
    fn forbidden(&self, new: &Spot) -> bool {
        let area = &new.area;
        self.taken.iter().chain(&self.coloured).chain(&self.lines).any(|t| t.overlaps(area))
            || self.placed.iter().any(|p| p.spot.area.overlaps(&area.grown(1.5)) || clash(&p.spot, new))
            || new.leader.is_some_and(|line| self.taken.iter().any(|t| t.crossed(line)))
    }

    /// Draws leader lines and labels.
    pub(crate) fn draw(&self, svg: &mut Svg) {
        self.draw_leaders(svg);
        self.draw_labels(svg);
    }

    /// Draws the leader lines alone, where marks are to cover them.
    pub(crate) fn draw_leaders(&self, svg: &mut Svg) {
        svg.open("leaders");
        for (a, b) in self.placed.iter().filter_map(|p| p.spot.leader) {
            svg.line(a, b, Stroke::solid(theme::SOFT, 0.75));
        }
        svg.close();
    }

    /// Draws the labels alone.
    pub(crate) fn draw_labels(&self, svg: &mut Svg) {
        svg.open("labels");
        for p in &self.placed {
            let at = (p.spot.area.x0, p.spot.area.y1 - 0.27 * theme::LABEL);
            let label = Text::label(at, &p.text, Anchor::Start);
            svg.text(Text { weight: p.weight, colour: theme::INK, halo: true, ..label });
        }
        svg.close();
    }
}

fn placed(wanted: &Wanted, spot: Spot) -> Placed {
    Placed { spot, text: wanted.text.clone(), weight: wanted.weight }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(i: u8) -> Wanted {
        let at = (110.0 + 10.0 * f64::from(i), 130.0 - 7.0 * f64::from(i));
        Wanted { text: format!("Area number {i}"), weight: Weight::Regular, at, radius: 3.0, led: true }
    }

    #[test]
    fn labels_of_a_crowd_do_not_overlap_and_stay_inside() {
        let mut placer = Placer::new(Rect::new(0.0, 0.0, 300.0, 200.0));
        let crowd: Vec<Wanted> = (0..9).map(wanted).collect();
        crowd.iter().for_each(|w| placer.keep_visible(Rect::around(w.at, w.radius)));
        let found = crowd.iter().filter(|w| placer.place(w, true)).count();
        assert!(found >= 7, "{found}");
        for (i, a) in placer.placed.iter().enumerate() {
            assert!(placer.bounds.holds(&a.spot.area));
            assert!(placer.coloured.iter().all(|m| !m.overlaps(&a.spot.area)));
            assert!(placer.placed.iter().skip(i + 1).all(|b| !clash(&a.spot, &b.spot)));
        }
    }

    #[test]
    fn a_block_keeps_its_order_on_its_side() {
        let mut placer = Placer::new(Rect::new(0.0, 0.0, 300.0, 200.0));
        let block: Vec<Wanted> = (0..4).rev().map(wanted).collect();
        assert!(placer.place_block(&block, -1.0));
        assert_eq!(placer.placed.len(), 4);
        assert!(placer.placed.iter().all(|p| p.spot.area.x1 < 110.0));
        assert!(placer.placed.windows(2).all(|w| w[1].spot.area.y0 - w[0].spot.area.y0 > 14.0));
        assert!(!Placer::new(Rect::new(0.0, 0.0, 300.0, 30.0)).place_block(&block, -1.0));
    }

    #[test]
    fn no_label_lies_on_a_line() {
        let line = Rect::new(0.0, 129.0, 300.0, 131.0);
        let mut placer = Placer::new(Rect::new(0.0, 0.0, 300.0, 200.0));
        placer.keep_line(line);
        let block: Vec<Wanted> = (0..4).rev().map(|i| Wanted { led: false, ..wanted(i) }).collect();
        assert!(placer.place(&wanted(0), true) && placer.place_block(&block, 1.0));
        assert!(placer.placed.iter().all(|p| !p.spot.area.overlaps(&line)));
        assert!(placer.placed[1..].iter().all(|p| p.spot.leader.is_none()));
        assert!(placer.placed[1..].windows(2).all(|w| w[1].spot.area.y0 > w[0].spot.area.y0));
    }

    #[test]
    fn a_label_stays_on_the_side_of_its_mark_with_and_without_a_leader() {
        for led in [true, false] {
            let line = Rect::new(0.0, 119.0, 300.0, 121.0);
            let mut placer = Placer::new(Rect::new(0.0, 0.0, 300.0, 200.0));
            placer.keep_side(line);
            let block: Vec<Wanted> = (0..3).rev().map(|i| Wanted { led, at: (200.0, 90.0), ..wanted(i) }).collect();
            // Marks above the line, and one below.
            assert!(placer.place_block(&block, -1.0) && placer.place(&Wanted { led, ..wanted(0) }, true));
            let below = placer.placed.pop().unwrap();
            assert!(placer.placed.len() == 3 && placer.placed.iter().all(|p| p.spot.area.y1 < line.y0));
            assert!(below.spot.area.y0 > line.y1);
            // Only the other side has room: a label that is not needed is left out.
            let mut placer = Placer::new(Rect::new(0.0, 0.0, 300.0, 121.0));
            placer.keep_side(line);
            assert!(!placer.place_each(&[wanted(0)]) && placer.placed.is_empty());
            assert!(placer.place(&wanted(0), true));
        }
    }

    #[test]
    fn a_label_without_room_is_refused() {
        let mut placer = Placer::new(Rect::new(0.0, 0.0, 30.0, 20.0));
        let text = "Hampshire and Isle of Wight".to_owned();
        assert!(
            !placer.place(&Wanted { text, weight: Weight::Regular, at: (15.0, 10.0), radius: 3.0, led: true }, true)
        );
    }
}
