//! Orders of one replicate: all its ratios with their weights, and what can be had without ordering everything.

/// Sorts by spreading over a few times as many equal intervals as there are values, then by insertion: linear for values
/// that are spread out, as the ratios of a replicate are. Crowded intervals go through the library's sort.
#[derive(Debug, Default)]
pub(crate) struct Sorter {
    starts: Vec<u32>,
    places: Vec<u32>,
}

/// Intervals per value: more of them take longer to add up, fewer leave more to the insertion.
const INTERVALS: usize = 4;

/// Values per interval beyond which insertion is not worth it.
const CROWDED: u32 = 24;

impl Sorter {
    /// `out` becomes the (value, weight) pairs in ascending order of value; all values are finite.
    #[allow(clippy::cast_possible_truncation)]
    pub(crate) fn sort(&mut self, values: &[f64], weights: &[f64], out: &mut Vec<(f64, f64)>) {
        let n = values.len();
        out.clear();
        let (low, high) = extremes(values);
        let intervals = INTERVALS * n;
        let scale = (intervals as f64 - 1.0).max(1.0) / (high - low);
        if !scale.is_finite() {
            out.extend(values.iter().copied().zip(weights.iter().copied()));
            out.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
            return;
        }
        self.places.clear();
        self.places.extend(values.iter().map(|v| whole((v - low) * scale)));
        self.starts.clear();
        self.starts.resize(intervals + 1, 0);
        for place in &self.places {
            self.starts[*place as usize + 1] += 1;
        }
        let (mut sum, mut most) = (0, 0);
        for start in &mut self.starts {
            most = most.max(*start);
            sum += *start;
            *start = sum;
        }
        out.resize(n, (0.0, 0.0));
        for ((value, weight), place) in values.iter().zip(weights).zip(&self.places) {
            let start = &mut self.starts[*place as usize];
            out[*start as usize] = (*value, *weight);
            *start += 1;
        }
        if most > CROWDED {
            out.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        } else {
            insertion(out);
        }
    }
}

/// Lowest and highest value, in four lanes for vector instructions.
pub(crate) fn extremes(values: &[f64]) -> (f64, f64) {
    let (mut low, mut high) = ([f64::INFINITY; 4], [f64::NEG_INFINITY; 4]);
    let (chunks, rest) = values.as_chunks::<4>();
    for chunk in chunks {
        for lane in 0..4 {
            low[lane] = if chunk[lane] < low[lane] { chunk[lane] } else { low[lane] };
            high[lane] = if chunk[lane] > high[lane] { chunk[lane] } else { high[lane] };
        }
    }
    let all = |lanes: [f64; 4]| lanes.into_iter().chain(rest.iter().copied());
    (all(low).fold(f64::INFINITY, f64::min), all(high).fold(f64::NEG_INFINITY, f64::max))
}

/// A number from 0 to 2^31 rounded to the nearest, from its bits: a cast would take care of more than can happen.
#[allow(clippy::cast_possible_truncation)]
#[inline]
pub(crate) fn whole(x: f64) -> u32 {
    /// 2^52: a sum of this size has no room for a fraction.
    const SHIFT: f64 = 4_503_599_627_370_496.0;
    (x + SHIFT).to_bits() as u32
}

fn insertion(pairs: &mut [(f64, f64)]) {
    for i in 1..pairs.len() {
        let pair = pairs[i];
        let mut j = i;
        while j > 0 && pairs[j - 1].0 > pair.0 {
            pairs[j] = pairs[j - 1];
            j -= 1;
        }
        pairs[j] = pair;
    }
}

/// Finds how many of the largest values make half of the sum of all.
#[derive(Debug, Default)]
pub(crate) struct Halver {
    positive: Vec<f64>,
    sums: Vec<(f64, u32)>,
}

impl Halver {
    /// How many of the largest positive values make half of the sum of the positive ones; `None` without any.
    pub(crate) fn half(&mut self, values: impl ExactSizeIterator<Item = f64>) -> Option<usize> {
        self.keep_positive(values);
        let (mut total, mut highest) = (0.0, 0.0);
        for value in &self.positive {
            total += value;
            highest = if *value > highest { *value } else { highest };
        }
        let target = 0.5 * total * (1.0 - 1e-12);
        let k = self.positive.len();
        let scale = k as f64 / highest;
        if !scale.is_finite() || k == 0 {
            return half(&mut self.positive);
        }
        let (mut sum, above, crossed) = self.crossed(scale, target);
        // Only within the interval in which the half is reached does the order matter.
        self.positive.retain(|value| whole(value * scale) as usize == crossed);
        self.positive.sort_unstable_by(|a, b| b.total_cmp(a));
        let last = self.positive.iter().position(|value| {
            sum += value;
            sum >= target
        });
        Some(above + last.map_or(self.positive.len(), |i| i + 1))
    }

    fn keep_positive(&mut self, values: impl ExactSizeIterator<Item = f64>) {
        self.positive.clear();
        self.positive.resize(values.len(), 0.0);
        let mut k = 0;
        for value in values {
            self.positive[k] = value;
            k += usize::from(value > 0.0);
        }
        self.positive.truncate(k);
    }

    /// The sum and number of the values in all intervals above the one in which the target is reached, and that interval.
    fn crossed(&mut self, scale: f64, target: f64) -> (f64, usize, usize) {
        self.sums.clear();
        self.sums.resize(self.positive.len() + 1, (0.0, 0));
        for value in &self.positive {
            let (sum, count) = &mut self.sums[whole(value * scale) as usize];
            *sum += value;
            *count += 1;
        }
        let (mut sum, mut above, mut crossed) = (0.0, 0, 0);
        for (place, (more, count)) in self.sums.iter().enumerate().rev() {
            if sum + more >= target || place == 0 {
                crossed = place;
                break;
            }
            (sum, above) = (sum + more, above + *count as usize);
        }
        (sum, above, crossed)
    }
}

/// How many of the largest values make half of their sum; the values are sorted, largest first.
pub(crate) fn half(excess: &mut [f64]) -> Option<usize> {
    excess.sort_unstable_by(|a, b| b.total_cmp(a));
    let (target, mut sum) = (0.5 * excess.iter().sum::<f64>(), 0.0);
    let reaches = |x: &f64| {
        sum += x;
        sum >= target * (1.0 - 1e-12)
    };
    excess.iter().position(reaches).map(|i| i + 1)
}

/// Median distance of values in ascending order from their median `centre`: the distances below it and those above it are
/// ordered already, so that a binary search finds how many of each are in the lower half.
pub(crate) fn median_distance(sorted: &[(f64, f64)], centre: f64) -> f64 {
    let n = sorted.len();
    let split = sorted.partition_point(|r| r.0 < centre);
    let below = |i: usize| if i < split { centre - sorted[split - 1 - i].0 } else { f64::INFINITY };
    let above = |i: usize| if split + i < n { sorted[split + i].0 - centre } else { f64::INFINITY };
    // The k nearest: i of those below, k - i of those above.
    let k = n / 2 + 1;
    let (mut low, mut high) = (k.saturating_sub(n - split), k.min(split));
    while low < high {
        let i = usize::midpoint(low, high);
        if below(i) < above(k - i - 1) { low = i + 1 } else { high = i }
    }
    let (i, j) = (low, k - low);
    let near =
        |at: &dyn Fn(usize) -> f64, count: usize, back: usize| count.checked_sub(back).map_or(f64::NEG_INFINITY, at);
    let (x, y) = (near(&below, i, 1), near(&above, j, 1));
    if n % 2 == 1 {
        return x.max(y);
    }
    let before = if x > y { near(&below, i, 2).max(y) } else { near(&above, j, 2).max(x) };
    f64::midpoint(before, x.max(y))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values() -> impl Strategy<Value = Vec<f64>> {
        prop::collection::vec(prop_oneof![0.0f64..2.0, Just(1.0), 0.0f64..1e9], 0..200)
    }

    proptest! {
        #[test]
        fn sorts_as_the_library_does(values in values()) {
            let mut out = Vec::new();
            Sorter::default().sort(&values, &values, &mut out);
            let mut expected = values;
            expected.sort_by(f64::total_cmp);
            prop_assert_eq!(out.iter().map(|p| p.0).collect::<Vec<_>>(), expected.clone());
            prop_assert_eq!(out.iter().map(|p| p.1).collect::<Vec<_>>(), expected);
        }

        #[test]
        fn halves_as_the_ordered_sum_does(values in values(), shift in 0.0f64..2.0) {
            let values: Vec<f64> = values.into_iter().map(|v| v - shift).collect();
            let mut positive: Vec<f64> = values.iter().copied().filter(|v| *v > 0.0).collect();
            let expected = half(&mut positive);
            prop_assert_eq!(Halver::default().half(values.into_iter()), expected);
        }

        #[test]
        fn median_distance_is_the_median_of_the_distances(values in values()) {
            prop_assume!(!values.is_empty());
            let order = crate::quantile::sorted(&values);
            let centre = crate::quantile::quantile(&order, 0.5).unwrap();
            let distances: Vec<f64> = values.iter().map(|v| (v - centre).abs()).collect();
            let expected = crate::quantile::quantile(&crate::quantile::sorted(&distances), 0.5).unwrap();
            let pairs: Vec<_> = order.into_iter().map(|v| (v, 0.0)).collect();
            prop_assert!((median_distance(&pairs, centre) - expected).abs() <= 1e-15 * expected.max(1.0) * 4.0);
        }
    }
}
