//! A change of a count, split into size, structure and rates.

/// One side of a change: people by stratum, and rates.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// People by stratum.
    pub people: &'a [f64],
    /// Rates by stratum.
    pub rates: &'a [f64],
}

impl Side<'_> {
    fn size(&self) -> f64 {
        self.people.iter().sum()
    }
}

/// A change of a count: the three sum to the whole of it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Change {
    /// Comes of more or fewer people.
    pub size: f64,
    /// Comes of people in other strata.
    pub structure: f64,
    /// Comes of other rates.
    pub rates: f64,
}

/// The overall rate of people of one side at the rates of another; 0 without people.
fn mean(of: Side, at: Side) -> f64 {
    let size = of.size();
    if size > 0.0 { of.people.iter().zip(at.rates).map(|(p, r)| p / size * r).sum() } else { 0.0 }
}

/// The change from one side to the other, in which no order of the three comes first (Das Gupta 1993, Standardization and decomposition of
/// rates, US Bureau of the Census P23-186, three factors).
///
/// ```
/// use unwarranted_core::demand::{Side, change};
/// let before = Side { people: &[100.0, 100.0], rates: &[0.1, 0.3] };
/// let after = Side { people: &[200.0, 200.0], rates: &[0.1, 0.3] };
/// let found = change(before, after);
/// assert_eq!((found.size, found.structure, found.rates), (40.0, 0.0, 0.0));
/// ```
#[must_use]
pub fn change(before: Side, after: Side) -> Change {
    let (from, to) = (before.size(), after.size());
    let [aa, ab, ba, bb] = [mean(before, before), mean(before, after), mean(after, before), mean(after, after)];
    Change {
        size: (to - from) * ((aa + bb) / 3.0 + (ab + ba) / 6.0),
        structure: (from * (ba - aa) + to * (bb - ab)) / 3.0 + (from * (bb - ab) + to * (ba - aa)) / 6.0,
        rates: (from * (ab - aa) + to * (bb - ba)) / 3.0 + (from * (bb - ba) + to * (ab - aa)) / 6.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_parts_sum_to_the_whole(
            before in prop::collection::vec((1.0f64..1e6, 0.0f64..1.0), 1..9),
            after in prop::collection::vec((1.0f64..1e6, 0.0f64..1.0), 9),
        ) {
            let split = |rows: &[(f64, f64)]| -> (Vec<f64>, Vec<f64>) { rows.iter().copied().unzip() };
            let ((p0, r0), (p1, r1)) = (split(&before), split(&after[..before.len()]));
            let found = change(Side { people: &p0, rates: &r0 }, Side { people: &p1, rates: &r1 });
            let count = |p: &[f64], r: &[f64]| p.iter().zip(r).map(|(p, r)| p * r).sum::<f64>();
            let whole = count(&p1, &r1) - count(&p0, &r0);
            prop_assert!((found.size + found.structure + found.rates - whole).abs() < 1e-9 * whole.abs().max(1e6));
            // The way back is the same with the other sign.
            let back = change(Side { people: &p1, rates: &r1 }, Side { people: &p0, rates: &r0 });
            prop_assert!((found.structure + back.structure).abs() < 1e-6);
        }
    }

    /// One thing changes alone: all of the change is its own.
    #[test]
    fn what_changes_alone_takes_all() {
        let before = Side { people: &[90.0, 10.0], rates: &[0.01, 0.2] };
        let older = change(before, Side { people: &[80.0, 20.0], ..before });
        assert!((older.structure - 1.9).abs() < 1e-12 && older.size == 0.0 && older.rates.abs() < 1e-15);
        let rates = change(before, Side { rates: &[0.02, 0.4], ..before });
        assert!((rates.rates - 2.9).abs() < 1e-12 && rates.structure.abs() < 1e-15);
    }
}
