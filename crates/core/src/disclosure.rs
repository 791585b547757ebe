//! Disclosure control: small counts of people are not published, and cannot be worked out from what is.
//!
//! A rule changes the counts of a slice before anything is worked out of them, so that rates, intervals, indices and
//! charts hold no more than the published counts do. Where a rule takes exactly one area out of a slice, its count is the
//! rest of a total that may be published elsewhere: the area with the next smallest count is then taken out too.
//!
//! Sources: NHS Digital, disclosure control of Hospital Episode Statistics from September 2018; OpenSAFELY, measures
//! framework of ehrQL (threshold 7, base 5), and its guidance on midpoint-6 rounding.

use crate::data::kind::Kind;
use crate::data::period::Period;
use crate::data::set_aside::{Reason, SetAside};
use crate::data::slice::{Slice, SliceArea};
use crate::error::Error;
use std::sync::Arc;

/// What is done to small counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Disclosure {
    /// Nothing: the figures are open data, or protected already.
    #[default]
    None,
    /// Counts of 1 to 7 are not shown, all others are rounded to 5; zero stays zero.
    Nhs,
    /// Counts of 0 to 7 are not shown, all others are rounded to 5.
    Opensafely,
    /// Counts are rounded up to 6 and lowered by 3, so that 1 to 6 become 3, 7 to 12 become 9; zero stays zero.
    Midpoint6,
}

crate::worded!(Disclosure { None = "none", Nhs = "nhs", Opensafely = "opensafely", Midpoint6 = "midpoint6" });

impl Disclosure {
    /// What is done, as a sentence.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::None => "Counts are shown as they are.",
            Self::Nhs => {
                "Counts of 1 to 7 are not shown, and all others are rounded to the nearest 5, as NHS England does for hospital \
                 episodes."
            }
            Self::Opensafely => {
                "Counts of 0 to 7 are not shown, and all others are rounded to the nearest 5, as OpenSAFELY does."
            }
            Self::Midpoint6 => {
                "Counts are rounded to the middle of bands of six (3, 9, 15 and so on; zero stays zero), as OpenSAFELY does."
            }
        }
    }

    /// A count as it is published; `None` where it is too small.
    ///
    /// ```
    /// use unwarranted_core::disclosure::Disclosure;
    /// let shown = |rule: Disclosure| [0.0, 1.0, 7.0, 8.0, 12.0, 13.0].map(|count| rule.published(count));
    /// assert_eq!(shown(Disclosure::Nhs), [Some(0.0), None, None, Some(10.0), Some(10.0), Some(15.0)]);
    /// assert_eq!(shown(Disclosure::Opensafely)[0], None);
    /// assert_eq!(shown(Disclosure::Midpoint6), [0.0, 3.0, 9.0, 9.0, 9.0, 15.0].map(Some));
    /// ```
    #[must_use]
    pub fn published(self, count: f64) -> Option<f64> {
        let to_five = |count: f64| (count / 5.0).round() * 5.0;
        match self {
            Self::None => Some(count),
            Self::Nhs if count <= 0.0 => Some(count),
            Self::Nhs | Self::Opensafely if count <= 7.0 => None,
            Self::Nhs | Self::Opensafely => Some(to_five(count)),
            Self::Midpoint6 if count <= 0.0 => Some(count),
            Self::Midpoint6 => Some((count / 6.0).ceil() * 6.0 - 3.0),
        }
    }

    /// The slice as it may be published, and what became of each area.
    ///
    /// # Errors
    /// [`Error::Disclosure`] for amounts, which count nobody, and for slices with figures that are made of finer ones:
    /// standardised rates, or practices. Those of [`Slice::new`].
    pub fn protect(self, slice: Slice) -> Result<(Slice, Vec<Protected>), Error> {
        if self == Self::None {
            return Ok((slice, Vec::new()));
        }
        self.check(&slice)?;
        let mut log: Vec<Protected> = slice.areas().iter().map(|area| self.one(&slice, area)).collect();
        second(&mut log, slice.areas());
        let mut areas = Vec::with_capacity(slice.len());
        for (area, done) in slice.areas().iter().zip(&log) {
            if let Action::Shown { observed, denominator } = done.action {
                areas.push(SliceArea { observed, denominator, ..area.clone() });
            }
        }
        let hidden: Vec<Arc<str>> = log.iter().filter(|p| p.action.is_hidden()).map(|p| Arc::clone(&p.area)).collect();
        let mut aside = slice.set_aside().to_vec();
        if !hidden.is_empty() {
            let of = |code: &str| slice.areas().iter().find(|area| &*area.code == code);
            let name = |code: &str| of(code).and_then(|area| area.name.clone());
            aside.push(SetAside::new(Reason::Protected, hidden.len(), hidden, name));
        }
        let (treatment, period) = (Arc::clone(slice.treatment()), slice.period());
        Ok((Slice::new(treatment, period, slice.kind(), areas, aside, slice.months())?, log))
    }

    fn check(self, slice: &Slice) -> Result<(), Error> {
        let problem = match slice {
            s if s.kind() == Kind::Amount => "amounts count nobody, so that no amount is a small number",
            s if s.adjusted().is_some() => {
                "standardised rates are made of counts by age and sex, which are smaller still"
            }
            s if s.practices().is_some() => "practices are smaller than their areas, and intervals are drawn from them",
            _ => return Ok(()),
        };
        Err(Error::Disclosure { rule: self.word(), treatment: slice.treatment().to_string(), problem })
    }

    fn one(self, slice: &Slice, area: &SliceArea) -> Protected {
        let observed = self.published(area.observed);
        let denominator = area.denominator.map(|d| self.published(d).filter(|d| *d > 0.0));
        let action = match (observed, denominator) {
            (Some(observed), Some(Some(d))) => Action::Shown { observed, denominator: Some(d) },
            (Some(observed), None) => Action::Shown { observed, denominator: None },
            _ => Action::Small,
        };
        Protected {
            treatment: Arc::clone(slice.treatment()),
            period: slice.period(),
            area: Arc::clone(&area.code),
            action,
        }
    }
}

/// Takes out the smallest count that is shown where exactly one is not; of equal counts that of the first code.
fn second(log: &mut [Protected], areas: &[SliceArea]) {
    if log.iter().filter(|p| p.action.is_hidden()).count() != 1 {
        return;
    }
    // A count of nobody hides nothing, and is taken only where all others are of nobody too.
    let rank = |at: &usize| (areas[*at].observed <= 0.0, areas[*at].observed);
    let shown = (0..log.len()).filter(|at| !log[*at].action.is_hidden());
    let smallest = shown.min_by(|a, b| {
        let ((a_zero, a), (b_zero, b)) = (rank(a), rank(b));
        a_zero.cmp(&b_zero).then(a.total_cmp(&b))
    });
    if let Some(at) = smallest {
        log[at].action = Action::Second;
    }
}

/// What became of the counts of an area. The count that was is nowhere in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Protected {
    /// The treatment.
    pub treatment: Arc<str>,
    /// The period.
    pub period: Period,
    /// Area code.
    pub area: Arc<str>,
    /// What was done.
    pub action: Action,
}

/// What is done to the counts of an area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Action {
    /// Both are shown, rounded.
    Shown {
        /// The count that is published.
        observed: f64,
        /// The denominator that is published; `None` where the input has none.
        denominator: Option<f64>,
    },
    /// The observed count or the denominator is too small.
    Small,
    /// The count is the smallest beside a single one that is too small, which could be worked out from a total.
    Second,
}

impl Action {
    /// Whether the counts are not published.
    #[must_use]
    pub fn is_hidden(self) -> bool {
        !matches!(self, Self::Shown { .. })
    }

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Shown { .. } => "rounded",
            Self::Small => "suppressed",
            Self::Second => "suppressed-second",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::practice::Practice;

    fn protect(rule: Disclosure, areas: &[(&str, f64, f64)]) -> (Slice, Vec<&'static str>) {
        let (slice, log) = rule.protect(Slice::from_denominators(Kind::Count, areas).unwrap()).unwrap();
        (slice, log.iter().map(|p| p.action.word()).collect())
    }

    #[test]
    fn a_single_small_count_takes_the_next_smallest_with_it() {
        let areas = [("A", 3.0, 998.0), ("B", 41.0, 1002.0), ("C", 12.0, 1003.0), ("D", 0.0, 1000.0)];
        let (slice, words) = protect(Disclosure::Nhs, &areas);
        assert_eq!(words, ["suppressed", "rounded", "suppressed-second", "rounded"]);
        assert_eq!((slice.observed(), slice.denominator().unwrap()), (&[40.0, 0.0][..], &[1000.0, 1000.0][..]));
        let aside = &slice.set_aside()[0];
        assert_eq!((aside.reason, aside.rows, &*aside.areas[0], &*aside.areas[1]), (Reason::Protected, 2, "A", "C"));
    }

    #[test]
    fn two_small_counts_hide_each_other() {
        let (slice, words) = protect(Disclosure::Nhs, &[("A", 3.0, 900.0), ("B", 7.0, 900.0), ("C", 12.0, 901.0)]);
        assert_eq!(words, ["suppressed", "suppressed", "rounded"]);
        assert_eq!((slice.observed(), slice.denominator().unwrap()), (&[10.0][..], &[900.0][..]));
    }

    #[test]
    fn a_small_denominator_hides_its_area_and_none_is_left_alone() {
        let (slice, words) =
            protect(Disclosure::Opensafely, &[("A", 8.0, 900.0), ("B", 0.0, 900.0), ("C", 30.0, 900.0)]);
        assert_eq!(words, ["suppressed-second", "suppressed", "rounded"]);
        assert_eq!(slice.observed(), &[30.0][..]);
        let (_, words) = protect(Disclosure::Nhs, &[("A", 0.0, 6.0), ("B", 0.0, 900.0), ("C", 0.0, 900.0)]);
        assert_eq!(words, ["suppressed", "suppressed-second", "rounded"]);
    }

    #[test]
    fn midpoints_keep_shares_within_their_denominators() {
        let share = Slice::from_denominators(Kind::Share, &[("A", 6.0, 6.0), ("B", 7.0, 13.0)]).unwrap();
        let (slice, _) = Disclosure::Midpoint6.protect(share).unwrap();
        assert_eq!((slice.observed(), slice.denominator().unwrap()), (&[3.0, 9.0][..], &[3.0, 15.0][..]));
    }

    #[test]
    fn what_is_no_count_of_a_whole_area_is_refused() {
        let amount = Slice::from_denominators(Kind::Amount, &[("A", 6.0, 600.0), ("B", 7.0, 1300.0)]).unwrap();
        assert!(Disclosure::Nhs.protect(amount.clone()).unwrap_err().to_string().contains("amounts count nobody"));
        let (same, log) = Disclosure::None.protect(amount).unwrap();
        assert_eq!((same.observed(), log), (&[6.0, 7.0][..], Vec::new()));
        let counts = || Slice::from_denominators(Kind::Count, &[("A", 60.0, 600.0), ("B", 70.0, 1300.0)]).unwrap();
        let by_age = counts().with_expected(|_| Some(65.0), Some(0.1)).unwrap();
        assert!(Disclosure::Nhs.protect(by_age).unwrap_err().to_string().contains("counts by age and sex"));
        let practice = Practice { area: "A".into(), observed: 60.0, denominator: 600.0 };
        let parts = Disclosure::Nhs.protect(counts().with_practices(vec![practice]));
        assert!(parts.unwrap_err().to_string().contains("smaller than their areas"));
    }
}
