//! Budgets by weighted heads, and the chance of spending more than them.

use super::distribution::above;
use super::spread::Spread;
use super::table::OVER;
use crate::error::Error;
use std::sync::Arc;

/// An area and its people weighted by what they need.
#[derive(Debug, Clone, PartialEq)]
pub struct CapitatedArea {
    /// Area code.
    pub area: Arc<str>,
    /// Weighted people.
    pub weighted: f64,
}

/// The budget of one area.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Budget {
    /// Area code.
    pub area: Arc<str>,
    /// Weighted people.
    pub weighted: f64,
    /// Its budget in pounds: B W_i / sum W.
    pub budget: f64,
    /// Coefficient of variation of its cost by chance.
    pub cv: f64,
    /// Pounds that chance may add: in about 95 of 100 years it spends less than its budget and this (1.645 standard deviations).
    pub plus: f64,
    /// Chance that it spends over its budget by each part of [`OVER`].
    pub over: [f64; 3],
}

/// Budgets of all areas.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Budgets {
    /// Pounds that they share.
    pub pounds: f64,
    /// Weighted people of all.
    pub weighted: f64,
    /// Areas by code.
    pub areas: Vec<Budget>,
}

/// Standard normal quantile of 95 %.
const Z95: f64 = 1.644_853_626_951_472_2;

/// Budgets that share `pounds` by weighted people, with the chance of spending more where costs move by `spread` and each area needs on
/// average what its budget gives it. Chances are those of a gamma distribution.
///
/// # Errors
/// [`Error::Parameter`] for pounds or people that are not above zero; [`Error::Figures`] for no areas.
///
/// ```
/// use unwarranted_core::pool::{CapitatedArea, Spread, capitation};
/// let areas = [("A", 2e5), ("B", 6e5)].map(|(area, weighted)| CapitatedArea { area: area.into(), weighted });
/// let found = capitation(&areas, 8e6, Spread { per_person: 500.0, floor: 0.0 }).unwrap();
/// assert_eq!(found.areas[0].budget, 2e6);
/// assert!((found.areas[0].cv - 0.05).abs() < 1e-12); // sqrt(500 / 200,000)
/// assert!(found.areas[0].over[2] > found.areas[1].over[2]);
/// ```
pub fn capitation(areas: &[CapitatedArea], pounds: f64, spread: Spread) -> Result<Budgets, Error> {
    if !(pounds > 0.0 && pounds <= 1e15) {
        return Err(Error::Parameter {
            name: "pounds",
            value: pounds,
            expected: "pounds that the areas share, above 0",
        });
    }
    if let Some(bad) = areas.iter().find(|a| !(a.weighted > 0.0 && a.weighted <= 1e12)) {
        return Err(Error::Value {
            area: bad.area.to_string(),
            period: "budgets".to_owned(),
            field: "weighted",
            value: bad.weighted,
            expected: "weighted people above 0; leave areas without any out",
        });
    }
    let weighted: f64 = areas.iter().map(|a| a.weighted).sum();
    if areas.is_empty() {
        return Err(Error::Figures("no area has weighted people".to_owned()));
    }
    let one = |a: &CapitatedArea| {
        let (budget, cv) = (pounds * a.weighted / weighted, spread.cv(a.weighted));
        let over = OVER.map(|part| above(1.0 + part, spread, a.weighted));
        Budget { area: Arc::clone(&a.area), weighted: a.weighted, budget, cv, plus: Z95 * cv * budget, over }
    };
    let mut areas: Vec<Budget> = areas.iter().map(one).collect();
    areas.sort_by(|a, b| a.area.cmp(&b.area));
    Ok(Budgets { pounds, weighted, areas })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With a coefficient of variation of 1 a gamma distribution is exponential: P(S > 1.05 mean) = exp(-1.05).
    #[test]
    fn chances_are_those_of_a_gamma_distribution() {
        let areas = [CapitatedArea { area: "A".into(), weighted: 100.0 }];
        let found = capitation(&areas, 50.0, Spread { per_person: 100.0, floor: 0.0 }).unwrap();
        for (found, part) in found.areas[0].over.iter().zip(OVER) {
            assert!((found - libm::exp(-1.0 - part)).abs() < 1e-12);
        }
        assert!((found.areas[0].plus - 1.644_853_626_951_472_2 * 50.0).abs() < 1e-9);
    }

    #[test]
    fn what_has_no_budget_is_refused() {
        let area = |weighted| [CapitatedArea { area: "A".into(), weighted }];
        let spread = Spread { per_person: 1.0, floor: 0.0 };
        assert!(
            capitation(&area(0.0), 1.0, spread).unwrap_err().to_string().contains("area A, budgets: weighted is 0")
        );
        assert!(capitation(&area(1.0), 0.0, spread).unwrap_err().to_string().contains("`pounds` is 0"));
        assert!(capitation(&[], 1.0, spread).is_err());
    }
}
