//! Two groups of areas compared by dealing them into the groups again.

use crate::error::Undefined;
use crate::rates::interval::Confidence;
use crate::sampling::stream::Generator;

/// Deals of areas that are all gone through rather than drawn.
const ALL: u64 = 20_000;
/// Sums that differ by less than this part of the largest value are ties.
const TIE: f64 = 1e-11;

/// The mean of one group less that of another.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Areas of both groups.
    pub areas: [usize; 2],
    /// Mean of both groups, each area counting once.
    pub means: [f64; 2],
    /// The first mean less the second.
    pub difference: f64,
    /// Every difference that p would not exclude at this confidence; why there is none otherwise.
    pub interval: Result<[f64; 2], Undefined>,
    /// Two-sided p: twice the share of deals at least as far out on the nearer side. `None` where deals were to be drawn and
    /// none was.
    pub p: Option<f64>,
    /// Whether all deals were gone through, so that p is exact.
    pub exact: bool,
}

/// Deals the values of two groups into groups of the same sizes again: all ways where there are at most 20,000, else
/// `replicates` of them drawn with `seed`.
///
/// The interval holds every shift between the groups that a one-sided test at half of `1 - confidence` on either side does
/// not exclude; with the areas fixed, each deal excludes a half-line, so its ends are order statistics. Sources: Pitman 1937
/// (Supplement to JRSS 4:119-130); Maritz 1981, Distribution-Free Statistical Methods, ch. 2.
///
/// # Errors
/// [`Undefined`] where a group is empty.
pub fn difference(
    groups: [&[f64]; 2],
    confidence: Confidence,
    replicates: u32,
    seed: u64,
) -> Result<Difference, Undefined> {
    let [n, m] = groups.map(<[f64]>::len);
    if n == 0 || m == 0 {
        return Err(Undefined::because("one of the groups has no area with a rate"));
    }
    let values: Vec<f64> = groups.concat();
    let ways = ways(n + m, n);
    let exact = ways <= ALL;
    let mut deals = Deals::new(&values, n);
    if exact {
        deals.every();
    } else {
        deals.draw(replicates, seed);
    }
    let means = groups.map(|g| g.iter().sum::<f64>() / g.len() as f64);
    let shifts = deals.shifts();
    Ok(Difference {
        areas: [n, m],
        means,
        difference: means[0] - means[1],
        interval: interval(&shifts, deals.same, confidence),
        p: deals.p(),
        exact,
    })
}

/// The interval from the shifts that deals exclude, in ascending order, and the number of deals that exclude none.
fn interval(shifts: &[f64], same: usize, confidence: Confidence) -> Result<[f64; 2], Undefined> {
    let all = shifts.len() + same;
    let tail = (1.0 - confidence.level()) / 2.0;
    // The largest number of deals that a tail may hold; the small amount is for 0.025 x 1,000, which is not quite 25.
    let within = (1..=all).take_while(|k| *k as f64 <= tail * all as f64 + 1e-9).count();
    let ends = within
        .checked_sub(same)
        .filter(|k| *k > 0)
        .and_then(|k| Some([*shifts.get(k - 1)?, *shifts.get(shifts.len() - k)?]));
    ends.ok_or_else(|| {
        Undefined::because(if all < 2 {
            "no deals were drawn"
        } else {
            "there are too few ways to deal the areas into the groups for this confidence"
        })
    })
}

/// Ways to choose `n` of `all`; more than [`ALL`] where there are too many to count.
fn ways(all: usize, n: usize) -> u64 {
    let n = n.min(all - n);
    let mut ways: u64 = 1;
    for i in 0..n {
        ways = ways * (all - i) as u64 / (i as u64 + 1);
        if ways > ALL {
            return ALL + 1;
        }
    }
    ways
}

/// Deals and what each says.
struct Deals<'a> {
    values: &'a [f64],
    /// Size of the first group, whose areas come first in `values`.
    n: usize,
    total: f64,
    own: f64,
    tie: f64,
    /// Deals with the sum of the first group at least, and at most, what it is.
    above: usize,
    below: usize,
    /// Deals that are the groups as they are, the true one included.
    same: usize,
    drawn: usize,
    shifts: Vec<f64>,
}

impl<'a> Deals<'a> {
    fn new(values: &'a [f64], n: usize) -> Self {
        let largest = values.iter().map(|v| v.abs()).fold(0.0, f64::max);
        let (total, own) = (values.iter().sum(), values[..n].iter().sum());
        let tie = TIE * largest * values.len() as f64;
        Self { values, n, total, own, tie, above: 1, below: 1, same: 1, drawn: 0, shifts: Vec::new() }
    }

    /// One deal: the places of its first group.
    fn enter(&mut self, chosen: &[usize]) {
        let (n, m) = (self.n as f64, (self.values.len() - self.n) as f64);
        let sum: f64 = chosen.iter().map(|i| self.values[*i]).sum();
        self.drawn += 1;
        self.above += usize::from(sum >= self.own - self.tie);
        self.below += usize::from(sum <= self.own + self.tie);
        let kept = chosen.iter().filter(|i| **i < self.n).count() as f64;
        let moved = 1.0 - (kept / n - (n - kept) / m);
        if kept >= n {
            self.same += 1;
            return;
        }
        let mean = |first: f64| first / n - (self.total - first) / m;
        self.shifts.push((mean(self.own) - mean(sum)) / moved);
    }

    /// Every deal but the true one, which is counted already.
    fn every(&mut self) {
        let (all, n) = (self.values.len(), self.n);
        let mut chosen: Vec<usize> = (0..n).collect();
        loop {
            let Some(at) = (0..n).rev().find(|i| chosen[*i] < all - n + i) else { return };
            chosen[at] += 1;
            for i in at + 1..n {
                chosen[i] = chosen[i - 1] + 1;
            }
            self.enter(&chosen);
        }
    }

    fn draw(&mut self, replicates: u32, seed: u64) {
        let mut random = Generator::from_seed(seed);
        let mut order: Vec<usize> = (0..self.values.len()).collect();
        for _ in 0..replicates {
            for i in 0..self.n {
                let other = i + random.below(order.len() - i);
                order.swap(i, other);
            }
            let chosen = order[..self.n].to_vec();
            self.enter(&chosen);
        }
    }

    fn shifts(&self) -> Vec<f64> {
        let mut shifts = self.shifts.clone();
        shifts.sort_by(f64::total_cmp);
        shifts
    }

    fn p(&self) -> Option<f64> {
        let all = (self.drawn + 1) as f64;
        let p = 2.0 * self.above.min(self.below) as f64 / all;
        (self.drawn > 0 || self.values.len() == 1).then_some(p.min(1.0))
    }
}

/// The p of several groups together: the share of deals in which the group means differ at least as much, by the sum of
/// squares between groups. `None` where fewer than two groups have areas, or nothing is drawn.
#[must_use]
pub fn spread_by_chance(groups: &[&[f64]], replicates: u32, seed: u64) -> Option<f64> {
    let sizes: Vec<usize> = groups.iter().map(|g| g.len()).filter(|n| *n > 0).collect();
    let mut values: Vec<f64> = groups.concat();
    if sizes.len() < 2 || replicates == 0 {
        return None;
    }
    let largest = values.iter().map(|v| v.abs()).fold(0.0, f64::max);
    let between = |values: &[f64]| {
        let mut rest = values;
        let squares = sizes.iter().map(|n| {
            let (group, after) = rest.split_at(*n);
            rest = after;
            group.iter().sum::<f64>().powi(2) / *n as f64
        });
        squares.sum::<f64>()
    };
    let own = between(&values) - TIE * largest * largest * values.len() as f64;
    let mut random = Generator::from_seed(seed);
    let mut far = 1_u32;
    for _ in 0..replicates {
        for i in (1..values.len()).rev() {
            values.swap(i, random.below(i + 1));
        }
        far += u32::from(between(&values) >= own);
    }
    Some(f64::from(far) / (f64::from(replicates) + 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(level: f64) -> Confidence {
        Confidence::new(level, "confidence").unwrap()
    }

    /// scipy 1.17.1: permutation_test of the difference in means with all 792 deals; the ends by bisection of its one-sided p
    /// over shifts.
    #[test]
    fn as_scipy_has_it_when_all_deals_are_gone_through() {
        let a = [12.1, 9.8, 14.3, 11.0, 10.4];
        let b = [8.7, 9.1, 7.9, 10.2, 8.8, 9.9, 6.5];
        let found = difference([&a, &b], at(0.95), 0, 1).unwrap();
        assert!((found.difference - 2.791_428_571_428_573_6).abs() < 1e-12);
        assert!(found.exact && (found.p.unwrap() - 0.007_575_757_575_757_576).abs() < 1e-15);
        let [lower, upper] = found.interval.unwrap();
        assert!((lower - 0.8).abs() < 1e-9 && (upper - 4.85).abs() < 1e-9, "{lower} to {upper}");
        let small = difference([&[5.0, 7.0], &[1.0, 2.0, 3.0]], at(0.95), 0, 1).unwrap();
        assert_eq!((small.difference, small.p), (4.0, Some(0.2)));
        assert!(small.interval.unwrap_err().reason.contains("too few ways"), "of ten deals none is one in forty");
        let ties = difference([&[1.0, 1.0, 2.0, 2.0], &[2.0, 2.0, 3.0, 1.0, 0.0]], at(0.95), 0, 1).unwrap();
        assert_eq!(ties.p, Some(1.0));
    }

    #[test]
    fn drawn_deals_come_near_all_deals_and_are_the_same_again() {
        let values: Vec<f64> = (0..40).map(|i| f64::from((i * 29) % 83) / 7.0).collect();
        let (a, b) = (values[..6].iter().map(|v| v + 2.0).collect::<Vec<_>>(), &values[6..]);
        let found = difference([&a, b], at(0.95), 9_999, 7).unwrap();
        assert!(!found.exact && found == difference([&a, b], at(0.95), 9_999, 7).unwrap());
        // All 3,838,380 deals, gone through by a loop over combinations: the share at least as high.
        let mut high = 0_u32;
        let mut all = 0_u32;
        let every: Vec<f64> = a.iter().chain(b).copied().collect();
        let own: f64 = a.iter().sum();
        let n = every.len();
        for i in 0..n {
            for j in i + 1..n {
                for k in j + 1..n {
                    for l in k + 1..n {
                        for m in l + 1..n {
                            for o in m + 1..n {
                                let sum = every[i] + every[j] + every[k] + every[l] + every[m] + every[o];
                                all += 1;
                                high += u32::from(sum >= own - 1e-9);
                            }
                        }
                    }
                }
            }
        }
        let share = f64::from(high.min(all - high)) / f64::from(all);
        assert!((found.p.unwrap() - 2.0 * share).abs() < 4.0 * (2.0 * share / 9_999.0).sqrt(), "{:?}", found.p);
        let [lower, upper] = found.interval.unwrap();
        assert!(lower < found.difference && found.difference < upper);
    }

    #[test]
    fn what_is_dealt_to_one_group_alone_is_undefined() {
        assert!(difference([&[1.0], &[]], at(0.95), 99, 1).is_err());
        let one = difference([&[1.0], &[2.0]], at(0.95), 99, 1).unwrap();
        assert_eq!(one.p, Some(1.0), "either way round is as far");
        let nothing: Vec<f64> = (0..300).map(f64::from).collect();
        let found = difference([&nothing[..150], &nothing[150..]], at(0.95), 0, 1).unwrap();
        assert_eq!((found.p, found.interval.unwrap_err().reason.as_ref()), (None, "no deals were drawn"));
    }

    /// 444 of the 1,680 deals of three groups, by a loop over combinations in Python.
    #[test]
    fn several_groups_together() {
        let groups: [&[f64]; 3] = [&[1.2, 3.4, 2.2], &[4.1, 5.0, 3.9], &[2.0, 2.5, 6.1]];
        let p = spread_by_chance(&groups, 20_000, 3).unwrap();
        assert!((p - 444.0 / 1680.0).abs() < 0.01, "{p}");
        assert_eq!(spread_by_chance(&[&[1.0, 2.0], &[]], 99, 1), None);
    }
}
