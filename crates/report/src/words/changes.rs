//! Which areas changed what they do, in sentences, and amounts that a patient takes.

use super::break_even::{NUMERATOR, amount, rounded};
use unwarranted_core::rates::RateUnit;
use unwarranted_core::time::{AreaStep, STEP_EDGE, TreatmentTrend};
use unwarranted_plot::labels::Labels;

/// How many areas changed what they do.
pub(crate) fn changes(t: &TreatmentTrend, labels: Option<&Labels>) -> String {
    let tested = t.steps.iter().filter(|s| s.found.is_ok()).count();
    let changed = t.steps.iter().filter(|s| s.change().is_some()).count();
    let reason = t.steps.iter().find_map(|s| s.found.as_ref().err());
    let rest = t.steps.len() - tested;
    let untested = match reason {
        Some(reason) if tested == 0 => {
            return format!("Whether areas changed what they do is not known: {}.", reason.reason);
        }
        Some(reason) if rest == 1 => format!(" One was not tested: {}.", reason.reason),
        Some(reason) => format!(" {rest} were not tested, the first because {}.", reason.reason),
        None => String::new(),
    };
    let periods = t.fixed.periods();
    let edges = [Some(STEP_EDGE), periods.len().checked_sub(STEP_EDGE)].map(|at| at.and_then(|at| periods.get(at)));
    let at_edge = |s: &&AreaStep| s.change().is_some_and(|turned| edges.contains(&Some(&turned.period)));
    let beyond = match t.steps.iter().filter(at_edge).count() {
        0 => String::new(),
        n => format!(
            " {n} of them did so at the first or last month in which a step can be told, {STEP_EDGE} periods from either end, or beyond."
        ),
    };
    let sure = match t.step_chance.filter(|chance| chance.estimated) {
        None => "about 5% of them named wrongly, and more of the small ones where patients stay for years.".to_owned(),
        Some(chance) => format!(
            "beyond what chance does as far as it is known. What one patient takes is not: by how the sums of areas vary from year to year \
             about {} count as one patient, areas with fewer than ten such in a year are not tested, and how many are named wrongly where \
             patients stay for years is not known.",
            of_numerator(labels.map(|l| &l.unit), chance.phi)
        ),
    };
    format!(
        "{changed} of {tested} areas changed what they do: each by the largest step of its own rate beside its straight line, {sure}{beyond}{untested}"
    )
}

/// A dispersion over what a patient takes on average, where what patients take varies by as much as its mean.
pub(crate) const PER_PERSON: f64 = 2.0;

/// An amount in the unit of the numerator.
pub(crate) fn of_numerator(unit: Option<&RateUnit>, value: f64) -> String {
    let value = rounded(value);
    unit.map_or_else(|| format!("{value} {}", NUMERATOR), |unit| amount(unit, &value))
}
