//! Words taken from the data, where the user gave none.

use super::plan::Plan;
use super::{PROGRAM, Study};
use crate::core::findings::{AreaRecords, Standardised};
use crate::core::rates::{Nature, RateUnit};
use crate::core::treatment::Units;
use crate::core::{Kind, Polarity, Treatment};
use crate::plot::labels::Labels;
use crate::report::LabelsBy;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Rates from a store are per this many people or things.
const PER: f64 = 1_000.0;

/// Shares are per this many.
const PER_CENT: f64 = 100.0;

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
    pub(super) areas: String,
    pub(super) membership: Option<String>,
    /// How figures were made comparable between people of different age and sex.
    pub(super) standardised: Option<Standardised>,
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

    pub(super) fn of(&self, treatment: &str) -> &TreatmentWords {
        self.treatments.get(treatment).unwrap_or(&self.otherwise)
    }

    /// How areas were made from practices and figures standardised, as it follows a subtitle.
    fn how(&self) -> Option<String> {
        let by = self.standardised.as_ref().map(|s| s.by.clone());
        let parts: Vec<String> = self.membership.iter().cloned().chain(by).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

impl Plan {
    /// How many units of the denominator the rates of a treatment are per.
    pub(super) fn per(&self, words: &DataWords, treatment: &str) -> f64 {
        let own = words.of(treatment).per;
        // A file of measures may give a share per 1,000.
        let per_cent = |per: f64| self.is_share(words, treatment) && (per - 1.0).abs() < f64::EPSILON;
        let usual = || if per_cent(own) { PER_CENT } else { own };
        self.study.per.unwrap_or_else(usual)
    }

    pub(super) fn is_share(&self, words: &DataWords, treatment: &str) -> bool {
        self.study.kind.map_or(words.of(treatment).share, |kind| kind == Kind::Share)
    }

    /// The words of each treatment: the user's, else those of the data.
    pub(super) fn labels<'a>(&self, words: &DataWords, treatments: impl Iterator<Item = &'a Arc<str>>) -> LabelsBy {
        let Study { title, areas, source, .. } = &self.study;
        let treatments: BTreeSet<&Arc<str>> = treatments.collect();
        let several = treatments.len() > 1;
        let label = |treatment: &Arc<str>| {
            let given = title.as_ref().map(|t| if several { format!("{t} ({treatment})") } else { t.clone() });
            let own = words.of(treatment);
            let stated = || words.sources.get(treatment).cloned().unwrap_or_else(|| "Source: not stated".to_owned());
            Labels {
                measure: given.or_else(|| own.title.clone()).unwrap_or_else(|| treatment.to_string()),
                unit: self.unit_of(words, treatment),
                areas: areas.clone().unwrap_or_else(|| words.areas.clone()),
                membership: words.how(),
                source: source.clone().unwrap_or_else(stated),
                program: PROGRAM.to_owned(),
                synthetic: words.synthetic,
                polarity: own.polarity,
            }
        };
        treatments.into_iter().map(|t| (Arc::clone(t), label(t))).collect()
    }
}
