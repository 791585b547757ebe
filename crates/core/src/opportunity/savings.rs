//! The savings of OpenPrescribing, worked out as it does: from quantities and prices, without any account of chance.
//!
//! Source: <https://github.com/bennettoxford/openprescribing> (MIT), the calculations of measures and of prices per unit.

use super::found::{AreaOpportunity, Opportunity, OpportunityOptions, empty};
use super::target::MoveTo;
use crate::data::practice::Practice;
use crate::data::slice::Slice;
use crate::data::treatment::Polarity;
use crate::error::Error;
use crate::quantile::{quantile, sorted};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Which savings of OpenPrescribing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SavingsIs {
    /// Of a measure per patients: cost above what the decile of the areas would cost.
    PerPatient,
    /// Of a measure that is a share of quantities: what the same quantity would cost with the share of the decile, each part at the area's own
    /// price.
    Percentage,
    /// Of the price of one preparation: what practices pay above the lowest tenth of prices.
    PricePerUnit,
}

crate::worded!(SavingsIs { PerPatient = "per-patient", Percentage = "percentage", PricePerUnit = "price-per-unit" });

/// What the numerator and the denominator of a share of quantities cost in an area, in pounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AreaCosts {
    /// The part.
    pub part: f64,
    /// The whole, the part among it.
    pub whole: f64,
}

/// Savings of a share of quantities: `quantities` has the part as observed and the whole as denominator, `costs` what both cost by area code.
///
/// The target share d is the decile of the areas' shares (type 7). An area saves `whole cost - (d q p + (1 - d) q r)` with q its whole
/// quantity, p its own price of the part and r that of the rest; where it has none of one, the price of all areas together. Areas without costs
/// are left out and named.
///
/// # Errors
/// [`Error::Figures`] for a part above its whole, in quantity or in cost; [`Error::Word`] for a target that is no decile.
///
/// ```
/// use std::collections::BTreeMap;
/// use unwarranted_core::opportunity::{AreaCosts, MoveTo, OpportunityOptions, percentage_savings};
/// use unwarranted_core::{Confidence, Kind, Polarity, Slice};
/// let slice = Slice::from_denominators(Kind::Amount, &[("A", 10.0, 100.0), ("B", 50.0, 100.0)]).unwrap();
/// let cost = |part, whole| AreaCosts { part, whole };
/// let costs = BTreeMap::from([("A".into(), cost(20.0, 110.0)), ("B".into(), cost(100.0, 150.0))]);
/// let confidence = Confidence::new(0.95, "confidence").unwrap();
/// let options = OpportunityOptions {
///     to: MoveTo::Decile(1), polarity: Polarity::Low, likeness: None, targets: Default::default(), confidence,
///     replicates: 0, seed: 1,
/// };
/// let found = percentage_savings(&slice, &costs, &options).unwrap();
/// // The decile of 0.1 and 0.5 is 0.14: B would pay 14 times 2 pounds and 86 times 1 pound, not 150.
/// assert!((found.clipped.unwrap() - (150.0 - 28.0 - 86.0)).abs() < 1e-9);
/// ```
pub fn percentage_savings(
    quantities: &Slice,
    costs: &BTreeMap<Arc<str>, AreaCosts>,
    options: &OpportunityOptions,
) -> Result<Opportunity, Error> {
    let decile = decile(options)?;
    let mut found = Opportunity { savings: Some(SavingsIs::Percentage), ..empty(quantities, options) };
    let mut parts = Vec::new();
    for (at, area) in quantities.areas().iter().enumerate() {
        match (quantities.denominator().map(|d| d[at]).filter(|q| *q > 0.0), costs.get(&area.code)) {
            (Some(whole), Some(costs)) => {
                require_part(&area.code, "quantity", area.observed, whole)?;
                require_part(&area.code, "cost", costs.part, costs.whole)?;
                parts.push((at, AreaCosts { part: area.observed, whole }, *costs));
            }
            _ => found.left_out.push(Arc::clone(&area.code)),
        }
    }
    let shares: Vec<f64> = parts.iter().map(|(_, quantity, _)| quantity.part / quantity.whole).collect();
    let target = quantile(&sorted(&shares), f64::from(decile) / 10.0);
    let sum = |of: fn(&AreaCosts, &AreaCosts) -> f64| parts.iter().map(|(_, q, c)| of(q, c)).sum::<f64>();
    let part_price = price(sum(|_, c| c.part), sum(|q, _| q.part));
    let rest_price = price(sum(|_, c| c.whole - c.part), sum(|q, _| q.whole - q.part));
    let (Some(target), [Some(of_part), Some(of_rest)]) = (target, [part_price, rest_price]) else {
        found.undefined = Some(
            "there is no price of one of the two: no area has any of the part, or none has anything else".to_owned(),
        );
        return Ok(found);
    };
    let one = |(at, q, c): &(usize, AreaCosts, AreaCosts)| {
        let own = price(c.part, q.part).unwrap_or(of_part);
        let rest = price(c.whole - c.part, q.whole - q.part).unwrap_or(of_rest);
        let signed = c.whole - (target * q.whole * own + (1.0 - target) * q.whole * rest);
        entry(quantities, *at, q.whole, (target, signed, signed.max(0.0)))
    };
    found.areas = parts.iter().map(one).collect();
    Ok(summed(found, Some(target)))
}

/// Savings of a price: `slice` has cost as observed and quantity as denominator of one preparation, `practices` those behind its areas.
///
/// The target price is the decile of the practices' prices (type 7; practices without quantity have none), and an area saves the sum of what
/// its practices pay above it. Signed, what other practices pay below it is set off. Without practices each area is taken for one.
///
/// # Errors
/// [`Error::Word`] for a target that is no decile, and where less is not better.
pub fn price_savings(
    slice: &Slice,
    practices: Option<&[Practice]>,
    options: &OpportunityOptions,
) -> Result<Opportunity, Error> {
    let decile = decile(options)?;
    if options.polarity != Polarity::Low {
        return Err(wrong_way(options.polarity));
    }
    let mut found = Opportunity { savings: Some(SavingsIs::PricePerUnit), ..empty(slice, options) };
    let single = || slice.areas().iter().zip(slice.denominator().unwrap_or_default());
    let alone: Vec<Practice> =
        single().map(|(a, d)| Practice { area: Arc::clone(&a.code), observed: a.observed, denominator: *d }).collect();
    let of = practices.unwrap_or(&alone);
    if practices.is_none() {
        found.notes.push("no practices are given within areas, and each area is taken for one".to_owned());
    }
    let without = of.iter().filter(|p| p.denominator <= 0.0).count();
    if without > 0 {
        found.notes.push(format!("{without} practices without a quantity have no price and are left out"));
    }
    let priced = || of.iter().filter(|p| p.denominator > 0.0);
    let prices: Vec<f64> = priced().map(|p| p.observed / p.denominator).collect();
    let Some(target) = quantile(&sorted(&prices), f64::from(decile) / 10.0) else {
        found.undefined = Some("no practice has a quantity, and so there is no price".to_owned());
        return Ok(found);
    };
    let mut sums: BTreeMap<&Arc<str>, (f64, f64)> = BTreeMap::new();
    for p in priced() {
        let (gap, sum) = (p.observed - p.denominator * target, sums.entry(&p.area).or_default());
        *sum = (sum.0 + gap, sum.1 + gap.max(0.0));
    }
    for (at, (area, quantity)) in single().enumerate() {
        match sums.get(&area.code) {
            Some((signed, clipped)) => found.areas.push(entry(slice, at, *quantity, (target, *signed, *clipped))),
            None => found.left_out.push(Arc::clone(&area.code)),
        }
    }
    let found = summed(found, Some(target));
    let note = below_least(&found);
    Ok(Opportunity { notes: found.notes.iter().cloned().chain(note).collect(), ..found })
}

/// Says of how much OpenPrescribing would not show: a saving below 200 pounds of an area.
fn below_least(found: &Opportunity) -> Option<String> {
    const LEAST: f64 = 200.0;
    let small: Vec<f64> = found.areas.iter().map(|a| a.clipped).filter(|c| *c > 0.0 && *c < LEAST).collect();
    let sum = small.iter().sum::<f64>();
    (!small.is_empty()).then(|| {
        format!(
            "OpenPrescribing shows no saving of an area below {LEAST} pounds: {} areas with {sum:.0} pounds together are in these sums and would not be shown",
            small.len()
        )
    })
}

fn decile(options: &OpportunityOptions) -> Result<u8, Error> {
    let expected = "decile:1 to decile:9, as savings of OpenPrescribing are those of a decile";
    match options.to {
        MoveTo::Decile(decile) => Ok(decile),
        ref other => Err(Error::Word { name: "target", text: other.to_string(), expected }),
    }
}

fn wrong_way(polarity: Polarity) -> Error {
    let expected = "low: what is saved is what is paid above the target";
    Error::Word { name: "polarity", text: polarity.word().to_owned(), expected }
}

/// Refuses a part that is above its whole.
fn require_part(area: &str, what: &'static str, part: f64, whole: f64) -> Result<(), Error> {
    if part >= 0.0 && part <= whole {
        return Ok(());
    }
    Err(Error::Figures(format!(
        "area {area} has a {what} of {part} in the numerator and {whole} in the denominator; `savings percentage` needs a numerator from 0 to the \
         denominator, of which it is a part"
    )))
}

fn price(cost: f64, quantity: f64) -> Option<f64> {
    (quantity > 0.0).then(|| cost / quantity)
}

fn entry(slice: &Slice, at: usize, base: f64, (target, signed, clipped): (f64, f64, f64)) -> AreaOpportunity {
    let area = &slice.areas()[at];
    AreaOpportunity {
        area: Arc::clone(&area.code),
        name: area.name.clone(),
        observed: area.observed,
        denominator: base,
        rate: area.observed / base,
        target,
        signed,
        clipped,
    }
}

/// With the sums over areas, and what is not in them.
fn summed(found: Opportunity, target: Option<f64>) -> Opportunity {
    let signed = found.areas.iter().map(|a| a.signed).sum();
    let clipped = found.areas.iter().map(|a| a.clipped).sum();
    Opportunity { target, signed: Some(signed), clipped: Some(clipped), ..found }
}
