//! The indices of a slice with what the simulations add: p, null quantiles and intervals.

use crate::data::slice::Slice;
use crate::error::Undefined;
use crate::findings::checked::Checked;
use crate::findings::estimate::{Estimate, RandomAgainstReal, Simulated};
use crate::indices::INDICES;
use crate::indices::index::{Curvature, Index};
use crate::models::chance::variances;
use crate::rates::interval::Confidence;
use crate::simulation::bootstrap::{self, Bounds, FEW, LEAST_AREAS};
use crate::simulation::grouping;
use crate::simulation::jackknife;
use crate::simulation::method::{IndexInterval, NullDraws};
use crate::simulation::null::{self, Null, Simulation};
use crate::simulation::practices;

const REPEATS: &str = "every event counts as a different person; where events repeat per person, as prescription items \
                       do, chance is larger than this and p is too small: give what a person takes (per-person)";

const INDEPENDENT: &str =
    "its formula takes every event as independent; p and what chance gives allow for events that are not";

/// Every index of the registry and those asked for besides, where the slice has what they need.
pub(crate) fn estimates(slice: &Slice, options: &Checked) -> Vec<Estimate> {
    let indices: Vec<&Index> = INDICES.iter().chain(&options.further).filter(|index| index.given(slice)).collect();
    let simulation = options.simulation(slice);
    let wanted = simulation.replicates > 0;
    let null = || null::simulate_of(slice, &simulation, &indices).ok();
    let mut nulls = wanted.then(null).flatten().unwrap_or_default();
    if wanted && slice.groups().is_some() {
        nulls.extend(grouping::permute_of(slice, &simulation, &indices).unwrap_or_default());
    }
    let (bounds, failed) = if wanted { intervals(slice, options, &indices) } else { (Vec::new(), None) };
    let one = |index: &&Index| {
        let mut estimate = plain(index, slice);
        add_null(&mut estimate, nulls.iter().find(|n| n.id == index.id), simulation.replicates);
        if index.behaviour.counts && estimate.p.is_some() && (simulation.repeat_factor - 1.0).abs() > 1e-12 {
            add_note(&mut estimate, INDEPENDENT.to_owned());
        }
        add_bounds(&mut estimate, bounds.iter().find(|b| b.id == index.id), options.confidence);
        if let Some(curvature) = index.behaviour.curvature.filter(|_| wanted) {
            add_wald(&mut estimate, slice, curvature, options);
        }
        if let (Some(reason), Some(_), None) = (&failed, estimate.value, estimate.lower) {
            add_note(&mut estimate, format!("no interval: {}", reason.reason));
        }
        estimate
    };
    let mut estimates: Vec<Estimate> = indices.iter().map(one).collect();
    if options.jackknife {
        let values: Vec<_> = indices.iter().copied().zip(estimates.iter().map(|e| e.value)).collect();
        let found = jackknife::all(slice, &values, options.confidence);
        for (estimate, jackknifed) in estimates.iter_mut().zip(found) {
            estimate.jackknife = Some(jackknifed);
        }
    }
    estimates
}

/// Intervals from simulated areas, where there is a chance model; those of the descriptive indices from practices drawn
/// again instead, where the practices are given. The reason for those that a reader would look for in vain.
fn intervals(slice: &Slice, options: &Checked, indices: &[&Index]) -> (Vec<Bounds>, Option<Undefined>) {
    let (simulation, level) = (&options.simulation(slice), options.confidence);
    let mut failed = None;
    let mut keep = |found: Result<Vec<Bounds>, Undefined>, said: bool| {
        found.unwrap_or_else(|undefined| {
            failed = Some(undefined).filter(|_| said);
            Vec::new()
        })
    };
    let counts = variances(slice).is_ok();
    let simulated = keep(bootstrap::simulate_of(slice, simulation, level, indices), counts);
    let drawn = slice.practices().map(|p| practices::practices_of(slice, p, simulation, level, indices));
    let mut bounds = drawn.map_or(Vec::new(), |found| keep(found, true));
    let rest: Vec<Bounds> = simulated.into_iter().filter(|s| bounds.iter().all(|b| b.id != s.id)).collect();
    bounds.extend(rest);
    (bounds, failed)
}

fn plain(index: &Index, slice: &Slice) -> Estimate {
    let (value, note, undefined) = match index.compute(slice) {
        Ok(computed) => (Some(computed.value), computed.note, None),
        Err(Undefined { reason }) => (None, None, Some(reason.into_owned())),
    };
    Estimate {
        id: index.id.clone(),
        title: index.title.clone(),
        value,
        lower: None,
        upper: None,
        confidence: None,
        interval_method: None,
        p: None,
        null: None,
        null_method: None,
        undefined,
        note,
        jackknife: None,
    }
}

fn add_note(estimate: &mut Estimate, text: String) {
    estimate.note = Some(match estimate.note.take() {
        Some(note) => format!("{note}; {text}"),
        None => text,
    });
}

fn add_null(estimate: &mut Estimate, null: Option<&Null>, replicates: usize) {
    let Some(null) = null else { return };
    estimate.null = null.quantiles.filter(|q| q.iter().all(|v| v.is_finite()));
    estimate.p = null.p.filter(|_| estimate.value.is_some());
    estimate.null_method = null.method.filter(|_| estimate.p.is_some());
    if null.undefined > 0 {
        let text = format!(
            "undefined in {} of {replicates} replicates of chance, which count as extreme, so that p cannot be smaller \
             than their share",
            null.undefined
        );
        add_note(estimate, text);
    }
}

fn add_bounds(estimate: &mut Estimate, bounds: Option<&Bounds>, confidence: Confidence) {
    let Some(bounds) = bounds.filter(|_| estimate.value.is_some()) else { return };
    if let Some([lower, upper]) = bounds.limits {
        (estimate.lower, estimate.upper) = (Some(lower), Some(upper));
        (estimate.confidence, estimate.interval_method) = (Some(confidence.level()), Some(bounds.method));
    }
    if let Some(reason) = bounds.undefined {
        add_note(estimate, format!("no interval: {reason}"));
    }
}

/// The interval of a variance from the curvature of its likelihood, on the scale ln V.
fn add_wald(estimate: &mut Estimate, slice: &Slice, curvature: Curvature, options: &Checked) {
    let f = options.simulation(slice).repeat_factor;
    if (f - 1.0).abs() > 1e-12 {
        add_note(estimate, "no interval: the model counts every event as a different person".to_owned());
        return;
    }
    if let Some([v, error]) = estimate.value.and_then(|_| curvature(slice)) {
        let factor = libm::exp(options.confidence.z() * error / v);
        if slice.len() < LEAST_AREAS {
            add_note(estimate, format!("no interval: {FEW}"));
        } else if factor.is_finite() {
            (estimate.lower, estimate.upper) = (Some(v / factor), Some(v * factor));
            estimate.confidence = Some(options.confidence.level());
            estimate.interval_method = Some(IndexInterval::Curvature);
        }
    }
}

/// Observed variance of the ratios, split; `None` where there is no chance model or nothing to split.
pub(crate) fn random_against_real(slice: &Slice, repeat: f64) -> Option<RandomAgainstReal> {
    let relative = variances(slice).ok()?;
    slice.require_variation().ok()?;
    let e = slice.expected();
    let sum: f64 = e.iter().sum();
    let m = slice.observed().iter().sum::<f64>() / sum;
    let squares: f64 = slice.observed().iter().zip(e).map(|(o, e)| e * (o / e / m - 1.0).powi(2)).sum();
    // Each area adds its chance variance v/(mE); fitting m takes the share E/sum of it away again.
    let chance: f64 = relative.iter().zip(e).map(|(v, e)| v * (1.0 - e / sum)).sum::<f64>() * repeat / (m * sum);
    let observed = squares / sum;
    let systematic = (observed - chance).max(0.0);
    let share = |part: f64| if observed > 0.0 { (part / observed).min(1.0) } else { 1.0 };
    let split = RandomAgainstReal {
        observed,
        chance,
        systematic,
        chance_share: share(chance),
        systematic_share: if observed > 0.0 { systematic / observed } else { 0.0 },
    };
    [observed, chance, split.systematic_share].iter().all(|v| v.is_finite()).then_some(split)
}

/// How the simulations were made; `None` without any.
pub(crate) fn simulated(slice: &Slice, options: &Checked) -> Option<Simulated> {
    let Simulation { replicates, seed, repeat_factor } = options.simulation(slice);
    if replicates == 0 {
        return None;
    }
    let counts = slice.require_counts().is_ok();
    Some(Simulated {
        replicates,
        seed,
        repeat_factor,
        null_method: variances(slice).is_ok().then(|| NullDraws::of(slice)),
        warning: (counts && options.per_person(slice).is_none() && slice.dispersion().is_none()).then_some(REPEATS),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::kind::Kind;

    #[test]
    fn the_observed_variance_is_split_as_by_hand() {
        let rows = [("A", 10.0, 200.0), ("B", 20.0, 200.0), ("C", 30.0, 200.0)];
        let of = |kind, repeat| {
            let split = random_against_real(&Slice::from_denominators(kind, &rows).unwrap(), repeat).unwrap();
            [split.observed, split.chance, split.systematic, split.chance_share, split.systematic_share]
        };
        // E = 20 each: 20 (0.25 + 0 + 0.25) / 60 observed, and 3 (1 - 20 / 60) / 60 of chance; a share has 1 - 0.1 of it.
        let by_hand = |chance: f64| {
            let (observed, chance) = (1.0 / 6.0, chance / 30.0);
            [observed, chance, observed - chance, chance / observed, 1.0 - chance / observed]
        };
        for (found, chance) in [(of(Kind::Count, 1.0), 1.0), (of(Kind::Count, 2.0), 2.0), (of(Kind::Share, 1.0), 0.9)] {
            let alike = found.iter().zip(by_hand(chance)).all(|(a, b)| (a - b).abs() < 1e-12);
            assert!(alike, "{found:?} {:?}", by_hand(chance));
        }
    }
}
