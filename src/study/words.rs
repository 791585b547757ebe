//! Words taken from the data, where the user gave none.

use crate::core::findings::{AreaRecords, Standardised};
use crate::core::rates::{Nature, RateUnit};
use crate::core::treatment::Units;
use crate::core::{ExpectedFrom, Kind, Polarity, SliceFindings, Treatment};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rates from a store are per this many people or things.
const PER: f64 = 1_000.0;

/// Shares are per this many.
pub(super) const PER_CENT: f64 = 100.0;

/// What the data say of one treatment.
#[derive(Debug, Clone)]
pub(super) struct TreatmentWords {
    /// `None`: the treatment's identifier.
    pub(super) title: Option<String>,
    pub(super) unit: Units,
    /// Rates are per this many units of the denominator.
    pub(super) per: f64,
    /// Whether the numerator is part of the denominator: rates are then per hundred.
    pub(super) share: bool,
    /// Which way is better, where that is known.
    pub(super) polarity: Option<Polarity>,
}

/// What the data say of everything.
#[derive(Debug)]
pub(super) struct DataWords {
    /// Of each treatment that the source describes.
    pub(super) treatments: BTreeMap<Arc<str>, TreatmentWords>,
    /// Of any other.
    pub(super) otherwise: TreatmentWords,
    /// What the columns of each treatment are called, where those of the files differ.
    pub(super) columns: BTreeMap<Arc<str>, Units>,
    pub(super) areas: String,
    /// The column with the parent groups of areas, where the files have one and the same.
    pub(super) groups: Option<String>,
    pub(super) membership: Option<String>,
    /// How figures were made comparable between people of different age and sex.
    pub(super) standardised: Option<Standardised>,
    /// The need that expected values come from, of each treatment of which the data say it.
    pub(super) after_need: BTreeMap<Arc<str>, Arc<str>>,
    /// Source line of each treatment.
    pub(super) sources: BTreeMap<Arc<str>, String>,
    pub(super) synthetic: bool,
    /// Other codes of areas, and breaks in their series.
    pub(super) records: AreaRecords,
}

impl TreatmentWords {
    /// Of a treatment: shares per hundred, money per one, anything else per 1,000.
    pub(super) fn of(treatment: &Treatment) -> Self {
        let money = treatment.kind == Kind::Amount && treatment.numerator.measure().is_none();
        let per = if treatment.kind == Kind::Share || treatment.is_ratio() || money { 1.0 } else { PER };
        Self {
            title: Some(treatment.title.clone()),
            unit: treatment.unit.clone(),
            per,
            share: treatment.kind == Kind::Share,
            polarity: treatment.polarity,
        }
    }

    /// "items per 1,000 registered patients", "percentage of all items".
    pub(super) fn unit(&self, per: f64, share: bool) -> RateUnit {
        let Units { numerator, denominator } = self.unit.clone();
        if share && (per - PER_CENT).abs() < f64::EPSILON {
            return RateUnit::Percentage(Some(denominator).filter(|d| d.nature != Nature::Nameless));
        }
        RateUnit::Per { numerator, denominator, per }
    }
}

impl DataWords {
    /// The words of one treatment, to be changed: at first those of any other.
    pub(super) fn entry(&mut self, treatment: &Arc<str>) -> &mut TreatmentWords {
        let Self { treatments, otherwise, .. } = self;
        treatments.entry(Arc::clone(treatment)).or_insert_with(|| otherwise.clone())
    }

    /// What the columns of a treatment are called.
    pub(super) fn column(&self, treatment: &str) -> &Units {
        self.columns.get(treatment).unwrap_or(&self.otherwise.unit)
    }

    pub(super) fn of(&self, treatment: &str) -> &TreatmentWords {
        self.treatments.get(treatment).unwrap_or(&self.otherwise)
    }

    /// Says in the findings which need expected values come from, which the statistics do not know.
    pub(super) fn name_need(&self, findings: &mut [SliceFindings]) {
        for found in findings.iter_mut().filter(|found| found.expected_from == ExpectedFrom::Given) {
            found.after_need = self.after_need.get(&found.treatment).cloned();
        }
    }

    /// How areas were made from practices, figures standardised, and what of a treatment expected values come from, as it follows a
    /// subtitle.
    pub(super) fn how(&self, treatment: &str) -> Option<String> {
        let by = self.standardised.as_ref().map(|s| s.by.clone());
        let need = self.after_need.get(treatment).map(|need| format!("after need: {need}"));
        let parts: Vec<String> = self.membership.iter().cloned().chain(by).chain(need).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}
