//! Savings as OpenPrescribing works them out, from the columns of a file.

use super::opportunity::{self, Moving, NO_POLARITY, Opportunities};
use super::plan::{Data, Plan};
use super::{Error, Result, Study, opportunities};
use crate::core::opportunity::{
    AreaCosts, MoveTo, Opportunity, OpportunityOptions, SavingsIs, percentage_savings, price_savings,
};
use crate::core::{Confidence, DenominatorIs, Kind, Polarity, Slice};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Which savings of OpenPrescribing are asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Savings {
    /// Which they are.
    pub is: SavingsIs,
    /// The column with the cost of the numerator, for [`SavingsIs::Percentage`].
    pub cost: Option<String>,
    /// The column with the cost of the denominator, likewise.
    pub denominator_cost: Option<String>,
}

impl Savings {
    /// What areas are moved to where nobody says it: the decile on the better side.
    #[must_use]
    pub fn target(polarity: Option<Polarity>) -> MoveTo {
        MoveTo::Decile(if polarity == Some(Polarity::High) { 9 } else { 1 })
    }

    /// Whether it is worked out without draws.
    #[must_use]
    pub fn without_chance(&self) -> bool {
        self.is != SavingsIs::PerPatient
    }

    fn require(&self, plan: &Plan, moving: &Moving) -> Result<()> {
        if !matches!(moving.to, MoveTo::Decile(_)) {
            let problem =
                format!("is {}; savings of OpenPrescribing are those of a decile: decile:1 to decile:9", moving.to);
            return Err(Error::option("target", problem));
        }
        if self.is != SavingsIs::Percentage {
            let without = |option, given: bool| {
                if given { Err(Error::option(option, "goes with `savings percentage`")) } else { Ok(()) }
            };
            without("cost", self.cost.is_some())?;
            without("denominator-cost", self.denominator_cost.is_some())?;
            if moving.polarity == Some(Polarity::High) {
                let problem = "is high; these savings are what is paid above the target: low, or leave it out";
                return Err(Error::option("polarity", problem));
            }
        }
        if self.without_chance() && !matches!(plan.data, Data::Files { .. }) {
            let problem = "needs quantities and costs of the same rows, from columns of a file: the figures of a store are of one measure over \
                           people. `savings per-patient` works with a store";
            return Err(Error::option("savings", format!("{} {problem}", self.is)));
        }
        Ok(())
    }
}

/// Refuses options of chance for what is worked out without.
fn require_no_chance(study: &Study, savings: &Savings) -> Result<()> {
    let given = [
        ("replicates", study.replicates.is_some()),
        ("seed", study.seed.is_some()),
        ("confidence", study.confidence.is_some()),
        ("per-person", study.per_person.is_some()),
        ("per-person-cv", study.per_person_cv.is_some()),
    ];
    match given.into_iter().find(|(_, given)| *given) {
        Some((option, _)) => {
            let problem =
                format!("has no effect with `savings {}`, which OpenPrescribing gives without chance", savings.is);
            Err(Error::option(option, problem))
        }
        None => Ok(()),
    }
}

/// The savings of every slice; `given`: the study before its defaults.
///
/// # Errors
/// As [`Study::opportunity`]; a store for what needs columns; a target that is no decile; options without effect.
pub(super) fn of(plan: &Plan, given: &Study, moving: &Moving, savings: &Savings) -> Result<Opportunities> {
    savings.require(plan, moving)?;
    if savings.without_chance() {
        require_no_chance(given, savings)?;
    }
    match savings.is {
        SavingsIs::PerPatient => per_patient(plan, moving),
        SavingsIs::Percentage => percentage(plan, moving, savings),
        SavingsIs::PricePerUnit => price_per_unit(plan, moving),
    }
}

fn per_patient(plan: &Plan, moving: &Moving) -> Result<Opportunities> {
    let moving = Moving { polarity: Some(Polarity::Low), savings: None, ..moving.clone() };
    let mut found = match (plan.study.grain, moving.league) {
        (None, _) => opportunity::of_slices(plan, &moving)?,
        _ => opportunities::of_grain(plan, &moving)?,
    };
    for slice in &mut found.slices {
        if slice.kind != Kind::Amount {
            let problem =
                format!("per-patient is of pounds, and {} is a {}: say `kind amount`", slice.treatment, slice.kind);
            return Err(Error::option("savings", problem));
        }
        slice.savings = Some(SavingsIs::PerPatient);
    }
    Ok(found)
}

fn options(plan: &Plan, moving: &Moving, polarity: Polarity) -> Result<OpportunityOptions> {
    Ok(OpportunityOptions {
        to: moving.to.clone(),
        polarity,
        likeness: None,
        targets: BTreeMap::new(),
        confidence: Confidence::new(plan.analysis.confidence, "confidence")?,
        replicates: 0,
        seed: plan.analysis.seed,
    })
}

/// What quantities cost, by treatment, period and area.
fn percentage(plan: &Plan, moving: &Moving, savings: &Savings) -> Result<Opportunities> {
    let (Some(cost), Some(whole)) = (&savings.cost, &savings.denominator_cost) else {
        let problem = "percentage needs `cost` and `denominator-cost`: the columns with what the numerator and the denominator cost";
        return Err(Error::option("savings", problem));
    };
    let of_costs = Study {
        column_observed: Some(cost.clone()),
        column_denominator: Some(whole.clone()),
        kind: Some(Kind::Amount),
        denominator_is: Some(DenominatorIs::Flow),
        ..plan.study.clone()
    };
    let (_, costs, _) = of_costs.plan(None)?.cut_plainly()?;
    let costs: BTreeMap<_, _> = costs.iter().map(|s| ((Arc::clone(s.treatment()), s.period()), by_area(s))).collect();
    let (loaded, slices, _) = plan.cut_plainly()?;
    let wanted = plan.wanted(&loaded.words, slices)?;
    let labels = plan.labels(&loaded.words, wanted.iter().map(Slice::treatment));
    let none = BTreeMap::new();
    let one = |slice: &Slice| -> Result<Opportunity> {
        let known = labels.get(slice.treatment()).and_then(|l| l.polarity);
        let polarity = moving.polarity.or(known).filter(|p| *p != Polarity::Neither);
        let polarity = polarity.ok_or_else(|| Error::option("polarity", NO_POLARITY))?;
        let costs = costs.get(&(Arc::clone(slice.treatment()), slice.period())).unwrap_or(&none);
        Ok(percentage_savings(slice, costs, &options(plan, moving, polarity)?)?)
    };
    let found = wanted.iter().map(one).collect::<Result<Vec<_>>>()?;
    Ok(plan.sliced(loaded, &wanted, found))
}

fn by_area(costs: &Slice) -> BTreeMap<Arc<str>, AreaCosts> {
    let whole = costs.denominator().unwrap_or_default();
    let one = |(area, whole): (&crate::core::slice::SliceArea, &f64)| {
        (Arc::clone(&area.code), AreaCosts { part: area.observed, whole: *whole })
    };
    costs.areas().iter().zip(whole).map(one).collect()
}

fn price_per_unit(plan: &Plan, moving: &Moving) -> Result<Opportunities> {
    let (loaded, slices, cut) = plan.cut_plainly()?;
    let parts = loaded.parts.as_ref().filter(|p| p.has_practices());
    let wanted = plan.wanted(&loaded.words, slices)?;
    let one = |slice: &Slice| -> Result<Opportunity> {
        let practices = parts.map(|parts| parts.practices(slice, &cut)).transpose()?;
        Ok(price_savings(slice, practices.as_deref(), &options(plan, moving, Polarity::Low)?)?)
    };
    let found = wanted.iter().map(one).collect::<Result<Vec<_>>>()?;
    Ok(plan.sliced(loaded, &wanted, found))
}
