//! Which areas are the highest and the lowest of a period, and their names beside the dots.

use super::Five;
use crate::chart::Subject;
use crate::charts::shared::Moment;
use crate::figures::Figures;
use crate::font::Weight;
use crate::frame::Frame;
use crate::geometry::Rect;
use crate::names::{Names, fitted};
use crate::numbers::count;
use crate::place::{Placer, Wanted};
use crate::scale::Scale;
use unwarranted_core::AreaFinding;

/// Radius of a dot.
pub(super) const DOT: f64 = 2.5;
/// Radius of a diamond.
pub(super) const DIAMOND: f64 = 4.5;
/// Shares of the width that a name may take; the next where there is no room.
const SHARES: [f64; 4] = [0.5, 0.36, 0.24, 0.15];
/// Where a name may take no more than this, in pixels, equal areas are told by number and value alone.
const TIGHT: f64 = 60.0;

/// The highest or the lowest of a period: its value and the areas that have it.
pub(super) struct End<'a> {
    pub(super) value: f64,
    pub(super) areas: Vec<&'a AreaFinding>,
}

/// The lowest and the highest of a period, where they are two.
pub(super) fn ends<'a>(moment: &'a Moment, b: &Five) -> Vec<End<'a>> {
    let end = |value: f64| End {
        value,
        areas: moment.areas().filter(|(_, own)| own.total_cmp(&value).is_eq()).map(|(area, _)| area).collect(),
    };
    let [low, high] = b.ends;
    if low.total_cmp(&high).is_eq() { Vec::new() } else { vec![end(high), end(low)] }
}

impl End<'_> {
    /// Name and value; of several areas how many they are.
    pub(super) fn said(&self, names: &Names, figures: &Figures, most: f64) -> String {
        let value = figures.value(self.value);
        match &self.areas[..] {
            [one] => format!("{} {value}", fitted(names.get(&one.area), Weight::Bold, most)),
            all if most < TIGHT => format!("{}: {value}", count(all.len())),
            all if self.value == 0.0 => format!("{} areas recorded none", count(all.len())),
            all => format!("{} areas: {value}", count(all.len())),
        }
    }
}

/// Where everything of the boxes lies.
pub(super) struct Room<'a> {
    pub(super) plot: &'a Rect,
    pub(super) x: &'a Scale,
    pub(super) y: &'a Scale,
    /// Half of the width of a box.
    pub(super) half: f64,
}

/// Names the ends of the last period beside their dots, and those of the first where there is room. What is to be said of the ends of the
/// last period that have no room.
pub(super) fn name(
    frame: &mut Frame,
    subject: &Subject,
    boxes: &[(&Moment, Five)],
    figures: &Figures,
    room: &Room,
) -> Vec<String> {
    let mut placer = reserved(boxes, room);
    let mut missing = Vec::new();
    let places = [boxes.len().checked_sub(1), (boxes.len() > 1).then_some(0)];
    for (i, needed) in places.into_iter().flatten().zip([true, false]) {
        let (moment, b) = (boxes[i].0, &boxes[i].1);
        let names = Names::of(&moment.slice.areas);
        for end in ends(moment, b) {
            let wanted = |share: f64| Wanted {
                text: end.said(&names, figures, share * (room.plot.x1 - room.plot.x0)),
                weight: if is_chosen(subject, &end) { Weight::Bold } else { Weight::Regular },
                at: (room.x.at(i as f64), room.y.at(end.value)),
                radius: if b.chosen == Some(end.value) { DIAMOND } else { DOT },
                led: true,
            };
            let shares = if needed { &SHARES[..] } else { &SHARES[..1] };
            if !shares.iter().any(|share| placer.place(&wanted(*share), false)) && needed {
                let (which, when) = (
                    if end.value.total_cmp(&b.ends[1]).is_eq() { "Highest" } else { "Lowest" },
                    moment.slice.period.words(),
                );
                missing.push(format!("{which} in {when}: {}.", end.said(&names, figures, f64::INFINITY)));
            }
        }
    }
    placer.draw(&mut frame.svg);
    missing
}

fn is_chosen(subject: &Subject, end: &End) -> bool {
    end.areas.iter().any(|area| subject.highlight == Some(&*area.area)) && end.areas.len() == 1
}

/// A placer that covers no box, whisker, dot or diamond.
fn reserved(boxes: &[(&Moment, Five)], room: &Room) -> Placer {
    let Room { plot, x, y, half } = room;
    let mut placer = Placer::new(Rect::new(plot.x0 + 2.0, plot.y0 - 6.0, plot.x1 + 8.0, plot.y1 - 2.0));
    for (i, (_, b)) in boxes.iter().enumerate() {
        let at = x.at(i as f64);
        let [low, from, _, to, high] = b.at.map(|v| y.at(v));
        placer.keep_line(Rect::new(at - half, to, at + half, from));
        placer.keep_line(Rect::new(at - half / 2.0, high - 1.0, at + half / 2.0, low + 1.0));
        b.ends.iter().for_each(|v| placer.keep_visible(Rect::around((at, y.at(*v)), DOT)));
        b.chosen.iter().for_each(|v| placer.keep_visible(Rect::around((at, y.at(*v)), DIAMOND)));
    }
    placer
}
