//! The figures of each treatment, in all ways.

use super::Cutting;
use crate::core::findings::AreaRecords;
use crate::core::{KindFrom, Period, Slice};
use crate::definitions::drawn_as;
use crate::explorer::{Kept, KeptArea, Packet, TreatmentEntry, Way};
use crate::study::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The figures of each treatment, in the order of the treatments.
pub(super) fn packets(cuttings: &[Cutting]) -> Result<Vec<Packet>> {
    let treatments: BTreeSet<&Arc<str>> = cuttings.iter().flat_map(|c| &c.slices).map(Slice::treatment).collect();
    let mut levels: Vec<&str> = cuttings.iter().map(|cutting| &*cutting.entry.level).collect();
    // Ways of one level stand together.
    levels.dedup();
    let one = |treatment: &Arc<str>| {
        let own = |cutting: &Cutting| cutting.slices.iter().filter(|s| s.treatment() == treatment).cloned().collect();
        let slices: Vec<Vec<Slice>> = cuttings.iter().map(own).collect();
        let lists: Vec<Vec<KeptArea>> = levels.iter().map(|level| areas(level, cuttings, &slices)).collect();
        let ways = cuttings.iter().zip(&slices).map(|(cutting, slices)| {
            let list = levels.iter().position(|level| *level == cutting.entry.level).unwrap_or_default();
            way(cutting, treatment, slices, (list, &lists[list]))
        });
        Ok(Packet { treatment: Arc::clone(treatment), alone: false, ways: ways.collect::<Result<_>>()?, lists })
    };
    treatments.into_iter().map(one).collect()
}

/// Every area of a level, by code.
fn areas(level: &str, cuttings: &[Cutting], slices: &[Vec<Slice>]) -> Vec<KeptArea> {
    let own = || cuttings.iter().zip(slices).filter(|(cutting, _)| cutting.entry.level == level);
    let mut names: BTreeMap<Arc<str>, Option<Arc<str>>> = BTreeMap::new();
    for area in own().flat_map(|(_, slices)| slices).flat_map(Slice::areas) {
        names.entry(Arc::clone(&area.code)).or_insert_with(|| area.name.clone());
    }
    let Some((first, _)) = own().next() else { return Vec::new() };
    names.into_iter().map(|(code, name)| area(code, name, &first.loaded.words.records)).collect()
}

fn area(code: Arc<str>, name: Option<Arc<str>>, records: &AreaRecords) -> KeptArea {
    let breaks = records.breaks.get(&code).into_iter().flatten();
    KeptArea {
        ods: records.ods_codes.get(&code).cloned(),
        ons: records.ons_codes.get(&code).cloned(),
        breaks: breaks.map(|b| (Period::Month(b.month), b.reason.clone())).collect(),
        code,
        name,
    }
}

fn way(cutting: &Cutting, treatment: &Arc<str>, slices: &[Slice], (list, areas): (usize, &[KeptArea])) -> Result<Way> {
    let Cutting { plan, loaded, .. } = cutting;
    let words = &loaded.words;
    let labels = plan.labels(words, std::iter::once(treatment));
    let kind_from = loaded.kinds_from.get(treatment).filter(|_| plan.study.kind.is_none());
    let places: BTreeMap<&Arc<str>, usize> = areas.iter().map(|area| &area.code).zip(0..).collect();
    let place = |area: &crate::core::slice::SliceArea| places.get(&area.code).copied().unwrap_or_default();
    Ok(Way {
        labels: (&labels[treatment]).into(),
        drawn: drawn_as(treatment, &labels[treatment].measure)?,
        kind_from: kind_from.copied().unwrap_or(KindFrom::Given),
        per: plan.per(words, treatment),
        standardised: words.standardised.as_ref().map(|s| (s.method, s.by.clone())),
        list,
        slices: slices.iter().map(|slice| Kept::new(slice, place)).collect(),
        asked: (0..slices.len()).filter(|at| plan.asks_for(slices[*at].period())).collect(),
    })
}

/// The heading of the page.
pub(super) fn title(packets: &[Packet], labels: &crate::report::LabelsBy) -> String {
    match packets {
        [only] => format!("{}: explore the figures", labels[&only.treatment].measure),
        _ => format!("{} treatments: explore the figures", packets.len()),
    }
}

/// The treatments with names for their files, each once.
pub(super) fn entries(packets: &[Packet], labels: &crate::report::LabelsBy) -> Vec<TreatmentEntry> {
    let named = crate::report::slugs(packets.iter().map(|p| &*p.treatment));
    let one = |(packet, (_, file)): (&Packet, (&str, String))| TreatmentEntry {
        id: Arc::clone(&packet.treatment),
        measure: labels[&packet.treatment].measure.clone(),
        file,
    };
    packets.iter().zip(named).map(one).collect()
}
