//! Findings of many slices one after the other, without holding all of them.

use crate::data::slice::Slice;
use crate::error::Error;
use crate::findings::analyse::findings;
use crate::findings::area_rates;
use crate::findings::checked::Checked;
use crate::findings::found::SliceFindings;
use crate::findings::judge::{Together, tested};
use crate::findings::judgement::Family;
use crate::findings::options::AnalysisOptions;
use crate::outliers::control::Control;
use rayon::prelude::*;

/// Areas that are analysed together: enough for every thread, and few beside what the data take.
const BATCH_AREAS: usize = 200_000;
/// The same for slices of few areas.
const BATCH_SLICES: usize = 1_024;

/// Slices about to be analysed: as [`crate::analyse_all`], but each slice goes when its findings are made, and its
/// findings when they are used.
pub struct Piecewise {
    /// With what their rates are per.
    slices: Vec<(Slice, f64)>,
    options: Checked,
    control: Option<(Control, Family)>,
}

impl std::fmt::Debug for Piecewise {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Piecewise").field("slices", &self.slices.len()).finish_non_exhaustive()
    }
}

impl Piecewise {
    /// These slices, each with how many units of the denominator its rates are per (`options.per` is not used).
    ///
    /// # Errors
    /// Those of [`crate::analyse_all`].
    pub fn new(slices: Vec<(Slice, f64)>, options: &AnalysisOptions) -> Result<Self, Error> {
        let options = Checked::new(options)?;
        slices.iter().try_for_each(|(slice, _)| area_rates::check(slice, options.interval))?;
        Ok(Self { slices, options, control: None })
    }

    /// The same, judged together as by [`crate::judgement::judge`]. Every slice is tested once for the p that all are
    /// judged by, and once more when its findings are made: time instead of memory.
    #[must_use]
    pub fn judged(self, control: Control, family: Family) -> Self {
        Self { control: Some((control, family)), ..self }
    }

    /// Gives what `make` makes of the findings of each slice to `take`, in the order of the slices. `make` runs on as many
    /// threads as rayon has; the result does not depend on their number.
    ///
    /// # Errors
    /// The first of `make` or `take`.
    ///
    /// ```
    /// use unwarranted_core::findings::Piecewise;
    /// use unwarranted_core::{AnalysisOptions, Kind, Slice};
    /// let slice = |o| Slice::from_denominators(Kind::Count, &[("A", o, 1000.0), ("B", 110.0, 1000.0)]).unwrap();
    /// let slices = vec![(slice(90.0), 100.0), (slice(30.0), 100.0)];
    /// let mut rates = Vec::new();
    /// Piecewise::new(slices, &AnalysisOptions::default())?.each(
    ///     |found| Ok::<_, unwarranted_core::Error>(found.areas[0].rate),
    ///     |rate| Ok(rates.push(rate)),
    /// )?;
    /// assert_eq!(rates, [Some(9.0), Some(3.0)]);
    /// # Ok::<(), unwarranted_core::Error>(())
    /// ```
    pub fn each<T: Send, E: Send>(
        self,
        make: impl Fn(SliceFindings) -> Result<T, E> + Sync,
        mut take: impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        let together = self.control.map(|(control, family)| Together::new(self.tests(), control, family));
        let options = self.options;
        let one = |(at, (slice, per)): (usize, (Slice, f64))| {
            let mut found = findings(&slice, &options, per);
            drop(slice);
            if let Some(together) = &together {
                together.judge(at, &mut found);
            }
            make(found)
        };
        let mut rest = self.slices.into_iter().enumerate();
        loop {
            let batch = batch(&mut rest);
            if batch.is_empty() {
                return Ok(());
            }
            let made: Vec<Result<T, E>> = batch.into_par_iter().map(one).collect();
            made.into_iter().try_for_each(|one| take(one?))?;
        }
    }

    /// The p of every slice that alarms are raised by; nothing else is computed.
    fn tests(&self) -> Vec<Vec<Option<f64>>> {
        let options = self.options.of_tests();
        self.slices.par_iter().map(|(slice, per)| tested(&findings(slice, &options, *per))).collect()
    }
}

/// The next slices to analyse together.
fn batch(rest: &mut impl Iterator<Item = (usize, (Slice, f64))>) -> Vec<(usize, (Slice, f64))> {
    let (mut batch, mut areas) = (Vec::new(), 0);
    while areas < BATCH_AREAS && batch.len() < BATCH_SLICES {
        let Some(next) = rest.next() else { break };
        areas += next.1.0.len();
        batch.push(next);
    }
    batch
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::kind::Kind;
    use crate::findings::analyse::analyse_all;
    use crate::findings::judge::judge;
    use crate::findings::options::Wanted;

    fn slices() -> Vec<Slice> {
        let areas = ["A", "B", "C", "D", "E", "F"];
        let counts = [[90.0, 110.0, 30.0, 95.0, 101.0, 99.0], [20.0, 18.0, 25.0, 22.0, 90.0, 2.0], [0.0; 6]];
        let of = |counts: [f64; 6]| {
            let rows: Vec<_> = areas.into_iter().zip(counts).map(|(a, o)| (a, o, 1000.0)).collect();
            Slice::from_denominators(Kind::Count, &rows).unwrap()
        };
        counts.map(of).into()
    }

    fn piecewise(options: &AnalysisOptions, control: Control, family: Family) -> Vec<SliceFindings> {
        let slices = slices().into_iter().map(|s| (s, options.per)).collect();
        let mut found = Vec::new();
        let keep = |one| {
            found.push(one);
            Ok::<_, Error>(())
        };
        Piecewise::new(slices, options).unwrap().judged(control, family).each(Ok, keep).unwrap();
        found
    }

    #[test]
    fn findings_one_by_one_are_those_of_all_together() {
        let options = AnalysisOptions { per: 1000.0, league_tables: 100, replicates: 99, ..AnalysisOptions::default() };
        let options = AnalysisOptions { rule: "exact", ..options };
        for family in [Family::Period, Family::All] {
            let mut all = analyse_all(&slices(), &options).unwrap();
            judge(&mut all, Control::Fdr(0.05), family);
            assert_eq!(piecewise(&options, Control::Fdr(0.05), family), all);
        }
    }

    #[test]
    fn what_is_not_wanted_is_absent_and_what_is_wanted_the_same() {
        let full = AnalysisOptions { per: 1000.0, league_tables: 100, replicates: 99, ..AnalysisOptions::default() };
        let all = analyse_all(&slices(), &full).unwrap();
        let only = |wanted| analyse_all(&slices(), &AnalysisOptions { wanted, ..full.clone() }).unwrap();
        let (rates, outliers, indices) = (only(Wanted::Rates), only(Wanted::Outliers), only(Wanted::Indices));
        for (at, s) in all.iter().enumerate() {
            assert_eq!(outliers[at].areas, s.areas);
            assert_eq!(outliers[at].overdispersion, s.overdispersion);
            assert!(outliers[at].indices.is_empty() && outliers[at].simulated.is_none());
            assert_eq!(indices[at].indices, s.indices);
            assert_eq!(indices[at].random_against_real, s.random_against_real);
            assert_eq!((rates[at].rate, rates[at].deciles), (s.rate, s.deciles));
            assert!(rates[at].indices.is_empty() && rates[at].curve.is_none());
            for (a, b) in rates[at].areas.iter().zip(&s.areas) {
                assert_eq!((a.rate, a.lower, a.upper, a.ratio), (b.rate, b.lower, b.upper, b.ratio));
                assert_eq!((&a.rates, a.percent_rank), (&b.rates, b.percent_rank));
                assert_eq!((a.z, a.flag, &a.limits, a.judgement.rank), (None, None, &None, None));
            }
        }
    }
}
