//! The words of each treatment on charts and pages: the user's, else those of the data.

use super::plan::Plan;
use super::words::{DataWords, PER_CENT};
use super::{PROGRAM, Study};
use crate::core::Kind;
use crate::plot::labels::Labels;
use crate::report::LabelsBy;
use std::collections::BTreeSet;
use std::sync::Arc;

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
                membership: words.how(treatment),
                source: source.clone().unwrap_or_else(stated),
                program: PROGRAM.to_owned(),
                synthetic: words.synthetic,
                polarity: own.polarity,
            }
        };
        treatments.into_iter().map(|t| (Arc::clone(t), label(t))).collect()
    }
}
