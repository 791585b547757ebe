//! Places in the league, and how sure they are.

use super::point::Point;
use super::replicates::Drawn;
use super::simultaneous;
use crate::quantile::quantile;
use rayon::prelude::*;

/// A place: 1 is the largest systematic variance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Place by the point value.
    pub rank: usize,
    /// Smallest place that the replicates leave possible.
    pub lower: usize,
    /// Largest place that they leave possible.
    pub upper: usize,
    /// Smallest and largest place where those of all treatments are to hold together; `None` without replicates.
    pub together: Option<[usize; 2]>,
}

/// The place of every treatment that can be ranked. All replicates are made by the same draws, so that the places of a
/// replicate belong together; the interval is the middle share of a treatment's places, widened to whole places and to its
/// own rank where that lies outside.
pub(super) fn places(points: &[Point], drawn: &[Drawn], confidence: f64) -> Vec<Option<Place>> {
    let ranked: Vec<usize> = (0..points.len()).filter(|i| points[*i].not_ranked.is_none()).collect();
    let value = |i: &usize| points[*i].psv().unwrap_or(f64::NEG_INFINITY);
    let values: Vec<f64> = ranked.iter().map(value).collect();
    let own = order(&values);
    let drawn_of: Vec<&[f64]> = ranked.iter().map(|i| &*drawn[*i].replicates).collect();
    let together = simultaneous::places(&values, &drawn_of, confidence);
    let complete = ranked.iter().all(|i| !drawn[*i].replicates.is_empty());
    let replicates = ranked.first().filter(|_| complete).map_or(0, |i| drawn[*i].replicates.len());
    let of_replicate = |r: usize| order(&ranked.iter().map(|i| drawn[*i].replicates[r]).collect::<Vec<_>>());
    let all: Vec<Vec<usize>> = (0..replicates).into_par_iter().map(of_replicate).collect();
    let place = |k: usize| {
        let mut mine: Vec<f64> = all.iter().map(|ranks| ranks[k] as f64).collect();
        mine.sort_by(f64::total_cmp);
        let tail = (1.0 - confidence) / 2.0;
        let (lower, upper) = (quantile(&mine, tail), quantile(&mine, 1.0 - tail));
        let rank = own[k];
        let whole = |at: Option<f64>, round: fn(f64) -> f64| at.map_or(rank, |at| to_place(round(at)));
        let (lower, upper) = (whole(lower, f64::floor).min(rank), whole(upper, f64::ceil).max(rank));
        // What holds for all holds for one: the wider places contain the others.
        let together = together[k].map(|[from, to]| [from.min(lower), to.max(upper)]);
        Place { rank, lower, upper, together }
    };
    let found: Vec<Place> = (0..ranked.len()).into_par_iter().map(place).collect();
    let mut places = vec![None; points.len()];
    ranked.iter().zip(found).for_each(|(i, place)| places[*i] = Some(place));
    places
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place of the league")]
fn to_place(place: f64) -> usize {
    place as usize
}

/// Values that differ by less than this share of themselves are equal: rounding.
const EQUAL: f64 = 1e-9;

/// The rank of each value, 1 for the largest. Equal ones share the smallest of their places, and the next comes after all of
/// them (1, 2, 2, 4): a place is one more than there are larger values.
pub(crate) fn order(values: &[f64]) -> Vec<usize> {
    let mut sorted: Vec<usize> = (0..values.len()).collect();
    sorted.sort_by(|a, b| values[*b].total_cmp(&values[*a]));
    let mut ranks = vec![0; values.len()];
    let mut first = 0;
    for (at, i) in sorted.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| values[sorted[before]]);
        if before.is_none_or(|before| before - values[*i] > EQUAL * before.abs().min(values[*i].abs())) {
            first = at + 1;
        }
        ranks[*i] = first;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_is_first_and_equals_share_their_place() {
        assert_eq!(order(&[0.1, 0.5, -0.2, 0.5, -0.3]), [3, 1, 4, 1, 5]);
        // Rounding makes no place: three times a tenth is not 0.3 to the last bit.
        assert_eq!(order(&[0.3, 0.1 * 3.0, 0.300_001, 0.0, 0.0]), [2, 2, 1, 4, 4]);
        assert_eq!(order(&[f64::NEG_INFINITY, 1.0, f64::NEG_INFINITY]), [2, 1, 2]);
        assert_eq!(order(&[]), [0usize; 0]);
    }
}
