//! Rows finer than areas: age and sex groups, and practices. Their sums are the rows of a [`Cube`].

use crate::data::cell::Cell;
use crate::data::cube::Cube;
use crate::data::period::Period;
use crate::data::practice::Practice;
use crate::data::row::{CubeRow, Key};
use crate::data::slice::Slice;
use crate::data::slicing::{SliceOptions, inside};
use crate::data::strata::{Strata, StratumKey, StratumRow};
use crate::error::Error;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One row of input about a part of an area.
#[derive(Debug, Clone, PartialEq)]
pub struct PartRow {
    /// The row; its area is the one that the part belongs to.
    pub row: CubeRow,
    /// Age and sex of the people; `None` where all are together.
    pub stratum: Option<StratumKey>,
    /// Code of the practice; `None` where the row is about the area.
    pub practice: Option<Arc<str>>,
}

/// All rows about parts of areas, sorted, so that no result depends on their order in the input.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parts {
    rows: Vec<PartRow>,
}

impl Parts {
    /// These rows.
    #[must_use]
    pub fn new(mut rows: Vec<PartRow>) -> Self {
        rows.sort_by(|a, b| a.key().cmp(&b.key()).then_with(|| a.finer().cmp(&b.finer())));
        Self { rows }
    }

    /// The rows, sorted.
    #[must_use]
    pub fn rows(&self) -> &[PartRow] {
        &self.rows
    }

    /// Whether some rows are about an age or sex group.
    #[must_use]
    pub fn has_strata(&self) -> bool {
        self.rows.iter().any(|p| p.stratum.is_some())
    }

    /// Whether some rows are about a practice.
    #[must_use]
    pub fn has_practices(&self) -> bool {
        self.rows.iter().any(|p| p.practice.is_some())
    }

    /// The cube of areas: observed, denominators and expected values are summed over the parts. An area of which a part
    /// is suppressed, or not reported, is so itself: its sum is not known. Rows without an area stay single.
    ///
    /// ```
    /// use unwarranted_core::{Cell, CubeRow, PartRow, Parts, Period};
    /// let part = |band: &str, observed| PartRow {
    ///     row: CubeRow {
    ///         file: 0, treatment: "t".into(), period: Period::All, area: "A".into(),
    ///         observed, denominator: Some(Cell::Value(10.0)), expected: None,
    ///     },
    ///     stratum: Some(unwarranted_core::standardise::StratumKey { age_band: band.parse().unwrap(), sex: None }),
    ///     practice: None,
    /// };
    /// let cube = |o| Parts::new(vec![part("0-64", Cell::Value(2.0)), part("65+", o)]).cube(Default::default());
    /// assert_eq!(cube(Cell::Value(3.0)).rows()[0].observed, Cell::Value(5.0));
    /// assert_eq!(cube(Cell::Suppressed).rows()[0].observed, Cell::Suppressed);
    /// ```
    #[must_use]
    pub fn cube(&self, names: BTreeMap<Arc<str>, Arc<str>>) -> Cube {
        let mut rows: Vec<CubeRow> = Vec::new();
        let mut behind: BTreeMap<Key, Vec<(usize, usize)>> = BTreeMap::new();
        for parts in self.rows.chunk_by(|a, b| a.key() == b.key()) {
            if parts[0].row.area.is_empty() {
                rows.extend(parts.iter().map(|p| p.row.clone()));
                continue;
            }
            let mut files: BTreeMap<usize, usize> = BTreeMap::new();
            for part in parts {
                *files.entry(part.row.file).or_default() += 1;
            }
            behind.insert(parts[0].key(), files.into_iter().collect());
            rows.push(sum(parts));
        }
        Cube::of_sums(rows, names, behind)
    }

    /// Events and people of a slice of [`Self::cube`] by age and sex, pooled over the period as the slice is: events are
    /// summed, people averaged over the periods of its rows unless they are a flow.
    ///
    /// # Errors
    /// [`Error::Figures`] for a treatment whose rows have neither age band nor sex, or no denominator, and those of
    /// [`Strata::new`] and [`Period::within`].
    pub fn strata(&self, slice: &Slice, options: &SliceOptions) -> Result<Strata, Error> {
        let lack = |what: &str| Error::Figures(format!("the rows of treatment '{}' have no {what}", slice.treatment()));
        let mut sums: BTreeMap<(Arc<str>, StratumKey), [f64; 2]> = BTreeMap::new();
        let (rows, share) = self.of(slice, options)?;
        for part in rows {
            let key = part.stratum.clone().ok_or_else(|| lack("age band or sex to standardise by"))?;
            let people = part.row.denominator.ok_or_else(|| lack("denominator by age and sex"))?;
            let sum = sums.entry((Arc::clone(&part.row.area), key)).or_default();
            sum[0] += part.row.observed.value().unwrap_or_default();
            sum[1] += people.value().unwrap_or_default();
        }
        let row = |((area, key), [observed, people]): ((Arc<str>, StratumKey), [f64; 2])| StratumRow {
            area,
            age_band: key.age_band,
            sex: key.sex,
            observed,
            population: people * share,
        };
        Strata::new(&sums.into_iter().map(row).collect::<Vec<_>>())
    }

    /// The practices of a slice of [`Self::cube`], pooled over the period as the slice is. Practices with neither people
    /// nor anything observed are left out: they are not there.
    ///
    /// # Errors
    /// Those of [`Period::within`].
    pub fn practices(&self, slice: &Slice, options: &SliceOptions) -> Result<Vec<Practice>, Error> {
        Ok(self.named_practices(slice, options)?.into_iter().map(|(_, practice)| practice).collect())
    }

    /// [`Self::practices`] with their codes.
    ///
    /// # Errors
    /// As [`Self::practices`].
    pub fn named_practices(&self, slice: &Slice, options: &SliceOptions) -> Result<Vec<(Arc<str>, Practice)>, Error> {
        let mut sums: BTreeMap<(Arc<str>, Arc<str>), [f64; 2]> = BTreeMap::new();
        let (rows, share) = self.of(slice, options)?;
        for part in rows {
            let Some(practice) = &part.practice else { continue };
            let sum = sums.entry((Arc::clone(&part.row.area), Arc::clone(practice))).or_default();
            sum[0] += part.row.observed.value().unwrap_or_default();
            sum[1] += part.row.denominator.and_then(Cell::value).unwrap_or_default();
        }
        let there = |(_, [observed, people]): &(_, [f64; 2])| *observed != 0.0 || *people > 0.0;
        let one = |((area, code), [observed, people]): ((Arc<str>, Arc<str>), [f64; 2])| {
            (code, Practice { area, observed, denominator: people * share })
        };
        Ok(sums.into_iter().filter(there).map(one).collect())
    }

    /// The rows behind the areas of a slice, and what a stock denominator is multiplied with.
    fn of(&self, slice: &Slice, options: &SliceOptions) -> Result<(Vec<&PartRow>, f64), Error> {
        let start = self.rows.partition_point(|p| p.row.treatment < *slice.treatment());
        let own = self.rows[start..].iter().take_while(|p| p.row.treatment == *slice.treatment());
        let used: BTreeSet<&Arc<str>> = slice.areas().iter().map(|a| &a.code).collect();
        let (mut rows, mut periods): (Vec<&PartRow>, BTreeSet<Period>) = (Vec::new(), BTreeSet::new());
        for part in own.filter(|p| inside(p.row.period, options)) {
            let period = options.by.map_or(Ok(part.row.period), |grain| part.row.period.within(grain))?;
            if period == slice.period() {
                periods.insert(part.row.period);
                rows.extend(used.contains(&part.row.area).then_some(part));
            }
        }
        let share = if options.flow(slice.treatment(), slice.kind()) { 1.0 } else { 1.0 / periods.len().max(1) as f64 };
        Ok((rows, share))
    }
}

impl PartRow {
    fn key(&self) -> Key {
        (Arc::clone(&self.row.treatment), self.row.period, Arc::clone(&self.row.area))
    }

    fn finer(&self) -> (&Option<Arc<str>>, &Option<StratumKey>) {
        (&self.practice, &self.stratum)
    }
}

/// The parts of one area, treatment and period as one row.
fn sum(parts: &[PartRow]) -> CubeRow {
    let mut whole = parts[0].row.clone();
    for part in &parts[1..] {
        whole.observed = add(whole.observed, part.row.observed);
        whole.denominator = whole.denominator.zip(part.row.denominator).map(|(a, b)| add(a, b));
        whole.expected = whole.expected.zip(part.row.expected).map(|(a, b)| add(a, b));
    }
    whole
}

fn add(a: Cell, b: Cell) -> Cell {
    match (a, b) {
        (Cell::Value(a), Cell::Value(b)) => Cell::Value(a + b),
        (Cell::Suppressed, _) | (_, Cell::Suppressed) => Cell::Suppressed,
        (Cell::NotReported, _) | (_, Cell::NotReported) => Cell::NotReported,
        // The sum is not known and need not be small: the word says why it is not.
        _ => Cell::TooSmall,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::period::Grain;

    fn part(period: &str, area: &str, practice: Option<&str>, band: Option<&str>, figures: [f64; 2]) -> PartRow {
        let stratum = band.map(|b| StratumKey { age_band: b.parse().unwrap(), sex: None });
        let row = CubeRow {
            file: 0,
            treatment: "t".into(),
            period: Period::parse(period).unwrap(),
            area: area.into(),
            observed: Cell::Value(figures[0]),
            denominator: Some(Cell::Value(figures[1])),
            expected: None,
        };
        PartRow { row, stratum, practice: practice.map(Into::into) }
    }

    #[test]
    fn parts_sum_to_the_slice_over_periods_in_which_some_are_missing() {
        let mut rows = Vec::new();
        for (m, month) in ["2025-01", "2025-02", "2025-03"].into_iter().enumerate() {
            for (a, area) in ["A", "B"].into_iter().enumerate() {
                for (s, band) in ["0-64", "65+"].into_iter().enumerate() {
                    if (m, a, s) != (1, 0, 1) {
                        let figures = [(3 + m + 2 * a + s) as f64, (100 + 10 * a + s) as f64];
                        rows.push(part(month, area, Some(if s == 0 { "P" } else { "Q" }), Some(band), figures));
                    }
                }
            }
        }
        rows.reverse();
        let parts = Parts::new(rows);
        let options = SliceOptions { by: Some(Grain::Year), ..SliceOptions::default() };
        let cube = parts.cube(BTreeMap::new());
        let slice = &cube.slices(&options).unwrap()[0];
        let strata = parts.strata(slice, &options).unwrap();
        let close = |found: Vec<f64>, wanted: &[f64]| {
            assert!(found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-9), "{found:?} {wanted:?}");
        };
        close(strata.observed(), slice.observed());
        close(strata.population(), slice.denominator().unwrap());
        let practices = parts.practices(slice, &options).unwrap();
        assert_eq!(practices.len(), 4);
        let a: f64 = practices.iter().filter(|p| &*p.area == "A").map(|p| p.denominator).sum();
        close(vec![a], &slice.denominator().unwrap()[..1]);
        let uses = cube.row_use(&options).unwrap();
        assert_eq!((uses[&0].read, uses[&0].used), (11, 11), "input rows are counted, not sums");
    }

    #[test]
    fn an_area_with_a_suppressed_part_is_set_aside_with_all_of_its_rows() {
        let mut rows = vec![
            part("2025-01", "A", None, Some("0-64"), [3.0, 9.0]),
            part("2025-01", "A", None, Some("65+"), [3.0, 9.0]),
            part("2025-01", "B", None, Some("0-64"), [3.0, 9.0]),
            part("2025-01", "", None, Some("0-64"), [3.0, 9.0]),
            part("2025-01", "", None, Some("0-64"), [3.0, 9.0]),
        ];
        rows[1].row.observed = Cell::Suppressed;
        let parts = Parts::new(rows);
        let slice = parts.cube(BTreeMap::new()).slices(&SliceOptions::default()).unwrap().remove(0);
        let aside: Vec<_> = slice.set_aside().iter().map(|s| (s.reason.word(), s.rows)).collect();
        assert_eq!(aside, [("blank-area", 2), ("suppressed", 2)]);
        assert_eq!(parts.strata(&slice, &SliceOptions::default()).unwrap().observed(), [3.0]);
        let plain = Parts::new(vec![part("2025-01", "B", None, None, [3.0, 9.0])]);
        let error = plain.strata(&slice, &SliceOptions::default()).unwrap_err().to_string();
        assert!(error.contains("'t' have no age band or sex"), "{error}");
    }
}
