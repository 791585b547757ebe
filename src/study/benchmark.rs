//! Every area against the areas most like it.

use super::beside::{IndicatorColumn, Indicators, how_many};
use super::need::listed;
use super::plan::Data;
use super::similar::told;
use super::sliced::Sliced;
use super::{Error, Result, Study};
use crate::core::benchmark::{Benchmark, benchmark};
use crate::core::text::counted;
use crate::core::{Confidence, Slice};

impl Study {
    /// Reads the data, cuts them and compares every area of every slice with the `nearest` areas most like it by these columns.
    ///
    /// # Errors
    /// As [`Study::run`] and [`Study::similar`]; a store, which has no such columns; data with expected values of their own.
    pub fn benchmark(&self, by: &[IndicatorColumn], nearest: Option<usize>) -> Result<Sliced<Benchmark>> {
        let nearest = how_many(by, nearest)?;
        let mut plan = self.plan(None)?;
        plan.name_others(by.iter().map(|by| by.column.as_str()));
        let confidence = Confidence::new(plan.analysis.confidence, "confidence")?;
        let Data::Files { paths, tidy } = &plan.data else {
            return Err(Error::option("by", "names columns of files"));
        };
        let indicators = Indicators::read(paths, by, tidy)?;
        let (loaded, slices, _) = plan.cut_plainly()?;
        let wanted = plan.wanted(&loaded.words, slices)?;
        let one = |slice: &Slice| {
            let known = indicators.of(Some(slice.period()), false, nearest)?;
            benchmark(&plan.with_chance(slice)?, &known, confidence).map_err(told)
        };
        let found = wanted.iter().map(one).collect::<Result<Vec<_>>>()?;
        let mut sliced = plan.sliced(loaded, &wanted, found);
        sliced.set_aside.extend(indicators.set_aside);
        sliced.without_peers();
        Ok(sliced)
    }
}

impl Sliced<Benchmark> {
    /// Says which areas are like no others, and which cannot be held against any.
    fn without_peers(&mut self) {
        for slice in &self.slices {
            let count = |n: usize| counted(i64::try_from(n).unwrap_or(i64::MAX), "area has", "areas have");
            let far: Vec<_> = slice.areas.iter().filter(|a| a.without_peers).map(|a| &a.area).collect();
            if !far.is_empty() {
                let many = count(far.len());
                self.warnings.push(format!(
                    "{}: {many} no peers, so that nobody is like them: {}",
                    slice.period,
                    listed(&far)
                ));
            }
            if !slice.lacking.is_empty() {
                let codes: Vec<_> = slice.lacking.iter().collect();
                self.set_aside.push(format!(
                    "{}: {} {}: {}",
                    slice.period,
                    count(codes.len()),
                    if slice.nearest.is_some() {
                        "no value to be like others by"
                    } else {
                        "no others in their group, or no group"
                    },
                    listed(&codes)
                ));
            }
        }
    }
}
