//! The distribution of the cost of a service in a population of one size.

use super::Method;
use super::panjer::{self, Sums};
use super::service::{Service, Severity};
use super::{gamma, spread::Spread};

/// The cost of a service in so many people in a year.
#[derive(Debug)]
pub struct Costs<'a> {
    service: &'a Service,
    people: f64,
    sums: Option<Sums>,
}

impl<'a> Costs<'a> {
    /// Of a service that was checked, in so many people (above zero).
    #[must_use]
    pub fn of(service: &'a Service, people: f64) -> Self {
        let sums = match &service.severity {
            Severity::Costs(costs) => panjer::sums(costs, service.frequency * people, service.year_cv),
            Severity::Gamma { .. } => None,
        };
        Self { service, people, sums }
    }

    /// Its mean.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.service.per_person() * self.people
    }

    /// Its standard deviation.
    #[must_use]
    pub fn sd(&self) -> f64 {
        self.mean() * self.service.spread().cv(self.people)
    }

    /// How chances are worked out.
    #[must_use]
    pub fn method(&self) -> Method {
        match (&self.sums, &self.service.severity) {
            (Some(_), _) => Method::Panjer,
            (None, Severity::Gamma { .. }) => Method::CompoundGamma,
            (None, Severity::Costs(_)) => Method::Gamma,
        }
    }

    /// The chance that it is above `limit` pounds.
    ///
    /// ```
    /// use unwarranted_core::pool::{Costs, Service, Severity};
    /// let severity = Severity::Gamma { mean: 10.0, cv: 0.0 };
    /// let service = Service { name: "x".into(), frequency: 0.001, severity, year_cv: 0.0 };
    /// // No event in 1,000 people where one is expected has probability exp(-1).
    /// assert!((Costs::of(&service, 1000.0).above(0.0) - (1.0 - libm::exp(-1.0f64))).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn above(&self, limit: f64) -> f64 {
        let events = self.service.frequency * self.people;
        match (&self.sums, &self.service.severity) {
            (Some(sums), _) => sums.above(limit),
            (None, Severity::Gamma { mean, cv }) => {
                gamma::compound_above(limit, events, [*mean, *cv], self.service.year_cv)
            }
            (None, Severity::Costs(_)) => above(limit / self.mean(), self.service.spread(), self.people),
        }
    }

    /// The cost that is not exceeded with probability `p`, where the given costs are known one by one.
    #[must_use]
    pub fn quantile(&self, p: f64) -> Option<f64> {
        self.sums.as_ref().map(|sums| sums.quantile(p))
    }
}

/// The chance that a cost is above so many times its mean, of a gamma distribution with the spread of so many people.
pub(super) fn above(times: f64, spread: Spread, people: f64) -> f64 {
    let cv = spread.cv(people);
    if cv > 0.0 { gamma::above(times, 1.0, cv) } else { f64::from(u8::from(times < 1.0)) }
}
