//! Quantiles by linear interpolation of order statistics, h = (n - 1) p + 1 (type 7 of Hyndman & Fan 1996).

/// The `p` quantile (0 to 1) of `sorted` (ascending, finite); `None` when it is empty.
///
/// This is the convention of numpy, Excel's PERCENTILE.INC and SQL's PERCENTILE_CONT, and so of the field's decile charts.
///
/// ```
/// use unwarranted_core::quantile::quantile;
/// assert_eq!(quantile(&[1.0, 2.0, 3.0, 4.0], 0.5), Some(2.5));
/// assert_eq!(quantile(&[], 0.5), None);
/// ```
#[must_use]
pub fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let h = (sorted.len().checked_sub(1)? as f64) * p.clamp(0.0, 1.0);
    #[allow(clippy::cast_possible_truncation)]
    let low = h.floor() as usize;
    let (a, b) = (*sorted.get(low)?, sorted.get(low + 1).copied());
    Some(b.map_or(a, |b| a + (h - h.floor()) * (b - a)))
}

/// The values in ascending order.
#[must_use]
pub fn sorted(values: &[f64]) -> Vec<f64> {
    let mut copy = values.to_vec();
    copy.sort_by(f64::total_cmp);
    copy
}

/// [`quantile`] at several points, given in descending order, without sorting everything; the values change their order.
pub(crate) fn quantiles<const N: usize>(values: &mut [f64], descending: [f64; N]) -> Option<[f64; N]> {
    let steps = values.len().checked_sub(1)?;
    let (mut within, mut last) = (values, None);
    Some(descending.map(|p| {
        let h = steps as f64 * p.clamp(0.0, 1.0);
        #[allow(clippy::cast_possible_truncation)]
        let low = (h.floor() as usize).min(within.len() - 1);
        let (a, b) = match last {
            Some((place, pair)) if place == low => pair,
            _ => {
                let (_, a, above) = within.select_nth_unstable_by(low, f64::total_cmp);
                (*a, above.iter().fold(f64::INFINITY, |b, v| if *v < b { *v } else { b }))
            }
        };
        last = Some((low, (a, b)));
        within = &mut std::mem::take(&mut within)[..=low];
        if h.fract() > 0.0 { a + h.fract() * (b - a) } else { a }
    }))
}

/// SQL's PERCENT_RANK of each value: (lowest rank among ties - 1) / (n - 1), 0 to 1; 0 for a single value.
#[must_use]
pub fn percent_ranks(values: &[f64]) -> Vec<f64> {
    let order = sorted(values);
    let below = |v: &f64| order.partition_point(|o| o < v) as f64;
    let steps = (values.len().max(2) - 1) as f64;
    values.iter().map(|v| below(v) / steps).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn quantiles_by_selection_are_those_of_the_order(values in prop::collection::vec(-9.0f64..9.0, 0..60)) {
            let (order, mut values) = (sorted(&values), values);
            let points = [1.0, 0.95, 0.5, 0.5, 0.05, 0.0];
            let expected: Vec<Option<f64>> = points.iter().map(|p| quantile(&order, *p)).collect();
            let found = quantiles(&mut values, points);
            prop_assert_eq!(expected, points.iter().enumerate().map(|(i, _)| found.map(|f| f[i])).collect::<Vec<_>>());
        }
    }

    #[test]
    fn quantiles_interpolate_and_end_at_the_extremes() {
        let order = sorted(&[10.0, 0.0, 40.0]);
        assert_eq!(order, [0.0, 10.0, 40.0]);
        for (p, expected) in [(0.0, 0.0), (0.25, 5.0), (0.5, 10.0), (0.75, 25.0), (1.0, 40.0), (1.5, 40.0)] {
            assert_eq!(quantile(&order, p), Some(expected));
        }
        assert_eq!(quantile(&[7.0], 0.3), Some(7.0));
    }

    #[test]
    fn ranks_give_ties_the_lowest_and_agree_with_counting() {
        assert_eq!(percent_ranks(&[5.0, 1.0, 5.0, 9.0, 1.0]), [0.5, 0.0, 0.5, 1.0, 0.0]);
        assert_eq!(percent_ranks(&[3.0]), [0.0]);
        assert_eq!(percent_ranks(&[]), [0.0; 0]);
    }
}
