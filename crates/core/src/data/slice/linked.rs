//! What areas belong to and are ranked by: parent groups, a deprivation score.

use super::{Slice, SliceArea};
use crate::error::{Error, Undefined};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Slice {
    /// The same slice with each area's parent group (a region, an ICB), as `group` gives it by area code.
    ///
    /// # Errors
    /// [`Error::Empty`] naming an area without a group.
    ///
    /// ```
    /// use unwarranted_core::{Kind, Slice};
    /// let slice = Slice::from_denominators(Kind::Count, &[("A1", 10.0, 100.0), ("B1", 30.0, 100.0)]).unwrap();
    /// let slice = slice.with_groups(|code| Some(code[..1].into())).unwrap();
    /// assert_eq!(&*slice.groups().unwrap()[1], "B");
    /// ```
    pub fn with_groups(mut self, group: impl Fn(&str) -> Option<Arc<str>>) -> Result<Self, Error> {
        let missing = |a: &SliceArea| Error::Empty(format!("area {} has no parent group", a.code));
        let one = |a: &SliceArea| group(&a.code).ok_or_else(|| missing(a));
        self.groups = Some(self.areas.iter().map(one).collect::<Result<_, _>>()?);
        Ok(self)
    }

    /// The same slice with a ranking variable (a deprivation score) per area, as `rank` gives it by area code.
    ///
    /// # Errors
    /// [`Error::Empty`] naming an area without a finite value.
    pub fn with_ranking(mut self, rank: impl Fn(&str) -> Option<f64>) -> Result<Self, Error> {
        let missing = |a: &SliceArea| Error::Empty(format!("area {} has no value of the ranking variable", a.code));
        let one = |a: &SliceArea| rank(&a.code).filter(|r| r.is_finite()).ok_or_else(|| missing(a));
        self.ranking = Some(self.areas.iter().map(one).collect::<Result<_, _>>()?);
        Ok(self)
    }

    /// The same slice with the variance of chance relative to that of independent events, phi: see [`crate::chance`]. With
    /// it amounts have a chance model too.
    #[must_use]
    pub fn with_dispersion(mut self, phi: f64) -> Self {
        self.dispersion = Some(phi).filter(|phi| phi.is_finite() && *phi > 0.0);
        self
    }

    /// The variance of chance relative to that of independent events; `None` where it was not given.
    #[must_use]
    pub fn dispersion(&self) -> Option<f64> {
        self.dispersion
    }

    /// Parent group of each area; `None` where none were given.
    #[must_use]
    pub fn groups(&self) -> Option<&[Arc<str>]> {
        self.groups.as_deref()
    }

    /// Ranking variable of each area; `None` where none was given.
    #[must_use]
    pub fn ranking(&self) -> Option<&[f64]> {
        self.ranking.as_deref()
    }

    /// Number of each area's group, in the order of the group names.
    ///
    /// # Errors
    /// Undefined without parent groups.
    pub(crate) fn group_numbers(&self) -> Result<Vec<usize>, Undefined> {
        let groups = self.groups().ok_or_else(|| Undefined::because("no parent groups were given"))?;
        let mut numbers: BTreeMap<&str, usize> = groups.iter().map(|g| (&**g, 0)).collect();
        for (i, number) in numbers.values_mut().enumerate() {
            *number = i;
        }
        Ok(groups.iter().map(|g| numbers[&**g]).collect())
    }

    /// The place R of each area between 0 (lowest rank) and 1: population share below it plus half of its own, where
    /// areas of the same rank count as one.
    ///
    /// # Errors
    /// Undefined without a ranking variable.
    pub(crate) fn places(&self) -> Result<Vec<f64>, Undefined> {
        let ranks = self.ranking().ok_or_else(|| Undefined::because("no ranking variable was given"))?;
        let weights = self.weights()?;
        let mut order: Vec<usize> = (0..ranks.len()).collect();
        order.sort_by(|a, b| ranks[*a].total_cmp(&ranks[*b]));
        let (mut places, mut below) = (vec![0.0; ranks.len()], 0.0);
        for tied in order.chunk_by(|a, b| ranks[*a].total_cmp(&ranks[*b]).is_eq()) {
            let own: f64 = tied.iter().map(|i| weights[*i]).sum();
            for i in tied {
                places[*i] = below + own / 2.0;
            }
            below += own;
        }
        Ok(places)
    }
}
