//! Sorting of one replicate's ratios with their weights.

/// Sorts by spreading over as many equal intervals as there are values, then by insertion: linear for values that are
/// spread out, as the ratios of a replicate are. Crowded intervals go through the library's sort.
#[derive(Debug, Default)]
pub(crate) struct Sorter {
    starts: Vec<u32>,
    places: Vec<u32>,
}

/// Values per interval beyond which insertion is not worth it.
const CROWDED: u32 = 24;

impl Sorter {
    /// `out` becomes the (value, weight) pairs in ascending order of value; all values are finite.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    pub(crate) fn sort(&mut self, values: &[f64], weights: &[f64], out: &mut Vec<(f64, f64)>) {
        let n = values.len();
        out.clear();
        let (low, high) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(*v), h.max(*v)));
        let scale = (n as f64 - 1.0).max(1.0) / (high - low);
        if !scale.is_finite() {
            out.extend(values.iter().copied().zip(weights.iter().copied()));
            out.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
            return;
        }
        self.starts.clear();
        self.starts.resize(n + 1, 0);
        self.places.clear();
        for v in values {
            let place = ((v - low) * scale) as u32;
            self.places.push(place);
            self.starts[place as usize + 1] += 1;
        }
        let crowded = self.starts.iter().any(|count| *count > CROWDED);
        let mut sum = 0;
        for start in &mut self.starts {
            sum += *start;
            *start = sum;
        }
        out.resize(n, (0.0, 0.0));
        for ((value, weight), place) in values.iter().zip(weights).zip(&self.places) {
            let start = &mut self.starts[*place as usize];
            out[*start as usize] = (*value, *weight);
            *start += 1;
        }
        if crowded {
            out.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        } else {
            insertion(out);
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorts_as_the_library_does(values in prop::collection::vec(prop_oneof![0.0f64..2.0, Just(1.0), 0.0f64..1e9], 0..200)) {
            let mut out = Vec::new();
            Sorter::default().sort(&values, &values, &mut out);
            let mut expected = values;
            expected.sort_by(f64::total_cmp);
            prop_assert_eq!(out.iter().map(|p| p.0).collect::<Vec<_>>(), expected.clone());
            prop_assert_eq!(out.iter().map(|p| p.1).collect::<Vec<_>>(), expected);
        }
    }
}
