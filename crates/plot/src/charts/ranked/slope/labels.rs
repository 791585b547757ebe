//! The labels of a slope: both ends, the highlighted area and the unusual ones.

use super::super::look::look;
use super::similar;
use crate::chart::Subject;
use crate::charts::shared::Ranking;
use crate::font::Weight;
use crate::frame::Frame;
use crate::geometry::{Point, Rect};
use crate::names::fitted;
use crate::numbers::{count, ordinal};
use crate::place::{Placer, Wanted};
use crate::scale::Scale;
use crate::theme;

/// Areas labelled at either end.
const ENDS: usize = 3;
/// Unusual areas and the highlighted one join the labels of an end within this many ranks of it.
const NEAR: usize = 12;
/// Most labels in the block at an end.
const MOST_LINES: usize = 7;
/// A mark this far above or below the next, in pixels, is labelled by itself.
const APART: f64 = 45.0;
/// Most labels in all.
const MOST_LABELS: usize = 14;

/// Labels both ends, the highlighted area and the unusual ones; whether there was room for all of these.
pub(super) fn draw(
    frame: &mut Frame,
    subject: &Subject,
    ranking: &Ranking,
    points: &[Point],
    y: &Scale,
    mut placer: Placer,
) -> bool {
    reserve(&mut placer, subject, ranking, points, y);
    let namer = Namer { subject, ranking, points };
    let n = ranking.shown.len();
    let mut done: Vec<usize> = Vec::new();
    let mut all_named = true;
    // Where all are equal, the line of all areas together says what they are.
    let equal = ranking.shown[0].value.total_cmp(&ranking.shown[n - 1].value).is_eq();
    let ends = [((0..n).rev().collect::<Vec<_>>(), -1.0), ((0..n).collect(), 1.0)];
    for (order, side) in ends.iter().filter(|_| !equal) {
        all_named &= namer.end(&mut placer, order, *side, &mut done);
    }
    for i in (0..n).filter(|i| namer.is_highlight(*i) && !done.contains(i)).collect::<Vec<_>>() {
        placer.place(&namer.wanted(i), true);
        done.push(i);
    }
    for i in outliers(subject, ranking) {
        if !done.contains(&i) {
            all_named &= done.len() < MOST_LABELS && placer.place(&namer.wanted(i), false);
            done.push(i);
        }
    }
    placer.draw(&mut frame.svg);
    all_named
}

/// Keeps labels off marks and intervals.
fn reserve(placer: &mut Placer, subject: &Subject, ranking: &Ranking, points: &[Point], y: &Scale) {
    similar(ranking, points, y).into_iter().for_each(|mark| placer.avoid(mark));
    for (shown, at) in ranking.shown.iter().zip(points) {
        let look = look(subject, shown);
        if look.colour == theme::REST {
            placer.avoid(Rect::around(*at, look.radius));
        } else {
            placer.keep_visible(Rect::around(*at, look.radius));
        }
        if let Some((low, high)) = shown.interval {
            placer.avoid(Rect::new(at.0 - 1.0, y.at(high), at.0 + 1.0, y.at(low)));
        }
    }
}

/// An area to name, and what is said of it and its equals where it stands for them.
type Named = (usize, Option<String>);

/// What labels are made of.
struct Namer<'a> {
    subject: &'a Subject<'a>,
    ranking: &'a Ranking<'a>,
    points: &'a [Point],
}

impl Namer<'_> {
    fn is_highlight(&self, i: usize) -> bool {
        self.subject.highlight == Some(&*self.ranking.shown[i].area.area)
    }

    fn matters(&self, i: usize) -> bool {
        self.is_highlight(i) || self.subject.findings.unusual(self.ranking.shown[i].area).is_some()
    }

    /// The label of an area: name and value.
    fn wanted(&self, i: usize) -> Wanted {
        let shown = &self.ranking.shown[i];
        Wanted {
            text: format!("{} {}", self.ranking.name(shown), self.ranking.figures.value(shown.value)),
            weight: if self.is_highlight(i) { Weight::Bold } else { Weight::Regular },
            at: self.points[i],
            radius: look(self.subject, shown).radius,
            led: true,
        }
    }

    /// Labels the areas at an end, from there on in `order`, as a block on `side`; whether all that matter are named.
    fn end(&self, placer: &mut Placer, order: &[usize], side: f64, done: &mut Vec<usize>) -> bool {
        let mut block = end(self.ranking, order);
        let near = order.iter().take(NEAR).copied().filter(|i| self.matters(*i));
        let near: Vec<usize> = near.filter(|i| !block.iter().any(|(b, _)| b == i)).collect();
        block.extend(near.into_iter().map(|i| (i, None)));
        block.retain(|(i, _)| !done.contains(i));
        block.truncate(MOST_LINES);
        done.extend(block.iter().map(|(i, _)| *i));
        block.sort_by_key(|(i, _)| std::cmp::Reverse(*i));
        // A mark far beyond the next has its label beside it: in a block with the others its leader line would be long.
        let (far, rest) = self.apart(&block, side);
        let alone: Vec<Wanted> = self.lines(far, side).0;
        if !far.is_empty() && placer.place_each(&alone) {
            return self.settle(placer, rest, side);
        }
        self.settle(placer, &block, side)
    }

    /// The marks at an end that a gap parts from the others of a block, and those others; none where there is no such gap.
    fn apart<'b>(&self, block: &'b [Named], side: f64) -> (&'b [Named], &'b [Named]) {
        let gap = |pair: &[Named]| (self.points[pair[0].0].1 - self.points[pair[1].0].1).abs() > APART;
        let mut pairs = block.windows(2);
        if side > 0.0 {
            let at = pairs.rposition(gap).map_or(block.len(), |at| at + 1);
            let (rest, far) = block.split_at(at);
            return (far, rest);
        }
        block.split_at(pairs.position(gap).map_or(0, |at| at + 1))
    }

    /// Labels a block of areas at an end, which come from the top down; whether all that matter are named.
    fn settle(&self, placer: &mut Placer, block: &[Named], side: f64) -> bool {
        let (lines, unled) = self.lines(block, side);
        // The outermost first: without it the end has no name.
        let mut outermost: Vec<(&Wanted, &Named)> = lines.iter().zip(block).collect();
        if side > 0.0 {
            outermost.reverse();
        }
        let each: Vec<Wanted> = outermost.iter().map(|(line, _)| (*line).clone()).collect();
        if placer.place_block(&lines, side)
            || placer.place_steps(&each, side)
            || placer.place_each(&each)
            || placer.place_block(&unled, side)
        {
            return true;
        }
        // As many as have room in steps or as a block, from the outermost on.
        let outer = |k: usize| if side > 0.0 { &unled[unled.len() - k..] } else { &unled[..k] };
        let some = |k: &usize| placer.place_steps(&each[..*k], side) || placer.place_block(outer(*k), side);
        let placed = (1..each.len()).rev().find(some).unwrap_or(0);
        self.one_by_one(placer, &outermost[placed..], placed == 0)
    }

    /// The lines of a block, with leader lines and without: where leader lines would cross, the place in the drawing says
    /// which mark is meant.
    fn lines(&self, block: &[Named], side: f64) -> (Vec<Wanted>, Vec<Wanted>) {
        let line = |(i, group): &Named| match group {
            Some(text) => Wanted { text: text.clone(), ..self.wanted(*i) },
            None => self.wanted(*i),
        };
        let lines: Vec<Wanted> = block.iter().map(line).collect();
        let ranked = |(line, (i, group)): (&Wanted, &Named)| match group {
            Some(_) => line.clone(),
            None => {
                let text = format!("{} ({})", line.text, rank(self.ranking, *i, side));
                Wanted { text, led: false, ..line.clone() }
            }
        };
        let unled = lines.iter().zip(block).map(ranked).collect();
        (lines, unled)
    }

    /// The outermost and the highlighted one in any case, the others where they cover nothing and stand on their side of the
    /// line; whether all that matter are named. With the first of them an end would have no name where they come `from_end`.
    fn one_by_one(&self, placer: &mut Placer, outermost: &[(&Wanted, &Named)], from_end: bool) -> bool {
        let mut all = true;
        for (nth, (line, named)) in outermost.iter().enumerate() {
            let matters = self.matters(named.0);
            let shorter = if nth == 0 && from_end { self.shortened(line, named) } else { Vec::new() };
            let placed = placer.place(line, self.is_highlight(named.0))
                || [false, true].into_iter().any(|needed| shorter.iter().any(|line| placer.place(line, needed)));
            all &= placed || !matters;
        }
        all
    }

    /// The label with the name in less and less of the width, for where there is no room for it in full.
    fn shortened(&self, line: &Wanted, (i, group): &Named) -> Vec<Wanted> {
        if group.is_some() {
            return vec![line.clone()];
        }
        let wide = self.points[self.points.len() - 1].0 - self.points[0].0;
        let shown = &self.ranking.shown[*i];
        let value = self.ranking.figures.value(shown.value);
        let name = |share: f64| fitted(self.ranking.name(shown), line.weight, share * wide);
        [1.0, 0.5, 0.36, 0.24, 0.15]
            .map(|share| Wanted { text: format!("{} {value}", name(share)), ..line.clone() })
            .to_vec()
    }
}

/// "first from the right", "joint 4th from the left": the place in the drawing, counted from the end on `side`.
fn rank(ranking: &Ranking, i: usize, side: f64) -> String {
    let value = ranking.shown[i].value;
    let beyond = ranking.shown.iter().filter(|s| if side > 0.0 { s.value < value } else { s.value > value }).count();
    let level = ranking.shown.iter().filter(|s| s.value.total_cmp(&value).is_eq()).count();
    let joint = if level > 1 { "joint " } else { "" };
    let place = if beyond == 0 { "first".to_owned() } else { ordinal(beyond + 1) };
    format!("{joint}{place} from the {}", if side > 0.0 { "left" } else { "right" })
}

/// Unusual areas, the farthest out first.
fn outliers(subject: &Subject, ranking: &Ranking) -> Vec<usize> {
    let outside = |i: &usize| subject.findings.unusual(ranking.shown[*i].area).is_some();
    let mut outliers: Vec<usize> = (0..ranking.shown.len()).filter(outside).collect();
    let z = |i: usize| ranking.shown[i].area.z_adjusted.unwrap_or(0.0).abs();
    outliers.sort_by(|a, b| z(*b).total_cmp(&z(*a)));
    outliers
}

/// Up to [`ENDS`] areas from one end, without choosing among equals: those that recorded none are told by their number, and
/// so are equals who are too many to name, where they are the outermost.
fn end(ranking: &Ranking, order: &[usize]) -> Vec<Named> {
    let value = |i: usize| ranking.shown[i].value;
    let mut named: Vec<Named> = Vec::new();
    let mut rest = order;
    while let Some(first) = rest.first().copied() {
        let equal = rest.iter().take_while(|i| value(**i).total_cmp(&value(first)).is_eq()).count();
        let done = order.len() - rest.len();
        let (equals, after) = rest.split_at(equal);
        if done == 0 && equal > 1 && (value(first) == 0.0 || equal > ENDS) {
            named.push((equals[equal / 2], Some(together(ranking, value(first), equal))));
        } else if done + equal <= ENDS {
            named.extend(equals.iter().map(|i| (*i, None)));
        } else {
            break;
        }
        rest = after;
    }
    named
}

/// What is said of areas with one figure.
fn together(ranking: &Ranking, value: f64, areas: usize) -> String {
    match value {
        0.0 => format!("{} areas recorded none", count(areas)),
        v => format!("{} areas: {}", count(areas), ranking.figures.value(v)),
    }
}
