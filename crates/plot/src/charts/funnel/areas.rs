//! The areas of the funnel as marks, with labels on those that stand out.

use super::plan::{Plan, Spot};
use crate::chart::Subject;
use crate::charts::shared::Ranking;
use crate::figures::Figures;
use crate::font::Weight;
use crate::frame::Frame;
use crate::geometry::{Point, Rect};
use crate::place::{Placer, Wanted};
use crate::svg::{Shape, Stroke};
use crate::theme;

/// Most labels of areas.
const MOST_LABELS: usize = 14;

/// Up to this many are all labelled, also where a label must cover grey marks.
pub(super) const FEW: usize = 6;
/// Where there are no more areas than this, all are named, unusual or not.
const ALL: usize = 12;

/// A mark on the plot.
struct Mark<'a> {
    spot: &'a Spot<'a>,
    at: Point,
    highlighted: bool,
    outside: bool,
}

impl Mark<'_> {
    fn radius(&self) -> f64 {
        match (self.highlighted, self.outside) {
            (true, _) => 4.5,
            (_, true) => 4.0,
            _ => 3.0,
        }
    }

    /// How early it is labelled: the highlighted area first, then the farthest out.
    fn importance(&self) -> f64 {
        if self.highlighted { f64::INFINITY } else { self.spot.area.z_adjusted.unwrap_or(0.0).abs() }
    }
}

pub(super) fn draw(frame: &mut Frame, subject: &Subject, plan: &Plan, spots: &[Spot], lines: &[(Vec<Point>, Stroke)]) {
    let mark = |spot| Mark {
        spot,
        at: (plan.x.at(spot.expected), plan.y.at(spot.ratio)),
        highlighted: subject.highlight == Some(&*spot.area.area),
        outside: subject.findings.unusual(spot.area).is_some(),
    };
    let mut marks: Vec<Mark> = spots.iter().map(mark).collect();
    // Drawn last, so on top: what is talked about.
    marks.sort_by_key(|m| (m.highlighted, m.outside));
    let ranking = Ranking::of(subject);
    frame.svg.open("areas");
    for mark in &marks {
        let (shape, colour) = match (mark.highlighted, mark.outside) {
            (true, _) => (Shape::Diamond, theme::HIGHLIGHT),
            (_, true) => (Shape::Dot, theme::FOCUS),
            _ => (Shape::Dot, theme::REST),
        };
        frame.svg.mark(shape, mark.at, mark.radius(), colour, &tooltip(&ranking, mark.spot));
    }
    frame.svg.close();
    label(frame, plan, &ranking, marks, lines);
}

/// Full name, ratio and rate.
fn tooltip(ranking: &Ranking, spot: &Spot) -> String {
    let name = spot.area.name.as_deref().unwrap_or(&spot.area.area);
    let rate = spot.area.rate.map(|r| format!(", {}", ranking.figures.value(r))).unwrap_or_default();
    format!("{name}: {} times the expected{rate}", Figures::plain().value(spot.ratio))
}

fn label(frame: &mut Frame, plan: &Plan, ranking: &Ranking, mut marks: Vec<Mark>, lines: &[(Vec<Point>, Stroke)]) {
    let mut placer = Placer::new(Rect::new(plan.plot.x0, plan.plot.y0, plan.plot.x1, plan.plot.y1 - 2.0));
    let target = plan.y.at(plan.centre);
    placer.avoid(Rect::new(plan.plot.x0, target - 1.0, plan.plot.x1, target + 1.0));
    // A label on a limit would look struck through.
    for pair in lines.iter().flat_map(|(run, _)| run.windows(2)) {
        let [a, b] = pair else { continue };
        placer.avoid(Rect::new(a.0.min(b.0), a.1.min(b.1) - 1.0, a.0.max(b.0), a.1.max(b.1) + 1.0));
    }
    let all = marks.len() <= ALL;
    for mark in &marks {
        let area = Rect::around(mark.at, mark.radius());
        if all || mark.highlighted || mark.outside { placer.keep_visible(area) } else { placer.avoid(area) }
    }
    marks.retain(|m| all || m.highlighted || m.outside);
    let name = |m: &Mark| ranking.names.get(&m.spot.area.area).to_owned();
    marks.sort_by(|a, b| b.importance().total_cmp(&a.importance()).then_with(|| name(a).cmp(&name(b))));
    let wanted = |m: &Mark| {
        let weight = if m.highlighted { Weight::Bold } else { Weight::Regular };
        Wanted { text: name(m), weight, at: m.at, radius: m.radius(), led: true }
    };
    let named = marks.iter().filter(|m| m.highlighted || m.outside).count();
    let matters = |m: &Mark| m.highlighted || (m.outside && named <= FEW);
    let (needed, others): (Vec<Mark>, Vec<Mark>) = marks.into_iter().partition(matters);
    placer.place_all(&needed.iter().map(wanted).collect::<Vec<_>>());
    for mark in others.iter().take(MOST_LABELS) {
        placer.place(&wanted(mark), false);
    }
    placer.draw(&mut frame.svg);
}
