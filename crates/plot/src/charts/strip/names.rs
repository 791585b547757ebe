//! Which areas of a strip are named, and where.

use crate::chart::Subject;
use crate::charts::shared::Ranking;
use crate::font::{Weight, width};
use crate::geometry::{Point, Rect};
use crate::names::fitted;
use crate::numbers::count;
use crate::place::{Placer, Wanted};
use crate::theme;

/// Areas named at either end of many.
const ENDS: usize = 3;
/// Up to this many areas are all named.
pub(super) const FEW: usize = 12;
/// Shares of the width that a name may take; the next where there is no room.
const SHARES: [f64; 5] = [0.5, 0.36, 0.24, 0.15, 0.08];
/// Where a name may take no more than this, in pixels, equal areas are told by number and value alone.
const TIGHT: f64 = 60.0;
/// Height of a line of names.
pub(super) const LINE: f64 = 16.0;

/// Height that the names need above the heap of so wide a plot, in pixels.
pub(super) fn height(subject: &Subject, ranking: &Ranking, wide: f64) -> f64 {
    let lengths = || {
        order(subject, ranking)
            .into_iter()
            .map(|i| width(&text(subject, ranking, i, 0.5 * wide), theme::LABEL, Weight::Bold))
    };
    // Names side by side fill half of a line.
    let lines = (2.0 * lengths().map(|l| l + 14.0).sum::<f64>() / wide).ceil();
    (lines + 1.0) * LINE
}

/// Names areas beside the marks that the placer knows; the ends and the highlighted area in any case.
pub(super) fn place(placer: &mut Placer, subject: &Subject, ranking: &Ranking, at: &[Point], radius: f64, plot: &Rect) {
    let wanted = |i: usize, share: f64| Wanted {
        text: text(subject, ranking, i, share * (plot.x1 - plot.x0)),
        weight: weight(subject, ranking, i),
        at: at[i],
        radius,
        led: true,
    };
    let needed = |i: &usize| *i == 0 || *i == at.len() - 1 || is_highlight(subject, ranking, *i);
    let (needed, others): (Vec<usize>, Vec<usize>) = order(subject, ranking).into_iter().partition(needed);
    let labels = |share: f64| needed.iter().map(|i| wanted(*i, share)).collect::<Vec<Wanted>>();
    let tried = |shares: &[f64], place: fn(&mut Placer, &[Wanted]) -> bool| {
        shares.iter().find_map(|share| {
            let mut tried = placer.clone();
            place(&mut tried, &labels(*share)).then_some(tried)
        })
    };
    // A whole name on its side of the line, then one over the line, then one that is cut.
    let found = tried(&SHARES[..1], Placer::place_each)
        .or_else(|| tried(&SHARES[..2], Placer::place_over))
        .or_else(|| tried(&SHARES[1..], Placer::place_each))
        .or_else(|| tried(&SHARES, Placer::place_all));
    if let Some(found) = found {
        *placer = found;
    }
    for i in others {
        placer.place(&wanted(i, SHARES[0]), false);
    }
}

/// Bold for the highlighted one.
pub(super) fn weight(subject: &Subject, ranking: &Ranking, i: usize) -> Weight {
    if is_highlight(subject, ranking, i) { Weight::Bold } else { Weight::Regular }
}

fn is_highlight(subject: &Subject, ranking: &Ranking, i: usize) -> bool {
    subject.highlight == Some(&*ranking.shown[i].area.area)
}

/// The areas to name, the most important first: the highlighted one, then from both ends inwards; nobody is chosen among
/// equals, for whom the first or last of them stands.
pub(super) fn order(subject: &Subject, ranking: &Ranking) -> Vec<usize> {
    let n = ranking.shown.len();
    let ends = if n <= FEW { n.div_ceil(2) } else { ENDS };
    let inwards = (0..ends).flat_map(|k| [n - 1 - k, k]).filter(|i| equals(ranking, *i) == 1 || *i == 0 || *i == n - 1);
    let chosen = (0..n).filter(|i| is_highlight(subject, ranking, *i));
    let mut order: Vec<usize> = Vec::new();
    // Where all are equal, the line of all areas together says what they are.
    let all = inwards.filter(|i| equals(ranking, *i) < n);
    for i in chosen.chain(all) {
        if !order.contains(&i) {
            order.push(i);
        }
    }
    order
}

/// How many areas have the value of this one, itself among them.
fn equals(ranking: &Ranking, i: usize) -> usize {
    ranking.shown.iter().filter(|s| s.value.total_cmp(&ranking.shown[i].value).is_eq()).count()
}

/// Name and value; of several equal ones how many they are.
pub(super) fn text(subject: &Subject, ranking: &Ranking, i: usize, most: f64) -> String {
    let value = ranking.figures.value(ranking.shown[i].value);
    match equals(ranking, i) {
        n if n == 1 || is_highlight(subject, ranking, i) => {
            format!("{} {value}", fitted(ranking.name(&ranking.shown[i]), Weight::Bold, most))
        }
        n if most < TIGHT => format!("{}: {value}", count(n)),
        n if ranking.shown[i].value == 0.0 => format!("{} areas recorded none", count(n)),
        n => format!("{} areas: {value}", count(n)),
    }
}
