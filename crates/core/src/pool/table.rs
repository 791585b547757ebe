//! Services at several sizes: how far their costs move, from which size they are safe, and who should carry them.

use super::Method;
use super::distribution::{Costs, above};
use super::service::Service;
use super::spread::Spread;
use crate::error::Error;
use crate::rates::interval::Confidence;
use std::sync::Arc;

/// Sizes of the table where none are given: a practice, a network, a small area, a commissioning group of 2013, a care board.
pub const SIZES: [f64; 5] = [5_000.0, 30_000.0, 100_000.0, 250_000.0, 1_500_000.0];

/// Overspends whose chance is given, as parts of the budget.
pub const OVER: [f64; 3] = [0.01, 0.02, 0.05];

/// What to compute.
#[derive(Debug, Clone, PartialEq)]
pub struct PoolOptions {
    /// Sizes in people, above zero.
    pub sizes: Vec<f64>,
    /// How far a cost may move by chance, as a part of its mean, above zero.
    pub within: f64,
    /// In which share of years.
    pub years: Confidence,
    /// People of the area that keeps a service or does not, and of the group of areas that may share it.
    pub own_and_group: [f64; 2],
    /// The coefficient of variation below which a service is safe to keep.
    pub safe_cv: f64,
}

impl PoolOptions {
    fn check(&self) -> Result<(), Error> {
        let people = "people, above 0 and at most 1e10";
        let of = |name, value: f64, expected| Err(Error::Parameter { name, value, expected });
        let is_size = |n: &f64| *n > 0.0 && *n <= 1e10;
        if let Some(size) = self.sizes.iter().find(|n| !is_size(n)) {
            return of("sizes", *size, people);
        }
        let [own, group] = self.own_and_group;
        match (is_size(&own), is_size(&group) && group >= own) {
            (false, _) => return of("own-size", own, people),
            (_, false) => return of("group-size", group, "people of the areas that share, no fewer than those of one"),
            _ => {}
        }
        if !(self.within > 0.0 && self.within < 1.0) {
            return of("within", self.within * 100.0, "per cent of the mean, above 0 and below 100");
        }
        if !(self.safe_cv > 0.0 && self.safe_cv < 1.0) {
            return of("safe-cv", self.safe_cv * 100.0, "per cent of the mean, above 0 and below 100");
        }
        Ok(())
    }
}

/// Who should carry a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tier {
    /// It is safe in one area.
    Local,
    /// It is safe only where areas share it.
    Shared,
    /// It is not safe in a group of areas.
    National,
}

crate::worded!(Tier { Local = "keep local", Shared = "share", National = "national" });

/// One service at one size.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Size {
    /// People.
    pub people: f64,
    /// Events expected in a year; absent where only the spread is known.
    pub events: Option<f64>,
    /// Cost expected in a year, in pounds; absent where only the spread is known.
    pub cost: Option<f64>,
    /// Its coefficient of variation.
    pub cv: f64,
    /// Chance that it is over its mean by each part of [`OVER`].
    pub over: [f64; 3],
    /// How those chances were worked out.
    pub method: Method,
}

/// How far the cost of a service moves by chance.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Pooled {
    /// The service.
    pub service: Arc<str>,
    /// Events per person and year.
    pub frequency: Option<f64>,
    /// Mean cost of an event, in pounds.
    pub cost: Option<f64>,
    /// The part that pools and the floor.
    pub spread: Spread,
    /// People in whom chance moves the cost by no more than asked for, in the share of years asked for; absent where no number is
    /// enough, because whole years move it by more.
    pub people_needed: Option<f64>,
    /// Coefficient of variation of the area alone.
    pub cv_own: f64,
    /// Coefficient of variation of the group of areas.
    pub cv_group: f64,
    /// Who should carry it.
    pub tier: Tier,
    /// Each size asked for.
    pub sizes: Vec<Size>,
}

/// How far the costs of services move by chance, and for more than one of all of them together, which are taken not to depend on each other.
///
/// People needed: z CV(N) = within, z of the share of years on either side of the mean; a sum of that many events is close to normal.
///
/// # Errors
/// [`Error::Parameter`] for figures out of range; [`Error::Figures`] for no services.
///
/// ```
/// use unwarranted_core::{Confidence, pool::{PoolOptions, Service, Severity, Tier, pool}};
/// let severity = Severity::Gamma { mean: 5000.0, cv: 1.0 };
/// let hips = Service { name: "hips".into(), frequency: 0.002, severity, year_cv: 0.0 };
/// let options = PoolOptions {
///     sizes: vec![10_000.0], within: 0.05, years: Confidence::new(0.95, "years").unwrap(),
///     own_and_group: [250_000.0, 1e6], safe_cv: 0.05,
/// };
/// let found = pool(&[hips], &options).unwrap();
/// assert!((found[0].sizes[0].cv - 0.1f64.sqrt()).abs() < 1e-12); // sqrt(1,000 / 10,000)
/// assert_eq!(found[0].tier, Tier::Shared); // 6.3 % in 250,000 people, 3.2 % in a million
/// ```
pub fn pool(services: &[Service], options: &PoolOptions) -> Result<Vec<Pooled>, Error> {
    options.check()?;
    services.iter().try_for_each(Service::check)?;
    let mut found: Vec<Pooled> = services.iter().map(|service| one(service, options)).collect();
    if services.is_empty() {
        return Err(Error::Figures("there are no services".to_owned()));
    }
    if services.len() > 1 {
        found.push(together(services, options));
    }
    Ok(found)
}

fn one(service: &Service, options: &PoolOptions) -> Pooled {
    let size = |people: &f64| {
        let costs = Costs::of(service, *people);
        Size {
            people: *people,
            events: Some(service.frequency * people),
            cost: Some(costs.mean()),
            cv: service.spread().cv(*people),
            over: OVER.map(|part| costs.above((1.0 + part) * costs.mean())),
            method: costs.method(),
        }
    };
    let sizes = options.sizes.iter().map(size).collect();
    let (frequency, cost) = (Some(service.frequency), Some(service.cost()));
    Pooled { frequency, cost, ..judged(Arc::clone(&service.name), service.spread(), sizes, options) }
}

/// All services as one: means and variances add up.
fn together(services: &[Service], options: &PoolOptions) -> Pooled {
    let mean: f64 = services.iter().map(Service::per_person).sum();
    let part = |s: &Service| s.per_person() / mean;
    let per_person: f64 = services.iter().map(|s| part(s).powi(2) * s.spread().per_person).sum();
    let floor = services.iter().map(|s| (part(s) * s.year_cv).powi(2)).sum::<f64>().sqrt();
    let spread = Spread { per_person, floor };
    let frequency: f64 = services.iter().map(|s| s.frequency).sum();
    let size = |people: &f64| Size {
        events: Some(frequency * people),
        cost: Some(mean * people),
        ..of_spread(spread, *people)
    };
    let sizes = options.sizes.iter().map(size).collect();
    let cost = Some(mean / frequency);
    Pooled { frequency: Some(frequency), cost, ..judged("all together".into(), spread, sizes, options) }
}

/// The same for a spread that was found in data ([`super::practice_years`]).
///
/// # Errors
/// [`Error::Parameter`] for options out of range.
pub fn pool_spread(name: Arc<str>, spread: Spread, options: &PoolOptions) -> Result<Pooled, Error> {
    options.check()?;
    let sizes = options.sizes.iter().map(|people| of_spread(spread, *people)).collect();
    Ok(judged(name, spread, sizes, options))
}

fn of_spread(spread: Spread, people: f64) -> Size {
    let over = OVER.map(|part| above(1.0 + part, spread, people));
    Size { people, events: None, cost: None, cv: spread.cv(people), over, method: Method::Gamma }
}

fn judged(service: Arc<str>, spread: Spread, sizes: Vec<Size>, options: &PoolOptions) -> Pooled {
    let [cv_own, cv_group] = options.own_and_group.map(|people| spread.cv(people));
    let tier = match [cv_own, cv_group].map(|cv| cv < options.safe_cv) {
        [true, _] => Tier::Local,
        [false, true] => Tier::Shared,
        [false, false] => Tier::National,
    };
    let people_needed = spread.people(options.within / options.years.z());
    Pooled { service, frequency: None, cost: None, spread, people_needed, cv_own, cv_group, tier, sizes }
}
