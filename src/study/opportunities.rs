//! What it would come to if areas moved to a target: of the slices of a study, or of every treatment of a store.

use super::opportunity::{self, Moving, NO_POLARITY, Opportunities, Target};
use super::plan::{Data, Plan};
use super::savings::{self, Savings};
use super::{Error, REPLICATES, Result, Study, matrix, store};
use crate::core::opportunity::Opportunity;
use crate::core::resampling::Practice;
use crate::core::slice::SliceArea;
use crate::core::{Kind, Slice};
use crate::store::assemble::{Matrix, MatrixPeriod, MatrixTreatment};
use std::sync::Arc;

impl Study {
    /// Reads the data, cuts them and says of every slice what it would come to if every area moved to the target; of every
    /// treatment of a store where the study has a `grain`.
    ///
    /// # Errors
    /// As [`Study::run`]; no polarity; indicators without a target of similar areas, or none with one; a grain without a league.
    pub fn opportunity(&self, moving: &Moving) -> Result<Opportunities> {
        let study = Self { replicates: self.replicates.or(Some(REPLICATES)), ..self.clone() };
        // Quantities, and costs over quantities, are sums: neither is a count of events.
        let summed = moving.savings.as_ref().is_some_and(Savings::without_chance) && study.kind.is_none();
        let kind = if summed { Some(Kind::Amount) } else { study.kind };
        let mut plan = Self { kind, ..study }.plan(None)?;
        plan.name_others(moving.by.iter().filter(|_| moving.by_file.is_none()).map(|by| by.column.as_str()));
        if let Some(savings) = &moving.savings {
            return savings::of(&plan, self, moving, savings);
        }
        match (plan.study.grain, moving.league) {
            (None, _) => opportunity::of_slices(&plan, moving),
            (Some(_), true) => of_grain(&plan, moving),
            (Some(_), false) => {
                let problem = "goes with `league`: there are too many treatments to print one by one";
                Err(Error::option("grain", problem))
            }
        }
    }
}

/// Where the money is, over all treatments of a store.
///
/// # Errors
/// As a sweep of that store; no polarity for any treatment.
pub(super) fn of_grain(plan: &Plan, moving: &Moving) -> Result<Opportunities> {
    let Data::Prescribing { dir, query, .. } = &plan.data else {
        return Err(Error::option("grain", "is for prescribing from a store"));
    };
    let given = [
        ("kind", plan.study.kind.is_some()),
        ("unit", plan.study.unit.is_some()),
        ("per-person", plan.study.per_person.is_some()),
    ];
    if let Some((option, _)) = given.into_iter().find(|(_, given)| *given) {
        return Err(Error::option(option, "has no effect with `grain`: each treatment says so itself"));
    }
    let found = plan.matrix(dir, query)?;
    let words = store::words_of(&found);
    let labels = plan.labels(&words, found.treatments.iter().map(|t| &t.treatment.id));
    let mut to = Target::new(plan, moving, &labels, &[])?;
    let mut slices: Vec<Opportunity> = Vec::new();
    for period in &found.periods {
        for of in &found.treatments {
            let (slice, practices) = slice(&found, period, of)?;
            let slice = if plan.chance_of_practices { slice.with_practice_chance(&practices) } else { slice };
            // As for one treatment: practices are drawn again where it is an amount.
            let drawn = plan.analysis.replicates > 0 && slice.kind() == Kind::Amount;
            slices.extend(to.reach(&if drawn { slice.with_practices(practices) } else { slice })?);
        }
    }
    if slices.is_empty() {
        return Err(Error::option("polarity", NO_POLARITY));
    }
    let mut notes = found.notes.clone();
    notes.extend(matrix::left_out(&found));
    notes.extend(matrix::jumps(&found.jumps));
    let (without, beside) = to.without();
    notes.extend(without);
    let inputs = store::inputs_of(&found).into_iter().chain(beside).collect();
    Ok(Opportunities { slices, labels, inputs, warnings: found.warnings, set_aside: Vec::new(), notes })
}

/// A treatment of a period as a slice, and the practices behind it, those without patients among them. Areas without a denominator
/// take no part.
///
/// # Errors
/// Those of [`Slice::new`].
fn slice(all: &Matrix, period: &MatrixPeriod, of: &MatrixTreatment) -> Result<(Slice, Vec<Practice>)> {
    let starts = all.area_starts();
    let mut observed = vec![0.0; all.practices.len()];
    period.sums.fill(of.numerator, &mut observed);
    let people = matrix::denominator(all, period, of, &starts);
    let months = period.period.full_months().unwrap_or(1);
    let (mut areas, mut practices) = (Vec::new(), Vec::new());
    for (place, area) in all.areas.iter().enumerate() {
        let code: Arc<str> = area.code.as_str().into();
        let there = |i: &usize| observed[*i] != 0.0 || people[*i] > 0.0;
        let own = (starts[place]..starts[place + 1]).filter(there);
        let own: Vec<Practice> =
            own.map(|i| Practice { area: Arc::clone(&code), observed: observed[i], denominator: people[i] }).collect();
        let denominator: f64 = own.iter().map(|p| p.denominator).sum();
        if denominator > 0.0 {
            let observed = own.iter().map(|p| p.observed).sum();
            let name = (!area.name.is_empty()).then(|| area.name.as_str().into());
            areas.push(SliceArea { code, name, observed, denominator: Some(denominator), expected: None, months });
            practices.extend(own);
        }
    }
    let treatment = Arc::clone(&of.treatment.id);
    Ok((Slice::new(treatment, period.period, of.treatment.kind, areas, Vec::new(), months)?, practices))
}
