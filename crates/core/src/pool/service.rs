//! A service: how often, how dear, and how far years differ.

use super::spread::Spread;
use crate::error::Error;
use std::sync::Arc;

/// A service as a purchaser sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// Its name.
    pub name: Arc<str>,
    /// Events per person and year.
    pub frequency: f64,
    /// What one event costs.
    pub severity: Severity,
    /// Coefficient of variation of whole years: of how often there are events. 0 where years are alike.
    pub year_cv: f64,
}

/// What one event costs, in pounds.
#[derive(Debug, Clone, PartialEq)]
pub enum Severity {
    /// Gamma-distributed costs of this mean and coefficient of variation; the same for each event where that is 0.
    Gamma {
        /// Mean.
        mean: f64,
        /// Coefficient of variation.
        cv: f64,
    },
    /// These costs with these probabilities.
    Costs(Vec<[f64; 2]>),
}

impl Service {
    /// # Errors
    /// [`Error::Parameter`] for figures out of range and probabilities that do not add up to 1.
    pub fn check(&self) -> Result<(), Error> {
        let bad = |name, value, expected| Err(Error::Parameter { name, value, expected });
        if !(self.frequency > 0.0 && self.frequency <= 1e4) {
            return bad("frequency", self.frequency, "events per person and year, above 0 and at most 10,000");
        }
        if !(0.0..=10.0).contains(&self.year_cv) {
            return bad("year-cv", self.year_cv, "a coefficient of variation from 0 to 10, such as 0.03");
        }
        match &self.severity {
            Severity::Gamma { mean, .. } if !(*mean > 0.0 && *mean <= 1e12) => {
                bad("cost", *mean, "pounds per event, above 0")
            }
            Severity::Gamma { cv, .. } if !(0.0..=100.0).contains(cv) => {
                bad("cost-cv", *cv, "a coefficient of variation from 0 to 100, such as 1.5")
            }
            Severity::Gamma { .. } => Ok(()),
            Severity::Costs(costs) => check_costs(costs),
        }
    }

    /// Mean cost of an event.
    #[must_use]
    pub fn cost(&self) -> f64 {
        match &self.severity {
            Severity::Gamma { mean, .. } => *mean,
            Severity::Costs(costs) => costs.iter().map(|[cost, p]| cost * p).sum(),
        }
    }

    /// Mean of the squared cost of an event.
    #[must_use]
    pub fn squared_cost(&self) -> f64 {
        match &self.severity {
            Severity::Gamma { mean, cv } => mean * mean * (1.0 + cv * cv),
            Severity::Costs(costs) => costs.iter().map(|[cost, p]| cost * cost * p).sum(),
        }
    }

    /// Cost per person and year.
    #[must_use]
    pub fn per_person(&self) -> f64 {
        self.frequency * self.cost()
    }

    /// How far it moves by chance.
    ///
    /// ```
    /// use unwarranted_core::pool::{Service, Severity};
    /// let severity = Severity::Gamma { mean: 5000.0, cv: 1.0 };
    /// let hips = Service { name: "hips".into(), frequency: 0.002, severity, year_cv: 0.0 };
    /// // E[X^2] / (rate E[X]^2) = 2 / 0.002
    /// assert_eq!(hips.spread().per_person, 1000.0);
    /// ```
    #[must_use]
    pub fn spread(&self) -> Spread {
        let cost = self.cost();
        Spread { per_person: self.squared_cost() / (self.frequency * cost * cost), floor: self.year_cv }
    }
}

fn check_costs(costs: &[[f64; 2]]) -> Result<(), Error> {
    let bad = |name, value, expected| Err(Error::Parameter { name, value, expected });
    if let Some([cost, _]) = costs.iter().find(|[cost, _]| !(*cost > 0.0 && *cost <= 1e12)) {
        return bad("cost", *cost, "pounds above 0");
    }
    if let Some([_, p]) = costs.iter().find(|[_, p]| !(0.0..=1.0).contains(p)) {
        return bad("probability", *p, "a probability from 0 to 1");
    }
    let sum = costs.iter().map(|[_, p]| p).sum::<f64>();
    if (sum - 1.0).abs() > 1e-6 {
        return bad("probability", sum, "probabilities of the costs of one service that add up to 1");
    }
    Ok(())
}
