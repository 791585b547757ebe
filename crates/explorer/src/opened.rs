//! A treatment whose slices are made, and what its figures say of its areas.

use crate::error::Error;
use crate::packet::{KeptArea, Packet, Way};
use std::sync::Arc;
use unwarranted_core::findings::{AreaRecords, Break, Standardised};
use unwarranted_core::{Period, Slice, SliceFindings};
use unwarranted_plot::Labels;

/// A treatment whose slices are made.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) packet: Packet,
    pub(crate) cuts: Vec<Cut>,
}

/// The slices of a treatment, cut in one way.
#[derive(Debug)]
pub(crate) struct Cut {
    pub(crate) labels: Labels,
    pub(crate) slices: Vec<Slice>,
}

impl Opened {
    /// Makes the slices, each way of cutting by itself.
    pub(crate) fn of(packet: Packet) -> Result<Self, Error> {
        let named = |areas: &Vec<KeptArea>| areas.iter().map(|a| (Arc::clone(&a.code), a.name.clone())).collect();
        let lists: Vec<Vec<_>> = packet.lists.iter().map(named).collect();
        let cut = |way: &Way| {
            let mut slices: Vec<Slice> = Vec::with_capacity(way.slices.len());
            let areas = lists.get(way.list).map_or(&[][..], Vec::as_slice);
            for kept in &way.slices {
                slices.push(kept.slice(&packet.treatment, areas, slices.last())?);
            }
            Ok(Cut { labels: way.labels.clone().into(), slices })
        };
        let cuts = packet.ways.iter().map(cut).collect::<Result<Vec<_>, Error>>()?;
        Ok(Self { packet, cuts })
    }

    /// Every area that a way has in any period.
    pub(crate) fn areas(&self, way: &Way) -> &[KeptArea] {
        self.packet.lists.get(way.list).map_or(&[], Vec::as_slice)
    }

    /// Enters in the findings what the statistics do not know.
    pub(crate) fn enter(&self, found: &mut [SliceFindings], way: &Way) {
        for slice in &mut *found {
            slice.kind_from = way.kind_from;
            if let Some((method, by)) = &way.standardised {
                let reference_rate = slice.standardised.as_ref().and_then(|s| s.reference_rate);
                slice.standardised = Some(Standardised { method: *method, by: by.clone(), reference_rate });
            }
        }
        records(self.areas(way)).enter(found);
    }
}

fn records(areas: &[KeptArea]) -> AreaRecords {
    let one =
        |(period, reason): &(Period, String)| Some(Break { month: period.first_month()?, reason: reason.clone() });
    let mut records = AreaRecords::default();
    for area in areas {
        if let Some(ods) = &area.ods {
            records.ods_codes.insert(Arc::clone(&area.code), Arc::clone(ods));
        }
        if let Some(ons) = &area.ons {
            records.ons_codes.insert(Arc::clone(&area.code), Arc::clone(ons));
        }
        if !area.breaks.is_empty() {
            records.breaks.insert(Arc::clone(&area.code), area.breaks.iter().filter_map(one).collect());
        }
    }
    records
}
