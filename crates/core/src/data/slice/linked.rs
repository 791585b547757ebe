//! What areas belong to and are ranked by: parent groups, a deprivation score.

use super::{Slice, SliceArea};
use crate::data::likeness::Likeness;
use crate::data::month_noise::MonthNoise;
use crate::error::{Error, Undefined};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Slice {
    /// The same slice with each area's parent group (a region, an ICB), as `group` gives it by area code.
    ///
    /// # Errors
    /// [`Error::Figures`] naming an area without a group.
    ///
    /// ```
    /// use unwarranted_core::{Kind, Slice};
    /// let slice = Slice::from_denominators(Kind::Count, &[("A1", 10.0, 100.0), ("B1", 30.0, 100.0)]).unwrap();
    /// let slice = slice.with_groups(|code| Some(code[..1].into())).unwrap();
    /// assert_eq!(&*slice.groups().unwrap()[1], "B");
    /// ```
    pub fn with_groups(mut self, group: impl Fn(&str) -> Option<Arc<str>>) -> Result<Self, Error> {
        let missing = |a: &SliceArea| Error::Figures(format!("area {} has no parent group", a.code));
        let one = |a: &SliceArea| group(&a.code).ok_or_else(|| missing(a));
        self.known.groups = Some(self.areas.iter().map(one).collect::<Result<_, _>>()?);
        Ok(self)
    }

    /// The same slice with a ranking variable (a deprivation score) per area, as `rank` gives it by area code.
    ///
    /// # Errors
    /// [`Error::Figures`] naming an area without a finite value.
    pub fn with_ranking(mut self, rank: impl Fn(&str) -> Option<f64>) -> Result<Self, Error> {
        let missing = |a: &SliceArea| Error::Figures(format!("area {} has no value of the ranking variable", a.code));
        let one = |a: &SliceArea| rank(&a.code).filter(|r| r.is_finite()).ok_or_else(|| missing(a));
        self.known.ranking = Some(self.areas.iter().map(one).collect::<Result<_, _>>()?);
        Ok(self)
    }

    /// The same slice with the variance of chance relative to that of independent events, phi: see [`crate::chance`]. With
    /// it amounts have a chance model too.
    #[must_use]
    pub fn with_dispersion(mut self, phi: f64) -> Self {
        self.known.dispersion = Some(phi).filter(|phi| phi.is_finite() && *phi > 0.0);
        self
    }

    /// The variance of chance relative to that of independent events; `None` where it was not given.
    #[must_use]
    pub fn dispersion(&self) -> Option<f64> {
        self.known.dispersion
    }

    /// The same in effective events: every figure divided by the dispersion, so that its chance is that of independent events.
    /// Ratios stay as they are. `None` where no dispersion is known.
    pub(crate) fn in_effective_events(&self) -> Option<Self> {
        let phi = self.dispersion()?;
        let mut slice = self.clone();
        let figures =
            slice.observed.iter_mut().chain(&mut slice.expected).chain(slice.denominator.iter_mut().flatten());
        figures.for_each(|figure| *figure /= phi);
        Some(slice)
    }

    /// The same slice with the variance of chance that its practices show, or why they show none.
    #[must_use]
    pub fn with_practice_dispersion(mut self, phi: Result<f64, Undefined>) -> Self {
        self.known.practice_dispersion = Some(phi);
        self
    }

    /// The variance of chance relative to that of independent events as practices show it, or why they do not; `None` where
    /// they were not given for that.
    #[must_use]
    pub fn practice_dispersion(&self) -> Option<&Result<f64, Undefined>> {
        self.known.practice_dispersion.as_ref()
    }

    /// The same slice with the variance of chance relative to that of independent events as the data themselves say it, above
    /// zero; anything else is left out.
    #[must_use]
    pub fn with_given_dispersion(mut self, phi: f64) -> Self {
        self.known.given_dispersion = Some(phi).filter(|phi| phi.is_finite() && *phi > 0.0);
        self
    }

    /// The variance of chance relative to that of independent events as the data say it; `None` where they do not.
    #[must_use]
    pub fn given_dispersion(&self) -> Option<f64> {
        self.known.given_dispersion
    }

    /// The same slice with the noise of its treatment from month to month, for a slice of which no more is known of chance.
    ///
    /// `before` is another slice of the treatment. Where both are months or quarters and this one follows it, the findings
    /// give the change of each area.
    #[must_use]
    pub fn with_month_noise(mut self, noise: Arc<MonthNoise>, before: Option<&Self>) -> Self {
        let before = before.filter(|before| before.is_followed_by(&self));
        let figures = before.map(|before| {
            let pairs = before.observed.iter().zip(&before.expected);
            before.areas.iter().zip(pairs).map(|(area, (o, e))| (Arc::clone(&area.code), [*o, *e])).collect()
        });
        self.known.month_noise = Some((noise, figures.unwrap_or_default()));
        self
    }

    /// Whether the other slice is of the month after this month, or of the quarter after this quarter.
    fn is_followed_by(&self, other: &Self) -> bool {
        // Longer periods change by who is treated, which months do not show.
        let short = |s: &Self| s.period.full_months().filter(|n| *n <= 3 && *n == s.months);
        let next = self.period.last_month().zip(other.period.first_month()).is_some_and(|(a, b)| b.since(a) == 1);
        next && short(self).is_some() && short(self) == short(other) && self.treatment == other.treatment
    }

    /// The noise of the treatment from month to month; `None` where it was not given.
    #[must_use]
    pub fn month_noise(&self) -> Option<&Arc<MonthNoise>> {
        self.known.month_noise.as_ref().map(|(noise, _)| noise)
    }

    /// Observed and expected value of an area in the period before, where that was given with the noise of months.
    pub(crate) fn before(&self, code: &str) -> Option<[f64; 2]> {
        self.known.month_noise.as_ref()?.1.get(code).copied()
    }

    /// The same slice with what makes its areas alike, for [`crate::findings::TargetRate::Similar`].
    #[must_use]
    pub fn with_likeness(mut self, likeness: Arc<Likeness>) -> Self {
        self.known.likeness = Some(likeness);
        self
    }

    /// What makes its areas alike; `None` where that was not given.
    #[must_use]
    pub fn likeness(&self) -> Option<&Arc<Likeness>> {
        self.known.likeness.as_ref()
    }

    /// Parent group of each area; `None` where none were given.
    #[must_use]
    pub fn groups(&self) -> Option<&[Arc<str>]> {
        self.known.groups.as_deref()
    }

    /// Ranking variable of each area; `None` where none was given.
    #[must_use]
    pub fn ranking(&self) -> Option<&[f64]> {
        self.known.ranking.as_deref()
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
