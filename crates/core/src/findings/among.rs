//! What the areas most like each have, beside what it has.

use crate::benchmark::{Benchmark, Benchmarked, benchmark};
use crate::data::slice::Slice;
use crate::findings::against_similar::{AgainstSimilar, SimilarBy};
use crate::findings::area_finding::AreaFinding;
use crate::findings::checked::Checked;
use crate::findings::target::TargetRate;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Enters into the findings of a slice what the similar areas of each area have; `None` where that was not asked for or cannot be.
pub(super) fn enter(slice: &Slice, options: &Checked, per: f64, areas: &mut [AreaFinding]) -> Option<SimilarBy> {
    let likeness = slice.likeness().filter(|_| options.target == TargetRate::Similar)?;
    let found = benchmark(slice, likeness, options.confidence).ok()?;
    let Benchmark { areas: held, lacking, nearest, .. } = found;
    // Among the few areas of a small group nothing can be called unusual.
    let bare = |a: &&Benchmarked| a.without_peers || (nearest.is_none() && a.mean_of_similar.is_none());
    let without_peers = held.iter().filter(bare).map(|a| Arc::clone(&a.area)).collect();
    let mut of: BTreeMap<Arc<str>, AgainstSimilar> =
        held.into_iter().map(|a| (Arc::clone(&a.area), beside(a, per))).collect();
    areas.iter_mut().for_each(|area| area.rates.similar = of.remove(&area.area));
    Some(SimilarBy { by: likeness.by(), nearest, without_peers, lacking })
}

fn beside(a: Benchmarked, per: f64) -> AgainstSimilar {
    AgainstSimilar {
        rate_of_similar: a.rate_of_similar * per,
        mean_of_similar: a.mean_of_similar.map(|rate| rate * per),
        ratio_to_similar: a.ratio,
        ratio_to_similar_lower: a.lower,
        ratio_to_similar_upper: a.upper,
        similar_areas: a.similar,
    }
}
