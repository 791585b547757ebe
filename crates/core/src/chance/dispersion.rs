//! The dispersion and what it is known from.

use crate::data::kind::Kind;
use crate::data::practice::Practice;
use crate::data::slice::Slice;
use crate::error::{Error, Undefined};
use std::collections::BTreeMap;

/// What a treated person takes in a year, in the unit of the numerator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PerPerson {
    amount: f64,
    cv: f64,
    yearly: bool,
}

impl PerPerson {
    /// `amount` is the mean over persons treated in the year, `cv` the coefficient of variation over them: 0 where all
    /// take the same, about 1 for most treatments.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an amount that is not above zero, and for a coefficient below 0 or above 100.
    ///
    /// ```
    /// use unwarranted_core::chance::PerPerson;
    /// assert_eq!(PerPerson::new(400.0, 1.0).unwrap().dispersion(), 800.0);
    /// assert!(PerPerson::new(0.0, 1.0).is_err());
    /// ```
    pub fn new(amount: f64, cv: f64) -> Result<Self, Error> {
        if !(1e-9..=1e12).contains(&amount) {
            let expected = "what a treated person takes in a year, above zero";
            return Err(Error::Parameter { name: "per-person", value: amount, expected });
        }
        if !(0.0..=100.0).contains(&cv) {
            let expected = "a coefficient of variation, 0 or more";
            return Err(Error::Parameter { name: "per-person-cv", value: cv, expected });
        }
        Ok(Self { amount, cv, yearly: true })
    }

    /// Events per person in whatever period is analysed, the same for all persons.
    ///
    /// # Errors
    /// [`Error::Parameter`] for fewer than one.
    pub fn repeats(events: f64) -> Result<Self, Error> {
        if !(1.0..1e6).contains(&events) {
            let expected = "events per person, 1 or more";
            return Err(Error::Parameter { name: "repeat-factor", value: events, expected });
        }
        Ok(Self { amount: events, cv: 0.0, yearly: false })
    }

    /// Mean over persons.
    #[must_use]
    pub fn amount(self) -> f64 {
        self.amount
    }

    /// Coefficient of variation over persons.
    #[must_use]
    pub fn cv(self) -> f64 {
        self.cv
    }

    /// Q (1 + CV^2): the variance of a year's sum over its mean.
    #[must_use]
    pub fn dispersion(self) -> f64 {
        self.amount * self.scatter()
    }

    /// Whether the amount is that of a year.
    pub(crate) fn is_yearly(self) -> bool {
        self.yearly
    }

    /// 1 + CV^2.
    pub(crate) fn scatter(self) -> f64 {
        self.cv.mul_add(self.cv, 1.0)
    }

    /// Of a period: in a month a person takes a twelfth, in two years twice as much.
    fn over(self, slice: &Slice) -> f64 {
        self.dispersion() * if self.yearly { years(slice) } else { 1.0 }
    }
}

/// Years that a slice covers; 1 where that is not known.
pub(crate) fn years(slice: &Slice) -> f64 {
    if slice.period().full_months().is_some() { slice.months().max(1) as f64 / 12.0 } else { 1.0 }
}

/// What a dispersion is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChanceFrom {
    /// What a treated person takes.
    Persons,
    /// How practices differ within their areas, which holds the habits of practices too.
    Practices,
    /// Every event is taken as another person.
    Events,
    /// Noise from month to month alone: a lower bound, and no dispersion.
    Months,
    /// What the data say of it themselves, as a table that was made from practices or persons does.
    Given,
}

crate::worded!(ChanceFrom { Persons = "persons", Practices = "practices", Events = "events", Months = "months", Given = "given" });

/// The variance of chance, relative to that of independent events (Poisson; binomial for a share).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dispersion {
    /// Variance over mean; 1 where every event is another person.
    pub phi: f64,
    /// What it is known from.
    pub from: ChanceFrom,
    /// What a treated person takes, where that was given.
    pub per_person: Option<PerPerson>,
}

impl Dispersion {
    /// The dispersion of a slice: from what a person takes, where that is given; as the data say it
    /// ([`Slice::with_given_dispersion`]; for a count or share 1 or less says nothing more than independent events do); from its practices, where they are known
    /// ([`Slice::with_practice_chance`]; for an amount [`Slice::with_practices`] too); otherwise, for a count or share, every
    /// event another person.
    ///
    /// What a person takes in a year is scaled to the months that the slice covers. Counts vary by at least one event, so
    /// phi is at least 1 for them.
    ///
    /// # Errors
    /// Undefined for an amount of which neither is known, when nothing is expected, and where practices cannot tell it.
    ///
    /// ```
    /// use unwarranted_core::chance::{Dispersion, PerPerson};
    /// use unwarranted_core::{Kind, Slice};
    /// let rows = [("A", 9000.5, 100.0), ("B", 4100.0, 120.0)];
    /// let money = Slice::from_denominators(Kind::Amount, &rows).unwrap();
    /// assert!(Dispersion::of(&money, None).unwrap_err().reason.contains("what one person takes"));
    /// let person = PerPerson::new(40.0, 1.0).unwrap();
    /// assert_eq!(Dispersion::of(&money, Some(person)).unwrap().phi, 80.0);
    /// ```
    pub fn of(slice: &Slice, given: Option<PerPerson>) -> Result<Self, Undefined> {
        slice.require_expected()?;
        let counts = slice.require_chance_of_counts();
        if slice.below_zero() > 0 {
            return counts.map(|()| Self { phi: 1.0, from: ChanceFrom::Events, per_person: None });
        }
        if let Some(per_person) = given {
            let phi = per_person.over(slice).max(if counts.is_ok() { 1.0 } else { f64::MIN_POSITIVE });
            return Ok(Self { phi, from: ChanceFrom::Persons, per_person: Some(per_person) });
        }
        if let Some(phi) = slice.given_dispersion().filter(|phi| counts.is_err() || *phi > 1.0) {
            return Ok(Self { phi, from: ChanceFrom::Given, per_person: None });
        }
        let of_kind = match (slice.practice_dispersion(), slice.practices()) {
            (Some(phi), _) => Some(phi.clone()),
            (None, Some(practices)) if slice.kind() == Kind::Amount => Some(of_practices(slice, practices)),
            (None, _) => None,
        };
        match of_kind {
            Some(Ok(phi)) => {
                let phi = if counts.is_ok() { phi.max(1.0) } else { phi };
                Ok(Self { phi, from: ChanceFrom::Practices, per_person: None })
            }
            Some(Err(reason)) if counts.is_err() => Err(reason),
            Some(Err(_)) | None => counts.map(|()| Self { phi: 1.0, from: ChanceFrom::Events, per_person: None }),
        }
    }
}

/// One dispersion over all practices, about the rate of their own area: sum n/(n - 1) (y - r N)^2 / sum r N, a ratio of sums
/// (n practices of the area). One for all areas: an area that is low by chance also shows little spread, and would be
/// found too often by its own. Areas with a single practice tell nothing.
///
/// It holds what practices do differently as well as who is registered with them.
///
/// # Errors
/// Undefined when no area has two practices, when nothing was observed in those, and when practices do not differ at all.
pub(crate) fn of_practices(slice: &Slice, practices: &[Practice]) -> Result<f64, Undefined> {
    let mut areas: BTreeMap<&str, Vec<&Practice>> = slice.areas().iter().map(|a| (&*a.code, Vec::new())).collect();
    for practice in practices {
        if let Some(area) = areas.get_mut(&*practice.area) {
            area.push(practice);
        }
    }
    let (mut squares, mut expected) = (0.0, 0.0);
    for area in areas.values().filter(|a| a.len() > 1) {
        let n = area.len() as f64;
        let sum = |of: fn(&Practice) -> f64| area.iter().map(|p| of(p)).sum::<f64>();
        let rate = sum(|p| p.observed) / sum(|p| p.denominator);
        if rate.is_finite() {
            let deviation = |p: &&Practice| (p.observed - rate * p.denominator).powi(2);
            squares += n / (n - 1.0) * area.iter().map(deviation).sum::<f64>();
            expected += rate * sum(|p| p.denominator);
        }
    }
    let phi = squares / expected / super::base(slice);
    if phi.is_finite() && phi > 0.0 {
        Ok(phi)
    } else {
        Err(Undefined::because("no area has two practices that differ, so that they say nothing about chance"))
    }
}

impl Slice {
    /// The same slice with the chance that its practices show: see [`Dispersion::of`]. The practices
    /// themselves are not kept.
    #[must_use]
    pub fn with_practice_chance(self, practices: &[Practice]) -> Self {
        let phi = of_practices(&self, practices);
        self.with_practice_dispersion(phi)
    }
}
