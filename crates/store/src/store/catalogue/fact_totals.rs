//! Totals of figures by area and measure, and what differs between two publications.

use std::collections::BTreeMap;
use std::fmt;
use unwarranted_core::text::{counted, whole};
use unwarranted_ingest::values::fixed::{Fixed, SCALE};

/// Totals of figures by area and measure.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FactTotals {
    /// Rows, one per figure, those without a value included.
    pub figures: i64,
    /// Exact sum of the exact figures of each measure in pounds, persons or counts, by identifier. Rows may be parts of one
    /// another (practices beside their commissioner), so this is a check and no national figure. A measure without any
    /// exact figure has no sum.
    pub sums: BTreeMap<String, Fixed>,
    /// Sum of all figures of those measures that have figures with more digits than are exact, each of these rounded to
    /// 1/100,000, so that the order does not matter. It takes the place of the one in `sums`; `None` for a measure whose
    /// sum is too large to be kept. `None` as a whole in catalogues of versions that did not sum such figures.
    #[serde(default)]
    pub rounded: Option<BTreeMap<String, Option<Fixed>>>,
    /// Rows with a published statistic that is not exact.
    pub numbers: i64,
    /// Rows withheld because small.
    pub suppressed: i64,
    /// Rows above zero and too small to be shown. Not in catalogues of earlier versions, which counted them as suppressed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub too_small: i64,
    /// Rows without a figure.
    pub not_reported: i64,
    /// Whether totals stand beside their parts: all ages beside age bands, areas of several kinds, England beside its commissioners.
    /// The sums are then a check and are not printed. Not in catalogues of earlier versions.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nested: bool,
    /// Set where these are the difference between two totals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<FactDifference>,
}

/// What a difference between totals says besides.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FactDifference {
    /// Whether both have sums of all their figures. If not, there is no difference of sums.
    pub sums_known: bool,
    /// The figures compared one by one; `None` where the earlier ones could not be read.
    pub changes: Option<Changes>,
}

/// Figures of two publications, compared one by one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Changes {
    /// Figures that both have and that are not the same; a figure that is withheld in one of them counts.
    pub changed: i64,
    /// Figures that only the later one has.
    pub added: i64,
    /// Figures that only the earlier one has.
    pub gone: i64,
}

impl FactTotals {
    /// Whether every figure of a measure with a sum is in it.
    fn sums_known(&self) -> bool {
        self.rounded.is_some() || self.numbers == 0
    }

    /// The sum of each measure over all its figures; `None` where it is too large to be kept.
    fn all_sums(&self) -> BTreeMap<&str, Option<Fixed>> {
        let exact = self.sums.iter().map(|(measure, sum)| (measure.as_str(), Some(*sum)));
        let rounded = self.rounded.iter().flatten().map(|(measure, sum)| (measure.as_str(), *sum));
        exact.chain(rounded).collect()
    }

    /// Difference, over the measures that both have; `None` on overflow.
    pub(super) fn minus(&self, other: &Self) -> Option<Self> {
        let sums_known = self.sums_known() && other.sums_known();
        let (mut sums, mut unknown) = (BTreeMap::new(), BTreeMap::new());
        let earlier = other.all_sums();
        for (measure, later) in self.all_sums().into_iter().filter(|_| sums_known) {
            match (later, earlier.get(measure)) {
                (Some(later), Some(Some(earlier))) => {
                    sums.insert(measure.to_owned(), Fixed(later.0.checked_sub(earlier.0)?));
                }
                (_, Some(_)) => drop(unknown.insert(measure.to_owned(), None)),
                (_, None) => {}
            }
        }
        Some(Self {
            figures: self.figures.checked_sub(other.figures)?,
            sums,
            rounded: sums_known.then_some(unknown),
            numbers: self.numbers.checked_sub(other.numbers)?,
            suppressed: self.suppressed.checked_sub(other.suppressed)?,
            too_small: self.too_small.checked_sub(other.too_small)?,
            not_reported: self.not_reported.checked_sub(other.not_reported)?,
            nested: false,
            difference: Some(FactDifference { sums_known, changes: None }),
        })
    }

    /// A difference as an earlier version wrote it, without the sums that it could not know.
    pub(super) fn corrected(mut self, earlier: &Self) -> Self {
        if self.difference.is_none() {
            let sums_known = earlier.sums_known() && self.numbers == 0;
            if !sums_known {
                self.sums.clear();
            }
            self.difference = Some(FactDifference { sums_known, changes: None });
        }
        self
    }

    /// Whether these totals, over the stored files, are those that were written, as far as an earlier version wrote them.
    pub(super) fn agrees_with(&self, written: &Self) -> bool {
        let now = Self { nested: written.nested, ..self.clone() };
        match written.rounded {
            Some(_) => now == *written,
            None => Self { rounded: None, ..now } == *written,
        }
    }

    fn write_sums(&self, f: &mut fmt::Formatter<'_>, sums: &[(&str, Option<Fixed>)]) -> fmt::Result {
        for (measure, sum) in sums.iter().take(FEW) {
            match sum {
                Some(sum) => write!(f, ", {measure} {sum}")?,
                None if self.difference.is_some() => write!(f, ", {measure} not compared (its sum is too large)")?,
                None => write!(f, ", {measure} not summed (too large)")?,
            }
        }
        match sums.len().saturating_sub(FEW) {
            0 => Ok(()),
            1 => f.write_str(" and 1 measure more"),
            more => write!(f, " and {more} measures more"),
        }
    }

    fn write_difference(&self, difference: &FactDifference, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match difference.changes {
            Some(Changes { changed, added, gone }) => {
                let changed = counted(changed, "figure", "figures");
                write!(f, "{changed} changed, {} added, {} gone", whole(added), whole(gone))?;
            }
            None => write!(f, "{}, not compared one by one", counted(self.figures, "figure", "figures"))?,
        }
        if !difference.sums_known {
            return f.write_str(", sums not compared (an earlier version of this program did not sum all figures)");
        }
        let sums: Vec<_> = self.all_sums().into_iter().filter(|(_, sum)| *sum != Some(Fixed(0))).collect();
        if sums.is_empty() { f.write_str(", every sum the same") } else { self.write_sums(f, &sums) }
    }
}

/// A figure as it is added to a sum: rounded to 1/100,000; `None` when it is too large.
pub(crate) fn rounded(value: f64) -> Option<i64> {
    let units = (value * SCALE as f64).round();
    // Below this bound the cast is exact.
    #[allow(clippy::cast_possible_truncation)]
    (units.abs() < 9.0e18).then_some(units as i64)
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "what serde asks for")]
fn is_zero(count: &i64) -> bool {
    *count == 0
}

/// Measures whose sums are printed one by one; of more, only how many there are.
const FEW: usize = 3;

impl fmt::Display for FactTotals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(difference) = &self.difference {
            self.write_difference(difference, f)?;
        } else {
            f.write_str(&counted(self.figures, "figure", "figures"))?;
            if self.nested {
                f.write_str(", not summed, as totals stand beside their parts")?;
            } else if self.sums_known() {
                self.write_sums(f, &self.all_sums().into_iter().collect::<Vec<_>>())?;
            } else {
                f.write_str(", sums not known (an earlier version of this program did not sum all figures)")?;
            }
        }
        let unknown = [
            (self.suppressed, "suppressed"),
            (self.too_small, "too small to be shown"),
            (self.not_reported, "not reported"),
        ];
        for (count, what) in unknown {
            if count != 0 {
                write!(f, ", {} {what}", whole(count))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn totals(exact: &[(&str, i64)], rounded: Option<&[(&str, Option<i64>)]>) -> FactTotals {
        let sums = exact.iter().map(|(m, v)| ((*m).to_owned(), Fixed(*v))).collect();
        let all = |r: &[(&str, Option<i64>)]| r.iter().map(|(m, v)| ((*m).to_owned(), v.map(Fixed))).collect();
        let numbers = if rounded.is_some_and(<[_]>::is_empty) { 0 } else { 2 };
        FactTotals { figures: 4, sums, rounded: rounded.map(all), numbers, ..FactTotals::default() }
    }

    #[test]
    fn a_sum_over_all_figures_takes_the_place_of_that_of_the_exact_ones() {
        let of = totals(&[("need", 0), ("people", 300_000)], Some(&[("huge", None), ("need", Some(150_000))]));
        assert_eq!(of.to_string(), "4 figures, huge not summed (too large), need 1.50, people 3.00");
        let old = FactTotals { rounded: None, ..of.clone() };
        let unknown = "4 figures, sums not known (an earlier version of this program did not sum all figures)";
        assert_eq!(old.to_string(), unknown);
        assert_eq!((of.agrees_with(&old), old.agrees_with(&of), of.agrees_with(&of)), (true, false, true));
        assert_eq!((rounded(0.123_456), rounded(-0.5), rounded(1e14)), (Some(12_346), Some(-50_000), None));
    }

    #[test]
    fn totals_beside_their_parts_have_no_sum_to_print() {
        let of = FactTotals { nested: true, suppressed: 1, ..totals(&[("people", 600_000)], Some(&[])) };
        assert_eq!(of.to_string(), "4 figures, not summed, as totals stand beside their parts, 1 suppressed");
        let old = FactTotals { nested: false, ..of.clone() };
        assert!(of.agrees_with(&old) && old.agrees_with(&of), "an earlier version did not write it");
        assert!(!FactTotals { figures: 5, ..of.clone() }.agrees_with(&of));
    }

    #[test]
    fn a_difference_names_the_sums_that_differ_and_the_figures_that_changed() {
        let earlier = totals(&[("a", 5), ("b", 5)], Some(&[("huge", None), ("need", Some(100_000))]));
        let later = totals(&[("a", 5), ("b", 5)], Some(&[("huge", None), ("need", Some(350_000))]));
        let mut difference = later.minus(&earlier).unwrap();
        let sums = "huge not compared (its sum is too large), need 2.50";
        assert_eq!(difference.to_string(), format!("0 figures, not compared one by one, {sums}"));
        difference.difference.as_mut().unwrap().changes = Some(Changes { changed: 2, added: 1, gone: 0 });
        assert_eq!(difference.to_string(), format!("2 figures changed, 1 added, 0 gone, {sums}"));
        let json = serde_json::to_string(&difference).unwrap();
        assert_eq!(serde_json::from_str::<FactTotals>(&json).unwrap(), difference);
        let (a, b) = (totals(&[("a", 5)], Some(&[])), totals(&[("a", 5)], Some(&[])));
        let same = a.minus(&b).unwrap().to_string();
        assert_eq!(same, "0 figures, not compared one by one, every sum the same");
    }

    #[test]
    fn sums_that_were_not_kept_are_not_compared() {
        let old: FactTotals = serde_json::from_str(
            r#"{"figures": 4, "sums": {"need": "0.00"}, "numbers": 3, "suppressed": 0, "not_reported": 0}"#,
        )
        .unwrap();
        let difference = totals(&[], Some(&[("need", Some(7))])).minus(&old).unwrap();
        assert!(difference.sums.is_empty() && !difference.difference.as_ref().unwrap().sums_known);
        assert!(difference.to_string().contains(", sums not compared (an earlier version"), "{difference}");
        let written = FactTotals { figures: 0, numbers: 0, ..old.clone() };
        assert!(written.corrected(&old).to_string().contains(", sums not compared (an earlier version"));
    }
}
